"""The model: which thread, by which route, with which effects; through gather, link, flow and summarise."""

from __future__ import annotations

from textwrap import dedent

import pytest

from bridgefix.effects import Model, build
from bridgefix.facts import gather
from bridgefix.findings import Finding, Thread
from bridgefix.rules import RULES
from bridgefix.settings import Settings

HEAD = """
import asyncio, threading, time, requests
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from textual import on, work
from textual.app import App
from textual.reactive import reactive, var
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import DataTable, Input, Label, ListView, Static
"""


def _path(name: str) -> str:
    return name.replace("____init__", "/:").replace("__", "/").replace(":", "__init__")


def model_of(source: str = "", *, blocking: tuple[str, ...] = (), head: str = HEAD, **files: str) -> Model:
    """The model of `source` as app.py, after the usual imports, and of further files by name (`a__b` is a/b.py)."""
    texts = {f"{_path(name)}.py": dedent(text) for name, text in files.items()}
    if source:
        texts["app.py"] = head + dedent(source)
    return build([gather(path, text) for path, text in texts.items()], blocking)


def threads_of(source: str, **files: str) -> dict[str, str]:
    """Thread by qualified name."""
    model = model_of(source, **files)
    return {function.qualname: model.threads.of(function.id).value for function in model.project.functions.values()}


def screen(body: str) -> str:
    """A Screen with a table and a status label, and this body."""
    compose = (
        "class Main(Screen):\n"
        "    count = reactive(0)\n"
        "    def compose(self):\n"
        "        yield DataTable(id='builds')\n"
        "        yield Label(id='status')\n"
    )
    return compose + "\n".join(f"    {line}" for line in dedent(body).strip().splitlines()) + "\n"


def found(source: str, code: str, **options: object) -> list[Finding]:
    model = model_of(source, **options)  # type: ignore[arg-type]
    (rule,) = [rule for rule in RULES if rule.code == code]
    return list(rule.find(model, Settings()))


def symbols(source: str, code: str, **options: object) -> list[str]:
    return sorted(finding.symbol for finding in found(source, code, **options))


def effects_of(source: str, name: str, **options: object):
    model = model_of(source, **options)  # type: ignore[arg-type]
    (function,) = [item for item in model.project.functions.values() if item.qualname == name]
    return model.effects.of(function.id)


def summary_of(source: str, name: str):
    model = model_of(source)
    (function,) = [item for item in model.project.functions.values() if item.qualname == name]
    return model.effects.summaries[function.id]


def call_view(source: str, dotted_end: str, **options: object):
    """The view of the first call whose function is written like this at its end."""
    model = model_of(source, **options)  # type: ignore[arg-type]
    for function in model.project.functions.values():
        for call in function.calls:
            if call.func.name == dotted_end:
                return model.effects.view(function.path, call.span)
    raise AssertionError(f"no call of {dotted_end}")


# Threads


@pytest.mark.parametrize(
    "name",
    [
        "on_mount(self)", "_on_mount(self)", "on_button_pressed(self, event)", "action_go(self)", "key_x(self)",
        "key_y(self, event)", "render(self)", "render_line(self, y)", "check_action(self, action, parameters)",
        "watch_count(self, old, new)", "validate_count(self, value)", "on_some_library_message(self, event)",
        "on_worker_state_changed(self, event)",
    ],
)  # fmt: skip
def test_what_textual_calls_runs_on_main(name):
    method = name.partition("(")[0]
    assert threads_of(screen(f"def {name}: pass"))[f"Main.{method}"] == "main"


