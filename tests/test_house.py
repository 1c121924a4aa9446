"""How the house is built: imports go one way, start-up is light, the papers are in order."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import bridgefix
from bridgefix.rewrite import FIXES
from bridgefix.rules import RULES
from bridgefix.settings import RULE_NAMES

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src/bridgefix"

ORDER = [
    {"probes", "kept", "patterns"},
    {"findings"},
    {"settings", "holding", "textual_api", "blocking", "purity", "sources", "disk", "report"},
    {"baseline", "bodies", "edits", "writing"},
    {"leftovers"},
    {"syntax", "expressions", "depth", "facts"},
    set("imports symbols annotations widgets results attributes parameters inference calls guards project".split()),
    {"threads", "workers"},
    {"waiting", "showing", "summaries", "elsewhere", "changing", "effects"},
    {"deeds"},
    {"answers", "starts", "shown", "stale", "states", "cancels", "cancelling"},
    {"rules"},
    {"rewrite"},
    {"bench", "reach", "batch", "together", "mend"},
    {"apart", "cache", "forks", "processes", "shelf", "unchanged"},
    {"engine"},
    {"review"},
    {"lsp"},
    {"cli"},
    {"__main__"},
]
"""The rooms, from the first to the last: one imports only from itself, its own line, or lines before."""
FLOOR = {room: number for number, rooms in enumerate(ORDER) for room in rooms}
NEAR_THE_DOOR = {"sources", "report"}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they lead"
            names = [f"bridgefix.{alias.name}" for alias in node.names] if node.module == "bridgefix" else [node.module]
        rooms.update(name.split(".")[1] for name in names if name.startswith("bridgefix."))
    return rooms - {"__version__"}


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_imports_go_one_way(path):
    room = room_of(path)
    assert room in FLOOR, "a new room: say in ORDER where it stands"
    for other in imported_rooms(path) - {room}:
        assert FLOOR[other] <= FLOOR[room], f"{room} must not import from {other}"
        if room in NEAR_THE_DOOR:
            assert other in {"findings", "probes", "patterns"}, (
                f"{room} knows only findings, and what can be asked of the disk"
            )


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a run of the command has loaded at its end."""
    code = (
        "import sys\nfrom bridgefix.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(result.stderr.split())


HEAVY = {"libcst", "rich", "pathspec", "bridgefix.engine", "bridgefix.rewrite", "asyncio", "multiprocessing"}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["--nonsense"], []])
def test_starting_up_is_light(arguments):
    assert not loaded_by(*arguments) & {*HEAVY, "bridgefix.rules"}


def test_a_mistake_in_a_rule_name_is_light(tmp_path):
    assert not loaded_by("--select", "BF999", str(tmp_path)) & {*HEAVY, "bridgefix.rules"}
    assert not loaded_by("--explain", "BF999") & {*HEAVY, "bridgefix.rules"}


def test_finding_nothing_needs_no_tree_library(tmp_path):
    (tmp_path / "a.py").write_text("from textual.app import App\n")
    assert not loaded_by(str(tmp_path)) & {"libcst", "rich", "bridgefix.rewrite"}


@pytest.mark.skipif(sys.platform != "linux", reason="only there processes are forked")
def test_a_look_needs_nothing_that_writes_keeps_or_starts_processes(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "app.py").write_text("from textual.app import App\n" + "# long\n" * 50_000)
    loaded = loaded_by("--check", "--no-cache", "--jobs", "2", str(tmp_path))
    assert "bridgefix.forks" in loaded
    unneeded = {"bridgefix.writing", "hashlib", "json", "multiprocessing", "concurrent.futures", "shutil", "traceback"}
    assert not loaded & unneeded


def test_a_fix_brings_only_what_it_needs():
    loaded = loaded_by("--diff", "--no-cache", str(ROOT / "examples/launchpad"))
    assert "bridgefix.rewrite.split" in loaded
    others = {f"bridgefix.rewrite.{name}" for name in ("template", "offload", "cross", "exclusive")}
    # No pattern in the .gitignore means one of these files.
    assert not loaded & {*others, "secrets", "shutil", "pathspec"}


@pytest.mark.parametrize(
    ("library", "room"), [("libcst", "rewrite"), ("textual", "review"), ("pygls", "lsp"), ("lsprotocol", "lsp")]
)
def test_a_library_is_known_in_one_room_only(library, room):
    imports = re.compile(rf"^\s*(import|from) {library}\b", re.MULTILINE)
    assert {room_of(path) for path in MODULES if imports.search(path.read_text())} == {room}


def test_questions_and_the_language_server_need_no_textual():
    for module in ("review.prompt", "review.choosing", "lsp.server"):
        code = f"import sys, bridgefix.{module}; sys.exit('textual' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0, module


LOOKS = {"os": "stat lstat scandir listdir walk open readlink access", "os.path": "exists lexists isfile isdir"}
MAY_LOOK = {"probes", "kept", "disk", "writing", "leftovers", "review", "lsp"}


def test_the_disk_is_asked_in_one_room_only():
    """What a run rests on is what was asked there; see `unchanged`. The others write, or keep what they wrote."""
    looks = {f"{module}.{name}" for module, names in LOOKS.items() for name in names.split()}
    for path in MODULES:
        if room_of(path) not in MAY_LOOK:
            found = {
                ast.unparse(node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)
            }
            assert not found & looks, path


def test_the_code_that_is_read_is_never_imported():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"exec", "eval", "__import__"}, path
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert "importlib" not in ast.unparse(node), path


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_every_rule_is_in_the_papers(rule):
    for name in ("README.md", "CHANGELOG.md"):
        assert rule.code in (ROOT / name).read_text(), f"{rule.code} is missing in {name}"


def test_every_fix_has_a_rule_and_cases():
    assert set(FIXES) <= {rule.code for rule in RULES}
    for code in FIXES:
        assert any((ROOT / "tests/cases" / code).iterdir()), f"{code} has no cases"


def test_rules_are_in_order_and_named_once():
    assert {rule.code: rule.name for rule in RULES} == RULE_NAMES
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(codes)
    for rule in RULES:
        assert rule.doc.startswith(f"{rule.code} {rule.name}")


def test_the_readme_fits_on_two_screens_and_names_every_option():
    readme = (ROOT / "README.md").read_text()
    assert len(readme.splitlines()) < 120
    from bridgefix.cli import command

    for parameter in command.params:
        for option in parameter.opts:
            if option.startswith("--") and option not in ("--help", "--version"):
                assert re.search(rf"(`|bridgefix ){option}\b", readme), f"{option} is not in the README"


def test_the_changelog_knows_this_version():
    assert f"## {bridgefix.__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_make_has_what_the_readme_says():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text())) <= targets


def test_every_rule_is_in_one_of_the_sets():
    from bridgefix.settings import DEFAULT_RULES, RULE_SETS

    members = [code for codes in RULE_SETS.values() for code in codes]
    assert sorted(members) == [rule.code for rule in RULES]
    assert set(DEFAULT_RULES) == {*RULE_SETS["threads"], "BF005"}
