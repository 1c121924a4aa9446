import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Label

DB = Path(mkdtemp()) / "stamps.db"


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(DB)
    connection.create_function("wait", 0, lambda: time.sleep(0.2))
    connection.execute("pragma foreign_keys = on")
    return connection


class Collection:
    def count(self) -> int:
        with closing(connect()) as db:
            db.execute("create table if not exists stamps (name text)")
            db.execute("insert into stamps values (wait())")
            return db.execute("select count(*) from stamps").fetchone()[0]


class Stamps(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.collection = Collection()

    def compose(self) -> ComposeResult:
        yield Label(id="stamps")
        yield Label(id="version")

    async def action_count(self) -> None:
        self.query_one("#stamps", Label).update(str(await asyncio.to_thread(self.collection.count)))

    @work(thread=True, exclusive=True, group="action_version")
    def action_version(self) -> None:
        db = connect()
        version = db.execute("select 'wait' || coalesce(wait(), '')").fetchone()[0]
        db.close()
        self.call_from_thread(lambda: self.query_one("#version", Label).update(version))


if __name__ == "__main__":
    Stamps().run()
