"""What changes places in a split must not depend on each other; what both halves need, both can do."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bridgefix.effects import CallView
from bridgefix.findings import Refusal
from bridgefix.rewrite.forgiving import forgives_showing
from bridgefix.rewrite.names import (
    NONE,
    FunctionNode,
    Names,
    bound_names,
    children,
    is_receiver,
    is_scalar,
    root,
    spelled,
    walk,
    walk_scope,
)
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region
from bridgefix.rewrite.trees import every_statement, lists_below
from bridgefix.rewrite.use import Use


@dataclass(frozen=True)
class OutOfOrder(Refusal):
    """A statement that stays would come before one that moves, and must not. Where it moves as well, it does not."""

    stay: int = 0


def moving_use(reading: Reading, region: Region, index: int) -> Use:
    """The use of what of a statement goes to the bridge."""
    use = Use()
    for _, statement in region.inner(index):
        use = use.then(reading.use(statement))
    return use


def cannot_fail(statement: ast.stmt) -> bool:
    """Whether a statement raises nothing whatever the data is: it only defines, or binds a constant or empty display."""
    match statement:
        case ast.Pass():
            return True
        case ast.FunctionDef(args=args, decorator_list=[]) | ast.AsyncFunctionDef(args=args, decorator_list=[]):
            # Defaults are worked out where the function is defined.
            return all(isinstance(value, ast.Constant) for value in (*args.defaults, *args.kw_defaults) if value)
        case ast.Assign(targets=targets, value=value) if all(isinstance(target, ast.Name) for target in targets):
            return isinstance(value, ast.Constant) or ast.unparse(value) in ("[]", "{}")
    return False


def between_shows(region: Region, index: int) -> bool:
    return bool(region.shows) and region.shows[0] < index


def check_order(
    reading: Reading, region: Region, moved: Sequence[int], guards: Sequence[int], stays: Sequence[int]
) -> None:
    """What stays comes to run before what moves: pairs that change places must not meet."""
    for stay in stays:
        for move in moved:
            if move < stay and move not in guards:
                for line, reason in _why_not_before(reading, region, stay, move):
                    raise OutOfOrder(reason, line, reading.path, stay)


def _why_not_before(reading: Reading, region: Region, stay: int, move: int) -> Iterator[tuple[int, str]]:
    """Why one statement can't come to run before another that stands above it, each with the line that the reason is about."""
    staying, moving = region.body[stay], region.body[move]
    us, um = reading.use(staying), reading.use(moving)
    later, earlier = staying.lineno, moving.lineno
    prepares = move not in region.shows and has_effect(reading, moving)
    if prepares and has_effect(reading, staying):
        yield (
            earlier,
            f"line {earlier} prepares what is shown and has an effect, and line {later} would come to have its own before that",
        )
    if isinstance(staying, ast.Assert) and not cannot_fail(moving):
        yield later, f"line {later} would come to insist before line {earlier} has run"
    if prepares and not cannot_fail(staying):
        yield (
            earlier,
            f"line {earlier} has an effect that what is shown needs, and line {later} may come to fail before that",
        )
    if us.leaves & {"return", "raise"} and reading.changed(um) & region.taint.names:
        yield (
            earlier,
            f"line {earlier} changes the data to show it, and line {later} may come to leave before that",
        )
    for what in _met(reading, (reading.changed(us) | us.binds) & um.reads, us.sets & (um.gets | um.sets)):
        yield later, f"line {later} changes `{what}`, which line {earlier} has used to show"
    for what in _met(reading, reading.changed(um) & us.reads - um.binds, um.sets & us.gets):
        yield later, f"line {later} reads `{what}` as line {earlier} has changed it to show"


def _met(reading: Reading, names: Names, attributes: Names) -> Iterator[str]:
    """The first in which two statements meet, as it is spelled: a name rather than an attribute."""
    yield from sorted(names)[:1] or (spelled(reading.receiver, each) for each in sorted(attributes)[:1])


def check_forgiven(reading: Reading, region: Region, gone: Iterable[int], stays: Sequence[int]) -> None:
    """Raises Refusal where an effect that stays would come before what goes to the bridge, and `suppress` forgives that it failed.

    Where nobody forgives it, the refresh ends there with an error. Here that is how it was meant to end, without the effect.
    """
    for move in gone:
        for stay in stays:
            if move < stay and has_effect(reading, region.body[stay]) and not cannot_fail(region.body[move]):
                for parent in forgives_showing(reading, region.parents):
                    line = region.body[stay].lineno
                    raise reading.refuse(
                        f"line {region.body[move].lineno} may fail, which line {parent.lineno} forgives, and line {line} "
                        "would come to have its effect before that",
                        line,
                    )


