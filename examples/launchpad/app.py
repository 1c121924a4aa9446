"""The app: one screen, and what it needs to talk to the service."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App
from textual.binding import BindingType

from .client import Client
from .screen import MonitorScreen
from .store import Journal


class LaunchpadApp(App[None]):
    """A monitor for a CI fleet."""

    TITLE = "Launchpad"
    CSS_PATH = "launchpad.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "Quit")]

    def __init__(self, client: Client, journal: Journal | None = None) -> None:
        """Prepare the app.

        Args:
            client: Where the data comes from.
            journal: Where snapshots are recorded; without one they are kept until the app ends.
        """
        super().__init__()
        self._client = client
        self._journal = journal or Journal()

    def get_default_screen(self) -> MonitorScreen:
        """Start with the monitor."""
        return MonitorScreen(self._client, self._journal)
