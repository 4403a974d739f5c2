"""Clips as tensors."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from clip_builders import practice_rows, write_clips

from trainer.config.schema import Config
from trainer.data.batch import ABSENT
from trainer.data.clips import Clip, find_clips
from trainer.data.dataset import ClipDataset, Draw, collate
from trainer.data.labels import Labelled, read_labels
from trainer.data.mirror import mirror_tables, mirrored_labels
from trainer.data.sampling import FrameChoice
from trainer.errors import DataError

ROWS = practice_rows(6, seed=4)


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Labelled:
    path = write_clips(tmp_path_factory.mktemp("clips"), ROWS, frames=[9, 3, 9, 9, 1, 9])
    return read_labels([path], Config())


@pytest.fixture(scope="module")
def clips(labelled: Labelled) -> tuple[Clip, ...]:
    return find_clips(labelled)


def test_a_sample_has_the_frames_that_were_chosen(clips: tuple[Clip, ...]) -> None:
    data = ClipDataset(clips, choice=FrameChoice(3))
    sample = data[Draw(0, 0)]
    assert [tuple(frame.shape) for frame in sample.frames] == [(3, 24, 32)] * 3
    # The white mark at the bottom is at the number of the frame.
    assert [int(frame[:, -1].sum(0).argmax()) for frame in sample.frames] == [1, 4, 7]
    assert (sample.labels, sample.clip, sample.mirrored, sample.real) == (ROWS[0], 0, False, True)
    assert len(data) == 6


def test_what_is_drawn_depends_on_seed_epoch_and_clip(clips: tuple[Clip, ...]) -> None:
    def drawn(seed: int, epoch: int) -> list[torch.Tensor]:
        data = ClipDataset(clips, choice=FrameChoice(3), seed=seed, training=True)
        order = [5, 0, 3, 0]  # what came before does not count
        return [torch.stack(data[Draw(epoch, index)].frames) for index in order]

    one = drawn(1, 2)
    assert all(torch.equal(a, b) for a, b in zip(one, drawn(1, 2), strict=True))
    assert torch.equal(one[1], one[3])
    for other in (drawn(1, 3), drawn(2, 2)):
        assert not all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_half_the_clips_are_flipped_with_their_labels(
    clips: tuple[Clip, ...], labelled: Labelled
) -> None:
    tables = mirror_tables(labelled.heads)
    options = {"choice": FrameChoice(1), "mirror": tables, "training": True}
    data = ClipDataset(clips, flip=True, **options)
    samples = [data[Draw(epoch, index)] for epoch in range(60) for index in range(len(clips))]
    flipped = [sample for sample in samples if sample.mirrored]
    assert 0.4 < len(flipped) / len(samples) < 0.6
    assert all(s.labels == mirrored_labels(ROWS[s.clip], tables) for s in flipped)
    assert all(s.labels == ROWS[s.clip] for s in samples if not s.mirrored)
    plain = ClipDataset(clips, **options)
    for draw in (Draw(0, 0), Draw(3, 0)):
        assert not plain[draw].mirrored
        assert torch.equal(plain[draw].frames[0], data[draw].frames[0])
    evaluated = ClipDataset(clips, flip=True, **{**options, "training": False})
    assert not any(evaluated[Draw(epoch, 0)].mirrored for epoch in range(9))


def test_left_handed_clips_are_always_mirrored(clips: tuple[Clip, ...], labelled: Labelled) -> None:
    left = [replace(clip, left_handed=True) for clip in clips]
    tables = mirror_tables(labelled.heads)
    data = ClipDataset(left, choice=FrameChoice(1), mirror=tables)
    assert data[Draw(0, 1)].mirrored
    assert data[Draw(0, 1)].labels == mirrored_labels(ROWS[1], tables)
    assert not ClipDataset(left, choice=FrameChoice(1))[Draw(0, 1)].mirrored
    flip = ClipDataset(left, choice=FrameChoice(1), mirror=tables, flip=True, training=True)
    other = ClipDataset(clips, choice=FrameChoice(1), mirror=tables, flip=True, training=True)
    for epoch in range(9):
        assert flip[Draw(epoch, 2)].mirrored != other[Draw(epoch, 2)].mirrored


def test_batches_are_padded_with_black_and_masked(clips: tuple[Clip, ...]) -> None:
    data = ClipDataset(clips, choice=FrameChoice(4))
    batch = collate([data[Draw(0, index)] for index in (0, 1, 4)], 4)
    assert isinstance(batch.frames, torch.Tensor)
    assert (batch.frames.dtype, batch.frames.shape) == (torch.uint8, (3, 4, 3, 24, 32))
    assert batch.mask.tolist() == [[True] * 4, [True] * 3 + [False], [True] + [False] * 3]
    assert (batch.frames[~batch.mask] == 0).all()
    assert torch.equal(batch.frames[1, :3], torch.stack(data[Draw(0, 1)].frames))
    assert batch.labels.tolist() == [list(ROWS[n]) for n in (0, 1, 4)]
    assert (batch.clips.tolist(), batch.real.tolist()) == ([0, 1, 4], [True] * 3)
    assert batch.labels.dtype == batch.clips.dtype == torch.int64
    assert batch.mirrored.dtype == batch.real.dtype == torch.bool
    assert len(batch) == 3


def test_draws_that_are_not_real_have_no_labels(clips: tuple[Clip, ...]) -> None:
    data = ClipDataset(clips, choice=FrameChoice(2))
    batch = collate([data[Draw(0, 0)], data[Draw(0, 0, real=False)]], 2)
    assert batch.labels[1].tolist() == [ABSENT] * 8
    assert batch.real.tolist() == [True, False]


def test_clips_of_different_sizes_stay_apart(tmp_path: Path) -> None:
    write_clips(tmp_path, ROWS[:1], names=["a"], frames=2, size=(24, 32))
    write_clips(tmp_path, ROWS[:2], names=["a", "b"], frames=2, size=(16, 20))
    write_clips(tmp_path / "other", ROWS[:1], names=["c"], frames=1, size=(24, 32))
    clips = find_clips(read_labels([tmp_path, tmp_path / "other"], Config()))
    data = ClipDataset(clips, choice=FrameChoice(2))
    batch = collate([data[Draw(0, 0)], data[Draw(0, 2)]], 2)
    assert isinstance(batch.frames, tuple)
    assert [tuple(each.shape) for each in batch.frames] == [(2, 3, 16, 20), (2, 3, 24, 32)]
    assert (batch.frames[1][1] == 0).all()
    (tmp_path / "b" / "b_1.jpg").write_bytes((tmp_path / "other/c/c_0.jpg").read_bytes())
    with pytest.raises(DataError, match=r"test_hamnosys\.txt:2: .*b_1\.jpg is 32 x 24 pixels"):
        data[Draw(0, 1)]


def test_kept_frames_are_not_read_again(tmp_path: Path) -> None:
    clips = find_clips(read_labels([write_clips(tmp_path, ROWS[:1])], Config()))
    kept, fresh = (
        ClipDataset(clips, choice=FrameChoice(2), cache=cache) for cache in (True, False)
    )
    before = torch.stack(kept[Draw(0, 0)].frames)
    assert torch.equal(before, torch.stack(fresh[Draw(0, 0)].frames))
    for frame in (tmp_path / "clip_000").iterdir():
        frame.unlink()
    assert torch.equal(before, torch.stack(kept[Draw(1, 0)].frames))
    with pytest.raises(DataError, match="cannot be read"):
        fresh[Draw(1, 0)]


def test_draws_and_data_sets_go_through_pickle(clips: tuple[Clip, ...]) -> None:
    data = ClipDataset(clips, choice=FrameChoice(2), training=True)
    again = pickle.loads(pickle.dumps(data))
    draw = pickle.loads(pickle.dumps(Draw(3, 1)))
    assert torch.equal(torch.stack(again[draw].frames), torch.stack(data[Draw(3, 1)].frames))
