"""What a widget shows, as plain values that can be compared."""

from __future__ import annotations

from typing import Any

from textual import widgets
from textual.widget import Widget


def snapshot(widget: Widget) -> dict[str, Any]:
    """The content of a widget, and how it presents it."""
    for kind, content in _CONTENTS:
        if isinstance(widget, kind):
            shown = content(widget)
            break
    else:
        shown = [snapshot(child) for child in widget.children] or str(widget.render())
    entry: dict[str, Any] = {"content": shown}
    for name in ("border_title", "border_subtitle", "loading", "disabled"):
        if getattr(widget, name):
            entry[name] = getattr(widget, name)
    if not widget.display:
        entry["display"] = False
    classes = sorted(name for name in widget.classes if not name.startswith("-"))
    if classes:
        entry["classes"] = classes
    return entry


def rows_of(entry: Any) -> Any:
    """The rows or lines in a snapshot, without how they are presented: what `shows` in a case.toml names."""
    content = entry["content"]
    if isinstance(content, dict):
        return content.get("rows", content)
    if isinstance(content, list):
        return [rows_of(each) if isinstance(each, dict) and "content" in each else each for each in content]
    return content.splitlines() if isinstance(content, str) else content


def wipe(widget: Widget) -> None:
    """Empty a widget that the app filled when it started, so that nothing old can pass for new."""
    if isinstance(widget, (widgets.DataTable, widgets.RichLog, widgets.Log)):
        widget.clear()
    elif isinstance(widget, (widgets.Static, widgets.Digits)):
        widget.update("")
    elif isinstance(widget, widgets.OptionList):
        widget.clear_options()


def _table(table: widgets.DataTable[Any]) -> dict[str, Any]:
    rows = table.ordered_rows
    return {
        "columns": [str(column.label) for column in table.ordered_columns],
        "rows": [[str(cell) for cell in table.get_row(row.key)] for row in rows],
        "keys": [row.key.value for row in rows],
        "cursor": [table.cursor_coordinate.row, table.cursor_coordinate.column],
    }


def _node(node: Any) -> Any:
    label = str(node.label)
    return {label: [_node(child) for child in node.children]} if node.children else label


def _list(view: widgets.ListView) -> list[Any]:
    return [" ".join(str(part.render()) for part in item.query(widgets.Static)) for item in view.children]


_CONTENTS: tuple[tuple[type[Widget], Any], ...] = (
    (widgets.DataTable, _table),
    (widgets.RichLog, lambda log: [line.text.rstrip() for line in log.lines]),
    (widgets.Log, lambda log: list(log.lines)),
    (widgets.ListView, _list),
    (widgets.OptionList, lambda options: [str(option.prompt) for option in options._options]),
    (widgets.Tree, lambda tree: [_node(tree.root)]),
    (widgets.ProgressBar, lambda bar: {"progress": bar.progress, "total": bar.total}),
    (
        widgets.Select,
        lambda select: {"options": [str(prompt) for prompt, _ in select._options], "value": str(select.value)},
    ),
    (widgets.Input, lambda field: field.value),
    (widgets.TextArea, lambda area: area.text),
    (widgets.Digits, lambda digits: digits.value),
    (widgets.Static, lambda static: str(static.render())),
)
