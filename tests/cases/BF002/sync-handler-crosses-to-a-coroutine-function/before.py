from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Label


class Board(App[None]):
    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="board")

    def action_fill(self) -> None:
        self.call_from_thread(self.fill, ["a", "b"])

    async def fill(self, notes: list[str]) -> None:
        board = self.query_one("#board")
        await board.remove_children()
        await board.mount_all(Label(note) for note in notes)


if __name__ == "__main__":
    Board().run()
