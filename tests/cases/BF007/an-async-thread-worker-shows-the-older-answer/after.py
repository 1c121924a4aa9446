import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Input, Static
from textual.worker import get_current_worker


class LookupApp(App):
    def compose(self) -> ComposeResult:
        yield Input()
        yield Static(id="meaning")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.look_up(event.value)

    @work(thread=True, exclusive=True, group="lookup")
    async def look_up(self, word: str) -> None:
        worker = get_current_worker()
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"https://dictionary.example/{word}")
        meaning = answer.json()["meaning"]
        if not worker.is_cancelled:
            self.call_from_thread(self.query_one("#meaning", Static).update, meaning)
