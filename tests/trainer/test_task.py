from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from torch import Tensor
from trainer_builders import heads_of

from trainer.data.batch import ABSENT
from trainer.heads import HeadSpec
from trainer.task import MultiHeadLoss

HEADS = heads_of(shape=4, place=3, side=2)
LABELS = torch.tensor(
    [[0, 2, ABSENT], [3, ABSENT, 1], [1, 0, 0], [ABSENT, ABSENT, ABSENT], [3, 1, 1]]
)
WEIGHTS = {"shape": [0.5, 2.0, 1.0, 3.0], "side": [4.0, 0.25]}


def weighted(*weights: float) -> tuple[HeadSpec, ...]:
    return tuple(
        replace(head, loss_weight=weight) for head, weight in zip(HEADS, weights, strict=True)
    )


def some_logits(count: int = len(LABELS)) -> dict[str, Tensor]:
    return {head.name: (3 * torch.randn(count, head.classes)).requires_grad_() for head in HEADS}


def grads(logits: dict[str, Tensor]) -> dict[str, Tensor | None]:
    return {name: values.grad for name, values in logits.items()}


def naive(
    logits: dict[str, Tensor],
    heads: Sequence[HeadSpec],
    weights: dict[str, list[float]],
    smoothing: float,
    gamma: float,
) -> float:
    total = 0.0
    for place, head in enumerate(heads):
        of_class = weights.get(head.name, [1.0] * head.classes)
        loss = counted = 0.0
        for row, target in zip(logits[head.name].tolist(), LABELS[:, place].tolist(), strict=True):
            if target == ABSENT:
                continue
            norm = math.log(sum(math.exp(value) for value in row))
            minus = [norm - value for value in row]
            each = (1 - smoothing) * of_class[target] * minus[target]
            each += sum(w * m for w, m in zip(of_class, minus, strict=True)) * smoothing / len(row)
            loss += each * (1 - math.exp(-minus[target])) ** gamma
            counted += of_class[target]
        total += head.loss_weight * loss / counted
    return total / sum(head.loss_weight for head in heads)


@pytest.mark.parametrize("heads", [HEADS, weighted(2.0, 0.5, 1.0), weighted(0.0, 3.0, 1.0)])
@pytest.mark.parametrize("weights", [{}, WEIGHTS])
@pytest.mark.parametrize(
    ("smoothing", "gamma"), [(0.0, 0.0), (0.2, 0.0), (0.0, 2.0), (0.0, 0.5), (0.1, 1.5)]
)
def test_the_loss_is_that_of_a_naive_computation(
    heads: tuple[HeadSpec, ...], weights: dict[str, list[float]], smoothing: float, gamma: float
) -> None:
    loss = MultiHeadLoss(heads, class_weights=weights, label_smoothing=smoothing, focal_gamma=gamma)
    logits = {name: values.detach() for name, values in some_logits().items()}
    found = loss(logits, LABELS, loss.totals(LABELS)).total
    assert float(found) == pytest.approx(naive(logits, heads, weights, smoothing, gamma), rel=1e-5)


def test_it_is_pytorchs_own_for_one_head_without_more() -> None:
    heads = heads_of(shape=4)
    loss = MultiHeadLoss(heads)
    logits, labels = torch.randn(6, 4), torch.randint(0, 4, (6, 1))
    expected = torch.nn.functional.cross_entropy(logits, labels[:, 0])
    torch.testing.assert_close(loss({"shape": logits}, labels, loss.totals(labels)).total, expected)


def test_what_is_absent_gets_no_gradient() -> None:
    loss = MultiHeadLoss(HEADS, label_smoothing=0.1, focal_gamma=1.0)
    logits = some_logits()
    loss(logits, LABELS, loss.totals(LABELS)).total.backward()
    for place, head in enumerate(HEADS):
        gradient = logits[head.name].grad
        assert gradient is not None
        moved = gradient.abs().sum(1) > 0
        assert moved.tolist() == (LABELS[:, place] != ABSENT).tolist()


