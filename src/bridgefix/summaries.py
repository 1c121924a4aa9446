"""Which attributes of self functions read and change, and which of their parameters, closed under calls."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from bridgefix.calls import CROSSING, PLAIN
from bridgefix.facts import Call, Expr, Function
from bridgefix.project import Project
from bridgefix.purity import ASKING, CHANGING, GIVING
from bridgefix.symbols import has_receiver
from bridgefix.syntax import is_own

if TYPE_CHECKING:
    from bridgefix.changing import Changing

SCALARS = frozenset(f"builtins.{name}" for name in "str int float bool bytes tuple NoneType".split())


_ITSELF = "."
"""In place of a parameter's name: the object of a method."""
ANYWHERE = 99
"""As a depth: it can't be told how deep."""


@dataclass(slots=True)
class Summary:
    reads: set[str]
    writes: set[str]
    params: set[str]
    grows: dict[str, int] = field(default_factory=dict)
    """Those of `writes` that are not only set anew, but changed in place: how deep in what they hold, at the most."""


def read_and_changed(effects: Changing) -> dict[str, Summary]:
    """Attributes of self read and changed, and parameters changed, closed under calls; a worklist, safe for cycles."""
    project = effects.project
    found: dict[str, Summary] = {}
    own_calls: dict[str, list[str]] = {}
    passes: dict[str, dict[tuple[str, str, str], None]] = {}
    for function in project.functions.values():
        name = project.self_name(function)
        names = _Names(function, name)
        found[function.id] = _own_summary(effects, function, names)
        for call in function.calls:
            targets = project.targets(call) or project.runs(call) if call.func.kind != "lambda" else ()
            for target in targets:
                if name is not None and _same_self(project, call, target, function, name):
                    own_calls.setdefault(target.id, []).append(function.id)
            _passed(project, function, call, names, passes)
    queue = deque(found)
    while queue:
        callee = queue.popleft()
        summary = found[callee]
        for caller in own_calls.get(callee, ()):
            other = found[caller]
            before = len(other.reads), len(other.writes), other.grows
            other.reads |= summary.reads
            other.writes |= summary.writes
            other.grows = {**summary.grows, **{k: max(v, summary.grows.get(k, v)) for k, v in other.grows.items()}}
            if (len(other.reads), len(other.writes), other.grows) != before:
                queue.append(caller)
        for caller, param, argument in passes.get(callee, ()):
            if (param in summary.params or (param == _ITSELF and summary.grows)) and argument not in found[
                caller
            ].params:
                found[caller].params.add(argument)
                queue.append(caller)
    return found


def _same_self(project: Project, call: Call, target: Function, function: Function, name: str) -> bool:
    """Whether a call runs another method on the caller's own self, or a function nested in the same method."""
    if target.parent is not None and target.cls is None:
        return True
    for expr in (call.func, *call.args[:2]):
        while expr.kind == "call" and expr.value.func.kind == "attr":
            expr = expr.value.func
        if expr.kind == "attr" and expr.name == target.name:
            base = expr.parts[0]
            if base.kind == "name" and base.name == name:
                return True
            if base.kind == "call" and base.value.func.name == "super":
                return True
    return False


