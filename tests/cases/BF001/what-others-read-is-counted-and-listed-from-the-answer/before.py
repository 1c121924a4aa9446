"""Mails, counted for the status line and kept for whoever opens one."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

SERVICE = "http://mail.example"


class MailApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.mine = "ada"
        self.unread = 0
        self.senders: list[str] = []
        self.by_key: dict[str, dict] = {}
        self.kept: list[dict] = []
        self.places: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        yield DataTable(id="mails")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#mails", DataTable).add_columns("From", "Subject")

    def action_state(self) -> None:
        state = f"{self.unread} unread of {', '.join(self.senders)}: {self.by_key} {self.places}"
        self.query_one("#state", Static).update(state)

    @work(thread=True)
    def reload(self) -> None:
        self.load_mails()

    def show_mails(self, mails: list[dict]) -> None:
        self.load_mails()

    def load_mails(self) -> None:
        mails = requests.get(f"{SERVICE}/mails", timeout=10).json()
        self.unread = sum(not mail["seen"] for mail in mails if mail["from"] != self.mine)
        self.senders.clear()
        self.senders.extend(mail["from"] for mail in mails)
        for mail in mails:
            self.by_key[mail["key"]] = mail
        self.kept = mails
        self.places = {mail["key"]: place for place, mail in enumerate(self.kept)}
        self.log(f"{self.unread} unread")

        def show() -> None:
            table = self.query_one("#mails", DataTable)
            table.clear()
            for mail in mails:
                table.add_row(mail["from"], mail["subject"])

        self.call_from_thread(show)


if __name__ == "__main__":
    MailApp().run()
