"""Writing: nothing is lost, torn or overwritten, whatever happens meanwhile. `make faults` tries every moment."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import stat
import struct
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

import fake
from bridgefix import disk, writing
from bridgefix.engine import Mode, run
from bridgefix.leftovers import Recovered, recover
from bridgefix.report import text
from bridgefix.sources import Failed, decode
from bridgefix.writing import write
from faults import sweeps
from faults.sweeps import calls_of
from faults.trees import SETTINGS, plant

HERE = Path(__file__).parent
SYSTEMS = {"exchange": (), "links": ("exchange",), "neither": ("exchange", "link")}


def read(path: Path):
    return decode(str(path), path.read_bytes())


@pytest.fixture
def tree(tmp_path):
    """Two files that are fixed alone, two pairs that one fix spans."""
    with quick_folder(tmp_path) as folder:
        yield plant(folder / "tree", 2, 2)


@contextmanager
def quick_folder(otherwise):
    """A folder in memory, where there is such a file system: a disk takes ten times as long."""
    if not os.access("/dev/shm", os.W_OK):
        yield otherwise
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.fixture(params=SYSTEMS.values(), ids=SYSTEMS)
def system(request):
    """A system that can exchange two names, one that can only make links, and one that can't do that either."""
    with sweeps.without(*request.param):
        yield request.param


def moments(tree, system=(), *, every=False):
    """All moments on a system that has everything, a third of them elsewhere."""
    count = len(calls_of(tree, every=every))
    return range(0, count, 3 if system else 1)


def nothing_lost(tally, least=1):
    assert tally.wrong == []
    assert tally.tried >= least


def test_killed_at_any_moment_each_file_is_old_or_new_and_the_next_run_clears_up(tree, system):
    nothing_lost(sweeps.killed(tree, moments(tree, system)), least=30)


def test_killed_while_clearing_up_the_run_after_that_clears_up(tree, system):
    nothing_lost(sweeps.killed_twice(tree, range(3, len(calls_of(tree)), 19)), least=10)


