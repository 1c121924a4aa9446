"""The review app, driven by keys and by mouse."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import html
import re
import time
import weakref
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet
from textual.scrollbar import ScrollBar
from textual.widget import Widget
from textual.widgets import TabbedContent

import bridgefix.cli
import bridgefix.review.screen as module
from bridgefix.engine import Mode, Reading, run
from bridgefix.findings import Finding, Level, Place, Report, UsageError
from bridgefix.review.app import ReviewApp
from bridgefix.review.choosing import Choice, Decisions, Item
from bridgefix.review.confirm import ConfirmScreen
from bridgefix.review.keys import KeysScreen
from bridgefix.review.page import Page
from bridgefix.review.screen import ReviewScreen
from bridgefix.review.tree import FindingTree
from bridgefix.rules import RULES
from bridgefix.settings import Settings
from bridgefix.sources import Found

SCREENS = Path(__file__).parent / "screens"
PATIENCE = 60
"""Seconds after which a test gives up on something that takes milliseconds."""

CLOCK = """\
import time

from textual import work
from textual.app import App
from textual.widgets import Label


class Clock(App):
    @work(thread=True)
    def tick(self) -> None:
        self.query_one("#time", Label).update("now")

    @work(thread=True)
    def tock(self) -> None:
        self.query_one("#time", Label).update("then")

    def on_mount(self) -> None:
        time.sleep(1)
"""
POOL = """\
from textual import work
from textual.app import App
from textual.widgets import Label


class Pool(App):
    @work(thread=True)
    def fill(self) -> None:
        self.query_one(Label).update("full")

    @work(thread=True)
    def drain(self) -> None:
        yield self.query_one(Label).update("empty")
"""
TICK, TOCK, KEY = (
    ("BF003", "clock.py", "Clock.tick"),
    ("BF003", "clock.py", "Clock.tock"),
    ("BF004", "clock.py", "Clock.on_mount"),
)
FILL, DRAIN = ("BF003", "pool.py", "Pool.fill"), ("BF003", "pool.py", "Pool.drain")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clock.py").write_text(CLOCK)
    (tmp_path / "pool.py").write_text(POOL)
    return tmp_path


async def until(pilot, condition):
    """Wait for what comes after work in another thread."""
    patience = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < patience, "it never happened"
        await pilot.pause(0.01)
    await pilot.pause()


async def settled(app, pilot):
    """Wait until nothing is left to do, and nothing comes of what was done last."""
    patience, still = time.monotonic() + PATIENCE, 0
    while still < 3:
        assert time.monotonic() < patience, "it never came to rest"
        await pilot.pause()
        still = still + 1 if idle(app) else 0


def idle(app):
    """Whether no worker runs, no message waits, and nothing is to be restyled, laid out or painted."""
    widgets = list(app.screen.walk_children(with_self=True))
    flags = ("_layout_required", "_repaint_required", "_recompose_required", "_refresh_styles_required")
    return (
        all(worker.is_finished for worker in app.workers)
        and not any(pump.message_queue_size for pump in (app, *widgets))
        and not any(getattr(widget, flag) for widget in widgets for flag in flags)
        and not (app.screen._dirty_widgets or app.screen._callbacks)
    )


def review(script, *, size=(120, 40), paths=(".",), **options):
    """Run the app, and `script(app, pilot)` once the findings are there; the app's return value."""

    async def play():
        app = ReviewApp(paths, Settings())
        # A bar or a cursor that moves would make two pictures differ.
        app.animation_level = "none"
        async with app.run_test(size=size, **options) as pilot:
            await until(pilot, lambda: not app.screen_stack[0].looking or app.return_value is not None)
            if app.return_value is None:
                await script(app, pilot)
        return app.return_value

    return asyncio.run(play())


def choices(app):
    return app.screen_stack[0]._decisions.choices


def at(app):
    (key,) = app.screen_stack[0].query_one(FindingTree).chosen
    return key


async def press(app, pilot, *keys):
    """Press keys, each when the work that the one before started is over."""
    for key in keys:
        await pilot.press(key)
        await until(pilot, lambda: app.return_value is not None or not app.screen_stack[0].looking)


