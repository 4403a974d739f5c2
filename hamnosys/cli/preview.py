"""``hamnosys preview``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from hamnosys.cli.options import force_option, policy_option, reading_options
from hamnosys.cli.progress import counted, rows, say, with_progress
from hamnosys.cli.ranges import Range, rows_option
from hamnosys.cli.text_or_input import is_input, parsed_text
from hamnosys.errors import InputError, UsageError
from hamnosys.extras import needs
from hamnosys.formats import Reading, read_with_heads
from hamnosys.grammar import Policy
from hamnosys.output import STDOUT, check_target, same_file
from hamnosys.posture.preview.formats import BINARY, FORMATS, MOST_ROWS, SIZES, Format
from hamnosys.records import Record
from hamnosys.source import open_source

if TYPE_CHECKING:
    from hamnosys.posture.preview.job import Settings


_SIZE_HELP = (
    "Height of the signer in pixels.  [default: "
    + ", ".join(f"{size} in a {kind}" for kind, size in SIZES.items())
    + "]"
)


@click.command()
@click.argument("source", metavar="TEXT|INPUT")
@click.option(
    "-o", "--output", default="-", metavar="FILE", help="Picture.  [default: standard output]"
)
@click.option(
    "--format",
    "picture_format",
    type=click.Choice(FORMATS),
    help="Format of the picture.  [default: by the suffix of FILE; png on standard output]",
)
@rows_option
@click.option(
    "--columns",
    "across",
    type=click.IntRange(1, 100),
    metavar="N",
    help="Cells of a sheet that stand side by side.  [default: what is about 1600 pixels wide]",
)
@click.option("--size", type=click.IntRange(120, 2000), metavar="PIXELS", help=_SIZE_HELP)
@click.option(
    "--font",
    metavar="F",
    help="HamNoSys font, for glyphs beside the names.  [default: $HAMNOSYS_FONT, or an installed "
    "one]",
)
@reading_options
@policy_option
@force_option
def preview(
    source: str,
    output: str,
    picture_format: str | None,
    chosen: Range | None,
    across: int | None,
    size: int | None,
    font: str | None,
    reading: Reading,
    policy: str,
    force: bool,
) -> int:
    """Draw the posture that a transcription describes.

    \b
    An existing path is INPUT, a lexicon or a class file, and so is -, standard input. All else is
    TEXT: HamNoSys characters, symbol names or code points. What FILE is called says what it gets:
      .png .svg   the initial posture; of several rows a sheet of up to 400
      .gif        the first straight or circular movement of one sign, again and again
      .html       a gallery of any number of rows, which needs nothing else
    Below each picture stands what it does not show.

    \b
    Examples:
      hamnosys preview "hamflathand hamextfingeruo hampalml hamchest hamtouch" -o sign.png
      hamnosys preview lexicon.csv -o lexicon.html
      hamnosys preview lexicon.csv --rows 1-40 -o sheet.png
      hamnosys preview lexicon.csv --rows 7 -o seven.gif
    """
    made = _format(output, picture_format)
    _check_output(output, made, force=force)
    from_input = is_input(source, reading)
    if from_input and output != STDOUT and same_file(output, source):
        raise UsageError("the output would replace the input", file=output)
    if chosen and not from_input:
        raise UsageError("--rows are those of a file, and there is no such file", file=source)
    if across and made not in ("png", "svg"):
        raise UsageError(f"--columns are those of a sheet, not of .{made}")
    with needs("charts", "PIL", "numpy", "matplotlib"):
        from hamnosys.fonts import HINT, find_font
        from hamnosys.posture.preview.job import Settings
    glyph_font = find_font(font)
    settings = Settings(made, "", glyph_font, size, across, force)
    if from_input:
        read = _Input(source, reading, cast("Policy", policy), chosen)
        outcome = _draw_input(read, output, settings)
    else:
        outcome = _draw_text(source, output, settings, cast("Policy", policy))
    if glyph_font is None and outcome.drawn:
        say(f"note: {HINT}")
    return outcome.status


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The exit status, and whether anything was drawn."""

    status: int
    drawn: bool


@dataclass(frozen=True, slots=True)
class _Input:
    """What is read, and how."""

    path: str
    reading: Reading
    policy: Policy
    rows: Range | None


def _format(output: str, named: str | None) -> Format:
    """The format of the output, by its name or its suffix."""
    if named is not None:
        return cast("Format", named)
    if output == STDOUT:
        return "png"
    suffix = Path(output).suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        hint = f"{', '.join(f'.{known}' for known in FORMATS)}, or say --format"
        raise UsageError(
            "cannot tell the format of the picture from its suffix", file=output, hint=hint
        )
    return suffix


def _check_output(output: str, made: Format, *, force: bool) -> None:
    check_target(output, force=force)
    terminal = output == STDOUT and sys.stdout is not None and sys.stdout.isatty()
    if terminal and made in BINARY:
        raise UsageError(f"a {made} picture is of no use on a terminal", hint=f"-o sign.{made}")


def _draw_text(text: str, output: str, settings: Settings, policy: Policy) -> _Outcome:
    from hamnosys.posture.preview.entry import entry_of
    from hamnosys.posture.preview.job import write_preview

    notation = parsed_text(text, policy)
    if notation is None:
        return _Outcome(1, drawn=False)
    entry = entry_of(notation.signs, notation.warnings)
    write_preview(iter([entry]), output, settings)
    return _Outcome(0, drawn=True)


def _draw_input(read: _Input, output: str, settings: Settings) -> _Outcome:
    from hamnosys.posture.preview.entry import row_entry
    from hamnosys.posture.preview.job import write_preview
    from hamnosys.posture.row_signs import SignReader, input_scheme

    with open_source(read.path, read.reading.encoding) as opened:
        heads, every = read_with_heads(opened, read.path, read.reading)
        chosen = read.rows.of(every) if read.rows else every
        records: Iterable[Record] = with_progress(chosen, opened, "reading")
        several = False
        if settings.format != "html":
            records = _few(records, settings.format)
            several = len(records) > 1
        reader = SignReader(opened.name, input_scheme(heads), read.policy, say)
        settings = replace(settings, title=_title(opened.name))
        written = write_preview(
            map(row_entry, reader.rows(records)),
            output,
            settings,
            several=several,
            watch=lambda windows: counted(windows, "drawing"),
        )
        if not reader.read:
            hint = f"--rows {read.rows.first}-{read.rows.last}" if read.rows else ""
            raise InputError("there are no rows to draw", file=opened.name, hint=hint)
    good = reader.read - reader.rejected
    say(f"{rows(reader.read)}: {good} drawn, {reader.rejected} rejected")
    return _Outcome(1 if reader.rejected else 0, drawn=written)


def _title(name: str) -> str:
    return f"Signs of {Path(name).name}"


def _few(records: Iterable[Record], made: Format) -> list[Record]:
    """The records, if they are not too many for one picture."""
    found = list(islice(records, MOST_ROWS + 1))
    if made == "gif" and len(found) > 1:
        row = found[0].row
        raise UsageError("an animation shows one row", hint=f"name it with --rows {row}-{row}")
    if len(found) > MOST_ROWS:
        hint = f"choose some with --rows 1-{MOST_ROWS}, or write a gallery: -o FILE.html"
        raise UsageError(f"a sheet shows up to {MOST_ROWS} rows", hint=hint)
    return found
