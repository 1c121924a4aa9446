"""What was decided in the review, and its sums."""

from __future__ import annotations

from random import Random

from bridgefix.findings import Finding, Place
from bridgefix.review.choosing import Choice, Decisions, Item


def item(rule, path, name, *, along=None, change="+x"):
    diff = ([("@@ -1 +1 @@", "cyan")], [(change, "green")], [("-y", "red")]) if change else ()
    return Item(Finding(rule, Place(path, 1), name, "is wrong"), diff, along)


def items():
    """In each of four files: one with a fix, one that goes with it, one without, and one of another rule."""
    for path in ("a.py", "b.py", "c.py", "d.py"):
        yield item("BF001", path, "A.fixed")
        yield item("BF003", path, "A.along", along=("BF001", path, "A.fixed"))
        yield item("BF003", path, "A.unfixable", change="")
        yield item("BF003", path, "A.other")


def sums(decisions):
    return decisions.what, decisions.open, decisions.pending, {key: n for key, n in decisions.decided.items() if n}


def test_the_sums_are_those_of_all_decisions_taken_together():
    random = Random(1)
    decisions = Decisions(items())
    seen = set()
    for _ in range(500):
        keys = random.sample(list(decisions.items), random.randrange(4))
        decisions.take(keys, random.choice(list(Choice)))
        assert sums(decisions) == sums(Decisions(items(), decisions.choices))
        seen.add(decisions.what)
    assert len(seen) > 50


def test_what_goes_with_a_fix_is_decided_with_it():
    decisions = Decisions(items())
    fixed, along, unfixable, _ = list(decisions.items)[:4]
    assert set(decisions.take([along], Choice.ACCEPTED)) == {fixed, along}
    assert decisions.of(decisions.items[along]) is Choice.ACCEPTED
    assert decisions.choices == {fixed: Choice.ACCEPTED}
    assert sums(decisions) == (
        "1 fix in 1 file, +1 \N{MINUS SIGN}1",
        10,
        True,
        {("a.py",): 2, ("a.py", "BF001"): 1, ("a.py", "BF003"): 1},
    )
    assert set(decisions.take([along], Choice.SILENCED)) == {along}
    assert decisions.choices == {fixed: Choice.ACCEPTED, along: Choice.SILENCED}
    assert decisions.what == "1 fix in 1 file, +1 \N{MINUS SIGN}1 and 1 ignore comment"
    assert not decisions.take([unfixable], Choice.ACCEPTED)
    decisions.take(list(decisions.items), Choice.OPEN)
    assert sums(decisions) == sums(Decisions(items()))


def test_a_decision_holds_while_the_fix_does_the_same():
    decisions = Decisions([item("BF001", "a.py", name) for name in "same moved changed gone".split()])
    decisions.take(list(decisions.items), Choice.ACCEPTED)
    moved = item("BF001", "a.py", "moved")
    moved.diff[0][0] = ("@@ -7 +7 @@", "cyan")
    later = decisions.anew([item("BF001", "a.py", "same"), moved, item("BF001", "a.py", "changed", change="+z")])
    assert [name for _, _, name in later.choices] == ["same", "moved"]
    assert later.open == 1
