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
from bridgefix.rewrite import edit
from bridgefix.rewrite.carrying import apply, new_bridge
from bridgefix.rewrite.datum import MAPPINGS, SEQUENCES
from bridgefix.rewrite.evidence import Evidence
from bridgefix.rewrite.exemplar import Exemplar, data_params, exemplars
from bridgefix.rewrite.feeding import Feed, crossing_instead, feed, handed_names, handed_over
from bridgefix.rewrite.handover import spelling_of
from bridgefix.rewrite.hoist import hoisted
from bridgefix.rewrite.merging import merge, own_line, own_statements
from bridgefix.rewrite.moving import Baggage, baggage, with_imports
from bridgefix.rewrite.opening import Opening, find_opening
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.region import Hoist, NothingShown, locate
from bridgefix.rewrite.rewording import Reworded, reworded
from bridgefix.rewrite.rows import Filling, column, filled, filling, for_show
from bridgefix.rewrite.shape import Shape, holes, lookups, shape, whole_rows
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
        task = _Task(model, texts, bridge, fetch, opening, exemplar, settings, called_id)
        try:
            return _merge(task) if shows else _learn(task)
        except Refusal as refusal:
            refusals.append(refusal)
    return refusals[0]


class _Task:
    """One bridge, its fetch, and the exemplar that is tried."""

    def __init__(
        self,
        model: Model,
        texts: Mapping[str, str],
        bridge: Reading,
        fetch: Reading,
        opening: Opening,
        exemplar: Exemplar,
        settings: Settings,
        called_id: str,
    ) -> None:
        self.called_id = called_id
        self.model = model
        self.texts = texts
        self.bridge = bridge
        self.fetch = fetch
        self.opening = opening
        self.exemplar = exemplar
        self.settings = settings
        self.evidence = Evidence(model, texts, exemplar.reading, bridge, fetch, exemplar.words)


def _learn(task: _Task) -> Rewrite:
    exemplar = task.exemplar.reading
    _check_alike(task)
    found = shape(exemplar)
    every_row = for_show(task.fetch, frozenset(handed_names(task.model, task.bridge, task.fetch)))
    missing = holes(exemplar, found, task.texts, task.exemplar.words, every_row=every_row)
    spelling = _crossing_of(task)
    other = crossing_instead(task.model, task.texts, task.bridge, task.fetch, spelling or spelling_of(task.fetch))
    if other is not None:
        return _learn(_with_text(task, other))
    named = _hoisted(task)
    if named is not None:
        return _learn(named)
    fed = feed(
        task.model,
        task.texts,
        task.bridge,
        task.fetch,
        task.opening,
        task.settings,
        needs_rows=bool(missing),
        spelling=spelling,
    )
    if missing and fed.rows is None:
        raise column(exemplar, missing[0], task.evidence)
    if not missing:
        _check_elements(task, found, fed)
    how = filling(exemplar, found, missing, task.evidence) if missing else Filling()
    names = _names(task, found, fed, how)
    module = cst.parse_module(task.texts[exemplar.path])
    function = edit.find_function(module, exemplar.function.qualname)
    gone = [address for address, _ in (*found.dropped, *how.dropped)]
    kinds = {**dict.fromkeys(how.loops, "add_row"), **dict.fromkeys(how.direct, "add_rows")}
    new = reworded(function, task.evidence, names, gone, kinds)
    if new.proofs == 0:
        raise exemplar.refuse(
            f"nothing in `{exemplar.name}` names what it shows, so nothing can be put in its place",
            exemplar.node.lineno,
        )
    _check_cells(task, found, new)
    changed = new.function
    if fed.rows is not None and missing:
        taken = set(names.values()) | {fed.rows}
        row = next(name for name in ("row", "cells", "one_row") if name not in taken or name == singular(fed.rows))
        changed = filled(changed, module, how, fed.rows, row)
    lines = _without(changed, gone, how.loops, exemplar.first)
    return replace(_write(task, fed, lines), exemplar=task.exemplar.name)


