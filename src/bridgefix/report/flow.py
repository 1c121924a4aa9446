"""The picture: two lanes, worker and main, with the route of each finding as it is and as its fix leaves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bridgefix.findings import Finding, Level, Report, Step, Thread
from bridgefix.report import printable
from bridgefix.report.text import Line, summary

NARROWEST = 60
"""Columns below which two lanes can't be told apart."""


@dataclass(frozen=True)
class Row:
    """One line of a picture: something that runs in a lane, or an arrow from lane to lane."""

    thread: Thread
    """The lane; of an arrow, the one that it leads to."""
    text: str
    where: str = ""
    mark: str = ""
    """What goes wrong, or right, there."""
    style: str = ""
    arrow: bool = False


@dataclass(frozen=True)
class Signs:
    """What the picture is drawn with."""

    line: str
    right: str
    left: str
    wrong: str
    frozen: str
    fine: str
    between: str
    cut: str


UNICODE = Signs("─", "▶", "◀", "✗", "▒", "✓", "│", "…")
ASCII = Signs("-", ">", "<", "x", "#", "+", "|", "~")


def lines(report: Report, *, width: int = 80, signs: Signs = UNICODE) -> Iterator[Line]:
    """All findings as pictures, `width` columns wide."""
    for finding in report.findings:
        yield from picture(finding, width=width, signs=signs)
        yield []
    yield [(summary(report), "bold")]


def picture(finding: Finding, *, width: int = 80, signs: Signs = UNICODE) -> Iterator[Line]:
    """One finding's route as it is, and as its fix leaves it."""
    yield [
        (finding.rule, "bold red"),
        (f" {printable(finding.symbol)}", "bold"),
        (f"  {printable(finding.place.path)}:{finding.place.line}", "dim"),
    ]
    yield from _chart("as it is", _before(finding, signs), width, signs)
    if finding.fix is None:
        yield [(f"  no fix: {printable(finding.why or 'this rule has none')}", "yellow")]
    else:
        how = "after the fix" if finding.fix is Level.SAFE else "after the fix (--unsafe-fixes)"
        yield from _chart(how, _after(finding, signs), width, signs)


def _chart(title: str, rows: Sequence[Row], width: int, signs: Signs) -> Iterator[Line]:
    lane = (max(width, NARROWEST) - 7) // 2
    yield [(f"  {title}", "italic")]
    yield [
        (f"  {'worker':<{lane}}", "bold"),
        (f" {signs.between} ", "dim"),
        ("main", "bold"),
    ]
    yield [("  " + signs.line * (lane + 1) + signs.between + signs.line * (lane + 1), "dim")]
    for row in rows:
        yield _drawn(row, lane, signs)


def _drawn(row: Row, lane: int, signs: Signs) -> Line:
    if row.arrow:
        to_main = row.thread is Thread.MAIN
        label = f" {row.text} "
        shaft = signs.line * max(lane - len(label) - 2, 2)
        body = f"{signs.line}{label}{shaft}{signs.right}" if to_main else f"{signs.left}{shaft}{label}{signs.line}"
        # The arrow goes over the border of the lanes.
        return [("  ", ""), (f"{body:>{lane + 2}}" if to_main else f"{'':<{lane - 1}}{body}"[: 2 * lane + 3], "cyan")]
    cells = _fitted(row, lane, signs)
    if row.thread is Thread.WORKER:
        used = sum(len(text) for text, _ in cells)
        return [("  ", ""), *cells, (" " * max(lane - used, 0) + f" {signs.between}", "dim")]
    return [(" " * (lane + 2) + f" {signs.between} ", "dim"), *cells]


def _fitted(row: Row, lane: int, signs: Signs) -> Line:
    """What runs, where, and its mark, cut to the lane: the name gives way first."""
    rest = f" {row.where}" if row.where else ""
    room = lane - len(rest) - (len(row.mark) + 2 if row.mark else 0)
    name = row.text if len(row.text) <= room else row.text[: max(room - 1, 1)] + signs.cut
    cells = [(name, row.style), (rest, "dim")]
    return [*cells, (f"  {row.mark}", row.style or "bold")] if row.mark else cells


def _named(step: Step, finding: Finding) -> tuple[str, str]:
    """A step's name and place; the class and the file of the finding itself go without saying."""
    own = finding.symbol.rpartition(".")[0]
    name = step.symbol.removeprefix(f"{own}.") if own else step.symbol
    file = "" if step.path == finding.place.path else step.path.replace("\\", "/").rpartition("/")[2]
    return printable(name), printable(f"{file}:{step.line}")


def _steps(route: Iterable[Step], finding: Finding) -> Iterator[Row]:
    """A route as rows: where the thread changes, something crosses or is started."""
    before: Thread | None = None
    last = ("", 0)
    for step in route:
        thread = Thread.WORKER if step.thread is Thread.WORKER else Thread.MAIN
        if before is not None and before is not thread:
            yield Row(thread, "call_from_thread" if thread is Thread.MAIN else "starts", arrow=True)
        name, where = _named(step, finding)
        yield Row(thread, name, "" if (step.path, step.line) == last else where)
        before, last = thread, (step.path, step.line)


