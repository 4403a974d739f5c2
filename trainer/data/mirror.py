"""What the labels of a clip become when its pictures are flipped.

A flipped picture shows a signer who is left-handed where the other was right-handed. Directions,
palms and side marks are in the signer's own frame, so left and right change places in them: where
the palm faces "while the fingers point out" is mirrored with the hand, and a side mark before a
place (the signer's left) becomes one behind it. All else is the same seen in a mirror:

- handshapes, and places on hand and arm, which are named by their anatomy (thumb side, pinky side);
- places on the body, which are the same on both sides without a mark, and distances;
- symmetry operators: the other hand is copied, or mirrored along axes (left and right, up and
  down, out and in), and mirroring both hands left and right commutes with each of these.

The labels of a left-handed signer are taken as written in the signer's own frame, as seen: after
the flip clip and labels are those of a right-handed one. What a flip does to circles, arcs and
clock faces is not told here; heads with such labels cannot be mirrored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from hamnosys.schemes import label_words
from trainer.data.tables import GLOSS
from trainer.errors import DataError
from trainer.heads import HeadSpec

MirrorTables: TypeAlias = tuple[tuple[int, ...] | None, ...]
"""For each head the class that each class becomes, None where all stay."""

_DIRECTION = re.compile("(ham(?:extfinger|palm|move))([udlroi]{1,2})")
_NOT_TOLD = re.compile("ham(?:circle|arc|clock|ellipse)[udlroi]{1,2}")
_LEFT_RIGHT = str.maketrans("lr", "rl")
_SIDES = {"before": "after", "after": "before", "left": "right", "right": "left"}
_NUMBER = re.compile("[0-9]+")


def mirror_tables(heads: Sequence[HeadSpec]) -> MirrorTables:
    """What the classes of each head become in a mirror; twice gives what was there before.

    Raises:
        DataError: that is not known for a class of a head, or the head has no class for it.
    """
    return tuple(None if head.name == GLOSS else _table(head) for head in heads)


def mirrored_labels(labels: Sequence[int], tables: MirrorTables) -> tuple[int, ...]:
    """The labels of the flipped clip; ABSENT stays."""
    return tuple(
        label if table is None or label < 0 else table[label]
        for label, table in zip(labels, tables, strict=True)
    )


def mirrored_label(label: str) -> str | None:
    """The label of the mirror image; None if it is not known."""
    words = label_words(label)
    if _NUMBER.fullmatch(label) or any(map(_NOT_TOLD.fullmatch, words)):
        return None
    # Both orders of a pair of words name the same, so a label is looked up in the order it has.
    return re.sub("[^+ ]+", lambda word: _mirrored_word(word.group()), label)


def _mirrored_word(word: str) -> str:
    direction = _DIRECTION.fullmatch(word)
    if direction:
        return direction.group(1) + direction.group(2).translate(_LEFT_RIGHT)
    return _SIDES.get(word, word)


def _table(head: HeadSpec) -> tuple[int, ...] | None:
    numbers = {label: number for number, label in enumerate(head.labels)}
    table = []
    for label in head.labels:
        mirrored = mirrored_label(label)
        if mirrored is None:
            raise _unknown(head, f"what its class {label} becomes in a mirror is not known")
        if mirrored not in numbers:
            raise _unknown(head, f"its class {label} becomes {mirrored}, which is no class of it")
        table.append(numbers[mirrored])
    return None if table == list(range(head.classes)) else tuple(table)


def _unknown(head: HeadSpec, why: str) -> DataError:
    return DataError(
        f"the labels of {head.name} cannot be mirrored: {why}",
        hint="leave augmentations_parameters.apply_mirror out, or set train_parameters.scheme; "
        'clips with "handedness": "left" are mirrored, too',
    )
