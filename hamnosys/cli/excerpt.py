"""A transcription as symbol names with a caret under the one that a finding is about."""

from __future__ import annotations

import re

from hamnosys.symbols import codepoint, inventory

AROUND = 7
"""Symbols shown on each side of the one at fault."""


def excerpt(text: str, position: int) -> tuple[str, str] | None:
    """A line of names and a line with carets; None if there is nothing to show."""
    words, fault = _words(text, position)
    if not words:
        return None
    first, last = max(0, fault - AROUND), fault + AROUND + 1
    lead = "… " if first else ""
    tail = " …" if last < len(words) else ""
    before = lead + "".join(f"{word} " for word in words[first:fault])
    width = len(words[fault]) if fault < len(words) else 1
    return lead + " ".join(words[first:last]) + tail, " " * len(before) + "^" * width


def _words(text: str, position: int) -> tuple[list[str], int]:
    """Names of all symbols, and the index of the one at the position."""
    if "ham" in text.lower() or (text.isascii() and not _has_symbols(text)):
        tokens = [(match.start(), match.group()) for match in re.finditer(r"[^\s,]+", text)]
    else:
        names = inventory().names
        tokens = [(i, names.get(c, codepoint(c))) for i, c in enumerate(text)]
    fault = sum(1 for start, token in tokens if start + _length(text, token) <= position)
    return [token for _, token in tokens], fault


def _has_symbols(text: str) -> bool:
    return any(character in inventory().by_character for character in text)


def _length(text: str, token: str) -> int:
    return len(token) if token in text else 1
