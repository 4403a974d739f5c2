"""``hamnosys stats``."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, cast

import click

from hamnosys.cli.options import force_option
from hamnosys.cli.progress import counted, rows, say, with_progress
from hamnosys.extras import needs
from hamnosys.output_directory import check_directory
from hamnosys.schemes import load_scheme
from stats.formats import FORMATS, Format

if TYPE_CHECKING:
    from stats.counts import Corpus

_SHOWN_FAULTS = 20
"""Faulty rows that are told one by one; the report has more."""


@click.command()
@click.argument("sources", metavar="CLASSES...", nargs=-1, required=True)
@click.option(
    "-o", "--output", required=True, metavar="DIR", help="Directory for charts, tables and report."
)
@click.option(
    "--separator",
    metavar="S",
    help="Separator of the cells: one character, or tab, space, comma.  [default: as the first "
    "line has it]",
)
@click.option(
    "--format",
    "chart_format",
    type=click.Choice(FORMATS),
    default="png",
    show_default=True,
    help="Format of the charts.",
)
@click.option(
    "--font",
    metavar="F",
    help="HamNoSys font, for glyphs beside the names.  [default: $HAMNOSYS_FONT, or an installed "
    "one]",
)
@click.option("--sort", is_flag=True, help="Most frequent class first, instead of class order.")
@click.option(
    "--together",
    type=(str, str),
    multiple=True,
    metavar="HEAD HEAD",
    help="Draw which classes of two heads occur together. May be repeated.  [default: the three "
    "pairs that go together most]",
)
@click.option(
    "--errors",
    multiple=True,
    metavar="FILE",
    help="Error file of `hamnosys convert`: its rows are counted and shown. May be repeated.",
)
@click.option(
    "--rare",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="A class with fewer rows is rare.",
)
@click.option(
    "--scheme", metavar="S", help="Class scheme of the columns, if it is not a built-in one."
)
@click.option("--encoding", default="utf-8", show_default=True, help="Encoding of the class files.")
@force_option
def stats(
    sources: tuple[str, ...],
    output: str,
    separator: str | None,
    chart_format: str,
    font: str | None,
    sort: bool,
    together: tuple[tuple[str, str], ...],
    errors: tuple[str, ...],
    rare: int,
    scheme: str | None,
    encoding: str,
    force: bool,
) -> int:
    """Chart what class files contain, with a report.

    \b
    CLASSES are class files or tables of hamnosys convert, with or without a header; several are
    compared. The directory gets
      report.html     all of it on one page that needs nothing else
      statistics.csv  every class with count and share
      summary.json    rare and missing classes, entropy, class weights, distances
      overview, head_*, associations, together_*, comparison  the charts

    \b
    Examples:
      hamnosys stats classes.txt -o statistics --errors errors.jsonl
      hamnosys stats german.txt polish.txt -o compared --format svg --sort
      hamnosys stats old_table.csv --separator , -o old
    """
    check_directory(output, force=force)
    _prepare_matplotlib()
    with needs("charts", "matplotlib", "numpy", "PIL"):
        from hamnosys.fonts import HINT, find_font
        from stats.counting import corpus_names, count_class_file
        from stats.job import REPORT, STATISTICS, SUMMARY, Settings, write_statistics
        from stats.rejections import read_rejections
    glyph_font = find_font(font)
    settings = Settings(
        cast("Format", chart_format),
        sort=sort,
        rare_under=rare,
        together=together,
        font=glyph_font,
    )
    heads = load_scheme(scheme) if scheme else None
    rejections = [read_rejections(path) for path in errors]
    corpora = [
        count_class_file(
            source,
            separator=separator,
            scheme=heads,
            encoding=encoding,
            name=name,
            watch=lambda records, opened: with_progress(records, opened, f"reading {opened.name}"),
        )
        for source, name in zip(sources, corpus_names(sources), strict=True)
    ]
    for corpus in corpora:
        _tell(corpus)
    names = write_statistics(
        corpora,
        output,
        settings,
        rejections=rejections,
        force=force,
        watch=lambda charts: counted(charts, "drawing"),
    )
    if glyph_font is None:
        say(f"note: {HINT}")
    charts = len(set(names) - {STATISTICS, SUMMARY, REPORT})
    say(f"{charts} charts, {STATISTICS}, {SUMMARY} and {REPORT} are in {output}")
    return 1 if any(corpus.unreadable for corpus in corpora) else 0


def _prepare_matplotlib() -> None:
    """It needs no screen here, and what it says of its caches and settings is of no use."""
    os.environ["MPLBACKEND"] = "agg"
    logging.getLogger("matplotlib").setLevel(logging.ERROR)


def _tell(corpus: Corpus) -> None:
    """What was read, and what is odd about it."""
    if not corpus.rows + corpus.unreadable:
        say(f"warning: {corpus.file} has no rows")
    for name in corpus.unknown_heads:
        say(
            f"warning: {corpus.file}: no class scheme knows the column {name!r}: it is charted as "
            "it is (--scheme names the file's scheme)"
        )
    for row, fault in corpus.faults[:_SHOWN_FAULTS]:
        say(f"{corpus.file}:{row}: {fault.code} {fault.message}")
    if corpus.unreadable > _SHOWN_FAULTS:
        say(f"{corpus.file}: {corpus.unreadable - _SHOWN_FAULTS:,} more rows like these")
    heads = "1 head" if len(corpus.heads) == 1 else f"{len(corpus.heads)} heads"
    unreadable = f", {corpus.unreadable} unreadable" if corpus.unreadable else ""
    say(f"{corpus.file}: {rows(corpus.rows)}, {heads}{unreadable}")
