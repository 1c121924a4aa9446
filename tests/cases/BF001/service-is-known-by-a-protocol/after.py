"""Books of a library; what answers is known by a protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Book:
    title: str
    copies: int


class Repository(Protocol[T_co]):
    def all(self) -> Sequence[T_co]: ...

    def find(self, key: str) -> T_co | None: ...


class HttpRepository(Generic[T]):
    def __init__(self, name: str, kind: type[T]) -> None:
        self._name = name
        self._kind = kind

    def all(self) -> Sequence[T]:
        answer = requests.get(f"http://library.example/{self._name}", timeout=5).json()
        return [self._kind(**row) for row in answer]

    def find(self, key: str) -> T | None:
        return next((item for item in self.all() if str(item) == key), None)


class LibraryApp(App[None]):
    def __init__(self, books: Repository[Book]) -> None:
        super().__init__()
        self._books = books

    def compose(self) -> ComposeResult:
        yield DataTable(id="books")
        yield Static(id="summary")

    def on_mount(self) -> None:
        self.query_one("#books", DataTable).add_columns("Title", "Copies")

    @work(thread=True, group="books", exclusive=True)
    def load_books(self) -> None:
        books = self._books.all()
        self.call_from_thread(self._update_books_table, books)

    @work(thread=True, group="again", exclusive=True)
    def load_again(self) -> None:
        self._fetch_and_update_books_table()

    def _update_books_table(self, books: Sequence[Book]) -> None:
        total: int = sum(book.copies for book in books)
        self._show_books(books, total)

    def _fetch_and_update_books_table(self) -> None:
        books: Sequence[Book] = self._books.all()
        self.call_from_thread(self._update_books_table, books)

    def _show_books(self, books: Sequence[Book], total: int) -> None:
        table = self.query_one("#books", DataTable)
        table.clear()
        for book in books:
            table.add_row(book.title, str(book.copies))
        self.query_one("#summary", Static).update(f"{len(books)} titles, {total} copies")


if __name__ == "__main__":
    LibraryApp(HttpRepository("books", Book)).run()
