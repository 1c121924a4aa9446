"""What the user chose: options and `[tool.bridgefix]`, checked, in one frozen object."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bridgefix import probes
from bridgefix.findings import UsageError, why

RULE_NAMES: Mapping[str, str] = {
    "BF001": "refetching-bridge",
    "BF002": "crossing-on-main",
    "BF003": "ui-from-worker",
    "BF004": "blocking-on-main",
    "BF005": "worker-kind",
    "BF006": "worker-overlap",
    "BF007": "worker-ignores-cancel",
    "BF008": "worker-state-unhandled",
    "BF009": "crossing-off-app",
}
"""The rules that there are, so that a mistake in one is answered without importing them."""
RULE_SETS: Mapping[str, tuple[str, ...]] = {
    "threads": ("BF001", "BF002", "BF003", "BF004", "BF009"),
    "workers": ("BF005", "BF006", "BF007", "BF008"),
}
DEFAULT_RULES = (*RULE_SETS["threads"], "BF005")
FORMATS = ("text", "json", "sarif", "github")
EDITS_IN = frozenset({"sarif"})
"""The formats that tell what the fix of each finding changes."""


class Settings(NamedTuple):
    """One run's choices. `Settings()` is a run without options and without a pyproject.toml."""

    select: tuple[str, ...] = DEFAULT_RULES
    """The codes of the rules to run, sets resolved and the ignored ones taken out."""
    exclude: tuple[str, ...] = ()
    """Patterns, as in a .gitignore, of files to leave alone."""
    exclude_base: str = ""
    """The folder that they are relative to; empty for the current one."""
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns, as in a .gitignore, with the codes of the rules that are not asked of the files."""
    per_file_base: str = ""
    """The folder that these patterns are relative to."""
    baseline: str | None = None
    """The file that says which findings are accepted."""
    blocking: tuple[str, ...] = ()
    """Dotted names (`acme.api.*`) of calls that block, besides the well-known ones."""
    bridge_pattern: str = "_update_{x}_table"
    """How bridges are called here: raises confidence, decides nothing alone."""
    fetch_pattern: str = "_fetch_and_update_{x}_table"
    """How fetch-and-render methods are called here."""
    unsafe_fixes: bool = False
    exemplar: str | None = None
    """The name of the correct bridge to learn from; asks for the template also where a split would do."""
    format: str = "text"
    output: str | None = None
    """The file that gets the report in place of the terminal."""
    jobs: int = 0
    """How many processes there may be; 0 for as many as there are processors."""
    quiet: bool = False
    verbose: bool = False
    cache: bool = False
    """Whether results are taken from, and kept in, the platform's cache folder."""


def settings(
    options: Mapping[str, Any], paths: Sequence[str], codes: Collection[str], config: str | None = None
) -> Settings:
    """One object from the command line and `[tool.bridgefix]`; the command line wins, key by key.

    Args:
        options: What was given on the command line, by the names of `Settings` plus `ignore`; None where nothing was.
        paths: The paths of the command line: the nearest pyproject.toml above the first one counts.
        codes: The rules that there are.
        config: The file to read in place of that pyproject.toml.

    Raises:
        UsageError: an unknown rule, a wrong key or type, a file that is no TOML.
    """
    return choose(options, paths, codes, config).settings


class Chosen(NamedTuple):
    """Settings, and where they come from."""

    settings: Settings
    origins: Mapping[str, str]
    """Where a value comes from, by the name in `Settings`: a file or an option. Not there for a default."""
    file: str | None
    """The configuration file that was read."""


def choose(
    options: Mapping[str, Any], paths: Sequence[str], codes: Collection[str], config: str | None = None
) -> Chosen:
    """As `settings`, with the origin of each value."""
    given = {key: value for key, value in options.items() if value is not None}
    if config is not None and not probes.is_file(config):
        raise UsageError(f"no such configuration file: {config}")
    file = config or nearest_pyproject(paths)
    configured = _read(file) if file else {}
    if file:
        _tie_to(os.path.dirname(os.path.abspath(file)), configured)
    if "exclude" in given:
        given["exclude_base"] = ""
    # Each side's rule names are checked apart, so that the message can say where the wrong one stands.
    for words, where in ((configured, f"{file}: "), (given, "--")):
        for key in ("select", "ignore"):
            if key in words:
                words[key] = resolve(words[key], codes, f"{where}{key}")
    if "per_file_ignores" in configured:
        configured["per_file_ignores"] = tuple(
            (pattern, resolve(words, codes, f"{file}: per-file-ignores, {pattern!r}"))
            for pattern, words in configured["per_file_ignores"].items()
        )
    if configured.get("quiet") and configured.get("verbose"):
        raise UsageError(f"{file}: quiet and verbose exclude each other")
    if given.get("quiet") or given.get("verbose"):
        configured = {key: value for key, value in configured.items() if key not in ("quiet", "verbose")}
    values = {**configured, **given}
    _check_patterns(values)
    origins = {**dict.fromkeys(configured, file or ""), **{key: f"--{key.replace('_', '-')}" for key in given}}
    chosen = values.pop("select", tuple(sorted(code for code in DEFAULT_RULES if code in codes)))
    ignored = values.pop("ignore", ())
    # What is ignored is told by what is left to select.
    if "ignore" in origins:
        origins["select"] = " and ".join(dict.fromkeys([origins.get("select", "default"), origins["ignore"]]))
    left = tuple(code for code in chosen if code not in ignored)
    return Chosen(Settings(select=left, **values), origins, file)