def _merge(task: _Task) -> Rewrite:
    """The split's result in the manner of the exemplar."""
    exemplar = task.exemplar.reading
    _check_alike(task)
    made = cut(task.model, task.texts, task.settings, (task.bridge.function.id, task.fetch.function.id, task.called_id))
    if isinstance(made, NothingShown):
        raise task.fetch.refuse(made.reason, made.line)
    texts = {**task.texts, **made.texts}
    model = task.model.replace([gather(path, text) for path, text in made.texts.items()])
    after = Reading(model, texts, model.project.functions[task.bridge.function.id])
    own = own_statements(task.bridge, after, task.opening)
    found = shape(exemplar)
    merged = merge(exemplar, found, holes(exemplar, found, task.texts, task.exemplar.words), own, task.exemplar.words)
    learnt = [step.learnt for step in merged.steps if step.learnt is not None]
    gone: list[edit.Address] = [("body", i) for i in range(exemplar.first, len(exemplar.body)) if i not in learnt]
    accidents = [address for address, _ in found.dropped if address[1] in learnt and len(address) > 2]
    kept = Shape(tuple((a, s) for a, s in found.kept if a[1] in learnt), ())
    task.evidence = Evidence(
        task.model, task.texts, exemplar, task.bridge, task.fetch, task.exemplar.words, merged.given
    )
    binds = frozenset().union(*(after.use(s).binds for s in own.statements))
    names = {**_names(task, kept, Feed(binds=binds), Filling()), **merged.names}
    module = cst.parse_module(task.texts[exemplar.path])
    function = edit.find_function(module, exemplar.function.qualname)
    new = reworded(function, task.evidence, names, [*gone, *accidents], {})
    _check_cells(task, kept, new)
    taken = edit.items(_dropped(new.function, accidents).body)
    target = cst.parse_module(texts[task.bridge.path])
    now = edit.find_function(target, task.bridge.function.qualname)
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

    target = edit.change_functions(target, {task.bridge.function.qualname: change})
    needed = _needed(task, [taken[index].alone() for index in learnt])
    target = with_imports(target, needed) if needed else target
    return replace(made, texts={**made.texts, task.bridge.path: target.code}, exemplar=task.exemplar.name)


def _crossing_of(task: _Task) -> str | None:
    """How the exemplar's own fetch spells its crossing."""
    partner = task.exemplar.partner
    if partner is None:
        return None
    for node in ast.walk(partner.node):
        if isinstance(node, ast.Call):
            view = partner.view(node)
            if view is not None and view.kind == "crossing" and isinstance(node.func, ast.Attribute):
                text = ast.unparse(node.func)
                return text if text.startswith(f"{task.fetch.receiver}.") else None
    return None


def _with_text(task: _Task, text: str) -> _Task:
    """The same task after a change to the fetch."""
    texts = {**task.texts, task.fetch.path: text}
    model = task.model.replace([gather(task.fetch.path, text)])
    functions = model.project.functions
    bridge = Reading(model, texts, functions[task.bridge.function.id])
    fetch = Reading(model, texts, functions[task.fetch.function.id], bridge.function.id)
    exemplar = task.exemplar
    reading = Reading(model, texts, functions[exemplar.reading.function.id])
    partner = exemplar.partner
    if partner is not None:
        partner = Reading(model, texts, functions[partner.function.id])
    opening = find_opening(bridge, task.called_id)
    return _Task(
        model,
        texts,
        bridge,
        fetch,
        opening,
        replace(exemplar, reading=reading, partner=partner),
        task.settings,
        task.called_id,
    )


def _hoisted(task: _Task) -> _Task | None:
    """The task with `return fetch()` written as `data = fetch()` and `return data`; None where there is no such thing."""
    fetch = task.fetch
    params = data_params(task.bridge)
    last = fetch.body[-1]
    if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Call | ast.Await) or len(params) != 1:
        return None
    if not fetch.deed(last).blocks or handed_over(task.model, task.bridge, fetch) is not None:
        return None
    return _with_text(task, hoisted(fetch, task.texts[fetch.path], Hoist(last, last.value), params[0]))


