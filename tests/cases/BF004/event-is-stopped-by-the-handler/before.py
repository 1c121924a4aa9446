import requests
from textual.app import App, ComposeResult
from textual.widgets import Input, Label


class Form(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="name")
        yield Label(id="answer")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        answer = requests.get("http://form.example/name", params={"n": event.value}, timeout=5).text
        self.query_one("#answer", Label).update(answer)


if __name__ == "__main__":
    Form().run()
