"""The promise of a rewriting: the sign stays the same. It is kept by looking, not by trust.

What is looked at knows nothing of the rules: the output is parsed again, and compared with the
input by meaning (`hamnosys.canonical.meaning`), by the classes of every built-in scheme, and by
how often each symbol is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from hamnosys.canonical.meaning import meaning
from hamnosys.canonical.repairs import repairs
from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.grammar import Policy
from hamnosys.parser import Notation, parse
from hamnosys.schemes import BUILT_IN, Head, Scheme, load_scheme
from hamnosys.sign import FingerDirection, Sign

Signs = tuple[Sign, ...]


def broken_promise(
    before: Signs, expected: Signs, text: str, codes: Sequence[str], policy: Policy
) -> str:
    """Why a rewriting must not be written; empty if it may be.

    Args:
        before: the signs of the input.
        expected: their canonical form.
        text: what would be written, in any written form.
        codes: of the rules that changed something.
        policy: that the input was read with.
    """
    try:
        written = parse(text, policy=policy)
        if written.signs != expected:
            return "the output is read as another sign"
        if not left_in(written) and parse(text, policy="strict").signs != expected:
            return "the formal rules read the output as another sign"
    except HamNoSysSyntaxError as error:
        return f"the output is rejected: {error.message}"
    if len(before) != len(expected):
        return "the number of signs changed"
    for old, new in zip(before, written.signs, strict=True):
        if fault := changed_meaning(old, new, codes):
            return fault
    return ""


def left_in(notation: Notation) -> tuple[str, ...]:
    """Codes of the habits outside the formal rules that a transcription has, in their order."""
    found = (warning.code for warning in notation.warnings)
    return tuple(dict.fromkeys(c for c in found if c.startswith("HNS1") and c != "HNS101"))


def changed_meaning(old: Sign, new: Sign, codes: Sequence[str]) -> str:
    """What of a sign's meaning the rules of these codes changed; empty if nothing."""
    if old == new:
        return ""
    if meaning(old) != meaning(new):
        return "the meaning changed"
    if unexplained := _unexplained_symbols(old, new, codes):
        return f"symbols were added or lost: {', '.join(unexplained)}"
    for scheme in _schemes():
        if moved := _moved_classes(scheme, old, new, codes):
            return f"classes of {scheme.name} changed: {', '.join(moved)}"
    return ""


def _unexplained_symbols(old: Sign, new: Sign, codes: Sequence[str]) -> list[str]:
    applied = [repairs()[code] for code in codes]
    may_add = frozenset(chain.from_iterable(repair.adds for repair in applied))
    may_remove = frozenset(chain.from_iterable(repair.removes for repair in applied))
    before, after = Counter(old.symbols()), Counter(new.symbols())
    added, removed = after - before, before - after
    return sorted(
        [name for name in added if name not in may_add]
        + [name for name in removed if name not in may_remove]
    )


@cache
def _schemes() -> tuple[Scheme, ...]:
    return tuple(load_scheme(name) for name in BUILT_IN)


def _moved_classes(scheme: Scheme, old: Sign, new: Sign, codes: Sequence[str]) -> list[str]:
    """Heads whose class changed, those left out that a repair may make change places."""
    movable = tuple(end for code in codes for end in repairs()[code].moves_class)
    pairs = zip(scheme.heads, scheme.classes(old), scheme.classes(new), strict=True)
    return [
        head.name
        for head, before, after in pairs
        if before != after and not _changed_places(head, old, after, movable)
    ]


def _changed_places(head: Head, old: Sign, after: int | None, movable: tuple[str, ...]) -> bool:
    """Whether the new class is that of another direction of the same hand, as it was written."""
    if ".".join(head.source[-2:]) not in movable:
        return False
    node: Any = old
    for step in head.source[:-1]:
        node = getattr(node, step, None)
    if not isinstance(node, FingerDirection):
        return False
    return after in {head.classify(name) for name in (*node.directions, *node.between)}
