from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Label, ListItem, ListView


class Names(Screen[None]):
    BINDINGS = [("f", "fill", "Fill")]

    def compose(self) -> ComposeResult:
        yield ListView(id="names")

    def action_fill(self) -> None:
        self.call_from_thread(self.fill, ["Ann", "Bo"])

    async def fill(self, names: list[str]) -> None:
        view = self.query_one("#names", ListView)
        await view.clear()
        await view.extend(ListItem(Label(name)) for name in names)


class NamesApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Names())


if __name__ == "__main__":
    NamesApp().run()
