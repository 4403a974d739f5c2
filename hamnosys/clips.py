"""Joining a lexicon to recorded clips: each clip gets the transcription of its sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from hamnosys.diagnostics import diagnostic
from hamnosys.records import RawRow, Record, make_record


@dataclass(slots=True)
class Lexicon:
    """Records by id and by gloss; the first of each counts. Built once, then only read."""

    by_id: dict[str, Record] = field(default_factory=dict)
    by_gloss: dict[str, Record] = field(default_factory=dict)
    ambiguous: set[str] = field(default_factory=set)
    rows: int = 0

    def add(self, record: Record) -> None:
        """Take in one row."""
        self.rows += 1
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
    """A record for each clip, with the transcription of its id, else of its gloss.

    A clip whose sign the lexicon does not hold has the error HNS044.
    """
    for clip in clips:
        values = {
            name: str(value).strip() for name, value in clip.values.items() if value is not None
        }
        key = values.get("id") or values.get("gloss") or ""
        found = lexicon.by_id.get(values.get("id", "")) or lexicon.by_gloss.get(
            values.get("gloss", "")
        )
        # A single key column may hold either, whatever its heading says.
        found = found or lexicon.by_gloss.get(key) or lexicon.by_id.get(key)
        gloss = found.gloss if found else key
        hamnosys = found.hamnosys if found else ""
        record = make_record(
            replace(clip, values={**clip.values, "gloss": gloss, "hamnosys": hamnosys}), encoding
        )
        if record.error is None:
            record = _with_findings(record, found, key, lexicon)
        yield record


def _with_findings(record: Record, found: Record | None, key: str, lexicon: Lexicon) -> Record:
    if found is None:
        return replace(record, error=diagnostic("HNS044", detail=repr(key)))
    if found.error is not None:
        return replace(record, error=found.error)
    if key in lexicon.ambiguous and key not in lexicon.by_id:
        several = diagnostic("HNS304", detail=repr(key))
        return replace(record, warnings=(*record.warnings, several))
    return record
