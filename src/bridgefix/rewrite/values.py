"""Which value of the fetch half is the data that the bridge takes, and how the bridge comes by everything else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bridgefix.facts import Class, Expr, Function
from bridgefix.findings import Refusal
from bridgefix.rewrite.defuse import NONE, FunctionNode, Names, bound_names, root, self_attribute, walk_scope
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.reading import Reading, every_statement, lists_below
from bridgefix.rewrite.region import Region, Taint
from bridgefix.rewrite.slicing import Slice, divide

TRANSPORTS = ("requests.", "httpx.", "urllib.", "urllib3.", "http.client.", "aiohttp.", "subprocess.", "socket.")
"""What calls into these return is how the data came, not the data: nobody hands a Response to a table."""

LAZY = re.compile(r"(^|_)(iter|stream|paginate|scan|walk|yield|watch)(_|$)|^i?ter_|iter$|_all_pages$")
"""Names of calls that hand out an iterator and fetch while it is read."""

SEQUENCES = frozenset("list List Sequence Iterable Collection tuple Tuple set frozenset deque".split())
MAPPINGS = frozenset("dict Dict Mapping MutableMapping TypedDict defaultdict OrderedDict Counter".split())


@dataclass(frozen=True)
class Supply:
    """How the bridge gets what its new statements read."""

    slice: Slice
    arguments: Mapping[str, str]
    """For each parameter of the bridge that the crossing fills: the expression handed over."""
    renames: Mapping[str, str] = field(default_factory=dict)
    """Names of the fetch that go by the parameter's name in the bridge."""
    aliases: tuple[str, ...] = ()
    """Statements that open the bridge where a name can't be replaced (`found = pods`)."""
    rebuilt: tuple[tuple[Address, ast.stmt], ...] = ()
    """Statements from before the fetch that the bridge repeats, in order."""
    unpacked: tuple[Address, ast.stmt, str] | None = None
    """The assignment `a, b = fetch()` that becomes `param = fetch()`, with the name it binds then."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """The bridge's parameters, without its receiver."""

    params: tuple[str, ...]
    required: tuple[str, ...]
    annotations: Mapping[str, str]
    keyword_only: Names
    handed: Mapping[str, str] = field(default_factory=dict)
    """Parameters of the fetch by the parameter of the bridge that is handed on to them."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Parameters of the fetch whose value in the bridge's call is a constant, or the default."""


class Later(Refusal):
    """This is not the data yet; a later cut may be."""


def supply(reading: Reading, region: Region, wanted: Wanted) -> tuple[Region, Supply]:
    """Find the data point.

    Returns:
        The region without what it shows before that point, which stays in the fetch, and the supply.
    Raises:
        Refusal: the first that was met, where no cut of the region fits the parameters.
    """
    refusals: list[Refusal] = []
    for cut in _cuts(reading, region):
        if refusals and not isinstance(refusals[-1], Later) and not _named_anew(reading, region, wanted, cut):
            continue
        rest = replace(region, shows=tuple(index for index in region.shows if index >= cut))
        try:
            return rest, _supply_at(reading, rest, wanted, divide(reading, rest, cut))
        except Refusal as refusal:
            refusals.append(refusal)
    raise next((refusal for refusal in refusals if not isinstance(refusal, Later)), refusals[0])


def _named_anew(reading: Reading, region: Region, wanted: Wanted, cut: int) -> bool:
    """Whether the statement before a cut is the first to make what bears a parameter's name.

    Without that, what follows the fetch is done to the data: the bridge has to do it, too.
    """
    made = reading.use(region.body[cut - 1]).binds & frozenset(wanted.params)
    earlier = region.taint.names | frozenset().union(
        *(reading.use(region.body[index]).binds for index in range(region.start, cut - 1))
    )
    return bool(made) and not made & earlier


