"""What stands in the larder."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

LARDER = "http://larder.example"


class LarderApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(id="state")
        yield DataTable(id="jars")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_jars()

    def _update_jars_table(self, jars: list[dict]) -> None:
        self._fetch_jars()

    def _fetch_jars(self) -> None:
        jars = requests.get(f"{LARDER}/jars", timeout=10).json()
        if not jars:
            self.call_from_thread(self.query_one("#state", Static).update, "nothing left")
        else:
            requests.post(f"{LARDER}/seen", json={"jars": len(jars)}, timeout=10)

            def show() -> None:
                table = self.query_one("#jars", DataTable)
                table.clear()
                for jar in jars:
                    table.add_row(jar["what"], jar["since"])

            self.call_from_thread(show)


if __name__ == "__main__":
    LarderApp().run()
