"""Text to HamNoSys characters: Private-Use characters, symbol names, or code points."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import Diagnostic, HamNoSysSyntaxError
from hamnosys.symbols import codepoint, inventory

_CODE_POINT = re.compile(r"(?:U\+|\\u|0x)?([0-9A-F]{4,6})", re.IGNORECASE)
_CODE_POINTS = re.compile(
    rf"\s*{_CODE_POINT.pattern}(?:\s+{_CODE_POINT.pattern})*\s*", re.IGNORECASE
)


_SHOWN = 40
_BYTE_ORDER_MARK = "\ufeff"
"""Pasted text may begin with it; it means as little as a space."""


@dataclass(frozen=True, slots=True)
class Transcription:
    """A transcription as it was given, and its symbols as characters without spaces.

    ``offsets`` maps an index into ``characters`` to one into ``text``; None where both are the
    same. ``space`` is the index of the first space that was dropped, or None.
    """

    text: str
    characters: str
    offsets: tuple[int, ...] | None = None
    space: int | None = None

    def position(self, index: int) -> int:
        """Where in the text the symbol of this index stands; the end for an index past it."""
        if index >= len(self.characters):
            return len(self.text)
        return index if self.offsets is None else self.offsets[index]


def to_characters(text: str) -> str:
    """Symbols in any written form as HamNoSys characters, `hamspace` included.

    Text that contains ``ham`` is read as names, separated by comma or white space; text like
    ``U+E001 E020`` as code points; all else as characters, without line ends and tabs.

    Raises:
        HamNoSysSyntaxError: a name or a code point that the inventory does not have.
    """
    faults: list[re.Match[str]] = []
    symbols = _token_symbols(text, faults)
    if faults:
        raise HamNoSysSyntaxError(_unknown_name(text, faults[0]))
    if symbols is None:
        return "".join(c for c in text if c == " " or not _means_nothing(c))
    return "".join(character for _, character in symbols)


def read_transcription(text: str) -> Transcription:
    """Text in any form as a `Transcription`.

    Raises:
        HamNoSysSyntaxError: a name or a code point that the inventory does not have (HNS003).
            Unknown characters are left for the parser, which knows all faults of a character.
    """
    faults: list[re.Match[str]] = []
    transcription = _read(text, faults)
    if faults:
        raise HamNoSysSyntaxError(_unknown_name(text, faults[0]))
    return transcription


def text_faults(text: str, most: int) -> list[Diagnostic]:
    """The first names and code points of a text that the inventory does not have."""
    faults: list[re.Match[str]] = []
    _read(text, faults)
    return [_unknown_name(text, token) for token in faults[:most]]


def written_in_tokens(text: str) -> bool:
    """Whether a text is symbol names or code points rather than characters."""
    return written_in_names(text) or _has_code_points(text)


def written_in_names(text: str) -> bool:
    """Whether a text is symbol names: only then does a comma separate."""
    return "ham" in text.lower()


def _has_code_points(text: str) -> bool:
    return text.isascii() and _CODE_POINTS.fullmatch(text) is not None


def _means_nothing(character: str) -> bool:
    return character.isspace() or character == _BYTE_ORDER_MARK


def _read(text: str, faults: list[re.Match[str]]) -> Transcription:
    symbols = _token_symbols(text, faults)
    if symbols is None:
        # split() sees every kind of white space, and is far quicker than a look at each character.
        if text.split() == [text] and _BYTE_ORDER_MARK not in text:
            return Transcription(text, text)
        symbols = list(enumerate(text))
    written = [(offset, c) for offset, c in symbols if not _means_nothing(c)]
    space = next((offset for offset, c in symbols if _means_nothing(c)), None)
    offsets = tuple(offset for offset, _ in written)
    return Transcription(text, "".join(c for _, c in written), offsets, space)


def _token_symbols(text: str, faults: list[re.Match[str]]) -> list[tuple[int, str]] | None:
    """Offset and character of each symbol of names or code points; None for characters."""
    if written_in_names(text):
        tokens = re.finditer(r"[^\s,\ufeff]+", text)
    elif _has_code_points(text):
        tokens = re.finditer(r"\S+", text)
    else:
        return None
    symbols: list[tuple[int, str]] = []
    for token in tokens:
        found = token_characters(token.group())
        if found is None:
            faults.append(token)
            continue
        several = len(found) > 1
        symbols += [(token.start() + i * several, character) for i, character in enumerate(found)]
    return symbols


def token_characters(token: str) -> str | None:
    """The characters of a name, a code point or of characters; None if it is no symbol."""
    known = inventory()
    symbol = known.find(token)
    if symbol is not None:
        return symbol.character
    if point := _CODE_POINT.fullmatch(token):
        value = int(point.group(1), 16)
        character = chr(value) if value <= 0x10FFFF else ""
        return character if character in known.by_character else None
    return token if all(character in known.by_character for character in token) else None


def _unknown_name(text: str, token: re.Match[str]) -> Diagnostic:
    name = token.group()
    known = inventory().by_name if len(name) <= _SHOWN else ()
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.75)
    suggestion = f" (did you mean {inventory().by_name[near[0]].name}?)" if near else ""
    shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    return diagnostic("HNS003", text, token.start(), detail=f"{shown!r}{suggestion}")


def shown_character(character: str) -> str:
    """How a message names a character that is no symbol."""
    if character.isprintable() and not character.isspace():
        return f"{character!r} ({codepoint(character)})"
    return codepoint(character)
