"""Which value of the fetch half is the data that the bridge takes, and how the bridge comes by everything else."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from bridgefix.findings import Refusal
from bridgefix.rewrite.brought import adds_part
from bridgefix.rewrite.choosing import choose, holds_the_answer, is_plain, is_tuple, made_of_it, plain_before, unpacking
from bridgefix.rewrite.datum import (
    Embedded,
    Later,
    Supply,
    Wanted,
    makes_other_elements,
)
from bridgefix.rewrite.declared import at_odds, declared, is_other, kind
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.embedded import part_of_value, part_shown
from bridgefix.rewrite.given import assigned, contradiction
from bridgefix.rewrite.holders import targets_of
from bridgefix.rewrite.lasting import check_not_used_up
from bridgefix.rewrite.lazy import check_gone_through, check_not_lazy
from bridgefix.rewrite.names import (
    NONE,
    FunctionNode,
    Names,
    bound_names,
    is_receiver,
    parts,
    root,
    self_attribute,
    spelled,
    walk,
)
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.rebuilding import check_one_object, free_to_rename, rebuildable
from bridgefix.rewrite.region import Region, Taint, set_in_head
from bridgefix.rewrite.remembering import check_can_be_set_again, remembered_again, remembered_as
from bridgefix.rewrite.single import only_written_out, reckoned_with
from bridgefix.rewrite.slicing import Slice, divide
from bridgefix.rewrite.trees import every_statement, lists_below, parsed
from bridgefix.rewrite.words import singular


def supply(reading: Reading, region: Region, wanted: Wanted) -> tuple[Region, Supply]:
    """Find the data point.

    Returns:
        The region without what it shows before that point, which stays in the fetch, and the supply.
    Raises:
        Refusal: the first that was met, where no cut of the region fits the parameters.
    """
    refusals: list[Refusal] = []
    for cut in _cuts(reading, region):
        if region.remembered and cut > region.remembered[0]:
            break
        if refusals and not isinstance(refusals[-1], Later) and not _named_anew(reading, region, wanted, cut):
            continue
        rest = region._replace(shows=tuple(index for index in region.shows if index >= cut))
        try:
            found = _supply_at(reading, rest, wanted, divide(reading, rest, cut))
            _check_given(reading, rest, wanted, found)
            return rest, found
        except Refusal as refusal:
            refusals.append(refusal)
    raise min(refusals, key=lambda refusal: (isinstance(refusal, Later), not isinstance(refusal, Embedded)))


def _check_given(reading: Reading, region: Region, wanted: Wanted, supply: Supply) -> None:
    """Raises Later where the callers of the bridge give it another step of the same fetch."""
    if supply.unpacked is not None:
        return
    before = list(plain_before(region, supply.slice))
    for param, name in supply.arguments.items():
        found = contradiction(reading, param, name, wanted.given.get(param, ()), before)
        if found is not None:
            place = part_of_value(reading, found, before) or part_shown(
                reading, region, supply, found, before, param, name
            )
            raise (
                Embedded(found.reason, found.line, reading.path, place)
                if place
                else Later(found.reason, found.line, reading.path)
            )
        _check_declared(reading, region, wanted, supply, param, name)


def _check_declared(reading: Reading, region: Region, wanted: Wanted, supply: Supply, param: str, name: str) -> None:
    """Raises Later where what the bridge is to do takes its data for something else than it is annotated to be."""
    annotation = wanted.annotations.get(param, "")
    values: list[ast.expr] = []
    for statement in plain_before(region, supply.slice):
        value = assigned(statement)
        if value is None or name not in reading.use(statement).binds:
            continue
        values.append(value)
        line = statement.lineno
        if makes_other_elements(statement, annotation):
            raise made_of_it(reading, [statement], line, name, param)
        if is_other(annotation, value):
            raise Later(
                f"`{param}` is annotated `{annotation}`, and `{name}` (line {line}) is none", line, reading.path
            )
    shown = [*(region.body[index] for index in supply.slice.moved), *(statement for _, statement in supply.rebuilt)]
    odd = at_odds(annotation, name, shown, frozenset(_texts(reading)))
    if odd is not None:
        line = odd.lineno
        reason = f"`{param}` is annotated `{annotation}`, and line {line} asks for `{ast.unparse(odd)}`"
        raise Later(reason, line, reading.path)
    said = kind(declared(annotation).head)
    several = not said and singular(param) != param
    if said not in ("sequence", "mapping") and not several:
        return
    # Where nothing but the name of the data says what it is, to write it out is no sign against it.
    bears_it = name == param and not any(map(_is_named_part, values))
    one = reckoned_with(reading, name, shown) or (None if bears_it else only_written_out(reading, name, shown))
    if one is not None:
        what = "stands for several" if several else f"is annotated `{annotation}`"
        reason = f"`{param}` {what}, and line {one.lineno} takes `{ast.unparse(one)}` for a single value"
        raise Later(reason, one.lineno, reading.path)


def _texts(reading: Reading) -> Iterator[str]:
    """The names that evidently hold texts in a method: its own, and variables of the module."""
    for statement in (*parsed(reading.text).body, *walk(reading.node)):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.JoinedStr() | ast.Constant(value=str())):
                yield name


def _is_named_part(value: ast.expr) -> bool:
    """`fetch()["total"]`, `response.status_code`: a part of an answer that has a name of its own."""
    match value:
        case ast.Subscript(slice=ast.Constant(value=str())) | ast.Attribute():
            return True
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str()), *_]):
            return True
    return False


def _named_anew(reading: Reading, region: Region, wanted: Wanted, cut: int) -> bool:
    """Whether the statement before a cut is the first to make what bears a parameter's name.

    Without that, what follows the fetch is done to the data: the bridge has to do it, too.
    """
    use = reading.use(region.body[cut - 1])
    made = (use.binds | use.changes) & frozenset(wanted.params)
    if any(makes_other_elements(region.body[cut - 1], wanted.annotations.get(name, ""), name) for name in made):
        return False
    source = reading.use(region.body[cut - 1]).reads & region.taint.names
    if any(source & reading.use(region.body[index]).binds for index in range(cut, region.end)):
        # What it is made of is bound anew afterwards: that stood in the way of the cut before it, and is no data point.
        return False
    # `rows = []` makes nothing yet of what was fetched.
    earlier = region.taint.names.union(
        *(
            reading.use(region.body[index]).binds
            for index in range(region.start, cut - 1)
            if region.taint_at(reading, index).touches(reading.use(region.body[index]))
        )
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
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr | ast.For):
            yield index + 1
        elif not exits and not isinstance(statement, FunctionNode):
            return


def _supply_at(reading: Reading, region: Region, wanted: Wanted, division: Slice) -> Supply:
    taint = region.taint_at(reading, division.cut)
    tainted = taint.names
    needed = division.needs
    fetched = needed & tainted
    data_params = [p for p in wanted.params if p not in wanted.handed.values()]
    for name in sorted(fetched):
        check_not_lazy(reading, name)
    attributes = division.attributes & taint.attributes
    _check_state(reading, region, division, division.attributes - attributes)
    same_name = frozenset(p for p in data_params if p in tainted and p not in reading.scope.params)
    if same_name and fetched and fetched != same_name and not attributes:
        try:
            for name in sorted(same_name):
                check_not_lazy(reading, name)
            _check_left_alone(reading, region, division, same_name)
            _check_handed_as_fetched(reading, region, division, same_name)
            return _rebuild(reading, region, wanted, division, {p: p for p in same_name}, tainted)
        except Refusal:
            pass
    if not fetched and len(attributes) == 1 and len(data_params) == 1:
        return _from_attribute(reading, region, wanted, division, next(iter(attributes)), data_params[0])
    if attributes:
        raise reading.refuse(
            f"what is shown reads `{spelled(reading.receiver, min(attributes))}`, which `{reading.name}` sets from what it fetches "
            "before the data point",
            region.body[division.cut].lineno,
        )
    chosen = choose(reading, region, wanted, division, fetched, data_params, tainted)
    _check_left_alone(reading, region, division, frozenset(chosen.values()) or fetched)
    _check_handed_as_fetched(reading, region, division, frozenset(chosen.values()))
    return _rebuild(reading, region, wanted, division, chosen, tainted)


def _check_state(reading: Reading, region: Region, division: Slice, shown: Names) -> None:
    """Raises Refusal where what is shown reads an attribute that the fetch half sets: the bridge would not set it."""
    whole = [statement for _, statement in every_statement([whole for _, whole in region.until(division.cut)])]
    for statement in (*region.parents, *whole):
        plain = is_plain(statement)
        sets = reading.use(statement).sets if plain else set_in_head(reading, statement)
        met = sets & shown - _TREE
        if met and not (plain and reading.deed(statement).shows):
            line = statement.lineno
            raise reading.refuse(
                f"what is shown reads `{spelled(reading.receiver, min(met))}`, which line {line} changes before the data point",
                line,
            )


_TREE = frozenset({"app", "screen", "parent"})
"""Attributes of a node through which it reaches others of Textual's tree."""


