"""What the bridge builds again from before the fetch, and under which names, without a difference to be seen."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from bridgefix.facts import Class, Expr, Function
from bridgefix.rewrite.datum import assignments
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.forgiving import is_forgiving
from bridgefix.rewrite.names import NONE, FunctionNode, spelled, walk, walk_scope
from bridgefix.rewrite.ordering import cannot_fail
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region
from bridgefix.rewrite.slicing import Slice
from bridgefix.rewrite.trees import every_statement, lists_below, span
from bridgefix.summaries import bound_once
from bridgefix.textual_api import LOOKUPS


def check_one_object(
    reading: Reading, rebuilt: Mapping[Address, ast.stmt], moved: Sequence[ast.stmt], gone: Sequence[ast.stmt]
) -> None:
    """What the bridge builds again is another object than the fetch's: the fetch must not look at the changed one."""
    made = (s for s in rebuilt.values() if not _looks_up(getattr(s, "value", None)))
    own = NONE.union(*(reading.use(s).binds for s in made))
    inside = {id(node) for statement in moved for node in walk(statement)}
    readers = [
        other
        for _, other in every_statement(reading.body)
        if id(other) not in inside and own & reading.use(other).reads
    ]
    for statement in gone:
        use = reading.use(statement)
        touched = own & (reading.changed(use) | use.binds)
        for other in readers if touched else ():
            met = touched & reading.use(other).reads
            # What keeps it somewhere keeps it for later.
            later = span(other) > span(statement) or bool(reading.use(other).sets)
            if met and later:
                raise reading.refuse(
                    f"line {statement.lineno} changes `{min(met)}` while it shows, and line {other.lineno} of "
                    f"`{reading.name}` reads that again",
                    other.lineno,
                )


def rebuildable(reading: Reading, region: Region, division: Slice, name: str) -> tuple[Address, ast.stmt]:
    """The statement from before the cut that binds `name` and can run in the bridge as well."""
    bindings = assignments(reading, name)
    line = bindings[0][1].lineno if bindings else reading.node.lineno
    before = dict(region.until(division.cut))
    inside = [(address, s) for address, s in bindings if address in before or _in_plain_with(reading, address)]
    if len(bindings) != 1 or not inside:
        raise reading.refuse(
            f"`{name}` (line {line}) is needed for what is shown and can't be built again in the bridge", line
        )
    address, statement = bindings[0]
    value = getattr(statement, "value", None)
    plain = isinstance(statement, ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom | FunctionNode)
    if plain and value is not None and _reads_widget(reading, value):
        raise reading.refuse(
            f"`{name}` is a widget's value taken before the fetch (line {line}); read again in the bridge it may be "
            "another",
            line,
        )
    if not plain or not reading.pure(statement):
        source = f"`{ast.unparse(value)}`" if value is not None else "the statement"
        raise reading.refuse(
            f"what is shown needs `{name}` (line {line}), and {source}, run again in the bridge, may give something "
            "else or do something",
            line,
        )
    # What is looked up again is the same widget, with all that was done to it.
    made = reading.use(statement).reads | (NONE if _looks_up(value) else frozenset({name}))
    changed_later = [
        other
        for _, other in every_statement(reading.body)
        if span(other) > span(statement)
        and made & reading.changed(reading.use(other))
        and span(other) < span(region.body[division.cut])
    ]
    if changed_later:
        at = changed_later[0].lineno
        raise reading.refuse(f"`{name}` is filled on line {at}, before the data point, and is not the data", at)
    catching = _caught_by(reading, address)
    if (
        catching
        and reading.use(statement).reads & region.taint_at(reading, division.cut).names
        and not cannot_fail(statement)
    ):
        raise reading.refuse(
            f"`{name}` is made on line {line}, and line {catching} catches it where that fails; made again in the bridge, it "
            "would fail there",
            line,
        )
    _check_attributes(reading, statement, name)
    _check_between_fetches(reading, region, division, statement, name)
    return address, statement


def _looks_up(value: ast.expr | None) -> bool:
    """`self.query_one("#rows", DataTable)`."""
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in LOOKUPS


def _check_between_fetches(reading: Reading, region: Region, division: Slice, statement: ast.stmt, name: str) -> None:
    """Raises Refusal where preparing between two fetches may fail: built again in the bridge, it would after both."""
    waits = [span(other) for _, other in every_statement(reading.body) if _waits(reading, other)]
    here, cut = span(statement), span(region.body[division.cut])
    later = [at for at in waits if here < at < cut]
    if later and any(at < here for at in waits) and not cannot_fail(statement):
        raise reading.refuse(
            f"`{name}` is made on line {statement.lineno} between two fetches; made again in the bridge, it would come to "
            f"fail after line {later[0][0]}",
            statement.lineno,
        )


def _waits(reading: Reading, statement: ast.stmt) -> bool:
    """Whether a statement waits by itself: a compound one in its head."""
    if isinstance(statement, FunctionNode) or not list(lists_below(statement)):
        return bool(reading.deed(statement).blocks)
    heads = (node for node in ast.iter_child_nodes(statement) if isinstance(node, ast.expr | ast.withitem))
    return any(reading.deed_of(head).blocks for head in heads)


