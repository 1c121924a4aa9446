"""Carry a plan out in libcst: comments travel with their statements, everything else keeps every byte."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import cast

import libcst as cst

from bridgefix.findings import Level, Refusal, Rewrite
from bridgefix.rewrite import edit, excerpt, worker
from bridgefix.rewrite.crossing import Unwrapping, call_line, callback_of, candidates, is_tidied, unwrap
from bridgefix.rewrite.moving import with_imports
from bridgefix.rewrite.names import NONE, FunctionNode, Names, children, walk, walk_scope
from bridgefix.rewrite.opening import Opening
from bridgefix.rewrite.planning import Plan
from bridgefix.rewrite.trees import every_statement


def apply(plan: Plan, texts: Mapping[str, str], learnt: Sequence[edit.Line] = ()) -> Rewrite:
    """Carry the plan out. `learnt` are statements from elsewhere for the bridge, after those of the fetch."""
    same_file = plan.bridge.path == plan.fetch.path
    fetch_text, bridge_text = texts[plan.fetch.path], texts[plan.bridge.path]
    fetch_name, bridge_name = plan.fetch.function.qualname, plan.bridge.function.qualname
    fetch_module = excerpt.parsed(fetch_text, fetch_name, *([bridge_name] if same_file else []))
    decorator = worker.spelling(fetch_text) if plan.makes_worker else ""
    old_fetch = edit.find_function(fetch_module, fetch_name)
    inlines = {
        name: inline
        for name, inline in plan.inlines.items()
        if not edit.ends_with_comment(
            cst.ensure_type(_line_at(old_fetch, _address_of(plan, inline.function)), cst.FunctionDef)
        )
    }
    plan = plan._replace(inlines=inlines)
    pieces = [*_pieces(plan, fetch_module, old_fetch), *learnt]
    bridge_module = fetch_module if same_file else excerpt.parsed(bridge_text, bridge_name)

    def bridge_anew(node: cst.FunctionDef) -> cst.FunctionDef:
        return new_bridge(plan.opening, node, pieces, makes_async=plan.makes_async)

    def new_fetch(node: cst.FunctionDef) -> cst.FunctionDef:
        changed = _new_fetch(plan, fetch_module, node, decorator)
        if f"{plan.fetch.receiver}.{plan.bridge.name}" not in fetch_module.code_for_node(changed):
            raise plan.fetch.refuse("internal error: the data would not be handed over", plan.fetch.node.lineno)
        return changed

    changes = {} if plan.leaves_fetch else {fetch_name: new_fetch}
    if same_file:
        changes[bridge_name] = bridge_anew
        fetch_module = edit.change_functions(fetch_module, changes)
    else:
        fetch_module = edit.change_functions(fetch_module, changes)
        bridge_module = edit.change_functions(bridge_module, {bridge_name: bridge_anew})
        bridge_module = with_imports(bridge_module, plan.baggage)
    if plan.makes_worker:
        fetch_module = worker.with_import(fetch_module, decorator)
    new = {plan.fetch.path: excerpt.code(fetch_module, fetch_text)}
    if not same_file:
        new[plan.bridge.path] = excerpt.code(bridge_module, bridge_text)
    return Rewrite(new, Level.UNSAFE if plan.makes_worker else Level.SAFE, plan.note)


def _pieces(plan: Plan, module: cst.Module, fetch: cst.FunctionDef) -> list[edit.Line]:
    """The bridge's new statements."""
    result: list[edit.Line] = [call_line(module, text) for text in plan.supply.aliases]
    if plan.supply.unpacked is not None:
        _, statement, name = plan.supply.unpacked
        targets = ast.unparse(cast(ast.Assign, statement).targets[0]).strip("()")
        result.append(call_line(module, f"{targets} = {name}"))
    unread = _unread(plan)
    for address, _ in plan.supply.rebuilt:
        line = edit.without_blank_lines(edit.rename(_line_at(fetch, address), plan.supply.renames))
        # What the fetch keeps keeps its comments.
        result.append(line if address in unread else edit.without_comments(line))
    for address in plan.guards:
        guard = edit.without_comments(edit.rename(_line_at(fetch, address), plan.supply.renames))
        result.append(_bare_guard(cast(edit.Line, guard.visit(_Unwalrus()))))
    for index in plan.supply.slice.moved:
        for address, statement in plan.region.inner(index):
            if isinstance(statement, FunctionNode) and statement.name in plan.inlines:
                continue
            line = edit.attached(edit.rename(_line_at(fetch, address), plan.supply.renames))
            if index in plan.supply.slice.guards:
                result.append(_bare_guard(line))
            else:
                result.extend(_unwrapped(plan, fetch, statement, line))
    if result:
        result[-1] = edit.without_blank_end(result[-1])
    for parent in reversed(plan.forgiving):
        items = ", ".join(ast.unparse(item) for item in parent.items)
        head = cst.ensure_type(cst.parse_statement(f"with {items}:\n    pass", module.config_for_parsing), cst.With)
        result = [head.with_changes(body=cst.IndentedBlock(body=result))]
    return result


