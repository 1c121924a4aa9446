"""Results of earlier runs, in the platform's cache folder: each with all that it rests on, so that none is out of date.

An entry is found by what is known before anything is parsed (settings, files, their contents), and it is only taken where
all else that was looked at is as it was: the files that were imported, and what was and what was not on the disk. What is
written into somebody's code is never taken from here.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from bridgefix import __version__, disk

_MOST_BYTES = 64 * 1024 * 1024
_MOST_ENTRIES = 1024
"""With more than these the entries that were used least recently go."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Evidence:
    """What a result rests on besides what it is found by."""

    files: Mapping[str, str]
    """Path to digest."""
    folders: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    """Folder to the names that were there and those that were not."""

    def holds(self) -> bool:
        """Whether all of it is still so."""
        return all(map(_as_it_was, self.folders.items())) and all(
            disk.digest_of(path) == digest for path, digest in self.files.items()
        )


def evidence(files: Mapping[str, bytes], asked: Mapping[str, bool]) -> Evidence:
    """Of the contents of files, and of what `probes.remembered` tells."""
    folders: dict[str, tuple[set[str], set[str]]] = {}
    is_folder = cache(os.path.isdir)
    for path, there in asked.items():
        folder, name = os.path.split(path)
        while not there and name and not is_folder(folder or os.curdir):
            # Where the folder is missing, that is all there is to know of what is not in it.
            folder, name = os.path.split(folder)
        folders.setdefault(folder, (set(), set()))[0 if there else 1].add(name)
    return Evidence({path: disk.digest(data) for path, data in files.items()}, _sorted(folders))


def together(several: Iterable[Evidence]) -> Evidence:
    """All that several results rest on."""
    files: dict[str, str] = {}
    folders: dict[str, tuple[set[str], set[str]]] = {}
    for one in several:
        files.update(one.files)
        for folder, (there, missing) in one.folders.items():
            known = folders.setdefault(folder, (set(), set()))
            known[0].update(there)
            known[1].update(missing)
    return Evidence(files, _sorted(folders))


def _sorted(folders: Mapping[str, tuple[set[str], set[str]]]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {folder: (tuple(sorted(there)), tuple(sorted(missing))) for folder, (there, missing) in folders.items()}


def key(parts: Iterable[str]) -> str:
    """What an entry is found by: these words, the current folder, this program and the Python that runs it."""
    words = [os.path.realpath(os.curdir), _program(), *parts]
    return disk.digest(json.dumps(words).encode())


@cache
def _program() -> str:
    """This version of bridgefix, also while it is being worked on, and of what it reads and writes code with."""
    here = os.path.dirname(__file__)
    found = [__version__, sys.version]
    for folder, folders, names in os.walk(here):
        folders.sort()
        found += [_stamp(os.path.join(folder, name)) for name in sorted(names) if name.endswith(".py")]
    places = (os.path.join(folder, "libcst", "_version.py") for folder in sys.path)
    found.append(next((_stamp(path) for path in places if os.path.isfile(path)), ""))
    return "\n".join(found)


def _stamp(path: str) -> str:
    status = os.stat(path)
    return f"{path} {status.st_mtime_ns} {status.st_size}"


def _as_it_was(item: tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> bool:
    folder, (there, missing) = item
    try:
        names = set(os.listdir(folder or os.curdir))
    except OSError:
        names = set()
    return names.issuperset(there) and names.isdisjoint(missing)


class Store:
    """The entries on the disk. Whatever goes wrong with one, it is as if it were not there."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def get(self, name: str, kind: type[Result]) -> Result | None:
        """The result of this key, if there is one that still holds."""
        try:
            with open(self._path(name), "rb") as file:
                seal, data = file.readline(), file.read()
            if seal.strip().decode() != disk.digest(data):
                return None
            document = json.loads(data)
            if not _read(document["evidence"], Evidence).holds():
                return None
            result: Result = _read(document["result"], kind)
            os.utime(self._path(name))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return result

    def put(self, name: str, result: object, rests_on: Evidence) -> None:
        """Keep a result. Others may do the same at the same time: each entry is whole at any moment."""
        data = json.dumps({"evidence": _plain(rests_on), "result": _plain(result)}, separators=(",", ":")).encode()
        with contextlib.suppress(OSError):
            descriptor, temporary = tempfile.mkstemp(suffix=".new", dir=self._folder)
            try:
                with open(descriptor, "wb") as file:
                    file.write(disk.digest(data).encode() + b"\n" + data)
                os.replace(temporary, self._path(name))
            except BaseException:
                os.unlink(temporary)
                raise
            self._shrink()

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, f"{name}.json")

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
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
            size -= status.st_size
            count -= 1


def store() -> Store | None:
    """The store of this user; None where it can't be made, or where others could have written into it."""
    from platformdirs import user_cache_dir

    folder = os.path.join(user_cache_dir("bridgefix", appauthor=False), "results")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        status = os.stat(folder)
    except OSError:
        return None
    if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
        return None
    return Store(folder)


# JSON and back, by the types of the fields. Not pickle: that runs what it reads.


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(_plain, value))
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(value: Any, kind: Any) -> Any:
    """What `_plain` made of a value of this type. Raises ValueError, KeyError or TypeError for anything else."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _read(value, next(one for one in inner if one is not type(None)))
    if origin is tuple:
        if inner[-1] is not Ellipsis:
            return tuple(_read(item, one) for item, one in zip(value, inner, strict=True))
        return tuple([_read(item, inner[0]) for item in value])
    if origin is frozenset:
        return frozenset(_read(item, inner[0]) for item in value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {_read(name, inner[0]): _read(item, inner[1]) for name, item in value.items()}
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        return kind(**{name: _read(value[name], one) for name, one in hints.items()})  # type: ignore[operator]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is bytes:
        return value.encode("latin-1")
    if type(value) is not kind:
        raise ValueError(f"{value!r} is no {kind}")
    return value
