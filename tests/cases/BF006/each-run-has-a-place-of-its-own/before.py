import httpx
import requests
from textual import on, work
from textual.app import App, ComposeResult
from textual.widgets import Button, DataTable, Label, Static


class Hosts(App[None]):
    BINDINGS = [("p", "ping_all", "Ping"), ("b", "both", "Both"), ("o", "open", "Open")]

    HOSTS = ("alpha", "beta")

    def compose(self) -> ComposeResult:
        yield DataTable(id="hosts")
        yield Label(id="left")
        yield Label(id="right")
        yield Button("Alpha", id="alpha")
        yield Static()

    def action_ping_all(self) -> None:
        for host in self.HOSTS:
            self.ping(host)

    @work(thread=True)
    def ping(self, host: str) -> None:
        answer = requests.get(f"http://{host}.example/ping", timeout=5).text
        self.call_from_thread(self.show, host, answer)

    def show(self, host: str, answer: str) -> None:
        self.query_one("#hosts", DataTable).update_cell(host, "answer", answer)

    def action_both(self) -> None:
        self.fill("left")
        self.fill("right")

    @work
    async def fill(self, side: str) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://{side}.example/")
        label = self.query_one(f"#{side}", Label)
        label.update(answer.text)

    @on(Button.Pressed)
    def button_pressed(self, event: Button.Pressed) -> None:
        self.load_into(event.button)

    @work
    async def load_into(self, button: Button) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://{button.id}.example/")
        button.label = answer.text

    def action_open(self) -> None:
        for number in range(3):
            self.run_worker(self.load_part(number))

    async def load_part(self, number: int) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://parts.example/{number}")
        self.query_one(Static).update(answer.text)


if __name__ == "__main__":
    Hosts().run()
