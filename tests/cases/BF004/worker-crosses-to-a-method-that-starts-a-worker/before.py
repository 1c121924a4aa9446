import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label


class Jobs(App[None]):
    def compose(self) -> ComposeResult:
        yield Label(id="jobs")

    @work(thread=True, exclusive=True, group="cancel")
    def cancel(self) -> None:
        requests.post("http://jobs.example/cancel", timeout=5)
        self.call_from_thread(self.reload)

    def reload(self) -> None:
        self.load_jobs()

    @work(thread=True, exclusive=True, group="load_jobs")
    def load_jobs(self) -> None:
        jobs = requests.get("http://jobs.example/jobs", timeout=5).text
        self.call_from_thread(self.query_one("#jobs", Label).update, jobs)


if __name__ == "__main__":
    Jobs().run()
