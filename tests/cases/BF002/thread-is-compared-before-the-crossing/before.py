from threading import get_ident

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Both(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="who")

    def on_mount(self) -> None:
        self.say("main")
        self.other()

    @work(thread=True)
    def other(self) -> None:
        self.say("worker")

    def say(self, who: str) -> None:
        if get_ident() == self._thread_id:
            self.query_one("#who", Label).update(who)
        else:
            self.call_from_thread(self.say, who)


if __name__ == "__main__":
    Both().run()
