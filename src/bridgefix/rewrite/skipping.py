"""What a cancelled worker may leave undone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from bridgefix.cancelling import Gaps, call_waits
from bridgefix.cancels import Body
from bridgefix.deeds import does_for_good
from bridgefix.facts import Call, Expr, Function
from bridgefix.purity import ASKING
from bridgefix.rewrite.names import root, walk_scope
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import span
from bridgefix.states import FLAGS
from bridgefix.syntax import parts_of

_ASKED_OF_ANSWERS = ASKING | frozenset(
    "json raise_for_status read decode encode fetchone fetchall fetchmany all first one scalar scalars".split()
)
_SKIPPED_WITH_SHOWING = frozenset({"notify", "bell", "refresh", "log"})
"""Methods of a node that only tell."""


class Skipping:
    """Judges the statements of one function."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        returned = [value for value, _ in reading.function.returns]
        annotated = reading.node.returns
        says_none = isinstance(annotated, ast.Constant) and annotated.value is None
        self.gives_value = any(item.kind != "const" or item.value is not None for item in returned) or not (
            annotated is None or says_none
        )
        """Whether a bare `return` has no place in it."""
        self._params = {param.name for param in reading.function.params}

    def may_skip(self, statements: Sequence[ast.stmt]) -> bool:
        """Whether nothing is missed where these do not run: they ask, show, tell, or work on locals."""
        return all(self._skippable(statement) for statement in statements)

    def check_loop(self, loop: ast.stmt, behind: Sequence[ast.stmt]) -> None:
        """Raises Refusal where a loop does something for good, or what follows it counts on all of its turns."""
        reading = self._reading
        for call in reading.function.calls:
            if (
                span(loop) in call.context.loops
                and call_waits(reading.model, call)
                and does_for_good(reading.model, call)
            ):
                raise reading.refuse(
                    f"`{call.func.name}` on line {call.line} may do something for good, and half of the loop would be done",
                    call.line,
                )
        turns = reading.use(loop)
        for statement in behind:
            if self._skippable(statement) and not isinstance(statement, ast.Return):
                continue
            use = reading.use(statement)
            kept = use.reads & (turns.binds | turns.changes)
            if kept or use.gets & turns.sets:
                what = f"`{min(kept)}`" if kept else "what the loop has gathered"
                raise reading.refuse(
                    f"line {statement.lineno} goes on with {what}, of which a cancelled worker has only a part",
                    statement.lineno,
                )

    def _skippable(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Pass):
            return True
        if isinstance(statement, ast.Delete | ast.Assert):
            return False
        use = self._reading.use(statement)
        if use.sets or use.opaque or use.leaves & {"value", "raise", "yield"} or use.changes & self._params:
            return False
        return all(self._leaves_nothing(node) for node in walk_scope(statement) if isinstance(node, ast.Call))

    def _leaves_nothing(self, call: ast.Call) -> bool:
        reading = self._reading
        view = reading.view(call)
        if view is None:
            return False
        if view.kind == "crossing" or view.logs or reading.pure_call(call):
            return True
        if call_waits(reading.model, view.call):
            return not does_for_good(reading.model, view.call)
        if view.kind != "plain":
            return False
        func = call.func
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Call):
            # What is asked of an answer right away; the call that gave it is looked at by itself.
            return func.attr in _ASKED_OF_ANSWERS
        if isinstance(func, ast.Attribute):
            holder = root(func)
            if holder is not None and view.dotted is None and does_for_good(reading.model, view.call):
                return False
            if holder is not None and holder not in self._params and view.dotted is None and not view.targets:
                return holder in reading.function.bindings
            if holder == reading.receiver and func.attr in _SKIPPED_WITH_SHOWING and not view.targets:
                return True
        if view.dotted is not None and view.dotted.startswith("builtins."):
            return view.dotted not in ("builtins.open", "builtins.input", "builtins.exec", "builtins.eval")
        return any(reading.model.effects.of(item.id).crosses for item in view.targets) and not view.blocks


# What a crossing takes back

_TAKES_BACK = re.compile(
    r"stop|hide|finish|done|idle|reset|release|unlock|enable|complete|end_|_end\b|spinner|busy|loading|progress",
    re.IGNORECASE,
)


def check_nothing_released(reading: Reading, body: Body, found: Gaps) -> None:
    """Raises Refusal where a crossing that a cancelled worker would skip takes back what nobody else would.

    A worker that only its own next start cancels is followed by one that does it in its place.
    """
    for call in found.crossings:
        if body.by_hand is None and body.replaced:
            continue
        if any(_takes_back(item) for item in (call, *_calls(reading, call))) or _resets(reading, call):
            raise reading.refuse(
                f"line {call.line} also takes back what a cancelled worker must not leave: put it into a `finally`",
                call.line,
            )


def _calls(reading: Reading, crossing: Call) -> Iterator[Call]:
    for target in _run(reading, crossing):
        yield from target.calls


def _run(reading: Reading, crossing: Call) -> tuple[Function, ...]:
    project = reading.model.project
    return (*project.runs(crossing), *project.targets(crossing))


def _takes_back(call: Call) -> bool:
    exprs: tuple[Expr, ...] = (call.func, *call.args[:1])
    if any(_TAKES_BACK.search(expr.name) for expr in exprs if expr.kind in ("name", "attr")):
        return True
    if call.func.name in ("remove_class", "discard"):
        return True
    given = (*call.args, *(value for _, value in call.keywords))
    return any(part.kind == "const" and part.value is False for arg in given for part in parts_of(arg))


def _resets(reading: Reading, crossing: Call) -> bool:
    return any(
        store.target.kind == "attr"
        and (store.target.name in FLAGS or (store.value is not None and store.value.kind == "const"))
        for target in _run(reading, crossing)
        for store in target.stores
    )
