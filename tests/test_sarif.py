"""SARIF, with the standard's own schema as the judge, and fixes made as an editor makes them."""

from __future__ import annotations

import codecs
import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest

import fake
from bridgefix.engine import Mode, run
from bridgefix.settings import Settings

ROOT = Path(__file__).parent.parent
# As OASIS publishes it: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/.
SCHEMA = json.loads((ROOT / "tests/data/sarif-schema-2.1.0.json").read_text())
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


@pytest.fixture
def sarif(invoke):
    """The one run of a valid report."""

    def call(*arguments):
        status, out, _ = invoke("--format", "sarif", *arguments)
        document = json.loads(out)
        VALIDATOR.validate(document)
        (only,) = document["runs"]
        return status, only

    return call


def mended(data, replacements):
    """What an editor makes of a file: positions in UTF-16 units, newlines as they are."""
    encoding = re.search(rb"coding: (\S+)", data)
    encoding = encoding[1].decode() if encoding else "utf-8"
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", data.removeprefix(mark).decode(encoding))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode("utf-16-le")))
    text = "".join(lines).encode("utf-16-le")

    def offset(line, column):
        return starts[line - 1] + 2 * (column - 1)

    for replacement in reversed(replacements):
        region = replacement["deletedRegion"]
        start = offset(region["startLine"], region["startColumn"])
        end = offset(region["endLine"], region["endColumn"])
        text = text[:start] + replacement["insertedContent"]["text"].encode("utf-16-le") + text[end:]
    return mark + text.decode("utf-16-le").encode(encoding)


def test_a_finding_has_all_that_code_scanning_shows(folder, sarif):
    status, only = sarif("src")
    assert status == 1
    assert only["columnKind"] == "utf16CodeUnits"
    assert only["invocations"] == [{"executionSuccessful": True}]
    assert [rule["id"] for rule in only["tool"]["driver"]["rules"]] == ["BF001", "BF002"]
    (result,) = only["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("BF001", 0, "error")
    assert result["message"]["text"] == "fetches again. (Fix: safe.)"
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "src/app.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 6, "startColumn": 9, "endLine": 6, "endColumn": 23},
    }
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "Monitor.update"
    assert result["suppressions"] == []
    ((flow,),) = (list(code["threadFlows"]) for code in result["codeFlows"])
    assert flow["id"] == "main"


AWKWARD = {
    "plain.py": fake.BROKEN.encode(),
    "crlf.py": fake.BROKEN.replace("\n", "\r\n").encode(),
    "mixed newlines.py": ("x = 1\r\ny = 2\r" + fake.BROKEN).encode(),
    "no newline at the end.py": fake.BROKEN.removesuffix("\n").encode(),
    "no newline, outside the BMP.py": (fake.BROKEN.removesuffix("\n") + "  # \N{SNAKE}").encode(),
    "é/latin.py": ("# coding: latin-1\n# é\n" + fake.BROKEN).encode("latin-1"),
    "100% #1?.py": fake.BROKEN.encode(),
    "bom.py": codecs.BOM_UTF8 + fake.BROKEN.encode(),
    "form feed.py": ("\x0c\n" + fake.BROKEN + "\x0c\n  ").encode(),
}


def test_an_editor_that_takes_the_fix_writes_what_apply_writes(folder, sarif, invoke):
    from urllib.parse import unquote

    for name, data in AWKWARD.items():
        path = folder / "by us" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    _, only = sarif("by us")
    taken = {}
    for result in only["results"]:
        ((change,),) = (fix["artifactChanges"] for fix in result["fixes"])
        name = unquote(change["artifactLocation"]["uri"]).removeprefix("by us/")
        taken[name] = mended(AWKWARD[name], change["replacements"])
    assert invoke("--apply", "by us")[0] == 0
    assert taken == {name: (folder / "by us" / name).read_bytes() for name in AWKWARD}
    assert not any(taken[name] == AWKWARD[name] for name in AWKWARD)