def state(app):
    """All that a key may change."""
    screen = app.screen_stack[0]
    tab = screen.query_one(TabbedContent).active
    return SimpleNamespace(
        choices=dict(screen._decisions.choices),
        at=at(app) if len(screen.query_one(FindingTree).chosen) == 1 else None,
        pending=str(screen.query_one("#pending").content),
        screen=app.screen,
        tab=tab,
        scroll=screen.query_one(f"#{tab}-page", Page).scroll_offset.y,
        dark=app.current_theme.dark,
        items=dict(screen._decisions.items),
        reading=screen._reading,
    )


def after_keys(*keys, **options):
    """What there is to see after some keys."""
    seen = []

    async def script(app, pilot):
        await press(app, pilot, *keys)
        seen.append(state(app))

    review(script, **options)
    return seen[0]


KEYS = {
    "y": ("y", lambda seen: seen.choices == {TICK: Choice.ACCEPTED}),
    "n": ("n", lambda seen: seen.choices == {TICK: Choice.REFUSED}),
    "i": ("i", lambda seen: seen.choices == {TICK: Choice.SILENCED}),
    "z": ("y k z", lambda seen: seen.choices == {} and seen.at == TICK),
    "F": ("F", lambda seen: set(seen.choices) == {TICK, TOCK}),
    "R": ("R", lambda seen: set(seen.choices) == {TICK, TOCK, FILL}),
    "w": ("y w", lambda seen: isinstance(seen.screen, ConfirmScreen)),
    "q": ("y q", lambda seen: isinstance(seen.screen, ConfirmScreen)),
    "question_mark": ("question_mark", lambda seen: isinstance(seen.screen, KeysScreen)),
    "d": ("r d", lambda seen: seen.tab == "diff"),
    "r": ("r", lambda seen: seen.tab == "route"),
    "x": ("x", lambda seen: seen.tab == "rule"),
    "J": ("x J", lambda seen: seen.scroll > 0),
    "K": ("x J K K K", lambda seen: seen.scroll == 0),
    "l": ("y l", lambda seen: seen.choices == {TICK: Choice.ACCEPTED} and seen.looked_again),
    "t": ("t", lambda seen: not seen.dark),
    "e": ("e", lambda seen: seen.choices == {} and seen.looked_again),
    "u": ("u", lambda seen: seen.items[KEY].finding.reason is None),
}


def test_every_key_does_what_it_says(folder):
    assert {binding.key for binding in ReviewScreen.BINDINGS} == set(KEYS)
    wrong = []

    async def script(app, pilot):
        screen = app.screen
        for key, (presses, holds) in KEYS.items():
            screen._decide(list(screen._decisions.items), Choice.OPEN)
            screen.query_one(FindingTree).go_to(TICK)
            await press(app, pilot, "d")
            before = screen._reading
            await press(app, pilot, *presses.split())
            seen = state(app)
            seen.looked_again = seen.reading is not before
            if not holds(seen):
                wrong.append(key)
            if app.screen is not screen:
                await press(app, pilot, "escape")

    review(script, size=(80, 24))
    assert wrong == []


def test_a_decision_goes_on_to_the_next_open_finding(folder):
    assert after_keys("y").at == TOCK
    assert after_keys("j", "n").at == FILL, "one that has no fix is left out"
    assert after_keys("y", "y", "y").at == FILL, "the last one stays where it is"
    assert after_keys("j", "n", "n").at == TICK, "after the last comes the first"


def test_a_branch_stands_for_all_below_it(folder):
    seen = {}

    async def script(app, pilot):
        await press(app, pilot, "k", "y")
        seen.update(choices(app))
        await press(app, pilot, "k", "n")
        seen["file"] = dict(choices(app))

    review(script)
    assert seen.pop("file") == dict.fromkeys([TICK, TOCK, KEY], Choice.REFUSED)
    assert seen == dict.fromkeys([TICK, TOCK], Choice.ACCEPTED)


def test_what_has_no_fix_can_be_silenced_but_not_accepted(folder):
    assert after_keys("j", "j", "j", "y").choices == {}
    assert after_keys("j", "j", "j", "i").choices == {KEY: Choice.SILENCED}


