"""A bridge that can be mended, put into somebody's file: all that is theirs must keep its bytes."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fuzz.anypython.judging import judge

CASES = Path(__file__).parent.parent.parent / "cases"
_FUTURE = re.compile(r"^from __future__ import .*\n", re.MULTILINE)


@dataclass(frozen=True)
class Plant:
    """A program that can be mended, as text that can stand anywhere at the top level of a module."""

    name: str
    text: str


@cache
def plants(limit: int = 0) -> tuple[Plant, ...]:
    """The cases of one file whose fix changes nothing but their own lines, mended where they stand alone.

    Args:
        limit: How many, at even distances among all; all of them if 0.
    """
    paths = sorted(CASES.glob("BF00*/*/after.py"))
    if limit:
        paths = paths[:: max(1, len(paths) // limit)]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            data = path.with_name("before.py").read_bytes()
            if b"\r" in data or not data.isascii():
                continue
            before = _FUTURE.sub("", data.decode().strip("\n") + "\n")
            verdict = judge(before.encode(), Path(folder))
            after = verdict.after.decode()
            if verdict.kind == "fixed" and _imports(before) == _imports(after):
                found.append(Plant(path.parent.name, before))
    return tuple(found)


def _imports(text: str) -> list[str]:
    return re.findall(r"^(?:from|import) .*", text, re.MULTILINE)


def planted(host: bytes, text: str, first: bool) -> bytes:
    """`host` with `text` before or after it, with the host's newlines."""
    newline = b"\r\n" if b"\r\n" in host else b"\n"
    plant = text.encode().replace(b"\n", newline)
    if first:
        return plant + newline + host
    return host + (b"" if host.endswith((b"\n", b"\r")) or not host else newline) + plant
