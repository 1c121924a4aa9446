"""The blocking world outside: one recorder behind all fakes."""

from __future__ import annotations

import asyncio
import copy
import json
import subprocess
import sys
import threading
import time
import types
import urllib.request
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from .journal import JOURNAL, on_main

_sleep = time.sleep


class Unknown(Exception):
    """The app asked for something that the case has no answer for."""


class Service:
    """Answers after a delay and notes who asked, on which thread."""

    def __init__(self) -> None:
        self.data: Mapping[str, Any] = {}
        self.errors: Mapping[str, str] = {}
        self.delay = 0.0
        self.folder = ""
        self.in_flight = 0
        self.held = 0
        """How many answers are held back."""
        self._late: Iterable[str] = ()
        self._released = threading.Event()
        self._lock = threading.Lock()

    def open(self, data: Mapping[str, Any], errors: Mapping[str, str], delay: float, folder: str) -> None:
        """Prepare for one run of the app whose source is in `folder`."""
        self.data, self.errors, self.delay, self.folder = data, errors, delay, folder

    def hold(self, names: Iterable[str]) -> None:
        """Hold the answers of these endpoints back from now on, until `release`."""
        self._late = names
        self._released.clear()

    def release(self) -> None:
        """Give what was held back, and hold nothing any more."""
        self._released.set()

    def ask(self, words: Iterable[str], errors: types.ModuleType | None = None) -> Any:
        """Block for the delay, then answer for the last of `words` that the case knows.

        Args:
            words: Candidates for the endpoint's name, the likeliest first.
            errors: The library asked: where the class of an error is looked up before the builtins.
        """
        name = self._name(words)
        with self._flight(name, blocking=True):
            _sleep(self.delay)
            if self._is_held(name):
                with self._holding():
                    self._released.wait()
        return self._answer(name, errors)

    async def ask_async(self, words: Iterable[str], errors: types.ModuleType | None = None) -> Any:
        """The same without blocking."""
        name = self._name(words)
        with self._flight(name, blocking=False):
            await asyncio.sleep(self.delay)
            if self._is_held(name):
                with self._holding():
                    while not self._released.is_set():
                        await asyncio.sleep(self.delay / 10)
        return self._answer(name, errors)

    def sleep(self, seconds: float) -> None:
        """`time.sleep`: noted where the app's own code calls it."""
        if not sys._getframe(1).f_code.co_filename.startswith(self.folder):
            return _sleep(seconds)
        with self._flight("time.sleep", blocking=True):
            _sleep(min(seconds, self.delay))
        return None

    def _name(self, words: Iterable[str]) -> str:
        tried = list(words)
        for word in tried:
            if word in self.data or word in self.errors:
                return word
        raise Unknown(f"case.toml has no data for {' or '.join(tried)}")

    @contextmanager
    def _flight(self, name: str, blocking: bool) -> Any:
        JOURNAL.fetches.append({"endpoint": name, "main": on_main(), "blocking": blocking})
        JOURNAL.effects.append(["fetch", name])
        with self._lock:
            self.in_flight += 1
        try:
            yield
        finally:
            with self._lock:
                self.in_flight -= 1

    def _is_held(self, name: str) -> bool:
        return name in self._late and not self._released.is_set()

    @contextmanager
    def _holding(self) -> Any:
        with self._lock:
            self.held += 1
        try:
            yield
        finally:
            with self._lock:
                self.held -= 1

    def _answer(self, name: str, errors: types.ModuleType | None) -> Any:
        if name in self.errors:
            import builtins

            kind = getattr(errors, self.errors[name], None) or getattr(builtins, self.errors[name])
            raise kind(f"no answer from {name}")
        return copy.deepcopy(self.data[name])


SERVICE = Service()


def words_of(url: str) -> list[str]:
    """The parts of a URL's path, last first: `/api/v1/pods.json` gives pods, v1, api."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    return [word for part in reversed(parts) for word in dict.fromkeys((part, part.partition(".")[0]))]


def as_text(answer: Any) -> str:
    """An answer as the body of a response or the output of a command."""
    return answer if isinstance(answer, str) else json.dumps(answer)


class Response:
    """What HTTP libraries answer with, as far as apps look at it."""

    status_code = 200
    ok = True
    is_success = True
    reason = reason_phrase = "OK"

    def __init__(self, answer: Any, url: str = "") -> None:
        self._answer = answer
        self.url = url
        self.headers: dict[str, str] = {"content-type": "application/json"}

    def json(self) -> Any:
        return self._answer

    @property
    def text(self) -> str:
        return as_text(self._answer)

    @property
    def content(self) -> bytes:
        return self.text.encode()

    def read(self, _size: int = -1) -> bytes:
        return self.content

    def iter_lines(self) -> Iterable[str]:
        return iter(self.text.splitlines())

    def raise_for_status(self) -> Response:
        return self

    def close(self) -> None:
        pass

    def __enter__(self) -> Response:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def patch_standard_library() -> None:
    """Lead `urlopen`, `subprocess.run` and its sisters, and `time.sleep` to the service."""

    def urlopen(url: Any, *_: object, **__: object) -> Response:
        address = url if isinstance(url, str) else url.full_url
        return Response(SERVICE.ask(words_of(address), sys.modules["urllib.error"]), address)

    def run(command: Any, *_: object, **options: Any) -> subprocess.CompletedProcess[Any]:
        parts = command.split() if isinstance(command, str) else [str(part) for part in command]
        output: Any = as_text(SERVICE.ask(reversed(parts), subprocess))
        if not (options.get("text") or options.get("encoding") or options.get("universal_newlines")):
            output = output.encode()
        return subprocess.CompletedProcess(command, 0, output, output[:0])

    urllib.request.urlopen = urlopen
    subprocess.run = run
    subprocess.check_output = lambda command, *args, **options: run(command, *args, **options).stdout
    subprocess.check_call = subprocess.call = lambda command, *args, **options: (
        run(command, *args, **options).returncode
    )
    time.sleep = SERVICE.sleep
