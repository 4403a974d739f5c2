"""Descriptions: nothing of a sign is left out, and what is said is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest
from builders import ham, names_of, sign_of
from hypothesis import given
from strategies import notations, sampled

from hamnosys.description import LANGUAGES, describe, load_language, sentences
from hamnosys.errors import HamNoSysError, HamNoSysSyntaxError
from hamnosys.parser import parse
from hamnosys.sign import Sign
from hamnosys.symbols import inventory

_RAW = re.compile("[{}\ue000-\uf8ff]|\\bham[a-z]|%s|  |None")


def said(names: str) -> str:
    return describe(ham(names))


def raw_in(text: str) -> list[str]:
    """What no description may hold: symbol names, symbols, slots that were not filled."""
    return _RAW.findall(text)


# ------------------------------------------------------------------ nothing raw, nothing left out
@given(notations("tolerant"))
def test_every_notation_has_words(text: str) -> None:
    for lang in LANGUAGES:
        told = describe(text, lang=lang)
        assert raw_in(told) == []
        assert told.endswith(".")


def test_every_row_of_the_corpus_has_words(corpus_texts: list[str]) -> None:
    told = 0
    for text in corpus_texts:
        try:
            notation = parse(text)
        except HamNoSysSyntaxError:
            continue
        told += 1
        assert raw_in(describe(notation)) == []
    assert told > 0.99 * len(corpus_texts)


def changed_in_one_symbol(text: str, random: Random) -> Iterator[str]:
    """The text with each symbol in turn left out, and replaced by another of its category."""
    known = inventory()
    for index, character in enumerate(text):
        yield text[:index] + text[index + 1 :]
        category = known.by_character[character].category
        others = [s.character for s in known.of_category(category) if s.character != character]
        if others:
            yield text[:index] + random.choice(others) + text[index + 1 :]


def same_words(texts: list[str], random: Random) -> tuple[int, list[str]]:
    """How many one-symbol changes were compared, and those that leave the description as it is."""
    compared, same = 0, []
    for text in texts:
        try:
            told = describe(text)
        except HamNoSysSyntaxError:
            continue
        for other in changed_in_one_symbol("".join(text.split()), random):
            try:
                notation = parse(other)
            except HamNoSysSyntaxError:
                continue
            compared += 1
            if describe(notation) == told:
                same.append(f"{names_of(text)}\n    {names_of(other)}")
    return compared, same


def test_every_symbol_of_grammatical_signs_changes_the_words() -> None:
    compared, same = same_words(sampled("tolerant", 250, seed=11), Random(5))
    assert compared > 2000
    assert same == []


def test_every_symbol_of_the_corpus_changes_the_words(corpus_texts: list[str]) -> None:
    compared, same = same_words(corpus_texts[::30], Random(6))
    assert compared > 700
    assert same == []


EXCEPTIONS = {
    "a pair without its bracket": ("( fist + flathand ) palml", "fist + flathand palml"),
    "a group of one movement": ("fist ( moveu )", "fist moveu"),
    "a sequence of one movement": ("fist [ moveu ]", "fist ( moveu )"),
    "the order of thumb and bending": (
        "symmlr largemod fingerstraightmod fist palml",
        "symmlr fingerstraightmod largemod fist palml",
    ),
    "the contact behind its bracket": (
        "fist chest [ elbowinside ] touch moveu",
        "fist chest [ touch elbowinside ] moveu",
    ),
    "a corner the other way round": (
        "flathand extfingerol extfingeruo palml",
        "flathand extfingeruo extfingerol palml",
    ),
}


@pytest.mark.parametrize("pair", EXCEPTIONS.values(), ids=EXCEPTIONS)
def test_only_the_spelling_of_the_same_meaning_is_not_told(pair: tuple[str, str]) -> None:
    first, second = map(said, pair)
    assert first == second


def test_alike_pairs_are_told_once() -> None:
    text = said("( fist + fist ) extfingeru palml touch")
    assert "Each hand makes a fist." in text
    assert "dominant hand makes" not in text


# ------------------------------------------------------------------ who, shape, orientation
def test_who_signs() -> None:
    assert said("fist palml").startswith("The dominant hand signs alone.")
    assert said("nondominant fist palml").startswith("The non-dominant hand signs alone.")
    assert said("( fist + flathand ) palml").startswith("Both hands are used, each in its own way.")
    assert said("symmlr fist palml").startswith("Both hands sign, mirrored left and right;")
    assert said("symmpar alternatingmotion fist palml").startswith(
        "Both hands sign, in parallel, the other hand a copy of the first, alternating by half a "
    )
    held = said("( fist + nondominant ) extfingeru palml")
    assert "The non-dominant hand stays as the sign before left it." in held


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("flathand thumboutmod", "The hand is flat with the thumb stretched away."),
        ("finger2 pinky", "The hand holds out one finger with the little finger as the selected"),
        (
            "fist between flathand thumbacrossmod etc",
            "The hand is halfway between a fist and a flat hand with the thumb laid across, or",
        ),
        ("fist between", "The hand makes a fist, the thumb enclosed by the fingers."),
        ("fist between indexfinger", "coming out between the fingers beside the index finger."),
        ("finger23 middlefinger fingermidjoint indexfinger", "at the middle joint of the finger."),
        ("pinch12 indexfinger largemod", "the index finger opposed by the thumb"),
    ],
)
def test_shapes(shape: str, words: str) -> None:
    assert words in said(f"{shape} extfingeru palml")


@pytest.mark.parametrize(
    ("direction", "palm", "faces"),
    [
        # hamnosys 4: "with fingers up, d faces out, u faces the signer, l left; with fingers left,
        # l faces the signer, r out"; to i it is turned about the vertical.
        ("u", "d", "the palm faces outward (palm symbol: down)."),
        ("u", "u", "the palm faces the signer (palm symbol: up)."),
        ("u", "l", "the palm faces left."),
        ("l", "l", "the palm faces the signer (palm symbol: left)."),
        ("l", "r", "the palm faces outward (palm symbol: right)."),
        ("i", "l", "the palm faces right (palm symbol: left)."),
        ("i", "d", "the palm faces down."),
        ("o", "dl", "the palm faces down and to the left."),
    ],
)
def test_where_the_palm_faces(direction: str, palm: str, faces: str) -> None:
    assert faces in said(f"flathand extfinger{direction} palm{palm}")


def test_the_mirrored_hand_has_its_own_direction() -> None:
    text = said("symmlr flathand extfingerl ( palml + palmd ) chest")
    assert "the palm of the dominant hand faces the signer (palm symbol: left);" in text
    # Mirrored, its fingers point to the right, and l of it faces out.
    text = said("symmlr flathand extfingerl ( palml + palml ) chest")
    assert "the palm of the non-dominant hand faces outward (palm symbol: left)." in text


def test_corners_are_not_halves() -> None:
    corner = said("flathand extfingeruo extfingerol palml")
    half = said("flathand extfingeruo between extfingerol palml")
    assert "point up, outward and to the left;" in corner
    assert "point halfway between up-outward and outward-left;" in half


def test_without_a_direction_a_palm_is_told_as_it_is_written() -> None:
    assert "The palm would face left if the fingers pointed outward." in said("fist palml")
    assert "relative to the path" in said("fist extfingeru palml orirelative")


# ------------------------------------------------------------------ place and contact
@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("lrat chest touch", "touches the edge of the chest on the signer's left."),
        ("chest lrat touch", "touches the edge of the chest on the signer's right."),
        ("ear lrat touch", "touches the ear on the signer's right."),
        ("chest lrbeside", "breadth from the space beside the chest on the signer's right."),
        ("chest close", "The hand is close to the chest."),
        ("ear lrat behind", "The hand is behind the ear on the signer's right."),
        ("ear behind touch", "The hand touches the ear from behind."),
        ("shoulders armextended", "at the level of the shoulders with the arm extended."),
        ("teeth doublebent touch", "touches the upper teeth."),
        ("lips doublehooked touch", "touches the lower lip."),
        ("chest between stomach touch", "a place halfway between the chest and the stomach."),
        ("chest [ touch pinky fingertip ]", "the chest with the tip of the little finger."),
        ("palm touch", "touches the palm of the other hand."),
        ("lowerarm palm touch", "touches the lower part on the palm side of the other arm."),
        ("upperarm lrat touch", "touches the upper arm on the signer's right."),
        ("neutralspace", "The hand is in the neutral space in front of the body."),
        ("chest etc", "from the chest or thereabouts."),
    ],
)
def test_places(place: str, words: str) -> None:
    assert words in said(f"fist extfingeru palml {place}")


def test_no_place_is_not_neutral_space() -> None:
    assert "No place is written" in said("fist extfingeru palml")
    assert "No place is written" not in said("fist extfingeru palml neutralspace")


def test_the_hands_meet_or_touch_the_body() -> None:
    assert "The hands touch each other. The hand is close to the chest." in said(
        "symmlr fist extfingeru palml touch chest close"
    )
    text = said("( fist + flathand ) extfingeru palml ( thumb fingertip + palm ) touch")
    assert (
        "The hands touch each other, the tip of the thumb of the dominant hand at the palm of the "
        "non-dominant hand." in text
    )
    text = said("symmlr fist extfingeru palml ( chest close + lrbeside shoulders )")
    assert "The dominant hand is close to the chest; the non-dominant hand is about" in text


# ------------------------------------------------------------------ movement
@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("moveo smallmod", "The hand moves outward a short way."),
        ("moveo arcu smallmod fast", "moves outward in a shallow arc that bulges up, fast."),
        ("moveo between moveu largemod", "halfway between outward and up (a long way)."),
        ("moved zigzag ellipseh", "in a zigzag as an ellipse that is long horizontally."),
        ("circleu", "in a circle that lies level, counter-clockwise seen from above."),
        ("circleul smallmod", "in a small circle about an axis that points up and to the left,"),
        (
            "circleo clocku clockr clockfull clockfull",
            "starting at 12 o'clock, going on to 3 o'clock,",
        ),
        ("circleo clockfull clockfull", ", with two full turns."),
        (
            "twisting largemod repeatfromstart",
            "with large movements, repeated once from the start.",
        ),
        ("fingerplay", "The fingers of the hand play."),
        ("moveu repeatreverse", "repeated in the reverse direction."),
        (
            "moveu [ repeatcontinueseveral mover smallmod ]",
            "each time moved on to the right a short",
        ),
        ("moveu [ brushing chest ]", "The hand moves up, brushing along the chest."),
        ("moveu chin touch", "The hand moves up, until the hand touches the chin."),
        ("movei touch", "The hand moves inward, ending in contact."),
        ("moveu moved", "The hand moves up. Then the hand moves down."),
        ("[ moveu moved ] fast", "moves up, then the hand moves down; all this fast."),
        ("( moveu fingerplay )", "moves up, and at the same time the fingers of the hand play."),
        (
            "fusionbegin moveu moveo fusionend",
            "In one flowing movement, the hand moves up, running",
        ),
        ("{ moveu | moved }", "Either the hand moves up or the hand moves down."),
        ("nomotion", "The hand stays where it is."),
        ("replace fist", "The posture changes: the hand makes a fist."),
        ("replace palmd", "The posture changes: the palm faces outward (palm symbol: down)."),
        ("moveu fast largemod", "very fast."),
        ("moveu increasing smallmod", "growing a little larger."),
    ],
)
def test_movements(action: str, words: str) -> None:
    assert words in said(f"flathand extfingeru palml chest {action}")


def test_each_hand_may_move_in_its_own_way() -> None:
    text = said("symmlr fist extfingeru palml ( moveu + ( moved fingerplay ) ) repeatfromstart")
    assert (
        "The dominant hand moves up, while (the non-dominant hand moves down, and at the same time "
        "the fingers of the non-dominant hand play); all this repeated once from the start." in text
    )


def test_in_a_pair_the_dominant_hand_moves() -> None:
    assert "The dominant hand moves up." in said("( fist + flathand ) extfingeru palml moveu")


def test_without_a_movement_hands_are_held_still() -> None:
    assert said("fist palml").endswith("There is no movement: the hand is held still.")
    assert said("symmlr fist palml").endswith("There is no movement: the hands are held still.")


def test_a_pair_of_anything_takes_both_hands() -> None:
    text = said("flathand ( extfingerl + extfingerr ) palmd")
    assert text.startswith("Both hands are used, with the same shape. Each hand is flat.")
    assert text.endswith("There is no movement: the hands are held still.")


def test_a_palm_that_is_replaced_turns_about_the_direction_before() -> None:
    text = said("flathand extfingerl palmd moveu replace extfingeru palmd replace palmu")
    assert text.endswith("Then the posture changes: the palm faces the signer (palm symbol: up).")


# ------------------------------------------------------------------ the functions
def test_a_phase_is_a_sentence() -> None:
    language = load_language("en")
    sign = sign_of("flathand extfingeru palml chest touch moveo repeatfromstart")
    assert sentences(sign, language) == (
        "The dominant hand signs alone.",
        "The hand is flat.",
        "The fingers point up; the palm faces left.",
        "The hand touches the chest.",
        "The hand moves outward, repeated once from the start.",
    )


def test_a_composite_says_which_sign_is_which() -> None:
    text = describe(ham("fist extfingeru palml moveu + flathand extfingeru palml moved"))
    assert text.startswith("First sign: The dominant hand signs alone.")
    assert text.count("Then, as the next sign: The dominant hand") == 1


def test_text_notation_and_sign_are_alike() -> None:
    text = ham("fist extfingeru palml chest touch")
    (sign,) = parse(text).signs
    assert isinstance(sign, Sign)
    assert describe(text) == describe(parse(text)) == describe(sign)


def test_bad_text_is_rejected() -> None:
    with pytest.raises(HamNoSysSyntaxError):
        describe(ham("fist fist"))
    with pytest.raises(HamNoSysSyntaxError):
        describe(ham("fist palml { moveu | moved }"), policy="strict")
    with pytest.raises(HamNoSysError, match="no language 'xx'"):
        describe(ham("fist"), lang="xx")


def test_nothing_remembered_changes_what_is_said() -> None:
    texts = sampled("tolerant", 60, seed=3)
    first = [describe(text) for text in texts]
    load_language("en").memory.clear()
    assert [describe(text) for text in reversed(texts)] == first[::-1]
