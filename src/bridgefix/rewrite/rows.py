"""Rows that a fetch prepares: the truth about what is shown, where an exemplar can only tell how."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import libcst as cst

from bridgefix.rewrite import edit
from bridgefix.rewrite.crossing import call_line
from bridgefix.rewrite.edit import Address, Line
from bridgefix.rewrite.evidence import Evidence
from bridgefix.rewrite.exemplar import tainted
from bridgefix.rewrite.names import Names, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.shape import Hole, Shape, own_reads
from bridgefix.rewrite.trees import every_statement, lists_below

_DISPLAYS = ast.Tuple | ast.List


def prepared(fetch: Reading) -> dict[str, ast.stmt]:
    """The local lists of cells that a method builds, each with the last top-level statement that adds to it."""
    rows: dict[str, bool] = {}
    for _, statement in every_statement(fetch.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if isinstance(value, ast.ListComp):
                    rows[name] = rows.get(name, True) and _is_row(fetch, value.elt)
                elif isinstance(value, ast.List):
                    rows[name] = rows.get(name, True) and all(_is_row(fetch, e) for e in value.elts)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value])):
                if name in rows:
                    rows[name] = rows[name] and _is_row(fetch, value)
    found = {}
    for name in [name for name, good in rows.items() if good]:
        for statement in fetch.body:
            use = fetch.use(statement)
            if name in use.binds | use.changes:
                found[name] = statement
    return {name: last for name, last in found.items() if not _is_empty(fetch, name)}


def for_show(fetch: Reading, handed: Names) -> bool:
    """Whether a method prepares rows that it does nothing with but tell of them: what else would they be for."""
    names = set(prepared(fetch)) - handed
    for _, statement in every_statement(fetch.body):
        use = fetch.use(statement)
        if names & use.binds or list(lists_below(statement)):
            continue
        told = all(view is not None and (view.logs or view.pure) for _, view in fetch.calls(statement))
        if not (told and isinstance(statement, ast.Expr)) and not names & fetch.changed(use):
            names -= own_reads(statement)
    return len(names) == 1


def _is_row(fetch: Reading, node: ast.expr) -> bool:
    """Whether an expression is a row of cells."""
    if isinstance(node, _DISPLAYS):
        # A row within a row is a pair of cells and something else.
        return bool(node.elts) and not any(isinstance(e, _DISPLAYS) or _is_display(fetch, e) for e in node.elts)
    if isinstance(node, ast.Name):
        return _is_display(fetch, node)
    if isinstance(node, ast.Call):
        view = fetch.view(node)
        targets = view.targets if view is not None else ()
        return bool(targets) and all(
            t.returns_annotation is not None and _annotated(t.returns_annotation).lower() in ("tuple", "list")
            for t in targets
        )
    return False


def _is_display(fetch: Reading, node: ast.expr) -> bool:
    """Whether a name only ever holds tuples or lists that are written out."""
    values = [
        s.value
        for _, s in every_statement(fetch.body)
        if isinstance(node, ast.Name)
        and isinstance(s, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == node.id for t in s.targets)
    ]
    return bool(values) and all(isinstance(v, _DISPLAYS) and v.elts for v in values)


def _annotated(expr: object) -> str:
    parts = getattr(expr, "parts", ())
    return _annotated(parts[0]) if getattr(expr, "kind", "") == "item" and parts else str(getattr(expr, "name", ""))


def _is_empty(fetch: Reading, name: str) -> bool:
    """Whether a list is only ever made empty."""
    for _, statement in every_statement(fetch.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.List(elts=[])) if found == name:
                continue
        use = fetch.use(statement)
        if name in use.binds | use.changes:
            return False
    return True


@dataclass(frozen=True)
class Filling:
    """How an exemplar's shape takes prepared rows."""

    dropped: tuple[tuple[Address, ast.stmt], ...] = ()
    """Statements that made rows of the exemplar's own data."""
    loops: tuple[Address, ...] = ()
    """Loops that add a row each turn: they come to go through the prepared ones."""
    direct: tuple[Address, ...] = ()
    """`table.add_rows(…)` of rows made on the spot."""
    unkeyed: bool = False
    """Whether rows lose their keys: the exemplar makes these of its own data, and nobody asks for them."""
    built: Names = frozenset()
    """Names for lists of rows in the exemplar: the prepared ones take their place."""