def _check_alike(task: _Task) -> None:
    exemplar, bridge = task.exemplar.reading, task.bridge
    if exemplar.receiver != bridge.receiver:
        raise exemplar.refuse(
            f"`{exemplar.name}` calls its object `{exemplar.receiver}`, `{bridge.name}` calls it `{bridge.receiver}`",
            exemplar.node.lineno,
        )
    if exemplar.is_async and not bridge.is_async:
        raise exemplar.refuse(f"`{exemplar.name}` is `async`, and `{bridge.name}` is not", exemplar.node.lineno)
    for statement in exemplar.body[exemplar.first :]:
        for call, view in exemplar.calls(statement):
            if view is not None and {bridge.function.id, task.fetch.function.id} & {
                f.id for f in (*view.targets, *view.runs)
            }:
                raise exemplar.refuse(
                    f"`{exemplar.name}` itself calls `{ast.unparse(call.func)}` (line {call.lineno})", call.lineno
                )
        use = exemplar.use(statement)
        if use.opaque:
            raise exemplar.refuse(f"`{exemplar.name}` uses {use.opaque}", statement.lineno)
        if "return" in use.leaves and not task.opening.last:
            raise exemplar.refuse(
                f"line {statement.lineno} of `{exemplar.name}` leaves early, and `{bridge.name}` goes on after fetching again",
                statement.lineno,
            )
        for node in ast.walk(statement):
            private = isinstance(node, ast.Attribute) and node.attr.startswith("__") and not node.attr.endswith("__")
            own = private or (isinstance(node, ast.Name) and node.id in ("super", "__class__"))
            if own and task.exemplar.owner.id != task.evidence.owner.id:
                raise exemplar.refuse(
                    f"line {statement.lineno} of `{exemplar.name}` means something else outside its own class",
                    statement.lineno,
                )


def _names(task: _Task, found: Shape, fed: Feed, how: Filling) -> dict[str, str]:
    """What the exemplar's parameters and locals are called in the bridge."""
    exemplar, bridge = task.exemplar.reading, task.bridge
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
        _check_kind(task, ours[0], theirs[0])
    used = {n.id for _, s in found.kept for n in ast.walk(s) if isinstance(n, ast.Name)}
    for name in exemplar.scope.params:
        if name in used and name not in names and name != exemplar.receiver and name not in bridge.scope.params:
            raise exemplar.refuse(f"`{exemplar.name}` also looks at `{name}`", exemplar.node.lineno)
    if fed.rows is not None:
        names.update(dict.fromkeys(how.built, fed.rows))
    taken = set(names.values()) | set(bridge.scope.params) | set(fed.binds) | set(task.opening.binds)
    for name in _locals(exemplar, found):
        if name in names:
            continue
        new = task.exemplar.words.local(name, theirs[0])
        if new in taken:
            new = next((other for other in (name, "row", "item") if other not in taken), "")
        if not new:
            raise exemplar.refuse(
                f"`{name}` of `{exemplar.name}` means something else in `{bridge.name}`", bridge.node.lineno
            )
        names[name] = new
        taken.add(new)
    return names


def _check_kind(task: _Task, ours: str, theirs: str) -> None:
    """What the exemplar does with a list of dicts can't be done with another kind of data."""
    kinds = []
    for reading, name in ((task.exemplar.reading, ours), (task.bridge, theirs)):
        args = reading.node.args
        given = next(a.annotation for a in (*args.posonlyargs, *args.args, *args.kwonlyargs) if a.arg == name)
        text = "" if given is None else ast.unparse(given).strip("'\"")
        kinds.append((text, [_kind(part) for part in text.replace("]", "").split("[")[:2]]))
    (ours_text, one), (theirs_text, other) = kinds
    if any(a and b and a != b for a, b in zip(one, other, strict=False)):
        exemplar = task.exemplar.reading
        raise exemplar.refuse(
            f"`{exemplar.name}` shows `{ours_text}`, and `{task.bridge.name}` takes `{theirs_text}`",
            exemplar.node.lineno,
        )


