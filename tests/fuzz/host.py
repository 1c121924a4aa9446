"""A stage for generated classes: stand-ins for Textual and a service, which write down what is done, and on which thread.

There is one real thread. `Stage.thread` says on which of the two a line would run: a crossing makes it `main` for as
long as its callback runs, and raises where it is `main` already, as Textual does.
"""

from __future__ import annotations

import builtins
import copy
import inspect
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import wraps
from types import CodeType, FrameType, GeneratorType, ModuleType, SimpleNamespace, TracebackType
from typing import Any

MAIN, WORKER = "main", "worker"
GENERATED = "generated"
"""The module that a program is."""
OUTSIDE = ("COUNT", "STATE", "HISTORY")
"""The variables of the module that a program may change."""
NOW, DRAWN = 5_000_000, 7_000_000
"""The first point in time, and the first number that is drawn by chance."""
UI_ATTRIBUTES = frozenset("title sub_title border_title border_subtitle loading display".split())


@dataclass(frozen=True)
class Scenario:
    """What the world is like while a method runs."""

    name: str
    pods: Any
    fails: bool = False
    """The service raises."""
    cancelled: bool = False
    stored: Any = None
    """What `self._cache["pods"]` holds at first."""
    state: tuple[tuple[str, Any], ...] = ()
    """Attributes of the screen that have another value at first."""


@dataclass(frozen=True)
class Entry:
    """One thing that was done: `kind` is `ui`, `effect` or `api`."""

    kind: str
    what: str
    args: Any
    thread: str
    line: int = field(default=0, compare=False)
    """The line of the method that was running; 0 where that was the bridge."""

    def __str__(self) -> str:
        return f"{self.kind} {self.what} {self.args} on {self.thread}"


@dataclass(frozen=True)
class BridgeRun:
    """One run of a bridge: the stretch of the record that is its own, and what it raised."""

    bridge: str
    start: int
    end: int
    raised: str | None
    thread: str


class Deadlock(Exception):
    """A lock was taken that is held already."""


def freeze(value: Any, depth: int = 0) -> Any:
    """A picture of a value that later changes do not reach."""
    if value is None or isinstance(value, str | int | float | bytes):
        return value
    if depth > 8:
        return "..."
    if isinstance(value, Mapping):
        return ("dict", *((freeze(k, depth + 1), freeze(v, depth + 1)) for k, v in value.items()))
    if isinstance(value, list | tuple):
        return ("tuple" if isinstance(value, tuple) else "list", *(freeze(v, depth + 1) for v in value))
    if isinstance(value, set | frozenset):
        return ("set", *sorted((freeze(v, depth + 1) for v in value), key=repr))
    if isinstance(value, Widget):
        return f"<{value.selector}>"
    if isinstance(value, BaseException):
        return type(value).__name__
    if hasattr(value, "query_one"):
        return "<screen>"
    if type(value).__module__ == GENERATED:
        return (type(value).__name__, *((name, freeze(held, depth + 1)) for name, held in vars(value).items()))
    return f"<{type(value).__name__}>" if isinstance(value, GeneratorType) or callable(value) else "<object>"


