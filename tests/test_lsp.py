"""The language server, talked to by a real client over stdio."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections import defaultdict
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.lsp.client import LanguageClient

import samples
from bridgefix import __version__
from bridgefix.lsp.project import Project

PATIENCE = 60
"""Seconds after which a test gives up on something that takes milliseconds."""

CLOCK = """\
from textual import work
from textual.app import App
from textual.widgets import Label


class Clock(App):
    @work(thread=True)
    def tick(self) -> None:
        self.query_one("#time", Label).update("𝒏𝒐𝒘"); self.query_one("#time", Label).update("then")
"""
CHILD = """\
from textual import work

from base import Base


class Clock(Base):
    @work(thread=True)
    def tick(self) -> None:
        self.show()
"""
SLEEPER = """\
import time

from textual.app import App


class Sleeper(App):
    def on_button_pressed(self) -> None:
        time.sleep(1)
        self.bell()
"""


class Client(LanguageClient):
    """Keeps what the server says of each file, and can wait for it."""

    def __init__(self, folder: Path) -> None:
        super().__init__("test", "1")
        self.folder = folder
        self.said: dict[str, list[types.PublishDiagnosticsParams]] = defaultdict(list)
        self._heard = asyncio.Condition()
        self.messages: list[str] = []
        self.registered: list[types.Registration] = []

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def hear(params: types.PublishDiagnosticsParams) -> None:
            async with self._heard:
                self.said[Path(uris.to_fs_path(params.uri)).name].append(params)
                self._heard.notify_all()

        @self.feature(types.WINDOW_SHOW_MESSAGE)
        def show(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)

        @self.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.registered += params.registrations

    def uri(self, name: str) -> str:
        return uris.from_fs_path(str(self.folder / name))

    async def diagnostics(self, name: str, holds) -> list[types.Diagnostic]:
        """The file's diagnostics, once they are what they should be."""

        def ready() -> bool:
            return bool(self.said[name]) and holds(self.said[name][-1].diagnostics)

        async with self._heard:
            try:
                await asyncio.wait_for(self._heard.wait_for(ready), PATIENCE)
            except asyncio.TimeoutError:
                raise AssertionError(f"{name}: {self.said[name]}, {self.messages}") from None
        return list(self.said[name][-1].diagnostics)

    def open(self, name: str, text: str) -> None:
        item = types.TextDocumentItem(self.uri(name), "python", 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name: str, version: int, text: str, where: types.Range | None = None) -> None:
        change = (
            types.TextDocumentContentChangePartial(where, text)
            if where
            else types.TextDocumentContentChangeWholeDocument(text)
        )
        document = types.VersionedTextDocumentIdentifier(version, self.uri(name))
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def actions(self, name: str, line: int) -> dict[str, types.CodeAction]:
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(self.uri(name)), at(line), types.CodeActionContext([])
        )
        found = await asyncio.wait_for(self.text_document_code_action_async(params), PATIENCE)
        return {action.title: action for action in found or ()}


def at(line: int, start: int = 0, end: int | None = None) -> types.Range:
    """Lines as the protocol counts them, from 0."""
    return types.Range(types.Position(line, start), types.Position(line, start if end is None else end))


def edited(text: str, action: types.CodeAction, uri: str) -> str:
    """The text after an action, as an editor makes it: columns are UTF-16 units."""
    data = text.encode("utf-16-le")
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode("utf-16-le")))

    def offset(position: types.Position) -> int:
        return starts[position.line] + 2 * position.character

    for edit in sorted(action.edit.changes[uri], key=lambda edit: offset(edit.range.start), reverse=True):
        data = data[: offset(edit.range.start)] + edit.new_text.encode("utf-16-le") + data[offset(edit.range.end) :]
    return data.decode("utf-16-le")


def talk(folder: Path, script, *, root: bool = True):
    """Start a server in a process of its own, and tell it good-bye after `script(client)`."""

    async def play() -> None:
        client = Client(folder)
        await client.start_io(sys.executable, "-m", "bridgefix.lsp")
        files = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        can = types.ClientCapabilities(
            types.WorkspaceClientCapabilities(did_change_watched_files=files),
            types.TextDocumentClientCapabilities(code_action=types.CodeActionClientCapabilities(disabled_support=True)),
        )
        folders = [types.WorkspaceFolder(folder.as_uri(), folder.name)] if root else None
        answer = await asyncio.wait_for(
            client.initialize_async(types.InitializeParams(can, workspace_folders=folders)), PATIENCE
        )
        assert answer.server_info.version == f"v{__version__}"
        client.initialized(types.InitializedParams())
        await script(client)
        assert client.messages == []
        await asyncio.wait_for(client.shutdown_async(None), PATIENCE)
        client.exit(None)
        await asyncio.wait_for(client.stop(), PATIENCE)

    asyncio.run(play())


