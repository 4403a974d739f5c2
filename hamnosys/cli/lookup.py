"""``hamnosys symbols``, ``schemes`` and ``explain``: look things up."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import click

from hamnosys.diagnostics import codes
from hamnosys.diagnostics import explain as explain_code
from hamnosys.output import open_output
from hamnosys.schemes import BUILT_IN, load_scheme
from hamnosys.symbols import inventory


def _columns(rows: Iterable[tuple[str, ...]]) -> Iterable[str]:
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _write(lines: Iterable[str]) -> None:
    with open_output("-") as out:
        out.writelines(f"{line}\n" for line in lines)


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
    _write(
        _columns(
            (symbol.name, symbol.codepoint, symbol.category, symbol.title, " ".join(symbol.aliases))
            for symbol in chosen
        )
    )


@click.command()
@click.argument("name", required=False)
def schemes(name: str | None) -> None:
    """List class schemes, or the classes of one.

    NAME is a built-in scheme or a YAML file.

    \b
    Examples:
      hamnosys schemes
      hamnosys schemes hearai
    """
    if name is None:
        loaded = map(load_scheme, BUILT_IN)
        _write(_columns((s.name, f"{len(s.heads)} heads", s.title) for s in loaded))
        return
    scheme = load_scheme(name)
    lines = [f"{scheme.name}: {scheme.title}"]
    for head in scheme.heads:
        lines += ["", f"{head.name} ({head.classes} classes, from {'.'.join(head.source)})"]
        lines += [
            f"      {meaning}: {number}"
            for meaning, number in (
                ("if it is not written", head.none),
                ("if there is nothing that could have it", head.default),
                ("if it has no class here", head.uncoded),
            )
            if number is not None
        ]
        lines += _columns((f"{number:4}", label) for number, label in enumerate(head.labels))
    _write(lines)


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
        _write(_columns((c.code, c.severity, c.title) for c in codes().values()))
        return
    found = explain_code(code)
    _write(
        [
            f"{found.code} ({found.severity}): {found.title}",
            "",
            *textwrap.wrap(found.page, 88),
            "",
            f"Message: {found.message.format_map(_Blanks())}",
            f"Remedy:  {found.hint.format_map(_Blanks())}",
        ]
    )
