"""Code that is too much of something: read, or refused in one sentence."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from bridgefix.effects import Model
from bridgefix.holding import no_collecting
from bridgefix.mend import mend
from bridgefix.settings import Settings
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


LARGE = {
    "bases": "".join(f"class A{n + 1}(A{n}): pass\n" for n in range(300)),
    "bases in circles": "class A(B): pass\nclass B(C, A): pass\nclass C(A, B): pass\n",
    "calls in a circle": "".join(f"def f{n}(): return f{(n + 1) % 1000}()\n" for n in range(1_000)),
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


def test_the_models_of_fixes_that_were_tried_do_not_pile_up() -> None:
    alive = []

    def accept(*_: object) -> bool:
        alive.append(sum(isinstance(item, Model) for item in gc.get_objects()))
        return True

    with no_collecting():  # as a run does it round all that it reads
        mend({f"m{number}.py": plants(4)[0].text for number in range(20)}, Settings(), accept=accept)
    assert len(alive) >= 20
    assert max(alive) <= 10
