"""A module of the standard library is imported where the file's other imports would put it."""

from __future__ import annotations

import ast
import sys

import libcst as cst

from bridgefix.facts import FileFacts
from bridgefix.findings import Refusal


def module_name(facts: FileFacts, module: str) -> str | None:
    """What a file calls a module that it imports as a whole; None where it does not. Raises Refusal where the module's
    own name means something else.
    """
    for name, source in facts.imports.items():
        if source.module == module and not source.name and not source.level:
            return name
    if module in facts.module.bindings or module in facts.imports:
        raise Refusal(f"`{module}` means something else in this file", 1, facts.path)
    return None


def is_always_imported(text: str, name: str) -> bool:
    """Whether a file's own top-level code imports a module by this name, under no condition (such as `TYPE_CHECKING`)."""
    return any(
        (alias.asname or alias.name.split(".")[0]) == name
        for statement in ast.parse(text).body
        if isinstance(statement, ast.Import)
        for alias in statement.names
    )


def with_module(module: cst.Module, name: str) -> cst.Module:
    """The module with `import name` among its plain imports, in the order of the alphabet."""
    body = list(module.body)
    new = cst.ensure_type(
        cst.parse_statement(f"import {name}\n", config=module.config_for_parsing), cst.SimpleStatementLine
    )
    imports = [(index, node) for index, line in enumerate(body) if (node := _import(line)) is not None]
    if not imports:
        place = int(module.get_docstring() is not None)
        return module.with_changes(body=[*body[:place], new, *body[place:]])
    standard = [(index, node) for index, node in imports if _is_standard(node)]
    plain = [(index, node) for index, node in standard if isinstance(node, cst.Import)]
    for index, node in plain:
        if _source(node) > name:
            return _before(module, index, new)
    if plain:
        return _at(module, plain[-1][0] + 1, new)
    ours = [(index, node) for index, node in standard if _source(node) != "__future__"]
    if ours:
        return _before(module, ours[0][0], new)
    futures = [index for index, node in imports if _source(node) == "__future__"]
    others = [index for index, node in imports if _source(node) != "__future__"]
    if not others:
        return _at(module, futures[-1] + 1, new.with_changes(leading_lines=[cst.EmptyLine(indent=False)]))
    first = body[others[0]]
    assert isinstance(first, cst.SimpleStatementLine)
    blank = [cst.EmptyLine(indent=False)]
    above = first.leading_lines if others[0] > 0 else []
    body[others[0]] = first.with_changes(leading_lines=blank)
    return module.with_changes(body=[*body[: others[0]], new.with_changes(leading_lines=above), *body[others[0] :]])


def _import(line: cst.CSTNode) -> cst.Import | cst.ImportFrom | None:
    if isinstance(line, cst.SimpleStatementLine) and isinstance(line.body[0], cst.Import | cst.ImportFrom):
        return line.body[0]
    return None


def _source(node: cst.Import | cst.ImportFrom) -> str:
    text = cst.Module([]).code_for_node(node)
    parsed = ast.parse(text).body[0]
    if isinstance(parsed, ast.ImportFrom):
        return "." * parsed.level + (parsed.module or "")
    assert isinstance(parsed, ast.Import)
    return parsed.names[0].name


def _is_standard(node: cst.Import | cst.ImportFrom) -> bool:
    return _source(node).split(".")[0] in sys.stdlib_module_names


def _before(module: cst.Module, index: int, new: cst.SimpleStatementLine) -> cst.Module:
    """The new import above another one, whose comments and blank lines now stand above both."""
    line = module.body[index]
    assert isinstance(line, cst.SimpleStatementLine)
    new = new.with_changes(leading_lines=line.leading_lines)
    body = [*module.body[:index], new, line.with_changes(leading_lines=[]), *module.body[index + 1 :]]
    return module.with_changes(body=body)


def _at(module: cst.Module, index: int, new: cst.SimpleStatementLine) -> cst.Module:
    return module.with_changes(body=[*module.body[:index], new, *module.body[index:]])
