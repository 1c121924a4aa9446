import time

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Steps(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="step")

    @work(thread=True)
    def go(self) -> None:
        label = self.query_one("#step", Label)

        def update_ui() -> None:
            label.update("one")
            label.add_class("one")

        self.call_from_thread(update_ui)
        time.sleep(1)

        def refresh_ui() -> None:
            label.update("two")
            label.add_class("two")

        self.call_from_thread(refresh_ui)
        time.sleep(1)

        def show_result() -> None:
            label.update("three")
            label.add_class("three")

        self.call_from_thread(show_result)
        time.sleep(1)

        def update_screen() -> None:
            label.update("four")
            label.add_class("four")

        self.call_from_thread(update_screen)
        time.sleep(1)

        def update_ui_2() -> None:
            label.update("five")
            label.add_class("five")

        self.call_from_thread(update_ui_2)
        time.sleep(1)

        def update_ui_3() -> None:
            label.update("six")
            label.add_class("six")

        self.call_from_thread(update_ui_3)
