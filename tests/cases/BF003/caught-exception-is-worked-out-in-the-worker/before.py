import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class News(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="news")

    @work(thread=True)
    def reload(self) -> None:
        try:
            news = requests.get("https://news.example/latest").text
        except requests.ConnectionError as error:
            self.query_one("#news", Label).update(f"no network: {error}")
        except requests.RequestException as error:
            label = self.query_one("#news", Label)
            label.update(str(error))
            label.add_class("-error")
        else:
            self.query_one("#news", Label).update(news)
