"""Effects, and statements that touch the UI as they stand on main."""

from __future__ import annotations

from fuzz.grammar import BETWEEN, Env, Lines, indent
from fuzz.handling import Handling


class Doing(Handling):
    """Their rules."""

    EFFECTS = (
        "log set_attribute event store tell if_effect loop_effect locked_effect log event mutation "
        "blocking_effect counting_effect growing_attribute"
    ).split()
    SHOWING = (
        "add_data state add_cells clear titles helper_shows add_cells if_shows try_shows cursor lazy_shows"
    ).split()

    # Effects

    def effect(self, env: Env, depth: int = 0) -> Lines:
        if self.mutated and not env.closure:
            self.hard.append("an effect sees the data as it was changed for the display")
        return self.pick(self.EFFECTS, env, depth)

    def _log(self, env: Env, depth: int) -> Lines:
        return [
            self.one(f'log.info("got %d", len({self.data(env)}))', f"log.debug({self.str_expr(env)})", 'print("shown")')
        ]

    def _set_attribute(self, env: Env, depth: int) -> Lines:
        return [
            self.one(
                f"self._shown = {self.int_expr(env)}",
                f"self._last = {self.data(env)}",
                f"self._shown += {self.int_expr(env)}",
                'self._zone = "us"',
            )
        ]

    def _event(self, env: Env, depth: int) -> Lines:
        return [f"self.events.append({self.str_expr(env)})"]

    def _store(self, env: Env, depth: int) -> Lines:
        src = self.data(env)
        return [
            self.one(f'self._cache["pods"] = {src}', f'self._keep("pods", {src})', f"self._cache.update(last={src})")
        ]

    def _tell(self, env: Env, depth: int) -> Lines:
        return [
            self.one(f"self._note({self.str_expr(env)})", f"self._peek({self.data(env)})", 'self.notify("fetched")')
        ]

    def _if_effect(self, env: Env, depth: int) -> Lines | None:
        if depth > 1:
            return None
        lines = [f"if {self.test(env)}:", *indent(self.effect(env.child(), depth + 1))]
        if self.maybe(30):
            lines += ["else:", *indent(self.effect(env.child(), depth + 1))]
        return lines

    def _loop_effect(self, env: Env, depth: int) -> Lines | None:
        row = self.bind(env, "row")
        if row is None:
            return None
        env.kinds.pop(row, None)
        return [f"for {row} in {self.data(env)}:", f'    self._seen.add({row}.get("name"))']

    def _locked_effect(self, env: Env, depth: int) -> Lines:
        return ["with self._lock:", f"    self._last = {self.data(env)}"]

    def _mutation(self, env: Env, depth: int) -> Lines | None:
        """A helper that changes what it is given: what is shown depends on when it runs."""
        if env.closure:
            return None
        self.hard.append("an effect changes the data")
        return [self.one(f"self._mark({self.data(env)})", f"_trim({self.data(env)})")]

    def _counting_effect(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "int")
        if name is None or depth:
            return None
        self.hard.append("an effect gives what may be shown")
        return [f"{name} = self._peek({src})"]

    def _growing_attribute(self, env: Env, depth: int) -> Lines | None:
        """What the object keeps is changed; where that is the data, its rows may be shown so."""
        self.hard.append("an effect may change the data")
        return [self.one('self._last.append({"name": "kept", "ready": True, "age": 4})', "self._last.reverse()")]

    def _blocking_effect(self, env: Env, depth: int) -> Lines | None:
        if env.closure or depth or self.is_async:
            return None
        if self.showing:
            self.hard.append(BETWEEN)
        return [self.one(f"api.seen(len({self.data(env)}))", "self._report()")]

    # Shows

    def shows(self, env: Env, depth: int = 0) -> Lines:
        """Statements that touch the UI, for a place that is on main."""
        return self.pick(self.SHOWING, env, depth)

    def table(self, env: Env) -> str:
        name = self.read(env, "table")
        return name if name is not None else 'self.query_one("#pods", DataTable)'

    def _add_cells(self, env: Env, depth: int) -> Lines | None:
        cells = self.read(env, "cells")
        if cells is None:
            return None
        if self.maybe(30):
            return [f"{self.table(env)}.add_rows({cells})"]
        row = self.one("row", "line")
        if row in env.outer_read and row not in env.local:
            return None
        table = self.table(env)
        self.bound(env, row, "tuple")
        env.kinds.pop(row)
        return [f"for {row} in {cells}:", f"    {table}.add_row(*{row})"]

    def _add_data(self, env: Env, depth: int) -> Lines | None:
        src, row, table = self.data(env), self.bind(env, "row"), self.table(env)
        if row is None:
            return None
        inner = env.child()
        env.kinds.pop(row)
        key = f', key={row}["name"]' if self.maybe(20) else ""
        add = f"{table}.add_row({self.cell(inner, row)}, {self.cell(inner, row)}{key})"
        if self.maybe(30):
            return [f"for {row} in {src}:", f"    if {self.row_test(inner, row)}:", f"        {add}"]
        return [f"for {row} in {src}:", f"    {add}"]

    def _clear(self, env: Env, depth: int) -> Lines | None:
        return [f"{self.table(env)}.clear()"]

    def _state(self, env: Env, depth: int) -> Lines | None:
        return [f'self.query_one("#state", Static).update({self.str_expr(env)})']

    def _titles(self, env: Env, depth: int) -> Lines | None:
        target = self.one(f"{self.table(env)}.border_title", "self.title", "self.sub_title")
        return [f"{target} = {self.str_expr(env)}"]

    def _helper_shows(self, env: Env, depth: int) -> Lines | None:
        cells = self.read(env, "cells")
        return ['self._blank("none")'] if cells is None else [f"self._paint({cells})"]

    def _if_shows(self, env: Env, depth: int) -> Lines | None:
        if depth > 1:
            return None
        lines = [f"if {self.test(env)}:", *indent(self.several(self.shows, env.child(), depth + 1))]
        if self.maybe(40):
            lines += ["else:", *indent(self.shows(env.child(), depth + 1))]
        return lines

    def _lazy_shows(self, env: Env, depth: int) -> Lines | None:
        lazy = env.of("gen")
        return [f"{self.table(env)}.add_rows({self._use(env, lazy[-1])})"] if lazy else None

    def _try_shows(self, env: Env, depth: int) -> Lines | None:
        if depth > 1:
            return None
        if self.maybe(25):
            return ["with suppress(KeyError, TypeError):", *indent(self.shows(env.child(), depth + 1))]
        return [
            "try:",
            *indent(self.shows(env.child(), depth + 1)),
            "except KeyError:",
            '    self.query_one("#state", Static).update("broken")',
        ]

    def _cursor(self, env: Env, depth: int) -> Lines | None:
        table = self.table(env)
        return [f"where = {table}.cursor_row", f"{table}.clear()", f"{table}.move_cursor(row=where)"]
