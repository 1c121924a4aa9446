"""Puts the crossings of one function into its text: a lone call as it is, several statements as a local function."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import cast

import libcst as cst

from bridgefix.rewrite import edit, excerpt
from bridgefix.rewrite.crossing import shares_a_line
from bridgefix.rewrite.lookups import free
from bridgefix.rewrite.names import walk, walk_scope
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.runs import Finder, Run, looks_up
from bridgefix.rewrite.trees import every_statement, span
from bridgefix.sources import width

_NAMES = ("update_ui", "refresh_ui", "show_result", "update_screen")
"""What local functions are called, as long as the names are free."""


class Writer:
    """Puts the crossings of one function into its text."""

    def __init__(self, reading: Reading, finder: Finder, text: str, cross: str, method: str | None) -> None:
        self.reading = reading
        self.finder = finder
        self.text = text
        self.method = method
        self.cross = cross
        self.taken: set[str] = set()
        self.longest: Run | None = None

    def write(self, runs: Sequence[Run]) -> str:
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

        module = excerpt.parsed(self.text, self.reading.function.qualname)
        module = edit.change_functions(module, {self.reading.function.qualname: change})
        if new_method:
            module = with_method_after(module, self.reading.function.qualname, new_method[0])
        return excerpt.code(module, self.text)

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
            new = self._crossed(call, cst.SimpleWhitespace(" "))
            if isinstance(gap := call.whitespace_before_args, cst.ParenthesizedWhitespace) and not (
                shares_a_line(call) and self._fits(run, new)
            ):
                new = self._crossed(call, gap)
        changed = statement.with_changes(body=[small.with_changes(value=self._wrapped(run, small, new))])
        return [*above, changed]

    def _crossed(self, call: cst.Call, gap: cst.BaseParenthesizableWhitespace) -> cst.Call:
        """`f(x)` as `cross(f, x)`, with a gap between the two."""
        first = cst.Arg(call.func, comma=cst.Comma(whitespace_after=gap)) if call.args else cst.Arg(call.func)
        return call.with_changes(func=cst.parse_expression(self.cross), args=[first, *call.args])

    def _fits(self, run: Run, node: cst.CSTNode) -> bool:
        """Whether no line of it gets too long, the inner ones a step further in."""
        lines = cst.Module([]).code_for_node(node).split("\n")
        inner = [len(line.strip()) + 4 for line in lines[1:-1]]
        return run.statements[0].col_offset + max(len(lines[0]), *inner, 0) <= width(self.text)

    def _hoisted(
        self, call: ast.Call, node: cst.Call, heavy: ast.expr, statement: cst.SimpleStatementLine
    ) -> tuple[cst.Call, list[edit.Line]]:
        """What main may not work out gets a line of its own before the crossing."""
        name = free(self.reading, *(("value",) if not self.finder.is_light(heavy) else ("message", "value")))
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
        statement = small.with_changes(value=call)
        if "\n" in cst.Module([]).code_for_node(statement) or self._fits(run, statement):
            return call
        broken = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
        last = call.args[-1].with_changes(whitespace_after_arg=cst.ParenthesizedWhitespace(indent=True))
        return call.with_changes(whitespace_before_args=broken, args=[*call.args[:-1], last])

    def _no_super(self, run: Run, *, allowed: bool = False) -> None:
        """`super()` without arguments means nothing in a function within the method."""
        for statement in run.statements:
            for node in walk(statement):
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
        name = next(name for name in (*names, *numbered) if name not in self.taken and name == free(self.reading, name))
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
            params=cst.Parameters(params=[cst.Param(cst.Name(param), self._annotation(param)) for param in params]),
            body=cst.IndentedBlock(body=self._body(run, flat)),
            # Who does not say what the method gives back does not say it of other functions.
            returns=None if run.results or self.reading.node.returns is None else cst.Annotation(cst.Name("None")),
            asynchronous=cst.Asynchronous() if run.waits else None,
        )

    def _annotation(self, name: str) -> cst.Annotation | None:
        """What the method says of the type of a parameter. That of a local may be a name that is there for checkers only."""
        args = self.reading.node.args
        for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs):
            if arg.arg == name and arg.annotation is not None:
                return cst.Annotation(cst.parse_expression(self.reading.source(arg.annotation)))
        return None

    def _local(self, run: Run, flat: list[edit.Item], name: str) -> list[edit.Line]:
        # Formatters want a blank line above a `def`, save where it opens a function's body.
        opens = run.start == 0 and run.address == ("body",)
        above = [] if opens else edit.blank_above(flat[run.start].alone()) or [cst.EmptyLine(indent=False)]
        caught = sorted(self.reading.scope.statements(run.statements).reads & self.finder.caught)
        function = self._function(run, flat, name, caught).with_changes(leading_lines=above)
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
            for node in walk(statement):
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


class _Await(edit.Changer):
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


class _InsertAfter(edit.Changer):
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
