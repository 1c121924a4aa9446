"""Measures bridgefix beside its peers, in turn and in one run, and prints the ratios as a table in Markdown.

    python benchmarks/run.py [--runs N] [--slow] [--only WORD]

The trees are made from PyPI in build/benchmarks and stay there. Peers that are not installed are left out and named.
`--slow` takes in those that need minutes (fixit, flake8-async). Times are of whole processes; the median is quoted.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/benchmarks"
OUTSIDE = Path(tempfile.gettempdir()) / "bridgefix-benchmarks-apps"
"""The same apps once more: fixit looks at nothing that git ignores, and that is where the others are."""
APPS = """
browsr==1.25.0 django-tui==26.2 dolphie==6.18.0 dooit==3.3.4 elia-chat==1.10.0 frogmouth==0.9.2 harlequin==2.17.0
jiratui==1.6.2 kupo==0.1.0a0 logmerger==0.13.0 oterm==0.26.1 posting==2.11.1 rexi==1.2.1 smassh==3.2.1
textual-autocomplete==4.0.6 textual-dev==1.8.0 textual-paint==0.4.0 textual-web==0.8.0 tiptop==0.2.8 trogon==0.6.0
tuitorial==0.16.0 upiano==0.1.2 euporie==2.10.4 batgrl==0.34.0
""".split()
LARGE = ["django==5.2", "sympy==1.13.3"]
PEERS = ["ruff", "ast-grep", "fixit", "flake8"]

EDITED = "jiratui/widgets/screens.py"

PYTHON = sys.executable
BRIDGEFIX = [PYTHON, "-m", "bridgefix"]
RUFF = ["ruff", "check", "--quiet", "--select", "ASYNC"]
AST_GREP = ["ast-grep", "run", "--lang", "python", "--pattern", "$A.call_from_thread($$$B)"]


@dataclass(frozen=True)
class Command:
    """What is measured, and where."""

    name: str
    words: tuple[str, ...]
    folder: Path
    slow: bool = False
    changes: str = ""
    """A file that is another one in each run."""


@dataclass(frozen=True)
class Goal:
    """What one command may take of another's time (or memory, in the row of that name)."""

    one: str
    other: str
    most: float
    figure: str = "wall"


@dataclass(frozen=True)
class Usage:
    """What one run took: seconds and MiB (of the largest process)."""

    wall: float
    cpu: float
    peak: float


def commands() -> list[Command]:
    """All that is measured, in the order of the table."""
    apps, large, many, long, edited = (BUILD / name for name in ("apps", "large", "many", "long", "edited"))

    def make(name: str, words: Iterable[str], folder: Path, slow: bool = False, changes: str = "") -> Command:
        return Command(name, tuple(words), folder, slow, changes)

    return [
        make("large: bridgefix", [*BRIDGEFIX, "--check", "--no-cache", "."], large),
        make("large: ruff", [*RUFF, "--no-cache", "."], large),
        make("large: ast-grep", [*AST_GREP, "."], large),
        make("apps: bridgefix", [*BRIDGEFIX, "--check", "--no-cache", "."], apps),
        make("apps: bridgefix, one process", [*BRIDGEFIX, "--check", "--no-cache", "--jobs", "1", "."], apps),
        make("apps: bridgefix, again", [*BRIDGEFIX, "--check", "."], apps),
        make("apps: ruff", [*RUFF, "--no-cache", "."], apps),
        make("apps: ruff, again", [*RUFF, "--cache-dir", str(BUILD / "ruff"), "."], apps),
        make("apps: ast-grep", [*AST_GREP, "."], apps),
        make("apps: fixit", ["fixit", "lint", "."], OUTSIDE, slow=True),
        make("apps: flake8-async", ["flake8", "--select", "ASYNC", "."], apps, slow=True),
        make("the largest app", [*BRIDGEFIX, "--check", "--no-cache", "."], edited),
        make("the largest app, edited", [*BRIDGEFIX, "--check", "."], edited, changes=EDITED),
        make("one app", [*BRIDGEFIX, "--check", "--no-cache", "--jobs", "1", "1"], many),
        make("ten apps", [*BRIDGEFIX, "--check", "--no-cache", "--jobs", "1", "."], many),
        make("a class of 1,000 lines", [*BRIDGEFIX, "--diff", "--no-cache", "short.py"], long),
        make("a class of 10,000 lines", [*BRIDGEFIX, "--diff", "--no-cache", "long.py"], long),
        make("33 bridges", [*BRIDGEFIX, "--diff", "--no-cache", "few.py"], long),
        make("333 bridges", [*BRIDGEFIX, "--diff", "--no-cache", "many.py"], long),
        make("python -c pass", [PYTHON, "-c", "pass"], ROOT),
        make("bridgefix --version", [*BRIDGEFIX, "--version"], ROOT),
        make("bridgefix --help", [*BRIDGEFIX, "--help"], ROOT),
        make("a usage error", [*BRIDGEFIX, "--select", "BF999", "src"], ROOT),
        make("import libcst", [PYTHON, "-c", "import libcst"], ROOT),
        make("--diff examples/launchpad", [*BRIDGEFIX, "--diff", "--no-cache", "examples/launchpad"], ROOT),
    ]


