from __future__ import annotations

import json

from builders import ham, sign_of
from hypothesis import given
from strategies import notations

from hamnosys.parser import parse
from hamnosys.sign import Sign
from hamnosys.tree import notation_data, to_data, tree_lines

NAMES = "symmlr flathand thumboutmod extfingeruo palml chest lrat touch moveo repeatfromstart"

TREE = """\
Sign
  symmetry: Symmetry
    operator: hamsymmlr
  posture: Posture
    hands: Handshape
      shape: Shape
        base_form: hamflathand
        modifiers: hamthumboutmod
    direction: FingerDirection
      directions: hamextfingeruo
    palm: PalmOrientation
      palm: hampalml
  location: Location
    level: Level
      places: hamchest
      side: hamlrat
    contact: Contact
      kind: hamtouch
  action:
    1: StraightMovement
      direction: hammoveo
    2: Repetition
      repetition: hamrepeatfromstart
"""


def test_tree_shows_what_is_written_and_leaves_out_the_rest() -> None:
    assert "\n".join(tree_lines(sign_of(NAMES))) + "\n" == TREE


def test_tree_shows_a_mark_as_yes() -> None:
    lines = list(tree_lines(sign_of("fist chest behind")))
    assert "    behind: yes" in lines


def test_tree_numbers_the_members_of_a_group() -> None:
    lines = [line.strip() for line in tree_lines(sign_of("fist ( moveu + moved fast )"))]
    start = lines.index("members:")
    assert lines[start:] == [
        "members:",
        "1:",
        "1: StraightMovement",
        "direction: hammoveu",
        "2:",
        "1: StraightMovement",
        "direction: hammoved",
        "2: Manner",
        "manner: hamfast",
    ]


def test_data_holds_type_and_every_field() -> None:
    data = to_data(sign_of("fist extfingeru palml"))
    assert data["type"] == "Sign"
    assert list(data) == ["type", *Sign.__dataclass_fields__]
    assert data["location"] is None
    assert data["action"] == []
    assert data["posture"]["hands"]["shape"] == {
        "type": "Shape",
        "base_form": "hamfist",
        "modifiers": [],
        "thumb_contact": None,
        "fingers": [],
    }


def test_data_of_a_composite_names_all_symbols() -> None:
    text = ham("fist chest + flathand extfingeru palml moveu")
    data = notation_data(parse(text))
    assert data["hamnosys"] == text
    assert len(data["signs"]) == 2
    assert " ".join(data["names"]) == (
        "hamfist hamchest hamplus hamflathand hamextfingeru hampalml hammoveu"
    )


@given(text=notations("tolerant"))
def test_data_of_any_notation_goes_through_json_unchanged(text: str) -> None:
    data = notation_data(parse(text))
    assert json.loads(json.dumps(data)) == data


@given(text=notations("tolerant"))
def test_every_symbol_of_a_sign_but_its_fixed_ones_stands_in_its_tree(text: str) -> None:
    for sign in parse(text).signs:
        tree = " ".join("\n".join(tree_lines(sign)).split())
        missing = {name for name in sign.symbols() if name not in tree}
        assert missing <= FIXED


FIXED = {
    "hamparbegin", "hamparend", "hamseqbegin", "hamseqend", "hamfusionbegin", "hamfusionend",
    "hamaltbegin", "hammetaalt", "hamaltend", "hamplus", "hambetween", "hametc", "hambehind",
    "hamorirelative", "hamnondominant", "hamreplace", "hambrushing", "hamnomotion",
    "hamalternatingmotion", "hamlargemod",
}  # fmt: skip
"""Symbols that a type or a mark of the tree stands for."""
