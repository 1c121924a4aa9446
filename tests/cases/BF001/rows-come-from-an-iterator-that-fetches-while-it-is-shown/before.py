"""Files in a bucket; the paginator asks for more while the table is being filled."""

import boto3
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Header


class BucketApp(App[None]):
    BINDINGS = [("r", "reload", "Reload")]

    def __init__(self, bucket: str = "photos") -> None:
        super().__init__()
        self.bucket = bucket

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable(id="objects")

    def on_mount(self) -> None:
        self.query_one("#objects", DataTable).add_columns("Key", "Bytes")

    @work(thread=True, exclusive=True, group="objects")
    def action_reload(self) -> None:
        self._fetch_and_update_objects_table()

    def _update_objects_table(self, pages: list[dict]) -> None:
        self._fetch_and_update_objects_table()

    def _fetch_and_update_objects_table(self) -> None:
        paginator = boto3.client("s3").get_paginator("list_objects_v2")
        pages = paginator.paginate(Bucket=self.bucket)

        def show() -> None:
            table = self.query_one("#objects", DataTable)
            table.clear()
            for page in pages:
                for item in page.get("Contents", []):
                    table.add_row(item["Key"], str(item["Size"]))

        self.call_from_thread(show)


if __name__ == "__main__":
    BucketApp().run()
