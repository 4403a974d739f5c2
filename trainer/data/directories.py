"""Splits where the validation or the test has directories of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trainer.data.clip import Clip
from trainer.data.groups import CLIP, NOTHING
from trainer.data.leaks import check_leaks
from trainer.data.splits import Shares, Split, drawn, split_clips


def split_directories(
    own: Sequence[Clip],
    validation: Sequence[Clip] = (),
    test: Sequence[Clip] = (),
    *,
    mode: str,
    train_share: float,
    test_share: float = 0.0,
    seed: int = 0,
) -> tuple[tuple[Clip, ...], Split]:
    """Split where clips of the validation or the test are in directories of their own.

    A side that has its own clips takes no share of the others; with its own validation all of
    ``own`` trains that is not kept for the test. Without clips of their own it is `split_clips`.

    Returns:
        All clips, own first, and the split of them.

    Raises:
        ConfigError: as `split_clips`.
        DataError: the same frames are on two sides, or there is no clip.
    """
    if test:
        test_share = 0.0
    if validation and not test_share:
        split = Split(tuple(range(len(own))), (), (), CLIP)
    elif validation:
        split = drawn(own, mode, Shares(0.0, test_share, seed))
    else:
        split = split_clips(
            own, mode=mode, train_share=train_share, test_share=test_share, seed=seed
        )
    clips = (*own, *validation, *test)
    if validation:
        numbers = range(len(own), len(own) + len(validation))
        split = replace(split, validation=tuple(numbers))
    if test:
        split = replace(split, test=tuple(range(len(own) + len(validation), len(clips))))
    # Other directories may have signs of the own clips, but not their frames.
    check_leaks(split if split.grouped_by == NOTHING else replace(split, grouped_by=CLIP), clips)
    return clips, split
