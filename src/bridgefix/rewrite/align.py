"""Two pieces of code that are built alike, and what differs between them (anti-unification on `ast`).

What stands in `F_runner` where `F_builds` has something else, or under `"runner"` in a dict that has `"builds"` too, is how
we learn which words of the one correspond to which of the other.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bridgefix.rewrite.names import FunctionNode, children, walk
from bridgefix.rewrite.words import Vocabulary, is_message

Role = tuple[str, ...]
"""What a string or a name is used for: `("key", "COLUMNS")`, `("selector",)`, `("arg", "fill", "0")`, `("text",)`."""

SELECTING = frozenset("query_one query query_exactly_one query_children query_ancestor".split())
BY_ID = frozenset("get_widget_by_id get_child_by_id".split())
_LOOKUPS = frozenset("get pop setdefault".split())
_SELECTOR = re.compile(r"^[#.][A-Za-z][\w-]*|.*\s[#.][A-Za-z][\w-]*$")


def last_name(node: ast.expr) -> str:
    """`self.a.COLUMNS`: `COLUMNS`; the empty string where there is no name at the end."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def string_role(value: str, role: Role) -> Role:
    """The role of a string: what it looks like counts more than where it stands."""
    if _SELECTOR.match(value) or role[:2] in {("arg", name) for name in SELECTING}:
        return ("selector",)
    if role[:2] in {("arg", name) for name in BY_ID} or role == ("keyword", "id"):
        return ("id",)
    return ("text",) if role[0] != "key" and is_message(value) else role


class Parents:
    """The tree with a way up."""

    def __init__(self, tree: ast.AST) -> None:
        self.tree = tree
        self.of = {child: node for node in walk(tree) for child in children(node)}

    def role(self, node: ast.expr) -> Role:
        """What a constant is used for."""
        parent = self.of.get(node)
        match parent:
            case ast.Subscript(value=base, slice=index) if index is node:
                return ("key", last_name(base))
            case ast.Call(func=ast.Attribute(value=base, attr=attr), args=[first, *_]) if first is node:
                return ("key", last_name(base)) if attr in _LOOKUPS else ("arg", attr, "0")
            case ast.Call(func=func, args=args) if node in args:
                return ("arg", last_name(func), str(args.index(node)))
            case ast.keyword(arg=str(name)):
                call = self.of.get(parent)
                called = last_name(call.func) if isinstance(call, ast.Call) else ""
                return ("keyword", "id") if name == "id" else ("arg", called, name)
            case ast.Dict(keys=keys) if node in keys:
                return ("key", self._bound_to(parent))
            case ast.Compare(left=left, comparators=others):
                other = others[0] if left is node else left
                return ("compare", last_name(other))
            case ast.List() | ast.Tuple() | ast.Set():
                return ("in", str(parent.lineno), str(parent.col_offset))
        return ("other",)

    def _bound_to(self, node: ast.expr) -> str:
        match self.of.get(node):
            case ast.Assign(targets=[target]):
                return last_name(target)
        return ""


def differences(a: ast.AST, b: ast.AST) -> list[tuple[ast.AST, ast.AST]] | None:
    """The smallest pairs of nodes in which two pieces differ; None where the pieces as such are of two kinds."""
    if type(a) is not type(b):
        return None
    if isinstance(a, ast.Constant):
        return [(a, b)] if a.value != getattr(b, "value") else []  # noqa: B009 - one type, seen above
    found: list[tuple[ast.AST, ast.AST]] = []
    for name in a._fields:
        one, other = getattr(a, name, None), getattr(b, name, None)
        if isinstance(one, ast.AST) and isinstance(other, ast.AST):
            below = differences(one, other)
            if below is None and not (isinstance(one, ast.expr) and isinstance(other, ast.expr)):
                return None
            found += [(one, other)] if below is None else below
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                if one and other and isinstance(one[0], ast.stmt):
                    return None
                found.append((a, b))
                continue
            for inner, counterpart in zip(one, other, strict=True):
                if isinstance(inner, ast.AST) and isinstance(counterpart, ast.AST):
                    below = differences(inner, counterpart)
                    if below is None and isinstance(inner, ast.stmt):
                        return None
                    found += [(inner, counterpart)] if below is None else below
        elif one != other:
            if isinstance(one, ast.AST) or isinstance(other, ast.AST):
                return None
            found.append((a, b))
    return found


