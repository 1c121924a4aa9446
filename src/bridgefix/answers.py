"""What the callers of a method hand to it: whether that can be what another method fetches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from bridgefix.cancelling import call_waits
from bridgefix.effects import Model
from bridgefix.elsewhere import is_local
from bridgefix.project import Site
from bridgefix.syntax import Call, Expr, Function, parts_of

_WRITES = frozenset(
    "add approve archive assign cancel commit create delete deploy disable dismiss enable insert install kill mark move "
    "patch post publish push put register remove rename reset restart resume retry save send set start stop store "
    "submit terminate toggle trigger unassign uninstall unregister upload upsert write".split()
)
"""How calls are named that change something and answer with a receipt."""
_VAGUE = frozenset(
    "answer body content data event info message msg obj out output payload r reply res resp response result results ret "
    "value".split()
)
"""Names that say nothing of what they hold."""


def is_other(model: Model, method: Function, param: str, fetch: Function) -> bool:
    """Whether a parameter of a method stands for something else than what `fetch` gets.

    So it is where somebody hands over a receipt (the answer to `save`, `delete`), where the parameter is one of the
    many that are fetched (`item` beside `items`), and where a vague name (`result`) is all that both share while the
    callers ask for other things.
    """
    asked = list(_asked(model, method, param))
    theirs = [call for call in fetch.calls if _waits(model, call)]
    names = {call.func.name for call in theirs}
    if any(_is_write(call.func.name) and call.func.name not in names for calls in asked for call in calls):
        return True
    if _is_one_of(method, param, fetch):
        return True
    if any(_is_narrower(model, mine, call) for calls in asked for mine in calls for call in theirs):
        return True
    if param.strip("_") not in _VAGUE or not all(asked) or not asked or not theirs:
        return False
    return not any(_is_same(model, mine, call) for calls in asked for mine in calls for call in theirs)


def asks_same(model: Model, method: Function, param: str, fetch: Function) -> bool:
    """Whether somebody hands a method for a parameter what `fetch` asks for, too: the same call, with nothing in it that
    another run could have bound to something else.
    """
    theirs = {_question(model, call) for call in fetch.calls if _waits(model, call)} - {None}
    return any(_question(model, mine) in theirs for calls in _asked(model, method, param) for mine in calls)


def _question(model: Model, call: Call) -> object:
    """A call as it can be compared with those of other methods of its class; None where a local is in it, or more than
    `_shape` tells apart.
    """
    function = model.project.functions[call.function]
    owner = model.project.owner(function.id)
    receiver = model.project.self_name(function)
    for part in parts_of(Expr("call", call.span, "", (), call)):
        if part.kind in ("comp", "lambda", "other", "star"):
            return None
        if part.kind == "name" and part.name != receiver and is_local(model.effects, part.name, function):
            return None
    return (owner.id if owner is not None else "", _shape(call.func), *_words(call))


def _words(call: Call) -> Iterator[tuple[object, ...]]:
    """What a call is given, without its place."""
    yield from map(_shape, call.args)
    yield from sorted(((key or "", _shape(value)) for key, value in call.keywords), key=itemgetter(0))


def _is_write(name: str) -> bool:
    words = re.findall(r"[a-z]+|[A-Z][a-z]*", name)
    return bool(words) and words[0].lower() in _WRITES


def _is_one_of(method: Function, param: str, fetch: Function) -> bool:
    """Whether a parameter is called like one of the many that the other method has."""
    annotation = next((p.annotation for p in method.params if p.name == param), None)
    if annotation is not None and _MANY.search(" ".join(part.name for part in parts_of(annotation))):
        return False
    one = param.strip("_")
    many = {f"{one}s", f"{one}es", f"{one[:-1]}ies"} if len(one) > 2 else set()
    return one not in fetch.bindings and not many.isdisjoint(fetch.bindings)


_MANY = re.compile(r"\b(list|List|tuple|Tuple|set|Set|frozenset|Sequence|Iterable|Collection|deque|DataFrame)\b")


def _asked(model: Model, method: Function, param: str) -> Iterator[list[Call]]:
    """For each place where a method is called, or crossed to, what is waited for to get the argument."""
    position = next(i for i, p in enumerate(method.params) if p.name == param) - 1
    for site in model.project.callers(method.id):
        caller = model.project.functions.get(site.caller)
        if caller is None or site.call is None:
            continue
        given = _argument(site, method, position, param)
        if given is not None:
            yield [call for call in _made_of(model, given, caller, set()) if _waits(model, call)]


def _argument(site: Site, method: Function, position: int, param: str) -> Expr | None:
    assert site.call is not None
    call = site.call
    if call.func.name == method.name:
        return call.argument(position, param)
    for index, arg in enumerate(call.args):
        if arg.kind == "attr" and arg.name == method.name:
            return call.argument(index + 1 + position, param)
        if arg.kind == "call" and any(a.kind == "attr" and a.name == method.name for a in arg.value.args[:1]):
            found: Expr | None = arg.value.argument(1 + position, param)
            return found
    return None


def _made_of(model: Model, expr: Expr, function: Function, seen: set[str]) -> Iterator[Call]:
    """The calls that an expression is made of, also those behind the locals that it reads."""
    for part in parts_of(expr):
        if part.kind == "call":
            yield part.value
        elif part.kind == "name" and part.name not in seen:
            seen.add(part.name)
            for scope in _scopes(model, function):
                for binding in scope.bindings.get(part.name, ()):
                    if binding.value is not None:
                        yield from _made_of(model, binding.value, scope, seen)


def _scopes(model: Model, function: Function) -> Iterator[Function]:
    """A function and those that it is nested in."""
    scope: Function | None = function
    while scope is not None:
        yield scope
        scope = None if scope.parent is None else model.project.functions.get(f"{scope.path}::{scope.parent}")


def _waits(model: Model, call: Call) -> bool:
    return call.awaited or call_waits(model, call)


def _is_same(model: Model, mine: Call, theirs: Call) -> bool:
    """Whether two calls ask the same of the same."""
    targets = set(model.project.targets(mine))
    if targets or model.project.targets(theirs):
        if targets.isdisjoint(model.project.targets(theirs)):
            return False
    elif mine.func.name != theirs.func.name:
        return False
    return [_shape(arg) for arg in mine.args] == [_shape(arg) for arg in theirs.args]


_HOW = frozenset("allow_redirects auth cookies headers proxies retries stream timeout verify".split())
"""Keywords that say how to ask, not for what."""


def _is_narrower(model: Model, mine: Call, theirs: Call) -> bool:
    """Whether two calls ask the same of the same, one of them for a part of it (`since=…`)."""
    words = [{key for key, _ in call.keywords} - _HOW for call in (mine, theirs)]
    return words[0] != words[1] and None not in words[0] | words[1] and _is_same(model, mine, theirs)


def _shape(expr: Expr) -> tuple[object, ...]:
    """An expression without its place."""
    if expr.kind == "call":
        return ("call", _shape(expr.value.func), *_words(expr.value))
    return (expr.kind, expr.name, expr.value if expr.kind == "const" else None, *map(_shape, expr.parts))
