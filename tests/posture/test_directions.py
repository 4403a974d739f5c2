from __future__ import annotations

import itertools

import numpy as np
import pytest
from builders import sign_of

from hamnosys.posture.directions import direction, letters_of, orientation, oriented
from hamnosys.posture.geometry import Array, angle_between, unit, vector
from hamnosys.symbols import inventory

close = np.testing.assert_allclose

S = np.sqrt(0.5)
DIRECTIONS = {
    "u": (0, 1, 0), "ur": (-S, S, 0), "r": (-1, 0, 0), "dr": (-S, -S, 0),
    "d": (0, -1, 0), "dl": (S, -S, 0), "l": (1, 0, 0), "ul": (S, S, 0),
    "ol": (S, 0, S), "o": (0, 0, 1), "or": (-S, 0, S),
    "il": (S, 0, -S), "i": (0, 0, -1), "ir": (-S, 0, -S),
    "ui": (0, S, -S), "di": (0, -S, -S), "do": (0, -S, S), "uo": (0, S, S),
}  # fmt: skip
"""In the signer's frame: x to the left, y up, z out."""

CORNERS = [
    *itertools.product(("uo", "do"), ("ol", "or")),
    *itertools.product(("ui", "di"), ("il", "ir")),
]

PALMS_OUT = {
    "u": (0, 1, 0), "ur": (-S, S, 0), "r": (-1, 0, 0), "dr": (-S, -S, 0),
    "d": (0, -1, 0), "dl": (S, -S, 0), "l": (1, 0, 0), "ul": (S, S, 0),
}  # fmt: skip
"""Where the palm faces while the fingers point out."""

PALMS = {
    # The fingers are turned up from out: up goes to the signer, down away from the signer.
    "u": {"u": (0, 0, -1), "d": (0, 0, 1), "l": (1, 0, 0), "r": (-1, 0, 0), "dl": (S, 0, S)},
    "d": {"u": (0, 0, 1), "d": (0, 0, -1), "l": (1, 0, 0), "r": (-1, 0, 0), "ur": (-S, 0, S)},
    # To the left: left goes to the signer, right away from the signer; the other way round.
    "l": {"u": (0, 1, 0), "d": (0, -1, 0), "l": (0, 0, -1), "r": (0, 0, 1), "ul": (0, S, -S)},
    "r": {"u": (0, 1, 0), "d": (0, -1, 0), "l": (0, 0, 1), "r": (0, 0, -1), "dl": (0, -S, S)},
    # In: about the vertical.
    "i": {"u": (0, 1, 0), "d": (0, -1, 0), "l": (-1, 0, 0), "r": (1, 0, 0), "ul": (-S, S, 0)},
    # Half a quarter up: what faced up leans back to the signer; left stays.
    "uo": {"u": (0, S, -S), "d": (0, -S, S), "l": (1, 0, 0)},
    "ui": {"u": (0, -S, -S), "d": (0, S, S), "l": (1, 0, 0)},
    "do": {"u": (0, S, S), "l": (1, 0, 0)},
    # Half a quarter to the left: left leans to the signer; up stays.
    "ol": {"l": (S, 0, -S), "u": (0, 1, 0)},
    "or": {"l": (S, 0, S), "d": (0, -1, 0)},
    "il": {"l": (-S, 0, -S), "u": (0, 1, 0)},
    # Up-left is a quarter turn about the axis (-1, 1, 0): of up one half goes along.
    "ul": {"u": (-0.5, 0.5, -S), "l": (0.5, -0.5, -S), "d": (0.5, -0.5, S), "ur": (-S, S, 0)},
}


def fingers_palm_thumb(names: str) -> tuple[Array, Array, Array]:
    """Where fingers, palm and thumb side of the right hand point."""
    posture = sign_of(f"flathand {names}").posture.dominant_hand
    assert posture.direction
    assert posture.palm
    thumb, fingers, palm = oriented(posture.direction, posture.palm).T
    return fingers, palm, thumb


# ------------------------------------------------------------------ extended finger direction
@pytest.mark.parametrize("letters", DIRECTIONS)
def test_direction_is_that_of_its_letters(letters: str) -> None:
    close(direction(f"hamextfinger{letters}"), DIRECTIONS[letters])


def test_the_table_above_has_every_direction_and_palm() -> None:
    named = [symbol.name for symbol in inventory().of_category("finger_direction")]
    assert sorted(named) == sorted(f"hamextfinger{letters}" for letters in DIRECTIONS)
    palms = [symbol.name for symbol in inventory().of_category("palm_orientation")]
    assert sorted(palms) == sorted(f"hampalm{letters}" for letters in PALMS_OUT)


@pytest.mark.parametrize("pair", CORNERS, ids="+".join)
def test_two_adjacent_directions_name_a_corner(pair: tuple[str, str]) -> None:
    letters = "".join(pair)
    corner = [
        ("l" in letters) - ("r" in letters),
        ("u" in letters) - ("d" in letters),
        ("o" in letters) - ("i" in letters),
    ]
    names = [f"hamextfinger{each}" for each in pair]
    close(direction(*names), np.array(corner) / np.sqrt(3))
    close(direction(*reversed(names)), np.array(corner) / np.sqrt(3))


@pytest.mark.parametrize("pair", [("u", "d"), ("ol", "ir"), ("r", "l")], ids="+".join)
def test_of_two_opposite_directions_the_first_counts(pair: tuple[str, str]) -> None:
    close(direction(*[f"hamextfinger{each}" for each in pair]), DIRECTIONS[pair[0]])


