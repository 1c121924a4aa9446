import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Model:
    def __init__(self) -> None:
        self.rows: list[str] = []

    def update(self, rows: list[str]) -> None:
        self.rows = rows

    def refresh(self) -> None:
        self.rows.sort()


class Staff(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.model = Model()

    def compose(self) -> ComposeResult:
        yield Label(id="staff")

    @work(thread=True)
    def load(self) -> None:
        self.model.update(requests.get("http://office.example/staff", timeout=5).json())
        self.model.refresh()
        self.call_from_thread(self.show)

    def show(self) -> None:
        self.query_one("#staff", Label).update(" ".join(self.model.rows))


if __name__ == "__main__":
    Staff().run()
