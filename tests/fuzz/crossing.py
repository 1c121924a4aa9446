"""What is between the fetch and the shows, and the shows: crossings of all sorts, and none."""

from __future__ import annotations

from fuzz.fetching import Fetching
from fuzz.grammar import Lines, indent


class Crossing(Fetching):
    """Ways to show."""

    def _middle(self) -> Lines:
        lines: Lines = []
        for _ in range(self.number(0, 5)):
            kind = self.one("prepare", "prepare", "effect", "effect", "guard", "worker")
            if kind == "prepare":
                lines += self.prepare(self.env)
            elif kind == "effect":
                lines += self.effect(self.env)
            elif kind == "guard":
                lines += self._guard()
            elif "worker" in self.env.kinds:
                lines += ["if worker.is_cancelled:", "    return"]
        return lines

    def _guard(self) -> Lines:
        shape = self.one("plain", "effect", "show", "none", "count", "raise", "loop", "state", "own")
        self.features.add(f"guard_{shape}")
        src = self.data(self.env)
        return {
            "plain": [f"if not {src}:", "    return"],
            "effect": [f"if not {src}:", *indent(self.effect(self.env.child(), 1)), "    return"],
            "show": [
                f"if not {src}:",
                '    self._blank("none")' if self.is_async else f'    {self.cross}(self._blank, "none")',
                "    return",
            ],
            "none": [f"if {src} is None:", "    return"],
            "count": [f"if len({src}) > 3:", "    return"],
            "raise": [f"if len({src}) > 3:", '    raise ValueError("too many")'],
            "loop": [f"for row in {src}:", '    if "name" not in row:', "        return"],
            "state": [self.one("if self._verbose:", "if self._verbose or not self._limit:"), "    return"],
            "own": [f"if {(self.env.of('int') or ['self._shown'])[-1]} > 4:", "    return"],
        }[shape]

    def _show(self) -> Lines:
        lines: Lines = []
        count = self.one("1", "1", "1", "2", "3")
        for number in range(int(count)):
            if number and self.maybe(30):
                lines += self.effect(self.env) if self.maybe(50) else self.prepare(self.env)
            lines += self._one_show()
            self.showing = True
        self.showing = False
        return lines

    def _one_show(self, depth: int = 0) -> Lines:
        shape = self.one("direct", "direct", "async_try") if self.is_async else self.one(*_SHOWS)
        self.features.add(f"show_{shape}")
        lines: Lines = getattr(self, f"_show_{shape}")(depth)
        return lines

    def _show_closure(self, depth: int) -> Lines:
        free = [name for name in ("update", "paint", "fill") if name not in self.closures]
        name = self.one(*(free if free and not self.maybe(10) else ("update",)))
        self.closures.add(name)
        inner = self.env.inner()
        params, head = "", []
        extra = self.one("", "", "", "default", "nonlocal", "argument", "return", "nested")
        self.features.add(f"closure_{extra or 'plain'}")
        args = ""
        numbers = [n for n in self.env.of("int") if n in self.env.local]
        if extra == "default":
            params = f"title={self.str_expr(self.env)}"
            self.bound(inner, "title", "str")
        elif extra == "nonlocal" and numbers:
            head = [f"nonlocal {numbers[-1]}"]
            inner.nonlocals.add(numbers[-1])
            head.append(f"{numbers[-1]} += 1")
        elif extra == "argument":
            params, args = "items", f", {self.data(self.env)}"
            self.bound(inner, "items", "data")
        elif extra == "return":
            src = self.data(inner)
            head = [f"if not {src}:", '    self._blank("none")', "    return"]
        if self.maybe(50):
            head.append('table = self.query_one("#pods", DataTable)')
            self.bound(inner, "table", "table")
        if self.maybe(50):
            head.append(f"{self.table(inner)}.clear()")
        body = []
        for _ in range(self.number(1, 3)):
            kind = self.one("show", "show", "prepare", "effect")
            body += {"show": self.shows, "prepare": self.prepare, "effect": self.effect}[kind](inner, 0)
        if extra == "nested":
            body = ["def add(text):", '    self.query_one("#pods", DataTable).add_row(text)', "", *body, 'add("end")']
        if not any(_touches(line) for line in (*head, *body)):
            body += self._state(inner, 0) or []
        between = []
        if self.maybe(20):
            between = self.effect(self.env) if self.maybe(50) else self.prepare(self.env)
        cross = f"{self.cross}({name}{args})"
        way = self.one("once", "once", "once", "once", "twice", "alias")
        crossing = {"once": [cross], "twice": [cross, cross], "alias": [f"show = {name}", f"{self.cross}(show{args})"]}[
            way
        ]
        return [f"def {name}({params}):", *indent([*head, *body]), "", *between, *crossing]

    def _show_direct(self, depth: int) -> Lines:
        return self.several(self.shows, self.env, 0, 3)

    def _show_async_try(self, depth: int) -> Lines:
        return [
            "try:",
            *indent(self.shows(self.env.child())),
            "except KeyError:",
            "    #caught",
            '    log.error("not shown")',
        ]

    def _show_each(self, depth: int) -> Lines:
        """A local function for each row, which has the row of its turn."""
        src, row = self.data(self.env), self.bind(self.env, "row")
        assert row is not None
        self.env.kinds.pop(row)
        inner = self.env.child()
        self.bound(inner, row, "row")
        name = self.one("add", "put")
        params = self.one("", f"{row}={row}")
        cell = self.cell(inner, row)
        return [
            f"for {row} in {src}:",
            f"    def {name}({params}):",
            f'        self.query_one("#pods", DataTable).add_row({cell})',
            "",
            f"    {self.cross}({name})",
        ]

    def _show_starred(self, depth: int) -> Lines:
        return [f"given = ({self.data(self.env)}, {self.str_expr(self.env)})", f"{self.cross}(self._show_pods, *given)"]

    def _show_keyword(self, depth: int) -> Lines:
        src, text = self.data(self.env), self.str_expr(self.env)
        given = self.one(
            f"title={text}, pods={src}",
            f"**{{'pods': {src}}}",
            f"*({src},), **{{'title': {text}}}",
            f"{src}, *[{text}]",
        )
        return [f"{self.cross}(self._show_pods, {given})"]

    def _show_part(self, depth: int) -> Lines:
        src = self.data(self.env)
        part = self.one(
            f"{src}[1:]",
            f"list({src})",
            f"[*{src}]",
            f"[p for p in {src} if p.get('ready')]",
            f"sorted({src}, key=len)",
        )
        return [f"{self.cross}(self._show_pods, {part})"]

    def _show_looped(self, depth: int) -> Lines:
        """A `while` that crosses."""
        src, number = self.data(self.env), self.bind(self.env, "int")
        tail = ["else:", f'    {self.cross}(self._blank, "end")'] if self.maybe(30) else []
        if self.maybe(40):
            return [
                f"left = {self.one(f'iter({src})', f'list({src})[::-1]')}",
                "for pod in left:",
                f"    {self.cross}(self._blank, pod['name'])",
                *tail,
            ]
        return [
            f"{number} = 0",
            f"while {number} < len({src}):",
            f"    {self.cross}(self._blank, {src}[{number}]['name'])",
            f"    {number} += 1",
            *tail,
        ]

    def _show_broken(self, depth: int) -> Lines:
        """A `for` with an `else` that crosses."""
        src, row = self.data(self.env), self.bind(self.env, "row")
        assert row is not None
        self.env.kinds.pop(row)
        inner = self.env.child()
        self.bound(inner, row, "row")
        return [
            f"for {row} in {src}:",
            f"    if {self.row_test(inner, row)}:",
            f"        {self.cross}(self._blank, {row}['name'])",
            "        break",
            "else:",
            f'    {self.cross}(self._blank, "none")',
        ]

    def _show_matched(self, depth: int) -> Lines:
        if depth > 1:
            return self._show_method(depth)
        saved = self.env
        self.env = saved.child()
        lines = [f"match {self.data(self.env)}:", "    case [] | None:", f'        {self.cross}(self._blank, "none")']
        lines += ["    case _:", *indent(indent(self._one_show(depth + 1)))]
        self.env = saved
        return lines

    def _show_forgiven(self, depth: int) -> Lines:
        if depth > 1:
            return self._show_method(depth)
        saved = self.env
        self.env = saved.child()
        lines = [f"with suppress({self.one('KeyError', 'Exception')}):", *indent(self._one_show(depth + 1))]
        self.env = saved
        return lines

    def _show_rows(self, depth: int) -> Lines:
        src, row = self.data(self.env), self.bind(self.env, "row")
        assert row is not None
        self.env.kinds.pop(row)
        inner = self.env.child()
        self.bound(inner, row, "row")
        table = self.table(self.env)
        return [
            f"{self.cross}({table}.clear)",
            f"for {row} in {src}:",
            f"    {self.cross}({table}.add_row, {self.cell(inner, row)}, {self.cell(inner, row)})",
        ]

    def _show_counted(self, depth: int) -> Lines:
        """A loop that crosses once a row and does something else besides."""
        src, row, number = self.data(self.env), self.bind(self.env, "row"), self.bind(self.env, "int")
        assert row is not None
        self.env.kinds.pop(row)
        inner = self.env.child()
        self.bound(inner, row, "row")
        table = 'self.query_one("#pods", DataTable)'
        crossing = self.one(
            f"{self.cross}({table}.add_row, {number}, {self.cell(inner, row)})",
            f"{self.cross}(lambda: {table}.add_row({number}, {row}['name']))",
            f"{self.cross}(lambda {row}={row}: {table}.add_row({row}['name']))",
        )
        besides = self.one("", f'self._seen.add({row}.get("name"))', 'log.info("row")', f"self._shown = {number}")
        return [
            f"{number} = 0",
            f"for {row} in {src}:",
            f"    {number} += 1",
            *([f"    {besides}"] if besides else []),
            f"    {crossing}",
        ]

    def _show_consumed(self, depth: int) -> Lines:
        src = self.data(self.env)
        self.mutated = True
        return [
            f"while {src}:",
            f"    first = {src}.pop(0)",
            f'    {self.cross}(self.query_one("#pods", DataTable).add_row, first["name"])',
        ]

    def _show_lambda(self, depth: int) -> Lines:
        return [f'{self.cross}(lambda: self.query_one("#state", Static).update({self.str_expr(self.env)}))']

    def _show_update(self, depth: int) -> Lines:
        return [f'{self.cross}(self.query_one("#state", Static).update, {self.str_expr(self.env)})']

    def _show_partial(self, depth: int) -> Lines:
        return [f"{self.cross}(partial(self._show_pods, {self.data(self.env)}, title={self.str_expr(self.env)}))"]

    def _show_method(self, depth: int) -> Lines:
        word = self.one("", "", "title=")
        title = f", {word}{self.str_expr(self.env)}" if self.maybe(50) else ""
        return [
            f"{self.cross}(self._show_pods, {self.one('', '', 'pods=') if word else ''}{self.data(self.env)}{title})"
        ]

    def _show_cells(self, depth: int) -> Lines:
        cells = self.read(self.env, "cells")
        return self._show_method(depth) if cells is None else [f"{self.cross}(self._paint, {cells})"]

    def _show_if(self, depth: int) -> Lines:
        if depth > 1:
            return self._show_method(depth)
        lines = [f"if {self.test(self.env)}:"]
        saved = self.env
        self.env = saved.child()
        lines += indent(self._one_show(depth + 1))
        self.env = saved.child()
        if self.maybe(50):
            lines += ["else:", *indent(self._one_show(depth + 1))]
        self.env = saved
        return lines

    def _show_worker(self, depth: int) -> Lines:
        if "worker" not in self.env.kinds or depth > 1:
            return self._show_method(depth)
        saved = self.env
        self.env = saved.child()
        lines = ["if not worker.is_cancelled:", *indent(self._one_show(depth + 1))]
        self.env = saved
        return lines

    def _show_try(self, depth: int) -> Lines:
        if depth > 1:
            return self._show_method(depth)
        saved = self.env
        self.env = saved.child()
        lines = [
            "try:",
            *indent(self._one_show(depth + 1)),
            "except Exception:",
            "    #caught",
            '    log.error("not shown")',
        ]
        self.env = saved
        if self.maybe(20):
            lines = ["with suppress(KeyError):", *lines[1:-3]]
        return lines

    def _show_result(self, depth: int) -> Lines:
        self.hard.append("the result of a crossing is used")
        return [f"shown = {self.cross}(self._show_pods, {self.data(self.env)})", "self.events.append(str(shown))"]

    def _show_global(self, depth: int) -> Lines:
        if depth:
            return self._show_method(depth)
        self.hard.append("a global")
        return [
            "def update():",
            "    global COUNT",
            "    COUNT += 1",
            "    self.title = str(COUNT)",
            "",
            f"{self.cross}(update)",
        ]


_SHOWS = (
    "closure closure closure closure direct method rows update lambda partial cells if try worker direct counted closure "
    "consumed result global each starred keyword part looped broken matched forgiven"
).split()


def _touches(line: str) -> bool:
    return any(
        word in line
        for word in ("query_one", "table.", "self._blank", "self._paint", "self._show_", "self.title", "self.sub_title")
    )