GOALS = [
    Goal("large: bridgefix", "large: ruff", 1),
    Goal("large: bridgefix", "large: ruff", 1.5, "peak"),
    Goal("apps: bridgefix", "apps: ruff", 10),
    Goal("apps: bridgefix, again", "apps: ruff, again", 2),
    Goal("apps: bridgefix", "apps: bridgefix, one process", 1 / 1.6),
    Goal("apps: bridgefix", "apps: fixit", 1 / 100),
    Goal("apps: bridgefix", "apps: flake8-async", 1 / 100),
    Goal("the largest app, edited", "the largest app", 0.9, "cpu"),
    Goal("ten apps", "one app", 12, "cpu"),
    Goal("a class of 10,000 lines", "a class of 1,000 lines", 12, "cpu"),
    Goal("333 bridges", "33 bridges", 12, "cpu"),
    Goal("bridgefix --version", "python -c pass", 6),
    Goal("bridgefix --help", "python -c pass", 6),
    Goal("a usage error", "python -c pass", 6),
    Goal("--diff examples/launchpad", "import libcst", 2),
]


def build() -> None:
    """Make the trees that are not there yet."""
    for folder, pins, kind in (
        (BUILD / "apps", APPS, "--only-binary=:all:"),
        (BUILD / "large", LARGE, "--no-binary=:all:"),
    ):
        for pin in pins:
            target = folder / pin.partition("==")[0]
            if not target.exists():
                _fetch(pin, kind, target)
    if not OUTSIDE.exists():
        shutil.copytree(BUILD / "apps", OUTSIDE)
    for number in range(1, 11):
        if not (target := BUILD / f"many/{number}").exists():
            shutil.copytree(BUILD / "apps/posting", target)
    if not (BUILD / "edited").exists():
        shutil.copytree(BUILD / "apps/jiratui", BUILD / "edited")
    (BUILD / "long").mkdir(exist_ok=True)
    (BUILD / "long/short.py").write_text(_class_of(1_000))
    (BUILD / "long/long.py").write_text(_class_of(10_000))
    (BUILD / "long/few.py").write_text(_bridges(33))
    (BUILD / "long/many.py").write_text(_bridges(333))


def _fetch(pin: str, kind: str, target: Path) -> None:
    download = BUILD / "download"
    pip = [PYTHON, "-m", "pip", "download", "--quiet", "--no-deps", kind, "--dest", str(download), pin]
    result = subprocess.run(pip, capture_output=True, text=True, check=False)
    name = pin.partition("==")[0].replace("-", "_").lower()
    # The file of a source distribution is there even where pip could not ask it for its name.
    found = [path for path in sorted(download.glob("*")) if path.name.lower().replace("-", "_").startswith(f"{name}_")]
    if not found:
        sys.exit(f"{pin} could not be fetched: {result.stderr.strip()}")
    target.mkdir(parents=True)
    if found[0].suffix == ".whl":
        with zipfile.ZipFile(found[0]) as wheel:
            wheel.extractall(target, [name for name in wheel.namelist() if name.endswith(".py")])
    else:
        with tarfile.open(found[0]) as archive:
            archive.extractall(target, filter="data")


