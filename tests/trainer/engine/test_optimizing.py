from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from trainer_builders import heads_of, small

from trainer.engine.kit import Kit
from trainer.engine.optimizing import Stepper, averaged_model, make_optimizer
from trainer.engine.schedule import Schedule
from trainer.model.recognizer import Recognizer

CPU = torch.device("cpu")
CONSTANT = Schedule("warmup_multiply", 100)


def stepper_of(model: nn.Module, optimizer: Any = None, **training: Any) -> Stepper:
    settings = small(None, train_parameters={"lr": 0.5, **training}).train_parameters
    return Stepper(
        model,
        optimizer or torch.optim.SGD(model.parameters(), lr=123.0),
        CONSTANT,
        settings,
        torch.amp.GradScaler("cpu", enabled=False),
        averaged_model(model, settings.ema),
    )


def take(stepper: Stepper, factor: float = 1.0) -> None:
    stepper.backward(factor * sum(p.sum() for p in stepper.model.parameters()))  # type: ignore[arg-type]
    stepper.take()


# --- steps ---


def test_the_rate_of_each_step_is_that_of_the_schedule() -> None:
    model = nn.Linear(1, 1, bias=False)
    stepper = stepper_of(model, clip_norm=0.0)
    stepper.schedule = Schedule("warmup_multiply", 9, warmup=2.0, multiply=0.5)
    moved = []
    for step in range(5):
        before = model.weight.item()
        assert stepper.step == step
        rate = stepper.lr
        take(stepper)
        assert stepper.lr_before == rate
        moved.append(before - model.weight.item())
    assert moved == pytest.approx([0.05, 0.05, 0.5, 0.25, 0.125], rel=1e-4)


@pytest.mark.parametrize(("norm", "expected"), [(0.5, 0.5), (0.0, 6.0), (100.0, 6.0)])
def test_the_gradient_is_clipped_to_a_norm(norm: float, expected: float) -> None:
    model = nn.Linear(4, 1, bias=False)  # a gradient of (3, 3, 3, 3) has norm 6
    stepper = stepper_of(model, clip_norm=norm)
    before = model.weight.detach().clone()
    take(stepper, 3.0)
    assert float((before - model.weight.detach()).norm()) == pytest.approx(0.5 * expected, rel=1e-4)


def test_gradients_are_cleared() -> None:
    model = nn.Linear(2, 2)
    take(stepper_of(model))
    assert all(parameter.grad is None for parameter in model.parameters())


# --- averaged weights ---


def test_averaged_weights_follow_slowly() -> None:
    model = nn.Linear(1, 1, bias=False)
    stepper = stepper_of(model, ema=0.25, clip_norm=0.0)
    assert stepper.averaged is not None
    take(stepper)
    expected = model.weight.item()
    assert stepper.averaged.module.weight.item() == expected
    for count in range(1, 9):
        take(stepper)
        decay = min(0.25, (1 + count) / (10 + count))
        expected = decay * expected + (1 - decay) * model.weight.item()
        assert stepper.averaged.module.weight.item() == pytest.approx(expected, rel=1e-5)
        assert stepper.averaged.module.weight.item() > model.weight.item()


def test_averaged_batch_norms_follow_too() -> None:
    model = nn.Sequential(nn.BatchNorm1d(2))
    stepper = stepper_of(model, ema=0.9)
    assert stepper.averaged is not None
    followed = stepper.averaged.module[0]
    means = []
    for _ in range(4):
        model(torch.randn(8, 2) + 3)
        take(stepper)
        means.append((float(followed.running_mean[0]), float(model[0].running_mean[0])))  # type: ignore[index]
    assert means[0][0] == means[0][1]
    assert all(means[0][0] < averaged < own for averaged, own in means[1:])
    assert int(followed.num_batches_tracked) == 4
    assert all(torch.isfinite(tensor).all() for tensor in followed.state_dict().values())


