"""What each symbol does in its sign, and the block it belongs to."""

from __future__ import annotations

import re

import pytest
from browser import contrast
from builders import ham, names_of
from hypothesis import given
from strategies import notations, sampled

from hamnosys.inspection.blocks import blocks, category_blocks
from hamnosys.inspection.roles import Role, symbol_roles
from hamnosys.parser import parse
from hamnosys.symbols import inventory


def roles(names: str) -> list[tuple[str, str]]:
    """Name and role of each symbol."""
    notation = parse(ham(names))
    found = symbol_roles(notation.signs)
    return [
        (names_of(character), role.phrase)
        for character, role in zip(notation.to_hamnosys(), found, strict=True)
    ]


def role(names: str, symbol: str, which: int = 0) -> str:
    return [phrase for name, phrase in roles(names) if name == symbol][which]


@given(notations("tolerant"))
def test_every_symbol_of_any_sign_has_a_role(text: str) -> None:
    notation = parse(text)
    found = symbol_roles(notation.signs)
    assert len(found) == len(notation.to_hamnosys())
    for character, what in zip(notation.to_hamnosys(), found, strict=True):
        assert what.phrase, names_of(character)
        assert "{" not in what.phrase
        assert what.block in blocks()


def test_roles_tell_more_than_categories() -> None:
    phrases: dict[str, set[str]] = {}
    for text in sampled("tolerant", 300, 5):
        notation = parse(text)
        for character, what in zip(
            notation.to_hamnosys(), symbol_roles(notation.signs), strict=True
        ):
            phrases.setdefault(inventory().by_character[character].category, set()).add(
                re.sub(r"^sign \d+: ", "", what.phrase)
            )
    assert {"base_form", "palm_orientation", "large", "straight_bending", "plus"} <= {
        category for category, known in phrases.items() if len(known) > 2
    }


@pytest.mark.parametrize(
    ("names", "symbol", "which", "expected"),
    [
        (
            "fist extfingeru palml",
            "extfingeru",
            0,
            "extended finger direction of the dominant hand",
        ),
        (
            "nondominant fist extfingeru palml moveu",
            "moveu",
            0,
            "straight movement of the non-dominant hand",
        ),
        ("( fist + flathand ) extfingeru palml", "flathand", 0, "base form of the non-dominant"),
        ("( fist + flathand ) extfingeru palml", "palml", 0, "palm orientation of both hands"),
        (
            "symmlr fist extfingeru palml",
            "extfingeru",
            0,
            "of the dominant hand; the other hand follows by symmetry",
        ),
        (
            "fist extfingeru between extfingerr palml",
            "extfingerr",
            0,
            "second extended finger direction of the dominant hand",
        ),
        ("fist between flathand extfingeru palml", "flathand", 0, "second base form"),
        ("fist extfingeru palml chest touch", "chest", 0, "where the dominant hand is"),
        (
            "fist extfingeru palml chest [ touch fingertip ]",
            "fingertip",
            0,
            "part of the dominant hand that touches",
        ),
        (
            "fist extfingeru palml moveu chest",
            "chest",
            0,
            "where the movement of the dominant hand ends",
        ),
        (
            "fist extfingeru palml replace extfingerl palmd",
            "extfingerl",
            0,
            "after hamreplace",
        ),
        ("fist extfingeru palml moveu arcl smallmod", "smallmod", 0, "size of the arc"),
        ("fist extfingeru palml moveu smallmod arcl", "smallmod", 0, "size of the movement"),
        (
            "( fist + fist ) extfingeru palml ( moveu + moved )",
            "moved",
            0,
            "straight movement of the non-dominant hand",
        ),
        (
            "( fist + fist ) extfingeru palml ( moveu + moved )",
            "+",
            1,
            "what follows is done by the non-dominant hand",
        ),
        ("fist extfingeru palml moveu + fist extfingero palmd", "+", 0, "joins the next sign"),
        (
            "fist extfingeru palml moveu + fist extfingero palmd",
            "extfingero",
            0,
            "sign 2: extended finger direction",
        ),
        ("finger2 fingerbendmod extfingeru palml", "fingerbendmod", 0, "bending of the fingers"),
    ],
)
def test_a_role_is_told_by_the_place_in_the_tree(
    names: str, symbol: str, which: int, expected: str
) -> None:
    assert expected in role(names, symbol, which)


def test_a_role_can_have_another_block_than_the_category() -> None:
    notation = parse(ham("symmlr largemod fist extfingeru palml moveu largemod"))
    found = symbol_roles(notation.signs)
    assert found[1] == Role("the other hand is mirrored up and down, too", "symmetry")
    assert found[-1].block == "movement"


def test_every_category_has_a_block_and_every_block_a_category() -> None:
    assert {symbol.category for symbol in inventory()} == set(category_blocks())
    assert set(category_blocks().values()) == set(blocks())


def test_blocks_stand_in_the_order_of_the_notation() -> None:
    assert list(blocks()) == [
        *("symmetry", "handshape", "orientation", "location", "contact", "movement", "grouping")
    ]


@pytest.mark.parametrize("block", blocks().values(), ids=lambda block: block.block)
def test_the_ink_of_a_block_can_be_read(block: object) -> None:
    papers = {"light": ("#ffffff", "#f3f4f6"), "dark": ("#17191c", "#24272b")}
    for ink, grounds in papers.items():
        for paper in grounds:
            assert contrast(_rgb(getattr(block, ink)), _rgb(paper)) >= 4.5


def _rgb(color: str) -> str:
    return ",".join(str(int(color[i : i + 2], 16)) for i in (1, 3, 5))


def test_inks_differ() -> None:
    for ink in ("light", "dark"):
        assert len({getattr(block, ink) for block in blocks().values()}) == len(blocks())
