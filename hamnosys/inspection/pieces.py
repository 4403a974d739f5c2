"""A transcription, right or wrong, taken apart into what can be shown: symbols and other text."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from hamnosys.symbols import inventory
from hamnosys.transcription import token_characters, written_in_tokens

MOST_PIECES = 2000
"""No more are shown of one row; a cell may hold anything."""

_LONGEST = 200
"""Characters that are shown of a token that is no symbol."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a text consists of: a piece that is no single symbol is text that has no meaning.

    ``offsets`` are where the pieces begin in the text. ``more`` are pieces that are left out.
    """

    pieces: tuple[str, ...]
    offsets: tuple[int, ...]
    more: int = 0

    def place(self, position: int) -> int:
        """The piece at a position of the text; how many there are for the end of the text."""
        found = bisect_left(self.offsets, position)
        inside = found > 0 and position < self.offsets[found - 1] + len(self.pieces[found - 1])
        return found - 1 if inside else found

    @property
    def symbols_only(self) -> bool:
        """Whether every piece is a symbol."""
        known = inventory().by_character
        return not self.more and all(piece in known for piece in self.pieces)


def pieces_of(text: str) -> Pieces:
    """The symbols of a text in any written form, and what lies between them; spaces left out."""
    if written_in_tokens(text):
        found = [
            (match.start() + index * (len(parts) > 1), part)
            for match in re.finditer(r"[^\s,\ufeff]+", text)
            for parts in (token_characters(match.group()) or (match.group(),),)
            for index, part in enumerate(parts)
            if not part.isspace()
        ]
    else:
        found = [(i, c) for i, c in enumerate(text) if not c.isspace() and c != "\ufeff"]
    shown = found[:MOST_PIECES]
    return Pieces(
        tuple(piece if len(piece) <= _LONGEST else f"{piece[:_LONGEST]}…" for _, piece in shown),
        tuple(offset for offset, _ in shown),
        len(found) - len(shown),
    )
