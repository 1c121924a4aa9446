"""Results of earlier runs, in the platform's cache folder: each with all that it rests on, so that none is out of date.

An entry is found by what is known before anything is parsed (settings, files, their contents), and it is only taken where
all else that was looked at is as it was: the files that were imported, and what was and what was not on the disk. What is
written into somebody's code is never taken from here.
"""

from __future__ import annotations

import os
import types
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from bridgefix import disk, kept, probes

Result = TypeVar("Result")


class Evidence(NamedTuple):
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
    """Of the contents of files, and of what `probes.Looks` tells of names."""
    folders: dict[str, tuple[set[str], set[str]]] = {}
    above: dict[str, str] = {}
    for path, there in asked.items():
        folder = os.path.dirname(path) if there else probes.folder_above(path, above)
        # Where a folder is missing, that is all there is to know of what is not in it.
        name = os.path.basename(probes.name_in(folder, path))
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
    import json

    words = [os.path.realpath(os.curdir), kept.program(), *parts]
    return disk.digest(json.dumps(words).encode())


def _as_it_was(item: tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> bool:
    folder, (there, missing) = item
    try:
        entries = probes.listing(folder or os.curdir)
        # A link that leads nowhere is no file of that name.
        names = {entry.name for entry in entries if not entry.is_symlink() or probes.exists(entry.path)}
    except OSError:
        names = set()
    return names.issuperset(there) and names.isdisjoint(missing)


class Store:
    """Results among what is kept. Whatever goes wrong with one, it is as if it were not there."""

    def __init__(self, entries: kept.Kept) -> None:
        self._entries = entries

    def get(self, name: str, kind: type[Result]) -> Result | None:
        """The result of this key, if there is one that still holds."""
        import json

        data = self._entries.read(f"{name}.json")
        if data is None:
            return None
        try:
            document = json.loads(data)
            if not _read(document["evidence"], Evidence).holds():
                return None
            result: Result = _read(document["result"], kind)
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        self._entries.used(f"{name}.json")
        return result

    def put(self, name: str, result: object, rests_on: Evidence) -> None:
        """Keep a result."""
        import json

        data = json.dumps({"evidence": _plain(rests_on), "result": _plain(result)}, separators=(",", ":")).encode()
        self._entries.write(f"{name}.json", data)


def store() -> Store | None:
    """The store of this user; None where it can't be made, or where others could have written into it."""
    entries = kept.make()
    return None if entries is None else Store(entries)


# JSON and back, by the types of the fields. Not pickle: that runs what it reads, unless it is kept from it, as in `shelf`.


def _plain(value: Any) -> Any:
    if hasattr(value, "_fields"):
        return {name: _plain(item) for name, item in value._asdict().items()}
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
    if hasattr(kind, "_fields"):
        return kind(**{name: _read(value[name], one) for name, one in _hints(kind).items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is bytes:
        return value.encode("latin-1")
    if type(value) is not kind:
        raise ValueError(f"{value!r} is no {kind}")
    return value
