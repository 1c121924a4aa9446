"""BF006: every start of a worker cancels the one before it, in a group of its own: `exclusive=True, group="<method>"`.

A coroutine is cured by that. A thread has to ask whether it is cancelled: where it does not, the fix of BF007 comes with
it, or there is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bridgefix.cancelling import contexts
from bridgefix.effects import Model
from bridgefix.facts import Function, gather
from bridgefix.findings import Finding, Level, Refusal, Rewrite
from bridgefix.rewrite import cancelling
from bridgefix.rewrite.keywords import node_at, with_keywords
from bridgefix.rewrite.splicing import Splice, spliced
from bridgefix.rules import worker_ignores_cancel
from bridgefix.rules.worker_overlap import OVERLAP
from bridgefix.settings import Settings
from bridgefix.stale import asks_whether_cancelled
from bridgefix.starts import Start, called_by, is_own, starts
from bridgefix.syntax import parts_of
from bridgefix.threads import symbol
from bridgefix.workers import DEFAULT_GROUP, POSITIONS

_AT_MOST = 5
"""How many functions of one worker may need a look at `is_cancelled`."""
_HALF = "`exclusive` alone would not stop its thread, which shows what it has all the same"
_CURES = (
    "a gate that is released on every path, a generation number that is compared on main, or "
    "`get_current_worker().is_cancelled` before the crossing"
)


def fix(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    """Let a worker's starts cancel each other, and no stranger.

    Args:
        finding: of BF006; its subject is (id of the function that is decorated or calls, span of the decorator or the
            call, what is wrong, ids of the workers' functions…).
        texts: by path, as the model was built from them.
    """
    what, workers = finding.subject[2], finding.subject[3:]
    made = list(starts(model))
    splices: dict[str, list[Splice]] = {}
    try:
        for worker_id in workers:
            ours = [start for start in made if start.worker.id == worker_id]
            group = _group(model, ours, made)
            for start in ours:
                path = start.function.path
                values = _values(start, what, _quoted(group, texts[path]))
                if values:
                    node = node_at(texts[path], start.at.span, path)
                    places = POSITIONS if start.call is not None else {}
                    splices.setdefault(path, []).extend(with_keywords(texts[path], node, values, places))
            if what == OVERLAP:
                _check_cancelled(model, ours[0])
        new = {path: spliced(texts[path], found) for path, found in splices.items()}
        if what == OVERLAP and ours[0].options.thread:
            new = _asking(model, texts, new, ours[0].worker, settings)
        return Rewrite(new, Level.UNSAFE, note=cancelling.starved(model, ours[0]) if what == OVERLAP else None)
    except Refusal as refused:
        return refused


def _values(start: Start, what: str, group: str) -> dict[str, str]:
    """What a start has to say that it does not say yet."""
    exclusive = {"exclusive": "True"} if what == OVERLAP and not start.options.exclusive else {}
    grouped = what == OVERLAP or start.options.exclusive
    return {**exclusive, **({"group": group} if grouped and start.options.group == DEFAULT_GROUP else {})}


def _quoted(name: str, text: str) -> str:
    """A string as the file writes its strings."""
    mark = "'" if text.count("'") > 2 * text.count('"') else '"'
    return f"{mark}{name}{mark}"


def _group(model: Model, ours: Sequence[Start], made: Sequence[Start]) -> str:
    """The group that all starts of a worker are to share, and nobody else has. Raises Refusal."""
    for start in ours:
        if not is_own(model, start):
            raise Refusal(
                f"line {start.at.span[0]} starts it on another node: `exclusive` there would cancel the workers of other "
                "objects; start it with `self.run_worker`"
            )
        if start.options.exclusive is None or start.options.group is None:
            raise Refusal(f"what line {start.at.span[0]} asks for is decided at run time")
    homes = {owner.id for start in ours if (owner := model.project.owner(start.function.id)) is not None}
    groups = {start.options.group or "" for start in ours} - {DEFAULT_GROUP}
    if len(homes) != 1 or len(groups) > 1:
        raise Refusal("it is started in several places, of which not all would cancel each other")
    group = groups.pop() if groups else _name(model, ours[0])
    for other in made:
        owner = model.project.owner(other.function.id)
        if other.options.group == group and other.worker.id != ours[0].worker.id and owner and owner.id in homes:
            raise Refusal(f"`{symbol(other.worker)}` is in the group `{group}`, too, and would be cancelled as well")
    return group


def _name(model: Model, start: Start) -> str:
    """What a group is called: as the method that does the work."""
    if not start.worker.is_lambda:
        return start.worker.name
    called = [target for call in start.worker.calls for target in model.project.targets(call)]
    return called[0].name if len(called) == 1 and not called[0].is_lambda else start.function.name


# Whether it cures


def _check_cancelled(model: Model, start: Start) -> None:
    """Raises Refusal where a cancelled worker would go on, or its end would be taken for an answer."""
    worker = start.worker
    _check_states(model, start)
    if start.options.thread:
        return
    for function in called_by(model, worker, across=True):
        for call in function.calls:
            for block in call.context.tries if call.awaited else ():
                for caught in block.catches:
                    if not caught or {"BaseException", "CancelledError"} & {name.rpartition(".")[2] for name in caught}:
                        raise Refusal(
                            f"`{symbol(function)}` catches its being cancelled (the `try` on line {block.line}), and may go on"
                        )


def _asking(
    model: Model, texts: Mapping[str, str], new: Mapping[str, str], worker: Function, settings: Settings
) -> dict[str, str]:
    """The new texts with the look at `is_cancelled` that a thread needs to be stopped. Raises Refusal."""
    # Not their ids: that of a lambda has its line.
    ours = {(item.path, symbol(item)) for item in called_by(model, worker, across=True)}
    asks = asks_whether_cancelled(model, worker)
    changed = dict(new)
    for _ in range(_AT_MOST):
        model = model.replace([gather(path, text) for path, text in changed.items()])
        found = [item for item in worker_ignores_cancel.find(model, settings) if (item.place.path, item.symbol) in ours]
        if not found:
            break
        asks = True
        result = cancelling.fix(model, found[0], {**texts, **changed}, settings)
        if isinstance(result, Refusal):
            raise Refusal(f"{_HALF}, and it can't be made to ask: {result.reason}; what cures: {_CURES}")
        changed |= result.texts
    if not asks:
        raise Refusal(f"{_HALF}; what cures: {_CURES}")
    return changed


def _check_states(model: Model, start: Start) -> None:
    """Raises Refusal where the class takes the result of any worker that has ended for an answer."""
    owner = model.project.owner(start.function.id)
    for cls in model.project.mro(owner.id) if owner is not None else ():
        for qualname in cls.methods.values():
            handler = model.project.files[cls.path].functions[qualname]
            if not _handles_states(handler):
                continue
            tests = [test for context in contexts(handler) for test, _ in context.guards]
            words = {part.name for test in tests for part in parts_of(test)}
            words |= {part.name for expr, _ in handler.reads for part in parts_of(expr)}
            if "result" in words and not words & {"state", "SUCCESS", "is_finished"}:
                raise Refusal(f"`{symbol(handler)}` would take the result of a cancelled worker, None, for an answer")


def _handles_states(function: Function) -> bool:
    if function.name in ("on_worker_state_changed", "_on_worker_state_changed"):
        return True
    return any(
        item.kind == "call"
        and item.value.func.name == "on"
        and any(arg.name == "StateChanged" for arg in item.value.args)
        for item in function.decorators
    )
