"""Crossings in libcst: taken off code that comes to run on main, and put into the worker.

`App.call_from_thread(callback, *args, **kwargs)` (Textual, `app.py`) calls `callback(*args, **kwargs)` on main and
awaits what comes back, so the direct form of a crossing is that call, awaited where it returns something awaitable.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from keyword import iskeyword
from typing import NamedTuple, cast

import libcst as cst

from bridgefix.rewrite.edit import (
    Changer,
    Line,
    comments_above,
    docstring_of,
    dotted,
    items,
    lines,
    with_lines_above,
    without_blank_lines,
)
from bridgefix.rewrite.names import walk

NAME = "call_from_thread"
_MARK = "__crossing__"


def candidates(node: ast.AST, aliases: frozenset[str]) -> list[ast.Call]:
    """All calls below `node` that are spelled like a crossing, in the order of the text."""
    found = [call for call in walk(node) if isinstance(call, ast.Call) and _spelled(ast.unparse(call.func), aliases)]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset, -(call.end_lineno or 0), -_end(call)))


def _end(call: ast.Call) -> int:
    return call.end_col_offset or 0


def _spelled(func: str, aliases: frozenset[str]) -> bool:
    return func in aliases or ("." in func and func.rsplit(".", 1)[-1] == NAME)


def callback_of(call: ast.Call) -> ast.expr:
    """What a crossing calls: its first argument, or the one named `callback`."""
    return next((k.value for k in call.keywords if k.arg == "callback"), call.args[0] if call.args else call.func)


class Unwrapping(NamedTuple):
    """What becomes of the crossings of one statement, counted in the order of the text."""

    calls: frozenset[int] = frozenset()
    """Those that become direct calls."""
    awaited: frozenset[int] = frozenset()
    """Those of them whose result is awaited."""
    inlined: Mapping[int, cst.FunctionDef] = {}
    """Those that give way to the body of a local function."""
    aliases: frozenset[str] = frozenset()
    """Local names for `call_from_thread`."""
    leave_comments: bool = False
    """The comments above an inlined crossing stay with the worker."""


class _Unwrap(Changer):
    """A crossing to be inlined becomes `__crossing__(place)` on the way up; the statement round it then knows it."""

    def __init__(self, plan: Unwrapping) -> None:
        super().__init__()
        self.plan = plan
        self._count = 0
        self._open: list[int | None] = []
        self._given: dict[int, list[Line]] = {}

    def visit_Call(self, node: cst.Call) -> bool:
        spelled = dotted(node.func) in self.plan.aliases or (
            isinstance(node.func, cst.Attribute) and node.func.attr.value == NAME
        )
        self._open.append(self._count if spelled else None)
        self._count += spelled
        return True

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        place = self._open.pop()
        if place is not None and place in self.plan.inlined:
            self._given[place] = list(_bound(self.plan.inlined[place], updated_node))
            return cst.Call(cst.Name(_MARK), [cst.Arg(cst.Integer(str(place)))])
        if place is None or place not in self.plan.calls:
            return updated_node
        return direct(updated_node, awaited=place in self.plan.awaited)

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine | cst.FlattenSentinel[cst.BaseStatement]:
        match original_node.body, updated_node.body:
            case [cst.Expr(value=before)], [cst.Expr(value=after) as statement] if before is not after:
                assignment = as_assignment(after)
                if assignment is not None:
                    return updated_node.with_changes(body=[assignment.with_changes(semicolon=statement.semicolon)])
                if isinstance(after, cst.Tuple | cst.List) and isinstance(statement.semicolon, cst.MaybeSentinel):
                    return cst.FlattenSentinel(list(_one_by_one(after, updated_node)))
        match updated_node.body:
            case [cst.Expr(value=cst.Call(func=cst.Name(value=name), args=[cst.Arg(value=cst.Integer(value=place))]))]:
                if name == _MARK:
                    function, given = self.plan.inlined[int(place)], self._given[int(place)]
                    body = inline(function, updated_node, given, leave_comments=self.plan.leave_comments)
                    return cst.FlattenSentinel(cast("Sequence[cst.BaseStatement]", body))
        return updated_node


def unwrap(line: Line, plan: Unwrapping) -> list[Line]:
    """The statement as it runs on main: crossings called directly, local functions put in their place."""
    changed = line.visit(_Unwrap(plan))
    if isinstance(changed, cst.SimpleStatementLine | cst.BaseCompoundStatement):
        return [changed]
    return list(cast("cst.FlattenSentinel[Line]", changed))


def is_tidied(statement: ast.stmt) -> bool:
    """Whether `unwrap` changes more of it than crossings: what needed a function or a tuple only to be crossed with."""
    values = [inner.value for inner in walk(statement) if isinstance(inner, ast.Expr)]
    return any(
        isinstance(value, ast.Tuple | ast.List) or (isinstance(value, ast.Call) and isinstance(value.func, ast.Name))
        for value in values
    )


def direct(call: cst.Call, *, awaited: bool = False) -> cst.BaseExpression:
    """`cross(f, x)` as `f(x)`; lambdas and partials are looked through."""
    place = next((i for i, arg in enumerate(call.args) if arg.keyword and arg.keyword.value == "callback"), 0)
    rest = [arg for index, arg in enumerate(call.args) if index != place]
    result = _called(call.args[place].value, rest, call)
    return cst.Await(result) if awaited else result


def as_assignment(made: cst.BaseExpression) -> cst.Assign | None:
    """`setattr(view, "title", text)` as `view.title = text`: only a crossing needs a function for that."""
    match made:
        case cst.Call(
            func=cst.Name(value="setattr"),
            args=[
                cst.Arg(
                    keyword=None, star="", value=cst.Name() | cst.Attribute() | cst.Call() | cst.Subscript() as owner
                ),
                cst.Arg(keyword=None, star="", value=cst.SimpleString() as name),
                cst.Arg(keyword=None, star="", value=value),
            ],
        ) if not _spans_lines(made):
            attribute = name.evaluated_value
            if isinstance(attribute, str) and attribute.isidentifier() and not iskeyword(attribute):
                target = cst.AssignTarget(cst.Attribute(owner, cst.Name(attribute)))
                return cst.Assign([target], value)
    return None


def _one_by_one(made: cst.Tuple | cst.List, line: cst.SimpleStatementLine) -> Iterator[cst.SimpleStatementLine]:
    """`(view.clear(), view.write(text))` as the statements that a lambda has no room for."""
    if any(not isinstance(element, cst.Element) for element in made.elements) or not made.elements:
        yield line
        return
    last = len(made.elements) - 1
    for index, element in enumerate(made.elements):
        yield cst.SimpleStatementLine(
            [cst.Expr(element.value)],
            leading_lines=line.leading_lines if index == 0 else (),
            trailing_whitespace=line.trailing_whitespace if index == last else cst.TrailingWhitespace(),
        )


def _called(first: cst.BaseExpression, rest: list[cst.Arg], call: cst.Call) -> cst.BaseExpression:
    if isinstance(first, cst.Lambda) and not rest and not _has_params(first):
        return first.body
    if isinstance(first, cst.Call) and _is_partial(first.func) and first.args:
        given = [*first.args[1:], *rest]
        return _called(first.args[0].value, given, first if len(given) == len(first.args) - 1 else call)
    func = first if isinstance(first, cst.Name | cst.Attribute | cst.Call | cst.Subscript) else _parenthesized(first)
    one_line = not _spans_lines(call) or shares_a_line(call)
    args = [
        arg.with_changes(comma=_comma(arg, last=index == len(rest) - 1, one_line=one_line))
        for index, arg in enumerate(rest)
    ]
    if args and one_line:
        args[-1] = args[-1].with_changes(whitespace_after_arg=cst.SimpleWhitespace(""))
    before = cst.SimpleWhitespace("") if one_line or not args else call.whitespace_before_args
    if args and isinstance(gone := call.args[0].comma, cst.Comma) and call.args[0].value is first:
        # A comment behind the callback stays on the line where it stands.
        gap = gone.whitespace_after
        if (
            isinstance(gap, cst.ParenthesizedWhitespace)
            and gap.first_line.comment is not None
            and not _commented(before)
        ):
            before = gap
    return cst.Call(func=func, args=args, whitespace_before_args=before)


def _comma(arg: cst.Arg, *, last: bool, one_line: bool) -> cst.Comma | cst.MaybeSentinel:
    if isinstance(arg.comma, cst.Comma):
        return cst.MaybeSentinel.DEFAULT if last and one_line else arg.comma
    return cst.MaybeSentinel.DEFAULT if last else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def shares_a_line(call: cst.Call) -> bool:
    """Whether the arguments have one line of their own, as formatters lay out a call that is too long for one.

    Of a crossing, what is left fits on one: that line was indented and began with the callback.
    """
    gaps = [call.whitespace_before_args, *(arg.whitespace_after_arg for arg in call.args)]
    gaps += [arg.comma.whitespace_after for arg in call.args if isinstance(arg.comma, cst.Comma)]
    last = call.args[-1]
    inner = [arg.comma for arg in call.args[:-1] if isinstance(arg.comma, cst.Comma)]
    return (
        not any(_commented(gap) for gap in gaps)
        and not isinstance(last.comma, cst.Comma)
        and all(isinstance(comma.whitespace_after, cst.SimpleWhitespace) for comma in inner)
    )


def _commented(gap: cst.BaseParenthesizableWhitespace) -> bool:
    return isinstance(gap, cst.ParenthesizedWhitespace) and bool(
        gap.first_line.comment or any(line.comment for line in gap.empty_lines)
    )


def _spans_lines(call: cst.Call) -> bool:
    return isinstance(call.whitespace_before_args, cst.ParenthesizedWhitespace)


def _has_params(node: cst.Lambda) -> bool:
    params = node.params
    return bool(params.params or params.kwonly_params or params.posonly_params or params.star_kwarg)


def _is_partial(func: cst.BaseExpression) -> bool:
    return (isinstance(func, cst.Name) and func.value == "partial") or (
        isinstance(func, cst.Attribute) and func.attr.value == "partial"
    )


def _parenthesized(node: cst.BaseExpression) -> cst.BaseExpression:
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _bound(function: cst.FunctionDef, call: cst.Call) -> Iterator[Line]:
    """The parameters of a local function bound to what a crossing gives for them by their place."""
    given = [arg.value for arg in call.args if arg.keyword is None]
    for param, value in zip(function.params.params, given[len(given) - len(function.params.params) :], strict=True):
        if not (isinstance(value, cst.Name) and value.value == param.name.value):
            yield cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(param.name)], value)])


def inline(
    function: cst.FunctionDef, crossing: Line, given: Sequence[Line] = (), *, leave_comments: bool
) -> list[Line]:
    """The body of a local function in the place of the statement that crossed to it, after those that bind its parameters.

    Comments above the function and its docstring (as a comment) come along; those above the crossing too, unless they
    stay with the worker.
    """
    flat = items(function.body)
    doc = docstring_of(function)
    body = [*given, *lines(flat[1:] if doc else flat)]
    if isinstance(last := body[-1] if body else None, cst.SimpleStatementLine):
        match last.body:
            case [cst.Return(value=None)] | [cst.Pass()]:
                body = body[:-1]
    above = list(comments_above(cast(Line, function)))
    if doc:
        above.extend(_as_comment(doc.alone()))
    if not leave_comments:
        above.extend(comments_above(crossing))
        above.extend(_behind(crossing))
    if not body:
        return []
    first = with_lines_above(body[0], above) if above else without_blank_lines(body[0])
    return [first, *body[1:]]


def _behind(line: Line) -> Iterator[cst.EmptyLine]:
    """The comment at the end of a statement's line, as a line of its own."""
    if isinstance(line, cst.SimpleStatementLine) and line.trailing_whitespace.comment is not None:
        yield cst.EmptyLine(comment=line.trailing_whitespace.comment)


def _as_comment(line: Line) -> Iterator[cst.EmptyLine]:
    value = cst.ensure_type(cst.ensure_type(line, cst.SimpleStatementLine).body[0], cst.Expr).value
    text = cast("cst.SimpleString | cst.ConcatenatedString", value).evaluated_value
    for row in str(text).strip().splitlines():
        yield cst.EmptyLine(comment=cst.Comment(f"# {row.strip()}".rstrip()))


def call_line(module: cst.Module, text: str) -> Line:
    """A new statement from its text."""
    return cst.parse_statement(text, config=module.config_for_parsing)
