"""What makes a fetched value the data that a bridge takes, and what only brought it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bridgefix.cancelling import call_waits
from bridgefix.findings import Refusal
from bridgefix.rewrite.brought import DECODING, adds_part, brings, gives, is_part
from bridgefix.rewrite.declared import MAPPINGS, SEQUENCES, VALUES, declared, kind
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.given import Given
from bridgefix.rewrite.names import NONE, FunctionNode, Names, bound_names, children, root, walk, walk_scope
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Hoist, Region
from bridgefix.rewrite.slicing import Slice
from bridgefix.rewrite.trees import every_statement, lists_below

TRANSPORTS = ("requests.", "httpx.", "urllib.", "urllib3.", "http.client.", "aiohttp.", "subprocess.", "socket.")
"""What calls into these return is how the data came, not the data: nobody hands a Response to a table."""


LAZY = re.compile(r"(^|_)(iter|stream|paginate|scan|walk|yield|watch)(_|$)|^i?ter_|iter$|_all_pages$")
"""Names of calls that hand out an iterator and fetch while it is read."""


class Supply(NamedTuple):
    """How the bridge gets what its new statements read."""

    slice: Slice
    arguments: Mapping[str, str]
    """For each parameter of the bridge that the crossing fills: the expression handed over."""
    renames: Mapping[str, str] = {}
    """Names of the fetch that go by the parameter's name in the bridge."""
    aliases: tuple[str, ...] = ()
    """Statements that open the bridge where a name can't be replaced (`found = pods`)."""
    rebuilt: tuple[tuple[Address, ast.stmt], ...] = ()
    """Statements from before the fetch that the bridge repeats, in order."""
    unpacked: tuple[Address, ast.stmt, str] | None = None
    """The assignment `a, b = fetch()` that becomes `param = fetch()`, with the name it binds then."""


class Wanted(NamedTuple):
    """The bridge's parameters, without its receiver."""

    params: tuple[str, ...]
    required: tuple[str, ...]
    annotations: Mapping[str, str]
    keyword_only: Names
    handed: Mapping[str, str] = {}
    """Parameters of the fetch by the parameter of the bridge that is handed on to them."""
    constants: Mapping[str, str] = {}
    """Parameters of the fetch whose value in the bridge's call is a constant, or the default."""
    given: Mapping[str, tuple[Given, ...]] = {}
    """What callers of the bridge give for its parameters."""
    used: Names = NONE
    """Parameters that the bridge itself reads."""


def makes_other_elements(statement: ast.stmt, annotation: str, name: str = "") -> bool:
    """Whether a statement evidently makes cells or texts, and the parameter is annotated to hold something else.

    With a `name`, also a loop that fills that.
    """
    inner = annotation.strip("\"' ").partition("[")[2].removesuffix("]").strip()
    element = inner.split("[")[0].split(".")[-1].strip()
    value = statement.value if isinstance(statement, ast.Assign) else None
    match value:
        case ast.Call(func=ast.Name(id="list" | "sorted" | "tuple"), args=[ast.Call() as made, *_]):
            called = made.func.attr if isinstance(made.func, ast.Attribute) else ast.unparse(made.func)
            cells, text = called in ("zip", "enumerate", "items"), False
        case ast.ListComp(elt=made):
            cells, text = isinstance(made, ast.Tuple | ast.List), isinstance(made, ast.JoinedStr)
        case _:
            put = list(_put_into(statement, name)) if isinstance(statement, ast.For) else []
            cells = bool(put) and all(isinstance(made, ast.Tuple | ast.List) for made in put)
            text = bool(put) and all(isinstance(made, ast.JoinedStr) for made in put)
    if not element or element in ("Any", "object"):
        return False
    return (cells and element not in SEQUENCES) or (text and element != "str")


def _put_into(loop: ast.For, name: str) -> Iterator[ast.expr]:
    """What a loop appends to a list of this name."""
    for node in walk(loop):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=holder), attr="append"), args=[made]) if holder == name:
                yield made


