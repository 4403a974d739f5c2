"""One small transcription for each construct of the notation, and the exact sign it gives."""

from __future__ import annotations

import pytest
from builders import ham, names_of, sign_of

from hamnosys.parser import parse
from hamnosys.sign import (
    ActionItem,
    Alternation,
    Brushing,
    CircularMovement,
    Contact,
    FingerDirection,
    FingerSpecification,
    Group,
    Hand,
    HandConstellation,
    Handshape,
    HandshapeAlternatives,
    HoldOver,
    Level,
    LocalMovement,
    Location,
    Manner,
    NoMotion,
    Orientation,
    Pair,
    PalmOrientation,
    Posture,
    RepeatedMovement,
    Repetition,
    Replacement,
    Shape,
    Sign,
    SizeChange,
    StraightMovement,
    Symmetry,
)

FIST = Handshape(Shape("hamfist"))
FLAT = Handshape(Shape("hamflathand"))
UP = FingerDirection(("hamextfingeru",))
DOWN = FingerDirection(("hamextfingerd",))
LEFT = PalmOrientation("hampalml")
RIGHT = PalmOrientation("hampalmr")
MOVE_UP = StraightMovement("hammoveu")
MOVE_DOWN = StraightMovement("hammoved")
TOUCH = Contact("hamtouch")


def place(*names: str) -> Location:
    return Location(Level(tuple(f"ham{name}" for name in names)))


def handshape_of(names: str) -> object:
    return sign_of(names).posture.hands


def action_of(names: str) -> tuple[ActionItem, ...]:
    """The action after a fist."""
    return sign_of(f"fist {names}").action


# ------------------------------------------------------------------ the whole sign
def test_every_field_of_a_sign() -> None:
    assert sign_of("symmlr flathand extfingeru palml chest touch moveu") == Sign(
        Symmetry("hamsymmlr"),
        Posture(FLAT, UP, LEFT),
        (),
        Location(Level(("hamchest",)), contact=TOUCH),
        None,
        (MOVE_UP,),
    )


def test_a_handshape_alone_is_a_sign() -> None:
    assert sign_of("fist") == Sign(None, Posture(FIST))


def test_the_other_hand_signs() -> None:
    sign = sign_of("nondominant fist extfingeru palml")
    assert sign == Sign(None, Posture(FIST, UP, LEFT, nondominant=True))
    assert sign.posture.nondominant_first == "nondominant"
    assert not sign.two_handed


@pytest.mark.parametrize(
    ("names", "modifiers", "axes"),
    [
        ("symmpar", "", "hamsymmpar"),
        ("symmpar fingerstraightmod", "fingerstraightmod", "hamsymmpar+hamfingerstraightmod"),
        ("symmlr largemod", "largemod", "hamsymmlr+hamlargemod"),
        ("symmlr alternatingmotion nonipsi", "alternatingmotion nonipsi", "hamsymmlr"),
        (
            "symmlr fingerstraightmod largemod alternatingmotion nonipsi",
            "fingerstraightmod largemod alternatingmotion nonipsi",
            "hamsymmlr+hamfingerstraightmod+hamlargemod",
        ),
        (
            "symmlr largemod fingerstraightmod",
            "largemod fingerstraightmod",
            "hamsymmlr+hamfingerstraightmod+hamlargemod",
        ),
        ("alternatingmotion", "alternatingmotion", None),
    ],
)
def test_symmetry_keeps_its_modifiers_as_written(
    names: str, modifiers: str, axes: str | None
) -> None:
    symmetry = sign_of(f"{names} fist").symmetry
    assert symmetry is not None
    assert symmetry.modifiers == tuple(f"ham{name}" for name in modifiers.split())
    assert symmetry.axes == axes
    assert symmetry.out_in == ("fingerstraightmod" in modifiers)
    assert symmetry.up_down == ("largemod" in modifiers)
    assert symmetry.alternating == ("alternatingmotion" in modifiers)
    assert symmetry.nonipsilateral == ("nonipsi" in modifiers)


