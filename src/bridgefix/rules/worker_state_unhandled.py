"""BF008 worker-state-unhandled: a state of a worker that nobody looks at

A worker tells the node that started it, and nobody else, how it fares: `Worker.StateChanged` does not bubble.

    self.load()                  PENDING ────▶ StateChanged    on_worker_state_changed of the node
      @work, run_worker             │                          that started it, on main; a parent
                                 RUNNING ────▶ StateChanged    or the app hears nothing of it
                                    │
            ┌───────────────────────┼──────────────────────────┐
       it returned              it raised                it was cancelled: by hand, by a newer
            │                       │                    exclusive one, by the end of its node
         SUCCESS                  ERROR                    CANCELLED       ────▶ StateChanged
      worker.result            worker.error              a thread runs on, and may
                                    │                    ask worker.is_cancelled
                     exit_on_error  │  exit_on_error
                     (the default)  │  = False
                     the app ends ──┴── nothing is shown,
                     with code 1        nobody is told

A new exclusive worker says PENDING and RUNNING before the one that it replaces says CANCELLED: look at `event.worker`,
too. `worker.result` is None in every state but SUCCESS.

Bad: when the fetch fails, or is cancelled, the table loads for ever.

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state == WorkerState.RUNNING:
            self.table.loading = True
        elif event.state == WorkerState.SUCCESS:
            self.table.loading = False

Good:

        elif event.worker.is_finished:
            self.table.loading = False

Found are: a spinner, a flag such as `self.syncing`, or something disabled, that only SUCCESS takes back, though the worker
may end in ERROR (`exit_on_error=False`) or be cancelled by hand; a worker with `exit_on_error=False` that waits for the
outside world with no `try`, in a node where nobody looks at ERROR and nobody awaits it; a result that is read whatever
the state. Handlers that ask otherwise (`is_finished`, `else`, a method of their own) are left alone.

There is no fix, for only you know what each state should show: the report has a `match` to paste.

Silence it with `# bridgefix: ignore[BF008]` on the line, or on the `def` line or the line above.
"""

from __future__ import annotations

from collections.abc import Iterator

from bridgefix.calls import PLAIN
from bridgefix.cancelling import contexts
from bridgefix.cancels import Cancels
from bridgefix.effects import Model
from bridgefix.facts import Call, Class, Expr, Function, Span
from bridgefix.findings import Finding, Place, Step, Thread
from bridgefix.purity import is_quiet_base
from bridgefix.settings import Settings
from bridgefix.starts import Start, is_own, starts
from bridgefix.states import (
    CANCELLED,
    ERROR,
    PENDING,
    RUNNING,
    STATES,
    SUCCESS,
    Switch,
    asks_in_its_own_way,
    handlers,
    is_worker,
    reach,
    switches,
)
from bridgefix.syntax import named_by, parts_of
from bridgefix.threads import ending, symbol

CODE = "BF008"
NAME = "worker-state-unhandled"


def find(model: Model, settings: Settings) -> Iterator[Finding]:
    """The states that are not handled.

    The subject of a finding is (id of the handler, or of the function that makes the worker,).
    """
    made = list(starts(model))
    heard = list(handlers(model.project))
    cancels = Cancels(model)
    told: set[str] = set()
    for cls, handler in heard:
        left = list(_left_on(model, cls, handler, made, cancels))
        told |= _family(model, cls) if left else frozenset()
        yield from left
        yield from _blind_results(model, handler)
    for start in made if not _waits_for_all(model) else ():
        if _node(model, start) not in told:  # that its errors go unheard is said there
            yield from _unheard(model, start, heard)
    yield from _early_results(model, made)


def _finding(model: Model, function: Function, span: Span, message: str, what: str, paste: str) -> Finding:
    line, column, end_line, _ = span
    route = model.threads.route(function.id, Thread.MAIN) or model.threads.route(function.id, Thread.WORKER)
    return Finding(
        CODE,
        Place(function.path, line, column + 1, end_line),
        symbol(function),
        message,
        (function.id,),
        ending(route, line, what),
        reason=f"only you know what each state should show; what is missing, to paste and to fill in:\n{paste}",
    )


# A spinner left on