def filling(exemplar: Reading, found: Shape, missing: Sequence[Hole], evidence: Evidence) -> Filling:
    """Where prepared rows go. Raises Refusal where a hole is no row, or where rows are told apart by a key."""
    loops: list[Address] = []
    direct: list[Address] = []
    builders: dict[int, tuple[Address, ast.stmt]] = {}
    for hole in missing:
        if any(hole.address[: len(loop)] == loop for loop in loops):
            continue
        loop = _row_loop(exemplar, found, hole.address)
        if loop is not None:
            _check_loop(exemplar, loop[1], evidence)
            loops.append(loop[0])
        elif _adds_rows(hole.statement):
            # `table.add_rows(…)`, whatever it is given.
            direct.append(hole.address)
        elif _builds(exemplar, found, hole):
            outermost = _outermost(found, hole.address)
            builders[id(outermost[1])] = outermost
        else:
            raise column(exemplar, hole, evidence)
    binds = frozenset().union(
        *(exemplar.use(s).binds | exemplar.changed(exemplar.use(s)) for _, s in builders.values())
    )
    binds &= tainted(exemplar)
    empties = [
        (a, s)
        for a, s in found.kept
        if isinstance(s, ast.Assign) and exemplar.use(s).binds & binds and id(s) not in builders
    ]
    dropped = [*builders.values(), *empties]
    gone = {id(n) for _, s in dropped for n in walk(s)}
    read = frozenset().union(
        *(
            own_reads(s)
            for a, s in found.kept
            if id(s) not in gone and not any(a[: len(loop)] == loop for loop in loops)
        )
    )
    built = binds & read
    if len(built) > 1 or built - set(prepared(exemplar)):
        raise column(exemplar, missing[0], evidence)
    unkeyed = any(keyword.arg == "key" for _, s in found.kept for c in _calls(s, "add_row") for keyword in c.keywords)
    return Filling(tuple(dropped), tuple(loops), tuple(direct), unkeyed, built)


def column(exemplar: Reading, hole: Hole, evidence: Evidence) -> Exception:
    """That nobody knows what a part of the exemplar's data is elsewhere."""
    node = hole.node
    limit = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)
    helper = isinstance(node, ast.Call) and not (isinstance(node.func, ast.Attribute) and node.func.attr == "get")
    what = "the limit " if limit else "" if helper else "the column "
    return evidence.refuse(f"{what}`{_source(node)}`", node.lineno)


def _source(node: ast.expr) -> str:
    """The text of an expression, with the quotes that most people write."""
    text = ast.unparse(node)
    return text.replace("'", '"') if '"' not in text else text


def _calls(node: ast.AST, name: str) -> Iterator[ast.Call]:
    for inner in walk(node):
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == name:
            yield inner


def _row_loop(exemplar: Reading, found: Shape, address: Address) -> tuple[Address, ast.For] | None:
    """The outermost loop over the data round a statement that adds rows to a table."""
    names = tainted(exemplar)
    for place, statement in found.kept:
        if isinstance(statement, ast.For) and address[: len(place)] == place:
            if exemplar.scope.expression(statement.iter).reads & names and any(_calls(statement, "add_row")):
                return place, statement
    return None


