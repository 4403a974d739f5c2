from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from trainer_builders import batch_of, heads_of

from hamnosys.errors import OutputError
from trainer.data.batch import Batch
from trainer.data.clips import Clip
from trainer.engine.kit import Kit
from trainer.engine.randomness import (
    deterministic,
    random_states,
    restore_random_states,
    seed_everything,
)
from trainer.engine.resuming import STATE, load_state, save_state
from trainer.engine.training import EpochProgress, FiniteCheck, train_steps
from trainer.errors import CheckpointError

Make = Callable[..., Kit]
LABELS = [[0, 0], [1, 1], [2, 2], [3, -1]]
CPU = torch.device("cpu")
SECTIONS: dict[str, Any] = {
    "train_parameters": {"ema": 0.8, "lr": 1e-2},
    "transformer": {"dropout_rate": 0.5},
    "augmentations_parameters": {"apply_color_jitter": True, "apply_random_erasing": True},
    "freeze_scheduler": {
        "model_params": {"transformer": [False, True]},
        "freeze_pattern_repeats": [4, 1],
        "freeze_mode": "step",
    },
}


def train(
    kit: Kit, clips: Sequence[Clip], batches: Sequence[Batch], progress: EpochProgress
) -> EpochProgress:
    kit.freeze_for(progress.epoch, kit.stepper.step)
    kit.train()
    for _ in train_steps(kit, batches, progress, 1, FiniteCheck(clips)):
        pass
    return progress


def begun() -> EpochProgress:
    return EpochProgress.begin(2, 2, CPU)


@pytest.mark.parametrize("optimizer", ["adamw", "radam"])
@pytest.mark.parametrize("cut", [1, 3, 5])
def test_a_resumed_run_is_the_uninterrupted_one(
    make_kit: Make, clips: list[Clip], tmp_path: Path, cut: int, optimizer: str
) -> None:
    sections = {**SECTIONS, "train_parameters": {"ema": 0.8, "lr": 1e-2, "optimizer": optimizer}}
    batches = [batch_of(LABELS) for _ in range(6)]
    whole = make_kit(**sections)
    seed_everything(3, 0)
    at_once = train(whole, clips, batches, begun())

    first = make_kit(**sections)
    seed_everything(3, 0)
    save_state(tmp_path, first, train(first, clips, batches[:cut], begun()))
    second = make_kit(**sections)
    with torch.no_grad():
        for parameter in second.model.parameters():
            parameter.zero_()
    seed_everything(99, 0)
    progress = load_state(tmp_path, second)
    assert (progress.epoch, progress.steps, progress.clips) == (2, cut, 4 * cut)
    resumed = train(second, clips, batches[cut:], progress)

    assert (resumed.epoch, resumed.steps, resumed.clips) == (2, 6, 24)
    assert resumed.loss(second) == at_once.loss(whole)
    assert second.stepper.step == whole.stepper.step == 6
    pairs = [(whole.model, second.model), (whole.stepper.averaged, second.stepper.averaged)]
    for one, two in pairs:
        assert one is not None
        assert two is not None
        for name, tensor in one.state_dict().items():
            assert torch.equal(tensor, two.state_dict()[name]), name


def test_dropout_would_differ_without_the_random_states(make_kit: Make, clips: list[Clip]) -> None:
    losses = set()
    for seed in (3, 99):
        kit = make_kit(**SECTIONS)
        seed_everything(seed, 0)
        torch.manual_seed(seed)
        batch = batch_of(LABELS)
        losses.add(train(kit, clips, [batch], begun()).loss(kit))
    assert len(losses) == 2


def test_all_random_states_are_brought_back() -> None:
    def draws() -> tuple[Any, ...]:
        return (
            torch.rand(3).tolist(),
            random.random(),
            random.gauss(0, 1),
            np.random.rand(3).tolist(),
            np.random.standard_normal(),
        )

    seed_everything(1, 0)
    draws()
    states = random_states(CPU)
    first = draws()
    seed_everything(2, 0)
    assert draws() != first
    restore_random_states(states, CPU)
    assert draws() == first


def test_each_process_draws_something_else() -> None:
    found = set()
    for rank in (0, 1):
        seed_everything(7, rank)
        found.add((float(torch.rand(())), random.random(), float(np.random.rand())))
    assert len({each[0] for each in found}) == len({each[2] for each in found}) == 2


