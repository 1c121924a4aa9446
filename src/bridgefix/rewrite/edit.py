"""Edits on libcst trees, found by address. No metadata pass and no name logic: `ast` has done the thinking.

An address is a path of fields and indices as `ast` counts them, from a `def` down to a statement list
(`("body", 3, "orelse")`) or a statement (`("body", 3, "orelse", 0)`). A line with semicolons counts as several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, cast

import libcst as cst

Address = tuple[str | int, ...]
Line = cst.SimpleStatementLine | cst.BaseCompoundStatement


_BRANCHES = ("body", "handlers", "cases", "orelse", "finalbody")
"""Where statements hold others, in the order of the text."""


class Item(NamedTuple):
    """One statement as `ast` counts: a compound one, or a small one of a line."""

    line: Line
    small: int = 0
    """Its place in the line."""
    of: int = 1
    """How many the line holds."""

    def alone(self) -> Line:
        """The statement on a line of its own, with the comments that belong to it."""
        if self.of == 1 or not isinstance(self.line, cst.SimpleStatementLine):
            return self.line
        small = self.line.body[self.small].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        return cst.SimpleStatementLine(
            body=[small],
            leading_lines=self.line.leading_lines if self.small == 0 else [],
            trailing_whitespace=self.line.trailing_whitespace
            if self.small == self.of - 1
            else cst.TrailingWhitespace(),
        )


def qualified(path: Sequence[str], name: str, seen: dict[str, int]) -> str:
    """The qualified name of a `def`, with its ordinal from the second of its name on (`C.f#2`)."""
    full = ".".join((*path, name))
    seen[full] = seen.get(full, 0) + 1
    return full if seen[full] == 1 else f"{full}#{seen[full]}"


class _Replace:
    """Puts changed definitions in their places; walks nothing but statements, and copies only what holds a change."""

    def __init__(self, changes: Mapping[str, Callable[[cst.FunctionDef], cst.FunctionDef]]) -> None:
        self.changes = changes
        self.done: set[str] = set()
        self._path: list[str] = []
        self._seen: dict[str, int] = {}

    def statements(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Statements, those of a block or a module, changed; the same object where there is nothing to change."""
        new = [
            statement if isinstance(statement, cst.SimpleStatementLine) else self._compound(statement)
            for statement in body
        ]
        return new if any(one is not other for one, other in zip(new, body, strict=True)) else body

    def _compound(self, node: cst.BaseStatement) -> cst.BaseStatement:
        if not isinstance(node, cst.FunctionDef | cst.ClassDef):
            return cast(cst.BaseStatement, self._parts(node))
        name = qualified(self._path, node.name.value, self._seen)
        self._path.append(node.name.value)
        changed = self._parts(node)
        self._path.pop()
        if isinstance(changed, cst.FunctionDef) and name in self.changes:
            self.done.add(name)
            return self.changes[name](changed)
        return cast(cst.BaseStatement, changed)

    def _parts(self, node: cst.CSTNode) -> cst.CSTNode:
        """A node with what its blocks, handlers, cases and other branches hold changed."""
        changes: dict[str, object] = {}
        for field in _BRANCHES:
            part = getattr(node, field, None)
            if isinstance(part, cst.IndentedBlock):
                body = self.statements(part.body)
                if body is not part.body:
                    changes[field] = part.with_changes(body=body)
            elif isinstance(part, cst.If | cst.Else | cst.Finally):
                changed = self._parts(part)
                if changed is not part:
                    changes[field] = changed
            elif field in ("handlers", "cases") and part:
                several = [self._parts(one) for one in part]
                if any(one is not other for one, other in zip(several, part, strict=True)):
                    changes[field] = several
        return node.with_changes(**changes) if changes else node


def change_functions(
    module: cst.Module, changes: Mapping[str, Callable[[cst.FunctionDef], cst.FunctionDef]]
) -> cst.Module:
    """The module with the functions of these qualified names changed. Raises KeyError for a name that is not there."""
    replace = _Replace(changes)
    body = replace.statements(module.body)
    missing = set(changes) - replace.done
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    return module.with_changes(body=body)


def find_function(module: cst.Module, name: str) -> cst.FunctionDef:
    """The `def` of this qualified name. Raises KeyError where there is none."""
    found: list[cst.FunctionDef] = []

    def keep(node: cst.FunctionDef) -> cst.FunctionDef:
        found.append(node)
        return node

    change_functions(module, {name: keep})
    return found[0]


def items(suite: cst.BaseSuite) -> list[Item]:
    """The statements of a suite, flattened as `ast` counts them."""
    return [*_flat(suite)]


