"""BF001 refetching-bridge: a bridge that ignores its data and fetches again

A worker fetches and hands its data to a bridge, a method that shows it on the main thread. This bridge does not look at
the data: it calls the method that fetches *and* shows. So the fetch runs again, now on main.

    worker                            main
      builds = fetch()
      call_from_thread(update, builds) ──▶ update(builds)
                                             fetch_and_update()
                                               fetch()              frozen until it answers
                                               call_from_thread()   RuntimeError: wrong thread

Textual's `App.call_from_thread` refuses to run on main (`app.py`: "The `call_from_thread` method must run in a
different thread from the app"), so the screen freezes, and then nothing is shown.

Bad:

    def _update_builds_table(self, builds: list[dict]) -> None:
        self._fetch_and_update_builds_table()

    def _fetch_and_update_builds_table(self) -> None:
        builds = self.api.builds()

        def update_ui() -> None:
            table = self.query_one("#builds", DataTable)
            table.clear()
            for build in builds:
                table.add_row(build["id"], build["state"])

        self.app.call_from_thread(update_ui)

Good: the bridge shows what it is given, the worker fetches and crosses once.

    def _update_builds_table(self, builds: list[dict]) -> None:
        table = self.query_one("#builds", DataTable)
        table.clear()
        for build in builds:
            table.add_row(build["id"], build["state"])

    def _fetch_and_update_builds_table(self) -> None:
        builds = self.api.builds()
        self.app.call_from_thread(self._update_builds_table, builds)

The fix is safe: the method is cut where everything that is shown follows from the fetched data. Where it is reached on
main itself (a timer, `on_mount`), it becomes a thread worker with `--unsafe-fixes`, since that changes when its effects
happen. Where the method shows nothing that could be used, a correct bridge of the same class is the model.

Silence it with `# bridgefix: ignore[BF001]` on the `def` line or the line above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridgefix.answers import asks_same, is_other
from bridgefix.calls import ACROSS, TO_MAIN
from bridgefix.cancelling import call_waits
from bridgefix.effects import CallView, Model
from bridgefix.facts import Call, Class, Context, Expr, Function, Param, Span
from bridgefix.findings import Finding, Place, Step, Thread
from bridgefix.guards import guard
from bridgefix.project import Site
from bridgefix.purity import LOG_METHODS
from bridgefix.settings import Settings, name_matches
from bridgefix.syntax import is_within

CODE = "BF001"
NAME = "refetching-bridge"

_HANDLERS = re.compile(r"_?(on|watch|validate|compute|action|key)_|(compose|render|render_line|check_action)$")
_MAY_BE_CALLED = re.compile(r"_?on_")
"""Names of Textual's handlers that people also give to what they call themselves: `_on_builds_loaded(self, builds)`."""
_COLLECTIONS = re.compile(
    r"\b(list|List|dict|Dict|tuple|Tuple|set|Set|frozenset|Sequence|Iterable|Collection|Mapping|deque|DataFrame)\b"
)
_NOT_DATA = re.compile(
    r"\b(bool|int|float|Worker|Timer|Event|Message|Widget|Screen|App)\b|\.(Changed|Pressed|Selected)\b"
)
_HANDED_OVER = frozenset({"push_screen", "push_screen_wait", "subscribe", "watch", "add_done_callback"})


def find(model: Model, settings: Settings) -> Iterator[Finding]:
    """The bridges of a project that fetch again.

    The subject of a finding is (id of the bridge, id of the method that fetches and shows, id of the method that the
    bridge calls: the same, or one that only passes the call on), or (id of the bridge, "", why the fetch is not known).
    """
    project = model.project
    for function in list(project.functions.values()):
        owner = project.owner(function.id)
        if owner is None or function.cls != owner.qualname or not project.is_textual(owner.id):
            continue
        if function.is_lambda or function.is_generator or function.parent is not None:
            continue
        if not any(_hardly_read(function, param.name) for param in function.params[1:]):
            continue
        finding = _finding(model, settings, owner, function)
        if finding is not None:
            yield finding


def bridges_on(model: Model, settings: Settings, fetch: Function) -> Iterator[str]:
    """Ids of the bridges that fetch again by calling a method."""
    for site in model.project.callers(fetch.id):
        caller = model.project.functions[site.caller]
        owner = model.project.owner(caller.id)
        model.effects.asked.texts.add(caller.id)
        if owner is None or not any(_hardly_read(caller, param.name) for param in caller.params[1:]):
            continue
        if _finding(model, settings, owner, caller) is not None:
            yield caller.id