@pytest.mark.parametrize(
    "name",
    [
        "refresh_rows(self)", "on_rows(self, rows)", "key_for(self, row)", "watch_pot(self, value)", "key_of(self, a, b)",
        "compute_total(self)", "show(self, data)",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_unknown(name):
    method = name.partition("(")[0]
    assert threads_of(screen(f"def {name}: pass"))[f"Main.{method}"] == "unknown"


def test_a_class_that_is_no_node_has_no_handlers():
    assert threads_of("class Plain:\n    def on_mount(self): pass\n")["Plain.on_mount"] == "unknown"


def test_the_decorator_on_makes_a_handler():
    source = screen(
        """
        @on(Input.Changed)
        def typed(self): self.typed_too()
        def typed_too(self): pass
        """
    )
    assert threads_of(source)["Main.typed_too"] == "main"


@pytest.mark.parametrize(
    ("start", "thread"),
    [
        ("self.f()", "main"),
        ("self.set_interval(1, self.f)", "main"),
        ("self.set_timer(1, callback=self.f)", "main"),
        ("self.set_timer(1, lambda: self.f())", "main"),
        ("self.call_later(self.f)", "main"),
        ("self.call_after_refresh(partial(self.f))", "main"),
        ("self.app.push_screen(Screen(), self.f)", "main"),
        ("self.app.push_screen(Screen(), callback=lambda _: self.f())", "main"),
        ("self.run_worker(self.g())", "main"),
        ("self.run_worker(self.g, exclusive=True)", "main"),
        ("asyncio.create_task(self.g())", "main"),
        ("asyncio.get_running_loop().call_later(1, self.f)", "main"),
        ("self.run_worker(self.f, thread=True)", "worker"),
        ("self.run_worker(lambda: self.f(), thread=True)", "worker"),
        ("self.run_worker(partial(self.f, 1), thread=True)", "worker"),
        ("self.run_worker(self.g(), thread=True)", "worker"),
        ("self.run_worker(self.f, 'name', 'group', '', True, True, False, True)", "worker"),
        ("job = partial(self.f); self.run_worker(job, thread=True)", "worker"),
        ("threading.Thread(target=self.f).start()", "worker"),
        ("threading.Thread(None, self.f).start()", "worker"),
        ("threading.Timer(1, self.f).start()", "worker"),
        ("self.pool.submit(self.f)", "worker"),
        ("self.pool.map(self.f, [1])", "worker"),
        ("asyncio.get_event_loop().run_in_executor(None, self.f)", "worker"),
        ("asyncio.to_thread(self.f)", "worker"),
        ("threading.Thread(target=asyncio.run, args=(self.g(),))", "unknown"),
        ("threading.Thread(target=lambda: asyncio.run(self.g())).start()", "worker"),
        ("self.run_worker(self.f, thread=self.flag)", "unknown"),
        ("self.other.submit(self.f)", "unknown"),
        ("library.watch(on_change=self.f)", "unknown"),
        ("asyncio.run_coroutine_threadsafe(self.g(), self.loop)", "unknown"),
        ("self.g()", "unknown"),
    ],
)
def test_where_a_callback_runs(start, thread):
    source = screen(
        f"""
        pool = ThreadPoolExecutor()
        def on_mount(self):
            {start}
        def f(self, *args): self.both()
        async def g(self): self.both()
        def both(self): pass
        """
    )
    assert threads_of(source)["Main.both"] == thread


@pytest.mark.parametrize(
    ("decorator", "thread"),
    [
        ("@work(thread=True)\ndef", "worker"),
        ("@work(thread=True)\nasync def", "worker"),
        ("@work\nasync def", "main"),
        ("@work(exclusive=True)\nasync def", "main"),
        ("@on(Input.Changed)\n@work(thread=True)\ndef", "worker"),
        ("@work(thread=True)\n@on(Input.Changed)\ndef", "worker"),
        ("@work(**options)\ndef", "unknown"),
    ],
)
def test_a_decorator_beats_a_name(decorator, thread):
    source = screen(f"{decorator} on_mount(self): self.f()\ndef f(self): pass")
    assert threads_of(source)["Main.f"] == thread


def test_another_work_is_not_textuals():
    head = "from elsewhere import work\nfrom textual.screen import Screen\n"
    source = head + "class Main(Screen):\n    @work(thread=True)\n    def f(self): pass\n"
    assert threads_of("", app=source)["Main.f"] == "unknown"


def test_the_body_of_a_worker_runs_there_whoever_calls_it():
    source = screen(
        """
        def on_mount(self): self.load()
        @work(thread=True)
        def load(self): self.f()
        def f(self): pass
        """
    )
    assert threads_of(source)["Main.f"] == "worker"


def test_a_crossing_goes_to_main_and_a_crossing_on_main_goes_nowhere():
    source = screen(
        """
        @work(thread=True)
        def load(self):
            cross = self.app.call_from_thread
            cross(self.show)
        def show(self): self.deeper()
        def deeper(self): pass
        """
    )
    assert threads_of(source)["Main.deeper"] == "main"


def test_nested_functions_have_a_thread_of_their_own():
    source = screen(
        """
        @work(thread=True)
        def load(self):
            def paint(): pass
            def fetch(): pass
            def never(): pass
            fetch()
            self.app.call_from_thread(paint)
        """
    )
    threads = threads_of(source)
    assert [threads[f"Main.load.{name}"] for name in ("paint", "fetch", "never")] == ["main", "worker", "unknown"]


def test_a_progress_callback_is_unknown():
    source = screen(
        """
        @work(thread=True)
        def load(self):
            def progress(): self.f()
            library.fetch(on_progress=progress)
        def f(self): pass
        """
    )
    assert threads_of(source)["Main.f"] == "unknown"


def test_watchers_run_where_the_reactive_is_set():
    source = screen(
        """
        @work(thread=True)
        def load(self):
            self.count = 3
            self.plain = 4
        def watch_count(self): self.seen()
        def watch_plain(self): self.unseen()
        def seen(self): pass
        def unseen(self): pass
        """
    )
    threads = threads_of(source)
    assert (threads["Main.seen"], threads["Main.unseen"]) == ("both", "unknown")


def test_an_async_watcher_is_shifted_to_main():
    source = screen(
        """
        @work(thread=True)
        def load(self): self.count = 3
        async def watch_count(self): self.seen()
        def seen(self): pass
        """
    )
    assert threads_of(source)["Main.seen"] == "main"


@pytest.mark.parametrize(
    "dispatch",
    [
        "{'a': self.f, 'b': self.g}[kind](1)",
        "table = {'a': self.f, 'b': self.g}; table[kind](1)",
        "table = {'a': self.f, 'b': self.g}; show = table.get(kind); show(1)",
        "table = {'a': self.f, 'b': self.g}\n    for name, show in table.items():\n        show(1)",
        "for show in (self.f, self.g): show(1)",
        "getattr(self, f'show_{kind}')(1)",
        "(self.f if kind else self.g)(1)",
        "show = self.f if kind else self.g; show(1)",
    ],
)
def test_dispatch_is_followed(dispatch):
    source = screen(
        f"""
        def on_mount(self, kind=''):
            {dispatch}
        def f(self, n): self.show_a(n)
        def g(self, n): self.show_b(n)
        def show_a(self, n): pass
        def show_b(self, n): pass
        """.replace("\n    for", "\n            for").replace("\n        show(1)", "\n                show(1)")
    )
    threads = threads_of(source)
    assert (threads["Main.show_a"], threads["Main.show_b"]) == ("main", "main")


GUARDS = [
    "threading.get_ident() == self.app._thread_id",
    "self.app._thread_id == threading.get_ident()",
    "threading.current_thread() is threading.main_thread()",
    "not threading.current_thread() is not threading.main_thread()",
    "self.on_main()",
]


@pytest.mark.parametrize("test", GUARDS)
def test_guards_are_read(test):
    source = screen(
        f"""
        def on_mount(self): self.show()
        @work(thread=True)
        def load(self): self.show()
        def on_main(self): return threading.get_ident() == self.app._thread_id
        def show(self):
            if {test}:
                self.direct()
            else:
                self.app.call_from_thread(self.direct)
                self.other()
        def direct(self): pass
        def other(self): pass
        """
    )
    threads = threads_of(source)
    assert (threads["Main.direct"], threads["Main.other"]) == ("main", "worker")
    assert not found(source, "BF002")


def test_a_guard_that_leaves_early_is_read():
    source = screen(
        """
        def on_mount(self): self.show()
        @work(thread=True)
        def load(self): self.show()
        def show(self):
            here = threading.current_thread() is threading.main_thread()
            if here:
                self.direct()
                return
            self.app.call_from_thread(self.direct)
        def direct(self): pass
        """
    )
    assert threads_of(source)["Main.direct"] == "main"
    assert not found(source, "BF002")


def test_a_guard_that_cannot_be_read_leaves_its_branches_unknown():
    source = screen(
        """
        def on_mount(self):
            if threading.current_thread().name == 'x':
                self.f()
        def f(self): pass
        """
    )
    assert threads_of(source)["Main.f"] == "unknown"


def test_the_route_is_the_shortest_and_has_the_lines_of_the_calls():
    model = model_of(
        head="from textual.app import App\n",
        source="""\
        class A(App):
            def on_mount(self):
                self.long()
                self.set_interval(1, self.tick)
            def long(self): self.longer()
            def longer(self): self.tick()
            def tick(self): self.end()
            def end(self): pass
        """,
    )
    route = model.threads.route("app.py::A.end", Thread.MAIN)
    assert [(step.symbol, step.line) for step in route] == [("A.on_mount", 5), ("A.tick", 8), ("A.end", 9)]
    assert {step.thread for step in route} == {Thread.MAIN}
    assert model.threads.route("app.py::A.end", Thread.WORKER) == ()


def test_a_call_can_be_thought_away():
    from bridgefix.threads import flow

    model = model_of(
        screen(
            """
            def on_mount(self): self.bridge()
            def bridge(self): self.fetch()
            @work(thread=True)
            def load(self): self.fetch()
            def fetch(self): pass
            """
        )
    )
    assert model.threads.of("app.py::Main.fetch") is Thread.BOTH
    without = flow(model.project, frozenset({("app.py::Main.bridge", "app.py::Main.fetch")}))
    assert without.of("app.py::Main.fetch") is Thread.WORKER


# Across files

BASE = """
from textual.screen import Screen
class Base(Screen):
    def on_mount(self): self.load()
    def load(self): pass
"""


@pytest.mark.parametrize(
    "line",
    [
        "from .base import Base", "from pkg.base import Base", "from pkg import base\nBase = base.Base",
        "from .base import Base as Base", "from . import base\nclass Base(base.Base): pass", "from .base import *",
        "import pkg.base as b\nBase = b.Base",
    ],
)  # fmt: skip
def test_bases_across_files(line):
    child = f"{line}\nclass Child(Base):\n    def load(self): self.mine()\n    def mine(self): pass\n"
    assert threads_of("", pkg____init__="", pkg__base=BASE, pkg__child=child)["Child.mine"] == "main"


def test_a_mixin_has_the_threads_of_the_classes_that_use_it():
    mixin = """
    class Loads:
        def on_mount(self): self.fetch()
        def fetch(self): pass
    """
    use = "from textual.screen import Screen\nfrom mixin import Loads\nclass S(Loads, Screen): pass\n"
    assert threads_of("", mixin=mixin, use=use)["Loads.fetch"] == "main"


def test_super_is_followed():
    child = """
    from pkg.base import Base
    class Child(Base):
        def action_go(self): super().load()
    """
    base = BASE.replace("def on_mount(self): self.load()", "").replace(
        "self): pass", "self): self.deep()\n    def deep(self): pass"
    )
    assert threads_of("", pkg____init__="", pkg__base=base, pkg__child=child)["Base.deep"] == "main"


def test_an_override_is_run_in_place_of_the_base():
    source = """
    class Base(Screen):
        def on_mount(self): self.load()
        def load(self): pass
    class Child(Base):
        def load(self): self.mine()
        def mine(self): pass
    """
    assert threads_of(source)["Child.mine"] == "main"


def test_a_method_that_a_subclass_replaces_does_not_run_for_it():
    source = """
    class Base(Screen):
        def on_mount(self): self.start()
        def start(self): self.fetch()
        def fetch(self): pass
    class Child(Base):
        @work(thread=True)
        def start(self): self.fetch()
        def fetch(self): pass
    """
    assert threads_of(source)["Child.fetch"] == "worker"


def test_a_library_of_the_same_name_is_not_the_project():
    files = {"pkg____init__": "", "pkg__inner____init__": "", "pkg__inner__requests": "def get(url): pass\n"}
    model = model_of("", pkg__app="import requests\nx = requests.get('u')\n", **files)
    (call,) = model.project.files["pkg/app.py"].module.calls
    assert model.effects.of_call(call).dotted == "requests.get"


# Types


@pytest.mark.parametrize(
    "receiver",
    [
        "self.query_one('#builds', DataTable)", "self.query_one(DataTable)", "self.query_one('#builds')",
        "self.query_exactly_one('#builds')", "self.query('#builds').first(DataTable)", "self.query(DataTable).first()",
        "self.query_one('DataTable')", "self.get_widget_by_id('builds')", "self.table", "self.made", "self.prop",
        "self.fresh()", "self.query_one('Vertical > #builds')", "cast(DataTable, self.x)", "self.tables['a']",
        "self.either", "table", "self.screen.query_one(DataTable)", "self.app.query_one('#builds', DataTable)",
    ],
)  # fmt: skip
def test_receivers_are_typed(receiver):
    source = "from typing import cast\n" + screen(
        f"""
        table: DataTable
        def __init__(self):
            self.made = DataTable()
            self.tables: dict[str, DataTable] = {{}}
            self.either: DataTable | None = None
        @property
        def prop(self): return self.query_one('#builds')
        def fresh(self) -> 'DataTable': return make()
        def f(self):
            table = self.query_one('#builds', DataTable)
            {receiver}.add_row(1)
        """
    )
    assert call_view(source, "add_row").dotted == "textual.widgets.DataTable.add_row"


@pytest.mark.parametrize(
    ("setup", "receiver"),
    [
        ("x = {}", "x.update"),
        ("x = set()", "x.clear"),
        ("x = []", "x.append"),
        ("x = self.cache", "x.update"),
        ("x = hashlib.md5()", "x.update"),
        ("x = self.query_one('#nowhere')", "x.update"),
        ("x = self.query_one('.status')", "x.update"),
        ("x = unknown()", "x.clear"),
        ("x = Label() if a else {}", "x.update"),
        ("x = make_rich_table()", "x.remove"),
        ("from rich.table import Table; x = Table()", "x.add_row"),
    ],
)
def test_a_name_alone_is_no_evidence(setup, receiver):
    source = "import hashlib\n" + screen(
        f"""
        @work(thread=True)
        def load(self):
            {setup}
            {receiver}(1)
        """
    )
    assert not found(source, "BF003")


@pytest.mark.parametrize(
    ("code", "dotted"),
    [
        ("import time\ntime.sleep(1)", "time.sleep"),
        ("import time as t\nt.sleep(1)", "time.sleep"),
        ("from time import sleep\nsleep(1)", "time.sleep"),
        ("from time import sleep as nap\nnap(1)", "time.sleep"),
        ("import urllib.request\nurllib.request.urlopen('u')", "urllib.request.urlopen"),
        ("import requests\ns = requests.Session()\ns.get('u')", "requests.Session.get"),
        ("import requests\nwith requests.Session() as s:\n    s.get('u')", "requests.Session.get"),
        ("import httpx\nc = httpx.Client()\nc.get('u')", "httpx.Client.get"),
        ("import sqlite3\nsqlite3.connect('x').cursor().execute('q')", "sqlite3.Cursor.execute"),
        (
            "import sqlite3, contextlib\nwith contextlib.closing(sqlite3.connect('x')) as db:\n    db.commit()",
            "sqlite3.Connection.commit",
        ),
        ("import subprocess\nsubprocess.run(['x'])", "subprocess.run"),
        ("import subprocess\np = subprocess.Popen(['x'])\np.wait()", "subprocess.Popen.wait"),
        ("import boto3\nboto3.client('s3').list_buckets()", "boto3.client.list_buckets"),
        ("import boto3\ns3 = boto3.Session().client('s3')\ns3.list_buckets()", "boto3.client.list_buckets"),
        (
            "from mypy_boto3_sqs import SQSClient\nsqs: SQSClient = make()\nsqs.list_queues()",
            "mypy_boto3_sqs.SQSClient.list_queues",
        ),
        ("from kubernetes import client\nclient.CoreV1Api().list_node()", "kubernetes.client.CoreV1Api.list_node"),
        ("from google.cloud import storage\nstorage.Client().list_buckets()", "google.cloud.storage.Client.list_buckets"),
        ("import docker\ndocker.from_env().ping()", "docker.DockerClient.ping"),
        ("from openai import OpenAI\nc = OpenAI()\nc.chat.completions.create()", "openai.OpenAI.chat.completions.create"),
        ("import threading\nt = threading.Thread()\nt.join()", "threading.Thread.join"),
        ("import queue\nq = queue.Queue()\nq.get()", "queue.Queue.get"),
        ("input()", "builtins.input"),
    ],
)  # fmt: skip
def test_what_blocks(code, dotted):
    model = model_of("", m=code)
    calls = model.project.files["m.py"].module.calls
    views = [model.effects.of_call(call) for call in calls]
    assert [view.dotted for view in views if view.blocks][-1] == dotted


@pytest.mark.parametrize(
    "code",
    [
        "import asyncio\nasync def f():\n    await asyncio.sleep(1)",
        "import httpx\nasync def f():\n    c = httpx.AsyncClient()\n    await c.get('u')",
        "import httpx\nasync def f():\n    async with httpx.AsyncClient() as c:\n        await c.get('u')",
        "import redis.asyncio as redis\nasync def f():\n    await redis.Redis().get('k')",
        "def f(p):\n    open(p).read()",
        "from pathlib import Path\ndef f(p):\n    Path(p).read_text()",
        "def f():\n    ','.join([])",
        "d = {}\ndef f():\n    d.get('k')",
        "import os\ndef f():\n    os.environ.get('k')",
        "import time\ndef f():\n    time.sleep(0)",
        "import queue\ndef f():\n    queue.Queue().get(block=False)",
        "import queue\ndef f():\n    queue.Queue().get_nowait()",
        "class time:\n    def sleep(n): pass\ndef f():\n    time.sleep(1)",
        "def sleep(n): pass\ndef f():\n    sleep(1)",
        "def f(time):\n    time.sleep(1)",
        "def f(requests):\n    requests.get('u')",
        "import subprocess\ndef f():\n    subprocess.Popen(['x'])",
        "import boto3\ndef f():\n    boto3.client('s3')",
        "import boto3\ndef f():\n    boto3.resource('s3').Bucket('b')",
        "from google.cloud import storage\ndef f():\n    storage.Client().bucket('b')",
        "import psutil\ndef f():\n    psutil.cpu_percent()",
        "import os\ndef f(pid):\n    os.waitpid(pid, os.WNOHANG)",
        "from concurrent.futures import Future\ndef f(x: Future):\n    if x.done():\n        x.result()",
        "import asyncio\ndef f(x: asyncio.Task):\n    x.result()",
        "import asyncio\nasync def f(x: asyncio.Queue):\n    await x.get()",
        "import time\ndef f():\n    def inner(): time.sleep(1)\n    return inner",
        "import time, threading\ndef f():\n    threading.Thread(target=time.sleep, args=(1,)).start()",
    ],
)
def test_what_does_not_block(code):
    model = model_of("", m=code)
    assert not model.effects.of("m.py::f").blocks


def test_the_users_patterns_match_outside_and_inside_names():
    source = screen("def on_mount(self):\n    acme.fetch(1)\n    helper(2)\n    fine(3)")
    files = {"pkg____init__": "", "pkg__api": "def get(): pass\nclass Api:\n    def ask(self): pass\n"}
    source = "import acme\nfrom pkg.api import get as helper, Api\n" + source.replace("fine(3)", "Api().ask()")
    model = model_of(source, blocking=("acme.*", "pkg.api.*"), **files)
    function = model.project.functions["app.py::Main.on_mount"]
    names = [view.blocks[-1].symbol for view in map(model.effects.of_call, function.calls) if view.blocks]
    assert names == ["acme.fetch", "pkg.api.get", "pkg.api.Api.ask"]


# Effects


def test_the_way_down_to_what_blocks():
    source = """
    def a(): b()
    def b(): requests.get("u")
    """
    steps = effects_of(source, "a").blocks
    assert [step.symbol for step in steps] == ["a", "b", "requests.get"]


def test_a_launch_and_a_crossing_do_not_block():
    source = screen(
        """
        def f(self):
            threading.Thread(target=self.slow).start()
            self.app.call_from_thread(self.slow)
        def slow(self): time.sleep(1)
        """
    )
    effects = effects_of(source, "Main.f")
    assert not effects.blocks
    assert effects.crosses


@pytest.mark.parametrize(
    ("body", "shows"),
    [
        ("self.query_one('#builds').add_row(1)", True),
        ("table.add_row(1)", True),
        ("self.app.call_from_thread(self.query_one('#status').update, 'x')", True),
        ("self.app.call_from_thread(self.g)", True),
        ("self.g()", True),
        ("self.count = 3", True),
        ("self.query_one('#status').styles.color = 'red'", True),
        ("self.title = 'x'", True),
        ("self.cache.update(1)", False),
        ("self.plain = 3", False),
        ("self.notify('x')", False),
        ("self.set_interval(1, self.g)", False),
        ("threading.Thread(target=self.g).start()", False),
        ("self.query_one('#status')", False),
        ("def inner(): self.g()", False),
        ("def inner(): self.g()\ninner()", True),
    ],
)
def test_what_shows(body, shows):
    source = screen(
        "def f(self, table):\n"
        + "\n".join(f"    {line}" for line in body.splitlines())
        + "\ndef g(self): self.query_one(Label).update('x')"
    )
    assert effects_of(source, "Main.f").shows is shows


@pytest.mark.parametrize(
    ("body", "pure"),
    [
        ("return [row['a'] for row in data]", True),
        ("rows = []\nfor row in data:\n    rows.append(row)\nreturn rows", True),
        ("rows = {}\nrows['a'] = 1\nreturn rows", True),
        ("return f'{len(data)} rows'.upper()", True),
        ("return self.query_one('#builds')", True),
        ("return self.helper(data)", True),
        ("return sorted(data, key=lambda row: row['a'])", True),
        ("return os.path.join('a', 'b')", True),
        ("self.x = 1", False),
        ("data.append(1)", False),
        ("return datetime.now()", False),
        ("return open('x')", False),
        ("return unknown(data)", False),
        ("return data.unknown()", False),
        ("print(data)", False),
        ("return self.impure(data)", False),
        ("time.sleep(1)", False),
        ("return sorted(data, key=self.impure)", False),
        ("rows = self.rows\nrows.append(1)", False),
    ],
)
def test_what_is_pure(body, pure):
    source = "import os\nfrom datetime import datetime\n" + screen(
        "def f(self, data):\n"
        + "\n".join(f"    {line}" for line in body.splitlines())
        + "\ndef helper(self, data): return data[:1]\ndef impure(self, data): self.seen = data"
    )
    assert effects_of(source, "Main.f").pure is pure


def test_recursion_is_no_trap():
    source = """
    def f(n): return g(n - 1)
    def g(n): return f(n) if n else []
    """
    assert effects_of(source, "f").pure


@pytest.mark.parametrize(
    ("body", "awaitable"),
    [
        ("return self.query_one('#builds').add_row(1)", False),
        ("self.query_one('#builds').clear()", False),
        ("return self.mount(Label())", True),
        ("return self.g()", True),
        ("return 3", False),
        ("return unknown()", None),
        ("return [1]", False),
    ],
)
def test_what_can_be_awaited(body, awaitable):
    source = screen(f"def f(self):\n    {body}\nasync def g(self): pass")
    assert effects_of(source, "Main.f").returns_awaitable is awaitable


def test_the_awaitable_of_a_crossing_is_its_callbacks():
    source = screen("def f(self): self.app.call_from_thread(self.query_one(ListView).append, 1)")
    assert call_view(source, "call_from_thread").returns_awaitable is True
    source = screen("def f(self): self.app.call_from_thread(self.query_one(DataTable).add_row, 1)")
    assert call_view(source, "call_from_thread").returns_awaitable is False
    source = screen("def f(self): self.app.call_from_thread(lambda: self.remove_children())")
    assert call_view(source, "call_from_thread").returns_awaitable is True


def test_reads_and_writes_of_self_are_closed_under_calls():
    source = screen(
        """
        def f(self): self.g()
        def g(self):
            self.a = self.b
            self.c.append(1)
            self.d['k'] = 1
            self.h()
        def h(self):
            self.f()
            return self.e
        def __init__(self): self.c = []
        """
    )
    effects = effects_of(source, "Main.f")
    assert effects.writes == {"a", "c", "d"}
    assert {"b", "e"} <= effects.reads


@pytest.mark.parametrize(
    "body",
    [
        "view = self.rows; view.append(1)",
        "for row in self.rows: row['x'] = 1",
        "first = self.rows[0]; first.name = 'x'",
    ],
)
def test_an_attribute_is_changed_through_a_local_name(body):
    source = screen(f"def f(self):\n    {body}\ndef __init__(self): self.rows: list[dict] = []")
    assert effects_of(source, "Main.f").writes == {"rows"}


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        ("data.append(1)", {"data"}),
        ("data['x'] = 1", {"data"}),
        ("for row in data: row['x'] = 1", {"data"}),
        ("self.g(data)", {"data"}),
        ("unknown(data)", {"data"}),
        ("data = list(data); data.append(1)", {"data"}),
        ("return len(data)", set()),
        ("return self.pure(data)", set()),
        ("print(data)", set()),
        ("other = []\nother.append(data)", set()),
    ],
)
def test_which_parameters_may_be_changed(body, changed):
    source = screen(
        "def f(self, data: list):\n"
        + "\n".join(f"    {line}" for line in body.splitlines())
        + "\ndef g(self, rows): rows.clear()\ndef pure(self, rows): return rows[0]"
    )
    assert summary_of(source, "Main.f").params == changed


