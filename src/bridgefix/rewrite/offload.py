"""BF004: what blocks main is done in a thread: awaited in an `async def`, elsewhere by making the method a worker.

A method that hands its result back can't become a worker (calling it would return a `Worker` at once, Textual,
`_work_decorator.py`); then those who call it on main are changed in its place.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from bridgefix import textual_api
from bridgefix.calls import CROSSING, LAUNCH, PLAIN, work
from bridgefix.effects import Model
from bridgefix.facts import Call, Function, Span, gather
from bridgefix.findings import Finding, Level, Place, Refusal, Rewrite, Thread
from bridgefix.rewrite import edit, excerpt, ignored, inturn, strangers, unawaited, worker
from bridgefix.rewrite.belonging import is_opened_here
from bridgefix.rewrite.breaking import broken
from bridgefix.rewrite.cross import crossed, with_lookups_lowered
from bridgefix.rewrite.datum import is_lazy
from bridgefix.rewrite.imports import imported, is_always_imported, module_name
from bridgefix.rewrite.names import COMPREHENSIONS, walk
from bridgefix.rewrite.reading import Reading
from bridgefix.rewrite.runs import LOCK
from bridgefix.rewrite.splicing import Splice, begins, ends, handed, parents, spliced
from bridgefix.rewrite.trees import span
from bridgefix.rules import ui_from_worker
from bridgefix.settings import Settings
from bridgefix.starts import called_by
from bridgefix.threads import symbol
from bridgefix.waiting import is_suspended

_AT_ONCE = re.compile(
    r"(compose|render|render_\w+|check_action|on_load|_?on_unmount|_?on_exit_app|__init__|validate_\w+|_?watch_\w+|compute_\w+|get_\w+|on_event)\Z"
)
"""Methods whose answer, or whose effect, Textual needs before it goes on."""
_DEEP = 3
"""How far up to look for who can wait."""
_THREAD_BOUND = {
    "sqlite3.": "a sqlite connection belongs to the thread that opened it",
    "builtins.input": "it reads from the terminal, which is Textual's",
    "getpass.": "it reads from the terminal, which is Textual's",
    "asyncio.": "it runs a loop of its own",
    "selectors.": "what it waits for belongs to this thread",
    "httpx.stream": "it hands out what is read bit by bit",
    "httpx.Client.stream": "it hands out what is read bit by bit",
    "concurrent.futures.as_completed": "it waits at each turn",
}
"""What can't simply be called in another thread, and why."""


_OF_VALUES = frozenset({*dir(str), "keys", "values", "items"})
"""Methods of strings and mappings, such as widgets and messages hand out."""


def fix(model: Model, finding: Finding, texts: Mapping[str, str], settings: Settings) -> Rewrite | Refusal:
    """Take what blocks off the main thread.

    Args:
        finding: of BF004; its subject is (id of the function, spans of its blocking calls).
        texts: by path, as the model was built from them.
    """
    try:
        state = _State(model, dict(texts), settings)
        state.offload(finding.subject[0], frozenset(finding.spans), 0)
        changed = {path: text for path, text in state.texts.items() if text != texts.get(path)}
        return Rewrite(changed, Level.UNSAFE, "; ".join(dict.fromkeys(state.notes)) or None)
    except Refusal as refused:
        return refused


