import boto3
from textual.app import App, ComposeResult
from textual.widgets import ProgressBar


class Upload(App[None]):
    def compose(self) -> ComposeResult:
        yield ProgressBar(total=100)

    def action_upload(self) -> None:
        boto3.client("s3").upload_file("a.csv", "bucket", "a.csv", Callback=self._sent)
        self.notify("Sent")

    def action_list(self) -> None:
        found = boto3.client("s3").list_objects_v2("bucket", lambda count: self._sent(count))
        self.notify(f"{len(found)} there")

    def _sent(self, count: int) -> None:
        self.query_one(ProgressBar).advance(count)


if __name__ == "__main__":
    Upload().run()