def test_what_a_call_changes():
    source = screen("def f(self, data):\n    self.g(1, data)\ndef g(self, n, rows): rows.clear()")
    assert call_view(source, "g").mutates == {1}
    assert call_view(screen("def f(self, data): [].append(data)"), "append").mutates == {"self"}
    assert call_view(screen("def f(self, data): len(data)"), "len").mutates == frozenset()
    assert call_view(screen("def f(self, data): strange(data)"), "strange").mutates is None


def test_what_logs():
    assert call_view(screen("def f(self): self.log('x')"), "log").logs
    assert call_view(screen("def f(self): self.log.info('x')"), "info").logs
    assert call_view("import logging\nlog = logging.getLogger('x')\ndef f(): log.error('x')", "error").logs
    assert call_view("def f(): print('x')", "print").logs
    assert not call_view("def f(cache): cache.info('x')", "info").logs


def test_what_a_launch_runs():
    source = screen(
        """
        def f(self): self.run_worker(self.slow, thread=True)
        @work(thread=True)
        def g(self): time.sleep(1)
        def slow(self): time.sleep(1)
        """
    )
    view = call_view(source, "run_worker")
    assert view.kind == "launch"
    assert [function.qualname for function in view.runs] == ["Main.slow"]


# Rules


@pytest.mark.parametrize(
    "body",
    [
        "def on_mount(self): self.app.call_from_thread(self.f)",
        "async def action_go(self): self.app.call_from_thread(self.f)",
        "@work\nasync def load(self): self.app.call_from_thread(self.f)",
        "def on_mount(self):\n    app = self.app\n    app.call_from_thread(self.f)",
        "def on_mount(self):\n    cross = self.app.call_from_thread\n    cross(self.f)",
        "def on_mount(self): self.set_timer(1, lambda: self.app.call_from_thread(self.f))",
        "def on_mount(self):\n    try:\n        self.app.call_from_thread(self.f)\n    except Exception:\n        pass",
    ],
)
def test_bf002_finds(body):
    assert len(found(screen(f"{body}\ndef f(self): pass"), "BF002")) == 1


