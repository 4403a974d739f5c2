from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from trainer_builders import small

from trainer.model.temporal import Positions, masked_mean, temporal_model

WIDTH, FRAMES = 16, 6
ORDERED = ("sign_language_transformer", "sign_language_cnn_transformer", "lstm")
KINDS: tuple[dict[str, Any], ...] = (
    *({"name": name} for name in (*ORDERED, "fake_transformer")),
    {"name": "sign_language_transformer", "pooling": "token"},
    {"name": "sign_language_cnn_transformer", "pooling": "token"},
    {"name": "sign_language_transformer", "positions": "sinusoidal"},
    {"name": "lstm", "num_encoder_layers": 2},
)
every_kind = pytest.mark.parametrize(
    "kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values()))
)


def model_of(kind: dict[str, Any], frames: int = FRAMES, dropout: float = 0.0) -> nn.Module:
    settings = small(None, transformer={"dropout_rate": dropout, "output_size": 24, **kind})
    return temporal_model(settings.transformer, WIDTH, frames)


def clips_and_mask() -> tuple[Tensor, Tensor]:
    mask = torch.ones(3, FRAMES, dtype=torch.bool)
    mask[0, 4:] = False
    mask[2, 1:] = False
    return torch.randn(3, FRAMES, WIDTH), mask


@every_kind
def test_what_stands_in_padding_does_not_change_the_result(kind: dict[str, Any]) -> None:
    model = model_of(kind).eval()
    clips, mask = clips_and_mask()
    other = torch.where(mask.unsqueeze(-1), clips, 50 * torch.randn(clips.shape))
    torch.testing.assert_close(model(clips, mask), model(other, mask))


@every_kind
def test_a_frame_that_is_there_does_change_it(kind: dict[str, Any]) -> None:
    model = model_of(kind).eval()
    clips, mask = clips_and_mask()
    other = clips.clone()
    other[0, 3] += torch.randn(WIDTH)
    changed = (model(clips, mask) - model(other, mask)).abs().amax(1)
    assert changed[0] > 1e-4
    assert changed[1:].max() < 1e-6


@every_kind
def test_a_padded_clip_is_as_it_is_alone(kind: dict[str, Any]) -> None:
    model = model_of(kind).eval()
    clips, mask = clips_and_mask()
    together = model(clips, mask)
    for place, count in enumerate(mask.sum(1).tolist()):
        alone = model(clips[place : place + 1, :count], None)
        torch.testing.assert_close(together[place], alone[0], rtol=1e-4, atol=1e-5)


@every_kind
def test_no_mask_is_a_mask_that_is_all_true(kind: dict[str, Any]) -> None:
    model = model_of(kind).eval()
    clips, mask = clips_and_mask()
    torch.testing.assert_close(model(clips, None), model(clips, torch.ones_like(mask)))


@every_kind
def test_the_result_has_its_size_with_one_frame_and_with_several(kind: dict[str, Any]) -> None:
    model = model_of(kind)
    for frames in (1, 2, FRAMES):
        assert model(torch.randn(2, frames, WIDTH), None).shape == (2, 24)
    assert model_of(kind, frames=1)(torch.randn(5, 1, WIDTH), None).shape == (5, 24)


@every_kind
def test_every_parameter_gets_a_gradient_through_a_mask(kind: dict[str, Any]) -> None:
    model = model_of(kind, dropout=0.1)
    clips, mask = clips_and_mask()
    (model(clips, mask) * torch.randn(3, 24)).sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        assert parameter.grad.abs().sum() > 0, name


@every_kind
def test_it_runs_in_bf16(kind: dict[str, Any]) -> None:
    model = model_of(kind).eval()
    clips, mask = clips_and_mask()
    with torch.autocast("cpu", torch.bfloat16):
        found = model(clips, mask)
    torch.testing.assert_close(found.float(), model(clips, mask), rtol=0.1, atol=0.1)


