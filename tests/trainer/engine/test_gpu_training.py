"""On a GPU: every precision, memory order and compilation."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from trainer_builders import batch_of

from trainer.data.clips import Clip
from trainer.engine.device import choose_device, describe_device
from trainer.engine.kit import Kit
from trainer.engine.processes import Processes
from trainer.engine.randomness import deterministic, seed_everything
from trainer.engine.resuming import load_state, save_state
from trainer.engine.training import EpochProgress, FiniteCheck, train_steps

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU"),
]
LABELS = [[0, 0], [1, 1], [2, 2], [3, 0]]
Make = Callable[..., Kit]


def losses_of(
    kit: Kit, clips: list[Clip], steps: int, *, padded: bool = False, side: int = 32
) -> list[float]:
    """Losses of one batch again and again."""
    batch = batch_of(LABELS, size=(side, side))
    batch.mask[0, 1] = not padded
    found = []
    for _ in range(steps):
        progress = EpochProgress.begin(0, 2, kit.device)
        kit.freeze_for(0, kit.stepper.step)
        kit.train()
        for _ in train_steps(kit, [batch], progress, 1, FiniteCheck(clips)):
            pass
        found.append(progress.loss(kit))
    return found


def on_gpu(make_kit: Make, *, steps: int = 30, **sections: Any) -> Kit:
    device = choose_device(0, Processes())
    training = {"lr": 1e-2, "ema": 0.5, **sections.pop("train_parameters", {})}
    sections.setdefault("transformer", {"dropout_rate": 0.0})
    return make_kit(steps=steps, device=str(device), train_parameters=training, **sections)


@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16"])
@pytest.mark.parametrize("channels_last", [True, False])
@pytest.mark.parametrize("padded", [True, False])
def test_training_lowers_the_loss(
    make_kit: Make, clips: list[Clip], precision: str, channels_last: bool, padded: bool
) -> None:
    kit = on_gpu(
        make_kit, train_parameters={"precision": precision, "channels_last": channels_last}
    )
    losses = losses_of(kit, clips, 30, padded=padded)
    assert losses[-1] < 0.2 < losses[0]
    assert kit.stepper.averaged is not None
    for module in (kit.model, kit.stepper.averaged):
        for name, tensor in module.state_dict().items():
            assert torch.isfinite(tensor).all(), name
            assert tensor.device.type == "cuda" or name == "n_averaged", name


@pytest.mark.parametrize("name", ["sign_language_cnn_transformer", "lstm", "fake_transformer"])
def test_every_temporal_model_runs_in_bf16_with_padding(
    make_kit: Make, clips: list[Clip], name: str
) -> None:
    kit = on_gpu(
        make_kit, transformer={"name": name}, train_parameters={"precision": "bf16"}, steps=5
    )
    assert all(loss < 10 for loss in losses_of(kit, clips, 5, padded=True))


@pytest.mark.slow
def test_a_compiled_model_gives_the_losses_of_a_plain_one(
    make_kit: Make, clips: list[Clip]
) -> None:
    found = []
    for compiled in (False, True):
        kit = on_gpu(make_kit, train_parameters={"compile": compiled})
        torch.manual_seed(1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the compiler's own
            found.append(losses_of(kit, clips, 5))
    assert found[1] == pytest.approx(found[0], rel=2e-2)


def test_deterministic_training_gives_the_same_bits(make_kit: Make, clips: list[Clip]) -> None:
    found = []
    for _ in range(2):
        kit = on_gpu(
            make_kit,
            size=(448, 448),
            feature_extractor={"pooling": "grid"},
            transformer={"dropout_rate": 0.3},
        )
        torch.manual_seed(1)
        with deterministic(on=True):
            found.append(losses_of(kit, clips, 3, padded=True, side=448))
    assert found[0] == found[1]


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_a_resumed_run_goes_on_with_the_state_of_the_gpu(
    make_kit: Make, clips: list[Clip], tmp_path: Path, precision: str
) -> None:
    keys: dict[str, Any] = {
        "transformer": {"dropout_rate": 0.5},
        "train_parameters": {"precision": precision},
    }
    first = on_gpu(make_kit, **keys)
    seed_everything(1, 0)
    losses_of(first, clips, 2)
    save_state(tmp_path, first, EpochProgress.begin(0, 2, first.device))
    torch.manual_seed(4)
    state = torch.cuda.get_rng_state()
    second = on_gpu(make_kit, **keys)
    load_state(tmp_path, second)
    assert not torch.equal(torch.cuda.get_rng_state(), state)
    assert second.stepper.scaler.get_scale() == first.stepper.scaler.get_scale()
    for name, tensor in first.model.state_dict().items():
        assert torch.equal(tensor, second.model.state_dict()[name]), name
    assert all(loss < 10 for loss in losses_of(second, clips, 2))


def test_the_device_has_a_name() -> None:
    assert "CPU" not in describe_device(torch.device("cuda", 0))