@pytest.mark.parametrize(
    "body",
    [
        "@work(thread=True)\ndef load(self): self.app.call_from_thread(self.f)",
        "def load(self): self.app.call_from_thread(self.f)",
        "@work(thread=True)\nasync def load(self): self.app.call_from_thread(self.f)",
        "def on_mount(self): self.run_worker(self.load(), thread=True)\n"
        "async def load(self): self.app.call_from_thread(self.f)",
        "def on_mount(self):\n    try:\n        self.app.call_from_thread(self.f)\n    except RuntimeError:\n        self.f()",
        "def on_mount(self):\n    try:\n        self.app.call_from_thread(self.f)\n    except Exception:\n        self.f()",
        "async def on_mount(self):\n"
        "    def progress(): self.app.call_from_thread(self.f)\n"
        "    def fetch(): progress()\n"
        "    await asyncio.to_thread(fetch)",
        "async def on_mount(self):\n"
        "    def progress(n): self.app.call_from_thread(self.f)\n"
        "    await asyncio.to_thread(library.fetch, progress)",
        "def on_mount(self): self.gate.call_from_thread(self.f)\ndef __init__(self): self.gate = Gate()",
        "def on_mount(self): threading.Thread(target=lambda: self.app.call_from_thread(self.f)).start()",
        "def on_mount(self): self.call_from_thread(self.f)",
    ],
)
def test_bf002_leaves_alone(body):
    gate = "class Gate:\n    def call_from_thread(self, f): f()\n" if "Gate" in body else ""
    assert not found(gate + screen(f"{body}\ndef f(self): pass"), "BF002")