def _left_on(model: Model, cls: Class, handler: Function, made: list[Start], cancels: Cancels) -> Iterator[Finding]:
    family = _family(model, cls)
    ours = [start for start in made if _node(model, start) in family and _may_be_meant(handler, start)]
    fails = any(start.options.exit_on_error is False for start in ours)
    stops = any(cancels.of(start) is not None for start in ours)
    own = list(switches(handler))
    for key in dict.fromkeys(switch.key for switch in own):
        off = [switch for switch in own if switch.key == key and not switch.on]
        covered = frozenset().union(*(reach(switch.context, handler) for switch in off))
        missing = [state for state, matters in ((ERROR, fails), (CANCELLED, stops)) if matters and state not in covered]
        if SUCCESS not in covered or not missing or RUNNING in covered:
            continue
        if not _is_put_on(model, handler, own, key, family, ours) or _is_taken_back(model, handler, key, missing):
            continue
        others = [state for state in (ERROR, CANCELLED) if state not in covered]
        what = off[0].text
        yield _finding(
            model,
            handler,
            off[0].span,
            f"`{handler.name}` has `{what}` only for {' and '.join(state for state in STATES if state in covered)}: after "
            f"{' or '.join(missing)} it stays as it was while the worker ran",
            off[0].key.rpartition(".")[2],
            _match(handler, next((item.text for item in own if item.key == key and item.on), None), what, others),
        )


def _is_put_on(
    model: Model, handler: Function, own: list[Switch], key: str, family: frozenset[str], made: list[Start]
) -> bool:
    """Whether something puts it on: the handler, or a method of the node; a flag of its own, a method that starts a worker."""
    for switch in own:
        if switch.key == key and switch.on and reach(switch.context, handler) & {PENDING, RUNNING}:
            return True
    starting = {start.function.id for start in made}
    starting |= {site.caller for start in made for site in model.project.callers(start.worker.id)}
    return any(
        switch.key == key and switch.on and (not switch.own or function.id in starting)
        for function in model.project.functions.values()
        if function is not handler and _class(model, function) in family
        for switch in switches(function)
    )


def _is_taken_back(model: Model, handler: Function, key: str, missing: list[str]) -> bool:
    """Whether something else takes it back, or may: another function, or what the handler calls then."""
    flag = key.rpartition(".")[2]
    for function in model.project.functions.values():
        if (
            function is not handler
            and function.name not in _BEFORE_ALL
            and any(not switch.on and switch.key.rpartition(".")[2] == flag for switch in switches(function))
        ):
            return True
    for call in handler.calls:
        if not set(missing) <= reach(call.context, handler):
            continue
        if (
            call.func.kind == "attr"
            and call.func.parts[0].kind == "call"
            and call.func.parts[0].value.func.name == "super"
        ):
            return True
        if model.effects.of_call(call).kind == PLAIN and model.project.targets(call):
            return True
        if any(arg.name == handler.params[1].name for arg in call.args):
            return True  # handed on, to who knows what
    # Anything else that is set to what is worked out of the state.
    return any(
        store.target.kind == "attr"
        and store.target.name == flag
        and (store.value is None or not isinstance(store.value.value, bool))
        for store in handler.stores
    )


_BEFORE_ALL = frozenset("__init__ compose on_mount _on_mount".split())
"""Methods that say how things stand before any worker runs."""


def _class(model: Model, function: Function) -> str:
    owner = model.project.owner(function.id)
    return owner.id if owner is not None else ""


def _node(model: Model, start: Start) -> str:
    """The class of the node that a worker belongs to; "" where it is started on something other than self."""
    return _class(model, start.function) if is_own(model, start) else ""


def _family(model: Model, cls: Class) -> frozenset[str]:
    project = model.project
    below = [cls, *project.subclasses(cls.id)]
    return frozenset(item.id for low in below for item in project.mro(low.id))


def _may_be_meant(handler: Function, start: Start) -> bool:
    """Whether a handler that asks for names or groups of workers may mean this one."""
    asked = {
        part.value
        for context in contexts(handler)
        for test, _ in context.guards
        for part in parts_of(test)
        if part.kind == "const" and isinstance(part.value, str)
    } - set(STATES)
    if not asked:
        return True
    given = start.call if start.call is not None else start.at.value if start.at.kind == "call" else None
    named = given.keyword("name") if given is not None else None
    names = {start.worker.name, start.options.group}
    if named is not None:
        names.add(named.value if named.kind == "const" else None)
    return bool(names & asked)


