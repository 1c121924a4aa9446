"""The facts of a project's files as they were when it was looked at last, so that only what has changed is parsed.

The first look at a project keeps none: to write facts down takes half as long as to take them. It keeps what its files were.
Once that has changed somebody is at work there and will look again, so facts are kept from then on.

All files of a project are one entry, which is found by how the project is looked at; in it each file is found by its path and
its contents. What is written into somebody's code never rests on it.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Mapping
from typing import Any

from bridgefix import disk, kept, syntax
from bridgefix.facts import FileFacts
from bridgefix.sources import Source

_MOST_BYTES = 16 * 1024 * 1024
"""With this no more is kept of one project, and with more than this nothing of a file: twice this is half of all there may be."""
_NOTHING = ("", b"")


class Shelf:
    """The facts of one project. Whatever is wrong with them, it is as if they were not there."""

    def __init__(self, entries: kept.Kept, name: str) -> None:
        self._entries, self._name = entries, f"{name}.facts"
        found = _opened(entries.read(self._name))
        self._is_first_look = found is None
        self._kept = found or {}
        self._taken: dict[str, bytes] = {}

    def get(self, source: Source) -> FileFacts | None:
        """The facts of a file, if they are known."""
        digest, data = self._kept.get(source.path, _NOTHING)
        facts = _load(data) if data and digest == disk.digest(source.data) else None
        if not isinstance(facts, FileFacts):
            return None
        self._taken[source.path] = data
        return facts

    def keep(self, sources: Mapping[str, Source], facts: Iterable[FileFacts]) -> None:
        """Keep what there is to keep of these files, and nothing of others."""
        now = {file.path: (disk.digest(sources[file.path].data), file) for file in facts}
        if _digests(now) == _digests(self._kept):
            self._entries.used(self._name)
            return
        entry, size = {}, 0
        for path, (digest, file) in now.items():
            data = b""
            if not self._is_first_look and size < _MOST_BYTES:
                data = self._taken.get(path) or _dump(file)
            if len(data) > _MOST_BYTES:
                data = b""
            entry[path] = (digest, data)
            size += len(data)
        self._entries.write(self._name, _dump(entry))


def _digests(files: Mapping[str, tuple[str, object]]) -> dict[str, str]:
    return {path: digest for path, (digest, _) in files.items()}


def shelf(name: str) -> Shelf | None:
    """The shelf of this name among what is kept for this user; None where nothing can be."""
    entries = kept.make()
    return None if entries is None else Shelf(entries, name)


def _opened(data: bytes | None) -> dict[str, tuple[str, bytes]] | None:
    """Path to digest and facts, which may not be there; None where there is no such entry."""
    found = _load(data) if data else None
    if not isinstance(found, dict):
        return None
    try:
        return {str(path): (str(digest), bytes(facts)) for path, (digest, facts) in found.items()}
    except (TypeError, ValueError):
        return None


_KINDS = {
    (kind.__module__, kind.__name__): kind
    for kind in (
        syntax.Attribute, syntax.Binding, syntax.Call, syntax.Class, syntax.Context, syntax.Expr, syntax.FileFacts,
        syntax.Function, syntax.Import, syntax.Param, syntax.Store, syntax.Try, complex,
    )
}  # fmt: skip
"""All that facts are made of, besides what a pickle has a sign for."""


class _Unpickler(pickle.Unpickler):
    """Makes nothing but facts: no pickle has anything else imported or run."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("builtins", "Ellipsis"):
            return ...
        return _KINDS[module, name]


def _dump(value: object) -> bytes:
    try:
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    except RecursionError:
        return b""


def _load(data: bytes) -> Any:
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception:  # noqa: BLE001 - what is no pickle can lead to any.
        return None
