"""BF001: make a refetching bridge show its data, by the split or, where that finds nothing to cut off, after an exemplar."""

from __future__ import annotations

from collections.abc import Mapping

from bridgefix.effects import Model
from bridgefix.findings import Finding, Refusal, Rewrite
from bridgefix.rewrite.split import cut
from bridgefix.settings import Settings


def fix(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    """Mend one refetching bridge: by the split, else by the template.

    Args:
        finding: of BF001; its subject is (id of the bridge, id of the fetch-and-render method).
        texts: by path, as the model was built from them.
    Returns:
        The new texts, or why there are none.
    """
    bridge_id, fetch_id, called_id = finding.subject
    try:
        if not fetch_id:
            raise Refusal(called_id, model.project.functions[bridge_id].line)
        if settings.exemplar is None:
            found = cut(model, texts, settings, (bridge_id, fetch_id, called_id))
            if isinstance(found, Rewrite):
                return found
        # Most bridges need none of this.
        from bridgefix.rewrite.template import template

        return template(model, texts, bridge_id, fetch_id, called_id, settings)
    except Refusal as refused:
        return refused
