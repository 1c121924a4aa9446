"""The baseline: what is known stays quiet whatever moves round it, what is new does not."""

from __future__ import annotations

import json

import pytest

import fake
from bridgefix.baseline import load
from bridgefix.cli import main
from bridgefix.findings import UsageError

MORE = "\n    def other(self, data):\n        self.refetch()\n"


@pytest.fixture
def known(folder, invoke):
    """A project that has adopted a baseline: `known(*arguments)` runs the command with it."""
    status, out, err = invoke("--write-baseline", "known.json", "src")
    assert (status, out, err) == (0, b"1 finding accepted in known.json\n", b"")

    def call(*arguments):
        return invoke("--baseline", "known.json", *(arguments or ("src",)))

    return call


def test_it_reads_well_in_a_review(folder, known):
    assert json.loads((folder / "known.json").read_text()) == {
        "version": 1,
        "findings": [
            {"path": "src/app.py", "rule": "BF001", "symbol": "Monitor.update", "code": "self.refetch()", "count": 1}
        ],
    }


def test_what_is_known_is_accepted(known):
    assert known() == (0, b"No findings in 2 files, 1 known\n", b"")
    assert known("--check", "src") == (0, b"No findings in 2 files, 1 known\n", b"")


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: "# new\n\n\n" + text,
        lambda text: text.replace(
            "        self.refetch()", "        x = 1\n        self.refetch()  # why?\n        y = 2"
        ),
        lambda text: text.replace("self.refetch()", "if data:\n            self.refetch(\n            )"),
        lambda text: text.replace(
            "def update(self, data)", "@slow\n    def update(self, data: list[int], n=2) -> None"
        ),
        lambda text: text.replace("\n", "\r\n"),
    ],
    ids=["lines above", "lines round it", "indented and broken", "another signature", "other newlines"],
)
def test_edits_nearby_change_nothing(folder, known, edit):
    (folder / "src/app.py").write_bytes(edit(fake.BROKEN).encode())
    assert known()[0] == 0


def test_what_is_new_fails(folder, known):
    with open(folder / "src/app.py", "a") as file:
        file.write(MORE)
    status, out, _ = known()
    assert status == 1
    assert out.decode().splitlines()[0].startswith("src/app.py:9:9: BF001")
    assert b"1 finding in 1 of 2 files, 1 known\n" in out
    # The same once more in the same method is new, too.
    (folder / "src/app.py").write_text(fake.BROKEN + "        self.refetch()\n")
    assert b"1 finding in 1 of 2 files, 1 known\n" in known()[1]


def test_known_findings_are_not_fixed(folder, known):
    with open(folder / "src/app.py", "a") as file:
        file.write(MORE)
    status, patch, _ = known("--diff", "src")
    assert (status, patch.count(b"+        self.show(data)")) == (1, 1)
    status, out, _ = known("--apply", "src")
    assert (status, b"Fixed 1 of 1 finding, 1 file written, 1 known" in out) == (0, True)
    assert (folder / "src/app.py").read_text() == fake.BROKEN + MORE.replace(
        "self.refetch()", "self.show(data)\n        self.done()"
    )


def test_what_is_gone_is_told(folder, known):
    (folder / "src/app.py").write_text(fake.FIXED)
    status, out, _ = known()
    assert status == 0
    assert out.decode().splitlines() == [
        "gone, take it out of the baseline: src/app.py: BF001 in Monitor.update: `self.refetch()`",
        "No findings in 2 files, 1 gone",
    ]
    _, out, _ = known("--format", "json", "src")
    report = json.loads(out)["baseline"]
    assert report == {
        "file": "known.json",
        "known": [],
        "gone": [
            {"path": "src/app.py", "rule": "BF001", "symbol": "Monitor.update", "code": "self.refetch()", "count": 1}
        ],
    }
    (folder / "src/app.py").unlink()
    assert b"1 gone" in known()[1]


