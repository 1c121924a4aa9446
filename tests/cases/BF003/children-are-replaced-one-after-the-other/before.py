import requests
from textual import work
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Label, ListItem, ListView


class Mail(App[None]):
    def compose(self) -> ComposeResult:
        yield ListView(id="mail")
        yield VerticalScroll(Label("none", id="top"), id="side")

    @work(thread=True)
    def check(self) -> None:
        letters = requests.get("http://post.example/letters", timeout=5).json()
        side = self.query_one("#side")
        side.remove_children()
        side.mount(Label(letters[0], id="top"))
        mail = self.query_one("#mail", ListView)
        mail.clear()
        for letter in letters:
            mail.append(ListItem(Label(letter)))


if __name__ == "__main__":
    Mail().run()