def _tie_to(folder: str, configured: dict[str, Any]) -> None:
    """Say what the paths and patterns of a configuration file are relative to."""
    if "exclude" in configured:
        configured["exclude_base"] = folder
    if "per_file_ignores" in configured:
        configured["per_file_base"] = folder
    if "baseline" in configured:
        configured["baseline"] = _from_here(os.path.join(folder, configured["baseline"]))


def _from_here(path: str) -> str:
    """A path in the current folder as it is called there; any other as it is."""
    return os.path.relpath(path) if path.startswith(os.getcwd() + os.sep) else path


def shown(chosen: Chosen) -> Iterator[tuple[str, str]]:
    """What holds, as lines of `[tool.bridgefix]`, each with where it comes from."""
    for key in KEYS:
        if key == "ignore":
            continue
        name = key.replace("-", "_")
        value = getattr(chosen.settings, name)
        if name == "per_file_ignores":
            value = dict(value)
        # TOML has no word for nothing.
        line = f"# {key} is not set" if value is None else f"{key} = {_toml(value)}"
        yield line, chosen.origins.get(name, "default")


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    import json

    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    # The escapes of JSON are those of TOML, but it has none for what else a terminal could take for a command.
    codes = ((char, ord(char)) for char in text)
    return "".join(
        char if char.isprintable() else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}" for char, code in codes
    )


def resolve(words: Iterable[str], codes: Collection[str], where: str) -> tuple[str, ...]:
    """The codes meant by rule codes and set names, sorted. Raises UsageError for one that there is not."""
    sets = rule_sets(codes)
    found: set[str] = set()
    for word in words:
        name = word.strip()
        if name.upper() in codes:
            found.add(name.upper())
        elif name.lower() in sets:
            found.update(sets[name.lower()])
        else:
            raise UsageError(f"{where}: unknown rule {name!r}{near(name, [*codes, *sets])}")
    return tuple(sorted(found))


