import requests
from textual.app import App, ComposeResult
from textual.widgets import Label


class Mail(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="unread")

    def action_check(self) -> None:
        try:
            self.check_mail()
        except requests.RequestException as error:
            self.notify(f"no mail: {error}", severity="error")

    def check_mail(self) -> None:
        response = requests.get("http://mail.example/unread", timeout=5)
        response.raise_for_status()
        self.query_one("#unread", Label).update(response.text)


if __name__ == "__main__":
    Mail().run()