def makes_it_anew(statement: ast.stmt, name: str, source: str) -> bool:
    """Whether what a statement binds to a name, or fills it with, is made of a source and is more than a choice of it."""
    value = statement.value if isinstance(statement, ast.Assign) else None
    match value:
        case ast.Name() | ast.Subscript(slice=ast.Slice()) | ast.BoolOp():
            return False
        case ast.Call(func=ast.Name(id="sorted" | "list" | "tuple" | "reversed"), args=[ast.Name(id=called), *_]):
            return called != source
        case ast.ListComp(
            elt=ast.Name(id=kept), generators=[ast.comprehension(target=ast.Name(id=each), iter=ast.Name(id=gone))]
        ):
            return kept != each or gone != source
        case None:
            return isinstance(statement, ast.For)
    return True


class Later(Refusal):
    """This is not the data yet; a later cut may be."""


@dataclass(frozen=True)
class Embedded(Later):
    """The data is a part of what a statement assigns: it has to be bound by a statement of its own first."""

    place: Hoist | None = None


def bound_at(reading: Reading, name: str) -> int:
    for _, statement in every_statement(reading.body):
        if name in bound_names([statement]):
            return statement.lineno
    return reading.node.lineno


def may_wait_for(reading: Reading, name: str) -> str | None:
    """The call, of what nobody knows, whose answer a name holds: it might have to be waited for."""
    for _, statement in every_statement(reading.body):
        if name in bound_names([statement]):
            for call, view in reading.calls(statement):
                if view is not None and not view.blocks and call_waits(reading.model, view.call):
                    return ast.unparse(call.func)
            break
    return None


def assignments(reading: Reading, name: str) -> list[tuple[Address, ast.stmt]]:
    """The innermost statements that bind a name, anywhere in the method."""
    found = []
    for address, statement in every_statement(reading.body):
        inner = list(children(statement))
        compound = any(isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case) for child in inner)
        if compound and not isinstance(statement, FunctionNode | ast.ClassDef):
            heads = [child for child in inner if not isinstance(child, ast.stmt)]
            names = {
                n.id
                for head in heads
                if not isinstance(head, ast.ExceptHandler | ast.match_case)
                for n in walk_scope(head)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
            names.update(h.name for h in heads if isinstance(h, ast.ExceptHandler) and h.name)
            if name in names:
                found.append((address, statement))
        elif name in bound_names([statement]):
            found.append((address, statement))
    return found


def check_is_data(reading: Reading, region: Region, wanted: Wanted, division: Slice, name: str, param: str) -> None:
    """Raises Refusal where `name` is how the data came, or where the data may be a part of it."""
    bindings = assignments(reading, name)
    for _, statement in bindings:
        value = getattr(statement, "value", None)
        if value is not None and is_transport(reading, value, wanted, param):
            raise Later(
                f"`{name}` on line {statement.lineno} is how the data came, not the data that `{param}` stands for",
                statement.lineno,
                reading.path,
            )
        if isinstance(statement, ast.With | ast.AsyncWith):
            raise reading.refuse(
                f"`{name}` is opened on line {statement.lineno} and closed before it is shown", statement.lineno
            )
    for index in division.moved:
        _check_class(reading, region.body[index], wanted, param)
        part = _extraction(region.body[index], name)
        if part is None:
            continue
        shape = kind(declared(wanted.annotations.get(param, "")).head)
        target, key, decodes = part
        line = region.body[index].lineno
        if decodes or (shape != "mapping" and (target == param or shape == "sequence")):
            raise Later(f"`{param}` stands for `{key}` (line {line})", line, reading.path)
        if shape != "mapping":
            raise reading.refuse(f"it can't be told whether `{param}` is `{name}` or `{key}` (line {line})", line)


def is_transport(reading: Reading, value: ast.expr, wanted: Wanted, param: str) -> bool:
    """Whether an expression is how the data came (a response, or the bytes of one), where the parameter is no text."""
    if isinstance(value, ast.Await):
        value = value.value
    while isinstance(value, ast.Attribute) and value.attr in DECODING and not _is_text(wanted, param):
        value = value.value
    return is_response(reading, value)


def is_response(reading: Reading, value: ast.AST | None) -> bool:
    """Whether an expression is a call of a transport, which gives how the data came."""
    view = reading.view(value) if isinstance(value, ast.Call) else None
    return view is not None and bool(view.blocks) and (view.dotted or "").startswith(TRANSPORTS)


def _check_class(reading: Reading, statement: ast.stmt, wanted: Wanted, param: str) -> None:
    """Raises Later where the parameter is annotated with a class that this statement makes its elements of."""
    if not (isinstance(statement, ast.Assign) and param in reading.use(statement).binds):
        return
    if is_made_of(statement, wanted.annotations.get(param, "")):
        raise Later(f"`{param}` is made on line {statement.lineno}", statement.lineno, reading.path)


def is_lazy(reading: Reading, call: ast.Call) -> bool:
    """Whether what a call returns may do its work only while it is iterated."""
    view = reading.view(call)
    func = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if view is not None and view.targets:
        return any(target.is_generator for target in view.targets)
    return bool(LAZY.search(func)) or func in ("map", "filter", "iter")


def _is_text(wanted: Wanted, param: str) -> bool:
    return declared(wanted.annotations.get(param, "")).head in ("str", "bytes")


def fetched_itself(reading: Reading, name: str, seen: Names = NONE) -> bool:
    """Whether a name holds what a fetch brought, a part of that or a collection of such, and nothing made of it."""
    if name in seen:
        return False
    for _, statement in every_statement(reading.body):
        if list(lists_below(statement)) and not isinstance(statement, FunctionNode):
            if isinstance(statement, ast.If) and _fetched_in(reading, statement.test, name):
                return True
            continue
        use = reading.use(statement)
        if name not in use.binds | use.changes:
            continue
        if reading.deed(statement).blocks:
            return brings(reading, statement)
        if adds_part(statement) or _takes_part(statement):
            sources = {n.id for n in walk(statement) if isinstance(n, ast.Name)} & reading.scope.locals - {name}
            if any(fetched_itself(reading, source, seen | {name}) for source in sources):
                return True
    return False


def is_made_of(statement: ast.stmt, annotation: str) -> bool:
    """Whether a statement makes elements of a class, or tuples, as a parameter is annotated to hold."""
    if declared(annotation).element in ("tuple", "Tuple"):
        value = statement.value if isinstance(statement, ast.Assign) else None
        return isinstance(value, ast.ListComp) and isinstance(value.elt, ast.Tuple)
    named = set(re.findall(r"\w+", annotation)) - SEQUENCES - MAPPINGS - VALUES
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in named for node in walk(statement)
    )