def _match(handler: Function, on: str | None, off: str, missing: list[str]) -> str:
    event = handler.params[1].name if len(handler.params) > 1 else "event"
    rows = [f"match {event}.state:"]
    if on is not None:
        rows += ["    case WorkerState.PENDING | WorkerState.RUNNING:", f"        {on}"]
    rows += ["    case WorkerState.SUCCESS:", f"        {off}"]
    if ERROR in missing:
        rows += ["    case WorkerState.ERROR:", f"        {off}"]
        rows += [f'        self.notify(f"{{{event}.worker.error}}", severity="error")']
    if CANCELLED in missing:
        rows += ["    case WorkerState.CANCELLED:"]
        rows += [f"        if not any(w.is_running and w.group == {event}.worker.group for w in self.workers):"]
        rows += [f"            {off}"]
    return "\n".join(rows)


# An error that nobody hears of


def _unheard(model: Model, start: Start, heard: list[tuple[Class, Function]]) -> Iterator[Finding]:
    node = model.project.classes.get(_node(model, start))
    if start.options.exit_on_error is not False or node is None or not _is_known(model, node):
        return
    family = _family(model, node)
    ours = [handler for cls, handler in heard if cls.id in family]
    if any(map(_hears, ours)) or _is_awaited(model, start):
        return
    way = _may_fail(model, start.worker, frozenset())
    if way is None:
        return
    worker = start.worker
    name = f"`{worker.name}`" if not worker.is_lambda else "this lambda"
    last = way[-1]
    yield _finding(
        model,
        start.function,
        start.at.span,
        f"nobody looks at ERROR: with `exit_on_error=False`, when `{last.symbol}` on line {last.line} fails, {name} ends "
        "without a word",
        "exit_on_error=False",
        _telling(ours),
    )


def _telling(heard: list[Function]) -> str:
    """What tells of an error: for the handler that there is, else one of its own."""
    event = heard[0].params[1].name if heard and len(heard[0].params) > 1 else "event"
    rows = [
        "case WorkerState.ERROR:",
        f'    self.notify(f"{{{event}.worker.name}}: {{{event}.worker.error}}", severity="error")',
    ]
    rows = [f"match {event}.state:", *(f"    {row}" for row in rows)]
    if heard:
        rows = [f"# at the top of `{heard[0].name}`, line {heard[0].line}", *rows]
    else:
        rows = [
            "def on_worker_state_changed(self, event: Worker.StateChanged) -> None:",
            *(f"    {row}" for row in rows),
        ]
    return "\n".join(rows)


def _is_known(model: Model, node: Class) -> bool:
    """Whether all bases of a class can be looked into, or are Textual's."""
    outside = model.project.outside(node.id)
    return all(item.startswith("textual.") or is_quiet_base(item) for item in outside) and model.project.is_dom_node(
        node.id
    )


def _hears(handler: Function) -> bool:
    """Whether a handler does anything in ERROR."""
    return any(ERROR in reach(context, handler) for context in contexts(handler))


def _is_awaited(model: Model, start: Start) -> bool:
    """Whether somebody keeps the worker."""
    project = model.project
    if start.call is not None:
        calls = [start.call]
    else:
        sites = project.callers(start.worker.id)
        if any(site.kind == "reference" for site in sites):
            return True
        calls = [site.call for site in sites if site.call is not None and site.call.func.name == start.worker.name]
    return any(not call.statement or call.awaited for call in calls)


def _waits_for_all(model: Model) -> bool:
    """Whether somebody waits for all workers, and so hears of each one's error."""
    return bool(model.project.calls_named("wait_for_complete"))


_NEVER_FAILS = ("time.", "threading.", "queue.", "asyncio.sleep", "select.")


def _may_fail(model: Model, function: Function, seen: frozenset[str]) -> tuple[Step, ...] | None:
    """The way down to something outside that may fail with nobody to catch it; None where there is none."""
    if function.id in seen or any(named_by(item).name not in ("work", "on") for item in function.decorators):
        return None
    for call in function.calls:
        if call.context.tries or call.context.handlers or _is_suppressed(call):
            continue
        name = model.effects.blocking_name(call)
        if name is None and call.awaited:
            dotted = model.project.dotted(call.func, function) or ""
            name = dotted if dotted.startswith(_ASYNC_CLIENTS) else None
        if name is not None:
            if not name.startswith(_NEVER_FAILS):
                return (Step(function.path, call.line, name, Thread.WORKER),)
            continue
        if model.project.shape(call).kind != PLAIN:
            continue
        for target in model.project.targets(call):
            if target.is_async and not call.awaited:
                continue
            way = _may_fail(model, target, seen | {function.id})
            if way is not None:
                return (Step(function.path, call.line, call.func.name, Thread.WORKER),)
    return None