@lru_cache(maxsize=32)
def _flat(suite: cst.BaseSuite) -> tuple[Item, ...]:
    if isinstance(suite, cst.SimpleStatementSuite):
        line = cst.SimpleStatementLine(body=suite.body, trailing_whitespace=suite.trailing_whitespace)
        return tuple(Item(line, index, len(suite.body)) for index in range(len(suite.body)))
    found: list[Item] = []
    for statement in cast(cst.IndentedBlock, suite).body:
        if isinstance(statement, cst.SimpleStatementLine):
            found.extend(Item(statement, index, len(statement.body)) for index in range(len(statement.body)))
        else:
            found.append(Item(cast(Line, statement)))
    return tuple(found)


def lines(flat: Iterable[Item | Line]) -> list[Line]:
    """Statements back as lines; a line with semicolons stays one where all its statements are still there."""
    todo = list(flat)
    found: list[Line] = []
    index = 0
    while index < len(todo):
        item = todo[index]
        if not isinstance(item, Item):
            found.append(item)
            index += 1
            continue
        run = todo[index : index + item.of]
        if len(run) == item.of and all(
            isinstance(other, Item) and other.line is item.line and other.small == place
            for place, other in enumerate(run)
        ):
            found.append(item.line)
            index += item.of
        else:
            found.append(item.alone())
            index += 1
    return found


def _suite(node: cst.CSTNode, field: str) -> cst.BaseSuite | cst.If:
    if field == "body":
        return cast(cst.BaseSuite, node.body)  # type: ignore[attr-defined]
    if field == "orelse":
        orelse = cast("cst.If | cst.Else", node.orelse)  # type: ignore[attr-defined]
        return orelse if isinstance(orelse, cst.If) else orelse.body
    if field == "finalbody":
        return cast(cst.Finally, node.finalbody).body  # type: ignore[attr-defined]
    raise KeyError(field)


def _with_suite(node: cst.CSTNode, field: str, suite: cst.BaseSuite | cst.If) -> cst.CSTNode:
    if field == "body" or isinstance(suite, cst.If):
        return node.with_changes(**{field: suite})
    part = cast("cst.Else | cst.Finally", getattr(node, field))
    return node.with_changes(**{field: part.with_changes(body=suite)})


def statements(node: cst.CSTNode, address: Address) -> list[Item]:
    """The statements of the list at `address` below `node`."""
    field, *rest = address
    if field in ("handlers", "cases"):
        return statements(getattr(node, field)[cast(int, rest[0])], tuple(rest[1:]))
    suite = _suite(node, cast(str, field))
    if isinstance(suite, cst.If):
        return statements(suite, tuple(rest[1:])) if rest else [Item(suite)]
    found = items(suite)
    return statements(found[cast(int, rest[0])].line, tuple(rest[1:])) if rest else found


def change_statements(
    node: cst.CSTNode, address: Address, change: Callable[[list[Item]], Sequence[Item | Line]]
) -> cst.CSTNode:
    """`node` with the list at `address` changed; an emptied list gets a `pass`."""
    field, *rest = address
    if field in ("handlers", "cases"):
        parts = list(getattr(node, field))
        place = cast(int, rest[0])
        parts[place] = change_statements(parts[place], tuple(rest[1:]), change)
        return node.with_changes(**{field: parts})
    suite = _suite(node, cast(str, field))
    if isinstance(suite, cst.If):
        if not rest:
            raise KeyError("an elif is no list of statements")
        inner = change_statements(suite, tuple(rest[1:]), change)
        return _with_suite(node, cast(str, field), cast(cst.If, inner))
    flat = items(suite)
    if rest:
        place = cast(int, rest[0])
        item = flat[place]
        changed = cast(Line, change_statements(item.line, tuple(rest[1:]), change))
        result: Sequence[Item | Line] = [*flat[:place], changed, *flat[place + 1 :]]
    else:
        result = change(flat)
    body = lines(result) or [cst.SimpleStatementLine(body=[cst.Pass()])]
    if isinstance(suite, cst.IndentedBlock):
        return _with_suite(node, cast(str, field), suite.with_changes(body=body))
    return _with_suite(node, cast(str, field), cst.IndentedBlock(body=body))


def without_blank_lines(line: Line) -> Line:
    """The statement without the empty lines above it and its comments."""
    above = list(line.leading_lines)
    while above and above[0].comment is None:
        above.pop(0)
    return line.with_changes(leading_lines=above)


