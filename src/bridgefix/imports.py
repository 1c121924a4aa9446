"""Which files of a project the imports of a file lead to, by looking where Python would."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache

from bridgefix import probes
from bridgefix.facts import FileFacts, Import

_TOPS = (".git", "pyproject.toml", "setup.py", "setup.cfg")
"""What marks the top folder of a project."""


class Imports:
    """Looks modules up on the disk, each once. Installed packages are not looked for."""

    def __init__(self, tops: Iterable[str] = ()) -> None:
        """`tops` are folders that count as the top of a project, besides those that look like one."""
        self._tops = {os.path.realpath(top) for top in tops}
        self._held: dict[tuple[str, str], bool] = {}
        self._starting: dict[tuple[str, int, str], tuple[str, ...]] = {}
        self._modules: dict[str, str | None] = {}
        self._roots: dict[str, tuple[str, ...]] = {}
        self._found: dict[str, dict[Import, tuple[str, ...]]] = {}
        self._real = cache(os.path.realpath)
        self._marked: dict[str, bool] = {}

    def files(self, facts: FileFacts) -> Iterator[str]:
        """Paths, spelled as that of the importing file, of the modules that it imports."""
        folder = os.path.dirname(facts.path)
        # The files of a folder mostly import the same.
        known = self._found.setdefault(folder, {})
        for item in all_imports(facts):
            found = known.get(item)
            if found is None:
                found = known[item] = self._find(folder, item)
            yield from found

    def _find(self, folder: str, item: Import) -> tuple[str, ...]:
        first = item.module.partition(".")[0]
        for base in self._starts(folder, item.level, first):
            module = os.path.join(base, *item.module.split(".")) if item.module else base
            # `from package import name`: the name may be a module of the package.
            stems = [module, os.path.join(module, item.name)] if item.name not in ("", "*") else [module]
            found = tuple(path for path in map(self._module, stems) if path)
            if found:
                return found
        return ()

    def _starts(self, folder: str, level: int, first: str) -> tuple[str, ...]:
        """Where an import of a file in `folder` may start from, nearest first: of most names that are imported, nowhere."""
        key = (folder, level, first)
        if key not in self._starting:
            bases = (os.path.join(folder, *[os.pardir] * (level - 1)),) if level else self._bases(folder)
            self._starting[key] = tuple([base for base in bases if not first or self._holds(base, first)])
        return self._starting[key]

    def _holds(self, folder: str, name: str) -> bool:
        """Whether a folder has any module or package of this name."""
        if (folder, name) not in self._held:
            stem = os.path.join(folder, name)
            self._held[folder, name] = probes.exists(stem) or probes.is_file(stem + ".py")
        return self._held[folder, name]

    def _module(self, stem: str) -> str | None:
        if stem not in self._modules:
            candidates = (stem + ".py", os.path.join(stem, "__init__.py"))
            self._modules[stem] = next((os.path.normpath(path) for path in candidates if probes.is_file(path)), None)
        return self._modules[stem]

    def _bases(self, folder: str) -> tuple[str, ...]:
        """The folders that absolute imports of a file in `folder` may start from."""
        if folder not in self._roots:
            chain = self._up_to_the_top(folder)
            plain = [above for above in chain if not is_package(above)] or [chain[-1]]
            inner = os.path.join(chain[-1], "src")
            self._roots[folder] = (*plain, inner) if probes.exists(inner) else tuple(plain)
        return self._roots[folder]

    def _up_to_the_top(self, folder: str) -> list[str]:
        """The folder and those above it, up to the top of its project; without one, up to that of its package."""
        chain = [folder]
        while not self._is_top(chain[-1]):
            # Upwards by "..", so that the spelling stays relative where it was.
            parent = os.path.normpath(os.path.join(chain[-1], os.pardir))
            if self._real(parent) == self._real(chain[-1]):
                return [next(above for above in chain if not is_package(above))]
            chain.append(parent)
        return chain

    def _is_top(self, folder: str) -> bool:
        if folder not in self._marked:
            self._marked[folder] = self._real(folder) in self._tops or is_marked(folder)
        return self._marked[folder]


def all_imports(facts: FileFacts) -> Iterable[Import]:
    found = dict.fromkeys((*facts.imports.values(), *facts.stars))
    for function in facts.functions.values():
        if function.imports:
            found.update(dict.fromkeys(function.imports.values()))
    return found


def is_marked(folder: str) -> bool:
    """Whether a folder has what the top of a project has."""
    return any(probes.exists(os.path.join(folder, mark)) for mark in _TOPS)


def is_package(folder: str) -> bool:
    """Whether a folder is a regular package."""
    return probes.is_file(os.path.join(folder, "__init__.py"))
