"""How often clips are drawn in training."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from trainer.data.batch import ABSENT
from trainer.data.drawing import drawing_of
from trainer.data.order import epoch_draws
from trainer.heads import HeadSpec

ONE, TWO = HeadSpec("one", ("a", "b", "c")), HeadSpec("two", ("x", "y"))
TAIL = [(0,)] * 80 + [(1,)] * 16 + [(2,)] * 4


def weights(sampling: str, heads: list[HeadSpec], labels: list[tuple[int, ...]]) -> np.ndarray:
    found = drawing_of(sampling, heads, labels)
    assert found is not None
    assert found.weights.mean() == pytest.approx(1.0)
    return found.weights


def shares(found: np.ndarray, labels: list[tuple[int, ...]]) -> list[float]:
    """The share of all draws that each class of the first head gets."""
    column = np.array([label[0] for label in labels])
    return [found[column == number].sum() / found.sum() for number in range(3)]


def test_balanced_draws_all_classes_equally_often() -> None:
    assert shares(weights("balanced", [ONE], TAIL), TAIL) == pytest.approx([1 / 3] * 3)


def test_square_root_lies_between() -> None:
    roots = np.sqrt([80, 16, 4])
    found = shares(weights("square_root", [ONE], TAIL), TAIL)
    assert found == pytest.approx((roots / roots.sum()).tolist())


def test_none_draws_each_clip_once() -> None:
    assert drawing_of("none", [ONE], TAIL) is None


def test_heads_count_by_their_loss_weight() -> None:
    labels = [(0, 0), (0, 0), (0, 1), (1, 0)]
    light, heavy = HeadSpec("one", ("a", "b"), 1.0), HeadSpec("two", ("x", "y"), 3.0)
    asked = np.array([[2 / 3, 2 / 3], [2 / 3, 2 / 3], [2 / 3, 2.0], [2.0, 2 / 3]])
    assert weights("balanced", [light, heavy], labels) == pytest.approx(asked @ [0.25, 0.75])
    idle = HeadSpec("two", ("x", "y"), 0.0)
    assert weights("balanced", [light, idle], labels) == pytest.approx(asked[:, 0])


def test_a_head_with_many_classes_counts_no_more_than_another() -> None:
    many = HeadSpec("many", tuple(map(str, range(100))))
    labels = [(number, number % 10 == 0) for number in range(100)]
    found = weights("balanced", [many, TWO], [(a, int(b)) for a, b in labels])
    rare = np.array([b for _, b in labels])
    assert found[rare].mean() / found[~rare].mean() == pytest.approx((1 + 5) / (1 + 5 / 9))


def test_absent_labels_are_left_out() -> None:
    labels = [(0, 0), (0, ABSENT), (1, ABSENT), (ABSENT, 1), (ABSENT, ABSENT)]
    found = weights("balanced", [ONE, TWO], labels)
    assert found / found[0] == pytest.approx(
        np.array([(0.75 + 1) / 2, 0.75, 1.5, 1.0, 0.0]) / ((0.75 + 1) / 2)
    )
    assert drawing_of("balanced", [ONE], [(ABSENT,)] * 3) is None


def test_what_it_does_is_told() -> None:
    found = drawing_of("balanced", [ONE], TAIL)
    assert found is not None
    assert found.note == "sampling balanced: the rarest class of one is drawn 8.3 times as often"


def drawn(sampling: str, epoch: int, *, seed: int = 0, rank: int = 0, world: int = 1) -> list[int]:
    return [
        draw.index
        for batch in epoch_draws(
            len(TAIL),
            8,
            seed=seed,
            epoch=epoch,
            shuffle=True,
            weights=weights(sampling, [ONE], TAIL),
            rank=rank,
            world=world,
        )
        for draw in batch
        if draw.real
    ]


def test_draws_follow_the_weights() -> None:
    for epoch in range(5):
        counts = Counter(TAIL[index][0] for index in drawn("balanced", epoch))
        assert sum(counts.values()) == 100
        assert all(abs(count - 100 / 3) <= 1 for count in counts.values())
    often = Counter(index for epoch in range(40) for index in drawn("balanced", epoch))
    assert set(often) == set(range(100))
    expected = 40 * weights("balanced", [ONE], TAIL)
    assert max(abs(often[n] - expected[n]) for n in range(100)) < 20


def test_draws_depend_on_seed_and_epoch_alone() -> None:
    assert drawn("balanced", 3) == drawn("balanced", 3)
    assert len({tuple(drawn("balanced", e, seed=s)) for e in range(3) for s in range(3)}) == 9
    # They are shuffled: the rare classes are not all in the last batches.
    assert {TAIL[index][0] for index in drawn("balanced", 0)[:30]} == {0, 1, 2}


@pytest.mark.parametrize("world", [2, 3])
def test_several_processes_share_the_same_draws(world: int) -> None:
    parts = [drawn("square_root", 1, rank=rank, world=world) for rank in range(world)]
    assert Counter(index for part in parts for index in part) == Counter(drawn("square_root", 1))


def test_what_has_no_weight_never_comes() -> None:
    for epoch in range(30):
        for chosen in ([0.0, 3.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.1]):
            draws = epoch_draws(3, 8, seed=0, epoch=epoch, shuffle=True, weights=np.array(chosen))
            assert {draw.index for draw in draws[0]} == {int(np.argmax(chosen))}
