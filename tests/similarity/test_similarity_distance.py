"""The distance: a proper one, and near where the notation is near."""

from itertools import combinations
from pathlib import Path

import pytest
from builders import ham, sign_of
from hypothesis import given, settings
from strategies import notations, sampled

from hamnosys import parse
from hamnosys.canonical import canonical
from hamnosys.similarity import compare, distance, load_weights
from hamnosys.similarity.near import NearValues
from hamnosys.similarity.search import DIGITS
from hamnosys.similarity.values import form_of

SLACK = 10.0**-DIGITS * 4


@settings(max_examples=30)
@given(notations("tolerant"), notations("tolerant"))
def test_it_is_symmetric_and_0_for_the_same_sign_alone(one: str, other: str) -> None:
    a, b = parse(one), parse(other)
    apart = compare(a, b)
    assert apart == compare(b, a)
    assert (apart.distance == 0) == (form_of(a).key == form_of(b).key)
    assert 0 <= apart.distance <= 1
    assert sum(apart.split.values()) == pytest.approx(apart.distance)
    assert distance(a, a) == 0


@settings(max_examples=30)
@given(notations("tolerant"), notations("tolerant"), notations("tolerant"))
def test_no_way_over_a_third_sign_is_shorter(one: str, other: str, third: str) -> None:
    a, b, c = parse(one), parse(other), parse(third)
    assert distance(a, c) <= distance(a, b) + distance(b, c) + SLACK


def test_nor_among_near_signs() -> None:
    # Signs that have much in common: steps of one or two values from one to another.
    signs = [sign_of(f"{s} {d} {p} {m}") for s, d, p, m in NEAR]
    apart = {pair: distance(signs[pair[0]], signs[pair[1]]) for pair in combinations(range(8), 2)}
    for a, b, c in combinations(range(8), 3):
        sides = sorted((apart[a, b], apart[b, c], apart[a, c]))
        assert sides[2] <= sides[0] + sides[1] + SLACK


NEAR = [
    ("flathand", "extfingeru", "palml", "moveo"),
    ("flathand thumboutmod", "extfingeru", "palml", "moveo"),
    ("finger2345", "extfingerul", "palml", "moveo"),
    ("flathand", "extfingerul", "palmdl", "moveuo"),
    ("flathand", "extfingero", "palmd chest", "moveu"),
    ("fist", "extfingero", "palmd chest touch", "moveu smallmod"),
    ("fist", "extfingeru", "palmd stomach", "circleo"),
    ("flathand", "extfingeru", "palmd stomach", "circlei repeatfromstart"),
]


def test_the_spelling_makes_no_distance() -> None:
    for text in sampled("tolerant", 80, 3):
        signs = parse(text).signs
        assert distance(signs, [canonical(sign) for sign in signs]) == 0


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("flathand", "flathand thumboutmod", "fist"),
        ("finger2", "finger2 fingerbendmod", "flathand"),
        ("finger23", "finger23spread", "pinchall"),
        ("fist", "fist thumbacrossmod", "finger2345"),
        ("ceeall", "ceeall fingerbendmod", "finger2"),
    ],
)
def test_related_handshapes_are_near(one: str, near: str, far: str) -> None:
    _assert_nearer("{} extfingeru palml", one, near, far)


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("extfingeru palml", "extfingerul palml", "extfingerd palml"),
        ("extfingeru palml", "extfingeru palmdl", "extfingeru palmr"),
        ("extfingeruo extfingerol palml", "extfingeruo palml", "extfingerdi palml"),
    ],
)
def test_adjacent_directions_are_near(one: str, near: str, far: str) -> None:
    _assert_nearer("flathand {}", one, near, far)


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("chin touch", "lips touch", "stomach touch"),
        ("chest", "lrat chest", "forehead"),
        ("chest touch", "chest close", "chest armextended"),
        ("upperarm", "elbow", "forehead"),
        ("", "neutralspace", "headtop"),
        ("chest [ touch fingertip ]", "chest [ touch fingerpad ]", "chest [ touch pinkyside ]"),
    ],
)
def test_neighbouring_places_are_near(one: str, near: str, far: str) -> None:
    _assert_nearer("flathand extfingeru palml {}", one, near, far)


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("moveu", "moveur", "moved"),
        ("moveu", "moveu smallmod", "circleo"),
        ("moveu", "moveu repeatfromstart", "moveo repeatfromstart"),
        ("circleo", "circleo largemod", "circlei"),
        ("moveu", "moveu arcl", "twisting"),
        ("( moveo replace fist )", "( replace fist moveo )", "( movei replace fist )"),
        ("replace fist", "replace fist thumbacrossmod", "replace flathand"),
        ("[ moveo movei ]", "[ moveo moved ]", "[ movei moveo ]"),
    ],
)
def test_like_movements_are_near(one: str, near: str, far: str) -> None:
    _assert_nearer("flathand extfingeru palml {}", one, near, far)