def _hardly_read(function: Function, name: str) -> bool:
    """Whether a parameter may be one that is ignored, by a look that costs next to nothing.

    Nearly every method does something with its parameters: the model has to be asked about few.
    """
    reads = [item for item in function.names if item[0].name == name]
    settled = _settled(function, name) if reads else ()
    for read, context in reads:
        if _in_tests(read, context) or any(is_within(read.span, span) for span in settled):
            continue
        told = any(call.func.name in _TELLING and is_within(read.span, call.span) for call in function.calls)
        kept = any(store.value is not None and is_within(read.span, store.value.span) for store in function.stores)
        bound = any(
            binding.value is not None and binding.value.span == read.span
            for bindings in function.bindings.values()
            for binding in bindings
        )
        tested = any(is_within(read.span, test.span) for call in function.calls for test, _ in call.context.guards)
        if not (told or kept or bound or tested):
            return False
    return True


def _in_tests(read: Expr, context: Context) -> bool:
    return any(is_within(read.span, test.span) for test, _ in context.guards)


_TELLING = LOG_METHODS | {"len", "bool", "str", "repr", "type", "print", "log", "system"}


def _finding(model: Model, settings: Settings, owner: Class, bridge: Function) -> Finding | None:
    if not _may_be_bridge(model, settings, bridge) and not any(call.func.kind == "call" for call in bridge.calls):
        return None
    entry = _refetch(model, settings, owner, bridge)
    if entry is None:
        return _unresolved(model, settings, bridge)
    call, called = entry
    params = [param.name for param in bridge.params[1:] if param.kind not in ("args", "kwargs")]
    ignored = [n for n in params if _may_be_data(bridge, n) and _is_ignored(model, bridge, call, n, called)]
    if not ignored:
        return None
    fetch = _behind(model, called)
    named = _named_so(settings, bridge, called) or _named_so(settings, bridge, fetch)
    if not named and _only_handles(model, bridge):
        return None
    if not named and not _is_bridge(model, bridge, called, ignored):
        return None
    same = any(asks_same(model, bridge, name, fetch) for name in ignored)
    if not (same or _fetches(model, called)):
        return None
    if not named and not same and not _related(bridge, (called, fetch), ignored):
        return None
    if not named and all(is_other(model, bridge, name, fetch) for name in ignored):
        return None
    if not _fetches_on(model, fetch, Thread.MAIN):
        return None
    thread = model.threads.of(bridge.id)
    if thread is Thread.WORKER:
        return None
    return Finding(
        CODE,
        Place(bridge.path, bridge.line, bridge.column + 1, bridge.end_line),
        bridge.qualname,
        _message(model, bridge, called, fetch, call, ignored),
        (bridge.id, fetch.id, called.id),
        _route(model, bridge, called, fetch),
    )


def _may_be_bridge(model: Model, settings: Settings, bridge: Function) -> bool:
    """Whether a method can be a bridge at all, by what can be asked of it before its fetch is known."""
    if name_matches(settings.bridge_pattern, bridge.name):
        return True
    if _only_handles(model, bridge):
        return False
    return _crossed_to(model, bridge) or any(
        _is_annotated_as_data(param) or (param.annotation is None and _subject(param.name) & _subject(bridge.name))
        for param in bridge.params[1:]
    )


def _only_handles(model: Model, bridge: Function) -> bool:
    """Whether a method bears the name of what Textual calls, and no worker crosses to it."""
    if not _HANDLERS.match(bridge.name):
        return False
    return not _MAY_BE_CALLED.match(bridge.name) or not _crossed_to(model, bridge)


def _refetch(model: Model, settings: Settings, owner: Class, bridge: Function) -> tuple[Call, Function] | None:
    """The call of a method of the same object that fetches and shows."""
    # Whole views and effects are asked for late: they make the model look at every function of the project.
    project, effects = model.project, model.effects
    for call in bridge.calls:
        for target in _run_by(model, call):
            theirs = project.owner(target.id)
            if target.id == bridge.id or target.cls is None or theirs is None:
                continue
            if theirs.id != owner.id and theirs not in project.mro(owner.id):
                continue
            if _fetches(model, target):
                if (
                    target.id in effects.crossing
                    or _named_so(settings, bridge, target)
                    or _crosses_to(model, target, bridge)
                    or target.id in effects.showing
                ):
                    return call, target
            elif any(call_waits(model, inner) for inner in target.calls) and (
                target.id in effects.crossing or target.id in effects.showing
            ):
                # Of what it asks nothing is known. Who hands over the data may ask the same.
                return call, target
    return None


