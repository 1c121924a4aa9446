"""What is done to single names on the disk, in steps that are whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

from bridgefix import probes

try:
    import fcntl
except ImportError:  # Windows: nobody is kept out, and so nothing is taken for a leftover.
    fcntl = None  # type: ignore[assignment]

_BINARY = getattr(os, "O_BINARY", 0)
_ATTRIBUTES = ("user.", "system.posix_acl_access", "security.selinux")
"""The extended attributes that belong to a file whatever it holds. Others are signatures of its bytes, or the kernel's."""


def create(path: str, data: bytes, like: str | None, locks: ExitStack) -> None:
    """A new file, whole on the disk, locked, with the mode, the owner and the attributes of another one.

    Raises OSError; there is no such file then.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY
    while True:
        with opened(path, flags, locks, 0o600 if like else 0o666) as descriptor:
            try:
                lock(descriptor, wait=True)
                if not os.fstat(descriptor).st_nlink:
                    # Another run took it for a leftover in the moment before it was locked.
                    continue
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
                if like:
                    _liken(path, like)
                os.fsync(descriptor)
            except BaseException:
                remove([path])
                raise
            return


def _liken(path: str, like: str) -> None:
    """Gives a file what another one has besides its bytes. Raises OSError where that is not allowed."""
    old, new = os.stat(like), os.stat(path)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        try:
            os.chown(path, old.st_uid, old.st_gid)
        except OSError as error:
            raise OSError(error.errno, "its owner or group could not be kept") from error
    # After the owner: a change of owner clears the set-id bits. Before the attributes: a mode cuts an access list down.
    os.chmod(path, stat.S_IMODE(old.st_mode))
    wanted, inherited = _attributes(like), _attributes(path)
    for name in inherited.keys() - wanted.keys():
        os.removexattr(path, name)
    for name, value in wanted.items():
        if inherited.get(name) == value:
            continue
        try:
            os.setxattr(path, name, value)
        except OSError as error:
            # What the system labels files with is the system's to decide.
            if not name.startswith("security."):
                raise OSError(error.errno, f"its attribute {name} could not be kept") from error
    if stat.S_IMODE(os.stat(path).st_mode) != stat.S_IMODE(old.st_mode):
        raise OSError(errno.EPERM, "its mode could not be kept")


def _attributes(path: str) -> dict[str, bytes]:
    if sys.platform != "linux":
        return {}
    try:
        return {name: os.getxattr(path, name) for name in os.listxattr(path) if name.startswith(_ATTRIBUTES)}
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.ENOSYS):
            return {}
        raise


def swap(temporary: str, target: str, locks: ExitStack) -> None:
    """Two names trade files, in one step where the system can; else `target` changes in one step. Raises OSError."""
    if _exchange(temporary, target):
        return
    # A file that is moved over `target` in the moment before it is replaced is lost; one written in place is not.
    spare = temporary.removesuffix(".new") + ".old"
    remove([spare])
    try:
        try:
            os.link(target, spare)
        except OSError:
            # The disk knows no hard links: the last look at what is replaced is a moment earlier, too.
            _copy(target, spare, locks)
        os.replace(temporary, target)
        try:
            os.replace(spare, temporary)
        except OSError:
            os.replace(spare, target)
            raise
    finally:
        remove([spare])


def _copy(path: str, copy: str, locks: ExitStack) -> None:
    data = probes.read(path)
    create(copy, data, path, locks)
    if probes.read(path) != data:
        remove([copy])
        _copy(path, copy, locks)


def _exchange(one: str, other: str) -> bool:
    """Exchanges two names in one step, on Linux and its own file systems; False where that can't be had."""
    renameat2 = _renameat2()
    if renameat2 is None:
        return False
    import ctypes

    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), other)


@cache
def _renameat2() -> Any:
    if sys.platform != "linux":
        return None
    import ctypes

    try:
        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return None
    function.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return function


def digest_of(path: str) -> str | None:
    """What tells the bytes of a file from others; None where it can't be read."""
    try:
        return digest(probes.read(path))
    except OSError:
        return None


def digest(data: bytes) -> str:
    # Not imported for those who keep and write nothing: it brings a library of ciphers along.
    import hashlib

    return hashlib.sha256(data).hexdigest()


def content(descriptor: int) -> bytes:
    with open(descriptor, "rb", closefd=False) as file:
        return file.read()


@contextlib.contextmanager
def opened(path: str, flags: int, locks: ExitStack, mode: int = 0o666) -> Iterator[int]:
    """A descriptor, kept open for its lock until `locks` ends."""
    descriptor = os.open(path, flags, mode)
    # A system without such locks may also not let go of a file that is open.
    with contextlib.ExitStack() as unlocked:
        (unlocked if fcntl is None else locks).callback(os.close, descriptor)
        yield descriptor


def lock(descriptor: int, wait: bool = False) -> bool | None:
    """Keeps other runs away until the descriptor is closed; False where one was first, None where nobody can."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def remove(paths: Iterable[str]) -> None:
    for path in paths:
        # What stays is a leftover for the next run.
        with contextlib.suppress(OSError):
            os.unlink(path)


def sync_folders(folders: Iterable[str]) -> None:
    """What was renamed is on the disk, too, where folders can be told so."""
    for folder in folders:
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
