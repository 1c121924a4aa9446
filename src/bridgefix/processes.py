"""Work in several processes, where there is enough of it."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from bridgefix.holding import no_collecting, uninterrupted_children

_WORTH = 400_000
"""Bytes of source from which on starting processes takes less time than it saves."""

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")

_job: tuple[Callable[[Any, Any], Any], Any]


def each(
    work: Callable[[Shared, Item], Result], shared: Shared, items: Sequence[Item], sizes: Sequence[int], jobs: int
) -> Iterator[Result]:
    """`work(shared, item)` of each item, in order.

    Args:
        work: A function of a module.
        sizes: Of each item, how many bytes of source it is.
        jobs: How many processes there may be; 0 for as many as there are processors.
    """
    jobs = min(jobs or _processors(), len(items))
    if jobs < 2 or sum(sizes) < _WORTH:
        with no_collecting():
            yield from (work(shared, item) for item in items)
        return
    # The big ones first: else one of them is left for the end, when the others have nothing to do.
    order = sorted(range(len(items)), key=lambda index: -sizes[index])
    if sys.platform == "linux" and threading.active_count() == 1:
        # A fork is cheapest, and safe while there is no other thread.
        from bridgefix import forks

        yield from forks.each(partial(work, shared), items, order, jobs)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    others = multiprocessing.active_children()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_take, initargs=((work, shared),)) as pool:
        try:
            # Not `map`: it cancels what is left when it is interrupted, and a pool without processes stumbles over that.
            with uninterrupted_children():
                futures = {index: pool.submit(_do, items[index]) for index in order}
            # A Ctrl-C that came meanwhile is raised here.
            for index in range(len(items)):
                yield futures[index].result()
        except BaseException:
            # Nobody waits any more for what they are still doing.
            for process in multiprocessing.active_children():
                if process not in others:
                    process.terminate()
            raise


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _take(job: tuple[Callable[[Any, Any], Any], Any]) -> None:
    global _job
    _job = job
    # A process of its own is over before that would pay.
    gc.disable()


def _do(item: Any) -> Any:
    work, shared = _job
    return work(shared, item)
