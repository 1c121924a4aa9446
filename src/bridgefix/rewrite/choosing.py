"""Which of the values that a fetch brings is which of the bridge's parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from bridgefix.findings import Refusal
from bridgefix.rewrite.brought import brings, choices, is_part
from bridgefix.rewrite.datum import (
    Embedded,
    Later,
    Wanted,
    assignments,
    bound_at,
    check_is_data,
    fetched_itself,
    is_made_of,
    makes_it_anew,
    makes_other_elements,
    may_wait_for,
    rivals,
)
from bridgefix.rewrite.declared import declared
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.embedded import fetch_within, gone_through
from bridgefix.rewrite.given import agrees
from bridgefix.rewrite.names import FunctionNode, Names, root
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region
from bridgefix.rewrite.slicing import Slice
from bridgefix.rewrite.trees import every_statement, lists_below


def choose(
    reading: Reading,
    region: Region,
    wanted: Wanted,
    division: Slice,
    fetched: Names,
    data_params: Sequence[str],
    tainted: Names,
) -> dict[str, str]:
    """Parameter of the bridge -> name in the fetch, for the fetched values that what moves needs.

    Args:
        data_params: The parameters that can be such a value.
        tainted: All names that hold something of what was fetched.
    Raises:
        Refusal: where it can't be told; Later where a later cut may tell.
    """
    line = region.body[division.cut].lineno
    if not fetched:
        raise reading.refuse(f"what `{reading.name}` shows can't be traced to a value that it fetched", line)
    chosen = {name: name for name in fetched if name in data_params}
    left = sorted(fetched - set(chosen))
    free = [p for p in data_params if p not in chosen]
    if len(left) == 1:
        # A parameter that must be given goes before one that has a default, and one with a default is no place for
        # what is left over.
        free = _ignored(wanted, [p for p in free if p in wanted.required] or ([] if chosen else free))
    needed_free = [p for p in data_params if p not in chosen and p in wanted.required]
    if left:
        packed = len(free) == 1 and not chosen and unpacking(reading, region, frozenset(left)) is not None
        if packed and is_tuple(wanted, free[0]):
            pass
        elif len(free) == 1 and len(left) == 1:
            _check_is_it(reading, region, wanted, division, left[0], free[0], tainted)
            chosen[free[0]] = left[0]
        elif packed:
            pass
        elif not free:
            other = next((name for name in left if fetched_itself(reading, name)), left[0])
            raise reading.refuse(
                f"`{other}` (line {bound_at(reading, other)}) is fetched and shown too, but the bridge takes only "
                + ", ".join(f"`{p}`" for p in data_params),
                bound_at(reading, other),
            )
        else:
            raise reading.refuse(
                "it can't be told which fetched value is which parameter: "
                + ", ".join(f"`{name}`" for name in left)
                + " for "
                + ", ".join(f"`{p}`" for p in free),
                bound_at(reading, left[0]),
            )
    elif needed_free:
        raise reading.refuse(
            f"the bridge also takes `{needed_free[0]}`, and `{reading.name}` has nothing for it", reading.node.lineno
        )
    return chosen


def _check_is_it(
    reading: Reading, region: Region, wanted: Wanted, division: Slice, name: str, param: str, tainted: Names
) -> None:
    """Raises Refusal where a fetched value of another name may not be what the parameter stands for."""
    line = bound_at(reading, name)
    if param in tainted and param not in reading.scope.params:
        unknown = may_wait_for(reading, name)
        raise reading.refuse(
            f"what is shown is `{name}` (line {line}), and `{param}`, which the bridge takes, is something else"
            if unknown is None
            else f"`{name}` (line {line}) is shown, and `{unknown}`, which gives it, may have to be waited for",
            line,
        )
    at = _made_later(reading, region, wanted, division, param, name)
    if at:
        raise Later(f"`{param}`, which the bridge takes, is made of `{name}` on line {at}", at, reading.path)
    if not _is_the_data(reading, region, division, wanted, name, param):
        raise made_of_it(reading, [statement for _, statement in assignments(reading, name)], line, name, param)
    others = rivals(reading, name)
    if others:
        raise reading.refuse(
            f"it can't be told whether `{param}` is `{name}` (line {line}) or `{min(others)}`, a part of the same answer",
            line,
        )
    check_is_data(reading, region, wanted, division, name, param)


def _is_the_data(reading: Reading, region: Region, division: Slice, wanted: Wanted, name: str, param: str) -> bool:
    """Whether something says that a name of another spelling is what a parameter stands for."""
    annotation = wanted.annotations.get(param, "")
    return (
        fetched_itself(reading, name)
        or any(is_made_of(statement, annotation) for _, statement in assignments(reading, name))
        or agrees(reading, name, wanted.given.get(param, ()), list(plain_before(region, division)))
    )


def holds_the_answer(reading: Reading, statement: ast.Assign) -> bool:
    """Whether an assignment gives what was fetched, a part or a choice of it, and nothing made of it."""
    if reading.deed(statement).blocks:
        return brings(reading, statement)
    sources = [root(one) for one in choices(statement.value) if is_part(one)]
    return any(name is not None and fetched_itself(reading, name) for name in sources)


def made_of_it(reading: Reading, makes: Sequence[ast.stmt], line: int, name: str, param: str) -> Refusal:
    """Why a name is no data point, with the fetch that its one statement, or a loop, makes it of, where there is such."""
    reason = f"`{name}` (line {line}) is made of what was fetched, and nothing says that `{param}` is it"
    place = fetch_within(reading, makes[0]) if len(makes) == 1 else None
    place = place or gone_through(reading, name, param)
    return Embedded(reason, line, reading.path, place) if place else reading.refuse(reason, line)


def _ignored(wanted: Wanted, params: Sequence[str]) -> list[str]:
    """Of several parameters, those that the bridge makes no use of itself, where there are such."""
    return [param for param in params if param not in wanted.used] or list(params)


def _made_later(reading: Reading, region: Region, wanted: Wanted, division: Slice, param: str, source: str) -> int:
    """The line behind the cut on which a local that bears the parameter's name is made of the data; 0 for none."""
    if param in reading.scope.params or param == source:
        return 0
    annotation = wanted.annotations.get(param, "")
    for index in range(division.cut, region.end):
        statement = region.body[index]
        use = reading.use(statement)
        if param not in use.binds | use.changes or not region.taint_at(reading, index).touches(use):
            continue
        if makes_it_anew(statement, param, source) and not makes_other_elements(statement, annotation, param):
            return statement.lineno
    return 0


def unpacking(reading: Reading, region: Region, names: Names) -> tuple[Address, ast.stmt] | None:
    """The one assignment `a, b = fetch()` before the cut that binds all these names."""
    found = None
    for address, statement in region.before:
        match statement:
            case ast.Assign(targets=[ast.Tuple(elts=targets)]) if all(isinstance(t, ast.Name) for t in targets):
                if reading.deed(statement).blocks and names <= {t.id for t in targets if isinstance(t, ast.Name)}:
                    found = (address, statement)
    return found


def is_tuple(wanted: Wanted, param: str) -> bool:
    """Whether a parameter is annotated as a tuple."""
    return declared(wanted.annotations.get(param, "")).head.lower() == "tuple"


def plain_before(region: Region, division: Slice) -> Iterator[ast.stmt]:
    """The simple statements, at any depth, that run before the cut."""
    for _, whole in region.until(division.cut):
        for _, statement in every_statement([whole]):
            if is_plain(statement):
                yield statement


def is_plain(statement: ast.stmt) -> bool:
    """Whether a statement holds no others that run with it."""
    return isinstance(statement, FunctionNode) or not list(lists_below(statement))
