"""What the code itself says of the words that a template puts in: which ids, keys, names and texts there are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bridgefix.effects import Model
from bridgefix.facts import Binding, Expr, Function
from bridgefix.findings import Refusal
from bridgefix.rewrite.align import Parallels, Parents, Role, last_name, strings
from bridgefix.rewrite.names import FunctionNode, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.trees import parsed
from bridgefix.rewrite.words import Vocabulary, content, is_message, split

_MANY = 200
_BY_KEY = frozenset(
    "row_key cell_key get_row get_row_index get_cell update_cell remove_row coordinate_to_cell_key rows".split()
)
"""What a DataTable's rows are found by their keys with."""


@dataclass(frozen=True)
class Made:
    """A widget that is made with an id."""

    id: str
    type: str
    """Canonical name of its class; empty where that can't be told."""
    line: int
    own: bool
    """Made by the class itself, or by one that it inherits from."""


class Evidence:
    """All that can be asked about one exemplar and the bridge that learns from it.

    Args:
        exemplar, bridge, fetch: the correct bridge, the broken one, and the method that fetches for it.
        words: the exemplar's words with those that may stand for them.
        given: selectors of the exemplar, with those that the fetch itself uses for the same.
    """

    def __init__(
        self,
        model: Model,
        texts: Mapping[str, str],
        exemplar: Reading,
        bridge: Reading,
        fetch: Reading,
        words: Vocabulary,
        given: Mapping[str, str] | None = None,
    ) -> None:
        self.given = given or {}
        self.model = model
        self.exemplar = exemplar
        self.bridge = bridge
        self.words = words
        project = model.project
        owner = project.owner(bridge.function.id)
        assert owner is not None
        self.owner = owner
        self.classes = project.mro(owner.id)
        paths = dict.fromkeys([exemplar.path, bridge.path, fetch.path, *(cls.path for cls in self.classes)])
        for path in list(paths):
            for name in project.files[path].imports:
                found = project.variable(path, name)
                if found is not None:
                    paths[found[0].path] = None
        self._trees = [Parents(parsed(texts[path])) for path in paths if path in texts]
        self._silent = (exemplar.node, bridge.node)

    # Widgets

    @cached_property
    def widgets(self) -> Mapping[str, tuple[Made, ...]]:
        """The widgets that are made with an id, by that id; those of the class itself before all others."""
        found: dict[str, list[Made]] = {}
        own = {cls.id for cls in self.classes}
        for function in self.model.project.functions.values():
            for call in function.calls:
                given = call.keyword("id") if call.keywords else None
                if given is None:
                    continue
                cls = self.model.project.owner(function.id)
                value = self.model.project.value(call.func, function)
                kind = value.name if value is not None and value.kind in ("class", "external") else ""
                for text in self._strings(given, function):
                    made = Made(text, kind, call.line, cls is not None and cls.id in own)
                    found.setdefault(text, []).append(made)
        return {name: tuple(m for m in all_ if m.own) or tuple(all_) for name, all_ in found.items()}

    def _strings(self, expr: Expr, function: Function, depth: int = 0) -> list[str]:
        """The texts that an expression may have, where they all stand in the code."""
        if depth > 4:
            return []
        if expr.kind == "const":
            return [expr.value] if isinstance(expr.value, str) else []
        if expr.kind == "fstring":
            whole = [""]
            for part in expr.parts:
                whole = [head + tail for head in whole for tail in self._strings(part, function, depth + 1)][:_MANY]
            return whole
        if expr.kind != "name":
            return []
        bound = self.model.project.bindings(expr.name, function)
        if bound is None or len(bound[1]) != 1:
            return []
        return self._of_binding(bound[1][0], bound[0], depth)

    def _of_binding(self, binding: Binding, scope: Function, depth: int) -> list[str]:
        value = binding.value
        if value is None:
            return []
        if binding.how == "assign":
            return self._strings(value, scope, depth + 1)
        if binding.how not in ("for", "each", "unpack"):
            return []
        pairs = False
        if value.kind == "call" and value.value.func.kind == "attr" and value.value.func.name in ("items", "keys"):
            pairs = value.value.func.name == "items"
            value = value.value.func.parts[0]
        source = self.model.project.literal(value, scope)
        if source is None:
            return []
        if source.kind == "dict" and (not pairs or binding.position == 0):
            items: Iterable[Expr] = source.parts[::2]
        elif source.kind in ("list", "tuple", "set") and not pairs:
            items = source.parts
            if binding.position >= 0:
                items = [
                    i.parts[binding.position] for i in items if i.kind == "tuple" and len(i.parts) > binding.position
                ]
        else:
            return []
        return [i.value for i in items if i.kind == "const" and isinstance(i.value, str)][:_MANY]

    # Words

    @cached_property
    def _roles(self) -> Mapping[str, set[Role]]:
        found: dict[str, set[Role]] = {}
        for tree in self._trees:
            for text, roles in strings(tree, self._silent).items():
                found.setdefault(text, set()).update(roles)
        return found

    @cached_property
    def _messages(self) -> list[tuple[str, ...]]:
        """The words of all texts that are meant to be read, those of methods about the exemplar's things left out."""
        found = []
        for tree in self._trees:
            ignored: set[int] = set()
            documentation: set[int] = set()
            for node in walk(tree.tree):
                if isinstance(node, FunctionNode) and (node in self._silent or self.words.mentions(node.name)):
                    ignored.update(id(inner) for inner in walk(node))
                if isinstance(node, ast.Expr):
                    documentation.add(id(node.value))
            for node in walk(tree.tree):
                if id(node) in ignored or id(node) in documentation:
                    continue
                text = ""
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    text = "" if isinstance(tree.of.get(node), ast.JoinedStr) else node.value
                elif isinstance(node, ast.JoinedStr):
                    text = "".join(str(v.value) if isinstance(v, ast.Constant) else " # " for v in node.values)
                if text and is_message(text):
                    found.append(split(text))
        return found

    @cached_property
    def parallels(self) -> Parallels:
        """What stands side by side."""
        found = Parallels(self.words)
        for tree in self._trees:
            found.look(tree, self._silent)
        return found

    def has_key(self, value: str, old: str, role: Role) -> bool:
        """Whether a word is used in the role in which the exemplar uses its own."""
        roles = self._roles.get(value, set())
        ours = {role} | {r for r in self._roles.get(old, set()) if r[0] in ("in", "key", "compare", "arg")}
        return bool(roles & ({role} if role[0] == "key" else ours))

    def has_message(self, text: str) -> bool:
        """Whether the words of a text that say something stand in another text in the same order."""
        about = content(text)
        return any(
            all_[start : start + len(about)] == about
            for all_ in self._messages
            for start in range(len(all_) - len(about) + 1)
        )

    def has_attribute(self, base: str, name: str) -> bool:
        """Whether an object has an attribute; `base` is its text, the receiver's name for `self`."""
        project = self.model.project
        if base == self.exemplar.receiver:
            return any(
                name in project.assigned_attributes(cls.id)
                or name in cls.attributes
                or name in cls.methods
                or name in cls.setters
                for cls in self.classes
            )
        end = base.rsplit(".", 1)[-1]
        for tree in self._trees:
            for node in walk(tree.tree):
                match node:
                    case ast.Attribute(value=ast.Name(id=found) | ast.Attribute(attr=found), attr=attr):
                        if found == end and attr == name:
                            return True
                    case ast.ClassDef(name=found, body=body) if found == end:
                        if any(name in _bound(statement) for statement in body):
                            return True
        return False

    def has_name(self, name: str) -> bool:
        """Whether a module-level name can be read where the exemplar stands."""
        facts = self.model.project.files[self.exemplar.path]
        module = facts.module
        return name in module.bindings or name in module.children or name in module.classes or name in facts.imports

    def is_shared(self, text: str) -> bool:
        """Whether a string or an attribute also stands in code that has nothing to do with the exemplar."""
        for tree in self._trees:
            for function in (n for n in walk(tree.tree) if isinstance(n, FunctionNode)):
                if function is self.exemplar.node or self.words.mentions(function.name):
                    continue
                if function.name in ("__init__", "compose", "on_mount", "_on_mount"):
                    continue
                for node in walk(function):
                    match node:
                        case ast.Constant(value=found) | ast.Attribute(attr=found) if found == text:
                            return True
        return False

    def asks_row_keys(self) -> bool:
        """Whether something here finds rows by their keys."""
        return any(
            isinstance(node, ast.Attribute) and node.attr in _BY_KEY for tree in self._trees for node in walk(tree.tree)
        )

    # Columns

    def columns(self, widget_id: str) -> int | None:
        """How many columns the table with this id is given; None where that can't be told."""
        counts: set[int | None] = set()
        for tree in self._trees:
            for function in (n for n in walk(tree.tree) if isinstance(n, FunctionNode)):
                counts |= self._columns_in(function, widget_id)
        return counts.pop() if len(counts) == 1 else None

    def _columns_in(self, function: FunctionNode, widget_id: str) -> set[int | None]:
        counts: set[int | None] = set()
        singles = 0
        for node, values in self._turns(function):
            tables = {
                target.id
                for inner in walk(node)
                if isinstance(inner, ast.Assign) and _names_widget(inner.value, widget_id, values)
                for target in inner.targets
                if isinstance(target, ast.Name)
            }
            for inner in walk(node):
                match inner:
                    case ast.Call(func=ast.Attribute(value=receiver, attr="add_columns" | "add_column" as method)):
                        is_table = isinstance(receiver, ast.Name) and receiver.id in tables
                        if not (is_table or _names_widget(receiver, widget_id, values)):
                            continue
                        if method == "add_column":
                            singles += 1
                        else:
                            counts.add(self._length(inner.args, values))
        return counts or ({singles} if singles else set())

    def _turns(self, function: FunctionNode) -> Iterator[tuple[ast.AST, Mapping[str, ast.expr]]]:
        """The function, and each turn of its loops over a dict that stands in the code, with what the names hold then."""
        yield function, {}
        for node in walk(function):
            if not isinstance(node, ast.For):
                continue
            source = node.iter
            pairs = (
                isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr == "items"
            )
            held = self._literal(source.func.value if pairs else source)  # type: ignore[attr-defined]
            if not isinstance(held, ast.Dict):
                continue
            for key, value in zip(held.keys, held.values, strict=True):
                if key is not None:
                    turn = ast.Tuple(elts=[key, value]) if pairs else key
                    yield node, dict(_held(node.target, turn))

    def _length(self, args: Sequence[ast.expr], values: Mapping[str, ast.expr]) -> int | None:
        total = 0
        for arg in args:
            if not isinstance(arg, ast.Starred):
                total += 1
                continue
            held: ast.expr | None = arg.value
            if isinstance(held, ast.GeneratorExp | ast.ListComp) and not held.generators[0].ifs:
                held = held.generators[0].iter
            match held:
                case ast.Name(id=name) if name in values:
                    held = values[name]
                case ast.Subscript(value=base, slice=ast.Constant(value=key)):
                    held = self._entry(base, key)
                case ast.Subscript(value=base, slice=ast.Name(id=name)) if isinstance(values.get(name), ast.Constant):
                    held = self._entry(base, ast.literal_eval(values[name]))
                case ast.Name() | ast.Attribute():
                    held = self._literal(held)
            if not isinstance(held, ast.Tuple | ast.List):
                return None
            total += len(held.elts)
        return total

    def _literal(self, expr: ast.expr) -> ast.expr | None:
        """What a name is bound to, where it is bound once in all that we look at."""
        name = last_name(expr)
        found = []
        for tree in self._trees:
            for node in walk(tree.tree):
                match node:
                    case ast.Assign(targets=[target], value=value):
                        if last_name(target) == name:
                            found.append(value)
        return found[0] if name and len(found) == 1 else None

    def _entry(self, base: ast.expr, key: object) -> ast.expr | None:
        """What stands under a key of a dict."""
        held = self._literal(base)
        if isinstance(held, ast.Dict):
            for found, value in zip(held.keys, held.values, strict=True):
                if isinstance(found, ast.Constant) and found.value == key:
                    return value
        return None

    def refuse(self, what: str, line: int, why: str = "") -> Refusal:
        """That nothing in the code shows what a piece of the exemplar is for the bridge."""
        reason = f"nothing in the code shows what {what} of `{self.exemplar.name}` is for `{self.bridge.name}`"
        return Refusal(f"{reason}: {why}" if why else reason, line, self.exemplar.path)

    def refuse_contradiction(self, what: str, line: int, name: str, other: str, at: int) -> Refusal:
        """That the name says one thing, and what stands beside it another."""
        return Refusal(
            f"what {what} is for `{self.bridge.name}` is contradicted: the name says {name}, line {at} says {other}",
            line,
            self.exemplar.path,
        )


def _bound(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Assign(targets=targets):
            yield from (t.id for t in targets if isinstance(t, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name


def _held(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """What the names of a target hold when it is given a value."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        if len(target.elts) == len(value.elts):
            for inner, part in zip(target.elts, value.elts, strict=True):
                yield from _held(inner, part)


def _names_widget(node: ast.expr, widget_id: str, values: Mapping[str, ast.expr]) -> bool:
    """Whether an expression looks a widget up by this id, or makes it."""
    if not isinstance(node, ast.Call):
        return False
    selector = _spelled(node.args[0], values) if node.args else ""
    if selector and re.split(r"[\s>]+", selector)[-1].lstrip("#") == widget_id:
        return True
    return any(k.arg == "id" and _spelled(k.value, values) == widget_id for k in node.keywords)


def _spelled(node: ast.expr, values: Mapping[str, ast.expr]) -> str:
    """The text of a string, with what the names in it hold; empty where that can't be told."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name) if name in values:
            return _spelled(values[name], {})
        case ast.JoinedStr(values=parts):
            texts = [_spelled(p.value if isinstance(p, ast.FormattedValue) else p, values) for p in parts]
            return "".join(texts) if all(texts) else ""
    return ""
