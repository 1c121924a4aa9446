"""libcst, only in files with something to fix: from a finding to new texts, or to the reason why there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bridgefix.effects import Model
from bridgefix.findings import Finding, Refusal, Rewrite
from bridgefix.rewrite import cancelling, cross, direct, exclusive, kind, offload, refetching
from bridgefix.settings import Settings

Fix = Callable[[Model, Finding, Mapping[str, str], Settings], Rewrite | Refusal]

FIXES: Mapping[str, Fix] = {
    "BF001": refetching.fix,
    "BF002": direct.fix,
    "BF003": cross.fix,
    "BF004": offload.fix,
    "BF005": kind.fix,
    "BF006": exclusive.fix,
    "BF007": cancelling.fix,
    "BF009": direct.fix_off_app,
}
"""The fix of each rule that has one."""
