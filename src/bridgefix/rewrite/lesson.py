"""One bridge, its fetch, and the exemplar that is tried on them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from bridgefix.effects import Model
from bridgefix.facts import gather
from bridgefix.rewrite.evidence import Evidence
from bridgefix.rewrite.exemplar import Exemplar, data_params
from bridgefix.rewrite.feeding import handed_over
from bridgefix.rewrite.hoist import hoisted
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.opening import Opening, find_opening
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Hoist
from bridgefix.settings import Settings


@dataclass(frozen=True)
class Lesson:
    """One bridge, its fetch, and the exemplar that is tried."""

    model: Model
    texts: Mapping[str, str]
    bridge: Reading
    fetch: Reading
    opening: Opening
    exemplar: Exemplar
    settings: Settings
    called_id: str
    """The method that the bridge calls to fetch again."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Selectors of the exemplar, with those that the fetch itself uses in their place."""

    @cached_property
    def evidence(self) -> Evidence:
        """What the code says of the words that are put in."""
        exemplar = self.exemplar
        return Evidence(self.model, self.texts, exemplar.reading, self.bridge, self.fetch, exemplar.words, self.given)


def with_text(lesson: Lesson, text: str) -> Lesson:
    """The same lesson after a change to the fetch."""
    texts = {**lesson.texts, lesson.fetch.path: text}
    model = lesson.model.replace([gather(lesson.fetch.path, text)])
    functions = model.project.functions
    bridge = Reading(model, texts, functions[lesson.bridge.function.id])
    fetch = Reading(model, texts, functions[lesson.fetch.function.id], bridge.function.id)
    exemplar = lesson.exemplar
    reading = Reading(model, texts, functions[exemplar.reading.function.id])
    partner = exemplar.partner
    if partner is not None:
        partner = Reading(model, texts, functions[partner.function.id])
    opening = find_opening(bridge, lesson.called_id)
    return Lesson(
        model,
        texts,
        bridge,
        fetch,
        opening,
        replace(exemplar, reading=reading, partner=partner),
        lesson.settings,
        lesson.called_id,
    )


def crossing_of(lesson: Lesson) -> str | None:
    """How the exemplar's own fetch spells its crossing."""
    partner = lesson.exemplar.partner
    if partner is None:
        return None
    for node in walk(partner.node):
        if isinstance(node, ast.Call):
            view = partner.view(node)
            if view is not None and view.kind == "crossing" and isinstance(node.func, ast.Attribute):
                text = ast.unparse(node.func)
                return text if text.startswith(f"{lesson.fetch.receiver}.") else None
    return None


def with_name(lesson: Lesson) -> Lesson | None:
    """The lesson with `return fetch()` written as `data = fetch()` and `return data`; None where there is no such thing."""
    fetch = lesson.fetch
    params = data_params(lesson.bridge)
    last = fetch.body[-1]
    if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Call | ast.Await) or len(params) != 1:
        return None
    if not fetch.deed(last).blocks or handed_over(lesson.model, lesson.bridge, fetch) is not None:
        return None
    return with_text(lesson, hoisted(fetch, lesson.texts[fetch.path], Hoist(last, last.value), params[0]))