def standing_free(line: Line) -> list[cst.EmptyLine]:
    """Comments above a statement that an empty line parts from it: they belong to the place, not to the statement."""
    above = list(line.leading_lines)
    blanks = [index for index, empty in enumerate(above) if empty.comment is None]
    return [empty for empty in above[: blanks[-1]] if empty.comment is not None] if blanks else []


def attached(line: Line) -> Line:
    """The statement with only those comments above it that no empty line parts from it."""
    free = standing_free(line)
    if not free:
        return line
    last = max(index for index, empty in enumerate(line.leading_lines) if empty.comment is None)
    return line.with_changes(leading_lines=line.leading_lines[last:])


def without_blank_end(line: Line) -> Line:
    """A compound statement without the empty lines that end its last block."""
    body = getattr(line, "body", None)
    if not isinstance(body, cst.IndentedBlock):
        return line
    footer = list(body.footer)
    while footer and footer[-1].comment is None:
        footer.pop()
    inner = body.body[-1] if body.body else None
    if not footer and isinstance(inner, cst.BaseCompoundStatement):
        body = body.with_changes(body=[*body.body[:-1], without_blank_end(inner)])
    return line.with_changes(body=body.with_changes(footer=footer))


def without_comments(line: Line) -> Line:
    """The statement without the comments above and behind it."""
    bare = line.with_changes(leading_lines=[])
    if isinstance(bare, cst.SimpleStatementLine):
        newline = cst.Newline(value=bare.trailing_whitespace.newline.value)
        return bare.with_changes(trailing_whitespace=cst.TrailingWhitespace(newline=newline))
    return bare


def with_lines_above(line: Line, above: Sequence[cst.EmptyLine]) -> Line:
    """The statement with these lines put above its own comments."""
    return line.with_changes(leading_lines=[*above, *without_blank_lines(line).leading_lines])


def blank_above(line: Line) -> list[cst.EmptyLine]:
    """The empty lines above a statement, up to its first comment."""
    found: list[cst.EmptyLine] = []
    for empty in line.leading_lines:
        if empty.comment is not None:
            break
        found.append(empty)
    return found


def comments_above(line: Line) -> list[cst.EmptyLine]:
    """What stands above a statement from its first comment on."""
    return list(line.leading_lines)[len(blank_above(line)) :]


_SPACING = frozenset({cst.SimpleWhitespace, cst.ParenthesizedWhitespace, cst.TrailingWhitespace, cst.EmptyLine})


class Changer(cst.CSTTransformer):
    """A transformer in half of libcst's time, which goes into spacing, and asks at each attribute for hooks by name.

    What is below spacing is left as it is, and no hook of an attribute (`visit_Call_func`) is called.
    """

    def on_visit(self, node: cst.CSTNode) -> bool:
        return type(node) not in _SPACING and super().on_visit(node)

    def on_visit_attribute(self, node: cst.CSTNode, attribute: str) -> None:
        pass

    def on_leave_attribute(self, original_node: cst.CSTNode, attribute: str) -> None:
        pass


class _Rename(Changer):
    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        new = self.names.get(original_node.value)
        return updated_node if new is None else updated_node.with_changes(value=new)

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        kept = updated_node.attr is original_node.attr
        return updated_node if kept else updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        kept = updated_node.keyword is original_node.keyword
        return updated_node if kept else updated_node.with_changes(keyword=original_node.keyword)

    def leave_FormattedStringExpression(
        self, original_node: cst.FormattedStringExpression, updated_node: cst.FormattedStringExpression
    ) -> cst.FormattedStringExpression:
        # `f"{rows=}"` shows the name itself: whoever renames has to keep that word out.
        return updated_node


def rename(line: Line, names: Mapping[str, str]) -> Line:
    """The statement with free names replaced. That no other scope binds them is for the caller to know."""
    return cast(Line, line.visit(_Rename(names))) if names else line


def docstring_of(function: cst.FunctionDef) -> Item | None:
    """The docstring statement of a function, if it has one."""
    flat = items(function.body)
    if not flat:
        return None
    first = flat[0].alone()
    if isinstance(first, cst.SimpleStatementLine) and isinstance(first.body[0], cst.Expr):
        value = first.body[0].value
        if isinstance(value, cst.SimpleString | cst.ConcatenatedString):
            return flat[0]
    return None


def dotted(node: cst.BaseExpression | None) -> str:
    """`a.b.c` as text; what is no chain of names has an empty part."""
    if isinstance(node, cst.Attribute):
        return f"{dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def ends_with_comment(function: cst.FunctionDef) -> bool:
    """Whether comments stand below the last statement of a function, where no statement takes them along."""
    return any(line.comment is not None for line in getattr(function.body, "footer", ()))
