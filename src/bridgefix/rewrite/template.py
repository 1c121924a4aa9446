"""BF001 where the fetch shows nothing usable: write the bridge after an exemplar, a correct bridge of the same class.

Only how a table is shown is learnt from the exemplar; every word of it that is replaced needs evidence in the code, and
what is shown is never guessed: it comes from the fetch, or by way of names that the code itself sets side by side.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

import libcst as cst

from bridgefix.effects import Model
from bridgefix.facts import gather
from bridgefix.findings import Level, Refusal, Rewrite
from bridgefix.rewrite import edit, excerpt
from bridgefix.rewrite.carrying import apply, new_bridge
from bridgefix.rewrite.exemplar import data_params, exemplars
from bridgefix.rewrite.feeding import Feed, crossing_instead, feed, handed_names
from bridgefix.rewrite.fitting import check_alike, check_cells, check_elements, check_kind
from bridgefix.rewrite.handover import spelling_of
from bridgefix.rewrite.lesson import Lesson, crossing_of, with_name, with_text
from bridgefix.rewrite.merging import merge, own_line, own_statements
from bridgefix.rewrite.moving import Baggage, baggage, with_imports
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.opening import find_opening
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import NothingShown, locate
from bridgefix.rewrite.rewording import reworded
from bridgefix.rewrite.rows import Filling, column, filled, filling, for_show
from bridgefix.rewrite.shape import Shape, holes, shape
from bridgefix.rewrite.split import cut
from bridgefix.rewrite.words import singular
from bridgefix.settings import Settings


def template(
    model: Model, texts: Mapping[str, str], bridge_id: str, fetch_id: str, called_id: str, settings: Settings
) -> Rewrite | Refusal:
    """Mend a bridge after an exemplar.

    Args:
        bridge_id, fetch_id, called_id: the bridge, the method that fetches for it, and the one that it calls to fetch again.
    Returns:
        The new texts with the name of the exemplar, or why there are none.
    """
    try:
        bridge = Reading(model, texts, model.project.functions[bridge_id])
        fetch = Reading(model, texts, model.project.functions[fetch_id], bridge_id)
        opening = find_opening(bridge, called_id)
        candidates = exemplars(model, texts, bridge, fetch, settings)
        shows = settings.exemplar is not None and not isinstance(locate(fetch), NothingShown)
    except Refusal as refusal:
        return refusal
    refusals: list[Refusal] = []
    for exemplar in candidates:
        lesson = Lesson(model, texts, bridge, fetch, opening, exemplar, settings, called_id)
        try:
            return _merge(lesson) if shows else _learn(lesson)
        except Refusal as refusal:
            refusals.append(refusal)
    return refusals[0]


def _learn(lesson: Lesson) -> Rewrite:
    exemplar = lesson.exemplar.reading
    check_alike(lesson)
    found = shape(exemplar)
    every_row = for_show(lesson.fetch, frozenset(handed_names(lesson.model, lesson.bridge, lesson.fetch)))
    missing = holes(exemplar, found, lesson.texts, lesson.exemplar.words, every_row=every_row)
    spelling = crossing_of(lesson)
    other = crossing_instead(
        lesson.model, lesson.texts, lesson.bridge, lesson.fetch, spelling or spelling_of(lesson.fetch)
    )
    if other is not None:
        return _learn(with_text(lesson, other))
    named = with_name(lesson)
    if named is not None:
        try:
            return _learn(named)
        except Refusal as refusal:
            # What was returned has a line of its own by now; the reader has the text without it.
            moved = refusal.path == lesson.fetch.path and refusal.line > lesson.fetch.node.lineno
            raise replace(refusal, line=refusal.line - moved) from refusal
    fed = feed(
        lesson.model,
        lesson.texts,
        lesson.bridge,
        lesson.fetch,
        lesson.opening,
        lesson.settings,
        needs_rows=bool(missing),
        spelling=spelling,
    )
    if missing and fed.rows is None:
        raise column(exemplar, missing[0], lesson.evidence)
    if not missing:
        check_elements(lesson, found, fed)
    how = filling(exemplar, found, missing, lesson.evidence) if missing else Filling()
    names = _names(lesson, found, fed, how)
    module = excerpt.parsed(lesson.texts[exemplar.path], exemplar.function.qualname)
    function = edit.find_function(module, exemplar.function.qualname)
    gone = [address for address, _ in (*found.dropped, *how.dropped)]
    kinds = {**dict.fromkeys(how.loops, "add_row"), **dict.fromkeys(how.direct, "add_rows")}
    new = reworded(function, lesson.evidence, names, gone, kinds)
    if new.proofs == 0:
        raise exemplar.refuse(
            f"nothing in `{exemplar.name}` names what it shows, so nothing can be put in its place",
            exemplar.node.lineno,
        )
    check_cells(lesson, found, new)
    changed = new.function
    if fed.rows is not None and missing:
        taken = set(names.values()) | {fed.rows}
        row = next(name for name in ("row", "cells", "one_row") if name not in taken or name == singular(fed.rows))
        changed = filled(changed, module, how, fed.rows, row)
    lines = _without(changed, gone, how.loops, exemplar.first)
    return _write(lesson, fed, lines)._replace(exemplar=lesson.exemplar.name)


def _merge(lesson: Lesson) -> Rewrite:
    """The split's result in the manner of the exemplar."""
    exemplar = lesson.exemplar.reading
    check_alike(lesson)
    made = cut(
        lesson.model,
        lesson.texts,
        lesson.settings,
        (lesson.bridge.function.id, lesson.fetch.function.id, lesson.called_id),
    )
    if isinstance(made, NothingShown):
        raise lesson.fetch.refuse(made.reason, made.line)
    texts = {**lesson.texts, **made.texts}
    model = lesson.model.replace([gather(path, text) for path, text in made.texts.items()])
    after = Reading(model, texts, model.project.functions[lesson.bridge.function.id])
    own = own_statements(lesson.bridge, after, lesson.opening)
    found = shape(exemplar)
    merged = merge(
        exemplar, found, holes(exemplar, found, lesson.texts, lesson.exemplar.words), own, lesson.exemplar.words
    )
    learnt = [step.learnt for step in merged.steps if step.learnt is not None]
    gone: list[edit.Address] = [("body", i) for i in range(exemplar.first, len(exemplar.body)) if i not in learnt]
    accidents = [address for address, _ in found.dropped if address[1] in learnt and len(address) > 2]
    kept = Shape(tuple((a, s) for a, s in found.kept if a[1] in learnt), ())
    lesson = replace(lesson, given=merged.given)
    binds = frozenset().union(*(after.use(s).binds for s in own.statements))
    names = {**_names(lesson, kept, Feed(binds=binds), Filling()), **merged.names}
    module = excerpt.parsed(lesson.texts[exemplar.path], exemplar.function.qualname)
    function = edit.find_function(module, exemplar.function.qualname)
    new = reworded(function, lesson.evidence, names, [*gone, *accidents], {})
    check_cells(lesson, kept, new)
    taken = edit.items(_dropped(new.function, accidents).body)
    text = texts[lesson.bridge.path]
    target = excerpt.parsed(text, lesson.bridge.function.qualname)
    now = edit.find_function(target, lesson.bridge.function.qualname)
    lines: list[edit.Line] = []
    for step in merged.steps:
        if step.learnt is not None:
            lines.append(edit.without_blank_lines(taken[step.learnt].alone()))
        elif step.own is not None:
            lines.append(own_line(now, own, step.own))

    def change(node: cst.FunctionDef) -> cst.FunctionDef:
        def put(flat: list[edit.Item]) -> list[edit.Item | edit.Line]:
            first = edit.with_lines_above(lines[0], edit.blank_above(flat[own.start].alone()))
            return [*flat[: own.start], first, *lines[1:], *flat[own.start + len(own.statements) :]]

        return cst.ensure_type(edit.change_statements(node, own.address, put), cst.FunctionDef)

    target = edit.change_functions(target, {lesson.bridge.function.qualname: change})
    needed = _needed(lesson, [taken[index].alone() for index in learnt])
    target = with_imports(target, needed) if needed else target
    return made._replace(
        texts={**made.texts, lesson.bridge.path: excerpt.code(target, text)}, exemplar=lesson.exemplar.name
    )


def _names(lesson: Lesson, found: Shape, fed: Feed, how: Filling) -> dict[str, str]:
    """What the exemplar's parameters and locals are called in the bridge."""
    exemplar, bridge = lesson.exemplar.reading, lesson.bridge
    ours = data_params(exemplar)
    theirs = [name for name in data_params(bridge) if name not in fed.others]
    if len(ours) != len(theirs):
        raise exemplar.refuse(
            f"`{exemplar.name}` takes {len(ours)} values, and `{bridge.name}` takes {len(theirs)}", exemplar.node.lineno
        )
    names = dict(zip(ours, theirs, strict=True)) if len(ours) == 1 else {}
    if not names:
        if sorted(ours) != sorted(theirs):
            raise exemplar.refuse(
                f"it can't be told which parameter is which in `{exemplar.name}`", exemplar.node.lineno
            )
        names = {name: name for name in ours}
    if len(ours) == 1 and fed.rows is None:
        check_kind(lesson, ours[0], theirs[0])
    used = {n.id for _, s in found.kept for n in walk(s) if isinstance(n, ast.Name)}
    for name in exemplar.scope.params:
        if name in used and name not in names and name != exemplar.receiver and name not in bridge.scope.params:
            raise exemplar.refuse(f"`{exemplar.name}` also looks at `{name}`", exemplar.node.lineno)
    if fed.rows is not None:
        names.update(dict.fromkeys(how.built, fed.rows))
    taken = set(names.values()) | set(bridge.scope.params) | set(fed.binds) | set(lesson.opening.binds)
    for name in _locals(exemplar, found):
        if name in names:
            continue
        new = lesson.exemplar.words.local(name, theirs[0])
        if new in taken:
            new = next((other for other in (name, "row", "item") if other not in taken), "")
        if not new:
            raise exemplar.refuse(
                f"`{name}` of `{exemplar.name}` means something else in `{bridge.name}`", bridge.node.lineno
            )
        names[name] = new
        taken.add(new)
    return names