def test_without_a_decay_there_are_none() -> None:
    assert averaged_model(nn.Linear(1, 1), 0.0) is None


# --- the optimizer ---


def groups(model: nn.Module, optimizer: torch.optim.Optimizer) -> tuple[set[str], set[str]]:
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    found = [{names[id(p)] for p in group["params"]} for group in optimizer.param_groups]
    assert [group["weight_decay"] for group in optimizer.param_groups] == [0.3, 0.0]
    assert len(found) == 2
    return found[0], found[1]


@pytest.mark.parametrize("kind", ["adamw", "radam"])
def test_biases_norms_and_positions_do_not_decay(kind: str) -> None:
    config = small(
        None,
        train_parameters={"weight_decay": 0.3, "optimizer": kind},
        feature_extractor={"model_path": "test_vit", "model_args": {}},
        transformer={"pooling": "token"},
    )
    model = Recognizer(config, heads_of(shape=4), (32, 32))
    optimizer = make_optimizer(model, config.train_parameters, CPU)
    decaying, others = groups(model, optimizer)
    assert decaying | others == {name for name, _ in model.named_parameters()}
    assert not decaying & others
    assert {
        "transformer.positions.table",
        "transformer.token",
        "transformer.norm.weight",
        "heads.shape.1.bias",
        "feature_extractor.backbone.pos_embed",
        "feature_extractor.backbone.cls_token",
        "feature_extractor.backbone.blocks.0.norm1.weight",
    } <= others
    assert {
        "heads.shape.1.weight",
        "transformer.output.weight",
        "feature_extractor.backbone.blocks.0.attn.qkv.weight",
    } <= decaying


@pytest.mark.parametrize(
    ("kind", "theirs"), [("adamw", torch.optim.AdamW), ("radam", torch.optim.RAdam)]
)
def test_steps_are_those_of_pytorch(kind: str, theirs: Any) -> None:
    settings = small(
        None, train_parameters={"lr": 0.1, "weight_decay": 0.3, "optimizer": kind}
    ).train_parameters
    ours = nn.Linear(3, 3, bias=False)
    other = nn.Linear(3, 3, bias=False)
    other.load_state_dict(ours.state_dict())
    more = {"decoupled_weight_decay": True} if kind == "radam" else {}
    one = make_optimizer(ours, settings, CPU)
    two = theirs(other.parameters(), lr=0.1, weight_decay=0.3, **more)
    for step in range(8):
        rows = torch.randn(4, 3) + step
        for model, optimizer in ((ours, one), (other, two)):
            optimizer.zero_grad()
            model(rows).square().mean().backward()
            optimizer.step()
    torch.testing.assert_close(ours.weight, other.weight)


# --- going on ---


@pytest.mark.parametrize("kind", ["adamw", "radam"])
def test_a_restored_stepper_goes_on_as_the_first_would_have(
    kind: str, make_kit: Callable[..., Kit]
) -> None:
    keys = {"optimizer": kind, "ema": 0.5}

    def steps(kit: Kit, first: int, last: int) -> None:
        for step in range(first, last):
            for number, parameter in enumerate(kit.model.parameters()):
                generator = torch.Generator().manual_seed(1000 * step + number)
                parameter.grad = torch.randn(parameter.shape, generator=generator)
            kit.stepper.take()

    whole = make_kit(train_parameters=keys)
    steps(whole, 0, 6)
    first = make_kit(train_parameters=keys)
    steps(first, 0, 3)
    second = make_kit(train_parameters=keys)
    second.model.load_state_dict(first.model.state_dict())
    second.stepper.restore(first.stepper.state())
    assert second.stepper.step == 3
    steps(second, 3, 6)
    for one, two in (
        (whole.model, second.model),
        (whole.stepper.averaged, second.stepper.averaged),
    ):
        assert one is not None
        assert two is not None
        for name, tensor in one.state_dict().items():
            assert torch.equal(tensor, two.state_dict()[name]), name
