"""The core from texts to texts, and the files round it, with a rule too small to be wrong."""

from __future__ import annotations

import pytest

import fake
from bridgefix import writing
from bridgefix.engine import Mode, run
from bridgefix.findings import Finding, Level, Place, Refusal, Rewrite
from bridgefix.mend import mend
from bridgefix.rules import Rule
from bridgefix.settings import Settings

SAFE = Settings(select=("BF001",))
UNSAFE = Settings(select=("BF001",), unsafe_fixes=True)


def mended(texts, settings=SAFE, **options):
    return mend(texts, settings, rules=fake.RULES, fixes=fake.FIXES, **options)


def broken(*bodies):
    """An app with a method for each body."""
    methods = "".join(f"\n    def m{n}(self, data):\n        {body}\n" for n, body in enumerate(bodies))
    return f"from textual.app import App\n\n\nclass Monitor(App):{methods}"


def test_a_finding_is_fixed_and_the_rest_of_the_text_stays():
    result = mended({"a.py": fake.BROKEN, "b.py": "import textual\n"})
    assert result.texts == {"a.py": fake.FIXED}
    (finding,) = result.findings
    assert (finding.applied, finding.fix, finding.reason) == (True, Level.SAFE, None)
    assert (finding.place.line, finding.place.column) == (6, 9)


def test_places_are_those_of_the_first_look():
    result = mended({"a.py": broken("self.refetch()", "self.refetch()", "self.refetch()")})
    assert [finding.place.line for finding in result.findings] == [6, 9, 12]
    assert result.texts["a.py"].count("self.show(data)\n        self.done()\n") == 3


def test_an_import_that_a_fix_leaves_without_a_use_stays_and_is_told():
    text = (
        "from functools import partial\nfrom textual.app import App\n\n\nclass A(App):\n    def on_mount(self):\n"
        "        self.call_from_thread(partial(self.show, 1))\n\n    def show(self, n):\n        self.title = str(n)\n"
    )
    result = mend({"a.py": text}, Settings(select=("BF002",)))
    assert result.texts["a.py"].startswith("from functools import partial\n")
    assert [finding.note for finding in result.findings] == ["`partial` is then imported for nothing"]


def test_a_second_run_changes_nothing():
    texts = mended({"a.py": broken("self.refetch()", "self.refetch()")}).texts
    again = mended(texts)
    assert (again.texts, again.findings) == ({}, ())


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("refuse", "line 6: the line says so"),
        ("crash", "internal error: ZeroDivisionError: inside the fix"),
        ("garbage", "internal error: the new text of a.py does not compile: "),
        ("useless", "internal error: the finding is still there after the fix"),
        ("worse", "the fix would bring BF002 in Monitor.m0: is worse"),
        ("unsafe", "the fix changes when something happens: it needs --unsafe-fixes"),
        ("with c.py", "the fix would change c.py, which is not among the files given"),
        ("foreign", "a.py is written in ascii, which has no '\N{SNOWMAN}'"),
    ],
)
def test_a_fix_that_does_not_hold_is_left_with_a_reason_and_the_others_go_on(mark, reason):
    text = broken(f"self.refetch()  # {mark}", "self.refetch()")
    texts = {"a.py": text, "c.py": "import textual\n"}
    result = mended(texts, given=frozenset({"a.py"}), encodings={"a.py": "ascii"})
    left, fixed = result.findings
    assert left.reason.startswith(reason)
    assert not left.applied
    assert left.fix is (Level.UNSAFE if mark == "unsafe" else None)
    assert fixed.applied
    assert result.texts == {"a.py": text.replace("self.refetch()\n", "self.show(data)\n        self.done()\n")}


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("stands there", "line 6: stands there"),
        ("stands on line 6", "stands on line 6"),
        ("is read on line 63", "line 6: is read on line 63"),
    ],
)
def test_a_reason_names_its_line_once(reason, told):
    def refuse(model, finding, texts, settings):
        return Refusal(reason, 6)

    (finding,) = mend({"a.py": fake.BROKEN}, SAFE, rules=fake.RULES, fixes={"BF001": refuse}).findings
    assert finding.reason == told