def _check_left_alone(reading: Reading, region: Region, division: Slice, data: Names) -> None:
    """Raises Refusal where the data is changed in place after it came and before the cut: the bridge would not do that."""
    here: Names = NONE
    taint = Taint()
    for address, statement in every_statement([whole for _, whole in region.until(division.cut)]):
        use = reading.use(statement)
        if not is_plain(statement):
            # `match ask():` and `if (view := ask()):` bind in their heads.
            below = (reading.use(inner).binds for _, inners in lists_below(statement) for inner in inners)
            met = here & use.binds - NONE.union(*below)
            if met:
                raise reading.refuse(
                    f"`{min(met)}` is bound anew on line {statement.lineno}, before the data point", statement.lineno
                )
            taint = taint.through(reading, statement)
            here |= data & taint.names
            continue
        picks = _picks(reading, statement, taint)
        if picks and use.binds & data:
            raise reading.refuse(
                f"line {statement.lineno} may take `{picks}` in place of what was fetched, and the bridge would not",
                statement.lineno,
            )
        # `view = view[1:]` is a change, too; `view = []` after a failure is another way to come by the data.
        another_way = bool(_OTHERWISE & set(address)) and not use.reads & here
        met = here & (reading.changed(use) | (NONE if another_way else use.binds))
        if met and not reading.deed(statement).blocks and not adds_part(statement):
            line = statement.lineno
            raise reading.refuse(f"`{min(met)}` is changed on line {line}, before the data point", line)
        if reading.deed(statement).blocks or taint.touches(use):
            here |= data & (use.binds | use.changes)
        taint = taint.after(reading, statement)


