"""The findings as a tree: file, rule, function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from bridgefix.findings import Key
from bridgefix.report import printable
from bridgefix.review.choosing import Choice, Item

Keys = tuple[Key, ...]
"""What a node of the tree stands for: one finding, or all those below it."""

_SIGNS = {
    Choice.OPEN: ("·", ""),
    Choice.ACCEPTED: ("✓", "findings--good"),
    Choice.REFUSED: ("✗", "findings--bad"),
    Choice.SILENCED: ("#", "findings--mute"),
}
_NO_FIX = ("!", "findings--warn")


class FindingTree(Tree[Keys]):
    """Findings by file and rule. Each label says what was decided, also without colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"findings--good", "findings--bad", "findings--mute", "findings--warn"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
    ]

    def __init__(self, choice_of: Callable[[Item], Choice], *, id: str | None = None) -> None:
        super().__init__("findings", id=id)
        self.show_root = False
        self.guide_depth = 2
        self._choice_of = choice_of
        self._items: dict[Key, Item] = {}
        self._leaves: dict[Key, TreeNode[Keys]] = {}

    def show(self, items: Sequence[Item], cursor: Key | None) -> None:
        """Show these findings, with the cursor where it was if that is still there."""
        self.clear()
        self._items = {item.key: item for item in items}
        self._leaves = {}
        for path, of_file in groupby(items, key=lambda item: item.finding.place.path):
            in_file = list(of_file)
            file = self.root.add(Text(printable(path)), tuple(item.key for item in in_file), expand=True)
            for rule in sorted({item.finding.rule for item in in_file}):
                keys = tuple(item.key for item in in_file if item.finding.rule == rule)
                branch = file.add(rule, keys, expand=True)
                for key in keys:
                    self._leaves[key] = branch.add_leaf(Text(printable(key[2])), (key,))
        # The nodes get their lines when they are asked for, or at the next paint: a layout that comes before that would
        # find the tree empty and keep it at no height (Textual, `_tree.py`).
        _ = self.last_line
        if self._leaves:
            self.go_to(cursor if cursor in self._leaves else next(iter(self._leaves)))

    def go_to(self, key: Key) -> None:
        """Put the cursor on a finding."""
        leaf = self._leaves.get(key)
        self.cursor_line = leaf.line if leaf is not None else -1
        self._keep_cursor_in_sight()

    def on_resize(self) -> None:
        """Scroll when it is known how much there is room for."""
        self._keep_cursor_in_sight()

    def _keep_cursor_in_sight(self) -> None:
        if self.cursor_node is not None and self.size.height:
            self.scroll_to_node(self.cursor_node, animate=False)

    @property
    def chosen(self) -> Keys:
        """The findings that the cursor is on."""
        node = self.cursor_node
        return node.data if node is not None and node.data else ()

    def after(self, key: Key) -> Iterator[Key]:
        """All findings, from the one below this on and round to it again."""
        keys = list(self._leaves)
        at = keys.index(key) + 1 if key in self._leaves else 0
        yield from (*keys[at:], *keys[:at])

    def redraw(self, keys: Sequence[Key]) -> None:
        """Draw these findings again, and the branches that count them."""
        above: set[TreeNode[Keys] | None] = set()
        for key in keys:
            node: TreeNode[Keys] | None = self._leaves.get(key)
            if node is not None:
                node.refresh()
                above.update({node.parent, node.parent.parent} if node.parent else ())
        for node in above:
            if node is not None and node is not self.root:
                node.refresh()

    def render_label(self, node: TreeNode[Keys], base_style: Style, style: Style) -> Text:
        if not node.data:
            return super().render_label(node, base_style, style)
        if node.allow_expand:
            items = [self._items[key] for key in node.data]
            decided = sum(self._choice_of(item) is not Choice.OPEN for item in items)
            label = super().render_label(node, base_style, style)
            return label.append(f" {decided}/{len(items)}", style + self._style("findings--mute"))
        item = self._items[node.data[0]]
        choice = self._choice_of(item)
        sign, look = _NO_FIX if choice is Choice.OPEN and not item.fixable else _SIGNS[choice]
        line = f":{item.finding.place.line}"
        return Text.assemble(
            (f"{sign} ", style + self._style(look)),
            (str(node.label).rpartition(".")[2], style),
            (line, style + self._style("findings--mute")),
        )

    def _style(self, component: str) -> Style:
        return self.get_component_rich_style(component, partial=True) if component else Style()
