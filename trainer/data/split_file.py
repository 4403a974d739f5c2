"""A split as a file of the run directory: JSON with one clip a line."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Any, get_args

from trainer.data.clip import Clip
from trainer.data.groups import Grouping, group_keys
from trainer.data.splits import Split
from trainer.errors import DataError
from trainer.side_names import SIDES


def split_text(split: Split, clips: Sequence[Clip]) -> str:
    """The split as JSON text, which `read_split` reads."""
    sides: defaultdict[int, list[str]] = defaultdict(list)
    for side in SIDES:
        for number in getattr(split, side):
            sides[number].append(side)
    keys = group_keys(clips, split.grouped_by)
    lines = [
        json.dumps(
            {
                "name": clip.name,
                "start": clip.start,
                "end": clip.end,
                "sides": sides[number],
                "group": keys[number],
                "data": str(clip.file.parent),
            }
        )
        for number, clip in enumerate(clips)
    ]
    head = f'{{"grouped_by": "{split.grouped_by}",\n "notes": {json.dumps(split.notes)},\n'
    return head + ' "clips": [\n  ' + ",\n  ".join(lines) + "\n ]}\n"


def read_split(text: str, clips: Sequence[Clip], *, file: str | None = None) -> Split:
    """The split that `split_text` wrote, for the same clips; the data may have moved meanwhile.

    Args:
        text: of the file.
        clips: those of the run, their data paths in the same order.
        file: its name, for messages.

    Raises:
        DataError: the text is no split, or the data have other clips than it.
    """
    hint = "the data are not those of this run"
    try:
        found = json.loads(text)
        grouping, notes = found["grouped_by"], tuple(map(str, found["notes"]))
        if grouping not in get_args(Grouping):
            raise ValueError(f"grouped by {grouping!r}")
        saved = _keys([_entry(entry) for entry in found["clips"]])
        sides_of = [tuple(entry["sides"]) for entry in found["clips"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError("this is no split of clips", file=file) from error
    numbers: defaultdict[_Key, deque[int]] = defaultdict(deque)
    here = _keys([(str(clip.file.parent), clip.name, clip.start, clip.end) for clip in clips])
    for number, key in enumerate(here):
        numbers[key].append(number)
    sides: dict[str, list[int]] = {side: [] for side in SIDES}
    for key, in_sides in zip(saved, sides_of, strict=True):
        if not numbers[key]:
            raise DataError(f"the data have no clip {key[1]} any more", file=file, hint=hint)
        number = numbers[key].popleft()
        for side in in_sides:
            sides[side].append(number)
    if new := [number for left in numbers.values() for number in left]:
        name = clips[min(new)].name
        raise DataError(f"the clip {name} is not in the split", file=file, hint=hint)
    train, validation, test = (tuple(sorted(sides[side])) for side in SIDES)
    return Split(train, validation, test, grouping, notes)


_Key = tuple[int, str, int, int]
"""A clip: the place of its data path among all, its name, start and end."""


def _keys(entries: Sequence[tuple[str, str, int, int]]) -> list[_Key]:
    places = {path: place for place, path in enumerate(dict.fromkeys(e[0] for e in entries))}
    return [(places[path], name, start, end) for path, name, start, end in entries]


def _entry(entry: Any) -> tuple[str, str, int, int]:
    if not set(entry["sides"]) <= set(SIDES):
        raise ValueError("another side")
    return str(entry["data"]), str(entry["name"]), int(entry["start"]), int(entry["end"])