@pytest.mark.parametrize(
    "body",
    [
        "self.query_one('#builds').add_row(1)",
        "self.query_one('#status').update('x')",
        "self.count = 3",
        "self.title = 'x'",
        "self.add_class('busy')",
        "self.query_one('#status').display = False",
        "self.query_one('#status').styles.color = 'red'",
        "self.mount(Label())",
        "self.app.push_screen(Screen())",
        "self.set_interval(1, print)",
        "self.loading = True",
        "self.app.call_from_thread(self.query_one('#status').update, 'x')",
        "self.app.call_from_thread(partial(self.query_one('#status').update, 'x'))",
        "self.g()",
        "self.query_one(ListView).append(1)",
    ],
)
def test_bf003_finds(body):
    source = screen(
        f"@work(thread=True)\ndef load(self): {body}\ndef g(self): self.query_one(Label).update('x')\n"
        "def on_mount(self): self.g()"
    )
    assert symbols(source, "BF003") == ["Main.load"]


@pytest.mark.parametrize(
    "body",
    [
        "self.notify('x')",
        "self.post_message(m)",
        "self.log('x')",
        "self.call_later(self.g)",
        "self.call_after_refresh(self.g)",
        "self.app.exit()",
        "self.refresh()",
        "x = self.query_one('#builds').row_count",
        "x = self.query_one('#builds')",
        "x = self.count",
        "self.app.call_from_thread(self.g)",
        "self.app.call_from_thread(self.app.push_screen, Screen())",
        "self.app.call_from_thread(lambda: self.query_one('#status').update('x'))",
        "table = self.query_one('#builds'); self.app.call_from_thread(table.add_row, 1)",
        "label = Label(); label.update('x'); self.app.call_from_thread(self.mount, label)",
        "self.rows = []; self.rows.append(1)",
        "self.names.update(a=1)",
        "threading.Event().clear()",
        "w = get_current_worker(); w.update(1); w.advance(1)",
        "self.quiet = 3",
        "self.bridge()",
    ],
)
def test_bf003_leaves_alone(body):
    source = "from textual.worker import get_current_worker\n" + screen(
        f"quiet = var(0)\n@work(thread=True)\ndef load(self): {body}\ndef g(self): self.query_one(Label).update('x')\n"
        "def bridge(self):\n"
        "    if threading.get_ident() == self.app._thread_id:\n"
        "        self.g()\n"
        "    else:\n"
        "        self.app.call_from_thread(self.g)\n"
        "def on_mount(self): self.g()"
    )
    assert not found(source, "BF003")


