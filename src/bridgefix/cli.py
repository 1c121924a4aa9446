"""The command: options to settings, settings to one call of the engine, the report, the exit status.

Only click and the standard library are imported here, so that `--help` and mistakes are answered at once.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from bridgefix import __version__, probes
from bridgefix.findings import UsageError
from bridgefix.unchanged import Run, Unsaid, say, say_bytes

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem
    from rich.progress import Progress, TaskID

    from bridgefix.engine import Mode
    from bridgefix.findings import Report
    from bridgefix.report.text import Line
    from bridgefix.review.app import ReviewApp
    from bridgefix.settings import Chosen, Settings

FOUND, WRONG, INTERRUPTED = 1, 2, 130
"""Exit statuses: findings (left); a usage error or a file that failed; stopped by the user."""


def _rule_words(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Rules and sets for the shell to offer, after the commas that stand there already."""
    from click.shell_completion import CompletionItem

    from bridgefix.settings import RULE_NAMES, rule_sets

    before, comma, word = incomplete.rpartition(",")
    names = dict(RULE_NAMES)
    if parameter.name != "explain":
        names |= {name: ", ".join(codes) for name, codes in rule_sets(list(names)).items()}
    return [
        CompletionItem(f"{before}{comma}{name}", help=about)
        for name, about in names.items()
        if name.lower().startswith(word.lower())
    ]


