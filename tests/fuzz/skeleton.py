"""What is the same in all programs: imports, the class's start, and helpers that are there where they are asked for."""

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

IMPORTS = {
    "closing": "from contextlib import closing\n",
    "dataclass": "from dataclasses import dataclass\n",
    "datetime": "from datetime import datetime\n",
    "io": "import io\n",
    "NamedTuple": "from typing import NamedTuple\n",
    "random": "import random\n",
    "uuid": "import uuid\n",
}

EXTRAS = {
    "STATE": """

STATE: dict = {"shown": 0}
""",
    "HISTORY": """

HISTORY: list[str] = []
""",
    "_remember": """

def _remember(text: str) -> None:
    HISTORY.append(text)
""",
    "_told": """

def _told() -> str:
    return f"{len(HISTORY)} told, {STATE['shown']} shown"
""",
    "_next_number": """

def _next_number() -> int:
    global COUNT
    COUNT += 1
    return COUNT
""",
    "_walk": """

def _walk(rows: list):
    for row in rows:
        yield row["name"], row.get("age")
""",
    "_same": """

def _same(rows: list) -> list:
    return rows
""",
    "_join": """

def _join(*words: str, sep: str = ", ") -> str:
    return sep.join(words)
""",
    "Pod": """

@dataclass
class Pod:
    name: str
    age: int = 0

    def older(self) -> None:
        self.age += 1
""",
    "Cell": """

class Cell(NamedTuple):
    name: str
    age: int
""",
    "Stats": """

class Stats:
    def __init__(self) -> None:
        self.count = 0
        self.rows: list = []

    def add(self, rows: list) -> int:
        self.count += len(rows)
        return self.count

    def hold(self, rows: list) -> None:
        self.rows = rows

    def grow(self) -> None:
        self.rows.append({"name": "grown", "age": 1})

    @property
    def summary(self) -> str:
        return f"{self.count} so far, {len(self.rows)} kept"
""",
    "Keeper": """

class Keeper:
    def __init__(self, screen: "S") -> None:
        self.screen = screen

    def tell(self, text: str) -> None:
        self.screen._note(text)

    @property
    def most(self) -> int:
        return self.screen._limit

    @most.setter
    def most(self, most: int) -> None:
        self.screen._limit = most

    def __setitem__(self, key: str, value: object) -> None:
        self.screen._zone = f"{key} {value}"

    def __iadd__(self, number: int) -> "Keeper":
        self.screen._shown += number
        return self

    def __len__(self) -> int:
        self.screen._shown += 1
        return self.screen._shown

    def __str__(self) -> str:
        self.screen.events.append("asked")
        return f"{self.screen._zone}!"

    def __enter__(self) -> None:
        self.screen._verbose = True

    def __exit__(self, *error: object) -> None:
        self.screen._verbose = False
""",
}
"""What stands before the class where it is asked for."""

STATE = {
    "_stats": "        self._stats = Stats()\n",
    "_keeper": "        self._keeper = Keeper(self)\n",
    "_meter": "        self._meter = api.Meter()\n",
}
"""What the class makes at its start where it is asked for."""

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
    "_next": '''\
    def _next(self) -> int:
        self._shown += 1
        return self._shown
''',
    "fresh": '''\
    @property
    def fresh(self) -> int:
        self._shown += 10
        return self._shown
''',
    "limit": '''\
    @property
    def limit(self) -> int:
        return self._limit

    @limit.setter
    def limit(self, value: int) -> None:
        self._limit = value
        self.events.append(f"limit {value}")
''',
    "_walk": '''\
    def _walk(self, rows: list[dict]):
        for row in rows:
            if row.get("name") not in self._seen:
                yield row["name"], self._shown
''',
    "_pick": '''\
    def _pick(self, rows: list[dict]) -> list[dict]:
        return self._last if self._verbose else rows
''',
    "_keep_all": '''\
    def _keep_all(self, *pods: dict, limit: int = 9, rows: list[dict] | None = None) -> None:
        self._last = [*pods][:limit] if rows is None else rows
''',
    "_hand_on": '''\
    def _hand_on(self, **named: list[dict]) -> None:
        rows = named["rows"]
        self._keep("pods", rows)
''',
    "latest": '''\
    @property
    def latest(self) -> list[dict]:
        return self._last

    @latest.setter
    def latest(self, rows: list[dict]) -> None:
        self._last = rows
''',
    "_itself": '''\
    def _itself(self) -> "S":
        return self
''',
    "_grow": '''\
    @staticmethod
    def _grow(rows: list[dict]) -> None:
        rows.append({"name": "grown", "ready": False, "age": 1})
''',
    "bump": '''\
    @classmethod
    def bump(cls) -> None:
        cls.SHOWN += 1
''',
    "_show_many": '''\
    def _show_many(self, *cells: str, title: str = "") -> None:
        table = self.query_one("#pods", DataTable)
        for cell in cells:
            table.add_row(cell)
        if title:
            table.border_title = title
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
