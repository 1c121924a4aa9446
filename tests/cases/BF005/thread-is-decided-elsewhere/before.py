import functools
import os

import requests
from textual import work
from textual.app import App

SLOW = bool(os.environ.get("SLOW"))
OPTIONS = {"thread": True}


def in_the_background(function):
    @functools.wraps(function)
    async def run(*args, **kwargs):
        return await function(*args, **kwargs)

    return run


class Base(App[None]):
    def on_mount(self) -> None:
        self.run_worker(self.load)
        self.run_worker(self.fetch, **OPTIONS)
        self.run_worker(self.fetch, thread=SLOW)
        self.run_worker(self.anything)

    def load(self) -> None:
        """For subclasses."""

    @work(thread=SLOW)
    def maybe(self) -> None:
        self.fetch()

    @work(**OPTIONS)
    def surely(self) -> None:
        self.fetch()

    @work
    @in_the_background
    def wrapped(self):
        return self.load()

    def fetch(self) -> None:
        requests.get("http://service.example/all", timeout=5)


class Mine(Base):
    async def load(self) -> None:
        self.notify("loaded")


if __name__ == "__main__":
    Mine().run()
