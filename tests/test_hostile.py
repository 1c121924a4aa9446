"""Trees, files and settings that somebody made to do harm, or that are just broken."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import fake
from bridgefix import engine, sources
from bridgefix.cli import main
from bridgefix.engine import Mode, run
from bridgefix.findings import UsageError
from bridgefix.patterns import is_bomb
from bridgefix.report import diff, flow, github, json, text
from bridgefix.settings import Settings, settings
from test_cli import WITH_FAKES, command, on_a_terminal

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CASES = Path(__file__).parent / "cases"
CLEAR = "\x1b[2J\x1b]0;pwned\x07\x9b31m\u202egnp.\x7f"
"""What clears a screen, names a window, turns the reading direction, …"""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def raw(shown, keep="\n"):
    """The characters of a text that a terminal might take for commands."""
    return {char for char in shown if not char.isprintable() and char not in keep}


def hostile_apps(folder):
    """Some apps of the cases, their strings and comments full of commands for terminals."""
    for number, before in enumerate(sorted(CASES.glob("BF00[1-9]/*/before.py"))[::12]):
        code = before.read_text()
        code = re.sub(r'(?<!")"(?!")([^"\\\n{}]*)"(?!")', lambda match: f'"{match[1]}{CLEAR}"', code)
        code = re.sub(r"  # ([^\n]*)$", rf"  # {CLEAR}\1", code, flags=re.MULTILINE)
        (folder / f"{CLEAR}{number}.py").write_text(code)
    (folder / f"{CLEAR}broken.py").write_text(f"import textual\nx = {CLEAR}\n")
    (folder / "bytes.py").write_bytes(b"# coding: \x1b[31m\nimport textual\n\xff\n")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The report on them, with all fixes tried."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile_apps(folder)
    report = run([str(folder)], Settings(unsafe_fixes=True, exemplar=CLEAR), Mode.DIFF)
    assert len(report.findings) > 10
    assert report.changed
    assert {item.fix for item in report.findings} != {None}
    assert any(CLEAR in item.place.path for item in report.findings)
    return report


FORMS = {
    "text": lambda report: "\n".join(text.plain(line) for line in text.lines(report, verbose=True)),
    "text of apply": lambda report: "\n".join(text.plain(line) for line in text.lines(report, applying=True)),
    "flow": lambda report: "\n".join(text.plain(line) for line in flow.lines(report)),
    "github": lambda report: github.render(report, dict.fromkeys((f"BF00{n}" for n in range(10)), "error")),
    "json": json.render,
    "errors": lambda report: "\n".join(text.error_line(e.path, e.line, e.column, e.message) for e in report.errors),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_report_holds_commands_for_a_terminal(hostile, form):
    shown = form(hostile)
    assert "pwned" in shown
    assert raw(shown) == set()


def test_the_diff_for_eyes_holds_none_and_the_one_for_git_all(hostile):
    assert "pwned" in "".join(line for line, _ in diff.styled(hostile))
    assert raw("".join(line for line, _ in diff.styled(hostile)), keep="\t") == set()
    assert CLEAR.encode() in diff.render(hostile)


@pytest.mark.parametrize(
    "options",
    [["--verbose"], ["--diff"], ["--flow"], ["--apply"], ["--format", "json"], ["--format", "sarif"]],
    ids=str,
)
def test_a_terminal_gets_colours_only(tmp_path, options):
    (tmp_path / "src").mkdir()
    for name in (f"{CLEAR}.py", os.fsdecode(b"caf\xe9\x1bc.py")):
        (tmp_path / "src" / name).write_text(fake.BROKEN + f"    s = '{CLEAR}'\n")
    (tmp_path / "src/broken.py").write_text(f"import textual\nx = {CLEAR}\n")
    status, seen = on_a_terminal([*options, "src"], tmp_path, WITH_FAKES)
    assert status == 2
    assert "pwned" in seen
    assert raw(COLOUR.sub("", seen), keep="\r\n\t") == set()


MISTAKES = [
    ["--config", f"{CLEAR}.toml", "src"],
    ["--select", CLEAR, "src"],
    ["--exclude", f"[z-a]{CLEAR}", "src"],
    ["--output", f"{CLEAR}/report", "src"],
    ["--explain", CLEAR],
    ["--format", CLEAR, "src"],
    [f"--{CLEAR}", "src"],
    [f"{CLEAR}.py"],
    ["src"],
]


@pytest.mark.parametrize("arguments", MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_on_the_command_line_is_quoted_safely(tmp_path, arguments):
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("import textual\n")
    if arguments == ["src"]:
        (tmp_path / "pyproject.toml").write_text('[tool.bridgefix]\n"\\u001b[2Jpwned" = 1\n')
    result = command(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert "pwned" in result.stderr
    assert raw(result.stderr) == set()


def test_what_holds_is_shown_safely_and_is_still_toml(tmp_path):
    hostile = f"{CLEAR}\u2028\U000e0041é…"
    text = "".join(f"\\U{ord(char):08x}" for char in hostile)
    (tmp_path / "pyproject.toml").write_text(f'[tool.bridgefix]\nexclude = ["{text}"]\n')
    (tmp_path / "src").mkdir()
    result = command("--show-config", "src", cwd=tmp_path)
    assert "pwned" in result.stdout
    assert raw(result.stdout) == set()
    assert tomllib.loads(result.stdout)["tool"]["bridgefix"]["exclude"] == [hostile]


def test_the_name_of_a_new_baseline_is_told_safely(tmp_path):
    (tmp_path / "a.py").write_text("import textual\n")
    name = f"{CLEAR}\nfake.py:1:1: BF001 forged"
    result = command("--write-baseline", name, ".", cwd=tmp_path)
    assert result.returncode == 0
    assert "pwned" in result.stdout
    assert raw(result.stdout, keep="") == {"\n"}
    assert result.stdout.count("\n") == 1
    assert (tmp_path / name).exists()


def test_questions_are_asked_safely(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    hostile_apps(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("?\nn\nn\nwhat\ny\n" + "n\n" * 50))
    with pytest.raises(SystemExit):
        main(["-i", "--unsafe-fixes", "--select", "all", "."])
    out, err = capsys.readouterr()
    assert out.count("[y,n,a,q,?]? ") > 4
    assert "pwned" in out
    assert raw(out + err, keep="\n\t") == set()


def test_file_names_that_are_no_utf8(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"caf\xe9.py")
    (tmp_path / name).write_text(fake.BROKEN)
    report = run(["."], Settings(select=("BF001",)), Mode.DIFF, rules=fake.RULES, fixes=fake.FIXES)
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "apply"], input=diff.render(report), check=True)
    assert (tmp_path / name).read_text() == fake.FIXED
    (tmp_path / name).write_text(fake.BROKEN)
    assert command("--apply", ".", cwd=tmp_path).returncode == 0
    report = run(["."], Settings(select=("BF001",)), Mode.APPLY, rules=fake.RULES, fixes=fake.FIXES)
    assert report.changed == (name,)
    assert (tmp_path / name).read_text() == fake.FIXED


PYPROJECTS = {
    "huge": (b'x = "' + b"x" * 1_000_000 + b'"\n', "has more than 1,000,000 bytes"),
    "deep lists": (b"x = " + b"[" * 90_000, "nested too deeply"),
    "deep tables": (b"x = " + b"{a = " * 90_000, "nested too deeply"),
    "a long key": (b"a" + b".a" * 50_000 + b" = 1\n", "a key has more than a hundred parts"),
    "a long key, quoted": (b'"a b"' + b' . "a b"' * 50_000 + b" = 1\n", "a key has more than a hundred parts"),
    "a long table": (b"[" + b"a." * 50_000 + b"a]\n", "a key has more than a hundred parts"),
    "a long number": (b"x = " + b"1" * 5_000 + b"\n", "not valid TOML: "),
    "utf-16": ("[tool.bridgefix]\n".encode("utf-16"), "not valid TOML: "),
    "latin-1": ("x = 'é'\n".encode("latin-1"), "not valid TOML: "),
    "a byte order mark": (b"\xef\xbb\xbf[tool.bridgefix]\n", "not valid TOML: "),
    "bytes": (bytes(range(256)), "not valid TOML: "),
    "tool is no table": (b"tool = 3\n[x]\n", None),
    "bridgefix is no table": (b"[tool]\nbridgefix = 3\n", "[tool.bridgefix] must be a table"),
    "a bomb of a pattern": (b'[tool.bridgefix]\nexclude = ["' + b"*a" * 40 + b'*b"]\n', "too many wildcards"),
    "a deep bomb": (b'[tool.bridgefix]\nexclude = ["' + b"**/a/" * 40 + b'b"]\n', "too many wildcards"),
    "a bomb for some files": (
        b'[tool.bridgefix]\nper-file-ignores = { "*a*a*a*a*a*b" = ["BF001"] }\n',
        "too many wildcards in a pattern for per-file-ignores",
    ),
    "a broken range": (b'[tool.bridgefix]\nexclude = ["[z-a]"]\n', "not a pattern for --exclude: [z-a]"),
    "names with wildcards": (b'[tool.bridgefix]\nblocking = ["' + b"*a" * 200 + b'*b"]\n', None),
    "prose": (b'x = """\n' + b"One. Two.Three, " * 2_000 + b"." * 3_000 + b'\n"""\n', None),
}


@pytest.mark.parametrize(("content", "message"), PYPROJECTS.values(), ids=PYPROJECTS)
def test_a_broken_pyproject_is_one_clear_line_and_takes_no_time(tmp_path, monkeypatch, content, message):
    """Without the limits, some of these would take hours."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_bytes(content)
    (tmp_path / ("a" * 200 + ".py")).write_text(f"import textual\nimport {'a' * 2_000}\n{'a' * 2_000}()\n")
    told = None
    try:
        run(["."], settings({}, ["."], [rule.code for rule in fake.RULES]))
    except UsageError as error:
        told = str(error)
    if message is None:
        assert told is None
    else:
        assert message in told
        assert "\n" not in told


