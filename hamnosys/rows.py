"""One row from record to result: parsed, classified, or rejected with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import Diagnostic, HamNoSysSyntaxError
from hamnosys.grammar import Policy
from hamnosys.parser import Notation, parse
from hamnosys.records import Record
from hamnosys.schemes import Scheme


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a record: ``error`` is None exactly when the row is accepted."""

    record: Record
    notation: Notation | None = None
    classes: tuple[int | None, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    error: Diagnostic | None = None


def classify(record: Record, scheme: Scheme, policy: Policy, *, integers_only: bool) -> Result:
    """Parse a record and look up its classes; never raises on what the row holds.

    Args:
        record: a row of a lexicon, or of a class file (which already has its classes).
        scheme: `NO_CLASSES` if only the notation is wanted.
        policy: of the grammar.
        integers_only: whether a head without a class always rejects the row. Otherwise the scheme
            decides, and rows of a class file are taken as they are.
    """
    if record.error is not None:
        return Result(record, warnings=record.warnings, error=record.error)
    notation = None
    classes: Sequence[int | None]
    warnings = record.warnings
    if record.classes is not None:
        classes = record.classes
        if unknown := scheme.unknown(classes):
            return Result(
                record, warnings=warnings, error=diagnostic("HNS046", detail="; ".join(unknown))
            )
    else:
        try:
            notation = parse(record.hamnosys, policy=policy)
        except HamNoSysSyntaxError as fault:
            return Result(record, warnings=warnings, error=fault.diagnostic)
        warnings += notation.warnings
        if scheme.heads and len(notation.signs) > 1:
            warnings += (_composite(notation),)
        classes = scheme.classes(notation.signs[0])
    absent_taken = scheme.absent_allowed or record.classes is not None
    if None in classes and (integers_only or not absent_taken):
        missing = ", ".join(scheme.missing(classes))
        fault_at = diagnostic("HNS041", record.hamnosys, len(record.hamnosys), detail=missing)
        return Result(record, notation, warnings=warnings, error=fault_at)
    return Result(record, notation, tuple(classes), warnings)


def _composite(notation: Notation) -> Diagnostic:
    return diagnostic("HNS210", notation.text, detail=str(len(notation.signs)))
