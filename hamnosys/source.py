"""Opening an input: path or standard input, encoding, byte-order mark, and how much was read."""

from __future__ import annotations

import codecs
import errno
import io
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from hamnosys.errors import InputError, UsageError, printable

STDIN = "-"
_OTHER_MARKS = {
    "UTF-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "UTF-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}
_PEEK = 1 << 16
_LONGEST_PIPE = 1 << 30


@dataclass(slots=True)
class Source:
    """An open text input.

    Bytes that are not in the encoding arrive as lone surrogates, so that one bad row does not
    stop the others; `make_record` rejects them.
    """

    name: str
    encoding: str
    stream: TextIO
    binary: io.BufferedReader[io.FileIO]
    size: int | None

    def bytes_read(self) -> int | None:
        """About how much of the file has been read; None for a pipe."""
        return self.binary.tell() if self.size is not None else None

    def lines(self) -> Iterator[tuple[int, str]]:
        """Line number from 1 and the line without its end; every kind of line end counts.

        Raises:
            InputError: the file cannot be read on, or is not in its encoding.
        """
        number = 0
        while True:
            with self._failures():
                line = self.stream.readline()
            if not line:
                return
            number += 1
            yield number, line.removesuffix("\n")

    def read(self, size: int) -> str:
        """The next ``size`` characters; raises as `lines` does."""
        with self._failures():
            return self.stream.read(size)

    def read_bytes(self, size: int) -> bytes:
        """Up to ``size`` of the next bytes, for formats that are no text; empty at the end.

        Raises:
            InputError: the file cannot be read on.
        """
        with self._failures():
            return self.binary.read1(size)

    def keep_line_ends(self) -> None:
        """Let the text have its own line ends, where `lines` and `read` make line feeds of them.

        To be asked before anything is read.
        """
        if isinstance(self.stream, io.TextIOWrapper):
            self.stream.reconfigure(newline="")

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except UnicodeError as error:
            hint = "name the file's encoding with --encoding"
            raise InputError(
                f"the file is not {self.encoding}: {error}", file=self.name, hint=hint
            ) from error
        except OSError as error:
            raise _unreadable(self.name, error) from error

    def beginning(self) -> bytes:
        """The first bytes, which stay to be read."""
        return self.binary.peek(_PEEK)[:_PEEK]

    def peek(self) -> str:
        """The beginning of the text, which stays to be read."""
        codec = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
        return codecs.decode(self.beginning(), codec, "replace")

    def whole(self) -> BinaryIO:
        """All bytes in a stream that can go back, for formats that are no text.

        Raises:
            InputError: the file cannot be read, or comes through a pipe and is larger than 1 GiB.
        """
        with self._failures():
            if self.binary.seekable():
                self.binary.seek(0)
                return self.binary
            data = self.binary.read(_LONGEST_PIPE + 1)
        if len(data) > _LONGEST_PIPE:
            hint = "write it to a file and name that"
            raise InputError("more than 1 GiB came through the pipe", file=self.name, hint=hint)
        return io.BytesIO(data)


@contextmanager
def open_source(path: str | Path, encoding: str = "utf-8") -> Iterator[Source]:
    """Open a file (``-``: standard input) as text.

    Raises:
        UsageError: the encoding does not exist.
        InputError: the file cannot be read or is not in the encoding at all.
    """
    codec = _codec(encoding)
    name = "<stdin>" if str(path) == STDIN else printable(path)
    if not name:
        raise UsageError("the path of the input is empty")
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(_binary(path))
            binary = io.BufferedReader(raw, _PEEK)
            mark = binary.peek(len(codecs.BOM_UTF32_LE))
            size = None if name == "<stdin>" else Path(path).stat().st_size
        except OSError as error:
            raise _unreadable(name, error) from error
        for other, marks in _OTHER_MARKS.items():
            if codec == "utf-8" and mark.startswith(marks):
                hint = f"--encoding {other.lower()}"
                raise InputError(f"the file is {other}, not UTF-8", file=name, hint=hint)
        stream = io.TextIOWrapper(
            binary,
            encoding="utf-8-sig" if codec == "utf-8" else codec,
            errors="surrogateescape",
        )
        yield Source(name, codec, stream, binary, size)


def is_file(path: str | Path) -> bool:
    """Whether there is such a file; no path that cannot be looked at is one."""
    try:
        return Path(path).is_file()
    except OSError:  # a name that is too long, or a directory that is barred
        return False


def _unreadable(name: str, error: OSError) -> InputError:
    return InputError(f"cannot be read: {error.strerror or error}", file=name)


def _binary(path: str | Path) -> io.FileIO:
    if str(path) == STDIN:
        if sys.stdin is None:
            raise OSError(errno.EBADF, "it is closed")
        return io.FileIO(sys.stdin.fileno(), closefd=False)
    return io.FileIO(path)


def _codec(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding).name
        bytes(4).decode(codec, "surrogateescape")  # some codecs are not for text
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(f"no encoding {encoding!r}", hint="e.g. utf-8, utf-16, cp1252") from None
    return codec
