"""Keyword arguments set in calls of every layout: the call means what it should, and comments stay."""

from __future__ import annotations

import ast

import pytest

from bridgefix.rewrite.keywords import with_keywords
from bridgefix.rewrite.splicing import spliced
from bridgefix.workers import POSITIONS

LAYOUTS = [
    "self.run_worker()",
    "self.run_worker(self.f)",
    "self.run_worker((self.f))",
    "self.run_worker(self.f,)",
    "self.run_worker( self.f )",
    "self.run_worker(self.f)  # é",
    "self.run_worker(\n    self.f\n)",
    "self.run_worker(\n    self.f,  # é\n)",
    "self.run_worker(\n    self.f\n    # the last line\n)",
    "self.run_worker(self.f  # why\n)",
    "self.run_worker(\n    self.f(\n        1,\n    )\n)",
    "self.run_worker(\n    self.f, name='x',\n)",
    "self.run_worker(\n\tself.f,\n\tname='x')",
    "self.run_worker(self.f,\n                name='é')",
    "self.run_worker(\\\n  self.f)",
    "self.run_worker(self.f, 'n', 'g', 'd', True, True, False)",
    "self.run_worker(self.f, 'n', 'g', 'd', True, True, False, False)",
    "self.run_worker(self.f, thread=False, exclusive=False)",
    "self.run_worker(lambda: (1, 2), name=f\"{'a'}\")",
    "self.run_worker(self.f, name='" + "é" * 60 + "')",
    "self.run_worker(self.f, name='" + "a" * 60 + '\', group=("x"))',
    "self.run_worker(self.f, name='''a\n" + "a" * 60 + "''')",
    "é = 1; self.run_worker(self.f)",
    "either(self.run_worker(self.f, name='" + "a" * 40 + "'), 2)",
]


def the_call(text: str) -> ast.Call:
    """The only call of `run_worker` in a text."""
    calls = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call)]
    [found] = [n for n in calls if isinstance(n.func, ast.Attribute) and n.func.attr == "run_worker"]
    return found


def wanted(text: str, values: dict[str, str]) -> ast.Call:
    """The call as it should be, worked out on the tree."""
    call = the_call(text)
    for name, source in values.items():
        value = ast.parse(source, mode="eval").body
        named = [keyword for keyword in call.keywords if keyword.arg == name]
        if POSITIONS[name] < len(call.args):
            call.args[POSITIONS[name]] = value
        elif named:
            named[0].value = value
        else:
            call.keywords.append(ast.keyword(name, value))
    return call


@pytest.mark.parametrize("values", [{"thread": "True"}, {"exclusive": "True", "group": '"f"'}], ids=["one", "two"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_call_gets_its_keywords_and_keeps_the_rest(layout, values):
    text = "def g(self):\n    " + layout.replace("\n", "\n    ") + "\n"
    new = spliced(text, with_keywords(text, the_call(text), values, POSITIONS))
    assert ast.dump(the_call(new)) == ast.dump(wanted(text, values))
    assert new.count("#") == text.count("#")


def test_a_call_that_stays_on_its_line_as_long_as_it_fits():
    text = "self.run_worker(self.f)\n"
    new = spliced(text, with_keywords(text, the_call(text), {"thread": "True"}))
    assert new == "self.run_worker(self.f, thread=True)\n"


def test_a_call_that_would_become_too_long_has_a_line_for_each_argument():
    text = "def g(self):\n    self.run_worker(self.load_everything_there_is, name='everything')\n"
    new = spliced(text, with_keywords(text, the_call(text), {"exclusive": "True", "group": "'everything'"}))
    assert new == (
        "def g(self):\n    self.run_worker(\n        self.load_everything_there_is,\n        name='everything',\n"
        "        exclusive=True,\n        group='everything',\n    )\n"
    )
