"""Where apps are run: a process that has Textual loaded and forks itself for every run.

Nothing leaks from one run into the next, and nobody waits for Textual to be imported again.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

AT_ONCE = 4
"""The runs of one scene: before and after, start path and bridge path."""
GRACE = 10.0
"""Seconds after which a run that does not even give up is ended."""


class Stage:
    """A context manager; `play` runs a number of jobs, a few at a time."""

    def __enter__(self) -> Stage:
        tests = str(Path(__file__).resolve().parent.parent)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("TEXTUAL")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "harness"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**kept, "PYTHONPATH": tests, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def play(self, jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Run every job, see `play.play`; the observations come in the order of the jobs."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(jobs).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the process that runs the apps has died")
        return json.loads(answer)


class _Run:
    """A forked process at work on one job."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.until = time.monotonic() + job["patience"] + GRACE
        self.answer = b""
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 - open until the run ends
        self.pipe, write = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            try:
                nothing = os.open(os.devnull, os.O_RDWR)
                os.dup2(nothing, 0)
                os.dup2(nothing, 1)
                os.dup2(self.complaints.fileno(), 2)
                from .play import play

                play(job, lambda answer: _write_all(write, answer))
            except BaseException:
                sys.excepthook(*sys.exc_info())
            finally:
                os._exit(1)
        os.close(write)

    def end(self) -> dict[str, Any]:
        """What the run saw."""
        os.close(self.pipe)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.complaints.seek(0)
        said = self.complaints.read().decode(errors="replace")
        self.complaints.close()
        if not self.answer:
            return {"died": said or "without a word"}
        return {**json.loads(self.answer), "said": said}


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _play_all(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    answers: dict[int, dict[str, Any]] = {}
    waiting = list(enumerate(jobs))[::-1]
    with selectors.DefaultSelector() as selector:
        while waiting or selector.get_map():
            while waiting and len(selector.get_map()) < AT_ONCE:
                number, job = waiting.pop()
                run = _Run(job)
                selector.register(run.pipe, selectors.EVENT_READ, (number, run))
            ready = {key.fd for key, _ in selector.select(0.5)}
            for key in list(selector.get_map().values()):
                number, run = key.data
                part = os.read(run.pipe, 1 << 16) if run.pipe in ready else None
                run.answer += part or b""
                if part == b"" or time.monotonic() > run.until:
                    selector.unregister(run.pipe)
                    answers[number] = run.end()
    return [answers[number] for number in range(len(jobs))]


def main() -> None:
    """Serve jobs from stdin, one list a line, until stdin is closed."""
    from . import play  # noqa: F401 - all that a run needs, loaded before the first fork

    gc.collect()
    gc.freeze()
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(_play_all(json.loads(line))) + "\n")
        sys.stdout.flush()
