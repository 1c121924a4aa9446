import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Select, Static


class Panels(App):
    def compose(self) -> ComposeResult:
        yield Select.from_values(["a", "b"])
        yield Static(id="cpu")
        yield Static(id="mem")

    def on_select_changed(self, event: Select.Changed) -> None:
        self.load(str(event.value))

    @work(thread=True, exclusive=True, group="load")
    def load(self, host: str) -> None:
        for kind in ("cpu", "mem"):
            value = requests.get(f"http://{host}.example/{kind}", timeout=5).text
            self.call_from_thread(getattr(self, f"_show_{kind}"), value)

    def _show_cpu(self, value: str) -> None:
        self.query_one("#cpu", Static).update(value)

    def _show_mem(self, value: str) -> None:
        self.query_one("#mem", Static).update(value)


if __name__ == "__main__":
    Panels().run()
