"""A text as a tree of libcst in which only some functions are written out: what else it holds is not even parsed.

Where other definitions and statements stand, the tree has a name that tells their lines. Imports and the docstring stay,
since a new import has to find its place among them, and so do compound statements such as a top-level `if`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import libcst as cst

from bridgefix.findings import Refusal
from bridgefix.rewrite.names import FunctionNode, children
from bridgefix.rewrite.trees import lists_below
from bridgefix.rewrite.trees import parsed as tree

_Definition = FunctionNode | ast.ClassDef
Lines = tuple[int, int]
"""The first and the last line of a stretch of text, counted from 1."""


@lru_cache(maxsize=8)
def parsed(text: str, *names: str) -> cst.Module:
    """The tree of a text with these functions, by qualified name, written out.

    Nodes are never changed, so that several steps of a fix may share it.

    Raises Refusal for what libcst cannot read, or should not be given.
    """
    if line := _outline(text).form_feed:
        raise Refusal(f"line {line} is indented behind a form feed, which cannot be rewritten")
    short = _shortened(text, names)
    if (_CASE.search(short) or len(_BOOLEAN.findall(short)) > _LONGEST) and _is_too_much(short):
        raise Refusal("the file holds an expression or a pattern that is too deep to be rewritten")
    try:
        return cst.parse_module(short)
    except cst.ParserSyntaxError as error:
        raise Refusal("libcst, which makes the new text, cannot read this file") from error


def code(module: cst.Module, text: str) -> str:
    """The text of a changed tree that `parsed` made of `text`."""
    lines, word = _outline(text).lines, _outline(text).word
    hole = re.compile(rf"^[ \t]*(?:if )?{word}(\d+)_(\d+)(?::\n[ \t]+pass)?$", re.MULTILINE)
    return hole.sub(lambda found: "\n".join(lines[int(found[1]) - 1 : int(found[2])]), module.code)


_FORM_FEED = re.compile(r"^[ \t]*\f[ \t\f]*(?<=[ \t])[^\s#]|^[ \t]+\f[ \t\f]*[^\s#]", re.MULTILINE)
_CASE = re.compile(r"^[ \t]*case[ \t(\[{]", re.MULTILINE)
_BOOLEAN = re.compile(r"\b(?:and|or)\b")
_LONGEST = 1_000
"""Operands of one `and`: libcst nests them, and its parser ends the process when its stack is full (seen at 9,000)."""
_DEEPEST = 14
"""Patterns in patterns: each takes libcst's parser 1.7 times as long as the one round it (50 ms for 14 of them)."""


def _is_too_much(text: str) -> bool:
    todo: list[tuple[ast.AST, int]] = [(ast.parse(text), 0)]
    while todo:
        node, depth = todo.pop()
        if isinstance(node, ast.pattern):
            depth += 1
            if depth > _DEEPEST:
                return True
        elif isinstance(node, ast.BoolOp) and len(node.values) > _LONGEST:
            return True
        todo += [(child, depth) for child in children(node)]
    return False


class _Unit(NamedTuple):
    """Statements that share a line, the most often one alone."""

    statements: Sequence[ast.stmt]
    lines: Lines
    """With the comments that libcst takes for a part of them."""
    names: frozenset[str] | None
    """The definitions that make it worth keeping; None where it is kept anyway."""


