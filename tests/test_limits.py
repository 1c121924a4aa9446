"""Code that is too much of something: read, or refused in one sentence."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bridgefix.effects import Model
from bridgefix.facts import FileFacts, gather
from bridgefix.holding import no_collecting
from bridgefix.mend import mend
from bridgefix.settings import RULE_NAMES, Settings
from bridgefix.symbols import Symbols
from fuzz.anypython.judging import judge
from fuzz.anypython.planting import plants

MANY = 10_000
DEEP = {
    "parentheses": "x = " + "(" * MANY + ")" * MANY,
    "attributes": "x = a" + ".b" * MANY,
    "calls": "x = a" + ".b()" * 300,
    "operands": "x = 1" + " + 1" * MANY,
    "conditions": "x = a" + " and a" * MANY,
    "signs": "x = " + "-" * MANY + "1",
    "lambdas": "x = " + "lambda: " * MANY + "1",
    "ifs": "".join(" " * depth + "if a:\n" for depth in range(1000)) + " " * 1000 + "pass",
    "elifs": "if a: pass\n" + "elif a: pass\n" * MANY,
    "strings": "x = " + "'a' " * MANY,
    "patterns": "match x:\n    case " + "[" * 50 + "]" * 50 + ": pass",
    "annotation": "x: 'a" + ".b" * MANY + "' = 1",
    "with": "with " + ", ".join(["a"] * 50) + ": pass",
}


@pytest.mark.parametrize("shape", DEEP)
def test_nothing_is_too_deep_to_be_told(shape: str, tmp_path: Path) -> None:
    verdict = judge((DEEP[shape] + "\n\n\n" + plants(4)[0].text).encode(), tmp_path)
    assert not verdict.wrong
    assert verdict.kind in ("error", "left", "fixed")


BEFORE = "import textual\nx = [\n    1,\n]\n" + "y = (" + ", ".join(["1"] * 3_000) + ")\n"
TOO_DEEP = {
    "parsed": (
        BEFORE + "class A:\n    def f(self):\n        return (\n            a" + ".b" * 12_000 + "\n        )\n",
        8,
    ),
    "in a test": (BEFORE + "if a: pass\nelif a" + ".b" * 12_000 + ":\n    pass\n", 7),
    "walked": (BEFORE + "class A:\n    def f(self):\n        self.f()\n        a" + ".b" * 900 + "()\n", 9),
    "in a class": (BEFORE + "class A:\n    a = 1\n    b = a" + ".b" * 900 + "\n", 8),
}


@pytest.mark.parametrize(("text", "line"), TOO_DEEP.values(), ids=TOO_DEEP)
def test_what_is_too_deep_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(SyntaxError, match="nested too deeply to be read") as caught:
        gather("a.py", text)
    assert caught.value.lineno == line


LARGE = {
    "bases": "".join(f"class A{n + 1}(A{n}): pass\n" for n in range(300)),
    "bases in circles": "class A(B): pass\nclass B(C, A): pass\nclass C(A, B): pass\n",
    "calls in a circle": "".join(f"def f{n}(): return f{(n + 1) % 1000}()\n" for n in range(1_000)),
    "a long line of bases": "".join(f"class A{n + 1}(A{n}): pass\n" for n in range(3_000)),
    "a name that is bound from itself": "def f(rows):\n" + "    rows = list(rows)\n" * 3_000 + "    rows.sort()\n",
    "an attribute behind many names": "class P:\n    def f(self):\n        rows = self.rows\n"
    + "        rows = rows[0]\n" * 3_000
    + "        rows.sort()\n",
    "arguments that are bound from each other": "def f(rows, last):\n"
    + "    rows, last = g(rows, last), g(last, rows)\n" * 1_000
    + "def g(rows, last):\n    rows.sort()\n    return rows\n",
    "properties in a circle": "class P:\n"
    + "".join(f"    @property\n    def p{n}(self): return self.p{(n + 1) % 300} or self.q\n" for n in range(300))
    + "    def s(self): self.q = self.p0\n",
}


@pytest.mark.parametrize("shape", LARGE)
def test_nothing_is_too_large_to_be_mended_beside(shape: str, tmp_path: Path) -> None:
    text = LARGE[shape]
    verdict = judge((text + "\n\n" + plants(4)[0].text).encode(), tmp_path)
    assert (verdict.kind, verdict.wrong) == ("fixed", ())
    assert verdict.after.startswith(text.encode())


def chain(link: str, size: int) -> list[FileFacts]:
    """Modules that each have a name from the next one; the last one defines it."""
    texts = [link.format(number + 1) for number in range(size)]
    return [gather(f"m{number}.py", text) for number, text in enumerate([*texts, "class C: pass\n"])]


@pytest.mark.parametrize("link", ["from m{} import *\n", "from m{} import C\n", "from .m{} import C\n"])
def test_a_name_may_come_a_long_way(link: str) -> None:
    found = Symbols(chain(link, 1_000)).top("m0.py", "C")
    assert found is not None
    assert found.name == "m1000.py::C"


def test_a_name_that_modules_have_only_from_each_other_is_none() -> None:
    facts = [gather(f"m{number}.py", f"from m{(number + 1) % 1_000} import *\n") for number in range(1_000)]
    assert Symbols(facts).top("m0.py", "C") is None


def work(*texts: str) -> int:
    """How many lines of this program are run to know all about some files, `m0.py` and so on."""
    count = 0

    def lines(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        count += event == "line"
        return lines

    def calls(frame: FrameType, event: str, _: object) -> Any:
        return lines if "bridgefix" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(calls)
    try:
        mend({f"m{number}.py": text for number, text in enumerate(texts)}, Settings(select=tuple(RULE_NAMES)), fixes={})
    finally:
        sys.settrace(before)
    return count


APP = "import time\nfrom textual.app import App\n"
GROWING = {
    "a block that is left in many places": lambda size: (
        "class A(App):\n    def on_mount(self):\n" + "        if self.f(): return\n        time.sleep(1)\n" * size
    ),
    "a chain of tests": lambda size: (
        "class A(App):\n    def on_mount(self):\n        if self.f(): pass\n"
        + "        elif self.f(): time.sleep(1)\n" * size
    ),
    "functions of one name": lambda size: "def f(): time.sleep(1)\n" * size,
    "methods of one name": lambda size: "class A(App):\n" + "    def _(self): self.f()\n" * size,
    "classes below one": lambda size: (
        "class A(App):\n    def on_mount(self): self.f()\n"
        + "".join(f"class B{number}(A):\n    def f(self): self.g()\n" for number in range(size))
    ),
    "attributes of one object": lambda size: (
        "class A(App):\n" + "".join(f"    def f{n}(self): self.a{n} = self.a{n + 1}\n" for n in range(size))
    ),
    "calls one after another": lambda size: (
        "class A(App):\n" + "".join(f"    def f{n}(self): self.f{n + 1}()\n" for n in range(size))
    ),
}


@pytest.mark.parametrize("shape", GROWING)
def test_twice_as_much_is_twice_the_work(shape: str) -> None:
    text = GROWING[shape]
    assert work(APP + text(400)) < 2.5 * work(APP + text(200))


def test_a_long_line_of_bases_is_gone_along_once_for_each_class() -> None:
    def text(size: int) -> str:
        bases = (f"class A{n + 1}(A{n}):\n    def m(self): super().m()\n" for n in range(size))
        return APP + "class A0(App):\n    def on_mount(self): self.m()\n" + "".join(bases)

    assert work(text(120)) < 5 * work(text(60))


def test_modules_that_have_all_from_each_other_are_not_gone_through_for_every_name() -> None:
    def texts(size: int) -> Iterator[str]:
        for number in range(size):
            yield f"from m{(number + 1) % size} import *\n{APP}def f{number}(): g{number}()\n"

    assert work(*texts(200)) < 2.5 * work(*texts(100))


def test_the_models_of_fixes_that_were_tried_do_not_pile_up() -> None:
    alive = []

    def accept(*_: object) -> bool:
        alive.append(sum(isinstance(item, Model) for item in gc.get_objects()))
        return True

    with no_collecting():  # as a run does it round all that it reads
        mend({f"m{number}.py": plants(4)[0].text for number in range(20)}, Settings(), accept=accept)
    assert len(alive) >= 20
    assert max(alive) <= 15  # when garbage is collected differs between the versions of Python
