"""A baseline: findings that an old project lives with for now, so that only new ones count.

A finding is known by its file, its rule, the function it is in and the code that is wrong, never by line numbers: code
that moves, and edits round it, change nothing. What is equal in all of these is counted.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from bridgefix import probes
from bridgefix.findings import Entry, Finding, UsageError, why

VERSION = 1
"""Raised when a baseline written before could not be read any more."""
_LONGEST = 120
"""Characters of code that an entry holds: enough to know it again, little enough to read a diff of the file."""

_PIECES = re.compile(
    r'("""(?:\\.|[^\\])*?"""' + r"|'''(?:\\.|[^\\])*?'''" + r'|"(?:\\.|[^"\\\n])*"' + r"|'(?:\\.|[^'\\\n])*')"
    r"|#[^\n]*|(?:\s|\\\n)+",
    re.DOTALL,
)
_DEFINITION = re.compile(r"(async\s+def|def|class)\s+\w+")


class Baseline(NamedTuple):
    """A baseline as it was read."""

    file: str
    entries: Mapping[Entry, int] = {}
    """How often each entry, taken with `times=1`, is accepted."""


class Verdict(NamedTuple):
    """What a baseline says of findings."""

    known: tuple[bool, ...]
    """For each finding, in their order, whether it is accepted."""
    left: tuple[Entry, ...]
    """What it accepts and none of the findings is, sorted."""


def load(file: str) -> Baseline:
    """Read a baseline. Raises UsageError where there is none, or something else."""
    import json

    try:
        with open(file, encoding="utf-8") as stream:
            probes.noted(file, stream.fileno())
            document = json.load(stream)
    except FileNotFoundError as error:
        raise UsageError(f"no such baseline: {file} (--write-baseline {file} makes it)") from error
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {why(error)}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file}: not a baseline: {error}") from error
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise UsageError(f"{file}: not a baseline of this version of bridgefix; write it again")
    entries: Counter[Entry] = Counter()
    try:
        for item in document["findings"]:
            count = item["count"]
            entry = Entry(item["path"], item["rule"], item["symbol"], item["code"])
            if type(count) is not int or not all(
                isinstance(word, str) for word in (entry.path, entry.rule, entry.symbol, entry.code)
            ):
                raise TypeError
            entries[entry] += count
    except (KeyError, TypeError) as error:
        raise UsageError(f"{file}: not a baseline: an entry lacks something or holds the wrong type") from error
    return Baseline(file, entries)


def render(findings: Iterable[Finding], texts: Mapping[str, str], file: str) -> str:
    """A baseline that accepts these findings, to be written to `file`; one entry after another, so that it merges."""
    import json

    counted = Counter(entry for finding in findings for entry in entries_of(finding, texts, file))
    items = [entry._replace(times=times).as_json() for entry, times in sorted(counted.items())]
    return json.dumps({"version": VERSION, "findings": items}, indent=2, ensure_ascii=False) + "\n"


def judge(baseline: Baseline, findings: Sequence[Finding], texts: Mapping[str, str]) -> Verdict:
    """Tell known findings from new ones.

    A finding that names several places is known only if all of them are: one more blocking call in a method is new.

    Args:
        findings: As the rules make them, in the order of the files.
        texts: The files that they are in, newlines as `\\n`.
    """
    left = Counter(baseline.entries)
    known = []
    for finding in findings:
        needed = Counter(entries_of(finding, texts, baseline.file))
        known.append(needed <= left)
        if known[-1]:
            left -= needed
    return Verdict(tuple(known), tuple(entry._replace(times=times) for entry, times in sorted(left.items())))


def gone(
    left: Iterable[Entry], file: str, looked_at: Collection[str], folders: Collection[str], rules: Collection[str]
) -> tuple[Entry, ...]:
    """The entries that could be taken out of a baseline: `left` of it, and there is nothing else that explains it.

    Args:
        looked_at: The files that were read without an error.
        folders: The paths of the command line: a file below them that does not exist was looked at, too.
        rules: The rules that ran.
    """
    real = {os.path.realpath(path) for path in looked_at}
    tops = [os.path.realpath(folder) for folder in folders]
    found = []
    for entry in left:
        path = os.path.realpath(os.path.join(os.path.dirname(file), entry.path))
        inside = any(path == top or path.startswith(os.path.join(top, "")) for top in tops)
        if entry.rule in rules and (path in real or (inside and not probes.exists(path))):
            found.append(entry)
    return tuple(found)


def entries_of(finding: Finding, texts: Mapping[str, str], file: str) -> list[Entry]:
    """What of a finding goes into the baseline in `file`: an entry for each of its places."""
    path = _from(file, finding.place.path)
    return [Entry(path, finding.rule, finding.symbol, code) for code in _codes(finding, texts)]


def fingerprints(findings: Sequence[Finding], texts: Mapping[str, str]) -> list[str]:
    """One name for each finding that stays the same while lines and files move, as hexadecimal digits."""
    # Imported here, as json is above: most runs have no baseline.
    import hashlib

    seen: Counter[tuple[str, ...]] = Counter()
    names = []
    for finding in findings:
        words = (finding.rule, finding.symbol, *_codes(finding, texts))
        alike = (finding.place.path, *words)
        seen[alike] += 1
        text = "\0".join((*words, str(seen[alike])))
        names.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return names


def _codes(finding: Finding, texts: Mapping[str, str]) -> list[str]:
    lines = texts.get(finding.place.path, "").split("\n")
    if finding.spans:
        return [_normal(_cut(lines, span)) for span in finding.spans]
    line = _line(lines, finding.place.line).lstrip()
    definition = _DEFINITION.match(line)
    return [_normal(definition[0] if definition else line)]


def _cut(lines: Sequence[str], span: tuple[int, int, int, int]) -> str:
    first, start, last, end = span
    stretch = [_line(lines, number).encode("utf-8", "surrogatepass") for number in range(first, last + 1)]
    stretch[-1] = stretch[-1][:end]
    stretch[0] = stretch[0][start:]
    return b"\n".join(stretch).decode("utf-8", "replace")


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _normal(code: str) -> str:
    """Code without comments, and without what a formatter decides: spaces, newlines, quotes, trailing commas."""
    text = _PIECES.sub(lambda piece: _quoted(piece[1]) if piece[1] else " ", code).strip()
    text = re.sub(r" ?([^\w ]) ?", r"\1", re.sub(r" +", " ", text))
    return re.sub(r",([)\]}])", r"\1", text)[:_LONGEST]


def _quoted(literal: str) -> str:
    plain = literal[0] == "'" and literal[:3] != "'''" and '"' not in literal and "\\" not in literal
    return f'"{literal[1:-1]}"' if plain else literal


def _from(file: str, path: str) -> str:
    """A path from the folder of a file, so that it is the same wherever the command runs."""
    folder = os.path.dirname(probes.real(file))
    try:
        return os.path.relpath(os.path.realpath(path), folder).replace(os.sep, "/")
    except ValueError:
        # On another drive.
        return os.path.realpath(path).replace(os.sep, "/")
