"""Which files, and bytes to text and back.

All other rooms see text whose newlines are `\\n`, without a byte order mark: `Source.encode` gives every line that
stayed its own newline back. A line is what Python's tokenizer takes for one, so only `\\n`, `\\r\\n` and `\\r` end it.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bridgefix import probes
from bridgefix.findings import FileError, UsageError, why
from bridgefix.patterns import Lines, compiled, is_bomb, is_pattern, verdict

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_TEXTUAL_IMPORT = re.compile(rb"(?:^|[\r:;]|\xef\xbb\xbf)[ \t\f]*(?:from|import)[ \t][^#\r\n]*\btextual", re.MULTILINE)

PRUNED = frozenset(
    """
    .bzr .direnv .eggs .git .hg .ipynb_checkpoints .mypy_cache .nox .pyenv .pytest_cache .ruff_cache .svn .tox .venv
    __pycache__ __pypackages__ node_modules site-packages venv
    """.split()
)
"""Folders that hold nobody's own code. A path given on the command line is walked whatever its name."""

_NEWLINE = re.compile(r"\r\n|\r|\n")


class Failed(Exception):
    """A file that could not be read or written."""

    def __init__(self, error: FileError) -> None:
        super().__init__(error.message)
        self.error = error


class Source(NamedTuple):
    """A file as it was read."""

    path: str
    data: bytes
    text: str
    """The text with `\\n` for every newline and without a byte order mark."""
    encoding: str

    def encode(self, text: str) -> bytes:
        """The bytes of a changed text: lines that stayed keep their newlines, new ones get their neighbours'.

        Raises UnicodeEncodeError where the file's encoding has no bytes for a new character.
        """
        if text == self.text:
            return self.data
        if b"\r" in self.data:
            text = _with_newlines(self.data.decode(self.encoding), self.text, text)
        return text.encode(self.encoding)


class Found(NamedTuple):
    """The files below the paths of the command line."""

    paths: tuple[str, ...]
    """As the command line spells them, sorted."""
    explicit: frozenset[str]
    """Those that were named themselves: they are read whatever they hold."""
    real: Mapping[str, str]
    """Real path to path."""
    errors: tuple[FileError, ...] = ()
    """Folders that could not be listed."""


def mentions_textual(data: bytes) -> bool:
    """The look before any parse. A file that does not matters only where Textual code imports it."""
    # "textual" is an English word, too. Only the lines that have it are looked at in the slower way.
    here = data.find(b"textual")
    while here >= 0:
        end = data.find(b"\n", here)
        end = len(data) if end < 0 else end
        if _TEXTUAL_IMPORT.search(data, data.rfind(b"\n", 0, here) + 1, end):
            return True
        here = data.find(b"textual", end)
    return b"call_from_thread" in data


class _Ignores(NamedTuple):
    """The .gitignore files that hold in a folder, innermost first, and the user's own patterns."""

    layers: tuple[tuple[str, Lines], ...] = ()

    def entering(self, folder: str, errors: list[FileError]) -> _Ignores:
        lines = _gitignore(os.path.join(folder, ".gitignore"), errors)
        return self if lines is None else _Ignores(((folder, lines), *self.layers))

    def match(self, path: str, is_folder: bool) -> bool:
        """Whether git would ignore it: the innermost file that says anything about it decides."""
        for folder, lines in self.layers:
            said = lines.verdict(path[len(folder) :].lstrip(os.sep), is_folder)
            if said is not None:
                return said
        return False


