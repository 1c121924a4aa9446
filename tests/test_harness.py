"""The harness itself: what it must notice, and what it must not hold against an app."""

from __future__ import annotations

import textwrap

import pytest

from harness import CaseError, load, prove, verdict

BEFORE = """
import logging

import requests
from textual import work
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable

log = logging.getLogger(__name__)


class PodsScreen(Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def compose(self) -> ComposeResult:
        yield DataTable(id="pods")

    def on_mount(self) -> None:
        self.query_one(DataTable).add_columns("Name", "Ready")

    @work(thread=True)
    def reload(self) -> None:
        self._fetch_and_update_pods_table()

    def _update_pods_table(self, pods: list[dict]) -> None:
        self._fetch_and_update_pods_table()

    def _fetch_and_update_pods_table(self) -> None:
        pods = requests.get("http://cluster.example/pods", timeout=5).json()
        log.info("got %d pods", len(pods))
        self.events.append("fetched")

        def show() -> None:
            table = self.query_one(DataTable)
            table.clear()
            for pod in pods:
                table.add_row(pod["name"], str(pod["ready"]))

        self.app.call_from_thread(show)


class PodsApp(App[None]):
    def get_default_screen(self) -> Screen[None]:
        return PodsScreen()
"""

HEAD, _ = BEFORE.split("    def _update_pods_table")
TAIL = BEFORE[BEFORE.index("class PodsApp") :]

BRIDGE = """
    def _update_pods_table(self, pods: list[dict]) -> None:
        table = self.query_one(DataTable)
        table.clear()
        for pod in pods:
            table.add_row(pod["name"], str(pod["ready"]))
"""

FETCH = """
    def _fetch_and_update_pods_table(self) -> None:
        pods = requests.get("http://cluster.example/pods", timeout=5).json()
        log.info("got %d pods", len(pods))
        self.events.append("fetched")
        self.app.call_from_thread(self._update_pods_table, pods)
"""

RUN = """
why = "A test of the harness."
[run]
data = { pods = [{ name = "web-1", ready = true }, { name = "web-2", ready = false }] }
start = "reload"
bridge = "_update_pods_table"
args = "pods"
read = "#pods"
before_fails = ["RuntimeError", "main blocked", "fetched again", "nothing shown"]
"""


def case_of(tmp_path, after=None, before=BEFORE, toml=RUN, refused=None):
    folder = tmp_path / "BF001" / "a-shape"
    folder.mkdir(parents=True)
    (folder / "case.toml").write_text(textwrap.dedent(toml))
    (folder / "before.py").write_text(before)
    if after is not None:
        (folder / "after.py").write_text(after)
    if refused is not None:
        (folder / "refused.txt").write_text(refused)
    return load(folder)


def after_of(bridge=BRIDGE, fetch=FETCH):
    return f"{HEAD.rstrip()}\n{bridge}{fetch}\n\n{TAIL}"


def test_a_right_fix_passes(tmp_path, stage):
    assert prove(case_of(tmp_path, after_of()), stage) == []


