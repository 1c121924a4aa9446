"""What a call may change, and what it gives: the model's answer, or what is to be expected of a call that it does not know."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from bridgefix.calls import callables
from bridgefix.facts import Expr, Function
from bridgefix.purity import CHANGING
from bridgefix.rewrite.holders import targets_of
from bridgefix.rewrite.names import NONE, is_receiver, parameters, parts, walk
from bridgefix.rewrite.trees import span
from bridgefix.rewrite.use import INSIDE, Answer

if TYPE_CHECKING:
    from bridgefix.rewrite.reading import Reading

TELLING = frozenset(
    "add append cache cache_set check_in count debug diff dump emit error event exception export extend incr increment "
    "info insert journal keep log notify note observe persist post print publish push put record register remember "
    "report save send set set_cache snapshot store submit tell trace track update warn warning write".split()
)
"""Verbs of calls that take a value to keep or to tell it: they are not expected to change it."""


class Judge:
    """Answers for the calls of one method, for `defuse`, `sharing` and `holders`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._model = reading.model
        self._function = reading.function
        self._discarded = {id(node.value) for node in walk(reading.node) if isinstance(node, ast.Expr)}

    def judge(self, call: ast.Call) -> Answer:
        """What a call may change, for `defuse`."""
        answer = self._judge(call)
        if answer.transparent:
            return answer
        # `map(rows.append, names)`
        handed = tuple(
            given.value
            for given in (*call.args, *(keyword.value for keyword in call.keywords))
            if isinstance(given, ast.Attribute)
            and given.attr in CHANGING
            and not is_receiver(given.value, self._reading.receiver)
        )
        given = tuple(self._given_to_changers(call))
        return answer._replace(
            changes=answer.changes + handed + given, deep=answer.deep + given, gives_itself=self._gives_itself(call)
        )

    def receivers(self, call: ast.Call) -> list[ast.expr]:
        """The objects of whose methods a call may be one, and those whose changing methods it is handed."""
        func = call.func
        found = [func.value] if isinstance(func, ast.Attribute) else []
        holder: ast.expr = func
        while isinstance(holder, ast.Subscript):
            holder = holder.value
        if isinstance(holder, ast.Name | ast.Attribute):
            found += self._methods.get(ast.unparse(holder), [])
        known = self._model.project.call(self._reading.path, span(call))
        if known is not None and any(target.name == "__call__" for target in self._model.project.targets(known)):
            found.append(func)
        if isinstance(func, ast.Attribute) and known is not None and self._is_class(known.func.parts[0]):
            # `list.append(rows, row)`
            found = call.args[:1]
        return [each for each in found if not is_receiver(each, self._reading.receiver)]

    def fresh(self, call: ast.Call) -> str:
        """What a call's result has of the arguments where it is a new object, as `sharing.Fresh` says."""
        if self.copies(call):
            return "content"
        # Of a call that can't be one the model is not asked: what it tells of is no more to be changed by another fix.
        view = self._reading.view(call) if ast.unparse(call.func).rpartition(".")[2] in _DRAWN_NAMES else None
        return "holds" if view is not None and view.dotted in _DRAWN else ""

    def copies(self, call: ast.Call) -> bool:
        """Whether a call's result is a new object that shares at most its elements with the arguments."""
        if not isinstance(call.func, ast.Name) or call.func.id not in _COPIES:
            return False
        # `min(pods, key=…)` is one of them.
        picks = call.func.id in ("min", "max") and len(call.args) == 1
        return not (picks and isinstance(call.args[0], ast.Name | ast.Attribute | ast.Subscript))

    @cached_property
    def _methods(self) -> dict[str, list[ast.expr]]:
        """What holds methods of objects, as it is written, with those objects: `add = rows.append`."""
        found: dict[str, list[ast.expr]] = {}
        called = {id(node.func) for node in walk(self._reading.node) if isinstance(node, ast.Call)}
        for node in walk(self._reading.node):
            bound = targets_of(node) if not isinstance(node, ast.For) else [(node.target, node.iter)]
            for target, value in bound:
                ways = list(parts(value))
                found.setdefault(ast.unparse(target), []).extend(
                    part.value
                    for part in walk(value)
                    if isinstance(part, ast.Attribute) and not is_receiver(part.value, self._reading.receiver)
                    # `jobs = [rows.clear]`, `job = partial(rows.append, row)`
                    if any(part is way for way in ways) or (part.attr in CHANGING and id(part) not in called)
                )
                if isinstance(value, ast.Name | ast.Attribute):
                    found[ast.unparse(target)] += found.get(ast.unparse(value), [])
        return found

    def _given_to_changers(self, call: ast.Call) -> Iterator[ast.expr]:
        """What a call is given together with a function that changes what it is given: `map(mark, pods)`."""
        known = self._model.project.call(self._reading.path, span(call))
        if known is None:
            return
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        changers = [
            value
            for value, expr in zip(values, (*known.args, *(value for _, value in known.keywords)), strict=True)
            if self._is_changer(value, expr)
        ]
        for value in values if changers else ():
            if value not in changers:
                yield value.value if isinstance(value, ast.Starred) else value

    def _is_changer(self, value: ast.expr, expr: Expr) -> bool:
        """Whether an argument is a function that changes what it is given."""
        effects = self._model.effects
        match value:
            case ast.Lambda():
                return bool(
                    {name.removeprefix(INSIDE) for name in self._reading.scope.expression(value.body).changes}
                    & set(parameters(value.args))
                )
            case ast.Call(args=[ast.Constant(value=str(method)), *_]):
                view = self._reading.view(value)
                return method in CHANGING and view is not None and view.dotted == "operator.methodcaller"
            case ast.Attribute(attr=attr) if attr in CHANGING and self._is_class(expr.parts[0]):
                return True
            case ast.Name() | ast.Attribute():
                return any(
                    found.kind == "function" and bool(effects.summaries[found.name].params)
                    for found, _ in callables(self._model.project, expr, self._function)
                    if found is not None
                )
        return False

    def _is_class(self, expr: Expr) -> bool:
        """Whether an expression is a class: `list`, `Store`."""
        value = self._model.project.value(expr, self._function)
        if value is None:
            return False
        name = value.name.rpartition(".")[2]
        builtin = value.name == f"builtins.{name}" and isinstance(getattr(builtins, name, None), type)
        return value.kind == "class" or (value.kind == "external" and (builtin or name[:1].isupper()))

    def _gives_itself(self, call: ast.Call) -> bool:
        """Whether a call may give the very object that the method is one of."""
        view = self._reading.view(call)
        return view is not None and any(
            value.kind == "name" and value.name == self._model.project.self_name(target)
            for target in view.targets
            if target.cls is not None and self._same_object(call, target)
            for value, _ in target.returns
        )

    def _judge(self, call: ast.Call) -> Answer:
        view = self._reading.view(call)
        func = call.func
        if view is None:
            return Answer(changes=self._suspects(call))
        gets, sets = NONE, NONE
        grows: tuple[tuple[str, int], ...] = ()
        for target in (*view.targets, *view.runs):
            outer = self._reading.behind.outer(target)
            gets, sets = gets | outer.reads, sets | outer.writes
            grows += tuple((place, 0) for place in outer.writes)
            # What a function nested in this one does is read off its body.
            nested = target.path == self._reading.path and (target.parent or "").startswith(self._function.qualname)
            if not nested and self._same_object(call, target):
                effects = self._model.effects.of(target.id)
                gets, sets = gets | effects.reads, sets | effects.writes
                grows += tuple(effects.grows.items())
        if view.kind == "crossing":
            given = [
                call.args[place]
                for place in view.mutates or ()
                if isinstance(place, int) and 0 < place < len(call.args)
            ]
            given += [keyword.value for keyword in call.keywords if keyword.arg in (view.mutates or ())]
            return Answer(tuple(given), gets, sets, transparent=True, deep=tuple(given), grows=grows)
        gives = (*call.args, *(keyword.value for keyword in call.keywords)) if view.targets else ()
        held = self._reading.holders.given_by(call) if view.targets else NONE
        if view.logs or self._reading.pure_call(call):
            return Answer((), gets, sets, gives=gives, gives_held=held, grows=grows)
        if view.mutates is None:
            return Answer(self._suspects(call), gets, sets, grows=grows)
        changes: list[ast.expr] = []
        for operand in view.mutates:
            changes += self.receivers(call) if operand == "self" else operands_at(call, operand)
        # A method that changes its object does not change what that was handed before.
        inside = [operand for operand in changes if not (isinstance(func, ast.Attribute) and operand is func.value)]
        grown = changes if any(map(self._reading.holders.grows, view.targets)) else inside
        deep = tuple(grown if view.targets else ())
        return Answer(tuple(changes), gets, sets, deep=deep, gives=gives, gives_held=held, grows=grows)

    def _same_object(self, call: ast.Call, target: Function) -> bool:
        """Whether the function that a call runs has this method's own `self`."""
        owner = self._model.project.owner(self._function.id)
        theirs = self._model.project.owner(target.id)
        if owner is None or theirs is None:
            return False
        return (
            theirs.id == owner.id
            or theirs in self._model.project.mro(owner.id)
            or (owner in self._model.project.mro(theirs.id))
        )

    def _suspects(self, call: ast.Call) -> tuple[ast.expr, ...]:
        """What an unknown call may change: its receiver, and what is handed to it for no result, by no telling verb."""
        func = call.func
        found = self.receivers(call)
        verb = (func.attr if isinstance(func, ast.Attribute) else ast.unparse(func)).lstrip("_")
        if id(call) in self._discarded and not any(word in TELLING for word in (verb, verb.split("_")[0])):
            found.extend(call.args)
            found.extend(k.value for k in call.keywords)
        return tuple(found)


def operands_at(call: ast.Call, operand: int | str) -> list[ast.expr]:
    """What of a call a `CallView` means by a position or a keyword."""
    if isinstance(operand, int):
        return call.args[operand : operand + 1]
    return [keyword.value for keyword in call.keywords if (keyword.arg or "**") == operand]


_DRAWN = frozenset({"rich.table.Table", "rich.text.Text", "rich.tree.Tree"})
"""What is made to be drawn, and filled then."""
_DRAWN_NAMES = frozenset(name.rpartition(".")[2] for name in _DRAWN)
_COPIES = frozenset(
    "list tuple set frozenset dict sorted reversed enumerate zip map filter len sum min max str".split()
)
