"""Changes of a text as hunks, and its lines before and after; nodes below others in one order."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

from bridgefix.bodies import Lines, changed, hunks, with_spacing_of
from bridgefix.rewrite.names import walk

SOURCES = Path(__file__).parent.parent / "src/bridgefix"


def made_up(seed: int) -> tuple[str, str]:
    chance = random.Random(seed)
    old = chance.choices(["a", "b", "c  d", "  e", ""], k=chance.choice([1, 5, 300, 5_000]))
    new = list(old)
    for _ in range(chance.randrange(4)):
        place = chance.randrange(len(new) + 1)
        new[place : place + chance.randrange(3)] = chance.choices(["a", "c d", " e", "f"], k=chance.randrange(3))
    return "\n".join(old), "\n".join(new)


@pytest.mark.parametrize("seed", range(60))
def test_hunks_make_the_new_text_and_tell_where_the_old_lines_are(seed):
    old, new = made_up(seed)
    found = hunks(old, new)
    assert changed(old, found) == new
    assert (found == ()) == (old == new)
    olds, news = old.split("\n"), new.split("\n")
    lines = Lines(found)
    places = [lines.get(number) for number in range(1, len(olds) + 1)]
    kept = [place for place in places if place is not None]
    assert kept == sorted(set(kept))
    assert all(news[place - 1] == line for place, line in zip(places, olds, strict=True) if place is not None)
    assert {*kept, *lines.new()} == set(range(1, len(news) + 1))
    assert not lines.new() & set(kept)


@pytest.mark.parametrize("seed", range(60))
def test_spacing_that_was_lost_comes_back(seed):
    old, new = made_up(seed)
    spaced = with_spacing_of(old, new).split("\n")
    for line, given in zip(spaced, new.split("\n"), strict=True):
        assert line == given or (given not in old.split("\n") and line.split() != [] and line in old)
    assert with_spacing_of("def f():\n    x  =  1\n", "def f():\n    x = 1\n    y = 2\n") == (
        "def f():\n    x  =  1\n    y = 2\n"
    )


@pytest.mark.parametrize("path", sorted(SOURCES.glob("rewrite/*.py")), ids=lambda path: path.stem)
def test_a_walk_meets_what_pythons_own_meets(path):
    tree = ast.parse(path.read_text())
    silent = ast.expr_context | ast.operator | ast.unaryop | ast.boolop | ast.cmpop
    assert walk(tree) == [node for node in ast.walk(tree) if not isinstance(node, silent)]
