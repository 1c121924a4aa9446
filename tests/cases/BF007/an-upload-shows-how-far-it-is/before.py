import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Button, ProgressBar


class Up(App):
    def compose(self) -> ComposeResult:
        yield Button("up")
        yield ProgressBar(total=3)

    def on_button_pressed(self) -> None:
        self.upload()

    @work(thread=True, exclusive=True, group="upload")
    def upload(self) -> None:
        bar = self.query_one(ProgressBar)
        for part in range(3):
            requests.put(f"http://x.example/{part}", timeout=9)
            self.call_from_thread(bar.advance, 1)


if __name__ == "__main__":
    Up().run()
