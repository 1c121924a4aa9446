"""Code that moves to another file takes the imports along that it needs."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from bridgefix.facts import FileFacts, Import
from bridgefix.project import Project
from bridgefix.rewrite.edit import dotted
from bridgefix.rewrite.reading import Reading

Baggage = tuple["Needed", ...]


@dataclass(frozen=True)
class Needed:
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
    names = {n.id for s in moved for n in ast.walk(s) if isinstance(n, ast.Name)} - set(fetch.scope.locals)
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


def imported(module: cst.Module, source: str, name: str) -> cst.Module:
    """The module with `from source import name` (`import name` for no source) at its top level, if it lacks it."""
    body = list(module.body)
    text = f"from {source} import {name}\n" if source else f"import {name}\n"
    if any(module.code_for_node(line).strip() == text.strip() for line in body):
        return module
    same = list(_from_imports(module, source))
    if any(alias.evaluated_name == name and alias.asname is None for _, _, node in same for alias in _aliases(node)):
        return module
    if same:
        index, place, node = same[0]
        line = cst.ensure_type(body[index], cst.SimpleStatementLine)
        smalls = [*line.body[:place], _with_name(node, name), *line.body[place + 1 :]]
        body[index] = line.with_changes(body=smalls)
        return module.with_changes(body=body)
    new = cst.ensure_type(cst.parse_statement(text, config=module.config_for_parsing), cst.SimpleStatementLine)
    for index, _, node in _from_imports(module, None):
        other = dotted(node.module)
        first = source or name
        if other.split(".")[0] == first.split(".")[0] and other > source:
            line = cst.ensure_type(body[index], cst.SimpleStatementLine)
            new = new.with_changes(leading_lines=line.leading_lines)
            body[index] = line.with_changes(leading_lines=[])
            return module.with_changes(body=[*body[:index], new, *body[index:]])
    imports = [
        index
        for index, line in enumerate(body)
        if isinstance(line, cst.SimpleStatementLine) and isinstance(line.body[0], cst.Import | cst.ImportFrom)
    ]
    place = imports[-1] + 1 if imports else int(module.get_docstring() is not None)
    return module.with_changes(body=[*body[:place], new, *body[place:]])


def _from_imports(module: cst.Module, source: str | None) -> Iterator[tuple[int, int, cst.ImportFrom]]:
    """The absolute `from x import …` of the top level: index of the line, place in it, node."""
    for index, line in enumerate(module.body):
        for place, node in enumerate(line.body if isinstance(line, cst.SimpleStatementLine) else ()):
            if not isinstance(node, cst.ImportFrom) or node.relative or isinstance(node.names, cst.ImportStar):
                continue
            if source is None or dotted(node.module) == source:
                yield index, place, node


def _aliases(node: cst.ImportFrom) -> Sequence[cst.ImportAlias]:
    return node.names if not isinstance(node.names, cst.ImportStar) else ()


def _in_order(name: str) -> tuple[int, str]:
    """Where isort and ruff put a name among those imported from one module."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.lower()


def _with_name(node: cst.ImportFrom, name: str) -> cst.ImportFrom:
    """`from x import a, c` with `b` where the alphabet puts it: constants, then classes, then the rest."""
    aliases = list(_aliases(node))
    place = next(
        (i for i, alias in enumerate(aliases) if _in_order(alias.evaluated_name) > _in_order(name)), len(aliases)
    )
    gap = node.lpar.whitespace_after if isinstance(node.lpar, cst.LeftParen) and len(aliases) == 1 else None
    comma = next(
        (alias.comma for alias in aliases[:-1] if isinstance(alias.comma, cst.Comma)),
        cst.Comma(whitespace_after=gap if gap is not None and not gap.empty else cst.SimpleWhitespace(" ")),
    )
    new = cst.ImportAlias(name=cst.Name(name))
    if place == len(aliases):
        closing = aliases[-1].comma
        aliases[-1] = aliases[-1].with_changes(comma=comma)
        aliases.append(new.with_changes(comma=closing))
    else:
        aliases.insert(place, new.with_changes(comma=comma))
    return node.with_changes(names=aliases)