class Stage:
    """One class of one program, ready to be run in one scenario."""

    def __init__(self, code: CodeType, scenario: Scenario, bridges: tuple[str, ...]) -> None:
        self.scenario = scenario
        self.record: list[Entry] = []
        self.thread = MAIN
        self.mistakes: list[str] = []
        self.held_across = False
        self.bridge_runs: list[BridgeRun] = []
        self.probes: list[tuple[int, tuple[Any, ...]]] = []
        self.failures: list[int] = []
        """The lines of the running method at which something was raised, caught or not."""
        self.forgiven = 0
        """How often something was raised that `suppress` forgave."""
        self._method = ""
        self._bridges = bridges
        self.locks: set[int] = set()
        self.waited = 0
        """How often a service was waited for: so late it is."""
        self.drawn = 0
        self.quiet = True
        self.widgets: dict[str, Widget] = {}
        modules = _modules(self)

        def find(name: str, scope: Any = None, local: Any = None, fromlist: Any = (), level: int = 0) -> Any:
            if name in modules:
                return modules[name] if fromlist else modules[name.partition(".")[0]]
            return builtins.__import__(name, scope, local, fromlist, level)

        namespace: dict[str, Any] = {
            "__name__": GENERATED,
            "__builtins__": {
                **vars(builtins),
                "__import__": find,
                "print": lambda *args, **_: self.note("effect", "print", args),
            },
            "_probe": self._probe,
            "_caught": self._caught,
        }
        # `dataclass` looks its module up.
        sys.modules.setdefault(GENERATED, ModuleType(GENERATED))
        exec(code, namespace)
        self.namespace = namespace
        containers = _containers(self)
        for name in OUTSIDE:
            if name in namespace:
                namespace[name] = containers.get(type(namespace[name]), _same)(namespace[name])
        if "Stats" in namespace:
            namespace["Stats"].__setattr__ = _setter(self, "self._stats", containers)
        kind = namespace["S"]
        for bridge in bridges:
            _watch(self, kind, bridge)
        self.screen = kind()
        for selector in ("#pods", "#state", "#busy"):
            self.screen.query_one(selector)
        if scenario.stored is not None:
            self.screen._cache["pods"] = copy.deepcopy(scenario.stored)
        for name, value in scenario.state:
            setattr(self.screen, name, value)
        self.quiet = False

    def note(self, kind: str, what: str, args: Any = ()) -> None:
        """Write one thing down."""
        if not self.quiet:
            self.record.append(Entry(kind, what, freeze(args), self.thread, self._line()))

    def _line(self) -> int:
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code.co_name != self._method:
            if frame.f_code.co_name in self._bridges:
                return 0
            frame = frame.f_back
        return frame.f_lineno if frame is not None else 0

    def attribute_of(self, value: Any) -> str | None:
        """What holds an object: an attribute of the screen, or of an object there, or a variable."""
        own = vars(self.screen) if hasattr(self, "screen") else {}
        places = {**own, **{name: self.namespace.get(name) for name in OUTSIDE}}
        if "_stats" in own:
            places |= {f"_stats.{name}": held for name, held in vars(own["_stats"]).items()}
        return next((name for name, held in places.items() if held is value), None)

    def run(self, thread: str, method: str, *args: Any, **kwargs: Any) -> tuple[Any, str | None]:
        """Run a method of the screen on a thread: what it returned, and the name of the exception that it raised."""
        self.thread, self._method = thread, method
        try:
            result = getattr(self.screen, method)(*args, **kwargs)
            return freeze(_finished(result) if inspect.iscoroutine(result) else result), None
        except Exception as error:
            self._failed(error.__traceback__)
            return None, type(error).__name__

    def _failed(self, trace: TracebackType | None) -> None:
        while trace is not None and trace.tb_frame.f_code.co_name != self._method:
            trace = trace.tb_next
        self.failures.append(trace.tb_lineno if trace is not None else 0)

    def state(self) -> dict[str, Any]:
        """All attributes of the screen, all globals, and what the widgets show."""
        own = {f"self.{name}": freeze(value) for name, value in vars(self.screen).items()}
        glob = {name: freeze(self.namespace[name]) for name in OUTSIDE if name in self.namespace}
        for kind in (self.namespace["S"], *self.namespace["S"].__bases__):
            glob |= {f"{kind.__name__}.SHOWN": vars(kind)["SHOWN"]} if "SHOWN" in vars(kind) else {}
        shown = {f"{key}.{name}": freeze(v) for key, widget in self.widgets.items() for name, v in vars(widget).items()}
        return own | glob | {key: value for key, value in shown.items() if not key.endswith(("._stage", ".selector"))}

    @contextmanager
    def on_main(self) -> Iterator[None]:
        """The other side of a crossing."""
        if self.thread == MAIN:
            self.mistakes.append("call_from_thread on main")
            raise RuntimeError("The `call_from_thread` method must run in a different thread from the app")
        if self.locks:
            self.held_across = True
        self.thread = MAIN
        try:
            yield
        finally:
            self.thread = WORKER

    @property
    def now(self) -> int:
        """The time: only waiting takes any."""
        return NOW + 1000 * self.waited

    def draw(self) -> int:
        """Another number each time."""
        self.drawn += 1
        return DRAWN + self.drawn

    def ask(self, what: str, *args: Any, patient: bool = False, **how: Any) -> Any:
        """What the service answers, a new object each time."""
        self.note("api", what, (*args, *how.items()))
        self.waited += 1
        if self.thread == MAIN and not patient:
            self.mistakes.append(f"asked the service for {what} on main")
        if self.scenario.fails:
            raise ServiceError("down")
        pods = self.scenario.pods
        answers: dict[str, Any] = {
            "pods": pods,
            "zone-a": pods,
            "zone-b": [{"name": "far", "ready": True, "age": 1}],
            "payload": {"items": pods, "total": 7},
            "page": (pods, 7),
            "owners": {"web": "ann", "db": "bob"},
            "nodes": [{"name": "n1", "ready": True, "age": 9}],
        }
        return copy.deepcopy(answers.get(what))

    def _probe(self, *values: Any) -> Any:
        self.probes.append((len(self.record), copy.deepcopy(values)))
        return values[0]

    def _caught(self) -> None:
        self._failed(sys.exc_info()[2])


