from textual.app import App, ComposeResult
from textual.widgets import Label


class Short(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="state")

    def action_go(self) -> None:
        label = self.query_one("#state", Label)
        self.run_worker(lambda: label.update("gone"), thread=True)


if __name__ == "__main__":
    Short().run()
