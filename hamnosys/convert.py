"""The main job: records in, accepted rows and rejections out, on one or several processes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import IO, Any

from hamnosys.errorfile import finding_data
from hamnosys.errors import Diagnostic
from hamnosys.formats.writers import WRITERS
from hamnosys.grammar import Policy, table
from hamnosys.records import Record
from hamnosys.rows import classify
from hamnosys.schemes import NO_CLASSES, Scheme
from hamnosys.workers import in_order

BATCH = 500
"""Rows that one process takes at a time."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What to make of each row. ``file`` is the input's name in rejections."""

    file: str
    to: str = "classes"
    scheme: Scheme = NO_CLASSES
    policy: Policy = "tolerant"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was not converted, as a line of the error file and as one for people."""

    json_line: str
    text_line: str
    code: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some rows, in their order."""

    rows: list[Any]
    rejections: list[Rejection]
    warnings: Counter[str]
    warned: int
    nonmanual: int = 0


@dataclass(slots=True)
class Summary:
    """Counts over a whole run; ``read`` is always ``written + rejected``.

    ``nonmanual`` rows were written without their non-manual elements, which only SiGML can hold.
    """

    written: int = 0
    rejected: int = 0
    warned: int = 0
    nonmanual: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    rejections: Counter[str] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        """All rows."""
        return self.written + self.rejected

    def add(self, batch: Batch) -> None:
        """Count a batch in."""
        self.written += len(batch.rows)
        self.rejected += len(batch.rejections)
        self.warned += batch.warned
        self.nonmanual += batch.nonmanual
        self.warnings += batch.warnings
        self.rejections.update(rejection.code for rejection in batch.rejections)


def convert(
    records: Iterable[Record],
    conversion: Conversion,
    output: IO[Any],
    reject: Callable[[Rejection], object],
    *,
    jobs: int = 1,
) -> Summary:
    """Write every accepted record to ``output`` and hand every other one to ``reject``.

    ``output`` takes text, or bytes if the writer of the format is ``binary``. The output does not
    depend on ``jobs``; memory does not depend on the number of records.

    Raises:
        WorkerError: a process was killed.
    """
    summary = Summary()
    batches = _batches(records, conversion, jobs)
    first = next(batches, None)  # an input that cannot be read is no reason to write a header
    sink = WRITERS[conversion.to].sink(output, conversion.scheme)
    for batch in chain([] if first is None else [first], batches):
        sink.write(batch.rows)
        for rejection in batch.rejections:
            reject(rejection)
        summary.add(batch)
    sink.close()
    return summary


def _batches(records: Iterable[Record], conversion: Conversion, jobs: int) -> Iterator[Batch]:
    if jobs > 1:
        table(conversion.policy)  # compiled before the processes fork, which then share it
    yield from in_order(partial(convert_batch, conversion=conversion), _chunks(records), jobs)


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    iterator = iter(records)
    while chunk := list(islice(iterator, BATCH)):
        yield chunk


def convert_batch(records: list[Record], conversion: Conversion) -> Batch:
    """Convert some records; runs in any process."""
    writer = WRITERS[conversion.to]
    scheme = conversion.scheme
    rows: list[Any] = []
    rejections: list[Rejection] = []
    warnings: Counter[str] = Counter()
    warned = nonmanual = 0
    for record in records:
        result = classify(record, scheme, conversion.policy, integers_only=writer.integers_only)
        if result.error is None:
            rows.append(writer.row(result, scheme))
            nonmanual += bool(record.nonmanual) and not writer.keeps_nonmanual
        else:
            rejections.append(rejection(result.error, record, conversion.file))
        warned += bool(result.warnings)
        warnings.update(warning.code for warning in result.warnings)
    return Batch(rows, rejections, warnings, warned, nonmanual)


def rejection(error: Diagnostic, record: Record, file: str) -> Rejection:
    """The lines that tell of a rejected row."""
    data = json.dumps(finding_data(error, record, file), ensure_ascii=False)
    return Rejection(data, text_line(error, record, file), error.code)


def text_line(finding: Diagnostic, record: Record, file: str) -> str:
    """A finding as one line: ``file:row:column: code message``; the column counts from 1."""
    mark = "" if finding.severity == "error" else "warning: "
    return f"{file}:{record.row}:{finding.position + 1}: {finding.code} {mark}{finding.message}"