def test_no_limit_meets_a_pattern_that_people_write():
    patterns = [
        *(
            "*.py[cod]",
            "*$py.class",
            "__pycache__/",
            ".venv*/",
            "/build/lib.*/",
            "docs/_build/**",
            "**/node_modules/**",
        ),
        *(
            "**/src/**/generated/**",
            "*_pb2*.py",
            "**/*_pb2.py",
            "*.*.swp",
            "**/*.egg-info/*",
            "/*/*/*/*.py",
            "[._]*.s[a-v][a-z]",
        ),
        *("Icon\r\r", "!.vscode/*.code-snippets", "*~", ".#*", "test_*_*.py"),
    ]
    assert [pattern for pattern in patterns if is_bomb(pattern)] == []


def test_a_bomb_in_a_gitignore_is_named_and_the_rest_obeyed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / ("a" * 240 + ".py")).write_text("import textual\n")
    (tmp_path / "drop.py").write_text("import textual\n")
    (tmp_path / ".gitignore").write_text("# mine\ndrop.py\n" + "*a" * 50 + "*b\n[z-a]\n")
    found = sources.find(["."])
    assert found.paths == ("a" * 240 + ".py",)
    assert [(error.path, error.line) for error in found.errors] == [(".gitignore", 3)]
    assert "too many wildcards" in found.errors[0].message
    (tmp_path / ".gitignore").write_text("drop.py\n" * 200_000)
    found = sources.find(["."])
    assert [error.message for error in found.errors] == ["is not obeyed: it has more than 1,000,000 bytes"]


def test_pipes_loops_and_links_to_nowhere_stop_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(fake.BROKEN)
    (tmp_path / "one.py").symlink_to("two.py")
    (tmp_path / "two.py").symlink_to("one.py")
    (tmp_path / ".#a.py").symlink_to("somebody@somewhere.4242")
    (tmp_path / "up").symlink_to("..")
    (tmp_path / "here.py").symlink_to(".")
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / ".gitignore")
    os.mkfifo(tmp_path / "pyproject.toml")
    (tmp_path / "zero.py").symlink_to("/dev/zero")
    (tmp_path / "tty.py").symlink_to("/dev/tty")
    os.mkfifo(tmp_path / "pipe.py")
    result = command(".", cwd=tmp_path)
    assert result.returncode == 2
    assert {line.split(":")[1].strip() for line in result.stderr.splitlines()} <= {"pipe.py", "tty.py", "zero.py"}
    assert result.stderr.count("is not a regular file") >= 2
    for path in ("pipe.py", "/dev/zero", "/dev/null"):
        result = command(path, cwd=tmp_path)
        assert (result.returncode, result.stderr) == (2, f"error: {path}: is not a regular file\n")
    assert command("one.py", cwd=tmp_path).stderr == "error: no such file or folder: one.py (it is a broken link)\n"


BECOMES = {
    "nothing": (lambda path: None, "cannot be read: no such file or directory"),
    "a folder": (os.mkdir, "cannot be read: is a directory"),
    "a pipe": (os.mkfifo, "is not a regular file"),
    "a link to itself": (lambda path: os.symlink(path, path), "cannot be read: too many levels of symbolic links"),
    "a device": (lambda path: os.symlink("/dev/zero", path), "is not a regular file"),
}


