"""The command as its users meet it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import bridgefix.rules
import fake
from bridgefix import __version__
from bridgefix.cli import main

CLOCK = """\
from textual import work
from textual.app import App
from textual.widgets import Label


class Clock(App):
    @work(thread=True)
    def tick(self) -> None:
        self.query_one(Label).update("now")
"""
METHOD = """\
    def tick{0}(self) -> None:
        self.query_one("#now", Label).update("{0}")
"""


def environment():
    return {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}


def command(*arguments, cwd=None, **options):
    """The real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bridgefix", *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


def test_the_report(folder, invoke):
    status, out, err = invoke("src")
    assert status == 1
    assert err == b""
    assert out.decode().splitlines() == [
        "src/app.py:6:9: BF001 fetches again",
        "    → Monitor.update  src/app.py:5  [main]",
        "    fix: safe",
        "1 finding in 1 of 2 files",
        "1 can be fixed: --diff shows how, --apply writes it",
    ]
    assert (folder / "src/app.py").read_text() == fake.BROKEN


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("arguments", [["--check"], ["--interactive"]])
def test_it_does_without_the_streams_that_are_closed(tmp_path, closed, arguments):
    """As some launchers leave it: Python then has None in their place."""
    (tmp_path / "clock.py").write_text(CLOCK)
    words = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-m", "bridgefix", *arguments, str(tmp_path)]
    done = subprocess.run(
        words, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert ("finding" in done.stdout) == (">&-" not in closed.split())


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="there is no such device here")
@pytest.mark.parametrize(
    "arguments",
    [["--check"], ["--diff"], ["--format", "sarif"], ["--flow", "--no-cache"], ["--help"], ["--version"]],
    ids=" ".join,
)
def test_what_stdout_does_not_take_is_one_line(tmp_path, arguments):
    (tmp_path / "clock.py").write_text(CLOCK)
    assert say_to_full("stdout", arguments, tmp_path) == (2, "error: cannot write to stdout: no space left on device\n")


@pytest.mark.skipif(not FULL.exists(), reason="there is no such device here")
def test_what_stderr_does_not_take_shows_in_the_exit_status(tmp_path):
    (tmp_path / "clock.py").write_text(CLOCK)
    status, diff = say_to_full("stderr", ["--diff"], tmp_path)
    assert status == 2
    assert diff.count("--- a/clock.py") == 1
    assert say_to_full("stderr", ["--aply"], tmp_path) == (2, "")


def say_to_full(stream, arguments, cwd):
    """The exit status of the command where one stream is full, and what it says to the other."""
    other = "stderr" if stream == "stdout" else "stdout"
    # As users have it: what is not written at once is tried again when Python ends.
    buffered = {key: value for key, value in environment().items() if key != "PYTHONUNBUFFERED"}
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bridgefix", *arguments, "."],
            cwd=cwd,
            env=buffered,
            text=True,
            timeout=120,
            check=False,
            **{stream: full, other: subprocess.PIPE},
        )
    return done.returncode, getattr(done, other)


def test_quiet_and_verbose(folder, invoke):
    assert invoke("--quiet", "src")[1].decode().splitlines() == ["src/app.py:6:9: BF001 fetches again"]
    assert b"# bridgefix: ignore[BF001]" in invoke("--verbose", "src")[1]


def test_the_reason_of_a_refusal_is_told(folder, invoke):
    (folder / "src/app.py").write_text(fake.BROKEN.replace("()\n", "()  # refuse\n"))
    assert "    no fix: line 6: the line says so" in invoke("src")[1].decode().splitlines()
    status, out, _ = invoke("--apply", "src")
    assert status == 1
    assert "    left: line 6: the line says so" in out.decode().splitlines()


def test_what_there_is_to_know_of_a_fix_is_told(folder, invoke):
    (folder / "src/app.py").write_text(fake.BROKEN.replace("()\n", "()  # note\n"))
    assert "    fix: safe; and that is that" in invoke("src")[1].decode().splitlines()
    (folder / "src/app.py").write_text(fake.BROKEN.replace("()\n", "()  # unsafe\n"))
    lines = invoke("src")[1].decode().splitlines()
    assert "    fix: unsafe; the fix changes when something happens: it needs --unsafe-fixes" in lines
    assert lines[-1] == "1 can be fixed with --unsafe-fixes"
    assert "    fix: unsafe" in invoke("--unsafe-fixes", "src")[1].decode().splitlines()
    assert invoke("--unsafe-fixes", "--apply", "src")[0] == 0


