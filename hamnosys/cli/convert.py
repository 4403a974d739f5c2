"""``hamnosys convert``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import cast

import click

from hamnosys.cli.options import force_option, input_options, policy_option
from hamnosys.cli.progress import say, with_progress
from hamnosys.clips import join_clips, lexicon_of
from hamnosys.convert import Conversion, Rejection, Summary
from hamnosys.convert import convert as convert_records
from hamnosys.diagnostics import codes
from hamnosys.errors import UsageError
from hamnosys.formats import read_records, read_rows
from hamnosys.formats.writers import WRITERS
from hamnosys.grammar import Policy
from hamnosys.output import check_target, open_output
from hamnosys.records import CLIPS, Record, warn_of_duplicates
from hamnosys.schemes import NO_CLASSES, Scheme, load_scheme
from hamnosys.source import STDIN, open_source

TABLE_SCHEME = "table"


@click.command()
@click.argument("source", metavar="INPUT")
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="Output file; - is standard output."
)
@click.option("--errors", metavar="FILE", help="Write rejected rows here, one JSON object a line.")
@input_options
@click.option(
    "--to",
    "target_format",
    type=click.Choice(list(WRITERS)),
    default="classes",
    show_default=True,
    help="Format of the output.",
)
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
    source_format: str | None,
    columns: dict[str, str],
    encoding: str,
    target_format: str,
    scheme: str | None,
    policy: str,
    clips: str | None,
    jobs: int,
    force: bool,
) -> int:
    """Convert a lexicon to classes, tables or text.

    INPUT is a lexicon (hearai, csv, tsv, json, jsonl, text) or a class file (--from classes);
    - is standard input. Every row ends either in the output or among the rejected rows.

    \b
    Examples:
      hamnosys convert lexicon.csv -o classes.txt --errors errors.jsonl
      hamnosys convert lexicon.txt --to table -o table.txt
      hamnosys convert classes.txt --from classes --to csv -o readable.csv
      hamnosys convert lexicon.csv --clips recordings.csv -o test_hamnosys.txt
    """
    _check_paths(source, output, errors, clips, force=force)
    conversion = Conversion(
        file="<stdin>" if source == STDIN else source,
        to=target_format,
        scheme=_scheme(scheme, target_format),
        policy=cast("Policy", policy),
    )
    with ExitStack() as stack:
        opened = stack.enter_context(open_source(source, encoding))
        records: Iterator[Record] = read_records(opened, source, source_format, columns)
        if clips is not None:
            lexicon = lexicon_of(with_progress(records, opened, "reading the lexicon"))
            opened = stack.enter_context(open_source(clips, encoding))
            joined = join_clips(read_rows(opened, clips, CLIPS), lexicon, opened.encoding)
            records = warn_of_duplicates(joined)
            conversion = Conversion(
                opened.name, conversion.to, conversion.scheme, conversion.policy
            )
            say(f"{lexicon.rows} rows in the lexicon {source}")
        records = _same_scheme(with_progress(records, opened, "converting"), conversion.scheme)
        reject: Callable[[Rejection], object] = lambda rejection: say(rejection.text_line)
        stream = stack.enter_context(open_output(output, force=force))
        if errors is not None:
            error_stream = stack.enter_context(open_output(errors, force=force))
            reject = lambda rejection: error_stream.write(rejection.json_line + "\n")
        summary = convert_records(records, conversion, stream, reject, jobs=jobs)
    _report(summary)
    return 1 if summary.rejected else 0


def _check_paths(
    source: str, output: str, errors: str | None, clips: str | None, *, force: bool
) -> None:
    outputs = [path for path in (output, errors) if path is not None]
    if len(outputs) == 2 and _same_file(*outputs):
        raise UsageError("the output and the error file are the same", file=output)
    for path in outputs:
        check_target(path, force=force)
        for read in (source, clips):
            if read not in (None, STDIN) and path != "-" and _same_file(path, str(read)):
                raise UsageError("an output would replace an input", file=path)


def _same_file(first: str, second: str) -> bool:
    return os.path.realpath(first) == os.path.realpath(second)


def _scheme(name: str | None, target_format: str) -> Scheme:
    writer = WRITERS[target_format]
    if not writer.needs_classes or target_format == TABLE_SCHEME:
        if name is not None:
            raise UsageError(f"--to {target_format} takes no --scheme")
        return load_scheme(TABLE_SCHEME) if writer.needs_classes else NO_CLASSES
    return load_scheme(name or "hearai")


def _same_scheme(records: Iterator[Record], scheme: Scheme) -> Iterator[Record]:
    """Refuse the rows of a class file that has other heads than the scheme of the output."""
    for record in records:
        if record.classes is not None and scheme.heads and len(record.classes) != len(scheme.heads):
            raise UsageError(
                f"the class file has {len(record.classes)} heads, the scheme {scheme.name} "
                f"{len(scheme.heads)}",
                hint="name the scheme of the file with --scheme",
            )
        yield record


def _report(summary: Summary) -> None:
    if not summary.read:
        say("warning: the input has no rows")
    warned = f" ({summary.warned} with warnings)" if summary.warned else ""
    say(f"{summary.read} rows: {summary.written} written, {summary.rejected} rejected{warned}")
    for found in (summary.rejections, summary.warnings):
        for code, count in sorted(found.items()):
            say(f"  {code} {codes()[code].title}: {count}")
