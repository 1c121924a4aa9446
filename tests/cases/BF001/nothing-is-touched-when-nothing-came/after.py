"""A chat that appends what is new."""

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import RichLog


class ChatApp(App[None]):
    def compose(self) -> ComposeResult:
        yield RichLog(id="messages")

    @work(thread=True, exclusive=True, group="messages")
    def reload(self) -> None:
        self._fetch_and_update_messages()

    def _update_messages(self, messages: list[dict]) -> None:
        if not messages:
            return
        log = self.query_one("#messages", RichLog)
        for message in messages:
            log.write(f"{message['who']}: {message['text']}")

    def _fetch_and_update_messages(self) -> None:
        if not (messages := httpx.get("http://chat.example/messages").json()):
            return
        self.call_from_thread(self._update_messages, messages)


if __name__ == "__main__":
    ChatApp().run()
