"""One module a format: a report in, text out."""

from __future__ import annotations

import os

from bridgefix import probes


def printable(text: str, keep: str = "") -> str:
    """The text with everything that a terminal could take for a command written as an escape (`\\x1b`)."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape").decode("ascii") for char in text
    )


def from_work_tree(path: str) -> str:
    """The path from the top of the work tree that it is in, or else from the current folder, with slashes.

    Absolute for a file that is in neither.
    """
    full = os.path.abspath(path)
    tree = work_tree(os.path.dirname(full))
    if tree is None:
        relative = os.path.relpath(full)
        return (full if relative.startswith(os.pardir + os.sep) else relative).replace(os.sep, "/")
    return os.path.relpath(full, tree).replace(os.sep, "/")


def work_tree(folder: str) -> str | None:
    """The top of the git work tree that a folder is in."""
    while not probes.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder
