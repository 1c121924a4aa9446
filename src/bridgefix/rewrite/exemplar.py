"""Which correct bridge a broken one can learn from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bridgefix.effects import EVERYTHING, Model
from bridgefix.facts import Class
from bridgefix.findings import Refusal, Thread
from bridgefix.rewrite.names import Names, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import every_statement
from bridgefix.rewrite.words import Vocabulary, hole, split
from bridgefix.settings import Settings

_NO_METHOD = frozenset({"staticmethod", "classmethod", "property", "work"})


@dataclass(frozen=True)
class Exemplar:
    """A correct bridge, and what is known of its pair."""

    reading: Reading
    owner: Class
    partner: Reading | None
    """The method that fetches for it and crosses to it."""
    words: Vocabulary

    @property
    def name(self) -> str:
        """As the finding says it."""
        return f"{self.owner.name}.{self.reading.name}"


def exemplars(
    model: Model, texts: Mapping[str, str], bridge: Reading, fetch: Reading, settings: Settings
) -> list[Exemplar]:
    """The bridges to learn from, the likeliest first. Raises Refusal where there is none, or where the named one is none."""
    project = model.project
    owner = project.owner(bridge.function.id)
    assert owner is not None
    # Which methods can be learnt from is asked of all of them; what words stand for, of whatever else there is.
    model.effects.asked.texts.add(EVERYTHING)
    if settings.exemplar is not None:
        return [_named(model, texts, owner, bridge, fetch, settings.exemplar)]
    pattern = re.compile(re.escape(settings.bridge_pattern).replace(re.escape("{x}"), "(.+)"))
    found: list[tuple[tuple[bool, bool, int, int], Exemplar]] = []
    seen = {bridge.name, fetch.name}
    for depth, cls in enumerate(project.mro(owner.id)):
        for name in cls.methods:
            if name in seen:
                continue
            seen.add(name)
            made = _exemplar(model, texts, cls, bridge, fetch, name)
            if isinstance(made, Exemplar):
                rank = (
                    not pattern.fullmatch(name),
                    made.partner is None,
                    depth,
                    made.reading.node.lineno,
                )
                found.append((rank, made))
    if not found:
        raise fetch.refuse(
            f"`{fetch.name}` itself shows nothing of what it fetches, and `{owner.name}` has no other bridge to learn from",
            fetch.node.lineno,
        )
    return [made for _, made in sorted(found, key=lambda entry: entry[0])]


def _named(
    model: Model, texts: Mapping[str, str], owner: Class, bridge: Reading, fetch: Reading, asked: str
) -> Exemplar:
    wanted, _, name = asked.rpartition(".")
    for cls in model.project.mro(owner.id):
        if name in cls.methods and wanted in ("", cls.name, cls.qualname):
            if name == bridge.name:
                raise bridge.refuse(f"`{asked}` is the bridge that is to be mended", bridge.node.lineno)
            made = _exemplar(model, texts, cls, bridge, fetch, name)
            if isinstance(made, Exemplar):
                return made
            line = model.project.functions[f"{cls.path}::{cls.methods[name]}"].line
            raise Refusal(f"`{asked}` is no bridge to learn from: {made}", line, cls.path)
    raise bridge.refuse(f"`{owner.name}` has no method `{asked}` to learn from", bridge.node.lineno)


def _exemplar(
    model: Model, texts: Mapping[str, str], cls: Class, bridge: Reading, fetch: Reading, name: str
) -> Exemplar | str:
    """The method as an exemplar, or why it is none."""
    function = model.project.functions.get(f"{cls.path}::{cls.methods[name]}")
    if function is None or cls.path not in texts:
        return "it can't be found"
    names = hole(name, bridge.name)
    if names is None:
        return f"its name and `{bridge.name}` are not built alike"
    if function.is_generator or len(function.params) < 2:
        return "it takes no data"
    if any(decorator.name in _NO_METHOD for decorator in function.decorators):
        return "it is no plain method"
    effects = model.effects.of(function.id)
    if effects.crosses:
        return "it crosses to main itself"
    if not effects.shows:
        return "it shows nothing"
    if model.threads.of(function.id) is Thread.WORKER:
        return "it runs in a worker"
    reading = Reading(model, texts, function)
    waits = next(_blocking(reading), None)
    if waits is not None:
        return f"`{ast.unparse(waits.func)}` on line {waits.lineno} blocks"
    if not _shows_its_data(reading):
        return "it does not show the data that it takes"
    partner = _partner(model, texts, reading)
    pairs = [names]
    if partner is not None:
        pairs.append(hole(partner.name, fetch.name) or names)
    ours, theirs = data_params(reading), data_params(bridge)
    named = Vocabulary(tuple(pairs))
    known = {word for _, new in pairs for word in new}
    if len(ours) == len(theirs) == 1 and named.mentions(ours[0]) and known & set(split(theirs[0])):
        pairs.append((split(ours[0]), split(theirs[0])))
    return Exemplar(reading, cls, partner, Vocabulary(tuple(dict.fromkeys(pairs))))


def data_params(reading: Reading) -> list[str]:
    """The parameters without a default, save the receiver."""
    args = reading.node.args
    plain = [*args.posonlyargs, *args.args]
    plain = plain[1 : len(plain) - len(args.defaults)]
    keyword_only = [a for a, default in zip(args.kwonlyargs, args.kw_defaults, strict=True) if default is None]
    return [arg.arg for arg in (*plain, *keyword_only)]


def sleeps(reading: Reading, call: ast.Call) -> bool:
    """Whether a call only waits for time to pass."""
    view = reading.view(call)
    return view is not None and view.dotted in ("time.sleep", "asyncio.sleep")


def _blocking(reading: Reading) -> Iterator[ast.Call]:
    for statement in reading.body:
        for call, view in reading.calls(statement):
            if view is not None and view.blocks and not sleeps(reading, call):
                yield call


def _shows_its_data(reading: Reading) -> bool:
    taken = tainted(reading)
    for _, statement in every_statement(reading.body):
        if reading.deed(statement).shows and reading.use(statement).reads & taken:
            return True
    return False


def tainted(reading: Reading) -> Names:
    """The names of a bridge that hold its data, or parts of it, or what follows from it."""
    names = frozenset(data_params(reading))
    for _ in range(3):
        for _, statement in every_statement(reading.body):
            use = reading.use(statement)
            if use.reads & names and not reading.deed(statement).shows:
                names |= use.binds | reading.changed(use)
            if isinstance(statement, ast.For):
                if reading.scope.expression(statement.iter).reads & names:
                    names |= frozenset(n.id for n in walk(statement.target) if isinstance(n, ast.Name))
    return names


def _partner(model: Model, texts: Mapping[str, str], reading: Reading) -> Reading | None:
    for site in model.project.callers(reading.function.id):
        caller = model.project.functions.get(site.caller)
        while caller is not None and caller.parent is not None:
            caller = model.project.functions.get(f"{caller.path}::{caller.parent}")
        if site.kind != "crossing" or caller is None or caller.cls is None or caller.path not in texts:
            continue
        if model.effects.of(caller.id).blocks:
            return Reading(model, texts, caller)
    return None
