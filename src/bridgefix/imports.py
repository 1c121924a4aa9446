"""Which files of a project the imports of a file lead to, by looking where Python would."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bridgefix.facts import FileFacts, Import

_TOPS = (".git", "pyproject.toml", "setup.py", "setup.cfg")
"""What marks the top folder of a project."""


def imported_files(facts: FileFacts) -> Iterator[str]:
    """Paths, spelled as that of the importing file, of the modules it imports. Installed packages are not looked for."""
    folder = os.path.dirname(facts.path)
    for item in _all_imports(facts):
        if item.level:
            bases = [os.path.join(folder, *[os.pardir] * (item.level - 1))]
        else:
            bases = list(_roots(folder))
        for base in bases:
            module = os.path.join(base, *item.module.split(".")) if item.module else base
            # `from package import name`: the name may be a module of the package.
            paths = [_module(os.path.join(module, item.name))] if item.name and item.name != "*" else []
            found = [path for path in (*paths, _module(module)) if path]
            yield from found
            if found:
                break


def _all_imports(facts: FileFacts) -> Iterable[Import]:
    found = dict.fromkeys((*facts.imports.values(), *facts.stars))
    for function in facts.functions.values():
        found.update(dict.fromkeys(function.imports.values()))
    return found


@lru_cache(maxsize=None)
def _module(stem: str) -> str | None:
    for path in (stem + ".py", os.path.join(stem, "__init__.py")):
        if os.path.isfile(path):
            return os.path.normpath(path)
    return None


@lru_cache(maxsize=None)
def _roots(folder: str) -> tuple[str, ...]:
    """The folders that absolute imports of a file in `folder` may start from, nearest first."""
    chain = [folder]
    while not any(os.path.exists(os.path.join(chain[-1], top)) for top in _TOPS):
        # Upwards by "..", so that the spelling stays relative where it was.
        parent = os.path.normpath(os.path.join(chain[-1], os.pardir))
        if os.path.realpath(parent) == os.path.realpath(chain[-1] or os.curdir):
            # No project round it: only the folder above its own packages can be meant.
            chain = [next(folder for folder in chain if not _is_package(folder))]
            break
        chain.append(parent)
    plain = [folder for folder in chain if not _is_package(folder)] or [chain[-1]]
    return (*plain, os.path.join(chain[-1], "src"))


def _is_package(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "__init__.py"))