# ------------------------------------------------------------------ handshape
@pytest.mark.parametrize(
    ("names", "handshape"),
    [
        ("fist", FIST),
        ("fist etc", Handshape(Shape("hamfist"), etc=True)),
        ("fist thumboutmod", Handshape(Shape("hamfist", ("hamthumboutmod",)))),
        (
            "fist doublebent thumboutmod",
            Handshape(Shape("hamfist", ("hamdoublebent", "hamthumboutmod"))),
        ),
        ("pinch12 fingertip", Handshape(Shape("hampinch12", (), "hamfingertip"))),
        ("fist between flathand", Handshape(Shape("hamfist"), Shape("hamflathand"))),
        (
            "fist thumboutmod between flathand fingerbendmod etc",
            Handshape(
                Shape("hamfist", ("hamthumboutmod",)),
                Shape("hamflathand", ("hamfingerbendmod",)),
                etc=True,
            ),
        ),
        ("fist between", Handshape(Shape("hamfist"), thumb_enclosed=True)),
        ("fist between etc", Handshape(Shape("hamfist"), thumb_enclosed=True, etc=True)),
        (
            "fist between middlefinger",
            Handshape(Shape("hamfist"), thumb_between="hammiddlefinger"),
        ),
        (
            "{ fist | flathand etc }",
            HandshapeAlternatives((FIST, Handshape(Shape("hamflathand"), etc=True))),
        ),
    ],
)
def test_handshape(names: str, handshape: object) -> None:
    assert handshape_of(names) == handshape


@pytest.mark.parametrize(
    ("names", "finger"),
    [
        ("pinky", FingerSpecification("hampinky")),
        ("pinky fingerhookmod", FingerSpecification("hampinky", "hamfingerhookmod")),
        ("pinky largemod", FingerSpecification("hampinky", opposed=True)),
        (
            "indexfinger fingernail middlefinger",
            FingerSpecification("hamindexfinger", part="hamfingernail", other="hammiddlefinger"),
        ),
        (
            "indexfinger fingertip middlefinger fingerpad",
            FingerSpecification(
                "hamindexfinger",
                part="hamfingertip",
                other="hammiddlefinger",
                other_part="hamfingerpad",
            ),
        ),
    ],
)
def test_finger_specification(names: str, finger: FingerSpecification) -> None:
    assert handshape_of(f"finger2 {names}") == Handshape(Shape("hamfinger2", fingers=(finger,)))


def test_fingers_follow_each_other() -> None:
    hands = handshape_of("finger23 indexfinger fingerbendmod middlefinger pinky largemod")
    assert hands == Handshape(
        Shape(
            "hamfinger23",
            fingers=(
                FingerSpecification("hamindexfinger", "hamfingerbendmod"),
                FingerSpecification("hammiddlefinger"),
                FingerSpecification("hampinky", opposed=True),
            ),
        )
    )


@pytest.mark.parametrize("names", ["fist thumboutmod doublebent", "fist doublebent thumboutmod"])
def test_thumb_and_bending_are_found_in_either_order(names: str) -> None:
    shape = sign_of(names).dominant.shape
    assert shape is not None
    assert (shape.thumb_position, shape.bending) == ("hamthumboutmod", "hamdoublebent")


def test_of_two_bendings_the_first_is_read() -> None:
    shape = sign_of("fist fingerhookmod thumboutmod doublebent").dominant.shape
    assert shape is not None
    assert shape.bending == "hamfingerhookmod"


# ------------------------------------------------------------------ two hands
def test_bare_hand_pair_shares_its_orientation() -> None:
    sign = sign_of("( fist + flathand ) extfingeru palml")
    assert sign == Sign(None, Posture(Pair(Hand(FIST), Hand(FLAT)), UP, LEFT))
    assert sign.two_handed
    assert sign.dominant == Hand(FIST, UP, LEFT)
    assert sign.nondominant == Hand(FLAT)


def test_oriented_hand_pair_keeps_the_orientation_of_each_hand() -> None:
    sign = sign_of("( fist extfingeru palml + flathand palmr )")
    assert sign == Sign(None, Posture(Pair(Hand(FIST, UP, LEFT), Hand(FLAT, None, RIGHT))))
    assert sign.dominant == Hand(FIST, UP, LEFT)
    assert sign.nondominant == Hand(FLAT, None, RIGHT)


def test_one_hand_of_a_pair_may_be_oriented_alone() -> None:
    assert sign_of("( fist extfingeru + flathand )").posture == Posture(
        Pair(Hand(FIST, UP), Hand(FLAT))
    )
    assert sign_of("( fist + flathand extfingeru )").posture == Posture(
        Pair(Hand(FIST), Hand(FLAT, UP))
    )


