"""Looks over Textual's shoulder: who changes a widget on which thread, what crosses, what is still running."""

from __future__ import annotations

import builtins
import functools
import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.thread import _worker as _pool_thread
from typing import Any

from textual import Logger, widgets
from textual.app import App
from textual.message_pump import MessagePump
from textual.reactive import Reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget, _BorderTitle
from textual.widgets.tree import TreeNode
from textual.worker import Worker
from textual.worker_manager import WorkerManager

from .journal import JOURNAL, on_main

# Methods that change what is shown; reactives and border titles are watched as such.
MUTATORS: dict[type, str] = {
    widgets.DataTable: "clear add_column add_columns add_row add_rows update_cell update_cell_at remove_row "
    "remove_column move_cursor sort",
    widgets.Static: "update",
    widgets.Digits: "update",
    widgets.Pretty: "update",
    widgets.RichLog: "write clear",
    widgets.Log: "write write_line write_lines clear",
    widgets.ListView: "append extend insert pop remove_items clear",
    widgets.OptionList: "add_option add_options set_options clear_options remove_option remove_option_at_index "
    "replace_option_prompt replace_option_prompt_at_index",
    widgets.SelectionList: "select deselect toggle select_all deselect_all toggle_all",
    widgets.Tree: "clear reset move_cursor select_node",
    TreeNode: "add add_leaf remove remove_children set_label expand collapse toggle",
    widgets.ProgressBar: "advance update",
    widgets.Select: "set_options clear",
    widgets.Input: "clear insert replace delete",
    widgets.TextArea: "load_text insert clear replace delete",
    widgets.Tabs: "add_tab remove_tab clear",
    widgets.TabbedContent: "add_pane remove_pane clear_panes",
    widgets.Markdown: "update append",
    Widget: "mount mount_all remove remove_children set_loading focus add_class remove_class toggle_class set_class",
    App: "push_screen pop_screen switch_screen",
    Screen: "dismiss",
}

_depth = threading.local()


def watch(folder: str) -> None:
    """Wrap Textual for one run of the app whose source is in `folder`."""
    for owner, names in MUTATORS.items():
        for name in names.split():
            setattr(owner, name, _noting(vars(owner).get(name) or getattr(owner, name), name))
    Reactive.__set__ = _noting_set(Reactive.__set__, lambda reactive: reactive.name)
    _BorderTitle.__set__ = _noting_set(_BorderTitle.__set__, lambda title: title._internal_name.strip("_"))
    App.call_from_thread = _noting_crossing(App.call_from_thread)
    App.notify = _noting_notification(App.notify)
    Logger.__call__ = _noting_log(Logger.__call__, folder)
    builtins.print = _noting_print(builtins.print, folder)
    logging.basicConfig(handlers=[_LogNotes(folder)], level=logging.DEBUG)
    threading.excepthook = lambda args: JOURNAL.error(args.exc_value, "thread")
    BUSY.watch()


def _noting(method: Callable[..., Any], name: str) -> Callable[..., Any]:
    @functools.wraps(method)
    def noting(self: Any, *args: Any, **kwargs: Any) -> Any:
        outermost = not getattr(_depth, "value", 0)
        if outermost and _shown(self):
            widget = self.tree if isinstance(self, TreeNode) else self
            what = f"{_title(widget)}.{name}"
            shape = [_plain(arg) for arg in args] + [f"{key}={_plain(kwargs[key])}" for key in sorted(kwargs)]
            JOURNAL.touches.append({"widget": id(widget), "what": what, "args": shape, "main": on_main()})
        _depth.value = getattr(_depth, "value", 0) + 1
        try:
            return method(self, *args, **kwargs)
        finally:
            _depth.value -= 1

    return noting


def _noting_set(setter: Callable[..., None], name_of: Callable[[Any], str]) -> Callable[..., None]:
    def noting(descriptor: Any, node: Any, value: Any) -> None:
        if not on_main() and not getattr(_depth, "value", 0) and _shown(node):
            what = f"{_title(node)}.{name_of(descriptor)} = …"
            JOURNAL.touches.append({"widget": id(node), "what": what, "args": [_plain(value)], "main": False})
        setter(descriptor, node, value)

    return noting


def _shown(node: Any) -> bool:
    """Whether changing it can be seen: widgets may be built in any thread, and filled until they are mounted."""
    return getattr(node.tree if isinstance(node, TreeNode) else node, "_running", False)


