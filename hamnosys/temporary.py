"""Temporary files beside an output: how they are called, who holds them, what killed runs left.

A process holds a lock (``flock``) on what it writes, which the system ends with the process. What
is not locked, and was made since this machine started, belongs to nobody. What another machine
made, or what lies where nothing can be locked, is left alone for a day: its writer might be alive.
"""

from __future__ import annotations

import errno
import os
import platform
import re
import secrets
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hamnosys.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows: nothing is locked
    _flock: Callable[[int, int], None] | None = None
    _EXCLUSIVE = _AT_ONCE = 0
else:
    _flock, _EXCLUSIVE, _AT_ONCE = fcntl.flock, fcntl.LOCK_EX, fcntl.LOCK_NB

DRAFT, LOCK, OLD = ".tmp", ".lock", ".old"
"""Endings: of what is being written; of a directory's lock; of what a directory replaces."""

PATIENCE = 10.0
"""Seconds that the helpers of a killed process may outlive it, and hold its locks."""

_NAME_LENGTH = 50
"""Characters of the target's name: names may have 255 bytes, a character up to four."""

_DAY = 24 * 60 * 60


def temporary_name(name: str, ending: str = DRAFT) -> str:
    """A new name for what becomes the file or directory of that name."""
    return f".{name[:_NAME_LENGTH]}.{_machine()}{secrets.token_hex(4)}{ending}"


def is_temporary(entry: str, name: str) -> bool:
    """Whether an entry of a directory was called by `temporary_name` for this name."""
    return _match(entry, name) is not None


def _match(entry: str, name: str) -> re.Match[str] | None:
    prefix = f".{name[:_NAME_LENGTH]}."
    return _REST.fullmatch(entry, len(prefix)) if entry.startswith(prefix) else None


_REST = re.compile(
    rf"([0-9a-f]{{8}})[0-9a-f]{{8}}({re.escape(DRAFT)}|{re.escape(LOCK)}|{re.escape(OLD)})"
)


def _machine() -> str:
    """This machine since it was started, in eight digits."""
    try:
        text = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    except OSError:
        text = platform.node()
    return f"{zlib.crc32(text.encode()):08x}"


# --- locks ---


def lock(descriptor: int, *, patience: float = 0) -> bool | None:
    """Lock an open file against other processes until it is closed everywhere.

    Returns:
        Whether it is locked now: False if another one holds it; None where nothing can be locked.
    """
    end = time.monotonic() + patience
    while (locked := _locked(descriptor)) is False and time.monotonic() < end:
        time.sleep(0.02)
    return locked


def _locked(descriptor: int) -> bool | None:
    if _flock is None:
        return None
    try:
        _flock(descriptor, _EXCLUSIVE | _AT_ONCE)
    except OSError as error:
        return False if error.errno in (errno.EWOULDBLOCK, errno.EACCES) else None
    return True


def is_at(descriptor: int, path: Path) -> bool:
    """Whether an open file still has that path."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except OSError:
        return False


def claim(descriptor: int, path: Path) -> bool:
    """Lock a temporary file just made; False if another process took it for abandoned."""
    return lock(descriptor, patience=1) is None or is_at(descriptor, path)


@contextmanager
def kept_locked(descriptor: int) -> Iterator[None]:
    """The lock of an open file lasts to the end of the block, even if the file is closed."""
    if _flock is None:
        yield
        return
    copy = os.dup(descriptor)
    try:
        yield
    finally:
        os.close(copy)


@contextmanager
def alone_in(directory: Path) -> Iterator[None]:
    """One process after the other puts its work in place in a directory; no file is made."""
    if _flock is None:
        yield
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        with suppress(OSError):  # where directories cannot be locked
            _flock(descriptor, _EXCLUSIVE)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def held(file: Path, refusal: OutputError, *, patience: float = PATIENCE) -> Iterator[None]:
    """Keep others from what a lock file stands for; it is made, and removed in the end.

    Raises:
        OutputError: the ``refusal``, if another process holds it.
    """
    while True:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if lock(descriptor, patience=patience) is False:
                raise refusal
            if not is_at(descriptor, file):  # its holder ended, and removed it
                continue
            try:
                yield
            finally:
                with suppress(OSError):
                    file.unlink()
            return
        finally:
            os.close(descriptor)


# --- what is left ---


def remove_stale(directory: Path, name: str) -> None:
    """Remove what killed processes left of this output in a directory; failures do not matter.

    A directory that was just being replaced gets its place again.
    """
    with suppress(OSError):
        with os.scandir(directory) as entries:
            found = [entry.name for entry in entries if is_temporary(entry.name, name)]
        for entry in sorted(found):
            path = directory / entry
            if path.suffix != OLD and path.is_file() and not path.is_symlink():
                with suppress(OSError):
                    _remove_if_stale(path, directory / name)


def _remove_if_stale(path: Path, target: Path) -> None:
    descriptor = _opened(path)
    try:
        if not _is_stale(descriptor, path, target.name):
            return
        if path.suffix == LOCK:
            recover(path, target)
        path.unlink()
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    """For writing, if that is allowed: some file systems lock nothing else."""
    flags = getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.open(path, os.O_RDWR | flags)
    except PermissionError:
        return os.open(path, os.O_RDONLY | flags)


def _is_stale(descriptor: int, path: Path, name: str) -> bool:
    taken, match = lock(descriptor), _match(path.name, name)
    if taken is False or match is None or not is_at(descriptor, path):
        return False
    if taken and match[1] == _machine():
        return True
    times = [os.fstat(descriptor).st_mtime]
    if path.suffix == LOCK:
        with suppress(OSError):
            times.append(path.with_suffix(DRAFT).stat().st_mtime)
    return time.time() - max(times) > _DAY


def recover(lock_file: Path, target: Path) -> None:
    """Remove the directories beside a lock; what was to be replaced is put back or removed.

    Raises:
        OSError: a directory cannot be moved.
    """
    old = lock_file.with_suffix(OLD)
    if old.is_dir() and not target.exists():
        old.rename(target)
    for left in (old, lock_file.with_suffix(DRAFT)):
        shutil.rmtree(left, ignore_errors=True)
