"""JSON: an object of id to record, a list of records, or one record a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import InputError
from hamnosys.records import Layout, RawRow
from hamnosys.source import Source

_CHUNK = 1 << 16
_LONGEST_RECORD = 1 << 26
_LONGEST_NUMBER = 20
_SPACE = " \t\n\r"
_CUT = 12
"""Decoding fails this near to the end of the buffer where only the rest is missing."""


def read_jsonl(source: Source, layout: Layout) -> Iterator[RawRow]:
    """One record a line; a line that is no record is a rejected row."""
    row = 0
    for number, line in source.lines():
        if not line.strip():
            continue
        row += 1
        try:
            value = json.loads(line, parse_int=_integer)
        except (ValueError, RecursionError) as error:
            fault = diagnostic("HNS047", detail=f"the line is not JSON: {error}")
            yield RawRow(row, number, fault=fault, text=line)
            continue
        yield _row(row, None, value, number, layout)


def read_json(source: Source, layout: Layout) -> Iterator[RawRow]:
    """An object of id to record, or a list of records, read record by record.

    Raises:
        InputError: the text is not JSON, or neither an object nor a list.
    """
    items = _Stream(source).items()
    first = next(items, None)
    if first is None:
        return
    if _is_field(first, layout):  # the whole text is one record
        yield _row(1, None, dict([first, *items]), None, layout)
        return
    for row, (key, value) in enumerate(chain([first], items), 1):
        yield _row(row, key, value, None, layout)


def _is_field(item: tuple[str | None, Any], layout: Layout) -> bool:
    key, value = item
    named = (heading for headings in layout.headings.values() for heading in headings)
    return key is not None and key.strip().lower() in named and not _is_nested(value)


def _row(row: int, key: str | None, value: Any, line: int | None, layout: Layout) -> RawRow:
    if isinstance(value, str):
        value = {layout.required: value}
    values: dict[str, Any] = {} if key is None else {"name": key}
    if not isinstance(value, dict):
        fault = diagnostic("HNS047", detail=f"a record is an object, not {_json_type(value)}")
        return RawRow(row, line, values, fault)
    values |= _fields(value, layout)
    nested = {name: found for name, found in values.items() if _is_nested(found)}
    for name, found in nested.items():
        plain = {field: text for field, text in values.items() if field not in nested}
        fault = diagnostic("HNS047", detail=f"{name} is {_json_type(found)}, not text")
        return RawRow(row, line, plain, fault)
    return RawRow(row, line, values)


def _is_nested(value: Any) -> bool:
    return isinstance(value, (dict, list))


def _json_type(value: Any) -> str:
    return {dict: "an object", list: "a list", type(None): "null"}.get(type(value), "a number")


def _fields(value: dict[str, Any], layout: Layout) -> dict[str, Any]:
    by_heading = {key.strip().lower(): found for key, found in value.items()}
    fields: dict[str, Any] = {}
    for name, headings in layout.headings.items():
        if name in layout.columns:
            headings = (layout.columns[name].strip().lower(),)
        candidates = [by_heading[h] for h in headings if by_heading.get(h) is not None]
        if candidates:
            fields[name] = next((found for found in candidates if found != ""), "")
    return fields


def _integer(digits: str) -> int | str:
    """A number; one that is longer than any frame number stays text, and is rejected as such."""
    return int(digits) if len(digits) < _LONGEST_NUMBER else digits


class _Stream:
    """Decodes the items of one JSON object or list without holding all of them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.buffer = ""
        self.start = 0
        self.done = 0
        self.decoder = json.JSONDecoder(parse_int=_integer)

    def fail(self, message: str, place: int | None = None, hint: str = "") -> InputError:
        """The error for the text at ``place`` in the buffer, by default where reading stands."""
        character = self.done + (self.start if place is None else place)
        found = f"not JSON at character {character}: {message}"
        return InputError(found, file=self.source.name, hint=hint)

    def more(self) -> bool:
        chunk = self.source.read(max(_CHUNK, len(self.buffer) - self.start))
        self.done += self.start
        self.buffer = self.buffer[self.start :] + chunk
        self.start = 0
        return bool(chunk)

    def next_character(self) -> str:
        while True:
            while self.start < len(self.buffer) and self.buffer[self.start] in _SPACE:
                self.start += 1
            if self.start < len(self.buffer):
                return self.buffer[self.start]
            if not self.more():
                return ""

    def expect(self, wanted: str) -> str:
        found = self.next_character()
        if not found or found not in wanted:
            shown = repr(found) if found else "the end"
            raise self.fail(f"expected {' or '.join(wanted)}, found {shown}")
        self.start += 1
        return found

    def value(self) -> Any:
        self.next_character()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.buffer, self.start)
            except RecursionError as error:
                raise self.fail("nested too deeply") from error
            except json.JSONDecodeError as error:
                if self.cut_off(error) and self.more():
                    continue
                raise self.fail(error.msg, error.pos) from error
            # A number at the end of the buffer may go on in the next chunk.
            if end == len(self.buffer) and self.more():
                continue
            self.start = end
            return value

    def cut_off(self, error: json.JSONDecodeError) -> bool:
        """Whether the value may go on behind the buffer."""
        if len(self.buffer) - self.start >= _LONGEST_RECORD:
            return False
        return error.msg.startswith("Unterminated") or error.pos >= len(self.buffer) - _CUT

    def items(self) -> Iterator[tuple[str | None, Any]]:
        if not self.next_character():
            return
        keyed = self.expect("{[") == "{"
        closing = "}" if keyed else "]"
        if self.next_character() == closing:
            self.start += 1
        else:
            while True:
                key: str | None = None
                if keyed:
                    key = self.key()
                    self.expect(":")
                yield key, self.value()
                if self.expect("," + closing) == closing:
                    break
        if self.next_character():
            raise self.fail("text after the end", hint="--from jsonl for one record a line")

    def key(self) -> str:
        if self.next_character() != '"':
            raise self.fail("expected a string as key")
        return str(self.value())