def _finished(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns that never really waits."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("it waits")


class ServiceError(Exception):
    """What the service raises."""


def _same(value: Any) -> Any:
    return value


def _setter(stage: Stage, name: str, containers: Mapping[type, Callable[[Any], Any]]) -> Callable[..., None]:
    """A `__setattr__` that writes down what is set."""

    def set_attribute(self: Any, attribute: str, value: Any) -> None:
        if stage.quiet:
            value = containers.get(type(value), _same)(value)
        elif attribute not in vars(self) or freeze(value) != freeze(vars(self)[attribute]):
            # To set what is set already is no effect: the bridge may do so once more.
            stage.note("effect", f"{name}.{attribute} =", value)
        object.__setattr__(self, attribute, value)

    return set_attribute


class Widget:
    """Any widget: writes down what is done to it."""

    def __init__(self, stage: Stage, selector: str) -> None:
        self.__dict__.update(_stage=stage, selector=selector)

    def __setattr__(self, name: str, value: Any) -> None:
        self._did(f"{name}=", value)
        self.__dict__[name] = copy.deepcopy(value) if isinstance(value, list | dict) else value

    def _did(self, what: str, *args: Any) -> None:
        self._stage.note("ui", f"{self.selector} {what}", args)

    def refresh(self) -> None:
        self._did("refresh")


class DuplicateKey(Exception):
    """As Textual's."""


class DataTable(Widget):
    """Rows are kept, so that what is read back is what a real table would say."""

    def __init__(self, stage: Stage, selector: str) -> None:
        super().__init__(stage, selector)
        self.__dict__.update(rows=[], keys=set(), cursor_row=0, border_title=None)

    def clear(self, columns: bool = False) -> DataTable:
        self._did("clear")
        self.rows.clear()
        self.keys.clear()
        self.__dict__["cursor_row"] = 0
        return self

    @property
    def row_count(self) -> int:
        return len(self.rows)

    def add_row(self, *cells: Any, key: str | None = None, height: int = 1, label: str | None = None) -> str:
        self._did("add_row", *cells, key)
        if key is not None and key in self.keys:
            raise DuplicateKey(key)
        self.keys.add(key)
        self.rows.append(copy.deepcopy(cells))
        return f"row{len(self.rows)}"

    def add_rows(self, rows: Iterable[Iterable[Any]]) -> list[str]:
        return [self.add_row(*row) for row in rows]

    def move_cursor(self, *, row: int = 0) -> None:
        self._did("move_cursor", row)
        self.__dict__["cursor_row"] = row


class Static(Widget):
    """Text."""

    def __init__(self, stage: Stage, selector: str) -> None:
        super().__init__(stage, selector)
        self.__dict__["text"] = ""

    def update(self, text: Any = "") -> None:
        self._did("update", text)
        self.__dict__["text"] = text


def _recording(stage: Stage, base: type, methods: str) -> type:
    """A container that writes down who changes it."""

    def wrap(name: str) -> Callable[..., Any]:
        plain = getattr(base, name)

        @wraps(plain)
        def changed(self: Any, *args: Any, **kwargs: Any) -> Any:
            before = freeze(self)
            try:
                result = plain(self, *args, **kwargs)
            except Exception:
                # `extend` with a generator that fails keeps what came before that.
                if freeze(self) != before:
                    stage.note("effect", f"{stage.attribute_of(self) or base.__name__}.{name}", freeze(self))
                raise
            # As with attributes: to store what is stored already is no effect.
            if base is not dict or name != "__setitem__" or freeze(self) != before:
                stage.note("effect", f"{stage.attribute_of(self) or base.__name__}.{name}", (*args, freeze(self)))
            return self if name.startswith("__i") else result

        return changed

    own = {name: wrap(name) for name in methods.split()}
    # A copy is nobody's, and to fill it is no effect.
    own["__deepcopy__"] = lambda self, memo: copy.deepcopy(base(self), memo)
    return type(base.__name__, (base,), own)


def _watch(stage: Stage, kind: type, bridge: str) -> None:
    """Write down when the bridge runs."""
    plain = getattr(kind, bridge)

    @wraps(plain)
    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        start, raised = len(stage.record), None
        try:
            return plain(self, *args, **kwargs)
        except Exception as error:
            raised = type(error).__name__
            raise
        finally:
            stage.bridge_runs.append(BridgeRun(bridge, start, len(stage.record), raised, stage.thread))

    setattr(kind, bridge, watched)


def _containers(stage: Stage) -> dict[type, Callable[[Any], Any]]:
    """Containers that write down who changes them, by the type that they stand for."""
    return {
        list: _recording(
            stage, list, "append extend insert pop clear remove sort reverse __setitem__ __delitem__ __iadd__"
        ),
        dict: _recording(stage, dict, "__setitem__ __delitem__ update pop clear setdefault"),
        set: _recording(stage, set, "add discard remove update clear __ior__ __isub__"),
    }


def _modules(stage: Stage) -> dict[str, Any]:
    """The modules that a generated program imports."""
    containers = _containers(stage)

    class App:
        def call_from_thread(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            with stage.on_main():
                return callback(*args, **kwargs)

    app = App()

    class Kind(type):
        def __setattr__(cls, name: str, value: Any) -> None:
            stage.note("effect", f"{cls.__name__}.{name} =", value)
            type.__setattr__(cls, name, value)

    set_attribute = _setter(stage, "self", containers)

    class Screen(metaclass=Kind):
        def __setattr__(self, name: str, value: Any) -> None:
            if not stage.quiet and name in UI_ATTRIBUTES:
                stage.note("ui", f"screen {name}=", value)
                object.__setattr__(self, name, value)
            else:
                set_attribute(self, name, value)

        def __delattr__(self, name: str) -> None:
            stage.note("effect", f"del self.{name}")
            object.__delattr__(self, name)

        @property
        def app(self) -> App:
            return app

        def query_one(self, selector: Any, kind: Any = None) -> Widget:
            key = selector if isinstance(selector, str) else f"#{selector.__name__}"
            if key not in stage.widgets:
                stage.widgets[key] = (kind or (DataTable if key == "#pods" else Static))(stage, key)
            return stage.widgets[key]

        def notify(self, text: str, **_: Any) -> None:
            stage.note("effect", "notify", text)

        def set_interval(self, seconds: float, callback: Callable[[], Any]) -> None:
            stage.note("effect", "set_interval")

    def work(*args: Any, **_: Any) -> Any:
        return args[0] if args else lambda function: function

    def get_current_worker() -> Any:
        if not stage.inside_worker:
            raise LookupError("no worker")
        return SimpleNamespace(is_cancelled=stage.scenario.cancelled)

    class Lock:
        def acquire(self) -> bool:
            if id(self) in stage.locks:
                raise Deadlock
            stage.locks.add(id(self))
            return True

        def release(self) -> None:
            stage.locks.discard(id(self))

        def __enter__(self) -> bool:
            return self.acquire()

        def __exit__(self, *_: Any) -> None:
            self.release()

    class Logger:
        def __getattr__(self, level: str) -> Callable[..., None]:
            return lambda *args, **_: stage.note("effect", f"log.{level}", args)

    class Response:
        def __init__(self, what: str) -> None:
            self._what = what
            self._data = stage.ask(what)
            self.status_code = 200

        def raise_for_status(self) -> None:
            pass

        def json(self) -> Any:
            return copy.deepcopy(self._data)

    def now() -> Any:
        return SimpleNamespace(isoformat=lambda: str(stage.now), strftime=lambda form: str(stage.now))

    class Meter:
        """Something of the library's, which nobody can look into."""

        def __init__(self) -> None:
            self.__dict__.update(total=0, last="", kept=None)

        def __setattr__(self, name: str, value: Any) -> None:
            stage.note("effect", f"meter.{name} =", value)
            self.__dict__[name] = value

        def count(self, number: Any) -> int:
            self.__dict__["total"] += number
            stage.note("effect", "meter.count", number)
            return self.__dict__["total"]

        def keep(self, rows: Any) -> None:
            self.__dict__["kept"] = rows
            stage.note("effect", "meter.keep", rows)

    class Connection:
        closed = False

        def pods(self) -> Any:
            if self.closed:
                raise ServiceError("closed")
            return stage.ask("pods")

        def close(self) -> None:
            stage.note("effect", "connection.close")
            self.closed = True

        def __enter__(self) -> Connection:
            return self

        def __exit__(self, *_: Any) -> None:
            self.close()

    def cursor(what: str) -> Iterator[Any]:
        for pod in stage.ask(what) or ():
            stage.ask("row")
            yield pod

    class Client:
        def pods(self, *args: Any) -> Any:
            return stage.ask("pods", *args)

    async def later(what: str) -> Any:
        return stage.ask(what, patient=True)

    def get_page(what: str) -> Any:
        return stage.ask("page")

    def seen(*args: Any) -> None:
        stage.note("api", "seen", args)
        stage.waited += 1
        if stage.thread == MAIN:
            stage.mistakes.append("told the service on main")

    class Suppress(suppress):
        def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
            forgives = bool(super().__exit__(kind, error, trace))
            stage.forgiven += forgives
            return forgives

    stage.inside_worker = True
    api = SimpleNamespace(get=stage.ask, later=later, page=get_page, Client=Client, Error=ServiceError, seen=seen)
    api.connect, api.cursor, api.Meter = Connection, cursor, Meter
    screen = SimpleNamespace(Screen=Screen)
    widgets = SimpleNamespace(DataTable=DataTable, Static=Static)
    worker = SimpleNamespace(get_current_worker=get_current_worker)
    return {
        "textual": SimpleNamespace(work=work, screen=screen, widgets=widgets, worker=worker),
        "textual.screen": screen,
        "textual.widgets": widgets,
        "textual.worker": worker,
        "acme": SimpleNamespace(api=api),
        "acme.api": api,
        "contextlib": SimpleNamespace(suppress=Suppress, closing=closing),
        "requests": SimpleNamespace(get=lambda url, **_: Response(url.rpartition("/")[2])),
        "logging": SimpleNamespace(getLogger=lambda name="": Logger()),
        "threading": SimpleNamespace(Lock=Lock),
        "time": SimpleNamespace(
            monotonic=lambda: float(stage.now), time=lambda: float(stage.now), strftime=lambda form: str(stage.now)
        ),
        "datetime": SimpleNamespace(datetime=SimpleNamespace(now=now)),
        "uuid": SimpleNamespace(uuid4=lambda: SimpleNamespace(hex=f"{stage.draw()}")),
        "random": SimpleNamespace(randint=lambda low, high: stage.draw()),
    }
