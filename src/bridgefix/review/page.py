"""Styled lines on a page that scrolls both ways."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

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


def filled(pieces: list[Segment], left: int, width: int, rest: RichStyle) -> Strip:
    """A line as wide as the widget that it stands in, which is scrolled by `left` cells; `rest` is the look of its end."""
    length = Segment.get_line_length(pieces)
    if length < left + width:
        pieces.append(Segment(" " * (left + width - length), rest))
    return Strip(pieces, max(length, left + width)).crop(left, left + width)


class Page(ScrollView, can_focus=True):
    """Lines as they are, without wrapping: only those that are seen are drawn, however many there are."""

    DEFAULT_CSS = """
    Page {
        overflow: scroll;
        scrollbar-background: transparent;
        scrollbar-corner-color: $background;
    }
    """

    lines: var[tuple[Line, ...]] = var(())

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._base = Style()
        self._looks: dict[str, RichStyle] = {}

    def show(self, lines: Iterable[Line]) -> None:
        """Show other lines, from their top."""
        self.lines = tuple(lines)

    def watch_lines(self, before: tuple[Line, ...], after: tuple[Line, ...]) -> None:
        widths = (sum(cell_len(text.expandtabs(4)) for text, _ in line) for line in after)
        # Set aloud, this would lay out the whole screen. There is no need to: both bars are always there.
        self.set_reactive(ScrollView.virtual_size, Size(max(widths, default=0), len(after)))
        for bar, size in zip((self.horizontal_scrollbar, self.vertical_scrollbar), self.virtual_size, strict=True):
            # A bar looks the same for all lines that have room: it need not be drawn again.
            bar.window_virtual_size = max(size, bar.window_size)
        self.scroll_home(animate=False, immediate=True)
        self.refresh(Region(0, 0, self.size.width, max(len(before), len(after))))

    def render_line(self, y: int) -> Strip:
        left, top = self.scroll_offset
        base = self.visual_style
        if base is not self._base:
            # Another theme, say: then the same names are other colours.
            self._base, self._looks = base, {}
        if top + y >= len(self.lines):
            return Strip.blank(self.size.width, base.rich_style)
        pieces = [Segment(text.expandtabs(4), self._look(style)) for text, style in self.lines[top + y]]
        return filled(pieces, left, self.size.width, base.rich_style)

    def _look(self, style: str) -> RichStyle:
        if style not in self._looks:
            own = self.app.stylesheet.parse_style(_STYLES.get(style, style))
            self._looks[style] = (self._base + own).rich_style
        return self._looks[style]
