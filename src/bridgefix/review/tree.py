"""The findings as a tree: file, rule, function."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Click, MouseMove
from textual.strip import Strip
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from bridgefix.findings import Key
from bridgefix.report import printable
from bridgefix.review.choosing import Choice, Decisions
from bridgefix.review.page import filled

Keys = tuple[Key, ...]
"""What a node of the tree stands for: one finding, or all those below it."""

_MUTE = "findings--mute"
_CURSOR, _HOVER = "tree--cursor", "tree--highlight-line"
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
        self._looks: dict[tuple[str, ...], Style] = {}

    def notify_style_update(self) -> None:
        # Another theme, or the focus: the same names are other colours.
        self._looks = {}
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

    def redraw(self, keys: Collection[Key]) -> None:
        """Draw these findings again, and the branches that count them."""
        touched = set(keys)
        top = self.scroll_offset.y
        for line in range(top, top + self.size.height):
            node = self.get_node_at_line(line)
            if node is not None and node.data and not touched.isdisjoint(node.data):
                self.refresh_line(line)

    def get_label_width(self, node: TreeNode[Keys]) -> int:
        return sum(cell_len(text) for text, _ in self._label(node))

    def render_line(self, y: int) -> Strip:
        """As Textual's own, without the rich texts that make it take several times as long."""
        line = self.scroll_offset.y + y
        node = self.get_node_at_line(line)
        if node is None:
            return Strip.blank(self.size.width, self._look())
        over = (_HOVER,) if line == self.hover_line else ()
        # On the cursor's own colour, no other could be read for sure.
        chosen = self._look(_CURSOR) if line == self.cursor_line else None
        pieces = [Segment(_guides(node), self._look(*over, "tree--guides"))]
        pieces += (Segment(text, chosen or self._look(*over, look)) for text, look in self._label(node))
        return filled(pieces, self.scroll_offset.x, self.size.width, self._look(*over))

    def on_mouse_move(self, event: MouseMove) -> None:
        event.prevent_default()
        self.hover_line = self.scroll_offset.y + event.y

    def on_click(self, event: Click) -> None:
        line = self.scroll_offset.y + event.y
        if self.get_node_at_line(line) is not None:
            self.cursor_line = line
            self.action_select_cursor()

    def _label(self, node: TreeNode[Keys]) -> list[tuple[str, str]]:
        """What a line says, in pieces with their looks."""
        if not node.data:
            return []
        rule, path, _ = node.data[0]
        if node.allow_expand:
            decided = self._decisions.decided[(path,) if node.parent is self.root else (path, rule)]
            icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
            return [(icon, ""), (str(node.label), ""), (f" {decided}/{len(node.data)}", _MUTE)]
        item = self._decisions.items[node.data[0]]
        choice = self._decisions.of(item)
        sign, look = _NO_FIX if choice is Choice.OPEN and not item.fixable else _SIGNS[choice]
        name = str(node.label).rpartition(".")[2]
        return [(f"{sign} ", look), (name, ""), (f":{item.finding.place.line}", _MUTE)]

    def _look(self, *components: str) -> Style:
        """How a part of a line looks: the components one over the other, on the widget's own look."""
        if components not in self._looks:
            # The colour of the cursor's text follows from what is below it: only a whole style has it.
            own = (self.get_component_rich_style(name, partial=name != _CURSOR) for name in components if name)
            self._looks[components] = sum(own, self.rich_style)
        return self._looks[components]


def _guides(node: TreeNode[Keys]) -> str:
    """The lines that lead to a node from those above it."""
    above = node.parent
    if above is None or above.parent is None:
        return ""
    lines = "└ " if node.is_last else "├ "
    while above.parent is not None and above.parent.parent is not None:
        lines = ("  " if above.is_last else "│ ") + lines
        above = above.parent
    return lines