def _fetched_in(reading: Reading, test: ast.expr, name: str) -> bool:
    """`if not (rows := fetch()):`."""
    return any(
        isinstance(node, ast.NamedExpr) and node.target.id == name and gives(reading, node.value) for node in walk(test)
    )


def rivals(reading: Reading, name: str) -> Names:
    """Other names that hold other parts of the same fetched value (`total = answer["total"]`)."""
    parts: dict[str, str] = {}
    for _, statement in every_statement(reading.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Subscript() | ast.Call() as value):
                source = root(value)
                if source in reading.scope.locals and source is not None and is_part(value):
                    parts[target] = source
    return frozenset(other for other, source in parts.items() if other != name and source == parts.get(name))


def _takes_part(statement: ast.stmt) -> bool:
    """`pods = page["items"]`, `pods, total = answer`; of `first, *rest = pods` the rest is something made."""
    if not isinstance(statement, ast.Assign) or not is_part(statement.value):
        return False
    return not any(isinstance(node, ast.Starred) for target in statement.targets for node in walk(target))


def _extraction(statement: ast.stmt, name: str) -> tuple[str, str, bool] | None:
    """`x = name["items"]`, `x = name.get("items")`, `x = json.loads(name)`: target, expression, does it decode."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=target)], value=value):
            pass
        case _:
            return None
    inner: ast.expr = value
    words: list[str] = []
    while True:
        match inner:
            case ast.Name(id=found):
                decodes = not DECODING.isdisjoint(words)
                return (target, ast.unparse(value), decodes) if found == name and words else None
            case ast.Subscript(value=below, slice=ast.Constant()):
                inner = below
                words.append("[]")
            case ast.Attribute(value=below, attr=word):
                inner = below
                words.append(word)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="json"), attr="loads"), args=[below, *_]):
                inner = below
                words.append("loads")
            case ast.Call(func=ast.Attribute(attr=word) as below) if word == "get" or word in DECODING:
                inner = below
            case ast.BoolOp(op=ast.Or(), values=[below, *_]):
                inner = below
            case _:
                return None