def _before(finding: Finding, signs: Signs) -> list[Row]:
    rows = list(_steps(finding.route, finding)) or [Row(Thread.MAIN, printable(finding.symbol))]
    last = rows[-1]
    end = _ENDS.get(finding.rule)
    if end is None:
        return rows
    mark, style = end
    rows[-1] = replace(last, mark=f"{signs.frozen if 'frozen' in mark else signs.wrong} {mark}", style=style)
    if finding.rule == "BF001" and "RuntimeError" in finding.message:
        rows.append(Row(last.thread, "call_from_thread", "", f"{signs.wrong} RuntimeError", "red"))
    return rows


_ENDS = {
    "BF001": ("frozen", "yellow"),
    "BF002": ("RuntimeError", "red"),
    "BF003": ("UI off main", "red"),
    "BF004": ("frozen", "yellow"),
    "BF009": ("AttributeError", "red"),
}
"""What happens at the end of a rule's route, and how that looks."""


def _after(finding: Finding, signs: Signs) -> list[Row]:
    return _AFTER[finding.rule](finding, signs) if finding.rule in _AFTER else list(_steps(finding.route, finding))


def _split_route(finding: Finding) -> tuple[list[Step], list[Step]]:
    """The route up to the finding's own function, and what it goes on to."""
    for index, step in enumerate(finding.route):
        if step.symbol == finding.symbol:
            return list(finding.route[: index + 1]), list(finding.route[index + 1 :])
    return list(finding.route), []


def _mended_bridge(finding: Finding, signs: Signs) -> list[Row]:
    """The bridge shows its data; the fetch waits in its worker and crosses to the bridge."""
    before, beyond = _split_route(finding)
    rows = list(_steps(before, finding))
    rows[-1] = replace(rows[-1], mark=f"{signs.fine} shows it", style="green")
    blocks_main = "still blocks main" in (finding.note or "")
    lane = Thread.MAIN if blocks_main else Thread.WORKER
    fetch = list(_steps((step._replace(thread=lane) for step in beyond), finding))
    if not fetch:
        return rows
    if blocks_main:
        fetch[-1] = replace(fetch[-1], mark=f"{signs.frozen} frozen", style="yellow")
    else:
        fetch[-1] = replace(fetch[-1], mark=f"{signs.fine} only waits", style="green")
        fetch.append(Row(Thread.MAIN, "call_from_thread", arrow=True))
    fetch.append(Row(Thread.MAIN, *_named(before[-1], finding), f"{signs.fine} shows it", "green"))
    return [*rows, *fetch]


_CROSSING, _CALLBACK = "call_from_thread", "the callback"


def _called_directly(finding: Finding, signs: Signs) -> list[Row]:
    rows = [row for row in _steps(finding.route, finding) if row.text != _CROSSING]
    return [*rows, Row(Thread.MAIN, _CALLBACK, "", f"{signs.fine} called directly", "green")]


def _crosses(finding: Finding, signs: Signs) -> list[Row]:
    """What ran off main, or could not cross, is handed over to main."""
    rows = list(_steps(finding.route, finding))
    if rows[-1].thread is Thread.MAIN:
        return _called_directly(finding, signs)
    arrow = Row(Thread.MAIN, "call_from_thread", arrow=True)
    before, beyond = _split_route(finding)
    changed = _CALLBACK
    if beyond:
        rows = list(_steps(before, finding))
        changed = _CALLBACK if beyond[-1].symbol == _CROSSING else _named(beyond[-1], finding)[0]
    return [*rows, arrow, Row(Thread.MAIN, changed, "", f"{signs.fine} on main", "green")]


def _offloaded(finding: Finding, signs: Signs) -> list[Row]:
    """What blocked main runs in a thread; main goes on, and shows what comes back."""
    before, beyond = _split_route(finding)
    rows = list(_steps(before, finding))
    waits = list(_steps((step._replace(thread=Thread.WORKER) for step in beyond), finding))
    if not waits:
        return rows
    waits[-1] = replace(waits[-1], mark=f"{signs.fine} only waits", style="green")
    back = Row(Thread.MAIN, "comes back", arrow=True)
    shown = Row(Thread.MAIN, *_named(before[-1], finding), f"{signs.fine} never frozen", "green")
    return [*rows, Row(Thread.WORKER, "starts", arrow=True), *waits, back, shown]


_AFTER: dict[str, Callable[[Finding, Signs], list[Row]]] = {
    "BF001": _mended_bridge,
    "BF002": _called_directly,
    "BF003": _crosses,
    "BF004": _offloaded,
    "BF009": _crosses,
}
