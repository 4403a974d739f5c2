from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor, distributed, nn
from trainer_builders import batch_of, heads_of

from trainer.data.batch import ABSENT, Batch
from trainer.data.clips import Clip
from trainer.engine.kit import Kit
from trainer.engine.processes import Processes
from trainer.engine.training import EpochProgress, FiniteCheck, grouped, train_steps
from trainer.errors import DeviceError, TrainingError

Make = Callable[..., Kit]
LABELS = [[0, 0], [1, ABSENT], [2, 2], [3, 0]]
PLAIN: dict[str, Any] = {
    # Batch norm depends on who is in a batch; so it rests.
    "freeze_scheduler": {
        "model_params": {"feature_extractor": [True]},
        "freeze_pattern_repeats": [99],
    },
    "transformer": {"dropout_rate": 0.0},
    "train_parameters": {"clip_norm": 0.0},
}


def train(
    kit: Kit, clips: Sequence[Clip], batches: Sequence[Batch], accumulate: int = 1
) -> EpochProgress:
    progress = EpochProgress.begin(0, len(kit.loss.names), kit.device)
    kit.freeze_for(0, kit.stepper.step)
    kit.train()
    for _ in train_steps(kit, batches, progress, accumulate, FiniteCheck(clips)):
        pass
    return progress


def part_of(batch: Batch, start: int, end: int) -> Batch:
    assert isinstance(batch.frames, Tensor)
    return Batch(
        *(
            getattr(batch, name)[start:end]
            for name in ("frames", "mask", "labels", "clips", "mirrored", "real")
        )
    )


def plain_steps(kit: Kit) -> None:
    """Plain steps of 1: weights move by the gradient itself."""
    kit.stepper.optimizer = torch.optim.SGD(kit.model.parameters(), lr=1.0)
    kit.stepper.settings = replace(kit.stepper.settings, lr=1.0, schedule="cosine")


# --- steps ---


def test_batches_are_grouped_and_the_last_group_may_be_smaller() -> None:
    batches: Any = [1, 2, 3, 4, 5]
    assert list(grouped(batches, 2)) == [[1, 2], [3, 4], [5]]
    assert list(grouped(batches, 1)) == [[1], [2], [3], [4], [5]]
    assert list(grouped(batches, 9)) == [[1, 2, 3, 4, 5]]
    assert list(grouped([], 2)) == []


@pytest.mark.parametrize("cuts", [(0, 2, 4), (0, 1, 4), (0, 1, 2, 3, 4)])
def test_accumulated_batches_give_the_step_of_one_batch(
    make_kit: Make, clips: list[Clip], cuts: tuple[int, ...]
) -> None:
    batch = batch_of(LABELS)
    whole, parted = make_kit(**PLAIN), make_kit(**PLAIN)
    before = {name: tensor.clone() for name, tensor in whole.model.state_dict().items()}
    plain_steps(whole)
    plain_steps(parted)
    one = train(whole, clips, [batch])
    parts = [part_of(batch, *cut) for cut in pairwise(cuts)]
    two = train(parted, clips, parts, accumulate=len(parts))
    assert (whole.stepper.step, parted.stepper.step) == (1, 1)
    assert (one.steps, two.steps, one.clips, two.clips) == (1, 1, 4, 4)
    moved = 0.0
    for name, tensor in whole.model.state_dict().items():
        torch.testing.assert_close(parted.model.state_dict()[name], tensor, rtol=1e-4, atol=1e-6)
        moved = max(moved, float((tensor - before[name]).abs().max()))
    assert moved > 1e-3
    assert one.loss(whole) == pytest.approx(two.loss(parted), rel=1e-5)


def test_the_loss_of_an_epoch_is_that_of_its_clips(make_kit: Make, clips: list[Clip]) -> None:
    kit = make_kit(**PLAIN)
    kit.stepper.settings = replace(kit.stepper.settings, lr=1e-12)
    batches = [batch_of(LABELS), batch_of(LABELS[:3]), batch_of([[1, 2]])]
    progress = train(kit, clips, batches)
    labels = torch.cat([batch.labels for batch in batches])
    with torch.no_grad():
        found = [kit.logits(kit.preparation(b, epoch=0), None) for b in batches]
    logits = {name: torch.cat([each[name] for each in found]) for name in found[0]}
    expected = kit.loss(logits, labels, kit.loss.totals(labels)).total
    assert progress.loss(kit) == pytest.approx(float(expected), rel=1e-5)
    assert progress.clips == 8


def test_an_epoch_begins_with_a_loss_of_nothing(make_kit: Make) -> None:
    kit = make_kit()
    assert EpochProgress.begin(3, 2, kit.device).loss(kit) == 0.0


