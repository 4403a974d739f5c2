"""Writes ``grammars/symbols.lark`` from the inventory: ``python -m hamnosys.grammar_symbols``."""

from __future__ import annotations

import textwrap

from hamnosys.resources import shared_directory
from hamnosys.symbols import Symbol, inventory

HEADER = """\
// The symbols by category. Generated from hamnosys/data/symbols.csv: change that file, then
// run `make grammar-symbols`. A test checks that both agree.
"""


def symbols_grammar() -> str:
    """The text of ``symbols.lark``: a terminal for each category, its symbols named above it."""
    by_category: dict[str, list[Symbol]] = {}
    for symbol in inventory():
        by_category.setdefault(symbol.category, []).append(symbol)
    return HEADER + "".join(_terminal(*entry) for entry in by_category.items())


def _terminal(category: str, symbols: list[Symbol]) -> str:
    names = textwrap.fill(
        " ".join(symbol.name for symbol in symbols),
        width=98,
        initial_indent="// ",
        subsequent_indent="// ",
    )
    characters = "".join(_escaped(symbol.character) for symbol in symbols)
    return f"\n{names}\n{category.upper()}: /[{characters}]/\n"


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04X}"


def main() -> None:
    """Write the file."""
    target = shared_directory("grammars") / "symbols.lark"
    target.write_text(symbols_grammar(), encoding="utf-8")


if __name__ == "__main__":
    main()
