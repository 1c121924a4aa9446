"""Start the service and the monitor: `python -m launchpad --delay 2`."""

from __future__ import annotations

import argparse
from pathlib import Path

from .app import LaunchpadApp
from .client import Client
from .service import Service
from .store import Journal


def main() -> int:
    """Run the monitor against a service of its own until the user quits.

    Returns:
        The app's return code: 0, or 1 if it ended with an error.
    """
    parser = argparse.ArgumentParser(prog="launchpad", description="Watch the jobs, builds and runs of a CI fleet.")
    parser.add_argument(
        "--delay", type=float, default=1.5, metavar="SECONDS", help="how long the service takes to answer"
    )
    parser.add_argument("--port", type=int, default=0, help="the service's port on loopback (default: a free one)")
    parser.add_argument("--seed", type=int, default=None, help="let the service tell the same story every time")
    parser.add_argument("--journal", type=Path, metavar="FILE", help="write what was seen of the Vertex jobs to FILE")
    options = parser.parse_args()
    if not 0 <= options.delay <= 60:
        parser.error("--delay must be between 0 and 60 seconds")

    journal = Journal()
    try:
        service = Service(delay=options.delay, port=options.port, seed=options.seed)
    except (OSError, OverflowError) as error:
        parser.error(f"can't listen on port {options.port}: {error}")
    with service:
        # A slow answer is not a dead service: wait well beyond the delay.
        app = LaunchpadApp(Client(service.url, timeout=options.delay + 10), journal)
        app.run()
    if options.journal is not None:
        try:
            options.journal.write_text(journal.dump(), encoding="utf-8")
        except OSError as error:
            parser.error(f"can't write the journal: {error}")
    return app.return_code or 0


if __name__ == "__main__":
    raise SystemExit(main())
