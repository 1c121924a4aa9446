from threading import get_ident

from textual import work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Label


class Download(Vertical):
    @property
    def in_thread(self) -> bool:
        return self.app._thread_id != get_ident()

    def compose(self) -> ComposeResult:
        yield Label(id="state")

    def ok(self, text: str = "") -> None:
        if self.in_thread:
            self.app.call_from_thread(self.ok, text)
            return
        self.query_one("#state", Label).update(text or "done")

    def fail(self, text: str) -> None:
        if not self.in_thread:
            self._show(text)
        else:
            self.app.call_from_thread(self._show, text)

    def _show(self, text: str) -> None:
        self.query_one("#state", Label).update(f"failed: {text}")


class Downloads(App[None]):
    def compose(self) -> ComposeResult:
        yield Download()

    def on_mount(self) -> None:
        self.query_one(Download).ok("ready")
        self.query_one(Download).fail("not yet")
        self.load()

    @work(thread=True)
    def load(self) -> None:
        download = self.query_one(Download)
        download.fail("no network")
        download.ok()


if __name__ == "__main__":
    Downloads().run()
