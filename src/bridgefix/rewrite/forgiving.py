"""`with suppress(…)`: what is forgiven to the half that shows is forgiven in the bridge, too."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence

from bridgefix.facts import Call
from bridgefix.rewrite.reading import Reading


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
