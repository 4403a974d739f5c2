"""``hamnosys symbols`` and ``explain``: look things up."""

from __future__ import annotations

import textwrap

import click

from hamnosys.cli.listing import in_columns, write_lines
from hamnosys.diagnostics import codes
from hamnosys.diagnostics import explain as explain_code
from hamnosys.symbols import inventory


@click.command()
@click.option("--category", metavar="C", help="Only this category, e.g. base_form.")
def symbols(category: str | None) -> None:
    """List the HamNoSys symbols.

    Each line has name, code point, category, title and other spellings.

    \b
    Example:
      hamnosys symbols --category palm_orientation
    """
    known = inventory()
    chosen = known.of_category(category) if category else known.symbols
    write_lines(
        in_columns(
            (symbol.name, symbol.codepoint, symbol.category, symbol.title, " ".join(symbol.aliases))
            for symbol in chosen
        )
    )


class _Blanks(dict[str, str]):
    """What a message says of a certain symbol, left open."""

    def __missing__(self, key: str) -> str:
        return "…"


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a diagnostic code.

    Without CODE all codes are listed.

    \b
    Examples:
      hamnosys explain
      hamnosys explain HNS012
    """
    if code is None:
        write_lines(in_columns((c.code, c.severity, c.title) for c in codes().values()))
        return
    found = explain_code(code)
    write_lines(
        [
            f"{found.code} ({found.severity}): {found.title}",
            "",
            *textwrap.wrap(found.page, 88),
            "",
            f"Message: {found.message.format_map(_Blanks())}",
            f"Remedy:  {found.hint.format_map(_Blanks())}",
        ]
    )
