import requests
from textual.app import App, ComposeResult
from textual.widgets import Static


class Sender(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="sent")

    def action_all(self) -> None:
        with self.batch_update():
            for number in range(3):
                self._send(number)

    def _send(self, number: int) -> None:
        requests.post("http://post.example/letter", json=number, timeout=5)
        self.query_one("#sent", Static).update(str(number))


if __name__ == "__main__":
    Sender().run()
