import requests
from textual.app import App, ComposeResult
from textual.widgets import Input, Label


class Catalog(App[None]):
    names: list[str]

    def compose(self) -> ComposeResult:
        yield Input()
        yield Label("", id="found")

    def on_mount(self) -> None:
        self.names = requests.get("http://shop.example/names", timeout=5).json()
        self.query_one("#found", Label).update(f"{len(self.names)} names")

    def on_input_changed(self, event: Input.Changed) -> None:
        found = [name for name in self.names if event.value in name]
        self.query_one("#found", Label).update(", ".join(found))


if __name__ == "__main__":
    Catalog().run()
