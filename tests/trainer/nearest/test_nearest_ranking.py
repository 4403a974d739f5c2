"""The nearest entries of a lexicon, against a plain loop over all of them."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hamnosys.errors import UsageError
from trainer.nearest import ranking
from trainer.nearest.distances import DISTANCES
from trainer.nearest.lexicon import ABSENT, Lexicon
from trainer.nearest.ranking import LEAST, MOST_TIES, Match, NearestGlosses

Tables = list[NDArray[np.float32]]


def lexicon(rows: Any) -> Lexicon:
    """Of rows of classes; names and glosses are the numbers of the entries."""
    classes = np.array(rows, dtype=np.int32)
    names = tuple(str(number) for number in range(len(classes)))
    heads = tuple(f"head_{number}" for number in range(classes.shape[1]))
    return Lexicon("lexicon.txt", heads, names, names, tuple(range(1, len(names) + 1)), classes)


def tables(rng: np.random.Generator, clips: int, sizes: list[int]) -> Tables:
    """Probabilities of random clips, some of them 0 or 1."""
    found = []
    for size in sizes:
        logits = rng.normal(0, rng.choice([0.5, 3, 60], (clips, 1)), (clips, size))
        shares = np.exp(logits - logits.max(1, keepdims=True))
        found.append((shares / shares.sum(1, keepdims=True)).astype(np.float32))
    return found


def distance(by: str, row: Any, weights: list[float], probabilities: list[Any]) -> float:
    """As the documentation says it, for one entry and one clip."""
    above = below = 0.0
    for number, weight, shares in zip(row, weights, probabilities, strict=True):
        if number == ABSENT:
            continue
        if by == "log_probability":
            above += -log(max(float(shares[number]), LEAST))
            below += 1
        else:
            above += weight * (int(np.argmax(shares)) != number)
            below += weight
    return above / below


def brute_force(
    by: str, found: Lexicon, weights: list[float], given_: Tables, count: int
) -> list[list[tuple[int, float]]]:
    """Entry and distance of all that are as near as the count-th, for each clip."""
    answers = []
    for clip in range(len(given_[0])):
        every = [
            (round(distance(by, row, weights, [table[clip] for table in given_]), 6), entry)
            for entry, row in enumerate(found.classes.tolist())
        ]
        every.sort()
        last = every[min(count, len(every)) - 1][0]
        answers.append([(entry, found_at) for found_at, entry in every if found_at <= last])
    return answers


def assert_same(matches: list[Match], expected: list[list[tuple[int, float]]], count: int) -> None:
    for match, wanted in zip(matches, expected, strict=True):
        shown = wanted[: count + MOST_TIES]
        assert match.entries.tolist() == [entry for entry, _ in shown]
        assert match.distances.tolist() == pytest.approx([away for _, away in shown], abs=2e-6)
        assert match.more == len(wanted) - len(shown)
        at = [away for _, away in wanted]
        assert match.ranks.tolist() == [at.index(away) + 1 for _, away in shown]


@given(
    st.sampled_from(DISTANCES),
    st.integers(0, 2**31),
    st.integers(1, 60),
    st.integers(1, 4),
    st.lists(st.integers(2, 5), min_size=1, max_size=5),
    st.integers(1, 70),
)
def test_the_same_as_a_loop_over_all_entries(
    by: str, seed: int, entries: int, clips: int, sizes: list[int], count: int
) -> None:
    rng = np.random.default_rng(seed)
    rows = np.stack([rng.integers(-1, size, entries) for size in sizes], 1)
    rows[(rows == ABSENT).all(1), 0] = 0
    weights = rng.choice([0.25, 0.5, 1, 3], len(sizes)).tolist()
    found, asked = lexicon(rows), tables(rng, clips, sizes)
    search = NearestGlosses(found, sizes, by=by, weights=weights)
    assert_same(search.search(asked, count), brute_force(by, found, weights, asked, count), count)


@pytest.mark.parametrize("by", DISTANCES)
def test_the_same_in_a_large_lexicon(by: str) -> None:
    sizes = [9, 12, 4, 6]
    rng = np.random.default_rng(1)
    rows = np.stack([rng.integers(0, size, 3_000) for size in sizes], 1)
    found, asked = lexicon(rows), tables(rng, 3, sizes)
    weights = [1.0, 0.5, 2.0, 1.0]
    search = NearestGlosses(found, sizes, by=by, weights=weights)
    assert len(search) == 3_000
    assert_same(search.search(asked, 5), brute_force(by, found, weights, asked, 5), 5)


@pytest.mark.parametrize("by", DISTANCES)
def test_neither_batches_nor_blocks_change_a_bit(by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = [5, 7, 3]
    rng = np.random.default_rng(2)
    rows = np.stack([rng.integers(-1, size, 400) for size in sizes], 1)
    rows[:, 0] = np.abs(rows[:, 0])
    asked = tables(rng, 33, sizes)
    search = NearestGlosses(lexicon(rows), sizes, by=by)
    together = search.search(asked, 4)
    alone = [search.search([table[[clip]] for table in asked], 4)[0] for clip in range(33)]
    monkeypatch.setattr(ranking, "_BLOCK", 1_000)
    blocks = search.search(asked, 4)
    for others in (alone, blocks):
        for match, other in zip(together, others, strict=True):
            assert match.entries.tobytes() == other.entries.tobytes()
            assert match.distances.tobytes() == other.distances.tobytes()
            assert match.more == other.more


def one_clip(*heads: list[float]) -> Tables:
    return [np.array([head], dtype=np.float32) for head in heads]


def test_the_distance_by_probability_is_the_mean_over_the_heads() -> None:
    asked = one_clip([0.5, 0.25, 0.25], [0.125, 0.875])
    (match,) = NearestGlosses(lexicon([[0, 0], [1, 1]]), [3, 2]).search(asked, 2)
    assert match.entries.tolist() == [1, 0]
    wanted = [-log(0.25 * 0.875) / 2, -log(0.5 * 0.125) / 2]
    assert match.distances.tolist() == pytest.approx(wanted, abs=1e-6)


def test_the_distance_by_loss_weight_is_the_weighted_share_of_heads_that_differ() -> None:
    asked = one_clip([0.5, 0.25, 0.25], [0.125, 0.875])
    search = NearestGlosses(
        lexicon([[0, 0], [1, 1], [0, 1]]), [3, 2], by="loss_weight", weights=[3, 1]
    )
    (match,) = search.search(asked, 3)
    assert match.entries.tolist() == [2, 0, 1]
    assert match.distances.tolist() == [0, 0.25, 0.75]


@pytest.mark.parametrize("by", DISTANCES)
def test_absent_classes_do_not_count(by: str) -> None:
    asked = one_clip([0.9, 0.1], [0.6, 0.4], [0.2, 0.8])
    rows = [[0, ABSENT, ABSENT], [0, 1, 1], [ABSENT, ABSENT, 1], [0, 0, 1]]
    (match,) = NearestGlosses(lexicon(rows), [2, 2, 2], by=by, weights=[1, 2, 5]).search(asked, 4)
    found = dict(zip(match.entries.tolist(), match.distances.tolist(), strict=True))
    if by == "log_probability":
        assert found[0] == pytest.approx(-log(0.9), abs=1e-6)
        assert found[2] == pytest.approx(-log(0.8), abs=1e-6)
    else:
        assert found == {0: 0, 1: 0.25, 2: 0, 3: 0}


@pytest.mark.parametrize("by", DISTANCES)
def test_ties_share_a_rank_and_are_shown_in_the_order_of_the_lexicon(by: str) -> None:
    asked = one_clip([0.8, 0.1, 0.1])
    (match,) = NearestGlosses(lexicon([[1], [0], [2], [0], [1], [0]]), [3], by=by).search(asked, 2)
    assert match.entries.tolist() == [1, 3, 5]
    assert match.ranks.tolist() == [1, 1, 1]
    (match,) = NearestGlosses(lexicon([[1], [0], [2]]), [3], by=by).search(asked, 2)
    assert match.entries.tolist() == [1, 0, 2]
    assert (match.ranks.tolist(), match.more) == ([1, 2, 2], 0)


def test_ties_beyond_the_most_that_are_shown_are_counted() -> None:
    rows = [[0]] + [[1]] * 200
    (match,) = NearestGlosses(lexicon(rows), [2]).search(one_clip([0.8, 0.2]), 3)
    assert match.entries.tolist() == list(range(3 + MOST_TIES))
    assert match.more == 201 - 3 - MOST_TIES


def test_a_class_that_is_impossible_has_a_distance_all_the_same() -> None:
    (match,) = NearestGlosses(lexicon([[1], [0]]), [2]).search(one_clip([1.0, 0.0]), 2)
    assert match.entries.tolist() == [1, 0]
    assert match.distances.tolist() == pytest.approx([0, -log(LEAST)], abs=1e-5)


def test_no_clip_gives_no_match() -> None:
    assert NearestGlosses(lexicon([[1]]), [2]).search([np.zeros((0, 2), np.float32)], 2) == []


def test_what_does_not_fit_is_refused() -> None:
    found = lexicon([[0, 1], [1, 2]])
    with pytest.raises(UsageError, match=r"no distance 'near' \(log_probability, loss_weight\)"):
        NearestGlosses(found, [2, 3], by="near")
    with pytest.raises(ValueError, match="classes that its heads have not"):
        NearestGlosses(found, [2, 2])
    with pytest.raises(ValueError, match="2 heads, 1 sizes"):
        NearestGlosses(found, [2])
    with pytest.raises(ValueError, match="weights"):
        NearestGlosses(found, [2, 3], by="loss_weight", weights=[1, 0])
    search = NearestGlosses(found, [2, 3])
    with pytest.raises(ValueError, match=r"shape \(1, 2\) for 3 classes"):
        search.search(one_clip([0.5, 0.5], [0.5, 0.5]), 1)
    with pytest.raises(ValueError, match="no number"):
        search.search(one_clip([0.5, 0.5], [0.5, float("nan"), 0.5]), 1)
