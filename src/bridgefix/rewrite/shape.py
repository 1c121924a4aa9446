"""What of an exemplar is how a table is shown, what is an accident of it, and what is about its own data only."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bridgefix.facts import Function
from bridgefix.findings import Refusal
from bridgefix.rewrite.align import last_name
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.exemplar import data_params, sleeps, tainted
from bridgefix.rewrite.names import FunctionNode, Names, children, walk, walk_scope
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.slicing import foreign
from bridgefix.rewrite.trees import every_statement, find_function, lists_below
from bridgefix.rewrite.words import Vocabulary
from bridgefix.symbols import has_receiver

_GENERAL = frozenset(name for kind in (str, bytes, list, dict, tuple, int, float, set) for name in dir(kind)) - {"get"}
"""Methods that any value of the builtin types may have: calling one is not asking for a column."""


_HARMLESS = frozenset({"batch_update", "prevent", "suppress", "nullcontext"})
"""Context managers that belong to showing."""


@dataclass(frozen=True)
class Shape:
    """An exemplar's statements, sorted."""

    kept: tuple[tuple[Address, ast.stmt], ...]
    """Statements that hold no others, and compound ones of which something is kept, in order."""
    dropped: tuple[tuple[Address, ast.stmt], ...]
    """Accidents, outermost only."""


def shape(exemplar: Reading) -> Shape:
    """Leave the accidents out. Raises Refusal for a statement that is neither shape nor clearly an accident."""
    gone: set[int] = set()
    everything = [(a, s) for a, s in every_statement(exemplar.body) if not (a == ("body", 0) and exemplar.first)]
    for _, statement in everything:
        if _is_accident(exemplar, statement):
            gone.add(id(statement))
        elif isinstance(statement, ast.With | ast.AsyncWith):
            _check_with(exemplar, statement)
        elif not list(lists_below(statement)):
            _check(exemplar, statement)
    while True:
        dead = [s for _, s in everything if id(s) not in gone and _is_dead(exemplar, s, everything, gone)]
        if not dead:
            break
        gone.update(id(s) for s in dead)
    dropped = [(a, s) for a, s in everything if id(s) in gone]
    inside = {id(n) for _, s in dropped for n in walk(s) if n is not s}
    return Shape(
        tuple((a, s) for a, s in everything if id(s) not in gone and id(s) not in inside),
        tuple((a, s) for a, s in dropped if id(s) not in inside),
    )


def _is_accident(exemplar: Reading, statement: ast.stmt) -> bool:
    """A log line or a pause."""
    if not isinstance(statement, ast.Expr):
        return False
    call = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
    if not isinstance(call, ast.Call):
        return False
    view = exemplar.view(call)
    return sleeps(exemplar, call) or (view is not None and view.logs)


def _is_dead(
    exemplar: Reading, statement: ast.stmt, everything: Sequence[tuple[Address, ast.stmt]], gone: set[int]
) -> bool:
    """Whether nothing is left of a statement: its body went, or what it binds was for log lines only."""
    below = [inner for _, inner in lists_below(statement)]
    if below and not isinstance(statement, FunctionNode | ast.ClassDef):
        heads = [child for child in children(statement) if isinstance(child, ast.expr)]
        return all(id(s) in gone or isinstance(s, ast.Pass) for inner in below for s in inner) and all(
            exemplar.pure(head) for head in heads
        )
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign) or not exemplar.pure(statement):
        return False
    use = exemplar.use(statement)
    if not use.binds or use.sets or use.changes - use.binds or _stores_elsewhere(statement):
        return False
    return not any(
        id(other) not in gone and other is not statement and not _only_rebinds(exemplar, other, use.binds)
        and use.binds & own_reads(other)
        for _, other in everything
    )  # fmt: skip


def _stores_elsewhere(statement: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store) for node in walk(statement)
    )


def _only_rebinds(exemplar: Reading, statement: ast.stmt, names: Names) -> bool:
    """`count += 1`: reads a name only to bind it again."""
    return isinstance(statement, ast.AugAssign) and exemplar.use(statement).binds <= names


def own_reads(statement: ast.stmt) -> Names:
    """Names that a statement reads by itself; those of the statements in it are counted with these."""
    nodes: Iterable[ast.AST]
    if isinstance(statement, FunctionNode | ast.ClassDef):
        nodes = walk(statement)
    else:
        nodes = (
            node
            for child in children(statement)
            if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case)
            for node in walk(child)
        )
    return frozenset(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))


def _no_shape(exemplar: Reading, node: ast.AST, line: int, why: str) -> Refusal:
    text = ast.unparse(node).splitlines()[0]
    return exemplar.refuse(f"`{text[:60]}` (line {line}) of `{exemplar.name}` {why}", line)


