"""Which clips belong together, so that all of them are on one side of a split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from trainer.data.clip import Clip

Grouping: TypeAlias = Literal["signer", "gloss", "classes", "clip", "nothing"]

SIGNER: Grouping = "signer"
GLOSS: Grouping = "gloss"
CLASSES: Grouping = "classes"
CLIP: Grouping = "clip"
NOTHING: Grouping = "nothing"


def sign_groupings(clips: Sequence[Clip]) -> tuple[Grouping, ...]:
    """Ways to keep signs apart, the best first: by signer and by gloss if every clip has one."""
    signer: tuple[Grouping, ...] = (
        (SIGNER,) if all(clip.signer is not None for clip in clips) else ()
    )
    gloss = GLOSS if all(clip.gloss is not None for clip in clips) else CLASSES
    return (*signer, gloss)


def group_keys(clips: Sequence[Clip], grouping: Grouping) -> list[str]:
    """The group of each clip; rows with the same frames are always in one.

    A key does not tell where the data are: moving them changes no split.
    """
    files = {file: place for place, file in enumerate(dict.fromkeys(clip.file for clip in clips))}
    keys = [_key(clip, grouping, files[clip.file]) for clip in clips]
    frames = [(clip.folder, clip.start, clip.end) for clip in clips]
    first: dict[object, str] = {}
    for each, key in zip(frames, keys, strict=True):
        first[each] = min(key, first.get(each, key))
    return [first[each] for each in frames]


def _key(clip: Clip, grouping: Grouping, place: int) -> str:
    if grouping == SIGNER and clip.signer is not None:
        return clip.signer
    if grouping == GLOSS:
        return "none" if clip.gloss is None else str(clip.gloss)
    if grouping == CLASSES:
        return " ".join(map(str, clip.labels))
    return f"{place} {clip.name} {clip.start} {clip.end}"
