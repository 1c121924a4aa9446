"""Models that can be asked."""

import httpx
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable

API = "http://models.example"


class ModelsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="models")

    def on_mount(self) -> None:
        self.query_one("#models", DataTable).add_columns("Model")

    @work(thread=True, exit_on_error=False)
    def load(self) -> None:
        models = [model["id"] for model in httpx.get(f"{API}/models").json()["data"]]
        self.call_from_thread(self.show_models, models)

    @work(thread=True)
    def reload(self) -> None:
        self.load_models()

    def show_models(self, models: list[str]) -> None:
        self.load_models()

    def load_models(self) -> None:
        response = httpx.get(f"{API}/models")
        data = response.json()["data"]
        names = [entry["id"] for entry in data]
        self.call_from_thread(self._set_models, names)

    def _set_models(self, names: list[str]) -> None:
        table = self.query_one("#models", DataTable)
        table.clear()
        for name in names:
            table.add_row(name)


if __name__ == "__main__":
    ModelsApp().run()
