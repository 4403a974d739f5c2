"""Figures of a head, computed once more by other ways."""

from __future__ import annotations

import inspect
from math import isclose, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stats_builders import Write, corpus_of

from stats import HeadCounts, count_class_file
from stats.measuring import MOST_WEIGHTS, association, distance, entropy, mean_distance, measures

counts_of_classes = st.lists(st.integers(0, 1000), min_size=1, max_size=12)


def head(*counts: int) -> HeadCounts:
    return HeadCounts("mine", None, tuple(range(len(counts))), counts)


def test_equally_frequent_classes() -> None:
    found = measures(head(5, 5, 5, 5))
    assert (found.entropy, found.effective_classes, found.imbalance) == (2.0, 4.0, 1.0)
    assert found.weights == (1.0, 1.0, 1.0, 1.0)


def test_one_class_is_all_there_is() -> None:
    found = measures(head(0, 12))
    assert (found.entropy, found.effective_classes, found.imbalance) == (0.0, 1.0, 1.0)
    assert str(found.entropy) == "0.0"
    assert (found.never_seen, found.rare) == ((0,), ())


def test_no_row_at_all() -> None:
    found = measures(head(0, 0))
    assert (found.entropy, found.effective_classes, found.imbalance) == (0.0, 0.0, None)
    assert found.weights == (1.0, 1.0)
    assert measures(head()).weights == ()


def test_rare_is_seen_but_less_often_than_the_threshold() -> None:
    counts = head(0, 1, 9, 10, 500)
    assert measures(counts).rare == (1, 2)
    assert measures(counts, rare_under=2).rare == (1,)
    assert measures(counts, rare_under=0).rare == ()
    assert measures(counts).never_seen == (0,)


@given(counts_of_classes)
def test_weights_are_balanced(counts: list[int]) -> None:
    weights = measures(head(*counts)).weights
    seen = [(weight, count) for weight, count in zip(weights, counts, strict=True) if count]
    masses = [weight * count for weight, count in seen]
    assert all(isclose(mass, sum(counts) / len(seen)) for mass in masses)
    assert not seen or isclose(sum(masses), sum(counts))


def test_weights_go_by_class_number_even_where_numbers_are_left_out() -> None:
    sparse = HeadCounts("gloss", None, (1, 3), (1, 3))
    assert measures(sparse).weights == (1.0, 2.0, 1.0, pytest.approx(2 / 3))
    assert measures(HeadCounts("gloss", None, (MOST_WEIGHTS,), (1,))).weights == ()


@given(counts_of_classes)
def test_entropy_is_that_of_the_natural_logarithm_in_bits(counts: list[int]) -> None:
    shares = np.array([count for count in counts if count]) / max(1, sum(counts))
    expected = -float((shares * np.log(shares)).sum()) / log(2) if shares.size else 0.0
    assert isclose(entropy(counts), expected, abs_tol=1e-9)


@given(counts_of_classes, counts_of_classes)
def test_distance_is_a_metric_between_0_and_1(first: list[int], second: list[int]) -> None:
    one, other = head(*first), head(*second)
    far = distance(one, other)
    if not sum(first) or not sum(second):
        assert far is None
        return
    assert far is not None
    assert 0 <= far <= 1
    assert isclose(far, distance(other, one) or 0.0, abs_tol=1e-9)
    assert isclose(distance(one, one) or 0.0, 0, abs_tol=1e-7)
    # Jensen-Shannon once more, as the entropy of the mean less the mean of the entropies.
    size = max(len(first), len(second))
    p = np.array(first + [0] * (size - len(first))) / sum(first)
    q = np.array(second + [0] * (size - len(second))) / sum(second)

    def bits(shares: np.ndarray) -> float:
        return -float(sum(s * np.log2(s) for s in shares if s))

    expected = bits((p + q) / 2) - (bits(p) + bits(q)) / 2
    assert isclose(far, sqrt(max(0, expected)), abs_tol=1e-6)


def test_nothing_in_common_is_1_and_the_same_shares_are_0() -> None:
    assert distance(head(3, 0), head(0, 9)) == 1.0
    assert distance(head(1, 2), head(10, 20)) == 0.0


def test_mean_distance_is_over_the_heads_that_both_have(write: Write) -> None:
    one = corpus_of(write, "0 1 2 3 4 5 1 7")
    path = write("1 0", heads=("hand_shape_base_form", "mine"), name="other.txt")
    assert mean_distance(one, count_class_file(path)) == 0.0
    path = write("1 1", heads=("a", "b"), name="third.txt")
    assert mean_distance(one, count_class_file(path)) is None


def test_association_is_1_where_one_tells_the_other_and_0_where_it_does_not() -> None:
    assert association(np.diag([4, 7, 2])) == pytest.approx(1)
    assert association(np.array([[2, 4], [3, 6]])) == pytest.approx(0)
    assert association(np.array([[2, 4], [0, 0]])) is None
    assert association(np.zeros((3, 3), np.int64)) is None


def test_association_is_the_published_formula() -> None:
    table = np.array([[10, 20, 30], [6, 9, 17]])
    n = table.sum()
    chi = sum(
        (table[i, j] - table[i].sum() * table[:, j].sum() / n) ** 2
        / (table[i].sum() * table[:, j].sum() / n)
        for i in range(2)
        for j in range(3)
    )
    assert association(table) == pytest.approx(sqrt(chi / n))


def test_names_of_the_package_are_no_modules() -> None:
    import importlib

    import stats

    for name in stats.__all__:
        importlib.import_module(getattr(stats, name).__module__)
        assert not inspect.ismodule(getattr(stats, name)), name
