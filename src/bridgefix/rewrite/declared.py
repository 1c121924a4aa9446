"""What a parameter is annotated to hold, and statements that take it for something else."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bridgefix.rewrite.names import NONE, Names, walk

SEQUENCES = frozenset("list List Sequence Iterable Collection tuple Tuple set frozenset deque".split())
MAPPINGS = frozenset("dict Dict Mapping MutableMapping TypedDict defaultdict OrderedDict Counter".split())
VALUES = frozenset("str bytes int float bool".split())
_NUMBERS = frozenset({"int", "float"})
_BY_KEY = frozenset("get items keys setdefault values".split())
"""Methods that mappings have, and no sequence, text or number."""
_IN_ORDER = frozenset("enumerate list reversed sorted tuple".split())


class Declared(NamedTuple):
    """A type as far as it is spelled out."""

    head: str
    """`list`, `dict`, `str`; "" for what says nothing."""
    element: str = ""
    """The head of what one comes by in a loop over it."""


def declared(annotation: str) -> Declared:
    """The type that an annotation spells out; `X | None` is X, and quotes do not count."""
    try:
        node = ast.parse(annotation.strip(), mode="eval").body
    except SyntaxError:
        return Declared("")
    while True:
        match node:
            case ast.Constant(value=str(text)):
                return declared(text)
            case ast.BinOp(left=one, op=ast.BitOr(), right=ast.Constant(value=None)):
                node = one
            case ast.Subscript(value=ast.Name(id="Optional") | ast.Attribute(attr="Optional"), slice=one):
                node = one
            case ast.Subscript(value=whole, slice=ast.Tuple(elts=[first, *_]) | first):
                return Declared(_name(whole), _name(first.value if isinstance(first, ast.Subscript) else first))
            case _:
                return Declared(_name(node))


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def kind(word: str) -> str:
    """`sequence`, `mapping` or `value`, by the name of a type; "" for any other."""
    return next((name for name, words in _KINDS.items() if word in words), "")


_KINDS = {"sequence": SEQUENCES, "mapping": MAPPINGS, "value": VALUES}


_MAKING = {
    **dict.fromkeys("rsplit split splitlines".split(), "sequence"),
    **dict.fromkeys("decode format join lower strip title upper".split(), "value"),
}
"""What methods of a text make."""
_OF_TEXT = frozenset((*_MAKING, "encode", "endswith", "startswith")) - {"join"}


def is_other(annotation: str, value: ast.expr) -> bool:
    """Whether an expression evidently makes another kind of thing than an annotation says."""
    match value:
        case ast.List() | ast.ListComp() | ast.Set() | ast.SetComp() | ast.Tuple():
            made = "sequence"
        case ast.Dict() | ast.DictComp():
            made = "mapping"
        case ast.JoinedStr() | ast.Compare() | ast.Constant(value=str() | bytes() | int() | float()):
            made = "value"
        case ast.Call(func=ast.Name(id=name)):
            made = kind(name)
        case ast.Call(func=ast.Attribute(attr=word)):
            made = _MAKING.get(word, "")
        case _:
            made = ""
    said = kind(declared(annotation).head)
    return bool(said and made) and said != made


def at_odds(annotation: str, name: str, statements: Sequence[ast.stmt], texts: Names = NONE) -> ast.expr | None:
    """Where statements take what a name holds for something else than an annotation says; None where they don't.

    `texts` are the names that evidently hold texts.
    """
    said = declared(annotation)
    whole, elements = frozenset({name}), frozenset(_elements(statements, name))
    has_no_keys = SEQUENCES | VALUES
    by_key = (whole if said.head in has_no_keys else NONE) | (
        elements if said.element in has_no_keys or said.head in MAPPINGS else NONE
    )
    by_place = whole if said.head in MAPPINGS and said.element != "int" else NONE
    is_no_text = SEQUENCES | MAPPINGS | _NUMBERS
    as_text = (whole if said.head in is_no_text else NONE) | (elements if said.element in is_no_text else NONE)
    for statement in statements:
        for node in walk(statement):
            if isinstance(node, ast.expr) and (
                _asked_by_key(node, texts) in by_key
                or _asked_by_place(node) in by_place
                or _asked_as_text(node) in as_text
            ):
                return node
    return None


def _asked_by_key(node: ast.expr, texts: Names) -> str:
    """The name that an expression takes for a mapping: `pod` of `pod["name"]` and `pod.get("name")`."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=key)) if key in texts:
            return name
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str())):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=word)) if word in _BY_KEY:
            return name
    return ""


def _asked_by_place(node: ast.expr) -> str:
    """The name that an expression takes for a sequence: `pods` of `pods[0]`."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int()) | ast.Slice()):
            return name
    return ""


def _asked_as_text(node: ast.expr) -> str:
    """The name that an expression takes for a text: `line` of `line.split()` and `int(line)`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=word)) if word in _OF_TEXT:
            return name
        case ast.Call(func=ast.Name(id=made), args=[ast.Name(id=name)]) if made in _NUMBERS:
            return name
    return ""


def _elements(statements: Sequence[ast.stmt], name: str) -> Iterator[str]:
    """What loops over a name call its elements."""
    for statement in statements:
        for node in walk(statement):
            match node:
                case ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source):
                    pass
                case _:
                    continue
            while isinstance(source, ast.Call) and _name(source.func) in _IN_ORDER and source.args:
                if _name(source.func) == "enumerate" and isinstance(target, ast.Tuple):
                    target = target.elts[-1]
                source = source.args[0]
            if isinstance(source, ast.Name) and source.id == name and isinstance(target, ast.Name):
                yield target.id
