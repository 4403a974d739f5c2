"""What is fuzzed: a function that takes bytes, and what may happen to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from hamnosys.errors import HamNoSysError


class BrokenInvariantError(AssertionError):
    """Something that must always hold does not."""


def need(holds: object, message: str) -> None:
    """Refuse what does not hold, also where Python runs without assertions."""
    if not holds:
        raise BrokenInvariantError(message)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to fuzz.

    Attributes:
        name: as ``--target`` takes it.
        seeds: inputs to begin with.
        check: takes an input and raises `HamNoSysError` (refused) or nothing; all else is a crash.
            What it gives back is how the input was taken; inputs taken in a new way are kept.
        words: pieces that mean something in an input.
        note: what the target has to say of all its inputs, if anything.
    """

    name: str
    seeds: Callable[[], list[bytes]]
    check: Callable[[bytes], Hashable]
    words: tuple[bytes, ...] = ()
    note: Callable[[], str] | None = None


REFUSED = "refused"


def tried(target: Target, data: bytes) -> Hashable:
    """How a target takes an input. What is raised is a crash."""
    try:
        return target.check(data)
    except HamNoSysError as error:
        check_error(error)
        return (REFUSED, type(error).__name__, _shape(error.message))


def check_error(error: HamNoSysError) -> None:
    """An error is one line that can be printed; only configurations list all their faults."""
    line = str(error)
    need(error.message, "an error without a message")
    need(error.exit_code in (1, 2), f"exit code {error.exit_code}")
    first, *more = line.split("\n")
    listed = type(error).__name__ == "ConfigError" and all(each[:2] == "  " for each in more)
    need(not more or listed, f"an error of several lines: {line!r}")
    controls = {unicodedata.category(character) for character in first} & _CONTROLS
    need(not controls, f"an error that cannot be printed: {line!r}")
    need(len(line) < _LONGEST_MESSAGE, f"an error of {len(line)} characters: {line[:200]!r}")
    line.encode("utf-8")  # lone surrogates cannot be written


_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})
_LONGEST_MESSAGE = 20_000
_TOLD = 24


def _shape(message: str) -> str:
    """The beginning of a message without what differs from input to input."""
    return "".join(c for c in message if c.isalpha() or c == " ")[:_TOLD]
