"""Questions about what stands on the disk, remembered for whoever has to know what an answer rests on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_asked: dict[str, bool] | None = None


def is_file(path: str) -> bool:
    """Whether there is a file of this name."""
    return _noted(path, os.path.isfile(path))


def exists(path: str) -> bool:
    """Whether there is anything of this name."""
    return _noted(path, os.path.exists(path))


def _noted(path: str, there: bool) -> bool:
    if _asked is not None:
        _asked[path] = there
    return there


@contextmanager
def remembered() -> Iterator[dict[str, bool]]:
    """What is asked meanwhile, and the answers."""
    global _asked
    before, _asked = _asked, {}
    try:
        yield _asked
    finally:
        _asked = before
