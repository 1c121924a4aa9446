"""Preparing: what stands between a fetch and a show, and has no effect but on local names."""

from __future__ import annotations

from fuzz.grammar import POOLS, Env, Lines, Maker, indent


class Preparing(Maker):
    """Its rules."""

    PREPARING = (
        "comprehension integer text rows_loop count divider names walrus unpack augment sorted sort alias "
        "change_elements delete match group try while if function set zip for_else swap check suppress append "
        "generator nested mapping"
    ).split()

    def prepare(self, env: Env, depth: int = 0) -> Lines:
        return self.pick(self.PREPARING, env, depth)

    def _rows_loop(self, env: Env, depth: int) -> Lines | None:
        src = self.data(env)
        target, row = self.bind(env, "cells"), self.bind(env, "row")
        if target is None or row is None:
            return None
        inner = env.child()
        self.bound(inner, row, "row")
        add = f"{target}.append(({self.cell(inner, row)}, {self.cell(inner, row)}))"
        body = [add]
        number = [n for n in env.of("int") if not env.closure or n in env.local | env.nonlocals]
        shape = self.one("plain", "if", "else", "continue", "count", "enumerate")
        if shape == "if":
            body = [f"if {self.row_test(inner, row)}:", *indent(body)]
        elif shape == "else":
            body = [f"if {self.row_test(inner, row)}:", *indent(body), "else:", f'    {target}.append(("-", "-"))']
        elif shape == "continue":
            body = [f"if not {self.row_test(inner, row)}:", "    continue", *body]
        elif shape == "count" and number:
            body += [f"if {self.row_test(inner, row)}:", f"    {number[-1]} += 1"]
        if not self.maybe(15):
            env.kinds.pop(row, None)
        if shape == "enumerate":
            return [
                f"{target} = []",
                f"for k, {row} in enumerate({src}, 1):",
                f"    {target}.append((k, {row}['name']))",
            ]
        return [f"{target} = []", f"for {row} in {src}:", *indent(body)]

    def _comprehension(self, env: Env, depth: int) -> Lines | None:
        src = self.data(env)
        row = self.one(*POOLS["row"])
        inner = env.child()
        inner.kinds[row] = "row"
        inner.local.add(row)
        cell, other, test = self.cell(inner, row), self.cell(inner, row), self.row_test(inner, row)
        target = self.bind(env, "cells")
        if target is None:
            return None
        tail = f" if {test}" if self.maybe(40) else ""
        return [f"{target} = [({cell}, {other}) for {row} in {src}{tail}]"]

    def _count(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "int")
        row = self.bind(env, "row")
        if name is None or row is None:
            return None
        env.kinds.pop(row, None)
        inner = env.child()
        self.bound(inner, row, "row")
        lines = [f"{name} = 0", f"for {row} in {src}:", f"    if {self.row_test(inner, row)}:", f"        {name} += 1"]
        if self.maybe(40):
            lines += [f"    elif {self.row_test(inner, row)}:", f"        {name} += 10"]
        if self.maybe(20):
            lines += ["    else:", "        break"]
        return lines

    def _divider(self, env: Env, depth: int) -> Lines | None:
        cells = self.read(env, "cells")
        if cells is None:
            return None
        add = self.one(f'{cells}.append(("--", ""))', f'{cells}.insert(0, ("total", {self.int_expr(env)}))')
        return [f"if {self.test(env)}:", f"    {add}"]

    def _text(self, env: Env, depth: int) -> Lines | None:
        value = self.str_expr(env)
        name = self.bind(env, "str")
        return None if name is None else [f"{name} = {value}"]

    def _integer(self, env: Env, depth: int) -> Lines | None:
        value = self.int_expr(env)
        name = self.bind(env, "int")
        return None if name is None else [f"{name} = {value}"]

    def _walrus(self, env: Env, depth: int) -> Lines | None:
        src = self.data(env)
        name, text = self.bind(env, "int"), self.bind(env, "str")
        if name is None or text is None:
            return None
        return [f"if ({name} := len({src})) > 1:", f'    {text} = f"{{{name}}} pods"', "else:", f'    {text} = "few"']

    def _unpack(self, env: Env, depth: int) -> Lines | None:
        src = self.data(env)
        row, rest = self.bind(env, "row"), self.bind(env, "data")
        if row is None or rest is None:
            return None
        return [f'{row}, *{rest} = {src} or [{{"name": "none", "ready": False, "age": 0}}]']

    def _augment(self, env: Env, depth: int) -> Lines | None:
        own = env.local | env.nonlocals if env.closure else set(env.kinds)
        for kind in self.one("str", "int", "cells", "data"), "str", "int":
            names = [n for n in env.of(kind) if n in own]
            if names:
                value = {
                    "str": f'f" ({{len({self.data(env)})}})"',
                    "int": self.int_expr(env),
                    "cells": '[("..", "..")]',
                    "data": '[{"name": "extra", "ready": False, "age": 2}]',
                }[kind]
                self.mutated |= env.kinds[names[-1]] == "data" and not env.closure
                return [f"{names[-1]} += {value}"]
        return None

    def _sort(self, env: Env, depth: int) -> Lines | None:
        src, cells = self.data(env), self.read(env, "cells")
        options = [f'{src}.sort(key=lambda p: p["name"])', f"{src}.reverse()"]
        if cells is not None:
            options += [f"{cells}.sort(key=str)", f"{cells}.reverse()"]
        self.mutated |= not env.closure
        return [self.one(*options)]

    def _sorted(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "data")
        if name is None:
            return None
        value = self.one(
            f"sorted({src}, key=lambda p: p['name'])", f"list({src})", f"{src}[:2]", f"[dict(p) for p in {src}]"
        )
        return [f"{name} = {value}"]

    def _alias(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "data")
        if name is None:
            return None
        change = self.one(
            "",
            f'{name}.append({{"name": "more", "ready": True, "age": 5}})',
            f'{name}[0]["name"] = "first"',
            f"{name}.pop()",
        )
        self.mutated |= bool(change) and not env.closure
        return [f"{name} = {src}", *([change] if change else [])]

    def _change_elements(self, env: Env, depth: int) -> Lines | None:
        src, row = self.data(env), self.bind(env, "row")
        if row is None:
            return None
        env.kinds.pop(row, None)
        change = self.one(f'{row}["name"] = {row}["name"].upper()', f'{row}.pop("age", None)', f'{row}["age"] += 1')
        self.mutated |= not env.closure
        return [f"for {row} in {src}:", f"    {change}"]

    def _delete(self, env: Env, depth: int) -> Lines | None:
        own = env.local if env.closure else set(env.kinds)
        target = self.one("cells", "data", "name")
        if target == "name":
            names = [n for n in env.of("int", "str") if n in own and not env.nonlocals]
            if not names or depth:
                return None
            env.kinds.pop(names[-1])
            return [f"del {names[-1]}"]
        name = self.read(env, target)
        self.mutated |= target == "data" and not env.closure
        return None if name is None else [f"del {name}[2:]"]

    def _match(self, env: Env, depth: int) -> Lines | None:
        src, text = self.data(env), self.bind(env, "str")
        if text is None:
            return None
        first = self.one(f'{text} = "none"', f"{text} = str({src}[0])")
        if self.maybe(40):
            row = self.bind(env, "row")
            if row is not None:
                env.kinds.pop(row, None)
                guard = f' if {row}.get("ready")' if self.maybe(40) else ""
                return [
                    f"match {src}:",
                    f"    case [{row}, *_]{guard}:",
                    f'        {text} = {row}["name"]',
                    "    case _:",
                    f'        {text} = "none"',
                ]
        return [f"match len({src}):", "    case 0:", f'        {text} = "none"', "    case _:", f"        {first}"]

    def _group(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "map")
        cells, row = self.bind(env, "cells"), self.bind(env, "row")
        if name is None or cells is None or row is None:
            return None
        env.kinds.pop(row, None)
        add = self.one(f"{name}[key] = {name}.get(key, 0) + 1", f"{name}.setdefault(key, []).append({row}['name'])")
        return [
            f"{name} = {{}}",
            f"for {row} in {src}:",
            f'    key = {row}.get("ready")',
            f"    {add}",
            f"{cells} = [(str(k), str(v)) for k, v in {name}.items()]",
        ]

    def _try(self, env: Env, depth: int) -> Lines | None:
        src, text = self.data(env), self.bind(env, "str")
        if text is None:
            return None
        lines = [
            "try:",
            f'    {text} = {src}[0]["name"]',
            "except (IndexError, KeyError, TypeError):",
            f'    {text} = "?"',
        ]
        if self.maybe(25):
            lines += ["else:", f'    {text} += "!"']
        if self.maybe(15):
            lines += ["finally:", "    pass"]
        return lines

    def _while(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "int")
        if name is None:
            return None
        lines = [f"{name} = 0", f"while {name} < len({src}) and {name} < 5:", f"    {name} += 1"]
        if self.maybe(30):
            lines += [f'    if {src}[{name} - 1].get("ready"):', "        break"]
        return lines

    def _if(self, env: Env, depth: int) -> Lines | None:
        if depth > 1:
            return None
        test = self.test(env)
        body, other = env.child(), env.child()
        lines = [f"if {test}:", *indent(self.several(self.prepare, body, depth + 1))]
        if self.maybe(50):
            lines += ["else:", *indent(self.several(self.prepare, other, depth + 1))]
        both = {n: k for n, k in body.kinds.items() if other.kinds.get(n) == k}
        if self.maybe(10):
            # Bound on one way only: where the other way is taken, the read raises.
            both = {**body.kinds, **both}
        if env.closure:
            both = {n: k for n, k in both.items() if n in env.kinds or n in body.local & other.local}
        env.local |= body.local | other.local
        kept = {n: both.get(n, k) for n, k in env.kinds.items() if n in body.kinds and n in other.kinds}
        env.kinds.clear()
        env.kinds.update({**kept, **both})
        return lines

    def _function(self, env: Env, depth: int) -> Lines | None:
        name = self.bind(env, "fn")
        if name is None:
            return None
        del env.kinds[name]
        inner = env.inner()
        inner.local.add("item")
        inner.kinds["item"] = "row"
        value = self.cell(inner, "item")
        env.outer_read |= inner.outer_read - env.local
        default = self.one("", ", mark='*'")
        self.bound(env, name, "fn")
        if self.maybe(30):
            return [f"{name} = lambda item: str({value})"]
        return [f"def {name}(item{default}):", f"    return str({value})"]

    def _set(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "set")
        return None if name is None else [f'{name} = {{p.get("name") for p in {src} if p.get("ready")}}']

    def _names(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "strs")
        if name is None:
            return None
        lines = [f'{name} = [p["name"] for p in {src}]']
        if self.maybe(40):
            lines.append(self.one(f"{name}.sort()", f'{name}.append("end")', f"{name} = {name}[:2]", f"del {name}[0]"))
        return lines

    def _zip(self, env: Env, depth: int) -> Lines | None:
        src, cells = self.data(env), self.bind(env, "cells")
        return None if cells is None else [f'{cells} = list(zip([p["name"] for p in {src}], range(9)))']

    def _for_else(self, env: Env, depth: int) -> Lines | None:
        src, text, row = self.data(env), self.bind(env, "str"), self.bind(env, "row")
        if text is None or row is None:
            return None
        env.kinds.pop(row, None)
        return [
            f"for {row} in {src}:",
            f'    if {row}.get("age", 0) > 3:',
            f'        {text} = {row}["name"]',
            "        break",
            "else:",
            f'    {text} = "nobody"',
        ]

    def _generator(self, env: Env, depth: int) -> Lines | None:
        src, name = self.data(env), self.bind(env, "gen")
        if name is None or depth:
            return None
        self.hard.append("a generator is read later")
        return [f'{name} = ((p["name"], p.get("age")) for p in {src})']

    def _nested(self, env: Env, depth: int) -> Lines | None:
        """A loop in a loop, which both may be left."""
        src, cells, row = self.data(env), self.bind(env, "cells"), self.bind(env, "row")
        if cells is None or row is None:
            return None
        env.kinds.pop(row, None)
        leave = self.one("", "break", "continue")
        return [
            f"{cells} = []",
            f"for {row} in {src}:",
            f"    for key in sorted({row}):",
            *(['        if key == "ready":', f"            {leave}"] if leave else []),
            f"        {cells}.append((key, str({row}[key])))",
        ]

    def _mapping(self, env: Env, depth: int) -> Lines | None:
        src, cells = self.data(env), self.bind(env, "cells")
        if cells is None:
            return None
        return [
            f'{cells} = list({{p["name"]: len(p) for p in {src} if (age := p.get("age", 0)) < 10 and age}}.items())'
        ]

    def _suppress(self, env: Env, depth: int) -> Lines | None:
        src, text = self.data(env), self.bind(env, "str")
        if text is None:
            return None
        return [f'{text} = ""', "with suppress(IndexError, KeyError, TypeError):", f'    {text} = {src}[1]["name"]']

    def _append(self, env: Env, depth: int) -> Lines | None:
        name = self.read(env, "strs", "set")
        if name is None:
            return None
        method = "append" if env.kinds[name] == "strs" else "add"
        return [f"{name}.{method}({self.str_expr(env)})"]

    def _swap(self, env: Env, depth: int) -> Lines | None:
        own = env.local if env.closure else set(env.kinds)
        names = [n for n in env.of("int") if n in own]
        return [f"{names[0]}, {names[1]} = {names[1]}, {names[0]}"] if len(names) > 1 else None

    def _check(self, env: Env, depth: int) -> Lines | None:
        src = self.data(env)
        return [
            self.one(f"assert {src} is not None", f"if not isinstance({src}, list):\n    raise TypeError('no list')")
        ]