def _words(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    """`--select BF001,BF002 --select BF003`: commas and repetition mean the same."""
    words = tuple(word for item in value for word in item.split(",") if word.strip())
    if value and not words and parameter.name == "select":
        # As a variable of a script that is empty: nothing would be looked for, and nothing found.
        raise UsageError("--select names no rule")
    return words if value else None


def _repeated(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    return value or None


def _help(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    """Said as all else is: what click says itself is not told where it cannot be written."""
    if value and not context.resilient_parsing:
        say(f"{context.get_help()}\n", sys.stdout)
        context.exit()


def _version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        say(f"bridgefix {__version__}\n", sys.stdout)
        context.exit()


@click.command(
    context_settings={"help_option_names": [], "max_content_width": 100},
    epilog="Exit status: 0 nothing found, or nothing left by --apply; 1 findings; 2 a usage error, or a file that "
    "could not be read, parsed or written (the other files are done all the same); 130 interrupted: the last line says "
    "how many files were written. `--apply -` prints the fixed text and exits with 0 also where findings are left; with 2 "
    "it prints nothing.",
)
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--diff", is_flag=True, help="Print what --apply would write as a diff; report on stderr.")
@click.option("--apply", is_flag=True, help="Write the fixes.")
@click.option("--check", is_flag=True, help="Print one summary line.")
@click.option(
    "--select",
    multiple=True,
    callback=_words,
    shell_complete=_rule_words,
    metavar="RULES",
    help="Rules or sets to run, with commas.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=_words,
    shell_complete=_rule_words,
    metavar="RULES",
    help="Rules or sets to leave out.",
)
@click.option("--unsafe-fixes", is_flag=True, default=None, help="Also fixes that change when something happens.")
@click.option("--exemplar", metavar="NAME", help="The correct bridge to learn from.")
@click.option("--format", type=click.Choice(["text", "json", "sarif", "github"]), help="How the report is written.")
@click.option("--output", metavar="FILE", type=click.Path(), help="Write the report to a file.")
@click.option("--baseline", metavar="FILE", type=click.Path(), help="Accept what this file knows; the rest is new.")
@click.option("--write-baseline", metavar="FILE", type=click.Path(), help="Accept all that is found, in this file.")
@click.option("-i", "--interactive", is_flag=True, help="Review each fix, then write those that were accepted.")
@click.option("--stdin-filename", metavar="NAME", help="Whose text it is that is read from stdin for the path `-`.")
@click.option("--exclude", multiple=True, callback=_repeated, metavar="GLOB", help="Leave files alone (repeatable).")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many processes there may be.")
@click.option("--no-cache", is_flag=True, help="Neither take results from earlier runs nor keep them.")
@click.option("--show-config", is_flag=True, help="Say what holds, and where each value comes from.")
@click.option(
    "--config", metavar="FILE", type=click.Path(), help="Read [tool.bridgefix] here, not in the nearest pyproject.toml."
)
@click.option(
    "--explain",
    metavar="RULE",
    shell_complete=_rule_words,
    help="Say what a rule finds, why it is wrong and what the fix does.",
)
@click.option("--flow", is_flag=True, help="Draw each finding's route, before and after its fix, in two lanes.")
@click.option("--quiet", is_flag=True, default=None, help="One line a finding, nothing else.")
@click.option("--verbose", is_flag=True, default=None, help="Say more about each finding.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
@click.option("-h", "--help", is_flag=True, is_eager=True, expose_value=False, callback=_help, help="Print this.")
def command(
    paths: tuple[str, ...],
    diff: bool,
    apply: bool,
    check: bool,
    interactive: bool,
    explain: str | None,
    flow: bool,
    show_config: bool,
    write_baseline: str | None,
    **options: Any,
) -> int:
    """Find and mend code in Textual apps that runs on the wrong thread.

    PATHS are files and folders. Without --diff, --apply or --check, a report is printed and nothing is written.
    """
    given = {"diff": diff, "apply": apply, "check": check, "interactive": interactive}
    modes = [name for name in given if given[name]]
    if write_baseline is not None:
        modes += ["write-baseline", *(name for name in ("baseline", "format", "output") if options[name] is not None)]
    if len(modes) > 1:
        raise UsageError(f"--{modes[0]} and --{modes[1]} exclude each other")
    if options["quiet"] and options["verbose"]:
        raise UsageError("--quiet and --verbose exclude each other")
    if explain is not None:
        return _explain(explain)
    if show_config:
        return _show_config(paths, options)
    if not paths:
        raise UsageError("no paths given; try `bridgefix src/` or `bridgefix --help`")
    name = options.pop("stdin_filename")
    if "-" in paths and (len(paths) > 1 or not name or interactive or write_baseline is not None):
        raise UsageError("`-` is one file's text on stdin: it needs --stdin-filename NAME and stands alone")
    if name and "-" not in paths:
        raise UsageError("--stdin-filename needs the path `-`")
    if write_baseline is not None:
        return _write_baseline(write_baseline, paths, options)
    if flow and (check or options["format"] not in (None, "text")):
        raise UsageError(f"--flow and {'--check' if check else '--format ' + options['format']} exclude each other")
    if interactive:
        return _review(paths, options)
    stdin = sys.stdin.buffer.read() if name else None
    return _run([name] if name else paths, modes[0] if modes else "report", options, flow=flow, stdin=stdin)


def _chosen(paths: Sequence[str], options: dict[str, Any]) -> Chosen:
    from bridgefix.settings import RULE_NAMES, choose

    options["cache"] = not options.pop("no_cache")
    return choose(options, paths, RULE_NAMES, options.pop("config"))


def _settings(paths: Sequence[str], options: dict[str, Any]) -> Settings:
    settings = _chosen(paths, options).settings
    if settings.output is not None:
        _check_folder(settings.output, "the report")
    return settings


def _review(paths: Sequence[str], options: dict[str, Any]) -> int:
    """Ask about each fix and write the accepted ones, in a full terminal with the app where it is installed."""
    settings = _settings(paths, options)
    _check_format(settings, "interactive")
    # This run ends when the user has done with it.
    gc.enable()
    from bridgefix.engine import Mode

    app = _review_app(paths, settings)
    if app is not None:
        outcome = app.run()
        if isinstance(outcome, UsageError):
            raise outcome
        if outcome is None:
            return app.return_code or INTERRUPTED
        if not settings.output and settings.format == "text":
            from bridgefix.report.text import ending

            _show(list(ending(outcome)))
            _print_errors(outcome)
            return _status(outcome)
        return _told(outcome, settings, Mode.APPLY, sys.stdout, flow=False)
    from bridgefix.review import prompt

    with closing(_Bar(settings)) as bar:
        report = prompt.review(paths, settings, _show, progress=bar, asking=bar.close)
    return _told(report, settings, Mode.APPLY, sys.stdout, flow=False)


def _review_app(paths: Sequence[str], settings: Settings) -> ReviewApp | None:
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if os.environ.get("TERM") == "dumb" or not all(stream.isatty() for stream in streams):
        return None
    try:
        from bridgefix.review.app import ReviewApp
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] == "textual":
            return None
        raise
    return ReviewApp(paths, settings)


def _told(report: Report, settings: Settings, mode: Mode, stream: TextIO, *, flow: bool) -> int:
    """Print the report and the errors; the exit status."""
    try:
        _print_report(report, settings, mode, stream, flow=flow)
        _print_errors(report)
    except KeyboardInterrupt:
        if mode != "apply":
            raise
        report = report._replace(interrupted=True)
    return _status(report)


def _status(report: Report) -> int:
    """The exit status that a report comes to."""
    if report.interrupted:
        # The last word even where the report went to a file, or is no text.
        say(f"error: interrupted; files written: {len(report.changed)}\n", sys.stderr)
        return INTERRUPTED
    if report.errors:
        return WRONG
    return FOUND if any(not finding.applied for finding in report.findings) else 0


def _run(
    paths: Sequence[str], mode_name: str, options: dict[str, Any], *, flow: bool, stdin: bytes | None = None
) -> int:
    with Run(click.get_current_context().obj, remembers=not options["no_cache"]) as this:
        settings = _settings(paths, options)
        if mode_name == "apply":
            _check_format(settings, "apply")
        # Last, so that all mistakes in the settings are answered without it.
        from bridgefix.engine import Mode, run

        mode = Mode(mode_name)
        with closing(_Bar(settings)) as bar:
            report = run(paths, settings, mode, stdin=stdin, progress=bar)
        filtering = stdin is not None and mode is Mode.APPLY
        if mode is Mode.DIFF:
            _print_diff(report)
        if filtering and not report.errors:
            say_bytes(report.after.get(paths[0], stdin or b""))
        # The report stands where the diff or the text does not.
        status = _told(report, settings, mode, sys.stderr if filtering or mode is Mode.DIFF else sys.stdout, flow=flow)
        if settings.cache and mode is not Mode.APPLY and stdin is None and not settings.output and not report.errors:
            this.keep(status)
    # To an editor any other status means that there is no text to take.
    return 0 if filtering and status == FOUND else status


def _check_format(settings: Settings, mode: str) -> None:
    if settings.format in ("sarif", "github"):
        # Its lines would be those of files that are not there any more.
        raise UsageError(f"--{mode} and --format {settings.format} exclude each other; run again after --{mode}")


def _check_folder(file: str, what: str) -> None:
    """Told before the work is done: where a file can't be written."""
    if not file or probes.is_folder(file) or not probes.is_folder(os.path.dirname(file) or "."):
        named = file or "''"
        raise UsageError(f"cannot write {what} to {named}")


def _write_baseline(file: str, paths: Sequence[str], options: dict[str, Any]) -> int:
    settings = _settings(paths, options)._replace(baseline=None, format="text")
    _check_folder(file, "the baseline")
    from bridgefix.baseline import render
    from bridgefix.engine import Mode, run

    with closing(_Bar(settings)) as bar:
        report = run(paths, settings, Mode.CHECK, progress=bar)
    _write(file, render(report.findings, report.texts, file))
    from bridgefix.report import printable
    from bridgefix.report.text import count

    if not settings.quiet:
        say(f"{count(len(report.findings), 'finding')} accepted in {printable(file)}\n", sys.stdout)
    _print_errors(report)
    return WRONG if report.errors else 0


def _show_config(paths: Sequence[str], options: dict[str, Any]) -> int:
    from bridgefix.report import printable
    from bridgefix.settings import shown

    chosen = _chosen(paths, options)
    lines = list(shown(chosen))
    width = min(max(len(line) for line, _ in lines), 80)
    text = "".join(f"{line:{width}}  # {printable(origin)}\n" for line, origin in lines)
    read = f"{printable(chosen.file)} was read" if chosen.file else "there is no pyproject.toml"
    say(f"# {read}\n[tool.bridgefix]\n{text}", sys.stdout)
    return 0


def _print_diff(report: Report) -> None:
    from bridgefix.report import diff

    if sys.stdout.isatty():
        _draw(sys.stdout, ([piece] for piece in diff.styled(report)))
    else:
        say_bytes(diff.render(report))


def _print_report(report: Report, settings: Settings, mode: Mode, stream: TextIO, *, flow: bool) -> None:
    from bridgefix.report import text

    applying = mode == "apply"
    if settings.format != "text" and not flow:
        _deliver(_for_programs(report, settings), settings, stream)
        return
    if mode == "check":
        lines: list[Line] = [[(text.summary(report), "")]]
    elif flow:
        lines = _pictures(report, to_file=settings.output is not None)
    else:
        lines = list(text.lines(report, applying=applying, quiet=settings.quiet, verbose=settings.verbose))
    if settings.output is None and stream.isatty():
        _draw(stream, lines)
    else:
        _deliver("".join(text.plain(line) + "\n" for line in lines), settings, stream)


def _for_programs(report: Report, settings: Settings) -> str:
    """The report in a format that is not for people."""
    if settings.format == "json":
        from bridgefix.report import json

        return json.render(report, settings.baseline)
    from bridgefix.rules import RULES
    from bridgefix.settings import RULE_SETS

    levels = {rule.code: "error" if rule.code in RULE_SETS["threads"] else "warning" for rule in RULES}
    if settings.format == "github":
        from bridgefix.report import github

        return github.render(report, levels)
    from bridgefix.baseline import fingerprints
    from bridgefix.report import sarif

    rules = [sarif.About(rule.code, rule.name, rule.doc, levels[rule.code]) for rule in RULES]
    found = sorted((*report.findings, *report.known), key=lambda finding: (finding.place, finding.rule))
    names = dict(zip(found, fingerprints(found, report.texts), strict=True))
    return sarif.render(report, rules, __version__, names)


def _pictures(report: Report, *, to_file: bool) -> list[Line]:
    from shutil import get_terminal_size

    from bridgefix.report import flow

    encoding = "utf-8" if to_file else sys.stdout.encoding or "ascii"
    try:
        "".join(vars(flow.UNICODE).values()).encode(encoding)
        signs = flow.UNICODE
    except UnicodeEncodeError:
        signs = flow.ASCII
    width = 80
    if not to_file and sys.stdout.isatty():
        from shutil import get_terminal_size

        width = get_terminal_size().columns
    return list(flow.lines(report, width=min(width, 120), signs=signs))


def _deliver(report: str, settings: Settings, stream: TextIO) -> None:
    """The report to its file, or to the stream where there is none."""
    if settings.output is None:
        say(report, stream)
    else:
        _write(settings.output, report)


def _write(file: str, text: str) -> None:
    from bridgefix.sources import Failed
    from bridgefix.writing import write_new

    try:
        write_new(file, text.encode("utf-8", "surrogateescape"))
    except Failed as failed:
        raise UsageError(f"{failed.error.path}: {failed.error.message}") from failed


def _print_errors(report: Report) -> None:
    from bridgefix.report.text import error_line

    for error in report.errors:
        say(error_line(error.path, error.line, error.column, error.message) + "\n", sys.stderr)


def _show(lines: Sequence[Line]) -> None:
    """Lines to stdout, with their styles where that is a terminal."""
    from bridgefix.report import text

    if sys.stdout.isatty():
        _draw(sys.stdout, lines)
    else:
        say("".join(text.plain(line) + "\n" for line in lines), sys.stdout)


def _draw(stream: TextIO, lines: Iterable[Line]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*line))


def _explain(word: str) -> int:
    from bridgefix.settings import RULE_NAMES, near

    code = next((code for code, name in RULE_NAMES.items() if word.strip().lower() in (code.lower(), name)), None)
    if code is None:
        raise UsageError(f"--explain: unknown rule {word!r}{near(word, RULE_NAMES)}")
    from bridgefix.rules import RULES

    text = next(rule.doc.strip() for rule in RULES if rule.code == code)
    title = f"{code} {RULE_NAMES[code]}"
    say(f"{text}\n" if text.startswith(title) else f"{title}\n\n{text}\n", sys.stdout)
    return 0


_PATIENCE = 1.0
"""Seconds after which whoever waits wants to see how far it is."""


class _Bar:
    """A progress bar that appears when work takes longer than that."""

    def __init__(self, settings: Settings) -> None:
        self._shown = sys.stderr.isatty() and not settings.quiet
        self._next = time.monotonic() + _PATIENCE
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, task: str, done: int, total: int) -> None:
        if not self._shown or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + 0.1
        if self._progress is None:
            from rich.console import Console
            from rich.progress import Progress

            # Without its refreshing thread: worker processes are forked later.
            self._progress = Progress(console=Console(file=sys.stderr), transient=True, auto_refresh=False)
            self._progress.start()
            self._task = self._progress.add_task(task)
        assert self._task is not None
        self._progress.update(self._task, description=task, completed=done, total=total or None, refresh=True)

    def close(self) -> None:
        self._shown = False
        if self._progress is not None:
            self._progress.stop()


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line says: every mistake is one line on stderr."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        status = command.main(words, prog_name="bridgefix", standalone_mode=False, obj=words)
    except click.Abort:
        interrupted()
    except click.ClickException as error:
        _end(error.format_message(), WRONG)
    except (UsageError, Unsaid) as error:
        failed(error)
    except Exception as error:
        if os.environ.get("BRIDGEFIX_DEBUG") == "1":
            raise
        if isinstance(error, FileNotFoundError) and error.filename is None:
            # Of all that the disk is asked for, only the current folder has no name.
            _end("the current folder is not there any more", WRONG)
        _end(f"internal error: {type(error).__name__}: {error} (BRIDGEFIX_DEBUG=1 shows where)", WRONG)
    sys.exit(status)


def interrupted() -> NoReturn:
    """End as after a Ctrl+C that came before anything was written."""
    _end("interrupted; nothing was written", INTERRUPTED)


def failed(error: Exception) -> NoReturn:
    """End with the one line that says what went wrong."""
    _end(str(error), WRONG)


def _end(message: str, status: int) -> NoReturn:
    from bridgefix.report import printable

    with suppress(Unsaid):
        say(f"error: {printable(message.replace(chr(10), ' '))}\n", sys.stderr)
    sys.exit(status)
