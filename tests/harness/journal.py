"""What one run leaves behind. One per process: every run has a process of its own."""

from __future__ import annotations

import threading
from typing import Any


class Journal:
    """Lists that threads append to; plain JSON values only."""

    def __init__(self) -> None:
        self.fetches: list[dict[str, Any]] = []
        """Calls that reached the service: endpoint, main, blocking."""
        self.touches: list[dict[str, Any]] = []
        """Changes of widgets: widget (its id()), what, main."""
        self.crossings: list[dict[str, Any]] = []
        """Uses of call_from_thread: target, main."""
        self.effects: list[list[str]] = []
        """Fetches, log records, notifications and prints, in order."""
        self.errors: list[dict[str, str]] = []
        """Exceptions that came out: type, text, where."""

    def error(self, error: BaseException, where: str) -> None:
        """Note an exception once, whatever it is wrapped in and however often it surfaces."""
        error = getattr(error, "error", None) or error  # WorkerFailed
        entry = {"type": type(error).__name__, "text": str(error), "where": where}
        if not any((each["type"], each["text"]) == (entry["type"], entry["text"]) for each in self.errors):
            self.errors.append(entry)

    def forget(self) -> None:
        """Start over, when the app is up."""
        for entries in (self.fetches, self.touches, self.crossings, self.effects, self.errors):
            entries.clear()


JOURNAL = Journal()


def on_main() -> bool:
    """Whether this is the app's thread: runs start it on the process's main thread."""
    return threading.current_thread() is threading.main_thread()
