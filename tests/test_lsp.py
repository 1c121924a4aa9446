"""The language server, talked to by a real client over stdio."""

from __future__ import annotations

import asyncio
import gc
import os
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
        self.texts: dict[str, str] = {}
        self.partial = False
        """Whether the server wants to be told what changes in a document, not the whole of it."""

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
        return uris.from_fs_path(os.path.normpath(self.folder / name))

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
        self.texts[name] = text
        item = types.TextDocumentItem(self.uri(name), "python", 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name: str, version: int, text: str, where: types.Range | None = None) -> None:
        whole = self.texts[name] = spliced(self.texts[name], where, text) if where else text
        change = (
            types.TextDocumentContentChangePartial(where, text)
            if where and self.partial
            else types.TextDocumentContentChangeWholeDocument(whole)
        )
        document = types.VersionedTextDocumentIdentifier(version, self.uri(name))
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def close(self, name: str) -> None:
        document = types.TextDocumentIdentifier(self.uri(name))
        self.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def on_disk(self, name: str, kind: types.FileChangeType = types.FileChangeType.Changed) -> None:
        event = types.FileEvent(self.uri(name), kind)
        self.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    async def actions(self, name: str, line: int, only: list[str] | None = None) -> dict[str, types.CodeAction]:
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(self.uri(name)), at(line), types.CodeActionContext([], only)
        )
        found = await asyncio.wait_for(self.text_document_code_action_async(params), PATIENCE)
        return {action.title: action for action in found or ()}


def at(line: int, start: int = 0, end: int | None = None) -> types.Range:
    """Lines as the protocol counts them, from 0."""
    return types.Range(types.Position(line, start), types.Position(line, start if end is None else end))


def spliced(text: str, where: types.Range, new: str) -> str:
    """The text after a key press. Lines are the protocol's: nothing but a newline ends them."""
    lines = text.split("\n")
    before, after = lines[where.start.line][: where.start.character], lines[where.end.line][where.end.character :]
    return "\n".join([*lines[: where.start.line], before + new + after, *lines[where.end.line + 1 :]])


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
        client.partial = answer.capabilities.text_document_sync.change is types.TextDocumentSyncKind.Incremental
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
        client.close("base.py")
        await client.diagnostics("base.py", len)

    talk(tmp_path, script)


def test_what_happens_on_the_disk_is_seen(tmp_path):
    async def script(client):
        client.open("other.py", "import textual\n")
        assert await client.actions("other.py", 0) == {}
        assert [item.method for item in client.registered] == ["workspace/didChangeWatchedFiles"]
        for text, holds in ((CLOCK, len), ("x = 1\n", lambda found: not found)):
            (tmp_path / "clock.py").write_text(text)
            client.on_disk("clock.py")
            await client.diagnostics("clock.py", holds)

    talk(tmp_path, script)


def test_saving_a_document_reads_nothing_again(tmp_path):
    """Its text is known; a large project would be read anew each time."""

    async def script(client):
        client.open("clock.py", CLOCK)
        await client.diagnostics("clock.py", len)
        for name in ("clock.py", "other.py"):
            (tmp_path / name).write_text(CLOCK, encoding="utf-8")
        client.on_disk("clock.py")
        assert len(await client.actions("clock.py", 8)) == 2
        assert "other.py" not in client.said
        client.on_disk("other.py", types.FileChangeType.Created)
        await client.diagnostics("other.py", len)

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


def test_a_form_feed_ends_no_line(tmp_path):
    """Python's `splitlines` says it does; an edit below would land a line too high."""
    text = CLOCK.replace("\n\n\nclass", "\n\x0c\nclass")

    async def script(client):
        client.open("clock.py", text)
        await client.diagnostics("clock.py", len)
        line = text.split("\n").index(next(line for line in text.split("\n") if "self.query" in line))
        client.change("clock.py", 2, "pass #", at(line, 8))
        await client.diagnostics("clock.py", lambda found: not found)

    talk(tmp_path, script)


