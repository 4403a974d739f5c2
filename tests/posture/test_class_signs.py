from __future__ import annotations

import pytest
from builders import ham

from hamnosys import load_scheme
from hamnosys.errors import SchemeError
from hamnosys.parser import parse
from hamnosys.posture.class_signs import PostureError, sign_of_classes
from hamnosys.schemes import Head, Scheme

HEARAI = load_scheme("hearai")
HEARAI9 = load_scheme("hearai9")


def test_a_class_row_is_the_sign_that_it_says() -> None:
    sign = sign_of_classes(HEARAI, (5, 4, 1, 3, 7, 6, 4, 9))
    written = "symmlr largemod finger23spread thumboutmod fingerbendmod extfingerul palml chin lrat"
    assert sign.to_hamnosys() == ham(written)


def test_a_side_before_the_place_is_written_before_it() -> None:
    assert sign_of_classes(HEARAI, (0, 0, 0, 0, 0, 0, 1, 14)).to_hamnosys() == ham(
        "fist extfingeru palmu lrbeside chest"
    )


@pytest.mark.parametrize("head", range(8))
def test_every_class_comes_back(head: int) -> None:
    for number in range(HEARAI.heads[head].classes):
        row = [0, 1, 0, 0, 0, 0, 0, 14]
        row[head] = number
        if HEARAI.heads[head].label(number) == "unused":
            continue
        sign = sign_of_classes(HEARAI, row)
        assert HEARAI.classes(sign) == tuple(row)
        (read,) = parse(sign.to_hamnosys(), policy="strict").signs
        assert HEARAI.classes(read) == tuple(row)


@pytest.mark.parametrize("number", range(6))
def test_a_distance_comes_back(number: int) -> None:
    row = (0, 1, 0, 0, 0, 0, 0, 14, number)
    assert HEARAI9.classes(sign_of_classes(HEARAI9, row)) == row


def test_a_place_that_no_notation_gives_cannot_be_taken() -> None:
    with pytest.raises(PostureError, match="'unused'") as caught:
        sign_of_classes(HEARAI, (0, 0, 0, 0, 0, 0, 0, 0))
    assert caught.value.exit_code == 1


def test_an_absent_class_cannot_be_taken() -> None:
    with pytest.raises(PostureError, match="hand_shape_bending has no class"):
        sign_of_classes(HEARAI, (0, 0, 0, None, 0, 0, 0, 14))


def test_a_number_that_is_no_class_cannot_be_taken() -> None:
    with pytest.raises(PostureError, match="go from 0 to 8"):
        sign_of_classes(HEARAI, (9, 0, 0, 0, 0, 0, 0, 14))


def test_a_scheme_must_say_how_the_hand_is_held() -> None:
    lame = Scheme("lame", "", (Head("x", ("dominant", "shape", "base_form"), ("hamfist",)),))
    with pytest.raises(SchemeError, match="no head for dominant"):
        sign_of_classes(lame, (0,))


def test_a_scheme_with_heads_of_the_other_hand_cannot_be_posed() -> None:
    with pytest.raises(SchemeError, match="NonDom first of table cannot be posed"):
        sign_of_classes(load_scheme("table"), (0,) * len(load_scheme("table").heads))