def test_deterministic_operations_are_asked_for_in_the_block_only() -> None:
    assert not torch.are_deterministic_algorithms_enabled()
    with deterministic(on=True):
        assert torch.are_deterministic_algorithms_enabled()
    with deterministic(on=False):
        assert not torch.are_deterministic_algorithms_enabled()
    with pytest.raises(RuntimeError, match="inside"), deterministic(on=True):
        raise RuntimeError("inside")
    assert not torch.are_deterministic_algorithms_enabled()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_an_error_of_the_output(
    make_kit: Make, clips: list[Clip], tmp_path: Path
) -> None:
    """PyTorch makes a RuntimeError of it, which says nothing of disks."""
    kit = make_kit(**SECTIONS)
    progress = train(kit, clips, [batch_of(LABELS)], begun())
    (tmp_path / STATE).symlink_to("/dev/full")
    with pytest.raises(OutputError, match="No space left"):
        save_state(tmp_path, kit, progress)


# --- states that cannot be used ---


@pytest.fixture
def state(make_kit: Make, clips: list[Clip], tmp_path: Path) -> Path:
    kit = make_kit(**SECTIONS)
    save_state(tmp_path, kit, train(kit, clips, [batch_of(LABELS)], begun()))
    return tmp_path / STATE


@pytest.mark.parametrize("keep", [0, 1, 100, 20_000, -100, -1])
def test_a_truncated_state(make_kit: Make, state: Path, keep: int) -> None:
    state.write_bytes(state.read_bytes()[:keep])
    with pytest.raises(CheckpointError) as caught:
        load_state(state.parent, make_kit(**SECTIONS))
    assert caught.value.file == str(state)
    assert "\n" not in str(caught.value)


def test_a_missing_state(make_kit: Make, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="cannot be read") as caught:
        load_state(tmp_path, make_kit())
    assert caught.value.file == str(tmp_path / STATE)


@pytest.mark.parametrize("content", [[], {}, None, {"format": 9}, torch.zeros(2)])
def test_something_else_in_its_place(make_kit: Make, tmp_path: Path, content: Any) -> None:
    torch.save(content, tmp_path / STATE)
    with pytest.raises(CheckpointError, match="is no state of a run") as caught:
        load_state(tmp_path, make_kit())
    assert "--force" in caught.value.hint


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("model", None),
        ("stepper", None),
        ("stepper", {"optimizer": {}}),
        ("random", []),
        ("random", [{"torch": 3}]),
        ("sums", 3),
        ("epoch", "x"),
    ],
)
def test_a_state_with_a_fault(make_kit: Make, state: Path, key: str, value: Any) -> None:
    torch.save({**torch.load(state, weights_only=True), key: value}, state)
    with pytest.raises(CheckpointError, match="does not fit") as caught:
        load_state(state.parent, make_kit(**SECTIONS))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "key", ["epoch", "steps", "trained", "sums", "totals", "model", "stepper", "random"]
)
def test_a_state_that_lacks_something(make_kit: Make, state: Path, key: str) -> None:
    whole = torch.load(state, weights_only=True)
    del whole[key]
    torch.save(whole, state)
    with pytest.raises(CheckpointError, match=key):
        load_state(state.parent, make_kit(**SECTIONS))


def test_a_state_of_another_model(make_kit: Make, state: Path) -> None:
    other = make_kit(heads=heads_of(shape=4, place=5), **SECTIONS)
    with pytest.raises(CheckpointError, match=r"heads\.place\.1\.weight is \(3, 32\), not \(5"):
        load_state(state.parent, other)


def test_a_state_without_averaged_weights(make_kit: Make, state: Path) -> None:
    whole = torch.load(state, weights_only=True)
    whole["stepper"]["averaged"] = None
    torch.save(whole, state)
    with pytest.raises(CheckpointError, match="does not fit"):
        load_state(state.parent, make_kit(**SECTIONS))


def test_a_state_that_would_run_code(make_kit: Make, tmp_path: Path) -> None:
    torch.save({"format": 1, "model": EvilState(str(tmp_path / "trap"))}, tmp_path / STATE)
    with pytest.raises(CheckpointError, match="could run code"):
        load_state(tmp_path, make_kit())
    assert not (tmp_path / "trap").exists()


class EvilState:
    """Writes a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, (self.path, "w"))