def _title(node: Any) -> str:
    return type(node).__name__ + (f"#{node.id}" if getattr(node, "id", None) else "")


def _plain(value: Any) -> str:
    return _title(value) if isinstance(value, MessagePump) else str(value)


def _noting_crossing(cross: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(cross)
    def noting(self: Any, callback: Any, *args: Any, **kwargs: Any) -> Any:
        inner = callback.func if isinstance(callback, functools.partial) else callback
        target = getattr(inner, "__qualname__", repr(inner))
        JOURNAL.crossings.append({"target": target, "main": on_main()})
        return cross(self, callback, *args, **kwargs)

    return noting


def _noting_notification(notify: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(notify)
    def noting(self: Any, message: str, *, title: str = "", severity: str = "information", **options: Any) -> None:
        JOURNAL.effects.append(["notify", severity, title, message])
        notify(self, message, title=title, severity=severity, **options)

    return noting


def _noting_log(log: Callable[..., None], folder: str) -> Callable[..., None]:
    def noting(self: Any, *args: Any, **kwargs: Any) -> None:
        if sys._getframe(1).f_code.co_filename.startswith(folder):
            JOURNAL.effects.append(["log", " ".join(map(str, args))])
        log(self, *args, **kwargs)

    return noting


def _noting_print(print_: Callable[..., None], folder: str) -> Callable[..., None]:
    def noting(*args: Any, **kwargs: Any) -> None:
        if sys._getframe(1).f_code.co_filename.startswith(folder):
            JOURNAL.effects.append(["print", " ".join(map(str, args))])
        print_(*args, **kwargs)

    return noting


class _LogNotes(logging.Handler):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def emit(self, record: logging.LogRecord) -> None:
        if record.pathname.startswith(self._folder):
            JOURNAL.effects.append(["log", record.levelname, record.getMessage()])


def _never_began(worker: Worker[Any]) -> bool:
    """Whether a worker was cancelled before its first step: its state then stays what it was."""
    return worker._task is not None and worker._task.done()


class Busy:
    """What is still to come: workers, pool jobs, threads, short timers."""

    LONGEST_TIMER = 1.0
    """One-shot timers up to this many seconds are waited for."""

    def __init__(self) -> None:
        self.workers: list[Worker[Any]] = []
        self.jobs: list[Future[Any]] = []
        self.timers: list[Timer] = []
        self.threads: set[threading.Thread] = set()

    def watch(self) -> None:
        """Start to keep track."""
        add_worker, submit, start_timer, start_thread = (
            WorkerManager.add_worker,
            ThreadPoolExecutor.submit,
            Timer._start,
            threading.Thread.start,
        )

        def adding(manager: WorkerManager, worker: Worker[Any], *args: Any, **kwargs: Any) -> None:
            self.workers.append(worker)
            add_worker(manager, worker, *args, **kwargs)

        def submitting(pool: ThreadPoolExecutor, *args: Any, **kwargs: Any) -> Future[Any]:
            job = submit(pool, *args, **kwargs)
            self.jobs.append(job)
            return job

        def starting(timer: Timer) -> None:
            if timer._repeat is not None and timer._interval <= self.LONGEST_TIMER:
                self.timers.append(timer)
            start_timer(timer)

        def beginning(thread: threading.Thread) -> None:
            # The threads of a pool outlive their jobs, which are watched themselves.
            if getattr(thread, "_target", None) is not _pool_thread:
                self.threads.add(thread)
            start_thread(thread)

        WorkerManager.add_worker = adding
        ThreadPoolExecutor.submit = submitting
        Timer._start = starting
        threading.Thread.start = beginning

    def more_than(self, held: int) -> bool:
        """Whether more is to come than so many whose answers are held back."""
        return (
            sum(not worker.is_finished and not _never_began(worker) for worker in self.workers) > held
            or sum(not job.done() for job in self.jobs) > held
            or any(timer._task is not None and not timer._task.done() for timer in self.timers)
            or sum(thread.is_alive() for thread in self.threads) > held
        )

    def note_errors(self) -> None:
        """Move the exceptions of workers and pool jobs, which nobody may have looked at, to the journal."""
        for worker in self.workers:
            if worker.error is not None and not worker.is_cancelled:
                JOURNAL.error(worker.error, "worker")
        for job in self.jobs:
            if job.done() and not job.cancelled() and job.exception() is not None:
                JOURNAL.error(job.exception(), "pool")


BUSY = Busy()