_OTHERWISE = frozenset({"handlers", "orelse", "cases"})
"""Lists of statements that run where others did not, or not to their end."""


def _picks(reading: Reading, statement: ast.stmt, taint: Taint) -> str:
    """What an assignment may give in place of fetched data that is at hand: `self._kept or found`; "" for nothing."""
    value = assigned(statement)
    if not isinstance(value, ast.BoolOp | ast.IfExp):
        return ""
    ways = list(parts(value))
    uses = [reading.scope.expression(way) for way in ways]
    if not any(taint.touches(use) for use in uses):
        return ""
    return next(
        (ast.unparse(way) for way, use in zip(ways, uses, strict=True) if use.gets and not taint.touches(use)), ""
    )


def _check_handed_as_fetched(reading: Reading, region: Region, division: Slice, data: Names) -> None:
    """Raises Refusal where a name of the data means something else by the time it is handed over."""
    for node in walk(reading.node):
        if isinstance(node, ast.Delete):
            met = data & bound_names([node])
            if met:
                raise reading.refuse(f"`{min(met)}` is deleted on line {node.lineno}", node.lineno)
    for index in range(division.cut, region.end):
        if index in division.moved and index not in division.copied and index not in division.guards:
            continue
        met = data & reading.use(region.body[index]).binds
        if met and not _can_be_done_twice(region.body[index]):
            line = region.body[index].lineno
            raise reading.refuse(f"`{min(met)}` is no longer what was fetched after line {line}", line)


