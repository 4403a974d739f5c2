"""The part of a transcription around a fault, as symbol names, to be shown to people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hamnosys.symbols import codepoint, inventory
from hamnosys.transcription import token_characters, written_in_tokens

AROUND = 7
"""Symbols shown on each side of the one at fault."""

_LONGEST = 60
"""A symbol takes no more characters than this: so many are looked at for each that is shown."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Names of the symbols around a fault.

    ``fault`` is an index into ``words``, ``len(words)`` if the text ends too early. ``before``
    and ``after`` tell whether there is more.
    """

    words: tuple[str, ...]
    fault: int
    before: bool
    after: bool

    def characters(self, place: int) -> str:
        """The characters of a word; empty if it is no symbol."""
        return token_characters(self.words[place]) or ""

    def lines(self) -> tuple[str, str]:
        """A line of names, and a line with carets under the one at fault."""
        lead = "… " if self.before else ""
        tail = " …" if self.after else ""
        indent = lead + "".join(f"{word} " for word in self.words[: self.fault])
        width = len(self.words[self.fault]) if self.fault < len(self.words) else 1
        return lead + " ".join(self.words) + tail, " " * len(indent) + "^" * width


def excerpt(text: str, position: int, around: int = AROUND) -> Excerpt | None:
    """The symbols around a fault; None if there is nothing to show.

    Args:
        text: a transcription in any written form.
        position: 0-based index into it; its length for the end.
        around: symbols on each side.
    """
    if written_in_tokens(text):
        words, fault = _tokens(text, position, _LONGEST * around)
    else:
        words, fault = _names(text, position, around)
    if not words:
        return None
    first, last = max(0, fault - around), fault + around + 1
    shown = tuple(words[first:last])
    return Excerpt(shown, fault - first, before=first > 0, after=last < len(words))


def _names(text: str, position: int, around: int) -> tuple[list[str], int]:
    """Names of the characters around the position, and the index of the one there."""
    names = inventory().names
    begin = max(0, position - around - 1)
    shown = text[begin : position + around + 2]
    return [names.get(c, codepoint(c)) for c in shown], position - begin


def _tokens(text: str, position: int, window: int) -> tuple[list[str], int]:
    """Names or code points around the position as they are written."""
    begin = max(0, position - window)
    shown = text[begin : position + window]
    tokens = [(begin + found.start(), found.group()) for found in re.finditer(r"[^\s,]+", shown)]
    return [token for _, token in tokens], sum(1 for start, _ in tokens if start < position)