@dataclass
class _Walk:
    excludes: GitIgnoreSpec | None
    base: str
    """The folder that the user's patterns are relative to."""
    errors: list[FileError] = field(default_factory=list)

    def excluded(self, path: str, is_folder: bool) -> bool:
        if self.excludes is None:
            return False
        return bool(verdict(self.excludes, _below(path, self.base), is_folder))

    def files(self, folder: str) -> Iterator[tuple[str, str, bool]]:
        """The Python files below a folder, as paths that begin as `folder` does, with their real paths and whether
        they are links. Linked folders are not entered."""
        absolute = probes.real(folder)
        todo = [(folder, absolute, _inherited(absolute, self.errors))]
        while todo:
            shown, real, outer = todo.pop()
            try:
                entries = probes.listing(real)
            except OSError as error:
                self.errors.append(FileError(shown, 0, f"cannot be listed: {why(error)}"))
                continue
            names = {entry.name for entry in entries}
            if "pyvenv.cfg" in names and real != absolute:
                continue
            ignores = outer.entering(real, self.errors) if ".gitignore" in names else outer
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if entry.name in PRUNED if is_folder else not _is_python(entry):
                    continue
                if ignores.match(entry.path, is_folder) or self.excluded(entry.path, is_folder):
                    continue
                path = entry.name if shown == os.curdir else os.path.join(shown, entry.name)
                if is_folder:
                    todo.append((path, entry.path, ignores))
                elif entry.is_symlink():
                    yield path, probes.real(entry.path), True
                else:
                    yield path, entry.path, False


def find(paths: Sequence[str], exclude: Sequence[str] = (), base: str = "") -> Found:
    """The files to look at, each once.

    Args:
        paths: Files and folders as given on the command line. A file is taken whatever it is called.
        exclude: Patterns, as in a .gitignore, relative to `base` (the current folder if empty).

    Raises:
        UsageError: a path that is not there, or a folder without any Python file.
    """
    if not paths:
        raise UsageError("no paths given (try: bridgefix src/)")
    walk = _walk(exclude, base)
    named: dict[str, str] = {}
    walked: dict[str, str] = {}
    linked: dict[str, str] = {}
    for path in paths:
        if probes.is_folder(path):
            before = len(walk.errors)
            found = False
            for shown, real, is_link in walk.files(_trimmed(path)):
                (linked if is_link else walked).setdefault(real, shown)
                found = True
            if not found and len(walk.errors) == before:
                raise UsageError(f"no Python files in {path}")
        elif probes.exists(path):
            named.setdefault(probes.real(path), path)
        else:
            broken = " (it is a broken link)" if os.path.islink(path) else ""
            raise UsageError(f"no such file or folder: {path}{broken}")
    # A file and the links to it are one, called by its own name where that was come across.
    chosen = {**linked, **walked, **named}
    return Found(tuple(sorted(chosen.values())), frozenset(named.values()), chosen, tuple(walk.errors))


def excluded(path: str, exclude: Sequence[str], base: str = "") -> bool:
    """Whether the user's patterns leave a file alone; see `find`."""
    return _walk(exclude, base).excluded(probes.real(path), is_folder=False)


def _walk(exclude: Sequence[str], base: str) -> _Walk:
    return _Walk(_spec(exclude) if exclude else None, probes.real(base or os.curdir))


def package_of(path: str, exclude: Sequence[str] = (), base: str = "") -> list[str]:
    """The other Python files of the package that a file is in; of its folder alone where that is no package."""
    package, above = "", os.path.dirname(path)
    while probes.is_file(os.path.join(above, "__init__.py")) and not os.path.ismount(above or os.curdir):
        package, above = above or os.curdir, os.path.normpath(os.path.join(above, os.pardir))
    if package:
        others = find([package], exclude, base).paths
    else:
        try:
            entries = probes.listing(above or os.curdir)
            others = tuple(sorted(os.path.join(above, entry.name) for entry in entries if _is_python(entry)))
        except OSError:
            return []
    own, walk = os.path.realpath(path), _walk(exclude, base)
    places = ((other, os.path.realpath(other)) for other in others)
    return [other for other, place in places if place != own and not walk.excluded(place, is_folder=False)]


def left_out(ignores: Sequence[tuple[str, tuple[str, ...]]], base: str) -> Callable[[str], frozenset[str]]:
    """Tells the rules that are not to be asked of a file.

    Args:
        ignores: Patterns, as in a .gitignore, relative to `base`, each with rules.

    Raises:
        UsageError: a pattern that is none.
    """
    specs = [(_spec([pattern], "per-file-ignores"), rules) for pattern, rules in ignores]
    known: dict[str, frozenset[str]] = {}

    def rules_of(path: str) -> frozenset[str]:
        if specs and path not in known:
            below = _below(os.path.realpath(path), probes.real(base or os.curdir))
            known[path] = frozenset(
                rule for spec, rules in specs if verdict(spec, below, is_folder=False) for rule in rules
            )
        return known.get(path, frozenset())

    return rules_of


