"""A transcription as symbol names with a caret under the one that a finding is about."""

from __future__ import annotations

import re

from hamnosys.symbols import codepoint, inventory
from hamnosys.transcription import written_in_tokens

AROUND = 7
"""Symbols shown on each side of the one at fault."""

_WINDOW = 60 * AROUND
"""Characters on each side in which as many names are looked for: transcriptions may be long."""


def excerpt(text: str, position: int) -> tuple[str, str] | None:
    """A line of names and a line with carets; None if there is nothing to show.

    Args:
        text: a transcription in any written form.
        position: 0-based index into it; its length for the end.
    """
    words, fault = _tokens(text, position) if written_in_tokens(text) else _names(text, position)
    if not words:
        return None
    first, last = max(0, fault - AROUND), fault + AROUND + 1
    lead = "… " if first else ""
    tail = " …" if last < len(words) else ""
    before = lead + "".join(f"{word} " for word in words[first:fault])
    width = len(words[fault]) if fault < len(words) else 1
    return lead + " ".join(words[first:last]) + tail, " " * len(before) + "^" * width


def _names(text: str, position: int) -> tuple[list[str], int]:
    """Names of the characters around the position, and the index of the one there."""
    names = inventory().names
    begin = max(0, position - AROUND - 1)
    shown = text[begin : position + AROUND + 2]
    return [names.get(c, codepoint(c)) for c in shown], position - begin


def _tokens(text: str, position: int) -> tuple[list[str], int]:
    """Names or code points around the position as they are written."""
    begin = max(0, position - _WINDOW)
    shown = text[begin : position + _WINDOW]
    tokens = [(begin + found.start(), found.group()) for found in re.finditer(r"[^\s,]+", shown)]
    return [token for _, token in tokens], sum(1 for start, _ in tokens if start < position)
