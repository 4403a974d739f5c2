"""Minimal pairs and duplicates: what was planted is found, and nothing else."""

from itertools import product

import pytest
from builders import ham, sign_of
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import sampled

from hamnosys import Notation, UsageError, parse
from hamnosys.similarity import PARAMETERS, duplicates, minimal_pairs
from hamnosys.similarity.values import form_of

SHAPES = [f"{base} {thumb}" for base, thumb in product(
    ("fist", "flathand", "finger2", "finger23", "finger2345", "ceeall"),
    ("thumboutmod fingerbendmod", "thumbacrossmod fingerhookmod"),
)]  # fmt: skip
PALMS = ["u", "ur", "r", "dr", "d", "dl", "l", "ul"]
PLACES = ["forehead", "nose", "lips", "chin", "neck", "chest", "stomach", "cheek", "ear", "eyes"]
MOVES = ["u", "ur", "r", "dr", "d", "dl", "l", "ul", "o", "i"]
HANDS = ["", "symmpar", "symmlr largemod"]
PLANTED = 8
Values = tuple[str, str, str, str, str]


def text_of(values: Values) -> str:
    shape, orientation, place, movement, hands = values
    return ham(f"{hands} {shape} {orientation} {place} touch {movement}")


def respelt(values: Values) -> str:
    """The same sign in another order of what has no order."""
    shape, orientation, place, movement, hands = values
    base, thumb, bending = shape.split()
    directions, palm = orientation.rsplit(" ", 1)
    turned = " ".join(reversed(directions.split()))
    return ham(f"{hands} {base} {bending} {thumb} {turned} {palm} {place} touch {movement}")


def far_apart() -> list[Values]:
    """Signs of which any two differ in handshape or place, and in movement or orientation."""
    return [
        (
            SHAPES[number % len(SHAPES)],
            f"extfingeruo extfingerol palm{PALMS[number % len(PALMS)]}",
            PLACES[number % len(PLACES)],
            f"move{MOVES[number // 8 % len(MOVES)]}" + " repeatfromstart" * (number // 80),
            HANDS[number % len(HANDS)],
        )
        for number in range(120)
    ]


NEW: Values = (
    "pinchall thumboutmod fingerbendmod",
    "extfingerdo extfingeror palmul",
    "belowstomach",
    "circleo",
    "symmlr nonipsi",
)


def planted() -> tuple[list[str], set[tuple[int, int, str]], set[tuple[int, ...]]]:
    """A lexicon, its minimal pairs, and its duplicates, by index."""
    base = far_apart()
    texts = [text_of(values) for values in base]
    pairs, same = set(), set()
    for place, parameter in enumerate(PARAMETERS):
        for number in range(PLANTED):
            index = PLANTED * place + number
            changed = (*base[index][:place], NEW[place], *base[index][place + 1 :])
            pairs.add((index, len(texts), parameter))
            texts.append(text_of(changed))
    for index in range(60, 80):
        same.add((index, len(texts)))
        texts.append(respelt(base[index]))
    # One of a pair twice: the pair is told once.
    same.add((0, len(texts)))
    texts.append(respelt(base[0]))
    return texts, pairs, same


def test_planted_pairs_and_duplicates_are_all_that_is_found() -> None:
    texts, pairs, same = planted()
    assert len(set(texts)) == len(texts)
    signs = [parse(text) for text in texts]
    found = list(minimal_pairs(signs))
    assert {(pair.index, pair.other, pair.parameter) for pair in found} == pairs
    assert len(found) == len(pairs)
    assert set(duplicates(signs)) == same


def test_a_pair_tells_the_parameter_and_both_values() -> None:
    signs = [sign_of(f"flathand extfingeru palml {at} touch") for at in ("chest", "chin")]
    (pair,) = minimal_pairs(signs)
    assert (pair.index, pair.other, pair.parameter) == (0, 1, "location")
    assert pair.values == ("hamchest hamtouch", "hamchin hamtouch")
    split = pair.difference.split
    assert {name for name, part in split.items() if part} == {"location", "writing"}
    assert sum(split.values()) == pytest.approx(pair.difference.distance)


def test_only_some_parameters() -> None:
    signs = [parse(text) for text in planted()[0]]
    every = list(minimal_pairs(signs))
    some = list(minimal_pairs(signs, parameters=["movement", "handshape"]))
    assert some == [pair for pair in every if pair.parameter in ("handshape", "movement")]
    with pytest.raises(UsageError, match="no parameter 'colour'"):
        minimal_pairs(signs, parameters=["colour"])


def differences(one: Notation, other: Notation) -> list[str]:
    values = zip(PARAMETERS, form_of(one).values, form_of(other).values, strict=True)
    return [name for name, a, b in values if a != b]


@settings(max_examples=12)
@given(st.integers(0, 1000))
def test_they_are_those_of_a_loop(seed: int) -> None:
    # Signs put together from the parts of few have many pairs.
    texts = [
        ham(f"{shape} extfingeru {palm} {at}")
        for shape, palm, at in product(
            ("fist", "flathand"), ("palml", "palmd"), ("", "chest", "chest moveo")
        )
    ]
    notations = [parse(text) for text in [*texts, *sampled("tolerant", 10, seed)]]
    expected = {
        (one, other, names[0])
        for one in range(len(notations))
        for other in range(one)
        if len(names := differences(notations[one], notations[other])) == 1
    }
    found = [(p.other, p.index, p.parameter) for p in minimal_pairs(notations)]
    first = {form_of(n).values: i for i, n in reversed(list(enumerate(notations)))}
    stand = set(first.values())
    assert set(found) == {each for each in expected if {each[0], each[1]} <= stand}


def test_a_composite_is_no_pair_and_no_duplicate_of_its_first_sign() -> None:
    first, second = "fist extfingeru palml moveo", "flathand extfingero palmd chest"
    signs = [parse(ham(text)) for text in (first, f"{first} + {second}", f"{first} + {first}")]
    assert list(minimal_pairs(signs)) == []
    assert duplicates(signs) == []
    again = [*signs, parse(ham(f"{first} + {second} touch")), signs[1]]
    assert [(p.index, p.other, p.parameter) for p in minimal_pairs(again)] == [(1, 3, "location")]
    assert duplicates(again) == [(1, 4)]