@pytest.mark.parametrize("name", ORDERED)
@pytest.mark.parametrize("positions", ["learned", "sinusoidal"])
def test_the_order_of_frames_counts(name: str, positions: str) -> None:
    model = model_of({"name": name, "positions": positions}).eval()
    clips, mask = clips_and_mask()
    turned = clips.clone()
    turned[:, :4] = clips[:, :4].flip(1)
    difference = (model(clips, mask) - model(turned, mask)).abs().amax(1)
    assert difference[0] > 1e-3
    assert difference[1] > 1e-3


def test_without_positions_the_transformer_would_not_know_the_order() -> None:
    model = model_of({"name": "sign_language_transformer"}).eval()
    with torch.no_grad():
        model.positions.table.zero_()  # type: ignore[union-attr, operator]
    clips = torch.randn(2, FRAMES, WIDTH)
    torch.testing.assert_close(model(clips, None), model(clips.flip(1), None))


def test_the_fake_one_knows_no_order() -> None:
    model = model_of({"name": "fake_transformer"}).eval()
    clips = torch.randn(2, FRAMES, WIDTH)
    torch.testing.assert_close(model(clips, None), model(clips.flip(1), None))


def test_the_fake_one_is_the_mean_where_sizes_agree() -> None:
    model = model_of({"name": "fake_transformer", "output_size": WIDTH})
    clips, mask = clips_and_mask()
    found = model(clips, mask)
    torch.testing.assert_close(found[0], clips[0, :4].mean(0))
    torch.testing.assert_close(found[2], clips[2, 0])
    assert not list(model.parameters())


def test_the_token_is_read_and_not_the_frames() -> None:
    model = model_of({"name": "sign_language_transformer", "pooling": "token"}).eval()
    clips, mask = clips_and_mask()
    before = model(clips, mask)
    # Without attention the token sees no frame.
    with torch.no_grad():
        for block in model.blocks:  # type: ignore[union-attr]
            block.project_out.weight.zero_()  # type: ignore[union-attr, operator]
    alone = model(clips, mask)
    torch.testing.assert_close(alone, alone[:1].expand(3, -1))
    assert (before - before[:1])[1:].abs().max() > 1e-3


def test_layers_are_residual() -> None:
    model = model_of({"name": "sign_language_transformer", "num_encoder_layers": 3}).eval()
    with torch.no_grad():
        for block in model.blocks:  # type: ignore[union-attr]
            for layer in (block.project_out, block.feedforward[3]):  # type: ignore[union-attr, index]
                layer.weight.zero_()  # type: ignore[union-attr, operator]
                layer.bias.zero_()  # type: ignore[union-attr, operator]
    clips, mask = clips_and_mask()
    placed = model.norm(model.positions(clips))  # type: ignore[operator]
    expected = model.output(masked_mean(placed, mask))  # type: ignore[operator]
    torch.testing.assert_close(model(clips, mask), expected)


@pytest.mark.parametrize("width", [8, 7])
def test_sinusoidal_positions_are_those_of_the_paper(width: int) -> None:
    found = Positions(width, 5, "sinusoidal")(torch.zeros(1, 5, width))[0]
    for place in range(5):
        for column in range(width):
            angle = place / 10_000 ** ((column - column % 2) / width)
            wave = math.cos if column % 2 else math.sin
            assert float(found[place, column]) == pytest.approx(wave(angle), abs=1e-5)


def test_sinusoidal_positions_are_neither_learned_nor_saved() -> None:
    positions = Positions(8, 5, "sinusoidal")
    assert not list(positions.parameters())
    assert not positions.state_dict()
    assert [name for name, _ in Positions(8, 5, "learned").named_parameters()] == ["table"]


def test_dropout_acts_in_training_only() -> None:
    for kind in KINDS:
        model = model_of(kind, dropout=0.5)
        clips, mask = clips_and_mask()
        differs = not torch.equal(model(clips, mask), model(clips, mask))
        assert differs == (kind["name"] != "fake_transformer"), kind
        model.eval()
        assert torch.equal(model(clips, mask), model(clips, mask))