def _cuts(reading: Reading, region: Region) -> Iterator[int]:
    """Right after the fetch, and after each plain statement that follows it up to the first that shows.

    What tells of a failure and leaves (`if response.status_code != 200: …; return`) may stand before the data point.
    """
    yield region.start
    for index in range(region.start, region.shows[-1]):
        statement = region.body[index]
        exits = isinstance(statement, ast.If) and not statement.orelse and reading.use(statement.body[-1]).stops
        if index in region.shows and not exits:
            return
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr):
            yield index + 1
        elif not exits and not isinstance(statement, FunctionNode):
            return


def _taint_at(reading: Reading, region: Region, cut: int) -> Names:
    taint = region.taint
    for index in range(region.start, cut):
        taint = taint.after(reading, region.body[index])
    return taint.names


def _supply_at(reading: Reading, region: Region, wanted: Wanted, division: Slice) -> Supply:
    tainted = _taint_at(reading, region, division.cut)
    needed = division.needs
    fetched = needed & tainted
    data_params = [p for p in wanted.params if p not in wanted.handed.values()]
    for name in sorted(fetched):
        _check_not_lazy(reading, name)
    attributes = division.attributes & region.taint.attributes
    same_name = frozenset(p for p in data_params if p in tainted and p not in reading.scope.params)
    if same_name and fetched and fetched != same_name:
        try:
            return _rebuild(reading, region, wanted, division, {p: p for p in same_name}, tainted)
        except Refusal:
            pass
    if not fetched and len(attributes) == 1 and len(data_params) == 1:
        return _from_attribute(reading, region, wanted, division, next(iter(attributes)), data_params[0])
    if attributes:
        raise reading.refuse(
            f"what is shown reads `{reading.receiver}.{min(attributes)}`, which `{reading.name}` sets from what it fetches "
            "before the data point",
            region.body[division.cut].lineno,
        )
    chosen = _choose(reading, region, wanted, division, fetched, data_params, tainted)
    _check_left_alone(reading, region, division, frozenset(chosen.values()))
    return _rebuild(reading, region, wanted, division, chosen, tainted)


def _check_left_alone(reading: Reading, region: Region, division: Slice, data: Names) -> None:
    """Raises Refusal where the data is changed in place after it came and before the cut: the bridge would not do that."""
    here: Names = NONE
    taint = Taint()
    between = [region.body[index] for index in range(region.start, division.cut)]
    for whole in [*(s for _, s in region.before), *between]:
        for _, statement in every_statement([whole]):
            if list(lists_below(statement)) and not isinstance(statement, FunctionNode):
                continue
            use = reading.use(statement)
            met = here & reading.changed(use)
            if met and not reading.deed(statement).blocks:
                line = statement.lineno
                raise reading.refuse(f"`{min(met)}` is changed on line {line}, before the data point", line)
            if reading.deed(statement).blocks or taint.touches(use):
                here |= data & use.binds
            taint = taint.after(reading, statement)


def _choose(
    reading: Reading,
    region: Region,
    wanted: Wanted,
    division: Slice,
    fetched: Names,
    data_params: Sequence[str],
    tainted: Names,
) -> dict[str, str]:
    """Parameter of the bridge -> name in the fetch, for the fetched values."""
    line = region.body[division.cut].lineno
    if not fetched:
        raise reading.refuse(f"what `{reading.name}` shows can't be traced to a value that it fetched", line)
    chosen = {name: name for name in fetched if name in data_params}
    left = sorted(fetched - set(chosen))
    free = [p for p in data_params if p not in chosen]
    if len(left) == 1:
        # A parameter that must be given goes before one that has a default.
        free = [p for p in free if p in wanted.required] or free
    needed_free = [p for p in free if p in wanted.required]
    if left:
        packed = len(free) == 1 and not chosen and _unpacking(reading, region, frozenset(left)) is not None
        if packed and _is_tuple(wanted, free[0]):
            pass
        elif len(free) == 1 and len(left) == 1 and free[0] in tainted and free[0] not in reading.scope.params:
            line = _bound_at(reading, left[0])
            raise reading.refuse(
                f"what is shown is `{left[0]}` (line {line}), and `{free[0]}`, which the bridge takes, is something else",
                line,
            )
        elif len(free) == 1 and len(left) == 1:
            chosen[free[0]] = left[0]
            _check_is_data(reading, region, wanted, division, left[0], free[0])
        elif packed:
            pass
        elif not free:
            raise reading.refuse(
                f"`{left[0]}` (line {_bound_at(reading, left[0])}) is fetched and shown too, but the bridge takes only "
                + ", ".join(f"`{p}`" for p in data_params),
                _bound_at(reading, left[0]),
            )
        else:
            raise reading.refuse(
                "it can't be told which fetched value is which parameter: "
                + ", ".join(f"`{name}`" for name in left)
                + " for "
                + ", ".join(f"`{p}`" for p in free),
                _bound_at(reading, left[0]),
            )
    elif needed_free:
        raise reading.refuse(
            f"the bridge also takes `{needed_free[0]}`, and `{reading.name}` has nothing for it", reading.node.lineno
        )
    return chosen


