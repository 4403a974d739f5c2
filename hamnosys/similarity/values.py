"""The five parameters of a sign as text: what has to be equal for signs to agree in one.

* ``handshape``: of the dominant hand, and of the other hand where it is written and another one.
* ``orientation``: likewise; under a symmetry operator whatever is written for the other hand.
* ``location``: contact between the hands, and the places, each with its contact.
* ``movement``: the action, replaced handshapes and goals included, and whether the hands alternate.
* ``hands``: one hand or two, the symmetry operator and its axes, hold-over and `hamnondominant`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hamnosys.canonical import canonical
from hamnosys.parser import Notation
from hamnosys.sign import Hand, HoldOver, Node, Pair, Sign
from hamnosys.symbols import inventory

NOTHING = "none"
"""Stands where nothing is written."""

ONE_HAND, TWO_HANDS = "one hand", "two hands"
BETWEEN_HANDS, BETWEEN_SIGNS = " hamplus ", " / "

Entry: TypeAlias = Sign | Sequence[Sign] | Notation
"""What can be compared: a sign, or all signs of a notation."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is compared of an entry: its canonical signs, their characters, and their values.

    Two entries are the same sign exactly when ``key`` is equal. ``values`` are in the order of
    `PARAMETERS`; those of a composite name all its signs.
    """

    signs: tuple[Sign, ...]
    key: str
    values: tuple[str, ...]


def form_of(entry: Entry) -> Form:
    """An entry in canonical spelling, taken apart."""
    signs = tuple(map(canonical, signs_of(entry)))
    plus = inventory().characters["hamplus"]
    key = plus.join(sign.to_hamnosys() for sign in signs)
    if len(signs) == 1:
        return Form(signs, key, sign_values(signs[0]))
    each = [sign_values(sign) for sign in signs]
    return Form(signs, key, tuple(map(BETWEEN_SIGNS.join, zip(*each, strict=True))))


def signs_of(entry: Entry) -> tuple[Sign, ...]:
    """The signs of an entry, in order."""
    if isinstance(entry, Sign):
        return (entry,)
    return tuple(entry.signs if isinstance(entry, Notation) else entry)


def sign_values(sign: Sign) -> tuple[str, ...]:
    """The values of one sign, in the order of `PARAMETERS`: symbol names, or `NOTHING`."""
    dominant, other = sign.dominant, other_hand(sign)
    places = (*sign.constellations, sign.location, sign.second_location)
    return (
        _both(names(dominant.handshape), names(other.handshape)),
        _both(names(dominant.direction, dominant.palm), names(other.direction, other.palm)),
        names(*places) or NOTHING,
        names(*sign.action, words=alternation(sign)) or NOTHING,
        " ".join(arrangement(sign)),
    )


def other_hand(sign: Sign) -> Hand:
    """What the other hand has of its own.

    That it holds over is no handshape. Without a symmetry operator, what is written twice is
    what the two hands share.
    """
    dominant, other = sign.dominant, sign.nondominant or Hand()
    shape = other.handshape
    if isinstance(shape, HoldOver) or shape == dominant.handshape:
        shape = None
    direction, palm = other.direction, other.palm
    if sign.symmetry is None and (direction or palm):
        direction, palm = direction or dominant.direction, palm or dominant.palm
        if (direction, palm) == (dominant.direction, dominant.palm):
            direction = palm = None
    return Hand(shape, direction, palm)


def alternation(sign: Sign) -> tuple[str, ...]:
    """`hamalternatingmotion` where the symmetry has it: it says how the hands move."""
    alternates = sign.symmetry is not None and sign.symmetry.alternating
    return ("hamalternatingmotion",) if alternates else ()


def arrangement(sign: Sign) -> tuple[str, ...]:
    """How many hands act and how the second follows the first; then what else is written of it."""
    held = sign.nondominant.handshape if sign.nondominant else None
    further = (
        "hamnonipsi" if sign.symmetry and sign.symmetry.nonipsilateral else "",
        "hamnondominant" if sign.posture.nondominant else "",
        names(held) if isinstance(held, HoldOver) else "",
    )
    return (operator(sign), *filter(None, further))


def operator(sign: Sign) -> str:
    """The symmetry operator with its axes, else how many hands are written."""
    if sign.symmetry is not None and sign.symmetry.axes is not None:
        return sign.symmetry.axes
    return TWO_HANDS if sign.symmetry or isinstance(sign.posture.hands, Pair) else ONE_HAND


def names(*nodes: Node | None, words: Sequence[str] = ()) -> str:
    """Words, then the symbol names of nodes that are there."""
    return " ".join([*words, *(name for node in nodes if node for name in node.symbols())])


def _both(dominant: str, other: str) -> str:
    first = dominant or NOTHING
    return f"{first}{BETWEEN_HANDS}{other}" if other else first
