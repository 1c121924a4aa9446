import subprocess

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Button, Label


class ConverterApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Button("Convert", id="convert")
        yield Label("", id="state")

    def on_button_pressed(self) -> None:
        self.convert()

    @work(thread=True, exclusive=True, group="convert")
    def convert(self) -> None:
        for name in ("overture", "finale"):
            self._encode(name)
            self.call_from_thread(self.say, name)
        self.call_from_thread(self.say, "all encoded")

    def _encode(self, name: str) -> None:
        subprocess.run(["ffmpeg", "-i", f"{name}.wav", f"{name}.flac"], check=True)

    def say(self, text: str) -> None:
        self.query_one("#state", Label).update(text)


if __name__ == "__main__":
    ConverterApp().run()
