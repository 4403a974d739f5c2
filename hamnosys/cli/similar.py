"""``hamnosys similar``."""

from __future__ import annotations

from contextlib import ExitStack
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from hamnosys.cli.options import force_option, policy_option, reading_options
from hamnosys.cli.progress import rows, say, with_count, with_progress
from hamnosys.convert import text_line
from hamnosys.errors import Diagnostic, UsageError
from hamnosys.formats import Reading, read_with_heads
from hamnosys.grammar import Policy
from hamnosys.output import STDOUT, check_target, open_output, same_file
from hamnosys.rows import classify
from hamnosys.schemes import NO_CLASSES
from hamnosys.similarity.names import DEFAULT_COUNT, FORMATS, PARAMETERS
from hamnosys.source import STDIN, open_source

if TYPE_CHECKING:
    from hamnosys.similarity.job import Lexicon, Task


def _weight_changes(
    _context: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]
) -> dict[str, float]:
    changes: dict[str, float] = {}
    for pair in pairs:
        name, _, number = pair.partition("=")
        try:
            changes[name.strip().lower()] = float(number)
        except ValueError:
            message = f"{pair!r} is not PARAMETER=NUMBER, e.g. handshape=2"
            raise click.BadParameter(message) from None
    return changes


def _number(
    _context: click.Context, _parameter: click.Parameter, given: float | None
) -> float | None:
    if given is not None and isnan(given):  # which is in every range of click's
        raise click.BadParameter("nan is no distance")
    return given


@click.command()
@click.argument("source", metavar="INPUT")
@click.option(
    "--to",
    "wanted",
    multiple=True,
    metavar="TEXT|NAME",
    help="Only the nearest rows of this transcription, or of the rows of this name or gloss. "
    "May be repeated.",
)
@click.option("--with", "other", metavar="OTHER", help="Look for neighbours in this lexicon.")
@click.option(
    "--minimal-pairs", is_flag=True, help="Pairs of signs that differ in exactly one parameter."
)
@click.option(
    "--parameter",
    "parameters",
    multiple=True,
    type=click.Choice(PARAMETERS),
    help="Only minimal pairs that differ in it. May be repeated.",
)
@click.option("--duplicates", is_flag=True, help="Rows that are the same sign, however spelt.")
@click.option(
    "-k",
    "count",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"So many neighbours of each sign.  [default: {DEFAULT_COUNT}]",
)
@click.option(
    "--within",
    type=click.FloatRange(0, 1),
    callback=_number,
    metavar="DISTANCE",
    help="Only what is at most so far apart, 0 to 1.",
)
@click.option(
    "--weights", "weight_file", metavar="FILE", help="YAML file that changes the distance."
)
@click.option(
    "--weight",
    "changes",
    multiple=True,
    metavar="PARAMETER=NUMBER",
    callback=_weight_changes,
    help="Weight of a parameter, e.g. handshape=2. May be repeated.",
)
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    help="Format of the output.  [default: by the suffix of OUT, else table]",
)
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="Output file.  [default: standard output]"
)
@reading_options
@policy_option
@force_option
def similar(
    source: str,
    wanted: tuple[str, ...],
    other: str | None,
    minimal_pairs: bool,
    parameters: tuple[str, ...],
    duplicates: bool,
    count: int | None,
    within: float | None,
    weight_file: str | None,
    changes: dict[str, float],
    output_format: str | None,
    output: str,
    reading: Reading,
    policy: str,
    force: bool,
) -> int:
    """Find nearest signs, minimal pairs and duplicates.

    \b
    INPUT is a lexicon (- is standard input). Without --minimal-pairs and --duplicates the
    nearest signs of each row are told. Distances go from 0 (the same sign, however spelt) to 1,
    and are split by handshape, orientation, location, movement and hands. All signs of a
    composite count. What says how INPUT is read holds for OTHER, too.

    \b
    Examples:
      hamnosys similar lexicon.csv -k 3
      hamnosys similar lexicon.csv --to "hamflathand hamextfingeru hampalml hamchest hamtouch"
      hamnosys similar lexicon.csv --to HOUSE --weight handshape=0
      hamnosys similar lexicon.csv --minimal-pairs --parameter location
      hamnosys similar lexicon.csv --duplicates -f json
      hamnosys similar german.csv --with polish.csv --within 0.2 -o pairs.csv
    """
    from hamnosys.similarity.job import Task, results
    from hamnosys.similarity.results import write_results
    from hamnosys.similarity.weights import load_weights

    task = Task(wanted, minimal_pairs, parameters, duplicates, count, within)
    _refuse(task, source, other)
    _check_output(output, [path for path in (source, other, weight_file) if path], force=force)
    weights = load_weights(weight_file, changes)
    chosen = cast("Policy", policy)
    lexicon = _read(source, reading, chosen)
    among = _read(other, reading, chosen) if other is not None else None
    watch = lambda found, count: with_count(found, count, "comparing")
    kind, found = results(task, lexicon, among, weights, chosen, watch)
    with open_output(output, force=force) as stream:
        written = write_results(found, kind, stream, output_format or _format(output))
    return _summary(task, written, [each for each in (lexicon, among) if each])