class _State:
    """The texts on their way, and the model of them."""

    def __init__(self, model: Model, texts: dict[str, str], settings: Settings) -> None:
        self._model = model
        self._changed: set[str] = set()
        """The paths of the texts that the model does not know yet: the last change of a fix it need not know."""
        self.texts = texts
        self.settings = settings
        self.notes: list[str] = []

    @property
    def model(self) -> Model:
        """The model of the texts as they are."""
        if self._changed:
            self._model = self._model.replace([gather(path, self.texts[path]) for path in sorted(self._changed)])
            self._changed.clear()
        return self._model

    def offload(self, function_id: str, calls: frozenset[Span], depth: int) -> None:
        """Take these blocking calls of a function off main. Raises Refusal."""
        function = self.model.project.functions[function_id]
        name = symbol(function)
        if self.model.threads.of(function.id) is Thread.BOTH:
            raise Refusal(f"`{name}` runs in a worker, too, where it may wait", function.line, function.path)
        if function.is_lambda or function.name == "<module>":
            raise Refusal(
                f"what blocks stands in {'a lambda' if function.is_lambda else 'no function'}",
                function.line,
                function.path,
            )
        reading = Reading(self.model, self.texts, function)
        reading.receiver = self.model.project.self_name(function) or ""
        strangers.check_locks(reading)
        strangers.check_callbacks(reading)
        ignored.check(reading)
        if function.is_async:
            self._put(function.path, _awaiting(reading, self.texts[function.path], calls))
            self._note_keys(reading)
        elif _hands_back(reading):
            self._callers(reading, depth)
        elif (done := inturn.deed(self.model, function, calls)) is not None and not unawaited.runs_once(reading):
            self._in_turn(reading, done, calls, depth)
        else:
            self._worker(reading)

    def _in_turn(self, reading: Reading, done: inturn.Deed, calls: frozenset[Span], depth: int) -> None:
        """Have a method awaited that does something for good, and those await it who call it."""
        _check_form(reading)
        unawaited.check_places(reading, unawaited.waits(reading))
        awaited: dict[str, set[Span]] = {reading.function.id: set()}
        try:
            for caller, call in inturn.awaiters(self.model, reading.function):
                above = Reading(self.model, self.texts, caller)
                _check_form(above)
                strangers.check_locks(above)
                node = above.call_at(call.span)
                if self.model.threads.of(caller.id) is not Thread.MAIN or node is None:
                    raise above.refuse(f"`{symbol(caller)}` also runs in a worker", caller.line)
                _check_place(above, node, parents(above.node))
                unawaited.check_async(above, [node])
                awaited.setdefault(caller.id, set()).add(call.span)
        except Refusal as refused:
            raise reading.refuse(
                f"{done.why}, which two workers at once would do in any order; nor can it be awaited in its turn "
                f"({refused.reason}): start a worker for it only where none runs",
                done.line,
            ) from None
        for function_id, spans in awaited.items():
            changed = Reading(self.model, self.texts, self.model.project.functions[function_id])
            if not self.notes:
                self._note_keys(changed)
            self._put(changed.path, inturn.made_async(changed, self.texts[changed.path], spans))
        self.offload(reading.function.id, calls, depth)

    def _put(self, path: str, text: str) -> None:
        self.texts[path] = text
        self._changed.add(path)

    def _note_keys(self, reading: Reading) -> None:
        project, function = self.model.project, reading.function
        owner = project.owner(function.id)
        if work(project, function) is not None or owner is None or reading.name.endswith(("unmount", "exit_app")):
            return
        if reading.name.startswith("action_") or (
            project.is_app(owner.id) and reading.name.startswith(("on_", "key_"))
        ):
            self.notes.append(f"keys wait until `{reading.name}` is done, though the screen no longer freezes")
        elif inturn.holds_up_a_screen(self.model, function):
            self.notes.append(
                f"the screen shows nothing new until `{reading.name}` is done: a worker of its own would cure that"
            )

    def _callers(self, reading: Reading, depth: int) -> None:
        """Those who need the result wait for it elsewhere."""
        project, function = self.model.project, reading.function
        if depth >= _DEEP:
            raise reading.refuse(f"too many methods hand on what `{reading.name}` fetches", reading.node.lineno)
        _check_quiet(self.model, function, reading)
        sites = [s for s in project.callers(function.id) if self.model.threads.runs_on(s.caller, Thread.MAIN)]
        if not sites:
            raise reading.refuse(f"`{reading.name}` hands its result to Textual", reading.node.lineno)
        for site in sites:
            if site.kind != "call" or site.call is None:
                raise reading.refuse(
                    f"`{reading.name}` hands its result to whoever calls it, and `{symbol(project.functions[site.caller])}` "
                    "hands it on",
                    reading.node.lineno,
                )
        for caller in dict.fromkeys(site.caller for site in sites):
            # Facts are taken anew after each change: so are the places of the calls.
            now = [s for s in self.model.project.callers(function.id) if s.caller == caller and s.call is not None]
            self.offload(caller, frozenset(s.call.span for s in now if s.call is not None), depth + 1)

    def _worker(self, reading: Reading) -> None:
        """Make the method a thread worker, with crossings for what it shows."""
        function, path = reading.function, reading.path
        _check_method(reading)
        worker.check(reading, self.texts, [], "")
        unawaited.check(reading, self.texts)
        strangers.check(reading)
        decorator = worker.spelling(self.texts[path])
        text = self.texts[path]
        module = excerpt.parsed(text, function.qualname)
        module = edit.change_functions(module, {function.qualname: lambda node: worker.decorated(node, decorator)})
        self._put(path, excerpt.code(worker.with_import(module, decorator), text))
        self._cross(function.id)

    def _cross(self, function_id: str) -> None:
        """Let a worker cross to main for what it shows."""
        function = self.model.project.functions[function_id]
        found = [f for f in ui_from_worker.find(self.model, self.settings) if f.subject[0] == function_id]
        also = frozenset(_shown_by_others(self.model, function))
        if not found and not also:
            return
        stub = Finding("BF003", Place(function.path, function.line), symbol(function), "", (function_id,))
        shown = found[0] if found else stub
        if (text := with_lookups_lowered(self.model, shown, self.texts, also)) is not None:
            self._put(function.path, text)
            self._cross(function_id)
        else:
            name = self._free_method(function)
            self._put(function.path, crossed(self.model, shown, self.texts, self.settings, name, also))

    def _free_method(self, function: Function) -> str:
        project = self.model.project
        owner = project.owner(function.id)
        assert owner is not None
        taken: set[str] = set()
        for cls in (*project.mro(owner.id), *project.subclasses(owner.id)):
            taken |= {*cls.methods, *cls.attributes, *project.assigned_attributes(cls.id)}
        word = _WORD.sub("", function.name.lstrip("_")) or function.name.lstrip("_")
        names = (f"_show_{word}", f"_show_{function.name.lstrip('_')}", *(f"_show_{word}_{n}" for n in range(2, 99)))
        return next(name for name in names if name not in taken)


