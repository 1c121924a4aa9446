"""BF007: a thread worker asks whether it was cancelled before it shows, and at each turn of a long loop.

The worker is taken once at the top: `get_current_worker` works in the thread of a worker, and nowhere else (Textual,
`worker.py`). A check leaves the method where nothing but showing is skipped by that; else it goes round the crossing.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bridgefix.cancelling import Gaps, call_waits, gaps
from bridgefix.cancels import Body, bodies, other_ways
from bridgefix.effects import Model
from bridgefix.facts import Function, Span, gather
from bridgefix.findings import Finding, Level, Refusal, Rewrite
from bridgefix.rewrite import excerpt
from bridgefix.rewrite.imports import imported
from bridgefix.rewrite.names import FunctionNode, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.rowwise import Rows
from bridgefix.rewrite.skipping import Skipping, check_nothing_released
from bridgefix.rewrite.splicing import begins, begins_its_line, bound_before
from bridgefix.rewrite.trees import lists_below, parsed, span
from bridgefix.settings import Settings
from bridgefix.starts import BY_TIMER, Restarts, Start
from bridgefix.syntax import is_within
from bridgefix.threads import symbol

_ASK = "get_current_worker"
_MODULE = "textual.worker"


def fix(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    """Let a function of a thread worker look at `is_cancelled`.

    Args:
        finding: of BF007; its subject is (id of the function,).
        texts: by path, as the model was built from them.
    """
    function = model.project.functions[finding.subject[0]]
    try:
        body = _body(model, function)
        text = _with_checks(model, body, texts)
        text = excerpt.code(imported(excerpt.parsed(text, function.qualname), _MODULE, _ASK), text)
        return Rewrite({function.path: text}, Level.UNSAFE, note=starved(model, body.start))
    except Refusal as refused:
        return refused


def starved(model: Model, start: Start) -> str | None:
    """What to say of a worker that a timer starts again, once its next start cancels it."""
    again = Restarts(model).again(start)
    if again is None or again.by != BY_TIMER:
        return None
    return "a run that takes longer than the timer's interval never shows: there, a gate that skips a tick is better"


def _body(model: Model, function: Function) -> Body:
    """The function as what a worker runs. Raises Refusal."""
    body = next((item for item in bodies(model) if item.function.id == function.id), None)
    if body is None:
        raise _lost(function)
    return body


def _lost(function: Function) -> Refusal:
    return Refusal("where it goes on could not be found again", function.line, function.path)


def _with_checks(model: Model, body: Body, texts: Mapping[str, str]) -> str:
    """The text of a function's file with the checks that it lacks. Raises Refusal."""
    function = body.function
    found = gaps(model, function)
    if not found.any:
        raise _lost(function)
    if function.is_lambda:
        raise Refusal("a lambda has no room for a check", function.line, function.path)
    _check_callers(model, body)
    reading = Reading(model, texts, function)
    reading.receiver = model.project.self_name(function) or ""
    apart = _fetched_first(reading, found)
    if apart is not None:
        fresh = model.replace([gather(function.path, apart)])
        again = _body(fresh, fresh.project.functions[function.id])
        return _with_checks(fresh, again, {**texts, function.path: apart})
    check_nothing_released(reading, body, found)
    _check_read_to_the_end(reading, found)
    return _Writer(reading, found).write()


def _check_callers(model: Model, body: Body) -> None:
    """Raises Refusal where the function also runs without a worker, where `get_current_worker` raises."""
    for caller, call in other_ways(model, body):
        line = call.line if call is not None else caller.line
        name = body.start.worker.name
        raise Refusal(
            f"`{symbol(caller)}` runs or hands on `{name}` on line {line}, where there may be no worker to ask",
            line,
            caller.path,
        )


def _check_read_to_the_end(reading: Reading, found: Gaps) -> None:
    """Raises Refusal where a check might leave a loop over what a command writes: the command waits once the pipe is full."""
    places = [*found.loops, *(call.span for call in found.crossings)]
    for loop in walk(reading.node):
        if not isinstance(loop, ast.For | ast.While) or not any(is_within(place, span(loop)) for place in places):
            continue
        for node in walk(loop):
            if isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr"):
                read = reading.attribute(node)
                if read is None:
                    continue
                if reading.model.project.type_of(read.parts[0], reading.function) == "subprocess.Popen":
                    raise reading.refuse(
                        f"the loop on line {loop.lineno} reads what a command writes: left unread, the command would wait for "
                        "ever; to stop it, end the command",
                        loop.lineno,
                    )


# Fetched in the crossing itself


def _fetched_first(reading: Reading, found: Gaps) -> str | None:
    """The text with what is fetched among the arguments of a crossing fetched before it, under the name that the callback
    has for it; None where there is no such crossing. Raises Refusal where it can't be.
    """
    waiting = [call for call in reading.function.calls if call_waits(reading.model, call)]
    for crossing in found.crossings:
        wait = next((call for call in waiting if is_within(call.span, crossing.span)), None)
        if wait is None:
            continue
        line = crossing.line
        for statement in walk(reading.node):
            match statement:
                case ast.Expr(value=ast.Call() as call) if span(call) == crossing.span:
                    break
        else:
            raise reading.refuse(f"line {line} fetches what it hands over, and uses what comes back", line)
        name = _name_of(reading, call)
        alone = call.args[1:] if len(call.args) == 2 and not call.keywords else []
        if name is None or not alone or span(alone[0]) != wait.span or not begins_its_line(reading.text, statement):
            raise reading.refuse(f"line {line} fetches what it hands over, with no place for a check between", line)
        return bound_before(reading.text, statement, alone[0], name)
    return None