def _can_be_done_twice(statement: ast.stmt) -> bool:
    """`pods = sorted(pods)`, `pods = [pod for pod in pods if …]`: the bridge may do to the result what the fetch did."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pass
        case _:
            return False
    match value:
        case ast.Call(func=ast.Name(id="sorted" | "list" | "tuple" | "dict" | "set"), args=[ast.Name(id=source)]):
            return source == name
        case ast.BoolOp(op=ast.Or(), values=[ast.Name(id=source), ast.List() | ast.Dict() | ast.Tuple()]):
            return source == name
        case (
            ast.ListComp(elt=ast.Name(id=kept), generators=[only])
            | ast.SetComp(elt=ast.Name(id=kept), generators=[only])
        ):
            return ast.unparse(only.iter) == name and ast.unparse(only.target) == kept
        case ast.DictComp(key=key, value=entry, generators=[only]):
            pair = f"({ast.unparse(key)}, {ast.unparse(entry)})"
            return ast.unparse(only.iter) == f"{name}.items()" and ast.unparse(only.target) == pair
    return False


def _from_attribute(
    reading: Reading, region: Region, wanted: Wanted, division: Slice, attribute: str, param: str
) -> Supply:
    """The fetch keeps its result in `self.x`, and what is shown reads it from there."""
    _check_is_read(reading, region, division, attribute)
    handed = _kept_as(reading, region, attribute)
    taint = region.taint_at(reading, division.cut)
    before = list(plain_before(region, division))
    if not any(_puts_in(reading, each, attribute, taint) for each in before):
        line = region.body[division.cut].lineno
        raise reading.refuse(
            f"nothing before line {line} puts what was fetched into `{spelled(reading.receiver, attribute)}`, which is shown",
            line,
        )
    set_at = 0
    for index, statement in enumerate(before):
        use = reading.use(statement)
        if attribute in use.sets and set_at and not reading.deed(statement).blocks:
            line = statement.lineno
            raise reading.refuse(
                f"`{spelled(reading.receiver, attribute)}` is changed on line {line}, before the data point", line
            )
        if attribute in use.sets and isinstance(statement, ast.Assign):
            check_gone_through(reading, statement, spelled(reading.receiver, attribute))
            comes = reading.deed(statement).blocks or bool(use.reads & taint.names)
            if comes and not holds_the_answer(reading, statement):
                raise made_of_it(reading, [statement], statement.lineno, spelled(reading.receiver, attribute), param)
        if attribute in use.sets and reading.deed(statement).blocks:
            set_at = index + 1
    shared = _kept_twice(reading, attribute)
    if shared is not None:
        raise reading.refuse(
            f"what `{spelled(reading.receiver, attribute)}` holds is kept under another name on line {shared.lineno}, and may be "
            "changed through that",
            shared.lineno,
        )
    result = _rebuild(reading, region, wanted, division, {}, NONE, {param: handed})
    return result._replace(aliases=(f"{handed} = {param}", *result.aliases))


def _puts_in(reading: Reading, statement: ast.stmt, attribute: str, taint: Taint) -> bool:
    """Whether a statement has an attribute hold what was fetched.

    What is only given to a call that waits (`session.post(url, json=self._rows)`) need not hold what comes back.
    """
    if attribute not in reading.use(statement).sets:
        return False
    match statement:
        case ast.Assign(value=value) | ast.AugAssign(value=value):
            sources = [value]
        case ast.Expr(value=ast.Call(func=func, args=args, keywords=keywords) as call):
            if self_attribute(func, reading.receiver) == attribute and reading.deed_of(call).blocks:
                return True
            sources = [*args, *(keyword.value for keyword in keywords)]
            if reading.deed_of(call).blocks and not any(reading.deed_of(source).blocks for source in sources):
                return False
        case _:
            return False
    use = reading.scope.expressions(sources)
    return (
        any(reading.deed_of(source).blocks for source in sources)
        or bool(use.reads & taint.names)
        or bool(use.gets & taint.attributes - {attribute})
    )


def _check_is_read(reading: Reading, region: Region, division: Slice, attribute: str) -> None:
    """Raises Refusal where what is shown may read the attribute only because the object itself is handed to somebody."""
    nodes = [node for i in division.moved for _, statement in region.inner(i) for node in walk(statement)]
    if any(self_attribute(node, reading.receiver) == attribute for node in nodes if isinstance(node, ast.expr)):
        return
    owners = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, ast.Name) and is_receiver(node, reading.receiver) and id(node) not in owners:
            raise reading.refuse(
                f"`{reading.receiver}` itself is handed on in line {node.lineno}: what of it is shown can't be told",
                node.lineno,
            )


def _kept_twice(reading: Reading, attribute: str) -> ast.stmt | None:
    """The statement that keeps what an attribute holds in another one that is changed in place, too."""
    changed = {
        name
        for _, statement in every_statement(reading.body)
        if isinstance(statement, ast.Expr | ast.AugAssign | ast.Delete)
        for name in reading.use(statement).sets
    }
    for _, statement in every_statement(reading.body):
        for target, value in targets_of(statement):
            if self_attribute(value, reading.receiver) == attribute:
                if self_attribute(target, reading.receiver) in changed - {attribute}:
                    return statement
    return None


_ASSIGNS = ast.Assign | ast.AugAssign


def _kept_as(reading: Reading, region: Region, attribute: str) -> str:
    """The one target, `self.x` or `self.x["key"]`, under which the fetch keeps its result."""
    targets = [
        target
        for _, statement in every_statement(reading.body)
        if isinstance(statement, _ASSIGNS)
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if self_attribute(target, reading.receiver) == attribute
    ]
    for target in targets:
        check_can_be_set_again(reading, target)
    texts = {reading.source(target) for target in targets}
    plain = all(
        isinstance(target, ast.Attribute)
        or (isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and root(target) is not None)
        for target in targets
    )
    if len(texts) != 1 or not plain:
        line = targets[0].lineno if targets else reading.node.lineno
        raise reading.refuse(
            f"it can't be told which part of `{spelled(reading.receiver, attribute)}` is the data", line
        )
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
    fetched = division.needs & tainted
    data_params = [p for p in wanted.params if p not in wanted.handed.values()]
    if not chosen and fetched and len(data_params) == 1:
        found = unpacking(reading, region, fetched)
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
            anew = next((s for s in plain_before(region, division) if name in reading.use(s).binds), None)
            if anew is not None:
                raise reading.refuse(
                    f"what is shown depends on `{name}`, a parameter of `{reading.name}` that line {anew.lineno} binds anew",
                    anew.lineno,
                )
            _param(reading, wanted, name, arguments, aliases)
            continue
        address, statement = rebuildable(reading, region, division, name)
        rebuilt[address] = statement
        todo.extend(reading.use(statement).reads - set(names))
    missing = [p for p in wanted.required if p not in arguments]
    if missing:
        raise reading.refuse(
            f"the bridge also takes `{missing[0]}`, and `{reading.name}` has nothing for it", reading.node.lineno
        )
    moved = [region.body[i] for i in division.moved]
    kept = {*division.copied, *division.counted}
    check_one_object(reading, rebuilt, moved, [region.body[i] for i in division.moved if i not in kept])
    kept_on = frozenset(filter(None, (_attribute_of(text, reading.receiver) for text in (given or {}).values())))
    ours = frozenset(arguments.values()) & reading.scope.locals | (fetched if unpacked is not None else NONE)
    check_not_used_up(reading, moved, ours, kept_on)
    renames: dict[str, str] = {}
    for name, param in names.items():
        if name == param:
            continue
        if free_to_rename(reading, [*moved, *rebuilt.values()], name, param):
            renames[name] = param
        else:
            aliases.append(f"{name} = {param}")
    for param, name in chosen.items():
        aliases += (f"{target} = {param}" for target in remembered_as(reading, region, division.cut, name))
    rebuilt.update(remembered_again(reading, region, division.cut, frozenset(chosen.values())))
    return Supply(
        division,
        arguments,
        renames,
        tuple(aliases),
        tuple(sorted(rebuilt.items(), key=_in_text)),
        unpacked,
    )


def _attribute_of(text: str, receiver: str) -> str | None:
    return self_attribute(ast.parse(text, mode="eval").body, receiver)


def _in_text(entry: tuple[Address, ast.stmt]) -> tuple[int, int]:
    return entry[1].lineno, entry[1].col_offset


def _check_unpacking(reading: Reading, wanted: Wanted, statement: ast.stmt, param: str) -> None:
    if not is_tuple(wanted, param):
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
