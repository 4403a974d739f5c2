"""The HamNoSys symbol inventory, read from ``data/symbols.csv``.

Source of names and code points: the symbol tables of the DGS-Korpus project. The category is
the terminal of ``grammars/symbols.lark`` (upper case there); aliases are the UEA spellings.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hamnosys.errors import UsageError
from hamnosys.resources import data_file


@dataclass(frozen=True, slots=True)
class Symbol:
    """One HamNoSys symbol.

    ``category`` groups symbols that the grammar treats alike; ``section`` is the heading under
    which the DGS-Korpus table lists the symbol.
    """

    character: str
    name: str
    category: str
    title: str
    aliases: tuple[str, ...]
    section: str

    @property
    def codepoint(self) -> str:
        """The code point as ``U+E001``."""
        return codepoint(self.character)


@dataclass(frozen=True, slots=True)
class Inventory:
    """All symbols, with the look-ups that the rest of the package needs."""

    symbols: tuple[Symbol, ...]
    by_character: dict[str, Symbol]
    by_name: dict[str, Symbol]
    names: dict[str, str]
    """Character to name."""
    characters: dict[str, str]
    """Name to character, aliases not included."""

    def __iter__(self) -> Iterator[Symbol]:
        return iter(self.symbols)

    def find(self, name: str) -> Symbol | None:
        """The symbol of a name or alias, in any case; None if there is none."""
        return self.by_name.get(name) or self.by_name.get(name.lower())

    def of_category(self, category: str) -> tuple[Symbol, ...]:
        """The symbols of a category (``base_form``, ``Base form`` and ``BASE_FORM`` are one).

        Raises:
            UsageError: no symbol has this category.
        """
        wanted = category.strip().lower().replace(" ", "_").replace("-", "_")
        found = tuple(symbol for symbol in self.symbols if symbol.category == wanted)
        if not found:
            known = dict.fromkeys(symbol.category for symbol in self.symbols)
            near = [name for name in known if wanted and wanted in name]
            hint = (
                f"did you mean {' or '.join(near)}?" if near else f"categories: {', '.join(known)}"
            )
            raise UsageError(f"no category {category!r}", hint=hint)
        return found


def codepoint(character: str) -> str:
    """A character as ``U+E001``."""
    return f"U+{ord(character):04X}"


def _read() -> Iterator[Symbol]:
    with data_file("symbols.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Symbol(
                character=chr(int(row["codepoint"].removeprefix("U+"), 16)),
                name=row["name"],
                category=row["category"],
                title=row["title"],
                aliases=tuple(row["aliases"].split()),
                section=row["section"],
            )


@cache
def inventory() -> Inventory:
    """The one inventory, read once."""
    symbols = tuple(_read())
    by_name = {symbol.name: symbol for symbol in symbols}
    # hammoveX is the one name with a capital; it is found in lower case, too.
    by_name |= {symbol.name.lower(): symbol for symbol in symbols}
    by_name |= {alias: symbol for symbol in symbols for alias in symbol.aliases}
    return Inventory(
        symbols=symbols,
        by_character={symbol.character: symbol for symbol in symbols},
        by_name=by_name,
        names={symbol.character: symbol.name for symbol in symbols},
        characters={symbol.name: symbol.character for symbol in symbols},
    )