def test_bf003_tells_what_raises_from_what_corrupts():
    raising = found(screen("@work(thread=True)\ndef load(self): self.mount(Label())"), "BF003")
    racing = found(screen("@work(thread=True)\ndef load(self): self.query_one('#builds').add_row(1)"), "BF003")
    assert "raises" in raising[0].message
    assert "races" in racing[0].message


@pytest.mark.parametrize(
    "body",
    [
        "def on_mount(self): time.sleep(1)",
        "async def on_mount(self): time.sleep(1)",
        "def action_go(self): self.f()\ndef f(self): requests.get('u')",
        "def on_mount(self): self.set_interval(1, self.f)\ndef f(self): requests.get('u')",
        "@work\nasync def load(self): requests.get('u')",
        "def on_mount(self): self.run_worker(self.load())\nasync def load(self): requests.get('u')",
        "def watch_count(self): requests.get('u')",
        "def on_mount(self): helper()",
        "def on_mount(self): Client().get()",
        "def on_mount(self): self.set_timer(1, lambda: time.sleep(1))",
        "def on_mount(self): self.client.get()\ndef __init__(self): self.client = Client()",
        "async def on_mount(self): await self.f()\nasync def f(self): time.sleep(1)",
        "@work(thread=True)\ndef load(self): self.app.call_from_thread(self.f)\ndef f(self): time.sleep(1)",
    ],
)
def test_bf004_finds(body):
    helpers = "def helper(): requests.get('u')\nclass Client:\n    def get(self): requests.get('u')\n"
    findings = found(helpers + screen(body), "BF004")
    assert len(findings) == 1
    assert findings[0].symbol.startswith("Main.")
    assert findings[0].route[-1].symbol in ("time.sleep", "requests.get")


@pytest.mark.parametrize(
    "body",
    [
        "@work(thread=True)\ndef load(self): time.sleep(1)",
        "@work(thread=True)\nasync def load(self): time.sleep(1)",
        "async def on_mount(self): await asyncio.to_thread(requests.get, 'u')",
        "async def on_mount(self): await asyncio.sleep(1)",
        "def on_mount(self):\n    with self.app.suspend():\n        self.edit()\ndef edit(self): subprocess.run(['vi'])",
        "def on_mount(self): self.run_worker(self.load(), thread=True)\nasync def load(self): time.sleep(1)",
        "def f(self): time.sleep(1)",
        "def on_mount(self): open('x').read()",
        "def __init__(self): time.sleep(1)",
        "def on_mount(self):\n    if threading.current_thread() is not threading.main_thread():\n        time.sleep(1)",
        "def on_mount(self): library.run(self.f)\ndef f(self): time.sleep(1)",
    ],
)
def test_bf004_leaves_alone(body):
    assert not found("import subprocess\n" + screen(body), "BF004")


def test_bf004_blames_each_function_once_and_names_the_first_call():
    findings = found(screen("def on_mount(self):\n    time.sleep(1)\n    requests.get('u')"), "BF004")
    assert len(findings) == 1
    assert "time.sleep" in findings[0].message
    assert "and 1 more" in findings[0].message
    assert len(findings[0].subject) == 3


@pytest.mark.parametrize(
    "cls",
    ["Screen", "Widget", "Static", "Plot"],
)
def test_bf009_finds(cls):
    base = "class Plot(Static): pass\n"
    source = base + f"class Mine({cls}):\n    @work(thread=True)\n    def load(self): self.call_from_thread(print)\n"
    assert symbols(source, "BF009") == ["Mine.load"]


