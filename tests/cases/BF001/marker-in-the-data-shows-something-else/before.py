"""Secrets of a project, as far as one may see them."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


def list_secrets() -> list[dict]:
    answer = requests.get("http://vault.example/secrets", timeout=10)
    if answer.status_code == 403:
        return [{"_denied": True}]
    return answer.json()


class VaultApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="secrets")
        yield Static(id="note")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Secret", "Version")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_secrets_table()

    def _update_secrets_table(self, secrets: list[dict]) -> None:
        self._fetch_and_update_secrets_table()

    def _fetch_and_update_secrets_table(self) -> None:
        secrets = list_secrets()
        denied = bool(secrets) and secrets[0].get("_denied")
        note = "You may not see the secrets" if denied else ""

        def show() -> None:
            table = self.query_one("#secrets", DataTable)
            table.clear()
            if not denied:
                for secret in secrets:
                    table.add_row(secret["name"], f"v{secret['version']}")
            self.query_one("#note", Static).update(note)

        self.call_from_thread(show)


if __name__ == "__main__":
    VaultApp().run()
