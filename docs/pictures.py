"""Draw the pictures of the README: `examples/launchpad` as it is, after `bridgefix --apply` and under review; a diff.

Run by `make pictures`. The app runs headless against data that is the same every time, so that a picture changes only
when the app, the tool or Textual does.
"""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bridgefix.engine import Mode, run
from bridgefix.report import diff, flow
from bridgefix.review.app import ReviewApp
from bridgefix.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
LAUNCHPAD = ROOT / "examples" / "launchpad"
PICTURES = ROOT / "docs" / "pictures"

SIZE = (128, 38)
SEED = 7
NOW = datetime(2026, 3, 2, 9, 14)


def main() -> None:
    """Draw all pictures; those of the app each in a process of its own: they show two packages of the same name."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        fixed = Path(folder) / "launchpad"
        shutil.copytree(LAUNCHPAD, fixed, ignore=shutil.ignore_patterns("__pycache__"))
        subprocess.run([sys.executable, "-m", "bridgefix", "--apply", "--quiet", fixed], check=True)
        for package, name in ((LAUNCHPAD, "before.svg"), (fixed, "after.svg")):
            subprocess.run([sys.executable, __file__, package, PICTURES / name], check=True)
            print(f"docs/pictures/{name}")
    os.chdir(LAUNCHPAD.parent)
    for name, size, keys in (("review.svg", (120, 36), "yn"), ("review-route.svg", (120, 36), "yntr")):
        asyncio.run(draw_review(PICTURES / name, size, keys))
        print(f"docs/pictures/{name}")
    draw_report()


async def draw_review(picture: Path, size: tuple[int, int], keys: str) -> None:
    """Review the example and save the screen.

    Args:
        picture: File to write.
        size: Columns and rows of the screen.
        keys: What to press once the findings are there.
    """
    app = ReviewApp([LAUNCHPAD.name], Settings())
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause(0.5)
        picture.write_text(app.export_screenshot() + "\n", encoding="utf-8")


def draw_report() -> None:
    """Save what `--diff` and `--flow` show of the app of the tutorial in a terminal."""
    os.chdir(ROOT / "examples" / "departures")
    report = run(["."], Settings(), Mode.DIFF)
    shown = {
        "diff": [[piece] for piece in diff.styled(report)],
        "flow": list(flow.lines(report, width=90, signs=flow.UNICODE)),
    }
    for name, lines in shown.items():
        console = Console(record=True, width=92, file=io.StringIO(), force_terminal=True, color_system="truecolor")
        for line in lines:
            console.print(Text.assemble(*line))
        title = f"bridgefix --{name} ."
        (PICTURES / f"{name}.svg").write_text(console.export_svg(title=title) + "\n", encoding="utf-8")
        print(f"docs/pictures/{name}.svg")


async def draw(package: Path, picture: Path) -> None:
    """Start the app in a package and save its screen once all tables are filled, or told of.

    Args:
        package: Folder of the package, called launchpad.
        picture: File to write.
    """
    sys.path.insert(0, str(package.parent))
    from launchpad.app import LaunchpadApp
    from launchpad.client import Client
    from launchpad.service import Service

    with Service(delay=0.2, seed=SEED, clock=lambda: NOW) as service:
        app = LaunchpadApp(Client(service.url))
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            await app.workers.wait_for_complete()
            # Four fetches on the main thread, a step before each table, and time to paint.
            await pilot.pause(4 * 0.2 + 6 * 0.1 + 1)
            picture.write_text(app.export_screenshot() + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        asyncio.run(draw(Path(sys.argv[1]), Path(sys.argv[2])))
    else:
        main()
