"""`bridgefix`, and `python -m bridgefix`: answered from an earlier run where that can be, before anything else is imported."""

import os
import sys

if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    # Python has put the current folder there, and in it is the code that is to be read and never run.
    del sys.path[0]

from bridgefix import unchanged


def main() -> None:
    """The entry point of the command."""
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
        import atexit
        import gc

        # A run is over before it would pay to look for garbage, and at its end it goes as it is.
        gc.disable()
        atexit.register(gc.freeze)
        from bridgefix import cli

        cli.main()
    sys.exit(status)


if __name__ == "__main__":
    main()
