"""Which clips train and which validate."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from trainer.data.clips import Clip
from trainer.data.directories import split_directories
from trainer.data.groups import CLIP, GLOSS
from trainer.data.leaks import check_leaks
from trainer.data.split_file import read_split, split_text
from trainer.data.splits import Split, split_clips
from trainer.data.subsets import closest_subset
from trainer.errors import ConfigError, DataError


def clip_of(
    number: int,
    gloss: int | None = None,
    signer: str | None = None,
    labels: tuple[int, ...] = (0,),
    data: str = "data",
) -> Clip:
    return Clip(
        name=f"c{number}",
        folder=Path(data, f"c{number}"),
        suffix=".jpg",
        start=0,
        end=3,
        labels=labels,
        gloss=gloss,
        fps=None,
        signer=signer,
        left_handed=False,
        file=Path(data, "test_hamnosys.txt"),
        row=number + 1,
    )


def names(clips: Sequence[Clip], side: Sequence[int]) -> set[str]:
    return {clips[number].name for number in side}


def check_whole(split: Split, count: int) -> None:
    sides = (split.train, split.validation, split.test)
    assert sorted(number for side in sides for number in side) == list(range(count))
    assert all(list(side) == sorted(side) for side in sides)


def signs(count: int, takes: int = 4) -> list[Clip]:
    return [clip_of(number, gloss=number // takes) for number in range(count * takes)]


def test_no_sign_is_on_two_sides() -> None:
    clips = signs(50)
    split = split_clips(clips, mode="hamnosys", train_share=0.7, test_share=0.1)
    check_whole(split, 200)
    assert (len(split.train), len(split.validation), len(split.test)) == (140, 40, 20)
    assert (split.grouped_by, split.notes) == ("gloss", ())
    glosses = [{clips[n].gloss for n in side} for side in (split.train, split.validation)]
    assert glosses[0].isdisjoint(glosses[1])
    check_leaks(split, clips)


def test_signers_come_before_glosses_and_classes_after() -> None:
    clips = [clip_of(n, gloss=n % 4, signer=f"s{n % 5}") for n in range(40)]
    split = split_clips(clips, mode="hamnosys", train_share=0.8)
    assert split.grouped_by == "signer"
    assert len({clips[n].signer for n in split.validation}) == 1
    assert len(split.validation) == 8
    clips = [clip_of(n, labels=(n % 4, 1)) for n in range(40)]
    split = split_clips(clips, mode="hamnosys", train_share=0.75)
    assert split.grouped_by == "classes"
    assert len({clips[n].labels for n in split.validation}) == 1


@pytest.mark.parametrize("mode", ["hamnosys", "gloss", "joint"])
def test_seed_decides_and_row_order_does_not(mode: str) -> None:
    clips = signs(30)
    shuffled = random.Random(3).sample(clips, len(clips))
    options = {"mode": mode, "train_share": 0.7, "test_share": 0.1}
    one, other = (split_clips(each, seed=5, **options) for each in (clips, shuffled))
    for side in ("train", "validation", "test"):
        assert names(clips, getattr(one, side)) == names(shuffled, getattr(other, side))
    different = split_clips(clips, seed=6, **options)
    assert names(clips, one.validation) != names(clips, different.validation)
    moved = [
        replace(c, folder=Path("/mnt", c.name), file=Path("/mnt/test_hamnosys.txt")) for c in clips
    ]
    assert split_clips(moved, seed=5, **options) == one


@pytest.mark.parametrize("share", [0.5, 0.8, 0.9])
def test_groups_of_different_sizes_come_close_to_the_shares(share: float) -> None:
    draw = random.Random(1)
    sizes = [draw.randint(1, 40) for _ in range(30)]
    glosses = [gloss for gloss, size in enumerate(sizes) for _ in range(size)]
    clips = [clip_of(number, gloss) for number, gloss in enumerate(glosses)]
    split = split_clips(clips, mode="hamnosys", train_share=share)
    assert abs(len(split.train) - share * len(clips)) <= 1


def test_many_groups_are_chosen_quickly_and_exactly() -> None:
    sizes = {str(number): 1 + number % 7 for number in range(20_000)}
    order = sorted(sizes, key=lambda key: hash(int(key) * 7919 % 20_011))
    chosen = closest_subset(sizes, order, 16_000)
    assert sum(sizes[key] for key in chosen) == 16_000
    assert closest_subset({"a": 9, "b": 5}, ["a", "b"], 1) == {"b"}
    assert closest_subset({"a": 9, "b": 5}, ["a", "b"], 13) == {"a"}


@pytest.mark.parametrize("mode", ["gloss", "joint"])
def test_every_gloss_is_on_both_sides(mode: str) -> None:
    counts = {0: 1, 1: 2, 2: 3, 3: 10, 4: 40, 5: 1, 6: 20}
    glosses = [gloss for gloss, count in counts.items() for _ in range(count)]
    clips = [clip_of(number, gloss) for number, gloss in enumerate(glosses)]
    split = split_clips(clips, mode=mode, train_share=0.7, test_share=0.1)
    check_whole(split, len(clips))
    train, validation = ({clips[n].gloss for n in s} for s in (split.train, split.validation))
    assert train == set(counts)
    assert validation == {1, 2, 3, 4, 6}
    assert abs(len(split.validation) - 0.2 * len(clips)) <= 2
    assert abs(len(split.test) - 0.1 * len(clips)) <= 2


def test_single_glosses_are_made_up_for_within_reason() -> None:
    clips = [clip_of(n, gloss=n) for n in range(60)] + [clip_of(n, gloss=99) for n in range(60, 80)]
    split = split_clips(clips, mode="gloss", train_share=0.8)
    assert len(split.validation) == 8


def test_signers_are_kept_apart_in_gloss_mode_where_every_gloss_allows_it() -> None:
    clips = [clip_of(n, gloss=n // 5, signer=f"s{n % 5}") for n in range(50)]
    split = split_clips(clips, mode="gloss", train_share=0.8)
    assert (split.grouped_by, len(split.validation), split.notes) == ("signer", 10, ())
    clips = [clip_of(n, gloss=n // 5, signer=f"s{n // 25}") for n in range(50)]
    split = split_clips(clips, mode="gloss", train_share=0.8)
    assert split.grouped_by == "clip"
    assert split.notes == ("signers are on both sides: otherwise a gloss would not be",)
    assert {clips[n].gloss for n in split.validation} == set(range(10))


def test_too_few_groups_are_split_by_the_next_best() -> None:
    clips = [clip_of(n, gloss=n // 5, signer="only") for n in range(50)]
    split = split_clips(clips, mode="hamnosys", train_share=0.8)
    assert split.grouped_by == "gloss"
    assert split.notes == ("there are too few groups to split by signer: split by gloss",)
    clips = [clip_of(n, gloss=1) for n in range(10)]
    split = split_clips(clips, mode="hamnosys", train_share=0.8)
    assert (split.grouped_by, len(split.validation)) == ("clip", 2)
    assert split.notes == ("there are too few groups to split by gloss: split by clip",)


def test_sets_that_are_too_small() -> None:
    for mode in ("hamnosys", "gloss"):
        one = split_clips([clip_of(0, 1)], mode=mode, train_share=0.8, test_share=0.1)
        assert (one.train, one.validation, one.test) == ((0,), (0,), ())
        assert one.notes == ("there is only one clip: it trains and validates",)
        two = split_clips([clip_of(0, 1), clip_of(1, 2)], mode=mode, train_share=0.8)
        assert (len(two.train), len(two.validation)) == (1, 1)
        pair = [clip_of(0, 1), clip_of(1, 2)]
        three = split_clips(pair, mode=mode, train_share=0.7, test_share=0.1)
        assert (len(three.train), len(three.validation), three.test) == (1, 1, ())
        assert len(three.notes) == 1
    with pytest.raises(DataError, match="no clip"):
        split_clips([], mode="gloss", train_share=0.8)


def test_shares_that_leave_nothing_to_validate() -> None:
    clips = signs(10)
    split = split_clips(clips, mode="hamnosys", train_share=1.0)
    assert split.train == split.validation == tuple(range(40))
    assert "nothing is left to validate" in split.notes[0]
    check_leaks(split, clips)
    split = split_clips(clips, mode="gloss", train_share=0.75, test_share=0.25)
    assert split.train == split.validation
    assert (len(split.test), len(split.train)) == (10, 30)
    with pytest.raises(ConfigError, match="more than all"):
        split_clips(clips, mode="hamnosys", train_share=0.8, test_share=0.3)


def test_rows_with_the_same_frames_stay_together() -> None:
    twins = [replace(clip_of(n // 2), row=n + 1, labels=(n,)) for n in range(20)]
    for mode in ("hamnosys", "gloss"):
        split = split_clips(twins, mode=mode, train_share=0.5)
        check_leaks(split, twins)
        assert all(n ^ 1 in split.train for n in split.train)


def test_leaks_are_found() -> None:
    clips = signs(2, takes=2)
    check_leaks(Split((0, 1), (2, 3), (), GLOSS), clips)
    with pytest.raises(DataError, match=r"gloss 1 is in train .*:3\) and in test"):
        check_leaks(Split((0, 1, 2), (), (3,), GLOSS), clips)
    check_leaks(Split((0, 1, 2), (), (3,), CLIP), clips)
    twice = [*clips, replace(clips[0], row=9)]
    with pytest.raises(DataError, match="frames 0 to 3 of data/c0 are in train"):
        check_leaks(Split((0, 1, 2, 3), (4,), (), GLOSS), twice)


def test_directories_of_their_own() -> None:
    own, other = signs(5), [clip_of(n, gloss=n, data="other") for n in range(4)]
    third = [clip_of(n, gloss=n, data="third") for n in range(3)]
    options = {"mode": "hamnosys", "train_share": 0.8, "seed": 1}
    clips, split = split_directories(own, other, third, **options)
    assert clips == (*own, *other, *third)
    assert split.train == tuple(range(20))
    assert (split.validation, split.test) == ((20, 21, 22, 23), (24, 25, 26))
    clips, split = split_directories(own, other, test_share=0.2, **options)
    assert (len(split.train), split.validation, len(split.test)) == (16, (20, 21, 22, 23), 4)
    clips, split = split_directories(own, test=third, test_share=0.2, **options)
    assert (len(split.train), len(split.validation), split.test) == (16, 4, (20, 21, 22))
    assert split_directories(own, **options)[1] == split_clips(own, **options)
    with pytest.raises(DataError, match=r"are in train .* and in validation"):
        split_directories(own, own[:1], **options)
    with pytest.raises(DataError, match=r"are in validation .* and in test"):
        split_directories(own, other, other[2:], **options)


@pytest.mark.parametrize("mode", ["hamnosys", "gloss"])
def test_a_split_is_saved_and_read(mode: str) -> None:
    clips = [*signs(6), *(clip_of(n, gloss=n, data="other") for n in range(4))]
    split = split_clips(clips, mode=mode, train_share=0.6, test_share=0.2)
    text = split_text(split, clips)
    assert len(text.splitlines()) == len(clips) + 4
    assert read_split(text, clips) == split
    moved = [replace(c, file=Path("/mnt") / c.file, folder=Path("/mnt") / c.folder) for c in clips]
    assert read_split(text, moved) == split
    alone = split_clips(clips[:1], mode=mode, train_share=0.6)
    assert read_split(split_text(alone, clips[:1]), clips[:1]) == alone


def test_a_split_of_other_data_is_refused() -> None:
    clips = signs(4)
    text = split_text(split_clips(clips, mode="hamnosys", train_share=0.5), clips)
    with pytest.raises(DataError, match=r"run/split\.json: the data have no clip c15 any more"):
        read_split(text, clips[:-1], file="run/split.json")
    with pytest.raises(DataError, match="the clip c77 is not in the split"):
        read_split(text, [*clips, clip_of(77)])
    for bad in ("", "[]", "{}", text.replace('"train"', '"x"'), text.replace('"gloss"', '"x"')):
        with pytest.raises(DataError, match="no split"):
            read_split(bad, clips)


def test_shares_of_many_seeds_are_even() -> None:
    clips = signs(10, takes=1)
    validating = Counter(
        number
        for seed in range(200)
        for number in split_clips(clips, mode="hamnosys", train_share=0.8, seed=seed).validation
    )
    assert sum(validating.values()) == 400
    assert min(validating.values()) > 15