@pytest.mark.parametrize(
    "source",
    [
        "class Mine(App):\n    def load(self): self.call_from_thread(print)\n",
        "class Mine(Screen):\n    def load(self): self.app.call_from_thread(print)\n",
        "class Mine(Screen):\n    def load(self): self.call_from_thread(print)\n    def call_from_thread(self, f): f()\n",
        "class Mixin:\n    def load(self): self.call_from_thread(print)\nclass A(Mixin, App): pass\n",
        "class A(App): pass\nclass Mixin:\n    def load(self: A): self.call_from_thread(print)\nclass B(Mixin, Screen): pass\n",
        "class Helper:\n    def load(self): self.call_from_thread(print)\n",
        "from elsewhere import Base\nclass Mine(Base, Screen):\n    def load(self): self.call_from_thread(print)\n",
        "class Mine(Screen):\n    def load(self, app): app.call_from_thread(print)\n",
        "class Mine(Screen):\n    def __init__(self, app): self.call_from_thread = app.call_from_thread\n"
        "    def load(self): self.call_from_thread(print)\n",
    ],
)
def test_bf009_leaves_alone(source):
    assert not found(source, "BF009")


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_every_rule_explains_itself(rule):
    assert rule.doc.startswith(f"{rule.code} {rule.name}: ")
    for part in ("worker ", " main", "Bad:", "Good", f"ignore[{rule.code}]"):
        assert part in rule.doc


# Functions that are handed on


@pytest.mark.parametrize(
    ("helper", "thread"),
    [
        ("def helper(self, job): job()", "main"),
        ("def helper(self, job): threading.Thread(target=job).start()", "worker"),
        ("def helper(self, job): self.run_worker(job, thread=True)", "worker"),
        ("def helper(self, job): self.run_worker(partial(job, 1), thread=True)", "worker"),
        ("def helper(self, job):\n    def body(): job()\n    threading.Thread(target=body).start()", "worker"),
        ("def helper(self, job): self.set_timer(1, job)", "main"),
        ("def helper(self, job): self.further(job)", "worker"),
        ("def helper(self, job): self.job = job", "unknown"),
        ("def helper(self, job): library.run(job)", "unknown"),
    ],
)
def test_where_a_function_runs_that_is_given_to_a_helper(helper, thread):
    source = screen(
        f"{helper}\ndef further(self, job): threading.Thread(target=job).start()\n"
        "def on_mount(self): self.helper(self.f)\ndef f(self): self.g()\ndef g(self): pass"
    )
    assert threads_of(source)["Main.g"] == thread


@pytest.mark.parametrize(
    ("decorator", "use", "thread"),
    [
        (
            "def threaded(f):\n    def inner(*args):\n        threading.Thread(target=f, args=args).start()\n    return inner",
            "threaded",
            "worker",
        ),
        ("def timed(f):\n    def inner(*args):\n        return f(*args)\n    return inner", "timed", "main"),
        ("def marked(f):\n    f.mark = True\n    return f", "marked", "main"),
        (
            "def retry(n):\n    def outer(f):\n        def inner(*args):\n            return f(*args)\n        return inner\n"
            "    return outer",
            "retry(3)",
            "main",
        ),
        ("from library import run_in_thread", "run_in_thread", "unknown"),
        ("from library import retry", "retry", "main"),
    ],
)
def test_decorators_of_the_project_are_looked_into(decorator, use, thread):
    source = (
        decorator + "\n" + screen(f"@{use}\ndef f(self): self.g()\ndef g(self): pass\ndef on_mount(self): self.f()")
    )
    assert threads_of(source)["Main.g"] == thread


@pytest.mark.parametrize(
    "code",
    [
        "with ThreadPoolExecutor() as pool:\n    pool.submit(self.f)",
        "pool = ThreadPoolExecutor()\nfuture = pool.submit(print)\nfuture.add_done_callback(self.f)",
        "fetch = asyncio.to_thread\nasyncio.create_task(fetch(self.f))",
    ],
)
def test_executors(code):
    body = "\n".join(f"    {line}" for line in code.splitlines())
    assert (
        threads_of(screen(f"def on_mount(self):\n{body}\ndef f(self, *_): self.g()\ndef g(self): pass"))["Main.g"]
        == "worker"
    )


def test_a_provider_and_its_hits_run_on_main():
    source = """
    from textual.command import Hit, Provider
    class Commands(Provider):
        async def search(self, query):
            yield Hit(1, 'x', partial(self.run, 1))
        def run(self, n): self.g()
        def g(self): pass
    """
    threads = threads_of(source)
    assert (threads["Commands.search"], threads["Commands.g"]) == ("main", "main")


def test_signals():
    source = screen(
        """
        def on_mount(self):
            self.app.theme_changed_signal.subscribe(self, self.f)
            self.app.theme_changed_signal.subscribe(self, self.g, immediate=True)
        def f(self, theme): pass
        def g(self, theme): pass
        """
    )
    threads = threads_of(source)
    assert (threads["Main.f"], threads["Main.g"]) == ("main", "unknown")


def test_a_thread_class_runs_its_run():
    source = "class Poller(threading.Thread):\n    def run(self): self.f()\n    def f(self): pass\n"
    assert threads_of(source)["Poller.f"] == "worker"


def test_a_message_knows_its_widget():
    source = screen("def on_data_table_row_selected(self, event: DataTable.RowSelected): event.data_table.clear()")
    assert call_view(source, "clear").dotted == "textual.widgets.DataTable.clear"


@pytest.mark.parametrize(
    ("calls", "typed"),
    [
        ("self.fill(self.query_one('#builds'))", True),
        ("self.fill(table=self.query_one('#builds'))", True),
        ("self.fill(self.query_one('#builds')); self.fill(self.query_one(DataTable))", True),
        ("self.fill(self.query_one('#builds')); self.fill({})", False),
        ("self.fill(self.query_one('#builds')); unknown.fill({})", False),
        ("self.fill(self.query_one('#builds')); self.fill(unknown)", False),
        ("self.other(1)", False),
    ],
)
def test_a_parameter_is_what_all_calls_give_it(calls, typed):
    source = screen(f"def f(self, unknown): {calls}\ndef fill(self, table): table.clear()")
    assert (call_view(source, "clear").dotted == "textual.widgets.DataTable.clear") is typed


def test_a_helper_is_given_its_app():
    source = """
    class Manager:
        def __init__(self, app):
            self.app = app
        def load(self): self.app.call_from_thread(self.app.show)
    class Main(App):
        def on_mount(self):
            self.manager = Manager(self)
            threading.Thread(target=self.manager.load).start()
        def show(self): self.g()
        def g(self): pass
    """
    threads = threads_of(source)
    assert (threads["Manager.load"], threads["Main.g"]) == ("worker", "main")


def test_a_new_widget_is_on_the_screen_once_it_was_mounted():
    body = "label = Label(); self.app.call_from_thread(self.mount, label); label.update('x')"
    assert symbols(screen(f"@work(thread=True)\ndef load(self): {body}"), "BF003") == ["Main.load"]


def test_a_file_watcher_runs_in_its_own_thread():
    source = """
    from watchdog.events import FileSystemEventHandler
    class Handler(FileSystemEventHandler):
        def on_modified(self, event): self.f()
        def f(self): pass
    """
    assert threads_of(source)["Handler.f"] == "worker"


