"""Workers as they are asked for: by a `@work` decorator, or by a call of `run_worker`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bridgefix.calls import LAUNCH
from bridgefix.facts import Call, Expr, Function
from bridgefix.project import Project
from bridgefix.syntax import named_by

DEFAULT_GROUP = "default"
"""The group of every worker that is given none."""

POSITIONS = {
    name: place for place, name in enumerate("work name group description exit_on_error start exclusive thread".split())
}
"""Where `run_worker` has its parameters (Textual, `dom.py`); `@work` takes them by name only."""


class Options(NamedTuple):
    """What a worker was asked to be; None where that can't be told from the text."""

    thread: bool | None = False
    exclusive: bool | None = False
    group: str | None = DEFAULT_GROUP
    exit_on_error: bool | None = True


def decorator_of(project: Project, function: Function) -> Expr | None:
    """The `@work` of a function, called or bare; None where it has none."""
    for item in function.decorators:
        inner = named_by(item)
        if inner.name == "work" or inner.kind == "name":
            found = project.decorator(inner, function)
            if found is not None and found.startswith("textual") and found.rpartition(".")[2] == "work":
                return item
    return None


def options_of_decorator(decorator: Expr) -> Options:
    """What a `@work` asks for."""
    return _options(decorator.value, {}) if decorator.kind == "call" else Options()


def options_of_call(call: Call) -> Options:
    """What a `run_worker` asks for."""
    return _options(call, POSITIONS)


def _options(call: Call, positions: dict[str, int]) -> Options:
    if any(key is None for key, _ in call.keywords) or any(arg.kind == "star" for arg in call.args):
        return Options(None, None, None, None)
    return Options(
        _flag(call, positions, "thread", default=False),
        _flag(call, positions, "exclusive", default=False),
        _group(_given(call, positions, "group")),
        _flag(call, positions, "exit_on_error", default=True),
    )


def _given(call: Call, positions: dict[str, int], name: str) -> Expr | None:
    return call.argument(positions[name], name) if name in positions else call.keyword(name)


def _flag(call: Call, positions: dict[str, int], name: str, *, default: bool) -> bool | None:
    given = _given(call, positions, name)
    if given is None:
        return default
    return bool(given.value) if given.kind == "const" else None


def _group(given: Expr | None) -> str | None:
    if given is None:
        return DEFAULT_GROUP
    return given.value if given.kind == "const" and isinstance(given.value, str) else None


def _is_run_worker(project: Project, call: Call) -> bool:
    """Whether a call of something called `run_worker` is known to be of Textual's own."""
    if call.func.kind != "attr" or project.shape(call).kind != LAUNCH:
        return False
    value = project.value(call.func, project.functions[call.function])
    return value is not None and value.kind == "external"


def run_workers(project: Project) -> Iterator[tuple[Function, Call]]:
    """All calls of Textual's own `run_worker`, with the functions that they stand in."""
    for call in project.calls_named("run_worker"):
        if _is_run_worker(project, call):
            yield project.functions[call.function], call
