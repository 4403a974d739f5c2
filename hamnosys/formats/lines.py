"""Formats of one row a line: plain transcriptions, and the six columns of HearAI."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hamnosys.diagnostics import diagnostic
from hamnosys.records import FIELDS, LEXICON, RawRow
from hamnosys.source import Source

_GAP = re.compile(r"[ \t]+")
_INTEGER = re.compile(r"[0-9]+(\.0*)?", re.ASCII)


def hearai_fields(line: str) -> list[str]:
    """The six fields of a line; the last, the transcription, keeps its inner spaces."""
    return _GAP.split(line.lstrip(" \t"), maxsplit=len(FIELDS) - 1)


def looks_like_hearai(line: str) -> bool:
    """Six fields with whole numbers in the second and third, or the headings of such a file."""
    fields = hearai_fields(line)
    if len(fields) < len(FIELDS):
        return False
    return _is_heading(fields) or all(_INTEGER.fullmatch(field) for field in fields[1:3])


def _is_heading(fields: list[str]) -> bool:
    named = [field.strip('"').lower() for field in fields]
    return named[0] in LEXICON.headings["name"] and named[1:3] == ["start", "end"]


def read_hearai(source: Source) -> Iterator[RawRow]:
    """``name start end dict word hamnosys``, separated by spaces, without a header."""
    row = 0
    for number, line in source.lines():
        if not line.strip():
            continue
        fields = hearai_fields(line)
        if row == 0 and _is_heading(fields):
            continue
        row += 1
        if len(fields) < len(FIELDS) - 1:
            found = diagnostic("HNS040", detail=f"{len(fields)} of the six columns are there")
            yield RawRow(row, number, {"name": fields[0]}, found, line)
        else:
            yield RawRow(row, number, dict(zip(FIELDS, [*fields, ""], strict=False)))


def read_text(source: Source) -> Iterator[RawRow]:
    """One transcription a line, in any of the written forms."""
    row = 0
    for number, line in source.lines():
        words = line.strip().lower()
        if not words or (row == 0 and words in LEXICON.headings["hamnosys"]):
            continue
        row += 1
        yield RawRow(row, number, {"hamnosys": line})
