"""The last look: what is about to be written, as it will be written."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from bridgefix.findings import Finding, Report
from bridgefix.report import printable
from bridgefix.review.choosing import changes_of
from bridgefix.review.page import Page


class Answer(Enum):
    """What is to become of the accepted fixes."""

    WRITE = "write"
    LEAVE = "leave"
    BACK = "back"


class ConfirmScreen(ModalScreen[Answer]):
    """Shows the diff of all that was accepted and asks whether to write it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w,enter", "answer('write')", "Write"),
        Binding("d", "answer('leave')", "Leave without writing"),
        Binding("escape,q", "answer('back')", "Back"),
    ]

    def __init__(self, report: Report, what: str, missing: list[Finding]) -> None:
        """`what` says in words what is written; `missing` are accepted findings whose fix does not hold any more."""
        super().__init__()
        self._report = report
        self._what = what
        self._missing = missing

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(f"Write {self._what}?", id="question", markup=False)
            yield Static("\n".join(map(_told, self._missing)), id="troubles", markup=False)
            yield Page(id="all")
            with Horizontal(id="answers"):
                yield Button("Write (w)", variant="success", id="write", compact=True)
                yield Button("Leave without writing (d)", id="leave", compact=True)
                yield Button("Back (esc)", id="back", compact=True)

    def on_mount(self) -> None:
        self.query_one("#troubles").display = bool(self._missing)
        self.query_one("#write").display = bool(self._report.changed)
        page = self.query_one("#all", Page)
        page.show(changes_of(self._report))
        page.focus()

    @on(Button.Pressed)
    def choose(self, event: Button.Pressed) -> None:
        self.action_answer(event.button.id or "back")

    def action_answer(self, answer: str) -> None:
        if answer != "write" or self._report.changed:
            self.dismiss(Answer(answer))


def _told(finding: Finding) -> str:
    return printable(f"{finding.rule} {finding.symbol} can't be fixed without the others: {finding.reason}")
