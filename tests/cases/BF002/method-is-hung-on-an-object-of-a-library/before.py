import transfer
from textual.app import App, ComposeResult
from textual.widgets import ProgressBar


class Upload(App[None]):
    def compose(self) -> ComposeResult:
        yield ProgressBar(total=10)

    def on_mount(self) -> None:
        self.client = transfer.Client()
        self.client.on_progress = self.set_progress

    def action_reset(self) -> None:
        self.set_progress(0)

    def set_progress(self, done: int) -> None:
        self.call_from_thread(self.query_one(ProgressBar).update, progress=done)


if __name__ == "__main__":
    Upload().run()
