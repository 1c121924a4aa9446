"""`bridgefix`, and `python -m bridgefix`: answered from an earlier run where that can be, before anything else is imported."""

import os
import sys

if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    # Python has put the current folder there, and in it is the code that is to be read and never run.
    del sys.path[0]

from bridgefix import unchanged

_KEPT = 31 * 1024 * 1024
"""Bytes; of 32 MiB and more glibc learns nothing (mallopt(3), M_MMAP_THRESHOLD)."""


def script() -> None:
    """The entry point of the command: `main`, and the end of the process."""
    try:
        main()
    except SystemExit as end:
        _leave(end.code)
        raise


def main() -> None:
    """What the command does. It ends as `sys.exit` does."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        # None stands for one that is closed: nothing comes from it, and what is said to it is lost.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 (open until the end)
    try:
        status = unchanged.answer(sys.argv[1:])
    except KeyboardInterrupt:
        from bridgefix import cli

        cli.interrupted()
    except unchanged.Unsaid as error:
        from bridgefix import cli

        cli.failed(error)
    if status is None:
        import gc

        # A run is over before it would pay to look for garbage, or to give memory back and be given it again: a C library
        # that has once seen so big a piece come back (glibc does) keeps what comes back later. None of it is ever touched.
        gc.disable()
        bytes(_KEPT)
        from bridgefix import cli

        cli.main()
    sys.exit(status)


def _leave(status: object) -> None:
    """End at once: to take apart first all that the process holds takes as long as to read a few hundred files.

    Comes back where something is left that Python's own way of ending has to see to.
    """
    import atexit

    threading = sys.modules.get("threading")
    if isinstance(status, int) and (threading is None or threading.active_count() == 1):
        atexit._run_exitfuncs()
        try:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
        except (OSError, ValueError):
            return
        os._exit(status)


if __name__ == "__main__":
    script()