def _below(path: str, base: str) -> str:
    """A path relative to a folder; of one outside of it, what follows the way up."""
    relative = os.path.relpath(path, base)
    while relative.startswith(os.pardir + os.sep):
        relative = relative[len(os.pardir + os.sep) :]
    return relative


def _trimmed(folder: str) -> str:
    """A folder without slashes at its end; `.` in one spelling."""
    trimmed = folder.rstrip("/" + os.sep) or folder
    return os.curdir if os.path.normpath(trimmed) == os.curdir else trimmed


def _is_python(entry: os.DirEntry[str]) -> bool:
    # "._x.py" is what macOS leaves on foreign disks: attributes, not code.
    if not entry.name.endswith(".py") or entry.name.startswith("._"):
        return False
    # A link that leads nowhere, or round in a circle, is no file; editors leave such to say who edits one.
    if entry.is_symlink():
        return probes.exists(entry.path) and not probes.is_folder(entry.path)
    return not entry.is_dir()


def _inherited(folder: str, errors: list[FileError]) -> _Ignores:
    """What the .gitignore files above a folder say, up to the top of its work tree."""
    chain = [folder]
    while not probes.exists(os.path.join(chain[-1], ".git")):
        parent = os.path.dirname(chain[-1])
        if parent == chain[-1]:
            return _Ignores()
        chain.append(parent)
    top = chain[-1]
    ignores = _Ignores()
    lines = _gitignore(os.path.join(top, ".git", "info", "exclude"), errors)
    if lines is not None:
        ignores = _Ignores(((top, lines),))
    for above, below in zip(reversed(chain), [*reversed(chain[:-1]), None], strict=True):
        if below is None:
            break
        ignores = ignores.entering(above, errors)
        if ignores.match(below, is_folder=True):
            # The user named a folder that git ignores, so these rules are not meant.
            return _Ignores()
    return ignores


_GITIGNORE_LIMIT = 1_000_000
"""Bytes. The longest that anybody has written by hand have a hundredth of it."""


def _gitignore(path: str, errors: list[FileError]) -> Lines | None:
    """What a file of patterns says; None if there is none. What it says in vain becomes an error."""
    here = os.path.join(os.path.realpath(os.curdir), "")
    shown = path.removeprefix(here)
    try:
        data = load(path, _GITIGNORE_LIMIT + 1)
    except Failed:
        return None
    if len(data) > _GITIGNORE_LIMIT:
        errors.append(FileError(shown, 0, f"is not obeyed: it has more than {_GITIGNORE_LIMIT:,} bytes"))
        return None
    lines = []
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if is_bomb(line):
            errors.append(FileError(shown, number, "is not obeyed here: a pattern with too many wildcards"))
        else:
            lines.append(line)
    return Lines(lines) if lines else None


def _spec(patterns: Sequence[str], what: str = "--exclude") -> GitIgnoreSpec:
    """The user's own patterns. Raises UsageError for one that is none."""
    for pattern in patterns:
        if not is_pattern(pattern):
            raise UsageError(f"not a pattern for {what}: {pattern}")
        if is_bomb(pattern):
            raise UsageError(f"too many wildcards in a pattern for {what}: {pattern}")
    return compiled(patterns)


def load(path: str, limit: int = -1) -> bytes:
    """The bytes of a file, no more than `limit`. Raises Failed for what is no regular file or can't be read."""
    try:
        return probes.read(path, limit)
    except probes.NotRegular as error:
        raise Failed(FileError(path, 0, "is not a regular file")) from error
    except OSError as error:
        raise Failed(FileError(path, 0, f"cannot be read: {why(error)}")) from error


