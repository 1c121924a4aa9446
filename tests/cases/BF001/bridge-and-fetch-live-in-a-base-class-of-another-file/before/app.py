from textual.app import App, ComposeResult

from panels import ListPanel as Panel


class InboxPanel(Panel):
    source = "inbox"


class NotesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield InboxPanel(id="inbox-panel")


if __name__ == "__main__":
    NotesApp().run()
