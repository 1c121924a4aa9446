"""Where code is too deep to be parsed: that error tells no place."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections.abc import Iterator

_MANY = 500
"""Tokens. Each level takes one, and there may be more levels than that."""


def deepest_line(text: str) -> int:
    """The line of the first statement that is too deep for `ast.parse` by itself.

    1 where no statement alone is, as in a long chain of `elif`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for line, statement in _long_statements(text):
            try:
                ast.parse(statement)
            except (RecursionError, MemoryError):
                return line
            except (SyntaxError, ValueError):
                continue
    return 1


def _long_statements(text: str) -> Iterator[tuple[int, str]]:
    """Those without a block, and the first lines of those with one, each with the number of its line."""
    lines = text.split("\n")
    start, size = (0, 0), 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT):
                continue
            if not size:
                start = token.start
            size += 1
            if token.type == tokenize.NEWLINE:
                if size > _MANY:
                    first, *rest = lines[start[0] - 1 : token.start[0]]
                    statement = "\n".join([first[start[1] :], *rest]).removeprefix("el")
                    yield start[0], statement + " pass" if statement.endswith(":") else statement
                size = 0
    except (tokenize.TokenError, SyntaxError):
        return
