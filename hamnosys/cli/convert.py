"""``hamnosys convert``."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import click

from hamnosys.classfile import scheme_of
from hamnosys.cli.options import force_option, input_options, policy_option
from hamnosys.cli.progress import rows, say, with_progress
from hamnosys.clips import join_clips, lexicon_of
from hamnosys.convert import Conversion, Rejection, Summary
from hamnosys.convert import convert as convert_records
from hamnosys.diagnostics import codes
from hamnosys.errors import UsageError
from hamnosys.formats import read_rows, read_with_heads
from hamnosys.formats.writers import WRITERS
from hamnosys.grammar import Policy
from hamnosys.output import check_target, open_output
from hamnosys.records import CLIPS, warn_of_duplicates
from hamnosys.schemes import NO_CLASSES, Scheme, load_scheme
from hamnosys.source import STDIN, open_source

TABLE_SCHEME = "table"
_SHEETS = (".csv", ".tsv", ".json", ".jsonl")


@click.command()
@click.argument("source", metavar="INPUT")
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="Output file.  [default: standard output]"
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
    _refuse_scheme(scheme, target_format)
    if target_format == "classes" and Path(output).suffix.lower() in _SHEETS:
        say(f"note: {output} will be a class file; for a table with labels say --to csv or json")
    with ExitStack() as stack:
        opened = stack.enter_context(open_source(source, encoding))
        heads, records = read_with_heads(opened, source, source_format, columns)
        chosen = _scheme(scheme, target_format, heads)
        if clips is not None:
            lexicon = lexicon_of(with_progress(records, opened, "reading the lexicon"))
            say(f"{rows(lexicon.rows)} in the lexicon {opened.name}")
            opened = stack.enter_context(open_source(clips, encoding))
            joined = join_clips(read_rows(opened, clips, CLIPS), lexicon, opened.encoding)
            records = warn_of_duplicates(joined)
        conversion = Conversion(opened.name, target_format, chosen, cast("Policy", policy))
        records = with_progress(records, opened, "converting")
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


def _refuse_scheme(name: str | None, target_format: str) -> None:
    if name is not None and (
        target_format == TABLE_SCHEME or not WRITERS[target_format].needs_classes
    ):
        raise UsageError(f"--to {target_format} takes no --scheme")


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


def _report(summary: Summary) -> None:
    if not summary.read:
        say("warning: the input has no rows")
    warned = f"; {summary.warned} with warnings" if summary.warned else ""
    say(f"{rows(summary.read)}: {summary.written} written, {summary.rejected} rejected{warned}")
    for found in (summary.rejections, summary.warnings):
        for code, count in sorted(found.items()):
            say(f"  {code} {codes()[code].title}: {count}")
