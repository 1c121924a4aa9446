"""The diff, with git as the judge."""

from __future__ import annotations

import subprocess

import pytest

from bridgefix.findings import Report
from bridgefix.report import diff

PAIRS = {
    "plain": (b"a\nb\nc\n", b"a\nB\nc\n"),
    "crlf": (b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nc\r\n"),
    "mixed newlines": (b"a\r\nb\nc\rd\n", b"a\r\nB\nx\nc\rd\n"),
    "only a newline changes": (b"a\r\nb\n", b"a\nb\r\n"),
    "lone cr": (b"a\rb\rc", b"a\rB\rc"),
    "no newline at the end": (b"a\nb", b"a\nb\nc"),
    "no newline at the end before": (b"a\nb", b"a\nb\n"),
    "no newline at the end after": (b"a\nb\n", b"a\nc"),
    "last line kept without newline": (b"a\nb\nc\nd\ne", b"A\nb\nc\nd\ne"),
    "far apart": (b"\n".join([b"%d" % n for n in range(99)]), b"\n".join([b"%d" % (n or 7) for n in range(98)])),
    "latin-1 and form feeds": (b"\xe9\x0c\n\x1c\nb\n", b"\xe9\x0c\n\x1c\nc\xff\n"),
    "like a header": (b"-- a\n++ b\n", b"++ b\n"),
    "emptied": (b"a\n", b""),
    "filled": (b"", b"a"),
}
NAMES = [
    "a.py",
    "with space.py",
    "dir with space/deep er/x.py",
    "é\N{SNOWMAN}.py",
    'quo"te\\.py',
    "tab\there.py",
    "new\nline.py",
    "\x1b[31m.py",
    "a/a/b/b.py",
    "2020-01-01 10:00:00.py",
]


def apply(root, patch, cwd=""):
    subprocess.run(["git", "apply", "-"], input=patch, cwd=root / cwd, check=True, capture_output=True)


@pytest.fixture
def work_tree(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    return tmp_path


def report(changes):
    return Report(
        changed=tuple(changes),
        before={path: before for path, (before, _) in changes.items()},
        after={path: after for path, (_, after) in changes.items()},
    )


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_git_makes_of_it_what_was_meant(work_tree, pair):
    path = work_tree / "a.py"
    path.write_bytes(pair[0])
    apply(work_tree, diff.render(report({"a.py": pair})))
    assert (path.read_bytes() if path.exists() else b"") == pair[1]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_git_reads_every_name(work_tree, name):
    path = work_tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a\n")
    apply(work_tree, diff.render(report({name: (b"a\n", b"b\n")})))
    assert path.read_bytes() == b"b\n"


def test_several_files_in_one_diff(work_tree):
    changes = {}
    for name, pair in zip(["b.py", "a.py", "c/d.py"], PAIRS.values(), strict=False):
        (work_tree / name).parent.mkdir(exist_ok=True)
        (work_tree / name).write_bytes(pair[0])
        changes[name] = pair
    apply(work_tree, diff.render(report(changes)))
    assert {name: (work_tree / name).read_bytes() for name in changes} == {
        name: new for name, (_, new) in changes.items()
    }


def test_it_is_to_be_applied_in_the_folder_where_it_was_made(work_tree, monkeypatch):
    (work_tree / "src/app").mkdir(parents=True)
    path = work_tree / "src/app/a.py"
    path.write_bytes(b"a\n")
    monkeypatch.chdir(work_tree / "src")
    patch = diff.render(report({str(path): (b"a\n", b"b\n")}))
    assert patch.startswith(b"--- a/app/a.py\n+++ b/app/a.py\n@@ ")
    apply(work_tree, patch, "src")
    assert path.read_bytes() == b"b\n"


def test_a_file_elsewhere_is_named_from_the_top_of_its_work_tree(work_tree, monkeypatch, tmp_path_factory):
    (work_tree / "src").mkdir()
    path = work_tree / "src/a.py"
    path.write_bytes(b"a\n")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    apply(work_tree, diff.render(report({str(path): (b"a\n", b"b\n")})))
    assert path.read_bytes() == b"b\n"


def test_for_eyes_nothing_reaches_the_terminal_raw(work_tree):
    shown = list(diff.styled(report({"\x1b.py": (b"a = '\x1b[2J'\tb\r\n", b"a = '\xc2\x9b'\xff\n")})))
    assert [text for text, _ in shown] == [
        '--- "a/\\033.py"',
        '+++ "b/\\033.py"',
        "@@ -1 +1 @@",
        "-a = '\\x1b[2J'\tb",
        "+a = '\\x9b'\\xff",
    ]
