"""The service's HTTP interface. Every call here blocks: keep it off the main thread."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from typing import Any

# The service listens on loopback, where no proxy belongs in between, whatever the environment says.
urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))


class ServiceError(Exception):
    """The service can't be reached, or its answer can't be used."""


class Client:
    """Asks the service for its lists, newest entries first."""

    def __init__(self, url: str, timeout: float = 15.0) -> None:
        """Remember where to ask.

        Args:
            url: Address of the service, without a trailing slash.
            timeout: Seconds to wait for an answer.
        """
        self.url = url
        self.timeout = timeout

    def runner_executions(self, limit: int = 8) -> list[dict[str, Any]]:
        """Executions on the test runners."""
        return self._get("runner", limit)

    def builds(self, limit: int = 8) -> list[dict[str, Any]]:
        """Cloud builds."""
        return self._get("builds", limit)

    def vertex_jobs(self, limit: int = 6) -> list[dict[str, Any]]:
        """Training jobs on Vertex."""
        return self._get("vertex", limit)

    def active_runs(self, limit: int = 6) -> list[dict[str, Any]]:
        """Pipeline runs that have not ended."""
        return self._get("active", limit)

    def completed_runs(self, limit: int = 8) -> list[dict[str, Any]]:
        """Pipeline runs that have ended."""
        return self._get("completed", limit)

    def _get(self, name: str, limit: int) -> list[dict[str, Any]]:
        """Fetch one list.

        Raises:
            ServiceError: If there is no answer, or not the expected one.
        """
        url = f"{self.url}/{name}?{urllib.parse.urlencode({'limit': limit})}"
        try:
            with urllib.request.urlopen(url, timeout=self.timeout) as response:
                answer = json.load(response)
        except (OSError, ValueError) as error:
            raise ServiceError(f"{name}: {error}") from error
        if not isinstance(answer, list):
            raise ServiceError(f"{name}: expected a list, got {type(answer).__name__}")
        return answer
