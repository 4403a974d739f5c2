"""Calibration: its error by a second way of counting, and temperatures that are known."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from trainer.data.batch import ABSENT
from trainer.heads import HeadSpec
from trainer.scoring import ScoreKeeper, score_table
from trainer.scoring.calibration import FEWEST, GRID, Fit, FittingKeeper, probabilities

HEADS = (HeadSpec("shape", tuple("abcdef")), HeadSpec("side", ("left", "right")))


def drawn(
    clips: int, factor: float, *, classes: int = 6, seed: int = 0, spread: float = 1.5
) -> tuple[Tensor, Tensor]:
    """Logits whose true temperature is ``factor``, and labels drawn from the true probabilities."""
    draw = torch.Generator().manual_seed(seed)
    true = torch.randn((clips, classes), generator=draw) * spread
    labels = torch.multinomial(true.softmax(1), 1, generator=draw)[:, 0]
    return true * factor, labels


def fitted(logits: Tensor, labels: Tensor) -> FittingKeeper:
    head = HeadSpec("head", tuple(map(str, range(logits.shape[1]))))
    keeper = FittingKeeper([head], "cpu")
    keeper.add([logits], labels[:, None])
    return keeper


def plain_error(logits: Tensor, labels: Tensor, temperature: float = 1.0) -> float:
    """Expected calibration error, clip by clip and bin by bin."""
    scaled = logits.double().numpy() / temperature
    powers = np.exp(scaled - scaled.max(1, keepdims=True))
    shares = powers / powers.sum(1, keepdims=True)
    sure, right = shares.max(1), shares.argmax(1) == labels.numpy()
    total = 0.0
    for low in range(15):
        inside = (sure > low / 15) & (sure <= (low + 1) / 15)
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - sure[inside].mean())
    return float(total)


def cross_entropy(logits: Tensor, labels: Tensor, temperature: float) -> float:
    return torch.nn.functional.cross_entropy(logits.double() / temperature, labels).item()


# --- expected calibration error ---


@pytest.mark.parametrize("factor", [0.3, 1.0, 3.0])
def test_the_error_is_that_of_plain_counting(factor: float) -> None:
    logits, labels = drawn(500, factor)
    keeper = ScoreKeeper([HeadSpec("head", tuple("abcdef"))], "cpu", {"head": 2.5})
    for part in range(0, 500, 77):
        keeper.add([logits[part : part + 77]], labels[part : part + 77, None])
    head = keeper.scores().heads[0]
    assert head.ece == pytest.approx(plain_error(logits, labels), abs=1e-6)
    assert head.temperature == 2.5
    assert head.ece_calibrated == pytest.approx(plain_error(logits, labels, 2.5), abs=1e-6)


def test_the_error_by_hand() -> None:
    # Half sure of two classes: upper edge or not, 0.5 is in one bin with itself.
    side = [HEADS[1]]
    keeper = ScoreKeeper(side, "cpu")
    keeper.add([torch.zeros(4, 2)], torch.tensor([[0], [0], [0], [1]]))
    assert keeper.scores().heads[0].ece == pytest.approx(0.25)
    # Two bins whose errors would cancel in one: 0.9 sure and wrong, 0.6 sure and right.
    sure = torch.tensor([[0.9, 0.1], [0.6, 0.4]]).log()
    keeper = ScoreKeeper(side, "cpu")
    keeper.add([sure], torch.tensor([[1], [0]]))
    assert keeper.scores().heads[0].ece == pytest.approx((0.9 + 0.4) / 2)


def test_a_keeper_without_temperatures_names_none() -> None:
    logits, labels = drawn(30, 1.0)
    keeper = ScoreKeeper([HeadSpec("head", tuple("abcdef"))], "cpu", {"other": 2.0})
    keeper.add([logits], labels[:, None])
    head = keeper.scores().heads[0]
    assert (head.temperature, head.ece_calibrated) == (None, None)
    data = keeper.scores().to_json()["heads"][0]
    assert (data["temperature"], data["ece_calibrated"]) == (None, None)
    assert data["ece"] == pytest.approx(head.ece, abs=1e-6)


# --- temperatures ---


@pytest.mark.parametrize("factor", [0.25, 1.0, 3.0, 8.0])
def test_the_temperature_that_logits_were_made_with_is_found(factor: float) -> None:
    logits, labels = drawn(6000, factor)
    head = fitted(logits, labels).scores().heads[0]
    assert head.temperature == pytest.approx(factor, rel=0.08)
    assert head.ece_calibrated is not None
    assert head.ece is not None
    assert head.ece_calibrated < 0.03
    if factor != 1.0:
        assert head.ece_calibrated < head.ece / 3


def test_the_temperature_is_the_best_of_the_grid_and_its_error_is_known() -> None:
    logits, labels = drawn(400, 3.0, seed=1)
    keeper = fitted(logits, labels)
    best = min(GRID, key=lambda each: cross_entropy(logits, labels, each))
    fit = keeper.fits()["head"]
    assert fit.temperature == best
    assert fit.ece == pytest.approx(plain_error(logits, labels, best), abs=1e-6)
    assert keeper.temperatures() == {"head": best}
    # What another keeper counts with it, on the same clips.
    again = ScoreKeeper([replace(keeper.heads[0])], "cpu", keeper.temperatures())
    again.add([logits], labels[:, None])
    assert again.scores().to_json() == keeper.scores().to_json()


def test_the_grid_is_fine_and_holds_the_temperature_that_changes_nothing() -> None:
    assert (GRID[0], GRID[-1]) == (0.05, 20.0)
    assert 1.0 in GRID
    steps = np.diff(np.log(GRID))
    assert 0 < steps.min() < steps.max() < 0.033


def test_thousands_of_classes_in_batches() -> None:
    logits, labels = drawn(300, 3.0, classes=2400, spread=4.0)
    head = HeadSpec("gloss", tuple(map(str, range(2400))))
    keeper = FittingKeeper([head], "cpu")
    for part in range(0, 300, 64):
        keeper.add([logits[part : part + 64]], labels[part : part + 64, None])
    assert keeper.fits()["gloss"].temperature == pytest.approx(3.0, rel=0.15)


def test_large_logits_and_half_precision() -> None:
    logits, labels = drawn(2000, 3.0)
    shifted = fitted(logits + 5000, labels).fits()["head"]
    assert shifted.temperature == pytest.approx(3.0, rel=0.1)
    half = FittingKeeper([HeadSpec("head", tuple("abcdef"))], "cpu")
    half.add([logits.bfloat16()], labels[:, None])
    assert half.fits()["head"].temperature == pytest.approx(3.0, rel=0.1)


# --- heads from which nothing can be learned ---


def test_few_clips_keep_the_temperature() -> None:
    logits, labels = drawn(FEWEST, 5.0)
    assert fitted(logits, labels).fits()["head"].temperature > 1.5
    few = fitted(logits[1:], labels[1:]).fits()["head"]
    assert few.temperature == 1.0
    assert few.ece == pytest.approx(plain_error(logits[1:], labels[1:]), abs=1e-6)


def test_a_head_without_a_mistake_keeps_the_temperature() -> None:
    logits, _ = drawn(200, 1.0)
    fit = fitted(logits, logits.argmax(1)).fits()["head"]
    assert fit == Fit(1.0, pytest.approx(plain_error(logits, logits.argmax(1)), abs=1e-6))


def test_labels_that_have_nothing_to_do_with_logits_end_the_grid() -> None:
    logits, _ = drawn(4000, 50.0)
    labels = torch.arange(4000) % 6
    assert fitted(logits, labels).fits()["head"].temperature == 20.0


def test_what_is_no_number_keeps_the_temperature() -> None:
    logits, labels = drawn(100, 3.0)
    logits[3, 2] = math.nan
    scores = fitted(logits, labels).scores()
    assert scores.heads[0].temperature == 1.0
    assert scores.to_json()["heads"][0]["ece"] is None


def test_nothing_labelled() -> None:
    logits = [torch.randn(50, 6), torch.randn(50, 2)]
    keeper = FittingKeeper(HEADS, "cpu")
    assert keeper.fits() == {"shape": Fit(1.0, None), "side": Fit(1.0, None)}
    keeper.add(logits, torch.full((50, 2), ABSENT))
    assert keeper.fits() == {"shape": Fit(1.0, None), "side": Fit(1.0, None)}
    scores = keeper.scores()
    assert [head.ece for head in scores.heads] == [None, None]
    json.dumps(scores.to_json(), allow_nan=False)
    assert FittingKeeper((), "cpu").scores().heads == ()


# --- parts ---


def labelled(clips: int, seed: int) -> tuple[list[Tensor], Tensor]:
    shape, side = drawn(clips, 3.0, seed=seed), drawn(clips, 0.5, classes=2, seed=seed + 1)
    labels = torch.stack([shape[1], side[1]], 1)
    labels[::5, 0] = ABSENT
    return [shape[0], side[0]], labels


def rows(logits: Sequence[Tensor], at: slice) -> list[Tensor]:
    return [part[at] for part in logits]


def test_absent_labels_heads_without_weight_and_filled_batches_do_not_count() -> None:
    logits, labels = labelled(300, 0)
    there = labels[:, 0] != ABSENT
    wanted = fitted(logits[0][there], labels[there, 0]).fits()["head"]
    idle = HeadSpec("idle", ("x", "y"), 0.0)
    keeper = FittingKeeper((idle, HEADS[0]), "cpu")
    more = torch.cat([logits[0], torch.full((40, 6), 9.0)])
    columns = torch.zeros((340, 2), dtype=torch.int64)
    columns[:300, 1] = labels[:, 0]
    keeper.add([torch.zeros(340, 2), more], columns, real=torch.arange(340) < 300)
    found = keeper.fits()
    assert found == {"shape": Fit(wanted.temperature, pytest.approx(wanted.ece))}


def test_parts_together_are_the_whole() -> None:
    logits, labels = labelled(400, 2)
    whole, one, other, merged = (FittingKeeper(HEADS, "cpu") for _ in range(4))
    whole.add(logits, labels)
    one.add(rows(logits, slice(0, 130)), labels[:130])
    other.add(rows(logits, slice(130, None)), labels[130:])
    merged.load(one.state() + other.state())
    assert merged.scores().to_json() == whole.scores().to_json()
    assert torch.allclose(merged.state(), whole.state())
    assert merged.temperatures() == whole.temperatures()
    assert merged.temperatures()["side"] < 1 < merged.temperatures()["shape"]
    with pytest.raises(ValueError, match="none of these heads"):
        merged.load(ScoreKeeper(HEADS, "cpu").state())


# --- what is made of them ---


def test_probabilities_are_those_of_divided_logits() -> None:
    logits, _ = drawn(50, 3.0)
    found = probabilities(logits, 3.0)
    assert torch.allclose(found, (logits / 3).softmax(1))
    assert torch.equal(found.argmax(1), logits.argmax(1))
    half = probabilities(logits.bfloat16(), 2.0)
    assert half.dtype == torch.float32
    assert torch.allclose(half.sum(1), torch.ones(50))


def test_the_table_has_both_errors_where_there_is_a_temperature() -> None:
    logits, labels = drawn(200, 3.0)
    scores = fitted(logits, labels).scores()
    head = scores.heads[0]
    lines = score_table(scores).splitlines()
    assert lines[0].split()[-2:] == ["ECE", "calibrated"]
    assert lines[1].split()[-2:] == [f"{head.ece:.3f}", f"{head.ece_calibrated:.3f}"]
    bare = replace(scores, heads=(replace(head, temperature=None, ece_calibrated=None),))
    lines = score_table(bare).splitlines()
    assert lines[0].split()[-1] == "ECE"
    assert lines[1].split()[-1] == f"{head.ece:.3f}"
    assert len(lines[0]) == len(lines[1])