def _check_with(exemplar: Reading, statement: ast.With | ast.AsyncWith) -> None:
    for item in statement.items:
        opened = item.context_expr
        name = last_name(opened.func) if isinstance(opened, ast.Call) else ""
        if name not in _HARMLESS and not exemplar.deed_of(opened).shows:
            raise _no_shape(exemplar, opened, statement.lineno, "is no part of how a table is shown")


def _check(exemplar: Reading, statement: ast.stmt) -> None:
    line = statement.lineno

    def refuse(why: str) -> Refusal:
        return _no_shape(exemplar, statement, line, why)

    if isinstance(statement, ast.Global | ast.Nonlocal | ast.Delete | ast.Raise | ast.Assert):
        raise refuse("is no part of how a table is shown")
    if isinstance(statement, ast.Return) and statement.value is not None:
        raise refuse("hands a value back")
    if exemplar.deed(statement).blocks:
        raise refuse("waits for something besides showing its data")
    for call, view in exemplar.calls(statement):
        if view is not None and view.kind in ("launch", "crossing"):
            raise refuse("starts something besides showing its data")
        if call.keywords and view is not None and view.dotted == "textual.worker.get_current_worker":
            raise refuse("asks for the current worker")
    locals_ = exemplar.scope.locals - frozenset(exemplar.scope.params)
    if foreign(exemplar, statement, locals_) is not None and not exemplar.deed(statement).shows:
        raise refuse("is neither a part of how a table is shown nor clearly an accident")


@dataclass(frozen=True)
class Hole:
    """A piece of an exemplar that asks for a part of its own data: nobody knows what that is elsewhere."""

    node: ast.expr
    statement: ast.stmt
    """The innermost statement that it stands in."""
    address: Address


def holes(
    exemplar: Reading, found: Shape, texts: Mapping[str, str], words: Vocabulary, *, every_row: bool = False
) -> list[Hole]:
    """The columns, fields and limits that an exemplar takes of its data, in order; with `every_row` whatever makes a row.

    A helper that takes them counts, too, unless its name is about the exemplar's things (then it needs a counterpart) or
    the other's methods call it as well.
    """
    names = tainted(exemplar)
    result: list[Hole] = []
    for address, statement in found.kept:
        heads: list[ast.AST] = [statement]
        if list(lists_below(statement)) and not isinstance(statement, FunctionNode):
            heads = [c for c in children(statement) if not isinstance(c, ast.stmt | ast.ExceptHandler)]
            if isinstance(statement, ast.For) and _unpacks(statement.target, statement.iter, names):
                result.append(Hole(statement.target, statement, address))
            if isinstance(statement, ast.Match) and _reads(statement.subject, names):
                result.append(Hole(statement.subject, statement, address))
        for head in heads:
            result += [Hole(node, statement, address) for node in _in(head, names)]
            if every_row:
                made = [*_lookups(exemplar, head), *_whole_rows(exemplar, head)]
                result += [Hole(node, statement, address) for node in made]
            for call, view in exemplar.calls(head):
                targets = view.targets if view is not None else ()
                if any(_takes_apart(exemplar, call, target, names, texts, words) for target in targets):
                    result.append(Hole(call, statement, address))
    return result


def lookups(exemplar: Reading, found: Shape) -> Iterator[ast.expr]:
    """Where an element of the data is asked for something by a name that is not written out: it is no row of cells."""
    for _, statement in found.kept:
        yield from _lookups(exemplar, statement)


def _lookups(exemplar: Reading, head: ast.AST) -> Iterator[ast.expr]:
    names = _elements(exemplar)
    for node in walk(head):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=key) if not isinstance(key, ast.Constant | ast.Slice):
                if name in names:
                    yield node
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get" | "keys" | "values" | "items")):
                if name in names:
                    yield node


def whole_rows(exemplar: Reading, found: Shape) -> Iterator[ast.Call]:
    """Where an element of the data is shown as it is: it is a row of cells."""
    for _, statement in found.kept:
        yield from _whole_rows(exemplar, statement)


def _whole_rows(exemplar: Reading, head: ast.AST) -> Iterator[ast.Call]:
    names, data = _elements(exemplar), frozenset(data_params(exemplar))
    for node in walk(head):
        match node:
            case ast.Call(func=ast.Attribute(attr="add_row"), args=args):
                if any(
                    isinstance(a, ast.Starred) and isinstance(a.value, ast.Name) and a.value.id in names for a in args
                ):
                    yield node
            case ast.Call(func=ast.Attribute(attr="add_rows"), args=[ast.Name(id=name), *_]) if name in data:
                yield node