def _bound_at(reading: Reading, name: str) -> int:
    for _, statement in every_statement(reading.body):
        if name in bound_names([statement]):
            return statement.lineno
    return reading.node.lineno


def _assignments(reading: Reading, name: str) -> list[tuple[Address, ast.stmt]]:
    """The innermost statements that bind a name, anywhere in the method."""
    found = []
    for address, statement in every_statement(reading.body):
        inner = list(ast.iter_child_nodes(statement))
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


def _check_is_data(reading: Reading, region: Region, wanted: Wanted, division: Slice, name: str, param: str) -> None:
    """Raises Refusal where `name` is how the data came, or where the data may be a part of it."""
    bindings = _assignments(reading, name)
    for _, statement in bindings:
        value = getattr(statement, "value", None)
        if isinstance(value, ast.Await):
            value = value.value
        while isinstance(value, ast.Attribute) and value.attr in _DECODING and not _is_text(wanted, param):
            value = value.value
        if isinstance(value, ast.Call):
            view = reading.view(value)
            if view is not None and view.dotted is not None and view.dotted.startswith(TRANSPORTS) and view.blocks:
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
        shape = _kind(wanted.annotations.get(param, ""))
        target, key, decodes = part
        line = region.body[index].lineno
        if decodes or (shape != "mapping" and (target == param or shape == "sequence")):
            raise Later(f"`{param}` stands for `{key}` (line {line})", line, reading.path)
        if shape != "mapping":
            raise reading.refuse(f"it can't be told whether `{param}` is `{name}` or `{key}` (line {line})", line)


def _check_class(reading: Reading, statement: ast.stmt, wanted: Wanted, param: str) -> None:
    """Raises Later where the parameter is annotated with a class that this statement makes its elements of."""
    if not (isinstance(statement, ast.Assign | ast.AnnAssign) and param in reading.use(statement).binds):
        return
    named = set(re.findall(r"\w+", wanted.annotations.get(param, ""))) - SEQUENCES - MAPPINGS
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in named - {"str", "int", "float"}:
            raise Later(f"`{param}` is made on line {statement.lineno}", statement.lineno, reading.path)


def _check_not_lazy(reading: Reading, name: str) -> None:
    for _, statement in _assignments(reading, name):
        value = getattr(statement, "value", None)
        if isinstance(value, ast.GeneratorExp) or (isinstance(value, ast.Call) and is_lazy(reading, value)):
            raise reading.refuse(
                f"`{name}` (line {statement.lineno}) may fetch while it is read, and the bridge would read it on main",
                statement.lineno,
            )


def is_lazy(reading: Reading, call: ast.Call) -> bool:
    """Whether what a call returns may do its work only while it is iterated."""
    view = reading.view(call)
    func = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if view is not None and view.targets:
        return any(target.is_generator for target in view.targets)
    return bool(LAZY.search(func)) or func in ("map", "filter", "iter")


