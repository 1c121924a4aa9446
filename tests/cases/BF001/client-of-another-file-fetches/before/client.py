"""The service's interface; every call blocks."""

from __future__ import annotations

from typing import Any

import requests


class Client:
    def __init__(self, base: str) -> None:
        self._session = requests.Session()
        self._base = base

    def jobs(self) -> list[dict[str, Any]]:
        return self._get("jobs")

    def _get(self, name: str) -> Any:
        answer = self._session.get(f"{self._base}/{name}", timeout=10)
        answer.raise_for_status()
        return answer.json()
