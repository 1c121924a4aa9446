"""Code that moves to another file takes the imports along that it needs."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from typing import NamedTuple

import libcst as cst

from bridgefix.facts import FileFacts, Import
from bridgefix.project import Project
from bridgefix.rewrite.imports import imported
from bridgefix.rewrite.names import walk
from bridgefix.rewrite.reading import Reading

Baggage = tuple["Needed", ...]


class Needed(NamedTuple):
    """A name of the old file's top level that the new file lacks."""

    name: str
    source: Import


def baggage(bridge: Reading, fetch: Reading, moved: Sequence[ast.stmt]) -> Baggage:
    """The imports that the bridge's file needs for these statements.

    Raises Refusal for a name that means something else there, or that is defined in the fetch's file itself.
    """
    if bridge.path == fetch.path:
        return ()
    project = fetch.model.project
    here, there = project.files[fetch.path], project.files[bridge.path]
    names = {n.id for s in moved for n in walk(s) if isinstance(n, ast.Name)} - set(fetch.scope.locals)
    found: list[Needed] = []
    for name in sorted(names - {fetch.receiver}):
        source = here.imports.get(name)
        if source is None:
            if hasattr(builtins, name) and not _defined(here, name):
                continue
            if _defined(here, name) and not _is_same(project, bridge.path, fetch.path, name):
                near = _imported_from(project, bridge.path, fetch.path)
                if near is None or _defined(there, name) or name in there.imports:
                    raise fetch.refuse(
                        f"`{name}` is defined in {fetch.path}, and the bridge is in {bridge.path}", moved[0].lineno
                    )
                found.append(Needed(name, Import(near, name, 0)))
            continue
        known = there.imports.get(name)
        if known == source and source.level == 0:
            continue
        if known is not None or _defined(there, name) or source.level or source.name != name:
            raise fetch.refuse(
                f"`{name}` is imported in {fetch.path}, and can't be imported in the same way in {bridge.path}",
                moved[0].lineno,
            )
        found.append(Needed(name, source))
    return tuple(found)


def _is_same(project: Project, here: str, there: str, name: str) -> bool:
    """Whether a name of one file's top level is imported into another under the same name."""
    variable = project.variable(here, name)
    if variable is not None:
        return variable[0].path == there
    value = project.top(here, name)
    return value is not None and value == project.top(there, name)


def _imported_from(project: Project, path: str, source: str) -> str | None:
    """The module name under which a file imports something from another; None where it does not, or relatively."""
    for item in project.files[path].imports.values():
        if item.level == 0 and item.name and project.find_module(path, item.module) == source:
            return item.module
    return None


def _defined(facts: FileFacts, name: str) -> bool:
    module = facts.module
    return name in module.bindings or name in module.children or name in module.classes


def with_imports(module: cst.Module, needed: Baggage) -> cst.Module:
    """The module with these imports added."""
    for item in needed:
        module = imported(module, item.source.module, item.name)
    return module
