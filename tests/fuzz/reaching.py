"""Effects on what is not the screen's own, and shows that ask it: modules, classes, other objects, properties, setters."""

from __future__ import annotations

from fuzz.doing import Doing
from fuzz.grammar import Env, Lines, indent


class Reaching(Doing):
    """Its rules."""

    EFFECTS = (
        *Doing.EFFECTS,
        *"module_effect object_effect unknown_effect class_effect named_effect setter_effect several_set keep_all".split(),
        *"keep_part keep_cells drop_kept forgiven_effect told_effect counted_for_all clock_kept loop_else_effect".split(),
        *"grown_elsewhere attribute_given bound_effect".split(),
    )
    SHOWING = (
        *Doing.SHOWING,
        *"paint_objects paint_starred paint_options paint_else paint_while paint_match paint_by_name paint_counted_call".split(),
        *"paint_row paint_outside paint_nested paint_pairs".split(),
    )

    # Effects

    def _module_effect(self, env: Env, depth: int) -> Lines:
        src = self.data(env)
        return [
            self.one(
                f'STATE["shown"] = {self.int_expr(env)}',
                f"HISTORY.append({self.str_expr(env)})",
                f"_remember({self.str_expr(env)})",
                f"STATE.update(shown=len({src}))",
                "HISTORY.clear()",
                f'STATE["pods"] = {src}',
            )
        ]

    def _object_effect(self, env: Env, depth: int) -> Lines:
        if self.maybe(40):
            return self._keeper_effect(env)
        src = self.data(env)
        return [
            self.one(
                f"self._stats.add({src})",
                f"self._stats.count += {self.int_expr(env)}",
                f"self._stats.rows.append({self.str_expr(env)})",
                f"self._stats.rows = {src}",
            )
        ]

    def _unknown_effect(self, env: Env, depth: int) -> Lines:
        src = self.data(env)
        return [
            self.one(
                f"self._meter.count({self.int_expr(env)})",
                f"self._meter.count(len({src}))",
                f"self._meter.last = {self.str_expr(env)}",
                f"self._meter.keep({src})",
            )
        ]

    def _class_effect(self, env: Env, depth: int) -> Lines:
        return [
            self.one(
                "type(self).SHOWN += 1",
                f"S.SHOWN = {self.int_expr(env)}",
                f"self.__class__.SHOWN = len({self.data(env)})",
                "self.bump()",
            )
        ]

    def _named_effect(self, env: Env, depth: int) -> Lines:
        value = self.int_expr(env)
        return [
            self.one(
                f'setattr(self, "_shown", {value})',
                f'setattr(self, "_" + "shown", {value})',
                f'for key in ("_shown", "_limit"):\n    setattr(self, key, {value})',
            )
        ][0].split("\n")

    def _setter_effect(self, env: Env, depth: int) -> Lines:
        return [f"self.limit = {self.int_expr(env)}"]

    def _several_set(self, env: Env, depth: int) -> Lines:
        return [
            self.one(
                f"self._shown, self._zone = {self.int_expr(env)}, {self.str_expr(env)}",
                f"self._last, self._shown = {self.data(env)}, 0",
                f"self._last = self._pods = {self.data(env)}",
                f"self._last, *_ = {self.data(env)}, 1",
            )
        ]

    def _keep_all(self, env: Env, depth: int) -> Lines:
        src = self.data(env)
        return [
            self.one(
                f"self._keep_all(*{src})",
                f"self._keep_all(*{src}, limit=2)",
                f'self._keep_all(**{{"rows": {src}}})',
                f"self._hand_on(rows={src})",
                f"self.latest = {src}",
                f"self._stats.hold({src})",
                f"self.events.extend(p['name'] for p in {src})",
                f"self.events += [{self.str_expr(env)}]",
            )
        ]

    def _keep_part(self, env: Env, depth: int) -> Lines:
        src = self.data(env)
        return [
            self.one(
                f'self._cache["first"] = {src}[0] if {src} else None',
                f'self._cache["rest"] = {src}[1:]',
                f'self._cache["named"] = {{p.get("name"): p for p in {src}}}',
                f"self._last = list({src})",
                f"self._seen |= {{p.get('name') for p in {src}}}",
            )
        ]

    def _keep_cells(self, env: Env, depth: int) -> Lines | None:
        """What is prepared is kept as well: one object on both sides."""
        cells = self.read(env, "cells", "strs", "objects", "map")
        return None if cells is None else [self.one(f'self._cache["cells"] = {cells}', f"self._last = {cells}")]

    def _drop_kept(self, env: Env, depth: int) -> Lines:
        return [
            self.one('self._cache.pop("pods", None)', "self.events.clear()", "del self._last[:]", "self._seen.clear()")
        ]

    def _grown_elsewhere(self, env: Env, depth: int) -> Lines:
        """What is kept grows under another name than the one that it was put under."""
        self.hard.append("an effect may change the data")
        row = '{"name": "kept", "ready": True, "age": 4}'
        return [
            self.one(
                f"self.latest.append({row})",
                f'STATE.setdefault("pods", []).append({row})',
                f'self._cache.setdefault("pods", []).append({row})',
                "self._stats.grow()",
                "self._grow(self._last)",
                "next(iter(self._last), {})['age'] = 6",
            )
        ]

    def _attribute_given(self, env: Env, depth: int) -> Lines:
        return [
            self.one("self._pods = self._last", "self._last = self._pods", 'self._last = self._cache.get("pods", [])')
        ]

    def _bound_effect(self, env: Env, depth: int) -> Lines:
        """A method of a list under a name of its own, or handed to somebody."""
        self.hard.append("an effect can't be seen")
        text = self.str_expr(env)
        return [
            self.one(
                f"note = self.events.append\nnote({text})",
                f"list(map(self.events.append, [{text}]))",
                f"add = self._seen.add\nadd({text})",
                f"self.__setattr__('_zone', {text})",
                f"self._itself()._zone = {text}",
            )
        ][0].split("\n")

    def _keeper_effect(self, env: Env) -> Lines:
        """An object that knows the screen, and is set, entered, asked or called."""
        number, text = self.int_expr(env), self.str_expr(env)
        return [
            self.one(
                f"self._keeper.tell({text})",
                f"self._keeper.most = {number}",
                f'self._keeper["shown"] = {number}',
                f"self._keeper += {number}",
                'log.info("%d", len(self._keeper))',
                'log.info(f"{self._keeper}")',
                "if self._keeper:\n    self._busy = True",
                f"with self._keeper:\n    self._note({text})",
                f'keeper = self._keeper\nkeeper["last"] = {number}',
            )
        ][0].split("\n")

    def _forgiven_effect(self, env: Env, depth: int) -> Lines | None:
        if depth > 1:
            return None
        return ["with suppress(KeyError, TypeError, IndexError):", *indent(self.effect(env.child(), depth + 1))]

    def _told_effect(self, env: Env, depth: int) -> Lines:
        """An effect in the midst of a value that nobody reads, or that is kept."""
        return [
            self.one("_ = self._next()", "self._shown = _next_number()", 'log.info("%d", self._next())', "self.fresh")
        ]

    def _counted_for_all(self, env: Env, depth: int) -> Lines | None:
        if env.closure or depth:
            return None
        self.hard.append("a global")
        self.globals.add("COUNT")
        return [f"COUNT {self.one('+=', '=')} len({self.data(env)})"]

    def _clock_kept(self, env: Env, depth: int) -> Lines | None:
        text = env.of("str")
        if not text:
            return None
        return [f'self._cache["when"] = {self._use(env, text[-1])}']

    def _loop_else_effect(self, env: Env, depth: int) -> Lines | None:
        row = self.bind(env, "row")
        if row is None:
            return None
        env.kinds.pop(row, None)
        return [
            f"for {row} in {self.data(env)}:",
            f'    if not {row}.get("ready"):',
            "        break",
            "else:",
            '    self._note("all ready")',
        ]

    # Shows

    def _paint_objects(self, env: Env, depth: int) -> Lines | None:
        objects = self.read(env, "objects")
        return (
            None if objects is None else [f"for obj in {objects}:", f"    {self.table(env)}.add_row(obj.name, obj.age)"]
        )

    def _paint_starred(self, env: Env, depth: int) -> Lines:
        src = self.data(env)
        return [
            self.one(
                f"self._show_many(*[p['name'] for p in {src}])",
                f"self._show_many(*[p['name'] for p in {src}], title={self.str_expr(env)})",
                f'self._show_many(**{{"title": {self.str_expr(env)}}})',
                f"{self.table(env)}.add_row(*[p['name'] for p in {src}])",
            )
        ]

    def _paint_options(self, env: Env, depth: int) -> Lines | None:
        name = self.read(env, "options")
        return None if name is None else [f"self._show_pods({self.data(env)}, **{name})"]

    def _paint_else(self, env: Env, depth: int) -> Lines | None:
        src, row, table = self.data(env), self.bind(env, "row"), self.table(env)
        if row is None:
            return None
        inner = env.child()
        env.kinds.pop(row)
        return [
            f"for {row} in {src}:",
            f"    if {self.row_test(inner, row)}:",
            f"        {table}.add_row({self.cell(inner, row)})",
            "        break",
            "else:",
            *indent(self.shows(env.child(), depth + 1) if depth < 2 else ['self._blank("no one")']),
        ]

    def _paint_while(self, env: Env, depth: int) -> Lines | None:
        src, number, table = self.data(env), self.bind(env, "int"), self.table(env)
        if number is None:
            return None
        return [
            f"{number} = 0",
            f"while {number} < len({src}):",
            f'    {table}.add_row({number}, {src}[{number}]["name"])',
            f"    {number} += 1",
            *(["else:", '    self._blank("end")'] if self.maybe(30) else []),
        ]

    def _paint_match(self, env: Env, depth: int) -> Lines | None:
        if depth > 1:
            return None
        return [
            f"match {self.data(env)}:",
            "    case [] | None:",
            *indent(indent(self.shows(env.child(), depth + 1))),
            '    case [{"name": first_name}, *_]:',
            f"        {self.table(env)}.border_title = first_name",
            *indent(indent(self.shows(env.child(), depth + 1))),
        ]

    def _paint_by_name(self, env: Env, depth: int) -> Lines:
        return [
            self.one(
                f'setattr({self.table(env)}, "border_title", {self.str_expr(env)})',
                f'setattr(self, "sub_title", {self.str_expr(env)})',
                f'getattr({self.table(env)}, "clear")()',
            )
        ]

    def _paint_counted_call(self, env: Env, depth: int) -> Lines:
        """What is shown counts itself."""
        text = self.one('f"{self._next()} shown"', 'f"{_next_number()} shown"', "str(self.fresh)")
        return [f'self.query_one("#state", Static).update({text})']

    def _paint_outside(self, env: Env, depth: int) -> Lines:
        text = self.one(
            'str(STATE["shown"])', "str(len(HISTORY))", "str(self._stats.count)", "str(self._meter.total)",
            "str(self.SHOWN)", "str(S.SHOWN)", "str(COUNT)", "str(self.limit)", "self._stats.summary", "str(self._meter.last)",
            "str(len(self._keeper))", "str(self._keeper.most)",
        )  # fmt: skip
        return [f'self.query_one("#state", Static).update({text})']

    def _paint_row(self, env: Env, depth: int) -> Lines | None:
        row = self.read(env, "row")
        return None if row is None else [f'{self.table(env)}.add_row({row}["name"], len({row}))']

    def _paint_nested(self, env: Env, depth: int) -> Lines | None:
        """A local function for a row, with a default."""
        src, row, table = self.data(env), self.bind(env, "row"), self.table(env)
        if row is None or depth:
            return None
        env.kinds.pop(row)
        text = self.str_expr(env)
        return [
            f"def add(pod, mark={text}):",
            f'    {table}.add_row(pod["name"], mark)',
            "",
            f"for {row} in {src}:",
            f"    add({row})",
        ]

    def _paint_pairs(self, env: Env, depth: int) -> Lines | None:
        groups = self.read(env, "map")
        if groups is None:
            return None
        return [f"for key, value in {groups}.items():", f"    {self.table(env)}.add_row(str(key), str(value))"]
