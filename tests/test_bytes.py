"""The real fix on the real example, in every shape of bytes: what it does not rewrite stays, and git agrees."""

from __future__ import annotations

import difflib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bridgefix.cli import main

LAUNCHPAD = Path(__file__).parent.parent / "examples/launchpad"
ODD = "\n\n\ndef odd( a ):\n\ttry :\n\t\tpass\n\texcept( OSError ) :\n\t\tpass ;  \n\x0c\nlast = 'é'  # no newline"


def shaped(text, newline="\n", mark=b"", encoding="utf-8"):
    return mark + text.replace("\n", newline).encode(encoding)


def mixed(text):
    lines = text.split("\n")
    return "".join(line + ("\r\n", "\n", "\n")[number % 3] for number, line in enumerate(lines)).encode()


SHAPES = {
    "as it is": lambda text: shaped(text),
    "crlf": lambda text: shaped(text, "\r\n"),
    "lone cr": lambda text: shaped(text, "\r"),
    "mixed newlines": mixed,
    "byte order mark": lambda text: shaped(text, "\r\n", b"\xef\xbb\xbf"),
    "latin-1": lambda text: shaped(
        "# coding: latin-1\n" + text.encode("latin-1", "replace").decode("latin-1"), "\r\n", b"", "latin-1"
    ),
    "odd end": lambda text: shaped(text + ODD),
    "odd end, crlf": lambda text: shaped(text + ODD, "\r\n"),
    "blanks at the end": lambda text: shaped(text + "\n\n   \n \t "),
}


@pytest.fixture
def bridgefix(capfdbinary, monkeypatch):
    """The command, in a folder: exit status, stdout and stderr."""

    def run(*arguments, cwd):
        monkeypatch.chdir(cwd)
        with pytest.raises(SystemExit) as caught:
            main(["--select", "BF001", *arguments])
        return caught.value.code, *capfdbinary.readouterr()

    return run


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The example's screen as it is, before and after."""
    folder = tmp_path_factory.mktemp("plain")
    shutil.copytree(LAUNCHPAD, folder / "launchpad", ignore=shutil.ignore_patterns("__pycache__"))
    before = (folder / "launchpad/screen.py").read_bytes()
    subprocess.run(
        [sys.executable, "-m", "bridgefix", "--select", "BF001", "--apply", "launchpad"], cwd=folder, check=True
    )
    return before, (folder / "launchpad/screen.py").read_bytes()


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_example_is_mended_in_every_shape(shape, plain, tmp_path, bridgefix):
    text = (LAUNCHPAD / "screen.py").read_text()
    before = shape(text)
    for name in ("by git", "by us"):
        shutil.copytree(LAUNCHPAD, tmp_path / name / "launchpad", ignore=shutil.ignore_patterns("__pycache__"))
        (tmp_path / name / "launchpad/screen.py").write_bytes(before)
    by_git, by_us = tmp_path / "by git/launchpad/screen.py", tmp_path / "by us/launchpad/screen.py"

    status, diff, err = bridgefix("--diff", "launchpad", cwd=tmp_path / "by git")
    assert status == 1, err.decode()
    assert by_git.read_bytes() == before
    subprocess.run(["git", "init", "-q"], cwd=tmp_path / "by git", check=True)
    subprocess.run(["git", "apply"], input=diff, cwd=tmp_path / "by git", check=True, capture_output=True)
    status, out, _ = bridgefix("--apply", "launchpad", cwd=tmp_path / "by us")
    assert status == 0, out.decode()
    after = by_us.read_bytes()
    assert by_git.read_bytes() == after != before
    assert bridgefix("--apply", "launchpad", cwd=tmp_path / "by us") == (0, b"No findings in 7 files\n", b"")

    # Whatever the shape, the same lines changed as in the plain file, and all others kept their bytes.
    plain_before, plain_after = plain
    added = len(before.splitlines()) - len(plain_before.splitlines())
    assert kept(before, after) == added + kept(plain_before, plain_after)


def kept(before, after):
    """How many lines of `before` are in `after`, byte for byte and in order."""
    blocks = difflib.SequenceMatcher(None, before.splitlines(True), after.splitlines(True)).get_matching_blocks()
    return sum(block.size for block in blocks)
