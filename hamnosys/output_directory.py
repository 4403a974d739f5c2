"""Writing a directory of files: all of them appear when the work is done, or none."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hamnosys.errors import OutputError, UsageError


@contextmanager
def open_directory(path: str | Path, *, force: bool = False) -> Iterator[Path]:
    """An empty directory; its files appear in ``path`` if the block succeeds.

    With ``force`` they replace files of the same name; other files there stay.

    An `OSError` in the block is taken for one of writing: inputs have errors of their own.

    Raises:
        UsageError: the path is empty or ``-``: a directory cannot go to standard output.
        OutputError: the directory is there and not empty (without ``force``), or cannot be made,
            or one of the files cannot take its place.
    """
    target = check_directory(path, force=force)
    fresh = not target.exists()
    # An existing directory may be a file system of its own, which files cannot be moved into.
    inside = target.parent if fresh else target
    staging = inside / f".{target.name[:80]}.{secrets.token_hex(4)}.tmp"
    try:
        try:
            inside.mkdir(parents=True, exist_ok=True)
            staging.mkdir()
        except OSError as error:
            raise _failure(path, error) from error
        try:
            yield staging
            if fresh:
                staging.rename(target)
            else:
                _move_files(staging, target)
        except OSError as error:
            raise _failure(path, error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _move_files(staging: Path, target: Path) -> None:
    files = sorted(staging.iterdir())
    for file in files:
        if (target / file.name).is_dir():
            raise OutputError("is a directory, not a file", file=str(target / file.name))
    for file in files:
        file.replace(target / file.name)


def check_directory(path: str | Path, *, force: bool = False) -> Path:
    """Refuse a directory before any work is done for it; gives its real path.

    Raises:
        UsageError: the path is empty or ``-``.
        OutputError: it is a file, not empty (without ``force``), or cannot be looked at.
    """
    if str(path) in ("", "-"):
        raise UsageError(f"the output must be a directory, not {str(path)!r}")
    target = Path(path)
    try:
        if target.is_dir():
            if not force and any(target.iterdir()):
                raise OutputError("is not empty", file=str(path), hint="--force writes into it")
        elif target.exists() or target.is_symlink():
            raise OutputError("is a file, not a directory", file=str(path))
        return Path(os.path.realpath(target))
    except OSError as error:
        raise _failure(path, error) from error


def _failure(path: str | Path, error: OSError) -> OutputError:
    return OutputError(f"cannot be written: {error.strerror or error}", file=str(path))