def test_check_is_one_line(folder, invoke):
    assert invoke("--check", "src") == (1, b"1 finding in 1 of 2 files\n", b"")
    assert invoke("--check", "src/other.py") == (0, b"No findings in 1 file\n", b"")


def test_apply_leaves_nothing_and_says_so(folder, invoke):
    status, out, err = invoke("--apply", "src")
    assert (status, err) == (0, b"")
    assert b"Fixed 1 of 1 finding, 1 file written" in out
    assert (folder / "src/app.py").read_text() == fake.FIXED
    assert invoke("--apply", "src")[0] == 0
    assert invoke("src") == (0, b"No findings in 2 files\n", b"")


AWKWARD = {
    "plain.py": fake.BROKEN.encode(),
    "crlf.py": fake.BROKEN.replace("\n", "\r\n").encode(),
    "mixed newlines.py": ("x = 1\r\ny = 2\r" + fake.BROKEN).encode(),
    "no newline at the end.py": fake.BROKEN.removesuffix("\n").encode(),
    "é/latin.py": ("# coding: latin-1\n# é\n" + fake.BROKEN).encode("latin-1"),
    'a"quote\\.py': fake.BROKEN.encode(),
    "bom.py": b"\xef\xbb\xbf" + fake.BROKEN.encode(),
    "form feed.py": ("\x0c\n" + fake.BROKEN + "\x0c\n  ").encode(),
}


def test_git_apply_of_the_diff_writes_what_apply_writes(folder, invoke):
    by_git, by_us = folder / "by git", folder / "by us"
    for root in (by_git, by_us):
        for name, data in AWKWARD.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    subprocess.run(["git", "init", "-q"], check=True)
    status, patch, err = invoke("--diff", "by git")
    assert status == 1
    assert err.decode().count("BF001 fetches again") == len(AWKWARD)
    assert {(by_git / name).read_bytes() for name in AWKWARD} == set(AWKWARD.values())
    subprocess.run(["git", "apply"], input=patch, check=True, capture_output=True)
    assert invoke("--apply", "by us")[0] == 0
    for name, data in AWKWARD.items():
        assert (by_git / name).read_bytes() == (by_us / name).read_bytes() != data


def test_json_is_what_was_agreed(folder, invoke):
    status, out, _ = invoke("--format", "json", "src")
    assert status == 1
    assert json.loads(out) == {
        "version": 1,
        "findings": [
            {
                "rule": "BF001",
                "path": "src/app.py",
                "line": 6,
                "column": 9,
                "end_line": 6,
                "symbol": "Monitor.update",
                "message": "fetches again",
                "fix": "safe",
                "applied": False,
                "reason": None,
                "exemplar": None,
                "route": [{"path": "src/app.py", "line": 5, "symbol": "Monitor.update", "thread": "main"}],
            }
        ],
        "errors": [],
        "files": 2,
        "changed": [],
    }
    (folder / "src/bad.py").write_text("import textual\nx = (\n")
    status, out, err = invoke("--format", "json", "--apply", "src")
    report = json.loads(out)
    assert status == 2
    assert report["changed"] == ["src/app.py"]
    assert report["findings"][0]["applied"] is True
    assert report["errors"] == [{"path": "src/bad.py", "line": 2, "message": "syntax error: '(' was never closed"}]
    assert err == b"error: src/bad.py:2:5: syntax error: '(' was never closed\n"


def test_the_report_goes_to_a_file(folder, invoke):
    status, out, _ = invoke("--format", "json", "--output", "report.json", "src")
    assert (status, out) == (1, b"")
    assert json.loads((folder / "report.json").read_text())["files"] == 2
    status, out, err = invoke("--diff", "--output", "report.txt", "src")
    assert out.startswith(b"--- a/src/app.py\n")
    assert err == b""
    assert "BF001" in (folder / "report.txt").read_text()


