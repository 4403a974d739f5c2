"""The codes of all findings: read from ``data/diagnostics.yaml``, filled in, explained."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import yaml

from hamnosys.errors import Diagnostic, UsageError
from hamnosys.resources import data_file
from hamnosys.symbols import codepoint, inventory


@dataclass(frozen=True, slots=True)
class Code:
    """What a diagnostic code means; ``page`` is the text of ``hamnosys explain``."""

    code: str
    title: str
    message: str
    hint: str
    page: str

    @property
    def severity(self) -> str:
        """``error`` for HNS0xx, else ``warning``."""
        return "error" if self.code.startswith("HNS0") else "warning"


@cache
def codes() -> dict[str, Code]:
    """All codes, in order."""
    entries = yaml.safe_load(data_file("diagnostics.yaml").read_text(encoding="utf-8"))
    return {code: Code(code=code, **entry) for code, entry in entries.items()}


def explain(code: str) -> Code:
    """The meaning of a code, in any case.

    Raises:
        UsageError: there is no such code.
    """
    known = codes()
    try:
        return known[code.upper()]
    except KeyError:
        raise UsageError(f"no code {code!r}", hint="`hamnosys explain` lists all") from None


@cache
def phrases() -> dict[str, str]:
    """Category of the inventory to what an annotator calls it, in the order of importance."""
    with data_file("categories.csv").open(encoding="utf-8", newline="") as lines:
        return {row["category"]: row["phrase"] for row in csv.DictReader(lines)}


SHOWN_EXPECTATIONS = 5
"""A message names this many; `Diagnostic.expected` has them all."""


def spoken(expected: Iterable[str]) -> str:
    """``a palm orientation, a location or a movement``, the most telling ones first."""
    order = {phrase: index for index, phrase in enumerate(dict.fromkeys(phrases().values()))}
    ranked = sorted(expected, key=lambda phrase: order.get(phrase, len(order)))
    named = [_with_article(phrase) for phrase in ranked[:SHOWN_EXPECTATIONS]]
    if len(ranked) > SHOWN_EXPECTATIONS:
        return ", ".join(named) + ", …"
    return " or ".join(filter(None, [", ".join(named[:-1]), *named[-1:]])) or "nothing more"


def _with_article(phrase: str) -> str:
    if phrase.startswith(("ham", "the end")):
        return phrase
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def diagnostic(
    code: str,
    text: str = "",
    position: int = 0,
    *,
    character: str | None = None,
    expected: Iterable[str] = (),
    detail: str = "",
) -> Diagnostic:
    """Fill in a code's message and hint.

    Args:
        code: e.g. ``HNS012``.
        text: the transcription as the user gave it.
        position: 0-based index of the fault in ``text``.
        character: the character at fault; None at the end of the text.
        expected: phrases of what could stand there.
        detail: what the message needs beyond that.
    """
    entry = codes()[code]
    known = inventory().names.get(character or "")
    phrases_expected = tuple(sorted(set(expected)))
    words = {
        "symbol": known or (codepoint(character) if character else "the end"),
        "expected": spoken(phrases_expected),
        "detail": detail,
    }
    return Diagnostic(
        code=code,
        severity=entry.severity,
        message=entry.message.format(**words),
        text=text,
        position=position,
        symbol=known,
        codepoint=codepoint(character) if character else None,
        expected=phrases_expected,
        hint=entry.hint.format(**words),
    )
