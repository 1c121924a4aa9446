"""Keys of a locksmith; what is shown comes from memory, not from the service."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

KEYS = "http://locks.example/keys"


class LocksmithApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self._memory: dict[str, list[dict]] = {"keys": []}

    def compose(self) -> ComposeResult:
        yield DataTable(id="keys")

    def on_mount(self) -> None:
        self.query_one("#keys", DataTable).add_columns("Key", "Door")
        self.reload()

    @work(thread=True, exclusive=True, group="keys")
    def reload(self) -> None:
        self._memory["keys"] = requests.get(KEYS, timeout=10).json()
        self.call_from_thread(self._update_keys_table, self._memory["keys"])

    def _update_keys_table(self, keys: list[dict]) -> None:
        self._fetch_and_update_keys_table()

    def _fetch_and_update_keys_table(self) -> None:
        """Fetch from memory, despite the name."""
        table = self.query_one("#keys", DataTable)
        table.clear()
        for key in self._memory.get("keys", []):
            table.add_row(key["name"], key["door"])


if __name__ == "__main__":
    LocksmithApp().run()
