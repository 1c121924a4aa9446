import subprocess

from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Log


class Make(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Log(id="output")

    @work(thread=True)
    def make(self) -> None:
        output = self.query_one("#output", Log)
        process = subprocess.Popen(["make"], stdout=subprocess.PIPE, text=True)
        for line in process.stdout:
            output.write_line(line.rstrip())
        output.write_line("done")


class MakeApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Make())


if __name__ == "__main__":
    MakeApp().run()
