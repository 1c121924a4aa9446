import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Bank(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("?", id="balance")

    @work(thread=True)
    def ask(self) -> None:
        label = self.query_one("#balance", Label)
        try:
            balance = requests.get("http://bank.example/balance", timeout=5).json()
        except requests.ConnectionError:

            def update_ui() -> None:
                label.update("offline")
                label.add_class("error")

            self.call_from_thread(update_ui)
        else:
            self.call_from_thread(label.update, f"{balance} crowns")


if __name__ == "__main__":
    Bank().run()
