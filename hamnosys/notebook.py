"""A transcription as a small piece of HTML, which notebooks show in place of its text."""

from __future__ import annotations

from collections.abc import Iterator

from hamnosys.description import describe
from hamnosys.errors import Diagnostic
from hamnosys.html import Element, as_html, e
from hamnosys.inspection.blocks import blocks
from hamnosys.inspection.pieces import pieces_of
from hamnosys.inspection.roles import Role, symbol_roles
from hamnosys.parser import Notation
from hamnosys.symbols import inventory

# Colours of its own, light ones: a notebook may be light or dark, and tells nobody.
_BOX = (
    "background:#ffffff;color:#1a1a1a;padding:0.5em 0.7em;border:1px solid #d9d9d9;"
    "border-radius:0.3em;max-width:60em;line-height:1.7;overflow-wrap:anywhere"
)
_SYMBOL = (
    "color:{ink};background:#f3f4f6;border:1px solid {ink};border-radius:0.3em;padding:0 0.3em"
)
_MARKED = ";text-decoration:underline dotted 2px"
_WARNING = "color:#7a4b00"


def notation_html(notation: Notation) -> str:
    """A transcription as HTML with all of its style in it, without scripts.

    Names of symbols in the colours of their blocks (the block, the code point and what a symbol
    does are its title), the description in English, and the warnings.
    """
    places = pieces_of(notation.text)
    marked = {places.place(warning.position) for warning in notation.warnings if warning.text}
    symbols = [
        part
        for place, (character, role) in enumerate(
            zip(notation.to_hamnosys(), symbol_roles(notation.signs), strict=True)
        )
        for part in (_symbol(character, role, marked=place in marked), _space())
    ]
    return as_html(
        e(
            "div",
            e("div", symbols),
            e("div", describe(notation)),
            _warnings(notation.warnings),
            style=_BOX,
        )
    )


def _symbol(character: str, role: Role, *, marked: bool) -> Element:
    symbol = inventory().by_character[character]
    block = blocks()[role.block]
    style = _SYMBOL.format(ink=block.light) + (_MARKED if marked else "")
    title = f"{symbol.codepoint} {symbol.title}: {role.phrase} ({block.name})"
    return e("span", f"⚠ {symbol.name}" if marked else symbol.name, style=style, title=title)


def _space() -> Element:
    return e("span", " ")


def _warnings(warnings: tuple[Diagnostic, ...]) -> Iterator[Element]:
    for warning in warnings:
        text = f"⚠ {warning.code}: {warning.message}"
        yield e("div", f"{text} ({warning.hint})" if warning.hint else text, style=_WARNING)
