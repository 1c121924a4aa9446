"""The difference between a file and its new text, as stretches that an editor can replace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridgefix.findings import Edit
from bridgefix.sources import Source, matching_lines

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""A line with its newline; as in `sources`, nothing else ends one."""


def edits(source: Source, text: str) -> Iterator[Edit]:
    """What to replace in a file so that it has the text, whole lines at a time, from top to bottom.

    Args:
        text: With `\\n` for each newline; in the edits they are as the file has them.
    """
    olds, news = (_LINE.findall(data.decode(source.encoding)) for data in (source.data, source.encode(text)))
    old_at = new_at = 0
    for next_old, next_new, size in matching_lines(olds, news):
        if (old_at, new_at) != (next_old, next_new):
            line, column = _start(olds, old_at)
            end_line, end_column = _start(olds, next_old)
            yield Edit(source.path, line, column, end_line, end_column, "".join(news[new_at:next_new]))
        old_at, new_at = next_old + size, next_new + size


def _start(lines: list[str], index: int) -> tuple[int, int]:
    """Where a line begins; the end of the text for the line after the last one."""
    if index < len(lines) or not lines or lines[-1].endswith(("\n", "\r")):
        return index + 1, 1
    return index, len(lines[-1]) + 1
