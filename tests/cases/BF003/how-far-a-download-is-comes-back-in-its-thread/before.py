from urllib.request import urlretrieve

import boto3
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import ProgressBar


class Mirror(App[None]):
    def compose(self) -> ComposeResult:
        yield ProgressBar(total=100)

    @work(thread=True)
    def fetch(self) -> None:
        def hook(blocks: int, size: int, total: int) -> None:
            self.query_one(ProgressBar).update(total=total, progress=blocks * size)

        urlretrieve("http://mirror.example/image", "/tmp/image", hook)
        boto3.client("s3").upload_file("/tmp/image", "images", "image", Callback=self._sent)

    def _sent(self, count: int) -> None:
        self.query_one(ProgressBar).advance(count)


if __name__ == "__main__":
    Mirror().run()