def test_pyproject_takes_the_same_words(folder, invoke):
    (folder / "pyproject.toml").write_text('[tool.bridgefix]\nexclude = ["app.py"]\nformat = "json"\n')
    assert json.loads(invoke("src")[1])["files"] == 1
    assert json.loads(invoke("--exclude", "other.py", "src")[1])["findings"][0]["path"] == "src/app.py"


def test_selecting_and_ignoring(folder, invoke):
    assert invoke("--select", "BF002", "src")[0] == 0
    assert invoke("--select", "bf002,BF001", "src")[0] == 1
    assert invoke("--select", "BF002", "--select", "threads", "src")[0] == 1
    assert invoke("--ignore", "BF001", "src")[0] == 0


def test_a_mistake_of_ours_is_one_line(folder, invoke, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("somewhere")

    monkeypatch.setattr(bridgefix.engine, "run", fail)
    status, out, err = invoke("src")
    assert (status, out) == (2, b"")
    assert err == b"error: internal error: ZeroDivisionError: somewhere (BRIDGEFIX_DEBUG=1 shows where)\n"


def deep(folder):
    (folder / "deep.py").write_text("import textual\nx = " + "(" * 100_000 + ")" * 100_000 + "\n")


def pyproject(text):
    return lambda folder: (folder / "pyproject.toml").write_text(text)


BAD_INPUTS = {
    "no paths": ((), None, "no paths given"),
    "a path that is not there": (("nowhere.py",), None, "no such file or folder: nowhere.py"),
    "one of two paths is not there": (("src", "nowhere"), None, "no such file or folder: nowhere"),
    "a folder without Python": (
        ("docs",),
        lambda folder: ((folder / "docs").mkdir(), (folder / "docs/a.md").write_text("")),
        "no Python files in docs",
    ),
    "a binary": (
        ("bin.py",),
        lambda folder: (folder / "bin.py").write_bytes(bytes(range(256))),
        "bin.py:1:1: is a binary file",
    ),
    "a binary in a folder": (
        ("src",),
        lambda folder: (folder / "src/bin.py").write_bytes(bytes(range(256))),
        "src/bin.py:1:1: is a binary file",
    ),
    "undecodable": (
        ("bad.py",),
        lambda folder: (folder / "bad.py").write_bytes(b"a = 1\nb = '\xff'\n"),
        "bad.py:2:6: is not utf-8",
    ),
    "an unknown encoding": (
        ("bad.py",),
        lambda folder: (folder / "bad.py").write_bytes(b"# coding: klingon\n"),
        "bad.py:1:1: unknown encoding: klingon",
    ),
    "a syntax error": (
        ("bad.py",),
        lambda folder: (folder / "bad.py").write_text("\n\ndef f(:\n"),
        "bad.py:3:7: syntax error: invalid syntax",
    ),
    "100,000 nested parentheses": (("deep.py",), deep, "deep.py:"),
    "100,000 nested parentheses in a folder": (("."), deep, "deep.py:"),
    "an unknown rule": (("--select", "BF999", "src"), None, "--select: unknown rule 'BF999'"),
    "no rule": (("--select", " ,", "src"), None, "--select names no rule"),
    "an unknown option": (("--aply", "src"), None, "--aply"),
    "an option without its value": (("src", "--select"), None, "'--select' requires an argument"),
    "an unknown format": (("--format", "xml", "src"), None, "Invalid value for '--format'"),
    "two modes": (("--diff", "src"), None, "--diff and --apply exclude each other"),
    "quiet and verbose": (("--quiet", "--verbose", "src"), None, "exclude each other"),
    "no processes": (("--jobs", "0", "src"), None, "Invalid value for '--jobs'"),
    "an unknown rule to explain": (("--explain", "BF0001"), None, "--explain: unknown rule 'BF0001' (did you mean"),
    "an output that is a folder": (("--output", "src", "src"), None, "cannot write the report to src"),
    "an output in no folder": (("--output", "no/where.txt", "src"), None, "cannot write the report to no/where.txt"),
    "an output without a name": (("--output", "", "src"), None, "cannot write the report to ''"),
    "no configuration file": (("--config", "none.toml", "src"), None, "no such configuration file: none.toml"),
    "an unknown key": (
        ("src",),
        pyproject("[tool.bridgefix]\nselct = []\n"),
        "pyproject.toml: unknown key 'selct' in [tool.bridgefix] (did you mean 'select'?)",
    ),
    "broken TOML": (("src",), pyproject("[tool.bridgefix\n"), "pyproject.toml: not valid TOML: "),
    "a wrong type": (("src",), pyproject("[tool.bridgefix]\nselect = 1\n"), "must be a list of strings"),
    "a name with escapes": (("\x1b[31m\nx",), None, "no such file or folder: \\x1b[31m x"),
}


@pytest.mark.parametrize(("arguments", "prepare", "message"), BAD_INPUTS.values(), ids=BAD_INPUTS)
def test_bad_input_is_one_clear_line(folder, arguments, prepare, message):
    if prepare:
        prepare(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = command("--apply", *arguments, cwd=folder)
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert message in line
    assert "Traceback" not in result.stdout + result.stderr
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize("arguments", [["."], ["--show-config"], ["--apply", "../clock.py"]], ids=" ".join)
def test_a_current_folder_that_was_deleted_is_told(tmp_path, arguments):
    (tmp_path / "clock.py").write_text(CLOCK)
    (tmp_path / "gone").mkdir()
    words = ["sh", "-c", 'rmdir ../gone; exec "$@"', "sh", sys.executable, "-m", "bridgefix", *arguments]
    done = subprocess.run(words, cwd=tmp_path / "gone", env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: the current folder is not there any more\n"


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="there is no such device here")
def test_the_report_goes_to_a_pipe(tmp_path):
    (tmp_path / "clock.py").write_text(CLOCK)
    result = command("--format", "json", "--output", "/dev/stdout", ".", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (1, "")
    assert json.loads(result.stdout)["findings"]


def test_version_and_help():
    assert command("--version").stdout == f"bridgefix {__version__}\n"
    for option in ("--help", "-h"):
        result = command(option)
        assert result.returncode == 0
        assert result.stdout.startswith("Usage: bridgefix [OPTIONS] [PATHS]...")
        assert "Exit status" in result.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["--sel"], {"--select"}),
        (["--select", "BF00"], {rule.code for rule in bridgefix.rules.RULES}),
        (["--select", "BF001,thr"], {"BF001,threads"}),
        (["--explain", "bf001"], {"BF001"}),
        (["--explain", "thr"], set()),
        (["--format", "s"], {"sarif"}),
    ],
)
def test_the_shell_completes(words, offered, monkeypatch, capsys):
    monkeypatch.setenv("_BRIDGEFIX_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", " ".join(["bridgefix", *words]))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == 0
    assert {line.partition(",")[2] for line in capsys.readouterr().out.split()} == offered


