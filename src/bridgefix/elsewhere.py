"""What functions read and change that is no local and no attribute of their own object: variables of modules, attributes
that are set on a class or a module.

Such a place goes by a name with `OUTER` before it (`::COUNT`), and an attribute that is set from outside by its bare name,
too: whoever sets `Screen.TITLE` or `settings.zone` may change what another object reads as `.TITLE` or `.zone`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bridgefix.facts import Call, Class, Expr, Function
from bridgefix.syntax import is_own
from bridgefix.waiting import close

if TYPE_CHECKING:
    from bridgefix.changing import Changing

OUTER = "::"


class Outer(NamedTuple):
    """The places outside of a function and its object that it may read and change, with all that it calls."""

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()

    def beside(self, other: Outer) -> Outer:
        """These places and those of another one."""
        return Outer(self.reads | other.reads, self.writes | other.writes)


def read_and_changed_elsewhere(effects: Changing) -> dict[str, Outer]:
    """The outer places of the functions that have any. What nobody changes is left out: it is as good as a constant."""
    project = effects.project
    written: dict[str, set[str]] = {}
    for function in project.functions.values():
        for place in _written(effects, function):
            written.setdefault(place, set()).add(function.id)
    if not written:
        return {}
    read: dict[str, set[str]] = {place: set() for place in written}
    for function in project.functions.values():
        if function.name != "<module>":
            for place in _read(effects, function):
                if place in read:
                    read[place].add(function.id)
    callers: dict[str, list[str]] = {}
    for edge in project.edges():
        callers.setdefault(edge.callee, []).append(edge.caller)
    for function in project.functions.values():
        if function.is_lambda:
            callers.setdefault(function.id, []).append(project.parent(function).id)
    found: dict[str, tuple[set[str], set[str]]] = {}
    for half, table in enumerate((read, written)):
        for place, functions in table.items():
            close(functions, callers)
            for function_id in functions:
                found.setdefault(function_id, (set(), set()))[half].add(place)
    return {key: Outer(frozenset(reads), frozenset(writes)) for key, (reads, writes) in found.items()}


def called_back(effects: Changing, owner: Class) -> dict[str, Outer]:
    """What functions of other classes read of an object of a class, and what they read and set by methods of it.

    The methods that lead to such a call are among them, also those of the class itself.
    """
    project = effects.project
    family = {*project.mro(owner.id), *project.subclasses(owner.id)}
    found: dict[str, Outer] = {}
    todo: list[tuple[str, Outer]] = []
    for cls in family:
        for qualname in cls.methods.values():
            method = project.functions[f"{cls.path}::{qualname}"]
            touched = _touched(effects, method)
            if any(touched):
                sites = project.callers(method.id)
                todo += [(site.caller, touched) for site in sites if project.owner(site.caller) not in family]
            todo += [(method.id, _touched_by_wrapper(effects, owner, wrapper)) for wrapper in project.wrappers(method)]
    classes = {cls.id for cls in family}
    for name in frozenset().union(*(project.assigned_attributes(cls.id) for cls in family)):
        for function_id in effects.readers.get(name, ()):
            function = project.functions[function_id]
            if project.owner(function_id) not in family and any(
                expr.name == name and project.type_of(expr.parts[0], function) in classes for expr, _ in function.reads
            ):
                todo.append((function_id, Outer(reads=frozenset({name}))))
    while todo:
        function_id, more = todo.pop()
        known = found.get(function_id, Outer())
        new = known.beside(more)
        if new != known:
            found[function_id] = new
            todo += [(site.caller, new) for site in project.callers(function_id)]
    return found


def _touched(effects: Changing, method: Function) -> Outer:
    summary = effects.summaries[method.id]
    return Outer(frozenset(summary.reads), frozenset(summary.writes))


def _touched_by_wrapper(effects: Changing, owner: Class, wrapper: Function) -> Outer:
    """What a function, put by a decorator in the place of a method, reads and sets of the object that it is given first."""
    own = wrapper.params[0].name if wrapper.params and wrapper.params[0].kind == "normal" else None
    touched = Outer(
        frozenset(expr.name for expr, _ in wrapper.reads if is_own(expr.parts[0], own)),
        frozenset(store.target.name for store in wrapper.stores if is_own(store.target.parts[0], own)),
    )
    for call in wrapper.calls:
        called = call.func.kind == "attr" and is_own(call.func.parts[0], own)
        method = effects.project.lookup(owner.id, call.func.name) if called else None
        if method is not None:
            touched = touched.beside(_touched(effects, method))
    return touched


def _written(effects: Changing, function: Function) -> Iterator[str]:
    project = effects.project
    if function.name == "<module>":
        return
    module = project.files[function.path].module
    for name in function.globals:
        if name in function.bindings and (function.parent is None or name in module.bindings):
            yield OUTER + name
    own = project.self_name(function)
    for store in function.stores:
        root, attributes = _chain(store.target)
        if root is not None and (
            _of_a_class(root, attributes) or (root != own and not is_local(effects, root, function))
        ):
            yield from _places(root, attributes)
        elif root == own:
            # `self.screen.count = 1`
            yield from _places(None, attributes[:-1])
    for call in function.calls:
        for operand, places in _variables(effects, call, function, own):
            if _changes(effects, call, function, operand):
                yield from places


def _of_a_class(root: str, attributes: Sequence[str]) -> bool:
    return "__class__" in attributes or root in ("type", "cls")


def _places(root: str | None, attributes: Iterable[str]) -> Iterator[str]:
    if root is not None:
        yield OUTER + root
    for name in attributes:
        yield name
        yield OUTER + name


def _variables(
    effects: Changing, call: Call, function: Function, own: str | None
) -> Iterator[tuple[int | str, Iterator[str]]]:
    """The operands of a call ("self": its receiver) that are, or hang on, a variable of a module or a class, with the places."""
    operands: list[tuple[int | str, Expr]] = list(enumerate(call.args))
    operands += [(key, value) for key, value in call.keywords if key is not None]
    if call.func.kind == "attr":
        operands.append(("self", call.func.parts[0]))
    for place, operand in operands:
        root, attributes = _chain(operand)
        if root is not None and (
            _of_a_class(root, attributes) or (root != own and is_variable(effects, root, function))
        ):
            yield place, _places(root, attributes)
        elif root is not None and root == own and len(attributes) > 1:
            yield place, _places(None, attributes[:-1])


def _changes(effects: Changing, call: Call, function: Function, operand: int | str) -> bool:
    if effects.project.targets(call):
        changed = effects.mutates_project(call, function)
    else:
        changed = effects.mutates_outside(call)
        if changed is None and effects.logs(call):
            return False
    return operand == "self" if changed is None else operand in changed


def _read(effects: Changing, function: Function) -> Iterator[str]:
    for expr, _ in function.names:
        if not is_local(effects, expr.name, function):
            yield OUTER + expr.name
    for call in function.calls:
        if call.func.kind == "name" and not is_local(effects, call.func.name, function):
            yield OUTER + call.func.name
    own = effects.project.self_name(function)
    for expr, _ in function.reads:
        root, attributes = _chain(expr)
        if "__class__" in attributes or (root != own and (root is None or not is_local(effects, root, function))):
            for name in attributes:
                yield name
                yield OUTER + name


def _chain(expr: Expr) -> tuple[str | None, tuple[str, ...]]:
    """The name at the bottom of `a.b[c].d`, and the attributes on the way."""
    names: list[str] = []
    while True:
        if expr.kind == "attr":
            names.append(expr.name)
            expr = expr.parts[0]
        elif expr.kind == "item":
            expr = expr.parts[0]
        elif expr.kind == "call":
            expr = expr.value.func
        else:
            return (expr.name if expr.kind == "name" else None), tuple(names)


def is_local(effects: Changing, name: str, function: Function) -> bool:
    """Whether a name is bound in the function, or in one that it is nested in."""
    while function.name != "<module>":
        if name in function.globals:
            if function.parent is None:
                return False
        elif name in function.bindings or any(param.name == name for param in function.params):
            return True
        function = effects.project.parent(function)
    return False


def is_variable(effects: Changing, name: str, function: Function) -> bool:
    """Whether a name of a function means a variable at the top of a module."""
    return not is_local(effects, name, function) and effects.project.variable(function.path, name) is not None
