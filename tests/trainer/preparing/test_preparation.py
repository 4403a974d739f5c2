"""From uint8 frames to what the model is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as pictures

from trainer.config.schema import Augmentations
from trainer.data.batch import Batch
from trainer.errors import DataError
from trainer.preparing import DEVIATION, MEAN, Preparation

EVERYTHING = Augmentations(
    resize_size=16,
    apply_random_erasing=True,
    apply_random_rotation=True,
    apply_random_shift=True,
    apply_color_jitter=True,
    color_jitter_hue=(-0.3, 0.3),
    apply_rgb_shift=True,
    apply_blur=True,
)


def noise(clips: int, times: int, height: int, width: int, seed: int = 0) -> Tensor:
    drawn = torch.Generator().manual_seed(seed)
    shape = (clips, times, 3, height, width)
    return torch.randint(0, 256, shape, dtype=torch.uint8, generator=drawn)


def batch_of(
    frames: Tensor | Sequence[Tensor],
    *,
    clips: Sequence[int] | None = None,
    mirrored: Sequence[bool] | None = None,
    mask: Tensor | None = None,
) -> Batch:
    count = len(frames)
    return Batch(
        frames if isinstance(frames, Tensor) else tuple(frames),
        torch.ones(count, len(frames[0]), dtype=torch.bool) if mask is None else mask,
        torch.zeros(count, 1, dtype=torch.int64),
        torch.tensor(list(range(count)) if clips is None else list(clips)),
        torch.tensor([False] * count if mirrored is None else list(mirrored)),
        torch.ones(count, dtype=torch.bool),
    )


def colors(prepared: Tensor) -> Tensor:
    """The prepared frames as colours of 0 to 1 again."""
    mean, deviation = (torch.tensor(values).view(3, 1, 1) for values in (MEAN, DEVIATION))
    return prepared * deviation + mean


def prepare(settings: Augmentations, batch: Batch, epoch: int | None = None) -> Tensor:
    return Preparation(settings, seed=5)(batch, epoch=epoch)


@pytest.mark.parametrize("epoch", [None, 3])
def test_frames_of_the_right_size_are_normalised_and_nothing_else(epoch: int | None) -> None:
    frames = noise(2, 3, 16, 16)
    prepared = prepare(Augmentations(resize_size=16), batch_of(frames), epoch)
    assert prepared.dtype == torch.float32
    mean, deviation = (torch.tensor(values).view(3, 1, 1) for values in (MEAN, DEVIATION))
    torch.testing.assert_close(prepared, (frames / 255 - mean) / deviation)


@pytest.mark.parametrize(
    ("size", "settings"),
    [
        ((48, 64), Augmentations(resize_size=24)),
        ((64, 41), Augmentations(resize_size=24, center_crop_size=(20, 17))),
        ((10, 12), Augmentations(resize_size=24, center_crop_size=(16, 40))),
        ((30, 31), Augmentations(resize_size=20, apply_resize=False)),
        ((30, 45), Augmentations(resize_size=20, apply_center_crop=False)),
        ((9, 12), Augmentations(resize_size=20, apply_resize=False)),
    ],
)
def test_sizes_are_those_of_torchvision(size: tuple[int, int], settings: Augmentations) -> None:
    frames = noise(2, 2, *size)
    expected = frames / 255
    if settings.apply_resize is not False:
        expected = pictures.resize(expected, [settings.resize_size], antialias=True)
    if settings.apply_center_crop is not False:
        side = settings.resize_size
        crop = settings.center_crop_size or (side, side)
        expected = pictures.center_crop(expected, list(crop))
    prepared = prepare(settings, batch_of(frames))
    torch.testing.assert_close(colors(prepared), expected, atol=2 / 255, rtol=0)


def test_evaluation_draws_nothing() -> None:
    batch = batch_of(noise(2, 2, 16, 16))
    plain = prepare(Augmentations(resize_size=16), batch)
    assert torch.equal(prepare(EVERYTHING, batch), plain)
    assert not torch.equal(prepare(EVERYTHING, batch, 0), plain)


def test_a_clip_gets_the_same_in_any_batch() -> None:
    frames = noise(4, 3, 20, 24)
    whole = prepare(EVERYTHING, batch_of(frames, clips=[7, 8, 9, 4]), 2)
    order = [2, 0]
    part = prepare(EVERYTHING, batch_of(frames[order], clips=[9, 7]), 2)
    torch.testing.assert_close(part, whole[order], atol=1e-5, rtol=0)


def test_more_padding_does_not_change_a_clip() -> None:
    frames = noise(1, 2, 16, 16)
    longer = torch.cat([frames, torch.zeros(1, 3, 3, 16, 16, dtype=torch.uint8)], 1)
    mask = torch.tensor([[True, True, False, False, False]])
    prepared = prepare(EVERYTHING, batch_of(longer, mask=mask), 1)
    short = prepare(EVERYTHING, batch_of(frames), 1)
    torch.testing.assert_close(prepared[:, :2], short, atol=1e-5, rtol=0)


def test_seed_epoch_and_clip_decide() -> None:
    frames = noise(1, 1, 16, 16)
    first = Preparation(EVERYTHING, seed=5)(batch_of(frames, clips=[3]), epoch=1)
    assert torch.equal(Preparation(EVERYTHING, seed=5)(batch_of(frames, clips=[3]), epoch=1), first)
    found = [first]
    for seed, epoch, clip in ((6, 1, 3), (5, 2, 3), (5, 1, 4), (3, 1, 5), (1, 5, 3)):
        other = Preparation(EVERYTHING, seed=seed)(batch_of(frames, clips=[clip]), epoch=epoch)
        assert not any(torch.equal(other, earlier) for earlier in found)
        found.append(other)


def test_global_random_states_neither_count_nor_change() -> None:
    batch = batch_of(noise(1, 1, 16, 16))
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = prepare(EVERYTHING, batch, 1)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    assert torch.equal(prepare(EVERYTHING, batch, 1), first)


def test_all_frames_of_a_clip_are_treated_alike() -> None:
    still = noise(2, 1, 16, 16).repeat(1, 4, 1, 1, 1)
    prepared = prepare(EVERYTHING, batch_of(still), 3)
    for time in range(1, 4):
        torch.testing.assert_close(prepared[:, time], prepared[:, 0], atol=1e-5, rtol=0)
    assert not torch.allclose(prepared[0], prepared[1])


@pytest.mark.parametrize("epoch", [None, 1])
def test_padding_stays_zero(epoch: int | None) -> None:
    frames = noise(2, 3, 16, 16)
    mask = torch.tensor([[True, True, True], [True, False, False]])
    frames[~mask] = 0
    settings = replace(EVERYTHING, color_jitter_contrast=(0.2, 0.2))
    prepared = prepare(settings, batch_of(frames, mask=mask), epoch)
    assert not prepared[~mask].any()
    assert prepared[mask].flatten(1).any(1).all()


def test_channels_last_frames_are_the_same_and_need_no_copy() -> None:
    batch = batch_of(noise(2, 3, 16, 16))
    plain = prepare(EVERYTHING, batch, 1)
    prepared = Preparation(EVERYTHING, seed=5, channels_last=True)(batch, epoch=1)
    assert torch.equal(prepared, plain)
    flat = prepared.flatten(0, 1)
    assert flat.data_ptr() == prepared.data_ptr()
    assert flat.is_contiguous(memory_format=torch.channels_last)
    assert plain.is_contiguous()


@pytest.mark.parametrize("motion", [False, True])
def test_mirrored_clips_are_flipped(motion: bool) -> None:
    # A motion of no size: the flip goes through the sampling grid.
    settings = Augmentations(resize_size=16, apply_random_rotation=motion, random_rotation_degree=0)
    frames = noise(2, 2, 16, 21)
    prepared = prepare(settings, batch_of(frames, mirrored=[True, False]), 1)
    plain = prepare(settings, batch_of(frames))
    expected = torch.stack([plain[0].flip(-1), plain[1]])
    torch.testing.assert_close(prepared, expected, atol=1e-4, rtol=0)


@pytest.mark.parametrize("epoch", [None, 2])
def test_clips_of_different_sizes_are_prepared_as_they_would_be_alone(epoch: int | None) -> None:
    sizes = ((20, 24), (33, 17), (16, 16))
    frames = [noise(1, 2, *size, seed)[0] for seed, size in enumerate(sizes)]
    flips = [True, False, True]
    together = prepare(EVERYTHING, batch_of(frames, clips=[3, 1, 2], mirrored=flips), epoch)
    for place, clip in enumerate((3, 1, 2)):
        alone = batch_of(frames[place][None], clips=[clip], mirrored=flips[place : place + 1])
        torch.testing.assert_close(
            together[place : place + 1], prepare(EVERYTHING, alone, epoch), atol=1e-5, rtol=0
        )


def test_clips_that_stay_of_different_sizes_are_refused() -> None:
    settings = Augmentations(apply_resize=False, apply_center_crop=False)
    frames = [noise(1, 1, 16, 20)[0], noise(1, 1, 18, 20)[0]]
    with pytest.raises(DataError, match="20 x 16 and 20 x 18 pixels") as caught:
        prepare(settings, batch_of(frames))
    assert "apply_center_crop" in caught.value.hint


def test_autocast_does_not_make_it_coarse() -> None:
    batch = batch_of(noise(1, 2, 16, 16))
    with torch.autocast("cpu", torch.bfloat16):
        prepared = prepare(EVERYTHING, batch, 1)
    assert torch.equal(prepared, prepare(EVERYTHING, batch, 1))
