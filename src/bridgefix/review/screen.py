"""The screen: findings on one side, what there is to know of the chosen one on the other, what is to be written below."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer, Header, ProgressBar, Static, TabbedContent, TabPane
from textual.worker import Worker, get_current_worker

from bridgefix.engine import Reading, read, write
from bridgefix.findings import Key, Report, UsageError
from bridgefix.holding import collect_all, collect_new, set_aside, take_back
from bridgefix.mend import Progress
from bridgefix.report import flow, printable
from bridgefix.report.text import Line, outcome, summary
from bridgefix.review.choosing import Choice, Decisions, Item, examine, prepare
from bridgefix.review.confirm import Answer, ConfirmScreen
from bridgefix.review.disk import Disk, editor
from bridgefix.review.keys import KeysScreen
from bridgefix.review.page import Page, content_of
from bridgefix.review.tree import FindingTree, Keys
from bridgefix.rules import RULES
from bridgefix.settings import Settings

_DOCS = {rule.code: rule.doc for rule in RULES}
_NEED_FINDINGS = frozenset(("choose", "choose_rule", "choose_file", "edit"))


class Stopped(Exception):
    """The work is not wanted any more."""


class ReviewScreen(Screen[None]):
    """Decides about findings. Leaves through `App.exit` with the report of what was written, if anything was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "choose('accepted')", "Accept"),
        Binding("n", "choose('refused')", "Refuse"),
        Binding("i", "choose('silenced')", "Ignore", tooltip="Silence it with an ignore comment"),
        Binding("z", "choose('open')", "Undecide", show=False),
        Binding("F", "choose_file", "File", tooltip="Accept all fixes of this file"),
        Binding("R", "choose_rule", "Rule", tooltip="Accept all fixes of this rule"),
        Binding("e", "edit", "Edit", tooltip="Open in $EDITOR and look again"),
        Binding("w", "write", "Write"),
        Binding("q", "leave", "Leave"),
        Binding("question_mark", "keys", "Keys", key_display="?"),
        Binding("d", "page('diff')", "Show the diff", show=False),
        Binding("r", "page('route')", "Show the route", show=False),
        Binding("x", "page('rule')", "Explain the rule", show=False),
        Binding("J", "scroll_page(1)", "Scroll the page down", show=False),
        Binding("K", "scroll_page(-1)", "Scroll the page up", show=False),
        Binding("u", "unsafe", "With or without unsafe fixes", show=False),
        Binding("l", "look_again", "Look again", show=False),
        Binding("t", "theme", "Light or dark", show=False),
    ]

    # Two columns need room: on less the findings stand above their pages.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 (typed by Screen)

    looking: reactive[bool] = reactive(True, bindings=True)
    """Work is under way whose result will be shown: there is nothing to decide until then."""

    @dataclass
    class Progressed(Message):
        """How far the work is."""

        task: str
        done: int
        total: int

    def __init__(self, paths: Sequence[str], settings: Settings) -> None:
        super().__init__()
        self._paths = paths
        self._settings = settings
        self._reading: Reading | None = None
        self._report = Report()
        self._decisions = Decisions()
        self._disk: Disk | None = None

    def compose(self) -> ComposeResult:
        yield Header(icon="")
        with Container(id="body"):
            yield FindingTree(id="findings")
            with Vertical(id="side"):
                yield Static(id="about", markup=False)
                with TabbedContent(id="pages"):
                    for name in ("diff", "route", "rule"):
                        key = "x" if name == "rule" else name[0]
                        with TabPane(f"{name.capitalize()} ({key})", id=name):
                            yield Page(id=f"{name}-page")
        with Horizontal(id="progress"):
            yield Static(id="task", markup=False)
            yield ProgressBar(show_eta=False, show_percentage=False)
        yield Static(id="pending", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        tree = self.query_one(FindingTree)
        tree.focus()
        # Not by the tree's message, which comes when the tree is painted already: the page would wait for another frame.
        self.watch(tree, "cursor_line", self._show_chosen, init=False)
        self.action_look_again()
        self.set_interval(1, self._check_disk)
        self.set_interval(1, self._tidy_up)

    def on_unmount(self) -> None:
        take_back()

    def _tidy_up(self) -> None:
        """Collect garbage while nothing is asked for: at a moment of its own choice, it would come within a key."""
        if not self.looking:
            collect_new()

    # Looking

    def action_look_again(self) -> None:
        """Read and look anew; decisions stay where the diff did."""
        self.looking = True
        self._look(self._settings)

    @work(thread=True, exclusive=True, group="look")
    def _look(self, settings: Settings) -> None:
        worker = get_current_worker()
        progress = self._progress(worker)
        try:
            reading = read(self._paths, settings, progress, writes=True)
            items, report = examine(reading, settings, progress)
            collect_all()
        except UsageError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.app.exit, error)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_findings, reading, items, report)

    def _progress(self, worker: Worker[None]) -> Progress:
        """What the work tells its progress: it ends with `Stopped` where nobody waits for its result any more."""
        last = 0.0

        def progress(task: str, done: int, total: int) -> None:
            nonlocal last
            if worker.is_cancelled:
                raise Stopped
            if time.monotonic() - last > 0.05:
                last = time.monotonic()
                self.post_message(self.Progressed(task, done, total))

        return progress

    @on(Progressed)
    def _show_progress(self, event: Progressed) -> None:
        self.query_one("#task", Static).update(event.task)
        self.query_one(ProgressBar).update(total=event.total or None, progress=event.done)

    def _show_findings(self, reading: Reading, items: Sequence[Item], report: Report) -> None:
        self._reading, self._report, self._disk = reading, report, Disk(reading)
        before, self._decisions = self._decisions, self._decisions.anew(items)
        if len(self._decisions.choices) < len(before.choices):
            self.notify("The code changed: what was decided about it before is open again.", severity="warning")
        for error in report.errors:
            self.notify(f"{error.path}:{error.line}: {error.message}", severity="error", markup=False)
        self.looking = False
        tree = self.query_one(FindingTree)
        tree.show(self._decisions, tree.chosen[0] if tree.chosen else None)
        self.sub_title = summary(report)
        self._show_chosen()
        self._show_pending()
        self.call_after_refresh(set_aside)

    def watch_looking(self, looking: bool) -> None:
        self.query_one("#progress").set_class(not looking, "-hidden")
        self.query_one("#pending").set_class(looking, "-hidden")

    @work(thread=True, exclusive=True, group="disk")
    def _check_disk(self) -> None:
        worker, disk = get_current_worker(), self._disk
        changed = disk.changed() if disk is not None else []
        if changed and not worker.is_cancelled:
            self.app.call_from_thread(self._notice, disk, changed)

    def _notice(self, disk: Disk, changed: Sequence[str]) -> None:
        if disk is self._disk and not self.looking and self.is_current:
            self.notify(f"{changed[0]} was changed on the disk.", markup=False)
            self.action_look_again()

    # Showing

    @on(TabbedContent.TabActivated)
    def _show_chosen(self) -> None:
        """Fill the page that is seen: the others wait until they are."""
        items = [self._decisions.items[key] for key in self._chosen]
        self.query_one("#about", Static).update(self._heading(items), layout=False)
        name = self.query_one(TabbedContent).active
        if name:
            page = self.query_one(f"#{name}-page", Page)
            page.show(_page(name, items, max(page.size.width - 1, flow.NARROWEST)))

    @property
    def _chosen(self) -> Keys:
        return tuple(key for key in self.query_one(FindingTree).chosen if key in self._decisions.items)

    def _heading(self, items: Sequence[Item]) -> Content:
        if len(items) != 1:
            return Content(f"{len(items)} findings" if items else "" if self.looking else summary(self._report))
        item = items[0]
        finding = item.finding
        line = [(finding.rule, "bold red"), (f" {printable(finding.message)} ", "")]
        line += [(said.partition("\n")[0], style) for said, style in outcome(finding)]
        if item.along is not None:
            line += [("; goes with the fix of ", ""), (printable(f"{item.along[0]} {item.along[2]}"), "bold")]
        return content_of(line)

    def _show_pending(self) -> None:
        text = f"To write: {self._decisions.what}. {self._decisions.open} open."
        self.query_one("#pending", Static).update(Content(text), layout=False)

    def action_page(self, name: str) -> None:
        self.query_one(TabbedContent).active = name

    def action_scroll_page(self, direction: int) -> None:
        page = self.query_one(f"#{self.query_one(TabbedContent).active}-page", Page)
        page.scroll_relative(y=direction * max(page.size.height // 2, 1), animate=False)

    def action_keys(self) -> None:
        self.app.push_screen(KeysScreen(self.BINDINGS))

    def action_theme(self) -> None:
        self.app.theme = "textual-light" if self.app.current_theme.dark else "textual-dark"

    # Deciding

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.looking and action in (*_NEED_FINDINGS, "write", "unsafe"):
            return None
        return None if action in _NEED_FINDINGS and not self._decisions.items else True

    def action_choose(self, choice: str) -> None:
        """Decide about what the cursor is on, and go on to the next open finding."""
        keys = self._chosen
        self._decide(keys, Choice(choice))
        if len(keys) == 1 and Choice(choice) is not Choice.OPEN:
            self._go_on(keys[0])

    def action_choose_file(self) -> None:
        paths = {key[1] for key in self._chosen}
        self._decide([key for key in self._decisions.items if key[1] in paths], Choice.ACCEPTED)

    def action_choose_rule(self) -> None:
        rules = {key[0] for key in self._chosen}
        self._decide([key for key in self._decisions.items if key[0] in rules], Choice.ACCEPTED)

    def _decide(self, keys: Sequence[Key], choice: Choice) -> None:
        touched = self._decisions.take(keys, choice)
        if keys and not touched:
            self.notify("There is no fix to accept here.", severity="warning")
        self.query_one(FindingTree).redraw(touched)
        self._show_pending()

    def _go_on(self, key: Key) -> None:
        if not self._decisions.open:
            return
        tree = self.query_one(FindingTree)
        for other in tree.after(key):
            item = self._decisions.items[other]
            if item.fixable and self._decisions.of(item) is Choice.OPEN:
                tree.go_to(other)
                return

    def action_unsafe(self) -> None:
        self._settings = self._settings._replace(unsafe_fixes=not self._settings.unsafe_fixes)
        self.notify(f"{'With' if self._settings.unsafe_fixes else 'Without'} fixes that change when something happens.")
        self.action_look_again()

    async def action_edit(self) -> None:
        """Give the terminal to the user's editor, then look again."""
        finding = self._decisions.items[self._chosen[0]].finding
        command = editor(finding.place.path, finding.place.line)
        failed = ""
        try:
            # Nothing may be drawn over the editor, though timers and workers go on.
            with self.app.batch_update(), self.app.suspend():
                # An error must not leave the block: the app would stay suspended.
                try:
                    process = await asyncio.create_subprocess_exec(*command)
                    await process.wait()
                except OSError as error:
                    failed = f"{command[0]}: {error.strerror}"
        except SuspendNotSupported:
            failed = "This terminal can't be shared with an editor."
        if failed:
            self.notify(failed, severity="error", markup=False)
        self.action_look_again()

    # Writing

    def action_write(self) -> None:
        if self._decisions.pending:
            assert self._reading is not None
            self.looking = True
            self._prepare(self._reading, self._settings, dict(self._decisions.choices))
        else:
            self.notify("Nothing is accepted yet.", severity="warning")

    def action_leave(self) -> None:
        if not self.looking and self._decisions.pending:
            self.action_write()
        else:
            self._leave()

    def _leave(self) -> None:
        """Leave without writing: with what was found, if that is known."""
        self.app.exit(None if self._reading is None else self._report._replace(changed=()))

    @work(thread=True, exclusive=True, group="look")
    def _prepare(self, reading: Reading, settings: Settings, choices: dict[Key, Choice]) -> None:
        worker = get_current_worker()
        report = prepare(reading, settings, choices, self._progress(worker))
        collect_all()
        if not worker.is_cancelled:
            self.app.call_from_thread(self._confirm, reading, report)

    def _confirm(self, reading: Reading, report: Report) -> None:
        self.looking = False
        missing = [
            finding
            for finding in report.findings
            if not finding.applied and self._decisions.choices.get(finding.key) in (Choice.ACCEPTED, Choice.SILENCED)
        ]

        def act(answer: Answer | None) -> None:
            if answer is Answer.WRITE:
                self.looking = True
                self._write(reading, report)
            elif answer is Answer.LEAVE:
                self._leave()

        self.app.push_screen(ConfirmScreen(report, self._decisions.what, missing), act)
        set_aside()

    @work(thread=True, group="write")
    def _write(self, reading: Reading, report: Report) -> None:
        written = write(reading, report)
        self.app.call_from_thread(self._finish, written)

    def _finish(self, report: Report) -> None:
        """Leave, or look again where nothing was written."""
        if any(finding.applied for finding in report.findings):
            self.app.exit(report)
            return
        for error in report.errors:
            self.notify(f"Nothing was written: {error.path} {error.message}.", severity="error", markup=False)
        self.action_look_again()


def _page(name: str, items: Sequence[Item], width: int) -> Iterator[Line]:
    """The lines of one page about one finding, or about several in turn."""
    if name == "rule":
        for rule in sorted({item.finding.rule for item in items}):
            yield from ([(line, "")] for line in _DOCS[rule].splitlines())
        return
    for item in items:
        if name == "route":
            yield from flow.picture(item.finding, width=width)
        elif item.diff:
            yield from item.diff
        else:
            why = item.finding.reason or "this rule has none"
            yield from ([(printable(row), "yellow")] for row in f"no fix: {why}".split("\n"))
        if len(items) > 1:
            yield []
