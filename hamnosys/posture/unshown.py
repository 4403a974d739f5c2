"""What of a sign a picture does not show, in words and symbol names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hamnosys.posture.movement import Motion
from hamnosys.sign import (
    ActionItem,
    Alternation,
    Brushing,
    CircularMovement,
    Contact,
    Group,
    Location,
    Manner,
    NoMotion,
    Pair,
    RepeatedMovement,
    Replacement,
    Sign,
    StraightMovement,
)
from hamnosys.symbols import inventory

# Of all others the title of their symbol says what they are.
_WORDS: dict[type, str] = {
    StraightMovement: "movement",
    CircularMovement: "circular movement",
    NoMotion: "no motion",
    Replacement: "change of posture",
    Brushing: "brushing",
    Alternation: "alternating",
    RepeatedMovement: "repeated, each time farther on",
    Location: "place at the end",
    Pair: "places at the end",
    Contact: "contact at the end",
}
_GROUPS = {
    "parallel": "at once",
    "split": "by hand",
    "fusion": "in one flow",
    "alternatives": "one of",
}


def unshown(signs: Sequence[Sign], shown: Motion | None = None) -> tuple[str, ...]:
    """What a picture of the first sign's initial position leaves out.

    Args:
        signs: of a notation.
        shown: the motion that the picture shows, if it moves.
    """
    sign, *later = signs
    left_out = [*_symmetry(sign, shown), *_items(sign.action, shown)]
    found = [f"not shown: {'; '.join(left_out)}"] if left_out else []
    if later:
        names = " ".join(name for each in later for name in ("hamplus", *each.symbols()))
        found.append(f"not shown: the signs after the first ({names})")
    return tuple(found)


def _symmetry(sign: Sign, shown: Motion | None) -> Iterator[str]:
    if sign.symmetry is None:
        return
    if sign.symmetry.alternating and shown is None:
        yield "alternating (hamalternatingmotion)"
    if sign.symmetry.nonipsilateral:
        yield "not on its own side (hamnonipsi)"


def _items(items: Sequence[ActionItem], shown: Motion | None) -> Iterator[str]:
    for item in items:
        if shown is not None and (item is shown.dominant or item is shown.other):
            yield from _rest(item)
        elif isinstance(item, Group):
            yield from _group(item, shown)
        elif shown is None or not isinstance(item, Alternation | NoMotion):
            yield _phrase(item)


def _rest(movement: ActionItem) -> Iterator[str]:
    """What a path does not show of its movement."""
    if isinstance(movement, StraightMovement) and movement.ellipse:
        size = f" {movement.ellipse_size}" if movement.ellipse_size else ""
        yield f"ellipse of the waves ({movement.ellipse}{size})"
    if isinstance(movement, CircularMovement) and movement.ellipse_size:
        yield f"size of the ellipse ({movement.ellipse} {movement.ellipse_size})"


def _group(group: Group, shown: Motion | None) -> Iterator[str]:
    members = [", ".join(_items(member, shown)) for member in group.members]
    inner = " + ".join(filter(None, members))
    if inner:
        label = _GROUPS.get(group.kind)
        yield f"{label} [{inner}]" if label else inner


def _phrase(item: ActionItem) -> str:
    names = list(item.symbols())
    words = _WORDS.get(type(item)) or inventory().by_name[names[0]].title
    if isinstance(item, Manner) and item.large:
        words = f"very {words}"
    return f"{words} ({' '.join(names)})"
