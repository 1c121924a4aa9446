"""What the fetch leaves of its data for others: they must find it, too, when the bridge was given the data.

`self.tracks = found`, read by an action, `self.post_message(self.Counted(len(found)))`, which another widget shows:
before the fix, the bridge did that by fetching again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from bridgefix.rewrite.holders import targets_of
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region
from bridgefix.syntax import parts_of


def ways_to_remember(reading: Reading, region: Region) -> Iterator[Region]:
    """The region with what the bridge remembers in place of the fetch, then as well as it, then not at all."""
    plain, end = region, region.end
    while end < len(region.body) and _remembers(reading, region, end):
        end += 1
    region = region._replace(end=end)
    rest = [index for index in range(region.start, region.end) if index not in region.shows]
    sets = tuple(index for index in rest if _remembers(reading, region, index))
    posts = tuple(index for index in rest if _posts(reading, region, index))
    if posts:
        yield region._replace(remembered=tuple(sorted((*sets, *posts))))
    if sets:
        yield region._replace(remembered=sets)
        again = all(reading.can_be_set_again(target) for index in sets for target, _ in targets_of(region.body[index]))
        if again and max(sets) < min(region.shows, default=region.end):
            # Between two shows the fetch would come to remember it before the first.
            yield region._replace(remembered=sets, twice=True)
    yield plain


def remembered_as(reading: Reading, region: Region, cut: int, name: str) -> Iterator[str]:
    """The targets, `self.x`, that keep the very data for others before the cut, where the bridge must, too."""
    for statement in _surely(whole for _, whole in region.until(cut)):
        for target, value in targets_of(statement):
            if isinstance(value, ast.Name) and value.id == name and _is_for_others(reading, target):
                check_can_be_set_again(reading, target)
                yield reading.source(target)


def check_can_be_set_again(reading: Reading, target: ast.expr) -> None:
    """Raises Refusal where setting what the fetch sets and the bridge has to, too, does more than to keep it."""
    if not reading.can_be_set_again(target):
        raise reading.refuse(
            f"to set `{reading.source(target)}` on line {target.lineno} does more than to keep it, and the bridge would do that "
            "a second time in each refresh",
            target.lineno,
        )


def _surely(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, with those in a `with` or in what a `try` tries."""
    for statement in statements:
        yield statement
        if isinstance(statement, ast.Try | ast.With):
            yield from _surely(statement.body)


def _remembers(reading: Reading, region: Region, index: int) -> bool:
    """Whether a statement sets one attribute, for others to read, to what follows from the data alone, or says by it that
    this is there: `self.loaded = True`.
    """
    match region.body[index]:
        case ast.Assign(targets=[target], value=ast.Constant()):
            return _is_for_others(reading, target)
        case ast.Assign(targets=[target], value=value):
            use = reading.scope.expression(value)
            follows = region.taint_at(reading, index).touches(use) and not use.gets and reading.pure(value)
            acts = any(isinstance(node, ast.Lambda | ast.GeneratorExp) for node in walk(value))
            return follows and not acts and _is_for_others(reading, target)
    return False


def _posts(reading: Reading, region: Region, index: int) -> bool:
    """Whether a statement posts a message, made of the data alone, that something in the project handles."""
    match region.body[index]:
        case ast.Expr(
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="post_message"),
                args=[ast.Call(func=message) as made],
                keywords=[],
            )
        ) if name == reading.receiver:
            use = reading.scope.expression(made)
            follows = region.taint_at(reading, index).touches(use) and all(map(reading.pure, made.args))
            return follows and _is_handled(reading, ast.unparse(message).rpartition(".")[2])
    return False


def _is_handled(reading: Reading, message: str) -> bool:
    """Whether a method handles messages of a class: `on_people_counted`, `@on(People.Counted)`."""
    ending = "_" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", message).lower()
    for function in reading.model.project.functions.values():
        named = function.name.lstrip("_").startswith("on_") and function.name.endswith(ending)
        given = any(
            part.kind in ("attr", "name") and part.name == message
            for decorator in function.decorators
            for part in parts_of(decorator)
        )
        if named or given:
            reading.model.effects.asked.texts.add(function.id)
            return True
    return False


def _is_for_others(reading: Reading, target: ast.expr) -> bool:
    """Whether a target is `self.x`, or `self.state.x`, that others read, and the method itself does not.

    What it reads itself it may compare with the data of the last time, and the bridge would spoil that. Who only hands
    it to the bridge has it already, where that gets its data from nobody else.
    """
    if not _is_chain(target, reading.receiver):
        return False
    assert isinstance(target, ast.Attribute)
    name, effects, function = target.attr, reading.model.effects, reading.function
    # `self.service.rates` is not `self.rates`; what stands behind a name may be anything.
    asked = {
        node.attr
        for node in walk(reading.node)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and not (isinstance(target.value, ast.Name) and _is_chain(node.value, reading.receiver))
    }
    gets, sets = reading.behind.read(effects.of(function.id).reads)
    if name in gets | sets | asked:
        return False
    givers = _givers(reading, name)
    readers = [
        other
        for other in effects.readers.get(name, ())
        if not f"{other}.".startswith(f"{function.id}.") and other not in givers
    ]
    effects.asked.texts.update(readers)
    return bool(readers)


def _is_chain(target: ast.expr, receiver: str) -> bool:
    """Whether an expression is attributes of the object, one in the other, and nothing else."""
    if not isinstance(target, ast.Attribute):
        return False
    if isinstance(target.value, ast.Name):
        return target.value.id == receiver
    return _is_chain(target.value, receiver)


def _givers(reading: Reading, attribute: str) -> frozenset[str]:
    """Ids of the functions that give the bridge what an attribute holds; of none, where others give it something else."""
    calls = [
        (site.caller, site.call)
        for site in reading.model.project.callers(reading.bridge_id or "")
        if site.call is not None and site.caller != reading.function.id
    ]
    giving = {
        caller
        for caller, call in calls
        if any(
            part.kind == "attr" and part.name == attribute
            for given in (*call.args, *(value for _, value in call.keywords))
            for part in parts_of(given)
        )
    }
    return frozenset(giving) if all(caller in giving for caller, _ in calls) else frozenset()
