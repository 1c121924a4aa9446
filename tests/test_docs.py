"""The documentation: pages made from the code are current, links lead somewhere, commands exist. Without a network."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
import yaml
from markdown_it import MarkdownIt

from bridgefix.cli import command
from bridgefix.findings import UsageError
from bridgefix.rules import RULES
from bridgefix.settings import KEYS, settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAPERS = [*sorted(DOCS.rglob("*.md")), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
NAMES = [str(path.relative_to(ROOT)) for path in PAPERS]
MARKDOWN = MarkdownIt("commonmark").enable("table")
CODES = [rule.code for rule in RULES]


def made():
    """The pages as the code makes them now."""
    spec = importlib.util.spec_from_file_location("docs_pages", DOCS / "pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


def test_pages_made_from_the_code_are_current():
    pages = made()
    old = [name for name, text in pages.items() if not (DOCS / name).exists() or (DOCS / name).read_text() != text]
    assert not old, "run `make pages`"
    assert {f"rules/{path.name}" for path in (DOCS / "rules").iterdir()} == {
        name for name in pages if name.startswith("rules/")
    }


def test_a_page_of_a_rule_says_what_explain_says():
    for rule in RULES:
        page = (DOCS / f"rules/{rule.code}.md").read_text()
        words = re.sub(r"^```\w*$", "", page.removeprefix("# "), flags=re.MULTILINE).split()
        assert words == rule.doc.split()


def tokens(path):
    """All tokens of a page, those within lines among them."""
    for token in MARKDOWN.parse(path.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def anchors(path):
    """What a `#` of a link to the page may name: its headings, spelled as by GitHub and by mkdocs."""
    found = set()
    items = MARKDOWN.parse(path.read_text(encoding="utf-8"))
    for index, token in enumerate(items):
        if token.type == "heading_open":
            text = re.sub(r"[^\w\- ]", "", items[index + 1].content.lower())
            found.add(text.strip().replace(" ", "-"))
    return found


@pytest.mark.parametrize("path", PAPERS, ids=NAMES)
def test_links_lead_somewhere(path):
    for token in tokens(path):
        target = token.attrs.get("href") or token.attrs.get("src")
        if not target:
            continue
        if re.match(r"https://", target):
            continue
        assert ":" not in target, f"{target}: neither https nor a file"
        name, _, anchor = unquote(target).partition("#")
        page = (path.parent / name).resolve() if name else path
        assert page.exists(), target
        assert page.is_relative_to(DOCS) or not path.is_relative_to(DOCS), f"{target} is not part of the site"
        if anchor:
            assert anchor in anchors(page), target


def test_every_page_is_in_the_navigation():
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text())
    listed = {page for item in site["nav"] for page in item.values()}
    pages = {str(path.relative_to(DOCS)).replace(os.sep, "/") for path in DOCS.rglob("*.md")}
    # The rules are listed on a page of their own.
    assert listed == {page for page in pages if not re.fullmatch(r"rules/BF\d+\.md", page)}


def test_commands_in_the_documentation_exist():
    options = {option for item in command.params for option in item.opts}
    seen = 0
    for path in PAPERS:
        lines = [line for token in tokens(path) if token.type == "fence" for line in token.content.splitlines()]
        lines += [token.content for token in tokens(path) if token.type == "code_inline"]
        for line in lines:
            for words in re.findall(r"(?:^|[\s$`(])bridgefix((?: +[^\s|&;#`]+)+)", line):
                for word in words.split():
                    if re.match(r"--?[a-z]", word):
                        seen += 1
                        assert word.partition("=")[0] in options | {"-h"}, f"{path.name}: {line}"
    assert seen > 30


def test_workflows_in_the_documentation_are_workflows():
    text = (DOCS / "ci.md").read_text()
    recipes = [yaml.safe_load(block) for block in re.findall(r"<!-- recipe.*? -->\n```yaml\n(.*?)```", text, re.DOTALL)]
    assert len(recipes) == 2
    for recipe in recipes:
        # YAML 1.1 takes `on` for a truth.
        assert recipe[True] == ["push", "pull_request"]
        (job,) = recipe["jobs"].values()
        assert any("bridgefix --format" in step.get("run", "") for step in job["steps"])
    assert recipes[1]["permissions"]["security-events"] == "write"


def test_hooks_in_the_documentation_are_those_that_there_are():
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    (block,) = re.findall(r"```yaml\n(repos:.*?)```", (DOCS / "ci.md").read_text(), re.DOTALL)
    assert {hook["id"] for hook in yaml.safe_load(block)["repos"][0]["hooks"]} == hooks


TABLES = {
    "nothing": {},
    "all that there is": {
        "select": ["BF001", "threads"],
        "ignore": ["BF002"],
        "per-file-ignores": {"tools/": ["all"], "*.py": []},
        "exclude": ["a/"],
        "baseline": "known.json",
        "blocking": ["acme.*"],
        "bridge-pattern": "show_{x}",
        "fetch-pattern": "{x}",
        "unsafe-fixes": True,
        "exemplar": "show",
        "format": "sarif",
        "jobs": 0,
        "quiet": True,
        "verbose": False,
    },
    "an unknown key": {"selct": []},
    "no list": {"select": "BF001"},
    "an unknown rule": {"select": ["BF999"]},
    "no words": {"exclude": [1]},
    "no truth": {"quiet": "yes"},
    "a negative number": {"jobs": -1},
    "a truth for a number": {"jobs": True},
    "an unknown format": {"format": "xml"},
    "a pattern without x": {"bridge-pattern": "show"},
    "a pattern with two x": {"fetch-pattern": "{x}{x}"},
    "no table": {"per-file-ignores": ["a"]},
    "an unknown rule for a file": {"per-file-ignores": {"a": ["BF999"]}},
    "not all but a file": {"per-file-ignores": {"!a": ["BF001"]}},
}


def toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + " }"
    return json.dumps(value)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_schema_and_the_command_agree(table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = "".join(f"{key} = {toml(value)}\n" for key, value in table.items())
    (tmp_path / "pyproject.toml").write_text(f"[tool.bridgefix]\n{lines}")
    try:
        settings({}, ["."], CODES)
    except UsageError:
        taken = False
    else:
        taken = True
    schema = json.loads((DOCS / "bridgefix.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    assert jsonschema.Draft7Validator(schema).is_valid(table) is taken
    assert taken is (table in (TABLES["nothing"], TABLES["all that there is"]))
    assert set(TABLES["all that there is"]) == set(KEYS)


def test_each_test_that_a_guarantee_names_is_there():
    page = (DOCS / "guarantees.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/test_\w+\.py)::(test_\w+)`", page)
    assert len(named) > 40
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, f"{file} has no {name}"
    rows = [line for line in page.splitlines() if line.startswith("| ") and line != "| promise | held by |"]
    assert [row for row in rows if "`tests/test_" not in row.split(" | ")[-1]] == []
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"`make ([a-z]+)`", page)) <= set(targets)
