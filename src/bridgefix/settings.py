"""What the user chose: options and `[tool.bridgefix]`, checked, in one frozen object."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """One run's choices. `Settings()` is a run without options and without a pyproject.toml."""

    select: tuple[str, ...] = ()
    """The codes of the rules to run; none means the default ones."""
    exclude: tuple[str, ...] = ()
    """Patterns, as in a .gitignore, of files to leave alone."""
    blocking: tuple[str, ...] = ()
    """Dotted names (`acme.api.*`) of calls that block, besides the well-known ones."""
    bridge_pattern: str = "_update_{x}_table"
    """How bridges are called here: raises confidence, decides nothing alone."""
    fetch_pattern: str = "_fetch_and_update_{x}_table"
    """How fetch-and-render methods are called here."""
    unsafe_fixes: bool = False
    exemplar: str | None = None
    """The name of the correct bridge to learn from; asks for the template also where a split would do."""
