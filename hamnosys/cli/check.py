"""``hamnosys check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, TextIO, cast

import click

from hamnosys.cli.listing import json_list
from hamnosys.cli.options import policy_option, reading_options
from hamnosys.cli.progress import rows, say, with_progress
from hamnosys.convert import text_line
from hamnosys.diagnostics import codes
from hamnosys.errorfile import finding_data
from hamnosys.errors import Diagnostic
from hamnosys.excerpt import excerpt
from hamnosys.formats import Reading, read_records
from hamnosys.grammar import Policy
from hamnosys.output import open_output
from hamnosys.parser import diagnose
from hamnosys.records import Record
from hamnosys.source import open_source


@click.command()
@click.argument("sources", metavar="INPUT...", nargs=-1, required=True)
@reading_options
@policy_option
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text: for people; json: a list of findings.",
)
def check(
    sources: tuple[str, ...],
    reading: Reading,
    policy: str,
    output_format: str,
) -> int:
    """Find the faults in lexicons, with place and remedy.

    \b
    Each finding is a line  file:row:column: code message  and the symbol names with a caret
    under the one at fault. Rows count from 1, without header and blank lines; the column is
    the place within the transcription. Warnings do not count for the exit status. What only
    a class scheme needs (HNS041, HNS210) is told by convert.

    \b
    Examples:
      hamnosys check lexicon.csv
      hamnosys check lexicon.csv --policy strict -f json > findings.json
    """
    counts: Counter[str] = Counter()
    checked = faulty = 0
    with ExitStack() as stack:
        inputs = [stack.enter_context(open_source(source, reading.encoding)) for source in sources]
        out = stack.enter_context(open_output("-"))
        if output_format == "json":
            write = _data(stack.enter_context(json_list(out)))
        else:
            write = _text(out)
        for source, opened in zip(sources, inputs, strict=True):
            records = read_records(opened, source, reading)
            for record in with_progress(records, opened, opened.name):
                found = _findings(record, cast("Policy", policy))
                checked += 1
                faulty += any(finding.severity == "error" for finding in found)
                counts.update(finding.code for finding in found)
                for finding in found:
                    write(finding, record, opened.name)
    if not checked:
        say("warning: the input has no rows")
    say(f"{rows(checked)}: {checked - faulty} good, {faulty} with errors")
    for code, count in sorted(counts.items()):
        say(f"  {code} {codes()[code].title}: {count}")
    return 1 if faulty else 0


Write = Callable[[Diagnostic, Record, str], object]


def _data(take: Callable[[Any], None]) -> Write:
    def write(finding: Diagnostic, record: Record, file: str) -> None:
        take({**finding_data(finding, record, file), "severity": finding.severity})

    return write


def _text(out: TextIO) -> Write:
    def write(finding: Diagnostic, record: Record, file: str) -> None:
        out.writelines(f"{line}\n" for line in _lines(finding, record, file))

    return write


def _findings(record: Record, policy: Policy) -> list[Diagnostic]:
    if record.error is not None:
        return [*record.warnings, record.error]
    if record.classes is not None:
        return list(record.warnings)
    return [*record.warnings, *diagnose(record.hamnosys, policy=policy)]


def _lines(finding: Diagnostic, record: Record, file: str) -> Iterator[str]:
    yield text_line(finding, record, file)
    shown = excerpt(finding.text, finding.position)
    if shown is not None:
        yield from (f"    {line}" for line in shown.lines())
    if record.line not in (None, record.row) or record.name != str(record.row):
        place = "" if record.line is None else f"line {record.line}, "
        yield f"    {place}name {record.name} {record.gloss}".rstrip()
    if finding.hint:
        yield f"    hint: {finding.hint}"