def _is_text(wanted: Wanted, param: str) -> bool:
    return wanted.annotations.get(param, "").strip("\"' ").split(" ")[0] in ("str", "bytes")


_DECODING = frozenset("content data decode fetchall json loads read splitlines stdout strip text".split())
"""Attributes and methods that turn what came over the wire into data."""


def _extraction(statement: ast.stmt, name: str) -> tuple[str, str, bool] | None:
    """`x = name["items"]`, `x = name.get("items")`, `x = json.loads(name)`: target, expression, does it decode."""
    match statement:
        case (
            ast.Assign(targets=[ast.Name(id=target)], value=value)
            | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
        ):
            pass
        case _:
            return None
    inner: ast.expr = value
    words: list[str] = []
    while True:
        match inner:
            case ast.Name(id=found):
                decodes = not _DECODING.isdisjoint(words)
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
            case ast.Call(func=ast.Attribute(attr=word) as below) if word == "get" or word in _DECODING:
                inner = below
            case ast.BoolOp(op=ast.Or(), values=[below, *_]):
                inner = below
            case _:
                return None


def _kind(annotation: str) -> str:
    head = annotation.strip("\"' ").split("[")[0].split(".")[-1].strip()
    return "sequence" if head in SEQUENCES else "mapping" if head in MAPPINGS else ""


def _unpacking(reading: Reading, region: Region, names: Names) -> tuple[Address, ast.stmt] | None:
    """The one assignment `a, b = …` before the cut that binds all these names."""
    found = None
    for address, statement in region.before:
        match statement:
            case ast.Assign(targets=[ast.Tuple(elts=targets)]) if all(isinstance(t, ast.Name) for t in targets):
                if names <= {t.id for t in targets if isinstance(t, ast.Name)}:
                    found = (address, statement)
    return found


def _from_attribute(
    reading: Reading, region: Region, wanted: Wanted, division: Slice, attribute: str, param: str
) -> Supply:
    """The fetch keeps its result in `self.x`, and what is shown reads it from there."""
    handed = _kept_as(reading, region, attribute)
    result = _rebuild(reading, region, wanted, division, {}, NONE, {param: handed})
    return replace(result, aliases=(f"{handed} = {param}", *result.aliases))


def _kept_as(reading: Reading, region: Region, attribute: str) -> str:
    """The one target, `self.x` or `self.x["key"]`, under which the fetch keeps its result."""
    targets = [
        target
        for _, statement in every_statement(reading.body)
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign)
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if self_attribute(target, reading.receiver) == attribute
    ]
    texts = {reading.source(target) for target in targets}
    plain = all(
        isinstance(target, ast.Attribute)
        or (isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and root(target) is not None)
        for target in targets
    )
    if len(texts) != 1 or not plain:
        line = targets[0].lineno if targets else reading.node.lineno
        raise reading.refuse(f"it can't be told which part of `{reading.receiver}.{attribute}` is the data", line)
    return texts.pop()