@pytest.mark.parametrize(
    ("names", "hand"),
    [
        ("nondominant", Hand(HoldOver())),
        ("nondominant etc", Hand(HoldOver(etc=True))),
        ("nondominant etc extfingeru palml", Hand(HoldOver(etc=True), UP, LEFT)),
    ],
)
def test_hold_over(names: str, hand: Hand) -> None:
    sign = sign_of(f"( fist + {names} )")
    assert sign.posture.hands == Pair(Hand(FIST), hand)
    assert hand.shape is None
    assert hand.other is None


# ------------------------------------------------------------------ orientation
@pytest.mark.parametrize(
    ("names", "direction", "second"),
    [
        ("extfingeru", UP, None),
        (
            "extfingeruo extfingerol",
            FingerDirection(("hamextfingeruo", "hamextfingerol")),
            "hamextfingerol",
        ),
        (
            "extfingeru between extfingero",
            FingerDirection(("hamextfingeru",), ("hamextfingero",)),
            "hamextfingero",
        ),
        (
            "extfingeruo extfingerol between extfingerdi extfingeril orirelative etc",
            FingerDirection(
                ("hamextfingeruo", "hamextfingerol"),
                ("hamextfingerdi", "hamextfingeril"),
                relative=True,
                etc=True,
            ),
            "hamextfingerol",
        ),
    ],
)
def test_finger_direction(names: str, direction: FingerDirection, second: str | None) -> None:
    assert sign_of(f"fist {names} palml").posture == Posture(FIST, direction, LEFT)
    assert direction.second == second


@pytest.mark.parametrize(
    ("names", "palm"),
    [
        ("palml between palmd", PalmOrientation("hampalml", "hampalmd")),
        ("palml orirelative etc", PalmOrientation("hampalml", relative=True, etc=True)),
    ],
)
def test_palm_orientation(names: str, palm: PalmOrientation) -> None:
    assert sign_of(f"fist extfingeru {names}").posture == Posture(FIST, UP, palm)


@pytest.mark.parametrize(
    ("names", "posture"),
    [
        (
            "( extfingeru + extfingerd ) palml",
            Posture(Pair(Hand(FIST), Hand(FLAT)), Pair(UP, DOWN), LEFT),
        ),
        (
            "extfingeru ( palml + palmr )",
            Posture(Pair(Hand(FIST), Hand(FLAT)), UP, Pair(LEFT, RIGHT)),
        ),
        (
            "( extfingeru palml + extfingerd palmr )",
            Posture(
                Pair(Hand(FIST), Hand(FLAT)),
                orientation=Pair(Orientation(UP, LEFT), Orientation(DOWN, RIGHT)),
            ),
        ),
    ],
)
def test_split_orientation(names: str, posture: Posture) -> None:
    assert sign_of(f"( fist + flathand ) {names}").posture == posture


def test_each_hand_reads_its_half_of_a_split_orientation() -> None:
    sign = sign_of("( fist + flathand ) ( extfingeru palml + extfingerd palmr )")
    assert sign.dominant == Hand(FIST, UP, LEFT)
    assert sign.nondominant == Hand(FLAT, DOWN, RIGHT)


# ------------------------------------------------------------------ location and contact
@pytest.mark.parametrize(
    ("names", "location"),
    [
        ("chest", place("chest")),
        ("neutralspace", place("neutralspace")),
        ("lowerarm wristback", place("lowerarm", "wristback")),
        ("indexfinger fingertip palm", place("indexfinger", "fingertip", "palm")),
        ("lips doublebent", place("lips", "doublebent")),
        ("lrat chest", Location(Level(("hamchest",), "hamlrat", side_first=True))),
        ("chest lrbeside", Location(Level(("hamchest",), "hamlrbeside"))),
        (
            "chest between stomach etc",
            Location(Level(("hamchest",)), Level(("hamstomach",)), etc=True),
        ),
        ("chest behind", Location(Level(("hamchest",)), behind=True)),
        ("chest touch", Location(Level(("hamchest",)), contact=TOUCH)),
        ("chest armextended", Location(Level(("hamchest",)), contact=Contact("hamarmextended"))),
        (
            "lrat head between head lrbeside etc behind close",
            Location(
                Level(("hamhead",), "hamlrat", side_first=True),
                Level(("hamhead",), "hamlrbeside"),
                etc=True,
                behind=True,
                contact=Contact("hamclose"),
            ),
        ),
        (
            "chest [ touch indexfinger fingertip ]",
            Location(
                Level(("hamchest",)), contact=Contact("hamtouch", place("indexfinger", "fingertip"))
            ),
        ),
        (
            "chest [ fingertip ] touch",
            Location(
                Level(("hamchest",)),
                contact=Contact("hamtouch", place("fingertip"), part_first=True),
            ),
        ),
        (
            "chest touch largemod",
            Location(Level(("hamchest",)), contact=Contact("hamtouch", large=True)),
        ),
    ],
)
def test_location(names: str, location: Location) -> None:
    assert sign_of(f"fist extfingeru palml {names}") == Sign(
        None, Posture(FIST, UP, LEFT), location=location
    )