def test_the_line_below_says_what_is_to_be_written(folder):
    assert after_keys().pending == "To write: nothing yet. 3 open."
    assert after_keys("R", "j", "i").pending == (
        "To write: 2 fixes in 2 files, +2 \N{MINUS SIGN}2 and 1 ignore comment. 0 open."
    )


def told(app):
    """The notifications so far."""
    return [notification.message for notification in app._notifications]


def leave(*keys, meddle=None):
    """The outcome of a session of some keys, and the report that the app left with."""

    async def script(app, pilot):
        await press(app, pilot, *keys)
        if isinstance(app.screen, ConfirmScreen):
            if meddle:
                meddle()
            await pilot.press("enter")
            await until(pilot, lambda: app.return_value is not None or (meddle and told(app)))
        if meddle:
            assert any(message.startswith("Nothing was written") for message in told(app))
            app.exit(app.screen_stack[0]._report)

    return review(script)


def test_what_was_accepted_is_written_and_nothing_else(folder):
    report = leave("y", "n", "y", "w")
    assert sorted(report.changed) == ["clock.py", "pool.py"]
    assert [(finding.symbol, finding.applied) for finding in report.findings if finding.applied] == [
        ("Clock.tick", True),
        ("Pool.fill", True),
    ]
    fixed = 'self.call_from_thread(lambda: self.query_one("#time", Label).update("now"))'
    assert (folder / "clock.py").read_text() == CLOCK.replace('self.query_one("#time", Label).update("now")', fixed)
    assert "call_from_thread" in (folder / "pool.py").read_text()


def test_a_comment_is_written_where_it_silences(folder):
    report = leave("i", "n", "n", "w")
    assert (folder / "clock.py").read_text() == CLOCK.replace(
        "    @work(thread=True)\n    def tick", "    # bridgefix: ignore[BF003]\n    @work(thread=True)\n    def tick"
    )
    assert [finding.note for finding in report.findings if finding.applied] == ["silenced by a comment"]
    left = run(["."], Settings(), Mode.CHECK).findings
    assert ("Clock.tick" in {finding.symbol for finding in left}) is False
    assert len(left) == len(report.findings) - 1


def test_a_comment_that_is_there_takes_one_more_rule(folder):
    first = "    @work(thread=True)\n    def tick"
    marked = CLOCK.replace(first, f"    # bridgefix: ignore[BF001]\n{first}")
    (folder / "clock.py").write_text(marked)
    leave("i", "w")
    assert (folder / "clock.py").read_text() == marked.replace("[BF001]", "[BF001,BF003]")


def test_nothing_accepted_is_nothing_written(folder):
    assert leave("w", "q").changed == ()
    assert leave("n", "q").changed == ()
    assert (folder / "clock.py").read_text() == CLOCK


@pytest.mark.parametrize(("key", "leaves"), [("d", True), ("escape", False), ("q", False), ("w", True)])
def test_the_last_look_can_be_left_in_all_ways(folder, key, leaves):
    async def script(app, pilot):
        await press(app, pilot, "y", "ctrl+q")
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press(key)
        await until(pilot, lambda: app.return_value is not None if leaves else app.screen is app.screen_stack[0])
        if not leaves:
            assert app.return_value is None
            assert choices(app) == {TICK: Choice.ACCEPTED}

    report = review(script)
    assert (report is not None) == leaves
    assert ("call_from_thread" in (folder / "clock.py").read_text()) == (key == "w")


def test_a_file_that_was_changed_at_the_last_moment_keeps_all_from_being_written(folder):
    leave("R", "w", meddle=lambda: (folder / "pool.py").write_text("# mine\n"))
    assert (folder / "clock.py").read_text() == CLOCK
    assert (folder / "pool.py").read_text() == "# mine\n"


def test_a_change_on_the_disk_is_noticed_and_decisions_stay_where_the_fix_does(folder):
    async def script(app, pilot):
        await press(app, pilot, "R")
        (folder / "clock.py").write_text("# new\n" + CLOCK.replace('"then"', '"later"'))
        screen = app.screen
        # The timer would do it within the second.
        screen._check_disk()
        await until(pilot, lambda: screen._decisions.items[TICK].finding.place.line == 12)
        assert choices(app) == dict.fromkeys([TICK, FILL], Choice.ACCEPTED)

    review(script)


