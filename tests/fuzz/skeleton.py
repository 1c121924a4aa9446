"""What is the same in all programs: imports, the class's start, and helpers that are there where they are called."""

HEAD = """\
import logging
import threading
import time
from contextlib import suppress
from functools import partial

import requests
from acme import api
from textual import work
from textual.screen import Screen
from textual.widgets import DataTable, Static
from textual.worker import get_current_worker

log = logging.getLogger(__name__)
COUNT = 0
MOST = 2


def _label(pod: dict) -> str:
    return f"{pod['name']}!"


def _trim(rows: list) -> None:
    del rows[2:]

"""

INIT = """\
    TITLE = "Pods"

    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []
        self._cache: dict[str, list[dict]] = {}
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._client = api.Client()
        self._shown = 0
        self._last: list[dict] = []
        self._busy = False
        self._limit = 10
        self._zone = "eu"
        self._verbose = False
        self._pods: list[dict] = []

"""

WORKERS = {
    "thread": """\
    @work(thread=True, exclusive=True, group="pods")
    def reload(self) -> None:
        self._fetch_and_update_pods_table()

""",
    "result": """\
    @work(thread=True, exclusive=True, group="pods")
    def reload(self) -> None:
        self._shown = self._fetch_and_update_pods_table()

""",
    "async": """\
    @work(exclusive=True, group="pods")
    async def reload(self) -> None:
        await self._fetch_and_update_pods_table()

""",
}

HELPERS = {
    "_ask": '''\
    def _ask(self, what: str) -> list[dict]:
        return api.get(what)
''',
    "_age": '''\
    def _age(self, pod: dict) -> str:
        return f"{pod.get('age', 0)}d"
''',
    "headline": '''\
    @property
    def headline(self) -> str:
        return f"{len(self._last)} in {self._zone}"
''',
    "_summary": '''\
    def _summary(self) -> str:
        return f"{self._shown} shown, {len(self.events)} events"
''',
    "_keep": '''\
    def _keep(self, key: str, rows: list[dict]) -> None:
        self._cache[key] = rows
        self.events.append(f"kept {key}")
''',
    "_note": '''\
    def _note(self, text: str) -> None:
        self.events.append(text)
''',
    "_peek": '''\
    def _peek(self, rows: list[dict]) -> int:
        log.info("peek at %d", len(rows))
        return len(rows)
''',
    "_mark": '''\
    def _mark(self, rows: list[dict]) -> None:
        for row in rows:
            row["name"] = f"*{row.get('name')}"
''',
    "_report": '''\
    def _report(self) -> None:
        api.seen("report")
''',
    "_blank": '''\
    def _blank(self, text: str) -> None:
        self.query_one("#pods", DataTable).add_row(text)
''',
    "_paint": '''\
    def _paint(self, rows: list[tuple], title: str = "") -> None:
        table = self.query_one("#pods", DataTable)
        table.clear()
        for row in rows:
            table.add_row(*row)
        if title:
            table.border_title = title
''',
    "_show_pods": '''\
    def _show_pods(self, pods: list[dict], title: str = "") -> None:
        table = self.query_one("#pods", DataTable)
        table.clear()
        for pod in pods:
            table.add_row(pod["name"], pod.get("age"))
        self.sub_title = title
''',
}  # fmt: skip