_WORD = re.compile(r"\A(on|action)_|\A((re)?load|fetch|get|refresh|update|show)_(and_(show|update|render|display)_)?")


# In an async def


def _awaiting(reading: Reading, text: str, calls: frozenset[Span]) -> str:
    """The text with these calls of an `async def` made in a thread and awaited."""
    facts = reading.model.project.files[reading.path]
    known = module_name(facts, "asyncio")
    name = known or "asyncio"
    known = known if known is not None and is_always_imported(text, known) else None
    outer = parents(reading.node)
    _check_local(reading, name, calls)
    splices: list[Splice] = []
    found = [n for n in walk(reading.node) if isinstance(n, ast.Call) and span(n) in calls]
    if len(found) != len(calls):
        raise reading.refuse(f"a call in `{reading.name}` could not be found again", reading.node.lineno)
    unawaited.check_async(reading, found)
    for call in found:
        _check_place(reading, call, outer)
        splices += _in_thread(reading, text, call, outer, name)
    new = spliced(text, splices)
    return new if known else excerpt.code(imported(excerpt.parsed(new), "", "asyncio"), new)


def _check_local(reading: Reading, name: str, calls: frozenset[Span]) -> None:
    """Raises Refusal where a name of the file is a local one in the method, and not yet what the file means by it."""
    if name not in reading.function.bindings and name not in {arg.name for arg in reading.function.params}:
        if name not in reading.function.imports:
            return
        for statement in reading.body:
            if isinstance(statement, ast.Import) and any((a.asname or a.name) == name for a in statement.names):
                if statement.lineno < min(line for line, *_ in calls):
                    return
    raise reading.refuse(f"`{name}` is a local name in `{reading.name}`", reading.node.lineno)