@pytest.mark.parametrize(
    ("names", "side"),
    [
        ("lrbeside chest", "before hamlrbeside"),
        ("lrat chest", "before hamlrat"),
        ("chest lrbeside", "after hamlrbeside"),
        ("chest lrat", "after hamlrat"),
        ("chest", None),
    ],
)
def test_side_of_a_place(names: str, side: str | None) -> None:
    found = sign_of(f"fist palml {names}").place
    assert found is not None
    assert found.level.side_position == side


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("chest", "body"),
        ("lips doublebent", "body"),
        ("lowerarm", "arm"),
        ("palm", "hand"),
        ("thumb", "hand"),
        ("neutralspace", "neutral"),
    ],
)
def test_kind_of_a_place(names: str, kind: str) -> None:
    found = sign_of(f"fist palml {names}").place
    assert found is not None
    assert found.level.kind == kind


def test_location_pair_holds_a_place_for_each_hand() -> None:
    sign = sign_of("symmlr fist palml ( chest behind + head touch )")
    pair = Pair(
        Location(Level(("hamchest",)), behind=True),
        Location(Level(("hamhead",)), contact=TOUCH),
    )
    assert sign.location == pair
    assert sign.place == pair.dominant
    assert sign.distance == "hambehind"


def test_second_location_is_kept() -> None:
    sign = sign_of("fist palml chest touch stomach close")
    assert sign.location == Location(Level(("hamchest",)), contact=TOUCH)
    assert sign.second_location == Location(Level(("hamstomach",)), contact=Contact("hamclose"))


# ------------------------------------------------------------------ contact between the hands
def test_contact_after_the_hands_joins_the_hands() -> None:
    sign = sign_of("symmlr fist extfingeru palml touch")
    assert sign.constellations == (HandConstellation(None, TOUCH),)
    assert sign.location is None
    assert (sign.place, sign.contact, sign.distance) == (None, TOUCH, "hamtouch")


def test_contact_after_two_places_joins_the_hands_there() -> None:
    sign = sign_of("symmlr fist palml ( indexfinger + thumb ) touch")
    assert sign.constellations == (
        HandConstellation(Pair(place("indexfinger"), place("thumb")), TOUCH),
    )
    assert sign.location is None
    assert sign.place == place("indexfinger")


def test_a_place_on_the_body_may_follow_the_joined_hands() -> None:
    sign = sign_of("symmlr fist palml ( indexfinger + thumb ) touch chest close")
    assert len(sign.constellations) == 1
    assert sign.location == Location(Level(("hamchest",)), contact=Contact("hamclose"))
    assert sign.contact == TOUCH


def test_hands_may_touch_before_and_at_two_places() -> None:
    sign = sign_of("symmlr fist palml touch ( indexfinger + thumb ) close")
    assert sign.constellations == (
        HandConstellation(None, TOUCH),
        HandConstellation(Pair(place("indexfinger"), place("thumb")), Contact("hamclose")),
    )