def _fetches(model: Model, target: Function) -> bool:
    return _waits(model, target.id) or _awaits_elsewhere(model, target) or _has_others_fetch(model, target)


def _unresolved(model: Model, settings: Settings, bridge: Function) -> Finding | None:
    """A bridge, by the names, whose fetch can't be read: it is reported, and nothing is changed."""
    for call in bridge.calls:
        own = call.func.kind == "attr" and call.func.parts[0].name == model.project.self_name(bridge)
        name, reason = call.func.name, ""
        if own and not model.project.targets(call) and name_matches(settings.fetch_pattern, name):
            if not name_matches(settings.bridge_pattern, bridge.name):
                continue
            reason = f"`{name}` (line {call.line}) can't be found: it is not in the files given"
        for method in model.project.named_methods(call.func, bridge):
            if model.effects.of(method.id).fetches_and_shows:
                name = method.name
                reason = f"which method `getattr` picks on line {call.line} is not known"
        if not reason:
            continue
        ignored = [p.name for p in bridge.params[1:] if _is_ignored(model, bridge, call, p.name, bridge)]
        if not ignored or model.threads.of(bridge.id) is Thread.WORKER:
            continue
        route = model.threads.route(bridge.id, Thread.MAIN)
        data = ", ".join(f"`{param}`" for param in ignored)
        message = f"`{bridge.name}` ignores {data} and calls what, by its name, fetches again: `{name}`"
        place = Place(bridge.path, bridge.line, bridge.column + 1, bridge.end_line)
        return Finding(CODE, place, bridge.qualname, message, (bridge.id, "", reason), route)
    return None


def _waits(model: Model, function_id: str) -> bool:
    """Whether a function waits for something that brings data: waiting for a thread does not."""
    way = model.effects.way_down(function_id)
    return bool(way) and not way[-1].symbol.startswith("threading.")


def _awaits_elsewhere(model: Model, function: Function) -> bool:
    """Whether an `async` method waits for something that is no widget: its fetch."""
    if not function.is_async:
        return False
    for call in function.calls:
        if call.awaited:
            if not model.effects.call_shows(call):
                return True
    return False


def _has_others_fetch(model: Model, function: Function) -> bool:
    """Whether a method hands a function that blocks to somebody (`pool.map(self._ask, names)`)."""
    return any(
        value is not None and value.kind == "function" and _waits(model, value.name)
        for call in function.calls
        for arg in call.args
        if arg.kind in ("attr", "name")
        for value in model.project.values(arg, function)
    )


def _crosses_to(model: Model, function: Function, bridge: Function) -> bool:
    return any(target.id == bridge.id for call in function.calls for target in _run_by(model, call))


def _run_by(model: Model, call: Call) -> tuple[Function, ...]:
    """The project's functions that a call runs, now or by setting them going."""
    set_going = () if model.project.shape(call).kind == "plain" else model.project.runs(call)
    return (*model.project.targets(call), *set_going)


def _behind(model: Model, called: Function) -> Function:
    """The method that fetches and shows by itself, behind ones that only pass the call on."""
    seen = {called.id}
    while len(called.calls) == 1 and not called.stores:
        view = model.effects.view(called.path, called.calls[0].span)
        targets = [] if view is None else [t for t in (*view.targets, *view.runs) if t.cls is not None]
        if len(targets) != 1 or targets[0].id in seen or view is None or view.kind not in ("plain", "launch"):
            break
        effects = model.effects.of(targets[0].id)
        if not (effects.blocks and effects.shows):
            break
        called = targets[0]
        seen.add(called.id)
    return called


def _named_so(settings: Settings, bridge: Function, fetch: Function) -> bool:
    """Whether both names follow the conventions of the settings; the X's need not be equal."""
    return name_matches(settings.bridge_pattern, bridge.name) and bool(name_matches(settings.fetch_pattern, fetch.name))


def _is_ignored(model: Model, bridge: Function, refetch: Call, name: str, fetch: Function) -> bool:
    """Whether a parameter is only asked for, told, kept or thrown away, and never shown."""
    settled = _settled(bridge, name)
    own = model.project.self_name(bridge)
    for read, _ in bridge.names:
        if read.name != name or any(is_within(read.span, span) for span in settled):
            continue
        if any(is_within(read.span, test.span) for test, _ in refetch.context.guards):
            continue
        if any(is_within(read.span, call.span) and _tells(model, bridge, call) for call in bridge.calls):
            continue
        if any(
            is_within(read.span, value.span)
            for bindings in bridge.bindings.values()
            for binding in bindings
            if (value := binding.value) is not None and value.kind == "name"
        ) and _thrown_away(bridge, name):
            continue
        kept = [store for store in bridge.stores if store.value is not None and _is_or_counts(store.value, read)]
        if any(
            _kept(store.target, own) and store.target.name not in model.effects.of(fetch.id).reads for store in kept
        ):
            continue
        return False
    return True


