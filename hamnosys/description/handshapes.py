"""What is said of handshapes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from hamnosys.description.language import Language, remembered
from hamnosys.description.template import Phrase
from hamnosys.sign import FingerSpecification, Handshape, HandshapeAlternatives, HoldOver, Shape


def shape_clause(
    language: Language, handshape: Handshape | HandshapeAlternatives | HoldOver, hand: Phrase
) -> Phrase:
    """``the hand is flat with the thumb stretched out``."""
    if isinstance(handshape, HoldOver):
        return language.say("shape.held_similar" if handshape.etc else "shape.held", hand=hand)
    return language.say("shape.clause", hand=hand, shape=handshape_phrase(language, handshape))


@remembered
def handshape_phrase(language: Language, handshape: Handshape | HandshapeAlternatives) -> Phrase:
    """A handshape as noun and as predicate, whatever forms the language has."""
    if isinstance(handshape, HandshapeAlternatives):
        options = [handshape_phrase(language, option) for option in handshape.options]
        return language.say("shape.alternatives", options=language.join("lists.or", options))
    phrase = _shape(language, handshape.shape)
    if handshape.other is not None:
        other = _shape(language, handshape.other)
        phrase = language.say("shape.between", first=phrase, second=other)
    elif handshape.thumb_enclosed:
        phrase = language.say("shape.thumb_enclosed", shape=phrase)
    elif handshape.thumb_between is not None:
        finger = language.say(f"fingers.{handshape.thumb_between}")
        phrase = language.say("shape.thumb_between", shape=phrase, finger=finger)
    return language.say("shape.similar", shape=phrase) if handshape.etc else phrase


@remembered
def _shape(language: Language, shape: Shape) -> Phrase:
    selects = any(_is_selected(finger) for finger in shape.fingers)
    base = language.say(f"base_forms.{shape.base_form}")
    phrase = language.say("shape.selecting" if selects else "shape.plain", base=base)
    details = list(_details(language, shape))
    if not details:
        return phrase
    return language.say("shape.with", shape=phrase, details=language.join("lists.and", details))


def _details(language: Language, shape: Shape) -> Iterator[Phrase]:
    for modifier in shape.modifiers:
        yield language.say(f"shape_modifiers.{modifier}")
    if shape.thumb_contact is not None:
        part = language.say(f"finger_parts.{shape.thumb_contact}")
        yield language.say("shape.thumb_contact", part=part)
    for selected, group in groupby(shape.fingers, _is_selected):
        if selected:
            named = [language.say(f"fingers.{finger.finger}") for finger in group]
            how = "one" if len(named) == 1 else "several"
            fingers = language.join("lists.and", named)
            yield language.say(f"selected_fingers.{how}", fingers=fingers)
        else:
            for finger in group:
                yield _finger(language, finger)


def _is_selected(finger: FingerSpecification) -> bool:
    return not (finger.bending or finger.opposed or finger.part)


def _finger(language: Language, specification: FingerSpecification) -> Phrase:
    finger = language.say(f"fingers.{specification.finger}")
    if specification.bending:
        return language.say(f"finger_bendings.{specification.bending}", finger=finger)
    if specification.opposed:
        return language.say("finger_opposed", finger=finger)
    part = language.say(f"finger_parts.{specification.part}")
    other = language.say(f"fingers.{specification.other}")
    if specification.other_part is None:
        return language.say("finger_crossing.one_part", finger=finger, other=other, part=part)
    return language.say(
        "finger_crossing.two_parts",
        finger=finger,
        other=other,
        part=part,
        other_part=language.say(f"finger_parts.{specification.other_part}"),
    )