WRONG = {
    "nothing was changed": (
        {"bridge": BEFORE[BEFORE.index("    def _update") : BEFORE.index("    def _fetch")]},
        ["bridge: pods was fetched, data in hand", "pods was fetched on the main thread", "RuntimeError"],
    ),
    "the bridge still fetches and shows": (
        {"bridge": BRIDGE.replace("table =", 'pods = requests.get("http://c.example/pods").json()\n        table =')},
        ["bridge: pods was fetched on the main thread", "start: pods was fetched on the main thread", "asked"],
    ),
    "the bridge crosses": (
        {"bridge": BRIDGE.replace("table.clear()", "self.app.call_from_thread(table.clear)")},
        ["bridge: call_from_thread(DataTable.clear) on the main thread", "bridge: RuntimeError"],
    ),
    "the bridge waits": (
        {"bridge": "    import time\n" + BRIDGE.replace("table =", "self.time.sleep(9)\n        table =")},
        ["bridge: time.sleep was fetched on the main thread"],
    ),
    "the bridge starts a worker": (
        {"bridge": BRIDGE + "        self.run_worker(self._fetch_and_update_pods_table, thread=True, group='x')\n"},
        ["bridge: pods was fetched, data in hand"],
    ),
    "the bridge shows nothing": (
        {"bridge": "    def _update_pods_table(self, pods: list[dict]) -> None:\n        pass\n\n"},
        ["start: shows", "start: drew"],
    ),
    "the bridge leaves a row out": ({"bridge": BRIDGE.replace("in pods:", "in pods[:1]:")}, ["start: shows"]),
    "the bridge ignores its data": (
        {
            "bridge": BRIDGE.replace("table =", "pods = self._pods\n        table ="),
            "fetch": FETCH.replace("log.info", "self._pods = pods\n        log.info"),
        },
        ["bridge: AttributeError", "bridge: shows"],
    ),
    "the worker touches the table": (
        {
            "fetch": FETCH.replace(
                "self.app.call_from_thread(self._update_pods_table, pods)", "self._update_pods_table(pods)"
            )
        },
        ["start: DataTable#pods.clear from a worker", "start: DataTable#pods.add_row from a worker"],
    ),
    "the worker sets a title": (
        {"fetch": FETCH + '        self.query_one(DataTable).border_title = "Pods"\n'},
        ["start: DataTable#pods.border_title = … from a worker"],
    ),
    "the worker sets a reactive": (
        {"fetch": FETCH + "        self.query_one(DataTable).zebra_stripes = True\n"},
        ["start: DataTable#pods.zebra_stripes = … from a worker"],
    ),
    "it is fetched twice": (
        {"fetch": FETCH.replace("log.info", 'requests.get("http://cluster.example/pods")\n        log.info')},
        ["start: asked ['pods', 'pods'], not ['pods']"],
    ),
    "it is shown twice": (
        {"fetch": FETCH + "        self.app.call_from_thread(self._update_pods_table, pods)\n"},
        ["start: drew"],
    ),
    "the fetch lost its crossing": (
        {"fetch": FETCH[: FETCH.index("        self.app.call_from_thread")]},
        ["start: shows", "a refresh shows"],
    ),
    "a log line is lost": ({"fetch": FETCH.replace("        log.info", "        # log.info")}, ["start: effects"]),
    "a log line comes too early": (
        {
            "fetch": FETCH.replace('        log.info("got %d pods", len(pods))\n', "").replace(
                "        pods =", '        log.info("got 2 pods")\n        pods ='
            )
        },
        ["start: effects"],
    ),
    "an effect happens twice": (
        {"bridge": BRIDGE.replace("table =", 'self.events.append("fetched")\n        table =')},
        ["start: state"],
    ),
    "somebody is told what they were not told before": (
        {"fetch": FETCH + '        self.app.notify("done")\n'},
        ["start: effects"],
    ),
    "the worker fails": ({"fetch": FETCH + "        raise KeyError(pods[0]['name'])\n"}, ['start: errors ["KeyError']),
    "main is kept busy by something that is no fetch": (
        {
            "bridge": BRIDGE.replace(
                "table =",
                "end = self.clock() + 1.2\n        while self.clock() < end:\n            pass\n        table =",
            ),
            "fetch": FETCH + "\n    from time import monotonic as clock\n\n    clock = staticmethod(clock)\n",
        },
        ["start: main stood still", "bridge: main stood still"],
    ),
    "main waits for a lock for ever": (
        {"bridge": BRIDGE.replace("table =", "__import__('threading').Event().wait()\n        table =")},
        ["start: it hangs", "bridge: it hangs"],
    ),
    "the text is no Python": (
        {"bridge": "    def _update_pods_table(:\n"},
        ["start: errors ['SyntaxError", "bridge: SyntaxError"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_fix_is_noticed(name, tmp_path, stage, monkeypatch):
    parts, expected = WRONG[name]
    if any("hangs" in each for each in expected):
        monkeypatch.setattr(verdict, "PATIENCE", 5)
    complaints = prove(case_of(tmp_path, after_of(**parts)), stage)
    assert complaints
    for each in expected:
        assert any(each in complaint for complaint in complaints), (each, complaints)
    assert all(each.startswith("after, ") for each in complaints), complaints


@pytest.mark.parametrize("word", ["ValueError", "touched off main", "hangs"])
def test_before_must_fail_as_said(word, tmp_path, stage):
    toml = RUN.replace('"main blocked"', f'"{word}"')
    complaints = prove(case_of(tmp_path, after_of(), toml=toml), stage)
    assert len(complaints) == 1
    assert complaints[0].startswith(f"before, bridge: expected '{word}', saw RuntimeError: The `call_from_thread`")


@pytest.mark.parametrize("word", ["RuntimeError", "main blocked", "fetched again", "nothing shown"])
def test_a_before_that_is_right_fails_no_more(word, tmp_path, stage):
    toml = RUN[: RUN.index("before_fails")] + f'before_fails = "{word}"\n'
    complaints = prove(case_of(tmp_path, after_of(), before=after_of(), toml=toml), stage)
    assert [each.partition(",")[0] for each in complaints] == ["before"]


def test_a_refused_case_proves_its_before_alone(tmp_path, stage):
    assert prove(case_of(tmp_path, refused="line 3: no\n"), stage) == []


def test_a_near_miss_has_to_be_right(tmp_path, stage):
    toml = RUN[: RUN.index("before_fails")]
    assert prove(case_of(tmp_path / "right", before=after_of(), toml=toml), stage) == []
    complaints = prove(case_of(tmp_path / "wrong", toml=toml), stage)
    assert "before, bridge: pods was fetched, data in hand" in complaints


def test_a_deadlock_is_seen_as_one(tmp_path, stage):
    before = BEFORE.replace(
        "    def _update_pods_table(self, pods: list[dict]) -> None:\n        self._fetch_and_update_pods_table()",
        "    def _update_pods_table(self, pods: list[dict]) -> None:\n"
        "        import threading\n\n"
        "        thread = threading.Thread(target=self._fetch_and_update_pods_table, daemon=True)\n"
        "        thread.start()\n"
        "        thread.join()",
    )
    toml = RUN[: RUN.index("before_fails")] + 'before_fails = "hangs"\n'
    assert prove(case_of(tmp_path, after_of(), before=before, toml=toml), stage) == []


def test_errors_are_raised_and_compared(tmp_path, stage):
    toml = RUN + '[[also]]\nerrors = { pods = "ConnectionError" }\n'
    assert prove(case_of(tmp_path / "right", after_of(), toml=toml), stage) == []
    fetch = FETCH.replace("        pods = requests.get", "        try:\n            pods = requests.get").replace(
        "        log.info", "        except OSError:\n            return\n        log.info"
    )
    complaints = prove(case_of(tmp_path / "wrong", after_of(fetch=fetch), toml=toml), stage)
    assert complaints[0].startswith("scene 2: after, start: errors [], before ['ConnectionError: no answer from pods")


def test_what_the_bridge_logged_itself_may_now_be_logged_by_a_refresh(tmp_path, stage):
    before = BEFORE.replace(
        "None:\n        self._fetch_and_update_pods_table()\n\n    def _fetch",
        'None:\n        log.debug("showing")\n        self._fetch_and_update_pods_table()\n\n    def _fetch',
    )
    after = after_of(bridge=BRIDGE.replace("table =", 'log.debug("showing")\n        table ='))
    assert before != BEFORE
    assert prove(case_of(tmp_path, after, before=before), stage) == []


def test_rows_of_the_start_cannot_pass_for_rows_of_the_bridge(tmp_path, stage):
    mounted = HEAD.replace('"Ready")\n', '"Ready")\n        self.reload()\n')
    nothing = "    def _update_pods_table(self, pods: list[dict]) -> None:\n        pass\n\n"
    after = f"{mounted}{nothing}{BEFORE[BEFORE.index('    def _fetch') :]}"
    complaints = prove(case_of(tmp_path, after, before=BEFORE.replace(HEAD, mounted)), stage)
    assert [each.partition(" {")[0] for each in complaints] == ["after, bridge: shows"]


def test_shows_stands_in_where_before_cannot_be_run(tmp_path, stage):
    before = BEFORE.replace("    @work(thread=True)\n", "")
    toml = RUN + 'start_fails = ["RuntimeError", "main blocked"]\nshows = { "#pods" = [["web-1", "True"]] }\n'
    complaints = prove(case_of(tmp_path, after_of(), before=before, toml=toml), stage)
    assert complaints == [
        'after, start: #pods shows [[["web-1", "True"], ["web-2", "False"]]], not [[["web-1", "True"]]]'
    ]


def test_data_that_is_missing_is_a_mistake_of_the_case(tmp_path, stage):
    toml = RUN.replace("data = { pods", "data = { nodes").replace('args = "pods"', 'args = "nodes"')
    complaints = prove(case_of(tmp_path, after_of(), toml=toml), stage)
    assert complaints == ["before, start: case.toml has no data for pods"]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[run]\nstart = 'reload'\n", "say why the case exists"),
        ("why = 'x'\n[rum]\n", "unknown key 'rum'"),
        ("why = 'x'\n[run]\nbefore_fail = 'x'\n", "unknown key 'before_fail' in [run]"),
        ("why = 'x'\n[[findings]]\nlnie = 3\n", "unknown key 'lnie' in [[findings]]"),
        ("why = 'x'\n[[also]]\ndata = {}\n", "[[also]] varies [run], and there is none"),
        ("why = 'x'\n[run]\nread = [3]\n", "read is a string or a list of strings"),
        (RUN[: RUN.index("before_fails")], "say how before fails"),
        ("why = \n", "case.toml: "),
    ],
)
def test_a_case_that_makes_no_sense_is_refused(toml, message, tmp_path):
    with pytest.raises(CaseError) as raised:
        case_of(tmp_path, after_of(), toml=toml)
    assert message in str(raised.value)


def test_a_case_is_fixed_or_refused(tmp_path):
    with pytest.raises(CaseError, match=r"both an after and a refused\.txt"):
        case_of(tmp_path, after_of(), refused="line 3: no\n")


def test_arguments_go_by_keyword_and_keys_start_the_refresh(tmp_path, stage):
    pressed = {'start = "reload"': 'press = ["r"]', 'args = "pods"': 'args = "pods=pods"'}
    toml = RUN
    for old, new in pressed.items():
        assert old in toml
        toml = toml.replace(old, new)
    binding = [
        "class PodsScreen(Screen[None]):\n",
        'class PodsScreen(Screen[None]):\n    BINDINGS = [("r", "reload")]\n',
    ]
    method = ["def reload(self)", "def action_reload(self)"]
    before, after = (text.replace(*binding).replace(*method) for text in (BEFORE, after_of()))
    assert prove(case_of(tmp_path, after, before=before, toml=toml), stage) == []


def test_what_a_case_ignores_may_differ_on_the_bridge_path(tmp_path, stage):
    fetch = FETCH + '        self.app.call_from_thread(setattr, self.query_one(DataTable), "border_title", "fresh")\n'
    before = BEFORE.replace("(show)\n", "(show)\n" + fetch.splitlines(keepends=True)[-1])
    assert (
        prove(case_of(tmp_path / "ignored", after_of(fetch=fetch), before, RUN + 'ignore = "border_title"\n'), stage)
        == []
    )
    complaints = prove(case_of(tmp_path / "compared", after_of(fetch=fetch), before), stage)
    assert [each.partition(" {")[0] for each in complaints] == ["after, bridge: shows"]


LATE = """
import requests
from textual.app import App
from textual.widgets import Label
from textual.worker import get_current_worker


class LateApp(App):
    def compose(self):
        yield Label("", id="out")

    def start(self, name):
        self.run_worker(lambda: self.load(name), thread=True, exclusive=True)

    def load(self, name):
        worker = get_current_worker()
        text = requests.get(f"http://c.example/{name}").text
        if not worker.is_cancelled:
            self.call_from_thread(self.query_one("#out", Label).update, text)
"""
LATE_RUN = """
why = "A test of the harness."
[run]
data = { old = "old", new = "new" }
late = "old"
start = ["=app.start('old')", "=app.start('new')"]
fetches = ["old", "new"]
read = "#out"
shows = { "#out" = ["new"] }
"""


def test_the_older_answer_comes_last(tmp_path, stage):
    hasty = LATE.replace("if not worker.is_cancelled", "if True")
    assert prove(case_of(tmp_path / "right", before=LATE, toml=LATE_RUN), stage) == []
    complaints = prove(case_of(tmp_path / "hasty", before=hasty, toml=LATE_RUN), stage)
    assert complaints == ['before, start: #out shows [["old"]], not [["new"]]']


@pytest.mark.parametrize("word", ["stale rows", "goes on", "still loading"])
def test_a_worker_that_is_right_does_not_fail(word, tmp_path, stage):
    case = case_of(tmp_path, before=LATE, toml=f'{LATE_RUN}start_fails = "{word}"')
    assert any(f"expected {word!r}" in each for each in prove(case, stage))