def _check_place(reading: Reading, call: ast.Call, outer: Mapping[ast.AST, ast.AST]) -> None:
    """Raises Refusal where an `await` is not possible, or not right."""
    line, node = call.lineno, outer[call]
    below: ast.AST = call
    what = ast.unparse(call.func)
    while node is not reading.node:
        if isinstance(node, COMPREHENSIONS) and not _may_await(node, call, outer):
            raise reading.refuse(f"`{what}` is called in a comprehension on line {line}", line)
        if isinstance(node, ast.JoinedStr):
            raise reading.refuse(f"`{what}` is called in an f-string on line {line}", line)
        if isinstance(node, ast.withitem) and node.context_expr is below:
            raise reading.refuse(f"line {line} opens `{what}` for a `with`, and what is done in it may wait, too", line)
        if isinstance(node, ast.For | ast.comprehension) and node.iter is below and is_lazy(reading, call):
            raise reading.refuse(f"`{what}` on line {line} may wait at each turn of the loop", line)
        if isinstance(node, ast.With):
            for item in node.items:
                entered = ast.unparse(item.context_expr)
                if "batch_update" in entered:
                    raise reading.refuse(
                        f"line {line} waits inside `with {entered}`: until it ends nothing is painted", line
                    )
                if LOCK.search(entered):
                    raise reading.refuse(
                        f"line {line} waits inside `with {entered}`: held over an `await`, others would wait for it on main",
                        line,
                    )
        below, node = node, outer[node]


def _may_await(node: ast.AST, call: ast.Call, outer: Mapping[ast.AST, ast.AST]) -> bool:
    """Whether a call in a comprehension may be awaited: in the first iterable, which is worked out before it begins, or at
    each turn of one that is no generator. One within another one may not, before Python 3.11.
    """
    if isinstance(node, ast.GeneratorExp) and call not in walk(node.generators[0].iter):
        return False
    while node in outer:
        node = outer[node]
        if isinstance(node, COMPREHENSIONS):
            return False
    return True


def _in_thread(
    reading: Reading, text: str, call: ast.Call, outer: Mapping[ast.AST, ast.AST], asyncio: str
) -> Iterator[Splice]:
    view = reading.view(call)
    line = call.lineno
    if view is None or not view.blocks:
        raise reading.refuse(f"what blocks on line {line} could not be found again", line)
    targets = [target for target in view.targets if reading.model.effects.of(target.id).blocks]
    for target in targets:
        _check_quiet(reading.model, target, reading)
    blocked = view.blocks[-1].symbol
    _check_bound(reading, view.call, reading.function)
    streams = any(
        k.arg == "stream" and not (isinstance(k.value, ast.Constant) and not k.value.value) for k in call.keywords
    )
    if streams or (blocked in _READ_LATER and not targets and not isinstance(outer[call], ast.Expr)):
        raise reading.refuse(f"`{ast.unparse(call.func)}` on line {line} hands out what is read bit by bit", line)
    above = outer[call]
    tight = isinstance(above, ast.Attribute | ast.Subscript) or (isinstance(above, ast.Call) and above.func is call)
    opened, closed = ("(await ", ")") if tight else ("await ", "")
    if blocked == "time.sleep" and not targets:
        yield Splice(begins(call.func), ends(call.func), f"{opened}{asyncio}.sleep")
    elif (lines := broken(text, call, outer, f"await {asyncio}.to_thread", tight)) is not None:
        yield lines
        return
    else:
        yield from handed(text, call, f"{opened}{asyncio}.to_thread")
    if closed:
        yield Splice(ends(call), ends(call), closed)


_READ_LATER = frozenset(
    "urllib.request.urlopen urllib.request.OpenerDirector.open http.client.HTTPConnection.getresponse "
    "http.client.HTTPSConnection.getresponse".split()
)
"""What returns when the head of an answer is there (Python's `http/client.py`): the body comes while it is read."""


# In other methods


def _hands_back(reading: Reading) -> bool:
    """Whether a method returns a value that somebody may need."""
    function = reading.function
    if any(not (value.kind == "const" and value.value is None) for value, _ in function.returns):
        return True
    sites = reading.model.project.callers(function.id)
    return any(s.kind == "call" and s.call is not None and not s.call.statement for s in sites)


def _check_form(reading: Reading) -> None:
    """Raises Refusal where a function is none that could be a worker, or that Textual could wait for."""
    project, function = reading.model.project, reading.function
    name, line = reading.name, reading.node.lineno
    owner = project.owner(function.id)
    if function.parent is not None or function.cls is None:
        raise reading.refuse(
            f"`{name}` is no method, and only a method of a widget, screen or app can be a worker", line
        )
    if owner is None or not project.is_dom_node(owner.id):
        raise reading.refuse(f"`{name}` is no method of a widget, screen or app, and can't be a worker", line)
    if _AT_ONCE.match(name) and not name.startswith("get_and"):
        raise reading.refuse(f"Textual needs what `{name}` does at once", line)
    if function.is_generator:
        raise reading.refuse(f"`{name}` is a generator", line)
    for decorator in reading.node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if ast.unparse(called).split(".")[-1] != "on":
            raise reading.refuse(f"`{name}` is decorated with `{ast.unparse(called)}`", decorator.lineno)


