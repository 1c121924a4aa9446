"""BF003: what a worker does to the UI goes to main, one crossing for what belongs together.

A lone call crosses as it is (`cross(table.add_row, a, b)`), with a widget that is looked up as a lambda, so that the
look-up runs on main, too. Several statements become a local function. A crossing waits (Textual, `app.py`), so
nothing changes its order, and what the function returns comes back to the worker.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import libcst as cst

from bridgefix.effects import Model
from bridgefix.facts import Expr, Function, Span, gather
from bridgefix.findings import Finding, Level, Refusal, Rewrite, Thread
from bridgefix.rewrite import edit
from bridgefix.rewrite.callers import check_locks_held, crossing_callers, only_shows, workers_that_call
from bridgefix.rewrite.crossing import NAME, callback_of
from bridgefix.rewrite.defuse import walk_scope
from bridgefix.rewrite.reading import Reading, every_statement, span
from bridgefix.rewrite.runs import Finder, Run, looks_up
from bridgefix.rewrite.splicing import Splice, enclosing, has_comment, indentation, over, segment, spans, spliced
from bridgefix.rewrite.standstill import check_no_lock_acquired, check_nobody_waits, check_not_textuals
from bridgefix.rules import ui_from_worker
from bridgefix.settings import Settings
from bridgefix.threads import symbol

_NAMES = ("update_ui", "refresh_ui", "show_result", "update_screen")
"""What local functions are called, as long as the names are free."""


def fix(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    """Let a worker cross to main for what it does to the UI.

    Args:
        finding: of BF003; its subject is (id of the function, spans of what touches the UI).
        texts: by path, as the model was built from them.
    """
    function = model.project.functions[finding.subject[0]]
    try:
        if model.threads.of(function.id) is Thread.BOTH:
            first = model.threads.route(function.id, Thread.MAIN)[0]
            way = f" (from `{first.symbol}`)" if first.symbol != symbol(function) else ""
            raise Refusal(
                f"`{symbol(function)}` also runs on main{way}, where a crossing raises: let one of the two threads have it",
                function.line,
                function.path,
            )
        check_locks_held(model, function)
        check_no_lock_acquired(model, function, min(item[0] for item in spans(finding)))
        check_nobody_waits(model, function)
        check_not_textuals(model, function)
        elsewhere = _by_callers(model, finding, texts)
        if elsewhere is not None:
            return Rewrite(elsewhere, Level.SAFE)
        return Rewrite({function.path: crossed(model, finding, texts, settings).text}, Level.SAFE)
    except Refusal as refused:
        return refused


def _by_callers(model: Model, finding: Finding, texts: Mapping[str, str]) -> dict[str, str] | None:
    """The texts with those crossing who call the method, where it does nothing but to show."""
    function = model.project.functions[finding.subject[0]]
    callers = workers_that_call(model, function)
    if callers is None or function.cls is None:
        return None
    reading = _read(model, texts, function)
    try:
        runs = Finder(reading, frozenset(spans(finding))).runs()
        if not only_shows(reading, runs):
            return None
        for caller in callers:
            check_locks_held(model, caller)
        lines = {
            c.id: min(s.call.line for s in model.project.callers(function.id) if s.caller == c.id and s.call)
            for c in callers
        }
        spelled = {caller.id: spelling(_read(model, texts, caller), lines[caller.id]) for caller in callers}
    except Refusal:
        return None
    return crossing_callers(model, texts, function, spelled)


def _read(model: Model, texts: Mapping[str, str], function: Function) -> Reading:
    reading = Reading(model, texts, enclosing(model, function))
    reading.receiver = model.project.self_name(function) or ""
    return reading


@dataclass(frozen=True)
class Crossed:
    """A file with the crossings of one function put in."""

    text: str
    has_method: bool = False
    """Whether the method that was asked for is in it, too."""


def crossed(
    model: Model,
    finding: Finding,
    texts: Mapping[str, str],
    settings: Settings,
    method: str | None = None,
    also: frozenset[Span] = frozenset(),
) -> Crossed:
    """A text with crossings for all that a finding of BF003 is about.

    Args:
        method: the name of a method that the longest run is to become, in place of a local function.
        also: further calls that have to go to main.
    Raises Refusal.
    """
    function = model.project.functions[finding.subject[0]]
    reading = _read(model, texts, function)
    text = texts[function.path]
    looked_up = list(_looked_up(reading, finding, text))
    if looked_up:
        text = spliced(text, looked_up)
        fresh = model.replace([gather(function.path, text)])
        after = _same_finding(fresh, finding, settings)
        if after is None:
            return Crossed(text)
        return crossed(fresh, after, {**texts, function.path: text}, settings, method, also)
    if function.is_lambda:
        raise reading.refuse("a lambda that touches the UI has no statements that could cross", finding.place.line)
    if function.is_generator:
        raise reading.refuse(f"`{reading.name}` is a generator", reading.node.lineno)
    finder = Finder(reading, frozenset(spans(finding)) | also)
    return _Writer(reading, finder, text, method).write(finder.runs())


def _same_finding(model: Model, finding: Finding, settings: Settings) -> Finding | None:
    found = [
        item
        for item in ui_from_worker.find(model, settings)
        if item.symbol == finding.symbol and item.place.path == finding.place.path
    ]
    return min(found, key=lambda item: abs(item.place.line - finding.place.line), default=None)


def _looked_up(reading: Reading, finding: Finding, text: str) -> Iterator[Splice]:
    """`cross(self.query_one("#out").update, x)` as `cross(lambda: self.query_one("#out").update(x))`."""
    wanted = set(spans(finding))
    for call in (node for node in ast.walk(reading.node) if isinstance(node, ast.Call)):
        view = reading.view(call)
        if view is None or view.kind != "crossing" or not (call.args or call.keywords):
            continue
        callback = callback_of(call)
        keywords = [k for k in call.keywords if k.arg != "callback"]
        given = [arg for arg in call.args if arg is not callback]
        if isinstance(callback, ast.Call) and callback.args and ast.unparse(callback.func).endswith("partial"):
            given = [*callback.args[1:], *given]
            keywords = [*callback.keywords, *keywords]
            callback = callback.args[0]
        if isinstance(callback, ast.Attribute) and span(callback) in wanted:
            yield over(call, _with_lambda(reading, call, callback, given, keywords, text))


def _with_lambda(
    reading: Reading,
    call: ast.Call,
    func: ast.Attribute,
    given: Sequence[ast.expr],
    keywords: Sequence[ast.keyword],
    text: str,
) -> str:
    """The crossing of a lambda that calls `func`; an argument that main may not work out is handed to the lambda."""
    finder = Finder(reading, frozenset())
    value = _free(reading, "value")
    heavy = [arg for arg in (*given, *(k.value for k in keywords)) if finder.stays(arg)]
    if len(heavy) > 1 or any(isinstance(arg, ast.Starred) for arg in heavy):
        raise reading.refuse(
            f"arguments of the crossing on line {call.lineno} may wait, and have to stay in the worker", call.lineno
        )
    for arg in (*given, *(k.value for k in keywords)):
        if any(isinstance(n, ast.NamedExpr | ast.Yield | ast.YieldFrom) for n in walk_scope(arg)):
            raise reading.refuse(
                f"an argument of the crossing on line {call.lineno} does more than to be shown", arg.lineno
            )

    if has_comment(segment(text, call)):
        kept = _with_comments(text, call, func)
        if heavy or kept is None:
            raise reading.refuse(f"a comment in the crossing on line {call.lineno} has no place after it", call.lineno)
        return kept

    def source(arg: ast.expr) -> str:
        return value if arg in heavy else segment(text, arg)

    args = [*map(source, given), *(f"{k.arg}={source(k.value)}" if k.arg else f"**{source(k.value)}" for k in keywords)]
    first = f"lambda{' ' + value if heavy else ''}: {segment(text, func)}({', '.join(args)})"
    new = ", ".join([first, *(segment(text, arg) for arg in heavy)])
    head = segment(text, call.func)
    if "\n" not in new and call.col_offset + len(f"{head}({new})") > _width(text):
        pad = indentation(text, call.lineno)
        return f"{head}(\n{pad}    {new}\n{pad})"
    return f"{head}({new})"


def _with_comments(text: str, call: ast.Call, func: ast.expr) -> str | None:
    """`cross(func, …)` as `cross(lambda: func(…))` with all that stands between; None where `func` isn't what is handed."""
    if not call.args or call.args[0] is not func:
        return None
    whole, callback = segment(text, call), segment(text, func)
    before = whole.index("(", len(segment(text, call.func))) + 1
    start = whole.index(callback, before)
    rest = whole[start + len(callback) : -1]
    gap, comma, given = rest.partition(",")
    if not comma or gap.strip():
        return None
    return f"{whole[:start]}lambda: {callback}({given}){whole[-1]}"