def test_an_editor_gets_the_terminal_and_then_all_is_looked_at_again(folder, monkeypatch):
    monkeypatch.setenv("VISUAL", f"{folder}/my editor".replace(" ", "\\ "))
    script_file = folder / "my editor"
    script_file.write_text('#!/bin/sh\necho "$@" > arguments\necho "# edited" >> clock.py\n')
    script_file.chmod(0o755)

    async def script(app, pilot):
        monkeypatch.setattr(app, "suspend", contextlib.nullcontext)
        await press(app, pilot, "e")
        await until(pilot, lambda: app.screen._reading.sources["clock.py"].text.endswith("# edited\n"))

    review(script)
    assert (folder / "arguments").read_text() == "+11 clock.py\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", ["vi", "+7", "a.py"]),
        ("nano -l", ["nano", "-l", "+7", "a.py"]),
        ("/usr/bin/hx", ["/usr/bin/hx", "a.py:7"]),
        ("code", ["code", "--wait", "--goto", "a.py:7"]),
    ],
)
def test_editors_are_told_the_line_as_they_want_it(monkeypatch, name, expected):
    from bridgefix.review.disk import editor

    monkeypatch.setenv("EDITOR", name)
    monkeypatch.delenv("VISUAL", raising=False)
    assert editor("a.py", 7) == expected


def test_a_page_can_be_read_to_its_end(folder):
    async def script(app, pilot):
        await press(app, pilot, "x", *"JJJJJJJJ")
        await settled(app, pilot)
        seen = "".join(text for *_, text in drawn(app.export_screenshot()))
        # Its end stands further to the right.
        assert RULES[2].doc.splitlines()[-1][:60] in seen.replace("\N{NO-BREAK SPACE}", " ")

    for size in ((80, 24), (120, 40)):
        review(script, size=size)


def test_all_can_be_done_by_mouse(folder):
    async def script(app, pilot):
        tree = app.screen.query_one(FindingTree)
        await pilot.hover(FindingTree, offset=(8, 2))
        await until(pilot, lambda: tree.hover_line == 2)
        # A click folds what others stand below, and unfolds it.
        for last in (4, 9):
            await pilot.click(FindingTree, offset=(3, 0))
            await until(pilot, lambda last=last: tree.last_line == last)
        await pilot.click(FindingTree, offset=(8, 3))
        await until(pilot, lambda: tree.chosen == (TOCK,))
        for name in ("Accept", "Write"):
            key = next(item for item in app.screen.query("FooterKey") if item.description == name)
            await pilot.click(key)
            await until(pilot, lambda: not app.screen_stack[0].looking)
        assert choices(app) == {TOCK: Choice.ACCEPTED}
        await pilot.click("#write")
        await until(pilot, lambda: app.return_value is not None)

    assert review(script).changed == ("clock.py",)


def test_a_path_that_is_not_there_ends_it(folder):
    outcome = review(None, paths=["nowhere"])
    assert isinstance(outcome, UsageError)
    assert str(outcome) == "no such file or folder: nowhere"


def test_nothing_found_says_so(folder):
    for name in ("clock.py", "pool.py"):
        (folder / name).write_text("x = 1\n")

    async def script(app, pilot):
        assert str(app.screen.query_one("#about").content) == "No findings in 2 files"
        await pilot.press("y", "F", "R", "e", "d", "r", "x", "w", "q")

    assert review(script).findings == ()


def test_names_that_look_like_markup_are_only_names(folder):
    (folder / "x[").mkdir()
    (folder / "clock.py").rename(folder / "x[/y].py")
    (folder / "pool.py").rename(folder / "[red]z.py")

    async def script(app, pilot):
        files = app.screen.query_one(FindingTree).root.children
        assert [str(node.label) for node in files] == ["[red]z.py", "x[/y].py"]
        await pilot.press("q")

    review(script)


