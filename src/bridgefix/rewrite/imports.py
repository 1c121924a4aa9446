"""A file gets an import where its other imports would put it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence

import libcst as cst

from bridgefix.facts import FileFacts
from bridgefix.findings import Refusal
from bridgefix.rewrite.edit import dotted


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


def imported(module: cst.Module, source: str, name: str) -> cst.Module:
    """The module with `from source import name` (`import name` for no source) at its top level, if it lacks it.

    It comes where isort and ruff put it, as far as the file's own imports stand in that order.
    """
    body = list(module.body)
    text = f"from {source} import {name}\n" if source else f"import {name}\n"
    if any(module.code_for_node(line).strip() == text.strip() for line in body):
        return module
    same = [
        (index, place, node)
        for index, line in enumerate(body)
        for place, node in enumerate(line.body if isinstance(line, cst.SimpleStatementLine) else ())
        if isinstance(node, cst.ImportFrom) and _module(node) == source and not isinstance(node.names, cst.ImportStar)
    ]
    if any(alias.evaluated_name == name and alias.asname is None for _, _, node in same for alias in _aliases(node)):
        return module
    if same:
        index, place, node = same[0]
        line = cst.ensure_type(body[index], cst.SimpleStatementLine)
        smalls = [*line.body[:place], _with_name(node, name), *line.body[place + 1 :]]
        body[index] = line.with_changes(body=smalls)
        return module.with_changes(body=body)
    new = cst.ensure_type(cst.parse_statement(text, config=module.config_for_parsing), cst.SimpleStatementLine)
    return _with_line(module, new)


def _with_line(module: cst.Module, new: cst.SimpleStatementLine) -> cst.Module:
    """The module with one more import, among those of its package or of its section, or in a block of its own."""
    body = list(module.body)
    blocks = _blocks(body)
    kin = [block for block in blocks if any(_package(body[index]) == _package(new) for index in block)] or [
        block for block in blocks if any(_section(body[index]) == _section(new) for index in block)
    ]
    blank = [cst.EmptyLine(indent=False)]
    if kin:
        order = _order([body[index] for index in kin[0]])
        place = next((index for index in kin[0] if order(body[index]) > order(new)), kin[0][-1] + 1)
        if place == kin[0][0] and not (
            place and _imports(body[place - 1]) and _section(body[place - 1]) == _section(new)
        ):
            # What stands above the block is about all of it; amid a section it is about the next line.
            first = cst.ensure_type(body[place], cst.SimpleStatementLine)
            body[place] = first.with_changes(leading_lines=[])
            new = new.with_changes(leading_lines=first.leading_lines)
        return module.with_changes(body=[*body[:place], new, *body[place:]])
    before = [index for block in blocks for index in block if _section(body[index]) < _section(new)]
    if before:
        place = before[-1] + 1
        joined = any(before[-1] in block and place in block for block in blocks)
        new = new.with_changes(leading_lines=[] if joined else blank)
    elif blocks:
        place = blocks[0][0]
        first = cst.ensure_type(body[place], cst.SimpleStatementLine)
        body[place] = first.with_changes(leading_lines=blank)
        new = new.with_changes(leading_lines=first.leading_lines if place else [])
    else:
        place = int(module.get_docstring() is not None)
    return module.with_changes(body=[*body[:place], new, *body[place:]])


def _blocks(body: Sequence[cst.BaseStatement | cst.BaseSmallStatement]) -> list[list[int]]:
    """The lines of the imports above the first definition; those of a block stand together without a blank line."""
    found: list[list[int]] = []
    for index, line in enumerate(body):
        if isinstance(line, cst.FunctionDef | cst.ClassDef):
            break
        if not _imports(line):
            continue
        apart = any(above.comment is None for above in cst.ensure_type(line, cst.SimpleStatementLine).leading_lines)
        if found and found[-1][-1] == index - 1 and not apart:
            found[-1].append(index)
        else:
            found.append([index])
    return found


def _imports(line: cst.CSTNode) -> str:
    """The module that a line imports (from); empty where it is no import."""
    node = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
    if isinstance(node, cst.Import):
        return dotted(node.names[0].name)
    return _module(node) if isinstance(node, cst.ImportFrom) else ""


def _module(node: cst.ImportFrom) -> str:
    return "." * len(node.relative) + dotted(node.module)


def _package(line: cst.CSTNode) -> str:
    return _imports(line).split(".")[0]


def _section(line: cst.CSTNode) -> int:
    package = _package(line)
    if package == "__future__":
        return 0
    return 1 if package in sys.stdlib_module_names else 2 if package else 3


def _by_form(line: cst.CSTNode) -> tuple[int, bool, str]:
    plain = isinstance(line, cst.SimpleStatementLine) and isinstance(line.body[0], cst.Import)
    return _section(line), not plain, _imports(line).lower()


def _by_name(line: cst.CSTNode) -> tuple[int, bool, str]:
    return _section(line), True, _imports(line).lower()


def _order(lines: Sequence[cst.CSTNode]) -> Callable[[cst.CSTNode], tuple[int, bool, str]]:
    """In which order a block stands: `import x` above `from x import y`, or (isort's force_sort_within_sections) mixed."""
    return _by_name if _stands(lines, _by_name) and not _stands(lines, _by_form) else _by_form


def _stands(lines: Sequence[cst.CSTNode], order: Callable[[cst.CSTNode], tuple[int, bool, str]]) -> bool:
    keys = [order(line) for line in lines]
    return keys == sorted(keys)


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