def _settled(function: Function, name: str) -> list[Span]:
    """Where a parameter is read only to be made empty if it is None: `if rows is None: rows = []`, `rows = rows or []`."""
    spans = []
    for binding in function.bindings.get(name, ()):
        value, guards = binding.value, binding.context.guards
        if value is None:
            continue
        if _is_empty(value):
            if guards and _is_missing(*guards[-1], name):
                spans.append(guards[-1][0].span)
        elif value.kind == "choice" and value.name in ("or", "if") and len(value.parts) == 2:
            kept, other = value.parts if value.name == "or" or _is_empty(value.parts[1]) else reversed(value.parts)
            missing = value.name == "or" or _is_missing(value.value, kept is value.parts[1], name)
            if missing and _is_name(kept, name) and _is_empty(other):
                spans.append(value.span)
    return spans


def _is_name(expr: Expr, name: str) -> bool:
    return expr.kind == "name" and expr.name == name


def _is_empty(expr: Expr) -> bool:
    return expr.kind in ("list", "tuple", "dict") and not expr.parts


def _is_missing(test: Expr, outcome: bool, name: str) -> bool:
    """Whether a test with this outcome says that there is nothing: `rows is None`, `not rows`, and their opposites."""
    if test.kind == "compare" and test.name in ("is", "is not") and len(test.parts) == 2:
        left, right = test.parts
        none = right.kind == "const" and right.value is None
        return none and _is_name(left, name) and outcome == (test.name == "is")
    return _is_name(test.parts[0], name) and outcome if test.kind == "not" else _is_name(test, name) and not outcome


def _is_or_counts(value: Expr, read: Expr) -> bool:
    """Whether a value is `builds` or `len(builds)`."""
    if value.kind == "call" and value.value.func.name in ("len", "bool") and value.value.args:
        value = value.value.args[0]
    return value.span == read.span


def _may_be_data(bridge: Function, name: str) -> bool:
    """Whether a parameter can hold what a fetch gets: it is not annotated as a number or a yes-or-no."""
    annotation = next((param.annotation for param in bridge.params if param.name == name), None)
    return annotation is None or annotation.kind != "name" or annotation.name not in ("bool", "int", "float")


def _thrown_away(bridge: Function, name: str) -> bool:
    """`_ = builds`: every local that the parameter is assigned to is never read."""
    receivers = {
        target
        for target, bindings in bridge.bindings.items()
        for binding in bindings
        if binding.value is not None and binding.value.kind == "name" and binding.value.name == name
    }
    return all(read.name not in receivers for read, _ in bridge.names)


def _kept(target: Expr, own: str | None) -> bool:
    """Whether the target is an attribute of the object itself: one of another, as `field.value`, may well be seen."""
    return target.kind == "attr" and target.parts[0].kind == "name" and target.parts[0].name == own


def _tells(model: Model, bridge: Function, call: Call) -> bool:
    view: CallView | None = model.effects.view(bridge.path, call.span)
    if view is None:
        return False
    if view.logs:
        return True
    if view.dotted in ("builtins.len", "builtins.bool", "builtins.str", "builtins.repr", "builtins.type"):
        return any(
            other is not call and is_within(call.span, other.span) and _tells(model, bridge, other)
            for other in bridge.calls
        )
    return False


_GENERIC = frozenset(
    "a after all and apply display do draw fetch fill finish for from get handle in list load of on paint populate "
    "reload refresh render rows set show table tables the to update view with".split()
)
"""Words of method names that say what is done, not with what."""


def _related(bridge: Function, fetches: tuple[Function, ...], ignored: list[str]) -> bool:
    """Whether the fetch gets the data that the bridge is given: they share a name, or a word of their names."""
    for fetch in fetches:
        if any(name.strip("_") in fetch.bindings for name in ignored):
            return True
        theirs = _subject(fetch.name) | {word for name in fetch.bindings for word in _subject(name)}
        if _subject(bridge.name) & _subject(fetch.name) or any(_subject(name) & theirs for name in ignored):
            return True
    return False


def _subject(name: str) -> frozenset[str]:
    """The words of a name that say what it is about, plurals as singulars."""
    words = (word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name))
    return frozenset(re.sub(r"(?<=\w\w)(ies|e?s)$", "", word) for word in words if word not in _GENERIC)