def test_only_what_was_looked_at_can_be_gone(folder, known):
    (folder / "src/app.py").write_text(fake.FIXED)
    assert known("src/other.py") == (0, b"No findings in 1 file\n", b"")
    assert known("--select", "BF002", "src")[1] == b"No findings in 2 files\n"
    (folder / "src/app.py").write_text("import textual\n(\n")
    assert known()[1] == b"No findings in 2 files, 1 error\n"


def test_it_is_the_same_from_every_folder(folder, known, invoke, monkeypatch):
    monkeypatch.chdir(folder / "src")
    assert invoke("--baseline", "../known.json", ".")[0] == 0
    assert invoke("--baseline", str(folder / "known.json"), "app.py")[0] == 0
    assert invoke("--write-baseline", "../again.json", "app.py")[0] == 0
    assert (folder / "again.json").read_bytes() == (folder / "known.json").read_bytes()


def test_pyproject_may_name_it(folder, known, invoke):
    (folder / "pyproject.toml").write_text('[tool.bridgefix]\nbaseline = "known.json"\n')
    assert invoke("src")[0] == 0
    with open(folder / "src/app.py", "a") as file:
        file.write(MORE)
    assert invoke("src")[0] == 1
    # Written again, it is written from all that there is.
    assert invoke("--write-baseline", "known.json", "src")[1] == b"2 findings accepted in known.json\n"
    assert invoke("src")[0] == 0


def test_one_more_blocking_call_in_a_known_method_is_new(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    app = "import time\nfrom textual.app import App\n\n\nclass Monitor(App):\n    def on_mount(self):\n"

    def status(body, *arguments):
        (tmp_path / "app.py").write_text(app + body)
        with pytest.raises(SystemExit) as caught:
            main([*arguments, "app.py"])
        return caught.value.code

    assert status("        time.sleep(1)\n        time.sleep(2)\n", "--write-baseline", "known.json") == 0
    assert status("        time.sleep( 2 )\n        time.sleep(1,)\n", "--baseline", "known.json") == 0
    assert status("        time.sleep(2)\n", "--baseline", "known.json") == 0
    assert "gone" in capsys.readouterr().out
    assert status("        time.sleep(2)\n        time.sleep(2)\n", "--baseline", "known.json") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, r"^no such baseline: known.json \(--write-baseline known.json makes it\)$"),
        ("", "^known.json: not a baseline: "),
        ("[" * 100_000, "^known.json: not a baseline: "),
        ("[]", "not a baseline of this version"),
        ('{"version": 2, "findings": []}', "not a baseline of this version"),
        ('{"version": 1}', "an entry lacks something"),
        ('{"version": 1, "findings": [1]}', "an entry lacks something"),
        ('{"version": 1, "findings": [{"path": "a", "rule": "b", "symbol": "c", "count": 1}]}', "lacks something"),
        (
            '{"version": 1, "findings": [{"path": 1, "rule": "b", "symbol": "c", "code": "d", "count": 1}]}',
            "the wrong type",
        ),
    ],
)
def test_what_is_no_baseline_is_said(folder, invoke, text, message):
    if text is not None:
        (folder / "known.json").write_text(text)
    with pytest.raises(UsageError, match=message):
        load("known.json")
    status, out, err = invoke("--baseline", "known.json", "--apply", "src")
    assert (status, out, len(err.splitlines())) == (2, b"", 1)
    assert (folder / "src/app.py").read_text() == fake.BROKEN


def test_options_that_make_no_sense_with_it_are_said(folder, invoke):
    for other in ("--apply", "--diff", "--check"):
        assert b"exclude each other" in invoke("--write-baseline", "known.json", other, "src")[2]
    assert b"exclude each other" in invoke("--write-baseline", "k.json", "--baseline", "known.json", "src")[2]
    assert b"cannot write the baseline to no/k.json" in invoke("--write-baseline", "no/k.json", "src")[2]
    assert b"cannot write the baseline to src" in invoke("--write-baseline", "src", "src")[2]