def test_open_change_and_mend(tmp_path):
    async def script(client):
        client.open("clock.py", CLOCK)
        (found,) = await client.diagnostics("clock.py", len)
        assert (found.code, found.source, found.severity) == ("BF003", "bridgefix", types.DiagnosticSeverity.Warning)
        assert found.range == at(8, 8, 55), "as many units as the client counts"
        route = [
            (item.message, item.location.uri, item.location.range.start.line) for item in found.related_information
        ]
        assert route == [
            ("worker: Clock.tick", client.uri("clock.py"), 8),
            ("worker: Label.update", client.uri("clock.py"), 8),
        ]

        document = types.TextDocumentIdentifier(client.uri("clock.py"))
        hover = await client.text_document_hover_async(types.HoverParams(document, types.Position(8, 10)))
        assert "BF003 ui-from-worker" in hover.contents.value
        assert "`tick` runs on a worker thread" in hover.contents.value
        assert await client.text_document_hover_async(types.HoverParams(document, types.Position(0, 3))) is None

        # One key after the other: what does not parse on the way changes nothing, and the last text counts.
        for number, char in enumerate("pass #"):
            client.change("clock.py", number + 2, char, at(8, 8 + number))
        await client.diagnostics("clock.py", lambda found: not found)
        assert client.said["clock.py"][-1].version == 7
        client.change("clock.py", 8, CLOCK)
        await client.diagnostics("clock.py", len)

        actions = await client.actions("clock.py", 8)
        assert list(actions) == ["Fix BF003 (safe)", "Ignore BF003 in Clock.tick"]
        assert [action.is_preferred for action in actions.values()] == [True, False]
        mended = edited(CLOCK, actions["Fix BF003 (safe)"], client.uri("clock.py"))
        assert "call_from_thread" in mended
        client.change("clock.py", 9, mended)
        await client.diagnostics("clock.py", lambda found: not found)
        assert await client.actions("clock.py", 8) == {}

        silenced = edited(CLOCK, actions["Ignore BF003 in Clock.tick"], client.uri("clock.py"))
        assert silenced == CLOCK.replace("    @work", "    # bridgefix: ignore[BF003]\n    @work")

    talk(tmp_path, script)


def test_a_safe_and_an_unsafe_fix_are_told_apart(tmp_path):
    async def script(client):
        client.open("sleeper.py", SLEEPER)
        await client.diagnostics("sleeper.py", len)
        actions = await client.actions("sleeper.py", 7)
        assert list(actions) == [
            "Fix BF004 (unsafe: changes when something happens)",
            "Ignore BF004 in Sleeper.on_button_pressed",
        ]
        assert not any(action.is_preferred for action in actions.values())
        mended = edited(SLEEPER, next(iter(actions.values())), client.uri("sleeper.py"))
        client.change("sleeper.py", 2, mended)
        await client.diagnostics("sleeper.py", lambda found: not found)

        client.change("sleeper.py", 3, SLEEPER.replace("self.bell()", "return 1"))
        await client.diagnostics("sleeper.py", len)
        actions = await client.actions("sleeper.py", 7)
        assert list(actions) == ["Fix BF004", "Ignore BF004 in Sleeper.on_button_pressed"]
        assert actions["Fix BF004"].disabled.reason == "line 7: `on_button_pressed` hands its result to Textual"
        assert actions["Fix BF004"].edit is None

    talk(tmp_path, script)


def test_asking_for_fixes_leaves_nothing_behind(tmp_path):
    path = tmp_path / "clock.py"
    path.write_text(CLOCK, encoding="utf-8")
    project = Project([str(tmp_path)])
    finding = project.look({}).findings[0]
    counts = []
    for _ in range(4):
        assert list(project.quick_fixes(finding))
        counts.append(len(gc.get_objects()))
    assert counts[3] - counts[1] < 100


def test_what_one_document_says_counts_in_the_others(tmp_path):
    """A base class and what runs it in a worker are edited in turn; neither is saved."""
    (tmp_path / "base.py").write_text(samples.BASE)
    (tmp_path / "clock.py").write_text(CHILD)

    async def script(client):
        (found,) = await client.diagnostics("base.py", len)
        assert found.related_information[0].location.uri == client.uri("clock.py")
        client.open("clock.py", CHILD.replace("    @work(thread=True)\n", ""))
        await client.diagnostics("base.py", lambda found: not found)
        client.change("clock.py", 2, CHILD)
        await client.diagnostics("base.py", len)
        client.open("base.py", samples.BASE)
        client.change("base.py", 2, samples.BASE.split("    def show")[0] + "    def show(self) -> None: ...\n")
        await client.diagnostics("base.py", lambda found: not found)
        # Closed without saving: what is on the disk holds again.
        document = types.TextDocumentIdentifier(client.uri("base.py"))
        client.text_document_did_close(types.DidCloseTextDocumentParams(document))
        await client.diagnostics("base.py", len)

    talk(tmp_path, script)


def test_what_happens_on_the_disk_is_seen(tmp_path):
    async def script(client):
        client.open("other.py", "import textual\n")
        assert await client.actions("other.py", 0) == {}
        assert [item.method for item in client.registered] == ["workspace/didChangeWatchedFiles"]
        for text, holds in ((CLOCK, len), ("x = 1\n", lambda found: not found)):
            (tmp_path / "clock.py").write_text(text)
            event = types.FileEvent(client.uri("clock.py"), types.FileChangeType.Changed)
            client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
            await client.diagnostics("clock.py", holds)

    talk(tmp_path, script)


def test_settings_are_those_of_the_project(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.bridgefix]\nignore = ["BF003"]\nexclude = ["generated/"]\n')
    (tmp_path / "generated").mkdir()
    (tmp_path / "sleeper.py").write_text(SLEEPER)

    async def script(client):
        client.open("clock.py", CLOCK)
        client.open("generated/sleeper.py", SLEEPER)
        await client.diagnostics("sleeper.py", len)
        assert client.said.keys() == {"sleeper.py"}
        assert [params.uri for params in client.said["sleeper.py"]] == [client.uri("sleeper.py")]

    talk(tmp_path, script)


def test_a_file_without_a_project_keeps_its_newlines(tmp_path):
    text = CLOCK.replace("\n", "\r\n")

    async def script(client):
        client.open("clock.py", text)
        await client.diagnostics("clock.py", len)
        action = (await client.actions("clock.py", 8))["Ignore BF003 in Clock.tick"]
        assert edited(text, action, client.uri("clock.py")) == text.replace(
            "    @work", "    # bridgefix: ignore[BF003]\r\n    @work"
        )

    talk(tmp_path, script, root=False)
