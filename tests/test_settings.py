"""Options and `[tool.bridgefix]`."""

from __future__ import annotations

import sys

import pytest

import fake
from bridgefix.engine import run
from bridgefix.findings import UsageError
from bridgefix.settings import DEFAULT_RULES, FORMATS, KEYS, Settings, choose, settings, shown

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CODES = ("BF001", "BF002", "BF005")


@pytest.fixture
def configured(tmp_path, monkeypatch):
    """Writes a pyproject.toml in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()

    def write(text):
        (tmp_path / "pyproject.toml").write_text(text)
        return tmp_path

    return write


def chosen(paths=("src",), codes=CODES, config=None, **options):
    return settings(options, paths, codes, config)


def test_without_anything_the_default_rules_run_as_far_as_there_are_any(configured):
    configured("")
    assert chosen() == Settings(select=CODES)
    assert Settings().select == DEFAULT_RULES


def test_all_that_the_file_may_say(configured):
    root = configured(
        """
        [tool.bridgefix]
        select = ["threads"]
        ignore = ["BF002"]
        exclude = ["gen/"]
        per-file-ignores = { "tools/" = ["threads"], "*.py" = ["bf005"] }
        baseline = "known.json"
        blocking = ["acme.api.*"]
        bridge-pattern = "show_{x}"
        fetch-pattern = "load_{x}"
        unsafe-fixes = true
        exemplar = "show_first"
        format = "json"
        jobs = 2
        quiet = true
        verbose = false
        """
    )
    assert chosen() == Settings(
        select=("BF001",),
        exclude=("gen/",),
        exclude_base=str(root),
        per_file_ignores=(("tools/", ("BF001", "BF002")), ("*.py", ("BF005",))),
        per_file_base=str(root),
        baseline="known.json",
        blocking=("acme.api.*",),
        bridge_pattern="show_{x}",
        fetch_pattern="load_{x}",
        unsafe_fixes=True,
        exemplar="show_first",
        format="json",
        jobs=2,
        quiet=True,
    )


def test_the_command_line_wins_key_by_key(configured):
    configured('[tool.bridgefix]\nselect = ["BF001"]\nexclude = ["gen/"]\nexemplar = "a"\nunsafe-fixes = true\n')
    found = chosen(select=("bf002", "BF005"), exclude=("x",), exemplar=None)
    assert found.select == ("BF002", "BF005")
    assert (found.exclude, found.exclude_base) == (("x",), "")
    assert found.exemplar == "a"
    assert found.unsafe_fixes


def test_an_option_takes_the_place_of_its_opposite(configured):
    configured("[tool.bridgefix]\nquiet = true\n")
    found = chosen(verbose=True)
    assert (found.quiet, found.verbose) == (False, True)


def test_a_baseline_is_found_from_wherever_the_command_runs(configured, monkeypatch):
    root = configured('[tool.bridgefix]\nbaseline = "known.json"\n')
    monkeypatch.chdir(root / "src")
    assert chosen((".",)).baseline == str(root / "known.json")
    assert chosen((".",), baseline="other.json").baseline == "other.json"


def test_what_holds_is_shown_with_where_it_comes_from(configured):
    configured('[tool.bridgefix]\nselect = ["threads"]\njobs = 2\nper-file-ignores = { "a b/" = ["BF001"] }\n')
    found = choose({"unsafe_fixes": True, "exclude": ("x\\y",), "ignore": ("BF002",)}, ["src"], CODES)
    assert found.file == "pyproject.toml"
    lines = dict(shown(found))
    assert lines['select = ["BF001"]'] == "pyproject.toml and --ignore"
    assert lines["jobs = 2"] == "pyproject.toml"
    assert lines["unsafe-fixes = true"] == "--unsafe-fixes"
    assert lines['exclude = ["x\\\\y"]'] == "--exclude"
    assert lines['bridge-pattern = "_update_{x}_table"'] == "default"
    assert lines["# baseline is not set"] == "default"
    # It can be taken as it is for a configuration that says the same.
    table = tomllib.loads("\n".join(lines))
    assert table.pop("per-file-ignores") == {"a b/": ["BF001"]}
    assert set(table) | {"per-file-ignores", "ignore", "baseline", "exemplar"} == set(KEYS)


def test_the_nearest_pyproject_above_the_first_path_counts(configured):
    root = configured("[tool.bridgefix]\nexemplar = 'far'\n")
    (root / "src/pyproject.toml").write_text("[tool.bridgefix]\nexemplar = 'near'\n")
    (root / "src/deep").mkdir()
    (root / "src/deep/a.py").write_text("")
    assert chosen(("src/deep/a.py",)).exemplar == "near"
    assert chosen((".",)).exemplar == "far"
    assert chosen(("src/deep/a.py",), config="pyproject.toml").exemplar == "far"


def test_sets_are_those_of_the_rules_that_there_are(configured):
    configured("")
    assert chosen(select=("threads",)).select == ("BF001", "BF002")
    assert chosen(select=("workers",)).select == ("BF005",)
    assert chosen(select=("all",), ignore=("threads",)).select == ("BF005",)
    with pytest.raises(UsageError, match="unknown rule 'workers'"):
        chosen(codes=("BF001",), select=("workers",))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"select": ("BF01",)}, r"^--select: unknown rule 'BF01' \(did you mean 'BF001'\?\)$"),
        ({"ignore": ("thread",)}, r"^--ignore: unknown rule 'thread' \(did you mean 'threads'\?\)$"),
        ({"select": ("xyz",)}, r"^--select: unknown rule 'xyz'$"),
        ({"config": "nowhere.toml"}, r"^no such configuration file: nowhere.toml$"),
    ],
)
def test_wrong_options_are_said(configured, options, message):
    configured("")
    with pytest.raises(UsageError, match=message):
        chosen(**options)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.bridgefix]\nselct = []", r"unknown key 'selct' in \[tool.bridgefix\] \(did you mean 'select'\?\)"),
        ("[tool.bridgefix]\nunsafe_fixes = true", r"unknown key 'unsafe_fixes' .*'unsafe-fixes'"),
        ("[tool.bridgefix]\nselect = ['BF999x']", "pyproject.toml: select: unknown rule 'BF999x'"),
        ("[tool.bridgefix]\nselect = 'BF001'", "select in .* must be a list of strings"),
        ("[tool.bridgefix]\nselect = [1]", "select in .* must be a list of strings"),
        ("[tool.bridgefix]\nunsafe-fixes = 'yes'", "unsafe-fixes in .* must be true or false"),
        ("[tool.bridgefix]\nexemplar = 1", "exemplar in .* must be a string"),
        ("[tool.bridgefix]\njobs = true", "jobs in .* must be a whole number"),
        ("[tool.bridgefix]\njobs = -1", "jobs in .* must be a whole number"),
        ("[tool.bridgefix]\nformat = 'jsn'", "format in .* must be text, json, sarif or github .*'json'"),
        ("[tool.bridgefix]\nper-file-ignores = ['a']", "per-file-ignores in .* must be a table of lists of strings"),
        ("[tool.bridgefix]\nper-file-ignores = {a = 'BF001'}", "per-file-ignores in .* must be a table of lists"),
        ("[tool.bridgefix]\nper-file-ignores = {a = ['BF999x']}", "per-file-ignores, 'a': unknown rule 'BF999x'"),
        ("[tool.bridgefix]\nper-file-ignores = {'!a' = ['BF001']}", "not a pattern for files: '!a'"),
        (
            "[tool.bridgefix]\nbridge-pattern = 'show'",
            r"bridge-pattern must hold \{x\} once, as in '_update_\{x\}_table'$",
        ),
        ("[tool.bridgefix]\nquiet = true\nverbose = true", "quiet and verbose exclude each other"),
        ("[tool.bridgefix]\noutput = '/etc/passwd'", "unknown key 'output'"),
        ("[tool.bridgefix", "not valid TOML: "),
        ("[tool]\nbridgefix = 1", "must be a table"),
        ("tool = 1", None),
        ("a = " + "[" * 5000, "not valid TOML: "),
    ],
)
def test_wrong_files_are_said_in_one_line(configured, text, message):
    configured(text)
    if message is None:
        assert chosen() == Settings(select=CODES)
        return
    with pytest.raises(UsageError, match=message) as caught:
        chosen()
    assert str(caught.value).startswith("pyproject.toml: ") or "pattern" in message
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_no_toml(configured):
    (configured("") / "pyproject.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not valid TOML"):
        chosen()


def test_the_option_knows_all_formats():
    from bridgefix.cli import command

    (option,) = (item for item in command.params if item.name == "format")
    assert tuple(option.type.choices) == FORMATS


def test_rules_are_left_out_of_some_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("app.py", "tools/a.py", "tools/keep/b.py", "src/tools.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(fake.BROKEN)

    def found(base, **ignores):
        patterns = tuple((pattern, ("BF001",)) for pattern in ignores.pop("patterns"))
        chosen = Settings(select=("BF001",), per_file_ignores=patterns, per_file_base=base)
        return [item.place.path for item in run(["."], chosen, rules=fake.RULES, fixes=fake.FIXES).findings]

    everything = ["app.py", "src/tools.py", "tools/a.py", "tools/keep/b.py"]
    assert found("", patterns=["docs/"]) == everything
    assert found("", patterns=["tools/"]) == ["app.py", "src/tools.py"]
    assert found("", patterns=["/app.py", "tools/*/b.py"]) == ["src/tools.py", "tools/a.py"]
    assert found(str(tmp_path / "src"), patterns=["/tools.py"]) == ["app.py", "tools/a.py", "tools/keep/b.py"]
    assert found("", patterns=["*.py"]) == []
