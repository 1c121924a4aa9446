"""The questions about the disk on whose answers a run's result rests, remembered for whoever has to know them.

What is written, and what is looked at in order to write it, is not among them: that is `disk`. Next to nothing is imported
here: a run that is answered from an earlier one asks these questions and does nothing else.
"""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LOOK = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
"""How to open what may be anything: a pipe must not hang the run, nor a terminal become its own."""

State = tuple[int, ...]
"""Of a file or a folder: mode, device, inode, size, and in nanoseconds when its bytes (or names) and when its status changed."""
Answer = bool | str | State | None


class NotRegular(OSError):
    """What has this name is no regular file."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EINVAL, "not a regular file", path)


class Looks:
    """What was asked, and the answers. As a context: what this process asks meanwhile.

    What is asked within another one is asked within that one, too.
    """

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, Answer]] = {}
        """By the name of the question (see `AGAIN`) and the path."""
        self.torn = False
        """The same question had two answers."""
        self._outer: Looks | None = None

    def __enter__(self) -> Looks:
        global _looks
        self._outer, _looks = _looks, self
        return self

    def __exit__(self, *error: object) -> None:
        global _looks
        _looks, self._outer = self._outer, None
        if _looks is not None:
            _looks.add(self)

    def note(self, question: str, path: str, answer: Answer) -> None:
        """One answer."""
        if self.answers.setdefault(question, {}).setdefault(path, answer) != answer:
            self.torn = True

    def there(self) -> dict[str, bool]:
        """What was asked of names, whatever is in a file or a folder of that name."""
        asked = {**self.answers.get("is_file", {}), **self.answers.get("exists", {})}
        return {path: bool(answer) for path, answer in asked.items()}

    def add(self, other: Looks) -> None:
        """What was asked elsewhere, such as in another process."""
        self.torn = self.torn or other.torn
        for question, answers in other.answers.items():
            for path, answer in answers.items():
                self.note(question, path, answer)


_looks: Looks | None = None


def is_file(path: str) -> bool:
    """Whether there is a file of this name."""
    there = _is_there(path) and os.path.isfile(path)
    _note("is_file", path, there)
    return there


def _is_there(path: str) -> bool:
    """Most names that are asked for are not there: to be told so without an exception takes a third of the time."""
    try:
        return os.access(path, os.F_OK)
    except ValueError:
        return False


def is_folder(path: str) -> bool:
    """Whether there is a folder of this name."""
    there = os.path.isdir(path)
    _note("is_folder", path, there)
    return there


def exists(path: str) -> bool:
    """Whether there is anything of this name."""
    there = _is_there(path)
    _note("exists", path, there)
    return there


def real(path: str) -> str:
    """Where a path leads, links followed."""
    found = os.path.realpath(path)
    _note("real", path, found)
    return found


def listing(folder: str) -> list[os.DirEntry[str]]:
    """All that is in a folder. Raises OSError."""
    _note("state", folder, state(folder))
    with os.scandir(folder) as entries:
        return list(entries)


def read(path: str, limit: int = -1) -> bytes:
    """At most `limit` bytes of a file. Raises OSError, NotRegular for what is no regular file."""
    try:
        descriptor = os.open(path, LOOK)
    except OSError:
        _note("state", path, state(path))
        raise
    # The whole of a file needs no buffer: making one takes as long as to read it.
    with open(descriptor, "rb", buffering=0 if limit < 0 else -1) as file:
        status = noted(path, descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegular(path)
        return file.read(limit)


def noted(path: str, descriptor: int) -> os.stat_result:
    """The status of a file that was opened to be read."""
    status = os.fstat(descriptor)
    _note("state", path, _state(status))
    return status


def state(path: str) -> State | None:
    """What tells whether a file, or what is in a folder, has changed; None where there is neither."""
    try:
        return _state(os.stat(path))
    except (OSError, ValueError):
        return None


def _state(status: os.stat_result) -> State:
    return (
        status.st_mode,
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def folder_above(path: str, known: dict[str, str]) -> str:
    """The innermost folder above a path that is there: what is not in it, nor below, is just not in it.

    This is no question whose answer is remembered.

    Args:
        known: Where folders have been looked for before; it is added to.
    """
    folder = os.path.dirname(path)
    if folder not in known:
        missing = bool(folder) and folder != os.path.dirname(folder) and not os.path.isdir(folder)
        known[folder] = folder_above(folder, known) if missing else folder
    return known[folder]


def is_name(path: str) -> bool:
    """Whether there is such a name in its folder, also of a link that leads nowhere.

    This is no question whose answer is remembered.
    """
    return os.path.lexists(path)


def name_in(folder: str, path: str) -> str:
    """What a path that leads into or through a folder goes by in there: the path of that name."""
    rest = path[len(folder) :].lstrip(os.sep)
    return path[: len(path) - len(rest)] + rest.partition(os.sep)[0]


def _note(question: str, path: str, answer: Answer) -> None:
    if _looks is not None:
        _looks.note(question, path, answer)


def add(looks: Looks) -> None:
    """What another process asked meanwhile is asked here, too."""
    if _looks is not None:
        _looks.add(looks)


AGAIN: dict[str, Callable[[str], Answer]] = {
    "is_file": os.path.isfile,
    "is_folder": os.path.isdir,
    "exists": os.path.exists,
    "real": os.path.realpath,
    "state": state,
}
"""How each question is asked again."""
