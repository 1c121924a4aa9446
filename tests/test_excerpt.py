"""A tree in which only some functions are written out says of them what the tree of the whole text says."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

from bridgefix.rewrite import edit, excerpt

TEXTS = {
    "launchpad": (Path(__file__).parent.parent / "examples/launchpad/screen.py").read_text(),
    "comments between": """\
# top
'''Says.'''
# about imports
import os  # here
x = 1; import sys

# about f

def f():
    pass
    # below f
  # less far in
    # f's again

# about A
class A:
  '''Two spaces.'''
  a = 1
  # about g
  @property
  # about its def
  def g(self):
    return 1
    # below g

  # about h
  def h(self): return 2
  b = 3; \\
  c = 4
  # the end of A
# the end
""",
    "an indentation of its own": "def f():\n\tpass\n\nclass A:\n    def g(self):\n        def h(): pass\n        return h\n",
    "twice": "class A:\n    def f(self): pass\nclass A:\n    def f(self):\n        pass\n    def g(self): pass\n",
    "the names it takes": "_left_out_1_2 = 1\n_left_out__3_3 = 2\ndef f():\n    return 1\ndef g(): pass\n",
    "branches": "if a:\n    def f(): pass\nelse:\n  def g():\n      pass\ntry: import b\nexcept E: pass\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_an_excerpt_has_its_functions_as_the_whole_text_has_them(name: str) -> None:
    text = TEXTS[name]
    whole = cst.parse_module(text)
    names = _names(whole)
    assert names
    for function in names:
        part = excerpt.parsed(text, function)
        assert excerpt.code(part, text) == text
        assert part.default_indent == whole.default_indent
        assert edit.find_function(part, function).deep_equals(edit.find_function(whole, function))
        assert _imports(part) == _imports(whole)


def test_most_of_a_text_is_not_parsed() -> None:
    text = TEXTS["launchpad"]
    function = next(name for name in _names(cst.parse_module(text)) if name.endswith("._update_builds_table"))
    part = excerpt.parsed(text, function)
    assert len(part.code) < len(text) / 3


def _names(module: cst.Module) -> list[str]:
    class Names(cst.CSTVisitor):
        def __init__(self) -> None:
            super().__init__()
            self.path: list[str] = []
            self.seen: dict[str, int] = {}
            self.found: list[str] = []

        def visit_ClassDef(self, node: cst.ClassDef) -> None:
            self.path.append(node.name.value)

        def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
            self.found.append(edit.qualified(self.path, node.name.value, self.seen))
            self.path.append(node.name.value)

        def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
            self.path.pop()

        def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
            self.path.pop()

    names = Names()
    module.visit(names)
    return names.found


def _imports(module: cst.Module) -> list[str]:
    return [
        module.code_for_node(line)
        for line in module.body
        if isinstance(line, cst.SimpleStatementLine)
        and any(isinstance(small, cst.Import | cst.ImportFrom) for small in line.body)
    ]