def test_strings_are_known_through_their_methods():
    source = "def f():\n    parts = 'a b'.split()\n    for part in parts:\n        part.upper()\n"
    assert call_view(source, "upper").dotted == "builtins.str.upper"


HOST = """
from typing import Protocol
class Host(Protocol):
    def call_from_thread(self, f, *args): ...
    def run_worker(self, work, **options): ...
    def show(self): ...
class Loads:
    def start(self: Host): self.run_worker(self.load, thread=True)
    def load(self: Host):
        self.call_from_thread(self.show)
        self.query_one('#builds', DataTable).clear()
    def show(self): self.shown()
    def shown(self): pass
class Main(Loads, App):
    def on_mount(self): self.start()
"""


def test_what_the_hosts_of_a_mixin_have_comes_in_their_order():
    """Else routes that are equally short would differ from run to run."""
    hosts = "".join(f"class H{number}(Mixin):\n    def rows(self): ...\n" for number in range(9))
    model = model_of(f"class Mixin:\n    def load(self):\n        self.rows()\n{hosts}")
    steps = [edge.callee for edge in model.project.edges() if edge.caller.endswith("Mixin.load")]
    assert steps == [f"app.py::H{number}.rows" for number in range(9)]


def test_a_mixin_that_says_what_its_host_has():
    threads = threads_of(HOST)
    assert (threads["Loads.load"], threads["Loads.shown"]) == ("worker", "main")
    assert symbols(HOST, "BF003") == ["Loads.load"]
    assert not found(HOST, "BF009")


@pytest.mark.parametrize(
    ("screens", "thread"),
    [("pkg__screens__main", "worker"), ("pkg__app_screens", "worker"), ("other__main", "unknown")],
)
def test_the_app_of_a_screen_is_the_one_of_its_package(screens, thread):
    files = {
        "pkg____init__": "",
        "pkg__app": "from textual.app import App\nclass A(App):\n    def go(self): self.f()\n    def f(self): pass\n",
        "other__app": "from textual.app import App\nclass B(App): pass\n",
        screens: "from textual import work\nfrom textual.screen import Screen\nclass S(Screen):\n"
        "    @work(thread=True)\n    def load(self): self.app.go()\n",
    }
    assert threads_of("", **files)["A.f"] == thread


def test_a_star_import_of_textual():
    source = "from textual.screen import Screen\nfrom textual.widgets import *\nclass S(Screen):\n    t: DataTable\n"
    model = model_of("", app=source + "    def f(self): self.t.clear()\n")
    (call,) = model.project.functions["app.py::S.f"].calls
    assert model.effects.of_call(call).dotted == "textual.widgets.DataTable.clear"


@pytest.mark.parametrize(
    "source",
    [
        "x = " + " + ".join(["'a'"] * 700),
        "def f(a):\n    if a == " + " + ".join(["'a'"] * 500) + ":\n        time.sleep(1)",
        "def f(x):\n    if x: pass\n" + "".join(f"    elif x == {n}: pass\n" for n in range(900)),
        "x = a" + ".b()" * 200,
        "X = X\nclass A(X): pass\nB = C\nC = B\nclass D(B): pass",
        "class A(A): pass",
        "class A(B): pass\nclass B(A): pass",
        "from app import x\nx.y()",
        "from . import app\napp.app.f()",
        "def f(x=f): return f\nf()()()",
        "def f(a): return f(a)\nf(f)",
        "x = x.y\nx.z()",
        "a, *b = c\n(d, e), f = g\nfor h, (i, j) in k: h.l()",
        "def f(x: tuple[()], y: 'no code', z: 'list[int', w: Optional[()]): x.y(); z.y()",
        "match a:\n    case {'k': v, **rest}: v()\n    case A(b=c) | [c]: c()",
        "async def f():\n    async with a as b, c: await b.d()\n    return [x async for x in y]",
        "type = type(type)\ntype.f()",
        "lambda: (yield)",
        "del x.y, z[0], w",
        "@a.b(c)[d]\ndef f(): pass",
        "class A:\n    if b:\n        def f(self): pass\n    else:\n        f = None\n    x, y = 1, 2\n    for i in z: pass",
        "def f():\n    global g\n    g = 1\n    def h():\n        nonlocal f\n        f = 2\n        return g",
        "f'{a!r:>{width}} {b()}'",
        "print(*a, **b)\nf(**{'x': 1})",
        "x: int\nself.x: int = 3\nx[0]: int = 4",
    ],
)
def test_odd_sources_are_read(source):
    import pickle

    facts = gather("app.py", source)
    model = build([pickle.loads(pickle.dumps(facts))])
    for rule in RULES:
        assert not list(rule.find(model, Settings()))
    for function in model.project.functions.values():
        model.effects.of(function.id)
        for call in function.calls:
            model.effects.of_call(call)


@pytest.mark.parametrize("source", ["def f(:", "x = " + "(" * 300 + ")" * 300, "x = " + "f(" * 900 + ")" * 900, "\0"])
def test_what_cannot_be_read_is_a_syntax_error(source):
    with pytest.raises(SyntaxError):
        gather("app.py", source)


def test_comments_that_silence():
    facts = gather(
        "app.py", "x = 1  # bridgefix: ignore[BF001, bf002]\ny = '# bridgefix: ignore'\n# bridgefix: ignore\n"
    )
    assert facts.ignores == {1: {"BF001", "BF002"}, 3: frozenset()}
    assert not facts.ignore_file
    assert gather("app.py", "# bridgefix: ignore-file\n").ignore_file


def test_names_that_repeat_are_numbered():
    facts = gather("app.py", "class A:\n    def f(self): pass\n    def f(self):\n        def g(): pass\n")
    assert list(facts.functions)[1:] == ["A.f", "A.f#2", "A.f#2.g"]


def test_a_case_is_a_test_of_its_subject():
    model = model_of(
        """
def f(state):
    match state:
        case "a" | "b":
            one()
        case "c" if ready:
            two()
        case _:
            three()
    for item in state:
        try:
            four()
        finally:
            five()
"""
    )
    function = next(item for item in model.project.functions.values() if item.name == "f")
    calls = {call.func.name: call.context for call in function.calls}

    def asked(name: str) -> list[tuple[str, list[str], bool]]:
        return [
            (test.kind, [part.value for part in test.parts[1].parts] if test.kind == "compare" else [], outcome)
            for test, outcome in calls[name].guards
        ]

    assert asked("one") == [("compare", ["a", "b"], True)]
    assert asked("two") == [("compare", ["a", "b"], False), ("compare", ["c"], True), ("name", [], True)]
    assert asked("three") == [("compare", ["a", "b"], False), ("choice", [], False)]
    assert len(calls["four"].loops) == 1
    assert (calls["four"].final, calls["five"].final) == (False, True)
