import asyncio
from collections.abc import Callable

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import ProgressBar


def copy(on_progress: Callable[[int], None]) -> None:
    for percent in range(0, 101, 50):
        on_progress(percent)


class Copier(App[None]):
    def compose(self) -> ComposeResult:
        yield ProgressBar(total=100)

    @work
    async def start_copy(self) -> None:
        def on_progress(percent: int) -> None:
            self.call_from_thread(self.show, percent)

        await asyncio.to_thread(copy, on_progress)

    def show(self, percent: int) -> None:
        self.query_one(ProgressBar).update(progress=percent)


if __name__ == "__main__":
    Copier().run()
