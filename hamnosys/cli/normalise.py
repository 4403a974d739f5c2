"""``hamnosys normalise``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import cast

import click

from hamnosys.canonical.repairs import repairs
from hamnosys.cli.options import force_option, policy_option, reading_options
from hamnosys.cli.progress import rows, say, with_progress
from hamnosys.convert import text_line
from hamnosys.diagnostics import codes
from hamnosys.errors import UsageError
from hamnosys.formats import Reading
from hamnosys.grammar import Policy
from hamnosys.normalising.differences import diff_data, diff_text
from hamnosys.normalising.formats import rewriter
from hamnosys.normalising.job import Normaliser, Outcome, Summary
from hamnosys.normalising.transcriptions import Write
from hamnosys.output import STDOUT, check_target, open_binary_output, open_output, same_file
from hamnosys.source import open_source

Tell = Callable[[Outcome], object]


@click.command()
@click.argument("source", metavar="INPUT")
@click.option(
    "-o", "--output", metavar="OUT", help="Output file, as INPUT.  [default: standard output]"
)
@click.option("--diff", metavar="FILE", help="Write what changed here; - is standard output.")
@click.option(
    "--diff-format",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="text: for people; jsonl: a JSON object for each changed row.",
)
@click.option(
    "--write",
    type=click.Choice(["keep", "characters", "names"]),
    default="keep",
    show_default=True,
    help="How transcriptions are written; keep: each as it was, code points as characters.",
)
@click.option("--check", is_flag=True, help="Write no OUT; exit 1 if a row would change.")
@reading_options
@policy_option
@force_option
def normalise(
    source: str,
    output: str | None,
    diff: str | None,
    diff_format: str,
    write: str,
    check: bool,
    reading: Reading,
    policy: str,
    force: bool,
) -> int:
    """Rewrite a lexicon in canonical order and spelling.

    OUT has the format of INPUT (hearai, csv, tsv, json, jsonl, text, sigml, eaf, elan-tab), and
    everything else in it as it was. Each rewritten transcription is parsed again and compared:
    the sign stays the same. What cannot be repaired without guessing is left and named on stderr.

    \b
    Examples:
      hamnosys normalise lexicon.csv -o canonical.csv --diff changes.txt
      hamnosys normalise lexicon.csv --check --diff -
      hamnosys normalise lexicon.json --write names -o names.json
    """
    target = _checked_target(source, output, diff, check=check, force=force)
    with ExitStack() as stack:
        opened = stack.enter_context(open_source(source, reading.encoding))
        rewrite = rewriter(opened, source, reading, cast("Write", write))
        tells: list[Tell] = [_teller(opened.name)]
        binary = None
        if target is not None:
            binary = stack.enter_context(open_binary_output(target, force=force))
        if diff is not None:
            stream = stack.enter_context(open_output(diff, force=force))
            tells.append(_differ(stream.write, opened.name, diff_format))
        normaliser = Normaliser(
            opened.encoding,
            lambda outcome: [tell(outcome) for tell in tells],
            cast("Policy", policy),
            cast("Write", write),
        )
        for data in with_progress(rewrite(opened, reading, normaliser.row), opened, "normalising"):
            if binary is not None:
                binary.write(data)
    _report(normaliser.summary, check=check)
    failed = normaliser.summary.rejected or normaliser.summary.faults
    return 1 if failed or (check and normaliser.summary.changed) else 0


def _checked_target(
    source: str, output: str | None, diff: str | None, *, check: bool, force: bool
) -> str | None:
    """Where the output goes, None for nowhere; every path that is written is fit for it."""
    if check and output is not None:
        raise UsageError("--check writes no output: leave out -o, or --check")
    target = None if check else STDOUT if output is None else output
    written = [path for path in (target, diff) if path is not None]
    if len(written) == 2 and same_file(*written):
        hint = "name files for them with -o and --diff"
        raise UsageError("the output and the diff are the same", file=diff, hint=hint)
    for path in written:
        check_target(path, force=force)
        if path != STDOUT and same_file(path, source):
            raise UsageError("an output would replace an input", file=path)
    return target


def _teller(file: str) -> Tell:
    """Tells on standard error of rows that are rejected, and of habits that stay."""

    def tell(outcome: Outcome) -> None:
        for line in _told(outcome, file):
            say(line)

    return tell


def _told(outcome: Outcome, file: str) -> Iterator[str]:
    if outcome.error is not None:
        yield text_line(outcome.error, outcome.record, file)
    if outcome.fault:
        fault = f"left unchanged by a fault of this program, please report it: {outcome.fault}"
        yield f"{file}:{outcome.record.row}: {fault}"
    for found in outcome.left:
        place = f"{file}:{outcome.record.row}:{found.position + 1}"
        yield f"{place}: {found.code} left: {found.message}"


def _differ(write: Callable[[str], object], file: str, form: str) -> Tell:
    def tell(outcome: Outcome) -> None:
        if outcome.changed:
            lines = [diff_data(outcome, file)] if form == "jsonl" else diff_text(outcome, file)
            for line in lines:
                write(f"{line}\n")

    return tell


def _report(summary: Summary, *, check: bool) -> None:
    if not summary.read:
        say("warning: the input has no rows")
    verb = "would change" if check else "changed"
    say(
        f"{rows(summary.read)}: {summary.changed} {verb}, "
        f"{summary.left} with habits left, {summary.rejected} rejected"
    )
    for code, repair in repairs().items():
        if count := summary.repairs[code]:
            say(f"  {code} repaired, {repair.does}: {count}")
    for code, count in sorted(summary.habits.items()):
        say(f"  {code} left, {codes()[code].title}: {count}")
    for code, count in sorted(summary.rejections.items()):
        say(f"  {code} {codes()[code].title}: {count}")
    if any(repairs()[code].moves_class for code in summary.repairs):
        say("note: HNS203: schemes that read the first of two directions (hearai) see another")
