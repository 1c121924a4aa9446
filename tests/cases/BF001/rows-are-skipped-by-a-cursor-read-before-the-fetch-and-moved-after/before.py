"""A long poll of a chat: the fetch starts from what the table shows, and the table is what the fetch left."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input

MESSAGES = "http://chat.example/messages"


class ChatApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="messages")
        yield Input(id="filter")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("From", "Text")
        self.poll()

    @work(thread=True, exclusive=True, group="messages")
    def poll(self) -> None:
        self._fetch_and_update_messages_table()

    def _update_messages_table(self, messages: list[dict]) -> None:
        self._fetch_and_update_messages_table()

    def _fetch_and_update_messages_table(self) -> None:
        table = self.query_one("#messages", DataTable)
        after = table.row_count
        messages = requests.get(MESSAGES, params={"after": after}, timeout=30).json()
        if table.row_count != after:
            return
        self.call_from_thread(table.clear)
        for message in messages:
            self.call_from_thread(table.add_row, message["from"], message["text"])
        if table.row_count == 0:
            self.call_from_thread(table.add_row, "-", "nobody said anything")


if __name__ == "__main__":
    ChatApp().run()
