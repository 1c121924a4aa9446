import time
import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label
from textual.worker import get_current_worker


class QueueApp(App):
    polls = 0

    def compose(self) -> ComposeResult:
        yield Label("", id="length")

    def action_watch(self) -> None:
        self.watch_queue()

    def action_rest(self) -> None:
        self.workers.cancel_group(self, "queue")

    @work(thread=True, exclusive=True, group="queue")
    def watch_queue(self) -> None:
        worker = get_current_worker()
        while not worker.is_cancelled:
            length = requests.get("https://queue.example/length").json()
            if worker.is_cancelled:
                return
            self.call_from_thread(self.query_one("#length", Label).update, str(length))
            time.sleep(5)