def _refuse(task: Task, source: str, other: str | None) -> None:
    """Refuse options that make no sense together."""
    if task.minimal_pairs and task.duplicates:
        raise UsageError("--minimal-pairs and --duplicates are two questions")
    if task.parameters and not task.minimal_pairs:
        raise UsageError("--parameter is for --minimal-pairs")
    asked = "--minimal-pairs" if task.minimal_pairs else "--duplicates" if task.duplicates else ""
    for option, given in (("--to", task.to), ("--with", other), ("-k", task.count)):
        if asked and given:
            raise UsageError(f"{option} is for nearest signs, not for {asked}")
    if not all(text.strip() for text in task.to):
        raise UsageError("--to is empty: it wants a transcription, a name or a gloss")
    if task.duplicates and task.within is not None:
        raise UsageError("--within is not for --duplicates: these are 0 apart")
    if source == STDIN and other == STDIN:
        raise UsageError("only one input can be standard input")


def _check_output(output: str, inputs: list[str], *, force: bool) -> None:
    check_target(output, force=force)
    if output != STDOUT and any(same_file(output, path) for path in inputs):
        raise UsageError("the output would replace an input", file=output)


def _format(output: str) -> str:
    suffix = Path(output).suffix.lower().removeprefix(".")
    return suffix if suffix in FORMATS else FORMATS[0]


def _read(path: str, reading: Reading, policy: Policy) -> Lexicon:
    """A lexicon; rows that cannot be compared are told."""
    from hamnosys.similarity.job import Lexicon
    from hamnosys.similarity.results import Row
    from hamnosys.similarity.values import form_of

    lexicon_rows, forms, rejected = [], [], 0
    with ExitStack() as stack:
        opened = stack.enter_context(open_source(path, reading.encoding))
        heads, records = read_with_heads(opened, path, reading)
        if heads is not None:
            hint = "name the lexicon that it was made from"
            raise UsageError(
                "a class file holds no transcriptions: its signs cannot be compared",
                file=opened.name,
                hint=hint,
            )
        for record in with_progress(records, opened, f"reading {opened.name}"):
            result = classify(record, NO_CLASSES, policy, integers_only=False)
            if result.error is not None or result.notation is None:
                rejected += 1
                say(text_line(cast("Diagnostic", result.error), record, opened.name))
                continue
            lexicon_rows.append(Row(record.row, record.name, record.gloss))
            forms.append(form_of(result.notation))
    return Lexicon(lexicon_rows, forms, rejected)


def _summary(task: Task, written: int, lexicons: list[Lexicon]) -> int:
    """Tell how many rows there were and what was found; the exit status."""
    compared = sum(len(lexicon.forms) for lexicon in lexicons)
    rejected = sum(lexicon.rejected for lexicon in lexicons)
    if not compared and not rejected:
        say("warning: the input has no rows")
    say(f"{rows(compared + rejected)}: {compared} compared, {rejected} rejected")
    if task.minimal_pairs:
        say(f"{written} minimal {'pair' if written == 1 else 'pairs'}")
    if task.duplicates:
        say(
            f"{written} {'sign that stands' if written == 1 else 'signs that stand'} more than once"
        )
    return 1 if rejected else 0
