"""All keys of the review on one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from bridgefix.report.text import Line
from bridgefix.review.page import Page

_MOVING = (("↑ ↓", "Move (also j and k)"), ("enter", "Fold a file or a rule"), ("tab", "From the findings to the page"))
_SIGNS = (("·", "open"), ("✓", "accepted"), ("✗", "refused"), ("#", "gets an ignore comment"), ("!", "has no fix"))


class KeysScreen(ModalScreen[None]):
    """Lists what the keys do and what the signs mean, until the next key that leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark", "dismiss", "Back")]

    def __init__(self, bindings: Iterable[BindingType]) -> None:
        super().__init__()
        self._listed = [binding for binding in bindings if isinstance(binding, Binding)]

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Page()

    def on_mount(self) -> None:
        keys = [(item.key_display or item.key, item.tooltip or item.description) for item in self._listed]
        page = self.query_one(Page)
        page.show([*map(_row, keys), [], *map(_row, _MOVING), [], *map(_row, _SIGNS)])
        page.focus()

    def on_click(self) -> None:
        self.dismiss()


def _row(pair: tuple[str, str]) -> Line:
    return [(f"{pair[0]:>6}  ", "bold"), (pair[1], "")]