_ASYNC_CLIENTS = ("httpx.", "aiohttp.", "asyncpg.", "aiosqlite.", "aiofiles.", "websockets.", "asyncssh.")


def _is_suppressed(call: Call) -> bool:
    return any(item.kind == "call" and item.value.func.name == "suppress" for item in call.context.withs)


# A result that is not there


def _blind_results(model: Model, handler: Function) -> Iterator[Finding]:
    """A handler that reads the result in states in which there is none."""
    for expr, context in handler.reads:
        if expr.name != "result" or not is_worker(expr.parts[0], handler):
            continue
        states = reach(context, handler)
        if asks_in_its_own_way(context, handler):
            continue
        if states <= {SUCCESS} or _is_looked_at(handler, expr, only_finished=RUNNING not in states):
            continue
        event = handler.params[1].name
        without = ", ".join(state for state in STATES if state in states and state != SUCCESS)
        paste = (
            f"match {event}.state:\n"
            "    case WorkerState.SUCCESS:\n"
            f"        ...  # {event}.worker.result\n"
            "    case WorkerState.ERROR | WorkerState.CANCELLED:\n"
            "        ..."
        )
        yield _finding(
            model,
            handler,
            expr.span,
            f"`{handler.name}` reads `{event}.worker.result` whatever the state: in {without} it is None",
            "worker.result",
            paste,
        )
        return


def _is_looked_at(handler: Function, expr: Expr, only_finished: bool) -> bool:
    """Whether None is expected: the result, or the local that holds it, is tested, or has something in its place."""
    named = {
        name
        for name, bound in handler.bindings.items()
        for item in bound
        if item.value is not None and item.value.kind == "attr" and item.value.span == expr.span
    }
    tests = [test for context in contexts(handler) for test, _ in context.guards]
    tests += [test for _, context in (*handler.reads, *handler.names) for test, _ in context.guards]
    if any(
        (part.kind == "name" and part.name in named) or (part.kind == "attr" and part.name == "result")
        for test in tests
        for part in parts_of(test)
    ):
        return True
    if any(item.func.name == "isinstance" for item in handler.calls):
        return True
    return only_finished and any(
        part.kind == "choice" and any(inner.span == expr.span for inner in part.parts)
        for item in _values(handler)
        for part in parts_of(item)
    )


def _values(function: Function) -> Iterator[Expr]:
    for call in function.calls:
        yield from call.args
        yield from (value for _, value in call.keywords)
    yield from (store.value for store in function.stores if store.value is not None)
    yield from (item.value for bound in function.bindings.values() for item in bound if item.value is not None)


def _early_results(model: Model, made: list[Start]) -> Iterator[Finding]:
    """The result of a worker that was only just started."""
    workers = {start.worker.id for start in made if start.call is None}
    calls = {id(start.call) for start in made if start.call is not None}
    for function in model.project.functions.values():
        reads = [item for item in function.reads if item[0].name == "result"]
        if not reads or any(call.awaited or "wait" in call.func.name for call in function.calls):
            continue
        for expr, context in reads:
            started = _bound_call(expr.parts[0], function)
            if started is None or context.guards or context.loop:
                continue
            targets = {target.id for target in model.project.targets(started)}
            if id(started) not in calls and not (targets and targets <= workers):
                continue
            paste = f"worker = ...  # as in line {started.line}\nrows = await worker.wait()  # in an `async def`"
            yield _finding(
                model,
                function,
                expr.span,
                f"`{function.name}` reads the result of a worker that it has only just started: in {PENDING} and {RUNNING} it "
                "is None",
                "worker.result",
                paste,
            )
            break


def _bound_call(expr: Expr, function: Function) -> Call | None:
    if expr.kind == "name":
        bound = function.bindings.get(expr.name, ())
        value = bound[0].value if len(bound) == 1 else None
        return _bound_call(value, function) if value is not None and value.kind == "call" else None
    return expr.value if expr.kind == "call" else None