@pytest.mark.parametrize("symbol", ["hammoveul", "hamcircleul", "hamclockul", "hampalmul"])
def test_symbols_of_other_kinds_name_directions_alike(symbol: str) -> None:
    assert letters_of(symbol) == "ul"


@pytest.mark.parametrize("symbol", ["hamfist", "hammoveX", "hammovecross", "hamclockfull"])
def test_a_symbol_without_direction_is_refused(symbol: str) -> None:
    with pytest.raises(ValueError, match="names no direction"):
        letters_of(symbol)


def test_every_movement_and_circle_names_a_direction() -> None:
    for category in ("straight_movement", "circular_movement", "clock_face", "arc"):
        for symbol in inventory().of_category(category):
            assert set(letters_of(symbol.name)) <= set("udlroi")


# ------------------------------------------------------------------ the flat hand, with numbers
def test_flat_hand_up_with_the_palm_left() -> None:
    fingers, palm, thumb = fingers_palm_thumb("extfingeru palml")
    close(fingers, [0, 1, 0], atol=1e-12)
    close(palm, [1, 0, 0], atol=1e-12)
    close(thumb, [0, 0, -1], atol=1e-12)  # to the signer


def test_flat_hand_out_with_the_palm_down_has_its_thumb_to_the_left() -> None:
    fingers, palm, thumb = fingers_palm_thumb("extfingero palmd")
    close(fingers, [0, 0, 1], atol=1e-12)
    close(palm, [0, -1, 0], atol=1e-12)
    close(thumb, [1, 0, 0], atol=1e-12)


def test_flat_hand_left_with_the_palm_to_the_signer_has_its_thumb_up() -> None:
    fingers, palm, thumb = fingers_palm_thumb("extfingerl palml")
    close(fingers, [1, 0, 0], atol=1e-12)
    close(palm, [0, 0, -1], atol=1e-12)
    close(thumb, [0, 1, 0], atol=1e-12)


# ------------------------------------------------------------------ palm orientation
@pytest.mark.parametrize("palm", PALMS_OUT)
def test_palm_faces_as_it_is_named_while_the_fingers_point_out(palm: str) -> None:
    close(fingers_palm_thumb(f"extfingero palm{palm}")[1], PALMS_OUT[palm], atol=1e-12)


@pytest.mark.parametrize(
    ("fingers", "palm"), [(fingers, palm) for fingers in PALMS for palm in PALMS[fingers]]
)
def test_palm_is_turned_with_the_fingers(fingers: str, palm: str) -> None:
    turned = fingers_palm_thumb(f"extfinger{fingers} palm{palm}")[1]
    close(turned, PALMS[fingers][palm], atol=1e-12)


def test_every_direction_and_palm_is_a_rotation_of_its_own() -> None:
    tokens = [(f"hamextfinger{letters}",) for letters in DIRECTIONS]
    tokens += [(f"hamextfinger{one}", f"hamextfinger{two}") for one, two in CORNERS]
    found = []
    for fingers, palm in itertools.product(tokens, PALMS_OUT):
        turn = orientation(fingers, f"hampalm{palm}")
        close(turn @ turn.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(turn) == pytest.approx(1)
        close(turn[:, 1], direction(*fingers))
        found.append(turn.ravel())
    differences = np.abs(np.array(found)[:, None] - np.array(found)).max(axis=-1)
    assert (differences + np.eye(len(found)) > 0.1).all()  # 26 directions, 8 palms


# ------------------------------------------------------------------ half way
def test_palm_half_way_between_two() -> None:
    close(fingers_palm_thumb("extfingero palmd between palml")[1], [S, -S, 0], atol=1e-12)
    close(fingers_palm_thumb("extfingeru palmd between palml")[1], [S, 0, S], atol=1e-12)
    wide = [np.sin(np.pi / 8), -np.cos(np.pi / 8), 0]
    close(fingers_palm_thumb("extfingero palmd between palmdl")[1], wide, atol=1e-12)


def test_palm_stays_while_the_fingers_are_half_way() -> None:
    fingers, palm, _ = fingers_palm_thumb("extfingeru between extfingero palml")
    close(fingers, [0, S, S], atol=1e-12)
    close(palm, [1, 0, 0], atol=1e-12)


def test_between_a_direction_and_itself_is_that_direction() -> None:
    fingers, palm, _ = fingers_palm_thumb("extfingerul between extfingerul palml between palml")
    close(fingers, DIRECTIONS["ul"], atol=1e-12)
    close(palm, PALMS["ul"]["l"], atol=1e-12)


def test_half_way_to_a_corner() -> None:
    fingers, _, _ = fingers_palm_thumb("extfingeruo between extfingeruo extfingerol palml")
    one, two = vector(DIRECTIONS["uo"]), vector([1, 1, 1]) / np.sqrt(3)
    assert angle_between(fingers, unit(one + two)) < 3


def adjacent() -> list[tuple[str, str]]:
    pairs = itertools.permutations(DIRECTIONS, 2)
    return [
        pair
        for pair in pairs
        if angle_between(vector(DIRECTIONS[pair[0]]), vector(DIRECTIONS[pair[1]])) < 50
    ]


@pytest.mark.parametrize("palm", PALMS_OUT)
def test_fingers_point_half_way_between_two_adjacent_directions(palm: str) -> None:
    off = {}
    for one, two in adjacent():
        fingers = fingers_palm_thumb(f"extfinger{one} between extfinger{two} palm{palm}")[0]
        middle = unit(vector(DIRECTIONS[one]) + vector(DIRECTIONS[two]))
        if angle_between(fingers, middle) > 0.01:
            off[one, two] = round(angle_between(fingers, middle), 1)
    assert off == {}
