import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker, WorkerState


class ToldScreen(Screen):
    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state == WorkerState.ERROR:
            self.notify(f"{event.worker.error}")


class SkyScreen(ToldScreen):
    def compose(self) -> ComposeResult:
        yield Static(id="sky")

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        sky = requests.get("https://weather.example/sky").text
        self.app.call_from_thread(self.query_one("#sky", Static).update, sky)


class SkyApp(App):
    def on_mount(self) -> None:
        self.push_screen(SkyScreen())
