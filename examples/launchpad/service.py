"""The service: a small HTTP server on loopback whose lists move on a little each time they are read."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from typing_extensions import Self

SUITES = ("smoke-web", "smoke-mobile", "nightly-full", "contracts", "load-test", "docs-links")
BRANCHES = ("main", "main", "release/4.2", "feat/cart-totals", "fix/login-loop", "deps/openssl")
MODELS = ("train-ranker", "embed-catalog", "tune-ranker", "eval-nightly", "distill-small")
MACHINES = ("n1-standard-8", "a2-highgpu-1g", "g2-standard-12")
PIPELINES = ("checkout-deploy", "search-deploy", "data-refresh", "mobile-release", "infra-plan")
STAGES = ("build", "test", "staging", "canary", "deploy")
OWNERS = ("amira", "jonas", "lea", "tomasz", "wen")


def runner_execution(number: int, at: datetime, dice: Random) -> dict[str, Any]:
    """A new execution on a test runner."""
    return {
        "id": f"exec-{4100 + number}",
        "suite": dice.choice(SUITES),
        "host": f"runner-{dice.randint(1, 6):02}",
        "started": f"{at:%H:%M}",
        "state": "running",
        "seconds": dice.randint(5, 90),
    }


def build(number: int, at: datetime, dice: Random) -> dict[str, Any]:
    """A new cloud build."""
    return {
        "id": f"b-{88200 + number}",
        "branch": dice.choice(BRANCHES),
        "commit": f"{dice.getrandbits(28):07x}",
        "started": f"{at:%H:%M}",
        "state": "WORKING",
        "seconds": dice.randint(20, 240),
    }


def vertex_job(number: int, at: datetime, dice: Random) -> dict[str, Any]:
    """A new training job on Vertex."""
    return {
        "id": f"vx-{5500 + number}",
        "model": dice.choice(MODELS),
        "machine": dice.choice(MACHINES),
        "started": f"{at:%H:%M}",
        "state": "JOB_STATE_RUNNING",
        "percent": dice.randint(1, 70),
    }


def active_run(number: int, at: datetime, dice: Random) -> dict[str, Any]:
    """A pipeline run that has just begun."""
    return {
        "id": f"run-{300 + number}",
        "pipeline": dice.choice(PIPELINES),
        "owner": dice.choice(OWNERS),
        "started": f"{at:%H:%M}",
        "stage": STAGES[0],
        "done": dice.randint(1, 3),
        "of": 8,
    }


def completed_run(number: int, at: datetime, dice: Random) -> dict[str, Any]:
    """A pipeline run that has just ended."""
    return {
        "id": f"run-{200 + number}",
        "pipeline": dice.choice(PIPELINES),
        "owner": dice.choice(OWNERS),
        "finished": at.isoformat(timespec="minutes"),
        "result": dice.choices(("passed", "failed", "cancelled"), (7, 2, 1))[0],
        "seconds": dice.randint(90, 1500),
    }


def work_on(record: dict[str, Any], dice: Random) -> bool:
    """Let an entry of any list come a little further, or to its end.

    Returns:
        Whether it still belongs to its list: an active run that is through does not.
    """
    if record.get("state") in ("running", "WORKING"):
        record["seconds"] += dice.randint(5, 60)
        ends = ("succeeded", "failed") if record["state"] == "running" else ("SUCCESS", "FAILURE")
        if dice.random() < 0.4:
            record["state"] = dice.choices(ends, (3, 1))[0]
    elif record.get("state") == "JOB_STATE_RUNNING":
        record["percent"] = min(100, record["percent"] + dice.randint(2, 20))
        if record["percent"] == 100:
            record["state"] = "JOB_STATE_SUCCEEDED"
    elif "done" in record:
        if record["done"] == record["of"]:
            return False
        record["done"] = min(record["of"], record["done"] + dice.randint(0, 2))
        record["stage"] = STAGES[(record["done"] - 1) * len(STAGES) // record["of"]]
    return True


class Board:
    """One list of the service. What it tells depends on its seed and on how often it was read, on nothing else."""

    def __init__(
        self,
        make: Callable[[int, datetime, Random], dict[str, Any]],
        every: timedelta,
        dice: Random,
        clock: Callable[[], datetime],
    ) -> None:
        """Fill the list as if it had been going on for a while.

        Args:
            make: Makes the entry with a number, begun at a time.
            every: How far apart the first entries are.
            dice: What chance is taken from.
            clock: Tells the time.
        """
        self._make = make
        self._dice = dice
        self._clock = clock
        self._lock = Lock()
        self._records: list[dict[str, Any]] = []
        self._number = 0
        for age in range(8, 0, -1):
            self._work()
            self._add(clock() - every * age)

    def read(self) -> list[dict[str, Any]]:
        """The entries, newest first, after everyone has worked on a little."""
        with self._lock:
            self._work()
            if self._dice.random() < 0.6:
                self._add(self._clock())
            return [dict(record) for record in self._records]

    def _work(self) -> None:
        """Let everyone work on, and drop who is through."""
        self._records = [record for record in self._records if work_on(record, self._dice)]

    def _add(self, at: datetime) -> None:
        """Put a new entry on top; the ones that fall off at the bottom are history."""
        self._number += 1
        self._records.insert(0, self._make(self._number, at, self._dice))
        del self._records[20:]


class Service:
    """The server and its thread: `with Service(delay=1.5) as service: Client(service.url)`."""

    def __init__(
        self,
        delay: float = 1.5,
        port: int = 0,
        seed: int | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        """Bind the port, so that a client may connect as soon as the service is entered.

        Args:
            delay: Seconds that each answer takes.
            port: Port on loopback; 0 takes a free one.
            seed: For lists that are the same every time.
            clock: Tells the time, for the same reason.
        """
        self.delay = delay
        seed = Random().getrandbits(32) if seed is None else seed
        kinds = {
            "runner": (runner_execution, timedelta(minutes=9)),
            "builds": (build, timedelta(minutes=14)),
            "vertex": (vertex_job, timedelta(minutes=35)),
            "active": (active_run, timedelta(minutes=4)),
            "completed": (completed_run, timedelta(hours=3)),
        }
        self.boards = {
            name: Board(make, every, Random(f"{seed}/{name}"), clock) for name, (make, every) in kinds.items()
        }
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Where a client finds the service."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        """The request handler, which http.server wants as a class."""
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """Answer `/NAME?limit=N` with the newest N entries of a list."""
                address = urlsplit(self.path)
                board = service.boards.get(address.path.strip("/"))
                if board is None:
                    self.send_error(404, "No such list")
                    return
                try:
                    limit = int(parse_qs(address.query).get("limit", ["10"])[0])
                except ValueError:
                    self.send_error(400, "The limit must be a number")
                    return
                time.sleep(service.delay)
                body = json.dumps(board.read()[:limit]).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Keep quiet: the terminal belongs to the app."""

        return Handler