def _name_of(reading: Reading, crossing: ast.Call) -> str | None:
    view = reading.view(crossing)
    if view is None or len(view.runs) != 1:
        return None
    params = [param.name for param in view.runs[0].params]
    if view.runs[0].cls is not None:
        params = params[1:]
    name = params[0] if params else None
    return name if name is not None and _is_free(reading, name) else None


def _is_free(reading: Reading, name: str) -> bool:
    """Whether a name means nothing in a function yet."""
    return all(
        name not in (getattr(node, "id", None), getattr(node, "arg", None), getattr(node, "name", None))
        for node in walk(reading.node)
        if not isinstance(node, ast.keyword)
    )


# Checks


@dataclass(frozen=True)
class _Around:
    """What stands round a list of statements."""

    after: Sequence[ast.stmt] = ()
    """All that may run after it, to the end of the function; the next turns of a loop as well."""
    turn: Sequence[ast.stmt] = ()
    """The rest of this turn of the loop."""
    loop: ast.For | ast.AsyncFor | ast.While | None = None
    behind: Sequence[ast.stmt] = ()
    """What may run after the loop."""
    stays: bool = False
    """No check may leave from here."""


class _Writer:
    """Puts checks into one function."""

    def __init__(self, reading: Reading, found: Gaps) -> None:
        self._reading = reading
        self._late = {call.span for call in found.crossings}
        self._loops = set(found.loops)
        self._asked = frozenset(found.loops)
        self._waits = [call.span for call in reading.function.calls if call_waits(reading.model, call)]
        self._skipping = Skipping(reading)
        self._rows = Rows(reading.text)
        self._worker, self._is_taken = self._named()

    def write(self) -> str:
        """The text with all checks. Raises Refusal."""
        reading = self._reading
        if reading.body[0].lineno == reading.node.lineno:
            raise reading.refuse(f"`{reading.name}` is written on one line", reading.node.lineno)
        self._list(reading.body, _Around())
        if self._late or self._loops:
            line = min(place[0] for place in (*self._late, *self._loops))
            raise reading.refuse(f"line {line} has no place for a check", line)
        if not self._is_taken:
            first = reading.body[min(reading.first, len(reading.body) - 1)]
            apart = [""] if isinstance(first, FunctionNode) else []
            self._rows.insert(first, f"{self._worker} = {self._asking()}()", *apart, above=True)
        return self._rows.text()

    def _named(self) -> tuple[str, bool]:
        """The name of the worker, and whether the function has it already."""
        for statement in self._reading.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=func)):
                    if ast.unparse(func).rpartition(".")[2] == _ASK:
                        first = min(place[:2] for place in (*self._late, *self._loops))
                        if begins(statement) < first:
                            return name, True
        names = ("worker", "this_worker", "current_worker")
        free = next((name for name in names if _is_free(self._reading, name)), None)
        if free is None:
            raise self._reading.refuse("there is no free name for the worker", self._reading.node.lineno)
        return free, False

    def _asking(self) -> str:
        """How the file calls `get_current_worker`. Raises Refusal where the name means something else."""
        facts = self._reading.model.project.files[self._reading.path]
        for statement in parsed(self._reading.text).body:
            match statement:
                case ast.ImportFrom(module="textual.worker", names=names):
                    for alias in names:
                        if alias.name == _ASK:
                            return alias.asname or _ASK
        known = facts.imports.get(_ASK)
        elsewhere = known is not None and (known.module, known.name) != (_MODULE, _ASK)
        if elsewhere or _ASK in facts.module.bindings or _ASK in facts.module.children:
            raise self._reading.refuse(f"`{_ASK}` means something else in this file", 1)
        return _ASK

    def _late_in(self, statement: ast.stmt) -> list[Span]:
        return sorted(place for place in self._late if is_within(place, span(statement)))

    def _list(self, body: list[ast.stmt], around: _Around) -> None:
        late = [
            index
            for index, statement in enumerate(body)
            if self._late_in(statement) and not (around.loop is None and self._asks_at_each_turn(statement))
        ]
        if late:
            first = late[0]
            lone = len(late) == 1 and self._is_crossing(body[first])
            turns = around.loop is not None and body is around.loop.body
            if (turns or not lone) and self._one_check_does(body[first:]):
                word = self._leave(body[first:], around)
                if word is not None:
                    self._check(body[first], word)
                    for statement in body[first:]:
                        self._late -= set(self._late_in(statement))
                    if turns and around.loop is not None and not _goes_round(body[:first]):
                        self._loops.discard(span(around.loop))
        index = 0
        while index < len(body):
            run = index
            while run < len(body) and self._may_wrap(body[run]):
                run += 1
            if run > index:
                self._rows.wrap(body[index:run], f"if not {self._worker}.is_cancelled:", self._reading)
                for statement in body[index:run]:
                    self._late -= set(self._late_in(statement))
                index = run
                continue
            self._one(body, index, around)
            index += 1

    def _one(self, body: list[ast.stmt], index: int, around: _Around) -> None:
        """A statement that is no crossing by itself."""
        statement = body[index]
        below = list(lists_below(statement))
        if not below:
            if self._late_in(statement):
                word = self._leave(body[index:], around)
                if word is None:
                    raise self._reading.refuse(
                        f"line {statement.lineno} uses what the crossing gives back, and what follows may have to happen",
                        statement.lineno,
                    )
                self._check(statement, word)
                self._late -= set(self._late_in(statement))
            return
        rest = body[index + 1 :]
        for address, inner in below:
            field = address[0]
            if field == "finalbody" or isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            ahead = [*rest, *around.after]
            turn = [*rest, *around.turn]
            if isinstance(statement, ast.For | ast.AsyncFor | ast.While) and field == "body":
                behind = [*statement.orelse, *ahead]
                place = _Around([*inner, *behind], (), statement, behind, around.stays)
                self._list(inner, place)
                self._turn(statement, place)
                continue
            if field == "body" and isinstance(statement, ast.Try):
                ahead, turn = [*statement.orelse, *ahead], [*statement.orelse, *turn]
            stays = around.stays or field == "handlers"
            self._list(inner, _Around(ahead, turn, around.loop, around.behind, stays))

    def _turn(self, loop: ast.For | ast.AsyncFor | ast.While, place: _Around) -> None:
        """A check at each turn of a loop that has none yet; `while True` asks in its test."""
        forever = isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant) and bool(loop.test.value)
        needed = span(loop) in self._loops
        if forever and isinstance(loop, ast.While) and span(loop) in self._asked and not loop.orelse:
            if needed:
                self._skipping.check_loop(loop, place.behind)
            if place.behind or not self._skipping.gives_value:
                self._rows.replace(loop.test, f"not {self._worker}.is_cancelled")
                self._loops.discard(span(loop))
                return
        if not needed:
            return
        self._skipping.check_loop(loop, place.behind)
        word = self._leave(loop.body, place)
        if word is None:
            raise self._reading.refuse(
                f"the loop on line {loop.lineno} does what may have to be done to the end", loop.lineno
            )
        self._check(loop.body[0], word)
        self._loops.discard(span(loop))

    def _asks_at_each_turn(self, statement: ast.stmt) -> bool:
        """Whether a loop will ask before it first crosses anyway."""
        return (
            isinstance(statement, ast.For | ast.AsyncFor)
            and span(statement) in self._loops
            and not statement.orelse
            and self._one_check_does(statement.body)
        )

    def _may_wrap(self, statement: ast.stmt) -> bool:
        """Whether a check may go round a statement: a crossing, or one with nothing but several crossings in it."""
        late = self._late_in(statement)
        if self._is_crossing(statement) or not late:
            return bool(late)
        return (
            isinstance(statement, ast.If | ast.With)
            and len(late) > 1
            and not any(is_within(loop, span(statement)) for loop in self._loops)
            and self._one_check_does([statement])
            and self._skipping.may_skip([statement])
            and not self._reading.use(statement).binds | self._reading.use(statement).leaves
        )

    def _is_crossing(self, statement: ast.stmt) -> bool:
        """Whether a statement is nothing but a crossing, or the call of what crosses."""
        return (
            isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Call)
            and (span(statement.value) in self._late)
        )

    def _one_check_does(self, statements: Sequence[ast.stmt]) -> bool:
        """Whether nothing waits between the begin of these statements and the last late crossing in them."""
        start = begins(statements[0])
        last = max(place for statement in statements for place in self._late_in(statement))
        return not any(start <= wait[:2] and wait[2:] <= last[:2] for wait in self._waits)

    def _leave(self, skipped: Sequence[ast.stmt], around: _Around) -> str | None:
        """By which word a check may leave at the first of these statements; None where what is skipped may count."""
        if around.stays:
            return None
        if not self._skipping.gives_value and self._skipping.may_skip([*skipped, *around.after]):
            return "return"
        if around.loop is None or around.loop.orelse or not self._skipping.may_skip([*skipped, *around.turn]):
            return None
        self._skipping.check_loop(around.loop, around.behind)
        return "break"

    def _check(self, statement: ast.stmt, word: str) -> None:
        if not begins_its_line(self._reading.text, statement):
            raise self._reading.refuse(f"line {statement.lineno} holds several statements", statement.lineno)
        unit = self._rows.unit
        self._rows.insert(statement, f"if {self._worker}.is_cancelled:", f"{unit}{word}", above=True)


def _goes_round(statements: Sequence[ast.stmt]) -> bool:
    """Whether a `continue` may lead past what follows these statements."""
    return any(isinstance(node, ast.Continue) for statement in statements for node in walk(statement))
