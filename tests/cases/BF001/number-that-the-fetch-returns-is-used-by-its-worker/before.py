"""Posts of a feed."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable


class FeedApp(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(id="posts")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Post")

    @work(thread=True, exclusive=True, group="posts")
    def reload(self) -> None:
        count = self._fetch_and_update_posts_table()
        self.notify(f"{count} posts" if count else "nothing new")

    def _update_posts_table(self, posts: list[dict]) -> None:
        self._fetch_and_update_posts_table()

    def _fetch_and_update_posts_table(self) -> int:
        """Fetch and show the posts.

        Returns:
            How many there are.
        """
        posts = requests.get("http://feed.example/posts", timeout=10).json()

        def show() -> None:
            table = self.query_one("#posts", DataTable)
            table.clear()
            for post in posts:
                table.add_row(post["title"])

        self.call_from_thread(show)
        return len(posts)


if __name__ == "__main__":
    FeedApp().run()
