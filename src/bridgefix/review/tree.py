"""The findings as a tree: file, rule, function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.css.styles import RenderStyles
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from bridgefix.findings import Key
from bridgefix.report import printable
from bridgefix.review.choosing import Choice, Decisions

Keys = tuple[Key, ...]
"""What a node of the tree stands for: one finding, or all those below it."""

_MUTE = "findings--mute"
_SIGNS = {
    Choice.OPEN: ("·", ""),
    Choice.ACCEPTED: ("✓", "findings--good"),
    Choice.REFUSED: ("✗", "findings--bad"),
    Choice.SILENCED: ("#", _MUTE),
}
_NO_FIX = ("!", "findings--warn")


class FindingTree(Tree[Keys]):
    """Findings by file and rule. Each label says what was decided, also without colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"findings--good", "findings--bad", "findings--mute", "findings--warn"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("findings", id=id)
        self.show_root = False
        self.guide_depth = 2
        self._decisions = Decisions()
        self._leaves: dict[Key, TreeNode[Keys]] = {}
        self._component_cache: dict[tuple[str, ...], RenderStyles] = {}
        self._own_style: Style | None = None

    def get_component_styles(self, *names: str) -> RenderStyles:
        """As Textual's own, which works them out several times for each line."""
        if names not in self._component_cache:
            self._component_cache[names] = super().get_component_styles(*names)
        return self._component_cache[names]

    @property
    def rich_style(self) -> Style:
        """As Textual's own, which walks up to the screen for each line."""
        if self._own_style is None:
            self._own_style = super().rich_style
        return self._own_style

    def notify_style_update(self) -> None:
        self._component_cache.clear()
        self._own_style = None
        super().notify_style_update()

    def show(self, decisions: Decisions, cursor: Key | None) -> None:
        """Show these findings, with the cursor where it was if that is still there."""
        self.clear()
        self._decisions = decisions
        self._leaves = {}
        for path, of_file in groupby(decisions.items.values(), key=lambda item: item.finding.place.path):
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
        if self.cursor_line != -1:
            self.scroll_to_line(self.cursor_line, animate=False)

    def scroll_to_line(self, line: int, animate: bool = True) -> None:
        """Bring a line that is out of sight to the middle, at once.

        Textual's own brings it to the edge: then each key draws all lines anew, and none is seen that comes next.
        """
        height = self.scrollable_content_region.height
        if height and not self.scroll_offset.y <= line < self.scroll_offset.y + height:
            self.scroll_to(y=line - height // 2, animate=False, force=True)

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

    def redraw(self, keys: Iterable[Key]) -> None:
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
        rule, path, _ = node.data[0]
        if node.allow_expand:
            decided = self._decisions.decided[(path,) if node.parent is self.root else (path, rule)]
            label = super().render_label(node, base_style, style)
            return label.append(f" {decided}/{len(node.data)}", style + self._style(_MUTE, node))
        item = self._decisions.items[node.data[0]]
        choice = self._decisions.of(item)
        sign, look = _NO_FIX if choice is Choice.OPEN and not item.fixable else _SIGNS[choice]
        return Text.assemble(
            (f"{sign} ", style + self._style(look, node)),
            (str(node.label).rpartition(".")[2], style),
            (f":{item.finding.place.line}", style + self._style(_MUTE, node)),
        )

    def _style(self, component: str, node: TreeNode[Keys]) -> Style:
        """How a part of a label looks. On the cursor's own colour, no other could be read for sure."""
        plain = not component or node is self.cursor_node
        return Style() if plain else self.get_component_rich_style(component, partial=True)
