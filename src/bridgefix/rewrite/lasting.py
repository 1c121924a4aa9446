"""What the bridge is given is its caller's, who may show it once more: it must look the same then."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from bridgefix.elsewhere import OUTER
from bridgefix.rewrite.names import (
    NONE,
    FunctionNode,
    Names,
    bound_names,
    is_scalar,
    layers,
    root,
    self_attribute,
    walk,
    walk_scope,
)
from bridgefix.rewrite.reading import Reading


def check_not_used_up(reading: Reading, moved: Sequence[ast.stmt], data: Names, attributes: Names) -> None:
    """Raises Refusal where the half that shows changes its data in a way that shows when it is given the same again.

    `data` are the locals that hold it, `attributes` those of the object. It may sort its data, and set entries of rows
    that depend on nothing of what is set, before it has asked the data anything else than whether there is any.
    """
    asked = False
    copied = NONE
    for statement in moved:
        for node, changed, deep in _changes(reading, statement):
            if isinstance(changed, ast.Name) and changed.id in copied and not deep:
                continue
            attribute, local = self_attribute(changed, reading.receiver), root(changed)
            if attribute is not None:
                name, kept, ours = attribute, frozenset({attribute}), NONE
            else:
                # `mark([*rows])` and `mark(self._rows + more)` change what is in these.
                use = reading.scope.changed(changed, deep=deep)
                name, kept = local or ast.unparse(changed), NONE.union(*map(reading.held_behind, use.changes))
                kept |= use.sets if local is None else NONE
                ours = reading.changed(use) & data
            if (ours or kept & attributes) and (asked or not _can_be_repeated(reading, statement)):
                line = getattr(node, "lineno", statement.lineno)
                raise reading.refuse(
                    f"line {line} changes `{name}`, which in the bridge is the caller's: shown again, it would show "
                    "something else",
                    line,
                )
        asked = asked or _asks(reading, statement, data, attributes)
        copied = copied - bound_names([statement]) | _copied(statement)


def _copied(statement: ast.stmt) -> Names:
    """The name that a statement binds to a collection of its own: what is done to that is not done to the data."""
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.ListComp()
            | ast.DictComp()
            | ast.SetComp()
            | ast.Call(func=ast.Name(id="sorted" | "list" | "dict")),
        ):
            return frozenset({name})
    return NONE


def _changes(reading: Reading, statement: ast.stmt) -> Iterator[tuple[ast.AST, ast.expr, bool]]:
    """What is changed in place in a statement, and in the functions that it defines.

    The node, the expression, and whether it may be something inside of what that gives.
    """
    for node in walk(statement):
        for run in reading.unspoken.run_by(node):
            yield from ((node, operand, deep) for operand, deep in reading.silently_changed(run))
        match node:
            case ast.Call():
                view = reading.view(node)
                shows = view is not None and view.shows
                ours = view is not None and (view.kind == "crossing" or (view.targets and view.kind == "plain"))
                answer = reading.judging.judge(node)
                for operand in answer.changes:
                    holder = isinstance(node.func, ast.Attribute) and operand is node.func.value
                    if ours or (holder and not shows) or operand in answer.deep:
                        yield node, operand, operand in answer.deep
            case ast.AugAssign(target=target, value=value):
                if not (isinstance(target, ast.Name) and is_scalar(value)):
                    yield node, target, False
            case ast.Assign(targets=targets) | ast.Delete(targets=targets):
                for each in targets:
                    for part in each.elts if isinstance(each, ast.Tuple | ast.List) else [each]:
                        # A name or an attribute of the object is bound anew.
                        bound: ast.expr = part.value if isinstance(part, ast.Starred) else part
                        if not isinstance(bound, ast.Name) and not _is_bound(reading, bound):
                            yield node, bound, False


def _is_bound(reading: Reading, target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and root(target) == reading.receiver and layers(target) == 1


def _asks(reading: Reading, statement: ast.stmt, data: Names, attributes: Names) -> bool:
    """Whether a statement asks the data more than whether there is any."""
    use = reading.use(statement)
    if isinstance(statement, ast.If) and not statement.orelse and len(statement.body) == 1:
        if isinstance(statement.body[0], ast.Return) and _asks_whether(statement.test):
            return False
    shared = any(reading.sharing.seen_through(name) & data for name in use.reads)
    held = any(reading.holders.names.get(name, NONE) & attributes for name in use.reads)
    return shared or held or bool(use.gets & attributes)


def _asks_whether(test: ast.expr) -> bool:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _asks_whether(operand)
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return _asks_whether(left)
        case ast.Call(func=ast.Name(id="len"), args=[operand]):
            return _asks_whether(operand)
        case ast.Name():
            return True
    return False


def _can_be_repeated(reading: Reading, statement: ast.stmt) -> bool:
    """`rows.sort(key=…)`, `for row in rows: row["label"] = …`: done to the result, it changes nothing more."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(), attr="sort"), args=[], keywords=keywords)):
            return all(_is_stateless(reading, keyword.value) for keyword in keywords)
        case ast.For(target=ast.Name(id=row), iter=ast.Name(), body=body, orelse=[]):
            keys = [_entry_set(inner, row) for inner in body]
            set_here = frozenset(key for key in keys if key is not None)
            return None not in keys and all(_leaves_alone(reading, inner, row, set_here) for inner in body)
    return False


def _is_stateless(reading: Reading, value: ast.expr) -> bool:
    use = reading.scope.expression(value)
    written = reading.model.effects.written_elsewhere
    return (
        reading.pure(value) and not use.reads and not any(place in written or OUTER not in place for place in use.gets)
    )


def _entry_set(statement: ast.stmt, row: str) -> str | None:
    """The entry of a row that a statement sets, where that is all it does."""
    match statement:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key)))]):
            return key if name == row else None
    return None


def _leaves_alone(reading: Reading, statement: ast.stmt, row: str, keys: Names) -> bool:
    """Whether the value that an entry gets is made of other entries of that row, and of nothing that was made of rows."""
    value = statement.value if isinstance(statement, ast.Assign) else None
    if value is None or not reading.pure(value):
        return False
    others = {
        id(node.value if isinstance(node, ast.Subscript) else node.func.value)  # type: ignore[attr-defined]
        for node in walk_scope(value)
        if _asks_entry(node, row, keys)
    }
    return all(
        id(node) in others or node.id not in reading.scope.locals
        for node in walk_scope(value)
        if isinstance(node, ast.Name)
    ) and not any(isinstance(node, ast.Lambda | FunctionNode) for node in walk_scope(value))


def _asks_entry(node: ast.AST, row: str, keys: Names) -> bool:
    match node:
        case (
            ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key)))
            | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[ast.Constant(value=str(key)), *_])
        ):
            return name == row and key not in keys
    return False