def _own_summary(effects: Changing, function: Function, names: _Names, looked_for: set[str] | None = None) -> Summary:
    """What a function reads and changes itself, of `looked_for` in place of its parameters where that is said."""
    project = effects.project
    name = project.self_name(function)
    summary = Summary(set(), set(), set())
    params = {param.name for param in function.params if param.name != name} if looked_for is None else looked_for
    for nested in names.nested(project) if params else ():
        # What a function in it changes of its parameters.
        free = params - nested.bindings.keys() - {param.name for param in nested.params}
        if free:
            summary.params |= _own_summary(effects, nested, _Names(nested, name), free).params
    methods = project.function_names()
    for expr, _ in function.reads:
        if is_own(expr.parts[0], name):
            if expr.name not in methods or _is_data(project, expr, function):
                summary.reads.add(expr.name)
    kept: dict[str, set[str]] = {}
    """Parameters by the attribute of self that they are put into: what changes in there changes them."""
    for store in function.stores:
        attribute = store.target.name if store.target.kind == "attr" and is_own(store.target.parts[0], name) else None
        if attribute is not None and store.value is not None:
            kept.setdefault(attribute, set()).update(root for root in names.roots(store.value) if root in params)
        elif (attribute := _attribute_of(store.target, name)) is not None:
            summary.params |= kept.get(attribute, set())
        _note_change(store.target, names, name, params, summary)
        if store.augmented and attribute is not None:
            summary.grows.setdefault(attribute, 0)
    for local in _made_longer(effects, function):
        summary.params.update(
            root for root in names.roots_of(local) if root in params and not _is_scalar(project, root, function)
        )
        summary.writes.update(names.attributes_of(local))
        summary.grows.update(dict.fromkeys(names.attributes_of(local), ANYWHERE))
    for call in function.calls:
        if project.targets(call):
            continue
        if project.shape(call).kind != PLAIN:
            for callback in project.shape(call).callbacks:
                # `cross(table.add_row, x)` changes the table; what a project's function changes comes with the rest.
                if callback.kind == "attr" and effects.value_shows(project.value(callback, function), ""):
                    _note_change(callback.parts[0], names, name, params, summary, into=True)
            continue
        func = bound_once(function, call.func)
        changed = effects.mutates_outside(call)
        if changed is None:
            if effects.logs(call) or (func.kind == "attr" and func.name in ASKING):
                continue
            into = {"self"} if func.kind == "attr" and func.name in CHANGING else set()
            changed = frozenset({*range(len(call.args)), *(key for key, _ in call.keywords if key), "params", *into})
        for item in changed:
            base = func.parts[0] if func.kind == "attr" else None
            if item == "self" and base is not None and base.kind == "name" and base.name in _TYPES and call.args:
                # `list.append(rows, row)`
                summary.params.update(root for root in names.roots(call.args[0]) if root in params)
            elif item == "self" and func.kind == "attr":
                summary.params |= kept.get(_attribute_of(func.parts[0], name) or "", set())
                _note_change(func.parts[0], names, name, params, summary, into=True)
            elif item == "params" and func.kind == "attr":
                for root in names.roots(func.parts[0]):
                    if root in params and not _is_scalar(project, root, function):
                        summary.params.add(root)
            else:
                given = (
                    call.keyword(item) if isinstance(item, str) else call.args[item] if item < len(call.args) else None
                )
                if given is not None:
                    for root in names.roots(given):
                        if root in params and not _is_scalar(project, root, function):
                            summary.params.add(root)
    return summary


def bound_once(function: Function, expr: Expr) -> Expr:
    """What a name stands for: `self._seen.add` for `add` after `add = self._seen.add`, which is all that binds it."""
    bound = function.bindings.get(expr.name, ()) if expr.kind == "name" else ()
    value = bound[0].value if len(bound) == 1 and bound[0].how == "assign" else None
    return value if value is not None and value.kind == "attr" else expr


def _made_longer(effects: Changing, function: Function) -> Iterator[str]:
    """The names that something is added to in place: `rows += more` makes a list longer for everybody who has it."""
    for name, bindings in function.bindings.items():
        added = [item.value for item in bindings if item.how == "augment" and item.value is not None]
        if added and not all(map(_makes_new, added)) and not effects.is_fresh(name, function):
            yield name


def _makes_new(added: Expr) -> bool:
    """Whether what is added is evidently a number or a text, so that adding it makes something new."""
    if added.kind == "op":
        return all(map(_makes_new, added.parts))
    if added.kind == "call":
        return added.value.func.kind == "name" and added.value.func.name in _GIVING_SCALARS
    return added.kind in ("const", "fstring", "compare", "not")


def _attribute_of(expr: Expr, name: str | None) -> str | None:
    """`self.a`, `self.a[0]`, `self.a.b`: `a`."""
    while expr.kind in ("attr", "item"):
        if expr.kind == "attr" and is_own(expr.parts[0], name):
            return expr.name
        expr = expr.parts[0]
    return None


def _is_data(project: Project, expr: Expr, function: Function) -> bool:
    return not any(value is not None and value.kind == "function" for value in project.values(expr, function))


