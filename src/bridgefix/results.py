"""What calls return: of the project's own functions, of well-known ones outside, and of classes that are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bridgefix import textual_api
from bridgefix.blocking import RETURNS
from bridgefix.facts import Call, Expr, Function
from bridgefix.symbols import NOTHING, Value, only
from bridgefix.widgets import FIRSTS, looked_up

if TYPE_CHECKING:
    from bridgefix.inference import Inference

_BUILDERS = frozenset("list dict set tuple str int float bool bytes frozenset bytearray".split())
_STR_METHODS = frozenset(
    "capitalize casefold center expandtabs format format_map join ljust lower lstrip replace rjust rstrip strip "
    "swapcase title translate upper zfill removeprefix removesuffix".split()
)
_PATHS = frozenset(
    "Path PurePath home cwd resolve absolute expanduser with_suffix with_name with_stem joinpath relative_to".split()
)

_GIVE_BACK = frozenset({"copy.copy", "copy.deepcopy", "contextlib.closing", "contextlib.nullcontext", "weakref.proxy"})
"""What returns its first argument, another of its kind, or a context manager whose `with` binds it."""


def result_of(model: Inference, call: Call, function: Function) -> Iterable[Value | None]:
    func = call.func
    if func.kind == "attr" and func.name in textual_api.LOOKUPS | FIRSTS:
        found = looked_up(model, call, function)
        if found is not None:
            return (found,)
    results: list[Value | None] = []
    for callee in model.values(func, function):
        if callee is None or callee == NOTHING:
            results.append(None)
        elif callee.kind == "class":
            results.append(Value("instance", callee.name))
        elif callee.kind == "function":
            target = model.functions[callee.name]
            if target.is_async and not call.awaited:
                results.append(Value("instance", "types.CoroutineType"))
            elif any(item.name == "work" or _called_name(item) == "work" for item in target.decorators):
                results.append(Value("instance", "textual.worker.Worker"))
            else:
                results += model.returned(target, callee.receiver)
        elif callee.kind == "external":
            results += _held(model, callee, call, function) or (_external_result(model, callee, call, function),)
        else:
            results.append(None)
    return results or (None,)


def _held(model: Inference, callee: Value, call: Call, function: Function) -> tuple[Value | None, ...]:
    """What `table.get(key)` finds, where the table is a literal: any of its values, or what stands for none."""
    if callee.name not in ("builtins.dict.get", "builtins.dict.pop") or call.func.kind != "attr":
        return ()
    held = model.literal(call.func.parts[0], function)
    if held is None or held.kind != "dict" or not 0 < len(held.parts) <= 100:
        return ()
    parts = (*held.parts[1::2], *call.args[1:2])
    return tuple(item for part in parts for item in model.values(part, function))


def _external_result(model: Inference, callee: Value, call: Call, function: Function) -> Value | None:
    dotted = callee.name
    head, _, last = dotted.rpartition(".")
    if dotted in RETURNS:
        return Value("instance", RETURNS[dotted])
    if head == "builtins":
        return _builtin(model, last, call, function)
    if dotted == "typing.cast" and len(call.args) == 2:
        return model.annotation(call.args[0], function)
    if dotted in _GIVE_BACK and call.args:
        return model.value(call.args[0], function)
    if head == "builtins.str":
        return Value("instance", "builtins.str") if last in _STR_METHODS else _str_result(last)
    if head == "builtins.dict" and callee.receiver == "builtins.dict" and call.func.kind == "attr":
        table = model.value(call.func.parts[0], function)
        if table is not None and table.element and last in ("get", "pop", "setdefault"):
            return Value("instance", table.element)
        if table is not None and table.element and last == "values":
            return Value("instance", "builtins.list", table.element)
        if last == "copy":
            return table
    if head == "builtins.list" and last in ("copy", "pop") and call.func.kind == "attr":
        table = model.value(call.func.parts[0], function)
        if last == "copy":
            return table
        return Value("instance", table.element) if table is not None and table.element else None
    if dotted.startswith("pathlib."):
        return Value("instance", "pathlib.Path") if last in _PATHS else None
    names = model.ui_names(head)
    if names:
        typed = textual_api.typed(textual_api.RETURNS, names, last)
        if typed is not None:
            return Value("instance", typed)
    if last[:1].isupper():
        return Value("instance", dotted)
    if last.startswith(("from_", "create")) and head.rpartition(".")[2][:1].isupper() and not callee.receiver:
        return Value("instance", head)
    if dotted.startswith("threading.") and last in ("Thread", "Event", "Lock"):
        return Value("instance", dotted)
    return None


def _str_result(method: str) -> Value | None:
    if method in ("split", "rsplit", "splitlines"):
        return Value("instance", "builtins.list", "builtins.str")
    if method in ("partition", "rpartition"):
        return Value("instance", "builtins.tuple", "builtins.str")
    return None


def _builtin(model: Inference, name: str, call: Call, function: Function) -> Value | None:
    if name in _BUILDERS:
        return Value("instance", f"builtins.{name}")
    if name in ("len", "sum", "round", "abs", "hash", "id", "ord"):
        return Value("instance", "builtins.int")
    if name in ("sorted", "list", "reversed") and call.args:
        source = model.value(call.args[0], function)
        return Value("instance", "builtins.list", source.element if source is not None else "")
    if name == "open":
        return Value("instance", "io.TextIOWrapper")
    if name in ("repr", "chr", "format", "ascii", "hex", "oct", "bin"):
        return Value("instance", "builtins.str")
    if name in ("isinstance", "any", "all", "callable", "hasattr", "issubclass"):
        return Value("instance", "builtins.bool")
    if name == "super":
        return _super(model, call, function)
    if name == "type" and len(call.args) == 1:
        given = model.value(call.args[0], function)
        if given is None or given.kind != "instance":
            return None
        return Value("class" if given.name in model.classes else "external", given.name)
    if name == "getattr" and len(call.args) >= 2 and call.args[1].kind == "const":
        base = model.value(call.args[0], function)
        return only(model.attribute(base, str(call.args[1].value), function))
    return None


def _super(model: Inference, call: Call, function: Function) -> Value | None:
    cls = model.owner(function.id)
    return Value("super", cls.id) if cls is not None else None


def _called_name(expr: Expr) -> str:
    return expr.value.func.name if expr.kind == "call" else ""
