"""Whether an exemplar fits the bridge that is to learn from it: its object, its kind of data, the width of its rows."""

from __future__ import annotations

import ast

from bridgefix.rewrite.declared import declared, kind
from bridgefix.rewrite.exemplar import data_params
from bridgefix.rewrite.feeding import Feed
from bridgefix.rewrite.lesson import Lesson
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.rewording import Reworded
from bridgefix.rewrite.shape import Shape, lookups, whole_rows


def check_alike(lesson: Lesson) -> None:
    exemplar, bridge = lesson.exemplar.reading, lesson.bridge
    if exemplar.receiver != bridge.receiver:
        raise exemplar.refuse(
            f"`{exemplar.name}` calls its object `{exemplar.receiver}`, `{bridge.name}` calls it `{bridge.receiver}`",
            exemplar.node.lineno,
        )
    if exemplar.is_async and not bridge.is_async:
        raise exemplar.refuse(f"`{exemplar.name}` is `async`, and `{bridge.name}` is not", exemplar.node.lineno)
    for statement in exemplar.body[exemplar.first :]:
        for call, view in exemplar.calls(statement):
            if view is not None and {bridge.function.id, lesson.fetch.function.id} & {
                f.id for f in (*view.targets, *view.runs)
            }:
                raise exemplar.refuse(
                    f"`{exemplar.name}` itself calls `{ast.unparse(call.func)}` (line {call.lineno})", call.lineno
                )
        use = exemplar.use(statement)
        if use.opaque:
            raise exemplar.refuse(f"`{exemplar.name}` uses {use.opaque}", statement.lineno)
        if "return" in use.leaves and not lesson.opening.last:
            raise exemplar.refuse(
                f"line {statement.lineno} of `{exemplar.name}` leaves early, and `{bridge.name}` goes on after fetching again",
                statement.lineno,
            )
        for node in walk(statement):
            private = isinstance(node, ast.Attribute) and node.attr.startswith("__") and not node.attr.endswith("__")
            own = private or (isinstance(node, ast.Name) and node.id in ("super", "__class__"))
            if own and lesson.exemplar.owner.id != lesson.evidence.owner.id:
                raise exemplar.refuse(
                    f"line {statement.lineno} of `{exemplar.name}` means something else outside its own class",
                    statement.lineno,
                )


def check_kind(lesson: Lesson, ours: str, theirs: str) -> None:
    """What the exemplar does with a list of dicts can't be done with another kind of data."""
    said = []
    for reading, name in ((lesson.exemplar.reading, ours), (lesson.bridge, theirs)):
        args = reading.node.args
        given = next(a.annotation for a in (*args.posonlyargs, *args.args, *args.kwonlyargs) if a.arg == name)
        said.append("" if given is None else ast.unparse(given))
    one, other = map(declared, said)
    pairs = (one.head, other.head), (one.element, other.element)
    if any(kind(a) and kind(b) and kind(a) != kind(b) for a, b in pairs):
        exemplar = lesson.exemplar.reading
        shown, taken = (text.strip("'\"") for text in said)
        raise exemplar.refuse(
            f"`{exemplar.name}` shows `{shown}`, and `{lesson.bridge.name}` takes `{taken}`", exemplar.node.lineno
        )


def check_elements(lesson: Lesson, found: Shape, fed: Feed) -> None:
    """Rows of cells are no records, nor the other way round."""
    exemplar, bridge = lesson.exemplar.reading, lesson.bridge
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
        if not any(a is not None and kind(declared(ast.unparse(a)).element) == "sequence" for a in annotations):
            raise exemplar.refuse(
                f"`{exemplar.name}` shows its rows as they are, and nothing says that those of `{bridge.name}` are rows of "
                "cells",
                whole.lineno,
            )


def check_cells(lesson: Lesson, found: Shape, new: Reworded) -> None:
    """A row of fixed cells (the empty state) must fit the bridge's own table."""
    exemplar = lesson.exemplar.reading
    for _, statement in found.kept:
        for node in walk(statement):
            match node:
                case ast.Call(func=ast.Attribute(attr="add_columns" | "add_column"), args=[first, *_]):
                    if isinstance(first, ast.Constant | ast.Tuple):
                        raise lesson.evidence.refuse(f"the column `{ast.unparse(first)}`", first.lineno)
                case ast.Call(func=ast.Attribute(attr="add_row"), args=args) if len(args) > 1:
                    if all(isinstance(arg, ast.Constant | ast.JoinedStr) for arg in args):
                        _check_width(lesson, exemplar, node, len(args), new)


def _check_width(lesson: Lesson, exemplar: Reading, call: ast.Call, cells: int, new: Reworded) -> None:
    widths = [
        width
        for old, other in new.ids.items()
        if lesson.evidence.columns(old) == cells and (width := lesson.evidence.columns(other)) is not None
    ]
    if not widths:
        raise lesson.evidence.refuse(
            f"a row of {cells} cells", call.lineno, "how many columns its table has can't be told"
        )
    if widths[0] != cells:
        raise lesson.evidence.refuse(f"a row of {cells} cells", call.lineno, f"its table has {widths[0]} columns")
