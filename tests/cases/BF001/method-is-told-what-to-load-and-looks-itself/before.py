import requests
from textual import work
from textual.app import App
from textual.widgets import DataTable, Label, ListView, Input


class Search(App):
    def compose(self):
        yield Input()
        yield ListView()
        yield DataTable()
        yield Label()

    def on_list_view_selected(self, event):
        self.show_detail(event.item)

    def show_detail(self, item):
        self.load_detail()

    @work(thread=True)
    def load_detail(self):
        item = self.query_one(ListView).highlighted_child
        detail = requests.get(item.url).json()
        self.call_from_thread(self.query_one(Label).update, detail["text"])

    def on_input_changed(self, event):
        self.update_results(event.value)

    def update_results(self, query):
        self.fetch_results()

    @work(thread=True)
    def fetch_results(self):
        query = self.query_one(Input).value
        hits = requests.get("https://search.example", params={"q": query}).json()
        table = self.query_one(DataTable)
        self.call_from_thread(table.clear)
        for hit in hits:
            self.call_from_thread(table.add_row, hit["title"])
