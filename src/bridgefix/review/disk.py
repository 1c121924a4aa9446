"""What happens to the files while they are under review: an editor is opened, something else writes them."""

from __future__ import annotations

import os
import shlex

from bridgefix.engine import Reading
from bridgefix.sources import Failed, load

_PLACE = {
    **dict.fromkeys(("hx", "helix", "subl", "zed"), ("{path}:{line}",)),
    **dict.fromkeys(("code", "codium", "cursor"), ("--wait", "--goto", "{path}:{line}")),
}
"""How an editor is told a line; most know `+LINE FILE`."""


def editor(path: str, line: int) -> list[str]:
    """The command that opens a file at a line in the user's editor: $VISUAL, $EDITOR or vi."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "") or ["vi"]
    name = os.path.splitext(os.path.basename(command[0]))[0]
    return [*command, *(word.format(path=path, line=line) for word in _PLACE.get(name, ("+{line}", "{path}")))]


class Disk:
    """Notices which files are no longer as they were read."""

    def __init__(self, reading: Reading) -> None:
        self._sources = reading.sources
        self._stamps: dict[str, tuple[int, int, int]] = {}

    def changed(self) -> list[str]:
        """The files that hold something else now, or are gone. Reads only those that were written since the last call."""
        found = []
        for path, source in self._sources.items():
            try:
                status = os.stat(path)
                stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
                if self._stamps.get(path) != stamp:
                    if load(path) != source.data:
                        found.append(path)
                    # The stamp was taken first: what is written after the bytes were read has another one.
                    self._stamps[path] = stamp
            except (OSError, Failed):
                found.append(path)
        return found
