"""Rows for ELAN's "Import > CSV / Tab-delimited Text file"."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import Diagnostic, UsageError
from hamnosys.formats.tiers.timing import Span, exact_rate, span_of
from hamnosys.records import Record
from hamnosys.rows import Result
from hamnosys.schemes import Scheme

HEADINGS = "Tier\tBegin Time - msec\tEnd Time - msec\tAnnotation\n"
"""ELAN tells columns by such headings (in its English interface)."""

_TIER = "HamNoSys"


def annotation_lines(result: Result, _scheme: Scheme) -> str:
    """A line for the transcription, and one each for gloss and name where there is one.

    Rows keep the tier that they come from, and glosses and names stand on tiers beside it.
    """
    record = result.record
    text = result.notation.to_hamnosys() if result.notation else record.hamnosys
    tier = record.tier or _TIER
    values = {
        tier: text,
        _beside(tier, "gloss"): record.gloss,
        _beside(tier, "name"): record.name if record.named else "",
    }
    begin, end = record.span or (0, 0)
    return "\n".join(
        f"{' '.join(tier.split())}\t{begin}\t{end}\t{' '.join(value.split())}"
        for tier, value in values.items()
        if value.strip()
    )


def _beside(tier: str, field: str) -> str:
    """Name of a tier that tells a field of another one; it must not look like one of signs."""
    rest = _SIGNS.sub("", tier).strip(" _-")
    return f"{field} {rest}".rstrip()


_SIGNS = re.compile("hamnosys", re.IGNORECASE)


def with_spans(records: Iterable[Record], fps: float | None, file: str) -> Iterator[Record]:
    """Records whose ``span`` is what their format has, else comes from their frames.

    Rows for the whole clip (0 0) have no time and are rejected; those that share time with
    another of their tier, which ELAN cannot hold both, carry a warning.

    Raises:
        UsageError: a row has frames only, and there is no ``fps``.
    """
    taken: dict[str, list[Span]] = {}
    for record in _timed(records, fps, file):
        span = record.span
        if span is not None and record.error is None:
            others = taken.setdefault(record.tier, [])
            if _shares_time(span, others):
                shared = diagnostic("HNS306", detail=repr(record.tier or _TIER))
                record = replace(record, warnings=(*record.warnings, shared))
            else:  # so that none of the others overlap, and the nearest ones tell
                insort(others, span)
        yield record


def _shares_time(span: Span, others: list[Span]) -> bool:
    """Whether a span overlaps one of others, which are in time order and do not overlap."""
    place = bisect_right(others, span)
    near = others[max(place - 1, 0) : place + 1]
    return any(other[0] < span[1] and span[0] < other[1] for other in near)


def _timed(records: Iterable[Record], fps: float | None, file: str) -> Iterator[Record]:
    for record in records:
        if record.span is not None or record.error is not None:
            yield record
        elif fps is None:
            raise UsageError(
                "the rows have no times",
                file=file,
                hint="--fps N makes times of their frames, start and end",
            )
        else:
            span, error = _span(record, fps)
            yield replace(record, span=span, error=error)


def _span(record: Record, fps: float) -> tuple[Span | None, Diagnostic | None]:
    if record.start == record.end == 0:
        detail = "start and end are 0 0, the whole clip: that is no time for an annotation"
        return None, diagnostic("HNS050", detail=detail)
    if record.end < record.start:
        detail = f"start is {record.start}, end is {record.end}: that is no time for an annotation"
        return None, diagnostic("HNS050", detail=detail)
    return span_of(record.start, record.end, exact_rate(fps)), None