def _check_loop(exemplar: Reading, loop: ast.For, evidence: Evidence) -> None:
    rows = list(_calls(loop, "add_row"))
    names = tainted(exemplar)
    for call in rows:
        for keyword in call.keywords:
            if not any(isinstance(n, ast.Name) and n.id in names for n in walk(keyword.value)):
                continue
            if keyword.arg != "key" or evidence.asks_row_keys():
                raise evidence.refuse(f"`{keyword.arg}={_source(keyword.value)}`", keyword.value.lineno)
    added = {id(call) for call in rows}
    for _, statement in every_statement(loop.body):
        if isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign | ast.AugAssign):
            shown = exemplar.deed(statement).shows and id(getattr(statement, "value", None)) not in added
            if shown or exemplar.use(statement).sets:
                raise evidence.refuse(f"`{_source(statement.value or statement.target)}`", statement.lineno)  # type: ignore[union-attr]


def _adds_rows(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and statement.value in list(_calls(statement, "add_rows"))


def _outermost(found: Shape, address: Address) -> tuple[Address, ast.stmt]:
    return next((a, s) for a, s in found.kept if address[: len(a)] == a and len(a) == 2)


def _builds(exemplar: Reading, found: Shape, hole: Hole) -> bool:
    """Whether the statement with a hole, and what stands round it, only makes a list of rows."""
    _, outer = _outermost(found, hole.address)
    return not exemplar.deed(outer).shows and not exemplar.use(outer).sets and not exemplar.use(outer).leaves


def filled(function: cst.FunctionDef, module: cst.Module, how: Filling, rows: str, row: str) -> cst.FunctionDef:
    """The exemplar with its loops over its own data turned into loops over the prepared rows."""
    changed: cst.CSTNode = function
    for address in how.loops:

        def loop(flat: list[edit.Item], place: int = int(address[-1])) -> list[edit.Item | Line]:
            return [*flat[:place], _loop(flat[place].alone(), module, rows, row, how.unkeyed), *flat[place + 1 :]]

        changed = edit.change_statements(changed, address[:-1], loop)
    for address in how.direct:

        def at_once(flat: list[edit.Item], place: int = int(address[-1])) -> list[edit.Item | Line]:
            line = flat[place].alone().visit(_WithArguments("add_rows", [cst.Arg(cst.Name(rows))]))
            return [*flat[:place], line, *flat[place + 1 :]]  # type: ignore[list-item]

        changed = edit.change_statements(changed, address[:-1], at_once)
    return cst.ensure_type(changed, cst.FunctionDef)


class _WithArguments(edit.Changer):
    """Gives the first call of a method other arguments; keywords stay."""

    def __init__(self, method: str, args: Sequence[cst.Arg], without: Set[str] = frozenset()) -> None:
        super().__init__()
        self.without = without
        self.method = method
        self.args = args
        self.call: cst.Call | None = None

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        if isinstance(updated_node.func, cst.Attribute) and updated_node.func.attr.value == self.method:
            if self.call is None:
                keywords = [
                    a for a in updated_node.args if a.keyword is not None and a.keyword.value not in self.without
                ]
                bare = [*self.args, *keywords]
                args = [
                    arg.with_changes(comma=_comma(i, len(bare)), whitespace_after_arg=_NONE)
                    for i, arg in enumerate(bare)
                ]
                self.call = updated_node.with_changes(args=args, whitespace_before_args=_NONE)
                return self.call
        return updated_node


_NONE = cst.SimpleWhitespace("")


def _comma(index: int, count: int) -> cst.Comma | cst.MaybeSentinel:
    if index == count - 1:
        return cst.MaybeSentinel.DEFAULT
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def _loop(old: Line, module: cst.Module, rows: str, row: str, unkeyed: bool) -> Line:
    """`for row in rows:` with the exemplar's own call that adds a row."""
    finder = _WithArguments("add_row", [cst.Arg(cst.Name(row), star="*")], {"key"} if unkeyed else set())
    old.visit(finder)
    assert finder.call is not None
    code = cst.Module([]).code_for_node(finder.call)
    line = call_line(module, f"for {row} in {rows}:\n{module.default_indent}{code}\n")
    return line.with_changes(leading_lines=old.leading_lines)
