from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from trainer_builders import batch_of, heads_of, small

from trainer.data.clips import Clip
from trainer.engine.freezing import (
    NOTHING_FROZEN,
    FreezePlan,
    check_parts,
    describe,
    freeze,
    freeze_plan,
    part,
    set_training,
)
from trainer.engine.kit import Kit
from trainer.engine.training import EpochProgress, FiniteCheck, train_steps
from trainer.errors import ConfigError
from trainer.model.recognizer import Recognizer

EXAMPLE = {
    "model_params": {"feature_extractor": [True, False], "transformer": [False, True]},
    "freeze_pattern_repeats": [10, 5],
    "freeze_mode": "epoch",
}
LABELS = [[0, 0], [1, 1], [2, 2], [3, 0]]


def plan_of(**keys: Any) -> FreezePlan:
    return freeze_plan(small(None, freeze_scheduler=keys).freeze_scheduler)


def model_of() -> Recognizer:
    return Recognizer(small(None), heads_of(shape=4, place=3), (32, 32))


def trained_parts(model: nn.Module) -> set[str]:
    return {name.split(".")[0] for name, p in model.named_parameters() if p.requires_grad}


# --- the plan ---


def test_the_example_of_the_documentation() -> None:
    plan = plan_of(**EXAMPLE)
    model = model_of()
    seen = []
    for epoch in range(20):
        freeze(model, plan.pattern(epoch))
        seen.append(trained_parts(model))
    everything = {"feature_extractor", "transformer", "heads"}
    assert seen[:10] == [{"transformer", "heads"}] * 10
    assert seen[10:15] == [{"feature_extractor", "heads"}] * 5
    assert seen[15:] == [everything] * 5


def test_a_pattern_of_no_repeats_is_passed_over() -> None:
    plan = plan_of(
        model_params={"transformer": [True, False, True]}, freeze_pattern_repeats=[1, 0, 2]
    )
    frozen = [plan.pattern(epoch).get("transformer", False) for epoch in range(5)]
    assert frozen == [True, True, True, False, False]


def test_without_a_section_nothing_is_frozen() -> None:
    assert freeze_plan(None) is NOTHING_FROZEN
    assert NOTHING_FROZEN.pattern(0) == {}
    check_parts(model_of(), NOTHING_FROZEN)


def test_what_people_are_told() -> None:
    assert describe({"a": True, "b.c": True, "d": False}) == "frozen: a, b.c"
    assert describe({"a": False}) == describe({}) == "everything is trained"


# --- parts ---


def test_parts_may_be_dotted_and_nested() -> None:
    model = model_of()
    freeze(model, {"feature_extractor.backbone.layer1": False, "feature_extractor": True})
    trained = {name for name, p in model.named_parameters() if p.requires_grad}
    inner = {n for n in trained if n.startswith("feature_extractor")}
    assert inner
    assert all(name.startswith("feature_extractor.backbone.layer1.") for name in inner)
    assert "transformer.output.weight" in trained
    set_training(model, {"feature_extractor.backbone.layer1": False, "feature_extractor": True})
    backbone = part(model, "feature_extractor.backbone")
    assert not backbone.bn1.training  # type: ignore[union-attr]
    assert part(model, "feature_extractor.backbone.layer1.0.bn1").training
    assert part(model, "transformer").training
    freeze(model, {"feature_extractor": False, "feature_extractor.backbone.layer1": True})
    trained = {name for name, p in model.named_parameters() if p.requires_grad}
    assert "feature_extractor.projection.0.weight" in trained
    assert not any("layer1" in name for name in trained)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("nonsense", "feature_extractor, transformer, heads"),
        ("backbone", "feature_extractor, transformer, heads"),
        ("feature_extractor.nonsense", "feature_extractor.backbone, feature_extractor.pooling"),
        ("feature_extractor.nonsense.deep", "feature_extractor.backbone, "),
        ("nonsense.deep", "feature_extractor, transformer, heads"),
        ("heads.nonsense", "heads.shape, heads.place"),
        ("transformer.norm.nonsense", "transformer.norm has no parts"),
        ("transformer.positions.table", "transformer.positions has no parts"),
        ("transformer.", "transformer.positions, "),
    ],
)
def test_an_unknown_part_is_told_with_those_that_there_are(name: str, known: str) -> None:
    plan = plan_of(model_params={name: [True]}, freeze_pattern_repeats=[1])
    with pytest.raises(ConfigError, match=f"the model has no part '{name}'") as caught:
        check_parts(model_of(), plan)
    assert known in caught.value.hint


def test_a_plan_that_leaves_nothing_to_train_is_refused() -> None:
    names = ("feature_extractor", "transformer", "heads")
    plan = plan_of(
        model_params={name: [False, True] for name in names}, freeze_pattern_repeats=[3, 1]
    )
    with pytest.raises(ConfigError, match="nothing is left to train where feature_extractor, "):
        check_parts(model_of(), plan)


def test_checking_a_plan_leaves_everything_trained() -> None:
    model = model_of()
    check_parts(model, plan_of(**EXAMPLE))
    assert all(parameter.requires_grad for parameter in model.parameters())


# --- in training ---


def snapshot(kit: Kit) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in kit.model.state_dict().items()}


