"""Whole programs: a Textual-looking class with a fetch-and-render method and a bridge that ignores its data.

A program has two texts. In the second the value that a person would hand to the bridge goes through `_probe`, where it
is fetched, and handlers tell that they ran: so it is known without the tool what the bridge has to be called with.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from fuzz.crossing import Crossing
from fuzz.grammar import Lines, indent
from fuzz.skeleton import EXTRAS, HEAD, HELPERS, IMPORTS, INIT, STATE, WORKERS


@dataclass(frozen=True)
class Program:
    """One program, and what is known of it by construction."""

    text: str = field(repr=False)
    probed: str = field(repr=False)
    """The same with the probes in."""
    params: tuple[str, ...]
    """The bridge's data parameters, in the order of the values that the probe gets."""
    keyword_only: bool
    hard: tuple[str, ...]
    """Why a person would not split it; empty where one would."""
    features: frozenset[str] = field(repr=False)
    leaves_out: frozenset[str]
    """Scenarios that do not count: a guard of the bridge trusts that the service does not answer with None."""
    crosses_locked: bool
    """Whether it crosses under a lock as it is."""

    is_async: bool
    """Whether the fetch is a coroutine of the main loop."""
    bridges: tuple[str, ...]
    """The names of the bridges that ignore their data."""

    fetch = "_fetch_and_update_pods_table"


_BRIDGE = "_update_pods_table"


@st.composite
def programs(draw: Callable[..., object]) -> Program:
    """Programs, from simple to hurting."""
    return _Writer(draw).program()