def _elements(exemplar: Reading) -> Names:
    names = frozenset(data_params(exemplar))
    found: set[str] = set()
    for node in walk(exemplar.node):
        if (
            isinstance(node, ast.For | ast.comprehension)
            and isinstance(node.target, ast.Name)
            and _reads(node.iter, names)
        ):
            found.add(node.target.id)
    return frozenset(found)


def _takes_apart(
    exemplar: Reading, call: ast.Call, target: Function, names: Names, texts: Mapping[str, str], words: Vocabulary
) -> bool:
    """Whether a helper that is given the data, or a part of it, asks for the exemplar's own columns."""
    if words.mentions(target.name) or target.path not in texts:
        return False
    node = find_function(texts[target.path], target.qualname)
    if node is None:
        return False
    callers = [exemplar.model.project.functions[site.caller] for site in exemplar.model.project.callers(target.id)]
    if any(words.names_other(caller.name) for caller in callers):
        return False
    params = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
    if has_receiver(target) and isinstance(call.func, ast.Attribute):
        params = params[1:]
    given = {
        *(param for param, arg in zip(params, call.args, strict=False) if _reads(arg, names)),
        *(keyword.arg for keyword in call.keywords if keyword.arg and _reads(keyword.value, names)),
    }
    found: Names = frozenset(given)
    for _ in range(2):
        for inner in walk(node):
            if isinstance(inner, ast.For) and _reads(inner.iter, found):
                found |= frozenset(n.id for n in walk(inner.target) if isinstance(n, ast.Name))
    return bool(given) and any(next(_in(statement, found), None) is not None for statement in node.body)


def _in(head: ast.AST, names: Names) -> Iterator[ast.expr]:
    known = set(names)
    for node in walk(head):
        if isinstance(node, ast.comprehension) and _reads(node.iter, frozenset(known)):
            if _unpacks(node.target, node.iter, frozenset(known)):
                yield node.target
            known |= {n.id for n in walk(node.target) if isinstance(n, ast.Name)}
    called = {id(n.func) for n in walk(head) if isinstance(n, ast.Call)}
    seen: set[int] = set()
    for node in walk_all(head):
        taken = _taken(node, frozenset(known), called)
        if taken and id(node) not in seen and isinstance(node, ast.expr):
            seen.update(id(inner) for inner in walk(node))
            yield node


def walk_all(head: ast.AST) -> Iterator[ast.AST]:
    """As `walk_scope`, and into lambdas and nested functions, in the order of the text."""
    yield head
    for child in children(head):
        yield from walk_all(child)


def _taken(node: ast.AST, names: Names, called: set[int]) -> bool:
    match node:
        case ast.Subscript(value=base, slice=ast.Constant() | ast.UnaryOp(operand=ast.Constant())):
            return _is_part(base, names)
        case ast.Call(func=ast.Name(id="getattr"), args=[base, ast.Constant(), *_]):
            return _is_part(base, names)
        case ast.Call(func=ast.Name(id="itemgetter" | "attrgetter") | ast.Attribute(attr="itemgetter" | "attrgetter")):
            return True
        case ast.Call(keywords=keywords) if any(k.arg is None and _is_part(k.value, names) for k in keywords):
            return True
        case ast.Subscript(value=base, slice=ast.Slice(lower=lower, upper=upper, step=step)):
            limits = [part for part in (lower, upper, step) if isinstance(part, ast.Constant | ast.UnaryOp)]
            return bool(limits) and _is_part(base, names)
        case ast.Call(func=ast.Attribute(value=base, attr="get"), args=[ast.Constant(), *_]):
            return _is_part(base, names)
        case ast.Attribute(value=base, attr=attr):
            return _is_part(base, names) and not (id(node) in called and (attr in _GENERAL or attr == "get"))
        case ast.Compare(left=ast.Name(id=name), comparators=[ast.Constant(value=str(text))]):
            return name in names and bool(text)
    return False


def _is_part(node: ast.expr, names: Names) -> bool:
    """Whether an expression is the data or a part of it."""
    match node:
        case ast.Name(id=name):
            return name in names
        case ast.Subscript(value=base) | ast.Attribute(value=base):
            return _is_part(base, names)
    return False


def _reads(node: ast.expr, names: Names) -> bool:
    return any(isinstance(n, ast.Name) and n.id in names for n in walk_scope(node))


def _unpacks(target: ast.expr, source: ast.expr, names: Names) -> bool:
    """Whether a loop takes the elements of the data apart."""
    if not isinstance(target, ast.Tuple | ast.List) or not _reads(source, names):
        return False
    if isinstance(source, ast.Call):
        name = ast.unparse(source.func).rsplit(".", 1)[-1]
        if name == "enumerate" and len(target.elts) == 2:
            return isinstance(target.elts[1], ast.Tuple | ast.List)
        if name == "items" and len(target.elts) == 2:
            return isinstance(target.elts[1], ast.Tuple | ast.List)
    return True
