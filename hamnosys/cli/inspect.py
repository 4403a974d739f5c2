"""``hamnosys inspect``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import click

from hamnosys.cli.options import force_option, policy_option, reading_options
from hamnosys.cli.progress import rows, say, with_progress
from hamnosys.cli.ranges import Range, rows_option
from hamnosys.description import describe, load_language
from hamnosys.errors import MissingExtraError, UsageError
from hamnosys.extras import needs
from hamnosys.formats import Reading, read_with_heads
from hamnosys.grammar import Policy
from hamnosys.inspection.page import Look, write_inspection
from hamnosys.inspection.rows import Inspection
from hamnosys.output import STDOUT, check_target, open_output, same_file
from hamnosys.records import Record
from hamnosys.schemes import load_scheme
from hamnosys.source import STDIN, open_source


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """How symbols are drawn: CSS with the font, and a note where there is none."""

    css: str = ""
    hanging: frozenset[str] = frozenset()
    note: str = ""


@click.command()
@click.argument("source", metavar="INPUT")
@click.option(
    "-o", "--output", default="-", metavar="FILE", help="Page.  [default: standard output]"
)
@click.option(
    "--scheme",
    default="hearai",
    show_default=True,
    metavar="S",
    help="Class scheme whose classes are shown: a name or a YAML file.",
)
@policy_option
@click.option(
    "--lang", default="en", show_default=True, metavar="L", help="Language of the descriptions."
)
@click.option(
    "--font",
    metavar="F",
    help="HamNoSys font, which is put into the page.  [default: $HAMNOSYS_FONT, or an installed "
    "one]",
)
@click.option("--title", metavar="T", help="Heading of the page.  [default: the input's name]")
@rows_option
@reading_options
@force_option
def inspect(
    source: str,
    output: str,
    scheme: str,
    policy: str,
    lang: str,
    font: str | None,
    title: str | None,
    chosen: Range | None,
    reading: Reading,
    force: bool,
) -> int:
    """Write a page of a lexicon's signs, with classes and faults.

    \b
    One HTML file that needs nothing else shows every row of INPUT, faulty ones too: symbols in
    the colours of their blocks, what each does in its sign, and, in a row that is opened, the
    tree, the classes of a scheme, a description, and the findings with a hint. Rows are found
    by words, findings and classes, and copied as characters, names or SiGML.
    Glyphs need the HamNoSys font and matplotlib (extra charts); without them names are shown.

    \b
    Examples:
      hamnosys inspect lexicon.csv -o lexicon.html
      hamnosys inspect lexicon.csv --scheme hearai9 --rows 1-200 -o part.html
    """
    check_target(output, force=force)
    if output != STDOUT and same_file(source, output):
        raise UsageError("the output would replace the input", file=output)
    load_language(lang)  # one that does not exist is said at once
    inspection = Inspection(
        load_scheme(scheme), cast("Policy", policy), lambda notation: describe(notation, lang=lang)
    )
    glyphs = _glyphs(font)
    with open_source(source, reading.encoding) as opened:
        heads, records = read_with_heads(opened, source, reading)
        if heads is not None:
            raise UsageError(
                "a class file has no transcriptions to inspect",
                file=opened.name,
                hint="give the lexicon that it was made of; `hamnosys stats` shows class files",
            )
        name = Path(opened.name).name if source != STDIN else "standard input"
        look = Look(title or f"Signs of {name}", glyphs.css, glyphs.hanging)
        kept: Iterable[Record] = with_progress(records, opened, "inspecting")
        with open_output(output, force=force) as stream:
            write_inspection(chosen.of(kept) if chosen else kept, inspection, stream, look)
    _report(inspection, glyphs, chosen)
    return 1 if inspection.faulty else 0


def _glyphs(named: str | None) -> _Glyphs:
    """The font; only one that was named on the command line makes its packages necessary.

    Raises:
        MissingExtraError: matplotlib, which opens fonts, is not there for the named font.
        InputError: a font that was named cannot be read.
    """
    try:
        with needs("charts", "matplotlib"):
            from hamnosys.fonts import HINT, find_font, font_face
    except MissingExtraError as error:
        if named:
            raise
        return _Glyphs(note=f"names only, without glyphs: {error.message} ({error.hint})")
    font = find_font(named)
    if font is None:
        return _Glyphs(note=HINT)
    return _Glyphs(font_face(font), font.modifiers)


def _report(inspection: Inspection, glyphs: _Glyphs, chosen: Range | None) -> None:
    if not inspection.read:
        among = f" in --rows {chosen.first}-{chosen.last}" if chosen else ""
        say(f"warning: the input has no rows{among}")
    if glyphs.note:
        say(f"note: {glyphs.note}")
    good = inspection.read - inspection.faulty
    warned = f"; {inspection.warned} with warnings" if inspection.warned else ""
    say(f"{rows(inspection.read)}: {good} good, {inspection.faulty} with errors{warned}")
