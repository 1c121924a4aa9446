"""What each statement reads, binds and changes. Knows Python and nothing of Textual.

A `Use` answers for one statement or a run of them: which local names it may read before it binds them, which it
binds, which objects it may change in place, which attributes of `self` it gets and sets, and how it may leave. What a
call does is asked of a `Judge`, so that this room needs no model of the project.

The order of evaluation follows the language reference, sections 6.16 (expressions), 7 and 8 (statements).
"""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from bridgefix.elsewhere import OUTER
from bridgefix.purity import GIVING
from bridgefix.rewrite.names import (
    NONE,
    TRIES,
    FunctionNode,
    Names,
    Try,
    bound_by,
    bound_names,
    is_inside,
    is_receiver,
    is_scalar,
    layers,
    loaded,
    named_attribute,
    operands,
    own_parameters,
    parameters,
    parts,
    root,
    scope_nodes,
    self_attribute,
    sharing_elements,
    walk,
    walk_scope,
)
from bridgefix.rewrite.use import DEEP, INSIDE, Attributes, Judge, Use, either


class Scope:
    """One function's names, and the uses of its statements.

    `function` is the `def` looked at, `judge` answers for calls, `receiver` is the name of its `self`. Names from
    enclosing functions and modules are no locals: reading them depends on nothing that a split moves.
    """

    def __init__(
        self,
        function: FunctionNode,
        judge: Judge,
        receiver: str,
        behind: Attributes | None,
        is_lazy: Callable[[ast.Call], bool],
    ) -> None:
        self.function = function
        self.behind = behind
        self.judge = judge
        self.receiver = receiver
        self.params = parameters(function.args)
        self.locals = bound_names(function.body) | set(self.params) - {receiver}
        self.closures: dict[str, Use] = {}
        self.named = frozenset(name for node in walk(function) for name in (*bound_by(node), *own_parameters(node)))
        """All names that the function and those in it bind."""
        self._lazy = frozenset(_lazy_names(function, is_lazy))

    def closed(self) -> Scope:
        """This, once it knows what the functions in it capture."""
        self._close_over(self.function.body)
        return self

    def statements(self, body: Iterable[ast.stmt]) -> Use:
        """The use of a run of statements, in order."""
        use = Use()
        for statement in body:
            use = use.then(self.statement(statement))
        return use

    def statement(self, node: ast.stmt) -> Use:
        """The use of one statement, compound ones whole."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                outside = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
                return self._renamed(outside).then(self.expressions(outside)).then(self._bind(node.name))
            case ast.ClassDef():
                inner = self.expressions([*node.decorator_list, *node.bases, *(k.value for k in node.keywords)])
                body = self.statements(node.body)
                for function in (n for n in walk(node) if isinstance(n, FunctionNode)):
                    body = body.then(self._captured(function))
                return inner.then(body.maybe()._replace(binds=NONE)).then(self._bind(node.name))
            case ast.Return(value=None):
                return Use(leaves=frozenset({"return"}), stops=True)
            case ast.Return(value=value) if value is not None:
                return self.expression(value).then(Use(leaves=frozenset({"return", "value"}), stops=True))
            case ast.Delete(targets=targets):
                use = Use()
                for target in targets:
                    # What is deleted has to be there.
                    read = self.expression(loaded(target)) if isinstance(target, ast.Name) else Use()
                    use = use.then(read).then(self._target(target))
                return use._replace(always=NONE)
            case ast.Assign(targets=targets, value=value):
                use = self._renamed([value]).then(self.expression(value))
                for target in targets:
                    use = use.then(self._target(target))
                    attribute = self_attribute(target, self.receiver) if self.behind is not None else None
                    if attribute is not None and self.behind is not None and self.behind.spoils(attribute):
                        use = use.then(self.changed(value, deep=True))
                return use
            case ast.AnnAssign():
                return Use()  # a type alone
            case ast.AugAssign(target=target, value=value):
                read = self.expression(loaded(target)).then(self.expression(value))
                # A number or a text that is added makes a new one.
                grows = isinstance(target, ast.Name) and not is_scalar(value)
                changed = self.changed(target) if grows else Use()
                attribute = self_attribute(target, self.receiver)
                if attribute is not None:
                    # `self._rows += more` grows the list that is there.
                    changed = self._kept_in(attribute, layers(target) - 1)
                return read.then(changed).then(self._target(target))
            case (
                ast.For(target=target, iter=iterable, body=body, orelse=orelse)
                | ast.AsyncFor(target=target, iter=iterable, body=body, orelse=orelse)
            ):
                turn = self._target(target).then(self.statements(body))
                waits = Use(leaves=frozenset({"await"})) if isinstance(node, ast.AsyncFor) else Use()
                head = self._renamed([iterable]).then(self.expression(iterable))
                return head.then(waits).then(self._loop(turn, self.statements(orelse)))
            case ast.While(test=test, body=body, orelse=orelse):
                turn = self.expression(test).then(self.statements(body))
                return self.expression(test).then(self._loop(turn, self.statements(orelse)))
            case ast.If(test=test, body=body, orelse=orelse):
                return self.expression(test).then(either([self.statements(body), self.statements(orelse)]))
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                return self._with(node, items, body)
            case ast.Match(subject=subject, cases=cases):
                return self._match(subject, cases)
            case ast.Raise(exc=exc, cause=cause):
                use = self.expressions(filter(None, (exc, cause)))
                return use.then(Use(leaves=frozenset({"raise"}), stops=True))
            case _ if isinstance(node, TRIES):
                return self._try(node)
            case ast.Assert(test=test, msg=msg):
                return self.expression(test).then(self.expressions(filter(None, (msg,))).maybe())
            case ast.Import() | ast.ImportFrom():
                names = bound_names([node]) & self.locals
                return Use(binds=names, always=names)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=holder)) as call):
                use = self.expression(call)
                attribute = self_attribute(holder, self.receiver)
                if attribute is None or attribute not in use.sets:
                    return use
                # `self.events.append(x)` adds to what is there and does not look at it.
                given = self.expressions([*call.args, *(k.value for k in call.keywords)])
                return use._replace(gets=given.gets | self.got(self.judge(call).gets).gets)
            case ast.Expr(value=value):
                return self.expression(value)
            case ast.Break():
                return Use(leaves=frozenset({"break"}), stops=True)
            case ast.Continue():
                return Use(leaves=frozenset({"continue"}), stops=True)
            case ast.Pass():
                return Use()
            case ast.Global() | ast.Nonlocal():
                return Use(opaque=f"`{ast.unparse(node)}`")
            case _:
                return Use(opaque=f"a statement of kind {type(node).__name__}")

    def expressions(self, nodes: Iterable[ast.expr]) -> Use:
        """The use of expressions evaluated one after the other."""
        use = Use()
        for node in nodes:
            use = use.then(self.expression(node))
        return use

    def expression(self, node: ast.expr) -> Use:
        """The use of one expression."""
        match node:
            case _ if is_receiver(node, self.receiver):
                # Whoever gets the object may look at all of it.
                return Use(gets=self.everything)
            case ast.Name(id=name, ctx=ast.Load()):
                names = frozenset({name})
                read = Use(names & self.locals, changes=names & self._lazy, gets=self._outer(node))
                return read.then(self.closures[name].maybe()) if name in self.closures else read
            case ast.Attribute(attr=name) if name in _UNDERNEATH:
                return Use(opaque=f"`{ast.unparse(node)}`")
            case ast.Attribute(value=value):
                attribute = self_attribute(node, self.receiver)
                got = self.got(frozenset({attribute})) if attribute else Use(gets=self._outer(node))
                return self._holder(value).then(got)
            case ast.NamedExpr(target=target, value=value):
                return self._renamed([value]).then(self.expression(value)).then(self._target(target))
            case ast.BoolOp(values=[first, *rest]):
                use = self.expression(first)
                for value in rest:
                    use = use.then(self.expression(value).maybe())
                return use
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.expression(test).then(either([self.expression(body), self.expression(orelse)]))
            case ast.Lambda(args=args, body=body):
                inner = self.expression(body)
                own = frozenset(parameters(args))
                outside = [*args.defaults, *filter(None, args.kw_defaults)]
                inner = inner._replace(reads=inner.reads - own).maybe()
                return self._renamed(outside).then(self.expressions(outside)).then(inner)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                return self._comprehension(node)
            case ast.Call():
                return self._call(node)
            case ast.Await(value=value):
                return self.expression(value).then(Use(leaves=frozenset({"await"})))
            case ast.Yield(value=value):
                inner = self.expression(value) if value else Use()
                return inner.then(Use(leaves=frozenset({"yield"})))
            case ast.YieldFrom(value=value):
                return self.expression(value).then(Use(leaves=frozenset({"yield"})))
            case _:
                return self.expressions(operands(node))

    def kept(self, attribute: str) -> Names:
        """The locals whose objects an attribute may hold."""
        kept = self.behind.kept(attribute, DEEP) if self.behind else NONE
        return frozenset(name for name in kept if name.removeprefix(INSIDE) in self.locals)

    @cached_property
    def _groups(self) -> Names:
        """The names of dicts that are begun empty and get entries by `setdefault` alone."""
        bound = Counter(name for node in walk(self.function) for name in bound_by(node))
        begun: Counter[str] = Counter()
        filled: set[str | None] = set(self.params)
        for node in walk(self.function):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_empty_dict(value):
                    begun[name] += 1
                case (
                    ast.Subscript(value=holder, ctx=ast.Store())
                    | ast.Call(func=ast.Attribute(value=holder, attr="update"))
                ):
                    filled.add(root(holder))
        return frozenset(name for name, times in begun.items() if times == bound[name]) - filled

    @cached_property
    def _bound_to_itself(self) -> Names:
        """The names of functions that were given the object before they are called: `keep = partial(setattr, self, "box")`."""
        return frozenset(
            target.id
            for node in walk(self.function)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            if root(node.value.func) == "functools" or ast.unparse(node.value.func) == "partial"
            if any(is_receiver(given, self.receiver) for given in node.value.args)
            for target in node.targets
            if isinstance(target, ast.Name)
        )

    @cached_property
    def everything(self) -> Names:
        """All that the function is known to read or set of its object: what somebody may touch who is handed that."""
        found = Use()
        for node in walk(self.function):
            if isinstance(node, ast.Attribute) and is_receiver(node.value, self.receiver):
                found = found.then(self.got(frozenset({node.attr})))
                found = found.then(Use(sets=self.behind.set(node.attr)[1] if self.behind else NONE))
            elif isinstance(node, ast.Call):
                answer = self.judge(node)
                found = found.then(Use(gets=answer.gets, sets=answer.sets))
        return found.gets | found.sets

    def got(self, names: Names) -> Use:
        """These attributes of the object read, with what their properties do."""
        gets, sets = self.behind.read(names) if self.behind else (names, NONE)
        return Use(gets=gets, sets=sets)

    def set_in(self, attribute: str, depth: int) -> Use:
        """An attribute set, or something changed in place in what it holds."""
        return self._set(frozenset({attribute})).then(self._kept_in(attribute, DEEP) if depth else Use())

    def _set(self, names: Names) -> Use:
        """These attributes set, with what their setters and watchers do."""
        found = [self.behind.set(name) for name in names] if self.behind else [(NONE, names)]
        return Use(gets=NONE.union(*(gets for gets, _ in found)), sets=NONE.union(*(sets for _, sets in found)))

    def _outer(self, node: ast.expr) -> Names:
        """The places outside of the function and its object that an expression names: `COUNT`, `Screen.TITLE`."""
        name = root(node)
        if name is None or name in self.named or name == self.receiver or hasattr(builtins, name):
            return NONE
        places = {OUTER + name}
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
            if isinstance(node, ast.Attribute):
                places |= {node.attr, OUTER + node.attr}
            node = node.func if isinstance(node, ast.Call) else node.value
        return frozenset(places)

    def _bind(self, name: str) -> Use:
        names = frozenset({name}) & self.locals
        return Use(binds=names, always=names)

    def _close_over(self, body: Sequence[ast.stmt]) -> None:
        """Learn what the functions defined in a body capture. They may call each other, hence twice."""
        nested = [node for statement in body for node in scope_nodes(statement) if isinstance(node, FunctionNode)]
        self.closures = {**self.closures, **{node.name: Use() for node in nested}}
        for _ in range(2 if len(nested) > 1 else 1):
            self.closures = {**self.closures, **{node.name: self._captured(node) for node in nested}}

    def _captured(self, function: FunctionNode) -> Use:
        """What calling a nested function reads and changes of this scope, at the time of the call."""
        own = bound_names(function.body) | set(parameters(function.args))
        nonlocal_names = frozenset(
            name
            for statement in function.body
            for inner in walk_scope(statement)
            if isinstance(inner, ast.Nonlocal)
            for name in inner.names
        )
        outer = self.locals, self.closures
        self.locals = self.locals - own
        self.closures = {name: use for name, use in self.closures.items() if name not in own}
        self._close_over(function.body)
        use = self.statements(s for s in function.body if not isinstance(s, ast.Nonlocal))
        self.locals, self.closures = outer
        return Use(
            reads=use.reads | (nonlocal_names & self.locals),
            binds=nonlocal_names & self.locals,
            changes=use.changes,
            gets=use.gets,
            sets=use.sets,
            opaque=use.opaque,
            through=use.through,
        )

    def _target(self, node: ast.expr) -> Use:
        match node:
            case ast.Name(id=name):
                return self._bind(name)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                use = Use()
                for element in elements:
                    use = use.then(self._target(element))
                return use
            case ast.Starred(value=value):
                return self._target(value)
            case ast.Attribute(value=value):
                return self._set_in(value).then(self.changed(node))
            case ast.Subscript(value=value, slice=index):
                return self._set_in(value).then(self.expression(index)).then(self.changed(node))
            case _:
                return self.expression(node)

    def _renamed(self, values: Iterable[ast.expr]) -> Use:
        """Where one of these values, which get another name, is the object itself."""
        same = (part for value in values for part in parts(value) if is_receiver(part, self.receiver))
        return Use(opaque=f"another name for `{ast.unparse(found)}`") if (found := next(same, None)) else Use()

    def _holder(self, node: ast.expr) -> Use:
        """What an attribute is asked of, or an entry set in: to name the object is no look at it."""
        return Use() if is_receiver(node, self.receiver) else self.expression(node)

    def _set_in(self, node: ast.expr) -> Use:
        """What an entry is set in: for `self.x[key] = …` that is no look at `self.x`."""
        return Use() if self_attribute(node, self.receiver) else self._holder(node)

    def changed(self, node: ast.expr, *, deep: bool = False) -> Use:
        """The object behind `node` (or the one that `node` is a part of) changes in place; `deep`: or one inside of it."""
        use, base = self._changed(node, deep), node
        while isinstance(base, ast.Attribute | ast.Subscript | ast.Starred | ast.Await | ast.Call):
            if not isinstance(base, ast.Call):
                base = base.value
                continue
            # `self._rows_of(pods).sort()`
            answer = self.judge(base)
            for operand in answer.gives:
                use = use.then(self.changed(operand, deep=True))
            for attribute in answer.gives_held:
                use = use.then(Use(sets=frozenset({attribute}))).then(self._kept_in(attribute, DEEP))
            below = root(base) or ""
            ours = below == self.receiver or (self.behind is not None and self.behind.is_variable(below))
            if isinstance(base.func, ast.Attribute) and base.func.attr in GIVING and ours:
                # `self._cache.get("rows").sort()`
                return use.then(self.changed(base.func.value, deep=True))
            if isinstance(base.func, ast.Name) and base.func.id in _PASSING:
                # `next(iter(pods))["age"] = 6`
                for operand in base.args:
                    use = use.then(self.changed(operand, deep=True))
            base = base.func
        for part in parts(base):
            # `(mine if owned else others).append(row)`
            if part is not base:
                use = use.then(self.changed(part, deep=deep))
        for inner in sharing_elements(base) if deep else ():
            use = use.then(self.changed(inner, deep=True))
        return use

    def _changed(self, node: ast.expr, deep: bool) -> Use:
        attribute = self_attribute(node, self.receiver)
        if any(isinstance(inner, ast.Attribute) and inner.attr in _UNDERNEATH for inner in walk(node)):
            return Use(opaque=f"`{ast.unparse(node)}`")
        if attribute is not None:
            if self.behind is None:
                return Use(sets=frozenset({attribute}))
            gets, sets = self.behind.set(attribute)
            # What is assigned to changes the object that it is a part of.
            stores = isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load)
            depth = DEEP if deep else layers(node) - (2 if stores else 1)
            return Use(gets=gets, sets=sets).then(self._kept_in(attribute, depth))
        name = root(node)
        if is_receiver(node, self.receiver):
            return Use(sets=self.everything)
        if name == self.receiver:
            return Use()
        if name is None:
            return Use()
        stores = isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load)
        of_a_class = stores and name == "type"
        outer = self._outer(node) | (frozenset({node.attr}) if of_a_class and isinstance(node, ast.Attribute) else NONE)
        if not stores and not (self.behind is not None and self.behind.is_variable(name)):
            outer = NONE
        # Also a name of a nested function: it may hold what a local of this one holds.
        inside = frozenset({INSIDE + name}) if deep or is_inside(node, self._groups) else NONE
        place = self.behind.place(node) if self.behind is not None else None
        kept = Use() if place is None else self._kept_in(place[0], DEEP if deep else place[1] - stores)
        return Use(changes=frozenset({name}) | inside, sets=outer).then(kept)

    def _kept_in(self, attribute: str, depth: int) -> Use:
        """The locals that change where something changes that deep in what an attribute holds."""
        kept = self.behind.kept(attribute, depth) if self.behind is not None else NONE
        joined = self.behind.joined(attribute) - {attribute} if self.behind is not None and depth >= 0 else NONE
        return Use(changes=kept, through=frozenset({attribute}) if kept else NONE, sets=joined)

    def _call(self, node: ast.Call) -> Use:
        match node.func:
            case ast.Name(id="locals" | "globals" | "exec" | "eval" as name):
                return Use(opaque=f"`{name}()`")
            case ast.Name(id="vars" as name):
                return Use(opaque=f"`{name}()`")
            case ast.Name(id="getattr" | "hasattr" | "setattr" | "delattr" as name) if node.args:
                named = named_attribute(node)
                if named is not None and is_receiver(node.args[0], self.receiver):
                    given = self.expressions(node.args[2:])
                    if name in ("getattr", "hasattr"):
                        return given.then(self.got(frozenset({named})))
                    target = ast.Attribute(value=node.args[0], attr=named, ctx=ast.Store())
                    return given.then(self._target(ast.copy_location(target, node)))
        if isinstance(node.func, ast.Name) and node.func.id in self._bound_to_itself:
            return self.expressions([*node.args, *(k.value for k in node.keywords)]).then(Use(sets=self.everything))
        answer = self.judge(node)
        if answer.gives_itself:
            return Use(opaque=f"another name for `{self.receiver}`")
        use = Use() if answer.transparent else self.expression(node.func)
        use = use.then(self.expressions([*node.args, *(k.value for k in node.keywords)]))
        use = use.then(self.got(answer.gets)).then(self._set(answer.sets))
        for attribute, depth in answer.grows:
            use = use.then(self._kept_in(attribute, depth))
        for operand in answer.changes:
            use = use.then(self.changed(operand, deep=operand in answer.deep))
        return use

    def _comprehension(self, node: ast.expr) -> Use:
        generators: list[ast.comprehension] = getattr(node, "generators")  # noqa: B009 - the four kinds share no base
        own = frozenset(n.id for g in generators for n in walk(g.target) if isinstance(n, ast.Name))
        use = self.expression(generators[0].iter)
        inner = Use()
        for index, generator in enumerate(generators):
            # `[0 for self.x in rows]` sets an attribute.
            inner = inner.then(self._target(generator.target)._replace(binds=NONE, always=NONE))
            if index:
                inner = inner.then(self.expression(generator.iter))
            inner = inner.then(self.expressions(generator.ifs))
            if generator.is_async:
                inner = inner.then(Use(leaves=frozenset({"await"})))
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [getattr(node, "elt")]  # noqa: B009
        inner = inner.then(self.expressions(parts)).maybe()
        walrus = frozenset(n.target.id for n in walk(node) if isinstance(n, ast.NamedExpr))
        if any(name.removeprefix(INSIDE) in own for name in inner.changes):
            # Changing an element changes what the sequence holds.
            for generator in generators:
                inner = inner.then(self.changed(generator.iter, deep=True))
        inner = inner._replace(reads=inner.reads - own, binds=inner.binds & walrus)
        return use.then(inner)

    def _loop(self, turn: Use, orelse: Use) -> Use:
        body = turn.maybe()._replace(leaves=turn.leaves - {"break", "continue"})
        return body.then(orelse.maybe())

    def _with(self, node: ast.With | ast.AsyncWith, items: list[ast.withitem], body: list[ast.stmt]) -> Use:
        use = Use(leaves=frozenset({"await"})) if isinstance(node, ast.AsyncWith) else Use()
        swallows = False
        for item in items:
            use = use.then(self.expression(item.context_expr))
            if item.optional_vars is not None:
                use = use.then(self._target(item.optional_vars))
            called = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
            swallows |= called is not None and ast.unparse(called).split(".")[-1] in {"suppress", "raises"}
        inner = self.statements(body)
        return use.then(inner.maybe() if swallows else inner)

    def _match(self, subject: ast.expr, cases: list[ast.match_case]) -> Use:
        branches = []
        for case in cases:
            names = bound_names([case.pattern]) & self.locals
            use = Use(binds=names, always=names)
            for node in walk(case.pattern):
                if isinstance(node, ast.MatchValue):
                    use = use.then(self.expression(node.value))
            if case.guard is not None:
                use = use.then(self.expression(case.guard))
            branches.append(use.then(self.statements(case.body)))
        last = cases[-1]
        total = last.guard is None and isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None
        if not total:
            branches.append(Use())
        return self.expression(subject).then(either(branches))

    def _try(self, node: Try) -> Use:
        body = self.statements(node.body)
        whole = body.then(self.statements(node.orelse))
        branches = [whole]
        for handler in node.handlers:
            use = self.expression(handler.type) if handler.type else Use()
            if handler.name:
                use = use.then(self._bind(handler.name))
            use = body.maybe().then(use.then(self.statements(handler.body)))
            branches.append(use._replace(always=use.always - {handler.name} if handler.name else use.always))
        use = either(branches)
        if not node.finalbody:
            return use
        last = self.statements(node.finalbody)
        ended = use.maybe().then(last)
        return ended._replace(always=use.always | last.always, stops=use.stops or last.stops)


_UNDERNEATH = frozenset("__dict__ __self__ __setattr__ __delattr__ __globals__ __closure__ __defaults__".split())
"""Attributes through which anything may be reached or set."""


def _is_empty_dict(value: ast.expr) -> bool:
    match value:
        case ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="dict" | "OrderedDict"), args=[], keywords=[]):
            return True
    return False


_PASSING = frozenset("enumerate filter iter list max min next reversed sorted tuple zip".split())
"""Builtins that give what is inside of what they are given."""


def _lazy_names(function: FunctionNode, is_lazy: Callable[[ast.Call], bool]) -> Iterator[str]:
    """The names that hold, at some time, what is used up by going through it."""
    for node in walk(function):
        match node:
            case ast.Assign(value=value) | ast.NamedExpr(value=value):
                if isinstance(value, ast.GeneratorExp) or (isinstance(value, ast.Call) and is_lazy(value)):
                    yield from bound_names([node])