def _line_at(fetch: cst.FunctionDef, address: edit.Address) -> edit.Line:
    return edit.statements(fetch, address[:-1])[cast(int, address[-1])].alone()


class _Unwalrus(edit.Changer):
    """`(builds := fetch())` as `builds`."""

    def leave_NamedExpr(self, original_node: cst.NamedExpr, updated_node: cst.NamedExpr) -> cst.BaseExpression:
        return updated_node.target


def _address_of(plan: Plan, wanted: ast.stmt) -> edit.Address:
    return next(
        address
        for index in plan.supply.slice.moved
        for address, statement in plan.region.inner(index)
        if statement is wanted
    )


def _bare_guard(line: edit.Line) -> edit.Line:
    guard = cst.ensure_type(line, cst.If)
    body = cst.IndentedBlock(body=[cst.SimpleStatementLine(body=[cst.Return()])])
    return guard.with_changes(body=body)


def _unwrapped(plan: Plan, fetch: cst.FunctionDef, statement: ast.stmt, line: edit.Line) -> list[edit.Line]:
    spelled = candidates(statement, plan.fetch.aliases)
    calls, awaited, inlines = set(), set(), {}
    for place, call in enumerate(spelled):
        view = plan.fetch.view(call)
        if view is None or view.kind != "crossing":
            continue
        callback = callback_of(call)
        name = callback.id if isinstance(callback, ast.Name) else ""
        if name in plan.inlines and plan.inlines[name].call is call:
            function = edit.attached(_line_at(fetch, _address_of(plan, plan.inlines[name].function)))
            for names in (plan.inlines[name].renames, plan.supply.renames):
                function = edit.rename(function, names)
            inlines[place] = cst.ensure_type(function, cst.FunctionDef)
            continue
        calls.add(place)
        if view.returns_awaitable:
            awaited.add(place)
    if not calls and not inlines and not is_tidied(statement):
        return [line]
    crossed = (
        plan.handover.split("(")[0].endswith("call_from_thread") or plan.handover.split("(")[0] in plan.fetch.aliases
    )
    leave = plan.shown == [statement] and crossed and isinstance(statement, ast.Expr)
    return unwrap(line, Unwrapping(frozenset(calls), frozenset(awaited), inlines, plan.fetch.aliases, leave))


def new_bridge(
    opening: Opening, node: cst.FunctionDef, pieces: Sequence[edit.Line], *, makes_async: bool = False
) -> cst.FunctionDef:
    """The bridge with its refetching statement replaced, and without those that only threw its data away."""

    def put(flat: list[edit.Item]) -> Sequence[edit.Item | edit.Line]:
        old = flat[opening.place].alone()
        # What stood above the old statement stays: it is the author's, and may be about the data.
        first = edit.with_lines_above(pieces[0], old.leading_lines)
        return [*flat[: opening.place], first, *pieces[1:], *flat[opening.place + 1 :]]

    changed = edit.change_statements(node, opening.address, put)
    for address in sorted(opening.drops, reverse=True, key=lambda a: tuple(map(str, a))):
        place = cast(int, address[-1])
        if address[:-1] == opening.address and place > opening.place:
            place += len(pieces) - 1

        def drop(flat: list[edit.Item], place: int = place) -> list[edit.Item]:
            return [item for index, item in enumerate(flat) if index != place]

        changed = edit.change_statements(changed, address[:-1], drop)
    result = cst.ensure_type(changed, cst.FunctionDef)
    if makes_async:
        result = result.with_changes(asynchronous=cst.Asynchronous())
    return result


def _new_fetch(plan: Plan, module: cst.Module, node: cst.FunctionDef, decorator: str) -> cst.FunctionDef:
    division, region = plan.supply.slice, plan.region
    kept = {*division.copied, *division.guards, region.gate}
    gone = {index for index in division.moved if index not in kept}
    line = _crossing_line(plan, module, node)

    def cut(flat: list[edit.Item]) -> Sequence[edit.Item | edit.Line]:
        head: list[edit.Item | edit.Line] = []
        free: list[cst.EmptyLine] = []
        for index, item in enumerate(flat[: region.end]):
            if index in gone:
                free += edit.standing_free(item.alone())
                continue
            after_def = index - 1 in gone and isinstance(flat[index - 1].line, cst.FunctionDef)
            kept = edit.without_blank_lines(item.line) if after_def and item.of == 1 else item
            head.append(edit.with_lines_above(item.alone(), free) if free else kept)
            free = []
        counts = [_counting(flat[index].alone()) for index in division.counted]
        if free and region.gate is None:
            head.append(line.with_changes(leading_lines=[*free, *line.leading_lines]))
        elif region.gate is None:
            head.append(line)
        return [*head, *counts, *flat[region.end :]]

    changed: cst.CSTNode = node
    if region.gate is not None:
        changed = edit.change_statements(changed, (*region.address, region.gate, "body"), lambda flat: [line])
    changed = edit.change_statements(changed, region.address, cut)
    if plan.supply.unpacked is not None:
        changed = _pack(plan, changed)
    for address in _unread(plan):

        def drop(flat: list[edit.Item], place: int = cast(int, address[-1])) -> list[edit.Item]:
            return [item for index, item in enumerate(flat) if index != place]

        changed = edit.change_statements(changed, address[:-1], drop)
    result = cst.ensure_type(changed, cst.FunctionDef)
    return worker.decorated(result, decorator) if plan.makes_worker else result


