"""Annotations with transcriptions as rows of a lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import UsageError
from hamnosys.formats.reading import Reading
from hamnosys.formats.tiers.choice import tiers_named, transcription_tiers
from hamnosys.formats.tiers.model import Annotation, Tier
from hamnosys.formats.tiers.related import Related
from hamnosys.formats.tiers.timing import exact_rate, frames_of
from hamnosys.records import RawRow

_FROM_TIERS = ("name", "gloss")


class TierRow(NamedTuple):
    """A row, and the annotation that it comes from."""

    tier: Tier
    annotation: Annotation
    raw: RawRow


def tier_rows(tiers: Sequence[Tier], reading: Reading, file: str) -> Iterator[TierRow]:
    """The rows of a document: tier by tier in the order of the file, in each by time.

    A row is called as its annotation unless ``reading.columns`` has a tier with names. Frames
    need ``reading.fps``; without it they are 0, the whole clip.

    Raises:
        UsageError: a tier that was asked for is not there, or a field that tiers do not have.
        InputError: no tier holds transcriptions, or several do.
    """
    chosen = transcription_tiers(tiers, _wanted(reading), file)
    parents = {a.id: a.parent for tier in tiers for a in tier.annotations if a.id}
    others = {
        field: Related(tiers_named(tiers, reading.columns[field], file), parents)
        for field in _FROM_TIERS
        if field in reading.columns
    }
    rate = None if reading.fps is None else exact_rate(reading.fps)
    places = ((tier, found) for tier in chosen for found in tier.in_time())
    for row, (tier, found) in enumerate(places, start=1):
        values: dict[str, str | int] = {"hamnosys": found.value}
        if found.id:
            values["name"] = found.id
        values |= {field: related.value(found) for field, related in others.items()}
        fault = None
        if found.span is None:
            called = f" {found.id}" if found.id else ""
            fault = diagnostic(
                "HNS050", detail=f"the annotation{called} of the tier {tier.name!r} has no time"
            )
        elif rate is not None:
            values["start"], values["end"] = frames_of(found.span, rate)
        raw = RawRow(row, found.line, values, fault, span=found.span, tier=tier.name)
        yield TierRow(tier, found, raw)


def _wanted(reading: Reading) -> tuple[str, ...]:
    """The tiers with transcriptions that the user named."""
    for field in reading.columns:
        if field not in (*_FROM_TIERS, "hamnosys"):
            raise UsageError(
                f"no tier holds the field {field!r}",
                hint="--column takes name, gloss or hamnosys here; --fps makes frames of times",
            )
    named = reading.columns.get("hamnosys")
    if named is not None and reading.tiers:
        raise UsageError("--tier and --column hamnosys say the same", hint="use one of them")
    return reading.tiers if named is None else (named,)
