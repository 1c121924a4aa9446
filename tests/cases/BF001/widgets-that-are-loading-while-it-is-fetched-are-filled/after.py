"""Kegs and loans, with a sign that they are on their way."""

import asyncio

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Button, DataTable, Static

SERVICE = "http://brewery.example"


class BreweryApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="kegs")
        yield DataTable(id="loans")
        yield Button("Reload", id="go")
        yield Static(id="sum")

    def on_mount(self) -> None:
        self.query_one("#kegs", DataTable).add_columns("Keg", "Litres")
        self.query_one("#loans", DataTable).add_columns("To", "Until")

    @work(thread=True)
    def reload(self) -> None:
        self.load_kegs()

    def show_kegs(self, kegs: list[dict]) -> None:
        table = self.query_one("#kegs", DataTable)
        table.clear()
        for keg in sorted(kegs, key=lambda keg: -keg["litres"]):
            table.add_row(keg["name"], str(keg["litres"]))
        self.query_one("#sum", Static).update(f"{len(kegs)} kegs")

    def load_kegs(self) -> None:
        table = self.query_one("#kegs", DataTable)
        button = self.query_one("#go", Button)
        self.call_from_thread(setattr, table, "loading", True)
        self.call_from_thread(setattr, button, "disabled", True)
        try:
            kegs = requests.get(f"{SERVICE}/kegs", timeout=10).json()
        except requests.RequestException as error:
            self.call_from_thread(self.query_one("#sum", Static).update, str(error))
        else:
            self.call_from_thread(self.show_kegs, kegs)
        finally:
            self.call_from_thread(setattr, table, "loading", False)
            self.call_from_thread(setattr, button, "disabled", False)

    def ask_loans(self) -> list[dict]:
        return requests.get(f"{SERVICE}/loans", timeout=10).json()

    @work
    async def refresh_loans(self) -> None:
        await self.load_loans()

    def show_loans(self, loans: list[dict]) -> None:
        table = self.query_one("#loans", DataTable)
        table.clear()
        for loan in loans:
            table.add_row(loan["to"], loan["until"])

    async def load_loans(self) -> None:
        table = self.query_one("#loans", DataTable)
        table.loading = True
        try:
            loans = await asyncio.to_thread(self.ask_loans)
            self.show_loans(loans)
        finally:
            table.loading = False


if __name__ == "__main__":
    BreweryApp().run()