# ------------------------------------------------------------------ movements
@pytest.mark.parametrize(
    ("names", "item"),
    [
        ("moveu", MOVE_UP),
        ("moveu largemod", StraightMovement("hammoveu", "hamlargemod")),
        (
            "moveu smallmod between moveo largemod arcl smallmod",
            StraightMovement(
                "hammoveu",
                "hamsmallmod",
                "hammoveo",
                "hamlargemod",
                "hamarcl",
                "hamsmallmod",
            ),
        ),
        (
            "moveu smallmod zigzag largemod ellipseh smallmod",
            StraightMovement(
                "hammoveu",
                "hamsmallmod",
                wave="hamzigzag",
                wave_size="hamlargemod",
                ellipse="hamellipseh",
                ellipse_size="hamsmallmod",
            ),
        ),
        (
            "circleo between circleu largemod clocku clockfull clockfull ellipsev smallmod",
            CircularMovement(
                "hamcircleo",
                "hamcircleu",
                "hamlargemod",
                ("hamclocku", "hamclockfull", "hamclockfull"),
                "hamellipsev",
                "hamsmallmod",
            ),
        ),
        ("nodding smallmod", LocalMovement("hamnodding", "hamsmallmod")),
        ("fingerplay", LocalMovement("hamfingerplay")),
        ("moveX", LocalMovement("hammoveX")),
        ("nomotion", NoMotion()),
        ("( moveu )", Group("parallel", ((MOVE_UP,),))),
        ("( moveu + moved )", Group("split", ((MOVE_UP,), (MOVE_DOWN,)))),
        ("[ moveu moved ]", Group("sequence", ((MOVE_UP, MOVE_DOWN),))),
        ("fusionbegin moveu moved fusionend", Group("fusion", ((MOVE_UP, MOVE_DOWN),))),
        (
            "{ moveu | moved | nomotion }",
            Group("alternatives", ((MOVE_UP,), (MOVE_DOWN,), (NoMotion(),))),
        ),
        ("( indexfinger moveu )", Group("parallel", ((place("indexfinger"), MOVE_UP),))),
        (
            "[ chest touch moveu ]",
            Group("sequence", ((Location(Level(("hamchest",)), contact=TOUCH), MOVE_UP),)),
        ),
        ("[ touch moveu ]", Group("sequence", ((TOUCH, MOVE_UP),))),
        (
            "( moveu + [ moved ( nomotion ) ] )",
            Group(
                "split",
                (
                    (MOVE_UP,),
                    (Group("sequence", ((MOVE_DOWN, Group("parallel", ((NoMotion(),),))),)),),
                ),
            ),
        ),
    ],
)
def test_movement(names: str, item: ActionItem) -> None:
    assert action_of(names) == (item,)


@pytest.mark.parametrize(
    ("names", "mark"),
    [
        ("fast", Manner("hamfast")),
        ("tense largemod", Manner("hamtense", large=True)),
        ("increasing", SizeChange("hamincreasing")),
        ("decreasing smallmod", SizeChange("hamdecreasing", "hamsmallmod")),
        ("repeatfromstart", Repetition("hamrepeatfromstart")),
        ("repeatreverse ellipseh", Repetition("hamrepeatreverse", "hamellipseh")),
        ("alternatingmotion", Alternation()),
        (
            "[ repeatcontinue mover smallmod increasing ]",
            RepeatedMovement("hamrepeatcontinue", "hammover", "hamsmallmod", "hamincreasing"),
        ),
        ("[ brushing chest ]", Brushing(place("chest"))),
        (
            "[ brushing chest touch ]",
            Brushing(Location(Level(("hamchest",)), contact=TOUCH)),
        ),
        ("brushing", Brushing(bracketed=False)),
        ("[ brushing touch ]", Brushing(contact=TOUCH)),
        (
            "[ brushing ( chest + head ) touch ]",
            Brushing(Pair(place("chest"), place("head")), TOUCH),
        ),
        ("chest", place("chest")),
        ("touch", TOUCH),
        ("chest behind touch", Location(Level(("hamchest",)), behind=True, contact=TOUCH)),
        ("( chest + head )", Pair(place("chest"), place("head"))),
    ],
)
def test_mark_or_target_after_a_movement(names: str, mark: ActionItem) -> None:
    assert action_of(f"moveu {names}") == (MOVE_UP, mark)


def test_several_manners_follow_each_other() -> None:
    assert action_of("moveu fast tense halt") == (
        MOVE_UP,
        Manner("hamfast"),
        Manner("hamtense"),
        Manner("hamhalt"),
    )


def test_a_second_place_of_the_action_does_not_take_over_the_first_contact() -> None:
    assert action_of("moveu chest touch head close") == (
        MOVE_UP,
        Location(Level(("hamchest",)), contact=TOUCH),
        Location(Level(("hamhead",)), contact=Contact("hamclose")),
    )


