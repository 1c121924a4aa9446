"""Lets something happen just before the n-th system call of this process that has to do with files."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from types import ModuleType
from typing import Any

from bridgefix import disk

Hook = Callable[[int, str], None]
"""Called with the number of a call, from 0, and its name."""

CHANGING = "write fsync chmod chown link replace unlink setxattr removexattr".split()
"""With `open`, where it makes a file, and the exchange of two names: all by which bridgefix changes a disk."""
LOOKING = "stat lstat fstat access close scandir listxattr getxattr".split()
SPACE = {"open", "write", "fsync", "link", "setxattr"}
"""What a full disk refuses."""


class Watch:
    """While it is entered, the hook is called before each call; what the hook itself does is not counted.

    Every write comes in two halves, so that a call stands between them, too.
    """

    def __init__(self, hook: Hook, *, every: bool = False) -> None:
        """`every`: also before calls that only look."""
        self.count = 0
        self.names: list[str] = []
        self._hook, self._every = hook, every
        self._inside = self._halved = False
        self._undo: list[tuple[ModuleType, str, Any]] = []

    def __enter__(self) -> Watch:
        for name in [*CHANGING, "open", *(LOOKING if self._every else ())]:
            self._wrap(os, name)
        self._wrap(disk, "_exchange")
        if self._every:
            self._wrap(fcntl, "flock")
        return self

    def __exit__(self, *_: object) -> None:
        for module, name, original in self._undo:
            setattr(module, name, original)

    def _wrap(self, module: ModuleType, name: str) -> None:
        original = getattr(module, name, None)
        if original is None:
            return

        def call(*args: Any, **kwargs: Any) -> Any:
            if self._inside or (name == "open" and not self._every and not args[1] & os.O_CREAT):
                return original(*args, **kwargs)
            number, self.count = self.count, self.count + 1
            self.names.append(name)
            self._inside = True
            try:
                self._hook(number, name)
            finally:
                self._inside = False
            if name == "fsync":
                # Only a machine that loses its power could tell the difference, and it takes most of the time.
                return None
            if name == "write":
                self._halved = not self._halved
                if self._halved and len(args[1]) > 1:
                    return original(args[0], args[1][: len(args[1]) // 2])
            return original(*args, **kwargs)

        self._undo.append((module, name, original))
        setattr(module, name, call)