def test_what_is_looked_at_beside_the_project_goes_when_it_is_closed(tmp_path):
    """A library, say, that one went into to read it."""
    (tmp_path / "project").mkdir()
    (tmp_path / "library.py").write_text(CLOCK, encoding="utf-8")

    async def script(client):
        client.open("../library.py", CLOCK)
        await client.diagnostics("library.py", len)
        client.close("../library.py")
        await client.diagnostics("library.py", lambda found: not found)

    talk(tmp_path / "project", script)


def test_folders_come_and_go(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.py").write_text(CLOCK, encoding="utf-8")

    async def script(client):
        await client.diagnostics("one.py", len)
        one, two = (types.WorkspaceFolder((tmp_path / name).as_uri(), name) for name in ("one", "two"))
        for come, gone in (([two], []), ([], [one])):
            event = types.WorkspaceFoldersChangeEvent(added=come, removed=gone)
            client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
            await client.diagnostics("two.py", len)
        await client.diagnostics("one.py", lambda found: not found)

    talk(tmp_path / "one", script)


def test_a_file_is_renamed_or_deleted(tmp_path):
    (tmp_path / "clock.py").write_text(CLOCK, encoding="utf-8")

    async def script(client):
        client.open("clock.py", CLOCK)
        await client.diagnostics("clock.py", len)
        (tmp_path / "clock.py").rename(tmp_path / "watch.py")
        client.close("clock.py")
        client.open("watch.py", CLOCK)
        await client.diagnostics("clock.py", lambda found: not found)
        await client.diagnostics("watch.py", len)
        client.close("watch.py")
        (tmp_path / "watch.py").unlink()
        client.on_disk("watch.py", types.FileChangeType.Deleted)
        await client.diagnostics("watch.py", lambda found: not found)

    talk(tmp_path, script)


def test_nothing_is_tried_when_other_actions_are_asked_for(tmp_path):
    """Editors ask each time that they save, and wait for the answer."""

    async def script(client):
        client.open("clock.py", CLOCK)
        await client.diagnostics("clock.py", len)
        assert await client.actions("clock.py", 8, ["source.organizeImports", "refactor"]) == {}
        assert len(await client.actions("clock.py", 8, ["source", "quickfix"])) == 2
        assert len(await client.actions("clock.py", 8, [""])) == 2

    talk(tmp_path, script)


def test_wrong_settings_are_told_once(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.bridgefix]\nignored = []\n")

    async def script(client):
        client.open("clock.py", CLOCK)
        await client.diagnostics("clock.py", len)
        for version, text in enumerate(("import textual\n", CLOCK), 2):
            client.change("clock.py", version, text)
            await client.diagnostics("clock.py", lambda found, text=text: bool(found) == (text == CLOCK))
        (message,) = client.messages
        assert "ignored" in message
        (tmp_path / "pyproject.toml").write_text("[tool.bridgefix]\nignore = ['BF003']\n")
        client.on_disk("pyproject.toml")
        await client.diagnostics("clock.py", lambda found: not found)
        (tmp_path / "pyproject.toml").write_text("[tool.bridgefix]\nignored = []\n")
        client.on_disk("pyproject.toml")
        await client.diagnostics("clock.py", len)
        assert client.messages == [message, message]
        client.messages.clear()

    talk(tmp_path, script)


def test_a_fix_that_spans_files_waits_until_all_of_them_parse():
    """What does not parse is known as it was before: an edit of that would land anywhere."""
    folder = Path(__file__).parent / "cases/BF001/fetch-lives-in-a-mixin-of-another-file/before"
    project = Project([str(folder)])
    finding = next(item for item in project.look({}).findings if item.rule == "BF001")
    fix = next(item for item in project.quick_fixes(finding) if item.level)
    paths = {edit.path for edit in fix.edits}
    assert len(paths) > 1
    other = next(path for path in paths if path != finding.place.path)
    project.look({other: Path(other).read_text() + "\ndef ("})
    assert [item for item in project.quick_fixes(finding) if {edit.path for edit in item.edits} & {other}] == []
