"""Hold back for a while what else comes at any moment: the garbage collector, the user's interrupt."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Without this, a third to a half of the time goes into looking again and again at facts, none of which is garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def collecting_the_new() -> Iterator[None]:
    """Garbage is collected, now and then, and only among what is made meanwhile: the rest would be found as it was."""
    was = gc.isenabled()
    gc.freeze()
    gc.enable()
    try:
        yield
    finally:
        gc.unfreeze()
        if not was:
            gc.disable()


def collect_all() -> None:
    """Collect garbage now, also among what was set aside."""
    gc.unfreeze()
    gc.collect()


def set_aside() -> None:
    """From now on, collect garbage only among what is made later, until `collect_all` or `take_back`.

    What is found in a project is so many objects that looking through them takes a tenth of a second or more. It would
    come at any moment, and meanwhile an app stands still.
    """
    gc.freeze()


def collect_new() -> None:
    """Collect garbage now among what was not set aside, if anything to speak of was made since the last time."""
    if any(gc.get_count()[1:]):
        gc.collect()


def take_back() -> None:
    """End what `set_aside` began."""
    gc.unfreeze()


@contextmanager
def no_interrupts() -> Iterator[Callable[[], bool]]:
    """Meanwhile Ctrl-C stops nothing: whoever holds it asks whether it came, at each place where he can stop."""
    came = threading.Event()
    ours = threading.current_thread() is threading.main_thread()
    was = signal.getsignal(signal.SIGINT)
    if ours and was is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda number, frame: came.set())
    try:
        yield came.is_set
    finally:
        if ours and was is signal.default_int_handler:
            signal.signal(signal.SIGINT, was)


@contextmanager
def uninterrupted_children() -> Iterator[None]:
    """The processes that are started meanwhile leave Ctrl-C, which a terminal sends to all, to this one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    was = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, was)
