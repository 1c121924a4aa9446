from threading import Thread

from textual.app import App, ComposeResult
from textual.widgets import Label
from textual.containers import Vertical


class Counter(Vertical):
    def compose(self) -> ComposeResult:
        yield Label("0", id="count")

    def begin(self) -> None:
        def count() -> None:
            total = sum(range(10))
            self.call_from_thread(self.show, total)

        Thread(target=count, daemon=True).start()

    def show(self, total: int) -> None:
        self.query_one("#count", Label).update(str(total))


class CounterApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Counter()


if __name__ == "__main__":
    CounterApp().run()