class _Writer(Crossing):
    """Puts a method together: what comes before the fetch, the fetch, what is between, the shows, what comes after."""

    def program(self) -> Program:
        self.is_async = self.maybe(6)
        before = self._before()
        if self.maybe(6) and not self.is_async:
            fetch, middle, shows, after = [], [], self._hoisted(), []
            self.returns = False
        else:
            fetch = self._fetch()
            middle, shows, after = self._middle(), self._show(), self._after()
        rest = "\n".join([*middle, *shows])
        self.hard += [why for name, why in self.once.items() if re.search(rf"\b{name}\b", rest)]
        body = self._wrapped(before, fetch, [*middle, *shows], after)
        if "_keeper" in "".join(body):
            self.hard.append("an object may do anything to the screen")
        start = "async def" if self.is_async else "def"
        bound = [f"global {name}" for name in sorted(self.globals)]
        method = [f"{start} {Program.fetch}(self{self.fetch_params}):", *indent([*bound, *self._joined(_flat(body))])]
        bridges = self._bridge(_BRIDGE)
        names = [_BRIDGE]
        if self.maybe(8):
            names.append("_update_pods_view")
            call = f"self.run_worker(self.{Program.fetch}())" if self.is_async else f"self.{Program.fetch}()"
            params = ", ".join(f"{p}: {self.annotations[p]}" for p in self.params)
            star = "*, " if self.keyword_only else ""
            bridges += ["", f"def {names[1]}(self, {star}{params}) -> None:", f"    {call}"]
        bridge_code, fetch_code = "\n".join(indent(bridges)), "\n".join(indent(method))
        workers = WORKERS["async" if self.is_async else "result" if self.returns and self.maybe(50) else "thread"]
        callers = f"{workers}{self._callers()}"
        used = _helpers(fetch_code)
        helpers = "\n".join(HELPERS[name] for name in used)
        init, extras = _with_state(f"{helpers}\n{fetch_code}\n{callers}")
        if self.maybe(10):
            marked = f"{init}{callers}\n{helpers}\n{fetch_code}\n\n\nclass S(Base):\n{bridge_code}\n"
            marked = f"{extras}\nclass Base(Screen):\n{marked}"
        else:
            marked = f"{extras}\nclass S(Screen):\n{init}{callers}\n{helpers}\n{bridge_code}\n\n{fetch_code}\n"
        return Program(
            _plain(marked),
            _probed(marked),
            self.params,
            self.keyword_only,
            tuple(dict.fromkeys(self.hard)),
            frozenset(self.features),
            self.leaves_out,
            "all under a lock" in self.hard and "call_from_thread" in fetch_code,
            self.is_async,
            tuple(names),
        )

    def _callers(self) -> str:
        given = self.one("self._last", "self._last", "self._last", "self._last[:]", "list(self._pods)")
        by_name = self.keyword_only or self.maybe(15)
        values = ", ".join(f"{p}={given}" if by_name else given for p in self.params)
        if self.maybe(10):
            pairs = ", ".join(f'"{p}": {given}' for p in self.params)
            values = f"**{{{pairs}}}"
        elif not by_name and self.maybe(10):
            values = f"*[{values}]"
        return (
            "    def on_mount(self) -> None:\n        self.set_interval(5, self._tick)\n\n"
            f"    def _tick(self) -> None:\n        self.{_BRIDGE}({values})\n"
        )

    # The bridge

    def _bridge(self, name: str) -> Lines:
        data = self.params[0]
        self.keyword_only = self.maybe(8)
        star = "*, " if self.keyword_only else ""
        params = ", ".join(f"{p}: {self.annotations[p]}" for p in self.params)
        if self.maybe(8):
            params += ", scroll: bool = False"
        call = f"self.{Program.fetch}()"
        shape = self.one(*"plain plain plain doc doc log del throw return worker none empty if".split())
        if self.is_async:
            call = f"self.run_worker({call})"
            shape = "plain" if shape in ("return", "worker") else shape
        body = {
            "plain": [call],
            "doc": ['"""Show the pods."""', call],
            "log": [f'log.info("update with %d", len({data}))', call],
            "del": [f"del {data}", call],
            "throw": [f"_ = {data}", call],
            "none": [f"if {data} is None:", "    return", call],
            "empty": [f"if not {data}:", "    return", call],
            "return": [f"return {call}"],
            "worker": [f"self.run_worker(self.{Program.fetch}, thread=True)"],
            "if": [f"if {data} is not None:", f"    {call}"],
        }[shape]
        if shape in ("none", "empty", "if"):
            # What the bridge does not show for None or for nothing at all may be more than the fetch leaves out.
            self.hard.append("the bridge has a guard")
        self.leaves_out = frozenset({"none", "idle"} if shape in ("none", "empty", "if", "log") else ())
        if shape == "return" and self.returns:
            self.hard.append("the bridge returns what the fetch returns")
        self.features.add(f"bridge_{shape}")
        return [f"def {name}(self, {star}{params}) -> None:", *indent(body)]

    # Before the fetch

    def _before(self) -> Lines:
        lines: Lines = []
        env = self.env
        for _ in range(self.number(0, 3)):
            shape = self.one(*"log busy table title limit alias app loading worker list time set key".split())
            if f"before_{shape}" in self.features:
                continue
            self.features.add(f"before_{shape}")
            if shape == "log":
                lines.append('log.info("loading")')
            elif shape == "busy":
                lines.append("self._busy = True")
            elif shape == "table":
                lines.append('table = self.query_one("#pods", DataTable)')
                self.bound(env, "table", "table")
            elif shape == "title":
                lines.append('title = "Pods"')
                self.bound(env, "title", "str")
            elif shape == "limit":
                lines.append(self.one("n = 3", "n = self._limit"))
                self.bound(env, "n", "int")
            elif shape == "alias" and not self.is_async and self.cross.startswith("self.app."):
                lines.append("cross = self.app.call_from_thread")
                self.cross = "cross"
            elif shape == "app" and self.cross.startswith("self.app."):
                lines.append("app = self.app")
                self.cross = "app.call_from_thread"
            elif shape == "loading" and not self.is_async:
                lines.append(f'{self.cross}(self.query_one("#busy", Static).update, "loading")')
            elif shape == "worker":
                lines.append("worker = get_current_worker()")
                env.kinds["worker"] = "worker"
            elif shape == "list":
                lines.append("rows = []")
                self.bound(env, "rows", "cells")
                self.once["rows"] = "a list from before the fetch"
            elif shape == "set":
                lines.append("known = set(self._seen)")
                self.bound(env, "known", "set")
                self.once["known"] = "a copy of state from before the fetch"
            elif shape == "time":
                lines.append("total = int(time.monotonic())")
                self.bound(env, "total", "int")
                self.once["total"] = "the time before the fetch"
            elif shape == "key":
                lines.append('label = f"pods/{self._zone}"')
                self.bound(env, "label", "str")
        return lines

    # After the shows

    def _after(self) -> Lines:
        lines: Lines = []
        for _ in range(self.one_of_weights()):
            lines += self.effect(self.env)
        if self.maybe(25):
            lines.append(self.one("self._busy = False", "del self._last[:]", f"{self.data(self.env)}.clear()"))
        self.returns = self.maybe(15)
        if self.returns:
            value = self.one("True", f"len({self.data(self.env)})", self.data(self.env), self.str_expr(self.env))
            lines.append(f"return {value}")
        return lines

    def one_of_weights(self) -> int:
        return int(self.one("0", "0", "0", "1", "2"))

    def _joined(self, lines: Lines) -> Lines:
        """Now and then two statements on one line, a block on its head's line, or a comment."""
        if not self.maybe(15):
            return lines
        at = self.number(0, len(lines) - 1)
        spaces = lines[at][: len(lines[at]) - len(lines[at].lstrip(" "))]
        if lines[at].strip() and not lines[at].lstrip().startswith(("el", "except", "finally", "case", "#")):
            lines = [*lines[:at], f"{spaces}# why", *lines[at:]]
        found: Lines = []
        for line in lines:
            last = found[-1] if found else ""
            same = len(last) - len(last.lstrip(" ")) == len(line) - len(line.lstrip(" "))
            if same and _simple(last) and _simple(line) and ";" not in last:
                found[-1] = f"{last}; {line.lstrip(' ')}"
            else:
                found.append(line)
        return found

    def _wrapped(self, before: Lines, fetch: Lines, rest: Lines, after: Lines) -> Lines:
        whole = [*before, *fetch, *rest, *after]
        report = f'{self.cross}(self.query_one("#busy", Static).update, type(error).__name__)'
        if self.cross == "cross":
            report = report.replace("cross(", "self.app.call_from_thread(", 1)
        if self.cross.startswith("app."):
            report = f"self.{report}"
        shapes = "none none none try reraise finally else busy if lock doc forgiven rest_forgiven once closing".split()
        shape = self.one(*(s for s in shapes if not self.is_async or s not in ("try", "else", "lock")))
        self.features.add(f"whole_{shape}")
        if shape == "try":
            return ["try:", *indent(whole), "except Exception as error:", "    #caught", f"    {report}"]
        if shape == "reraise":
            return [
                "try:",
                *indent(whole),
                "except Exception as error:",
                "    #caught",
                '    log.error("failed %s", type(error).__name__)',
                "    raise",
            ]
        if shape == "finally":
            return ["try:", *indent(whole), "finally:", "    self._busy = False"]
        if shape == "else":
            return [
                "try:",
                *indent([*before, *fetch]),
                "except Exception as error:",
                "    #caught",
                f"    {report}",
                "else:",
                *indent([*rest, *after]),
            ]
        if shape == "busy":
            guard = ["if self._busy:", "    return", "self._busy = True"]
            return [*guard, "try:", *indent(whole), "finally:", "    self._busy = False"]
        if shape == "if":
            return ["if self._limit:", *indent(whole), "else:", '    log.info("off")']
        if shape == "lock" and not any("self._lock" in line for line in whole):
            self.hard.append("all under a lock")
            return ["with self._lock:", *indent(whole)]
        if shape == "forgiven":
            return [f"with suppress({self.one('KeyError', 'Exception', 'api.Error')}):", *indent(whole)]
        if shape == "rest_forgiven":
            return [*before, *fetch, f"with suppress({self.one('KeyError', 'Exception')}):", *indent([*rest, *after])]
        if shape == "once" and not any(line.lstrip().startswith(("break", "continue")) for line in whole):
            self.hard.append("all in a loop")
            return ["while True:", *indent([*whole, "break"])]
        if shape == "closing":
            return ["with closing(io.StringIO()) as out:", *indent(whole)]
        if shape == "doc":
            return ['"""Fetch, and show."""', *whole]
        return whole


