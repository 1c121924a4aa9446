"""BF001 where the fetch shows nothing usable: write the bridge after an exemplar, a correct bridge of the same class."""

from __future__ import annotations

from collections.abc import Mapping

from bridgefix.effects import Model
from bridgefix.findings import Refusal, Rewrite
from bridgefix.settings import Settings


def template(
    model: Model, texts: Mapping[str, str], bridge_id: str, fetch_id: str, settings: Settings
) -> Rewrite | Refusal:
    """The new texts, or why there are none."""
    bridge, fetch = model.project.functions[bridge_id], model.project.functions[fetch_id]
    owner = model.project.owner(bridge_id)
    return Refusal(
        f"`{fetch.name}` shows nothing itself, and `{owner.name if owner else bridge.path}` has no other bridge to learn from",
        fetch.line,
        fetch.path,
    )
