"""A synthesizer: the audio engine has a thread and a `call_from_thread` of its own."""

from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

import requests
from textual.app import App, ComposeResult
from textual.widgets import DataTable

PRESETS = "http://synth.example/presets"


class Engine:
    def __init__(self) -> None:
        self.jobs: SimpleQueue[tuple[Callable[..., Any], tuple[Any, ...]]] = SimpleQueue()
        self.presets: list[dict] = []

    def call_from_thread(self, job: Callable[..., Any], *args: Any) -> None:
        self.jobs.put((job, args))

    def _update_presets_table(self, presets: list[dict]) -> None:
        self._fetch_and_update_presets_table()

    def _fetch_and_update_presets_table(self) -> None:
        presets = requests.get(PRESETS, timeout=10).json()
        self.call_from_thread(self.presets.clear)
        self.call_from_thread(self.presets.extend, presets)


class SynthApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.engine = Engine()

    def compose(self) -> ComposeResult:
        yield DataTable(id="presets")

    def on_mount(self) -> None:
        table = self.query_one("#presets", DataTable)
        table.add_columns("Preset", "Bank")
        for preset in self.engine.presets:
            table.add_row(preset["name"], preset["bank"])


if __name__ == "__main__":
    SynthApp().run()
