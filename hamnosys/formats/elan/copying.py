"""A copy of a document with tiers that tell what its transcriptions are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from hamnosys.convert import BATCH, Batch, Rejection, Summary, rejection
from hamnosys.formats.elan.adding import NewTier, add_tiers
from hamnosys.formats.elan.document import open_document
from hamnosys.formats.elan.notes import note
from hamnosys.formats.reading import Reading
from hamnosys.formats.tiers.rows import tier_rows
from hamnosys.grammar import Policy, table
from hamnosys.records import Record, make_record, warn_of_duplicates
from hamnosys.rows import classify
from hamnosys.schemes import NO_CLASSES, Scheme
from hamnosys.source import Source
from hamnosys.workers import in_order


@dataclass(frozen=True, slots=True)
class Additions:
    """What to add: ``kinds`` of `ADDED_KINDS`, classes of a scheme, by a policy of the grammar."""

    kinds: tuple[str, ...]
    scheme: Scheme = NO_CLASSES
    policy: Policy = "tolerant"


def annotated_copy(
    source: Source,
    reading: Reading,
    additions: Additions,
    reject: Callable[[Rejection], object],
    *,
    jobs: int = 1,
    force: bool = False,
) -> tuple[bytes, Summary]:
    """The document with a tier more for each kind and tier with transcriptions.

    A kind of which there is nothing to say gets an empty tier, so that the others are seen to be
    good. Faulty transcriptions are handed to ``reject`` and counted; they stay in the document.

    Args:
        source: an open ``.eaf`` file.
        reading: which tiers hold transcriptions.
        additions: what to add.
        reject: takes what is wrong with a faulty transcription.
        jobs: number of processes.
        force: whether tiers of the same names may be replaced that this package did not write.

    Raises:
        UsageError, InputError: as `open_document`, `tier_rows` and `add_tiers`.
        WorkerError: a process was killed.
    """
    document = open_document(source)
    found = list(tier_rows(document.tiers, reading, source.name))
    tiers = dict.fromkeys(row.tier.name for row in found)
    values = {(tier, kind): dict[str, str]() for tier in tiers for kind in additions.kinds}
    summary = Summary()
    if jobs > 1:
        table(additions.policy)  # compiled before the processes fork
    records = warn_of_duplicates(make_record(row.raw, source.encoding) for row in found)
    work = partial(_batch, additions=additions, file=source.name)
    rows = iter(found)
    for batch, notes in in_order(work, _chunks(records), jobs):
        summary.add(batch)
        for rejected in batch.rejections:
            reject(rejected)
        for row, texts in zip(islice(rows, len(notes)), notes, strict=True):
            for kind, text in zip(additions.kinds, texts, strict=True):
                if text:
                    values[row.tier.name, kind][row.annotation.id] = text
    new = [NewTier(f"{tier} {kind}", tier, texts) for (tier, kind), texts in values.items()]
    return add_tiers(document, new, force=force), summary


def _chunks(records: Iterator[Record]) -> Iterator[list[Record]]:
    while chunk := list(islice(records, BATCH)):
        yield chunk


_Notes = list[tuple[str, ...]]


def _batch(records: list[Record], additions: Additions, file: str) -> tuple[Batch, _Notes]:
    """What becomes of some records; runs in any process."""
    notes: _Notes = []
    good: list[str] = []
    rejections: list[Rejection] = []
    warnings: Counter[str] = Counter()
    warned = 0
    for record in records:
        result = classify(record, additions.scheme, additions.policy, integers_only=False)
        notes.append(
            tuple(note(k, result, additions.scheme, additions.policy) for k in additions.kinds)
        )
        if result.error is None:
            good.append(record.name)
        else:
            rejections.append(rejection(result.error, record, file))
        warned += bool(result.warnings)
        warnings.update(warning.code for warning in result.warnings)
    return Batch(good, rejections, warnings, warned), notes
