"""Files in, the same files out."""

from __future__ import annotations

import os
from itertools import product

import pytest

from bridgefix import patterns, sources
from bridgefix.findings import UsageError
from bridgefix.sources import Failed, decode, find, load


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Makes files below the current folder from `{"path": "content"}`."""
    monkeypatch.chdir(tmp_path)

    def make(files):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return make


def names(*paths, **options):
    return list(find(paths, **options).paths)


def test_paths_are_spelled_as_given_and_sorted(tree):
    root = tree({"src/b.py": "", "src/a/z.py": "", "src/a/notes.txt": "", "c.py": ""})
    assert names("src") == ["src/a/z.py", "src/b.py"]
    assert names("src/") == ["src/a/z.py", "src/b.py"]
    assert names("./src") == ["./src/a/z.py", "./src/b.py"]
    assert names(".") == names("./") == ["c.py", "src/a/z.py", "src/b.py"]
    assert names(str(root / "src")) == [f"{root}/src/a/z.py", f"{root}/src/b.py"]


def test_a_file_comes_once_however_often_it_is_named(tree):
    tree({"src/a.py": "", "src/b.py": ""})
    assert names("src", "src/a.py", "./src/b.py", ".") == ["./src/b.py", "src/a.py"]


def test_a_named_file_is_taken_whatever_it_is_called_or_ignored_by(tree):
    tree({".git/HEAD": "", ".gitignore": "*.py\n", "a.py": "", "script": ""})
    found = find(["a.py", "script"], exclude=["a.py"])
    assert found.paths == ("a.py", "script")
    assert found.explicit == {"a.py", "script"}


def test_foreign_folders_are_not_entered(tree):
    tree(
        {
            "a.py": "",
            ".venv/lib/b.py": "",
            "node_modules/c.py": "",
            "__pycache__/d.py": "",
            ".git/e.py": "",
            "my-env/pyvenv.cfg": "",
            "my-env/f.py": "",
            "._g.py": b"\0",
        }
    )
    assert names(".") == ["a.py"]


def test_what_is_in_foreign_or_ignored_folders_is_not_even_counted(tree, monkeypatch):
    foreign = ["node_modules", ".venv/lib", "src/__pycache__", "src/build", "data", "src/gen_a", "src/pages/.git"]
    tree(
        {f"{folder}/{name}": "" for folder in foreign for name in ("a.py", "deep/b.py")}
        | {".git/HEAD": "", ".git/objects/a.py": "", ".gitignore": "build/\n/data\ngen_*/\n*.tmp.py\n"}
        | {"src/env/pyvenv.cfg": "", "src/env/lib/a.py": ""}
        | {f"src/pages/{number}.tmp.py": "" for number in range(20)}
        | {"src/pages/page.py": "", "app.py": ""}
    )
    listed, opened = [], []
    scandir, open_ = os.scandir, os.open
    monkeypatch.setattr(os, "scandir", lambda path: (listed.append(os.path.relpath(path)), scandir(path))[1])
    monkeypatch.setattr(os, "open", lambda path, *rest: (opened.append(os.path.relpath(path)), open_(path, *rest))[1])
    assert names(".") == ["app.py", "src/pages/page.py"]
    assert sorted(listed) == [".", "src", "src/env", "src/pages"]
    assert sorted(opened) == [".git/info/exclude", ".gitignore"]


def test_gitignore_files_are_obeyed_nested_ones_too(tree):
    tree(
        {
            ".git/HEAD": "",
            ".git/info/exclude": "secret.py\n",
            ".gitignore": "build/\n*_gen.py\n/only_here.py\n",
            "a.py": "",
            "a_gen.py": "",
            "secret.py": "",
            "only_here.py": "",
            "build/b.py": "",
            "src/only_here.py": "",
            "src/.gitignore": "!keep_gen.py\nlocal.py\n",
            "src/keep_gen.py": "",
            "src/drop_gen.py": "",
            "src/local.py": "",
            "src/deep/local.py": "",
            "local.py": "",
        }
    )
    assert names(".") == ["a.py", "local.py", "src/keep_gen.py", "src/only_here.py"]


def test_gitignore_files_above_the_given_folder_count_up_to_the_work_tree(tree):
    tree({".git/HEAD": "", ".gitignore": "*_gen.py\n", "src/a.py": "", "src/a_gen.py": "", "out/b_gen.py": ""})
    assert names("src") == ["src/a.py"]


def test_a_named_folder_that_is_ignored_is_walked_all_the_same(tree):
    tree({".git/HEAD": "", ".gitignore": "build/\n", "build/a.py": ""})
    assert names("build") == ["build/a.py"]


def test_git_agrees_about_what_is_ignored(tree):
    import subprocess

    files = {
        ".gitignore": "*.log.py\n!important.log.py\n/top.py\ndoc/**/x.py\n\\#odd.py\ntrail.py \n[ab]z.py\n",
        "sub/.gitignore": "top.py\n!bz.py\n",
    }
    python = "x.log important.log top sub/top doc/x doc/a/b/x #odd trail az bz sub/bz sub/az plain"
    tree(files | {f"{name}.py": "" for name in python.split()})
    subprocess.run(["git", "init", "-q"], check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard", "*.py"], check=True, capture_output=True, text=True
    )
    assert names(".") == sorted(listed.stdout.rstrip("\0").split("\0"))


GITIGNORES = [
    ["*.py[cod]", "*~", ".#*"],
    ["build/", "!build/"],
    ["/a/**/b.py", "**/gen/", "gen/**"],
    ["doc/*/x?", "[!a]b", "[]a]b", "[[:alpha:]]b"],
    [" a", "b.py ", "\\#c", "a\\", "a//b", "/"],
    ["a**b", "**"],
]


@pytest.mark.parametrize("lines", GITIGNORES, ids=map(repr, GITIGNORES))
def test_the_quick_look_at_a_gitignore_misses_no_path(lines):
    names = ["a", " a", "ab", "b", "b.py", "b.py ", "b.pyc", "#c", "doc", "gen", "build", "x\n"]
    exact = patterns.compiled([line for line in lines if patterns.is_pattern(line)])
    quick = patterns.Lines(lines)
    for path in map("/".join, (way for length in (1, 2, 3) for way in product(names, repeat=length))):
        for is_folder in (False, True):
            assert quick.verdict(path, is_folder) == patterns.verdict(exact, path, is_folder), (path, is_folder)


def test_exclude_patterns_are_those_of_gitignore(tree):
    tree({"a.py": "", "tests/b.py": "", "src/tests/c.py": "", "src/d.py": "", "src/gen/e.py": ""})
    assert names(".", exclude=["tests"]) == ["a.py", "src/d.py", "src/gen/e.py"]
    assert names(".", exclude=["/tests/", "src/gen/*"]) == ["a.py", "src/d.py", "src/tests/c.py"]
    assert names("src", exclude=["src/gen"]) == ["src/d.py", "src/tests/c.py"]


def test_linked_folders_are_not_followed_into_loops(tree):
    root = tree({"src/a.py": "", "src/deep/b.py": ""})
    (root / "src/deep/up").symlink_to(root / "src")
    assert names("src") == ["src/a.py", "src/deep/b.py"]


def test_a_link_and_its_file_are_one(tree):
    root = tree({"src/z.py": "", "elsewhere/y.py": ""})
    (root / "src/a.py").symlink_to("z.py")
    (root / "src/b.py").symlink_to("../elsewhere/y.py")
    assert names("src") == ["src/b.py", "src/z.py"]


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        ((), "no paths given"),
        (("nowhere",), "no such file or folder: nowhere"),
        (("docs",), "no Python files in docs"),
        (("broken.py",), "a broken link"),
    ],
)
def test_what_cannot_be_meant_is_said(tree, paths, message):
    root = tree({"docs/readme.md": ""})
    (root / "broken.py").symlink_to("nowhere")
    with pytest.raises(UsageError, match=message):
        find(paths)


def test_a_bad_exclude_pattern_is_said(tree):
    tree({"a.py": ""})
    with pytest.raises(UsageError, match="not a pattern"):
        find(["."], exclude=["!"])


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("import textual", True),
        ("x = 1\r\nfrom textual.app import App", True),
        ("x = 1\rimport textual\r", True),
        ("    import os, textual as t", True),
        ("try: import textual_plotext", True),
        ("from .views import TextualView", False),
        ("self.app.call_from_thread(f)", True),
        ("# a textual interface", False),
        ("'a text from here on, textual'", False),
        ("import os  # not textual", False),
        ("x = 1\r\n\x0cimport textual", True),
    ],
)
def test_the_look_before_any_parse(text, matters):
    assert sources.mentions_textual(text.encode()) is matters


ROUND_TRIPS = {
    "plain": b"x = 1\n",
    "empty": b"",
    "no newline at the end": b"x = 1\ny = 2",
    "blanks at the end": b"x = 1\n\n  \t\n  ",
    "crlf": b"x = 1\r\ny = 2\r\n",
    "lone cr": b"x = 1\ry = 2\r",
    "mixed": b"a = 1\nb = 2\r\nc = 3\rd = 4\r\n\re = 5",
    "form feeds": b"x = 1\n\x0c\ny = '\x1c\x1d'\n",
    "tabs": b"if x:\n\ty = 1\n",
    "bom": b"\xef\xbb\xbfx = 1\r\n",
    "latin-1": b"# -*- coding: latin-1 -*-\nx = '\xe9\xff'\r\n",
    "cp1252 on the second line": b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n",
    "utf-8": "x = 'é \N{SNOWMAN} \u2028'\n".encode(),
}


@pytest.mark.parametrize("data", ROUND_TRIPS.values(), ids=ROUND_TRIPS)
def test_bytes_come_back(data):
    source = decode("a.py", data)
    assert "\r" not in source.text
    assert source.encode(source.text) == data


@pytest.mark.parametrize("data", ROUND_TRIPS.values(), ids=ROUND_TRIPS)
def test_lines_that_stay_keep_their_bytes(data):
    source = decode("a.py", data)
    bom = 3 * data.startswith(b"\xef\xbb\xbf")
    new = source.encode("first = 0\n" + source.text)
    assert new[:bom] == data[:bom]
    assert new.endswith(data[bom:])


def test_new_lines_get_the_newline_of_their_neighbours():
    source = decode("a.py", b"a\r\nb\nc\rd\r\n")
    assert source.encode("a\nnew\nb\nnew\nc\nnew\nd\nnew\n") == b"a\r\nnew\r\nb\nnew\nc\rnew\rd\r\nnew\r\n"
    assert decode("a.py", b"a\r\nb\n").encode("new\na\nb\n") == b"new\r\na\r\nb\n"


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"x = 1\ny = \0\n", 2, 5, "NUL byte"),
        (b"x = 1\r\ny = '\xe9'\r\n", 2, 6, "is not utf-8"),
        (b"\xe9\n", 1, 1, "is not utf-8"),
        (b"# coding: klingon\n", 1, 1, "unknown encoding: klingon"),
        (b"# coding: hex\n", 1, 1, "hex"),
        (b"\xef\xbb\xbf# coding: latin-1\n", 1, 1, "encoding problem"),
        (b"# coding: ascii\nx = 1\ny = '\xc3\xa9'", 3, 6, "is not ascii"),
    ],
)
def test_what_is_no_text_is_said_with_its_place(data, line, column, message):
    with pytest.raises(Failed) as caught:
        decode("a.py", data)
    error = caught.value.error
    assert (error.path, error.line, error.column) == ("a.py", line, column)
    assert message in error.message


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(Failed, match="not a regular file"):
        load(str(tmp_path / "pipe.py"))


def test_an_unreadable_file_is_said(tmp_path, monkeypatch):
    def denied(*_):
        raise PermissionError(13, "Permission denied")

    # As root every file can be read, so the mode alone would show nothing.
    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(Failed, match="cannot be read: permission denied"):
        load(str(tmp_path / "a.py"))


@pytest.mark.parametrize("encoding", ["utf-7", "utf-16", "idna", "punycode", "unicode_escape", "cp037", "rot13", "hex"])
def test_an_encoding_that_does_not_keep_ascii_is_refused(encoding):
    with pytest.raises(Failed) as failed:
        decode("a.py", b"# coding: %s\nx = 'a..b+c\\\\n'\n" % encoding.encode())
    assert failed.value.error.line in (1, 2)
    assert "\n" not in failed.value.error.message