def _rebuild(
    reading: Reading,
    region: Region,
    wanted: Wanted,
    division: Slice,
    chosen: Mapping[str, str],
    tainted: Names,
    given: Mapping[str, str] | None = None,
) -> Supply:
    """Supply everything: chosen data, what else is `given`, handed parameters, locals that the bridge builds again."""
    names = {name: param for param, name in chosen.items()}
    todo = sorted(division.needs - set(names))
    rebuilt: dict[Address, ast.stmt] = {}
    arguments: dict[str, str] = {**chosen, **(given or {})}
    aliases: list[str] = []
    unpacked: tuple[Address, ast.stmt, str] | None = None
    notes: list[str] = []
    fetched = division.needs & tainted
    data_params = [p for p in wanted.params if p not in wanted.handed.values()]
    if not chosen and fetched and len(data_params) == 1:
        found = _unpacking(reading, region, fetched)
        if found is not None:
            _check_unpacking(reading, wanted, found[1], data_params[0])
            unpacked = (*found, data_params[0])
            arguments[data_params[0]] = data_params[0]
            todo = [name for name in todo if name not in fetched]
    while todo:
        name = todo.pop()
        if name in names or any(name in bound_names([s]) for s in rebuilt.values()):
            continue
        if name in reading.scope.params:
            _param(reading, wanted, name, arguments, aliases)
            continue
        address, statement = _rebuildable(reading, region, division, name)
        rebuilt[address] = statement
        todo.extend(reading.use(statement).reads - set(names))
    missing = [p for p in wanted.required if p not in arguments]
    if missing:
        raise reading.refuse(
            f"the bridge also takes `{missing[0]}`, and `{reading.name}` has nothing for it", reading.node.lineno
        )
    moved = [region.body[i] for i in division.moved]
    kept = {*division.copied, *division.counted}
    _check_one_object(reading, rebuilt, moved, [region.body[i] for i in division.moved if i not in kept])
    _check_not_used_up(reading, moved, frozenset(chosen.values()))
    renames: dict[str, str] = {}
    for name, param in names.items():
        if name == param:
            continue
        if _free_to_rename(reading, [*moved, *rebuilt.values()], name, param):
            renames[name] = param
        else:
            aliases.append(f"{name} = {param}")
    return Supply(
        division,
        arguments,
        renames,
        tuple(aliases),
        tuple(sorted(rebuilt.items(), key=_in_text)),
        unpacked,
        tuple(notes),
    )


def _check_one_object(
    reading: Reading, rebuilt: Mapping[Address, ast.stmt], moved: Sequence[ast.stmt], gone: Sequence[ast.stmt]
) -> None:
    """What the bridge builds again is another object than the fetch's: the fetch must not look at the changed one."""
    own = frozenset().union(*(reading.use(s).binds for s in rebuilt.values())) if rebuilt else NONE
    for statement in gone:
        use = reading.use(statement)
        touched = own & (reading.changed(use) | use.binds)
        for _, other in every_statement(reading.body):
            met = touched & reading.use(other).reads
            if met and other.lineno > statement.lineno and not any(other in ast.walk(m) for m in moved):
                raise reading.refuse(
                    f"line {statement.lineno} changes `{min(met)}` while it shows, and line {other.lineno} of "
                    f"`{reading.name}` reads that again",
                    other.lineno,
                )


def _check_not_used_up(reading: Reading, moved: Sequence[ast.stmt], data: Names) -> None:
    """What the bridge is given is its caller's: it must look the same when it is shown a second time.

    Sorting it, and setting an entry to what does not depend on the entry itself, can be done twice.
    """
    for statement in moved:
        for node in ast.walk(statement):
            changed: ast.expr | None = None
            match node:
                case ast.Call(func=ast.Attribute(value=value, attr=verb)) if verb not in (
                    "sort",
                    "update",
                    "setdefault",
                ):
                    if value in reading.judge(node).changes:
                        changed = value
                case ast.AugAssign(target=ast.Attribute() | ast.Subscript() as target):
                    changed = target
                case ast.Assign(targets=targets, value=value):
                    read = {ast.unparse(n) for n in ast.walk(value) if isinstance(n, ast.Attribute | ast.Subscript)}
                    changed = next((t for t in targets if not isinstance(t, ast.Name) and ast.unparse(t) in read), None)
                case ast.Delete(targets=[ast.Attribute() | ast.Subscript() as target, *_]):
                    changed = target
            name = root(changed) if changed is not None else None
            if name is not None and name in reading.scope.locals and reading.sharing.seen_through(name) & data:
                raise reading.refuse(
                    f"line {node.lineno} changes `{name}`, which in the bridge is the caller's: shown again, it would "  # type: ignore[attr-defined]
                    "show something else",
                    node.lineno,  # type: ignore[attr-defined]
                )


def _in_text(entry: tuple[Address, ast.stmt]) -> tuple[int, int]:
    return entry[1].lineno, entry[1].col_offset