def _fetches_on(model: Model, fetch: Function, thread: Thread) -> bool:
    """Whether the fetch blocks on a thread at all: a test round the call may ask for the thread."""
    blocking = [call for call in fetch.calls if (view := model.effects.view(fetch.path, call.span)) and view.blocks]
    if not blocking:
        return True
    return any(guard(model.project, call.context, fetch) in (None, thread) for call in blocking)


def _is_bridge(model: Model, bridge: Function, fetch: Function, ignored: list[str]) -> bool:
    """Whether the method is given data: a crossing hands it over, or a parameter is annotated or named like that."""
    if _crossed_to(model, bridge):
        return True
    sites = model.project.callers(bridge.id)
    calls = [site for site in sites if site.call is not None]
    called = any(site.call is not None and not model.project.shape(site.call).callbacks for site in sites)
    if sites and not called and model.threads.of(bridge.id) is Thread.UNKNOWN:
        # Handed to somebody: in which thread that calls it is not known.
        return False
    for site in calls:
        func = site.call.func if site.call is not None else None
        if func is not None and func.kind == "attr" and func.name in _HANDED_OVER:
            return False
    for param in bridge.params[1:]:
        if param.name in ignored and param.annotation is not None:
            if _is_annotated_as_data(param):
                return True
        elif param.name in ignored and _subject(param.name) & _subject(bridge.name) & _subject(fetch.name):
            return True
    return False


def _is_annotated_as_data(param: Param) -> bool:
    words = " ".join(_words(param.annotation)) if param.annotation is not None else ""
    return bool(_COLLECTIONS.search(words)) and not _NOT_DATA.search(words.split(" ")[0])


def _crossed_to(model: Model, bridge: Function) -> bool:
    """Whether a worker hands the method its data: by a crossing, a lambda that crosses, or a helper that does."""
    project = model.project
    calls = [site for site in project.callers(bridge.id) if site.call is not None]
    if any(site.kind == "crossing" for site in calls) or _crossed_by_helper(model, bridge, calls):
        return True
    return any(
        site.kind == "call"
        and (caller := project.functions.get(site.caller)) is not None
        and caller.parent is not None
        and any(theirs.kind == "crossing" for theirs in project.callers(caller.id))
        for site in calls
    )


def _crossed_by_helper(model: Model, bridge: Function, calls: list[Site]) -> bool:
    """Whether the method is given to a function of the project that crosses with it: `self.ui(self.show, rows)`."""
    return any(site.kind == "reference" for site in calls) and any(
        edge.callee == bridge.id and edge.call is not None and edge.flow in (TO_MAIN, ACROSS)
        for edge in model.project.edges()
    )


def _words(expr: Expr) -> Iterator[str]:
    if expr.name:
        yield expr.name
    if expr.kind == "const" and isinstance(expr.value, str):
        yield expr.value
    for part in expr.parts:
        yield from _words(part)


def _message(model: Model, bridge: Function, called: Function, fetch: Function, call: Call, ignored: list[str]) -> str:
    data = ", ".join(f"`{name}`" for name in ignored)
    view = model.effects.view(bridge.path, call.span)
    launched = view is not None and view.kind == "launch"
    effects = model.effects.of(fetch.id)
    if launched:
        harm = "the data that is at hand is fetched a second time"
    elif effects.crosses and not effects.blocks:
        harm = "the data that is at hand is asked for a second time, then `call_from_thread` raises RuntimeError"
    elif effects.crosses:
        harm = "main freezes until it answers, then `call_from_thread` raises RuntimeError"
    elif effects.blocks:
        harm = "main freezes until it answers"
    else:
        harm = "the data that is at hand is fetched a second time"
    return f"`{bridge.name}` ignores {data} and fetches again through `{called.name}`: {harm}"


def _route(model: Model, bridge: Function, called: Function, fetch: Function) -> tuple[Step, ...]:
    """From the entry point to the bridge, and on to what blocks."""
    route = model.threads.route(bridge.id, Thread.MAIN)
    if not route:
        route = (Step(bridge.path, bridge.line, bridge.qualname, model.threads.of(bridge.id)),)
    thread = route[-1].thread
    steps = [Step(f.path, f.line, f.qualname, thread) for f in dict.fromkeys((called, fetch))]
    steps += [
        Step(step.path, step.line, step.symbol, thread)
        for step in model.effects.of(fetch.id).blocks
        if step.symbol != fetch.qualname
    ]
    return (*route, *steps)
