"""libcst, only in files with something to fix: from a finding to new texts, or to the reason why there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from bridgefix.effects import Model
from bridgefix.findings import Finding, Refusal, Rewrite
from bridgefix.settings import Settings

Fix = Callable[[Model, Finding, Mapping[str, str], Settings], Rewrite | Refusal]


def _fix(rule: str) -> Fix:
    """The fix of a rule. What it needs is imported with the first finding of that rule: half of a short run, else."""
    match rule:
        case "BF001":
            from bridgefix.rewrite import refetching

            return refetching.fix
        case "BF002":
            from bridgefix.rewrite import direct

            return direct.fix
        case "BF003":
            from bridgefix.rewrite import cross

            return cross.fix
        case "BF004":
            from bridgefix.rewrite import offload

            return offload.fix
        case "BF005":
            from bridgefix.rewrite import kind

            return kind.fix
        case "BF006":
            from bridgefix.rewrite import exclusive

            return exclusive.fix
        case "BF007":
            from bridgefix.rewrite import cancelling

            return cancelling.fix
        case "BF009":
            from bridgefix.rewrite import direct

            return direct.fix_off_app
    raise KeyError(rule)


def _made(rule: str, model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    return _fix(rule)(model, finding, texts, settings)


def bring(rules: Iterable[str]) -> None:
    """Import what the fixes of these rules need; of most rules, not all of it."""
    for rule in FIXES.keys() & set(rules):
        _fix(rule)


FIXES: Mapping[str, Fix] = {
    rule: partial(_made, rule) for rule in "BF001 BF002 BF003 BF004 BF005 BF006 BF007 BF009".split()
}
"""The fix of each rule that has one."""
