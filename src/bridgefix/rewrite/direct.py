"""BF002 and BF009: a crossing on main becomes the direct call, and one on no App is made through the app."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import libcst as cst

from bridgefix.calls import work
from bridgefix.effects import CallView, Model
from bridgefix.facts import Call, Expr, Function
from bridgefix.findings import Finding, Level, Refusal, Rewrite, Thread
from bridgefix.rewrite.callers import check_holds_no_lock, check_locks_held
from bridgefix.rewrite.crossing import as_assignment, callback_of, direct
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.splicing import (
    Splice,
    after,
    begins_its_line,
    comments,
    enclosing,
    indentation,
    over,
    parents,
    rows_of,
    segment,
    spliced,
)
from bridgefix.rewrite.standstill import check_no_lock_acquired, check_nobody_waits, check_not_textuals
from bridgefix.rewrite.trees import every_statement, span
from bridgefix.settings import Settings
from bridgefix.syntax import named_by
from bridgefix.threads import symbol

_CATCHES_IT = frozenset({"RuntimeError", "AttributeError", "Exception", "BaseException"})


def fix(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    """Call directly what a method on main crosses to.

    Args:
        finding: of BF002; its subject is (id of the function, spans of its crossings).
        texts: by path, as the model was built from them.
    """
    try:
        return _directly(model, finding, texts)
    except Refusal as refused:
        return refused


def fix_off_app(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    """Cross through the app on a worker, call directly on main.

    Args:
        finding: of BF009; its subject is (id of the function, spans of the calls).
        texts: by path, as the model was built from them.
    """
    function = model.project.functions[finding.subject[0]]
    try:
        match model.threads.of(function.id):
            case Thread.MAIN:
                return _directly(model, finding, texts)
            case Thread.WORKER:
                return _through_the_app(model, finding, texts)
            case Thread.BOTH:
                raise Refusal(
                    f"`{symbol(function)}` runs on main and in a worker: neither `call_from_thread` nor the direct call "
                    "is right on both",
                    function.line,
                    function.path,
                )
            case _:
                raise Refusal(
                    f"it can't be told on which thread `{symbol(function)}` runs: on a worker "
                    "`self.app.call_from_thread` is right, on main the direct call",
                    function.line,
                    function.path,
                )
    except Refusal as refused:
        return refused


def _through_the_app(model: Model, finding: Finding, texts: Mapping[str, str]) -> Rewrite:
    function = model.project.functions[finding.subject[0]]
    reading = Reading(model, texts, enclosing(model, function))
    check_locks_held(model, function)
    check_nobody_waits(model, function)
    check_not_textuals(model, function)
    wanted = set(finding.spans)
    for crossing in (call for call in function.calls if call.span in wanted):
        check_holds_no_lock(function, crossing)
        check_no_lock_acquired(model, function, crossing.line)
    splices = []
    for call in _calls(reading, finding):
        assert isinstance(call.func, ast.Attribute)
        splices.append(after(call.func.value, ".app"))
    return Rewrite({function.path: spliced(texts[function.path], splices)}, Level.SAFE, _uncovered(model, finding))


def _directly(model: Model, finding: Finding, texts: Mapping[str, str]) -> Rewrite:
    function = model.project.functions[finding.subject[0]]
    _check_thread(model, function)
    reading = Reading(model, texts, enclosing(model, function))
    text = texts[function.path]
    outer = parents(reading.node)
    calls = _calls(reading, finding)
    splices = []
    for call in calls:
        inside = next((other for other in calls if other is not call and call in walk(other)), None)
        if inside is not None:
            raise reading.refuse(
                f"the crossing on line {inside.lineno} has another one in its arguments", inside.lineno
            )
        whole = _whole(reading, call, outer)
        splices.append(over(whole, _called(reading, function, call, whole, outer, text)))
    splices.extend(_unused_aliases(reading, calls))
    return Rewrite({function.path: spliced(text, splices)}, Level.SAFE, _uncovered(model, finding))


def _check_thread(model: Model, function: Function) -> None:
    name = symbol(function)
    if model.threads.of(function.id) is Thread.BOTH:
        first = model.threads.route(function.id, Thread.WORKER)[0]
        way = f" (from `{first.symbol}`)" if first.symbol != name else ""
        raise Refusal(
            f"`{name}` also runs in a worker{way}, where the crossing is right: let one of the two threads have it",
            function.line,
            function.path,
        )
    for site in model.project.callers(function.id):
        if site.kind == "reference" and site.call is None and not function.is_lambda:
            caller = model.project.functions[site.caller]
            if _is_table(model, function, caller):
                continue
            raise Refusal(
                f"`{symbol(caller)}` hands `{name}` on, and who calls it there, and on which thread, can't be told",
                caller.line,
                caller.path,
            )

    for decorator in function.decorators:
        inner = named_by(decorator)
        known = model.project.dotted(inner, function) or ""
        if not known.startswith(("textual.", "builtins.", "functools.")) and known not in model.project.functions:
            raise Refusal(
                f"`{name}` has a decorator that can't be looked into: who calls it, and on which thread, can't be told",
                function.line,
                function.path,
            )
    for stranger in _calls_by_name(model, function):
        raise Refusal(
            f"`{symbol(model.project.functions[stranger.function])}` calls `{function.name}` of something that may be this "
            "one, off main",
            stranger.line,
            model.project.functions[stranger.function].path,
        )


def _calls_by_name(model: Model, function: Function) -> Iterator[Call]:
    """The calls off main of a method of this name, of an object that nobody knows."""
    if function.cls is None:
        return
    for call in model.project.calls_named(function.name):
        if call.func.kind != "attr" or model.threads.of(call.function) is Thread.MAIN or model.project.targets(call):
            continue
        holder = model.project.value(call.func.parts[0], model.project.functions[call.function])
        # An attribute that a base from elsewhere may have made says nothing either.
        if holder is None or (holder.kind == "external" and call.func.parts[0].kind != "name"):
            yield call


def _is_table(model: Model, function: Function, caller: Function) -> bool:
    """Whether what names the function is code on main that keeps it in a table of methods, and hands that to nobody."""
    if model.threads.of(caller.id) is not Thread.MAIN:
        return False
    own = model.project.self_name(caller)
    if _is_given(caller, function.name) or any(_mentions(value, function.name) for value, _ in caller.returns):
        return False
    owner = model.project.owner(caller.id)
    at_home = [f for f in model.project.functions.values() if owner and model.project.owner(f.id) == owner]
    for store in caller.stores:
        if store.value is None or not _mentions(store.value, function.name):
            continue
        holder = store.target.parts[0] if store.target.kind == "item" else store.target
        if holder.kind == "name" and not _is_given(caller, holder.name):
            continue
        if holder.kind != "attr" or holder.parts[0].kind != "name" or holder.parts[0].name != own:
            return False
        if any(_is_given(other, holder.name) for other in at_home):
            return False
    return not any(
        _is_given(caller, name) or any(s.value is not None and _mentions(s.value, name) for s in caller.stores)
        for name, bindings in caller.bindings.items()
        if any(bound.value is not None and _mentions(bound.value, function.name) for bound in bindings)
    )


def _is_given(caller: Function, name: str) -> bool:
    """Whether a function hands something of this name to a call."""
    return any(
        _mentions(arg, name) for call in caller.calls for arg in (*call.args, *(value for _, value in call.keywords))
    )


def _mentions(expr: Expr, name: str) -> bool:
    """Whether something of this name is in an expression, other than called there."""
    if expr.kind == "call":
        return _mentions(expr.value.func.parts[0], name) if expr.value.func.kind == "attr" else False
    return (expr.kind in ("name", "attr") and expr.name == name) or any(_mentions(part, name) for part in expr.parts)


def _calls(reading: Reading, finding: Finding) -> list[ast.Call]:
    wanted = set(finding.spans)
    found = [node for node in walk(reading.node) if isinstance(node, ast.Call) and span(node) in wanted]
    if len(found) != len(wanted):
        raise reading.refuse("a crossing could not be found again", finding.place.line)
    return sorted(found, key=span)


def _whole(reading: Reading, call: ast.Call, outer: Mapping[ast.AST, ast.AST]) -> ast.expr:
    """What the direct call stands for: the crossing, and the `await` before it where that would get nothing to await."""
    above, view = outer[call], reading.view(call)
    return above if isinstance(above, ast.Await) and view is not None and view.returns_awaitable is False else call


def _called(
    reading: Reading,
    function: Function,
    call: ast.Call,
    whole: ast.expr,
    outer: Mapping[ast.AST, ast.AST],
    text: str,
) -> str:
    """The source of the direct call, which comes to stand in the place of `whole`."""
    line = call.lineno
    if not call.args and not any(k.arg == "callback" for k in call.keywords):
        raise reading.refuse(f"the crossing on line {line} has no callback", line)
    callback = callback_of(call)
    if isinstance(callback, ast.Starred):
        raise reading.refuse(f"the crossing on line {line} unpacks its callback", line)
    view = reading.view(call)
    if ast.unparse(callback).endswith(".push_screen_wait") and work(reading.model.project, function) is None:
        raise reading.refuse(f"`push_screen_wait` on line {line} is for workers only", line)
    waits = view.returns_awaitable if view is not None else None
    for target in view.runs if view is not None else ():
        effects = reading.model.effects.of(target.id)
        if effects.blocks and not target.is_async:
            step = effects.blocks[-1]
            raise reading.refuse(
                f"what is crossed to on line {line} blocks: called directly, `{step.symbol}` (line {step.line}) would freeze "
                "the app",
                line,
            )
    above = outer[whole]
    awaited = isinstance(above, ast.Await)
    if waits is None:
        raise reading.refuse(
            f"it can't be told whether `{ast.unparse(callback)}`, crossed to on line {line}, returns something to await",
            line,
        )
    if waits and not function.is_async and view is not None:
        _check_lost(reading, call, view, outer)
    adds_await = bool(waits) and function.is_async and not awaited
    source = segment(text, call)
    if comments(segment(text, whole)) != comments(source):
        raise reading.refuse(f"a comment before the crossing on line {line} would be lost", line)
    made = direct(cst.ensure_type(cst.parse_expression(source), cst.Call), awaited=adds_await)
    if isinstance(above, ast.Expr) and isinstance(made, cst.Tuple | cst.List) and _is_alone(text, above):
        parts = [cst.Module([]).code_for_node(item.value) for item in made.elements]
        plain = all(
            isinstance(item, cst.Element) and "\n" not in part for item, part in zip(made.elements, parts, strict=True)
        )
        if parts and plain and not comments(source):
            return f"\n{indentation(text, above.lineno)}".join(parts)
    assignment = as_assignment(made) if isinstance(above, ast.Expr) else None
    result = cst.Module([]).code_for_node(assignment or made)
    if comments(result) != comments(source):
        raise reading.refuse(f"a comment in the crossing on line {line} would be lost", line)
    if isinstance(callback, ast.Lambda):
        result = _moved_left(result, text, call, callback.body)
    plain = isinstance(above, ast.Expr) or (isinstance(above, ast.Assign | ast.Return) and "\n" not in result)
    primary = isinstance(made, cst.Call | cst.Name | cst.Attribute) or made.lpar
    tight = isinstance(above, ast.Attribute | ast.Subscript | ast.Call) and getattr(above, "func", above) in (
        above,
        whole,
    )
    if isinstance(made, cst.Await):
        return f"({result})" if tight and not _is_argument(above, whole) else result
    return result if plain or primary else f"({result})"


def _is_alone(text: str, statement: ast.stmt) -> bool:
    """Whether nothing else stands on the lines of a statement."""
    row = rows_of(text)[(statement.end_lineno or statement.lineno) - 1]
    return begins_its_line(text, statement) and not row.encode()[statement.end_col_offset :].strip()


def _is_argument(above: ast.AST, whole: ast.expr) -> bool:
    return isinstance(above, ast.Call) and above.func is not whole


def _moved_left(result: str, text: str, call: ast.Call, body: ast.expr) -> str:
    """The body of a lambda that stood on a line of its own, indented as its new place asks."""
    surplus = len(indentation(text, body.lineno)) - len(indentation(text, call.lineno))
    first, *rest = result.split("\n")
    if surplus <= 0 or any(line.strip() and line[:surplus].strip() for line in rest) or '"""' in result:
        return result
    return "\n".join([first, *(line[surplus:] for line in rest)])


