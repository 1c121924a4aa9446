"""The split: cut a fetch-and-render method where everything that is shown follows from the fetched data.

The thinking is done on `ast` (`region`, `slicing`, `values`, `planning`); `carrying` moves the pieces in libcst.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from bridgefix.bodies import Lines, hunks, renumbered
from bridgefix.effects import Model
from bridgefix.facts import gather
from bridgefix.findings import Refusal, Rewrite
from bridgefix.rewrite.carrying import apply
from bridgefix.rewrite.datum import Embedded, Wanted, is_transport
from bridgefix.rewrite.hoist import hoisted
from bridgefix.rewrite.names import FunctionNode
from bridgefix.rewrite.opening import Opening, find_opening, wanted
from bridgefix.rewrite.planning import make_plan
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Hoist, NothingShown, Region, locate
from bridgefix.rewrite.remembering import ways_to_remember
from bridgefix.rewrite.sinking import sunk
from bridgefix.rewrite.trees import every_statement
from bridgefix.rewrite.unnesting import without_else
from bridgefix.settings import Settings, name_matches


def cut(
    model: Model, texts: Mapping[str, str], settings: Settings, subject: tuple[str, str, str], hoists: int = 0
) -> Rewrite | NothingShown:
    """The split alone. Raises Refusal; NothingShown where there is nothing to cut off."""
    try:
        return _cut(model, texts, settings, subject, hoists)
    except Refusal as refusal:
        fetch = Reading(model, texts, model.project.functions[subject[1]], subject[0])
        text = without_else(fetch, texts[fetch.path])
        if text is not None:
            with suppress(Refusal):
                return _again(fetch, texts, text, settings, subject, hoists)
        raise refusal


def _cut(
    model: Model, texts: Mapping[str, str], settings: Settings, subject: tuple[str, str, str], hoists: int
) -> Rewrite | NothingShown:
    bridge_id, fetch_id, called_id = subject
    bridge = Reading(model, texts, model.project.functions[bridge_id])
    fetch = Reading(model, texts, model.project.functions[fetch_id], bridge_id)
    if fetch.function.is_generator:
        raise fetch.refuse(f"`{fetch.name}` is a generator", fetch.node.lineno)
    _check_one_sort_of_data(bridge, fetch, settings)
    names = [s.name for _, s in every_statement(fetch.body) if isinstance(s, FunctionNode)]
    for name in names:
        if names.count(name) > 1:
            raise fetch.refuse(f"`{fetch.name}` has two local functions `{name}`", fetch.node.lineno)
    for _, statement in every_statement(fetch.body):
        opaque = fetch.use(statement).opaque
        if opaque:
            raise fetch.refuse(f"what {opaque} reads and changes in `{fetch.name}` can't be told", statement.lineno)
    region = locate(fetch)
    if isinstance(region, NothingShown):
        return region
    if isinstance(region, Region) and (text := sunk(fetch, texts[fetch.path], region)) is not None:
        return _again(fetch, texts, text, settings, subject, hoists)
    opening = find_opening(bridge, called_id)
    asks = wanted(bridge, fetch, opening, texts)
    if not isinstance(region, Hoist):
        try:
            return _carried_out(bridge, fetch, region, opening, asks, settings, texts)
        except Embedded as refusal:
            if hoists or refusal.place is None:
                raise
            region = refusal.place
    if hoists > 2:
        raise fetch.refuse(f"`{fetch.name}` fetches in too many places at once", region.fetch.lineno)
    name = region.name or next(iter(asks.params), "data")
    if is_transport(fetch, region.fetch, asks, name):
        line = region.fetch.lineno
        raise fetch.refuse(
            f"what line {line} fetches is how the data came, not the data that `{name}` stands for", line
        )
    return _again(fetch, texts, hoisted(fetch, texts[fetch.path], region, name), settings, subject, hoists + 1)


def _again(
    fetch: Reading, texts: Mapping[str, str], text: str, settings: Settings, subject: tuple[str, str, str], hoists: int
) -> Rewrite | NothingShown:
    """The split of a file's changed text. A refusal counts its lines as they are in the text that it was before."""
    try:
        model = fetch.model.replace([gather(fetch.path, text)])
        return cut(model, {**texts, fetch.path: text}, settings, subject, hoists)
    except Refusal as refusal:
        if refusal.path != fetch.path:
            raise
        line_of = Lines(hunks(text, texts[fetch.path])).near
        reason = renumbered(refusal.reason, line_of) or refusal.reason
        raise replace(refusal, reason=reason, line=line_of(refusal.line)) from refusal


def _carried_out(
    bridge: Reading,
    fetch: Reading,
    region: Region,
    opening: Opening,
    asks: Wanted,
    settings: Settings,
    texts: Mapping[str, str],
) -> Rewrite:
    """The first way to remember the data that is possible. Raises Refusal, Embedded among them."""
    *ways, last = ways_to_remember(fetch, region)
    for way in ways:
        with suppress(Refusal):
            return apply(make_plan(bridge, fetch, way, opening, asks, settings, texts), texts)
    return apply(make_plan(bridge, fetch, last, opening, asks, settings, texts), texts)


def _check_one_sort_of_data(bridge: Reading, fetch: Reading, settings: Settings) -> None:
    """Raises Refusal where a bridge by name that takes other data fetches through the same method.

    Once the data is handed to this one, the other could be mended only by handing it on.
    """
    project = fetch.model.project
    ours = [param.name for param in bridge.function.params[1:]]
    for site in project.callers(fetch.function.id):
        other = project.functions[site.caller]
        if other.id in (bridge.function.id, fetch.function.id) or not name_matches(settings.bridge_pattern, other.name):
            continue
        if [param.name for param in other.params[1:]] != ours:
            raise fetch.refuse(
                f"`{other.name}` takes other data than `{bridge.name}`, and both fetch it through `{fetch.name}`",
                other.line,
            )
