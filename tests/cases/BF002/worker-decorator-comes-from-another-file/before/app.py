import time

from textual.app import App, ComposeResult
from textual.widgets import Label
from workers import beside


class ErrandsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="errand")

    def on_mount(self) -> None:
        self.post()

    @beside(exclusive=True)
    def post(self) -> None:
        time.sleep(0.01)
        self.call_from_thread(self.show, "posted")

    def show(self, text: str) -> None:
        self.query_one("#errand", Label).update(text)


if __name__ == "__main__":
    ErrandsApp().run()
