"""The class scheme `hamnosys4`: lossless where `hearai` is lossy."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

import pytest
from builders import ham, names_of, sign_of
from hypothesis import given
from strategies import notations, sampled

from hamnosys.classfile import scheme_of
from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.parser import parse
from hamnosys.schemes import Head, Scheme, load_scheme
from hamnosys.sign import Group, Sign
from hamnosys.symbols import inventory


@cache
def scheme() -> Scheme:
    return load_scheme("hamnosys4")


def labels(names: str) -> dict[str, str]:
    """The label of each head of a transcription."""
    return labels_of(sign_of(names))


def labels_of(sign: Sign) -> dict[str, str]:
    found = {}
    for head, number in zip(scheme().heads, scheme().classes(sign), strict=True):
        assert number is not None, head.name
        found[head.name] = head.label(number)
    return found


def differing(one: str, other: str) -> dict[str, tuple[str, str]]:
    """The heads in which two transcriptions differ, with both labels."""
    first, second = labels(one), labels(other)
    return {name: (first[name], second[name]) for name in first if first[name] != second[name]}


# ------------------------------------------------------------------ one property, its heads
HELD = "flathand extfingeru palml"
PAIR = "( flathand + fist )"
AT = f"{HELD} chest"
HANDS_AT = f"symmlr {HELD} ( palm + fingertip )"
MOVED = f"{HELD} moveu"
ROUND = f"{HELD} circleo"
TWO = f"{HELD} moveu moved"
TWO_ROUND = f"{HELD} moveu circleo"
THREE = f"{HELD} moveu moved movel"
THREE_ROUND = f"{HELD} moveu moved circleo"
NEW = f"{HELD} replace fist"
TWO_NEW = f"{HELD} replace fist replace flathand"
BRUSHED = f"{MOVED} [ brushing chest ]"

ONE_PROPERTY = [
    (HELD, f"symmlr {HELD}", "symmetry_operator nondominant_hand"),
    (f"symmlr {HELD}", f"symmpar {HELD}", "symmetry_operator nondominant_hand"),
    (f"symmlr {HELD}", f"symmlr fingerstraightmod {HELD}", "symmetry_operator"),
    (f"symmlr {HELD}", f"symmlr alternatingmotion {HELD}", "symmetry_alternating"),
    (f"symmlr {HELD}", f"symmlr nonipsi {HELD}", "symmetry_nonipsi"),
    (HELD, f"nondominant {HELD}", "first_hand"),
    # dominant handshape
    (HELD, "fist extfingeru palml", "hand_shape_base_form"),
    (HELD, "flathand thumboutmod extfingeru palml", "hand_shape_thumb_position"),
    (HELD, "flathand fingerbendmod extfingeru palml", "hand_shape_bending"),
    (HELD, "flathand fingertip extfingeru palml", "hand_shape_thumb_contact"),
    (HELD, "flathand thumb extfingeru palml", "hand_shape_thumb"),
    (HELD, "flathand indexfinger extfingeru palml", "hand_shape_index"),
    (HELD, "flathand middlefinger fingerbendmod extfingeru palml", "hand_shape_middle"),
    (HELD, "flathand ringfinger largemod extfingeru palml", "hand_shape_ring"),
    (HELD, "flathand pinky extfingeru palml", "hand_shape_pinky"),
    ("flathand pinky", "flathand pinky largemod", "hand_shape_pinky"),
    (
        HELD,
        "flathand indexfinger fingertip thumb extfingeru palml",
        "hand_shape_crossing hand_shape_crossing_part",
    ),
    ("fist between", "fist between thumb", "hand_shape_thumb_between"),
    ("fist", "fist between", "hand_shape_thumb_between"),
    (HELD, "flathand between fist extfingeru palml", "hand_shape_2_base_form"),
    ("fist between fist", "fist between fist thumboutmod", "hand_shape_2_thumb_position"),
    ("fist between fist", "fist between fist doublebent", "hand_shape_2_bending"),
    ("fist between fist", "fist between fist pinky", "hand_shape_2_fingers"),
    (HELD, "flathand etc extfingeru palml", "hand_varies"),
    # dominant orientation
    (HELD, "flathand extfingerd palml", "hand_position_extended_finger_direction"),
    (HELD, "flathand palml", "hand_position_extended_finger_direction"),
    (
        "fist extfingeruo",
        "fist extfingeruo extfingerol",
        "hand_position_extended_finger_direction",
    ),
    (
        HELD,
        "flathand extfingeru between extfingero palml",
        "hand_position_extended_finger_direction_2",
    ),
    (HELD, "flathand extfingeru palmr", "hand_position_palm"),
    (HELD, "flathand extfingeru", "hand_position_palm"),
    (HELD, f"{HELD} between palmd", "hand_position_palm_2"),
    (HELD, f"{HELD} orirelative", "hand_position_relative"),
    (HELD, "flathand extfingeru orirelative palml", "hand_position_relative"),
    # the other hand
    ("flathand", PAIR, "nondominant_hand nondominant_shape_base_form"),
    (PAIR, "( flathand + nondominant )", "nondominant_hand nondominant_shape_base_form"),
    (PAIR, "( flathand + fist thumboutmod )", "nondominant_shape_thumb_position"),
    (PAIR, "( flathand + fist doublebent )", "nondominant_shape_bending"),
    (PAIR, "( flathand + fist fingerpad )", "nondominant_shape_thumb_contact"),
    (
        PAIR,
        "( flathand + fist ringfinger )",
        "nondominant_shape_fingers nondominant_shape_first_finger",
    ),
    (PAIR, "( flathand + fist thumb fingertip pinky )", "nondominant_shape_crossing"),
    (PAIR, "( flathand + fist between )", "nondominant_shape_thumb_between"),
    (PAIR, "( flathand + fist between flathand )", "nondominant_shape_2_base_form"),
    (
        "( fist + fist between fist )",
        "( fist + fist between fist thumboutmod )",
        "nondominant_shape_2_thumb_position",
    ),
    (
        "( fist + fist between fist )",
        "( fist + fist between fist doublebent )",
        "nondominant_shape_2_bending",
    ),
    (
        "symmlr fist ( extfingeru + extfingerl )",
        "symmlr fist ( extfingeru + extfingerd )",
        "nondominant_position_extended_finger_direction",
    ),
    (
        "symmlr fist ( extfingeru + extfingerl )",
        "symmlr fist ( extfingeru + extfingerl between extfingerd )",
        "nondominant_position_extended_finger_direction_2",
    ),
    ("symmlr fist palml", "symmlr fist ( palml + palmr )", "nondominant_position_palm"),
    (
        "symmlr fist ( palml + palmr )",
        "symmlr fist ( palml + palmr between palmd )",
        "nondominant_position_palm_2",
    ),
    # where
    (HELD, AT, "hand_location_place"),
    (HELD, f"{HELD} neutralspace", "hand_location_place"),
    (AT, f"{HELD} neutralspace", "hand_location_place"),
    (AT, f"{HELD} elbow", "hand_location_place"),
    (AT, f"{HELD} wristpulse", "hand_location_place"),
    (f"{HELD} fingertip", f"{HELD} indexfinger", "hand_location_place hand_location_fingers"),
    (
        f"{HELD} indexfinger fingertip",
        f"{HELD} middlefinger fingertip",
        "hand_location_fingers",
    ),
    (f"{HELD} lips", f"{HELD} lips doublebent", "hand_location_detail"),
    (f"{HELD} lips doublehooked", f"{HELD} lips doublebent", "hand_location_detail"),
    (f"{HELD} lowerarm", f"{HELD} lowerarm wristback", "hand_location_detail"),
    (f"{HELD} thumbside palm", f"{HELD} thumbside handback", "hand_location_detail"),
    (AT, f"{HELD} lrat chest", "hand_location_side"),
    (f"{HELD} chest lrat", f"{HELD} lrat chest", "hand_location_side"),
    (f"{HELD} chest lrat", f"{HELD} chest lrbeside", "hand_location_side"),
    (AT, f"{AT} between stomach", "hand_location_place_2"),
    (
        f"{HELD} palm between indexfinger",
        f"{HELD} palm between pinky",
        "hand_location_fingers_2",
    ),
    (f"{AT} between stomach", f"{AT} between stomach lrat", "hand_location_side_2"),
    (AT, f"{AT} behind", "hand_location_behind"),
    (AT, f"{AT} etc", "hand_location_varies"),
    (AT, f"{AT} close", "hand_location_contact"),
    (f"{AT} touch", f"{AT} close", "hand_location_contact"),
    (f"{AT} touch", f"{AT} [ touch palm ]", "hand_location_contact_part"),
    (
        f"{AT} [ touch pinky fingertip ]",
        f"{AT} [ touch thumb fingertip ]",
        "hand_location_contact_part_fingers",
    ),
    (
        f"{AT} [ touch thumbside ]",
        f"{AT} [ touch thumbside palm ]",
        "hand_location_contact_part_detail",
    ),
    (
        f"{AT} [ touch palm ]",
        f"{AT} [ touch palm between handback ]",
        "hand_location_contact_part_2",
    ),
    # where the other hand is
    (
        f"symmlr {HELD} ( chest + chest )",
        f"symmlr {HELD} ( chest + stomach )",
        "nondominant_location_place",
    ),
    (
        f"symmlr {HELD} ( palm + pinky fingertip )",
        f"symmlr {HELD} ( palm + thumb fingertip )",
        "nondominant_location_fingers",
    ),
    (
        f"symmlr {HELD} ( palm + thumbside )",
        f"symmlr {HELD} ( palm + thumbside palm )",
        "nondominant_location_detail",
    ),
    (
        f"symmlr {HELD} ( chest + chest )",
        f"symmlr {HELD} ( chest + lrat chest )",
        "nondominant_location_side",
    ),
    (
        f"symmlr {HELD} ( chest + chest )",
        f"symmlr {HELD} ( chest + chest between stomach )",
        "nondominant_location_place_2",
    ),
    (
        f"symmlr {HELD} ( chest + chest between stomach )",
        f"symmlr {HELD} ( chest + chest between stomach lrat )",
        "nondominant_location_side_2",
    ),
    (
        f"symmlr {HELD} ( chest + chest )",
        f"symmlr {HELD} ( chest + chest behind )",
        "nondominant_location_behind",
    ),
    (
        f"symmlr {HELD} ( chest + chest )",
        f"symmlr {HELD} ( chest + chest touch )",
        "nondominant_location_contact",
    ),
    (
        f"symmlr {HELD} ( chest + chest touch )",
        f"symmlr {HELD} ( chest + chest [ touch palm ] )",
        "nondominant_location_contact_part",
    ),
    (
        f"symmlr {HELD} ( chest + chest [ touch pinky fingertip ] )",
        f"symmlr {HELD} ( chest + chest [ touch thumb fingertip ] )",
        "nondominant_location_contact_part_fingers",
    ),
    # the hands with each other
    (HANDS_AT, f"{HANDS_AT} touch", "hands_contact"),
    (f"symmlr {HELD} interlock", f"symmlr {HELD} cross", "hands_contact"),
    (f"symmlr {HELD} touch", f"symmlr {HELD} [ touch palm ]", "hands_contact_part"),
    (
        f"symmlr {HELD} [ touch pinky fingertip ]",
        f"symmlr {HELD} [ touch thumb fingertip ]",
        "hands_contact_part_fingers",
    ),
    (f"{HANDS_AT} touch", f"{HANDS_AT} touch chest", "further_location_place"),
    (f"{HANDS_AT} touch chest", f"{HANDS_AT} touch lrat chest", "further_location_side"),
    (f"{HANDS_AT} touch chest", f"{HANDS_AT} touch chest close", "further_location_contact"),
    # the first movement
    (HELD, f"{HELD} nodding", "movement_count movement_kind"),
    (f"{HELD} stircw", f"{HELD} stirccw", "movement_kind"),
    (f"{HELD} fingerplay", f"{HELD} nomotion", "movement_kind"),
    (MOVED, f"{HELD} [ moveu ]", "movement_group"),
    (MOVED, f"{HELD} moveul", "movement_direction"),
    (MOVED, f"{MOVED} between movel", "movement_direction_2"),
    (MOVED, f"{MOVED} smallmod", "movement_size"),
    (ROUND, f"{ROUND} largemod", "movement_size"),
    (f"{HELD} twisting", f"{HELD} twisting smallmod", "movement_size"),
    (MOVED, f"{MOVED} arcl", "movement_arc"),
    (f"{MOVED} arcl", f"{MOVED} arcl largemod", "movement_arc_size"),
    (f"{MOVED} wavy", f"{MOVED} zigzag", "movement_wave"),
    (ROUND, f"{HELD} circlei", "movement_axis"),
    (ROUND, f"{ROUND} between circleu", "movement_axis_2"),
    (ROUND, f"{ROUND} clocku", "movement_clock_start"),
    (f"{ROUND} clocku", f"{ROUND} clocku clockd", "movement_clock_end"),
    (ROUND, f"{ROUND} clockfull", "movement_turns"),
    (f"{ROUND} clockfull", f"{ROUND} clockfull clockfull", "movement_turns"),
    (ROUND, f"{ROUND} ellipseh", "movement_ellipse"),
    (f"{MOVED} wavy", f"{MOVED} wavy ellipseh", "movement_ellipse"),
    (MOVED, f"{MOVED} repeatfromstart", "movement_repetition action_repetition"),
    # the second
    (MOVED, TWO, "movement_count movement_2nd_kind movement_2nd_joins movement_2nd_direction"),
    (f"{HELD} ( moveu moved )", f"{HELD} ( moveu + moved )", "movement_2nd_joins movement_group"),
    (
        f"{HELD} [ moveu moved ]",
        f"{HELD} fusionbegin moveu moved fusionend",
        "movement_2nd_joins movement_group",
    ),
    (TWO, f"{HELD} moveu movel", "movement_2nd_direction"),
    (TWO, f"{TWO} between movel", "movement_2nd_direction_2"),
    (TWO, f"{TWO} smallmod", "movement_2nd_size"),
    (TWO, f"{TWO} arcl", "movement_2nd_arc"),
    (f"{TWO} arcl", f"{TWO} arcl smallmod", "movement_2nd_arc_size"),
    (TWO, f"{TWO} wavy", "movement_2nd_wave"),
    (TWO_ROUND, f"{HELD} moveu circlei", "movement_2nd_axis"),
    (TWO_ROUND, f"{TWO_ROUND} clockfull", "movement_2nd_turns"),
    (TWO_ROUND, f"{TWO_ROUND} ellipsev", "movement_2nd_ellipse"),
    (
        f"{HELD} moveu repeatfromstart moved",
        f"{TWO} repeatfromstart",
        "movement_repetition movement_2nd_repetition",
    ),
    # the third
    (THREE, f"{HELD} moveu moved nodding", "movement_3rd_kind movement_3rd_direction"),
    (
        f"{HELD} moveu ( moved movel )",
        f"{HELD} moveu ( moved + movel )",
        "movement_3rd_joins",
    ),
    (THREE, f"{THREE} smallmod", "movement_3rd_size"),
    (THREE, f"{THREE} arcl", "movement_3rd_arc"),
    (THREE_ROUND, f"{HELD} moveu moved circlei", "movement_3rd_axis"),
    (THREE, f"{THREE} repeatreverse", "movement_3rd_repetition action_repetition"),
    # what the posture becomes
    (NEW, f"{HELD} replace flathand", "replacement_base_form"),
    (NEW, f"{NEW} thumboutmod", "replacement_thumb_position"),
    (NEW, f"{NEW} doublebent", "replacement_bending"),
    (NEW, f"{NEW} pinky", "replacement_fingers"),
    (NEW, f"{NEW} extfingerd", "replacement_extended_finger_direction"),
    (
        f"{NEW} extfingerd",
        f"{NEW} extfingerd between extfingero",
        "replacement_extended_finger_direction_2",
    ),
    (NEW, f"{NEW} palmd", "replacement_palm"),
    (f"{NEW} palmd", f"{NEW} palmd between palmr", "replacement_palm_2"),
    (NEW, f"{HELD} replace increasing fist", "replacement_change"),
    (TWO_NEW, f"{HELD} replace fist replace fist", "replacement_2nd_base_form"),
    (TWO_NEW, f"{TWO_NEW} thumboutmod", "replacement_2nd_thumb_position"),
    (TWO_NEW, f"{TWO_NEW} doublebent", "replacement_2nd_bending"),
    (TWO_NEW, f"{TWO_NEW} pinky", "replacement_2nd_fingers"),
    (TWO_NEW, f"{TWO_NEW} extfingerd", "replacement_2nd_extended_finger_direction"),
    (TWO_NEW, f"{TWO_NEW} palmd", "replacement_2nd_palm"),
    # the action as a whole
    (
        f"{MOVED} repeatcontinue",
        f"{MOVED} [ repeatcontinue movel ]",
        "action_repetition_direction",
    ),
    (MOVED, f"{MOVED} alternatingmotion", "action_alternating"),
    (MOVED, f"{MOVED} fast", "action_manner"),
    (f"{MOVED} fast", f"{MOVED} fast largemod", "action_manner"),
    (f"{MOVED} fast", f"{MOVED} fast tense", "action_manner_2nd"),
    (MOVED, f"{MOVED} increasing", "action_size_change"),
    (MOVED, f"{MOVED} chest", "target_place"),
    (f"{MOVED} indexfinger", f"{MOVED} pinky", "target_fingers"),
    (f"{MOVED} lips", f"{MOVED} lips doublebent", "target_detail"),
    (f"{MOVED} chest", f"{MOVED} chest lrat", "target_side"),
    (f"{MOVED} chest", f"{MOVED} chest behind", "target_behind"),
    (MOVED, f"{MOVED} touch", "target_contact"),
    (f"{MOVED} chest", f"{MOVED} chest touch", "target_contact"),
    (f"{MOVED} touch", f"{MOVED} [ touch palm ]", "target_contact_part"),
    (
        f"symmlr {MOVED} ( chest + chest )",
        f"symmlr {MOVED} ( chest + stomach )",
        "target_nondominant_place",
    ),
    (MOVED, BRUSHED, "brushing brushing_place"),
    (
        f"{MOVED} [ brushing indexfinger ]",
        f"{MOVED} [ brushing pinky ]",
        "brushing_fingers",
    ),
    (BRUSHED, f"{MOVED} [ brushing chest lrat ]", "brushing_side"),
]


@pytest.mark.parametrize(("one", "other", "heads"), ONE_PROPERTY)
def test_a_property_changes_its_heads_and_no_other(one: str, other: str, heads: str) -> None:
    assert sorted(differing(one, other)) == sorted(heads.split())


def test_every_head_tells_two_signs_apart() -> None:
    moved = {head for _, _, heads in ONE_PROPERTY for head in heads.split()}
    assert moved == set(scheme().names)


# ------------------------------------------------------------------ single readings
@pytest.mark.parametrize(
    ("names", "head", "label"),
    [
        (HELD, "nondominant_hand", "absent"),
        (f"symmlr {HELD}", "nondominant_hand", "mirrored"),
        (f"symmpar {HELD}", "nondominant_hand", "copied"),
        (f"symmlr {PAIR}", "nondominant_hand", "own"),
        ("( fist + nondominant )", "nondominant_hand", "held"),
        ("fist", "hand_position_palm", "not written"),
        (PAIR, "nondominant_position_palm", "not its own"),
        (HELD, "hand_location_place", "no location"),
        (f"{HELD} neutralspace", "hand_location_place", "hamneutralspace"),
        (f"{HELD} fingertip indexfinger", "hand_location_place", "hamfingertip"),
        (f"{HELD} indexfinger fingertip", "hand_location_place", "hamfingertip"),
        (f"{HELD} indexfinger", "hand_location_place", "finger alone"),
        (f"{HANDS_AT} touch chest", "hand_location_place", "hampalm"),
        (f"{HANDS_AT} touch chest", "nondominant_location_place", "hamfingertip"),
        (f"{HANDS_AT} touch chest close", "hands_contact", "hamtouch"),
        (f"{HELD} touch chest close", "hand_location_contact", "hamclose"),
        (f"{HELD} ( moveu + moved )", "movement_2nd_joins", "of the non-dominant hand"),
        (f"{HELD} ( moveu replace fist )", "movement_2nd_kind", "hamreplace"),
        (f"{HELD} moveu moved movel mover moveo movei", "movement_count", "five or more"),
        (f"{HELD} chest touch", "movement_kind", "none"),
        (f"{HELD} moveu fast chest touch", "target_place", "hamchest"),
        (f"{HELD} moveu [ repeatcontinue movel ]", "movement_repetition", "hamrepeatcontinue"),
        ("fist thumb fingertip thumb", "hand_shape_crossing", "one finger twice"),
        (
            "fist extfingeru extfingero",
            "hand_position_extended_finger_direction",
            "hamextfingeru",
        ),
    ],
)
def test_label_of_a_head(names: str, head: str, label: str) -> None:
    assert labels(names)[head] == label


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fist extfingeruo extfingerol palml", "fist extfingerol extfingeruo palml"),
        ("fist extfingeril extfingerdi palml", "fist extfingerdi extfingeril palml"),
        ("fist thumboutmod doublebent", "fist doublebent thumboutmod"),
        (
            "symmlr largemod fingerstraightmod fist",
            "symmlr fingerstraightmod largemod fist",
        ),
    ],
)
def test_two_ways_to_write_one_thing_have_the_same_classes(one: str, other: str) -> None:
    assert differing(one, other) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fist extfingeru extfingero", "fist extfingeru extfingerd"),
        (f"{THREE} mover", f"{THREE} movel"),
        (f"{TWO_NEW} replace fist", f"{TWO_NEW} replace pinch12"),
        (f"{MOVED} fast tense halt", f"{MOVED} fast tense rest"),
        (f"{MOVED} chest moved stomach", f"{MOVED} chest moved chin"),
        ("( fist + fist pinky ringfinger )", "( fist + fist pinky ringfinger doublebent )"),
        ("fist between fist pinky", "fist between fist pinky doublebent"),
        (f"{NEW} between fist", f"{NEW} between flathand"),
        (f"{HELD} replace ( fist + fist )", f"{HELD} replace ( fist + pinch12 )"),
        (f"{MOVED} wavy smallmod", f"{MOVED} wavy largemod"),
        (f"{AT} [ touch palm lrat ]", f"{AT} [ touch palm ]"),
        (f"{MOVED} chest between chin", f"{MOVED} chest between stomach"),
    ],
)
def test_what_the_guide_calls_merged_is_merged(one: str, other: str) -> None:
    assert differing(one, other) == {}


@pytest.mark.parametrize("second", ["ol", "or", "il", "ir"])
@pytest.mark.parametrize("first", ["uo", "do", "ui", "di"])
def test_the_eight_corners_have_classes(first: str, second: str) -> None:
    label = labels(f"fist extfinger{first} extfinger{second}")[
        "hand_position_extended_finger_direction"
    ]
    corner = first[1] == second[0]
    named = f"hamextfinger{first}+hamextfinger{second}"
    assert label == (named if corner else f"hamextfinger{first}")


# ------------------------------------------------------------------ the scheme as a whole
def test_a_class_file_with_its_heads_is_recognised() -> None:
    assert scheme_of(scheme().names) is scheme()


def test_heads_called_as_in_hearai_have_its_classes() -> None:
    """Charts of any class file take a head's labels from the first scheme that has its name."""
    published = {head.name: head for head in load_scheme("hearai").heads}
    shared = [head for head in scheme().heads if head.name in published]
    assert len(shared) == 4
    assert all(head.labels == published[head.name].labels for head in shared)


