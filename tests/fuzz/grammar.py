"""What all rules of the grammar stand on: names in view, choices, expressions.

Names come from small pools, one for each kind of value, so that they meet and shadow each other as in real methods.
The first choice of each list is the simplest one: that is what hypothesis shrinks to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

Draw = Callable[..., object]
Lines = list[str]

POOLS = {
    "data": ("found", "items", "view"),
    "cells": ("rows", "lines"),
    "int": ("n", "total", "i"),
    "str": ("title", "text", "label"),
    "strs": ("names", "keys"),
    "map": ("groups", "by_name"),
    "row": ("pod", "row", "p"),
    "set": ("seen", "known"),
    "fn": ("describe", "fmt"),
    "gen": ("lazy",),
    "objects": ("objs",),
    "table": ("table",),
}


BETWEEN = "blocks between the shows"


def indent(lines: Lines) -> Lines:
    """The lines one level deeper; never none."""
    return [f"    {line}" if line else "" for line in lines] or ["    pass"]


@dataclass
class Env:
    """The names that can be read where a statement stands."""

    kinds: dict[str, str] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)
    """Those bound in this function itself."""
    outer_read: set[str] = field(default_factory=set)
    """Names of the function round it that a closure has read: binding one of them now would make that read fail."""
    closure: bool = False
    nonlocals: set[str] = field(default_factory=set)

    def of(self, *kinds: str) -> list[str]:
        """The names of these kinds, in the order of their binding."""
        return [name for name, kind in self.kinds.items() if kind in kinds]

    def child(self) -> Env:
        """The same names in a nested block."""
        return Env(dict(self.kinds), set(self.local), self.outer_read, self.closure, self.nonlocals)

    def inner(self) -> Env:
        """The same names, seen from a function that is defined here."""
        return Env(dict(self.kinds), set(), set(), True, set())


class Maker:
    """Makes statements of one program; `draw` decides."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self.hard: list[str] = []
        """What a person would not split either, or not without changing what the program does."""
        self.cross = "self.app.call_from_thread"
        self.mutated = False
        """Whether the method itself has changed its data in place, for the display."""
        self.showing = False
        """Whether something was shown already, and more is to come."""
        self.features: set[str] = set()
        self.globals: set[str] = set()
        """Variables of the module that the method binds."""
        self.is_async = False
        """Whether it is a worker on the main loop: nothing crosses, and nothing may block."""

    # Choices

    def one(self, *options: str) -> str:
        return self._draw(st.sampled_from(options))  # type: ignore[return-value]

    def maybe(self, percent: int) -> bool:
        return self._draw(st.integers(0, 99)) >= 100 - percent  # type: ignore[operator]

    def number(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))  # type: ignore[return-value]

    def pick(self, rules: Sequence[str], env: Env, depth: int) -> Lines:
        """The lines of one rule, a method by that name; of the next that fits where the chosen one gives None."""
        chosen = self.number(0, len(rules) - 1)
        for step in range(len(rules)):
            name = rules[(chosen + step) % len(rules)]
            kinds, local, outer, hard = dict(env.kinds), set(env.local), set(env.outer_read), list(self.hard)
            lines: Lines | None = getattr(self, f"_{name}")(env, depth)
            if lines is not None:
                self.features.add(name)
                return lines
            env.kinds, env.local, env.outer_read, self.hard = kinds, local, outer, hard
        return ["pass"]

    def read(self, env: Env, *kinds: str) -> str | None:
        """A name of one of these kinds."""
        names = env.of(*kinds)
        if not names:
            return None
        name = self.one(*reversed(names))
        if env.closure and name not in env.local:
            env.outer_read.add(name)
        return name

    def data(self, env: Env) -> str:
        """A name of fetched rows; there always is one."""
        name = self.read(env, "data")
        assert name is not None
        return name

    def bind(self, env: Env, kind: str) -> str | None:
        """A name to bind a value of this kind to."""
        pool = [n for n in POOLS[kind] if not (n in env.outer_read and n not in env.local | env.nonlocals)]
        if kind != "data" and len(env.of("data")) == 1:
            # Whatever else is bound, the data stays in view.
            pool = [n for n in pool if env.kinds.get(n) != "data"]
        if not pool:
            return None
        name = self.one(*pool)
        self.bound(env, name, kind)
        return name

    def bound(self, env: Env, name: str, kind: str) -> None:
        env.kinds.pop(name, None)
        env.kinds[name] = kind
        env.local.add(name)

    # Expressions

    def cell(self, env: Env, row: str) -> str:
        """A value made of one row."""
        options = [
            f'{row}["name"]',
            f'{row}.get("age", 0)',
            f'"yes" if {row}.get("ready") else "no"',
            f'{row}["age"] + 1',
        ]
        options += [f"_label({row})", f"self._age({row})", f"f\"{{{row}['name']}}/{{{row}.get('age')}}\""]
        number, text, function = env.of("int"), env.of("str"), env.of("fn")
        if number:
            options.append(f'{row}.get("age", 0) + {self._use(env, number[-1])}')
        if text:
            options.append(f"f\"{{{self._use(env, text[-1])}}}: {{{row}['name']}}\"")
        if function:
            options.append(f"{self._use(env, function[-1])}({row})")
        return self.one(*options)

    def _use(self, env: Env, name: str) -> str:
        if env.closure and name not in env.local:
            env.outer_read.add(name)
        return name

    def row_test(self, env: Env, row: str) -> str:
        options = [f'{row}["ready"]', f'{row}.get("age", 0) > 3', f'{row}["name"].startswith("w")', f'"name" in {row}']
        options.append(f'{row}.get("name") not in self._seen')
        if env.of("set"):
            options.append(f'{row}["name"] in {self._use(env, env.of("set")[-1])}')
        if env.of("int"):
            options.append(f"{self._use(env, env.of('int')[-1])} < 2")
        return self.one(*options)

    def test(self, env: Env) -> str:
        src = self.data(env)
        options = [
            src,
            f"not {src}",
            f"len({src}) > 2",
            self.one("self._verbose", "self._zone == 'eu'"),
            f'{src} and {src}[0]["ready"]',
        ]
        number, cells = env.of("int"), env.of("cells")
        if number:
            options += [self._use(env, number[-1]), f"{self._use(env, number[-1])} > 1"]
        if cells:
            options.append(f"not {self._use(env, cells[-1])}")
        return self.one(*options)

    def int_expr(self, env: Env) -> str:
        src = self.data(env)
        options = [f"len({src})", self.one("0", "MOST"), f'sum(1 for p in {src} if p.get("ready"))', "self._limit"]
        # What an effect may have changed already, or may not yet.
        options.append(
            self.one("self._shown", "len(self._seen)", "len(self._cache)", "len(self.events)", "len(self._last)")
        )
        options.append(
            self.one(
                *("STATE['shown']", "len(HISTORY)", "self._stats.count", "len(self._stats.rows)", "self._meter.total"),
                *("self.SHOWN", "S.SHOWN", "self.limit", "COUNT", "getattr(self, '_shown')"),
            )
        )
        options.append(f'max((p.get("age", 0) for p in {src}), default=0)')
        if env.of("int"):
            options.append(f"{self._use(env, env.of('int')[-1])} + 1")
        if env.of("cells"):
            options.append(f"len({self._use(env, env.of('cells')[-1])})")
        return self.one(*options)

    def str_expr(self, env: Env) -> str:
        src = self.data(env)
        options = [
            self.one('"Pods"', "self.TITLE"),
            f'f"{{len({src})}} pods"',
            f'", ".join(p["name"] for p in {src})',
            self.one(
                "self._zone", "self.headline", "self._summary()", "self._stats.summary", "_told()", "str(self._keeper)"
            ),
        ]
        number, text, strs = env.of("int"), env.of("str"), env.of("strs")
        if number:
            name = self._use(env, number[-1])
            options += [f'f"{{{name}}} of {{len({src})}}"', f"str({name})", f'f"{{{name}=}}"']
        if text:
            options.append(f"{self._use(env, text[-1])}.upper()")
        if strs:
            options.append(f'"; ".join({self._use(env, strs[-1])})')
        return self.one(*options)

    def several(self, rules: Callable[[Env, int], Lines], env: Env, depth: int, most: int = 2) -> Lines:
        lines: Lines = []
        for _ in range(self.number(1, most)):
            lines += rules(env, depth)
        return lines
