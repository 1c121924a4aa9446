"""A method found again in its text, with what its statements do: the model's answers laid over the `ast` tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from bridgefix.calls import PLAIN
from bridgefix.cancelling import call_waits
from bridgefix.effects import CallView, Model
from bridgefix.elsewhere import OUTER
from bridgefix.facts import Call, Expr, Function, Span
from bridgefix.findings import Refusal, Step, Thread
from bridgefix.purity import ASKING
from bridgefix.rewrite.aliases import Aliases
from bridgefix.rewrite.behind import Behind
from bridgefix.rewrite.defuse import Scope
from bridgefix.rewrite.holders import Holders
from bridgefix.rewrite.judging import Judge, operands_at
from bridgefix.rewrite.names import (
    NONE,
    FunctionNode,
    Names,
    bound_by,
    is_receiver,
    root,
    self_attribute,
    walk,
    walk_scope,
)
from bridgefix.rewrite.relays import relayed, takes_only_callback
from bridgefix.rewrite.sharing import Sharing
from bridgefix.rewrite.trees import find_function, span
from bridgefix.rewrite.unspoken import Run, Unspoken
from bridgefix.rewrite.use import INSIDE, Use
from bridgefix.summaries import SCALARS
from bridgefix.symbols import is_property


class Deed(NamedTuple):
    """What one statement does when it runs, functions it only defines left out."""

    blocks: tuple[Step, ...] = ()
    """The way to what blocks or is awaited; empty when nothing does."""
    blocks_at: int = 0
    shows_at: int = 0
    """The first line that touches the UI; 0 when none does."""
    crossings: tuple[ast.Call, ...] = ()
    crosser: tuple[int, str] | None = None
    """Line and name of a plain call to a function that crosses by itself."""

    @property
    def shows(self) -> bool:
        """Whether it touches the UI."""
        return self.shows_at > 0


class Reading:
    """One method: its `ast` node, its names, and what its statements do. Raises Refusal where it can't be found.

    Calls of `bridge_id`, the bridge that fetches again through this method, do not count as showing.
    """

    def __init__(
        self, model: Model, texts: Mapping[str, str], function: Function, bridge_id: str | None = None
    ) -> None:
        self.model = model
        model.effects.asked.texts.add(function.id)
        self.function = function
        self.bridge_id = bridge_id
        self.path = function.path
        self.text = texts[self.path]
        node = find_function(self.text, function.qualname)
        if node is None:
            raise Refusal(f"{function.qualname} could not be found again in {self.path}", function.line, self.path)
        self.node: FunctionNode = node
        args = [*node.args.posonlyargs, *node.args.args]
        self.receiver = args[0].arg if args else "self"
        self._bound = {n.id for n in walk(node) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        self._bound |= {n.arg for n in walk(node) if isinstance(n, ast.arg)} - {self.receiver}
        self._deeds: dict[int, Deed] = {}
        self._uses: dict[int, Use] = {}
        self._reads: dict[Span, Expr] | None = None

    @property
    def name(self) -> str:
        """The bare name of the method."""
        return self.node.name

    @cached_property
    def scope(self) -> Scope:
        """Its names."""
        scope = Scope(self.node, self.judging.judge, self.receiver, self.behind, self.is_lazy)
        # While it learns what local functions capture, it is asked what a lambda in one of them changes.
        self.__dict__["scope"] = scope
        return scope.closed()

    @cached_property
    def behind(self) -> Behind:
        """What is behind the attributes of its object."""
        return Behind(
            self.model,
            self.function,
            self.node,
            self.receiver,
            self.judging.fresh,
            self._is_widget,
            self.holders,
            self._leaves,
        )

    @cached_property
    def unspoken(self) -> Unspoken:
        """What its expressions run without calling it."""
        return Unspoken(self.model, self.function, self.receiver)

    @cached_property
    def judging(self) -> Judge:
        """What its calls may change."""
        return Judge(self)

    @cached_property
    def sharing(self) -> Sharing:
        """Which of its names may hold the same objects."""
        return Sharing(self.node, self.scope.named - {self.receiver}, self.judging.fresh, self._leaves)

    def _leaves(self, node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
        """As `sharing.Leaves`."""
        for run, kept, value in self.unspoken.kept_by(node):
            if not kept.place.startswith(OUTER):
                yield run.operand, value
        if not isinstance(node, ast.Call):
            return
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        # Of a call that can't leave one thing in another the model is not asked, as in `Judge.fresh`.
        if sum(not isinstance(value, ast.Constant | ast.JoinedStr) for value in values) < 2:
            return
        with self.model.effects.asked.not_counted():
            view = self.view(node)
            mutates = view.mutates if view is not None and view.kind == PLAIN else None
        if view is None or not mutates:
            return
        for operand in mutates:
            # `heappush(heap, row)`, `put(box, rows)`
            for holder in self.judging.receivers(node) if operand == "self" else operands_at(node, operand):
                if any(holder is value for value in values) and not self._is_shown(view.call, values.index(holder)):
                    yield from ((holder, value) for value in values if value is not holder)

    def _is_shown(self, call: Call, place: int) -> bool:
        """Whether an argument of a call, keywords counted after the others, is a part of Textual's tree."""
        given = (*call.args, *(value for _, value in call.keywords))[place]
        kind = self.model.project.type_of(given, self.function)
        return kind is not None and bool(self.model.project.textual_names(kind))

    @cached_property
    def aliases(self) -> Names:
        """Local names for the bound `call_from_thread`, and methods of the project that only cross, as they are called."""
        relays = [ast.unparse(n.func) for n in walk(self.node) if isinstance(n, ast.Call) and span(n) in self._relayed]
        return frozenset(name for name in relays if re.fullmatch(r"[\w.]+", name)) | frozenset(
            target.id
            for node in walk(self.node)
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "call_from_thread"
            for target in node.targets
            if isinstance(target, ast.Name)
        )

    @property
    def is_async(self) -> bool:
        """Whether it is an `async def`."""
        return isinstance(self.node, ast.AsyncFunctionDef)

    @property
    def body(self) -> list[ast.stmt]:
        """Its statements; a docstring is number 0 where there is one."""
        return self.node.body

    @property
    def first(self) -> int:
        """The index of the first statement that is no docstring."""
        return 1 if ast.get_docstring(self.node, clean=False) is not None else 0

    def source(self, node: ast.expr) -> str:
        """An expression as it is written."""
        return ast.get_source_segment(self.text, node) or ast.unparse(node)

    def refuse(self, reason: str, line: int) -> Refusal:
        """A refusal that points at a line of this file."""
        return Refusal(reason, line, self.path)

    def view(self, call: ast.Call) -> CallView | None:
        """What the model knows of a call; one of a method that only crosses counts as the crossing."""
        crossing = self._relayed.get(span(call))
        return (
            self.model.effects.view(self.path, span(call)) if crossing is None else self.model.effects.of_call(crossing)
        )

    @cached_property
    def _relayed(self) -> dict[Span, Call]:
        found = ((call.span, relayed(self.model, call)) for call in self.function.calls)
        return {place: crossing for place, crossing in found if crossing is not None}

    def takes_only_callback(self, crossing: ast.Call) -> bool:
        """Whether a crossing is the call of a method that has no place for arguments of what it calls."""
        call = self.model.project.call(self.path, span(crossing)) if span(crossing) in self._relayed else None
        return call is not None and all(map(takes_only_callback, self.model.project.targets(call)))

    def call_at(self, place: Span) -> ast.Call | None:
        """The call that the model knows by this span."""
        return next((n for n in walk(self.node) if isinstance(n, ast.Call) and span(n) == place), None)

    def attribute(self, node: ast.Attribute) -> Expr | None:
        """An attribute that is read, as the model knows it."""
        if self._reads is None:
            self._reads = {expr.span: expr for expr, _ in self.function.reads}
        return self._reads.get(span(node))

    def use(self, statement: ast.stmt) -> Use:
        """What a statement reads, binds and changes, seen through shared objects."""
        found = self._uses.get(id(statement))
        if found is None:
            found = _beside(self.scope.statement(statement), self.silently(walk(statement)))
            found = _beside(found, self._round_about(statement))
            # `view = self._pods; view.append(…)` changes what the attribute holds.
            behind = NONE.union(*map(self.held_behind, found.changes))
            kept = NONE.union(*(self.scope.kept(name) for name in behind))
            # Another name than those that this is known to change: one that was put there.
            known = self.changed(found) | found.changes
            others = frozenset(name for name in kept if name.removeprefix(INSIDE) not in known)
            gets = NONE.union(*(self._nodes.get(name, NONE) for name in found.reads))
            found = self._uses[id(statement)] = found._replace(
                gets=found.gets | gets,
                sets=found.sets | behind | frozenset(self._kept_on_nodes(statement)),
                changes=found.changes | kept,
                through=found.through | frozenset(name for name in behind if self.scope.kept(name) & others),
            )
        return found

    def silently(self, nodes: Iterable[ast.AST]) -> Use:
        """The use of the operators, properties and setters of other objects that these nodes themselves run."""
        use = Use()
        for node in nodes if self.unspoken.any else ():
            for run in self.unspoken.run_by(node):
                outer = self.behind.outer(run.function)
                use = _beside(use, Use(gets=outer.reads, sets=outer.writes))
                for value, deep in self.silently_changed(run):
                    use = _beside(use, self.scope.changed(value, deep=deep))
        return use

    def _round_about(self, statement: ast.stmt) -> Use:
        """What a statement gets and sets of the object itself by other ways than through `self`."""
        use = Use()
        for node in walk(statement):
            if isinstance(node, ast.Attribute) and self.own.is_open(node):
                use = _beside(use, Use(opaque=f"an attribute that `{ast.unparse(node.value)}` hands on"))
            match node:
                case ast.Attribute(ctx=ast.Load()):
                    found = self.own.attribute(node)
                    if found is not None and not found[1]:
                        use = _beside(use, self.scope.got(frozenset({found[0]})))
                case ast.Attribute() | ast.Subscript(ctx=ast.Store() | ast.Del()):
                    found = self.own.attribute(node)
                    if found is not None:
                        use = _beside(use, self.scope.set_in(*found))
                case ast.Call(func=ast.Attribute(value=holder)) if not self.pure_call(node):
                    found = self.own.attribute(holder)
                    if found is not None:
                        use = _beside(use, self.scope.set_in(found[0], found[1] + 1))
        return use

    @cached_property
    def own(self) -> Aliases:
        """Its other ways to the object itself."""
        return Aliases(self.model, self.function, self.receiver, self.unspoken)

    def silently_changed(self, run: Run) -> Iterator[tuple[ast.expr, bool]]:
        """What a function that runs without being called may change in place, and whether inside of what that holds, too."""
        summary = self.model.effects.summaries[run.function.id]
        if run.known and (summary.grows or is_receiver(run.operand, self.receiver)):
            deep = self.holders.grows(run.function)
            if deep and isinstance(run.operand, ast.Call):
                # `with Opened(rows):` may change what it was given.
                yield from ((arg, True) for arg in run.operand.args)
            yield run.operand, deep
        if summary.params:
            yield from ((value, True) for value in run.given)

    @cached_property
    def holders(self) -> Holders:
        """Which of its names may hold what attributes of `self` hold. Widgets that are looked up are none."""

        def targets(call: ast.Call) -> tuple[Function, ...]:
            view = self.view(call)
            return view.targets if view is not None else ()

        return Holders(
            self.model,
            self.function,
            self.node,
            self.receiver,
            targets,
            self.judging.copies,
            self._brings,
            self._is_nobodys,
            self.unspoken,
        )

    def held_behind(self, change: str) -> Names:
        """The attributes and variables whose objects change where that of a name does; `change` is as in `Use.changes`."""
        held = (self.holders.names.get(name, NONE) for name in self.sharing.seen_through(change))
        copied = (self.holders.copies.get(name, NONE) for name in self.sharing.seen_inside(change))
        return NONE.union(*held, *copied)

    @cached_property
    def _nodes(self) -> dict[str, Names]:
        """Local names for others of Textual's tree, with the attribute: `app = self.app`."""
        found: dict[str, Names] = {}
        for node in walk(self.node):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute) and self._is_widget(node.value):
                attribute = self_attribute(node.value, self.receiver)
                for target in node.targets:
                    if attribute is not None and isinstance(target, ast.Name):
                        found[target.id] = found.get(target.id, NONE) | {attribute}
        return found

    def _kept_on_nodes(self, statement: ast.stmt) -> Iterator[str]:
        """Attributes of `self` through which something is set that shows nothing: `app.count = 1`."""
        for node in walk_scope(statement):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
                store = self.model.effects.store(self.path, span(node))
                if store is None or not store.shows:
                    yield from self._nodes.get(node.value.id, NONE)

    def _is_widget(self, value: ast.expr) -> bool:
        read = self.attribute(value) if isinstance(value, ast.Attribute) else None
        owner = self.model.project.type_of(read, self.function) if read is not None else None
        return owner is not None and bool(self.model.project.textual_names(owner))

    def _is_nobodys(self, value: ast.expr) -> bool:
        """Whether an expression is a part of Textual's tree, or a text or a number."""
        read = self.attribute(value) if isinstance(value, ast.Attribute) else None
        kind = self.model.project.type_of(read, self.function) if read is not None else None
        return kind in SCALARS - {"builtins.tuple"} or self._is_widget(value)

    def _brings(self, call: ast.Call) -> bool:
        """Whether what a call gives comes from elsewhere, and is nothing of what it is given."""
        known = self.model.project.call(self.path, span(call))
        if known is None or self.model.project.targets(known):
            return False
        return known.awaited or bool(self.model.effects.call_blocks(known, ())) or call_waits(self.model, known)

    def changed(self, use: Use) -> Names:
        """All names through which the changes of a use can be seen."""
        return frozenset().union(*(self.sharing.seen_through(name) for name in use.changes)) if use.changes else NONE

    def unbound_until(self, statement: ast.stmt) -> Names:
        """Names that hold nothing yet when a statement has run: what it changes cannot be seen through them."""
        end = statement.end_lineno or statement.lineno
        if self._is_in_loop(statement):
            return NONE
        return frozenset(name for name, line in self._bound_first.items() if line > end)

    def may_run_before(self, node: ast.AST, other: ast.expr) -> bool:
        """Whether a node of the method may run before another one has run for the first time."""
        return getattr(node, "lineno", 0) <= other.lineno or self._is_in_loop(other)

    def _is_in_loop(self, node: ast.stmt | ast.expr) -> bool:
        return any(line <= node.lineno <= last for line, last in self._loops)

    @cached_property
    def _bound_first(self) -> Mapping[str, int]:
        """The first line on which each name is bound."""
        first = dict.fromkeys(self.scope.params, 0)
        for node in walk(self.node):
            for name in bound_by(node):
                line = getattr(node, "lineno", 0)
                first[name] = min(first.get(name, line), line)
        return first

    @cached_property
    def _loops(self) -> Sequence[tuple[int, int]]:
        """The lines of each loop: its end comes before its beginning, too."""
        loops = (node for node in walk(self.node) if isinstance(node, ast.For | ast.AsyncFor | ast.While))
        return [(loop.lineno, loop.end_lineno or loop.lineno) for loop in loops]

    def calls(self, node: ast.AST) -> Iterator[tuple[ast.Call, CallView | None]]:
        """The calls made when `node` runs, each with the model's answer."""
        for inner in walk_scope(node):
            if isinstance(inner, ast.Call):
                yield inner, self.view(inner)

    def deed(self, statement: ast.stmt) -> Deed:
        """What a statement does."""
        found = self._deeds.get(id(statement))
        if found is None:
            found = self._deeds[id(statement)] = self.deed_of(statement)
        return found

    def deed_of(self, node: ast.AST) -> Deed:
        """What any piece of the method does."""
        if isinstance(node, FunctionNode):
            return Deed()
        blocks: tuple[Step, ...] = ()
        blocks_at = shows_at = 0
        crossings: list[ast.Call] = []
        crosser = None
        awaited = self._awaited(node)
        for inner in walk_scope(node):
            if isinstance(inner, ast.Attribute | ast.Subscript) and isinstance(inner.ctx, ast.Store | ast.Del):
                store = self.model.effects.store(self.path, span(inner))
                if store is not None and store.shows:
                    shows_at = min(shows_at or inner.lineno, inner.lineno)
            for function, operand, known, _ in self.unspoken.run_by(inner):
                effects = self.model.effects.of(function.id)
                if known and effects.crosses:
                    crosser = crosser or (operand.lineno, f"{ast.unparse(operand)}.{function.name}")
                if known and effects.blocks and not blocks:
                    blocks, blocks_at = effects.blocks, operand.lineno
            if not isinstance(inner, ast.Call):
                continue
            view = self.view(inner)
            if view is not None and any(f.id == self.bridge_id for f in (*view.runs, *view.targets)):
                # Round and round: what calls the bridge that calls it shows nothing by that.
                continue
            waits = id(inner) in awaited and not (view is not None and view.shows)
            if view is None:
                if waits and not blocks:
                    blocks, blocks_at = self._waits(inner), inner.lineno
                continue
            if view.kind == "crossing" and not view.runs and _tells(inner):
                # Told, as `self.notify` without a crossing: of this fetch, not of its rows.
                continue
            if view.kind == "crossing":
                # Whatever it runs was meant for main, so it belongs to what is shown.
                crossings.append(inner)
                shows_at = min(shows_at or inner.lineno, inner.lineno)
            elif view.kind == "plain" and any(self.model.effects.of(t.id).crosses for t in view.targets):
                crosser = crosser or (inner.lineno, ast.unparse(inner.func))
            if view.shows:
                shows_at = min(shows_at or inner.lineno, inner.lineno)
            # A pool is waited for where its results are read, at the latest at the end of its `with`.
            waits = waits or (view.kind == "launch" and (view.dotted or "").endswith("Executor.map"))
            # Nobody knows what is behind `self.service`: on main it might have to be waited for.
            waits = waits or (not view.call.awaited and call_waits(self.model, view.call))
            if (view.blocks or waits) and not blocks:
                blocks, blocks_at = view.blocks or self._waits(inner), inner.lineno
        return Deed(blocks, blocks_at, shows_at, tuple(crossings), crosser)

    def _awaited(self, node: ast.AST) -> set[int]:
        return {id(n.value) for n in walk_scope(node) if isinstance(n, ast.Await)}

    def _waits(self, call: ast.Call) -> tuple[Step, ...]:
        return (Step(self.path, call.lineno, ast.unparse(call.func), Thread.UNKNOWN),)

    def pure(self, node: ast.AST) -> bool:
        """Whether running `node` twice, or not at all, makes no difference but to the local names that it binds."""
        for inner in walk_scope(node):
            match inner:
                case ast.Call():
                    if not self.pure_call(inner):
                        return False
                case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Await() | ast.Yield() | ast.YieldFrom():
                    return False
                case ast.With() | ast.AsyncWith() | ast.Raise() | ast.Return() | ast.Global():
                    return False
        return not self.property_acts(node)

    def pure_call(self, call: ast.Call) -> bool:
        """Whether a call has no effect: the model shows it so, or it only asks a local value by a well-known name."""
        view = self.view(call)
        if view is not None and (view.pure or view.blocks):
            return view.pure
        asks = isinstance(call.func, ast.Attribute) and call.func.attr in ASKING
        return asks and (view is None or view.dotted is None) and root(call.func) in self._bound

    def property_acts(self, node: ast.AST) -> bool:
        """Whether what runs with `node` without being called does more than to give a value."""
        for inner in walk_scope(node):
            if any(
                known and self.model.effects.acts(function) for function, _, known, _ in self.unspoken.run_by(inner)
            ):
                return True
            if not isinstance(inner, ast.Attribute) or not isinstance(inner.ctx, ast.Load):
                continue
            if isinstance(inner.value, ast.Name) and inner.value.id == self.receiver:
                found = self.behind.runs(inner.attr)
                if found is not None and is_property(found) and not self.model.effects.of(found.id).pure:
                    return True
        return False

    def can_be_set_again(self, target: ast.expr) -> bool:
        """Whether it makes no difference that an attribute is set to the same once more."""
        own = self_attribute(target, self.receiver)
        setters = [run.function for run in self.unspoken.run_by(target)]
        setters += self.behind.setters(own) if own is not None else []
        return not any(map(self.model.effects.does_more, setters))

    def handed_functions(self, call: ast.Call) -> Iterator[ast.AST]:
        """The functions that a call is handed and may run: lambdas, local ones, and references to others that act."""
        view = self.view(call)
        if view is not None and (view.kind != "plain" or view.dotted == "functools.partial"):
            return
        for given in (*call.args, *(keyword.value for keyword in call.keywords)):
            match given:
                case ast.Lambda():
                    yield given
                case ast.Name(id=name) if name in self.scope.closures:
                    yield from (n for n in walk(self.node) if isinstance(n, FunctionNode) and n.name == name)
                case ast.Attribute(value=ast.Name(id=name), attr=attr) if name == self.receiver:
                    found = self.behind.runs(attr)
                    if found is not None and not is_property(found) and not self.model.effects.of(found.id).pure:
                        yield given

    def is_lazy(self, call: ast.Call) -> bool:
        """Whether what a call gives is used up by whoever goes through it."""
        # Not by its view: what else the functions do that it runs is none of our business.
        project = self.model.project
        known = project.call(self.path, span(call))
        if known is not None and any(target.is_generator for target in project.targets(known)):
            return True
        dotted = project.dotted(known.func, project.functions[known.function]) if known is not None else None
        name = dotted if dotted is not None else ast.unparse(call.func)
        return name.removeprefix("builtins.") in _USED_UP or name.startswith("itertools.")


def _beside(use: Use, other: Use) -> Use:
    """A use with what another one gets, sets and changes."""
    return use._replace(
        gets=use.gets | other.gets,
        sets=use.sets | other.sets,
        changes=use.changes | other.changes,
        through=use.through | other.through,
        opaque=use.opaque or other.opaque,
    )


_USED_UP = frozenset("map filter zip iter enumerate reversed".split())
"""Built-in functions whose results are gone through once."""


def _tells(crossing: ast.Call) -> bool:
    """Whether a crossing that runs nothing of the project runs Textual's `notify`."""
    callback = crossing.args[0] if crossing.args else None
    return isinstance(callback, ast.Attribute) and callback.attr == "notify"