def _width(text: str) -> int:
    """How long a line may get: as long as they are in this file, within reason."""
    return max(88, min(120, max(map(len, text.split("\n")))))


def _free(reading: Reading, *names: str) -> str:
    """The first of these names that means nothing in the function yet, numbered if need be."""
    taken = {n.id for n in ast.walk(reading.node) if isinstance(n, ast.Name)} | set(reading.scope.locals)
    numbered = (f"{names[0]}_{number}" for number in range(2, 1000))
    return next(name for name in (*names, *numbered) if name not in taken)


def spelling(reading: Reading, line: int) -> str:
    """How a function crosses: as it does already, else by what it has of the app. Raises Refusal where it has none.

    Args:
        line: of the first crossing: an alias has to be known there.
    """
    project, function = reading.model.project, reading.function
    for _, statement in every_statement(reading.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(attr="app" | "call_from_thread" as what)):
                crossings = [ast.unparse(call.func) for s in reading.body for call in reading.deed(s).crossings]
                alias = name if what == NAME else f"{name}.{NAME}"
                once = sum(n.id == name and isinstance(n.ctx, ast.Store) for n in _all_names(reading)) == 1
                if statement in reading.body and statement.lineno < line and once and alias in crossings:
                    return alias
    owner = project.owner(function.id)
    own = project.self_name(function)
    if owner is not None and own is not None:
        if project.is_app(owner.id):
            return f"{own}.{NAME}"
        if project.is_dom_node(owner.id):
            return f"{own}.app.{NAME}"
        if _is_an_app(reading, Expr("attr", _NOWHERE, "app", (Expr("name", _NOWHERE, own),))):
            return f"{own}.app.{NAME}"
    for param in function.params:
        if _is_an_app(reading, Expr("name", _NOWHERE, param.name)):
            return f"{param.name}.{NAME}"
    raise reading.refuse(f"`{reading.name}` has no app to cross with", reading.node.lineno)


