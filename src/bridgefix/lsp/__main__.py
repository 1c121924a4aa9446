"""`bridgefix-lsp`, or `python -m bridgefix.lsp`: speaks the protocol on stdin and stdout."""

from __future__ import annotations

import sys


def main() -> None:
    """Serve until the client says to stop."""
    try:
        from bridgefix.lsp.server import make_server
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("pygls", "lsprotocol"):
            raise
        sys.stderr.write("error: the language server needs `python3 -m pip install bridgefix[lsp]`\n")
        sys.exit(2)
    make_server().start_io()


if __name__ == "__main__":
    main()
