import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Button, Static


class HostsApp(App):
    def compose(self) -> ComposeResult:
        for name in ("alpha", "beta"):
            yield Button(name, id=f"ping-{name}")
            yield Static(id=name)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.ping(str(event.button.label))
        self.trace(self.query_one(f"#{event.button.label}", Static))

    @work(thread=True, exclusive=True, group="ping")
    def ping(self, name: str) -> None:
        answer = requests.get(f"https://ping.example/{name}").text
        self.call_from_thread(self.show, name, answer)

    @work(thread=True, exclusive=True, group="trace")
    def trace(self, target: Static) -> None:
        answer = requests.get("https://trace.example/route").text
        self.call_from_thread(target.update, answer)

    def show(self, name: str, answer: str) -> None:
        self.query_one(f"#{name}", Static).update(answer)