def _locals(exemplar: Reading, found: Shape) -> list[str]:
    """All names that the exemplar binds, in comprehensions and lambdas too, in order."""
    names: dict[str, None] = {}
    for _, statement in found.kept:
        for node in walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                    names[name] = None
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    names[name] = None
                case ast.ExceptHandler(name=str(name)):
                    names[name] = None
    return [name for name in names if name not in exemplar.scope.params]


def _without(
    function: cst.FunctionDef, gone: Sequence[edit.Address], loops: Sequence[edit.Address], first: int
) -> list[edit.Line]:
    """The statements of a method, those at some addresses left out; loops that were filled anew stay as they are."""
    outside = [address for address in gone if not any(address[: len(loop)] == loop for loop in loops)]
    return edit.lines(edit.items(_dropped(function, outside).body)[first:])


def _dropped(function: cst.FunctionDef, gone: Sequence[edit.Address]) -> cst.FunctionDef:
    changed: cst.CSTNode = function
    for address in sorted(gone, key=lambda a: [step if isinstance(step, int) else 0 for step in a], reverse=True):

        def drop(flat: list[edit.Item], place: int = cast(int, address[-1])) -> list[edit.Item]:
            return [item for index, item in enumerate(flat) if index != place]

        changed = edit.change_statements(changed, address[:-1], drop)
    return cst.ensure_type(changed, cst.FunctionDef)


def _needed(lesson: Lesson, lines: Sequence[edit.Line]) -> Baggage:
    """The imports that statements from the exemplar need in the bridge's file."""
    statements = ast.parse(cst.Module(body=list(lines)).code).body
    return baggage(lesson.bridge, lesson.exemplar.reading, statements)


def _write(lesson: Lesson, fed: Feed, lines: Sequence[edit.Line]) -> Rewrite:
    """The texts with the bridge's new body, and with the fetch put right where it has to be."""
    needed = _needed(lesson, lines)
    if fed.plan is not None:
        made = apply(fed.plan, lesson.texts, [*fed.lines, *lines])
        texts, level, note = dict(made.texts), made.level, made.note
    else:
        text = lesson.texts[lesson.bridge.path]
        module = excerpt.parsed(text, lesson.bridge.function.qualname)
        pieces = [*fed.lines, *lines]

        def change(node: cst.FunctionDef) -> cst.FunctionDef:
            return new_bridge(lesson.opening, node, pieces)

        module = edit.change_functions(module, {lesson.bridge.function.qualname: change})
        level, note = Level.SAFE, None
        texts = {lesson.fetch.path: lesson.texts[lesson.fetch.path], lesson.bridge.path: excerpt.code(module, text)}
    if needed:
        text = texts[lesson.bridge.path]
        texts[lesson.bridge.path] = excerpt.code(with_imports(excerpt.parsed(text), needed), text)
    return Rewrite(texts, level, note)