def keeps_state(reading: Reading, statement: ast.stmt) -> bool:
    """Whether a statement is a log line, or only sets attributes of the object itself."""
    match statement:
        case ast.Expr(value=ast.Call() as call):
            view = reading.view(call)
            return view is not None and view.logs
        case ast.Assign(targets=targets):
            pass
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            targets = [target]
        case _:
            return False
    if reading.deed(statement).blocks or any(not _is_known(reading, *item) for item in reading.calls(statement)):
        return False
    return all(
        isinstance(item, ast.Attribute)
        and is_receiver(item.value, reading.receiver)
        and not reading.behind.spoils(item.attr)
        and reading.behind.set(item.attr) == (NONE, frozenset({item.attr}))
        for item in targets
    )


def _is_known(reading: Reading, call: ast.Call, view: CallView | None) -> bool:
    """Whether enough is known of a call to make it on main."""
    return reading.pure_call(call) or (view is not None and (bool(view.targets) or view.mutates is not None))


def check_asked_again(reading: Reading, guard: ast.If, later: Iterable[ast.stmt]) -> None:
    """What both halves ask, they must find the same: nothing between the two may change it.

    `later` are the statements of the fetch half that run after the check and before the crossing.
    """
    test = reading.scope.expression(guard.test)
    for statement in later:
        use = reading.use(statement)
        names = (reading.changed(use) | use.binds) & test.reads
        attributes = use.sets & test.gets
        if names or attributes:
            what = min(names) if names else spelled(reading.receiver, min(attributes))
            raise reading.refuse(
                f"line {guard.lineno} asks `{what}`, which line {statement.lineno} changes before the bridge could ask it again",
                guard.lineno,
            )


def has_effect(reading: Reading, statement: ast.stmt) -> bool:
    """Whether a statement does something that can be seen besides binding and changing local names.

    What an unknown function does whose value is used is not held against it.
    """
    if isinstance(statement, FunctionNode):
        return False
    if reading.use(statement).sets:
        return True
    if reading.property_acts(statement):
        return True
    own = reading.scope.locals
    for call, view in reading.calls(statement):
        if reading.pure_call(call):
            continue
        if any(_acts(reading, given) for given in reading.handed_functions(call)):
            return True
        if view is not None and (view.logs or view.kind != "plain" or view.shows):
            return True
        if view is not None and view.targets:
            return True
        holder = call.func.value if isinstance(call.func, ast.Attribute) else None
        discarded = any(isinstance(n, ast.Expr) and n.value is call for n in walk_scope(statement))
        if discarded and (holder is None or root(holder) not in own):
            return True
    return False


def _acts(reading: Reading, given: ast.AST) -> bool:
    """Whether running a function that is handed to a call has an effect."""
    if isinstance(given, FunctionNode):
        return any(has_effect(reading, statement) for statement in given.body)
    if isinstance(given, ast.Lambda):
        return has_effect(reading, ast.copy_location(ast.Expr(given.body), given))
    return True