@dataclass
class Parallels:
    """What corresponds to what, seen where the exemplar's words and X's occur side by side."""

    words: Vocabulary
    found: dict[tuple[Role, str], dict[str, int]] = field(default_factory=dict)
    """(role, text of the exemplar) to X's texts, with the line of each."""

    def look(self, parents: Parents, skip: Iterable[FunctionNode]) -> None:
        """Read a module; `skip` are methods that tell nothing: the exemplar and the bridge themselves."""
        ignored = {id(node) for function in skip for node in walk(function)}
        for node in walk(parents.tree):
            if id(node) in ignored:
                continue
            for siblings in _families(node):
                self._siblings(parents, [s for s in siblings if id(s) not in ignored])
            if isinstance(node, ast.Dict):
                self._dict(parents, node)
            if isinstance(node, ast.ClassDef):
                self._methods(parents, [f for f in node.body if isinstance(f, FunctionNode) and id(f) not in ignored])

    def _siblings(self, parents: Parents, siblings: Sequence[ast.AST]) -> None:
        ours = [s for s in siblings if not isinstance(s, FunctionNode | ast.ClassDef) and self._mentions(s)]
        for one in ours:
            for other in siblings:
                if other is one or isinstance(other, FunctionNode | ast.ClassDef):
                    continue
                pairs = differences(one, other)
                if pairs and any(self._is_anchor(a, b) for a, b in pairs):
                    self._note(parents, pairs)

    def _dict(self, parents: Parents, node: ast.Dict) -> None:
        entries = [
            (key.value, value)
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        ]
        for key, value in entries:
            wanted = self.words.versions(key)
            for other, counterpart in entries:
                if other in wanted:
                    pairs = differences(value, counterpart)
                    self._note(parents, [(value, counterpart)] if pairs is None else pairs)

    def _methods(self, parents: Parents, methods: Sequence[FunctionNode]) -> None:
        for one in methods:
            wanted = self.words.versions(one.name)
            for other in methods:
                if other.name in wanted:
                    self._bodies(parents, one, other)

    def _bodies(self, parents: Parents, one: FunctionNode, other: FunctionNode) -> None:
        alike = [
            [
                (candidate, pairs)
                for candidate in other.body
                if self._called_alike(statement, candidate) and (pairs := differences(statement, candidate)) is not None
            ]
            for statement in one.body
        ]
        for candidates in alike:
            if len(candidates) != 1:
                continue
            statement, pairs = candidates[0]
            if sum(any(c is statement for c, _ in others) for others in alike) == 1:
                self._note(parents, pairs)

    def _called_alike(self, one: ast.stmt, other: ast.stmt) -> bool:
        """Whether two statements, where they are calls, call the same."""
        match one, other:
            case ast.Expr(value=ast.Call(func=ours)), ast.Expr(value=ast.Call(func=theirs)):
                name, counterpart = last_name(ours), last_name(theirs)
                return name == counterpart or counterpart in self.words.versions(name)
        return True

    def _mentions(self, node: ast.AST) -> bool:
        return any(self.words.mentions(text) for text in _texts(node))

    def _is_anchor(self, a: ast.AST, b: ast.AST) -> bool:
        one, other = _text(a), _text(b)
        return one is not None and other is not None and other in self.words.versions(one)

    def _note(self, parents: Parents, pairs: Sequence[tuple[ast.AST, ast.AST]]) -> None:
        for a, b in pairs:
            one, other = _text(a), _text(b)
            if one is None or other is None:
                continue
            role: Role = ("name",)
            if isinstance(a, ast.Constant) and isinstance(b, ast.Constant):
                role = string_role(one, parents.role(a))
                if role[0] == "in":
                    role = ("in",)
            line = getattr(b, "lineno", 0)
            self.found.setdefault((role, one), {}).setdefault(other, line)


def _text(node: ast.AST) -> str | None:
    match node:
        case ast.Constant(value=str(text)) | ast.Name(id=text) | ast.Attribute(attr=text) | ast.keyword(arg=str(text)):
            return text
    return None


def _texts(node: ast.AST) -> Iterator[str]:
    for inner in walk(node):
        text = _text(inner)
        if text is not None:
            yield text


def _families(node: ast.AST) -> Iterator[Sequence[ast.AST]]:
    """Lists below a node whose members may stand side by side."""
    for name in ("body", "orelse", "finalbody"):
        inner = getattr(node, name, None)
        if isinstance(inner, list):
            yield inner
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        yield [e for e in node.elts if isinstance(e, ast.Tuple | ast.List | ast.Call | ast.Dict)]


def strings(tree: Parents, skip: Iterable[FunctionNode]) -> Mapping[str, set[Role]]:
    """Every string of a module with the roles in which it is used, docstrings and some methods left out."""
    ignored = {id(node) for function in skip for node in walk(function)}
    found: dict[str, set[Role]] = {}
    for node in walk(tree.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in ignored:
            if not isinstance(tree.of.get(node), ast.Expr | ast.JoinedStr):
                found.setdefault(node.value, set()).add(string_role(node.value, tree.role(node)))
    return found
