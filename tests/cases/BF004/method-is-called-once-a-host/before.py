import subprocess

from textual.app import App, ComposeResult
from textual.widgets import RichLog


class Pinger(App[None]):
    hosts = ("ant", "bee", "cow")

    def compose(self) -> ComposeResult:
        yield RichLog(id="log")

    def action_ping_all(self) -> None:
        for host in self.hosts:
            self.ping(host)

    def ping(self, host: str) -> None:
        done = subprocess.run(["ping", "-c", "1", host], capture_output=True)
        self.query_one("#log", RichLog).write(f"{host}: {done.returncode}")


if __name__ == "__main__":
    Pinger().run()
