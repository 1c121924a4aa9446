"""What is kept of earlier runs: files in the platform's cache folder, each with a checksum, within bounds, and only this user's.

Next to nothing is imported here: see `unchanged`.
"""

from __future__ import annotations

import os
import sys
import zlib

from bridgefix import __version__

_MOST_BYTES = 64 * 1024 * 1024
_MOST_ENTRIES = 1024
"""With more than these the entries that were used least recently go."""
_BINARY = getattr(os, "O_BINARY", 0)


class Kept:
    """The entries in one folder. Whatever goes wrong with one, it is as if it were not there."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """What was kept under a name."""
        try:
            with open(self._path(name), "rb") as file:
                seal, data = file.readline(), file.read()
        except OSError:
            return None
        return data if seal == _seal(data) else None

    def used(self, name: str) -> None:
        """An entry was worth keeping."""
        try:
            os.utime(self._path(name))
        except OSError:
            return

    def write(self, name: str, data: bytes) -> None:
        """Keep something. Others may do the same at the same time: each entry is whole at any moment."""
        import threading

        # Not by tempfile: to import it takes longer than to write.
        temporary = self._path(f"{name}.{os.getpid()}.{threading.get_ident()}.new")
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
            try:
                with open(descriptor, "wb") as file:
                    file.write(_seal(data) + data)
                os.replace(temporary, self._path(name))
            except BaseException:
                os.unlink(temporary)
                raise
            self._shrink()
        except OSError:
            return

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name)

    def _shrink(self) -> None:
        with os.scandir(self._folder) as listing:
            entries = [(entry.stat(), entry.path) for entry in listing]
        size = sum(status.st_size for status, _ in entries)
        if size <= _MOST_BYTES and len(entries) <= _MOST_ENTRIES:
            return
        count = len(entries)
        for status, path in sorted(entries, key=lambda entry: entry[0].st_mtime_ns):
            if size <= _MOST_BYTES // 2 and count <= _MOST_ENTRIES // 2:
                break
            size, count = size - status.st_size, count - 1
            try:
                os.unlink(path)
            except FileNotFoundError:
                continue


def kept() -> Kept | None:
    """What is kept for this user; None where others could have written into it."""
    folder = _folder()
    try:
        status = os.stat(folder)
    except OSError:
        return None
    if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
        return None
    return Kept(folder)


def make() -> Kept | None:
    """As `kept`, in a folder that is made where it is missing."""
    folder = _folder()
    try:
        # A home that nobody has told of is no reason to make folders in the current one.
        if os.path.isabs(folder):
            os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError:
        return None
    return kept()


def _folder() -> str:
    # Not asked of platformdirs: to import it takes longer than all the rest of a run that is answered from an earlier one.
    if sys.platform == "win32":
        base = os.path.join(os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/AppData/Local"), "bridgefix/Cache")
    else:
        home = os.path.expanduser("~/Library/Caches" if sys.platform == "darwin" else "~/.cache")
        given = os.environ.get("XDG_CACHE_HOME", "")
        base = os.path.join(given if os.path.isabs(given) else home, "bridgefix")
    return os.path.join(base, "results")


_program = ""


def program() -> str:
    """This version of bridgefix, also while it is being worked on, and of what it reads and writes code with.

    As it was when this was asked first: what is imported later than that is not older.
    """
    global _program
    _program = _program or _stamps()
    return _program


def _stamps() -> str:
    here = os.path.dirname(__file__)
    found = [__version__, sys.version]
    for folder, folders, names in os.walk(here):
        folders.sort()
        found += [_stamp(os.path.join(folder, name)) for name in sorted(names) if name.endswith(".py")]
    for library in ("libcst", "pathspec"):
        places = (os.path.join(folder, library, "_version.py") for folder in sys.path)
        found.append(next((_stamp(path) for path in places if os.path.isfile(path)), ""))
    return "\n".join(found)


def _stamp(path: str) -> str:
    status = os.stat(path)
    return f"{path} {status.st_mtime_ns} {status.st_size}"


def _seal(data: bytes) -> bytes:
    return b"%08x\n" % zlib.crc32(data)