def test_a_head_of_weight_0_gets_no_gradient_and_counts_for_nothing() -> None:
    heads = weighted(1.0, 0.0, 2.0)
    loss = MultiHeadLoss(heads)
    logits = some_logits()
    found = loss(logits, LABELS, loss.totals(LABELS))
    found.total.backward()
    gradients = grads(logits)
    assert gradients["place"] is None
    assert gradients["shape"] is not None
    assert gradients["side"] is not None
    assert found.sums[1] == 0
    assert loss.untrained == ("place",)


@pytest.mark.parametrize("cuts", [[2, 3], [1, 1, 3], [4, 1]])
def test_a_step_cut_into_parts_has_the_gradient_of_the_whole(cuts: list[int]) -> None:
    loss = MultiHeadLoss(HEADS, class_weights=WEIGHTS, label_smoothing=0.1, focal_gamma=1.0)
    totals = loss.totals(LABELS)
    whole = some_logits()
    loss(whole, LABELS, totals).total.backward()
    parts = {name: values.detach().clone().requires_grad_() for name, values in whole.items()}
    start, added = 0, torch.zeros(len(HEADS))
    for cut in cuts:
        some = {name: values[start : start + cut] for name, values in parts.items()}
        found = loss(some, LABELS[start : start + cut], totals)
        found.total.backward()
        added += found.sums
        start += cut
    for name, gradient in grads(parts).items():
        torch.testing.assert_close(gradient, whole[name].grad)
    torch.testing.assert_close(added, loss(whole, LABELS, totals).sums)


def test_totals_of_parts_add_up() -> None:
    loss = MultiHeadLoss(HEADS, class_weights=WEIGHTS)
    torch.testing.assert_close(
        loss.totals(LABELS[:2]) + loss.totals(LABELS[2:]), loss.totals(LABELS)
    )
    assert loss.totals(LABELS).tolist() == [0.5 + 3 + 2 + 3, 3, 0.25 + 4 + 0.25]


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
def test_without_any_label_the_loss_is_0(gamma: float) -> None:
    loss = MultiHeadLoss(HEADS, label_smoothing=0.1, focal_gamma=gamma)
    nothing = torch.full((3, len(HEADS)), ABSENT)
    logits = some_logits(3)
    found = loss(logits, nothing, loss.totals(nothing)).total
    found.backward()
    assert found == 0
    for gradient in grads(logits).values():
        assert gradient is not None
        assert not gradient.any()


def test_a_head_without_labels_does_not_make_the_others_smaller_than_their_weight() -> None:
    labels = LABELS.clone()
    labels[:, 0] = ABSENT
    loss = MultiHeadLoss(HEADS)
    logits = {name: values.detach() for name, values in some_logits().items()}
    alone = MultiHeadLoss(HEADS[1:])
    expected = alone(logits, labels[:, 1:], alone.totals(labels[:, 1:])).total
    found = loss(logits, labels, loss.totals(labels)).total
    assert float(found) == pytest.approx(float(expected) * 2 / 3)


@pytest.mark.parametrize("gamma", [0.5, 1.0, 3.0])
def test_the_focal_loss_of_a_certain_clip_has_a_finite_gradient(gamma: float) -> None:
    loss = MultiHeadLoss(heads_of(shape=4), focal_gamma=gamma)
    logits = torch.tensor([[200.0, 0.0, 0.0, 0.0]] * 2, requires_grad=True)
    labels = torch.tensor([[0], [ABSENT]])
    found = loss({"shape": logits}, labels, loss.totals(labels)).total
    found.backward()
    assert found == 0
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_logits_of_half_precision_are_summed_in_full() -> None:
    loss = MultiHeadLoss(HEADS)
    logits = {name: values.detach().bfloat16() for name, values in some_logits().items()}
    found = loss(logits, LABELS, loss.totals(LABELS))
    assert found.total.dtype == torch.float32
    whole = {name: values.float() for name, values in logits.items()}
    torch.testing.assert_close(found.total, loss(whole, LABELS, loss.totals(LABELS)).total)