def _all_names(reading: Reading) -> Iterator[ast.Name]:
    return (node for node in ast.walk(reading.node) if isinstance(node, ast.Name))


_NOWHERE = (0, 0, 0, 0)


def _is_an_app(reading: Reading, expr: Expr) -> bool:
    project = reading.model.project
    found = project.type_of(expr, reading.function)
    return found is not None and "textual.app.App" in project.textual_names(found)


class _Writer:
    """Puts the crossings of one function into its text."""

    def __init__(self, reading: Reading, finder: Finder, text: str, method: str | None) -> None:
        self.reading = reading
        self.finder = finder
        self.text = text
        self.method = method
        self.cross = spelling(reading, min((line for line, *_ in finder.touches), default=0))
        self.taken: set[str] = set()
        self.longest: Run | None = None

    def write(self, runs: Sequence[Run]) -> Crossed:
        """The new text."""
        long = [run for run in runs if run.call is None]
        if self.method is not None and self.reading.function.cls is not None:
            longest = max(long, key=lambda run: sum(1 for _ in every_statement(run.statements)), default=None)
            if longest is not None and (len(long) == 1 or len(longest.statements) > 1):
                self.longest = longest
        names = {id(run): self._name(run) for run in long if run is not self.longest}
        new_method: list[cst.FunctionDef] = []

        def change(node: cst.FunctionDef) -> cst.FunctionDef:
            changed: cst.CSTNode = node
            for run in sorted(runs, key=lambda run: run.line, reverse=True):

                def put(flat: list[edit.Item], run: Run = run) -> Sequence[edit.Item | edit.Line]:
                    if run.call is not None:
                        new = self._lone(run, flat[run.start].alone())
                    elif run is self.longest:
                        new = self._handed_over(run, flat, new_method)
                    else:
                        new = self._local(run, flat, names[id(run)])
                    return [*flat[: run.start], *new, *flat[run.end :]]

                changed = edit.change_statements(changed, run.address, put)
            return cst.ensure_type(changed, cst.FunctionDef)

        module = cst.parse_module(self.text)
        module = edit.change_functions(module, {self.reading.function.qualname: change})
        if new_method:
            module = with_method_after(module, self.reading.function.qualname, new_method[0])
        return Crossed(module.code, bool(new_method))

    # A lone call

    def _lone(self, run: Run, line: edit.Line) -> list[edit.Line]:
        assert run.call is not None
        statement = cst.ensure_type(line, cst.SimpleStatementLine)
        small = cast("cst.Expr | cst.Assign | cst.AnnAssign | cst.Return", statement.body[0])
        value = small.value
        call = cst.ensure_type(value.expression if isinstance(value, cst.Await) else value, cst.Call)
        above: list[edit.Line] = []
        collides = any(arg.keyword is not None and arg.keyword.value == "callback" for arg in call.args)
        if looks_up(run.call) or collides:
            heavy = self.finder.heavy(run.call)
            if heavy:
                call, above = self._hoisted(run.call, call, heavy[0], statement)
                statement = statement.with_changes(leading_lines=[])
            args = [cst.Arg(cst.Lambda(params=cst.Parameters(), body=call))]
            new = cst.Call(func=cst.parse_expression(self.cross), args=args)
        else:
            self._no_super(run, allowed=True)
            before = call.whitespace_before_args
            gap = before if isinstance(before, cst.ParenthesizedWhitespace) else cst.SimpleWhitespace(" ")
            first = cst.Arg(call.func, comma=cst.Comma(whitespace_after=gap)) if call.args else cst.Arg(call.func)
            new = call.with_changes(func=cst.parse_expression(self.cross), args=[first, *call.args])
        changed = statement.with_changes(body=[small.with_changes(value=self._wrapped(run, small, new))])
        return [*above, changed]

    def _hoisted(
        self, call: ast.Call, node: cst.Call, heavy: ast.expr, statement: cst.SimpleStatementLine
    ) -> tuple[cst.Call, list[edit.Line]]:
        """What main may not work out gets a line of its own before the crossing."""
        name = _free(self.reading, *(("value",) if not self.finder.is_light(heavy) else ("message", "value")))
        place = [*call.args, *(k.value for k in call.keywords)].index(heavy)
        args = list(node.args)
        target = cst.AssignTarget(cst.Name(name))
        assign = cst.SimpleStatementLine(
            body=[cst.Assign(targets=[target], value=args[place].value)], leading_lines=statement.leading_lines
        )
        args[place] = args[place].with_changes(value=cst.Name(name))
        return node.with_changes(args=args), [assign]

    def _wrapped(self, run: Run, small: cst.BaseSmallStatement, call: cst.Call) -> cst.Call:
        """The call, its arguments on a line of their own where one line would get too long."""
        code = cst.Module([]).code_for_node(small.with_changes(value=call))
        if "\n" in code or run.statements[0].col_offset + len(code) <= _width(self.text):
            return call
        broken = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
        last = call.args[-1].with_changes(whitespace_after_arg=cst.ParenthesizedWhitespace(indent=True))
        return call.with_changes(whitespace_before_args=broken, args=[*call.args[:-1], last])

    def _no_super(self, run: Run, *, allowed: bool = False) -> None:
        """`super()` without arguments means nothing in a function within the method."""
        for statement in run.statements:
            for node in ast.walk(statement):
                if not allowed and isinstance(node, ast.Name) and node.id in ("super", "__class__"):
                    raise self.reading.refuse(
                        f"`{node.id}` on line {node.lineno} means nothing outside the method itself", node.lineno
                    )

    # Several statements

    def _name(self, run: Run) -> str:
        """What the local function is called."""
        names = list(_NAMES)
        match run.statements:
            case [ast.Assign(targets=[ast.Attribute(attr=attr)], value=ast.Constant(value=False))]:
                names.insert(0, f"clear_{attr.lstrip('_')}")
            case [ast.Assign(targets=[ast.Attribute(attr=attr)])] | [ast.AugAssign(target=ast.Attribute(attr=attr))]:
                names.insert(0, f"set_{attr.lstrip('_')}")
        numbered = (f"{_NAMES[0]}_{number}" for number in range(2, 1000))
        name = next(
            name for name in (*names, *numbered) if name not in self.taken and name == _free(self.reading, name)
        )
        self.taken.add(name)
        return name

    def _body(self, run: Run, flat: list[edit.Item]) -> list[edit.Line]:
        self._no_super(run)
        lines = edit.lines(flat[run.start : run.end])
        lines[0] = edit.without_blank_lines(lines[0])
        lines = _awaiting(lines, run)
        if run.results:
            lines.append(edit_line(f"return {', '.join(run.results)}"))
        return lines

    def _function(self, run: Run, flat: list[edit.Item], name: str, params: Sequence[str] = ()) -> cst.FunctionDef:
        return cst.FunctionDef(
            name=cst.Name(name),
            params=cst.Parameters(params=[cst.Param(cst.Name(param)) for param in params]),
            body=cst.IndentedBlock(body=self._body(run, flat)),
            returns=None if run.results else cst.Annotation(cst.Name("None")),
            asynchronous=cst.Asynchronous() if run.waits else None,
        )

    def _local(self, run: Run, flat: list[edit.Item], name: str) -> list[edit.Line]:
        above = edit.blank_above(flat[run.start].alone())
        if run.start > 0 and not above:
            above = [cst.EmptyLine(indent=False)]
        caught = sorted(self.reading.scope.statements(run.statements).reads & self.finder.caught)
        function = self._function(run, flat, name, caught).with_changes(leading_lines=above if run.start > 0 else [])
        crossing = edit_line(self._assigned(run, f"{self.cross}({', '.join([name, *caught])})"))
        return [function, crossing.with_changes(leading_lines=[cst.EmptyLine(indent=False)])]

    def _assigned(self, run: Run, call: str) -> str:
        return f"{', '.join(run.results)} = {call}" if run.results else call

    def _handed_over(self, run: Run, flat: list[edit.Item], made: list[cst.FunctionDef]) -> list[edit.Line]:
        """The run as a method of its own, given what it reads."""
        assert self.method is not None
        reading = self.reading
        needs = reading.scope.statements(run.statements).reads - {reading.receiver}
        order: dict[str, tuple[int, int]] = {}
        for statement in run.statements:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and node.id in needs:
                    order[node.id] = min(
                        order.get(node.id, (node.lineno, node.col_offset)), (node.lineno, node.col_offset)
                    )
        params = sorted(needs, key=lambda name: order.get(name, (0, 0)))
        made.append(self._function(run, flat, self.method, [reading.receiver, *params]))
        above = edit.blank_above(flat[run.start].alone())
        call = f"{self.cross}({', '.join([f'{reading.receiver}.{self.method}', *params])})"
        return [edit_line(self._assigned(run, call)).with_changes(leading_lines=above)]