def test_every_place_contact_and_movement_has_a_class_of_its_own() -> None:
    coded = {
        "hand_location_place": (
            *("body_place", "divided_body_place", "arm_place", "neutral_space"),
            *("hand_zone", "finger_part"),
        ),
        "hand_location_contact": ("contact", "arm_extended"),
        "movement_kind": ("wrist_movement", "finger_play", "no_motion", "replace"),
        "movement_direction": ("straight_movement",),
        "movement_axis": ("circular_movement",),
        "movement_repetition": ("repetition",),
        "movement_arc": ("arc",),
        "movement_wave": ("wave",),
        "movement_ellipse": ("ellipse",),
        "movement_clock_start": ("clock_face",),
        "action_manner": ("manner",),
        "hand_position_extended_finger_direction": ("finger_direction",),
        "hand_position_palm": ("palm_orientation",),
        "replacement_base_form": ("base_form",),
    }
    for head, categories in coded.items():
        for category in categories:
            for symbol in inventory().of_category(category):
                assert symbol.name in scheme().head(head).labels


def absent_heads(texts: Iterable[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        for sign in parse(text).signs:
            found.update(scheme().missing(scheme().classes(sign)))
    return found


@given(text=notations("tolerant"))
def test_every_head_has_a_class_for_any_sign(text: str) -> None:
    assert not absent_heads([text])


def test_every_head_has_a_class_for_many_signs() -> None:
    assert not absent_heads(sampled("tolerant", 700, seed=4))
    assert not absent_heads(sampled("strict", 700, seed=4))


# ------------------------------------------------------------------ what the guide calls kept
KEPT = (
    "symmetry.operator",
    "posture.nondominant",
    "posture.hands.shape.base_form",
    "posture.hands.shape.thumb_contact",
    "posture.hands.thumb_between",
    "posture.hands.other.base_form",
    "posture.hands.dominant.handshape.shape.base_form",
    "posture.hands.dominant.handshape.other.base_form",
    "posture.hands.nondominant.handshape.shape.base_form",
    "posture.hands.nondominant.handshape.shape.thumb_contact",
    "posture.hands.nondominant.handshape.other.base_form",
    "posture.hands.etc",
    "posture.direction.directions.0",
    "posture.direction.between.0",
    "posture.direction.relative",
    "posture.direction.etc",
    "posture.direction.dominant.directions.0",
    "posture.direction.nondominant.directions.0",
    "posture.palm.palm",
    "posture.palm.between",
    "posture.palm.relative",
    "posture.palm.etc",
    "posture.palm.dominant.palm",
    "posture.palm.nondominant.palm",
    "posture.palm.nondominant.between",
    "posture.orientation.dominant.palm.palm",
    "posture.orientation.nondominant.palm.palm",
    "constellations.0.contact.kind",
    "constellations.0.places.dominant.level.side",
    "constellations.0.places.nondominant.level.side",
    "location.level.side",
    "location.level.side_first",
    "location.between.side",
    "location.behind",
    "location.etc",
    "location.contact.kind",
    "location.dominant.level.side",
    "location.dominant.behind",
    "location.dominant.contact.kind",
    "location.nondominant.level.side",
    "location.nondominant.behind",
    "location.nondominant.contact.kind",
    "action.0.direction",
    "action.0.between",
    "action.0.size",
    "action.0.arc",
    "action.0.arc_size",
    "action.0.wave",
    "action.0.ellipse",
    "action.0.axis",
    "action.0.movement",
    "action.0.change",
    "action.0.posture.hands.shape.base_form",
    "action.0.posture.palm.palm",
    "action.0.posture.palm.between",
    "action.1.manner",
    "action.1.large",
    "action.1.repetition",
    "action.1.direction",
    "action.1.axis",
    "action.1.movement",
)
"""Fields of a sign, where it has them: another value of each must change a class."""


def leaf(node: Any, steps: list[str]) -> Any:
    """The value at the end of a path; None if the path ends before."""
    for step in steps:
        if step.isdigit():
            node = node[int(step)] if isinstance(node, tuple) and int(step) < len(node) else None
        else:
            node = getattr(node, step, None)
    return node


def changed(node: Any, steps: list[str], value: Any) -> Any:
    """The same node with another value at the end of the path."""
    if not steps:
        return value
    step, *rest = steps
    if step.isdigit():
        place = int(step)
        return (*node[:place], changed(node[place], rest, value), *node[place + 1 :])
    return replace(node, **{step: changed(getattr(node, step), rest, value)})


def others(value: Any) -> Iterator[Any]:
    """Other values of the same kind: the other truth, the symbols of the same category."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        category = inventory().by_name[value].category
        categories = SIZES if category in SIZES else (category,)
        symbols = (s.name for each in categories for s in inventory().of_category(each))
        yield from (name for name in symbols if name != value)


SIZES = ("small", "large")


def is_told(sign: Sign, steps: list[str]) -> bool:
    """Whether the guide calls the field kept in this sign."""
    *above, last = steps
    if last == "side_first":  # says nothing without a side mark
        return leaf(sign, [*above, "side"]) is not None
    if last == "large":  # of a contact it is a habit
        return leaf(sign, [*above, "manner"]) is not None
    if last == "0":  # of two directions in a row only those that name a corner are kept
        return len(leaf(sign, above)) == 1
    if steps[:2] == ["action", "1"]:  # the second movement, unless the first is a group
        return not isinstance(sign.action[0], Group)
    if steps[0] == "location" and sign.further_place:
        further = {"between", "nondominant", "behind", "etc"}
        return further.isdisjoint(steps)
    return True


def test_a_change_of_any_kept_field_of_a_sign_changes_a_class() -> None:
    tried: Counter[str] = Counter()
    written = [ham(names) for one, other, _ in ONE_PROPERTY for names in (one, other)]
    for text in [*written, *sampled("tolerant", 700, seed=11)]:
        for sign in parse(text).signs:
            classes = scheme().classes(sign)
            for path in KEPT:
                steps = path.split(".")
                value = leaf(sign, steps)
                if value is None or not is_told(sign, steps):
                    continue
                for other in islice(others(value), 2):
                    tried[path] += 1
                    assert scheme().classes(changed(sign, steps, other)) != classes, (
                        f"{path}: {value} or {other} in {names_of(text)}"
                    )
    assert [path for path in KEPT if not tried[path]] == []


# ------------------------------------------------------------------ on a corpus
@pytest.fixture(scope="module")
def corpus_signs(corpus_texts: list[str]) -> dict[str, Sign]:
    found = {}
    for text in corpus_texts:
        try:
            notation = parse(text)
        except HamNoSysSyntaxError:
            continue
        found[notation.to_hamnosys()] = notation.signs[0]
    return found


def test_every_row_of_the_corpus_has_a_class_in_every_head(corpus_signs: dict[str, Sign]) -> None:
    assert len(corpus_signs) > 2000
    assert [t for t, s in corpus_signs.items() if None in scheme().classes(s)] == []


def pairs(groups: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in groups)


def test_what_hearai_merges_in_the_corpus_is_separate(corpus_signs: dict[str, Sign]) -> None:
    hearai = load_scheme("hearai")
    merged: dict[tuple[int | None, ...], list[Sign]] = defaultdict(list)
    for sign in corpus_signs.values():
        merged[hearai.classes(sign)].append(sign)
    before = pairs(map(len, merged.values()))
    after = sum(pairs(Counter(map(scheme().classes, signs)).values()) for signs in merged.values())
    assert before > 300
    assert 1 - after / before > 0.97


TOLD_APART = [
    "nondominant_hand",
    "hand_location_place",
    "hand_location_contact",
    "hands_contact",
    "symmetry_alternating",
    "hand_shape_index",
    "hand_shape_2_base_form",
    "hand_position_extended_finger_direction",
    "hand_location_contact_part",
    "nondominant_location_place",
    "movement_kind",
    "movement_direction",
    "movement_repetition",
    "movement_2nd_direction",
    "replacement_base_form",
    "target_place",
]


@pytest.mark.parametrize("name", TOLD_APART)
def test_signs_of_the_corpus_that_differ_in_a_property_differ_in_its_head(
    name: str, corpus_signs: dict[str, Sign]
) -> None:
    head = scheme().head(name)
    by_value: dict[Any, Sign] = {}
    for sign in corpus_signs.values():
        by_value.setdefault(value_of(sign, head), sign)
    assert len(by_value) > 1
    place = scheme().names.index(name)
    assert len({scheme().classes(sign)[place] for sign in by_value.values()}) > 1


def value_of(sign: Sign, head: Head) -> Any:
    owner: Any = sign
    for step in head.source:
        owner = getattr(owner, step, None)
    return owner
