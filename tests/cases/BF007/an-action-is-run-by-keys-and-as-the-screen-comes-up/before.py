import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class PagesApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]
    page = 1

    def compose(self) -> ComposeResult:
        yield Label("", id="text")

    def on_mount(self) -> None:
        self.action_reload()

    @work(thread=True, exclusive=True, group="reload")
    def action_reload(self) -> None:
        text = requests.get(f"https://pages.example/{self.page}").text
        self.call_from_thread(self.show, text)

    def show(self, text: str) -> None:
        self.query_one("#text", Label).update(text)


if __name__ == "__main__":
    PagesApp().run()