def _is_tuple(wanted: Wanted, param: str) -> bool:
    annotation = wanted.annotations.get(param, "").strip("\"' ")
    return annotation.split("[")[0].split(".")[-1].lower() == "tuple"


def _check_unpacking(reading: Reading, wanted: Wanted, statement: ast.stmt, param: str) -> None:
    if not _is_tuple(wanted, param):
        raise reading.refuse(
            f"line {statement.lineno} of `{reading.name}` fetches several values, and nothing says that `{param}` "
            "takes them together",
            statement.lineno,
        )


def _param(reading: Reading, wanted: Wanted, name: str, arguments: dict[str, str], aliases: list[str]) -> None:
    """A parameter of the fetch that the render half reads."""
    if name in wanted.handed:
        param = wanted.handed[name]
        arguments[param] = name
        if param != name:
            aliases.append(f"{name} = {param}")
    elif name in wanted.constants:
        aliases.append(f"{name} = {wanted.constants[name]}")
    else:
        raise reading.refuse(
            f"what is shown depends on the parameter `{name}` of `{reading.name}`, which the bridge does not have",
            reading.node.lineno,
        )


def _rebuildable(reading: Reading, region: Region, division: Slice, name: str) -> tuple[Address, ast.stmt]:
    """The statement from before the cut that binds `name` and can run in the bridge as well."""
    bindings = _assignments(reading, name)
    line = bindings[0][1].lineno if bindings else reading.node.lineno
    between = range(region.start, division.cut)
    before = dict([*region.before, *(((*region.address, i), region.body[i]) for i in between)])
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
    changed_later = [
        other
        for _, other in every_statement(reading.body)
        if other.lineno > statement.lineno
        and name in reading.changed(reading.use(other))
        and other.lineno < region.body[division.cut].lineno
    ]
    if changed_later:
        at = changed_later[0].lineno
        raise reading.refuse(f"`{name}` is filled on line {at}, before the data point, and is not the data", at)
    _check_attributes(reading, statement, name)
    return address, statement


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
    for attribute in sorted(reading.use(statement).gets):
        for writer in _writers(reading, owner, attribute):
            if writer.name not in _ONCE:
                raise reading.refuse(
                    f"`{name}` (line {statement.lineno}) is taken from `{reading.receiver}.{attribute}` before the "
                    f"fetch, and `{writer.name}` may have changed that when the bridge runs",
                    statement.lineno,
                )


_ONCE = frozenset("__init__ __post_init__ compose on_mount _on_mount".split())
"""Methods that run once, before anything is fetched: what only they set is as good as a constant."""


def _writers(reading: Reading, owner: Class, attribute: str) -> Iterator[Function]:
    """The methods of a class, its bases and its subclasses that set an attribute of `self` or change what it holds."""
    project = reading.model.project
    for cls in (*project.mro(owner.id), *project.subclasses(owner.id)):
        for qualname in cls.methods.values():
            method = project.functions[f"{cls.path}::{qualname}"]
            own = project.self_name(method)
            targets = [store.target for store in method.stores]
            for call in method.calls:
                view = reading.model.effects.view(cls.path, call.span)
                if call.func.kind == "attr" and view is not None and "self" in (view.mutates or ()):
                    targets.append(call.func.parts[0])
            if any(_of_self(target, own) == attribute for target in targets):
                yield method


def _of_self(target: Expr, own: str | None) -> str | None:
    """`self.a`, `self.a[0]`: `a`."""
    while target.kind == "item" and target.parts:
        target = target.parts[0]
    plain = target.kind == "attr" and target.parts[0].kind == "name" and target.parts[0].name == own
    return target.name if plain else None


def _free_to_rename(reading: Reading, statements: Sequence[ast.stmt], name: str, param: str) -> bool:
    """Whether `name` can be written as `param` in these statements without meeting another name."""
    for statement in statements:
        for node in ast.walk(statement):
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
                    if any(isinstance(n, ast.Name) and n.id in (name, param) for n in ast.walk(target)):
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
        for node in ast.walk(statement)
    )
