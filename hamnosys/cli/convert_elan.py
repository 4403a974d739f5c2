"""What ``hamnosys convert`` does for ELAN: copies of documents, and times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import click

from hamnosys.cli.progress import say
from hamnosys.convert import Rejection, Summary
from hamnosys.errors import UsageError
from hamnosys.extras import needs
from hamnosys.formats import Reading, guess_format
from hamnosys.formats.elan_tab.writing import with_spans
from hamnosys.formats.tiers.model import ADDED_KINDS
from hamnosys.grammar import Policy
from hamnosys.output import open_binary_output, open_output
from hamnosys.records import Record
from hamnosys.schemes import NO_CLASSES, load_scheme
from hamnosys.source import Source, open_source

EAF, ELAN_TAB = "eaf", "elan-tab"
DIAGNOSTICS, CLASSES = ADDED_KINDS[:2]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def add_option(command: _Command) -> _Command:
    """``--add``."""
    return click.option(
        "--add",
        "additions",
        type=click.Choice(ADDED_KINDS),
        multiple=True,
        help="With --to eaf: a tier to add to each with transcriptions. May be repeated.  "
        "[default: diagnostics]",
    )(command)


@dataclass(frozen=True, slots=True)
class CopyJob:
    """What ``--to eaf`` was told."""

    source: str
    output: str
    errors: str | None
    reading: Reading
    additions: tuple[str, ...]
    scheme: str | None
    policy: Policy
    jobs: int
    force: bool


def refuse_additions(additions: tuple[str, ...], target_format: str, clips: str | None) -> None:
    """``--add`` is for ``--to eaf``, ``--clips`` is not."""
    if additions and target_format != EAF:
        raise UsageError("--add needs --to eaf")
    if clips is not None and target_format == EAF:
        raise UsageError("--to eaf takes no --clips")


def copy_with_tiers(job: CopyJob) -> Summary:
    """Write a copy of an ``.eaf`` file in which tiers tell of the transcriptions.

    Raises:
        UsageError: the input is no ``.eaf`` file, or an option is of no use here.
    """
    kinds = tuple(kind for kind in ADDED_KINDS if kind in job.additions) or (DIAGNOSTICS,)
    if job.scheme is not None and CLASSES not in kinds:
        raise UsageError("--to eaf takes --scheme only with --add classes")
    with ExitStack() as stack:
        opened = stack.enter_context(open_source(job.source, job.reading.encoding))
        _refuse_others(opened, job)
        with needs("formats", "lxml"):
            from hamnosys.formats.elan.copying import Additions, annotated_copy
        scheme = load_scheme(job.scheme or "hearai") if CLASSES in kinds else NO_CLASSES
        wanted = Additions(kinds, scheme, job.policy)
        rejected: list[Rejection] = []
        written, summary = annotated_copy(
            opened, job.reading, wanted, rejected.append, jobs=job.jobs, force=job.force
        )
        stream = stack.enter_context(open_binary_output(job.output, force=job.force))
        stream.write(written)
        if job.errors is None:
            for rejection in rejected:
                say(rejection.text_line)
        else:
            lines = stack.enter_context(open_output(job.errors, force=job.force))
            lines.writelines(rejection.json_line + "\n" for rejection in rejected)
    return summary


def _refuse_others(opened: Source, job: CopyJob) -> None:
    chosen = job.reading.format or guess_format(opened, job.source)
    if chosen != EAF:
        raise UsageError(
            f"--to eaf adds tiers to a copy of an .eaf file; the input is {chosen}",
            hint="ELAN imports what --to elan-tab writes",
        )
    if job.reading.sheet is not None:
        raise UsageError("the format eaf takes no --sheet")


def times_of(
    records: Iterable[Record], fps: float | None, target_format: str, file: str
) -> Iterator[Record]:
    """Records with the times that ELAN's tab-delimited text needs; others as they are."""
    if target_format == ELAN_TAB:
        return with_spans(records, fps, file)
    return iter(records)


def for_reading(reading: Reading, target_format: str) -> Reading:
    """How to read the input: for ELAN's tab-delimited text ``--fps`` is about the output."""
    return replace(reading, fps=None) if target_format == ELAN_TAB else reading


def tell_of_whole_clips(records: Iterable[Record], fps: float | None) -> Iterator[Record]:
    """The same records; a note says once that times did not become frames."""
    told = fps is not None
    for record in records:
        if not told and record.span is not None:
            say("note: start and end are 0 0, the whole clip: --fps N makes frames of the times")
            told = True
        yield record