def _counting(line: edit.Line) -> edit.Line:
    """A loop without its crossings."""
    loop = cst.ensure_type(line, cst.For)
    body = [
        item.alone()
        for item in edit.items(loop.body)
        if isinstance(item.line, cst.SimpleStatementLine) and isinstance(item.line.body[item.small], cst.AugAssign)
    ]
    return loop.with_changes(body=cst.IndentedBlock(body=body), leading_lines=[])


def _crossing_line(plan: Plan, module: cst.Module, fetch: cst.FunctionDef) -> edit.Line:
    """The statement that hands the data over.

    Comments at a lone crossing whose local function is inlined are about crossing: they stay with it.
    """
    shown = plan.shown
    line = call_line(module, plan.handover)
    if len(shown) != 1 or not plan.inlines or not isinstance(shown[0], ast.Expr):
        return line
    old = cst.ensure_type(_line_at(fetch, _address_of(plan, shown[0])), cst.SimpleStatementLine)
    above = edit.comments_above(old)
    return line.with_changes(
        leading_lines=[*edit.blank_above(old), *above] if above else [], trailing_whitespace=old.trailing_whitespace
    )


def _pack(plan: Plan, node: cst.CSTNode) -> cst.CSTNode:
    assert plan.supply.unpacked is not None
    address, statement, name = plan.supply.unpacked
    remaining = _remaining(plan)
    targets = frozenset(n.id for n in walk(cast(ast.Assign, statement).targets[0]) if isinstance(n, ast.Name))
    if name in plan.fetch.scope.locals - targets:
        raise plan.fetch.refuse(f"`{name}` means something else in `{plan.fetch.name}`", statement.lineno)
    read = any(targets & _names(s) for s in remaining if s is not statement)

    def pack(flat: list[edit.Item]) -> list[edit.Item | edit.Line]:
        place = cast(int, address[-1])
        line = cst.ensure_type(flat[place].alone(), cst.SimpleStatementLine)
        assign = cst.ensure_type(line.body[0], cst.Assign)
        packed = line.with_changes(body=[assign.with_changes(targets=[cst.AssignTarget(target=cst.Name(name))])])
        unpack = line.with_changes(body=[assign.with_changes(value=cst.Name(name))], leading_lines=[])
        return [*flat[:place], packed, *([unpack] if read else []), *flat[place + 1 :]]

    return edit.change_statements(node, address[:-1], pack)


def _names(statement: ast.AST) -> Names:
    return frozenset(n.id for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))


def _remaining(plan: Plan) -> list[ast.stmt]:
    """The statements of the fetch that stay, at any depth."""
    gone = {id(inner) for statement in plan.gone for inner in walk(statement)}
    return [s for _, s in every_statement(plan.fetch.body) if id(s) not in gone]


def _unread(plan: Plan) -> list[edit.Address]:
    """Statements from before the cut that only served the display, last first."""
    handed = frozenset(n.id for n in walk(ast.parse(plan.handover)) if isinstance(n, ast.Name))
    remaining = _remaining(plan)
    found: list[edit.Address] = []
    for address, statement in reversed(plan.supply.rebuilt):
        binds = plan.fetch.use(statement).binds
        if statement not in remaining:
            # It goes with the display, so it stands behind what reads it: that raises, and would no longer.
            names = " and ".join(f"`{name}`" for name in sorted(binds))
            raise Refusal(f"{names} is read before it is bound", statement.lineno, plan.fetch.path)
        others = [s for s in remaining if s is not statement and not _encloses(s, statement)]
        read = frozenset().union(*(_own_names(s) for s in others)) if others else NONE
        if binds and not binds & (read | handed):
            found.append(address)
            remaining.remove(statement)
    return found


def _encloses(outer: ast.stmt, inner: ast.stmt) -> bool:
    return outer is not inner and any(node is inner for node in walk(outer))


def _own_names(statement: ast.stmt) -> Names:
    """Names read by a statement itself: those of nested statements are counted with these."""
    if isinstance(statement, FunctionNode | ast.ClassDef):
        return _names(statement)
    found: set[str] = set()
    for child in children(statement):
        if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            found |= _names(child)
    for node in walk_scope(statement):
        if isinstance(node, ast.Lambda):
            found |= _names(node)
    return frozenset(found)
