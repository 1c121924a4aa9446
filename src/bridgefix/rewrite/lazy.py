"""What fetches while it is gone through: generators, pipes, cursors, queues. Gone through on main it would make main wait."""

from __future__ import annotations

import ast

from bridgefix.facts import Function
from bridgefix.findings import Refusal
from bridgefix.rewrite.datum import assignments, is_lazy
from bridgefix.rewrite.names import walk_scope
from bridgefix.rewrite.reading import Reading

_STREAMS = frozenset("stdout stderr raw stream".split())
_OPENERS = frozenset(
    "open urlopen Popen execute exec_command cursor popen iterdir glob rglob scandir walk find aggregate scalars query "
    "listen docker.DockerClient.events".split()
)
"""Calls whose result fetches while it is gone through."""
_REFINING = frozenset(
    "batch_size filter filter_by join limit mappings offset options order_by outerjoin scalars skip sort unique where "
    "yield_per".split()
)
"""Methods of such a result that give another one."""
GOING_THROUGH = frozenset("list tuple set frozenset dict sorted sum min max any all len join".split())
"""Calls that go through what they are given at once."""
_PASSING_ON = frozenset("enumerate zip reversed iter chain islice batched takewhile dropwhile starmap tee".split())
_APPLYING = frozenset("map filter starmap imap imap_unordered as_completed accumulate".split())
_HARMLESS = frozenset("str int float bool len repr abs round".split())
"""What `map` may apply without waiting."""


def check_not_lazy(reading: Reading, name: str) -> None:
    """Raises Refusal where the data is fetched only while it is read, which a bridge would do on main."""
    laziness = Laziness(reading)
    for _, statement in assignments(reading, name):
        value = getattr(statement, "value", None)
        if isinstance(value, ast.GeneratorExp) or laziness.is_lazy(ast.Name(name, ast.Load())):
            raise _lazy(reading, statement, name)


def check_gone_through(reading: Reading, statement: ast.Assign, name: str) -> None:
    """Raises Refusal where what is assigned, to an attribute of this name, is fetched only while it is read."""
    if isinstance(statement.value, ast.GeneratorExp) or Laziness(reading).is_lazy(statement.value):
        raise _lazy(reading, statement, name)


def _lazy(reading: Reading, statement: ast.stmt, name: str) -> Refusal:
    line = statement.lineno
    return reading.refuse(
        f"`{name}` (line {line}) may fetch while it is read, and the bridge would read it on main", line
    )


