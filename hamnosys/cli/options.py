"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from hamnosys.formats import INPUT_FORMATS
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


def input_options(command: _Command) -> _Command:
    """``--from``, ``--column`` and ``--encoding``, for every command that reads an input."""
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
            "name, start, end, gloss or hamnosys. May be repeated.",
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
