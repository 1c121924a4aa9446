from textual.app import App, ComposeResult
from textual.widgets import RichLog


class Diary(App[None]):
    BINDINGS = [("w", "write", "Write")]

    def compose(self) -> ComposeResult:
        yield RichLog(id="diary")

    def action_write(self) -> None:
        self.write_entry(
            "Monday",
            # nothing else happened
            text="rain",
        )
        self.write_entry(
            "Tuesday",
            text="sun",
        )

    def write_entry(self, day: str, text: str) -> None:
        self.query_one("#diary", RichLog).write(f"{day}: {text}")


if __name__ == "__main__":
    Diary().run()