def decode(path: str, data: bytes) -> Source:
    """The text of a file by its byte order mark or PEP 263 cookie. Raises Failed where that goes wrong."""
    if b"\0" in data:
        line, column = _position(data, data.index(b"\0"))
        raise Failed(FileError(path, line, "is a binary file: it holds a NUL byte", column))
    encoding = _encoding(path, data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line, column = _position(data, error.start)
        name = "utf-8" if encoding == "utf-8-sig" else encoding
        raise Failed(FileError(path, line, f"is not {name}: {error.reason}", column)) from error
    except (LookupError, ValueError) as error:
        raise Failed(FileError(path, 1, f"cannot be decoded: {error}", 1)) from error
    if encoding not in ("utf-8", "utf-8-sig") and not _survives(data, text, encoding):
        raise Failed(FileError(path, 1, f"does not survive being read and written as {encoding}", 1))
    return Source(path, data, text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text, encoding)


_PLAIN = "".join(map(chr, range(32, 127))) + "\t\n\f\r"


def _survives(data: bytes, text: str, encoding: str) -> bool:
    """Whether a changed text can be written in an encoding: line by line, which takes one that holds ASCII as it is."""
    try:
        return text.encode(encoding) == data and _PLAIN.encode("ascii").decode(encoding) == _PLAIN
    except ValueError:
        return False


def _encoding(path: str, data: bytes) -> str:
    end = data.find(b"\n", data.find(b"\n") + 1)
    head = data[:end] if end >= 0 else data
    if b"coding" not in head and not head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        # It also looks for bytes that are no UTF-8 in the first two lines; decoding says better where they are.
        if "invalid or missing encoding" in str(error):
            return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
        message = str(error).replace(f" for {path!r}", "")
        raise Failed(FileError(path, 1, message, 1)) from error


def _position(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of a byte."""
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1


def _with_newlines(original: str, old: str, new: str) -> str:
    """`new`, with the newlines that `original` has where its lines are those of `old`."""
    endings = _NEWLINE.findall(original)
    common = Counter(endings).most_common(1)[0][0]
    if len(set(endings)) == 1:
        return new.replace("\n", common)
    olds, news = old.split("\n"), new.split("\n")
    found: list[str | None] = [None] * len(news)
    for old_at, new_at, size in matching_lines(olds, news):
        # The last line has no newline of its own.
        for step in range(size):
            if old_at + step < len(endings):
                found[new_at + step] = endings[old_at + step]
    parts = []
    near = next((ending for ending in found if ending is not None), common)
    for line, ending in zip(news[:-1], found[:-1], strict=True):
        near = ending or near
        parts += [line, near]
    return "".join([*parts, news[-1]])


def matching_lines(
    old: list[str], new: list[str], key: Callable[[str], str] | None = None
) -> Iterator[tuple[int, int, int]]:
    """Stretches of equal lines (of lines with an equal `key`): where in `old`, where in `new`, how many."""
    from difflib import SequenceMatcher

    limit = min(len(old), len(new))
    head = _alike(old, new, limit, key)
    tail = _alike(old[::-1], new[::-1], limit - head, key)
    yield 0, 0, head
    olds, news = old[head : len(old) - tail], new[head : len(new) - tail]
    middle = (
        SequenceMatcher(None, olds, news)
        if key is None
        else SequenceMatcher(None, [*map(key, olds)], [*map(key, news)])
    )
    for block in middle.get_matching_blocks():
        yield head + block.a, head + block.b, block.size
    yield len(old) - tail, len(new) - tail, tail


def _alike(old: Sequence[str], new: Sequence[str], limit: int, key: Callable[[str], str] | None) -> int:
    """How many of the first lines are equal, or have an equal key."""
    done, most = 0, 1 << 12
    step = most
    while done < limit:
        # Most lines of a file are as they were: many are compared in one, and fewer only near where they differ.
        step = min(step, limit - done)
        if old[done : done + step] == new[done : done + step]:
            done += step
        elif step > 1:
            step //= 2
        elif key is not None and key(old[done]) == key(new[done]):
            done, step = done + 1, most
        else:
            break
    return done


def width(text: str) -> int:
    """How long a line may get: as long as they are in this file, within reason."""
    return max(88, min(120, max(map(len, text.split("\n")))))
