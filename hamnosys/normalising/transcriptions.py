"""One transcription in canonical form: what is written instead, and which rules did it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from hamnosys.canonical.promise import Signs, broken_promise, left_in
from hamnosys.canonical.rewriting import characters_of, repaired
from hamnosys.errors import Diagnostic
from hamnosys.grammar import Policy
from hamnosys.parser import Notation, parse
from hamnosys.symbols import codepoint, inventory
from hamnosys.transcription import (
    to_characters,
    token_characters,
    written_in_names,
    written_in_tokens,
)

Write = Literal["keep", "characters", "names"]
"""How transcriptions are written; ``keep``: as each was (code points become characters)."""

_GAP = re.compile(r"[\s,\ufeff]+")


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A transcription before and after; ``codes`` are of the rules that changed something.

    ``left`` are the habits that stay, with their positions in ``after``. ``fault`` is why the
    canonical form must not be written though it differs: then ``after`` is ``before``.
    """

    before: str
    after: str
    codes: tuple[str, ...] = ()
    left: tuple[Diagnostic, ...] = ()
    fault: str = ""


def rewrite(text: str, policy: Policy = "tolerant", write: Write = "keep") -> Rewriting:
    """A transcription in canonical form, checked before it is given.

    Args:
        text: in any written form.
        policy: of the grammar that reads it.
        write: the written form of the result.

    Raises:
        HamNoSysSyntaxError: it is no transcription.
    """
    notation = parse(text, policy=policy)
    results = [repaired(sign) for sign in notation.signs]
    signs = tuple(sign for sign, _ in results)
    after = _written(text, signs, write)
    if after == text:
        return Rewriting(text, text, left=_left(notation))
    codes = _codes(notation, after, tuple(chain.from_iterable(codes for _, codes in results)))
    if fault := broken_promise(notation.signs, signs, after, codes, policy):
        return Rewriting(text, text, left=_left(notation), fault=fault)
    return Rewriting(text, after, codes, _left(parse(after, policy=policy)))


def words_of(text: str) -> tuple[str, ...]:
    """The symbols of a transcription as words: names and code points as they are written.

    Characters are named; what is no symbol is a code point.
    """
    if written_in_tokens(text):
        return tuple(word for word in _GAP.split(text) if word)
    names = inventory().names
    return tuple(names.get(character, codepoint(character)) for character in text)


def form_of(text: str) -> str:
    """How a transcription is written: ``characters``, ``names`` or ``code points``."""
    if not written_in_tokens(text):
        return "characters"
    return "names" if written_in_names(text) else "code points"


def same_symbols(first: str, second: str) -> bool:
    """Whether two texts are the same transcription, perhaps in different written forms."""
    texts = [to_characters(text).replace(" ", "") for text in (first, second)]
    return texts[0] == texts[1]


def _written(text: str, signs: Signs, write: Write) -> str:
    form = form_of(text)
    characters = characters_of(signs)
    if write == "names" or (write == "keep" and form == "names"):
        known = inventory().names
        names = tuple(known[character] for character in characters)
        if form == "names" and names == words_of(text):
            return text
        return _separator(text, form).join(names)
    return characters


def _separator(text: str, form: str) -> str:
    found = _GAP.search(text.strip()) if form == "names" else None
    gap = found.group() if found else " "
    if "," not in gap:
        return " "
    return "," if gap == "," else ", "


def _codes(notation: Notation, after: str, repairs: tuple[str, ...]) -> tuple[str, ...]:
    codes = set(repairs)
    if any(warning.code == "HNS101" for warning in notation.warnings):
        codes.add("HNS101")
    if _respelled(notation.text, after):
        codes.add("spelling")
    return tuple(sorted(codes))


def _respelled(before: str, after: str) -> bool:
    """Whether the written form changed, or a name of the input was another than Hamburg's."""
    form = form_of(before)
    if form != form_of(after):
        return True
    if form != "names":
        return False
    names = inventory().names
    return any(names.get(token_characters(word) or "") != word for word in words_of(before))


def _left(notation: Notation) -> tuple[Diagnostic, ...]:
    codes = left_in(notation)
    return tuple(warning for warning in notation.warnings if warning.code in codes)
