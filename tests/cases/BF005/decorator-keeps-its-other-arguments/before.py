import requests
from textual import on, work
from textual.app import App, ComposeResult
from textual.widgets import Button, Label


class Wards(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="wards")
        yield Button("Load", id="load")

    @on(Button.Pressed, "#load")
    @work(
        name="wards",
        exclusive=True,
        group="wards",  # one at a time: the clinic's server is old
    )
    def load(self) -> None:
        wards = requests.get("http://clinic.example/wards", timeout=5).json()
        self.call_from_thread(self.query_one("#wards", Label).update, str(wards))

    @work()
    def count(self) -> None:
        self.log(len(requests.get("http://clinic.example/beds", timeout=5).json()))

    @work(exit_on_error=False, thread=False)
    def ring(self) -> None:
        requests.post("http://clinic.example/bell", timeout=5)

    @work(exclusive=True,
          group="tidy")
    def tidy(self) -> None:
        requests.post("http://clinic.example/tidy", timeout=5)

    @work(
        group="save",
        exit_on_error=False
        # A failed save is told of by the clinic itself.
    )
    def save(self) -> None:
        requests.post("http://clinic.example/save", timeout=5)


if __name__ == "__main__":
    Wards().run()
