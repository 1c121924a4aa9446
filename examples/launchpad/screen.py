"""The monitor: five tables, filled in order by a batch and kept up to date by timers.

Data is fetched in thread workers. An `_update_…_table` method shows data that is at hand, on the main thread; a
`_fetch_and_update_…_table` method runs in a worker.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import DataTable, Footer, Header, Static
from textual.worker import Worker, WorkerState, get_current_worker

from .client import Client, ServiceError
from .store import Cache, Journal

TABLES = {
    "runner": ("Runner executions", ("Execution", "Suite", "Host", "Started", "State")),
    "builds": ("Cloud builds", ("Build", "Branch", "Commit", "State", "Took")),
    "vertex": ("Vertex jobs", ("Job", "Model", "Machine", "State", "Done")),
    "active": ("Active runs", ("Run", "Pipeline", "Owner", "Stage", "Progress")),
    "completed": ("Completed runs", ("Run", "Pipeline", "Owner", "Finished", "Took", "Result")),
}
"""Title and columns of each table, in the order in which a batch shows them."""

SPINNER_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

STEP = 0.1
"""Seconds between two tables of a batch: enough for a repaint, so that the screen fills from top to bottom."""

VERTEX_CACHE_SECONDS = 20.0
"""Vertex counts every question against a quota, and its jobs change slowly."""


def duration(seconds: int) -> str:
    """A duration as people say it: 45s, 3m 20s, 1h 05m."""
    if seconds < 60:
        return f"{seconds}s"
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes}m {seconds:02}s" if minutes < 60 else f"{minutes // 60}h {minutes % 60:02}m"


def progress_bar(done: int, of: int) -> str:
    """Progress in blocks, one for each step."""
    return f"{'█' * done}{'░' * (of - done)} {done}/{of}"


class MonitorScreen(Screen[None]):
    """The screen with the five tables."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("r", "refresh_tables", "Refresh"),
        ("b", "load_batch", "Load all again"),
    ]

    COMPLETED_LIMIT = 8

    def __init__(self, client: Client, journal: Journal) -> None:
        """Prepare the screen.

        Args:
            client: Where the data comes from.
            journal: Where snapshots of the Vertex jobs are recorded.
        """
        super().__init__()
        self._client = client
        self._journal = journal
        self._cache = Cache(VERTEX_CACHE_SECONDS)
        self._stored: dict[str, list[dict[str, Any]]] = {}
        self._display_queue: list[str] = []
        self._display_timer: Timer | None = None
        self._spinning: set[str] = set()
        self._spinner_frame = 0

    def compose(self) -> ComposeResult:
        """Lay out the tables, each with its spinner."""
        yield Header()
        with Container(id="tables"):
            with Vertical(id="runner-panel", classes="panel"):
                yield Static(id="runner-spinner", classes="spinner")
                yield DataTable[str](id="runner-table", cursor_type="row")
            with Vertical(id="builds-panel", classes="panel"):
                yield Static(id="builds-spinner", classes="spinner")
                yield DataTable[str](id="builds-table", cursor_type="row")
            with Vertical(id="vertex-panel", classes="panel"):
                yield Static(id="vertex-spinner", classes="spinner")
                yield DataTable[str](id="vertex-table", cursor_type="row")
            with Vertical(id="active-panel", classes="panel"):
                yield Static(id="active-spinner", classes="spinner")
                yield DataTable[str](id="active-table", cursor_type="row")
            with Vertical(id="completed-panel", classes="panel"):
                yield Static(id="completed-spinner", classes="spinner")
                yield DataTable[str](id="completed-table", cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Load everything once, then keep each table up to date."""
        for name, (title, columns) in TABLES.items():
            self.query_one(f"#{name}-panel", Vertical).border_title = title
            self.query_one(f"#{name}-table", DataTable).add_columns(*columns)
        self.set_interval(0.1, self._spin)
        self.set_interval(30, self._refresh_runner)
        self.set_interval(35, self._refresh_builds)
        self.set_interval(60, self._refresh_vertex)
        self.set_interval(25, self._refresh_active)
        self.set_interval(90, self._refresh_completed)
        self.action_load_batch()

    def _spin(self) -> None:
        """Turn the spinner of each table that waits for data."""
        self._spinner_frame = (self._spinner_frame + 1) % len(SPINNER_FRAMES)
        for name in TABLES:
            frame = SPINNER_FRAMES[self._spinner_frame] if name in self._spinning else ""
            self.query_one(f"#{name}-spinner", Static).update(frame)

    def _start_spinner(self, name: str) -> None:
        """Show that a table waits for data."""
        self._spinning.add(name)

    def _stop_spinner(self, name: str) -> None:
        """Show that a table has what it waited for, or won't get it."""
        self._spinning.discard(name)

    def action_load_batch(self) -> None:
        """Load all lists and show them in order."""
        for name in TABLES:
            self._start_spinner(name)
        self._load_batch()

    @work(thread=True, exclusive=True, group="batch")
    def _load_batch(self) -> None:
        """Fetch all lists side by side (thread worker)."""
        worker = get_current_worker()
        fetches = {
            "runner": self._client.runner_executions,
            "builds": self._client.builds,
            "vertex": self._client.vertex_jobs,
            "active": self._client.active_runs,
            "completed": self._client.completed_runs,
        }
        with ThreadPoolExecutor(max_workers=len(fetches)) as pool:
            answers = {name: pool.submit(fetch) for name, fetch in fetches.items()}
        stored: dict[str, list[dict[str, Any]]] = {}
        failures: dict[str, Exception] = {}
        for name, answer in answers.items():
            try:
                stored[name] = answer.result()
            except ServiceError as error:
                failures[name] = error
        if not worker.is_cancelled:
            self.app.call_from_thread(self._start_display, stored, failures)

    def _start_display(self, stored: dict[str, list[dict[str, Any]]], failures: dict[str, Exception]) -> None:
        """Begin to show a batch, and tell of the lists that it lacks."""
        self._stored = stored
        self._display_queue = list(stored)
        for name, error in failures.items():
            self._report_failure(name, error)
        if self._display_timer is not None:
            self._display_timer.stop()
        self._display_timer = self.set_timer(STEP, self._display_next)

    def _display_next(self) -> None:
        """Show the next table of the batch, then come back for the one after it."""
        if not self._display_queue:
            return
        name = self._display_queue.pop(0)
        data = self._stored[name]
        try:
            if name == "runner":
                self._update_runner_table(data)
            elif name == "builds":
                self._update_builds_table(data)
            elif name == "vertex":
                self._update_vertex_table(data)
            elif name == "active":
                self._update_active_table(data)
            elif name == "completed":
                self._update_completed_table(data)
        except Exception as error:  # noqa: BLE001
            # Whatever it was: one table that can't be shown must not keep the others from the screen.
            self._report_failure(name, error)
        self._display_timer = self.set_timer(STEP, self._display_next)

    def _report_failure(self, name: str, error: BaseException | None) -> None:
        """Tell that a table keeps what it showed before."""
        self._stop_spinner(name)
        title, _columns = TABLES[name]
        self.notify(f"{error}".strip(), title=f"{title}: not updated", severity="error", timeout=10)

    def action_refresh_tables(self) -> None:
        """Refresh all tables now, each in a worker of its own."""
        self._refresh_runner()
        self._refresh_builds()
        self._refresh_vertex()
        self._refresh_active()
        self._refresh_completed()

    def _refresh_runner(self) -> None:
        self._start_spinner("runner")
        self.run_worker(self._fetch_and_update_runner_table, name="runner", thread=True, exit_on_error=False)

    def _refresh_builds(self) -> None:
        self._start_spinner("builds")
        self.run_worker(self._fetch_and_update_builds_table, name="builds", thread=True, exit_on_error=False)

    def _refresh_vertex(self) -> None:
        self._start_spinner("vertex")
        self.run_worker(self._fetch_and_update_vertex_table, name="vertex", thread=True, exit_on_error=False)

    def _refresh_active(self) -> None:
        self._start_spinner("active")
        self.run_worker(self._fetch_and_update_active_runs_table, name="active", thread=True, exit_on_error=False)

    def _refresh_completed(self) -> None:
        self._start_spinner("completed")
        self.run_worker(self._fetch_and_update_completed_runs_table, name="completed", thread=True, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Stop the spinner of a refresh that ended without showing anything, and tell why."""
        worker = event.worker
        if worker.name not in TABLES:
            return
        if event.state is WorkerState.ERROR:
            self._report_failure(worker.name, worker.error)
        elif event.state is WorkerState.CANCELLED and not self._refreshing(worker.name):
            self._stop_spinner(worker.name)

    def _refreshing(self, name: str) -> bool:
        """Whether some worker still fetches a table's data: the spinner is that one's to stop."""
        return any(worker.name == name and worker.is_running for worker in self.workers)

    def _fetch_and_update_runner_table(self) -> None:
        """Fetch the runner executions and have them shown (thread worker)."""
        runner_execs = self._client.runner_executions()
        self.log.info(f"runner: {len(runner_execs)} executions")
        self.app.call_from_thread(self._update_runner_table, runner_execs)

    def _update_runner_table(self, runner_execs: list[dict[str, Any]]) -> None:
        """Update the runner table with executions that are at hand."""
        table = self.query_one("#runner-table", DataTable)
        table.clear()
        if not runner_execs:
            table.add_row("-", "No executions", "", "", "")
        for execution in runner_execs:
            table.add_row(
                execution["id"],
                execution["suite"],
                execution["host"],
                execution["started"],
                execution["state"],
                key=execution["id"],
            )
        running = sum(execution["state"] == "running" for execution in runner_execs)
        self.query_one("#runner-panel", Vertical).border_subtitle = f"{running} running"
        self._stop_spinner("runner")

    def _fetch_and_update_builds_table(self) -> None:
        """Fetch the cloud builds and show them: those at work on top, then those that ended."""
        cloud_builds = self._client.builds()
        self.log.info(f"builds: {len(cloud_builds)} fetched")

        rows: list[tuple[str, ...]] = []
        failed = 0
        if cloud_builds:
            working = [build for build in cloud_builds if build["state"] == "WORKING"]
            ended = [build for build in cloud_builds if build["state"] != "WORKING"]
            for build in working:
                rows.append((build["id"], build["branch"], build["commit"], "working", duration(build["seconds"])))
            if working and ended:
                rows.append(self._divider_row("builds"))
            for build in ended:
                if build["state"] == "FAILURE":
                    failed += 1
                state = build["state"].lower()
                rows.append((build["id"], build["branch"], build["commit"], state, duration(build["seconds"])))

        def update_ui() -> None:
            table = self.query_one("#builds-table", DataTable)
            table.clear()
            for row in rows:
                table.add_row(*row)
            subtitle = f"{failed} failed" if failed else "all well"
            self.query_one("#builds-panel", Vertical).border_subtitle = subtitle
            self._stop_spinner("builds")

        self.app.call_from_thread(update_ui)

    def _update_builds_table(self, builds: list[dict[str, Any]]) -> None:
        """Update the builds table with builds that are at hand."""
        self._fetch_and_update_builds_table()

    def _fetch_and_update_vertex_table(self) -> None:
        """Fetch the Vertex jobs, or take them from the cache while it is fresh, and show them."""
        if self._cache.fresh("vertex"):
            jobs = self._cache.get("vertex")
            self.log.debug("vertex: from the cache")
        else:
            jobs = self._client.vertex_jobs()
            self._cache.put("vertex", jobs)
            self.log.info(f"vertex: {len(jobs)} jobs fetched")
        # The journal sees every refresh, also one from the cache: its gaps are how we know of missed refreshes.
        self._journal.record("vertex", jobs)

        def update_ui() -> None:
            table = self.query_one("#vertex-table", DataTable)
            table.clear()
            running = 0
            for job in jobs:
                state = job["state"].removeprefix("JOB_STATE_").lower()
                running += state == "running"
                table.add_row(job["id"], job["model"], job["machine"], state, f"{job['percent']}%", key=job["id"])
            self.query_one("#vertex-panel", Vertical).border_subtitle = f"{running} of {len(jobs)} running"
            self._stop_spinner("vertex")

        self.app.call_from_thread(update_ui)

    def _update_vertex_table(self, vertex_jobs: list[dict[str, Any]]) -> None:
        """Update the Vertex table with jobs that are at hand."""
        self._fetch_and_update_vertex_table()

    def _fetch_and_update_active_runs_table(self) -> None:
        """Fetch the active runs and show them, the latest on top."""
        active_runs = self._client.active_runs()
        self.log.info(f"active: {len(active_runs)} runs")
        table = self.query_one("#active-table", DataTable)
        self.app.call_from_thread(table.clear)
        if not active_runs:
            self.app.call_from_thread(table.add_row, "-", "Nothing is running", "", "", "")
            self.app.call_from_thread(self._stop_spinner, "active")
            return
        for run in active_runs:
            progress = progress_bar(run["done"], run["of"])
            self.app.call_from_thread(
                table.add_row, run["id"], run["pipeline"], run["owner"], run["stage"], progress, key=run["id"]
            )
        self.app.call_from_thread(self._stop_spinner, "active")

    def _update_active_table(self, active_runs: list[dict[str, Any]]) -> None:
        """Update the active table with runs that are at hand."""
        self._fetch_and_update_active_runs_table()

    def _fetch_and_update_completed_runs_table(self) -> None:
        """Fetch the completed runs and show them by day, the latest first."""
        limit = self.COMPLETED_LIMIT
        try:
            completed_runs = self._client.completed_runs(limit)
        except ServiceError as error:
            # What has ended stays true: keep the rows, and say that they are old.
            self.app.call_from_thread(self._report_failure, "completed", error)
            return

        rows: list[tuple[tuple[str, ...], str | None]] = []
        day = None
        for run in sorted(completed_runs, key=lambda run: run["finished"], reverse=True):
            finished = datetime.fromisoformat(run["finished"])
            if day is not None and finished.date() != day:
                rows.append((self._divider_row("completed"), None))
            day = finished.date()
            row = (
                run["id"],
                run["pipeline"],
                run["owner"],
                f"{finished:%d %b %H:%M}",
                duration(run["seconds"]),
                run["result"],
            )
            rows.append((row, run["id"]))

        def update_ui() -> None:
            table = self.query_one("#completed-table", DataTable)
            table.clear()
            for cells, key in rows:
                table.add_row(*cells, key=key)
            passed = sum(run["result"] == "passed" for run in completed_runs)
            panel = self.query_one("#completed-panel", Vertical)
            panel.border_subtitle = f"{passed} of the last {min(limit, len(completed_runs))} passed"
            self._stop_spinner("completed")

        self.app.call_from_thread(update_ui)

    def _update_completed_table(self, completed: list[dict[str, Any]]) -> None:
        """Update the completed table with runs that are at hand."""
        self._fetch_and_update_completed_runs_table()

    def _divider_row(self, name: str) -> tuple[str, ...]:
        """A row of lines that sets two groups of a table apart."""
        _title, columns = TABLES[name]
        return tuple("─" * len(column) for column in columns)
