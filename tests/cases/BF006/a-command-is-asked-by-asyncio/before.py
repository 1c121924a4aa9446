import asyncio
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import ListItem, ListView, Label


class Proc(App):
    def compose(self) -> ComposeResult:
        yield ListView()

    def key_r(self) -> None:
        self.reload()

    @work
    async def reload(self) -> None:
        proc = await asyncio.create_subprocess_exec("ps", stdout=asyncio.subprocess.PIPE)
        out, _ = await proc.communicate()
        view = self.query_one(ListView)
        await view.clear()
        await view.extend(ListItem(Label(line)) for line in out.decode().splitlines())


if __name__ == "__main__":
    Proc().run()
