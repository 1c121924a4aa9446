"""A long poll of a chat: an answer that comes too late, after someone else has filled the table, is dropped."""

import boto3
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

GROUP = "chat/lobby"


class ChatApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="messages")

    def on_mount(self) -> None:
        self.query_one("#messages", DataTable).add_columns("From", "Text")
        self.poll()

    @work(thread=True, exclusive=True, group="messages")
    def poll(self) -> None:
        self._fetch_and_update_messages_table()

    def _update_messages_table(self, messages: list[dict]) -> None:
        table = self.query_one("#messages", DataTable)
        table.clear()
        for message in messages:
            table.add_row(message["logStreamName"], message["message"])
        if not messages:
            table.add_row("-", "nobody said anything")

    def _fetch_and_update_messages_table(self) -> None:
        table = self.query_one("#messages", DataTable)
        seen = table.row_count
        messages = boto3.client("logs").get_log_events(logGroupName=GROUP, limit=seen + 50)["events"]
        if table.row_count != seen:
            return
        self.call_from_thread(self._update_messages_table, messages)


if __name__ == "__main__":
    ChatApp().run()
