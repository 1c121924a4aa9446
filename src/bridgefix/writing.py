"""Writing without losing anything.

A file is replaced in one step by one that is complete on the disk and stands beside it, so whoever looks, and whenever
the run is killed, finds the old text or the new one. The two trade places: what was there is still there, under a name
of ours, until it has been seen that it is what the fix was made from, and all other files of the fix are in place.

A fix that spans files is announced beside them in a journal before the first one is replaced; `leftovers` finishes
what a killed run had announced. Everything of ours is called `.bridgefix-…`, and locked while its run lives.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from bridgefix import disk, probes
from bridgefix.findings import FileError, why
from bridgefix.sources import Failed, Source

OURS = re.compile(r"\.bridgefix-([0-9a-f]{16})\.(?:\d+\.new|\d+\.old|journal)")
"""How all our files are called; in it the token of the fix, or the report, that they are for."""
_REPLACED = "was changed by something else since it was read"


@dataclass(frozen=True)
class Part:
    """One file of a fix."""

    path: str
    """As the user knows it."""
    target: str
    """The real one."""
    temporary: str
    """Beside it: first the new bytes, after the trade what was there."""
    old: str
    """Digests of the bytes that the fix was made from, and of those that it makes of them."""
    new: str


def temporary_name(token: str, number: int) -> str:
    return f".bridgefix-{token}.{number}.new"


def journal_name(token: str) -> str:
    return f".bridgefix-{token}.journal"


def _token() -> str:
    # Most runs write nothing, and it brings half a library of ciphers along.
    import secrets

    return secrets.token_hex(8)


def write(changes: Sequence[tuple[Source, bytes]]) -> None:
    """Writes files that belong together: all of them or none.

    A link is followed to its file. Mode, owner, access list and the user's extended attributes stay.

    Raises:
        Failed: a file was changed since it was read, or could not be written. No file is changed then; where one
            could not be taken back, the message says so.
    """
    token = _token()
    parts: list[Part] = []
    journals: list[str] = []
    with ExitStack() as locks:
        try:
            for source, data in changes:
                parts.append(_staged(source, data, temporary_name(token, len(parts)), locks))
            if len(parts) > 1:
                _announce(parts, token, journals, locks)
            replace(parts, locks)
        finally:
            disk.remove([*journals, *(part.temporary for part in parts)])


def write_new(path: str, data: bytes) -> None:
    """Writes a report, in one step as well. Raises Failed."""
    target = os.path.realpath(path)
    try:
        # Asked of the path itself: what /dev/stdout leads to may have no name.
        if os.path.exists(path) and not os.path.isfile(path):
            # A terminal, a pipe: nothing that could be replaced.
            with open(path, "wb") as file:
                file.write(data)
            return
        temporary = os.path.join(os.path.dirname(target), temporary_name(_token(), 0))
        with ExitStack() as locks:
            try:
                disk.create(temporary, data, None, locks)
                with contextlib.suppress(OSError):
                    os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
                os.replace(temporary, target)
            finally:
                disk.remove([temporary])
    except OSError as error:
        raise _not_written(path, error) from error


def _staged(source: Source, data: bytes, name: str, locks: ExitStack) -> Part:
    """Looks whether a file may be replaced, and puts its new bytes beside it. Both stay locked."""
    target = os.path.realpath(source.path)
    temporary = os.path.join(os.path.dirname(target), name)
    try:
        with disk.opened(target, probes.LOOK, locks) as descriptor:
            if disk.lock(descriptor) is False:
                raise Failed(FileError(source.path, 0, "is being written by another run of bridgefix"))
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or disk.content(descriptor) != source.data:
                raise Failed(FileError(source.path, 0, _REPLACED))
        # Root may write to everything, and yet a file without any such bit is meant to stay.
        if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
            raise Failed(FileError(source.path, 0, "cannot be written: it is read-only"))
        if status.st_nlink > 1:
            why = f"cannot be written: the file has {status.st_nlink} names (hard links), and would be parted from them"
            raise Failed(FileError(source.path, 0, why))
        disk.create(temporary, data, target, locks)
    except OSError as error:
        raise _not_written(source.path, error) from error
    return Part(source.path, target, temporary, disk.digest(source.data), disk.digest(data))


def _announce(parts: Sequence[Part], token: str, journals: list[str], locks: ExitStack) -> None:
    """Leaves word in each folder of what is about to be replaced. `journals` gets the names."""
    folders = _folders(parts)
    for folder in folders:
        entries = [{"target": os.path.relpath(part.target, folder), "old": part.old, "new": part.new} for part in parts]
        journal = os.path.join(folder, journal_name(token))
        try:
            disk.create(journal, json.dumps({"files": entries}).encode("ascii"), None, locks)
        except OSError as error:
            raise _not_written(parts[0].path, error) from error
        journals.append(journal)
    disk.sync_folders(folders)


def replace(parts: Sequence[Part], locks: ExitStack) -> None:
    """Puts all new files in place, or none. Raises Failed: with a cause where it may go better another time."""
    done: list[Part] = []
    for part in parts:
        try:
            _trade(part, part.old, locks)
        except (Failed, OSError) as error:
            failed = error if isinstance(error, Failed) else _not_written(part.path, error)
            lost = [each.path for each in reversed(done) if not _taken_back(each, locks)]
            lost += [part.path] if disk.digest_of(part.target) == part.new else []
            if lost:
                message = f"{failed.error.message}; {', '.join(sorted(lost))} could not be taken back"
                failed = Failed(FileError(part.path, 0, message))
            if failed is error:
                raise
            raise failed from error
        done.append(part)
    disk.sync_folders(_folders(parts))


def _taken_back(part: Part, locks: ExitStack) -> bool:
    try:
        _trade(part, part.new, locks)
    except Failed:
        return False
    except OSError:
        # Where trading takes space that there is not any more, moving does not.
        if disk.digest_of(part.target) != part.new or disk.digest_of(part.temporary) != part.old:
            return False
        try:
            os.replace(part.temporary, part.target)
        except OSError:
            return False
    return True


def _trade(part: Part, expected: str, locks: ExitStack) -> None:
    """Lets a file and its temporary one trade places. What is displaced must be as expected, else it comes back.

    Only after the trade can nobody write to it any more between a look and the deed.

    Raises OSError, and Failed where the file holds something else.
    """
    disk.swap(part.temporary, part.target, locks)
    try:
        displaced = disk.digest(probes.read(part.temporary))
    except OSError:
        disk.swap(part.temporary, part.target, locks)
        raise
    if displaced != expected:
        disk.swap(part.temporary, part.target, locks)
        raise Failed(FileError(part.path, 0, _REPLACED))


def _folders(parts: Sequence[Part]) -> list[str]:
    return sorted({os.path.dirname(part.target) for part in parts})


def _not_written(path: str, error: OSError) -> Failed:
    return Failed(FileError(path, 0, f"cannot be written: {why(error)}"))
