"""Fixes that leave each other alone are looked at together, and lead to what they lead to one after the other."""

from __future__ import annotations

import random
import re
from pathlib import Path

import libcst
import pytest

import fake
from bridgefix import bench, effects
from bridgefix.findings import Finding, Place
from bridgefix.mend import mend
from bridgefix.rewrite import excerpt
from bridgefix.rules import Rule
from bridgefix.settings import RULE_NAMES, Settings

CASES = Path(__file__).parent / "cases"
SETTINGS = (Settings(), Settings(select=tuple(RULE_NAMES)), Settings(select=tuple(RULE_NAMES), unsafe_fixes=True))

HEAD = """\
import requests
from textual import work
from textual.screen import Screen
from textual.widgets import DataTable

URL = "http://depot.example"
"""
IN_A_WORKER = """
    @work(thread=True)
    def reload_{0}(self) -> None:
        self._fetch_and_update_{0}_table()

    def _update_{0}_table(self, {0}: list[dict]) -> None:
        self._fetch_and_update_{0}_table()

    def _fetch_and_update_{0}_table(self) -> None:
        rows = requests.get(f"{{URL}}/{0}", timeout=10).json()

        def show() -> None:
            table = self.query_one("#{0}", DataTable)
            table.clear()
            for row in rows:
                table.add_row(row["id"], row["state"])
                self.shown = row

        self.app.call_from_thread(show)
"""
ON_MAIN = """
    def action_{0}(self) -> None:
        self._fetch_and_update_{0}_table()

    def _update_{0}_table(self, {0}: list[dict]) -> None:
        self._fetch_and_update_{0}_table()

    def _fetch_and_update_{0}_table(self) -> None:
        rows = requests.get(f"{{URL}}/{0}", timeout=10).json()
        table = self.query_one("#{0}", DataTable)
        table.clear()
        for row in rows:
            table.add_row(row["id"], row["state"])
"""
REFUSED = """
    def _update_{0}_table(self, {0}: list[dict]) -> None:
        self._fetch_and_update_{0}_table()

    def _fetch_and_update_{0}_table(self) -> None:
        for page in range(3):
            rows = requests.get(f"{{URL}}/{0}", timeout=10).json()
            self.app.call_from_thread(self.query_one("#{0}", DataTable).add_row, rows)
"""
ON_ONE_FETCH = """
    def _update_{0}_table(self, rows: list[dict]) -> None:
        self._fetch_and_update_rows_table()
"""
THE_FETCH = """
    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_rows_table()

    def _fetch_and_update_rows_table(self) -> None:
        rows = requests.get(URL, timeout=10).json()
        self.app.call_from_thread(self._show, rows)

    def _show(self, rows: list[dict]) -> None:
        table = self.query_one(DataTable)
        table.clear()
        for row in rows:
            table.add_row(row["id"])
"""


def screen(number: int, *methods: str) -> str:
    return f"\n\nclass Screen{number}(Screen[None]):{''.join(methods)}"


def named(shape: str, count: int, first: int = 0) -> list[str]:
    return [shape.format(f"things{number}") for number in range(first, first + count)]


def in_one_class(shape: str, count: int) -> dict[str, str]:
    return {"a.py": HEAD + screen(0, *named(shape, count))}


def in_many_classes(shape: str, count: int) -> dict[str, str]:
    return {"a.py": HEAD + "".join(screen(n, method) for n, method in enumerate(named(shape, count)))}