def copied_to_both(
    reading: Reading,
    region: Region,
    cut: int,
    moved: Sequence[int],
    guards: Sequence[int],
    stays: Sequence[int],
    following: Sequence[ast.stmt],
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The moved statements that what stays in the method reads from: it keeps them, too, or the counting in them."""
    body = region.body
    need = NONE
    for statement in reversed([*following, *_elsewhere(reading, region)]):
        need = need | reading.use(statement).reads
    found: list[int] = []
    counted: list[int] = []
    early = frozenset().union(*(reading.use(body[i]).reads for i in stays)) if stays else NONE
    # What arrived from outside is one object on both sides: its changes are seen after the crossing.
    own = frozenset().union(*(reading.use(body[i]).binds for i in range(cut, region.end)))
    for index in reversed(range(cut, region.end)):
        use = reading.use(body[index])
        if index in stays or index in guards:
            need = (need - use.always) | use.reads
        elif index == region.gate:
            moving = {id(statement) for _, statement in region.behind(index)}
            gone = moving_use(reading, region, index)
            met = (gone.binds | gone.changes & own) & need
            if met:
                raise reading.refuse(
                    f"`{min(met)}` is prepared on line {body[index].lineno} for the display and needed by `{reading.name}` itself",
                    body[index].lineno,
                )
            for node in children(body[index]):
                if id(node) not in moving:
                    need = need | _reads_of(reading, node)
        elif (use.binds & need) or (use.changes & need & own):
            if index in region.shows and _counts(reading, body[index]) and not use.binds & need & early:
                counted.append(index)
                need = need | use.reads
                continue
            late = between_shows(region, index) and not cannot_fail(body[index])
            # Done on both sides, it would be done twice to one object.
            twice = bool(reading.changed(use) & region.taint.names)
            if index in region.shows or late or twice or not _local_only(reading, region, body[index]):
                name = min((use.binds | use.changes) & need)
                raise reading.refuse(
                    f"`{name}` is prepared on line {body[index].lineno} for the display and needed by "
                    f"`{reading.name}` itself",
                    body[index].lineno,
                )
            found.append(index)
            need = need | use.reads
    twofold = frozenset().union(*(reading.use(body[i]).binds for i in found)) if found else NONE
    # Of a number or a text nobody can tell that there are two.
    twofold -= frozenset(name for name in twofold if _is_scalar(reading, name))
    for index in moved:
        use = reading.use(body[index])
        apart = index not in found and index not in counted
        # Kept on the object, or changed: there would be two where there was one.
        met = twofold & (reading.changed(use) | (use.reads if use.sets else NONE)) if apart else NONE
        if met:
            raise reading.refuse(
                f"`{min(met)}` is made for `{reading.name}` itself, too, and line {body[index].lineno} changes or keeps it "
                "while it shows",
                body[index].lineno,
            )
    for statement in following:
        met = twofold & reading.changed(reading.use(statement))
        if met:
            raise reading.refuse(
                f"`{min(met)}` is made for the display, too, and line {statement.lineno} changes it afterwards",
                statement.lineno,
            )
    for index in found:
        for earlier in moved:
            lost = earlier < index and earlier not in (*found, *guards) and earlier not in region.shows
            if lost and has_effect(reading, body[earlier]) and not cannot_fail(body[index]):
                raise reading.refuse(
                    f"line {body[earlier].lineno} has an effect that what is shown needs, and line {body[index].lineno}, which "
                    f"`{reading.name}` needs itself, may come to fail before that",
                    body[earlier].lineno,
                )
            first, second = reading.use(body[earlier]), reading.use(body[index])
            met = reading.changed(first) & second.reads | first.sets & second.gets
            if earlier < index and earlier not in found and met:
                raise reading.refuse(
                    f"line {body[index].lineno} is needed by `{reading.name}` itself, and reads `{min(met)}` as line "
                    f"{body[earlier].lineno} has changed it to show",
                    body[index].lineno,
                )
    return tuple(sorted(found)), tuple(sorted(counted))


def _is_scalar(reading: Reading, name: str) -> bool:
    """Whether a name only ever holds numbers and texts."""
    values = [
        getattr(statement, "value", None)
        for _, statement in every_statement(reading.body)
        if name in bound_names([statement])
        and (isinstance(statement, FunctionNode) or not list(lists_below(statement)))
    ]
    bound = sum(
        isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load) for n in walk(reading.node)
    )
    return len(values) == bound and all(value is not None and is_scalar(value) for value in values)


def _counts(reading: Reading, statement: ast.stmt) -> bool:
    """Whether a loop does nothing but cross and count (`added += 1`), so that it can count on its own."""
    if not isinstance(statement, ast.For) or statement.orelse or reading.deed_of(statement.iter).shows:
        return False
    crossings = {id(call) for call in reading.deed(statement).crossings}
    kinds = [
        "cross" if isinstance(inner, ast.Expr) and id(inner.value) in crossings else "count" if _is_count(inner) else ""
        for inner in statement.body
    ]
    return set(kinds) == {"cross", "count"} and reading.pure(statement.iter)


def _is_count(statement: ast.stmt) -> bool:
    match statement:
        case ast.AugAssign(target=ast.Name(), value=ast.Constant(value=int())):
            return True
    return False


def _reads_of(reading: Reading, node: ast.AST) -> Names:
    """The local names that a part of a statement reads."""
    if isinstance(node, ast.expr):
        return reading.scope.expression(node).reads
    inside = node.body if isinstance(node, ast.ExceptHandler) else [node] if isinstance(node, ast.stmt) else []
    return reading.scope.statements(inside).reads


def _local_only(reading: Reading, region: Region, statement: ast.stmt) -> bool:
    """Whether its only effects are on local names bound in the region."""
    if reading.property_acts(statement):
        return False
    own = frozenset().union(*(reading.use(s).binds for s in region.body[region.start : region.end]))
    for node in walk_scope(statement):
        if isinstance(node, ast.Call):
            if reading.pure_call(node):
                continue
            view = reading.view(node)
            if view is None:
                return False
            receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
            changes_own = view.mutates == frozenset({"self"}) and receiver is not None and root(receiver) in own
            if not changes_own:
                return False
        elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            changes_own = root(node) in own
            if not changes_own:
                return False
    return True


def _elsewhere(reading: Reading, region: Region) -> Iterator[ast.stmt]:
    """Handlers and `finally` blocks round the region."""
    for parent in region.parents:
        if isinstance(parent, ast.Try):
            for handler in parent.handlers:
                yield from handler.body
            yield from parent.finalbody
