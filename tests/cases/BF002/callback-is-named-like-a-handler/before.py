import threading
from collections.abc import Callable

from textual.app import App, ComposeResult
from textual.widgets import Label


class Feed:
    """Calls back from a thread of its own."""

    def __init__(self) -> None:
        self._listeners: dict[str, Callable[..., None]] = {}

    def subscribe(self, kind: str, callback: Callable[..., None]) -> None:
        self._listeners[kind] = callback

    def start(self) -> None:
        threading.Thread(target=self._pump, daemon=True).start()

    def _pump(self) -> None:
        self._listeners["event"]("doors open")
        self._listeners["update"](1, 2)


class StationApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="news")

    def on_mount(self) -> None:
        feed = Feed()
        feed.subscribe("event", self._on_print)
        feed.subscribe("update", self.on_update)
        feed.start()

    def _on_print(self, text: str) -> None:
        self.call_from_thread(self.show, text)

    def on_update(self, done: int, total: int) -> None:
        self.call_from_thread(self.show, f"{done} of {total}")

    def show(self, text: str) -> None:
        self.query_one("#news", Label).update(text)


if __name__ == "__main__":
    StationApp().run()
