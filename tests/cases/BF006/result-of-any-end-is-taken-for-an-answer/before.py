import httpx
from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Label, Select
from textual.worker import Worker


class Teams(App[None]):
    def compose(self) -> ComposeResult:
        yield Select([("Red", "red"), ("Blue", "blue")], id="team")
        yield Label(id="title")
        yield Label(id="players")

    @on(Select.Changed, "#team")
    def team_changed(self, event: Select.Changed) -> None:
        self.run_worker(self.fetch_players(str(event.value)))

    async def fetch_players(self, team: str) -> list[str]:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://teams.example/{team}")
        self.query_one("#title", Label).update(answer.headers["title"])
        return answer.json()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.worker.name == "fetch_players":
            self.query_one("#players", Label).update(", ".join(event.worker.result or []))


if __name__ == "__main__":
    Teams().run()