class _Outline:
    """How a text is built, as far as it is needed to leave things out: worked out once for all fixes in it."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        found = _FORM_FEED.search(text)
        self.form_feed = text.count("\n", 0, found.start()) + 1 if found else 0
        """The line that is indented behind a form feed; 0 if there is none."""
        self.word = "_left_out_"
        """What the names begin with that stand for what is left out: nothing in the text does."""
        while self.word in text:
            self.word += "_"
        self._text = text
        self._units: dict[int, Sequence[_Unit]] = {}

    @cached_property
    def body(self) -> Sequence[ast.stmt]:
        return tree(self._text).body

    @cached_property
    def first_indented(self) -> tuple[int, str] | None:
        """The first line of the first statement with a block, and how far in that stands."""
        for statement in self.body:
            indent = _indent(statement, self.lines)
            if indent is not None:
                return _begin(statement), indent
        return None

    def units(self, body: Sequence[ast.stmt]) -> Sequence[_Unit]:
        """Those of the text, or of a class in it."""
        if id(body) not in self._units:
            top = body is self.body
            self._units[id(body)] = [
                _Unit(statements, lines, _dispensable(statements, top=top))
                for statements, lines in _stretches(body, self.lines)
            ]
        return self._units[id(body)]


@lru_cache(maxsize=8)
def _outline(text: str) -> _Outline:
    return _Outline(text)


def _shortened(text: str, names: Iterable[str]) -> str:
    outline = _outline(text)
    lines, first = outline.lines, outline.first_indented
    # Several definitions of one name are told apart by their number: all of them stay.
    wanted = [name.split("#")[0].split(".") for name in names]
    found: list[str] = []
    done = 0
    for start, end in _holes(outline, outline.body, wanted):
        line = lines[start - 1]
        indent = line[: len(line) - len(line.lstrip(" \t\f"))]
        found += lines[done : start - 1]
        if first is not None and start <= first[0] <= end:
            # From its first block libcst takes the indentation that new blocks get.
            found += [f"{indent}if {outline.word}{start}_{end}:", f"{first[1]}pass"]
        else:
            found.append(f"{indent}{outline.word}{start}_{end}")
        done = end
    return "\n".join(found + lines[done:])


def _holes(outline: _Outline, body: Sequence[ast.stmt], wanted: Sequence[Sequence[str]]) -> Iterator[Lines]:
    """The lines that can be left out of a body."""
    names = {name[0] for name in wanted}
    run: Lines | None = None
    for unit in outline.units(body):
        if unit.names is not None and unit.names.isdisjoint(names):
            run = (run[0] if run else unit.lines[0], unit.lines[1])
            continue
        if run:
            yield run
            run = None
        match unit.statements:
            case [ast.ClassDef() as cls] if _indent(cls, outline.lines) is not None:
                yield from _holes(outline, cls.body, [name[1:] for name in wanted if name[0] == cls.name and name[1:]])
    if run:
        yield run


def _dispensable(statements: Sequence[ast.stmt], *, top: bool) -> frozenset[str] | None:
    """The names of the definitions among statements that can be left out, if these are not wanted; None if they can't."""
    names = set()
    for statement in statements:
        if isinstance(statement, _Definition):
            names.add(statement.name)
        elif (top and isinstance(statement, ast.Import | ast.ImportFrom | ast.Expr)) or any(lists_below(statement)):
            return None
    return frozenset(names)


def _stretches(body: Sequence[ast.stmt], lines: Sequence[str]) -> Iterator[tuple[list[ast.stmt], Lines]]:
    """Statements with their lines, comments that libcst takes for a part of them as well; together where they share one."""
    unit: list[ast.stmt] = []
    start = end = 0
    for statement in body:
        begin = _begin(statement)
        if unit and begin > end and not lines[end - 1].endswith("\\"):
            yield unit, (start, end)
            unit = []
        if not unit:
            start = begin
        unit.append(statement)
        end = _end(statement, lines)
    if unit:
        yield unit, (start, end)


def _begin(statement: ast.stmt) -> int:
    decorators = statement.decorator_list if isinstance(statement, _Definition) else []
    return min([statement.lineno, *(node.lineno for node in decorators)])


def _end(statement: ast.stmt, lines: Sequence[str]) -> int:
    """The last line of a statement; of a definition, with all that stands below it as far in as its body."""
    end = statement.end_lineno or statement.lineno
    indent = _indent(statement, lines) if isinstance(statement, _Definition) else None
    if indent is None:
        return end
    for number in range(end + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.strip() and not line.lstrip().startswith("#"):
            break
        if line.startswith(indent):
            end = number
    return end


def _indent(statement: ast.stmt, lines: Sequence[str]) -> str | None:
    """How far in the first block of a statement stands; None where it has none that begins on a line of its own."""
    for _, inner in lists_below(statement):
        if inner:
            line = lines[_begin(inner[0]) - 1]
            stripped = line.lstrip()
            space = line[: len(line) - len(stripped)]
            if len(space) == inner[0].col_offset or stripped.startswith("@"):
                return space
    return None
