from collections.abc import Iterator

import requests
from textual import work
from textual.app import App


class Pages(App[None]):
    @work
    def pages(self) -> Iterator[str]:
        for number in range(3):
            yield requests.get(f"http://book.example/{number}", timeout=5).text


class Printer:
    @work
    def print_all(self) -> None:
        requests.post("http://printer.example/all", timeout=5)


if __name__ == "__main__":
    Pages().run()