def test_columns_are_in_utf16_units(folder, sarif):
    (folder / "src/app.py").write_text(fake.BROKEN.replace("self.refetch()", "'é\N{SNAKE}'; self.refetch()"))
    _, only = sarif("src")
    # Five characters and the quotes and the snake's second half before it.
    region = only["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (9 + len("'é__'; "), 23 + len("'é__'; "))


def test_places_in_json_are_in_characters(folder, invoke):
    (folder / "src/app.py").write_text(fake.BROKEN.replace("self.refetch()", "'é\N{SNAKE}'; self.refetch()"))
    _, out, _ = invoke("--format", "json", "src")
    assert json.loads(out)["findings"][0]["column"] == 9 + len("'é_'; ")


def test_each_fix_stands_alone(folder, sarif):
    twice = fake.BROKEN + "\n    def other(self, data):\n        self.refetch()\n"
    (folder / "src/app.py").write_text(twice)
    _, only = sarif("src")
    texts = [
        mended(twice.encode(), result["fixes"][0]["artifactChanges"][0]["replacements"]).decode()
        for result in only["results"]
    ]
    assert [text.count("self.show(data)\n        self.done()\n") for text in texts] == [1, 1]
    assert [text.index("self.refetch()") > text.index("self.show") for text in texts] == [True, False]


def test_a_fix_that_is_not_taken_is_not_offered(folder, sarif):
    (folder / "src/app.py").write_text(fake.BROKEN.replace("()\n", "()  # unsafe\n"))
    _, only = sarif("src")
    assert "fixes" not in only["results"][0]
    _, only = sarif("--unsafe-fixes", "src")
    assert only["results"][0]["fixes"][0]["description"]["text"] == "Mend Monitor.update (unsafe)."


def test_files_that_failed_are_told(folder, sarif):
    (folder / "src/bad.py").write_text("import textual\nx = (\n")
    status, only = sarif("src")
    assert status == 2
    (invocation,) = only["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "src/bad.py"


def test_what_a_baseline_accepts_is_suppressed(folder, sarif, invoke):
    assert invoke("--write-baseline", "known.json", "src")[0] == 0
    with open(folder / "src/app.py", "a") as file:
        file.write("\n    def other(self, data):\n        self.refetch()\n")
    status, only = sarif("--baseline", "known.json", "src")
    assert status == 1
    old, new = only["results"]
    assert [item["kind"] for item in old["suppressions"]] == ["external"]
    assert new["suppressions"] == []
    (folder / "src/app.py").write_text("import textual\n")
    status, only = sarif("--baseline", "known.json", "src")
    assert status == 0
    (told,) = only["invocations"][0]["toolExecutionNotifications"]
    assert told["level"] == "note"
    assert "Monitor.update" in told["message"]["text"]


def test_fingerprints_stay_while_lines_move(folder, sarif):
    def prints():
        results = sarif("src")[1]["results"]
        return [result["partialFingerprints"]["bridgefix/v1"] for result in results]

    text = fake.BROKEN + "\n    def twice(self, data):\n        self.refetch()\n        self.refetch()\n"
    (folder / "src/app.py").write_text(text)
    before = prints()
    assert len(set(before)) == 3
    (folder / "src/app.py").write_text("# new\n\n" + text.replace("self.refetch()", "self.refetch()  # why?"))
    assert prints() == before


def test_paths_are_those_of_the_work_tree(folder, sarif, monkeypatch):
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder / "src")
    _, only = sarif(".")
    location = only["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "src/app.py", "uriBaseId": "%SRCROOT%"}


def test_it_is_not_written_about_files_that_changed(folder, invoke):
    status, _, err = invoke("--format", "sarif", "--apply", "src")
    assert (status, (folder / "src/app.py").read_text()) == (2, fake.BROKEN)
    assert b"exclude each other" in err


def test_the_example_reads_like_its_report(tmp_path, monkeypatch, capsys):
    from bridgefix.cli import main

    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples/launchpad", tmp_path / "launchpad")
    with pytest.raises(SystemExit):
        main(["--format", "sarif", "--output", "report.sarif", "launchpad"])
    document = json.loads((tmp_path / "report.sarif").read_text())
    VALIDATOR.validate(document)
    results = document["runs"][0]["results"]
    assert len(results) == 4
    for result in results:
        flows = result["codeFlows"][0]["threadFlows"]
        assert [flow["id"] for flow in flows] == ["main", "worker"]
        order = sorted(step["executionOrder"] for flow in flows for step in flow["locations"])
        assert order == list(range(1, len(order) + 1))
    # The last fix is made from a text in which the others are not.
    path = tmp_path / "launchpad/screen.py"
    (change,) = results[-1]["fixes"][0]["artifactChanges"]
    path.write_bytes(mended(path.read_bytes(), change["replacements"]))
    left = run(["launchpad"], Settings(), Mode.CHECK).findings
    assert [item.symbol for item in left] == [
        result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for result in results[:-1]
    ]
