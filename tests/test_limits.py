"""Code that is too much of something is read all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.anypython.judging import judge
from fuzz.anypython.planting import plants

LARGE = {
    "bases": "".join(f"class A{n + 1}(A{n}): pass\n" for n in range(1_500)),
    "bases in circles": "class A(B): pass\nclass B(C, A): pass\nclass C(A, B): pass\n",
    "calls in a circle": "".join(f"def f{n}(): return f{(n + 1) % 3000}()\n" for n in range(3_000)),
}


@pytest.mark.parametrize("shape", LARGE)
def test_nothing_is_too_large_to_be_mended_beside(shape: str, tmp_path: Path) -> None:
    text = LARGE[shape]
    verdict = judge((text + "\n\n" + plants(4)[0].text).encode(), tmp_path)
    assert (verdict.kind, verdict.wrong) == ("fixed", ())
    assert verdict.after.startswith(text.encode())