def test_a_composite_is_no_sign_of_its_own_and_nearer_to_its_beginning_than_to_others() -> None:
    first, second = "fist extfingeru palml moveo", "flathand extfingero palmd chest"
    composite = parse(ham(f"{first} + {second}"))
    to_first = distance(composite, sign_of(first))
    assert 0.1 < to_first < distance(composite, sign_of("finger2 extfingerd palmr chin moveu"))
    other = parse(ham(f"{first} + fist extfingero palmd chest"))
    assert 0 < distance(composite, other) < to_first
    third = parse(ham(f"{first} + {second} + {first}"))
    assert distance(composite, third) > 0


def test_a_second_sign_that_lacks_is_as_far_as_can_be() -> None:
    weights = load_weights()
    first = "fist extfingeru palml moveo"
    apart = compare(sign_of(first), parse(ham(f"{first} + {first}"))).split
    for name, parts in weights.parts.items():
        share = weights.parameters[name] / weights.total
        lacking = min(1, weights.following * sum(part.weight for part in parts.values()))
        expected = weights.any_difference + (1 - weights.any_difference) * lacking
        assert apart[name] == pytest.approx((1 - weights.writing) * share * expected), name


@pytest.mark.parametrize(
    ("one", "other", "parameter"),
    [
        ("[ moveo movei moveu moved ]", "[ moveo movei moveu movel ]", "movement"),
        ("etc extfingeru palml", "extfingeru palml", "handshape"),
    ],
)
def test_what_no_part_tells_of_makes_a_distance_all_the_same(
    one: str, other: str, parameter: str
) -> None:
    weights = load_weights()
    frame = "flathand {}" if parameter == "handshape" else "flathand extfingeru palml {}"
    apart = compare(sign_of(frame.format(one)), sign_of(frame.format(other))).split
    least = weights.any_difference * weights.parameters[parameter] / weights.total
    assert apart[parameter] >= (1 - weights.writing) * least - SLACK
    assert {name for name, part in apart.items() if part} == {parameter, "writing"}


def test_a_weight_of_0_takes_a_parameter_out_but_not_the_difference() -> None:
    one, other = sign_of("fist extfingeru palml"), sign_of("flathand extfingeru palml")
    weights = load_weights(changes={"handshape": 0})
    assert distance(one, other, weights=weights) == pytest.approx(weights.writing)
    assert distance(one, other) > 0.1


def test_a_reach_is_where_a_part_is_as_far_as_can_be(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_text("parts: {location: {place: {reach: 1000}}}", encoding="utf-8")
    one, other = (sign_of(f"fist extfingeru palml {at}") for at in ("headtop", "stomach"))
    assert distance(one, other, weights=load_weights(path)) < distance(one, other) / 2


def _assert_nearer(frame: str, one: str, near: str, far: str) -> None:
    sign, nearer, farther = (sign_of(frame.format(part)) for part in (one, near, far))
    assert 0 < distance(sign, nearer) < distance(sign, farther)


def test_near_values_are_as_far_as_the_shortest_way() -> None:
    near = NearValues([("a", "b", 0.3), ("b", "c", 0.4), ("c", "d", 0.5), ("a", "c", 0.9)])
    table = near.table(["a", "b", "c", "d", "e"])
    assert table[0] == pytest.approx([0, 0.3, 0.7, 1, 1])
    assert (table == table.T).all()
