"""`--interactive` without the app: questions, and one writing at the end."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from bridgefix.cli import main

METHOD = """
    @work(thread=True)
    def tick{n}(self) -> None:
        self.query_one("#time", Label).update("now")
"""


def clock(*numbers):
    methods = "".join(METHOD.format(n=n) for n in numbers)
    imports = "from textual import work\nfrom textual.app import App\nfrom textual.widgets import Label\n"
    return f"{imports}\n\nclass Clock(App):{methods}"


@pytest.fixture
def talk(tmp_path, monkeypatch, capfd):
    """The command with answers on stdin: exit status, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    for name in "ab":
        (tmp_path / f"{name}.py").write_text(clock(1, 2))

    def call(answers, *arguments):
        monkeypatch.setattr("sys.stdin", io.StringIO(answers) if isinstance(answers, str) else answers)
        with pytest.raises(SystemExit) as caught:
            main(["-i", *arguments, "."])
        out, err = capfd.readouterr()
        return caught.value.code, out, err

    return call


def written(folder):
    """Which methods were fixed."""
    return [
        f"{name}{n}"
        for name in "ab"
        for n in (1, 2)
        if "call_from_thread" in (folder / f"{name}.py").read_text().split(f"def tick{n}")[1].split("def ")[0]
    ]


@pytest.mark.parametrize(
    ("answers", "expected", "questions"),
    [
        ("y\ny\ny\ny\n", ["a1", "a2", "b1", "b2"], 4),
        ("n\ny\nn\ny\n", ["a2", "b2"], 4),
        ("n\na\n", ["a2", "b1", "b2"], 2),
        ("y\nq\n", ["a1"], 2),
        ("y\nn\n", ["a1"], 3),
        ("Y \nwhat\n?\nq\n", ["a1"], 4),
        ("", [], 1),
    ],
)
def test_what_was_accepted_is_written(talk, tmp_path, answers, expected, questions):
    status, out, err = talk(answers)
    assert err == ""
    assert written(tmp_path) == expected
    assert out.count("Accept this safe fix [y,n,a,q,?]? ") == questions
    assert f"Fixed {len(expected)} of 4 findings" in out
    assert status == (0 if len(expected) == 4 else 1)
    assert ("y - accept this fix" in out) == ("?" in answers)


def test_every_question_comes_with_its_finding_and_its_diff(talk):
    _, out, _ = talk("n\ny\nq\n")
    second = out.split("[y,n,a,q,?]? ")[1]
    assert second.startswith("a.py:13:9: BF003")
    assert "→ Clock.tick2  a.py:13  [worker]" in second
    assert '\n+        self.call_from_thread(lambda: self.query_one("#time", Label).update("now"))\n' in second
    assert "left: safe; the fix was not accepted" in out


def test_all_files_are_written_or_none(talk, tmp_path):
    def meddle():
        (tmp_path / "b.py").write_text("# mine\n")
        return "y\n"

    status, _, err = talk(SimpleNamespace(readline=meddle, isatty=lambda: False))
    assert status == 2
    assert err == "error: b.py: was changed by something else since it was read\n"
    assert (tmp_path / "a.py").read_text() == clock(1, 2)


def test_ctrl_c_writes_nothing(talk, tmp_path):
    def interrupt():
        raise KeyboardInterrupt

    assert talk(SimpleNamespace(readline=interrupt, isatty=lambda: False))[0] == 130
    assert written(tmp_path) == []


@pytest.mark.parametrize("other", ["--diff", "--apply", "--check"])
def test_it_is_a_mode_of_its_own(talk, other):
    assert talk("", other) == (2, "", f"error: {other} and --interactive exclude each other\n")
