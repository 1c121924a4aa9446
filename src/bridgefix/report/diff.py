"""The unified diff of what `--apply` writes, byte for byte as `git apply` wants it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import diff_bytes, unified_diff

from bridgefix.findings import Report
from bridgefix.report import printable, work_tree

_STYLES = {b"+": "green", b"-": "red", b"@": "cyan"}


def render(report: Report) -> bytes:
    """The whole diff. Names are relative to the current folder, so `git apply` is to be run there."""
    return b"".join(line for path in report.changed for line in _file(path, report))


def styled(report: Report) -> Iterator[tuple[str, str]]:
    """The diff for eyes: lines without their newlines, and how to colour them."""
    for path in report.changed:
        for line in _file(path, report):
            text = printable(line.rstrip(b"\r\n").decode("utf-8", "backslashreplace"), keep="\t")
            heading = line.startswith((b"--- ", b"+++ "))
            yield text, "bold" if heading else _STYLES.get(line[:1], "")


def _file(path: str, report: Report) -> Iterator[bytes]:
    name = _from_here(path).replace(os.sep, "/")
    # git ends a line at \n only: a lone \r, a form feed and the like are part of a line.
    before, after = (data.split(b"\n") for data in (report.before[path], report.after[path]))
    yield b"--- " + _quoted("a/" + name) + b"\n"
    yield b"+++ " + _quoted("b/" + name) + b"\n"
    hunks = diff_bytes(unified_diff, _with_ends(before), _with_ends(after))
    for index, line in enumerate(hunks):
        if index < 2:
            continue
        yield line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"


def _with_ends(parts: list[bytes]) -> list[bytes]:
    lines = [part + b"\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _from_here(path: str) -> str:
    """The path from the current folder; for a file elsewhere, from the top of its own work tree."""
    full = os.path.abspath(path)
    relative = os.path.relpath(full)
    if not relative.startswith(os.pardir + os.sep):
        return relative
    tree = work_tree(os.path.dirname(full))
    return os.path.relpath(full, tree) if tree else os.path.splitdrive(full)[1].lstrip(os.sep)


_C_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def _quoted(name: str) -> bytes:
    """A name as git writes it: quoted like a C string where it holds anything but plain ASCII."""
    data = os.fsencode(name)
    if all(32 <= byte < 127 and byte not in b'"\\' for byte in data):
        # A name with a space ends with a tab, so that nobody takes its second half for a date.
        return data + b"\t" if b" " in data else data
    parts = [
        "\\" + _C_ESCAPES[byte] if byte in _C_ESCAPES else chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
        for byte in data
    ]
    return ('"' + "".join(parts) + '"').encode("ascii")
