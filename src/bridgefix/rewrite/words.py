"""The words inside names and texts: `runner` in `_update_runner_table`, `#runner-table`, `RUNNER_COLUMNS`, "No runners".

Knows spelling only. What a word may be replaced by is for `evidence` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Words = tuple[str, ...]

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


_BOTH = frozenset({"series", "species", "news", "means", "data"})
"""Words that are the same for one and for many."""


def split(text: str) -> Words:
    """The words of a name or text, in lower case."""
    return tuple(match[0].lower() for match in _WORD.finditer(text))


def singular(word: str) -> str:
    """One of several: `builds` → `build`. A word that is no plural stays."""
    if word in _BOTH:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


def plural(word: str) -> str:
    """Several of one: `build` → `builds`. A word that is a plural stays."""
    if word in _BOTH or singular(word) != word:
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def hole(ours: str, theirs: str) -> tuple[Words, Words] | None:
    """What differs between two names that are built alike: `_update_runner_table` and `_update_builds_table`.

    None where they have no word in common, or where one has nothing in the place of the other's.
    """
    a, b = split(ours), split(theirs)
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    left, right = a[start : len(a) - end], b[start : len(b) - end]
    return (left, right) if left and right and start + end else None


@dataclass(frozen=True)
class Vocabulary:
    """Runs of words of the exemplar with what may stand for them: `(("runner",), ("active", "runs"))`."""

    pairs: tuple[tuple[Words, Words], ...]

    def mentions(self, text: str) -> bool:
        """Whether one of the exemplar's words is in the text."""
        return next(self._matches(text), None) is not None

    def names_other(self, text: str) -> bool:
        """Whether one of the words that replace the exemplar's is in the text."""
        return Vocabulary(tuple((new, old) for old, new in self.pairs)).mentions(text)

    def versions(self, text: str, *, agreeing: bool = False) -> list[str]:
        """The text with the exemplar's words replaced, in every way that there is, the likeliest first.

        Empty where it has none of them. `agreeing` prefers the number, one or many, of the words replaced.
        """
        found: dict[str, None] = {}
        for choice in range(max((len(new) for _, _, new in self._matches(text, agreeing)), default=0)):
            result, at = [], 0
            for start, end, new in self._matches(text, agreeing):
                result += [text[at:start], new[min(choice, len(new) - 1)]]
                at = end
            found["".join(result) + text[at:]] = None
        return list(found)

    def local(self, name: str, singular_of: str) -> str:
        """A local name of the exemplar in X's words; `singular_of` is what one of the data is derived from."""
        old = split(name)
        if any(len(pair[0]) <= len(old) and _same(old, pair[0]) for pair in self.pairs):
            word = split(singular_of)
            if word and old[-1:] == (singular(old[-1]),):
                return "_".join((*word[:-1], singular(word[-1])))
        versions = self.versions(name)
        return versions[0] if versions else name

    def _matches(self, text: str, agreeing: bool = False) -> Iterator[tuple[int, int, list[str]]]:
        """Places where the exemplar's words stand, and the texts that may stand there."""
        tokens = list(_WORD.finditer(text))
        words = [token[0].lower() for token in tokens]
        index = 0
        while index < len(tokens):
            fits = [
                (old, new)
                for old, new in self.pairs
                if len(old) <= len(words) - index and _same(words[index : index + len(old)], old)
            ]
            if not fits:
                index += 1
                continue
            longest = max(len(old) for old, _ in fits)
            run = tokens[index : index + longest]
            spelled: dict[str, None] = {}
            for old, new in fits:
                if len(old) == longest:
                    for form in _forms(words[index + longest - 1], old[-1], new, agreeing):
                        spelled[_spell(form, text, run)] = None
            yield run[0].start(), run[-1].end(), list(spelled)
            index += longest


def _same(words: Sequence[str], others: Sequence[str]) -> bool:
    return [singular(w) for w in words] == [singular(w) for w in others]


def _forms(last: str, named: str, new: Words, agreeing: bool) -> Iterator[Words]:
    """`new` in the number in which the exemplar's word stands there, then as it is, then in the other number."""
    changed = agreeing or last != named
    head, word = new[:-1], new[-1]
    if changed:
        yield (*head, plural(word) if singular(last) != last else singular(word))
    yield new
    yield (*head, singular(word))
    yield (*head, plural(word))


def _spell(words: Words, text: str, run: Sequence[re.Match[str]]) -> str:
    """The words in the spelling of the stretch that they replace: case and what stands between them."""
    first = run[0][0]
    joint = text[run[0].end() : run[1].start()] if len(run) > 1 else _joint(text)
    if first.isupper() and len(first) > 1:
        return joint.join(word.upper() for word in words)
    if first[0].isupper():
        rest = [word.capitalize() for word in words[1:]] if joint == "" else list(words[1:])
        return joint.join([words[0].capitalize(), *rest])
    if joint == "" and len(words) > 1:
        return words[0] + "".join(word.capitalize() for word in words[1:])
    return joint.join(words)


def _joint(text: str) -> str:
    for mark in (" ", "-", "_"):
        if mark in text.strip(mark):
            return mark
    return "" if re.search(r"[a-z][A-Z]", text) else "_"


GENERIC = frozenset(
    """
    a again all an and any are as at available be been been can count currently data done empty entries entry
    error errors failed fetched for found from has have here in is isn it item items last loaded loading moment
    more most n na new no nobody none not nothing now of off ok on one or out please record records refreshed
    result results row rows show showing shown so still t table that the there these they this time to total
    unknown updated updating was were with yes yet you
    """.split()
)
"""Words of a text that say nothing of what a table is about."""


def content(text: str) -> Words:
    """The words of a text that say what it is about; markup such as `[dim]` left out."""
    return tuple(word for word in split(re.sub(r"\[/?[^\[\]]*\]", " ", text)) if word not in GENERIC and len(word) > 1)


def is_message(text: str) -> bool:
    """Whether a text is meant to be read: several words, or one with a capital."""
    bare = re.sub(r"\[/?[^\[\]]*\]", "", text).strip()
    return bool(re.search(r"[A-Za-z]{2}", bare)) and (" " in bare or bare[0].isupper()) and "/" not in bare