def _check_lost(reading: Reading, call: ast.Call, view: CallView, outer: Mapping[ast.AST, ast.AST]) -> None:
    """Raises Refusal where a sync function would drop an awaitable that somebody has to await.

    What Textual's own methods return (`mount`, `remove`, `push_screen`) they see to by themselves; awaiting it only
    tells when that is done.
    """
    what = ast.unparse(callback_of(call))
    if not isinstance(outer[call], ast.Expr | ast.Lambda | ast.Return) or not _sees_to_itself(reading.model, view, 0):
        raise reading.refuse(
            f"`{what}`, crossed to on line {call.lineno}, has to be awaited, and `{reading.name}` is no `async def`",
            call.lineno,
        )
    if isinstance(outer[call], ast.Lambda):
        return
    loops = [node for node in _above(call, outer) if isinstance(node, ast.For | ast.While)]
    later = [s for _, s in every_statement(reading.body) if span(s) > span(call) and reading.deed(s).shows]
    if loops or later:
        line = later[0].lineno if later else loops[0].lineno
        raise reading.refuse(
            f"what `{what}` does (line {call.lineno}) has to be awaited before line {line} shows something, and "
            f"`{reading.name}` is no `async def`",
            call.lineno,
        )


def _above(node: ast.AST, outer: Mapping[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while node in outer:
        node = outer[node]
        yield node


def _sees_to_itself(model: Model, view: CallView, depth: int) -> bool:
    """Whether all that the call runs hands out is what a method of Textual returned."""
    functions = view.runs if view.kind == "crossing" else view.targets
    if not functions:
        name = view.runs_dotted if view.kind == "crossing" else view.dotted
        return name is not None and name.startswith("textual.")
    if depth > 3:
        return False
    return all(
        not function.is_async
        and all(
            value.kind == "call" and _sees_to_itself(model, model.effects.of_call(value.value), depth + 1)
            for value, _ in function.returns
        )
        for function in functions
    )


def _unused_aliases(reading: Reading, calls: list[ast.Call]) -> Iterator[Splice]:
    """`cross = self.app.call_from_thread`, and `app = self.app`, go with the last crossing made by it."""
    gone = [call.func.value if isinstance(call.func, ast.Attribute) else call.func for call in calls]
    for _, statement in every_statement(reading.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(attr="call_from_thread" | "app")):
                loads = [
                    node
                    for node in walk(reading.node)
                    if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
                ]
                alone = statement.lineno == statement.end_lineno
                if loads and alone and all(any(node is func for func in gone) for node in loads):
                    yield Splice((statement.lineno, 0), (statement.lineno + 1, 0), "")


def _uncovered(model: Model, finding: Finding) -> str | None:
    """What to know where an `except` has hidden the error: now something is shown there."""
    wanted = set(finding.spans)
    function = model.project.functions[finding.subject[0]]
    calls = [call for call in function.calls if call.span in wanted]
    hidden = {
        (block.line, "except")
        for call in calls
        for block in call.context.tries
        for names in block.catches
        if not names or {name.rpartition(".")[2] for name in names} & _CATCHES_IT
    }
    hidden |= {
        (item.span[0], "suppress")
        for call in calls
        for item in call.context.withs
        if item.kind == "call" and item.value.func.name == "suppress"
        if {arg.name for arg in item.value.args} & _CATCHES_IT
    }
    if not hidden:
        return None
    line, how = min(hidden)
    return f"the `{how}` of line {line} hid the error: what never ran begins to run and to show"
