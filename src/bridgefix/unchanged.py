"""The same run again: it says what it said, without being done, while all is as it was.

A run that only reads is kept whole: what it printed, and all the questions that it asked the disk, with their answers
(`probes`). It is found by its words and by where it is run. What is printed is one thing that every run does here, so that what
is kept of it is all of it.

Only what is there before any library is imported here: to import those takes several times as long as a run that is answered.
"""

from __future__ import annotations

import os
import stat
import sys
import time
import zlib

from bridgefix import kept
from bridgefix.probes import AGAIN, Answer, Looks, folder_above, is_name, name_in, state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_FRESH = 2_000_000_000
"""Nanoseconds for which a file may change without another time of change: what is younger may have done so since it was read."""

_ENCODING = ("utf-8", "surrogateescape")
_TEXT, _BYTES = "text", "bytes"


class Run:
    """One run of the command. As a context: it is being done."""

    def __init__(self, arguments: list[str], *, remembers: bool = True) -> None:
        """Without `remembers` it is not kept."""
        self._arguments = arguments
        self._remembers = remembers
        self._start = time.time_ns()
        # Before any more of it is imported: what runs is no older than this says.
        self._program = kept.program() if remembers else ""
        self._looks = Looks()
        self._said: list[str] = []

    def __enter__(self) -> Run:
        global _said
        if self._remembers:
            self._looks.__enter__()
            _said = self._said
        return self

    def __exit__(self, *error: object) -> None:
        global _said
        if self._remembers:
            _said = None
            self._looks.__exit__()

    def keep(self, status: int) -> None:
        """Keep it, with its exit status, if all that it saw is still so, and so old that a change would be seen.

        It must have read only, and have done nothing but say things.
        """
        name = _name(self._arguments)
        # What Windows calls the time of a status change is that of the file's making.
        if not self._remembers or name is None or os.name == "nt" or self._looks.torn:
            return
        rests_on = self._rests_on()
        folder = kept.make() if rests_on is not None else None
        if rests_on is None or folder is None:
            return
        fields = [self._program, str(status), str(len(rests_on) // 3), *rests_on, *self._said]
        if any("\0" in field for field in fields):
            return
        try:
            data = "\0".join([*_words(self._arguments), *fields]).encode(*_ENCODING)
        except UnicodeEncodeError:
            return
        folder.write(name, data)

    def _rests_on(self) -> list[str] | None:
        """Questions, paths and answers; None where an answer is another one by now or could change unnoticed."""
        answers = self._looks.answers
        states = answers.get("state", {})
        listed = {found[1:3]: found for found in states.values() if isinstance(found, tuple) and stat.S_ISDIR(found[0])}
        needed: dict[tuple[str, str], Answer] = {}
        above: dict[str, str] = {}
        for question, path, answer in ((q, path, answer) for q in answers for path, answer in answers[q].items()):
            if answer is False:
                # That one name is not in a folder is part of what is in it, and there are thousands of such names. What
                # bears the name of a link that leads nowhere may come without a change of that folder.
                folder = folder_above(path, above)
                found = state(folder or os.curdir)
                if not is_name(name_in(folder, path)) and found is not None and listed.get(found[1:3]) == found:
                    needed["state", folder or os.curdir] = found
                    continue
            needed[question, path] = answer
        lines = []
        for (question, path), answer in needed.items():
            if AGAIN[question](path) != answer:
                return None
            if isinstance(answer, tuple) and max(answer[-2:]) + _FRESH >= self._start:
                return None
            lines += [question, path, str(answer)]
        return lines


def answer(arguments: list[str]) -> int | None:
    """Say what the same run said, if all is as it was. The exit status; None where that is not so."""
    name = _name(arguments)
    folder = kept.kept() if name is not None else None
    data = folder.read(name) if name is not None and folder is not None else None
    if name is None or folder is None or data is None:
        return None
    try:
        words = "\0".join([*_words(arguments), kept.program(), ""])
        text = data.decode(*_ENCODING)
        if not text.startswith(words):
            return None
        first, second, *fields = text[len(words) :].split("\0")
        status, end = int(first), 3 * int(second)
        for question, path, seen in zip(fields[0:end:3], fields[1:end:3], fields[2:end:3], strict=True):
            if str(AGAIN[question](path)) != seen:
                return None
        said = fields[end:]
        for stream, kind, printed in zip(said[0::3], said[1::3], said[2::3], strict=True):
            _write(stream, kind, printed)
        folder.used(name)
        return status
    except (OSError, ValueError, KeyError):
        return None


class Unsaid(Exception):
    """What stdout or stderr did not take; nothing more is said to it."""


def say(text: str, stream: TextIO) -> None:
    """Text to stdout or stderr, which may not know all its characters. Raises `Unsaid`."""
    encoding = stream.encoding or "utf-8"
    name = "stderr" if stream is sys.stderr else "stdout"
    _tell(name, _TEXT, text.encode(encoding, "backslashreplace").decode(encoding))


def say_bytes(data: bytes) -> None:
    """Bytes to stdout. Raises `Unsaid`."""
    _tell("stdout", _BYTES, data.decode(*_ENCODING))


_said: list[str] | None = None


def _tell(stream: str, kind: str, text: str) -> None:
    _write(stream, kind, text)
    if _said is not None:
        _said.extend((stream, kind, text))


def _write(stream: str, kind: str, text: str) -> None:
    file = getattr(sys, stream)
    try:
        if kind == _BYTES:
            file.flush()
            file.buffer.write(text.encode(*_ENCODING))
        else:
            file.write(text)
        file.flush()
    except OSError as error:
        # Python tries once more at the end, and what is left would fail again.
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), file.fileno())
        # A reader that has seen enough is no mistake.
        if not isinstance(error, BrokenPipeError):
            raise Unsaid(f"cannot write to {stream}: {(error.strerror or str(error)).lower()}") from error


def _name(arguments: list[str]) -> str | None:
    """Under which name a run is kept; None where that cannot be: to a terminal it may say other things."""
    try:
        if sys.stdout.isatty() or sys.stderr.isatty():
            return None
        return f"{zlib.crc32(repr(_words(arguments)).encode(*_ENCODING)):08x}.run"
    except (AttributeError, OSError, ValueError):
        return None


def _words(arguments: list[str]) -> list[str]:
    """What is asked, where, by whom."""
    streams = [word for stream in (sys.stdout, sys.stderr) for word in (str(stream.encoding), str(stream.errors))]
    ours = sorted(f"{name}={value}" for name, value in os.environ.items() if "BRIDGEFIX" in name.upper())
    return [*arguments, "", os.path.realpath(os.curdir), *streams, sys.getfilesystemencoding(), *ours]
