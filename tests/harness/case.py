"""Case folders, read and checked; the format is explained in tests/cases/README.md."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class CaseError(Exception):
    """A case folder that says something the harness does not understand."""


@dataclass(frozen=True)
class Scene:
    """One `[run]` or `[[also]]` table."""

    data: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    start: tuple[str, ...] = ()
    press: tuple[str, ...] = ()
    start_fails: tuple[str, ...] = ()
    bridge: str | None = None
    args: tuple[str, ...] | None = None
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    read: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    state: tuple[str, ...] = ("events",)
    shows: Mapping[str, Any] = field(default_factory=dict)
    fetches: tuple[str, ...] | None = None
    main_may_block: bool = False
    app: str | None = None
    on: str | None = None
    module: str = "app"
    delay: float = 0.2
    late: tuple[str, ...] = ()
    before_fails: tuple[str, ...] = ()

    @property
    def starts(self) -> bool:
        """Whether there is a start path to run."""
        return bool(self.start or self.press)

    @property
    def bridges(self) -> bool:
        """Whether there is a bridge path to run."""
        return bool(self.bridge) and self.args is not None


@dataclass(frozen=True)
class Expected:
    """A finding that a case lists; None means not compared."""

    rule: str
    symbol: str | None = None
    line: int | None = None
    fix: str | None = None


@dataclass(frozen=True)
class Case:
    """A case folder."""

    folder: Path
    why: str
    options: tuple[str, ...]
    findings: tuple[Expected, ...]
    scenes: tuple[Scene, ...]
    pending: str | None = None
    """What the tool still gets wrong; its text is then expected to differ."""

    @property
    def name(self) -> str:
        """The rule and the sentence."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def rule(self) -> str:
        """The rule that the case is about."""
        return self.folder.parent.name

    @property
    def spans_files(self) -> bool:
        """Whether before and after are folders."""
        return (self.folder / "before").is_dir()

    @property
    def before(self) -> dict[str, bytes]:
        """The files as someone wrote them, by path relative to the project."""
        return _files(self.folder, "before")

    @property
    def after(self) -> dict[str, bytes] | None:
        """The files as the fix leaves them, also those that it does not change; None without a fix."""
        changed = _files(self.folder, "after")
        if not changed:
            return None
        return changed if not self.spans_files else {**self.before, **changed}

    @property
    def refused(self) -> str | None:
        """Why no fix is offered."""
        path = self.folder / "refused.txt"
        return path.read_text(encoding="utf-8") if path.exists() else None

    @property
    def kind(self) -> str:
        """What must come of the case: `fixed`, `refused` or `near miss`."""
        if self.after is not None:
            return "fixed"
        return "refused" if self.refused is not None else "near miss"


def find_cases(root: Path) -> list[Path]:
    """All case folders below `root`, sorted."""
    return sorted(path.parent for path in root.glob("*/*/case.toml"))


def load(folder: Path) -> Case:
    """Read a case folder.

    Raises:
        CaseError: If a key is unknown, a value has the wrong type, or the folder's files do not make a case.
    """
    try:
        table = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CaseError(f"{folder.name}/case.toml: {error}") from error
    unknown = table.keys() - {"why", "options", "pending", "findings", "run", "also"}
    if unknown:
        raise CaseError(f"{folder.name}/case.toml: unknown key {min(unknown)!r}")
    if not table.get("why"):
        raise CaseError(f"{folder.name}/case.toml: say why the case exists")
    run = table.get("run")
    if table.get("also") and run is None:
        raise CaseError(f"{folder.name}/case.toml: [[also]] varies [run], and there is none")
    scenes = [] if run is None else [_scene(folder, run)]
    for also in table.get("also", ()):
        changed = {**run, **also}
        if "errors" in also and "args" not in also:
            changed.pop("args", None)
        scenes.append(_scene(folder, changed))
    case = Case(
        folder=folder,
        why=table["why"],
        options=tuple(table.get("options", ())),
        findings=tuple(_expected(folder, each) for each in table.get("findings", ())),
        scenes=tuple(scenes),
        pending=table.get("pending"),
    )
    if not case.before:
        raise CaseError(f"{folder.name}: no before.py and no before/")
    if case.after is not None and case.refused is not None:
        raise CaseError(f"{folder.name}: both an after and a refused.txt")
    if case.kind != "near miss" and any(scene.bridges and not scene.before_fails for scene in case.scenes):
        raise CaseError(f"{folder.name}/case.toml: say how before fails (before_fails)")
    return case


def _files(folder: Path, side: str) -> dict[str, bytes]:
    single = folder / f"{side}.py"
    if single.exists():
        return {"app.py": single.read_bytes()}
    root = folder / side
    found = (path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(found)}


def _expected(folder: Path, table: Mapping[str, Any]) -> Expected:
    unknown = table.keys() - {each.name for each in dataclasses.fields(Expected)}
    if unknown:
        raise CaseError(f"{folder.name}/case.toml: unknown key {min(unknown)!r} in [[findings]]")
    return Expected(**{"rule": folder.parent.name, **table})


# Where a table may say one string in place of a list.
_LISTS = {"start", "press", "start_fails", "args", "read", "ignore", "state", "fetches", "before_fails", "late"}


def _scene(folder: Path, table: Mapping[str, Any]) -> Scene:
    known = {each.name for each in dataclasses.fields(Scene)}
    unknown = table.keys() - known
    if unknown:
        raise CaseError(f"{folder.name}/case.toml: unknown key {min(unknown)!r} in [run]")
    values = dict(table)
    for key in _LISTS & values.keys():
        values[key] = (values[key],) if isinstance(values[key], str) else tuple(values[key])
        if not all(isinstance(each, str) for each in values[key]):
            raise CaseError(f"{folder.name}/case.toml: {key} is a string or a list of strings")
    return Scene(**values)
