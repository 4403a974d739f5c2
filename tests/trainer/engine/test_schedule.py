from __future__ import annotations

import math

import pytest
import torch
from trainer_builders import small

from trainer.engine.schedule import Schedule, schedule_of


@pytest.mark.parametrize("steps", [4, 5, 7, 10, 33, 100, 1000])
def test_one_cycle_is_that_of_pytorch_at_every_step(steps: int) -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    theirs = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.3, total_steps=steps, cycle_momentum=False
    )
    ours = Schedule("onecycle", steps)
    for step in range(steps):
        assert 0.3 * ours.factor(step) == pytest.approx(theirs.get_last_lr()[0], rel=1e-9), step
        optimizer.step()
        if step < steps - 1:
            theirs.step()


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_one_cycle_of_few_steps_begins_at_the_full_rate(steps: int) -> None:
    # PyTorch's takes a single step at nearly no rate at all.
    factors = [Schedule("onecycle", steps).factor(step) for step in range(steps)]
    assert factors[0] == 1.0
    assert factors == sorted(factors, reverse=True)
    assert all(factor > 0 for factor in factors)


def test_warm_up_holds_a_tenth_and_each_step_after_it_multiplies() -> None:
    schedule = Schedule("warmup_multiply", 1000, warmup=20.0, multiply=0.95)
    assert [schedule.factor(step) for step in (0, 10, 19)] == [0.1, 0.1, 0.1]
    after = [schedule.factor(step) for step in (20, 21, 22, 30)]
    assert after == pytest.approx([1.0, 0.95, 0.9025, 0.5987369392])


def test_warm_up_of_a_part_of_a_step_is_a_whole_step() -> None:
    schedule = Schedule("warmup_multiply", 100, warmup=2.5, multiply=0.5)
    assert [schedule.factor(step) for step in range(5)] == [0.1, 0.1, 0.1, 1.0, 0.5]


def test_without_warm_up_and_factor_the_rate_stays() -> None:
    assert {Schedule("warmup_multiply", 9).factor(step) for step in range(9)} == {1.0}


def test_cosine_rises_evenly_and_falls_to_nothing() -> None:
    schedule = Schedule("cosine", 14, warmup=4.0)
    assert [schedule.factor(step) for step in range(5)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert schedule.factor(9) == pytest.approx(0.5)
    assert schedule.factor(13) == pytest.approx((1 + math.cos(0.9 * math.pi)) / 2)
    assert schedule.factor(13) > 0
    assert schedule.factor(14) == 0


@pytest.mark.parametrize("kind", ["onecycle", "cosine", "warmup_multiply"])
@pytest.mark.parametrize(("steps", "warmup"), [(1, 0.0), (1, 20.0), (2, 1.0), (50, 50.0)])
def test_every_step_and_those_past_the_end_have_a_rate(
    kind: str, steps: int, warmup: float
) -> None:
    schedule = Schedule(kind, steps, warmup=warmup, multiply=0.9)
    for step in range(2 * steps + 30):
        assert 0 <= schedule.factor(step) <= 1


def test_the_configuration_says_which() -> None:
    keys = {"schedule": "warmup_multiply", "warmup_steps": 3.0, "multiply_lr_step": 0.5}
    schedule = schedule_of(small(None, train_parameters=keys).train_parameters, 70)
    assert schedule == Schedule("warmup_multiply", 70, 3.0, 0.5)
