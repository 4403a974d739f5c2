"""Which tiers hold transcriptions, names and glosses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from hamnosys.errors import InputError, UsageError
from hamnosys.formats.tiers.model import Tier
from hamnosys.symbols import inventory

_MARK = "hamnosys"
_PRIVATE_USE = 0xE000
_SHOWN = 20


def tiers_named(tiers: Iterable[Tier], wanted: str, file: str) -> list[Tier]:
    """The tiers of a name (in any case) or, if there are none, of a pattern with ``*`` and ``?``.

    A pattern leaves out what this package added.

    Raises:
        UsageError: there is none.
    """
    tiers = list(tiers)
    pattern = wanted.strip().lower()
    found = [tier for tier in tiers if tier.name.strip().lower() == pattern]
    if not found:
        found = [t for t in tiers if not t.added and fnmatchcase(t.name.strip().lower(), pattern)]
    if not found:
        raise UsageError(f"no tier {wanted!r}", file=file, hint=listed(tiers))
    return found


def transcription_tiers(tiers: Sequence[Tier], wanted: Sequence[str], file: str) -> list[Tier]:
    """The tiers with transcriptions, in the order of the file.

    Without a wish they are those with ``hamnosys`` in their name, else the only one in which more
    than half of what is written holds HamNoSys characters or symbol names.

    Raises:
        UsageError: a tier that was asked for is not there.
        InputError: no tier holds transcriptions, or several do.
    """
    if wanted:
        chosen = {tier.name for name in wanted for tier in tiers_named(tiers, name, file)}
        return [tier for tier in tiers if tier.name in chosen]
    own = [tier for tier in tiers if not tier.added]
    if named := [tier for tier in own if _MARK in tier.name.lower()]:
        return named
    holding = [tier for tier in own if _holds_transcriptions(tier)]
    if len(holding) > 1:
        names = ", ".join(repr(tier.name) for tier in holding[:_SHOWN])
        raise InputError(
            f"several tiers hold transcriptions: {names}", file=file, hint="choose with --tier NAME"
        )
    if not holding and any(tier.annotations for tier in own):
        raise InputError(
            "no tier holds transcriptions", file=file, hint=f"choose with --tier; {listed(tiers)}"
        )
    return holding


def listed(tiers: Iterable[Tier]) -> str:
    """The names of some tiers, as a hint."""
    names = [repr(tier.name) for tier in tiers]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"tiers: {', '.join(names[:_SHOWN]) or 'none'}{more}"


def _holds_transcriptions(tier: Tier) -> bool:
    written = [found.value for found in tier.annotations if found.value.strip()]
    return 2 * sum(map(holds_symbols, written)) > len(written)


def holds_symbols(text: str) -> bool:
    """Whether a text has Private-Use HamNoSys characters or symbol names in it."""
    known = inventory()
    if any(ord(c) >= _PRIVATE_USE and c in known.by_character for c in text):
        return True
    words = text.lower().replace(",", " ").split()
    return any(word.startswith("ham") and known.find(word) is not None for word in words)
