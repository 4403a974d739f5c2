"""Writing files whole or not at all: into a temporary file beside the target, then replaced."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE
from typing import BinaryIO, TextIO

from hamnosys.errors import OutputError, UsageError
from hamnosys.temporary import claim, kept_locked, remove_stale, temporary_name

STDOUT = "-"


@contextmanager
def open_output(path: str | Path, *, force: bool = False) -> Iterator[TextIO]:
    """As `open_binary_output`, for text (UTF-8, line feeds)."""
    with open_binary_output(path, force=force) as binary:
        stream = io.TextIOWrapper(binary, encoding="utf-8", newline="\n")
        try:
            yield stream
            stream.flush()
        finally:
            with suppress(OSError, ValueError):
                stream.detach()


@contextmanager
def open_binary_output(path: str | Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """A stream of bytes whose content appears at ``path`` if the block succeeds.

    ``-`` is standard output. A path that exists and is no regular file (a pipe, a device) is
    written directly.

    Raises:
        OutputError: the path exists (without ``force``), is a directory, or cannot be written.
        UsageError: the path is empty.
    """
    if str(path) == STDOUT:
        with _standard_output() as stream:
            yield stream
        return
    with _failures(path):
        check_target(path, force=force)
        special = Path(path).exists() and not Path(path).is_file()
    with _special(path) if special else _whole(path, force=force) as stream:
        yield stream


@contextmanager
def _special(path: str | Path) -> Iterator[BinaryIO]:
    with _failures(path):
        # Closed below, where failures are told apart.
        stream = open(path, "wb")  # noqa: SIM115
    try:
        with _failures(path, stream):
            yield stream
            stream.flush()
    finally:
        with _failures(path):
            stream.close()


@contextmanager
def _whole(path: str | Path, *, force: bool) -> Iterator[BinaryIO]:
    with _failures(path):
        target = Path(os.path.realpath(path))
        remove_stale(target.parent, target.name)
        temporary, stream = _begin(target)
    try:
        # Locked until it has its name: between closing and naming it must not look abandoned.
        with kept_locked(stream.fileno()):
            try:
                with _failures(path, stream):
                    yield stream
                    stream.flush()
                    os.fsync(stream.fileno())
                    if target.exists():
                        temporary.chmod(S_IMODE(target.stat().st_mode))
            finally:
                with _failures(path):
                    stream.close()
            with _failures(path):
                _put_in_place(temporary, target, force=force)
        # Once more: processes that a killed one had started may have outlived it for a moment.
        remove_stale(target.parent, target.name)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _begin(target: Path) -> tuple[Path, BinaryIO]:
    """A temporary file of our own, locked."""
    while True:
        temporary = target.with_name(temporary_name(target.name))
        stream = open(temporary, "xb")  # noqa: SIM115  (closed where failures are told apart)
        if claim(stream.fileno(), temporary):
            return temporary, stream
        stream.close()


def _put_in_place(temporary: Path, target: Path, *, force: bool) -> None:
    """Give the finished file its name; without ``force`` never over one that came meanwhile."""
    if not force:
        try:
            os.link(temporary, target)
        except FileExistsError:
            raise _exists(target) from None
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
        else:
            temporary.unlink()
            return
    temporary.replace(target)


_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def _exists(path: str | Path) -> OutputError:
    return OutputError("exists already", file=str(path), hint="--force replaces it")


def check_target(path: str | Path, *, force: bool = False) -> None:
    """Refuse a target before any work is done for it.

    Raises:
        OutputError: it exists (without ``force``), is a directory, or its directory does not exist.
    """
    if str(path) == STDOUT:
        return
    if not str(path):
        raise UsageError("the path of an output is empty")
    target = Path(path)
    if target.is_dir():
        raise OutputError("is a directory, not a file", file=str(path))
    if target.is_file() and not force:
        raise _exists(path)
    if not Path(os.path.realpath(path)).parent.is_dir():
        raise OutputError("its directory does not exist", file=str(path))


def same_file(first: str | Path, second: str | Path) -> bool:
    """Whether two paths are one file, links followed; ``-`` is no file and only like itself."""
    if STDOUT in (str(first), str(second)):
        return str(first) == str(second)
    return os.path.realpath(first) == os.path.realpath(second)


@contextmanager
def _failures(path: str | Path, stream: BinaryIO | None = None) -> Iterator[None]:
    """Turn failures of this file into an `OutputError`; those of other files pass."""
    try:
        yield
    except OSError as error:
        if error.filename is not None and stream is not None:
            raise
        reason = error.strerror or str(error)
        raise OutputError(f"cannot be written: {reason}", file=str(path)) from error


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    if sys.stdout is None:
        raise OutputError("cannot be written: it is closed", file="<stdout>")
    sys.stdout.flush()
    stream = sys.stdout.buffer
    try:
        yield stream
        stream.flush()
    except OSError as error:
        if error.filename is not None:
            raise
        discard_standard_output()
        reason = (
            "was closed" if isinstance(error, BrokenPipeError) else error.strerror or str(error)
        )
        raise OutputError(f"cannot be written: {reason}", file="<stdout>") from error


def discard_standard_output() -> None:
    """What is still buffered must not fail once more when the interpreter ends."""
    with suppress(OSError, ValueError), open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