def test_every_rule_explains_itself(capsys):
    for rule in bridgefix.rules.RULES:
        with pytest.raises(SystemExit) as caught:
            main(["--explain", rule.code.lower()])
        assert caught.value.code == 0
        out = capsys.readouterr().out
        assert rule.code in out.splitlines()[0]
        assert rule.name in out.splitlines()[0]


def on_a_terminal(arguments, cwd, code="", patience=1e9):
    """What a terminal gets to see, stdout and stderr, and the exit status; a progress bar only after `patience` seconds."""
    here = str(Path(__file__).parent)
    script = f"import sys\nsys.path.insert(0, {here!r})\n{code}\nimport bridgefix.cli as c\nc._PATIENCE = {patience}\nc.main()"
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=cwd,
        env={key: value for key, value in environment().items() if key != "NO_COLOR"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:
        pass  # Linux tells the end of a terminal so.
    os.close(ours)
    return process.wait(timeout=60), seen.decode()


WITH_FAKES = """
import functools, fake, bridgefix.rules, bridgefix.engine
bridgefix.rules.RULES = fake.RULES
bridgefix.engine.run = functools.partial(bridgefix.engine.run, rules=fake.RULES, fixes=fake.FIXES)
"""


def test_a_terminal_gets_colours_and_no_foreign_escapes(folder):
    name = "\x1b[2Jevil\n.py"
    (folder / "src/app.py").rename(folder / "src" / name)
    with open(folder / "src" / name, "a") as file:
        file.write("    s = '\x1b]0;pwned\x07'\n")
    status, seen = on_a_terminal(["src"], folder, WITH_FAKES)
    assert status == 1
    assert "\x1b[1;31mBF001\x1b[0m" in seen
    assert "\\x1b[2Jevil\\n.py" in seen
    status, diff = on_a_terminal(["--diff", "src"], folder, WITH_FAKES)
    assert "\x1b[32m+        self.show(data)\x1b[0m" in diff
    assert "\\x1b]0;pwned\\x07" in diff
    for output in (seen, diff):
        assert "\x1b[2J" not in output
        assert "\x1b]" not in output


def test_a_progress_bar_comes_after_a_second_and_goes(folder):
    slow = WITH_FAKES + "import time, bridgefix.sources as s\nload = s.load\n"
    slow += "def wait(path):\n    time.sleep(0.7)\n    return load(path)\ns.load = wait\n"
    for name in "abc":
        (folder / f"src/{name}.py").write_text("x = 1\n")
    status, seen = on_a_terminal(["src"], folder, slow, patience=1)
    assert status == 1
    assert "reading" in seen
    assert "reading" not in on_a_terminal(["src"], folder, WITH_FAKES)[1]
    assert "reading" not in on_a_terminal(["src", "--quiet"], folder, slow, patience=1)[1]


FORMATS = [["--format", "json"], ["--format", "sarif"], ["--format", "github"], ["--flow"], ["--diff"], ["--verbose"]]


@pytest.mark.parametrize("arguments", FORMATS, ids=" ".join)
def test_a_reader_that_leaves_early_is_no_mistake(tmp_path, arguments):
    """More than a pipe holds is not read, and the exit status is what it always is."""
    (tmp_path / "clock.py").write_text(
        CLOCK + "".join(f"\n    @work(thread=True)\n{METHOD.format(n)}" for n in range(40))
    )
    buffered = {key: value for key, value in environment().items() if key != "PYTHONUNBUFFERED"}
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-m", "bridgefix", *arguments, "."],
            cwd=tmp_path,
            env=buffered,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        process.stdout.close()
        said = process.stderr.read()
        process.stderr.close()
        assert process.wait(timeout=60) == 1
        assert "rror" not in said


def test_output_that_the_locale_cannot_write_is_escaped(folder):
    (folder / "src/\N{SNOWMAN}.py").write_text("import textual\n(\n")
    result = subprocess.run(
        [sys.executable, "-m", "bridgefix", "src"],
        cwd=folder,
        env={**environment(), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "error: src/\\u2603.py:2:1: syntax error" in result.stderr


@pytest.mark.parametrize("form", [["--diff", "--verbose"], ["--format", "json"], ["--flow"]], ids=" ".join)
def test_neither_hashes_nor_processes_nor_the_order_of_paths_show(tmp_path, form):
    """Of apps of the cases, each of them a project of its own."""
    for number, before in enumerate(sorted((Path(__file__).parent / "cases").glob("BF00[1-9]/*/before.py"))[::60]):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}/pyproject.toml").write_text("")
        (tmp_path / f"{number}/app.py").write_text(before.read_text())
    paths = sorted(os.listdir(tmp_path))
    assert len(paths) > 5
    said = set()
    for seed, jobs, order in (("0", "1", paths), ("1", "2", paths), ("2", "1", paths[::-1])):
        words = [sys.executable, "-m", "bridgefix", "--select", "all", "--unsafe-fixes", "--no-cache", "--jobs", jobs]
        env = {**environment(), "PYTHONHASHSEED": seed}
        result = subprocess.run([*words, *form, *order], cwd=tmp_path, env=env, capture_output=True, check=False)
        assert result.returncode == 1
        said.add((result.stdout, result.stderr))
    assert len(said) == 1