def _caught_by(reading: Reading, address: Address) -> int:
    """The line of the `try` or `with suppress(…)` that a statement may fail in without the method failing; 0 for none."""
    for place, other in every_statement(reading.body):
        if place == address[: len(place)] and len(place) < len(address):
            tried = isinstance(other, ast.Try) and bool(other.handlers) and address[len(place)] == "body"
            if tried or is_forgiving(reading, other):
                return other.lineno
    return 0


def _in_plain_with(reading: Reading, address: Address) -> bool:
    """Whether every statement round the address is a `with`: what is bound there is bound after it."""
    body: Sequence[ast.stmt] = reading.body
    for step in address[1:-1]:
        if isinstance(step, int):
            statement = body[step]
            if not isinstance(statement, ast.With):
                return False
            body = statement.body
    return True


def _reads_widget(reading: Reading, value: ast.expr) -> bool:
    """Whether the value is a part of a widget: that is live state, and belongs to the time of the fetch."""
    called = {id(node.func) for node in walk_scope(value) if isinstance(node, ast.Call)}
    for node in walk_scope(value):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and id(node) not in called:
            if isinstance(node.value, ast.Name) and node.value.id == reading.receiver:
                if node.attr != "app" and not _declared(reading, node.attr):
                    return True
                continue
            read = reading.attribute(node)
            owner = None if read is None else reading.model.project.type_of(read.parts[0], reading.function)
            if owner is not None and reading.model.project.textual_names(owner):
                return True
    return False


def _declared(reading: Reading, attribute: str) -> bool:
    """Whether an attribute of `self` is the project's own, so that `_check_attributes` can tell who sets it."""
    project = reading.model.project
    owner = project.owner(reading.function.id)
    return owner is not None and any(
        attribute in cls.attributes or attribute in cls.methods or any(True for _ in _writers(reading, cls, attribute))
        for cls in project.mro(owner.id)
    )


def _check_attributes(reading: Reading, statement: ast.stmt, name: str) -> None:
    """Raises Refusal where the value comes from state of `self` that is set anew while the app runs."""
    owner = reading.model.project.owner(reading.function.id)
    if owner is None:
        return
    written = reading.model.effects.written_elsewhere
    for attribute in sorted(reading.use(statement).gets):
        if attribute in written:
            raise reading.refuse(
                f"`{name}` (line {statement.lineno}) is taken from `{spelled(reading.receiver, attribute)}` before the "
                f"fetch, and `{written[attribute]}` may have changed that when the bridge runs",
                statement.lineno,
            )
        for writer in _writers(reading, owner, attribute):
            if writer.name not in _ONCE:
                raise reading.refuse(
                    f"`{name}` (line {statement.lineno}) is taken from `{spelled(reading.receiver, attribute)}` before the "
                    f"fetch, and `{writer.name}` may have changed that when the bridge runs",
                    statement.lineno,
                )


_ONCE = frozenset("__init__ __post_init__ compose on_mount _on_mount".split())
"""Methods that run once, before anything is fetched: what only they set is as good as a constant."""


def _writers(reading: Reading, owner: Class, attribute: str) -> Iterator[Function]:
    """The methods of a class, its bases and its subclasses that set an attribute of `self` or change what it holds."""
    project = reading.model.project
    for cls in (*project.mro(owner.id), *project.subclasses(owner.id)):
        for qualname in (*cls.methods.values(), *cls.setters.values()):
            method = project.functions[f"{cls.path}::{qualname}"]
            own = project.self_name(method)
            if any(_of_self(store.target, own) == attribute for store in method.stores) or any(
                (func := bound_once(method, call.func)).kind == "attr"
                and _of_self(bound_once(method, func.parts[0]), own) == attribute
                and "self" in (reading.model.effects.of_call(call).mutates or ())
                for call in method.calls
            ):
                yield method


def _of_self(target: Expr, own: str | None) -> str | None:
    """`self.a`, `self.a[0]`: `a`."""
    while target.kind == "item" and target.parts:
        target = target.parts[0]
    plain = target.kind == "attr" and target.parts[0].kind == "name" and target.parts[0].name == own
    return target.name if plain else None


def free_to_rename(reading: Reading, statements: Sequence[ast.stmt], name: str, param: str) -> bool:
    """Whether `name` can be written as `param` in these statements without meeting another name."""
    for statement in statements:
        for node in walk(statement):
            match node:
                case ast.Name(id=found) if found == param:
                    return False
                case ast.arg(arg=found) if found in (name, param):
                    return False
                case ast.FunctionDef(name=found) | ast.AsyncFunctionDef(name=found) | ast.ClassDef(name=found):
                    if found in (name, param):
                        return False
                case ast.Nonlocal(names=names) | ast.Global(names=names):
                    if name in names or param in names:
                        return False
                case ast.ExceptHandler(name=found) | ast.MatchAs(name=found) if found in (name, param):
                    return False
                case ast.comprehension(target=target):
                    if any(isinstance(n, ast.Name) and n.id in (name, param) for n in walk(target)):
                        return False
                case ast.FormattedValue(value=ast.Name(id=found)) if found == name and _shows_its_name(statement, name):
                    return False
                case ast.alias():
                    if (node.asname or node.name).split(".")[0] in (name, param):
                        return False
    return True


def _shows_its_name(statement: ast.stmt, name: str) -> bool:
    """Whether an f-string spells out the name itself (`f"{rows=}"`)."""
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.rstrip().endswith(f"{name}=")
        for node in walk(statement)
    )
