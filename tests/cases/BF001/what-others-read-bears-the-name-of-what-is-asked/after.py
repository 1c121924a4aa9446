"""Rates of an exchange desk, for an amount that can be doubled."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class RateService:
    def rates(self, fresh: bool = False) -> dict[str, int]:
        return requests.get("http://exchange.example/rates", params={"fresh": fresh}, timeout=10).json()


class ExchangeApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.service = RateService()
        self.rates: dict[str, int] = {}
        self.amount = 1

    def compose(self) -> ComposeResult:
        yield DataTable(id="rates")

    def on_mount(self) -> None:
        self.query_one("#rates", DataTable).add_columns("Code", "Amount")

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        rates = self.service.rates(fresh=True)
        self.call_from_thread(self._update_rates_table, rates)

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_rates_table()

    def action_double(self) -> None:
        self.amount *= 2
        if self.rates:
            self._update_rates_table(self.rates)

    def _update_rates_table(self, rates: dict[str, int]) -> None:
        amount = self.amount
        self.rates = rates
        rows = []
        for code, rate in rates.items():
            rows.append((code, str(rate * amount)))
        table = self.query_one("#rates", DataTable)
        table.clear()
        for row in rows:
            table.add_row(*row)

    def _fetch_and_update_rates_table(self) -> None:
        rates = self.service.rates(fresh=True)
        self.call_from_thread(self._update_rates_table, rates)


if __name__ == "__main__":
    ExchangeApp().run()