def test_two_hundred_files_killed_here_and_there(tmp_path):
    with quick_folder(tmp_path) as folder:
        tree = plant(folder / "tree", 160, 20, look=False)
        count = len(calls_of(tree))
        assert count > 1_500
        nothing_lost(sweeps.killed(tree, range(0, count, count // 7)), least=7)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=errno.errorcode.get)
def test_a_call_that_fails_leaves_every_fix_whole_and_is_told(tree, system, number):
    nothing_lost(sweeps.failing(tree, moments(tree, system), number), least=30)


def test_a_full_disk_leaves_every_fix_whole_and_is_told(tree, system):
    nothing_lost(sweeps.failing(tree, moments(tree, system), errno.ENOSPC, from_then_on=True), least=30)


@pytest.mark.parametrize("moved", [False, True], ids=["in place", "by moving"])
def test_what_an_editor_saves_at_any_moment_is_kept(tree, moved):
    if disk._renameat2() is None:
        pytest.skip("this system cannot exchange two names")
    path = tree.folder / "p1/first1.py"
    nothing_lost(sweeps.edited(tree, path, moments(tree, every=True), moved=moved), least=200)


def test_without_the_exchange_only_the_very_moment_of_replacing_is_not_safe_from_editors(tree, system):
    path = tree.folder / "p0/alone0.py"
    names = calls_of(tree, every=True)
    end = names.index("unlink", names.index("unlink") + 1)
    for moved in (False, True):
        tally = sweeps.edited(tree, path, range(end), moved=moved)
        lost = {int(words.split(":")[0].removeprefix("call ")) for words in tally.wrong}
        assert {names[moment] for moment in lost} <= ({"replace", "fstat"} if system else set())
        assert len(lost) <= (0, int(moved), 2)[len(system)]


def test_two_runs_at_once_write_each_file_once(tree, system):
    nothing_lost(sweeps.two_at_once(tree, moments(tree, ("some",), every=True)), least=70)


def test_an_interrupt_at_any_moment_leaves_every_fix_whole_and_is_told(tree):
    tally = sweeps.interrupted(tree, moments(tree, every=True))
    nothing_lost(tally, least=200)
    assert tally.outcomes["files left for another run"]


AUDITED = """
import os, sys
from collections import Counter
from pathlib import Path
from faults import sweeps, trees
from faults.calls import Watch

LOOKS = {"os.listxattr", "os.getxattr", "os.scandir", "os.listdir"}
SPELLED = {"remove": "unlink", "rename": "replace"}
told = []

def listen(event, args):
    if event == "open" and args[2] & (os.O_CREAT | os.O_WRONLY | os.O_TRUNC):
        told.append("open")
    elif event.startswith(("os.", "shutil.", "tempfile.")) and event not in LOOKS:
        told.append(SPELLED.get(event[3:], event[3:]))

tree = trees.plant(Path(sys.argv[1]), 2, 2)
with sweeps.without(*sys.argv[2:]), Watch(lambda number, name: None) as watch:
    sys.addaudithook(listen)
    tree.write()
    seen = Counter(told)
    if "link" in sys.argv:
        seen["link"] = watch.names.count("link")
assert seen["open"] > 5 and seen["unlink"] > 5, seen
counted = Counter(name for name in watch.names if name not in ("write", "fsync", "_exchange"))
assert counted == seen, (counted, seen)
"""


@pytest.mark.parametrize("steps", SYSTEMS.values(), ids=SYSTEMS)
def test_no_change_of_the_disk_escapes_the_sweeps(tmp_path, steps):
    """Python itself tells of all such calls save write and fsync."""
    assert python("-c", AUDITED, tmp_path / "tree", *steps).stderr == ""


def python(*arguments, faults="", **options):
    """A Python of its own. `faults`: code that it runs first."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path]), "COLUMNS": "200"}
    if faults:
        folder = Path(options.pop("shim"))
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(faults)
        environment["PYTHONPATH"] = f"{folder}{os.pathsep}{environment['PYTHONPATH']}"
    options = {"capture_output": True, "text": True, "timeout": 120, "env": environment} | options
    return subprocess.run([sys.executable, *map(str, arguments)], **{"check": False, **options})


APP = """\
from textual.app import App
from textual.widgets import Static


class Monitor(App):
    def compose(self):
        yield Static(id="rows")

    def on_mount(self):
        self.run_worker(self.fetch, thread=True)

    def fetch(self):
        self.query_one("#rows", Static).update("ready")
"""


@pytest.fixture(scope="session")
def mended(tmp_path_factory):
    """That app with its fix, which is a safe one."""
    path = tmp_path_factory.mktemp("mended") / "app.py"
    path.write_text(APP)
    result = python("-m", "bridgefix", "--apply", path)
    assert result.returncode == 0, result.stdout + result.stderr
    assert path.read_text() != APP
    return path.read_text()


@pytest.fixture
def project(tmp_path, mended):
    """A small project with real findings: its folder, its files and what they become."""
    (tmp_path / "src").mkdir()
    paths = [tmp_path / f"src/app{number}.py" for number in range(4)]
    for path in paths:
        path.write_text(APP)
    return tmp_path, paths, mended


KILL = """
import os, signal
from faults.calls import Watch
watch = Watch(lambda number, name: number == {moment} and os.kill(os.getpid(), signal.SIGKILL))
watch.__enter__()
"""


@pytest.mark.parametrize("moment", [2, 13])
def test_the_command_itself_killed_and_run_again(project, moment):
    root, paths, mended = project
    killed = python(
        "-m", "bridgefix", "--apply", "src", cwd=root, faults=KILL.format(moment=moment), shim=root / "shim"
    )
    assert killed.returncode == -signal.SIGKILL
    assert {path.read_text() for path in paths} <= {APP, mended}
    again = python("-m", "bridgefix", "--apply", "src", cwd=root)
    assert again.returncode == 0, again.stdout + again.stderr
    assert {path.read_text() for path in paths} == {mended}
    assert sorted(os.listdir(root / "src")) == [path.name for path in paths]


def test_the_command_on_a_disk_that_takes_no_file_of_that_size(project):
    root, paths, mended = project
    paths[1].write_text(APP + "#" * 20_000 + "\n")
    result = subprocess.run(
        ["bash", "-c", f"ulimit -f 8; exec {sys.executable} -m bridgefix --apply src"],
        cwd=root,
        # Python would not notice that a file of bytecode did not fit either, and leave it for other runs.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=120,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "error: src/app1.py: cannot be written: file too large" in result.stderr
    assert paths[1].read_text().startswith(APP)
    assert {path.read_text() for path in paths if path != paths[1]} == {mended}
    assert sorted(os.listdir(root / "src")) == [path.name for path in paths]


INTERRUPT = """
import signal
from faults.calls import Watch
Watch(lambda number, name: number == {moment} and signal.raise_signal(signal.SIGINT)).__enter__()
"""


@pytest.mark.parametrize(
    ("form", "out"), [("text", "Interrupted, fixed 2 of 4 findings, 2 files written"), ("json", "")]
)
def test_ctrl_c_while_writing_ends_with_a_summary_and_130(project, form, out):
    root, paths, mended = project
    code = INTERRUPT.format(moment=9)
    result = python("-m", "bridgefix", "--apply", "--format", form, "src", cwd=root, faults=code, shim=root / "shim")
    assert result.returncode == 130
    assert out in result.stdout
    assert result.stderr == "error: interrupted; files written: 2\n"
    assert [path.read_text() == mended for path in paths] == [True, True, False, False]
    assert sorted(os.listdir(root / "src")) == [path.name for path in paths]


EARLY = """
import signal
from bridgefix import facts
def gather(path, text):
    signal.raise_signal(signal.SIGINT)
facts.gather = gather
"""


def test_ctrl_c_before_anything_is_written_says_so(project):
    root, paths, _ = project
    result = python("-m", "bridgefix", "--apply", "src", cwd=root, faults=EARLY, shim=root / "shim")
    assert result.returncode == 130
    assert result.stderr.strip() == "error: interrupted; nothing was written"
    assert {path.read_text() for path in paths} == {APP}


STUCK = """
import os, signal, time
from bridgefix import engine, facts, processes
processes._WORTH = 0
parent = os.getpid()
def gather(path, text):
    # As a terminal does: to all processes of the run.
    os.killpg(0, signal.SIGINT)
    time.sleep(100)
engine.gather = gather
"""


def test_ctrl_c_waits_for_no_process_that_is_still_at_work(project):
    root, _, _ = project
    (root / "other").mkdir()
    (root / "other/app.py").write_text(APP)
    result = python(
        *("-m", "bridgefix", "--jobs", "2", "src", "other"),
        cwd=root,
        faults=STUCK,
        shim=root / "shim",
        start_new_session=True,
        timeout=60,
    )
    assert result.returncode == 130
    assert result.stderr.strip() == "error: interrupted; nothing was written"


def snapshot(root):
    """What a write, even of the same bytes, would leave traces in."""
    found = {}
    for path in [root, *root.rglob("*")]:
        status = path.lstat()
        found[path] = (status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size)
    return found


@pytest.mark.parametrize("options", [["--flow"], ["--diff"]], ids=str)
def test_only_apply_writes(project, options):
    root, _, _ = project
    before = snapshot(root)
    assert python("-m", "bridgefix", *options, "src", cwd=root).returncode == 1
    assert snapshot(root) == before


def test_where_nothing_is_found_not_a_byte_is_written(project):
    root, paths, mended = project
    for path in paths:
        path.write_text(mended)
    before = snapshot(root)
    assert python("-m", "bridgefix", "--apply", "src", cwd=root).returncode == 0
    assert snapshot(root) == before


def test_where_one_file_is_mended_the_others_are_not_touched(project):
    root, paths, mended = project
    for path in paths[1:]:
        path.write_text(mended)
    before = snapshot(root)
    assert python("-m", "bridgefix", "--apply", "src", cwd=root).returncode == 0
    after = snapshot(root)
    assert {path for path in before if before[path] != after[path]} == {paths[0], root / "src"}


def test_writing_keeps_the_mode_and_leaves_nothing_behind(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"x = 1\n")
    path.chmod(0o751)
    write([(read(path), b"x = 2\n")])
    assert path.read_bytes() == b"x = 2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o751
    assert os.listdir(tmp_path) == ["a.py"]


def test_a_file_with_the_longest_name_there_can_be(tmp_path):
    path = tmp_path / ("\N{SNOWMAN}" * 84 + ".py")
    path.write_bytes(b"x = 1\n")
    write([(read(path), b"x = 2\n")])
    assert path.read_bytes() == b"x = 2\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_writing_keeps_the_owner(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"x = 1\n")
    os.chown(path, 1234, 4321)
    path.chmod(0o4755)
    write([(read(path), b"x = 2\n")])
    status = path.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 4321, 0o4755)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("chown", "its owner or group could not be kept"),
        ("chmod", "operation not permitted"),
        ("setxattr", "its attribute user.note could not be kept"),
    ],
)
def test_a_file_whose_owner_mode_or_attributes_cannot_be_kept_is_left(tmp_path, monkeypatch, call, message):
    path = tmp_path / "a.py"
    path.write_bytes(b"x = 1\n")
    if call == "setxattr":
        try:
            os.setxattr(path, "user.note", b"mine")
        except (OSError, AttributeError):
            pytest.skip("no extended attributes here")
    source = read(path)
    theirs = os.stat

    def stat_as_if_it_were_theirs(name, *args, **options):
        status = theirs(name, *args, **options)
        if call == "chown" and str(name) == str(path):
            return os.stat_result((*status[:4], status.st_uid + 1, *status[5:]))
        return status

    def denied(*_, **__):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "stat", stat_as_if_it_were_theirs)
    monkeypatch.setattr(os, call, denied)
    with pytest.raises(Failed, match=f"cannot be written: {message}"):
        write([(source, b"x = 2\n")])
    monkeypatch.undo()
    assert path.read_bytes() == b"x = 1\n"
    assert os.listdir(tmp_path) == ["a.py"]


def test_writing_keeps_extended_attributes(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"x = 1\n")
    try:
        os.setxattr(path, "user.origin", b"\0\xff")
    except (OSError, AttributeError):
        pytest.skip("no extended attributes here")
    write([(read(path), b"x = 2\n")])
    assert path.read_bytes() == b"x = 2\n"
    assert os.getxattr(path, "user.origin") == b"\0\xff"


NOBODY = 0xFFFFFFFF


def access_list(*entries):
    """As Linux keeps one: a version, then tag, permissions and id of each entry."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def test_writing_keeps_an_access_list_and_takes_none_from_the_folder(tmp_path):
    listed = access_list((1, 6, NOBODY), (2, 4, 12345), (4, 4, NOBODY), (16, 4, NOBODY), (32, 0, NOBODY))
    for name in ("with.py", "without.py"):
        (tmp_path / name).write_bytes(b"x = 1\n")
        (tmp_path / name).chmod(0o640)
    try:
        os.setxattr(tmp_path / "with.py", "system.posix_acl_access", listed)
        inherited = access_list((1, 7, NOBODY), (2, 7, 54321), (4, 7, NOBODY), (16, 7, NOBODY), (32, 7, NOBODY))
        os.setxattr(tmp_path, "system.posix_acl_default", inherited)
    except (OSError, AttributeError):
        pytest.skip("no access lists here")
    for name in ("with.py", "without.py"):
        write([(read(tmp_path / name), b"x = 2\n")])
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o640
    assert os.getxattr(tmp_path / "with.py", "system.posix_acl_access") == listed
    assert os.listxattr(tmp_path / "without.py") == []


def test_a_link_is_followed_to_its_file(tmp_path):
    (tmp_path / "real").mkdir()
    target = tmp_path / "real/a.py"
    target.write_bytes(b"x = 1\n")
    link = tmp_path / "link.py"
    link.symlink_to("real/a.py")
    write([(read(link), b"x = 2\n")])
    assert link.is_symlink()
    assert target.read_bytes() == b"x = 2\n"
    assert os.listdir(tmp_path / "real") == ["a.py"]


def test_a_file_with_a_second_name_is_left(tmp_path):
    path, other = tmp_path / "a.py", tmp_path / "b.py"
    path.write_bytes(b"x = 1\n")
    os.link(path, other)
    with pytest.raises(Failed, match="the file has 2 names"):
        write([(read(path), b"x = 2\n")])
    assert path.samefile(other)
    assert path.read_bytes() == b"x = 1\n"
    assert sorted(os.listdir(tmp_path)) == ["a.py", "b.py"]


def test_a_file_changed_meanwhile_is_not_overwritten_nor_its_companions(tmp_path):
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    first.write_bytes(b"x = 1\n")
    second.write_bytes(b"y = 1\n")
    changes = [(read(first), b"x = 2\n"), (read(second), b"y = 2\n")]
    second.write_bytes(b"edited\n")
    with pytest.raises(Failed, match="changed by something else"):
        write(changes)
    assert first.read_bytes() == b"x = 1\n"
    assert second.read_bytes() == b"edited\n"
    assert sorted(os.listdir(tmp_path)) == ["a.py", "b.py"]


def test_a_failure_between_two_files_takes_the_first_one_back_as_it_was(tmp_path, monkeypatch, system):
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    first.write_bytes(b"x = 1\n")
    second.write_bytes(b"y = 1\n")
    inode = first.stat().st_ino
    changes = [(read(first), b"x = 2\n"), (read(second), b"y = 2\n")]
    swap = disk.swap

    def full(temporary, target, locks):
        if target == str(second):
            raise OSError(28, "No space left on device")
        swap(temporary, target, locks)

    monkeypatch.setattr(disk, "swap", full)
    with pytest.raises(Failed, match="no space left"):
        write(changes)
    assert first.read_bytes() == b"x = 1\n"
    assert second.read_bytes() == b"y = 1\n"
    if system != ("exchange", "link"):
        assert first.stat().st_ino == inode
    assert sorted(os.listdir(tmp_path)) == ["a.py", "b.py"]


def test_what_cannot_be_taken_back_is_said(tmp_path, monkeypatch):
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    first.write_bytes(b"x = 1\n")
    second.write_bytes(b"y = 1\n")
    changes = [(read(first), b"x = 2\n"), (read(second), b"y = 2\n")]
    swap, gone = disk.swap, []

    def read_only_from_now_on(*names):
        if gone:
            raise OSError(errno.EROFS, "Read-only file system")
        gone.append(names)
        swap(*names)

    monkeypatch.setattr(disk, "swap", read_only_from_now_on)
    monkeypatch.setattr(os, "replace", read_only_from_now_on)
    with pytest.raises(Failed, match=r"read-only file system; .*a\.py could not be taken back"):
        write(changes)
    assert first.read_bytes() == b"x = 2\n"
    assert second.read_bytes() == b"y = 1\n"


def test_a_read_only_file_is_respected(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"x = 1\n")
    path.chmod(0o444)
    with pytest.raises(Failed, match="read-only"):
        write([(read(path), b"x = 2\n")])
    assert path.read_bytes() == b"x = 1\n"


def test_a_file_that_another_run_is_writing_is_left(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"x = 1\n")
    with path.open("rb") as theirs:
        fcntl.flock(theirs, fcntl.LOCK_EX)
        with pytest.raises(Failed, match="is being written by another run of bridgefix"):
            write([(read(path), b"x = 2\n")])
    write([(read(path), b"x = 2\n")])
    assert path.read_bytes() == b"x = 2\n"


TOKEN = "0123456789abcdef"


def test_only_leftovers_are_cleared_up(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"x = 1\n")
    elsewhere = tmp_path / "docs"
    elsewhere.mkdir()
    left = [f".bridgefix-{TOKEN}.0.new", f".bridgefix-{TOKEN}.12.old", f".bridgefix-{TOKEN[::-1]}.journal"]
    foreign = [
        ".bridgefix-notes",
        f".bridgefix-{TOKEN}.new",
        f".bridgefix-{TOKEN}.0.new.txt",
        f".bridgefix-{TOKEN.upper()}.0.new",
        f"bridgefix-{TOKEN}.0.new",
        ".bridgefix.toml",
    ]
    for name in (*left, *foreign, f"docs/{left[0]}"):
        (tmp_path / name).write_text("x")
    other = TOKEN[1:] + "0"
    (tmp_path / f".bridgefix-{other}.0.new").symlink_to(path)
    (tmp_path / f".bridgefix-{other}.1.new").mkdir()
    os.mkfifo(tmp_path / f".bridgefix-{other}.journal")
    assert recover({str(path): "a.py"}) == Recovered()
    expected = {*foreign, "a.py", "docs", *(f".bridgefix-{other}.{end}" for end in ("0.new", "1.new", "journal"))}
    assert set(os.listdir(tmp_path)) == expected
    assert os.listdir(elsewhere) == [left[0]]
    assert path.read_bytes() == b"x = 1\n"


def test_what_a_run_that_lives_has_made_is_no_leftover(tmp_path):
    path, made = tmp_path / "a.py", tmp_path / f".bridgefix-{TOKEN}.0.new"
    path.write_bytes(b"x = 1\n")
    made.write_bytes(b"x = 2\n")
    with made.open("rb") as theirs:
        fcntl.flock(theirs, fcntl.LOCK_EX)
        recover({str(path): "a.py"})
        assert made.exists()
    recover({str(path): "a.py"})
    assert not made.exists()


def half(tmp_path):
    """A fix of two files of which a killed run wrote the first."""
    first, second = tmp_path / "one/a.py", tmp_path / "two/b.py"
    for path in (first, second):
        path.parent.mkdir()
        path.write_bytes(b"old\n")
    names = []

    def stop(temporary, target, locks):
        if names:
            raise SystemExit
        names.append(target)
        swap(temporary, target, locks)

    swap = disk.swap
    changes = [(read(first), b"new a\n"), (read(second), b"new b\n")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "swap", stop)
        patch.setattr(disk, "remove", lambda paths: None)
        with pytest.raises(SystemExit):
            write(changes)
    assert (first.read_bytes(), second.read_bytes()) == (b"new a\n", b"old\n")
    return first, second


def test_half_of_a_fix_is_finished(tmp_path):
    first, second = half(tmp_path)
    found = recover({str(first): "one/a.py", str(second): "two/b.py"})
    assert found == Recovered(finished=("two/b.py",))
    assert (first.read_bytes(), second.read_bytes()) == (b"new a\n", b"new b\n")
    assert os.listdir(first.parent) + os.listdir(second.parent) == ["a.py", "b.py"]


def test_half_of_a_fix_waits_for_a_run_that_is_given_all_its_files(tmp_path):
    first, second = half(tmp_path)
    before = snapshot(tmp_path)
    assert recover({str(second): "two/b.py"}) == Recovered()
    assert recover({str(first): "one/a.py"}) == Recovered()
    assert snapshot(tmp_path) == before


def test_half_of_a_fix_that_was_undone_by_hand_is_forgotten(tmp_path):
    first, second = half(tmp_path)
    first.write_bytes(b"old\n")
    assert recover({str(first): "one/a.py", str(second): "two/b.py"}) == Recovered()
    assert (first.read_bytes(), second.read_bytes()) == (b"old\n", b"old\n")
    assert os.listdir(first.parent) + os.listdir(second.parent) == ["a.py", "b.py"]


def test_half_of_a_fix_that_cannot_be_finished_is_told_once(tmp_path):
    first, second = half(tmp_path)
    second.write_bytes(b"edited\n")
    given = {str(first): "one/a.py", str(second): "two/b.py"}
    (error,) = recover(given).errors
    assert error.path == "two/b.py"
    assert "a killed run wrote the one of one/a.py, and this file was changed since" in error.message
    assert second.read_bytes() == b"edited\n"
    assert recover(given) == Recovered()


def test_a_report_tells_of_what_it_finished(tmp_path, monkeypatch):
    half(tmp_path)
    monkeypatch.chdir(tmp_path)
    report = run(["."], SETTINGS, Mode.APPLY, rules=fake.RULES, fixes=fake.FIXES)
    assert (report.finished, report.changed) == (("two/b.py",), ("two/b.py",))
    assert "finished what a killed run had begun: two/b.py" in [text.plain(line) for line in text.lines(report)]


JOURNALS = {
    "cut off": b'{"files": [{"target": "a.py", "old": "',
    "no object": b"[]",
    "empty": b"",
    "nested": b"[" * 100_000,
    "wrong types": b'{"files": [{"target": 3, "old": null, "new": []}]}',
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("journal", JOURNALS.values(), ids=JOURNALS)
def test_a_journal_that_is_none_is_a_leftover(tmp_path, journal):
    path = tmp_path / "a.py"
    path.write_bytes(b"old\n")
    (tmp_path / f".bridgefix-{TOKEN}.journal").write_bytes(journal)
    (tmp_path / f".bridgefix-{TOKEN}.0.new").write_bytes(b"new\n")
    assert recover({str(path): "a.py"}) == Recovered()
    assert os.listdir(tmp_path) == ["a.py"]
    assert path.read_bytes() == b"old\n"


def test_a_journal_cannot_reach_beyond_the_given_files(tmp_path):
    inside, outside = tmp_path / "src/a.py", tmp_path / "precious.py"
    inside.parent.mkdir()
    for path in (inside, outside):
        path.write_bytes(b"old\n")
    files = [
        {"target": "a.py", "old": "", "new": disk.digest(b"old\n")},
        {"target": "../precious.py", "old": disk.digest(b"old\n"), "new": disk.digest(b"evil\n")},
    ]
    (tmp_path / f"src/.bridgefix-{TOKEN}.journal").write_text(json.dumps({"files": files}))
    (tmp_path / f".bridgefix-{TOKEN}.1.new").write_bytes(b"evil\n")
    assert recover({str(inside): "src/a.py"}) == Recovered()
    assert outside.read_bytes() == b"old\n"
    assert (tmp_path / f".bridgefix-{TOKEN}.1.new").exists()


def test_bytes_and_names_are_flushed_in_the_order_in_which_they_are_made(tmp_path, monkeypatch):
    """What is on the disk when the power fails is then one of the states that a killed run may leave."""
    monkeypatch.chdir(tmp_path)
    for name in ("one/a.py", "two/b.py"):
        Path(name).parent.mkdir()
        Path(name).write_bytes(b"old\n")
    done = []

    def flushed(descriptor):
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        assert path.is_dir() or path.read_bytes() != b""
        done.append(("flush", path.name.split(".")[-1]))

    monkeypatch.setattr(os, "fsync", flushed)
    swap = disk.swap
    monkeypatch.setattr(disk, "swap", lambda *files: (done.append(("swap", Path(files[1]).name)), swap(*files)))
    write([(read(Path("one/a.py")), b"new\n"), (read(Path("two/b.py")), b"new\n")])
    assert done == [
        *(("flush", "new"), ("flush", "new"), ("flush", "journal"), ("flush", "journal")),
        *(("flush", "one"), ("flush", "two")),
        *(("swap", "a.py"), ("swap", "b.py")),
        *(("flush", "one"), ("flush", "two")),
    ]


def test_a_report_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "report.json"
    path.write_bytes(b"old")
    path.chmod(0o600)
    monkeypatch.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(Failed, match="no space left"):
        writing.write_new(str(path), b"new")
    assert path.read_bytes() == b"old"
    monkeypatch.undo()
    writing.write_new(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["report.json"]
