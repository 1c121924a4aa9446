from urllib.request import urlopen

from textual.app import App, ComposeResult
from textual.widgets import Label


class Page(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="page")

    async def action_load(self) -> None:
        with urlopen("http://web.example/page") as response:
            text = response.read().decode()
        self.query_one("#page", Label).update(text)


if __name__ == "__main__":
    Page().run()