def _class_of(lines: int) -> str:
    """A screen with one bridge that fetches again, and methods around it."""
    example = (ROOT / "examples/launchpad/screen.py").read_text()
    methods = [
        f"    def show_{number}(self, rows: list[dict[str, str]]) -> None:\n"
        f'        table = self.query_one("#t{number}", DataTable)\n'
        "        table.clear()\n"
        "        for row in rows:\n"
        '            table.add_row(row["id"], row["state"])\n'
        "            self.last = row\n"
        for number in range((lines - example.count("\n")) // 7)
    ]
    return example.rstrip("\n") + "\n\n" + "\n".join(methods)


def _bridges(count: int) -> str:
    """A screen with that many bridges that fetch again, each through a method of its own."""
    methods = [
        f"    @work(thread=True)\n"
        f"    def reload_{number}(self) -> None:\n"
        f"        self._fetch_and_update_t{number}_table()\n\n"
        f"    def _update_t{number}_table(self, t{number}: list[dict[str, str]]) -> None:\n"
        f"        self._fetch_and_update_t{number}_table()\n\n"
        f"    def _fetch_and_update_t{number}_table(self) -> None:\n"
        f'        rows = requests.get("http://depot.example/t{number}", timeout=10).json()\n\n'
        f"        def show() -> None:\n"
        f'            table = self.query_one("#t{number}", DataTable)\n'
        f"            table.clear()\n"
        f"            for row in rows:\n"
        f'                table.add_row(row["id"], row["state"])\n\n'
        f"        self.app.call_from_thread(show)\n"
        for number in range(count)
    ]
    imports = (
        "import requests\nfrom textual import work\nfrom textual.screen import Screen\n"
        "from textual.widgets import DataTable\n"
    )
    return f"{imports}\n\nclass Depot(Screen[None]):\n" + "\n".join(methods)


_STAMP = "\n# Changed at "


def measure(command: Command) -> Usage:
    """Run once. The report that it prints is thrown away."""
    if command.changes:
        path = command.folder / command.changes
        path.write_text(f"{path.read_text().partition(_STAMP)[0]}{_STAMP}{time.time_ns()}\n")
    start = time.perf_counter()
    process = subprocess.Popen(command.words, cwd=command.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if command.words[:3] == tuple(BRIDGEFIX) and process.returncode not in (0, 1, 2):
        sys.exit(f"{command.name}: exit status {process.returncode}")
    return Usage(
        wall, used.ru_utime + used.ru_stime, used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--only", default="", metavar="WORD", help="only commands with this in their names")
    options = parser.parse_args()
    # The first thing that every measured process would do is compile what it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["XDG_CACHE_HOME"] = str(BUILD / "cache")
    os.environ["PATH"] = os.pathsep.join((os.path.dirname(PYTHON), str(BUILD / "peers/bin"), os.environ["PATH"]))
    build()
    todo = [one for one in commands() if options.only in one.name and (options.slow or not one.slow)]
    missing = {one.words[0] for one in todo if shutil.which(one.words[0]) is None}
    todo = [one for one in todo if one.words[0] not in missing]
    runs: dict[str, list[Usage]] = {one.name: [] for one in todo}
    for number in range(options.runs + 1):
        for one in todo:
            if one.slow and number > 1:
                continue
            used = measure(one)
            # The first fills the caches, those of the disk and our own.
            if number or one.slow:
                runs[one.name].append(used)
    print(_table(runs, options.runs, missing))


def _table(runs: dict[str, list[Usage]], count: int, missing: Iterable[str]) -> str:
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    versions = "".join(f", {_version(name)}" for name in PEERS if shutil.which(name))
    python, tree = platform.python_version(), metadata.version("libcst")
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    lines = [
        f"bridgefix at {revision.stdout.strip()}, Python {python}, libcst {tree}{versions}; {machine}; median of {count}",
        "",
        "| | wall | CPU | peak |",
        "|---|---|---|---|",
    ]
    for name, used in runs.items():
        wall, cpu, peak = (
            statistics.median(getattr(one, figure) for one in used) for figure in ("wall", "cpu", "peak")
        )
        lines.append(f"| {name} | {wall:.2f} s | {cpu:.2f} s | {peak:.0f} MiB |")
    lines += ["", "| | beside | | ratio | at most |", "|---|---|---|---|---|"]
    for goal in GOALS:
        if goal.one in runs and goal.other in runs:
            pairs = zip(runs[goal.one], runs[goal.other], strict=False)
            ratio = statistics.median(getattr(one, goal.figure) / getattr(other, goal.figure) for one, other in pairs)
            lines.append(f"| {goal.one} | {goal.other} | {goal.figure} | {ratio:.3g} | {goal.most:.3g} |")
    if missing:
        lines += ["", f"Not installed: {', '.join(sorted(missing))}."]
    return "\n".join(lines)


def _version(name: str) -> str:
    told = subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout
    line = " ".join(told.split())
    return line if line.startswith(name) else f"{name} {line}"


if __name__ == "__main__":
    main()