def _note_change(
    target: Expr, names: _Names, name: str | None, params: set[str], summary: Summary, into: bool = False
) -> None:
    """Something is set on, or changed in, `target`: an attribute of self, or a parameter's value."""
    chain: list[Expr] = []
    expr = target
    while expr.kind in ("attr", "item") and not is_own(expr, name):
        chain.append(expr)
        expr = expr.parts[0]
        if expr.kind == "call" and expr.value.func.kind == "attr" and expr.value.func.name in GIVING:
            # `rows.pop()["x"] = …`
            chain.append(expr)
            expr = expr.value.func.parts[0]
    if expr.kind != "name" and not is_own(expr, name):
        return
    if is_own(expr, name):
        if chain and chain[-1].kind == "attr":
            summary.writes.add(chain[-1].name)
            if len(chain) > 1 or into:
                depth = len(chain) - (1 if into else 2)
                summary.grows[chain[-1].name] = max(depth, summary.grows.get(chain[-1].name, 0))
        return
    if not chain and not into:
        return
    if name is not None:
        summary.writes.update(names.attributes(expr))
        summary.grows.update(dict.fromkeys(names.attributes(expr), ANYWHERE))
    for root in names.roots(expr, taken=len(chain) > (0 if into else 1)):
        if root in params:
            summary.params.add(root)


def _passed(
    project: Project,
    function: Function,
    call: Call,
    names: _Names,
    passes: dict[str, dict[tuple[str, str, str], None]],
) -> None:
    """Which parameters of the caller reach which parameters of the project functions that a call runs."""
    own = {param.name for param in function.params}
    if not own:
        return
    crossing = project.shape(call).kind == CROSSING
    targets = project.runs(call) if crossing else project.targets(call)
    args = call.args[1:] if crossing else call.args
    for target in targets:
        params = target.params[has_receiver(target) :]
        if call.func.kind == "attr" and target.cls is not None and not crossing:
            # `page = Page(rows)`, `page.grow()`
            for root in names.roots(call.func.parts[0], taken=True):
                if root in own:
                    passes.setdefault(target.id, {})[function.id, _ITSELF, root] = None
        for index, arg in enumerate(args):
            if index < len(params):
                for root in names.roots(arg):
                    if root in own:
                        passes.setdefault(target.id, {})[function.id, params[index].name, root] = None
        for key, arg in call.keywords:
            for root in names.roots(arg):
                if key is not None and root in own:
                    passes.setdefault(target.id, {})[function.id, key, root] = None


_DEEP = 4
"""Over how many bindings a value is followed."""
PASSING = frozenset("enumerate iter list max min next reversed sorted zip".split())
"""Functions whose result holds what their arguments hold."""
PICKING = frozenset("max min next".split())
"""Those that give one of it."""
COPYING = frozenset(
    "ChainMap OrderedDict accumulate chain copy cycle deque dict dropwhile filter filterfalse frozenset from_iterable "
    "groupby islice map nlargest nsmallest sample set takewhile tee tuple zip_longest".split()
)
"""Others whose result does, and is a new object."""
_TYPES = frozenset("bytearray deque dict list set".split())
_HOLDING = frozenset("comp dict op other set".split())
"""Kinds of expressions that give new objects with others in them."""

_GIVING_SCALARS = frozenset({"len", "int", "str", "float", "abs", "round", "sum"})
"""Functions that give a number or a text."""


