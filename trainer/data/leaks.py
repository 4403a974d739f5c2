"""No group, and no frames, may be on two sides of a split."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.data.clip import Clip
from trainer.data.groups import CLIP, NOTHING, Grouping, group_keys
from trainer.data.splits import Split
from trainer.errors import DataError
from trainer.side_names import SIDES


def check_leaks(split: Split, clips: Sequence[Clip]) -> None:
    """Refuse a split that has a group, or frames, on two sides.

    Raises:
        DataError: there is such a group; two of its clips are named.
    """
    groupings = dict.fromkeys((CLIP, split.grouped_by))
    for grouping in groupings:
        if grouping == NOTHING:
            continue
        keys = group_keys(clips, grouping)
        found: dict[str, tuple[str, Clip]] = {}
        for side in SIDES:
            if side == "validation" and split.grouped_by == NOTHING:
                continue
            for number in getattr(split, side):
                other, clip = found.setdefault(keys[number], (side, clips[number]))
                if other != side:
                    raise _leak(grouping, keys[number], (other, clip), (side, clips[number]))


def _leak(
    grouping: Grouping, key: str, one: tuple[str, Clip], other: tuple[str, Clip]
) -> DataError:
    (side, first), (other_side, second) = one, other
    what = f"{grouping} {key} is"
    if grouping == CLIP:
        what = f"frames {second.start} to {second.end} of {second.folder} are"
    return DataError(
        f"{what} in {side} ({first.file}:{first.row}) and in {other_side}",
        file=str(second.file),
        row=second.row,
        hint="what is trained on must not validate",
    )
