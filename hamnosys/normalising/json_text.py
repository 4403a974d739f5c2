"""Where in JSON text the transcriptions stand, so that all else in it stays as it is."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from hamnosys.normalising.lines import Read
from hamnosys.normalising.pieces import Piece, Slot
from hamnosys.normalising.whole import whole_text
from hamnosys.records import Layout, RawRow
from hamnosys.source import Source

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder(parse_int=str)


@dataclass(frozen=True, slots=True)
class _Value:
    """A value, its place in the text, and the key before it."""

    key: str | None
    value: Any
    start: int
    end: int


def json_pieces(source: Source, layout: Layout, read: Read) -> Iterator[Piece]:
    """The pieces of an object of id to record, a list of records, or one record.

    The text is held whole.

    Raises:
        InputError: as ``read`` does.
    """
    text = whole_text(source)
    rows = list(read(replace(source, stream=io.StringIO(text)), layout))
    items = list(_members(text, _skip(text, 0))) if rows else []
    if len(rows) == 1 and len(items) > 1:  # the whole text is one record
        yield Piece(text, rows[0], _member_slots(text, items, layout, 0))
        return
    done = 0
    for row, item in zip(rows, items, strict=True):
        yield Piece(text[done : item.start])
        slots = () if row.fault else _record_slots(text, item, layout, item.start)
        yield Piece(text[item.start : item.end], row, slots)
        done = item.end
    yield Piece(text[done:])


def json_line_slots(text: str, _row: RawRow, *, layout: Layout) -> tuple[Slot, ...]:
    """The slots of one record, which a line begins with."""
    return _record_slots(text, _value(text, _skip(text, 0)), layout, 0)


def _record_slots(text: str, item: _Value, layout: Layout, origin: int) -> tuple[Slot, ...]:
    """Slots of a record, as places from ``origin``."""
    if isinstance(item.value, str):
        return (_slot(text, item, origin),)
    if isinstance(item.value, dict):
        return _member_slots(text, _members(text, item.start), layout, origin)
    return ()


def _member_slots(
    text: str, members: Iterable[_Value], layout: Layout, origin: int
) -> tuple[Slot, ...]:
    column = layout.columns.get("hamnosys")
    headings = layout.headings["hamnosys"] if column is None else (column.strip().lower(),)
    by_heading = {(member.key or "").strip().lower(): member for member in members}
    found = [by_heading[h] for h in headings if h in by_heading]
    slots = [_slot(text, member, origin) for member in found if isinstance(member.value, str)]
    return tuple(sorted(slots, key=lambda slot: slot.start))


def _slot(text: str, item: _Value, origin: int) -> Slot:
    escaped = "\\u" in text[item.start : item.end]
    spell = partial(json.dumps, ensure_ascii=escaped)
    return Slot(item.start - origin, item.end - origin, item.value, spell)


def _members(text: str, start: int) -> Iterator[_Value]:
    """The items of the JSON object or list that begins at ``start``, which is well formed."""
    keyed = text[start] == "{"
    place = _skip(text, start + 1)
    while text[place] not in "}]":
        key = None
        if keyed:
            named = _value(text, place)
            key = named.value
            place = _skip(text, _skip(text, named.end) + 1)  # behind the colon
        item = _value(text, place, key)
        yield item
        place = _skip(text, item.end)
        if text[place] == ",":
            place = _skip(text, place + 1)


def _value(text: str, start: int, key: str | None = None) -> _Value:
    value, end = _DECODER.raw_decode(text, start)
    return _Value(key, value, start, end)


def _skip(text: str, start: int) -> int:
    """The first place from ``start`` on that is not white space."""
    match = _SPACE.match(text, start)
    return match.end() if match else start
