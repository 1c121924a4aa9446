"""Newspapers of a kiosk."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class KioskApp(App[None]):
	def compose(self) -> ComposeResult:
		yield DataTable(id="papers")

	def on_mount(self) -> None:
		self.query_one(DataTable).add_columns("Title", "Price")

	@work(thread=True)
	def reload(self) -> None:
		self._fetch_and_update_papers_table()

	def _fetch_and_update_papers_table(self) -> None:
		papers = requests.get("http://kiosk.example/papers", timeout=10).json()
		self.call_from_thread(self._update_papers_table, papers)

	def _update_papers_table(self, papers: list[dict]) -> None:
		table = self.query_one("#papers", DataTable)
		table.clear()
		for paper in papers:
			table.add_row(paper["title"], f"{paper['price']:.2f}")