def _simple(line: str) -> bool:
    """Whether another statement may stand on its line."""
    text = line.strip()
    return (
        bool(text)
        and not text.endswith(":")
        and not text.startswith(("#", "return", "raise", '"""'))
        and ": " not in text
    )


def _flat(lines: Lines) -> Lines:
    """Rules may give lines with newlines in them."""
    found = []
    for line in lines:
        first = line[: len(line) - len(line.lstrip(" "))]
        parts = line.split("\n")
        found += [parts[0], *(first + part for part in parts[1:])]
    return found


def _helpers(code: str) -> list[str]:
    """The helpers that the code calls, and those that these call."""
    found: list[str] = []
    while True:
        text = "\n".join([code, *(HELPERS[name] for name in found), EXTRAS["Keeper"] if "_keeper" in code else ""])
        asked = [name for name in HELPERS if re.search(rf"self\.(screen\.)?{name}", text)]
        more = [name for name in asked if name not in found and f"def {name}(" not in code]
        if not more:
            return [name for name in HELPERS if name in found]
        found += more


def _with_state(code: str) -> tuple[str, str]:
    """The class's start and what stands before the class, with all that the code asks for."""
    init = INIT + "".join(line for name, line in STATE.items() if f"self.{name}" in code)
    if "SHOWN" in code:
        init = "    SHOWN = 0\n" + init
    text, top = f"{init}\n{code}", ""
    while more := [item for name, item in EXTRAS.items() if item not in top and re.search(rf"\b{name}\b", text + top)]:
        top += "".join(more)
    lines = [line for name, line in IMPORTS.items() if re.search(rf"\b{name}\b", text + top)]
    return f"{init}\n", "".join(sorted(lines)) + HEAD + top


def _plain(marked: str) -> str:
    lines = [line for line in marked.split("\n") if not re.match(r" *#(probe|caught)", line)]
    return re.sub(r"\n\n\n+( +)", r"\n\n\1", "\n".join(lines)).replace("«", "").replace("»", "")


def _probed(marked: str) -> str:
    text = re.sub(r"^( *)#probe$", r"\1pass", marked, flags=re.M)
    text = re.sub(r"^( *)#probe (.+)$", r"\1_probe(\2)", text, flags=re.M)
    text = re.sub(r"^( *)#caught$", r"\1_caught()", text, flags=re.M)
    return text.replace("«", "_probe(").replace("»", ")")
