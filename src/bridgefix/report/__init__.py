"""One module a format: a report in, text out."""

from __future__ import annotations


def printable(text: str, keep: str = "") -> str:
    """The text with everything that a terminal could take for a command written as an escape (`\\x1b`)."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape").decode("ascii") for char in text
    )
