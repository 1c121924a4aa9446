import requests
from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Button, Label


class Bar(Widget):
    def compose(self) -> ComposeResult:
        yield Button("reload")

    def on_button_pressed(self) -> None:
        panel = self.parent
        panel.reload()
        self.mount(Label(str(panel.total)))


class Panel(Widget):
    total = ""

    def compose(self) -> ComposeResult:
        yield Label("", id="total")
        yield Bar()

    def on_click(self) -> None:
        self.reload()

    def reload(self) -> None:
        self.total = requests.get("http://bank.example/total", timeout=5).text
        self.query_one("#total", Label).update(self.total)


class Bank(App[None]):
    def compose(self) -> ComposeResult:
        yield Panel()


if __name__ == "__main__":
    Bank().run()
