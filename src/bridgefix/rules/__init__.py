"""The rules, in the order in which their fixes are made. One file a rule: the model in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import NamedTuple

from bridgefix.effects import Model
from bridgefix.findings import Finding
from bridgefix.rules import (
    blocking_on_main,
    crossing_off_app,
    crossing_on_main,
    refetching_bridge,
    ui_from_worker,
    worker_ignores_cancel,
    worker_kind,
    worker_overlap,
    worker_state_unhandled,
)
from bridgefix.settings import Settings


class Rule(NamedTuple):
    """One rule: its code and name, how it finds, and what it says of itself."""

    code: str
    name: str
    find: Callable[[Model, Settings], Iterable[Finding]]
    doc: str


def _rule(module: ModuleType) -> Rule:
    return Rule(module.CODE, module.NAME, module.find, module.__doc__ or "")


RULES: tuple[Rule, ...] = tuple(
    _rule(module)
    for module in (
        refetching_bridge,
        crossing_on_main,
        ui_from_worker,
        blocking_on_main,
        worker_kind,
        worker_overlap,
        worker_ignores_cancel,
        worker_state_unhandled,
        crossing_off_app,
    )
)