def test_a_step_without_any_label_is_taken(make_kit: Make, clips: list[Clip]) -> None:
    kit = make_kit()
    before = kit.model.heads["shape"][1].weight.detach().clone()  # type: ignore[index, union-attr]
    progress = train(kit, clips, [batch_of([[ABSENT, ABSENT]] * 3)])
    assert progress.loss(kit) == 0.0
    after = kit.model.heads["shape"][1].weight  # type: ignore[index, union-attr]
    assert torch.isfinite(after).all()
    torch.testing.assert_close(after, before, rtol=1e-3, atol=1e-5)


def test_training_learns(make_kit: Make, clips: list[Clip]) -> None:
    kit = make_kit(steps=40, train_parameters={"lr": 1e-2}, transformer={"dropout_rate": 0.0})
    batch = batch_of([[0, 0], [1, 1], [2, 2], [3, 0]])
    losses = [train(kit, clips, [batch]).loss(kit) for _ in range(40)]
    assert losses[-1] < 0.05 < 1.0 < losses[0]


def test_padding_is_given_as_a_mask(make_kit: Make, clips: list[Clip]) -> None:
    kit = make_kit()
    seen: list[Any] = []
    kit.model.register_forward_pre_hook(lambda _model, args: seen.append(args[1]))
    batch = batch_of(LABELS)
    padded = replace(batch, mask=torch.tensor([[True, False]] + [[True, True]] * 3))
    train(kit, clips, [batch, padded])
    assert seen[0] is None
    assert torch.equal(seen[1], padded.mask)


# --- losses that are no numbers ---


def test_a_loss_that_is_no_number_stops_and_names_the_batch(
    make_kit: Make, clips: list[Clip]
) -> None:
    kit = make_kit()
    train(kit, clips, [batch_of(LABELS)])
    bad = replace(batch_of([*LABELS, *LABELS]), clips=torch.arange(8).flip(0))
    progress = EpochProgress.begin(1, 2, kit.device)
    hook = kit.model.register_forward_hook(
        lambda _model, _args, logits: {name: each * float("nan") for name, each in logits.items()}
    )

    def batches() -> Iterator[Batch]:
        yield bad
        hook.remove()
        yield batch_of(LABELS)

    with pytest.raises(TrainingError, match="the loss is nan in epoch 2, step 1") as caught:
        list(train_steps(kit, batches(), progress, 1, FiniteCheck(clips)))
    assert "clip_7, clip_6, clip_5, clip_4, clip_3 and 3 more" in caught.value.message
    assert "clip_norm" in caught.value.hint


def test_the_last_loss_of_an_epoch_is_looked_at(make_kit: Make, clips: list[Clip]) -> None:
    kit = make_kit()
    with torch.no_grad():
        kit.model.heads["shape"][1].bias.fill_(float("inf"))  # type: ignore[index, union-attr]
    with pytest.raises(TrainingError, match=r"epoch 1, step 1, on the batch of clip_0, clip_1 \("):
        train(kit, clips, [batch_of(LABELS[:2])])


def test_memory_that_is_short_is_told_with_the_batch(make_kit: Make, clips: list[Clip]) -> None:
    kit = make_kit()

    def refuse(*_args: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.")

    kit.model.register_forward_pre_hook(refuse)
    with pytest.raises(DeviceError, match="a batch of 4 clips of 2 frames") as caught:
        train(kit, clips, [batch_of(LABELS)])
    assert "batch_size" in caught.value.hint


# --- several processes ---


@pytest.fixture
def group(monkeypatch: pytest.MonkeyPatch) -> Iterator[Processes]:
    """A group of one that takes itself for one of two."""
    monkeypatch.setenv("GLOO_SOCKET_IFNAME", "lo")
    distributed.init_process_group("gloo", store=distributed.HashStore(), rank=0, world_size=1)
    yield Processes(0, 2, 0)
    distributed.destroy_process_group()


@pytest.mark.parametrize("accumulate", [1, 2])
def test_heads_of_weight_0_and_frozen_parts_do_not_stop_several_processes(
    make_kit: Make, clips: list[Clip], group: Processes, accumulate: int
) -> None:
    shape, place = heads_of(shape=4, place=3)
    kit = make_kit(
        heads=(shape, replace(place, loss_weight=0.0)),
        processes=group,
        freeze_scheduler={
            "model_params": {"feature_extractor": [True, False]},
            "freeze_pattern_repeats": [1, 2],
            "freeze_mode": "step",
        },
    )
    train(kit, clips, [batch_of(LABELS)] * 5 * accumulate, accumulate)
    assert isinstance(kit.network, nn.parallel.DistributedDataParallel)
    assert kit.stepper.step == 5


def test_one_place_of_one_picture_is_too_little_for_a_batch_norm(
    make_kit: Make, clips: list[Clip]
) -> None:
    kit = make_kit()
    with pytest.raises(TrainingError, match="one number a channel") as caught:
        train(kit, clips, [batch_of([[0, 0]], frames=1)])
    assert "batch_size" in caught.value.hint
