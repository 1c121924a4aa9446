"""Styled lines on a page that scrolls both ways."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bridgefix.report.text import Line

_STYLES = {
    "green": "$text-success",
    "red": "$text-error",
    "bold red": "bold $text-error",
    "yellow": "$text-warning",
    "cyan": "$text-accent",
    "magenta": "$text-secondary",
}
"""The styles of a report in the colours of the theme; all others mean the same in both."""


def content_of(line: Line) -> Content:
    """One line of a report for a widget. It is text all through: no markup is read in it."""
    return Content.assemble(*((text.expandtabs(4), _STYLES.get(style, style)) for text, style in line))


class Page(ScrollView, can_focus=True):
    """Lines as they are, without wrapping: only those that are seen are drawn, however many there are."""

    lines: var[tuple[Line, ...]] = var(())

    def show(self, lines: Iterable[Line]) -> None:
        """Show other lines, from their top."""
        self.lines = tuple(lines)

    def watch_lines(self) -> None:
        widths = (sum(cell_len(text.expandtabs(4)) for text, _ in line) for line in self.lines)
        self.virtual_size = Size(max(widths, default=0), len(self.lines))
        self.scroll_home(animate=False, immediate=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        left, top = self.scroll_offset
        width = self.size.width
        base = self.visual_style
        if top + y >= len(self.lines):
            return Strip.blank(width, base.rich_style)
        pieces = content_of(self.lines[top + y]).render(base, "", self.app.stylesheet.parse_style)
        strip = Strip([Segment(text, style.rich_style) for text, style in pieces])
        return strip.crop_extend(left, left + width, base.rich_style)
