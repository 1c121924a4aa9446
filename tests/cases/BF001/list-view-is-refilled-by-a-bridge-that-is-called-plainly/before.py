"""A feed of podcast episodes in a list view."""

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label, ListItem, ListView

EPISODES = "http://podcast.example/episodes"


class PodcastApp(App[None]):
    BINDINGS = [("r", "reload", "Reload"), ("u", "undo", "Undo")]

    def __init__(self) -> None:
        super().__init__()
        self.previous: list[dict[str, str]] = []

    def compose(self) -> ComposeResult:
        yield ListView(id="episodes")

    @work(thread=True, exclusive=True, group="episodes")
    def action_reload(self) -> None:
        self._load_and_list_episodes()

    def action_undo(self) -> None:
        self._list_episodes(self.previous)

    def _list_episodes(self, episodes: list[dict[str, str]]) -> None:
        self._load_and_list_episodes()

    def _load_and_list_episodes(self) -> None:
        episodes = requests.get(EPISODES, timeout=10).json()
        view = self.query_one("#episodes", ListView)
        self.call_from_thread(view.clear)
        for episode in episodes:
            self.call_from_thread(view.append, ListItem(Label(episode["title"]), id=f"episode-{episode['nr']}"))


if __name__ == "__main__":
    PodcastApp().run()
