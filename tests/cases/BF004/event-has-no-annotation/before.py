import requests
from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class Chat(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="answer")
        yield Input(id="question")

    def on_input_submitted(self, event) -> None:
        answer = requests.get("http://chat.example/ask", params=event.value, timeout=5).text
        self.query_one("#answer", Static).update(answer)
        event.input.value = ""


if __name__ == "__main__":
    Chat().run()
