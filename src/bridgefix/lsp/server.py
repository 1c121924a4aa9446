"""The protocol: documents come in, diagnostics, quick fixes and hovers go out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from bridgefix import __version__
from bridgefix.findings import Edit, Finding, Level, Place, Report, Step
from bridgefix.lsp.project import Project, QuickFix
from bridgefix.report.text import outcome, plain
from bridgefix.rules import RULES

DEBOUNCE = 0.25
"""Seconds without a key press before all is looked at again."""

_ERRORS = frozenset(("BF002", "BF009"))
"""The rules whose findings raise where they are reached."""
_RULES = {rule.code: rule for rule in RULES}
_WATCHED = ("**/*.py", "**/pyproject.toml")


class Server(LanguageServer):
    """One client and its folders. Looks are made in a thread, one at a time, and only the newest is shown."""

    def __init__(self) -> None:
        # Whole documents: of what changes in one, pygls makes the text with `splitlines`, which takes a form feed for the
        # end of a line.
        super().__init__("bridgefix", f"v{__version__}", types.TextDocumentSyncKind.Full)
        self.debounce = DEBOUNCE
        self._project = Project([])
        self._turn = asyncio.Lock()
        self._changes = 0
        """How often anything has changed: a look is out of date when this went on."""
        self._seen = -1
        """The change that the last look saw."""
        self._report = Report()
        self._told: dict[str, Sequence[types.Diagnostic]] = {}
        self._trouble: str | None = None
        """What was last told of the settings."""
        self._waiting: set[asyncio.Task[None]] = set()

    def begin(self, folders: Sequence[str]) -> None:
        self._project = Project(folders)
        self.changed()

    def changed(self, *, on_disk: bool = False) -> None:
        """Look again once the typing pauses."""
        self._changes += 1
        if on_disk:
            self._project.read_again()
        task = asyncio.get_running_loop().create_task(self._look_later(self._changes))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _look_later(self, change: int) -> None:
        await asyncio.sleep(self.debounce)
        if change == self._changes:
            await self.look()

    async def look(self) -> None:
        """Bring the findings up to date with the documents."""
        async with self._turn:
            await self._look()

    async def _look(self) -> None:
        while self._seen != self._changes:
            change = self._changes
            documents = self.documents()
            texts = {path: document.source for path, document in documents.items()}
            report = await asyncio.to_thread(self._project.look, texts)
            if change == self._changes:
                self._report, self._seen = report, change
                self._publish({path: document.version for path, document in documents.items()})

    def documents(self) -> dict[str, Any]:
        """The open Python documents that are files, by their paths."""
        found = {}
        for uri, document in self.workspace.text_documents.items():
            path = uris.to_fs_path(uri)
            if uri.startswith("file:") and path and document.language_id in (None, "python"):
                found[path] = document
        return found

    def _publish(self, versions: dict[str, int | None]) -> None:
        if self._project.trouble and self._project.trouble != self._trouble:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, self._project.trouble))
        self._trouble = self._project.trouble
        broken = self._project.broken
        by_path: dict[str, list[types.Diagnostic]] = {}
        for finding in self._report.findings:
            by_path.setdefault(finding.place.path, []).append(self._diagnostic(finding))
        for path in sorted({*by_path, *self._told}):
            diagnostics = by_path.get(path, [])
            # What does not parse was not looked at: the last word on it stands.
            if path not in broken and self._told.get(path, []) != diagnostics:
                self._told[path] = diagnostics
                uri = uris.from_fs_path(path) or path
                self.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(uri, diagnostics, versions.get(path))
                )

    def _diagnostic(self, finding: Finding) -> types.Diagnostic:
        rule = _RULES[finding.rule]
        severity = types.DiagnosticSeverity.Error if rule.code in _ERRORS else types.DiagnosticSeverity.Warning
        return types.Diagnostic(
            range=self._range(finding.place),
            message=finding.message,
            severity=severity,
            code=rule.code,
            source="bridgefix",
            related_information=[self._related(step) for step in finding.route],
        )

    def _related(self, step: Step) -> types.DiagnosticRelatedInformation:
        place = types.Location(uris.from_fs_path(step.path) or step.path, self._range(Place(step.path, step.line)))
        return types.DiagnosticRelatedInformation(place, f"{step.thread.value}: {step.symbol}")

    def _range(self, place: Place) -> types.Range:
        """A place as the client counts: its first line to the end, where nothing says how far it goes."""
        start = self._position(place.path, place.line, place.column)
        if place.end_column:
            return types.Range(start, self._position(place.path, place.end_line, place.end_column))
        return types.Range(start, self._position(place.path, place.line, len(self._line(place.path, place.line)) + 1))

    def _position(self, path: str, line: int, column: int) -> types.Position:
        before = self._line(path, line)[: column - 1]
        return types.Position(line - 1, self.workspace.position_codec.client_num_units(before))

    def _line(self, path: str, line: int) -> str:
        lines = (self._project.text(path) or "").split("\n")
        return lines[line - 1] if line <= len(lines) else ""

    def at(self, uri: str, wanted: types.Range) -> list[Finding]:
        """The findings on the lines of a range."""
        path = uris.to_fs_path(uri)
        broken = self._project.broken
        return [
            finding
            for finding in self._report.findings
            if finding.place.path == path
            and path not in broken
            and wanted.start.line
            <= max(finding.place.line, finding.place.end_line if finding.place.end_column else 0) - 1
            and finding.place.line - 1 <= wanted.end.line
        ]

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """The ways to be rid of what is found in a range; none where other kinds of actions are asked for, as on saving."""
        if params.context.only and not {"", types.CodeActionKind.QuickFix.value}.intersection(params.context.only):
            return []
        async with self._turn:
            await self._look()
            found = []
            for finding in self.at(params.text_document.uri, params.range):
                fixes = await asyncio.to_thread(lambda: list(self._project.quick_fixes(finding)))  # noqa: B023
                found += [self._action(finding, fix) for fix in fixes if not fix.refusal or self._shows_refusals]
            return found if self._seen == self._changes else []

    @property
    def _shows_refusals(self) -> bool:
        document = self.client_capabilities.text_document
        return bool(document and document.code_action and document.code_action.disabled_support)

    def _action(self, finding: Finding, fix: QuickFix) -> types.CodeAction:
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in fix.edits:
            changes.setdefault(uris.from_fs_path(edit.path) or edit.path, []).append(self._edit(edit))
        return types.CodeAction(
            title=fix.title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[self._diagnostic(finding)],
            is_preferred=fix.level is Level.SAFE,
            edit=types.WorkspaceEdit(changes=dict(changes)) if changes else None,
            disabled=types.CodeActionDisabled(fix.refusal) if fix.refusal else None,
        )

    def _edit(self, edit: Edit) -> types.TextEdit:
        start = self._position(edit.path, edit.line, edit.column)
        return types.TextEdit(types.Range(start, self._position(edit.path, edit.end_line, edit.end_column)), edit.text)

    async def explain(self, params: types.HoverParams) -> types.Hover | None:
        """What a rule says of itself, where it found something."""
        await self.look()
        found = self.at(params.text_document.uri, types.Range(params.position, params.position))
        if not found:
            return None
        texts = []
        for finding in found:
            became = plain(outcome(finding))
            texts.append(
                "\n\n".join(part for part in (f"**{finding.message}**", became, _RULES[finding.rule].doc) if part)
            )
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(texts)))


def make_server() -> Server:
    """A server that waits for its client."""
    server = Server()

    @server.feature(types.INITIALIZED)
    def start(params: types.InitializedParams) -> None:
        folders = _folders(server)
        if not folders and server.workspace.root_path:
            folders = [server.workspace.root_path]
        _watch_files(server)
        server.begin(folders)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def other_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.begin(_folders(server))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.changed()

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def edited(params: types.DidChangeTextDocumentParams) -> None:
        server.changed()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.changed()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed_on_disk(params: types.DidChangeWatchedFilesParams) -> None:
        documents = server.documents()
        saved = types.FileChangeType.Changed
        # What is saved of an open document is known already.
        if any(event.type is not saved or uris.to_fs_path(event.uri) not in documents for event in params.changes):
            server.changed(on_disk=True)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        return await server.actions(params)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        return await server.explain(params)

    return server


def _folders(server: Server) -> list[str]:
    return [path for uri in server.workspace.folders if (path := uris.to_fs_path(uri))]


def _watch_files(server: Server) -> None:
    """Ask to be told of files that change without being open, where the client can do that."""
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching and watching.dynamic_registration:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(glob) for glob in _WATCHED])
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        server.client_register_capability(types.RegistrationParams([types.Registration("watch", method, options)]))
