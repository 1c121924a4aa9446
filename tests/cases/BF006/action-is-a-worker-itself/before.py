import httpx
from textual import work
from textual.app import App
from textual.reactive import reactive


class Score(App[None]):
    BINDINGS = [("r", "refresh_score", "Refresh")]

    goals: reactive[str] = reactive("0:0", layout=True)

    def watch_goals(self, goals: str) -> None:
        self.sub_title = goals

    @work(group="score", exit_on_error=False)
    async def action_refresh_score(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get("http://score.example/now")
        self.goals = answer.text


if __name__ == "__main__":
    Score().run()
