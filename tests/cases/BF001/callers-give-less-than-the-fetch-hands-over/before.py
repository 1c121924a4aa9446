"""Choices of a menu."""

from __future__ import annotations

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Select


class MenuApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Select([], id="menu")

    @work(thread=True, exclusive=True, group="menu")
    def reload(self) -> None:
        with httpx.Client() as client:
            self.call_from_thread(self._update_menu, client.get("http://menu.example/dishes").json())

    def _update_menu(self, dishes) -> None:
        self._load_menu()

    def _load_menu(self) -> None:
        dishes = [(dish["name"], dish["id"]) for dish in httpx.get("http://menu.example/dishes").json()]
        menu = self.query_one(Select)
        self.call_from_thread(menu.set_options, dishes)


if __name__ == "__main__":
    MenuApp().run()