def _check_elements(task: _Task, found: Shape, fed: Feed) -> None:
    """Rows of cells are no records, nor the other way round."""
    exemplar, bridge = task.exemplar.reading, task.bridge
    asked = next(lookups(exemplar, found), None)
    if asked is not None and fed.cells_at:
        raise exemplar.refuse(
            f"`{exemplar.name}` looks up `{ast.unparse(asked)}` in its rows, and those of `{bridge.name}` are tuples "
            f"(line {fed.cells_at})",
            asked.lineno,
        )
    whole = next(whole_rows(exemplar, found), None)
    if whole is not None and not fed.cells_at:
        annotations = [arg.annotation for arg in bridge.node.args.args if arg.arg in data_params(bridge)]
        inner = [ast.unparse(a).strip("'\"").partition("[")[2] for a in annotations if a is not None]
        if not any(_kind(text.split("[")[0].rstrip("]")) == "sequence" for text in inner):
            raise exemplar.refuse(
                f"`{exemplar.name}` shows its rows as they are, and nothing says that those of `{bridge.name}` are rows of "
                "cells",
                whole.lineno,
            )


def _kind(annotation: str) -> str:
    head = annotation.split(",")[0].split(".")[-1].strip()
    if head in ("str", "bytes", "int", "float", "bool"):
        return "value"
    return "sequence" if head in SEQUENCES else "mapping" if head in MAPPINGS else ""


def _locals(exemplar: Reading, found: Shape) -> list[str]:
    """All names that the exemplar binds, in comprehensions and lambdas too, in order."""
    names: dict[str, None] = {}
    for _, statement in found.kept:
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                    names[name] = None
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    names[name] = None
                case ast.ExceptHandler(name=str(name)):
                    names[name] = None
    return [name for name in names if name not in exemplar.scope.params]


def _check_cells(task: _Task, found: Shape, new: Reworded) -> None:
    """A row of fixed cells (the empty state) must fit the bridge's own table."""
    exemplar = task.exemplar.reading
    for _, statement in found.kept:
        for node in ast.walk(statement):
            match node:
                case ast.Call(func=ast.Attribute(attr="add_columns" | "add_column"), args=[first, *_]):
                    if isinstance(first, ast.Constant | ast.Tuple):
                        raise task.evidence.refuse(f"the column `{ast.unparse(first)}`", first.lineno)
                case ast.Call(func=ast.Attribute(attr="add_row"), args=args) if len(args) > 1:
                    if all(isinstance(arg, ast.Constant | ast.JoinedStr) for arg in args):
                        _check_width(task, exemplar, node, len(args), new)


def _check_width(task: _Task, exemplar: Reading, call: ast.Call, cells: int, new: Reworded) -> None:
    widths = [
        width
        for old, other in new.ids.items()
        if task.evidence.columns(old) == cells and (width := task.evidence.columns(other)) is not None
    ]
    if not widths:
        raise task.evidence.refuse(
            f"a row of {cells} cells", call.lineno, "how many columns its table has can't be told"
        )
    if widths[0] != cells:
        raise task.evidence.refuse(f"a row of {cells} cells", call.lineno, f"its table has {widths[0]} columns")


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


def _needed(task: _Task, lines: Sequence[edit.Line]) -> Baggage:
    """The imports that statements from the exemplar need in the bridge's file."""
    statements = ast.parse(cst.Module(body=list(lines)).code).body
    return baggage(task.bridge, task.exemplar.reading, statements)


def _write(task: _Task, fed: Feed, lines: Sequence[edit.Line]) -> Rewrite:
    """The texts with the bridge's new body, and with the fetch put right where it has to be."""
    needed = _needed(task, lines)
    if fed.plan is not None:
        made = apply(fed.plan, task.texts, [*fed.lines, *lines])
        texts, level, note = dict(made.texts), made.level, made.note
    else:
        module = cst.parse_module(task.texts[task.bridge.path])
        pieces = [*fed.lines, *lines]

        def change(node: cst.FunctionDef) -> cst.FunctionDef:
            return new_bridge(task.opening, node, pieces)

        module = edit.change_functions(module, {task.bridge.function.qualname: change})
        level, note = Level.SAFE, None
        texts = {task.fetch.path: task.texts[task.fetch.path], task.bridge.path: module.code}
    if needed:
        changed = cst.parse_module(texts[task.bridge.path])
        texts[task.bridge.path] = with_imports(changed, needed).code
    return Rewrite(texts, level, note)
