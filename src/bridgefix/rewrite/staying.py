"""What keeps a piece of code in the worker: what waits, what nobody knows, and what is another thing on main."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from bridgefix.calls import CROSSING, HERE, LAUNCH
from bridgefix.effects import CallView, Model
from bridgefix.facts import Function, Span
from bridgefix.purity import is_on_disk
from bridgefix.rewrite.lazy import Laziness
from bridgefix.rewrite.names import walk, walk_scope
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import span
from bridgefix.threads import symbol

_ON_MAIN = frozenset({"batch_update", "prevent"})
"""Context managers of Textual, which belong to what is done in them."""
_OF_THE_THREAD = frozenset(
    "threading.current_thread threading.currentThread threading.get_ident threading.get_native_id "
    "asyncio.get_running_loop asyncio.get_event_loop asyncio.current_task".split()
)
"""Calls whose answer is another one on main."""
_OF_THE_EXCEPTION = frozenset("exception exc_info format_exc print_exc print_exception".split())
_LOST_ON_THE_WAY = frozenset("SystemExit KeyboardInterrupt StopIteration GeneratorExit CancelledError".split())
"""What asyncio does not carry over from a callback to the thread that waits for it."""
_LOCAL = re.compile(r"(^|_)(thread_?)?locals?$", re.IGNORECASE)
TOUCHING = (ast.Call, ast.Attribute)


class Staying:
    """Tells what main may do of one function. What is to be known of a touch of the UI comes from the rule.

    Args:
        reading: the function.
        touches: spans of the calls and assignments that have to go to main.
    """

    def __init__(self, reading: Reading, touches: frozenset[Span]) -> None:
        self.reading = reading
        self.touches = touches
        self.laziness = Laziness(reading)
        self.caught = frozenset(
            n.name for n in walk(reading.node) if isinstance(n, ast.ExceptHandler) and n.name is not None
        )
        """Names of caught exceptions."""
        self._waiting_attributes = dict(_waiting_attributes(reading.model, reading.function))

    def touching(self, node: ast.AST) -> ast.expr | None:
        """The first touch below a node."""
        for inner in walk_scope(node):
            if isinstance(inner, TOUCHING) and span(inner) in self.touches:
                return inner
        return None

    def shows(self, statement: ast.stmt) -> bool:
        """Whether it touches the UI, also where that is no finding."""
        return self.touching(statement) is not None or self.reading.deed(statement).shows

    def bound_to_worker(self, statement: ast.stmt, *, may_return: bool = False) -> tuple[str, int] | None:
        """What keeps a statement in the worker, and the line of it; None where main may do it."""
        use, deed, line = self.reading.use(statement), self.reading.deed(statement), statement.lineno
        if use.opaque:
            return f"uses {use.opaque}", line
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.Delete | ast.ClassDef):
            return "does more than to show", line
        if deed.blocks:
            return f"waits in `{deed.blocks[-1].symbol}`", deed.blocks_at
        if deed.crossings:
            return "crosses by itself", deed.crossings[0].lineno
        ways = use.leaves - {"raise", "await", *(("return",) if may_return else ())}
        if ways:
            return f"leaves by `{'return' if 'value' in ways else min(ways)}`", line
        if use.reads & use.binds:
            return f"binds `{min(use.reads & use.binds)}` anew", line
        outer = {n.id for n in walk_scope(statement) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        if outer & self.reading.function.globals:
            return f"binds `{min(outer & self.reading.function.globals)}` of an outer function", line
        for node in walk_scope(statement):
            match node:
                case ast.Await(value=value):
                    if not (isinstance(value, ast.Call) and self.is_show(value)):
                        return "awaits something else", node.lineno
                case ast.AsyncFor(iter=iterable) | ast.comprehension(is_async=1, iter=iterable):
                    return f"goes through `{ast.unparse(iterable)}`, which awaits in the worker's own loop", line
                case ast.With(items=items) | ast.AsyncWith(items=items):
                    for item in items:
                        called = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
                        if not (isinstance(called, ast.Attribute) and called.attr in _ON_MAIN):
                            return f"is done inside `with {ast.unparse(item.context_expr)}`", node.lineno
                case ast.For(iter=iterable) if self.laziness.is_lazy(iterable):
                    return f"goes through `{ast.unparse(iterable)}`, which may wait at each turn", node.lineno
                case ast.While(test=test) if not _ends_by_itself(test):
                    return f"goes on as long as `{ast.unparse(test)}`, which main may have to change", node.lineno
                case ast.comprehension(iter=iterable) if self.laziness.is_lazy(iterable):
                    return f"goes through `{ast.unparse(iterable)}`, which may wait at each turn", line
                case ast.Call(func=called, args=args) if any(map(self.laziness.is_lazy, args)):
                    return f"calls `{ast.unparse(called)}`, which goes through what may wait", node.lineno
                case ast.GeneratorExp() if self.laziness.is_lazy(node):
                    return "has a generator that may wait", node.lineno
                case ast.Attribute() if (kept := self._kept_by(node)) is not None:
                    return kept, node.lineno
                case ast.Raise(exc=exc) if exc is None or _raised(exc) in _LOST_ON_THE_WAY:
                    return f"raises `{_raised(exc) if exc else 'what was caught'}`", node.lineno
                case ast.Call() if _asks_for_exception(node):
                    return f"calls `{ast.unparse(node.func)}`, which tells of the exception caught here", node.lineno
                case ast.Call() if self._asks_for_thread(node):
                    return f"calls `{ast.unparse(node.func)}`, which has another answer on main", node.lineno
                case ast.Call() if not self.light(node):
                    return f"calls `{ast.unparse(node.func)}`, which may wait", node.lineno
        return None

    def light(self, call: ast.Call) -> bool:
        """Whether main may make a call: it is known not to wait."""
        view = self.reading.view(call)
        if self._asks_for_thread(call) or _asks_for_exception(call):
            return False
        if self.reading.pure_call(call):
            return True
        if view is None:
            return span(call) in self.touches
        if view.blocks or view.kind in (CROSSING, LAUNCH) or is_on_disk(view.dotted or ""):
            return False
        if view.logs or (isinstance(call.func, ast.Attribute) and call.func.attr in _ON_MAIN):
            return True
        if view.targets:
            return all(self._harmless(view, target.id) for target in view.targets)
        return view.shows or span(call) in self.touches or view.mutates is not None

    def _asks_for_thread(self, call: ast.Call) -> bool:
        view = self.reading.view(call)
        return view is not None and view.dotted in _OF_THE_THREAD

    def _harmless(self, view: CallView, function_id: str) -> bool:
        model = self.reading.model
        effects = model.effects.of(function_id)
        if effects.blocks or effects.crosses:
            return False
        return effects.pure or effects.shows or bool(view.dotted and model.project.is_dom_node(view.dotted))

    def is_show(self, call: ast.Call) -> bool:
        view = self.reading.view(call)
        return span(call) in self.touches or (view is not None and view.shows)

    def heavy(self, call: ast.Call) -> list[ast.expr]:
        """The arguments of a call that main may not work out, and those that no lambda should."""
        return [arg for arg in (*call.args, *(k.value for k in call.keywords)) if self.stays(arg)]

    def stays(self, arg: ast.expr) -> bool:
        """Whether an argument is to be worked out in the worker.

        So is what reads a caught exception: its name goes when the handler ends, and linters then don't know it in a
        lambda.
        """
        return not self.is_light(arg) or any(isinstance(n, ast.Name) and n.id in self.caught for n in walk(arg))

    def is_light(self, node: ast.expr) -> bool:
        """Whether main may work an expression out."""
        return all(
            not isinstance(n, ast.Await)
            and (not isinstance(n, ast.Call) or self.light(n))
            and (not isinstance(n, ast.Attribute) or self._kept_by(n) is None)
            for n in walk_scope(node)
        )

    def _kept_by(self, node: ast.Attribute) -> str | None:
        """What keeps an attribute in the worker: a property or watcher that waits, or that the thread has its own."""
        if node.attr in self._waiting_attributes:
            return f"sets off `{self._waiting_attributes[node.attr]}`, which waits or crosses"
        expr = self.reading.attribute(node)
        known = self.reading.model.project.type_of(expr, self.reading.function) if expr is not None else None
        if known == "threading.local" or (known is None and _LOCAL.search(node.attr)):
            return f"uses `{ast.unparse(node)}`, of which each thread has its own"
        return None

    def has_one_heavy(self, call: ast.Call) -> bool:
        heavy = self.heavy(call)
        return len(heavy) == 1 and self.is_light(call.func) and not isinstance(heavy[0], ast.Starred)


def _raised(exc: ast.expr) -> str:
    """The name of the class that is raised."""
    return ast.unparse(exc.func if isinstance(exc, ast.Call) else exc).rpartition(".")[2]


def _asks_for_exception(call: ast.Call) -> bool:
    """Whether a call tells of the exception that is being handled: in the thread that caught it, that is."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if any(
        k.arg == "exc_info" and not (isinstance(k.value, ast.Constant) and not k.value.value) for k in call.keywords
    ):
        return True
    return name in _OF_THE_EXCEPTION or (name == "Traceback" and not call.args)


def _waiting_attributes(model: Model, function: Function) -> Iterator[tuple[str, str]]:
    """Attributes that can't be read or set on main, with the property or watcher that waits or crosses then."""
    for edge in model.project.edges():
        if edge.caller != function.id or edge.call is not None or edge.kind != "call" or edge.flow != HERE:
            continue
        callee = model.project.functions[edge.callee]
        effects = model.effects.of(callee.id)
        if effects.blocks or effects.crosses:
            yield re.sub(r"^_?(watch|validate)_", "", callee.name), symbol(callee)


def _ends_by_itself(test: ast.expr) -> bool:
    """Whether a `while` depends on nothing that another thread may change: on names and constants."""
    if isinstance(test, ast.Constant):
        return False
    calls = [n for n in walk(test) if isinstance(n, ast.Call)]
    plain = all(isinstance(call.func, ast.Name) and call.func.id == "len" for call in calls)
    return plain and not any(isinstance(n, ast.Attribute | ast.Subscript | ast.NamedExpr) for n in walk(test))
