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
            message = f"no network: {error}"
            self.call_from_thread(
                lambda: self.query_one("#news", Label).update(message)
            )
        except requests.RequestException as error:

            def update_ui(error) -> None:
                label = self.query_one("#news", Label)
                label.update(str(error))
                label.add_class("-error")

            self.call_from_thread(update_ui, error)
        else:
            self.call_from_thread(lambda: self.query_one("#news", Label).update(news))