class Laziness:
    """Which expressions of a function are lazy."""

    def __init__(self, reading: Reading, depth: int = 0) -> None:
        self.reading = reading
        self._depth = depth
        self._names: dict[str, bool] = {}

    def is_lazy(self, node: ast.expr) -> bool:
        """Whether each turn of a loop over an expression may fetch."""
        match node:
            case ast.Starred(value=value) | ast.NamedExpr(value=value):
                return self.is_lazy(value)
            case ast.IfExp(body=body, orelse=orelse):
                return self.is_lazy(body) or self.is_lazy(orelse)
            case ast.GeneratorExp():
                return self._may_wait(node)
            case ast.Attribute(attr=attr, value=value):
                return attr in _STREAMS and not self._is_done(value)
            case ast.Name(id=name):
                if name not in self._names:
                    self._names[name] = False  # for a name that is made from itself
                    self._names[name] = self._is_lazy_name(name)
                return self._names[name]
            case ast.Call():
                return self._is_lazy_call(node)
        return False

    def _is_lazy_call(self, call: ast.Call) -> bool:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        view = self.reading.view(call)
        if name in GOING_THROUGH and not (view and view.targets):
            return False
        if name in _APPLYING and call.args and not (view and view.targets):
            done = call.args[0]
            return not (isinstance(done, ast.Name) and done.id in _HARMLESS) or any(map(self.is_lazy, call.args[1:]))
        if name == "iter" and len(call.args) == 2:
            return True
        if isinstance(call.func, ast.Attribute) and name in _REFINING and self.is_lazy(call.func.value):
            return True
        if isinstance(call.func, ast.Name) or name in _PASSING_ON:
            if any(map(self.is_lazy, call.args)):
                return True
            if name in _PASSING_ON:
                return False
        return is_lazy(self.reading, call) or self._opens(call)

    def _may_wait(self, generator: ast.GeneratorExp) -> bool:
        for node in walk_scope(generator):
            if isinstance(node, ast.comprehension) and self.is_lazy(node.iter):
                return True
            if isinstance(node, ast.Call):
                view = self.reading.view(node)
                if not self.reading.pure_call(node) and (view is None or view.blocks or view.mutates is None):
                    return True
        return False

    def _is_done(self, process: ast.expr) -> bool:
        """Whether a process has ended, so that its output is there: that of `subprocess.run`."""
        if isinstance(process, ast.Call):
            view = self.reading.view(process)
            return view is not None and view.dotted == "subprocess.run"
        made = [
            node.value
            for node in walk_scope(self.reading.node)
            if isinstance(process, ast.Name) and isinstance(node, ast.Assign) and _names(node.targets, process.id)
        ]
        return bool(made) and all(isinstance(value, ast.Call) and self._is_done(value) for value in made)

    def _is_lazy_name(self, name: str) -> bool:
        for node in walk_scope(self.reading.node):
            match node:
                case ast.withitem(optional_vars=ast.Name(id=bound)) if bound == name:
                    return True
                case ast.Assign(targets=targets, value=value) | ast.NamedExpr(target=targets, value=value) if _names(
                    targets, name
                ):
                    if self.is_lazy(value) or (isinstance(value, ast.Call) and self._opens(value)):
                        return True
                case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Call() as value) if _names(parts, name):
                    # `_, stdout, _ = client.exec_command(…)`
                    if self._opens(value):
                        return True
        return self._depth < 2 and self._is_given_lazily(name)

    def _opens(self, call: ast.Call) -> bool:
        view = self.reading.view(call)
        if view is not None and view.targets:
            return self._depth < 2 and any(map(self._returns_lazily, view.targets))
        if any(
            k.arg in ("stream", "follow") and isinstance(k.value, ast.Constant) and k.value.value for k in call.keywords
        ):
            return True
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        known = (view.dotted if view is not None else None) or ""
        return not known.startswith("textual.") and (name in _OPENERS or known in _OPENERS)

    def _returns_lazily(self, target: Function) -> bool:
        """Whether a function of this file hands out what fetches while it is gone through."""
        if target.path != self.reading.path or target.is_lambda or not target.returns:
            return False
        try:
            there = Reading(self.reading.model, {target.path: self.reading.text}, target)
        except Refusal:
            return False
        inside = Laziness(there, self._depth + 1)
        return any(
            isinstance(node, ast.Return) and node.value is not None and inside.is_lazy(node.value)
            for node in walk_scope(there.node)
        )

    def _is_given_lazily(self, name: str) -> bool:
        """Whether a caller hands something lazy to the parameter of this name."""
        model, function = self.reading.model, self.reading.function
        if name not in {param.name for param in function.params}:
            return False
        for site in model.project.callers(function.id):
            caller = model.project.functions[site.caller]
            if site.call is None or caller.path != self.reading.path or caller.is_lambda or caller.name == "<module>":
                continue
            reading = Reading(model, {self.reading.path: self.reading.text}, caller)
            there = Laziness(reading, self._depth + 1)
            call = reading.call_at(site.call.span)
            if call is not None and any(there.is_lazy(a) for a in (*call.args, *(k.value for k in call.keywords))):
                return True
        return False


def _names(targets: ast.expr | list[ast.expr], name: str) -> bool:
    found = targets if isinstance(targets, list) else [targets]
    return any(isinstance(target, ast.Name) and target.id == name for target in found)
