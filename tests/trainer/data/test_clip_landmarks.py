"""Landmarks of clips: averages, missing points, flips, and what is drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from clip_builders import practice_rows, write_clips
from landmark_builders import POINTS, save_npz, signing, some_parts

from trainer.config.schema import Config, Landmarks, Training
from trainer.data.clips import Clip, Wanted, find_clips
from trainer.data.dataset import ClipDataset, Draw, collate
from trainer.data.flipping import mirrored_points, paired
from trainer.data.labels import read_labels
from trainer.data.landmarks import LandmarkReader, layout_of
from trainer.data.layout import LandmarkLayout
from trainer.data.mirror import mirror_tables
from trainer.data.sampling import FrameChoice, frame_numbers
from trainer.errors import DataError
from trainer.gathering import data_set

ALONE = Wanted(frames=False, landmarks=True)
HAND = Landmarks(parts=("right_hand",), normalization="none")
PICTURE = np.array([0.5, 0.5, 0], dtype=np.float32)
"""Where places are counted from."""

Parts = dict[str, np.ndarray]


def clip_of(folder: Path, parts: Parts, span: tuple[int, int] = (0, 0), **others: Any) -> Clip:
    """A clip whose landmarks are these."""
    write_clips(folder, practice_rows(1), names=["a"], spans=[span], pictures=False)
    save_npz(folder / "a" / "a.npz", **parts, **others)
    (clip,) = find_clips(read_labels([folder], Config()), ALONE)
    return clip


def reader(clip: Clip, settings: Landmarks, *, cache: bool = False) -> LandmarkReader:
    return LandmarkReader(layout_of([clip], settings), settings, cache=cache)


def points(
    clip: Clip, numbers: Sequence[int], settings: Landmarks = HAND, *, mirrored: bool = False
) -> np.ndarray:
    return reader(clip, settings).points(clip, numbers, mirrored=mirrored)


def looked_up(whole: np.ndarray, numbers: Sequence[int], first: int, last: int) -> np.ndarray:
    """The means as one would work them out by hand, one point after the other."""
    found = np.zeros((len(numbers), *whole.shape[1:]))
    for place, number in enumerate(numbers):
        before = first if place == 0 else (numbers[place - 1] + number) // 2 + 1
        after = last if place == len(numbers) - 1 else (number + numbers[place + 1]) // 2
        for point in range(whole.shape[1]):
            seen = [whole[n, point] for n in range(before, after + 1) if whole[n, point, 3] > 0]
            if seen:
                found[place, point, :3] = np.mean([each[:3] - PICTURE for each in seen], axis=0)
                found[place, point, 3] = max(each[3] for each in seen)
    return found


# --- means ---


@pytest.mark.parametrize(
    ("span", "numbers"),
    [
        ((0, 29), [3, 11, 18, 26]),
        ((4, 25), [4, 5, 6, 25]),
        ((4, 25), [10, 15, 24]),
        ((7, 7), [7]),
        ((2, 20), [9]),
        ((0, 4), [0, 1, 2, 3, 4]),
    ],
)
def test_means_go_half_way_to_the_next_frame(
    tmp_path: Path, span: tuple[int, int], numbers: list[int]
) -> None:
    parts = some_parts(30, ("right_hand",))
    rng = np.random.default_rng(3)
    parts["right_hand"][..., 3] = rng.uniform(0.1, 1, (30, 21))
    parts["right_hand"][rng.random((30, 21)) < 0.5] = 0  # these stay out of the means
    parts["right_hand"][:, 4] = 0
    clip = clip_of(tmp_path, parts, span)
    found = points(clip, numbers)
    expected = looked_up(parts["right_hand"], numbers, clip.start, clip.end)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found.dtype == np.float32
    assert not found[:, 4].any()


def test_a_long_tail_is_not_the_last_frame(tmp_path: Path) -> None:
    """Chosen by time, frames may be the first seconds of a clip."""
    parts = some_parts(100, ("right_hand",))
    clip = replace(clip_of(tmp_path, parts), fps=25.0)
    numbers = frame_numbers(clip, FrameChoice(4, time=0.12))
    assert numbers == (0, 3, 6, 9)
    found = points(clip, numbers)
    np.testing.assert_allclose(found, looked_up(parts["right_hand"], numbers, 0, 12), atol=1e-6)
    later = points(clip, (50, 53, 56))
    expected = looked_up(parts["right_hand"], (50, 53, 56), 47, 59)
    np.testing.assert_allclose(later, expected, atol=1e-6)


def test_every_frame_of_a_spread_choice_counts(tmp_path: Path) -> None:
    """The bound before the first and after the last frame is for choices by time only."""
    for count in (9, 30, 31):
        parts = some_parts(count, ("right_hand",))
        clip = clip_of(tmp_path / str(count), parts)
        numbers = frame_numbers(clip, FrameChoice(4))
        expected = looked_up(parts["right_hand"], numbers, 0, count - 1)
        np.testing.assert_allclose(points(clip, numbers), expected, atol=1e-6)


def test_without_averages_the_frames_are_as_they_are(tmp_path: Path) -> None:
    parts = some_parts(12, ("right_hand",))
    clip = clip_of(tmp_path, parts, (2, 10))
    found = points(clip, [3, 7], replace(HAND, average=False))
    expected = parts["right_hand"][[3, 7]]
    np.testing.assert_allclose(found[..., :3], expected[..., :3] - PICTURE, atol=1e-6)


def test_pre_training_sees_one_frame(tmp_path: Path) -> None:
    parts = some_parts(9, ("right_hand",))
    clip = clip_of(tmp_path, parts)
    training = Training(pre_training=True, use_frames=False, use_landmarks=True)
    config = Config(train_parameters=training, landmarks=HAND)
    layout = layout_of([clip], HAND)
    found = data_set([clip], (), config, training=False, layout=layout)[Draw(0, 0)].landmarks
    assert found is not None
    expected = parts["right_hand"][[4], :, :3] - PICTURE
    np.testing.assert_allclose(found[..., :3], expected, atol=1e-6)


# --- what a file may hold ---


def test_missing_points_have_no_numbers(tmp_path: Path) -> None:
    parts = some_parts(3, ("right_hand",))
    hand = parts["right_hand"]
    hand[:, 0, 0] = np.nan
    hand[:, 1, 3] = np.nan
    hand[:, 2, 2] = np.inf
    hand[1, 3] = np.nan
    found = points(clip_of(tmp_path, parts), [1])
    assert np.isfinite(found).all()
    assert not found[:, :3].any()
    np.testing.assert_allclose(
        found[0, 3, :3], hand[[0, 2], 3, :3].mean(0) - PICTURE, rtol=0, atol=1e-6
    )


def test_points_that_are_hardly_visible_are_missing(tmp_path: Path) -> None:
    parts = some_parts(1, ("right_hand",))
    parts["right_hand"][0, :, 3] = np.linspace(0.1, 1.0, 21)
    clip = clip_of(tmp_path, parts)
    half = points(clip, [0], replace(HAND, least_visibility=float(parts["right_hand"][0, 9, 3])))
    assert not half[0, :10].any()
    assert half[0, 10:, 3].all()


def test_units_are_heights_of_the_picture(tmp_path: Path) -> None:
    parts = some_parts(1, ("right_hand",))
    found = points(clip_of(tmp_path, parts, size=np.array([200, 100])), [0])
    expected = (parts["right_hand"][:1, :, :3] - PICTURE) * (2, 1, 2)
    np.testing.assert_allclose(found[..., :3], expected, atol=1e-6)


# --- flips ---


def test_a_flip_is_what_a_mirror_shows(tmp_path: Path) -> None:
    """Everything of the flipped clip against landmarks found in a flipped picture."""
    parts = signing(2, [0.2, 0.4, 0.6, 0.8, 1.0], [0.9, 0.7, 0.5, 0.3, 0.1])
    for number, name in enumerate(parts):
        parts[name][0, number, :] = 0  # missing in the mirror, too
    pose = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9]
    pose += [n + (1 if n % 2 else -1) for n in range(11, 33)]
    other = {
        "right_hand": parts["left_hand"].copy(),
        "left_hand": parts["right_hand"].copy(),
        "face": parts["face"][:, ::-1].copy(),
        "pose": parts["pose"][:, pose].copy(),
    }
    for name, found in other.items():
        seen = found[..., 3] > 0
        found[..., 0] = np.where(seen, 1 - found[..., 0], 0)
        assert seen.sum() == parts[name][..., 3].sum()
    settings = Landmarks(average=False)
    clip = clip_of(tmp_path / "one", parts)
    flipped = points(clip, [0, 1], settings, mirrored=True)
    expected = points(clip_of(tmp_path / "other", other), [0, 1], settings)
    np.testing.assert_allclose(flipped, expected, atol=1e-6)
    assert not np.allclose(flipped, points(clip, [0, 1], settings))


def test_twice_is_the_same(tmp_path: Path) -> None:
    clip = clip_of(tmp_path, some_parts())
    layout = layout_of([clip], Landmarks())
    mirror = np.array(layout.mirror)
    assert (mirror[mirror] == np.arange(layout.points)).all()
    assert layout.parts == tuple(POINTS.items())
    hand, other = layout.span("right_hand"), layout.span("left_hand")
    assert hand is not None
    assert other is not None
    assert mirror[hand.start : hand.stop].tolist() == list(other)


SIDES = "eye_inner eye eye_outer"
PAIRS = "shoulder elbow wrist pinky index thumb hip knee ankle heel foot_index"


def blaze_pose() -> list[str]:
    """The points of a body in the words of its model card."""
    eyes = [f"{side}_{name}" for side in ("left", "right") for name in SIDES.split()]
    head = ["nose", *eyes, "left_ear", "right_ear", "mouth_left", "mouth_right"]
    return head + [f"{side}_{name}" for name in PAIRS.split() for side in ("left", "right")]


def test_points_of_a_body_are_those_of_the_other_side() -> None:
    example = {"pose": np.zeros((1, 33, 4), dtype=np.float32)}
    mirror = mirrored_points([("pose", 33)], example)
    names = blaze_pose()
    assert len(names) == len(mirror) == 33
    for number, other in enumerate(mirror):
        swapped = names[number].replace("left", "?").replace("right", "left")
        assert names[other] == swapped.replace("?", "right")


def test_other_points_are_paired_as_they_lie() -> None:
    rng = np.random.default_rng(2)
    half = rng.uniform(0.05, 0.3, (6, 2))
    middle = np.array([[0.0, 0.1], [0.0, -0.2]])
    places = np.concatenate([half, half * (-1, 1), middle])
    places += np.array([0.43, 0.2])
    order = rng.permutation(len(places))
    given = np.zeros((4, 15, 4), dtype=np.float32)
    given[:, :14, :2] = places[order] + rng.normal(0, 0.002, (4, 14, 2))
    given[..., 3] = 1
    given[2:, 5] = 0  # seen in some frames only
    given[:, 14] = 0  # and this one never
    twins = [*range(6, 12), *range(6), 12, 13]
    expected = [int(np.flatnonzero(order == twins[number])[0]) for number in order]
    assert paired(given) == [*expected, 14]
    assert paired(np.zeros((2, 3, 4), dtype=np.float32)) == [0, 1, 2]


def test_a_body_of_other_points_is_paired_by_the_example() -> None:
    example = np.zeros((1, 4, 4), dtype=np.float32)
    example[0, :, :2] = [(0.3, 0.5), (0.5, 0.1), (0.7, 0.5), (0.5, 0.9)]
    example[..., 3] = 1
    found = mirrored_points([("pose", 4), ("left_hand", 3)], {"pose": example})
    assert found == (2, 1, 0, 3, 4, 5, 6)


# --- in a data set ---


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> tuple[Clip, ...]:
    path = write_clips(
        tmp_path_factory.mktemp("landmarks"),
        practice_rows(3),
        frames=[7, 2, 9],
        pictures=False,
        landmarks=True,
    )
    return find_clips(read_labels([path], Config()), ALONE)


def landmark_data(
    clips: Sequence[Clip], settings: Landmarks, *, cache: bool = False, **others: Any
) -> ClipDataset:
    found = LandmarkReader(layout_of(clips, settings), settings, cache=cache)
    return ClipDataset(clips, choice=FrameChoice(3), landmarks=found, **others)


def drawn(data: ClipDataset, epoch: int = 0, index: int = 0) -> torch.Tensor:
    found = data[Draw(epoch, index)].landmarks
    assert found is not None
    return found


@pytest.mark.parametrize("settings", [Landmarks(noise=0.02), Landmarks(drop=0.3)])
def test_noise_and_drop_depend_on_seed_epoch_and_clip(
    clips: tuple[Clip, ...], settings: Landmarks
) -> None:
    def run(seed: int, epoch: int, order: Sequence[int]) -> dict[int, torch.Tensor]:
        data = landmark_data(clips, settings, seed=seed, training=True)
        return {index: drawn(data, epoch, index) for index in order}

    one, again = run(1, 2, [0, 1, 2]), run(1, 2, [2, 0, 1, 0])
    assert all(torch.equal(one[index], again[index]) for index in one)
    for other in (run(2, 2, [1]), run(1, 3, [1])):  # its frames are the same, it has two
        assert not torch.equal(one[1], other[1])


def test_nothing_is_drawn_in_evaluation(clips: tuple[Clip, ...]) -> None:
    noisy = landmark_data(clips, Landmarks(noise=0.1, drop=0.5))
    assert torch.equal(drawn(noisy), drawn(landmark_data(clips, Landmarks())))


def test_noise_is_in_widths_of_the_shoulders(clips: tuple[Clip, ...]) -> None:
    plain = landmark_data(clips, Landmarks(), training=True)
    noisy = landmark_data(clips, Landmarks(noise=0.1), training=True)
    apart = torch.cat([(drawn(noisy, n, 1) - drawn(plain, n, 1))[..., :3] for n in range(20)])
    assert float(apart.std()) == pytest.approx(0.1 * 0.3, rel=0.03)  # they are 0.3 apart
    assert torch.equal(drawn(noisy, 0, 1)[..., 3], drawn(plain, 0, 1)[..., 3])


def test_missing_points_get_no_noise(tmp_path: Path) -> None:
    parts = signing(4, [0.5] * 5, [0.5] * 5)
    parts["right_hand"][:, 7] = 0
    data = landmark_data([clip_of(tmp_path, parts)], Landmarks(noise=0.1), training=True)
    assert not drawn(data)[:, 7].any()


def test_hidden_points_are_hidden_in_all_frames(clips: tuple[Clip, ...]) -> None:
    data = landmark_data(clips, Landmarks(drop=0.3), training=True)
    shares = []
    for epoch in range(20):
        seen = drawn(data, epoch)[..., 3] > 0
        assert (seen == seen[:1]).all()
        shares.append(float(seen.float().mean()))
    assert np.mean(shares) == pytest.approx(0.7, abs=0.03)
    assert len(set(shares)) > 1


def test_flipped_clips_have_flipped_landmarks(tmp_path: Path) -> None:
    path = write_clips(tmp_path, practice_rows(1), pictures=False, landmarks=True)
    labelled = read_labels([path], Config())
    clips = find_clips(labelled, ALONE)
    tables = mirror_tables(labelled.heads)
    data = landmark_data(clips, Landmarks(), mirror=tables, flip=True, training=True)
    found = [data[Draw(epoch, 0)] for epoch in range(12)]
    assert len({sample.mirrored for sample in found}) == 2
    for sample in found:
        assert sample.landmarks is not None
        span = data.landmarks.layout.span("right_hand")  # type: ignore[union-attr]
        assert span is not None
        # The hand at this place is on the right hand's side of the picture either way.
        assert (sample.landmarks[:, span.start : span.stop, 0] < 0).all()
    left_handed = [replace(clip, left_handed=True) for clip in clips]
    one = drawn(landmark_data(left_handed, Landmarks(), mirror=tables))
    other = drawn(landmark_data(clips, Landmarks(), mirror=tables))
    assert not torch.allclose(one, other)


def test_the_cache_changes_nothing(clips: tuple[Clip, ...], tmp_path: Path) -> None:
    settings = Landmarks(noise=0.05, drop=0.2)
    options: dict[str, Any] = {"training": True, "seed": 4}
    labels = [replace(clip, left_handed=True) for clip in clips]
    tables = mirror_tables(read_labels([clips[0].file.parent], Config()).heads)
    kept, fresh = (
        landmark_data(labels, settings, cache=cache, mirror=tables, flip=True, **options)
        for cache in (True, False)
    )
    for _ in range(2):  # what is kept must not have been changed
        for epoch in range(3):
            for index in range(3):
                assert torch.equal(drawn(kept, epoch, index), drawn(fresh, epoch, index))
    assert clips[1].landmarks is not None
    hidden = clips[1].landmarks.rename(tmp_path / "aside.npz")
    try:
        drawn(kept, 0, 1)
        with pytest.raises(DataError, match="cannot be read"):
            drawn(fresh, 0, 1)
    finally:
        hidden.rename(clips[1].landmarks)


def test_batches_are_padded_with_nothing(clips: tuple[Clip, ...]) -> None:
    data = landmark_data(clips, Landmarks())
    batch = collate([data[Draw(0, index)] for index in range(3)], 3)
    assert batch.frames is None
    assert batch.landmarks is not None
    assert batch.landmarks.shape == (3, 3, 21 + 21 + 10 + 33, 4)
    assert batch.mask.tolist() == [[True] * 3, [True, True, False], [True] * 3]
    assert not batch.landmarks[~batch.mask].any()
    assert torch.equal(batch.landmarks[1, :2], drawn(data, 0, 1))


# --- what does not fit ---


def test_other_points_than_the_layout(clips: tuple[Clip, ...], tmp_path: Path) -> None:
    odd = clip_of(tmp_path, signing(3, [1] * 5, [1] * 5, face=6))
    data = landmark_data([*clips, odd], Landmarks())
    with pytest.raises(DataError) as caught:
        data[Draw(0, 3)]
    assert (caught.value.file, caught.value.row) == (str(tmp_path / "test_hamnosys.txt"), 1)
    assert "a.npz have 6 points of face, not 10" in caught.value.message
    lacking = clip_of(tmp_path / "other", some_parts(2, ("pose", "left_hand", "right_hand")))
    with pytest.raises(DataError, match="have 0 points of face, not 10"):
        landmark_data([*clips, lacking], Landmarks())[Draw(0, 3)]


@pytest.mark.parametrize(
    ("parts", "settings", "words", "hint"),
    [
        (("pose",), Landmarks(), "have no right_hand and no left_hand and no face", "without rig"),
        (("face",), Landmarks(parts=("face",)), "have no pose", "normalization: none"),
        (("face",), Landmarks(parts=("face", "left_hand")), "no left_hand and no pose", "none"),
        (("face",), HAND, "has no right_hand", ""),
    ],
)
def test_parts_that_are_lacking(
    tmp_path: Path, parts: tuple[str, ...], settings: Landmarks, words: str, hint: str
) -> None:
    clip = clip_of(tmp_path, some_parts(2, parts))
    with pytest.raises(DataError, match=words) as caught:
        layout_of([clip], settings)
    assert (caught.value.file, caught.value.row) == (str(clip.file), 1)
    assert hint in caught.value.hint


def test_shoulders_that_are_not_known(tmp_path: Path) -> None:
    parts = {"pose": some_parts(2, ("pose",))["pose"][:, :8]}
    clip = clip_of(tmp_path, parts)
    with pytest.raises(DataError, match="has 8 points") as caught:
        layout_of([clip], Landmarks(parts=("pose",)))
    assert "normalization: none" in caught.value.hint
    layout = layout_of([clip], Landmarks(parts=("pose",), normalization="none"))
    assert layout.parts == (("pose", 8),)


def test_a_file_that_is_damaged_after_it_was_found(tmp_path: Path) -> None:
    clip = clip_of(tmp_path, some_parts(3, ("right_hand",)))
    data = landmark_data([clip], HAND)
    assert clip.landmarks is not None
    clip.landmarks.write_bytes(b"PK damaged")
    with pytest.raises(DataError, match=r"a\.npz: is damaged") as caught:
        data[Draw(0, 0)]
    assert caught.value.row == 1


# --- the layout in a checkpoint ---


def test_a_layout_goes_through_json() -> None:
    layout = LandmarkLayout((("pose", 2), ("left_hand", 1)), (1, 0, 2))
    assert LandmarkLayout.of(json.loads(json.dumps(layout.to_mapping()))) == layout
    assert layout.span("left_hand") == range(2, 3)
    assert layout.span("face") is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"parts": [["pose", 2]]},
        {"parts": 3, "mirror": []},
        {"parts": [["pose"]], "mirror": [0]},
        {"parts": [["pose", 2]], "mirror": [0]},
        {"parts": [["pose", 2]], "mirror": [0, 0]},
        {"parts": [["pose", 2]], "mirror": [1, 2]},
        {"parts": [["pose", 3]], "mirror": [1, 2, 0]},
        {"parts": [["pose", "x"]], "mirror": []},
    ],
)
def test_a_layout_that_is_none(data: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        LandmarkLayout.of(data)
