"""Prices of coins."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class WalletApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="coins")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Coin", "Price")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_coins_table()

    def _update_coins_table(self, coins: list[dict]) -> None:
        self._fetch_and_update_coins_table()

    def _fetch_and_update_coins_table(self) -> None:
        try:
            coins = requests.get("http://coins.example/coins", timeout=10).json()

            def show() -> None:
                table = self.query_one("#coins", DataTable)
                table.clear()
                for coin in coins:
                    table.add_row(coin["code"], f"{coin['price']:,.2f}")

            self.call_from_thread(show)
        except Exception as error:
            self.call_from_thread(self.notify, f"Coins: {error}", severity="error")


if __name__ == "__main__":
    WalletApp().run()
