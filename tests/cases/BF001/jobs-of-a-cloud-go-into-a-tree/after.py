"""Jobs in the queues of a cloud."""

import boto3
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Tree


class BatchScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self._batch = boto3.client("batch")

    def compose(self) -> ComposeResult:
        yield Tree("Queues", id="jobs")

    @work(thread=True, exclusive=True, group="jobs")
    def reload(self) -> None:
        self._fetch_and_update_jobs_tree()

    def _update_jobs_tree(self, jobs: list[dict]) -> None:
        by_queue: dict[str, list[str]] = {}
        for job in jobs:
            by_queue.setdefault(job["queue"], []).append(job["name"])
        tree = self.query_one("#jobs", Tree)
        tree.clear()
        for queue, names in sorted(by_queue.items()):
            branch = tree.root.add(queue, expand=True)
            for name in names:
                branch.add_leaf(name)
        tree.root.expand()

    def _fetch_and_update_jobs_tree(self) -> None:
        answer = self._batch.list_jobs(jobQueue="all")
        jobs = answer["jobs"]
        self.app.call_from_thread(self._update_jobs_tree, jobs)


class BatchApp(App[None]):
    def on_mount(self) -> None:
        self.push_screen(BatchScreen())


if __name__ == "__main__":
    BatchApp().run()