def _check_method(reading: Reading) -> None:
    """Raises Refusal where a method can't become a thread worker."""
    _check_form(reading)
    project, function, name = reading.model.project, reading.function, reading.name
    params = {arg.arg for arg in reading.node.args.args[1:]}
    for node in walk(reading.node):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=event), attr="stop" | "prevent_default" as what)):
                if event in params:
                    raise reading.refuse(f"`{event}.{what}()` comes too late from a worker", node.lineno)
            case ast.Name(id="super"):
                raise reading.refuse(f"`{name}` calls the method of its base class, which may need main", node.lineno)
            case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
                raise reading.refuse(f"`{name}` returns a value", node.lineno)
    for call in function.calls:
        dotted = project.dotted(call.func, function) or ""
        if is_suspended(project, call) or call.func.name == "suspend":
            raise reading.refuse("what runs while the app is suspended belongs to main", call.line)
        if dotted.startswith("asyncio.") or call.func.name in ("set_interval", "set_timer"):
            raise reading.refuse(f"`{call.func.name}` needs the loop of the main thread", call.line)
        _check_textual(reading, call)
    for inner in called_by(reading.model, function, across=False):
        for call in inner.calls:
            if not is_opened_here(reading.model, call, inner, function):
                _check_bound(reading, call, inner)


def _check_textual(reading: Reading, call: Call) -> None:
    """Raises Refusal for a method of Textual of which nobody knows what it does in a thread."""
    view = reading.model.effects.of_call(call)
    owner, _, name = (view.dotted or "").rpartition(".")
    if not owner.startswith("textual.") or name[:1].isupper() or view.kind != PLAIN or view.shows or view.pure:
        return
    if not reading.model.project.textual_names(owner) or view.logs:
        return
    if name not in textual_api.SAFE_FROM_THREADS | textual_api.READERS | textual_api.LOOKUPS | _OF_VALUES:
        raise reading.refuse(f"`{call.func.name}` may need main", call.line)


def _check_bound(reading: Reading, call: Call, inner: Function) -> None:
    """Raises Refusal for what can't be called in another thread."""
    blocked = reading.model.effects.blocking_name(call) or ""
    for bound, why in _THREAD_BOUND.items():
        if blocked == bound or (bound.endswith(".") and blocked.startswith(bound)):
            where = f" in `{inner.name}`" if inner.id != reading.function.id else ""
            line = call.line if not where else reading.node.lineno
            raise reading.refuse(f"`{blocked}`{where} can't be called in another thread: {why}", line)


def _shown_by_others(model: Model, function: Function) -> Iterator[Span]:
    """The calls in a function of others that touch the UI: these go to main as they are."""
    for call in function.calls:
        view = model.effects.of_call(call)
        if view.kind != PLAIN or not view.shows or not view.targets or view.blocks:
            continue
        if not any(model.effects.of(target.id).crosses for target in view.targets):
            yield call.span


def _check_quiet(model: Model, function: Function, reading: Reading) -> None:
    """Raises Refusal where a function can't run in a thread as it is: for what it, or what it calls, does."""
    effects = model.effects.of(function.id)
    line = reading.node.lineno
    if function.is_generator:
        raise reading.refuse(f"`{function.name}` is a generator", line)
    if effects.shows or effects.crosses:
        raise reading.refuse(f"`{function.name}` also touches the UI, and can't run in a thread as it is", line)
    for inner in called_by(model, function, across=False):
        for call in inner.calls:
            dotted = model.project.dotted(call.func, inner) or ""
            if not is_opened_here(model, call, inner, function):
                _check_bound(reading, call, inner)
            if dotted.startswith("asyncio.") or dotted.endswith("get_current_worker"):
                raise reading.refuse(f"`{inner.name}` asks for the loop or the worker that it runs in", line)
            if model.effects.of_call(call).kind in (CROSSING, LAUNCH):
                raise reading.refuse(f"`{inner.name}` starts something else in turn", line)
