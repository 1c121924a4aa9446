"""The fetch: one call, or branches, tries, locks and decoding round it; one value or several."""

from __future__ import annotations

from fuzz.grammar import POOLS, Draw, Env, Lines, indent
from fuzz.reaching import Reaching


class Fetching(Reaching):
    """Ways to fetch.

    A line `#probe name` is where a person would cut; «x» is probed where it stands; `#caught` tells that a handler ran.
    """

    def __init__(self, draw: Draw) -> None:
        super().__init__(draw)
        self.env = Env()
        param = self.one("pods", "pods", "pods", "rows", "records")
        self.params: tuple[str, ...] = (param,)
        """The bridge's data parameters."""
        self.annotations = {param: "list[dict]", "pods": "list[dict]"}
        self.fetch_params = ""
        self.closures: set[str] = set()
        self.once: dict[str, str] = {}
        """Names that can't be built again in the bridge, and why."""

    def _fetch(self) -> Lines:
        shape = self.one("plain", "or_empty", "cached", "try", "attribute") if self.is_async else self.one(*_FETCHES)
        self.features.add(f"fetch_{shape}")
        name = self.one(self.params[0], self.params[0], "found", "data")
        lines = getattr(self, f"_fetch_{shape}")(name)
        if "data" not in self.env.kinds.values():
            self.bound(self.env, name, "data")
        if not any("#probe" in line for line in lines):
            lines.append(f"#probe {', '.join(self.params if len(self.params) > 1 else [name])}")
        if name != self.params[0] and not set(self.params) & self.env.kinds.keys() and self.maybe(20):
            # Another local that happens to bear the name of the parameter.
            lines.insert(0, f"{self.params[0]} = 0")
        return lines

    def _ask(self) -> str:
        if self.is_async:
            return 'await api.later("pods")'
        return self.one(
            'api.get("pods")', 'self._ask("pods")', "self._client.pods()", 'requests.get("http://x/pods").json()'
        )

    def _hoisted(self) -> Lines:
        """A fetch in the midst of what shows."""
        self.features.add("fetch_hoisted")
        ask, table = f"«{self._ask()}»", 'self.query_one("#pods", DataTable)'
        add = 'add_row, pod["name"], pod.get("age")'
        rows = [f"for pod in {ask}:", f"    {self.cross}({table}.{add})"]
        direct = [f"for pod in {ask}:", f"    {table}.add_row(pod['name'])"]
        plain = [f"{self.cross}(self._show_pods, {ask})"]
        state = 'self.query_one("#state", Static)'
        ways = {
            "plain": plain,
            "rows": rows,
            "direct": direct,
            "later": [*plain, "self._busy = False"],
            "text": [f"{self.cross}({state}.update, ', '.join(p['name'] for p in {ask}))"],
            "count": [f"{self.cross}({state}.update, str(len({ask})))"],
            "in order": [f"for pod in sorted({ask}, key=lambda p: p['name']):", f"    {self.cross}({table}.{add})"],
            "some": [f"for pod in {ask}[:2]:", f"    {self.cross}({table}.{add})"],
            "counted": [f"for i, pod in enumerate({ask}):", f"    {self.cross}({table}.add_row, i, pod['name'])"],
        }
        return ways[self.one(*ways)]

    def _fetch_plain(self, name: str) -> Lines:
        return [f"{name} = {self._ask()}"]

    def _fetch_or_empty(self, name: str) -> Lines:
        return [f"{name} = {self._ask()} or []"]

    def _fetch_sorted(self, name: str) -> Lines:
        value = self.one("sorted({}, key=lambda p: p['name'])", "list({})", "[p for p in {} if p['ready']]")
        return [f"{name} = {value.format(self._ask())}"]

    def _fetch_cached(self, name: str) -> Lines:
        test = self.one('"pods" in self._cache', "self._busy and self._last", "not self._verbose")
        other = self.one('self._cache.get("pods", [])', "self._last")
        extra = self.one("", f'self._cache["pods"] = {name}', f'self._keep("pods", {name})', "log.info('new')")
        lines = [f"if {test}:", f"    {name} = {other}", "else:", f"    {name} = {self._ask()}"]
        return [*lines, *([f"    {extra}"] if extra else [])]

    def _fetch_walrus(self, name: str) -> Lines:
        return [
            f'if ({name} := self._cache.get("pods")) is None:',
            f"    {name} = {self._ask()}",
            f'    self._cache["pods"] = {name}',
        ]

    def _fetch_none_first(self, name: str) -> Lines:
        return [f"{name} = None", "if self._limit:", f"    {name} = {self._ask()}"]

    def _fetch_try(self, name: str) -> Lines:
        kind = self.one("api.Error", "Exception")
        failed = self.one(f"{name} = []", "return", "raise", f"{name} = self._last", "self._note('failed')\nreturn")
        lines = ["try:", f"    {name} = {self._ask()}", f"except {kind}:", *indent(["#caught", *failed.split("\n")])]
        if self.maybe(25):
            lines += ["else:", '    log.info("fine")']
        if self.maybe(25):
            lines += ["finally:", "    self._busy = False"]
        return lines

    def _fetch_try_reports(self, name: str) -> Lines:
        return [
            "try:",
            f"    {name} = {self._ask()}",
            "except Exception as error:",
            "    #caught",
            f'    {self.cross}(self.query_one("#busy", Static).update, type(error).__name__)',
            "    return",
        ]

    def _fetch_locked(self, name: str) -> Lines:
        inner = [f"{name} = {self._ask()}", *(["self._busy = True"] if self.maybe(30) else [])]
        return ["with self._lock:", *indent(inner)]

    def _fetch_decoded(self, name: str) -> Lines:
        get = self.one('payload["items"]', 'payload.get("items", [])')
        lines = ['payload = api.get("payload")', f"{name} = {get}"]
        if self.maybe(30):
            lines.append('n = payload["total"]')
            self.bound(self.env, "n", "int")
            lines.insert(2, f"#probe {name}")
            self.once["n"] = "a second value from the payload"
        return lines

    def _fetch_response(self, name: str) -> Lines:
        check = self.one("", "response.raise_for_status()", "if response.status_code != 200:\n    return")
        return ['response = requests.get("http://x/pods", timeout=5)', *check.split("\n"), f"{name} = response.json()"]

    def _fetch_page(self, name: str) -> Lines:
        self.params = ("pods", "total")
        self.annotations["total"] = "int"
        self.bound(self.env, "pods", "data")
        self.bound(self.env, "total", "int")
        return ['pods, total = api.page("pods")']

    def _fetch_page_whole(self, name: str) -> Lines:
        self.params = ("page",)
        self.annotations["page"] = "tuple[list[dict], int]"
        self.bound(self.env, "total", "int")
        return [f'{name}, total = «api.page("pods")»', "#probe"]

    def _fetch_two(self, name: str) -> Lines:
        self.params = ("pods", "nodes")
        self.annotations["nodes"] = "list[dict]"
        self.bound(self.env, "pods", "data")
        self.bound(self.env, "nodes", "data")
        between = self.one("", "log.info('half')")
        return ['pods = api.get("pods")', *([between] if between else []), 'nodes = api.get("nodes")']

    def _fetch_second(self, name: str) -> Lines:
        self.once["title"] = self.once["groups"] = "a second fetched value"
        self.bound(self.env, "groups", "map")
        self.bound(self.env, name, "data")
        self.bound(self.env, "title", "str")
        # Which of the two is the data can't be told: no probe.
        return [f"{name} = {self._ask()}", 'groups = api.get("owners")', "title = str(groups)", "#probe"]

    def _fetch_zones(self, name: str) -> Lines:
        return [f"{name} = []", 'for zone in ("zone-a", "zone-b"):', f"    {name}.extend(api.get(zone))"]

    def _fetch_retry(self, name: str) -> Lines:
        return [
            "for attempt in range(3):",
            "    try:",
            f"        {name} = {self._ask()}",
            "        break",
            "    except api.Error:",
            "        #caught",
            "        log.warning('again')",
            "else:",
            "    return",
        ]

    def _fetch_attribute(self, name: str) -> Lines:
        self.env.kinds["self._pods"] = "data"
        return [f"self._pods = {self._ask()}", "#probe self._pods"]

    def _fetch_entry(self, name: str) -> Lines:
        # Python 3.11 has one sort of quotes in an f-string.
        self.env.kinds["self._cache['all']"] = "data"
        return [f"self._cache['all'] = {self._ask()}", "#probe self._cache['all']"]

    def _fetch_limited(self, name: str) -> Lines:
        """A parameter of the fetch, which nobody gives, is shown or decides whether anything is."""
        self.fetch_params = self.one(", n=3", ", *, n=3")
        self.bound(self.env, "n", "int")
        return [f"{name} = {self._ask()}"]

    def _fetch_attribute_too(self, name: str) -> Lines:
        return [f"{name} = self._pods = {self._ask()}"]

    def _fetch_twice_bound(self, name: str) -> Lines:
        if name != self.params[0]:
            return self._fetch_plain(name)
        return ["found = " + self._ask(), f'{name} = [p for p in found if p["ready"]]']

    def _fetch_forced(self, name: str) -> Lines:
        self.fetch_params = ", force=False"
        return ["if force:", "    self._cache.clear()", f"{name} = {self._ask()}"]

    def _fetch_connected(self, name: str) -> Lines:
        """With a connection that is closed again; now and then the rows are read after that."""
        read = self.one(f"{name} = conn.pods()", f"{name} = list(conn.pods())", f"{name} = [*conn.pods()]")
        opened = self.one("closing(api.connect())", "api.connect()")
        return [f"with {opened} as conn:", f"    {read}", *(["    log.info('read')"] if self.maybe(30) else [])]

    def _fetch_since(self, name: str) -> Lines:
        lines = [f'{name} = api.get("pods", {self.one("since=self._shown", "*[self._zone]", "**{self._zone: 1}")})']
        return [*lines, *([f"self._shown = len({name})"] if self.maybe(40) else [])]

    def _fetch_part(self, name: str) -> Lines:
        return [
            self.one(
                f"{name} = {self._ask()}[1:]",
                f"first, *{name} = {self._ask()}",
                f"{name}, = [{self._ask()}]",
                f"{name} = [*{self._ask()}][:3]",
                f"({name}, _), other = ({self._ask()}, 1), 2",
            )
        ]

    def _fetch_matched(self, name: str) -> Lines:
        other = self.one("return", f"{name} = []", f"{name} = self._last", 'self._note("odd")\n        return')
        return [
            'match api.get("payload"):',
            f'    case {{"items": {name}, **rest}}:',
            "        pass",
            "    case _:",
            *f"        {other}".split("\n"),
        ]

    def _fetch_local(self, name: str) -> Lines:
        """By a local function with a default."""
        keep = self.one("", "    self._shown += 1\n")
        return f'def load(what="pods", keep=[]):\n{keep}    return api.get(what)\n\n{name} = load()'.split("\n")

    def _fetch_forgiven(self, name: str) -> Lines:
        other = self.one("[]", "self._last", "None")
        return [
            f"{name} = {other}",
            f"with suppress({self.one('api.Error', 'Exception')}):",
            f"    {name} = {self._ask()}",
        ]

    def _fetch_picked(self, name: str) -> Lines:
        way = self.one("self._pick({})", "_same({})", "self._last = {}", "self._last = self._pods = {}")
        return [f"{name} = {way.format(self._ask())}"]

    def _fetch_module(self, name: str) -> Lines:
        self.env.kinds[f"STATE['{name}']"] = "data"
        ways = {
            "cached": [f"if not STATE.get('{name}'):", f"    STATE['{name}'] = {self._ask()}"],
            "plain": [f"STATE['{name}'] = {self._ask()}"],
        }
        return [*ways[self.one("plain", "cached")], f"#probe STATE['{name}']"]

    def _fetch_object(self, name: str) -> Lines:
        self.env.kinds["self._stats.rows"] = "data"
        return [f"self._stats.rows = {self._ask()}", "#probe self._stats.rows"]

    def _fetch_by_name(self, name: str) -> Lines:
        self.env.kinds["self._pods"] = "data"
        return [f'setattr(self, "_pods", {self._ask()})', "#probe self._pods"]

    def _fetch_while(self, name: str) -> Lines:
        return [
            f"{name} = None",
            "tries = 0",
            f"while {name} is None and tries < 2:",
            f"    {name} = {self._ask()}",
            "    tries += 1",
            *(["else:", '    log.info("done")'] if self.maybe(40) else []),
        ]

    def _fetch_lazily(self, name: str) -> Lines:
        """What waits at each turn."""
        self.hard.append("what is fetched is fetched as it is read")
        cursor = self.one('api.cursor("pods")', 'map(dict, api.cursor("pods"))', '(p for p in api.cursor("pods"))')
        return [f"{name} = {cursor}", *([f"{name} = list({name})"] if self.maybe(20) else [])]

    def _fetch_made(self, name: str) -> Lines:
        """What is handed over is made of the answer: to make it once more would show something else."""
        if name != self.params[0]:
            return self._fetch_plain(name)
        made = '{**each, "age": each.get("age", 0) + 1}'
        if self.maybe(50):
            return [f"answer = {self._ask()}", f"{name} = [{made} for each in answer]"]
        lines = [f"answer = {self._ask()}", "for each in answer:", f"    {name}.append({made})"]
        lines.insert(self.number(0, 1), f"{name} = []")
        return lines

    def _fetch_mixed(self, name: str) -> Lines:
        """Fetched and made into something else in one line."""
        kind, made = {
            "strs": ("strs", "sorted(each['name'] for each in {})"),
            "texts": ("strs", "[each['name'] for each in {} if each['ready']]"),
            "int": ("int", "len({})"),
            "str": ("str", "', '.join(each['name'] for each in {})"),
            "map": ("map", "{{each['name']: each for each in {}}}"),
            "cells": ("cells", "[(each['name'], each['ready']) for each in {}]"),
        }[self.one("strs", "texts", "int", "str", "map", "cells")]
        bound = self.one(*POOLS[kind])
        self.bound(self.env, bound, kind)
        self.env.kinds["self._last"] = "data"
        return [f"{bound} = {made.format('«' + self._ask() + '»')}", "#probe"]

    def _fetch_copied(self, name: str) -> Lines:
        """Two names for what was fetched, one of which is kept or changed."""
        other = "found" if name != "found" else "items"
        self.bound(self.env, name, "data")
        self.bound(self.env, other, "data")
        way = self.one(f"{other} = {name} = ", f"{name} = {other} = ", f"{name} = ")
        lines = [f"{way}{self._ask()}"]
        if way == f"{name} = ":
            lines.append(f"{other} = {self.one(f'list({name})', name, f'[dict(p) for p in {name}]', f'{name}[:]')}")
        return [*lines, f"#probe {name}"]


_FETCHES = (
    "plain plain plain or_empty cached try try_reports locked decoded response sorted walrus none_first page page_whole "
    "two second zones retry attribute attribute_too twice_bound forced entry limited "
    "connected since part matched local forgiven picked module object by_name while lazily copied made made mixed mixed"
).split()