class _Names:
    """What the names in a function may stand for. What is behind a name is looked for once, however often that is bound."""

    def __init__(self, function: Function, own: str | None) -> None:
        self._function = function
        self._own = own
        self._roots: dict[tuple[str, int, bool], tuple[str, ...]] = {}
        self._attributes: dict[tuple[str, int], tuple[str, ...]] = {}

    def roots(self, expr: Expr, depth: int = 0, taken: bool = False) -> Iterator[str]:
        """The names whose objects an expression may give access to: `row` of `row["x"]`, `rows` if row is one of them.

        `taken` is whether it is something inside of what the expression gives that is asked for.
        """
        while expr.kind in ("attr", "item", "star", "await"):
            taken |= expr.kind in ("attr", "item")
            expr = expr.parts[0]
        if expr.kind in ("choice", "tuple", "list", "walrus") or (taken and expr.kind in _HOLDING):
            for part in expr.parts:
                yield from self.roots(part, depth, taken)
        elif expr.kind == "call" and depth < _DEEP:
            func, args = expr.value.func, expr.value.args
            if func.kind == "attr" and (func.name in GIVING or (taken and func.name == "copy")):
                yield from self.roots(func.parts[0], depth + 1, True)
            made = taken and (func.name in COPYING or func.name[:1].isupper())
            if func.name in PASSING or made:
                for arg in (*args, *(value for _, value in expr.value.keywords)):
                    yield from self.roots(arg, depth + 1, taken or func.name in PICKING)
        elif expr.kind == "name":
            yield from self.roots_of(expr.name, depth, taken)

    def roots_of(self, name: str, depth: int = 0, taken: bool = False) -> tuple[str, ...]:
        """The same of a name."""
        key = name, depth, taken
        if key not in self._roots:
            found = {name: None}
            for value, is_part in self._values(name, taken) if depth < _DEEP else ():
                found.update(dict.fromkeys(self.roots(value, depth + 1, taken or is_part)))
            self._roots[key] = tuple(found)
        return self._roots[key]

    def attributes(self, expr: Expr, depth: int = 0) -> Iterator[str]:
        """The attributes of self whose objects a local name may stand for: `view = self._pods`, `for row in self._rows`."""
        chain: list[Expr] = []
        while expr.kind in ("attr", "item"):
            chain.append(expr)
            expr = expr.parts[0]
        if depth > _DEEP:
            return
        if expr.kind == "call":
            func, args = expr.value.func, expr.value.args
            if func.kind == "attr" and func.name in GIVING:
                yield from self.attributes(func.parts[0], depth + 1)
            elif func.name in PASSING or func.name in COPYING:
                for arg in args:
                    yield from self.attributes(arg, depth + 1)
        elif expr.kind == "comp":
            for part in expr.parts:
                yield from self.attributes(part, depth + 1) if part.kind == "name" else ()
        if expr.kind != "name":
            return
        if expr.name == self._own:
            if chain and chain[-1].kind == "attr":
                yield chain[-1].name
            return
        yield from self.attributes_of(expr.name, depth)

    def attributes_of(self, name: str, depth: int = 0) -> tuple[str, ...]:
        if (name, depth) not in self._attributes:
            found: dict[str, None] = {}
            for value, _ in self._values(name):
                found.update(dict.fromkeys(self.attributes(value, depth + 1)))
            self._attributes[name, depth] = tuple(found)
        return self._attributes[name, depth]

    def _values(self, name: str, taken: bool = False) -> Iterator[tuple[Expr, bool]]:
        """What a name is bound to, and whether it is a part of that; if something in there is `taken`, what was put in, too."""
        for item in self._function.bindings.get(name, ()):
            if item.value is not None and item.how != "augment":
                yield item.value, item.how not in ("assign", "with")
        for value in self._put_in.get(name, ()) if taken else ():
            yield value, False

    def nested(self, project: Project) -> Iterator[Function]:
        """The functions that are defined right in this one."""
        functions = project.files[self._function.path].functions
        for name in self._function.children.values():
            yield functions[name]

    @cached_property
    def _put_in(self) -> dict[str, list[Expr]]:
        """By local name, what is added to its object, or set in it."""
        found: dict[str, list[Expr]] = {}
        for call in self._function.calls:
            if call.func.kind == "attr" and call.func.parts[0].kind == "name":
                given = (*call.args, *(value for _, value in call.keywords))
                found.setdefault(call.func.parts[0].name, []).extend(given)
        for store in self._function.stores:
            if store.target.parts[0].kind == "name" and store.value is not None:
                found.setdefault(store.target.parts[0].name, []).append(store.value)
        return found


def _is_scalar(project: Project, name: str, function: Function) -> bool:
    for param in function.params:
        if param.name == name and param.annotation is not None:
            value = project.annotation(param.annotation, function)
            return value is not None and value.name in SCALARS
    return False
