"""Every case folder: what the tool makes of the text, what it finds, and how the apps behave before and after."""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bridgefix.cli import main
from harness import Case, CaseError, find_cases, load, prove

ROOT = Path(__file__).parent / "cases"
CASES: list[Case] = []
BROKEN: list[str] = []
for folder in find_cases(ROOT):
    try:
        CASES.append(load(folder))
    except CaseError as error:
        BROKEN.append(str(error))

Run = Callable[..., tuple[int, str]]


def each_case(*kinds: str, proves: str = "") -> pytest.MarkDecorator:
    """Run a test for each case of these kinds.

    Args:
        kinds: Left out for all.
        proves: The kind for which the test has to fail as long as the tool gets a case wrong; it may fail for others.
    """
    wrong = {
        case.name: [pytest.mark.xfail(reason=case.pending, strict=case.kind == proves)]
        for case in CASES
        if case.pending
    }
    return pytest.mark.parametrize(
        "case",
        [
            pytest.param(case, id=case.name, marks=wrong.get(case.name, ()))
            for case in CASES
            if not kinds or case.kind in kinds
        ],
    )


@pytest.fixture
def project(tmp_path, monkeypatch) -> Callable[[Mapping[str, bytes]], None]:
    """A folder to work in, filled anew by each call."""
    monkeypatch.chdir(tmp_path)

    def fill(files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(data)

    return fill


@pytest.fixture
def bridgefix(capfdbinary) -> Run:
    """The command, for one rule, in the current folder: exit status and stdout."""

    def run(case: Case, *options: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as caught:
            main(["--select", case.rule, *case.options, *options, "."])
        out, err = capfdbinary.readouterr()
        assert caught.value.code in (0, 1), err.decode()
        return caught.value.code, out.decode()

    return run


def files() -> dict[str, bytes]:
    """All files in the current folder."""
    return {path.as_posix(): path.read_bytes() for path in sorted(Path().rglob("*.py"))}


def found(out: str) -> list[dict]:
    return json.loads(out)["findings"]


def test_every_folder_makes_a_case():
    assert BROKEN == []


def test_there_are_cases():
    kinds = [case.kind for case in CASES if case.rule == "BF001"]
    assert kinds.count("fixed") >= 30
    assert kinds.count("refused") >= 12
    assert kinds.count("near miss") >= 10


@each_case(proves="fixed")
def test_text(case, project, bridgefix, request):
    """Before becomes after, byte for byte, or stays as it is."""
    project(case.before)
    bridgefix(case, "--apply")
    if request.config.getoption("--accept"):
        _accept(case, files())
        case = load(case.folder)
    assert files() == (case.after or case.before)


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name) for case in CASES if case.kind == "fixed" and case.rule == "BF001"]
)
def test_types_of_variables_change_nothing(case, project, bridgefix):
    """`rows: "Any" = ask()` is `rows = ask()`."""
    project({name: _typed(text) for name, text in case.before.items()})
    bridgefix(case, "--apply")
    assert {name: text.replace(TYPE, b"") for name, text in files().items()} == case.after


TYPE = b': "Any"'


def _typed(text: bytes) -> bytes:
    """A text in which the variables of functions have types, where that is allowed."""
    places = set()
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            nodes = list(ast.walk(function))
            shared = {name for node in nodes if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
            for node in nodes:
                match node:
                    case ast.Assign(targets=[ast.Name(id=name, end_lineno=line, end_col_offset=end)]):
                        if name not in shared:
                            places.add((line, end))
    lines = text.splitlines(keepends=True)
    for line, end in sorted(places, reverse=True):
        lines[line - 1] = lines[line - 1][:end] + TYPE + lines[line - 1][end:]
    return b"".join(lines)


@each_case("fixed")
def test_a_second_run_changes_nothing(case, project, bridgefix):
    project(case.after)
    status, out = bridgefix(case, "--apply", "--format", "json")
    assert found(out) == []
    assert status == 0
    assert files() == case.after


@each_case("fixed")
def test_the_diff_can_be_applied(case, project, bridgefix):
    """What `--diff` prints makes of before what `--apply` makes of it."""
    project(case.before)
    status, out = bridgefix(case, "--diff")
    assert status == 1
    assert files() == case.before
    subprocess.run(["git", "apply", "-"], input=out.encode(), check=True, capture_output=True)
    assert files() == case.after


@each_case(proves="refused")
def test_findings(case, project, bridgefix, request):
    """What is found, where, and whether a fix is offered; the reason where there is none."""
    project(case.before)
    status, out = bridgefix(case, "--format", "json")
    findings = found(out)
    assert status == bool(findings)
    if case.kind == "near miss":
        assert findings == []
        return
    assert findings
    reasons = [finding["reason"] for finding in findings]
    if request.config.getoption("--accept") and case.kind == "refused":
        (case.folder / "refused.txt").write_text("".join(f"{reason}\n" for reason in reasons), encoding="utf-8")
    if case.refused is not None:
        assert "".join(f"{reason}\n" for reason in reasons) == case.refused
    if case.findings:
        expected = [{key: value for key, value in vars(each).items() if value is not None} for each in case.findings]
        assert [
            {key: finding[key] for key in each} for finding, each in zip(findings, expected, strict=True)
        ] == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_behaviour(case, stage):
    """Before fails as the case says; after fetches off main, touches widgets on main, and shows what before showed."""
    if not case.scenes:
        pytest.skip("this case can't be run")
    assert prove(case, stage) == []


def _accept(case: Case, now: dict[str, bytes]) -> None:
    """Write what the tool makes of a case into its folder, to be reviewed."""
    changed = {name: data for name, data in now.items() if data != case.before.get(name)}
    if not changed:
        return
    (case.folder / "refused.txt").unlink(missing_ok=True)
    for name, data in changed.items():
        path = case.folder / "after" / name if case.spans_files else case.folder / "after.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