def test_a_line_of_another_file_is_named_with_it():
    def refuse(model, finding, texts, settings):
        return Refusal("stands there", 6, "b.py")

    (finding,) = mend({"a.py": fake.BROKEN}, SAFE, rules=fake.RULES, fixes={"BF001": refuse}).findings
    assert finding.reason == "b.py, line 6: stands there"


def test_debugging_shows_a_mistake_whole(monkeypatch):
    monkeypatch.setenv("BRIDGEFIX_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        mended({"a.py": broken("self.refetch()  # crash")})


def test_unsafe_fixes_are_taken_where_they_are_wanted():
    (finding,) = mended({"a.py": broken("self.refetch()  # unsafe")}, UNSAFE).findings
    assert (finding.applied, finding.fix) == (True, Level.UNSAFE)


def test_what_the_fix_has_to_say_is_told():
    (finding,) = mended({"a.py": broken("self.refetch()  # note")}).findings
    assert (finding.message, finding.note) == ("fetches again", "and that is that")


def test_a_fix_that_spans_files_ties_them_together():
    result = mended(
        {"a.py": broken("self.refetch()  # with b.py"), "b.py": "import textual\n", "c.py": broken("self.refetch()")}
    )
    assert result.groups == (("a.py", "b.py"), ("c.py",))
    assert result.texts["b.py"] == "import textual\n# and this\n"


def test_findings_that_go_with_the_fix_of_another_are_not_lost():
    # Both calls stand on one line; the fix of the first takes the line.
    result = mended({"a.py": broken("self.refetch(); self.refetch()")})
    first, second = result.findings
    assert first.applied
    assert second.applied
    assert (first.note, second.note) == (None, "goes with the fix of BF001 Monitor.m0")


def test_left_findings_of_one_function_keep_their_own_reasons():
    body = "self.refetch()  # refuse\n        self.refetch()\n        self.refetch()  # crash\n        self.refetch()"
    result = mended({"a.py": broken(body)})
    assert [finding.applied for finding in result.findings] == [False, True, False, True]
    assert result.findings[0].reason == "line 6: the line says so"
    assert result.findings[2].reason.startswith("internal error: ZeroDivisionError")


def test_only_selected_rules_are_reported():
    texts = {"a.py": broken("self.refetch()", "self.refetch2()")}
    assert [finding.rule for finding in mended(texts, Settings(select=("BF002",))).findings] == ["BF002"]
    both = mended(texts, Settings(select=("BF001", "BF002"))).findings
    assert [(finding.rule, finding.applied) for finding in both] == [("BF001", True), ("BF002", False)]


def test_a_rule_that_fails_is_an_error_and_the_others_go_on():
    def fail(model, settings):
        raise ZeroDivisionError("inside the rule")

    rules = (*fake.RULES[:1], Rule("BF002", "crossing-on-main", fail, "Fails."))
    result = mend({"a.py": fake.BROKEN}, SAFE, rules=rules, fixes=fake.FIXES)
    assert result.texts == {"a.py": fake.FIXED}
    assert [error.message for error in result.errors] == [
        "internal error: BF002 failed: ZeroDivisionError: inside the rule"
    ]


@pytest.mark.parametrize(
    "end", ["\n", "", "\n\n\n", "\n  ", "\n\n   \t  ", "  ", "  \n\x0c\n", "\n# a comment", "\n\n    # a comment\n\n  "]
)
def test_the_end_of_a_file_stays_as_it_is(end):
    result = mended({"a.py": fake.BROKEN + "x = 1" + end})
    assert result.texts == {"a.py": fake.FIXED + "x = 1" + end}
    assert mended({"a.py": fake.BROKEN.removesuffix("\n")}).texts == {"a.py": fake.FIXED.removesuffix("\n")}


def test_spaces_that_the_tree_library_drops_come_back():
    def spaced_out(model, finding, texts, settings):
        rewrite = fake.fix(model, finding, texts, settings)
        (path,) = rewrite.texts
        return Rewrite({path: rewrite.texts[path].replace("OSError :", "OSError:")}, rewrite.level)

    odd = "\ntry:\n    pass\nexcept  OSError :\n    f( 'a b' )\n    f('ab' )\n"
    for text in (fake.BROKEN + odd, f"import textual{odd}" + fake.BROKEN):
        result = mend({"a.py": text}, SAFE, rules=fake.RULES, fixes={"BF001": spaced_out})
        assert result.texts["a.py"] == text.replace(fake.BROKEN, fake.FIXED)


IGNORES = {
    "on the def line": "    def update(self, data):  # bridgefix: ignore\n        self.refetch()\n",
    "above the def": "    # bridgefix: ignore[BF001]\n    def update(self, data):\n        self.refetch()\n",
    "one of several rules": "    def update(self, data):  # bridgefix: ignore[BF002, BF001]\n        self.refetch()\n",
    "above its decorators": "    # bridgefix: ignore\n    @a\n    @b\n    def update(self):\n        self.refetch()\n",
    "on the line itself": "    def update(self, data):\n        self.refetch()  # bridgefix: ignore\n",
    "round a nested function": (
        "    def update(self, data):  # bridgefix: ignore\n"
        "        def inner():\n            self.refetch()\n        inner()\n"
    ),
    "for the file": "    def update(self, data):\n        self.refetch()\n\n# bridgefix: ignore-file\n",
}


@pytest.mark.parametrize("body", IGNORES.values(), ids=IGNORES)
def test_comments_silence(body):
    text = f"from textual.app import App\n\nclass Monitor(App):\n{body}"
    assert mended({"a.py": text}).findings == ()
    assert len(mended({"a.py": text.replace("bridgefix: ignore", "note")}).findings) == 1


@pytest.mark.parametrize(
    "body",
    [
        "    def update(self, data):  # bridgefix: ignore[BF002]\n        self.refetch()\n",
        "    # bridgefix: ignore\n    def other(self): ...\n\n    def update(self, data):\n        self.refetch()\n",
        "    s = '# bridgefix: ignore-file'\n    def update(self, data):\n        self.refetch()\n",
    ],
)
def test_comments_silence_nothing_else(body):
    assert len(mended({"a.py": f"from textual.app import App\n\nclass Monitor(App):\n{body}"}).findings) == 1


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def make(**contents):
        for name, content in contents.items():
            path = tmp_path / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return make


def report_on(*paths, mode=Mode.REPORT, settings=SAFE, **options):
    return run(paths, settings, mode, rules=fake.RULES, fixes=fake.FIXES, **options)


def test_only_apply_writes(files):
    root = files(a=fake.BROKEN)
    for mode in (Mode.REPORT, Mode.CHECK, Mode.DIFF):
        report = report_on(".", mode=mode)
        assert [finding.applied for finding in report.findings] == [False]
        assert (root / "a.py").read_text() == fake.BROKEN
    report = report_on(".", mode=Mode.APPLY)
    assert [finding.applied for finding in report.findings] == [True]
    assert report.changed == ("a.py",)
    assert (root / "a.py").read_text() == fake.FIXED


def test_the_report_tells_what_fixes_would_do_and_check_does_not_try(files):
    files(a=broken("self.refetch()", "self.refetch()  # refuse"))
    assert [finding.fix for finding in report_on(".").findings] == [Level.SAFE, None]
    assert [finding.fix for finding in report_on(".", mode=Mode.CHECK).findings] == [None, None]


def test_files_that_fail_do_not_hold_the_others_up(files):
    root = files(a=fake.BROKEN, b="import textual\ndef f(:\n", c=b"import textual\nx = '\xe9'\n", d=b"\0\1\2")
    report = report_on(".", mode=Mode.APPLY)
    assert [(error.path, error.line) for error in report.errors] == [("b.py", 2), ("c.py", 2), ("d.py", 1)]
    assert report.errors[0].message.startswith("syntax error: ")
    assert (root / "a.py").read_text() == fake.FIXED


def test_what_cannot_matter_is_not_parsed(files):
    files(a=fake.BROKEN, b="def f(:\n")
    assert report_on(".").errors == ()
    assert [error.path for error in report_on("a.py", "b.py").errors] == ["b.py"]


def test_facts_come_along_imports_from_files_that_do_not_mention_textual(files):
    quiet = "class Mixin:\n    def update(self, data):\n        self.refetch()\n"
    files(
        app__main="import textual\nfrom app.screens import Screen\nfrom .helpers import deep as d\n",
        app__screens=quiet,
        app__helpers____init__="",
        app__helpers__deep="from ..other import Mixin\n",
        app__other=quiet,
        app__unrelated=quiet,
    )
    paths = [finding.place.path for finding in report_on("app").findings]
    assert paths == ["app/other.py", "app/screens.py"]


def test_files_beyond_the_given_paths_are_read_but_neither_reported_nor_changed(files):
    root = files(
        main="import textual\nfrom mixin import Mixin\n" + fake.BROKEN + "# with mixin.py\n", mixin=fake.BROKEN
    )
    report = report_on("main.py", mode=Mode.APPLY)
    assert [finding.place.path for finding in report.findings] == ["main.py"]
    assert (root / "mixin.py").read_text() == fake.BROKEN


def test_newlines_encoding_and_mark_survive_a_fix(files):
    text = "# coding: latin-1\r\ns = 'é'\n" + fake.BROKEN.replace("\n", "\r\n") + "x = 1\ry = 2"
    root = files(a=text.encode("latin-1"), b=b"\xef\xbb\xbf" + fake.BROKEN.encode())
    report_on(".", mode=Mode.APPLY)
    new = text.replace("self.refetch()", "self.show(data)\r\n        self.done()")
    assert (root / "a.py").read_bytes() == new.encode("latin-1")
    assert (root / "b.py").read_bytes() == b"\xef\xbb\xbf" + fake.FIXED.encode()


def test_a_file_that_changes_while_it_is_mended_is_left_with_its_companions(files, monkeypatch):
    root = files(a=broken("self.refetch()  # with b.py"), b="import textual\n", c=fake.BROKEN)
    write = writing.write

    def late(changes):
        if changes[0][0].path == "a.py":
            (root / "b.py").write_text("edited\n")
        write(changes)

    monkeypatch.setattr(writing, "write", late)
    report = report_on(".", mode=Mode.APPLY)
    assert [finding.applied for finding in report.findings] == [False, True]
    assert report.findings[0].reason == ("not written: b.py was changed by something else since it was read")
    assert [error.path for error in report.errors] == ["b.py"]
    assert report.changed == ("c.py",)
    assert "refetch" in (root / "a.py").read_text()
    assert (root / "b.py").read_text() == "edited\n"


def test_processes_find_what_one_finds(files, monkeypatch):
    files(**{f"m{n}__a": fake.BROKEN for n in range(9)}, bad="import textual\n(\n", m3__bad="import textual\n(\n")
    alone = report_on("m0", "m1", "m2", "m3", "m4", "bad.py", settings=Settings(select=("BF001",), jobs=1))
    monkeypatch.setattr("bridgefix.processes._WORTH", 0)
    together = report_on("m0", "m1", "m2", "m3", "m4", "bad.py", settings=Settings(select=("BF001",), jobs=3))
    assert together == alone
    assert len(together.findings) == 5
    assert [error.path for error in together.errors] == ["bad.py", "m3/bad.py"]


def test_a_file_that_never_compiled_is_told_so():
    text = broken("self.refetch()") + "\n\nreturn 1\n"
    (finding,) = mended({"a.py": text}).findings
    assert finding.reason == "line 9: the file does not compile as it is: 'return' outside function"


def test_what_the_compiler_warns_of_is_not_our_news(recwarn):
    mended({"a.py": broken("self.refetch()") + "\nx = '\\d' + 1if 1else 2\n"})
    assert not recwarn.list


def test_code_too_deep_for_a_fix_is_left_with_a_reason():
    def fix(model, finding, texts, settings):
        raise RecursionError

    result = mend({"a.py": fake.BROKEN}, SAFE, rules=fake.RULES, fixes={"BF001": fix})
    assert [finding.reason for finding in result.findings] == ["the code is nested too deeply to be rewritten"]


def test_a_fix_that_only_another_one_makes_possible_is_made_in_the_same_run():
    def calls(model, name):
        return [(f, call) for f in model.project.functions.values() for call in f.calls if call.func.name == name]

    def found(code, function, call):
        return Finding(code, Place(function.path, call.line, call.span[1] + 1), function.qualname, "", (function.id,))

    def worse(model, settings):
        """Wrong only while something else stands there."""
        return [found("BF002", *item) for item in calls(model, "refetch2") if calls(model, "gone")]

    def standing(model, settings):
        return [found("BF003", *item) for item in calls(model, "gone")]

    def remove(model, finding, texts, settings):
        return Rewrite({"a.py": texts["a.py"].replace("self.gone()", "pass")}, Level.SAFE)

    rules = (fake.RULES[0], Rule("BF002", "worse", worse, ""), Rule("BF003", "standing", standing, ""))
    settings = Settings(select=("BF001", "BF003"))
    text = broken("self.refetch()  # worse", "self.gone()")
    result = mend({"a.py": text}, settings, rules=rules, fixes={**fake.FIXES, "BF003": remove})
    assert [finding.applied for finding in result.findings] == [True, True]
    assert "self.done()" in result.texts["a.py"]
    assert "gone" not in result.texts["a.py"]


@pytest.mark.parametrize("initial", [True, False], ids=["package", "namespace package"])
def test_a_package_is_the_same_from_within(tmp_path, monkeypatch, initial):
    base = "import time\n\n\nclass Base:\n    def load(self):\n        time.sleep(1)\n"
    user = "from textual.screen import Screen\nfrom pkg.sub.base import Base\n\n\nclass User(Base, Screen):\n"
    user += "    def on_mount(self):\n        self.load()\n"
    for name, text in (("__init__", ""), ("sub/__init__", ""), ("sub/base", base), ("user", user)):
        (tmp_path / f"pkg/{name}.py").parent.mkdir(parents=True, exist_ok=True)
        if text or initial:
            (tmp_path / f"pkg/{name}.py").write_text(text)
    for folder, path in ((".", "pkg"), ("pkg", "."), ("pkg/sub", "..")):
        monkeypatch.chdir(tmp_path / folder)
        found = run([path], Settings(select=("BF004",)), Mode.CHECK).findings
        assert [(item.symbol, item.place.line) for item in found] == [("Base.load", 6)], folder


@pytest.mark.parametrize(
    "body",
    [
        "rows = rows or self.rows or []",
        "rows = rows if self.a is rows is None else []",
        "if self.a is rows is None:\n            rows = []",
    ],
)
def test_a_parameter_that_is_filled_in_an_odd_way_ends_no_rule(body):
    text = broken("self.refetch(data)") + f"\n    def refetch(self, rows):\n        {body}\n"
    assert mend({"a.py": text}, Settings(select=("BF001",))).errors == ()


@pytest.mark.parametrize(
    "lines", [["worker = worker", "if worker.is_running:"], ["state = state.name", "if state == 'SUCCESS':"]]
)
def test_a_name_that_is_bound_to_itself_ends_no_rule(lines):
    text = f"""
from textual.screen import Screen
from textual.worker import Worker, WorkerState


class Main(Screen):
    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        {lines[0]}
        {lines[1]}
            self.loading = True
        elif event.state == WorkerState.SUCCESS:
            self.loading = False
"""
    assert mend({"a.py": text}, Settings(select=("BF008",))).errors == ()
