"""What killed runs left: finished where half of a fix was written, and removed."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from bridgefix import disk, probes
from bridgefix.findings import FileError
from bridgefix.sources import Failed
from bridgefix.writing import OURS, Part, journal_name, replace, temporary_name

_JOURNAL_LIMIT = 10_000_000
"""Bytes: a journal has a few hundred for each file of one fix."""


@dataclass(frozen=True)
class Recovered:
    """What `recover` found."""

    finished: tuple[str, ...] = ()
    """The files that it wrote, as the user knows them."""
    errors: tuple[FileError, ...] = ()


def recover(real: Mapping[str, str]) -> Recovered:
    """Finishes what killed runs had announced, and removes what they left, in the folders of the given files.

    Nothing of a run that is still alive is touched, and no other file than the given ones is written.

    Args:
        real: Real path to path as the user knows it.
    """
    finished: list[str] = []
    errors: list[FileError] = []
    folders = {os.path.dirname(path) for path in real}
    for folder in sorted(folders):
        for token, names in sorted(_leftovers(folder).items()):
            parts = _announced(folder, token, real) if journal_name(token) in names else []
            if parts is None:
                continue
            touched = {folder, *(os.path.dirname(part.target) for part in parts)} & folders
            paths = [os.path.join(each, name) for each in touched for name in _leftovers(each).get(token, ())]
            with ExitStack() as locks:
                if not all(_claimed(path, locks) for path in paths):
                    continue
                try:
                    finished += _finish(parts, locks)
                except Failed as failed:
                    errors.append(failed.error)
                    if failed.__cause__ is not None:
                        continue
                disk.remove(paths)
    return Recovered(tuple(sorted(finished)), tuple(errors))


def _leftovers(folder: str) -> dict[str, list[str]]:
    """The names of what is called as our files are, by token."""
    found: dict[str, list[str]] = {}
    # Where nothing can be listed, nothing can be written.
    with contextlib.suppress(OSError), os.scandir(folder) as listing:
        for entry in listing:
            match = OURS.fullmatch(entry.name)
            if match and entry.is_file(follow_symlinks=False):
                found.setdefault(match[1], []).append(entry.name)
    return found


def _announced(folder: str, token: str, real: Mapping[str, str]) -> list[Part] | None:
    """The fix that a journal speaks of; [] if there is none, None if it is about other files than the given ones.

    Anybody may have written a journal. It does not say what our own files are called, and all that can come of it is
    that one of the given files gets the bytes of another file beside it.
    """
    parts = []
    try:
        journal = json.loads(probes.read(os.path.join(folder, journal_name(token)), _JOURNAL_LIMIT))
        for number, entry in enumerate(journal["files"]):
            target = os.path.normpath(os.path.join(folder, entry["target"]))
            if target not in real and os.path.lexists(target):
                return None
            temporary = os.path.join(os.path.dirname(target), temporary_name(token, number))
            path = real.get(target) or os.path.relpath(target)
            parts.append(Part(path, target, temporary, str(entry["old"]), str(entry["new"])))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        # It was not written to its end, so nothing had been replaced yet.
        return []
    return parts


def _claimed(path: str, locks: ExitStack) -> bool:
    """Locks a leftover; False where its run lives, or where that can't be told."""
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with disk.opened(path, flags, locks) as descriptor:
            return disk.lock(descriptor) is True
    except OSError:
        return False


def _finish(parts: Sequence[Part], locks: ExitStack) -> list[str]:
    """Replaces what is left of a fix of which some files were replaced; gives them, as the user knows them.

    Raises Failed: with a cause where it may go better the next time.
    """
    rest = [part for part in parts if disk.digest_of(part.target) != part.new]
    if not rest or len(rest) == len(parts):
        return []
    for part in rest:
        if disk.digest_of(part.target) != part.old or disk.digest_of(part.temporary) != part.new:
            half = ", ".join(sorted(each.path for each in parts if each not in rest))
            message = f"misses its part of a fix: a killed run wrote the one of {half}, and this file was changed since"
            raise Failed(FileError(part.path, 0, message))
    replace(rest, locks)
    return [part.path for part in rest]
