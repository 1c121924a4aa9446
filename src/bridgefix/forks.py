"""Work in forked processes: what they need is handed over without a copy, and nothing is imported for them.

A pool of the standard library would do the same. To import and start one takes as long as to read a few hundred files.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple, NoReturn

from bridgefix.holding import uninterrupted_children


class _Child(NamedTuple):
    """A process that works, and the pipes to it and from it."""

    pid: int
    asked: BinaryIO
    told: BinaryIO

    def ask(self, order: Iterator[int]) -> None:
        """Have it do the next thing, if there is one."""
        for index in order:
            self.asked.write(index.to_bytes(_SIZE, "little"))
            return


_SIZE = 4
"""Bytes of a question: which item it is."""
_GONE = (EOFError, pickle.UnpicklingError, BrokenPipeError)
"""How it shows that somebody at the other end of a pipe is no more."""


def each(work: Callable[[Any], Any], items: Sequence[Any], order: Sequence[int], jobs: int) -> Iterator[Any]:
    """`work(item)` of each item, in order.

    Args:
        order: In which order they are begun.
        jobs: How many processes there are.

    Raises:
        RuntimeError: a process has ended before it was done. What `work` raises is raised here.
    """
    children: list[_Child] = []
    try:
        with uninterrupted_children():
            for _ in range(jobs):
                children.append(_fork(work, items, children))
        # A Ctrl-C that came meanwhile has been raised here.
        yield from _answers(children, len(items), iter(order))
    except BaseException as error:
        # Nobody waits any more for what they are still doing.
        for child in children:
            os.kill(child.pid, signal.SIGTERM)
        if isinstance(error, _GONE):
            raise RuntimeError("a process has ended before it was done") from error
        raise
    finally:
        for child in children:
            child.asked.close()
            child.told.close()
        for child in children:
            os.waitpid(child.pid, 0)


def _answers(children: list[_Child], count: int, order: Iterator[int]) -> Iterator[Any]:
    poll = select.poll()
    for child in children:
        poll.register(child.told, select.POLLIN)
        child.ask(order)
    by_file = {child.told.fileno(): child for child in children}
    done: dict[int, Any] = {}
    for index in range(count):
        while index not in done:
            for file, _ in poll.poll():
                child = by_file[file]
                which, result, error = pickle.load(child.told)
                if error is not None:
                    raise error from RuntimeError(result)
                done[which] = result
                child.ask(order)
        yield done.pop(index)


def _fork(work: Callable[[Any], Any], items: Sequence[Any], others: Sequence[_Child]) -> _Child:
    questions, asked = os.pipe()
    told, answers = os.pipe()
    pid = os.fork()
    if pid == 0:
        for other in others:
            # Else that one would not be told when its questions are over, nor that nobody listens.
            other.asked.close()
            other.told.close()
        os.close(asked)
        _serve(work, items, questions, answers)
    os.close(questions)
    os.close(answers)
    return _Child(pid, open(asked, "wb", buffering=0), open(told, "rb"))


def _serve(work: Callable[[Any], Any], items: Sequence[Any], questions: int, answers: int) -> NoReturn:
    """Do what is asked until nothing is asked any more, nobody listens, or something fails."""
    try:
        # A process of its own is over before that would pay.
        gc.disable()
        with open(answers, "wb") as file:
            try:
                while question := os.read(questions, _SIZE):
                    index = int.from_bytes(question, "little")
                    file.write(pickle.dumps((index, work(items[index]), None), pickle.HIGHEST_PROTOCOL))
                    file.flush()
            except BaseException as error:
                file.write(_failure(error))
                raise
    finally:
        # What the parent has in its buffers is the parent's to write.
        os._exit(0)


def _failure(error: BaseException) -> bytes:
    """An error, as it is where it can be handed over, and where it came from."""
    import traceback

    where = traceback.format_exc()
    try:
        told = pickle.dumps((0, where, error))
        pickle.loads(told)
    except (pickle.PicklingError, AttributeError, TypeError):
        told = pickle.dumps((0, where, RuntimeError(f"{type(error).__name__}: {error}")))
    return told
