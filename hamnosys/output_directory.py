"""Writing a directory of files: all of them appear when the work is done, or none."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hamnosys.errors import OutputError, UsageError
from hamnosys.temporary import (
    DRAFT,
    LOCK,
    OLD,
    alone_in,
    claim,
    is_temporary,
    recover,
    remove_stale,
    temporary_name,
)


@contextmanager
def open_directory(path: str | Path, *, force: bool = False, whole: bool = False) -> Iterator[Path]:
    """An empty directory; its files appear in ``path`` if the block succeeds.

    With ``force`` they replace files of the same name; other files there stay. With ``whole``
    nothing stays: the new directory takes the place of the old one.

    An `OSError` in the block is taken for one of writing: inputs have errors of their own.

    Raises:
        UsageError: the path is empty or ``-``: a directory cannot go to standard output.
        OutputError: the directory is there and not empty (without ``force``), or cannot be made,
            or one of the files cannot take its place.
    """
    target = check_directory(path, force=force)
    # An existing directory may be a file system of its own, which files cannot be moved into.
    inside = target.parent if whole or not target.exists() else target
    try:
        inside.mkdir(parents=True, exist_ok=True)
        with _claimed(inside, target) as lock_file:
            staging = lock_file.with_suffix(DRAFT)
            staging.mkdir()
            yield staging
            with alone_in(inside):
                _put_in_place(staging, target, path, force=force, whole=whole)
        # Once more: processes that a killed one had started may have outlived it for a moment.
        remove_stale(inside, target.name)
    except OSError as error:
        raise _failure(path, error) from error


@contextmanager
def _claimed(inside: Path, target: Path) -> Iterator[Path]:
    """A lock file of our own; what lies beside it is removed with it."""
    descriptor, lock_file = _new_lock(inside, target.name)
    try:
        yield lock_file
    finally:
        with suppress(OSError):
            recover(lock_file, target)
            lock_file.unlink()
        os.close(descriptor)


def _new_lock(inside: Path, name: str) -> tuple[int, Path]:
    while True:
        lock_file = inside / temporary_name(name, LOCK)
        descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        if claim(descriptor, lock_file):
            return descriptor, lock_file
        os.close(descriptor)


def _put_in_place(
    staging: Path, target: Path, path: str | Path, *, force: bool, whole: bool
) -> None:
    if staging.parent != target:
        if whole and force and target.exists():
            target.rename(staging.with_suffix(OLD))
        try:
            staging.rename(target)
            return
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
    # Without force the directory was new or empty: another process may have been faster.
    if not force and any(not is_temporary(e.name, target.name) for e in target.iterdir()):
        raise _not_empty(path)
    _move_files(staging, target)


def _move_files(staging: Path, target: Path) -> None:
    files = sorted(staging.iterdir())
    for file in files:
        if (target / file.name).is_dir():
            raise OutputError("is a directory, not a file", file=str(target / file.name))
    for file in files:
        file.replace(target / file.name)


def check_directory(path: str | Path, *, force: bool = False) -> Path:
    """Refuse a directory before any work is done for it; gives its real path.

    What killed processes left of it is removed.

    Raises:
        UsageError: the path is empty or ``-``.
        OutputError: it is a file, not empty (without ``force``), or cannot be looked at.
    """
    if str(path) in ("", "-"):
        raise UsageError(f"the output must be a directory, not {str(path)!r}")
    target, real = Path(path), Path(os.path.realpath(path))
    for directory in (real.parent, real):
        remove_stale(directory, real.name)
    try:
        if target.is_dir():
            if not force and any(not is_temporary(e.name, real.name) for e in real.iterdir()):
                raise _not_empty(path)
        elif target.exists() or target.is_symlink():
            raise OutputError("is a file, not a directory", file=str(path))
        return real
    except OSError as error:
        raise _failure(path, error) from error


def _not_empty(path: str | Path) -> OutputError:
    return OutputError("is not empty", file=str(path), hint="--force writes into it")


def _failure(path: str | Path, error: OSError) -> OutputError:
    return OutputError(f"cannot be written: {error.strerror or error}", file=str(path))
