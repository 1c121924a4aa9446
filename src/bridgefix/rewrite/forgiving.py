"""`with suppress(…)`: what is forgiven to the half that shows is forgiven in the bridge, too."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping, Sequence

from bridgefix.facts import Call, Expr, Function
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import find_function, span


def is_forgiving(reading: Reading, statement: ast.stmt) -> bool:
    """Whether a statement is a `with` that does nothing but forgive."""
    return isinstance(statement, ast.With) and all(_suppress(reading, item) is not None for item in statement.items)


def forgives_showing(reading: Reading, parents: Sequence[ast.stmt]) -> list[ast.With]:
    """Those of the statements round a display, outermost first, that may forgive what it raises.

    What only a fetch raises is no business of the display: `OSError`, and what a library raises that is not Textual.
    """
    return [
        parent
        for parent in parents
        if isinstance(parent, ast.With)
        and is_forgiving(reading, parent)
        and any(_may_be_shown(reading, item) for item in parent.items)
    ]


def check_nobody_swallows(reading: Reading, parents: Sequence[ast.stmt], texts: Mapping[str, str]) -> None:
    """Raises Refusal where a context manager of the project round a display may keep what it raises from going on.

    `texts` are the files by path. The bridge would let it go on, and what the fetch does is left out no longer.
    """
    for parent in parents:
        for item in parent.items if isinstance(parent, ast.With | ast.AsyncWith) else ():
            if _swallows(reading, item.context_expr, texts):
                raise reading.refuse(
                    f"`{ast.unparse(item.context_expr)}` on line {parent.lineno} may forgive what is raised where something is "
                    "shown",
                    parent.lineno,
                )


def _swallows(reading: Reading, manager: ast.expr, texts: Mapping[str, str]) -> bool:
    project = reading.model.project
    for target in _targets(reading, manager):
        node = find_function(texts[target.path], target.qualname) if target.path in texts else None
        if node is not None and any(_catches(inner) for inner in walk(node)):
            return True
    written = _as_known(reading, manager)
    known = project.type_of(written, reading.function) if written is not None else None
    leaves = [project.lookup(known, name) for name in ("__exit__", "__aexit__")] if known in project.classes else []
    return any(
        not (value.kind == "const" and not value.value) for leave in leaves if leave for value, _ in leave.returns
    )


def _as_known(reading: Reading, manager: ast.expr) -> Expr | None:
    """An expression as the model knows it."""
    match manager:
        case ast.Call():
            view = reading.view(manager)
            return Expr("call", view.call.span, value=view.call) if view is not None else None
        case ast.Attribute():
            return reading.attribute(manager)
        case ast.Name(id=name):
            return Expr("name", span(manager), name)
    return None


def _targets(reading: Reading, manager: ast.expr) -> Sequence[Function]:
    view = reading.view(manager) if isinstance(manager, ast.Call) else None
    return [t for t in view.targets if t.is_generator] if view is not None else ()


def _catches(node: ast.AST) -> bool:
    """Whether a statement of a generator goes on after what is raised where it waits."""
    match node:
        case ast.Try(body=body, handlers=[_, *_]) | ast.With(body=body):
            pass
        case _:
            return False
    forgives = isinstance(node, ast.Try) or any("suppress" in ast.unparse(item) for item in node.items)
    return forgives and any(isinstance(inner, ast.Yield) for statement in body for inner in walk(statement))


def _suppress(reading: Reading, item: ast.withitem) -> Call | None:
    view = reading.view(item.context_expr) if isinstance(item.context_expr, ast.Call) else None
    return view.call if view is not None and view.dotted == "contextlib.suppress" else None


def _may_be_shown(reading: Reading, item: ast.withitem) -> bool:
    call = _suppress(reading, item)
    for error in call.args if call is not None else ():
        dotted = reading.model.project.dotted(error, reading.function)
        module, _, name = (dotted or "").rpartition(".")
        if module == "builtins":
            kind = getattr(builtins, name, Exception)
            if not issubclass(kind, OSError):
                return True
        elif not module or module.partition(".")[0] == "textual" or dotted in reading.model.project.classes:
            return True
    return False
