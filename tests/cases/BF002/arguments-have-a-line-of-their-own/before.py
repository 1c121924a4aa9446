from functools import partial

from textual.app import App, ComposeResult
from textual.widgets import RichLog


class Diary(App[None]):
    BINDINGS = [("w", "write", "Write")]

    def compose(self) -> ComposeResult:
        yield RichLog(id="diary")

    def action_write(self) -> None:
        self.call_from_thread(
            self.write_entry_of_a_day_of_the_week, "Monday, the first day of it", text="rain in the morning"
        )
        written = self.call_from_thread(
            self.write_entry_of_a_day_of_the_week, "Tuesday", text="sun in the morning", mood="as good as it gets"
        )
        self.call_from_thread(
            partial(self.write_entry_of_a_day_of_the_week, "Wednesday"), text="fog until noon", mood="not so good"
        )
        self.call_from_thread(
            self.write_entry_of_a_day_of_the_week, "Thursday", mood="better", text=f"{written} days before, there was sun"
        )
        self.call_from_thread(
            self.write_entry_of_a_day_of_the_week, "Friday, the last day of work",  # at last
            text="wind",
        )
        self.call_from_thread(
            self.write_entry_of_a_day_of_the_week
        )

    def write_entry_of_a_day_of_the_week(self, day: str = "Sunday", text: str = "quiet", mood: str = "") -> int:
        self.query_one("#diary", RichLog).write(f"{day}: {text} {mood}".rstrip())
        return len(day)


if __name__ == "__main__":
    Diary().run()
