"""Files that are held whole: where their transcriptions stand, and what another value changes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, AnyStr

from hamnosys.normalising.job import RowRewriter
from hamnosys.records import RawRow
from hamnosys.source import Source

_CHUNK = 1 << 20

Span = tuple[int, int]
"""From where up to where, in characters of a text or bytes of a document."""

Change = tuple[Span, str]
"""What is written instead of a part of a file; an empty part is where something comes in."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a transcription stands: what it says there, and what changes if it says another."""

    value: str
    changes: Callable[[str], Iterable[Change]]

    @classmethod
    def at(cls, span: Span, value: str, spell: Callable[[str], str] = str) -> Place:
        """A transcription in one piece; ``spell`` puts quotes and escapes on another one."""
        return cls(value, lambda new: [(span, spell(new))])


PlacedRow = tuple[RawRow, Sequence[Place]]


def changes_of(rows: Iterable[PlacedRow], rewrite: RowRewriter) -> dict[Span, str]:
    """Rewrite rows, in the order in which they are told; what is to be changed in their file."""
    changes: dict[Span, str] = {}
    for row, places in rows:
        values = rewrite(row, [place.value for place in places])
        for place, value in zip(places, values, strict=True):
            if value != place.value:
                changes.update(place.changes(value))
    return changes


def changed(whole: AnyStr, changes: Mapping[Span, AnyStr]) -> AnyStr:
    """A file with some parts, which do not overlap, replaced."""
    parts: list[AnyStr] = []
    done = 0
    for (start, end), new in sorted(changes.items()):
        parts += (whole[done:start], new)
        done = end
    parts.append(whole[done:])
    return whole[:0].join(parts)


def whole_text(source: Source) -> str:
    """All text of a source that nothing was read from, with its own line ends."""
    source.keep_line_ends()
    return "".join(iter(lambda: source.read(_CHUNK), ""))


def held(source: Source) -> tuple[bytes, Source]:
    """All bytes of a source that nothing was read from, and a source that gives them again."""
    data = b"".join(iter(lambda: source.read_bytes(_CHUNK), b""))
    stream: Any = io.BytesIO(data)
    return data, replace(source, binary=io.BufferedReader(stream))


def rewritten_document(
    data: bytes, rows: Iterable[PlacedRow], rewrite: RowRewriter, codec: str
) -> bytes:
    """An XML document, its rows rewritten; what its codec has not becomes a reference."""
    changes = changes_of(rows, rewrite)
    return changed(
        data, {span: new.encode(codec, "xmlcharrefreplace") for span, new in changes.items()}
    )
