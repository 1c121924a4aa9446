"""Changes to a text by whole rows: rows put above a statement, statements put under a new head."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Sequence

from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.splicing import Splice, begins, begins_its_line, ends, indentation, spliced


class Rows:
    """A text, with the changes that are to be made to it. Statements are those of its own tree."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._above: dict[int, list[str]] = {}
        self._deeper: set[int] = set()
        self._splices: list[Splice] = []
        self.unit = _unit(text)
        """One step of indentation."""

    def insert(self, statement: ast.stmt, *rows: str, above: bool = False) -> None:
        """Put rows in front of a statement, with `above` also in front of the comments that belong to it."""
        line = statement.lineno
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and statement.decorator_list:
            line = statement.decorator_list[0].lineno
        indent = indentation(self._text, line)
        lines = self._text.split("\n")
        while above and re.match(rf"{indent}#", lines[line - 2]):
            line -= 1
        self._above.setdefault(line, []).extend(f"{indent}{row}".rstrip() for row in rows)

    def wrap(self, statements: Sequence[ast.stmt], head: str, reading: Reading) -> None:
        """Put statements under a head. Raises Refusal where one shares its line with another."""
        lines = self._text.split("\n")
        for statement in statements:
            first, last = statement.lineno, statement.end_lineno or statement.lineno
            behind = lines[last - 1].encode()[ends(statement)[1] :].decode().strip()
            if not begins_its_line(self._text, statement) or (behind and not behind.startswith("#")):
                raise reading.refuse(f"line {first} holds several statements", first)
        self.insert(statements[0], head)
        last = statements[-1].end_lineno or statements[-1].lineno
        inside = _inside_strings(self._text)
        self._deeper |= {
            line for line in range(statements[0].lineno, last + 1) if line not in inside and lines[line - 1].strip()
        }

    def replace(self, node: ast.expr, text: str) -> None:
        """Put a text in the place of an expression."""
        self._splices.append(Splice(begins(node), ends(node), text))

    def text(self) -> str:
        """The text with all changes made."""
        found: list[str] = []
        for number, line in enumerate(spliced(self._text, self._splices).split("\n"), 1):
            found += self._above.get(number, [])
            found.append(self.unit + line if number in self._deeper else line)
        return "\n".join(found)


def _unit(text: str) -> str:
    """The first indentation of a text."""
    found = re.search(r":[^\n]*\n(?:[ \t]*\n)*([ \t]+)\S", text)
    return found[1] if found is not None and set(found[1]) in ({" "}, {"\t"}) and len(found[1]) <= 8 else "    "


def _inside_strings(text: str) -> set[int]:
    """The lines that begin inside a string."""
    found: set[int] = set()
    opened: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name == "STRING":
            found.update(range(token.start[0] + 1, token.end[0] + 1))
        elif name == "FSTRING_START":
            opened.append(token.start[0])
        elif name == "FSTRING_END":
            found.update(range(opened.pop() + 1, token.end[0] + 1))
    return found
