"""Trees to write, and what became of them."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import fake
from bridgefix import engine
from bridgefix.findings import Report
from bridgefix.settings import Settings

SETTINGS = Settings(select=("BF001",), jobs=1)
MODES = (0o644, 0o755, 0o600)


@dataclass
class Kept:
    """All that a file must not lose."""

    old: bytes
    new: bytes
    mode: int
    owner: tuple[int, int]
    attribute: bytes | None


@dataclass
class Tree:
    """Files with something to fix, read and mended up to the moment of writing."""

    folder: Path
    files: dict[Path, Kept] = field(default_factory=dict)
    groups: list[tuple[Path, ...]] = field(default_factory=list)
    """Those that are written whole or not at all."""
    reading: engine.Reading = field(init=False)
    report: Report = field(init=False)

    def look(self) -> None:
        """As `--apply` does before it writes."""
        self.reading = engine.read([str(self.folder)], SETTINGS, writes=True)
        self.report = engine.look(self.reading, SETTINGS, rules=fake.RULES, fixes=fake.FIXES)

    def take_for_granted(self) -> None:
        """As `look`, without the findings: hundreds of fixes take their time."""
        self.reading = engine.read([str(self.folder)], SETTINGS, writes=True)
        before = {path: source.data for path, source in self.reading.sources.items()}
        after = {
            path: data.replace(b"self.refetch()", b"self.show(data)\n        self.done()") + b"# and this\n"
            for path, data in before.items()
        }
        groups = tuple(tuple(map(str, group)) for group in self.groups)
        self.report = Report(changed=tuple(sorted(after)), before=before, after=after, groups=groups)

    def write(self) -> Report:
        return engine.write(self.reading, self.report)

    def restore(self) -> None:
        """All as it was before the first run, leftovers included."""
        for path in self.leftovers():
            path.unlink()
        for path, kept in self.files.items():
            if not path.exists() or path.read_bytes() != kept.old:
                _make(path, kept)

    def leftovers(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob(".bridgefix-*"))

    def new(self) -> set[str]:
        """The files that are written, as the report calls them."""
        return {str(path) for path, kept in self.files.items() if path.exists() and path.read_bytes() == kept.new}

    def wrong(self, *, whole: bool, edited: Path | None = None) -> list[str]:
        """What must never be: files that are gone, neither old nor new, or changed in what is not their bytes.

        `whole`: nor half of a fix. `edited`: the file that is not ours any more.
        """
        found = []
        for path, kept in self.files.items():
            if path == edited:
                continue
            if not path.exists():
                found.append(f"lost: {path.name}")
            elif path.read_bytes() not in (kept.old, kept.new):
                found.append(f"torn: {path.name}")
            elif _measured(path, kept.old, kept.new) != kept:
                found.append(f"mode, owner or attribute: {path.name}")
        if whole:
            new = self.new()
            for group in self.groups:
                if edited not in group and 0 < sum(str(path) in new for path in group) < len(group):
                    found.append(f"half of a fix: {' '.join(path.name for path in group)}")
        return found


def plant(folder: Path, singles: int, pairs: int, *, look: bool = True) -> Tree:
    """A tree with so many files that are fixed alone, and so many pairs in two folders that one fix spans."""
    tree = Tree(folder.resolve())
    texts: dict[Path, str] = {}
    for number in range(singles):
        path = tree.folder / f"p{number % 10}" / f"alone{number}.py"
        texts[path] = fake.BROKEN
        tree.groups.append((path,))
    for number in range(pairs):
        first = tree.folder / f"p{number % 10}" / f"first{number}.py"
        second = tree.folder / f"p{(number + 3) % 10}" / f"second{number}.py"
        texts[first] = fake.BROKEN.replace("self.refetch()", f"self.refetch()  # with {second}")
        texts[second] = "import textual\n"
        tree.groups.append((first, second))
    for number, (path, text) in enumerate(sorted(texts.items())):
        kept = Kept(text.encode(), b"", MODES[number % 3], (os.getuid(), os.getgid()), b"mine" if number % 2 else None)
        _make(path, kept)
        tree.files[path] = kept
    if look:
        tree.look()
    else:
        tree.take_for_granted()
    for path, kept in tree.files.items():
        kept.new = tree.report.after[str(path)]
        # As the disk took it: there may be no attributes there.
        tree.files[path] = _measured(path, kept.old, kept.new)
    return tree


def _make(path: Path, kept: Kept) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(kept.old)
    path.chmod(kept.mode)
    if kept.attribute is not None and hasattr(os, "setxattr"):
        with suppress(OSError):
            os.setxattr(path, "user.note", kept.attribute)


def _measured(path: Path, old: bytes, new: bytes) -> Kept:
    status = path.stat()
    attribute = None
    if hasattr(os, "getxattr"):
        with suppress(OSError):
            attribute = os.getxattr(path, "user.note")
    return Kept(old, new, stat.S_IMODE(status.st_mode), (status.st_uid, status.st_gid), attribute)
