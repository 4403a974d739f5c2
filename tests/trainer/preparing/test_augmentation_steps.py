"""What each augmentation does, one at a time."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest
import torch
from torch import Tensor

from trainer.config.schema import Augmentations
from trainer.preparing.blurring import blur, blurs, kernels
from trainer.preparing.colors import GREY, color_maps
from trainer.preparing.draws import Draw, Draws
from trainer.preparing.erasing import boxes, erase
from trainer.preparing.motion import motions
from trainer.preparing.normalizing import DEVIATION, MEAN, recolor
from trainer.preparing.placing import Placing

MANY = Draws.of(1, 2, range(400))
NOWHERE = torch.tensor([False])
HERE = torch.ones(1, 1, dtype=torch.bool)


def drawn(**numbers: float) -> Draws:
    """Draws of one clip with numbers of 0 to 1 that a test chooses; the middle for all others."""
    values = np.full((1, len(Draw)), 0.5)
    for name, number in numbers.items():
        values[0, Draw[name.upper()]] = number
    return Draws(values)


def moved(settings: Augmentations, draws: Draws, picture: Tensor) -> Tensor:
    placing = Placing(None, None)
    frames = picture[None, None]
    matrices = torch.from_numpy(motions(settings, draws, *picture.shape[-2:]))
    return placing.moved(frames, NOWHERE, matrices)[0, 0]


def colored(settings: Augmentations, draws: Draws, frames: Tensor) -> Tensor:
    """Frames (times, 3, height, width) of 0 to 255 with changed colours, 0 to 1."""
    mask = torch.ones(1, len(frames), dtype=torch.bool)
    out = recolor(frames[None], mask, color_maps(settings, draws), torch.empty(1, *frames.shape))
    mean, deviation = (torch.tensor(values).view(3, 1, 1) for values in (MEAN, DEVIATION))
    return (out * deviation + mean)[0]


def jitter(**ranges: tuple[float, float]) -> Augmentations:
    none = {"brightness": (1.0, 1.0), "contrast": (1.0, 1.0), "saturation": (1.0, 1.0)}
    given = {**none, "hue": (0.0, 0.0), **ranges}
    named = {f"color_jitter_{name}": limits for name, limits in given.items()}
    return Augmentations(apply_color_jitter=True, **named)


def noise(*shape: int) -> Tensor:
    numbers = torch.Generator().manual_seed(3)
    return torch.randint(0, 256, shape, dtype=torch.uint8, generator=numbers)


def test_draws_are_even_and_each_its_own() -> None:
    angles = MANY.between(Draw.ANGLE, -2, 2)
    assert -2 <= angles.min() < -1.9
    assert 1.9 < angles.max() <= 2
    assert abs(angles.mean()) < 0.2
    assert abs(np.corrcoef(angles, MANY.between(Draw.SCALE, 0, 1))[0, 1]) < 0.15
    assert MANY.alone(7).between(Draw.ANGLE, -2, 2) == angles[7]


def test_a_quarter_turn_is_counter_clockwise() -> None:
    settings = Augmentations(apply_random_rotation=True, random_rotation_degree=90)
    picture = noise(3, 9, 9)
    turned = moved(settings, drawn(angle=1.0), picture)
    torch.testing.assert_close(turned, picture.rot90(1, (1, 2)).float(), atol=0.05, rtol=0)
    back = moved(settings, drawn(angle=0.0), picture)
    torch.testing.assert_close(back, picture.rot90(-1, (1, 2)).float(), atol=0.05, rtol=0)


def test_a_shift_moves_by_a_share_of_each_side_and_leaves_black() -> None:
    settings = Augmentations(apply_random_shift=True, random_shift=0.25, random_scale=0.0)
    picture = noise(3, 8, 12)
    result = moved(settings, drawn(shift_x=1.0, shift_y=0.0), picture)
    expected = torch.zeros(3, 8, 12)
    expected[:, :6, 3:] = picture[:, 2:, :9].float()
    torch.testing.assert_close(result, expected, atol=0.01, rtol=0)


def test_the_picture_is_shifted_after_it_is_turned() -> None:
    settings = Augmentations(
        apply_random_rotation=True,
        random_rotation_degree=90,
        apply_random_shift=True,
        random_shift=0.25,
        random_scale=0.0,
    )
    picture = noise(3, 8, 8)
    result = moved(settings, drawn(angle=1.0, shift_x=1.0, shift_y=0.75), picture)
    expected = torch.zeros(3, 8, 8)
    expected[:, 1:, 2:] = picture.rot90(1, (1, 2))[:, :-1, :-2].float()
    torch.testing.assert_close(result, expected, atol=0.05, rtol=0)


def test_a_larger_scale_enlarges() -> None:
    settings = Augmentations(apply_random_shift=True, random_shift=0.0, random_scale=0.5)
    picture = torch.zeros(3, 20, 20, dtype=torch.uint8)
    picture[:, 6:14, 6:14] = 255
    for number, side in ((1.0, 12), (0.0, 4), (0.5, 8)):
        area = moved(settings, drawn(scale=number), picture)[0].sum().item() / 255
        assert area == pytest.approx(side**2, rel=0.06)


def test_a_motion_of_a_crop_is_about_its_centre_and_sees_what_lies_beyond() -> None:
    settings = Augmentations(apply_random_rotation=True, random_rotation_degree=180)
    frames = noise(1, 1, 3, 13, 14)
    placing = Placing(None, (6, 8))
    matrices = torch.from_numpy(motions(settings, drawn(angle=1.0), 6, 8))
    result = placing.moved(frames, NOWHERE, matrices)
    still = placing.still(frames, NOWHERE)
    torch.testing.assert_close(result, still.flip(-1, -2).float(), atol=0.05, rtol=0)
    shift = Augmentations(apply_random_shift=True, random_shift=0.25, random_scale=0.0)
    matrices = torch.from_numpy(motions(shift, drawn(shift_x=0.0), 6, 8))
    result = placing.moved(frames, NOWHERE, matrices)
    beyond = frames[..., 4:10, 5:13].float()
    torch.testing.assert_close(result, beyond, atol=0.01, rtol=0)


def test_factors_of_one_change_nothing() -> None:
    frames = noise(2, 3, 5, 6)
    result = colored(jitter(), drawn(), frames)
    torch.testing.assert_close(result, frames / 255, atol=1e-5, rtol=0)


def test_brightness_scales_and_is_kept_within_limits() -> None:
    frames = noise(2, 3, 5, 6)
    result = colored(jitter(brightness=(1.0, 1.6)), drawn(brightness=1.0), frames)
    torch.testing.assert_close(result, (frames / 255 * 1.6).clamp(0, 1), atol=1e-5, rtol=0)
    assert (result == result.max()).sum() > 10


def test_contrast_is_relative_to_the_mean_grey_of_the_clip() -> None:
    frames = noise(2, 3, 5, 6) // 2 + 64
    result = colored(jitter(contrast=(0.5, 0.5)), drawn(), frames)
    colors = frames / 255
    grey = (colors * torch.tensor(GREY).view(3, 1, 1)).sum(1).mean()
    torch.testing.assert_close(result, 0.5 * colors + 0.5 * grey, atol=1e-5, rtol=0)


def test_no_saturation_is_grey() -> None:
    frames = noise(2, 3, 5, 6)
    result = colored(jitter(saturation=(0.0, 0.0)), drawn(), frames)
    grey = (frames / 255 * torch.tensor(GREY).view(3, 1, 1)).sum(1, keepdim=True)
    torch.testing.assert_close(result, grey.expand_as(result), atol=1e-5, rtol=0)


def test_hue_turns_from_red_to_green_and_leaves_grey_and_brightness() -> None:
    settings = jitter(hue=(0.0, 0.3))
    picture = torch.tensor([[[[160.0]], [[90.0]], [[90.0]]]])
    result = colored(settings, drawn(hue=1.0), picture).flatten()
    assert result.argmax() == 1
    shares = torch.tensor(GREY)
    torch.testing.assert_close((result * shares).sum(), (picture.flatten() / 255 * shares).sum())
    grey = torch.full((1, 3, 1, 1), 120.0)
    torch.testing.assert_close(colored(settings, drawn(hue=1.0), grey), grey / 255)


def test_hues_add_up_to_a_whole_turn() -> None:
    maps = [color_maps(jitter(hue=(turn, turn)), drawn()).linear[0] for turn in (0.2, 0.3, 0.5)]
    np.testing.assert_allclose(maps[0] @ maps[1] @ maps[2], np.eye(3), atol=1e-5)


def test_all_changes_of_colour_are_the_steps_one_after_the_other() -> None:
    ranges = dict(brightness=(0.9,) * 2, contrast=(0.8,) * 2, saturation=(1.2,) * 2, hue=(0.1,) * 2)
    frames = noise(2, 3, 5, 6) // 4 + 96
    step: Tensor = frames.float()
    for name, limits in ranges.items():
        step = colored(jitter(**{name: limits}), drawn(), step) * 255
    result = colored(jitter(**ranges), drawn(), frames)
    torch.testing.assert_close(result, step / 255, atol=1e-4, rtol=0)


def test_colours_shift_each_within_its_limit() -> None:
    settings = Augmentations(
        apply_rgb_shift=True,
        rgb_shift_r_shift_limit=0.1,
        rgb_shift_g_shift_limit=0.2,
        rgb_shift_b_shift_limit=0.0,
    )
    frames = noise(1, 3, 4, 4) // 4 + 96
    change = colored(settings, drawn(red=1.0, green=0.0, blue=1.0), frames) - frames / 255
    expected = torch.tensor([0.1, -0.2, 0.0]).view(3, 1, 1).expand_as(change)
    torch.testing.assert_close(change, expected, atol=1e-5, rtol=0)


def test_erased_rectangles_are_of_the_sizes_that_are_said() -> None:
    settings = Augmentations(apply_random_erasing=True, random_erasing_probability=0.5)
    height, width = 90, 120
    found = boxes(settings, MANY, height, width)
    assert 160 < len(found) < 240
    assert len({box.clip for box in found}) == len(found)
    for box in found:
        high, wide = box.bottom - box.top, box.right - box.left
        assert 0 <= box.top < box.bottom <= height
        assert 0 <= box.left < box.right <= width
        assert 0.02 * 0.9 <= high * wide / (height * width) <= 0.2 * 1.1
        assert 0.3 * 0.85 <= high / wide <= 3.3 * 1.15
    assert min(box.top for box in found) < 5
    assert max(box.bottom for box in found) > height - 5


@pytest.mark.parametrize(("probability", "count"), [(0.0, 0), (1.0, 400)])
def test_never_and_always_erased(probability: float, count: int) -> None:
    settings = Augmentations(apply_random_erasing=True, random_erasing_probability=probability)
    assert len(boxes(settings, MANY, 8, 8)) == count


def test_erasing_hides_the_rectangle_in_all_frames_of_its_clip_only() -> None:
    settings = Augmentations(apply_random_erasing=True, random_erasing_probability=1.0)
    frames = torch.ones(2, 3, 3, 30, 40)
    hidden = boxes(settings, MANY.alone(0), 30, 40)
    erase(frames, hidden)
    assert frames[1].all()
    box = hidden[0]
    area = (box.bottom - box.top) * (box.right - box.left)
    assert (frames[0] == 0).sum() == area * 9
    assert not frames[0, :, :, box.top : box.bottom, box.left : box.right].any()


def test_blur_spreads_a_point_as_its_kernel_says() -> None:
    settings = Augmentations(apply_blur=True, blur_limit=6)
    weights = kernels(settings, MANY)
    assert weights.shape == (400, 5)
    torch.testing.assert_close(weights.sum(1), torch.ones(400))
    assert weights[:, 2].min() < 0.45
    assert weights[:, 2].max() > 0.99
    point = torch.zeros(2, 1, 3, 9, 11)
    point[..., 4, 5] = 100.0
    result = blur(point, weights[:2])
    for clip in range(2):
        expected = torch.outer(weights[clip], weights[clip]) * 100
        torch.testing.assert_close(result[clip, 0, 1, 2:7, 3:8], expected)
        assert result[clip].sum() == pytest.approx(300, rel=1e-4)


def test_a_kernel_larger_than_the_picture_keeps_an_even_one() -> None:
    weights = kernels(Augmentations(apply_blur=True, blur_limit=99), drawn(blur=1.0))
    even = torch.full((1, 2, 3, 8, 8), 40, dtype=torch.uint8)
    torch.testing.assert_close(blur(even, weights), even.float())


@pytest.mark.parametrize(("limit", "does"), [(0, False), (2, False), (3, True)])
def test_small_limits_do_not_blur(limit: int, does: bool) -> None:
    assert blurs(Augmentations(apply_blur=True, blur_limit=limit)) is does


def test_what_is_drawn_does_not_hang_on_other_settings() -> None:
    rotation = Augmentations(apply_random_rotation=True)
    angles = np.arcsin(motions(rotation, MANY, 2, 2)[:, 1, 0])
    expected = MANY.between(Draw.ANGLE, -10 * pi / 180, 10 * pi / 180)
    np.testing.assert_allclose(angles, expected, atol=1e-6)