def rule_sets(codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The sets that `--select` knows, of the rules that there are."""
    sets = {name: tuple(code for code in members if code in codes) for name, members in RULE_SETS.items()}
    return {"all": tuple(sorted(codes)), **{name: members for name, members in sets.items() if members}}


def near(word: str, words: Iterable[str]) -> str:
    """What an error message adds when a word looks like one that would have been right."""
    from difflib import get_close_matches

    by_folded = {known.lower(): known for known in words}
    matches = get_close_matches(word.lower(), list(by_folded), n=1)
    return f" (did you mean {by_folded[matches[0]]!r}?)" if matches else ""


def nearest_pyproject(paths: Sequence[str]) -> str | None:
    """The first pyproject.toml upwards from the first path, whether or not it speaks of bridgefix."""
    folder = os.path.abspath(paths[0] if paths else os.curdir)
    if not probes.is_folder(folder):
        folder = os.path.dirname(folder)
    while True:
        candidate = os.path.join(folder, "pyproject.toml")
        if probes.is_file(candidate):
            return _from_here(candidate)
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


WORD = "a string"
WORDS = "a list of strings"
RULES = "a list of rules"
FLAG = "true or false"
NUMBER = "a whole number, 0 or more"
NAMES = "a name with {x} in it"
RULES_BY_PATTERN = "a table of lists of rules"


class Key(NamedTuple):
    """A key of `[tool.bridgefix]`."""

    kind: str
    """What its value must be."""
    about: str
    """What it says, in Markdown."""
    choices: tuple[str, ...] = ()


KEYS: Mapping[str, Key] = {
    "select": Key(RULES, "Which rules run: codes, or the sets `threads`, `workers` and `all`."),
    "ignore": Key(RULES, "Which of them do not."),
    "per-file-ignores": Key(
        RULES_BY_PATTERN,
        "Rules that are not asked of some files: a pattern of a .gitignore, relative to this file's folder, and the rules.",
    ),
    "exclude": Key(
        WORDS, "Files and folders to leave alone: patterns of a .gitignore, relative to this file's folder."
    ),
    "baseline": Key(WORD, "The file, relative to this file's folder, that says which findings are accepted for now."),
    "blocking": Key(WORDS, "Dotted names of calls that block, besides the well-known ones: `acme.api.*`."),
    "bridge-pattern": Key(NAMES, "How methods are called that show ready data. It decides nothing alone."),
    "fetch-pattern": Key(NAMES, "How methods are called that fetch and show. It decides nothing alone."),
    "unsafe-fixes": Key(FLAG, "Also fixes that change when something happens."),
    "exemplar": Key(WORD, "The correct bridge to learn from where a method shows nothing usable itself."),
    "format": Key(WORD, "How the report is written.", FORMATS),
    "jobs": Key(NUMBER, "How many processes may read files; 0 for as many as there are processors."),
    "quiet": Key(FLAG, "One line a finding, nothing else."),
    "verbose": Key(FLAG, "More about each finding."),
}
"""What `[tool.bridgefix]` may hold. Not `output`: no project that is looked at chooses where files are written."""


_SIZE_LIMIT = 1_000_000
"""Bytes. A long pyproject.toml has a hundredth of it."""
_LONG_KEY = re.compile(rb"(?<![^.=\[\]{},#\n])(?:[^.=\[\]{},#\n]+\.){100}")
"""A dotted key takes the parser a time that grows with the square of its parts: minutes for 50,000 of them."""


def _read(path: str) -> dict[str, Any]:
    """The checked table of a pyproject.toml, by the names of `Settings`."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data = probes.read(path, _SIZE_LIMIT + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {why(error)}") from error
    if len(data) > _SIZE_LIMIT:
        raise UsageError(f"{path}: has more than {_SIZE_LIMIT:,} bytes")
    if _LONG_KEY.search(data):
        raise UsageError(f"{path}: a key has more than a hundred parts")
    try:
        document = tomllib.loads(data.decode("utf-8").replace("\r\n", "\n"))
    except RecursionError as error:
        raise UsageError(f"{path}: not valid TOML: nested too deeply") from error
    except ValueError as error:
        # Among them what the library lets through: numbers with more digits than Python reads.
        raise UsageError(f"{path}: not valid TOML: {error}") from error
    tool = document.get("tool", {})
    table = tool.get("bridgefix", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise UsageError(f"{path}: [tool.bridgefix] must be a table")
    found: dict[str, Any] = {}
    for key, value in table.items():
        if key not in KEYS:
            raise UsageError(f"{path}: unknown key {key!r} in [tool.bridgefix]{near(key, KEYS)}")
        if not _fits(value, KEYS[key].kind):
            raise UsageError(f"{path}: {key} in [tool.bridgefix] must be {_KINDS.get(KEYS[key].kind, KEYS[key].kind)}")
        found[key.replace("-", "_")] = tuple(value) if isinstance(value, list) else value
    for key, about in KEYS.items():
        value = found.get(key.replace("-", "_"))
        if about.choices and value is not None and value not in about.choices:
            choices = ", ".join(about.choices[:-1]) + f" or {about.choices[-1]}"
            raise UsageError(f"{path}: {key} in [tool.bridgefix] must be {choices}{near(value, about.choices)}")
    for pattern in found.get("per_file_ignores", ()):
        if pattern.startswith("!") or not pattern.strip():
            raise UsageError(f"{path}: per-file-ignores in [tool.bridgefix]: not a pattern for files: {pattern!r}")
    return found


_KINDS = {RULES: WORDS, NAMES: WORD, RULES_BY_PATTERN: "a table of lists of strings"}
"""What is said of a value of a wrong type, where a right type alone is not enough."""


def _fits(value: object, kind: str) -> bool:
    if kind in (WORDS, RULES):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind == RULES_BY_PATTERN:
        return isinstance(value, dict) and all(_fits(item, WORDS) for item in value.values())
    if kind == FLAG:
        return isinstance(value, bool)
    if kind == NUMBER:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, str)


def _check_patterns(values: Mapping[str, Any]) -> None:
    for key in ("bridge_pattern", "fetch_pattern"):
        if key in values and values[key].count("{x}") != 1:
            raise UsageError(f"{key.replace('_', '-')} must hold {{x}} once, as in {Settings._field_defaults[key]!r}")


def name_matches(pattern: str, name: str) -> bool:
    """Whether a method is called as a convention of the settings says: `{x}` in it stands for any text."""
    return re.fullmatch(re.escape(pattern).replace(re.escape("{x}"), "(.+)"), name) is not None