def in_many_files(shape: str, count: int) -> dict[str, str]:
    return {f"m{n}.py": HEAD + screen(n, *named(shape, count // 3, n * count)) for n in range(3)}


@pytest.mark.parametrize("spread", [in_one_class, in_many_classes, in_many_files])
def test_many_bridges_take_two_looks(spread, monkeypatch):
    texts = spread(IN_A_WORKER, 30)
    counts = {"linked": 0, "parsed": 0, "trees": 0}

    def count(module, name, what):
        function = getattr(module, name)

        def counting(*arguments, **options):
            counts[what] += 1
            return function(*arguments, **options)

        monkeypatch.setattr(module, name, counting)

    count(effects, "link", "linked")
    count(bench, "gather", "parsed")
    count(libcst, "parse_module", "trees")
    excerpt.parsed.cache_clear()
    result = mend(texts, Settings())
    assert len(result.findings) == 30
    assert all(finding.applied for finding in result.findings)
    # Before all fixes and after them; each file again when it is mended; and one small tree for each fix.
    assert counts == {"linked": 2, "parsed": len(texts), "trees": 30}
    excerpt.parsed.cache_clear()
    counts.update(dict.fromkeys(counts, 0))
    alone = mend(texts, Settings(), alone=True).alone
    assert all(alone)
    # Once more for what each of them does without the others.
    assert counts["linked"] == 3


PROJECTS = {
    "in one class": in_one_class(IN_A_WORKER, 7),
    "in many classes": in_many_classes(IN_A_WORKER, 7),
    "in many files": in_many_files(IN_A_WORKER, 9),
    "on main": in_one_class(ON_MAIN, 5),
    "in many files, on main": in_many_files(ON_MAIN, 6),
    "on one fetch": {"a.py": HEAD + screen(0, THE_FETCH, *named(ON_ONE_FETCH, 5))},
    "some of them refused": {
        "a.py": HEAD
        + screen(
            0, *(shape.format(f"{word}{n}") for n in range(4) for word, shape in (("a", IN_A_WORKER), ("r", REFUSED)))
        )
    },
    "of all sorts": {
        "a.py": HEAD + screen(0, *named(ON_MAIN, 3), *named(REFUSED, 3, 3), *named(IN_A_WORKER, 3, 6)),
        "b.py": HEAD + screen(1, THE_FETCH, *named(ON_ONE_FETCH, 3), *named(IN_A_WORKER, 3)),
    },
}


def outcome(texts, settings, **options):
    result = mend(texts, settings, **options)
    return result.findings, result.texts, result.groups, result.errors


def check_same(texts, **options):
    for settings in SETTINGS:
        # Who is asked is asked about one fix after the other.
        singly = outcome(texts, settings, accept=lambda finding, before, after: True, **options)
        assert outcome(texts, settings, **options) == singly


@pytest.mark.parametrize("name", PROJECTS)
def test_together_is_as_one_by_one(name):
    check_same(PROJECTS[name])


@pytest.mark.parametrize("name", PROJECTS)
def test_what_a_fix_does_alone_is_what_it_does_where_no_other_is_taken(name):
    texts = PROJECTS[name]
    result = mend(texts, Settings(), alone=True)
    assert any(result.alone)
    for finding, alone in zip(result.findings, result.alone, strict=True):
        if alone:
            only = mend(
                texts, Settings(), accept=lambda found, before, after, finding=finding: found.key == finding.key
            )
            assert only.texts == alone


@pytest.mark.parametrize("seed", range(8))
def test_programs_in_one_project_are_mended_as_one_by_one(seed):
    """Programs that have nothing to do with each other but the file, or the project, and some names."""
    chance = random.Random(seed)
    paths = chance.sample(sorted(CASES.glob("BF00*/*/before.py")), 5)
    programs = [re.sub(r"^from __future__ .*\n", "", path.read_text(), flags=re.MULTILINE) for path in paths]
    files = chance.choice([1, 1, 2])
    check_same({f"m{n}.py": "\n\n".join(programs[n::files]) for n in range(files)})


def test_what_is_told_of_each_fix_is_what_it_changes():
    texts = PROJECTS["of all sorts"]
    told, asked = [], []
    mend(texts, Settings(), taken=lambda *words: told.append(words))
    mend(texts, Settings(), accept=lambda *words: asked.append(words) is None)
    assert len(told) > 5
    assert told == asked


def refetching(*marks: str) -> dict[str, str]:
    methods = "".join(f"\n    def m{n}(self, data):\n        self.refetch(){mark}\n" for n, mark in enumerate(marks))
    return {"a.py": f"from textual.app import App\n\n\nclass Monitor(App):{methods}"}


MARKS = ("", "  # refuse", "  # worse", "", "  # unsafe", "  # useless", "  # note", "  # garbage", "  # crash", "")


@pytest.mark.parametrize("seed", range(8))
def test_fixes_that_do_not_hold_are_found_among_those_that_do(seed):
    marks = random.Random(seed).choices(MARKS, k=9)
    check_same(refetching(*marks), rules=fake.RULES, fixes=fake.FIXES)


def test_fixes_that_do_harm_only_together_are_taken_up_to_the_one_that_does():
    def find(model, settings):
        shows = [
            (function, call)
            for function in model.project.functions.values()
            for call in function.calls
            if call.func.name == "show"
        ]
        for function, call in shows if len(shows) > 3 else ():
            yield Finding("BF002", Place("a.py", call.line), function.qualname, "is one too many", (function.id,))

    rules = (fake.RULES[0], Rule("BF002", "crossing-on-main", find, "A fake."))
    texts = refetching(*[""] * 8)
    check_same(texts, rules=rules, fixes=fake.FIXES)
    result = mend(texts, Settings(), rules=rules, fixes=fake.FIXES)
    assert [finding.applied for finding in result.findings] == [True] * 3 + [False] * 5


def test_a_reason_names_lines_as_they_are_in_the_file_that_was_read():
    text = HEAD + "\n\nclass Depot(Screen):" + IN_A_WORKER.format("jobs") + REFUSED.format("pages")
    done = mend({"depot.py": text}, Settings())
    assert done.texts["depot.py"].index("for page in") != text.index("for page in")
    (left,) = [finding for finding in done.findings if finding.reason]
    named = [text.splitlines()[int(line) - 1].split()[0] for line in re.findall(r"line (\d+)", left.reason)]
    assert named == ["for", "rows"]