def changed(kit: Kit, before: dict[str, Tensor]) -> dict[str, set[bool]]:
    """Of each part, and of its batch norms' statistics, whether tensors moved and whether not."""
    after = kit.model.state_dict()
    found: dict[str, set[bool]] = {}
    for name, tensor in before.items():
        kind = ":statistics" if "running_" in name or "num_batches" in name else ""
        found.setdefault(name.split(".")[0] + kind, set()).add(not torch.equal(tensor, after[name]))
    return found


def train(kit: Kit, clips: list[Clip], *, epoch: int = 0, steps: int = 2) -> None:
    progress = EpochProgress.begin(epoch, len(kit.loss.names), kit.device)
    kit.freeze_for(epoch, kit.stepper.step)
    kit.train()
    batches = (batch_of(LABELS) for _ in range(steps))
    for _ in train_steps(kit, batches, progress, 1, FiniteCheck(clips)):
        pass


MOVES, RESTS = {True}, {False}


@pytest.mark.parametrize("optimizer", ["adamw", "radam"])
def test_frozen_parts_and_their_batch_norms_do_not_move(
    make_kit: Callable[..., Kit], clips: list[Clip], optimizer: str
) -> None:
    kit = make_kit(
        freeze_scheduler={**EXAMPLE, "freeze_pattern_repeats": [1, 1]},
        train_parameters={
            "weight_decay": 0.5,
            "optimizer": optimizer,
            "lr": 0.01,
            "schedule": "warmup_multiply",
        },
    )
    train(kit, clips, epoch=2, steps=8)  # every parameter has its moments
    before = snapshot(kit)
    train(kit, clips, epoch=0)
    assert changed(kit, before) == {
        "feature_extractor": RESTS,
        "feature_extractor:statistics": RESTS,
        "transformer": MOVES,
        "heads": MOVES,
    }
    before = snapshot(kit)
    train(kit, clips, epoch=1)
    assert changed(kit, before) == {
        "feature_extractor": MOVES,
        "feature_extractor:statistics": MOVES,
        "transformer": RESTS,
        "heads": MOVES,
    }
    before = snapshot(kit)
    train(kit, clips, epoch=2)
    assert set(map(frozenset, changed(kit, before).values())) == {frozenset(MOVES)}


def test_steps_are_counted_over_all_epochs(make_kit: Callable[..., Kit], clips: list[Clip]) -> None:
    kit = make_kit(
        freeze_scheduler={
            "model_params": {"feature_extractor": [True, False], "transformer": [False, True]},
            "freeze_pattern_repeats": [3, 2],
            "freeze_mode": "step",
        },
        train_parameters={"schedule": "warmup_multiply", "lr": 0.01},
    )
    kit.stepper.step = 5
    train(kit, clips, steps=3)  # blocks of the network begin as nothing
    kit.stepper.step = 0
    seen = []
    for epoch in range(4):
        progress = EpochProgress.begin(epoch, 2, kit.device)
        steps = train_steps(kit, [batch_of(LABELS)] * 2, progress, 1, FiniteCheck(clips))
        kit.freeze_for(epoch, kit.stepper.step)
        kit.train()
        before = snapshot(kit)
        for _ in steps:
            moved = changed(kit, before)
            seen.append((moved["feature_extractor"], moved["transformer"]))
            assert moved["feature_extractor:statistics"] == moved["feature_extractor"]
            before = snapshot(kit)
    assert seen == [(RESTS, MOVES)] * 3 + [(MOVES, RESTS)] * 2 + [(MOVES, MOVES)] * 3


def test_a_change_is_told_once(make_kit: Callable[..., Kit]) -> None:
    kit = make_kit(freeze_scheduler={**EXAMPLE, "freeze_pattern_repeats": [2, 1]})
    assert [kit.freeze_for(epoch, 99) for epoch in range(5)] == [True, False, True, True, False]
    assert kit.news()
    assert not kit.news()


def test_averaged_weights_of_frozen_parts_do_not_move(
    make_kit: Callable[..., Kit], clips: list[Clip]
) -> None:
    kit = make_kit(freeze_scheduler=EXAMPLE, train_parameters={"ema": 0.9, "weight_decay": 0.5})
    before = snapshot(kit)
    train(kit, clips, steps=3)
    assert kit.stepper.averaged is not None
    for name, tensor in kit.stepper.averaged.module.state_dict().items():
        if name.startswith("feature_extractor"):
            assert torch.equal(tensor, before[name]), name


def test_a_head_of_weight_0_does_not_move(make_kit: Callable[..., Kit], clips: list[Clip]) -> None:
    from dataclasses import replace

    shape, place = heads_of(shape=4, place=3)
    kit = make_kit(
        heads=(shape, replace(place, loss_weight=0.0)),
        train_parameters={"weight_decay": 0.5},
        freeze_scheduler={"model_params": {"heads": [False]}, "freeze_pattern_repeats": [1]},
    )
    before = snapshot(kit)
    for epoch in range(3):
        train(kit, clips, epoch=epoch)
    after = kit.model.state_dict()
    assert torch.equal(after["heads.place.1.weight"], before["heads.place.1.weight"])
    assert not torch.equal(after["heads.shape.1.weight"], before["heads.shape.1.weight"])
