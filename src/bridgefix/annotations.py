"""What annotations promise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bridgefix.facts import Class, Expr, Function
from bridgefix.symbols import NOTHING, Value

if TYPE_CHECKING:
    from bridgefix.inference import Inference

_TRANSPARENT = frozenset({"ClassVar", "Final", "Annotated", "Required", "NotRequired", "reactive", "var", "Reactive"})
_CONTAINERS = {
    "list": "builtins.list", "List": "builtins.list", "Sequence": "builtins.list", "Iterable": "builtins.list",
    "Collection": "builtins.list", "set": "builtins.set", "Set": "builtins.set", "tuple": "builtins.tuple",
    "Tuple": "builtins.tuple", "deque": "collections.deque", "dict": "builtins.dict", "Dict": "builtins.dict",
    "Mapping": "builtins.dict", "MutableMapping": "builtins.dict", "defaultdict": "builtins.dict",
    "frozenset": "builtins.set", "Iterator": "builtins.generator", "Generator": "builtins.generator",
    "AsyncIterator": "builtins.generator", "OrderedDict": "builtins.dict",
}  # fmt: skip


def promised(model: Inference, expr: Expr, function: Function, cls: Class | None = None) -> Value | None:
    """The instance that an annotation promises."""
    kind = expr.kind
    if kind == "const":
        return NOTHING if expr.value is None else None
    if kind == "op" and expr.name == "|":
        return _union(model, expr.parts, function, cls)
    if kind == "item":
        return _generic(model, expr, function, cls)
    value: Value | None = None
    if cls is not None and kind == "name":
        value = model.scoped_class(cls, expr.name)
    value = value or model.value(expr, function)
    if value is None or value.kind not in ("class", "external"):
        return None
    last = value.name.rpartition(".")[2]
    if value.name in ("typing.Any", "builtins.object", "typing.Callable", "collections.abc.Callable"):
        return None
    if value.kind == "external" and last in _CONTAINERS:
        return Value("instance", _CONTAINERS[last])
    if value.kind == "external" and value.name in ("typing.Self", "typing_extensions.Self"):
        owner = model.owner(function.id)
        return Value("instance", owner.id) if owner is not None else None
    return Value("instance", value.name)


def _union(model: Inference, parts: Iterable[Expr], function: Function, cls: Class | None) -> Value | None:
    found = [promised(model, part, function, cls) for part in parts]
    real = [item for item in found if item != NOTHING]
    return real[0] if len(real) == 1 or len(set(real)) == 1 else None


def _generic(model: Inference, expr: Expr, function: Function, cls: Class | None) -> Value | None:
    base, index = expr.parts
    name = base.name
    inner = index.parts if index.kind == "tuple" else (index,)
    if not inner:  # tuple[()]
        return promised(model, base, function, cls)
    if name in ("Optional", "Union"):
        return _union(model, inner, function, cls)
    if name in _TRANSPARENT:
        return promised(model, inner[0], function, cls)
    if name in ("type", "Type"):
        found = promised(model, inner[0], function, cls)
        return Value("class", found.name) if found is not None and found.name in model.classes else None
    if name in ("Coroutine", "Awaitable"):
        return promised(model, inner[-1], function, cls)
    if name in _CONTAINERS:
        kind = _CONTAINERS[name]
        held = inner[1] if kind == "builtins.dict" and len(inner) > 1 else inner[0]
        element = promised(model, held, function, cls)
        return Value("instance", kind, element.name if element is not None and element.kind == "instance" else "")
    if name in ("Callable", "Literal", "Generic", "Protocol"):
        return None
    return promised(model, base, function, cls)
