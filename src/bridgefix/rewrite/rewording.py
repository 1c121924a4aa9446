"""The exemplar's statements in the words of the bridge that learns from them. Each word that is put in has evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from bridgefix.rewrite import edit
from bridgefix.rewrite.align import Role, string_role
from bridgefix.rewrite.edit import Address
from bridgefix.rewrite.evidence import Evidence
from bridgefix.rewrite.names import Names
from bridgefix.rewrite.words import content, singular, split
from bridgefix.rewrite.writer import Writer

_LOOKUPS = frozenset({"get", "pop", "setdefault"})
_ID = re.compile(r"#([A-Za-z][\w-]*)")
_STYLE = frozenset(
    "bold dim italic underline strike reverse blink on not red green yellow blue cyan magenta white black bright grey gray "
    "orange purple left right center middle top bottom".split()
)


@dataclass(frozen=True)
class Reworded:
    """An exemplar with other words in it."""

    function: cst.FunctionDef
    proofs: int
    """How many words were replaced on evidence; 0 means that it says nothing of what it is about."""
    ids: Mapping[str, str]
    """The ids of the widgets that it shows on, with those that stand for them."""


def reworded(
    function: cst.FunctionDef,
    evidence: Evidence,
    names: Mapping[str, str],
    dropped: Iterable[Address],
    filled: Mapping[Address, str],
) -> Reworded:
    """Put X's words into a method.

    Args:
        function: the exemplar; line numbers count from the `def` line of the evidence's exemplar.
        names: what its locals and parameters are called in the bridge.
        dropped: addresses of statements that do not go along: their words need no evidence.
        filled: addresses of statements of which only one call goes along, by the name of the method called; what it is
            called on counts, its arguments do not.
    Raises:
        Refusal: for a word without evidence, with the line where it stands.
    """
    bare = function.with_changes(leading_lines=[], lines_after_decorators=[], decorators=[])
    wrapper = MetadataWrapper(cst.Module([bare]), unsafe_skip_copy=True)
    first = evidence.exemplar.node.lineno - 1
    positions = wrapper.resolve(PositionProvider)
    skipped = frozenset(id(_statement(function, address)) for address in dropped)
    only = {id(node): _called_on(node, method) for a, method in filled.items() for node in [_statement(function, a)]}
    reader = _Reader(evidence, positions, first, frozenset(names), skipped, only)
    for item in edit.items(bare.body)[evidence.exemplar.first :]:
        if item.small == 0:
            item.line.visit(reader)
    changed = cst.ensure_type(bare.visit(Writer(reader.texts, evidence, names)), cst.FunctionDef)
    return Reworded(changed, reader.proofs, reader.ids)


def _statement(function: cst.FunctionDef, address: Address) -> cst.CSTNode:
    item = edit.statements(function, address[:-1])[cast(int, address[-1])]
    return item.line.body[item.small] if isinstance(item.line, cst.SimpleStatementLine) else item.line


def _called_on(statement: cst.CSTNode, method: str) -> frozenset[int]:
    """The nodes of a statement that lead to what a method is called on, and those below that."""
    finder = _Finder(method)
    statement.visit(finder)
    return frozenset(finder.path)


class _Finder(cst.CSTVisitor):
    def __init__(self, method: str) -> None:
        super().__init__()
        self.method = method
        self.path: list[int] = []
        self._up: list[int] = []
        self._below: cst.CSTNode | None = None

    def on_visit(self, node: cst.CSTNode) -> bool:
        self._up.append(id(node))
        if self._below is not None:
            self.path.append(id(node))
        elif not self.path and isinstance(node, cst.Call):
            if isinstance(node.func, cst.Attribute) and node.func.attr.value == self.method:
                self.path += [*self._up, id(node.func)]
                self._below = node.func
                node.func.visit(self)
                self._below = None
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        self._up.pop()


class _Reader(cst.CSTVisitor):
    """Decides for every word of the exemplar what stands for it."""

    def __init__(
        self,
        evidence: Evidence,
        positions: Mapping[cst.CSTNode, CodeRange],
        first: int,
        locals_: Names,
        skipped: frozenset[int],
        only: Mapping[int, frozenset[int]],
    ) -> None:
        super().__init__()
        self.evidence = evidence
        self.positions = positions
        self.first = first
        self.locals = locals_
        self.skipped = skipped
        self.only = only
        self.ids: dict[str, str] = {}
        self.texts: dict[int, str] = {}
        """By id of the node: its new text."""
        self.proofs = 0
        self._up: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if id(node) in self.skipped:
            return False
        limits = [self.only[id(up)] for up in self._up if id(up) in self.only]
        if limits and id(node) not in limits[0]:
            return False
        self._up.append(node)
        return super().on_visit(node)

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._up and self._up[-1] is original_node:
            self._up.pop()
        super().on_leave(original_node)

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        value = node.evaluated_value
        if not isinstance(value, str):
            return
        new = self._string(value, self._role(), self._line(node), node.value)
        if new is not None:
            self.texts[id(node)] = node.value.replace(value, new)

    def visit_FormattedString(self, node: cst.FormattedString) -> None:
        role = self._role()
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText):
                kind: Role = ("selector",) if string_role("x", role) == ("selector",) else ("text",)
                if kind == ("text",) and not self.evidence.words.mentions(part.value):
                    continue  # a word or two round a value belongs to how it is shown
                new = self._string(part.value, kind, self._line(node), part.value)
                if new is not None:
                    self.texts[id(part)] = new

    def visit_Attribute(self, node: cst.Attribute) -> None:
        base, name = edit.dotted(node.value), node.attr.value
        words = self.evidence.words
        line = self._line(node)
        if not words.mentions(name):
            if base == self.evidence.exemplar.receiver:
                self._own_attribute(node, name, line)
            return
        known = [v for v in words.versions(name) if base and self.evidence.has_attribute(base, v)]
        what = f"`{base or '…'}.{name}`"
        wanted = words.versions(name)[0]
        self.texts[id(node.attr)] = self._decide(
            (("name",), name), known, line, what, f"`{base}` has no `{wanted}`" if base else ""
        )

    def _own_attribute(self, node: cst.Attribute, name: str, line: int) -> None:
        """An attribute of self whose name says nothing: is it the exemplar's own?"""
        evidence = self.evidence
        project = evidence.model.project
        is_method = project.lookup(evidence.owner.id, name) is not None
        assigned = any(name in project.assigned_attributes(cls.id) for cls in evidence.classes)
        if is_method or not assigned or evidence.is_shared(name) or self._is_keyed(node):
            return
        found = evidence.parallels.found.get((("name",), name), {})
        if len(found) == 1:
            self.texts[id(node.attr)] = next(iter(found))
            self.proofs += 1
            return
        raise evidence.refuse(f"`{evidence.exemplar.receiver}.{name}`", line)

    def _is_keyed(self, node: cst.Attribute) -> bool:
        """Whether a value is taken from the attribute by one of the exemplar's words: then it is the word that counts."""
        above = self._up[:-1]
        keys: list[cst.CSTNode] = []
        if above and isinstance(above[-1], cst.Subscript) and above[-1].value is node:
            keys = list(above[-1].slice)
        elif len(above) > 1 and isinstance(above[-1], cst.Attribute) and isinstance(above[-2], cst.Call):
            keys = list(above[-2].args) if above[-1].attr.value in _LOOKUPS else []
        return any(self.evidence.words.mentions(cst.Module([]).code_for_node(key)) for key in keys)

    def visit_Name(self, node: cst.Name) -> None:
        parent = self._up[-2] if len(self._up) > 1 else None
        if isinstance(parent, cst.Attribute) and parent.attr is node:
            return
        words = self.evidence.words
        name, line = node.value, self._line(node)
        if isinstance(parent, cst.Arg) and parent.keyword is node:
            if words.mentions(name):
                self._keyword(node, line)
            return
        if name in self.locals or not words.mentions(name):
            return
        known = [v for v in words.versions(name) if self.evidence.has_name(v)]
        wanted = words.versions(name)[0]
        self.texts[id(node)] = self._decide((("name",), name), known, line, f"`{name}`", f"there is no `{wanted}`")

    def _keyword(self, node: cst.Name, line: int) -> None:
        known = []
        call = next((up for up in reversed(self._up) if isinstance(up, cst.Call)), None)
        if call is not None:
            called = edit.dotted(call.func).rsplit(".", 1)[-1]
            for function in self.evidence.model.project.functions.values():
                if function.name == called:
                    taken = {param.name for param in function.params}
                    known += [v for v in self.evidence.words.versions(node.value) if v in taken]
        self.texts[id(node)] = self._decide((("name",), node.value), known, line, f"the keyword `{node.value}`", "")

    def _string(self, value: str, role: Role, line: int, raw: str) -> str | None:
        """What stands for a string; None where it stays."""
        evidence, words = self.evidence, self.evidence.words
        role = string_role(value, role) if role != ("selector",) else role
        shown = f'"{value}"' if raw == value else raw
        mentions = words.mentions(value)
        versions = words.versions(value)
        if role[0] in ("selector", "id"):
            return self._selector(value, role, line, shown)
        if role == ("text",):
            return self._message(value, line, shown)
        if not mentions:
            return None
        known = [v for v in versions if evidence.has_key(v, value, role)]
        if role[0] == "key" and role[1]:
            base = self._base()
            return self._decide(
                (role, value),
                known,
                line,
                f"`{base}[{shown}]`",
                f'`{base}` has no "{versions[0]}"',
                lambda v: f'{base}["{v}"]',
            )
        plain: Role = ("in",) if role[0] == "in" else role
        return self._decide((plain, value), known, line, shown, "")

    def _selector(self, value: str, role: Role, line: int, shown: str) -> str | None:
        evidence = self.evidence
        ids = _ID.findall(value) if role == ("selector",) else [value]
        if value in evidence.given:
            self.proofs += 1
            return evidence.given[value]
        if not evidence.words.mentions(value):
            known = evidence.parallels.found.get((role, value), {})
            if not ids or evidence.is_shared(value):
                return None
            if len(known) != 1:
                raise evidence.refuse(shown, line, "it is the exemplar's own, and nothing stands beside it")
            versions = list(known)
        else:
            versions = evidence.words.versions(value)
        fitting: list[str] = []
        other_kind = ""
        for version in versions:
            new_ids = _ID.findall(version) if role == ("selector",) else [version]
            missing = [i for old, i in zip(ids, new_ids, strict=False) if i != old and i not in evidence.widgets]
            if missing or (not new_ids and not self._has_class(version)):
                continue
            wrong = [self._other_kind(old, new) for old, new in zip(ids, new_ids, strict=False)]
            other_kind = other_kind or next(filter(None, wrong), "")
            if not any(wrong):
                fitting.append(version)
        new_ids = _ID.findall(versions[0]) if role == ("selector",) else [versions[0]]
        why = other_kind or (f'no widget has the id "{new_ids[-1]}"' if new_ids else "")
        new = self._decide((role, value), fitting, line, shown, why)
        self.ids.update(zip(ids, _ID.findall(new) if role == ("selector",) else [new], strict=False))
        return new

    def _has_class(self, selector: str) -> bool:
        """Whether a widget is made with the class of a selector."""
        name = selector.rsplit(".", 1)[-1]
        return self.evidence.has_key(name, name, ("arg", "", "classes"))

    def _other_kind(self, old: str, new: str) -> str:
        ours = {made.type for made in self.evidence.widgets.get(old, ())}
        theirs = self.evidence.widgets.get(new, ())
        if old == new or "" in ours or not ours:
            return ""
        for made in theirs:
            if made.type and made.type not in ours and not self._variants(made.type, ours):
                kinds = sorted(kind.rsplit(".", 1)[-1].rsplit("::", 1)[-1] for kind in ours)
                mine = made.type.rsplit(".", 1)[-1].rsplit("::", 1)[-1]
                return f'"#{new}" is a {mine} (line {made.line}), and "#{old}" a {kinds[0]}'
        return ""

    def _variants(self, one: str, others: Iterable[str]) -> bool:
        """Whether two of the project's widget classes are named alike, but for the words (`RunnerTable`, `BuildsTable`)."""
        name = one.rsplit("::", 1)[-1]
        return any(name in self.evidence.words.versions(other.rsplit("::", 1)[-1]) for other in others)

    def _message(self, value: str, line: int, shown: str) -> str | None:
        evidence = self.evidence
        about = content(value)
        if not about or set(about) <= _STYLE:
            return None
        found = dict(evidence.parallels.found.get((("text",), value), {}))
        phrases = {
            value[: at.start()] + _cased(other, at[0]) + value[at.end() :]
            for (role, text), others in evidence.parallels.found.items()
            if role == ("text",) and len(content(text)) > 1
            for other in others
            if (at := re.search(rf"\b{re.escape(text)}\b", value, re.IGNORECASE)) is not None
        }
        if not evidence.words.mentions(value):
            if len(found) == 1:
                return next(iter(found))
            if evidence.has_message(value):
                return None
            raise evidence.refuse(shown, line, "the text may be true of the exemplar only")
        known = [v for v in evidence.words.versions(value, agreeing=True) if evidence.has_message(v)] or sorted(phrases)
        return self._decide((("text",), value), known, line, shown, "no text in the code speaks of it", proof=False)

    def _decide(
        self,
        use: tuple[Role, str],
        known: Sequence[str],
        line: int,
        what: str,
        why: str,
        spelled: object = None,
        *,
        proof: bool = True,
    ) -> str:
        """The one text for which there is evidence. Raises Refusal where there is none, or where two disagree."""
        evidence = self.evidence
        beside = evidence.parallels.found.get(use, {})

        def show(text: str) -> str:
            return spelled(text) if callable(spelled) else (f'"{text}"' if what.startswith('"') else f"`{text}`")

        distinct = {tuple(singular(word) for word in split(text)): text for text in reversed(known)}
        if len(distinct) > 1 and len(beside) != 1:
            one, other = list(dict.fromkeys(known))[:2]
            raise evidence.refuse(what, line, f"it may be {show(one)} or {show(other)}")
        name = known[0] if known else None
        if len(beside) == 1 and name not in beside:
            other, at = next(iter(beside.items()))
            if name is None and use[0][0] in ("selector", "id"):
                raise evidence.refuse(what, line, why)
            if name is not None and len(distinct) == 1:
                bare = what.strip("`")
                raise evidence.refuse_contradiction(bare, line, show(name), show(other), at)
            name = other
        if name is None:
            raise evidence.refuse(what, line, why)
        self.proofs += proof
        return name

    def _role(self) -> Role:
        """What the string on top of the stack is used for, as `align.Parents.role` says it."""
        node, above = self._up[-1], self._up[:-1]
        while above and isinstance(above[-1], cst.ConcatenatedString):
            node, above = above[-1], above[:-1]
        parent = above[-1] if above else None
        match parent:
            case cst.Index():
                base = above[-3]
                return ("key", _last(base.value)) if isinstance(base, cst.Subscript) else ("other",)
            case cst.Arg(keyword=keyword):
                call = above[-2]
                if not isinstance(call, cst.Call):
                    return ("other",)
                called = _last(call.func)
                if keyword is not None:
                    return ("keyword", "id") if keyword.value == "id" else ("arg", called, keyword.value)
                place = next(i for i, arg in enumerate(call.args) if arg is parent)
                if place == 0 and called in _LOOKUPS and isinstance(call.func, cst.Attribute):
                    return ("key", _last(call.func.value))
                return ("arg", called, str(place))
            case cst.DictElement(key=key) if key is node:
                return ("key", "")
            case cst.Comparison(left=left, comparisons=parts):
                return ("compare", _last(parts[0].comparator if left is node else left))
            case cst.ComparisonTarget() if isinstance(above[-2], cst.Comparison):
                return ("compare", _last(above[-2].left))
            case cst.Element():
                return ("in", "", "")
        return ("other",)

    def _base(self) -> str:
        for node in reversed(self._up):
            if isinstance(node, cst.Subscript):
                return edit.dotted(node.value)
            if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
                return edit.dotted(node.func.value)
        return ""

    def _line(self, node: cst.CSTNode) -> int:
        return self.positions[node].start.line + self.first


def _last(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def _cased(text: str, like: str) -> str:
    return text if like[:1].isupper() else text[:1].lower() + text[1:]
