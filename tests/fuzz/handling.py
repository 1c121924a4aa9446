"""More preparing: iterators, several names for one object, rows that are objects, starred arguments, defaults, clocks."""

from __future__ import annotations

from fuzz.grammar import Env, Lines, indent
from fuzz.preparing import Preparing


class Handling(Preparing):
    """Its rules."""

    PREPARING = (
        *Preparing.PREPARING,
        *"iterator next_of list_of same_object picked part_of boxed collected called starred options".split(),
        *"deep_match objects change_objects tuples row change_row asked_by_name clock drawn forgiven written walked".split(),
        *"kept_inside emptied setdefault finally_bound".split(),
    )

    # Iterators

    def _iterator(self, env: Env, depth: int) -> Lines | None:
        src = self.data(env)
        pairs = 'lambda p: (p["name"], p.get("age"))'
        values = [
            f"map({pairs}, {src})",
            f"_walk({src})",
            f"self._walk({src})",
            f'zip((p["name"] for p in {src}), range(9))',
            f'enumerate(p["name"] for p in {src})',
            f"filter(None, [(p['name'], p.get('age')) for p in {src}])",
            f"reversed([(p['name'], 1) for p in {src}])",
        ]
        groups, cells = env.of("map"), env.of("cells")
        if groups:
            values += [f"{self._use(env, groups[-1])}.items()"] * 2
        if cells:
            values.append(f"iter({self._use(env, cells[-1])})")
        value = self.one(*values)
        name = self.bind(env, "gen")
        return None if name is None or depth else [f"{name} = {value}"]

    def _next_of(self, env: Env, depth: int) -> Lines | None:
        lazy, text = self.read(env, "gen"), self.bind(env, "str")
        if lazy is None or text is None:
            return None
        return [f'{text} = str(next(iter({lazy}), "none"))']

    def _list_of(self, env: Env, depth: int) -> Lines | None:
        lazy = self.read(env, "gen")
        cells = self.bind(env, "cells")
        if lazy is None or cells is None:
            return None
        return [f"{cells} = {self.one(f'list({lazy})', f'[*{lazy}]', f'[pair for pair in {lazy}]')}"]

    def _walked(self, env: Env, depth: int) -> Lines | None:
        """A local generator."""
        src, name, row = self.data(env), self.bind(env, "gen"), self.one("p", "pod")
        if name is None or depth:
            return None
        inner = env.inner()
        inner.local.add(row)
        inner.kinds[row] = "row"
        if env.closure and src not in env.local:
            env.outer_read.add(src)
        return [
            "def walk():",
            f"    for {row} in {src}:",
            f"        yield {self.cell(inner, row)}, {self.cell(inner, row)}",
            "",
            f"{name} = walk()",
        ]

    # Names for one object

    def _same_object(self, env: Env, depth: int) -> Lines | None:
        src = self.data(env)
        first, second = self.bind(env, "data"), self.bind(env, "data")
        if first is None or second is None or first == second:
            return None
        return [
            self.one(
                f"{first} = {second} = {src}",
                f"{first}, {second} = {src}, {src}",
                f"{first} = {second} = list({src})",
                f"{first}, {second} = {src}[:1], {src}[1:]",
                f"({first}, *_), {second} = [{src}], {src}",
            )
        ]

    def _picked(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "data")
        if name is None:
            return None
        return [
            f"{name} = "
            + self.one(
                f"self._pick({src})",
                f"{src} or self._last",
                f"{src} if self._verbose else self._last",
                f"_same({src})",
                f"next(iter([{src}]))",
                f'self._cache.setdefault("pods", {src})',
                f'self._cache.get("pods") or {src}',
            )
        ]

    def _part_of(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "data")
        if name is None:
            return None
        return [
            self.one(
                f"{name} = {src}[1:]", f"*{name}, last = {src}", f"{name} = [*{src}, *{src}[:1]]", f"{name} = {src} * 2"
            )
        ]

    def _boxed(self, env: Env, depth: int) -> Lines | None:
        src = self.data(env)
        if depth or env.closure:
            return None
        name = "box"
        env.kinds.pop(f"{name}['rows']", None)
        env.kinds[f"{name}['rows']"] = "data"
        env.kinds[src] = env.kinds.pop(src)
        change = self.one(
            "", "", f"{name}['rows'] = {name}['rows'][:2]", f"{name}['rows'].append(dict(name='in', age=1))"
        )
        self.mutated |= "append" in change
        return [f"{name} = {{'rows': {src}}}", *([change] if change else [])]

    def _collected(self, env: Env, depth: int) -> Lines | None:
        """A local function with a default that it changes."""
        src, name, row = self.data(env), self.bind(env, "strs"), self.bind(env, "row")
        if name is None or row is None:
            return None
        env.kinds.pop(row, None)
        return [
            f"{name} = []",
            f"def collect(pod, into={name}):",
            '    into.append(pod["name"])',
            "",
            f"for {row} in {src}:",
            f"    collect({row})",
        ]

    def _kept_inside(self, env: Env, depth: int) -> Lines | None:
        """A list inside another that is changed afterwards."""
        strs, cells = self.read(env, "strs"), self.bind(env, "cells")
        if strs is None or cells is None:
            return None
        change = self.one("", f'{strs}.append("late")', f"{strs}.clear()")
        return [f"{cells} = [{strs}, {strs}]", *([change] if change else [])]

    def _emptied(self, env: Env, depth: int) -> Lines | None:
        src, cells = self.data(env), self.bind(env, "cells")
        if cells is None:
            return None
        left = self.one("left", "queue")
        return [
            f"{left} = list({src})",
            f"{cells} = []",
            f"while {left}:",
            f"    first = {left}.pop()",
            f'    {cells}.append((first["name"], first.get("age")))',
        ]

    def _setdefault(self, env: Env, depth: int) -> Lines | None:
        src, name, row = self.data(env), self.bind(env, "map"), self.bind(env, "row")
        if name is None or row is None:
            return None
        env.kinds.pop(row, None)
        change = self.one("", f"for group in {name}.values():\n    group.reverse()", f"{name}.pop(True, None)")
        return [
            f"{name} = {{}}",
            f"for {row} in {src}:",
            f'    {name}.setdefault({row}.get("ready"), []).append({row})',
            *(change.split("\n") if change else []),
        ]

    # Calls

    def _called(self, env: Env, depth: int) -> Lines | None:
        """A call with an effect in the midst of a value."""
        src, text = self.data(env), self.bind(env, "str")
        if text is None:
            return None
        self.hard.append("an effect gives what may be shown")
        return [
            f"{text} = "
            + self.one(
                f'f"{{self._next()}} of {{len({src})}}"',
                f'f"{{_next_number():>3}}: {{len({src})}}"',
                f'f"{{self._stats.add({src})!r}}"',
                "str(self.fresh)",
                'str(self.events.append("asked"))',
                "str(self._meter.count(1))",
            )
        ]

    def _starred(self, env: Env, depth: int) -> Lines | None:
        src, text = self.data(env), self.bind(env, "str")
        if text is None:
            return None
        return [
            f"{text} = "
            + self.one(
                f'"{{}} of {{}}".format(*[len({src}), self._limit])',
                f'_join(*[p["name"] for p in {src}])',
                f'_join(*(p["name"] for p in {src}), sep="; ")',
                f'_join(*[p["name"] for p in {src}][:2], **{{"sep": "-"}})',
                f'" ".join([*[p["name"] for p in {src}], "end"])',
            )
        ]

    def _options(self, env: Env, depth: int) -> Lines | None:
        text = self.str_expr(env)
        if depth or env.closure:
            return None
        self.bound(env, "options", "options")
        return [
            f'options = {{"title": {text}}}',
            *([self.one('options["title"] += "!"', "options.clear()")] if self.maybe(30) else []),
        ]

    def _asked_by_name(self, env: Env, depth: int) -> Lines | None:
        text = self.bind(env, "str")
        if text is None:
            return None
        return [
            f"{text} = "
            + self.one('getattr(self, "_zone")', 'getattr(self, "_" + "zone", "")', 'str(getattr(self, "_shown", 0))')
        ]

    # Rows

    def _deep_match(self, env: Env, depth: int) -> Lines | None:
        src, text = self.data(env), self.bind(env, "str")
        if text is None:
            return None
        return [
            f"match {src}:",
            '    case [{"name": str() as found_name, **more}, *others]:',
            f'        {text} = f"{{found_name}} {{len(more)}} {{len(others)}}"',
            "    case [] | None:",
            f'        {text} = "none"',
            *(["    case _:", f'        {text} = "?"'] if self.maybe(60) else []),
        ]

    def _objects(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "objects")
        if name is None:
            return None
        return [f'{name} = [{self.one("Pod", "Pod", "Cell")}(p["name"], p.get("age", 0)) for p in {src}]']

    def _change_objects(self, env: Env, depth: int) -> Lines | None:
        name = self.read(env, "objects")
        if name is None:
            return None
        return self.one(
            f"for obj in {name}:\n    obj.age += 1",
            f"if {name}:\n    {name}[0].older()",
            f"{name}.sort(key=lambda obj: obj.age)",
            f"for obj in {name}:\n    setattr(obj, 'age', 3)",
        ).split("\n")

    def _tuples(self, env: Env, depth: int) -> Lines | None:
        objects, cells = self.read(env, "objects"), self.bind(env, "cells")
        if objects is None or cells is None:
            return None
        return [f"{cells} = [(o.name, o.age) for o in {objects}]"]

    def _row(self, env: Env, depth: int) -> Lines | None:
        src, row = self.data(env), self.bind(env, "row")
        if row is None:
            return None
        other = '{"name": "-", "age": 0, "ready": False}'
        return [
            f"{row} = "
            + self.one(
                f"{src}[0] if {src} else {other}",
                f"next(iter({src} or ()), {other})",
                f"min({src}, key=len, default={other})",
            )
        ]

    def _change_row(self, env: Env, depth: int) -> Lines | None:
        row = self.read(env, "row")
        if row is None:
            return None
        self.mutated |= not env.closure
        return [
            self.one(
                f'{row}["name"] = "changed"',
                f"{row}.update(age=7)",
                f'{row}.pop("ready", None)',
                f"{row} |= {{'age': 8}}",
            )
        ]

    # Clocks

    def _clock(self, env: Env, depth: int) -> Lines | None:
        text = self.bind(env, "str")
        if text is None:
            return None
        return [
            f"{text} = "
            + self.one('time.strftime("%H:%M")', "datetime.now().isoformat()", "str(int(time.monotonic()))")
        ]

    def _drawn(self, env: Env, depth: int) -> Lines | None:
        text = self.bind(env, "str")
        return None if text is None else [f"{text} = " + self.one("uuid.uuid4().hex", "str(random.randint(1, 9))")]

    # Blocks

    def _forgiven(self, env: Env, depth: int) -> Lines | None:
        """What is bound in there may not be."""
        if depth > 1:
            return None
        inner = env.child()
        lines = self.several(self.prepare, inner, depth + 1)
        env.local |= inner.local
        for name in inner.local:
            if env.kinds.get(name) != inner.kinds.get(name):
                env.kinds.pop(name, None)
        if not env.of("data"):
            return None
        return ["with suppress(KeyError, TypeError, IndexError):", *indent(lines)]

    def _written(self, env: Env, depth: int) -> Lines | None:
        src, text = self.data(env), self.bind(env, "str")
        if text is None:
            return None
        return [
            "with closing(io.StringIO()) as out:",
            f"    for p in {src}:",
            '        out.write(p["name"])',
            f"    {text} = out.getvalue()",
        ]

    def _finally_bound(self, env: Env, depth: int) -> Lines | None:
        src, text = self.data(env), self.bind(env, "str")
        if text is None:
            return None
        return [
            "try:",
            f'    {text} = {src}[0]["name"]',
            "except (IndexError, KeyError, TypeError):",
            "    #caught",
            f'    {text} = "?"',
            "finally:",
            f"    {text} = {self.one(repr('always'), 'str(self._limit)')}",
        ]
