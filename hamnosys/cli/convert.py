"""``hamnosys convert``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, cast

import click

from hamnosys.classfile import scheme_of
from hamnosys.cli.convert_elan import (
    EAF,
    CopyJob,
    add_option,
    copy_with_tiers,
    for_reading,
    refuse_additions,
    tell_of_whole_clips,
    times_of,
)
from hamnosys.cli.options import force_option, policy_option, reading_options
from hamnosys.cli.progress import rows, say, with_progress
from hamnosys.clips import join_clips, lexicon_of
from hamnosys.convert import Conversion, Rejection, Summary
from hamnosys.convert import convert as convert_records
from hamnosys.diagnostics import codes
from hamnosys.errors import UsageError
from hamnosys.formats import Reading, read_rows, read_with_heads
from hamnosys.formats.writers import WRITERS
from hamnosys.grammar import Policy
from hamnosys.output import STDOUT, check_target, open_binary_output, open_output, same_file
from hamnosys.records import CLIPS, warn_of_duplicates
from hamnosys.schemes import NO_CLASSES, Scheme, load_scheme
from hamnosys.source import open_source

TABLE_SCHEME = "table"
_OTHER_SUFFIXES = ("csv", "tsv", "json", "jsonl", "xlsx", "parquet", "sigml", "eaf")


@click.command()
@click.argument("source", metavar="INPUT")
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="Output file.  [default: standard output]"
)
@click.option("--errors", metavar="FILE", help="Write rejected rows here, one JSON object a line.")
@reading_options
@click.option(
    "--to",
    "target_format",
    type=click.Choice([*WRITERS, EAF]),
    default="classes",
    show_default=True,
    help="Format of the output.",
)
@add_option
@click.option(
    "--scheme", metavar="S", help="Class scheme: a name or a YAML file.  [default: hearai]"
)
@policy_option
@click.option(
    "--clips",
    metavar="FILE",
    help="Table of recorded clips (name, start, end and a gloss or id): "
    "each gets the classes of its transcription.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Number of processes."
)
@force_option
def convert(
    source: str,
    output: str,
    errors: str | None,
    reading: Reading,
    target_format: str,
    additions: tuple[str, ...],
    scheme: str | None,
    policy: str,
    clips: str | None,
    jobs: int,
    force: bool,
) -> int:
    """Convert a lexicon to classes, tables or text.

    INPUT is a lexicon (hearai, csv, tsv, json, jsonl, text, sigml, eaf, elan-tab, xlsx, parquet)
    or a class file (--from classes); - is standard input. Every row ends either in the output or
    among the rejected rows.

    \b
    Examples:
      hamnosys convert lexicon.csv -o classes.txt --errors errors.jsonl
      hamnosys convert lexicon.txt --to table -o table.txt
      hamnosys convert classes.txt --from classes --to csv -o readable.csv
      hamnosys convert lexicon.csv --clips recordings.csv -o test_hamnosys.txt
      hamnosys convert session.eaf --fps 25 --column gloss=Gloss -o classes.txt
      hamnosys convert session.eaf --to eaf --add diagnostics --add classes -o checked.eaf
    """
    refuse_additions(additions, target_format, clips)
    _check_paths(source, output, errors, clips, force=force)
    chosen_policy = cast("Policy", policy)
    if target_format == EAF:
        job = CopyJob(
            source, output, errors, reading, additions, scheme, chosen_policy, jobs, force
        )
        return _report(copy_with_tiers(job))
    _refuse_scheme(scheme, target_format)
    _refuse_terminal(output, target_format)
    suffix = Path(output).suffix.lower().removeprefix(".")
    if target_format == "classes" and suffix in _OTHER_SUFFIXES:
        say(f"note: {output} will be a class file; for what its name promises say --to {suffix}")
    with ExitStack() as stack:
        opened = stack.enter_context(open_source(source, reading.encoding))
        heads, records = read_with_heads(opened, source, for_reading(reading, target_format))
        chosen = _scheme(scheme, target_format, heads)
        if clips is not None:
            lexicon = lexicon_of(with_progress(records, opened, "reading the lexicon"))
            say(f"{rows(lexicon.rows)} in the lexicon {opened.name}")
            opened = stack.enter_context(open_source(clips, reading.encoding))
            joined = join_clips(read_rows(opened, clips, CLIPS), lexicon, opened.encoding)
            records = warn_of_duplicates(joined)
        elif WRITERS[target_format].needs_classes:
            records = tell_of_whole_clips(records, reading.fps)
        records = times_of(records, reading.fps, target_format, opened.name)
        conversion = Conversion(opened.name, target_format, chosen, chosen_policy)
        records = with_progress(records, opened, "converting")
        reject: Callable[[Rejection], object] = lambda rejection: say(rejection.text_line)
        opens = open_binary_output if WRITERS[target_format].binary else open_output
        stream: IO[Any] = stack.enter_context(opens(output, force=force))
        if errors is not None:
            error_stream = stack.enter_context(open_output(errors, force=force))
            reject = lambda rejection: error_stream.write(rejection.json_line + "\n")
        summary = convert_records(records, conversion, stream, reject, jobs=jobs)
    return _report(summary)


def _check_paths(
    source: str, output: str, errors: str | None, clips: str | None, *, force: bool
) -> None:
    outputs = [path for path in (output, errors) if path is not None]
    if len(outputs) == 2 and same_file(*outputs):
        raise UsageError("the output and the error file are the same", file=output)
    for path in outputs:
        check_target(path, force=force)
        for read in (source, clips):
            if read is not None and path != STDOUT and same_file(path, read):
                raise UsageError("an output would replace an input", file=path)


def _refuse_scheme(name: str | None, target_format: str) -> None:
    if name is not None and (
        target_format == TABLE_SCHEME or not WRITERS[target_format].needs_classes
    ):
        raise UsageError(f"--to {target_format} takes no --scheme")


def _refuse_terminal(output: str, target_format: str) -> None:
    terminal = output == STDOUT and sys.stdout is not None and sys.stdout.isatty()
    if terminal and WRITERS[target_format].binary:
        hint = f"-o lexicon.{target_format}"
        raise UsageError(f"{target_format} is of no use on a terminal", hint=hint)


def _scheme(name: str | None, target_format: str, heads: tuple[str, ...] | None) -> Scheme:
    """The scheme of the output; ``heads`` are those of a class file that is the input."""
    writer = WRITERS[target_format]
    if heads is not None and writer.needs_notation:
        raise UsageError(
            f"a class file holds no transcriptions: it cannot become {target_format}",
            hint="--to csv, tsv, json, jsonl or classes",
        )
    if not writer.needs_classes:
        return NO_CLASSES
    if target_format == TABLE_SCHEME:
        name = TABLE_SCHEME
    if not heads:
        return load_scheme(name or "hearai")
    scheme = load_scheme(name) if name else scheme_of(heads)
    if scheme is None or scheme.names != heads:
        lacking = f"the scheme {scheme.name} does not have" if scheme else "no built-in scheme has"
        raise UsageError(
            f"{lacking} the heads of the class file: {', '.join(heads)}",
            hint="name the scheme of the file with --scheme",
        )
    return scheme


def _report(summary: Summary) -> int:
    """Tell what became of the rows; gives the exit status."""
    if not summary.read:
        say("warning: the input has no rows")
    warned = f"; {summary.warned} with warnings" if summary.warned else ""
    say(f"{rows(summary.read)}: {summary.written} written, {summary.rejected} rejected{warned}")
    for found in (summary.rejections, summary.warnings):
        for code, count in sorted(found.items()):
            say(f"  {code} {codes()[code].title}: {count}")
    if summary.nonmanual:
        say(
            f"note: {rows(summary.nonmanual)} with non-manual elements, which only --to sigml keeps"
        )
    return 1 if summary.rejected else 0
