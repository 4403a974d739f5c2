"""The errors of this package. Each tells where the fault is, what was expected, and a remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about a transcription or a row.

    ``position`` is a 0-based index into ``text``, ``len(text)`` where the text ends too early.
    ``symbol`` is the name of the symbol there, None at the end or for an unknown character.
    """

    code: str
    severity: str
    message: str
    text: str = ""
    position: int = 0
    symbol: str | None = None
    codepoint: str | None = None
    expected: tuple[str, ...] = ()
    hint: str = ""


def printable(path: object) -> str:
    """A path as one line that can be written: other bytes and control characters are escaped."""
    text = str(path).encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


# A line end with two spaces behind it begins a line of a list.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|\n(?!  )")


def _escaped(words: str) -> str:
    """Words without what a terminal obeys and no file can hold: they may quote a damaged file."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), words)


class HamNoSysError(Exception):
    """Base of all errors that this package raises on purpose.

    Attributes:
        message: one line, without place or hint.
        file: the file at fault, if there is one.
        row: 1-based number of the row, if there is one.
        position: 0-based index into the transcription, if the fault is there.
        symbol: name of the symbol at fault.
        expected: what could stand there, sorted.
        hint: how to mend it.
        code: stable code (``HNS001``, ...), empty where none is defined.
        exit_code: what the command line exits with.
    """

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        row: int | None = None,
        position: int | None = None,
        symbol: str | None = None,
        expected: tuple[str, ...] = (),
        hint: str = "",
        code: str = "",
    ) -> None:
        message = _escaped(message)
        super().__init__(message)
        self.message = message
        self.file = None if file is None else printable(file)
        self.row = row
        self.position = position
        self.symbol = symbol
        self.expected = expected
        self.hint = _escaped(hint)
        self.code = code

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.row) if part is not None)
        words = f"{self.code} {self.message}" if self.code else self.message
        line = f"{place}: {words}" if place else words
        return f"{line} ({self.hint})" if self.hint else line


class HamNoSysSyntaxError(HamNoSysError):
    """A transcription that the grammar rejects. ``text`` is the transcription as it was given."""

    text: str
    position: int

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(
            diagnostic.message,
            position=diagnostic.position,
            symbol=diagnostic.symbol,
            expected=diagnostic.expected,
            hint=diagnostic.hint,
            code=diagnostic.code,
        )
        self.diagnostic = diagnostic
        self.text = diagnostic.text
        self.codepoint = diagnostic.codepoint
        self.severity = diagnostic.severity

    def __reduce__(self) -> tuple[type[HamNoSysSyntaxError], tuple[Diagnostic]]:
        return (HamNoSysSyntaxError, (self.diagnostic,))


class UsageError(HamNoSysError):
    """An argument, an option or a name that does not exist."""

    exit_code = 2


class SchemeError(UsageError):
    """A class scheme that cannot be used."""


class InputError(HamNoSysError):
    """An input that cannot be read at all."""

    exit_code = 2


class OutputError(HamNoSysError):
    """An output that cannot be written."""

    exit_code = 2


class MissingExtraError(HamNoSysError):
    """A package that the work needs is not installed; the hint says how to install it."""

    exit_code = 2


class WorkerError(HamNoSysError):
    """A process that was to do a part of the work ended."""

    exit_code = 2


class ClassFileError(InputError):
    """A class file whose header or columns make no sense."""
