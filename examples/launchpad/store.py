"""What the monitor keeps in memory. Both stores are used from several worker threads at once."""

from __future__ import annotations

import json
import time
from collections import deque
from threading import Lock
from typing import Any


class Cache:
    """The last answer of a list that is expensive to fetch."""

    def __init__(self, seconds: float) -> None:
        """Start empty.

        Args:
            seconds: How long an answer counts as fresh.
        """
        self._seconds = seconds
        self._kept: dict[str, tuple[float, list[dict[str, Any]]]] = {}
        self._lock = Lock()

    def fresh(self, name: str) -> bool:
        """Whether there is an answer that is young enough to be shown again."""
        with self._lock:
            return name in self._kept and time.monotonic() - self._kept[name][0] < self._seconds

    def get(self, name: str) -> list[dict[str, Any]]:
        """The last answer, however old."""
        with self._lock:
            return self._kept[name][1]

    def put(self, name: str, answer: list[dict[str, Any]]) -> None:
        """Keep an answer in place of the last one."""
        with self._lock:
            self._kept[name] = (time.monotonic(), answer)


class Journal:
    """The latest snapshots of the lists that were fetched, oldest first."""

    def __init__(self, size: int = 500) -> None:
        """Start empty.

        Args:
            size: How many snapshots to keep.
        """
        self._entries: deque[tuple[float, str, dict[str, str]]] = deque(maxlen=size)
        self._lock = Lock()

    def record(self, name: str, records: list[dict[str, Any]]) -> None:
        """Note the state that each record of a list is in."""
        states = {record["id"]: record["state"] for record in records}
        with self._lock:
            self._entries.append((time.time(), name, states))

    def dump(self) -> str:
        """All snapshots, one JSON object a line."""
        with self._lock:
            entries = list(self._entries)
        return "".join(json.dumps({"at": at, "list": name, "states": states}) + "\n" for at, name, states in entries)
