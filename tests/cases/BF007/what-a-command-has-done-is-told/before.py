import subprocess
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Input, RichLog


class Commit(App):
    def compose(self) -> ComposeResult:
        yield Input()
        yield RichLog()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.commit(event.value)

    @work(thread=True, exclusive=True)
    def commit(self, message: str) -> None:
        done = subprocess.run(["git", "commit", "-m", message], capture_output=True, text=True)
        self.call_from_thread(self.tell, done.stdout)

    def tell(self, text: str) -> None:
        self.query_one(RichLog).write(text)


if __name__ == "__main__":
    Commit().run()
