"""The parameters of a sign as text."""

import pytest
from builders import ham, sign_of
from hypothesis import given
from strategies import notations

from hamnosys import parse
from hamnosys.similarity import PARAMETERS
from hamnosys.similarity.values import BETWEEN_SIGNS, form_of

ONE = "flathand extfingeru palml chest touch moveo"


def differing(one: str, other: str) -> set[str]:
    values = zip(form_of(sign_of(one)).values, form_of(sign_of(other)).values, strict=True)
    return {name for name, (a, b) in zip(PARAMETERS, values, strict=True) if a != b}


@pytest.mark.parametrize(
    ("other", "parameter"),
    [
        ("fist extfingeru palml chest touch moveo", "handshape"),
        ("flathand thumboutmod extfingeru palml chest touch moveo", "handshape"),
        ("flathand extfingero palml chest touch moveo", "orientation"),
        ("flathand extfingeru palmd chest touch moveo", "orientation"),
        ("flathand extfingeru palml stomach touch moveo", "location"),
        ("flathand extfingeru palml chest close moveo", "location"),
        ("flathand extfingeru palml chest touch", "movement"),
        ("flathand extfingeru palml chest touch moveo repeatfromstart", "movement"),
        ("flathand extfingeru palml chest touch replace fist", "movement"),
        ("symmlr flathand extfingeru palml chest touch moveo", "hands"),
        ("( flathand + flathand ) extfingeru palml chest touch moveo", "hands"),
        ("nondominant flathand extfingeru palml chest touch moveo", "hands"),
    ],
)
def test_a_change_belongs_to_one_parameter(other: str, parameter: str) -> None:
    assert differing(ONE, other) == {parameter}


@pytest.mark.parametrize(
    ("one", "other", "parameter"),
    [
        ("symmlr " + ONE, "symmlr alternatingmotion " + ONE, "movement"),
        ("symmlr " + ONE, "symmpar " + ONE, "hands"),
        ("symmlr " + ONE, "symmlr largemod " + ONE, "hands"),
        ("symmlr " + ONE, "symmlr nonipsi " + ONE, "hands"),
        (
            "( flathand + fist ) extfingeru palml",
            "( flathand + finger2 ) extfingeru palml",
            "handshape",
        ),
        (
            "( flathand + fist ) ( extfingeru + extfingero ) palml",
            "( flathand + fist ) extfingeru palml",
            "orientation",
        ),
        ("symmlr flathand extfingeru palml touch", "symmlr flathand extfingeru palml", "location"),
    ],
)
def test_of_two_hands_too(one: str, other: str, parameter: str) -> None:
    assert differing(one, other) == {parameter}


def test_the_ways_to_write_the_orientation_of_each_hand_are_one() -> None:
    inside = "( flathand extfingeru palml + fist extfingero palmd )"
    apart = "( flathand + fist ) ( extfingeru palml + extfingero palmd )"
    assert differing(inside, apart) == set()


def test_values_are_symbol_names() -> None:
    assert form_of(sign_of(ONE)).values == (
        "hamflathand",
        "hamextfingeru hampalml",
        "hamchest hamtouch",
        "hammoveo",
        "one hand",
    )
    assert form_of(sign_of("fist extfingeru palml")).values[2:4] == ("none", "none")


def test_values_of_a_composite_name_all_its_signs() -> None:
    form = form_of(parse(ham("fist extfingeru palml moveo + flathand extfingeru palml moveu")))
    assert form.values[0] == f"hamfist{BETWEEN_SIGNS}hamflathand"
    assert form.values[3] == f"hammoveo{BETWEEN_SIGNS}hammoveu"


@given(notations("tolerant"))
def test_every_symbol_is_in_a_value(text: str) -> None:
    # Brackets of pairs, and what joins hands or signs, say how it is written.
    form = form_of(parse(text))
    told = {word for value in form.values for word in value.replace("+", " ").split()}
    written = {name for sign in form.signs for name in sign.symbols()}
    assert written - told <= {"hamparbegin", "hamparend", "hamplus"}
