"""Joining a lexicon to recorded clips: each clip gets the transcription of its sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from hamnosys.diagnostics import diagnostic
from hamnosys.records import RawRow, Record, file_name, make_record


@dataclass(slots=True)
class Lexicon:
    """Records by id and by gloss; the first of each counts. Built once, then only read.

    A row without a name of its own has no id: its row number identifies nothing.
    """

    by_id: dict[str, Record] = field(default_factory=dict)
    by_gloss: dict[str, Record] = field(default_factory=dict)
    ambiguous: set[str] = field(default_factory=set)
    rows: int = 0

    def add(self, record: Record) -> None:
        """Take in one row."""
        self.rows += 1
        if record.named:
            self.by_id.setdefault(record.name, record)
        gloss = record.gloss.strip()
        if not gloss:
            return
        known = self.by_gloss.setdefault(gloss, record)
        if known.hamnosys != record.hamnosys:
            self.ambiguous.add(gloss)


def lexicon_of(records: Iterable[Record]) -> Lexicon:
    """All records of a lexicon for look-up."""
    lexicon = Lexicon()
    for record in records:
        lexicon.add(record)
    return lexicon


def join_clips(clips: Iterable[RawRow], lexicon: Lexicon, encoding: str) -> Iterator[Record]:
    """A record for each clip, with the transcription of its id or, if it has none, of its gloss.

    A clip whose sign the lexicon does not hold has the error HNS044.
    """
    for clip in clips:
        by_id = file_name(_value(clip, "id"))
        gloss = _value(clip, "gloss")
        found = lexicon.by_id.get(by_id) if by_id else lexicon.by_gloss.get(gloss)
        joined = {
            "gloss": found.gloss if found else gloss,
            "hamnosys": found.hamnosys if found else "",
        }
        record = make_record(replace(clip, values={**clip.values, **joined}), encoding)
        if record.error is None:
            record = _with_findings(record, found, by_id, gloss, lexicon)
        yield record


def _value(clip: RawRow, name: str) -> str:
    value = clip.values.get(name)
    return "" if value is None else str(value).strip()


def _with_findings(
    record: Record, found: Record | None, by_id: str, gloss: str, lexicon: Lexicon
) -> Record:
    if found is None:
        return replace(record, error=diagnostic("HNS044", detail=repr(by_id or gloss)))
    if found.error is not None and found.error.code not in _ABOUT_TIMES:
        return replace(record, error=found.error)
    if not by_id and gloss in lexicon.ambiguous:
        several = diagnostic("HNS304", detail=repr(gloss))
        return replace(record, warnings=(*record.warnings, several))
    return record


_ABOUT_TIMES = ("HNS043", "HNS050")
"""A clip has frames of its own, so that those of the lexicon do not matter."""
