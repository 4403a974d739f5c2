"""The page: a frame, the rows as JSON one by one, then what the rows share."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from typing import Any, TextIO

from hamnosys.diagnostics import codes, phrases
from hamnosys.html import Element, e, page_end, page_head, page_header, write_page
from hamnosys.inspection.blocks import Block, blocks, category_blocks
from hamnosys.inspection.rows import Inspection
from hamnosys.records import Record, readable
from hamnosys.schemes import Scheme
from hamnosys.symbols import Symbol, inventory

SCRIPTS = (
    "data",
    "symbols",
    "sigml",
    "copying",
    "details",
    "rows",
    "printing",
    "filters",
    "keys",
    "start",
)
"""Names of the scripts in the order in which they stand in the page."""

_ROWS = "@@rows@@"
_SHARED = "@@shared@@"


@dataclass(frozen=True, slots=True)
class Look:
    """What a page looks like beside its rows.

    ``glyphs`` is CSS with the font, empty if symbols are shown by name; ``hanging`` are the
    characters that the font draws over the one before them.
    """

    title: str
    glyphs: str = ""
    hanging: frozenset[str] = frozenset()


def write_inspection(
    records: Iterable[Record], inspection: Inspection, stream: TextIO, look: Look
) -> None:
    """Write a page of all records; `Inspection` tells how many there were.

    Raises:
        OSError: it cannot be written.
    """
    frame = io.StringIO()
    write_page(_page(look), frame)
    rows = (inspection.row(record) for record in records)
    first = next(rows, None)  # an input that cannot be read is no reason to begin a page
    before, _, rest = frame.getvalue().rpartition(_ROWS)
    between, _, after = rest.rpartition(_SHARED)
    stream.write(before)
    separator = "[\n"
    for row in chain([] if first is None else [first], rows):
        stream.write(separator + embedded(row))
        separator = ",\n"
    stream.write("[]" if first is None else "\n]")
    stream.write(between + embedded(_shared(inspection, look)) + after)


def embedded(data: Any) -> str:
    """JSON that no text in it can end or open an element with; halves of characters are U+FFFD."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return readable(text).replace("<", "\\u003c")


def _shared(inspection: Inspection, look: Look) -> dict[str, Any]:
    """What the script needs beside the rows."""
    order = {block: number for number, block in enumerate(blocks())}
    return {
        "glyphs": bool(look.glyphs),
        "blocks": [[block.block, block.name] for block in blocks().values()],
        "symbols": {
            symbol.character: [
                symbol.name,
                symbol.title,
                phrases()[symbol.category],
                order[category_blocks()[symbol.category]],
                _hangs(symbol, look),
            ]
            for symbol in inventory()
        },
        "roles": [[role.phrase, order[role.block]] for role in inspection.roles],
        "lines": inspection.lines.texts,
        "texts": inspection.texts.texts,
        "codes": {code.code: code.title for code in codes().values()},
        **_heads(inspection.scheme),
    }


def _hangs(symbol: Symbol, look: Look) -> int:
    """Where the font draws a symbol: 0 by itself, 1 above the one before it, 2 in or below it."""
    if symbol.character not in look.hanging:
        return 0
    return 1 if symbol.category.endswith("bending") else 2


def _heads(scheme: Scheme) -> dict[str, Any]:
    return {
        "scheme": scheme.name,
        "heads": [[head.name, list(head.labels)] for head in scheme.heads],
    }


def _page(look: Look) -> Element:
    style = look.glyphs + _colours() + _data("inspect.css")
    return e(
        "html",
        page_head(look.title, style),
        e(
            "body",
            e("a", "Skip to the rows", class_="skip", href="#list"),
            page_header(look.title),
            e("p", id="summary"),
            e("noscript", e("p", "The rows of this page are drawn by its script.")),
            _filters(),
            e("ul", id="legend", aria_label="Blocks of the notation and their colours"),
            e("main", e("ol", id="list", tabindex="-1", aria_label="Rows"), _empty(), id="rows"),
            e("p", _KEYS, class_="keys"),
            e("div", id="tip", role="tooltip", hidden=True),
            e("p", id="said", role="status", class_="unseen"),
            e("script", _ROWS, type="application/json", id="rows-data"),
            e("script", _SHARED, type="application/json", id="shared-data"),
            page_end("".join(f"\n{_data(f'{name}.js')}" for name in SCRIPTS)),
        ),
        lang="en",
    )


_KEYS = (
    "Keys: up and down go from row to row, left and right from symbol to symbol, Home and End to "
    "the first and the last row, Page up and Page down by ten. Enter opens or closes a row, "
    "Escape closes it. Tab goes into an open row and on."
)


def _empty() -> Element:
    return e("p", "", id="empty", hidden=True)


def _filters() -> Element:
    return e(
        "form",
        _field("Words", e("input", type="search", id="words", autocomplete="off"), "words"),
        _field("Rows", e("select", id="state"), "state"),
        _field("Finding", e("select", id="code"), "code"),
        _field("Head", e("select", id="head"), "head"),
        _field("Class", e("select", id="class", disabled=True), "class"),
        e("button", "Clear", type="reset"),
        e("output", id="count", aria_live="polite"),
        id="filtering",
        role="search",
        aria_label="Filter the rows",
        hidden=True,
    )


def _field(label: str, control: Element, name: str) -> Element:
    return e("span", e("label", label, for_=name), control, class_="field")


def _colours() -> str:
    """The ink of each block as CSS: on light paper, on dark paper, as the system says."""

    def inks(ink: str) -> str:
        return " ".join(f"--{b.block}: {getattr(b, ink)};" for b in blocks().values())

    rules = "".join(_rule(block) for block in blocks().values())
    return (
        f":root {{ {inks('light')} }}\n"
        f':root[data-theme="dark"] {{ {inks("dark")} }}\n'
        "@media (prefers-color-scheme: dark) "
        f'{{ :root:not([data-theme="light"]) {{ {inks("dark")} }} }}\n'
        f"@media print {{ :root, :root[data-theme] {{ {inks('light')} }} }}\n"
        f"{rules}"
    )


def _rule(block: Block) -> str:
    return f".b-{block.block} {{ color: var(--{block.block}); }}\n"


def _data(name: str) -> str:
    return files("hamnosys.inspection").joinpath(name).read_text(encoding="utf-8")
