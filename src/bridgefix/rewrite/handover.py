"""How a fetch hands its data to the bridge: a crossing, a direct call, or from a worker that it becomes."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from bridgefix.findings import Refusal, Thread
from bridgefix.rewrite import worker
from bridgefix.rewrite.datum import Supply, Wanted
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Region
from bridgefix.rules.refetching_bridge import bridges_on
from bridgefix.settings import Settings


def handover(
    bridge: Reading,
    fetch: Reading,
    region: Region,
    got: Supply,
    asks: Wanted,
    settings: Settings,
    texts: Mapping[str, str],
    *,
    makes_async: bool,
    spelling: str | None = None,
) -> tuple[str, bool, str | None]:
    """The statement that hands the data over, whether the fetch becomes a worker, and what to say of it."""
    model = fetch.model
    # Where would it run, if no bridge called it? The others are mended next, or go on failing as they did.
    bridges = {bridge.function.id, *bridges_on(model, settings, fetch.function)}
    thread = model.threads.of_without(fetch.function.id, {(each, fetch.function.id) for each in bridges})
    args = [
        (f"{param}={value}" if param in asks.keyword_only else value)
        for param in asks.params
        if (value := got.arguments.get(param)) is not None
    ]
    skipped = [p for p in asks.params if p not in got.arguments and p not in asks.keyword_only]
    if skipped and any(asks.params.index(p) > asks.params.index(skipped[0]) for p in got.arguments):
        args = [f"{param}={got.arguments[param]}" for param in asks.params if param in got.arguments]
    target = f"{fetch.receiver}.{bridge.name}"
    plain = f"{target}({', '.join(args)})"
    if bridge.is_async or makes_async:
        plain = f"await {plain}" if fetch.is_async else plain
    crossings = [call for i in got.slice.moved for call in fetch.deed(region.body[i]).crossings]
    known = spelling is not None or bool(crossings)
    spelling = ast.unparse(crossings[0].func) if crossings else spelling or spelling_of(fetch)
    relay = spelling in fetch.aliases and "." in spelling
    crossed = f"{spelling}({', '.join([target, *args])})"
    narrow = bool(crossings) and fetch.takes_only_callback(crossings[0])
    if narrow or any(arg.startswith("callback=") or (relay and re.match(r"\w+=(?!=)", arg)) for arg in args):
        # App.call_from_thread has a parameter of that name itself; a method that only crosses may take none, or none by keyword.
        crossed = f"{spelling}(lambda: {target}({', '.join(args)}))"
    if thread is Thread.MAIN:
        if settings.unsafe_fixes and not fetch.is_async:
            moved = [region.body[i] for i in got.slice.moved]
            remains = [statement for _, statement in region.until(region.end) if statement not in moved]
            try:
                worker.check(fetch, texts, remains, bridge.function.id)
            except Refusal as refused:
                return plain, False, f"`{fetch.name}` still blocks main: {refused.reason}"
            _check_locks(fetch, region, bool(crossings))
            return crossed, True, None
        note = None if fetch.is_async else f"`{fetch.name}` still blocks main where it is reached there"
        return plain, False, note
    if thread is Thread.UNKNOWN and not known:
        return plain, False, None
    if thread is Thread.BOTH and not crossings:
        raise fetch.refuse(
            f"`{fetch.name}` runs on main and in a worker, and touches the widgets itself: neither a crossing nor a "
            "direct call is right on both",
            fetch.node.lineno,
        )
    _check_locks(fetch, region, bool(crossings))
    return crossed, False, None


def spelling_of(fetch: Reading) -> str:
    project = fetch.model.project
    owner = project.owner(fetch.function.id)
    on_app = owner is not None and project.is_app(owner.id)
    return f"{fetch.receiver}.call_from_thread" if on_app else f"{fetch.receiver}.app.call_from_thread"


def _check_locks(fetch: Reading, region: Region, crossed_before: bool) -> None:
    """A crossing under a lock deadlocks as soon as main wants the lock: never put one there."""
    if crossed_before:
        return
    for parent in region.parents:
        if isinstance(parent, ast.With | ast.AsyncWith):
            raise fetch.refuse(
                f"the crossing would have to stand inside `with {ast.unparse(parent.items[0].context_expr)}` (line "
                f"{parent.lineno}), where main may wait for it",
                parent.lineno,
            )
