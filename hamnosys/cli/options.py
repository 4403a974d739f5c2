"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from hamnosys.formats import INPUT_FORMATS, Reading
from hamnosys.grammar import POLICIES

_Command = TypeVar("_Command", bound=Callable[..., Any])


def parse_columns(
    _context: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]
) -> dict[str, str]:
    """``FIELD=COL`` pairs as a dictionary."""
    columns: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not name or not column:
            raise click.BadParameter(f"{pair!r} is not FIELD=COL, e.g. hamnosys=Notation")
        columns[name.strip().lower()] = column
    return columns


def parse_rate(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> float | None:
    """Frames a second, as a number or a fraction: above 0 and up to 1000."""
    if text is None:
        return None
    found = _RATE.fullmatch(text.strip())
    if found is None:
        hint = "no number and no fraction such as 30000/1001"
        raise click.BadParameter(f"{text!r} is {hint}")
    above, below = float(found.group(1)), float(found.group(2) or 1)
    if not below or not 0 < above / below <= 1000:
        raise click.BadParameter(f"{text} is not above 0 and up to 1000 frames a second")
    return above / below


_RATE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{0,9})?)(?:/([0-9]{1,9}))?", re.ASCII)


def reading_options(command: _Command) -> _Command:
    """All that says how an input is read, as one argument ``reading``: a `Reading`."""

    @wraps(command)
    def collected(**values: Any) -> Any:
        reading = Reading(
            values.pop("source_format"),
            values.pop("columns"),
            values.pop("encoding"),
            values.pop("tiers"),
            values.pop("fps"),
            values.pop("sheet"),
        )
        return command(reading=reading, **values)

    return cast("_Command", _format_options(_place_options(collected)))


def _format_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--from``, ``--column`` and ``--encoding``."""
    for decorate in (
        click.option(
            "--encoding", default="utf-8", show_default=True, help="Encoding of the input."
        ),
        click.option(
            "--column",
            "columns",
            multiple=True,
            metavar="FIELD=COL",
            callback=parse_columns,
            help="Heading (or number) of the column that holds a field: "
            "name, start, end, gloss or hamnosys; of ELAN the tier. May be repeated.",
        ),
        click.option(
            "--from",
            "source_format",
            type=click.Choice(INPUT_FORMATS),
            help="Format of the input; guessed from its suffix otherwise.",
        ),
    ):
        command = decorate(command)
    return command


def _place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--tier``, ``--fps`` and ``--sheet``."""
    for decorate in (
        click.option(
            "--sheet", metavar="S", help="Sheet of an .xlsx file: its name, or its number from 1."
        ),
        click.option(
            "--fps",
            callback=parse_rate,
            metavar="N",
            help="Frames a second of the video (25, 29.97, 30000/1001): ELAN's times become frame "
            "numbers, and frames become times where `hamnosys convert` writes elan-tab.",
        ),
        click.option(
            "--tier",
            "tiers",
            multiple=True,
            metavar="NAME",
            help="ELAN tier with transcriptions, by name or pattern (*, ?). May be repeated.",
        ),
    ):
        command = decorate(command)
    return command


def policy_option(command: _Command) -> _Command:
    """``--policy``."""
    return click.option(
        "--policy",
        type=click.Choice(POLICIES),
        default="tolerant",
        show_default=True,
        help="strict: the formal rules only; tolerant: also common habits, with a warning.",
    )(command)


force_option = click.option("--force", is_flag=True, help="Replace existing files.")
