"""Annotations, read back as GitHub's runner reads them."""

from __future__ import annotations

import re
from urllib.parse import unquote

import fake


def commands(out):
    """What a runner takes from the output: (command, properties, message)."""
    found = []
    for line in out.decode().splitlines():
        match = re.fullmatch(r"::(\w+) ?(.*?)::(.*)", line)
        if match:
            properties = dict(item.split("=", 1) for item in match[2].split(","))
            # The runner knows %25, %0D, %0A, and in properties %3A and %2C: nothing else may have been escaped.
            assert set(re.findall(r"%..", match[2])) <= {"%25", "%0D", "%0A", "%3A", "%2C"}
            assert set(re.findall(r"%..", match[3])) <= {"%25", "%0D", "%0A"}
            found.append((match[1], {key: unquote(value) for key, value in properties.items()}, unquote(match[3])))
    return found


def test_a_finding_is_an_annotation(folder, invoke):
    status, out, err = invoke("--format", "github", "src")
    assert (status, err) == (1, b"")
    assert commands(out) == [
        (
            "error",
            {"title": "BF001", "file": "src/app.py", "line": "6", "endLine": "6", "col": "9", "endColumn": "23"},
            "fetches again\n  Monitor.update  src/app.py:5  [main]\nfix: safe",
        )
    ]
    assert out.decode().splitlines()[-1] == "1 finding in 1 of 2 files"


def test_names_that_look_like_commands_are_only_names(folder, invoke):
    name = "a,b: 100%\n::warning::x\r.py"
    (folder / "src/app.py").rename(folder / "src" / name)
    (folder / "src/bad\n::stop-commands::x.py").write_text("import textual\n(\n")
    status, out, _ = invoke("--format", "github", "src")
    assert status == 2
    finding, error = commands(out)
    assert finding[1]["file"] == f"src/{name}"
    assert error[:2] == (
        "error",
        {"title": "bridgefix", "file": "src/bad\n::stop-commands::x.py", "line": "2", "col": "1"},
    )
    assert len(out.decode().splitlines()) == 3


def test_what_is_gone_from_the_baseline_is_a_notice(folder, invoke):
    invoke("--write-baseline", "known.json", "src")
    (folder / "src/app.py").write_text(fake.FIXED)
    status, out, _ = invoke("--format", "github", "--baseline", "known.json", "src")
    assert status == 0
    ((name, _, message),) = commands(out)
    assert name == "notice"
    assert message == "gone, take it out of the baseline: src/app.py: BF001 in Monitor.update: `self.refetch()`"


def test_a_place_within_a_line_has_its_end(tmp_path, monkeypatch, capfdbinary):
    import pytest

    from bridgefix.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(
        "import time\nfrom textual.app import App\n\n\nclass Monitor(App):\n    def on_mount(self):\n"
        "        time.sleep(1)\n"
    )
    with pytest.raises(SystemExit):
        main(["--format", "github", "app.py"])
    ((_, properties, _),) = commands(capfdbinary.readouterr().out)
    assert (properties["line"], properties["col"], properties["endColumn"]) == ("7", "9", "22")