# ------------------------------------------------------------------ replacement
@pytest.mark.parametrize(
    ("names", "item"),
    [
        ("flathand", Replacement(Posture(FLAT))),
        ("increasing flathand", Replacement(Posture(FLAT), "hamincreasing")),
        ("extfingeru", Replacement(Posture(direction=UP))),
        ("palml", Replacement(Posture(palm=LEFT))),
        ("flathand extfingeru palml", Replacement(Posture(FLAT, UP, LEFT))),
        ("( fist + flathand )", Replacement(Posture(Pair(Hand(FIST), Hand(FLAT))))),
        ("( flathand + nomotion )", Replacement(Posture(Pair(Hand(FLAT), NoMotion())))),
        (
            "( flathand palml + nomotion )",
            Replacement(Posture(Pair(Hand(FLAT, None, LEFT), NoMotion()))),
        ),
        ("( extfingeru + nomotion )", Replacement(Posture(direction=Pair(UP, NoMotion())))),
        ("( palml + nomotion )", Replacement(Posture(palm=Pair(LEFT, NoMotion())))),
        (
            "( extfingeru palml + nomotion )",
            Replacement(Posture(orientation=Pair(Orientation(UP, LEFT), NoMotion()))),
        ),
        ("( palml + palmr )", Replacement(Posture(palm=Pair(LEFT, RIGHT)))),
    ],
)
def test_replacement(names: str, item: Replacement) -> None:
    assert action_of(f"replace {names}") == (item,)


def test_a_replacement_ends_where_its_posture_ends() -> None:
    assert action_of("moveu replace flathand palml chest touch moved replace fist") == (
        MOVE_UP,
        Replacement(Posture(FLAT, palm=LEFT)),
        Location(Level(("hamchest",)), contact=TOUCH),
        MOVE_DOWN,
        Replacement(Posture(FIST)),
    )


def test_two_replacements_follow_each_other() -> None:
    assert action_of("replace flathand replace palml") == (
        Replacement(Posture(FLAT)),
        Replacement(Posture(palm=LEFT)),
    )


def test_a_change_after_the_new_posture_belongs_to_the_action() -> None:
    assert action_of("replace flathand increasing") == (
        Replacement(Posture(FLAT)),
        SizeChange("hamincreasing"),
    )


# ------------------------------------------------------------------ hamplus without a bracket
@pytest.mark.parametrize(
    ("names", "posture"),
    [
        (
            "fist + flathand extfingeru palml",
            Posture(Pair(Hand(FIST), Hand(FLAT), bracketed=False), UP, LEFT),
        ),
        (
            "fist extfingeru + extfingerd palml",
            Posture(FIST, Pair(UP, DOWN, bracketed=False), LEFT),
        ),
        (
            "fist extfingeru palml + flathand extfingerd palmr",
            Posture(Pair(Hand(FIST, UP, LEFT), Hand(FLAT, DOWN, RIGHT), bracketed=False)),
        ),
        (
            "fist palml + flathand palmr",
            Posture(Pair(Hand(FIST, None, LEFT), Hand(FLAT, None, RIGHT), bracketed=False)),
        ),
    ],
)
@pytest.mark.parametrize("rest", ["", "chest touch", "moveu", "touch", "( chest + head )"])
def test_hamplus_between_hands_joins_them(names: str, posture: Posture, rest: str) -> None:
    sign = sign_of(f"{names} {rest}")
    assert sign.posture == posture
    assert sign.to_hamnosys() == ham(f"{names} {rest}")


def test_hamplus_between_hands_keeps_the_symmetry() -> None:
    sign = sign_of("symmlr fist palml + flathand palmr")
    assert sign.symmetry == Symmetry("hamsymmlr")
    assert isinstance(sign.posture.hands, Pair)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("( fist + flathand ) extfingeru palml", "fist palml"),
        ("fist ( extfingeru + extfingerd ) palml", "fist extfingeru palml moveu"),
        ("nondominant fist extfingeru palml", "flathand extfingeru palml"),
    ],
)
def test_hamplus_joins_signs_where_it_cannot_join_hands(first: str, second: str) -> None:
    signs = parse(ham(f"{first} + {second}")).signs
    assert [names_of(sign.to_hamnosys()) for sign in signs] == [first, second]


@pytest.mark.parametrize("first", ["fist palml chest", "fist palml touch", "fist palml moveu"])
def test_hamplus_joins_signs_after_a_location_contact_or_action(first: str) -> None:
    signs = parse(ham(f"{first} + flathand extfingeru palml")).signs
    assert [names_of(sign.to_hamnosys()) for sign in signs] == [
        first,
        "flathand extfingeru palml",
    ]


# ------------------------------------------------------------------ alternatives
def test_of_alternatives_the_first_is_read() -> None:
    sign = sign_of("{ { flathand | fist } | finger2 } extfingeru palml")
    assert sign.dominant.shape == Shape("hamflathand")
    assert isinstance(sign.posture.hands, HandshapeAlternatives)
    assert sign.posture.hands.first == FLAT
