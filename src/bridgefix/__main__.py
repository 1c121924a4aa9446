"""`python -m bridgefix`."""

import sys

if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    # Python has put the current folder there, and in it is the code that is to be read and never run.
    del sys.path[0]

from bridgefix.cli import main

if __name__ == "__main__":
    main()
