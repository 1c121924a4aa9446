"""Write the pages that follow from the code: a page a rule, the table of the configuration, the schema for editors.

Run by `make pages`; a test says when they are not current.
"""

from __future__ import annotations

import ast
import json
import re
import textwrap
from pathlib import Path
from typing import Any

from bridgefix.rules import RULES, Rule
from bridgefix.settings import (
    DEFAULT_RULES,
    FLAG,
    KEYS,
    NAMES,
    NUMBER,
    RULE_SETS,
    RULES_BY_PATTERN,
    WORD,
    WORDS,
    Key,
    Settings,
    rule_sets,
)
from bridgefix.settings import RULES as RULE_LIST

DOCS = Path(__file__).resolve().parent
CODES = [rule.code for rule in RULES]
DEFAULTS = Settings._field_defaults


def main() -> None:
    """Write all pages."""
    (DOCS / "rules").mkdir(exist_ok=True)
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """The texts of the pages, by their names in this folder."""
    configuration = (DOCS / "configuration.md").read_text(encoding="utf-8")
    return {
        "rules/index.md": _index(),
        **{f"rules/{rule.code}.md": _page(rule) for rule in RULES},
        "configuration.md": _between(configuration, "keys", _keys()),
        "bridgefix.schema.json": json.dumps(schema(), indent=2) + "\n",
    }


def _title(rule: Rule) -> str:
    return rule.doc.strip().split("\n")[0].partition(": ")[2]


def _index() -> str:
    rows = ""
    for rule in RULES:
        star = "*" if rule.code in DEFAULT_RULES else ""
        rows += f"| [{rule.code}]({rule.code}.md){star} | {rule.name} | {_title(rule)} | {_sets(rule)} |\n"
    return (
        "# Rules\n\nThe same texts as `bridgefix --explain RULE`. Those marked with a star run where nothing is selected.\n\n"
        f"| rule | name | finds | set |\n|---|---|---|---|\n{rows}"
    )


def _sets(rule: Rule) -> str:
    return ", ".join(f"`{name}`" for name, codes in RULE_SETS.items() if rule.code in codes)


def _page(rule: Rule) -> str:
    """What `--explain` says, as Markdown: its examples are indented, and get the language that they are in."""
    title, _, body = rule.doc.strip().partition("\n")
    parts = re.split(r"((?:^(?: {4}.*)?\n)*^ {4}.*$)", body.strip(), flags=re.MULTILINE)
    texts = [_example(part) if part.lstrip("\n").startswith("    ") else part for part in parts]
    return f"# {title}\n\n{''.join(texts)}\n"


def _example(part: str) -> str:
    code = textwrap.dedent(part.strip("\n"))
    try:
        ast.parse(code if not code.rstrip().endswith(":") else f"{code}\n    ...")
    except SyntaxError:
        language = "text"
    else:
        language = "python"
    return f"{part[: len(part) - len(part.lstrip(chr(10)))]}```{language}\n{code}\n```"


def _keys() -> str:
    rows = "".join(f"| `{name}` | {key.kind} | {_default(name)} | {_about(key)} |\n" for name, key in KEYS.items())
    return f"| key | value | default | |\n|---|---|---|---|\n{rows}"


def _about(key: Key) -> str:
    choices = ", ".join(f"`{choice}`" for choice in key.choices)
    return f"{key.about} {choices}." if choices else key.about


def _default(name: str) -> str:
    if name == "select":
        return ", ".join(f"`{code}`" for code in CODES if code in DEFAULT_RULES)
    value = DEFAULTS.get(name.replace("-", "_"))
    if value in (None, (), ""):
        return ""
    return f"`{json.dumps(value)}`"


def _between(text: str, mark: str, new: str) -> str:
    """The text with what stands between two marks replaced."""
    start, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->\n"
    before, _, rest = text.partition(start)
    return f"{before}{start}\n{new}\n{end}{rest.partition(end)[2]}"


def schema() -> dict[str, Any]:
    """The JSON schema of `[tool.bridgefix]`, the table alone."""
    rule = {"enum": [*CODES, *rule_sets(CODES)]}
    rules = {"type": "array", "items": rule, "uniqueItems": True}
    kinds: dict[str, dict[str, Any]] = {
        WORD: {"type": "string"},
        WORDS: {"type": "array", "items": {"type": "string"}},
        RULE_LIST: rules,
        FLAG: {"type": "boolean"},
        NUMBER: {"type": "integer", "minimum": 0},
        NAMES: {"type": "string", "pattern": r"^[^{]*\{x\}[^{]*$"},
        RULES_BY_PATTERN: {"type": "object", "propertyNames": {"pattern": r"^[^!]"}, "additionalProperties": rules},
    }
    properties = {}
    for name, key in KEYS.items():
        value = DEFAULTS.get(name.replace("-", "_"))
        properties[name] = {
            "description": key.about,
            **kinds[key.kind],
            **({"enum": list(key.choices)} if key.choices else {}),
            **({"default": value} if value not in (None, ()) and name != "select" else {}),
        }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "[tool.bridgefix]",
        "description": "What bridgefix takes from pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


if __name__ == "__main__":
    main()