def edit_line(text: str) -> edit.Line:
    """A new statement from its text."""
    return cst.parse_statement(text)


class _Await(cst.CSTTransformer):
    """Awaits some of the statements that are a lone expression, counted in the order of the text."""

    def __init__(self, places: frozenset[int]) -> None:
        super().__init__()
        self.places = places
        self._count = 0

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> cst.Expr:
        place = self._count
        self._count += 1
        if place not in self.places:
            return updated_node
        return updated_node.with_changes(value=cst.Await(updated_node.value))


def _awaiting(lines: list[edit.Line], run: Run) -> list[edit.Line]:
    """The statements with an `await` where a crossing of its own would have awaited."""
    alone = [n.value for s in run.statements for n in walk_scope(s) if isinstance(n, ast.Expr)]
    places = frozenset(
        index for index, value in enumerate(alone) if isinstance(value, ast.Call) and span(value) in run.waits
    )
    if not places:
        return lines
    change = _Await(places)
    return [cast(edit.Line, line.visit(change)) for line in lines]


class _InsertAfter(cst.CSTTransformer):
    def __init__(self, qualname: str, method: cst.FunctionDef) -> None:
        super().__init__()
        self.qualname = qualname
        self.method = method
        self._path: list[str] = []
        self._names: list[str] = []
        self._seen: dict[str, int] = {}

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        edit.qualified(self._path, node.name.value, self._seen)
        self._path.append(node.name.value)

    def leave_ClassDef(self, original_node: cst.ClassDef, updated_node: cst.ClassDef) -> cst.ClassDef:
        self._path.pop()
        return updated_node

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._names.append(edit.qualified(self._path, node.name.value, self._seen))
        self._path.append(node.name.value)

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.FlattenSentinel[cst.BaseStatement]:
        self._path.pop()
        if self._names.pop() != self.qualname:
            return updated_node
        return cst.FlattenSentinel(
            [updated_node, self.method.with_changes(leading_lines=[cst.EmptyLine(indent=False)])]
        )


def with_method_after(module: cst.Module, qualname: str, method: cst.FunctionDef) -> cst.Module:
    """The module with a method put right after the one of this qualified name."""
    return module.visit(_InsertAfter(qualname, method))
