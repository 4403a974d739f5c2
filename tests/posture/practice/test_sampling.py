from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamnosys.errors import UsageError
from hamnosys.posture.practice.rules import practice_rules, practice_scheme
from hamnosys.posture.practice.sampling import apportioned, choose_signs, draw_signs

SCHEME = practice_scheme()
RULES = practice_rules()


def place(name: str) -> int:
    return SCHEME.head("hand_location_y").numbers[name]


def column(rows: list[tuple[int, ...]], name: str) -> list[int]:
    return [row[SCHEME.names.index(name)] for row in rows]


def test_places_on_the_other_hand_or_arm_are_known() -> None:
    labels = {SCHEME.head("hand_location_y").label(number) for number in RULES.on_other}
    assert labels == {
        "hamupperarm", "hamelbowinside", "hamlowerarm", "hamfingertip", "hamfingerpad",
        "hamfingernail", "hamfingermidjoint", "hamfingerbase", "hamfingerside", "hamhandback",
        "hampalm", "hamwristback", "hamthumbball", "hampinkyside", "hamthumbside",
    }  # fmt: skip


@given(st.integers(36, 150), st.integers(0, 5))
def test_every_class_of_every_head_occurs(count: int, seed: int) -> None:
    rows = draw_signs(count, np.random.default_rng(seed))
    assert len(set(rows)) == count
    for head in range(8):
        assert {row[head] for row in rows} == set(RULES.allowed(head))
    assert place("unused") not in column(rows, "hand_location_y")


@given(st.integers(1, 60), st.integers(0, 5))
def test_every_sign_can_be_shown(count: int, seed: int) -> None:
    for row in draw_signs(count, np.random.default_rng(seed)):
        assert RULES.fault(row) == ""


def test_heads_without_rules_are_in_balance() -> None:
    rows = draw_signs(180, np.random.default_rng(1))
    for name in ("hand_position_finger_direction", "hand_location_y", "hand_shape_base_form"):
        counts = Counter(column(rows, name)).values()
        assert max(counts) - min(counts) <= 1


def test_operators_that_are_not_forced_are_in_balance() -> None:
    counts = Counter(column(draw_signs(360, np.random.default_rng(2)), "symmetry_operator"))
    assert counts[0] >= 360 * 15 // 36  # places on the other hand or arm take no operator
    assert max(counts[c] for c in range(1, 9)) - min(counts[c] for c in range(1, 9)) <= 1


def test_proportions_are_kept_and_each_class_comes_at_least_once() -> None:
    wanted = {head: dict.fromkeys(RULES.allowed(head), 1) for head in range(8)}
    wanted[4] = {0: 70, 1: 20, 2: 10}
    wanted[7] = {place("hamchest"): 90, place("hamchin"): 10}
    rows = draw_signs(400, np.random.default_rng(3), proportions=wanted)
    directions = Counter(column(rows, "hand_position_finger_direction"))
    assert set(directions) == set(range(18))
    assert directions[17] == 1
    assert directions[0] == pytest.approx(0.7 * 400, abs=16)
    assert directions[1] == pytest.approx(0.2 * 400, abs=16)


def test_rows_that_must_not_come_do_not_come() -> None:
    first = draw_signs(40, np.random.default_rng(4))
    other = draw_signs(40, np.random.default_rng(4), without=frozenset(first))
    assert set(first).isdisjoint(other)


def test_the_same_seed_gives_the_same_rows_and_another_one_others() -> None:
    rows = draw_signs(50, np.random.default_rng(5))
    assert rows == draw_signs(50, np.random.default_rng(5))
    assert rows != draw_signs(50, np.random.default_rng(6))


@given(
    st.dictionaries(st.integers(0, 40), st.integers(0, 100), min_size=1, max_size=20),
    st.integers(0, 200),
)
def test_what_is_apportioned_adds_up(wanted: dict[int, int], count: int) -> None:
    given_out = apportioned(wanted, count)
    assert sum(given_out.values()) == count
    assert given_out.keys() == wanted.keys()
    if count >= len(wanted):
        assert min(given_out.values()) >= 1


def test_apportioned_in_proportion() -> None:
    assert apportioned({0: 6, 1: 3, 2: 1}, 20) == {0: 12, 1: 6, 2: 2}
    assert apportioned({0: 97, 1: 2, 2: 1}, 10) == {0: 8, 1: 1, 2: 1}
    assert apportioned({0: 0, 1: 0}, 4) == {0: 2, 1: 2}


def test_one_frequent_class_of_each_head_is_no_reason_to_find_too_few_signs() -> None:
    wanted = {head: dict.fromkeys(RULES.allowed(head), 1) for head in range(8)}
    for classes in wanted.values():
        classes[next(iter(classes))] = 2000
    rows = draw_signs(600, np.random.default_rng(3), proportions=wanted)
    assert len(set(rows)) == 600
    assert all(RULES.fault(row) == "" for row in rows)


def test_swapping_keeps_how_often_classes_occur() -> None:
    wanted = {head: dict.fromkeys(RULES.allowed(head), 1) for head in range(8)}
    wanted[2] = wanted[3] = wanted[5] = {0: 40, 1: 1, 2: 1}
    counts = [
        Counter(row[2] for row in draw_signs(120, np.random.default_rng(seed), proportions=wanted))
        for seed in range(4)
    ]
    assert all(count == counts[0] for count in counts)


def test_the_signs_chosen_from_rows_are_in_balance() -> None:
    common, rare = (0, 1, 0, 0, 0, 0, 0, 14), (0, 2, 1, 3, 7, 5, 2, 9)
    similar = [(0, 1, 0, 0, direction, 0, 0, 14) for direction in range(5)]
    chosen = choose_signs([common, *similar, common, rare], 2)
    assert chosen == [common, rare]


def test_more_signs_than_different_rows() -> None:
    row = (0, 1, 0, 0, 0, 0, 0, 14)
    with pytest.raises(UsageError, match="2 signs are wanted, but only 1 different"):
        choose_signs([row, row], 2)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((0, 1, 0, 0, 0, 0, 0, 0), "'unused'"),
        ((7, 1, 0, 0, 0, 0, 0, 31), "symmetry_operator hamsymmlr"),
        ((0, 1, 0, 0, 0, 0, 2, 22), "hand_location_x before hamlrat"),
        ((0, 0, 0, 3, 0, 0, 0, 14), "fist"),
        ((None, 1, 0, 0, 0, 0, 0, 14), "symmetry_operator has no class"),
    ],
)
def test_rows_that_cannot_be_shown_say_why(row: tuple[int | None, ...], reason: str) -> None:
    assert reason in RULES.fault(row)
