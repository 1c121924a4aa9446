import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static
from textual.worker import Worker, get_current_worker


class Stopped(Exception):
    pass


def fetch(name: str, worker: Worker) -> str:
    text = requests.get(f"https://files.example/{name}").text
    if worker.is_cancelled:
        raise Stopped
    return text


class FileApp(App):
    def compose(self) -> ComposeResult:
        yield Static(id="text")

    def key_o(self) -> None:
        self.open_file("readme")

    @work(thread=True, exclusive=True, group="file", exit_on_error=False)
    def open_file(self, name: str) -> None:
        text = fetch(name, get_current_worker())
        self.call_from_thread(self.query_one("#text", Static).update, text)
