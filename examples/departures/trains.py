"""Where the trains come from: a server that takes a second to answer, played by this file."""

from __future__ import annotations

import time


def departures() -> list[dict[str, str]]:
    """The next trains. Waits for the answer."""
    time.sleep(1)
    return [
        {"time": "09:14", "to": "Lyon", "track": "3", "late": ""},
        {"time": "09:21", "to": "Basel", "track": "7", "late": "+5"},
        {"time": "09:40", "to": "Milano", "track": "1", "late": ""},
    ]