def test_the_command_ends_with_a_summary(folder, monkeypatch, capsys):
    """Each finding was seen in the app: the files and one line are left to say."""
    outcomes = iter([leave("R", "w"), None, UsageError("nothing is there")])
    app = SimpleNamespace(run=lambda: next(outcomes), return_code=0)
    monkeypatch.setattr(bridgefix.cli, "_review_app", lambda *_: app)
    seen = []
    for _ in range(3):
        with pytest.raises(SystemExit) as caught:
            bridgefix.cli.main(["--interactive", "."])
        seen.append((caught.value.code, *capsys.readouterr()))
    assert seen == [
        (1, "written: clock.py\nwritten: pool.py\nFixed 3 of 5 findings, 2 files written\n", ""),
        (130, "", ""),
        (2, "", "error: nothing is there\n"),
    ]


# Speed, counted


def many(number):
    """As many findings as that, ten in each file, with diffs of many heights and widths."""
    items = []
    for n in range(number):
        finding = Finding("BF003", Place(f"f{n // 10:03}.py", n % 10 + 1), f"A.m{n}", "is wrong", fix=Level.SAFE)
        lines = [f"{'+-'[at % 2]}    line {at} of {n}".ljust(20 + n * 31 % 90, ".") for at in range(10 + n * 37 % 100)]
        items.append(Item(finding, tuple([(line, "green" if line[0] == "+" else "red")] for line in lines)))
    return items


COUNTED = {
    "paints": (Compositor, "render_update"),
    "layouts": (Compositor, "reflow"),
    "restyled": (Stylesheet, "apply"),
    "lines": (Widget, "render_line"),
    "page": (Page, "render_line"),
    "findings": (FindingTree, "render_line"),
    "bars": (ScrollBar, "render"),
    "asked": (Decisions, "of"),
}
UNHURRIED = ("Timer", "Callback", "InvokeLater", "Prompt", "Idle")
"""Messages that come with time, and with the waiting of a test."""


def work_of_keys(monkeypatch, number, keys):
    """What each key sets off among as many findings: calls of Textual's own work, and messages."""
    monkeypatch.setattr(module, "read", lambda *_, **__: Reading(Found((), frozenset(), {}), ["."]))
    monkeypatch.setattr(module, "examine", lambda *_: (many(number), Report()))
    monkeypatch.setattr(ReviewScreen, "_check_disk", lambda _: None)
    counted = Counter()
    seen = []

    def counting(name, function):
        def wrapped(*arguments, **options):
            counted[name] += 1
            return function(*arguments, **options)

        return wrapped

    def hook(message):
        counted["messages"] += type(message).__name__ not in UNHURRIED

    async def script(app, pilot):
        await settled(app, pilot)
        with monkeypatch.context() as patched:
            for name, (owner, method) in COUNTED.items():
                patched.setattr(owner, method, counting(name, getattr(owner, method)))
            for key in keys:
                counted.clear()
                await pilot.press(key)
                await until(pilot, lambda: counted["paints"])
                # What comes in a second frame is to be seen here, too.
                await pilot.pause(0.05)
                await settled(app, pilot)
                seen.append((key, dict(counted)))

    review(script, message_hook=hook)
    return seen


def test_the_next_of_500_findings_takes_one_paint_and_no_layout(monkeypatch):
    """All that a key changes is drawn in one frame, and nothing else, however many findings there are."""
    keys = "jjynizjyn"
    few = work_of_keys(monkeypatch, 50, keys)
    assert work_of_keys(monkeypatch, 500, keys) == few
    for key, counted in few:
        assert counted["paints"] == 1, key
        assert not {"layouts", "restyled"} & set(counted), key
        # Two findings, and the two branches above them that count.
        assert counted["findings"] <= 4, key
        assert counted["asked"] <= 5, key
        # A page, three lines about the finding, what is to be written, and the two bars.
        assert counted.get("page", 0) <= 32, key
        assert counted["lines"] <= 32 + 3 + 1 + 1 + 32, key
        assert counted.get("bars", 0) <= 2, key
        assert counted["messages"] <= 15, key


def test_scrolling_the_findings_draws_each_line_once(monkeypatch):
    for key, counted in work_of_keys(monkeypatch, 500, ["pagedown", "pagedown"]):
        assert counted["paints"] == 1, key
        assert not {"layouts", "restyled"} & set(counted), key
        assert counted["findings"] == 37, key
        assert counted["asked"] <= 37, key


