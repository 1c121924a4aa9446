import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class MailApp(App):
    def __init__(self) -> None:
        super().__init__()
        self.mails: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="mails")

    def key_m(self) -> None:
        self.query_one("#mails", DataTable).loading = True
        self.fetch_mails()

    @work(thread=True, exclusive=True, group="mails")
    def fetch_mails(self) -> None:
        try:
            self.mails = requests.get("https://mail.example/inbox").json()
        finally:
            self.call_from_thread(self.done)

    def done(self) -> None:
        self.query_one("#mails", DataTable).loading = False
