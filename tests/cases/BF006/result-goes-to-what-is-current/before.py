import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static, TabbedContent, TabPane


class Tabs(App[None]):
    BINDINGS = [("r", "reload", "Reload"), ("m", "mark", "Mark"), ("f", "fill", "Fill")]

    tab = "one"

    def compose(self) -> ComposeResult:
        with TabbedContent():
            with TabPane("One", id="one"):
                yield Static(id="one-text")
            with TabPane("Two", id="two"):
                yield Static(id="two-text")
        yield DataTable(id="marks")

    def action_reload(self) -> None:
        self.load()

    @work
    async def load(self) -> None:
        text = self.query_one(f"#{self.tab}-text", Static)
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://tabs.example/{self.tab}")
        text.update(answer.text)

    def action_mark(self) -> None:
        self.mark()

    @work
    async def mark(self) -> None:
        table = self.query_one("#marks", DataTable)
        row, column = table.coordinate_to_cell_key(table.cursor_coordinate)
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://tabs.example/mark")
        table.update_cell(row, column, answer.text)

    def action_fill(self) -> None:
        self.fill()

    @work
    async def fill(self) -> None:
        focused = self.focused
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://tabs.example/fill")
        if isinstance(focused, Static):
            focused.update(answer.text)


if __name__ == "__main__":
    Tabs().run()