def test_what_is_drawn_in_part_is_what_is_drawn_as_a_whole(monkeypatch):
    """A diff takes the place of a longer one, of a shorter one, and of one that was scrolled."""
    monkeypatch.setattr(module, "read", lambda *_, **__: Reading(Found((), frozenset(), {}), ["."]))
    monkeypatch.setattr(module, "examine", lambda *_: (many(30), Report()))
    monkeypatch.setattr(ReviewScreen, "_check_disk", lambda _: None)
    different = []

    async def script(app, pilot):
        for key in ["j", "j", "J", "j", "n", "k", "k", "k", "F", "pagedown", "space", "k", "space", "t", "tab", "j"]:
            await pilot.press(key)
            await settled(app, pilot)
            seen = drawn(app.export_screenshot())
            for widget in app.screen.walk_children():
                widget.refresh()
            await settled(app, pilot)
            if seen != drawn(app.export_screenshot()):
                different.append(key)

    review(script)
    assert different == []


def test_garbage_is_collected_between_keys(folder):
    async def script(app, pilot):
        class Gone: ...

        gone = Gone()
        gone.itself = gone
        # Old enough for Python to look at it when it looks at all.
        gc.collect(1)
        gc.collect(1)
        alive = weakref.ref(gone)
        del gone
        app.screen._tidy_up()
        assert alive() is None

    review(script)


def test_what_was_found_is_not_looked_through_for_garbage_again(folder):
    """A collection that goes through all of it would come between a key and the next finding."""
    seen = []

    async def script(app, pilot):
        for keys in ([], ["l"], ["y", "w"]):
            await press(app, pilot, *keys)
            gc.collect(1)
            seen.append(len(gc.get_objects()) < gc.get_freeze_count())

    review(script)
    assert seen == [True, True, True]
    assert gc.get_freeze_count() == 0


# What it looks like


def drawn(svg):
    """The texts of a picture with their places and colours; the rest of it is the same for all screens."""
    styles = dict(re.findall(r"\.terminal-(?:\d+-)?(r\d+) \{\s*([^}]*?)\s*\}", svg))
    texts = re.findall(r'<text class="terminal-(?:\d+-)?(r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', svg)
    return [(float(y), float(x), styles.get(name, ""), html.unescape(text)) for name, x, y, text in texts]


PICTURES = {
    "80x24": ((80, 24), ["y", "n", *"kkkkkk"], False),
    "80x24-light": ((80, 24), ["y", "n", *"kkkkkk", "t"], False),
    "80x24-no-colour": ((80, 24), ["y", "n", *"kkkkkk"], True),
    "120x40-route": ((120, 40), ["y", "n", "i", "k", "r"], False),
    "80x24-no-fix": ((80, 24), ["j", "j", "j"], False),
    "80x24-last-look": ((80, 24), ["R", "w"], False),
    "80x24-keys": ((80, 24), ["question_mark"], False),
}


@pytest.mark.parametrize("name", PICTURES)
def test_it_looks_as_it_did(folder, monkeypatch, request, name):
    size, keys, colourless = PICTURES[name]
    monkeypatch.delenv("NO_COLOR", raising=False)
    if colourless:
        monkeypatch.setenv("NO_COLOR", "1")
    found = ""

    async def script(app, pilot):
        nonlocal found
        await press(app, pilot, *keys)
        await settled(app, pilot)
        found = app.export_screenshot()

    review(script, size=size)
    picture = SCREENS / f"{name}.svg"
    if request.config.getoption("--accept"):
        picture.write_text(found + "\n", encoding="utf-8")
    assert drawn(found) == drawn(picture.read_text(encoding="utf-8"))
    assert drawn(found)


def test_it_can_be_told_without_colour_what_was_decided():
    """Signs, not colours, tell the decisions apart: the texts of the two pictures are the same."""
    coloured, plain = (
        [text for *_, text in drawn((SCREENS / f"{name}.svg").read_text(encoding="utf-8"))]
        for name in ("80x24", "80x24-no-colour")
    )
    assert "".join(coloured) == "".join(plain)
    assert {"✓", "✗", "!"} <= set("".join(plain))


def test_it_is_itself_without_findings():
    package = Path(module.__file__).parent
    everything = Settings(select=tuple(rule.code for rule in RULES))
    report = run([str(package)], everything, Mode.CHECK)
    assert report.errors == ()
    assert report.findings == ()