@pytest.mark.parametrize(("become", "message"), BECOMES.values(), ids=BECOMES)
def test_what_becomes_something_else_before_it_is_read_is_named(tmp_path, monkeypatch, become, message):
    monkeypatch.chdir(tmp_path)
    for name in "abc":
        (tmp_path / f"{name}.py").write_text(fake.BROKEN)
    load, changed = sources.load, []

    def late(path):
        if path == "b.py" and not changed:
            os.unlink(path)
            become(path)
            changed.append(path)
        return load(path)

    monkeypatch.setattr(sources, "load", late)
    report = run(["."], Settings(select=("BF001",)), Mode.APPLY, rules=fake.RULES, fixes=fake.FIXES)
    assert changed == ["b.py"]
    assert [(error.path, error.message) for error in report.errors] == [("b.py", message)]
    assert report.changed == ("a.py", "c.py")


def test_a_folder_that_cannot_be_read_is_named_and_the_others_are_done(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("open", "shut"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(fake.BROKEN)
    scandir = os.scandir

    def denied(path):
        # As root every folder can be read, so the mode alone would show nothing.
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    report = run(["."], Settings(select=("BF001",)), Mode.APPLY, rules=fake.RULES, fixes=fake.FIXES)
    assert [(error.path, error.message) for error in report.errors] == [("shut", "cannot be listed: permission denied")]
    assert report.changed == ("open/a.py",)


def test_a_tree_deeper_than_any_path_can_be(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    depth = 30
    for _ in range(depth):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    Path("a.py").write_text("import textual\n")
    os.chdir(tmp_path)
    (tmp_path / "a.py").write_text("import textual\n")
    report = engine.run(["."], Settings())
    assert [error.message for error in report.errors] == ["cannot be listed: file name too long"]
    subprocess.run(["rm", "-rf", "d" * 200], check=True)


def test_bases_and_imports_that_go_in_circles(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    circle = (
        "import textual\nfrom {other} import {base}\nfrom {other} import *\nfrom {own} import *\n\n\n"
        "class {name}({base}, {name}):\n"
    )
    for own, other, name, base in (("a", "b", "A", "B"), ("b", "a", "B", "A")):
        text = circle.format(own=own, other=other, name=name, base=base)
        (tmp_path / f"{own}.py").write_text(
            f"{text}    x = property(lambda self: self.x)\n    f = g = lambda self: self.g()\n"
        )
    (tmp_path / "app.py").write_text(
        f"from a import A\n{fake.BROKEN}\n\nclass C(A, Monitor):\n    pass\n\n\nMonitor = C\n"
    )
    report = run(["."], Settings())
    assert (report.errors, report.files) == ((), 3)


def test_the_code_that_is_read_never_runs(tmp_path):
    """Not as a module, not as a package, not as configuration: all of these would leave a file."""
    mark = tmp_path / "it ran"
    harm = f"open({str(mark)!r}, 'w')\n"
    for name in ("textual", "sitecustomize", "libcst", "pyproject", "conftest", "click"):
        (tmp_path / f"{name}.py").write_text(f"import textual\n{harm}")
    (tmp_path / "setup.py").write_text(harm)
    (tmp_path / "app.py").write_text(f"# coding: utf-8\n{fake.BROKEN}\n{harm}\nimport conftest, setup, pyproject\n")
    (tmp_path / "app.pth").write_text(f"import os; {harm}")
    for options in (["--diff"], ["--flow"], ["--apply"]):
        result = command(*options, ".", cwd=tmp_path)
        assert result.returncode in (0, 1), result.stderr
    assert not mark.exists()


def test_nor_does_a_file_that_is_called_like_a_module(tmp_path):
    """The command looks nowhere beside it. What `python -m` itself looks for in the current folder is Python's affair."""
    script = Path(sys.executable).with_name("bridgefix")
    if not script.exists():
        pytest.skip("the command is not installed beside this Python")
    mark = tmp_path / "it ran"
    for name in {*sys.stdlib_module_names, "click", "libcst", "pathspec", "rich", "textual", "usercustomize"}:
        (tmp_path / f"{name}.py").write_text(f"import textual\nopen({str(mark)!r}, 'w')\n")
    (tmp_path / "app.py").write_text(fake.BROKEN)
    done = subprocess.run([script, "--diff", "--jobs", "2", "."], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert not mark.exists()


def test_no_project_chooses_where_files_are_written(tmp_path):
    (tmp_path / "a.py").write_text("import textual\n")
    for key in ("output", "write-baseline", "apply", "config"):
        (tmp_path / "pyproject.toml").write_text(f'[tool.bridgefix]\n{key} = "../elsewhere"\n')
        with pytest.raises(UsageError, match=f"unknown key '{key}'"):
            settings({}, [str(tmp_path)], [])
