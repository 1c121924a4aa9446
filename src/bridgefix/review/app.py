"""The review as a Textual app."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App

from bridgefix.findings import Report, UsageError
from bridgefix.review.screen import ReviewScreen
from bridgefix.settings import Settings

Outcome = Report | UsageError | None
"""What was found and written; why nothing could be looked at; None where the user left before anything was found."""


class ReviewApp(App[Outcome]):
    """Shows each finding with its fix, and writes the fixes that were accepted."""

    TITLE = "bridgefix"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, paths: Sequence[str], settings: Settings) -> None:
        super().__init__()
        self._paths = paths
        self._settings = settings

    def get_default_screen(self) -> ReviewScreen:
        return ReviewScreen(self._paths, self._settings)

    async def action_quit(self) -> None:
        """Ctrl+Q asks about what was accepted, as the screen's own key does."""
        if isinstance(self.screen, ReviewScreen):
            self.screen.action_leave()
        else:
            self.exit()
