import time
from functools import partial

from textual import work
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Button, Label


class Ask(ModalScreen[bool]):
    def compose(self) -> ComposeResult:
        yield Button("Yes", id="yes")

    def on_button_pressed(self) -> None:
        self.dismiss(True)


class UpdaterApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="state")

    @work(thread=True)
    def look_for_updates(self) -> None:
        time.sleep(0.01)
        self.call_from_thread(self.push_screen, Ask(), self.answered)
        self.call_later(partial(self.set_timer, 5, callback=self.remind))

    def answered(self, yes: bool | None) -> None:
        self.call_from_thread(self.query_one("#state", Label).update, "updating" if yes else "later")

    def remind(self) -> None:
        self.call_from_thread(self.query_one("#state", Label).update, "still there")


if __name__ == "__main__":
    UpdaterApp().run()
