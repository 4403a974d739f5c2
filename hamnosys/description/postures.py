"""What is said of hands: who signs, shapes, where fingers point and palms face."""

from __future__ import annotations

from dataclasses import dataclass

from hamnosys.description.handshapes import shape_clause
from hamnosys.description.language import Language, remembered
from hamnosys.description.template import Phrase
from hamnosys.description.ways import corner, facing, letters_of, mirrored
from hamnosys.sign import (
    FingerDirection,
    Hand,
    Handshape,
    NoMotion,
    Pair,
    PalmOrientation,
    Posture,
    Symmetry,
)

HANDS = ("dominant", "nondominant")


@dataclass(slots=True)
class Directions:
    """The extended finger direction that counts for each hand; None while nobody knows it."""

    symmetry: Symmetry | None = None
    dominant: FingerDirection | None = None
    nondominant: FingerDirection | None = None

    def of(self, hand: str) -> FingerDirection | None:
        """That of ``dominant`` or ``nondominant``."""
        return self.dominant if hand == "dominant" else self.nondominant


_MODIFIERS = ("hamfingerstraightmod", "hamlargemod", "hamalternatingmotion", "hamnonipsi")


@remembered
def symmetry_phrase(language: Language, symmetry: Symmetry) -> Phrase:
    """What the other hand does; the modifiers in one order, however they were written."""
    phrase = language.say(f"symmetry.{symmetry.operator or 'none'}")
    modifiers = [
        language.say(f"symmetry_modifiers.{modifier}")
        for modifier in _MODIFIERS
        if symmetry.operator is not None and modifier in symmetry.modifiers
    ]
    if not modifiers:
        return phrase
    joined = language.join("lists.and", modifiers)
    return language.say("symmetry_with", symmetry=phrase, modifiers=joined)


def shape_clauses(language: Language, posture: Posture, subject: str) -> list[Phrase]:
    """One clause a hand; one for both where they have the same shape."""
    hands = posture.hands
    if hands is None:
        return []
    if not isinstance(hands, Pair):
        return [shape_clause(language, hands, language.say(f"hands.{subject}"))]
    first, second = hands.dominant, hands.nondominant
    alike = isinstance(second, Hand) and first.handshape == second.handshape
    if alike and isinstance(first.handshape, Handshape):
        return [shape_clause(language, first.handshape, language.say("hands.each"))]
    clauses: list[Phrase] = []
    for key, half in zip(HANDS, (first, second), strict=True):
        hand = language.say(f"hands.{key}")
        if isinstance(half, NoMotion):
            clauses.append(language.say("shape.unchanged", hand=hand))
        elif half.handshape is not None:
            clauses.append(shape_clause(language, half.handshape, hand))
    return clauses


def orientation_clauses(
    language: Language, posture: Posture, directions: Directions, told_of: str
) -> list[Phrase]:
    """Where the fingers point and the palms face: once where both share it, else hand by hand.

    Args:
        language: whose words.
        posture: may lack anything; what it says is added to ``directions``.
        directions: that count for the hands before this posture.
        told_of: whose hand is meant by what is written once: ``shared`` for both.
    """
    written = [_written(posture, hand) for hand in HANDS]
    _remember(posture, written, directions, told_of)
    whose = "nondominant" if told_of == "nondominant" else "dominant"
    shared = isinstance(posture.direction, FingerDirection)
    points: list[Phrase] = []
    if isinstance(posture.direction, FingerDirection):
        points.append(points_clause(language, posture.direction, told_of, _what(posture)))
    if isinstance(posture.palm, PalmOrientation) and (shared or not _has_pair(posture)):
        subject = "shared" if points else told_of
        return [*points, palm_clause(language, posture.palm, directions.of(whose), subject)]
    for hand, (fingers, palm) in zip(HANDS, written, strict=True):
        own = None if shared else fingers
        points += _one_hand(language, own, palm, hand, (_what(posture, hand), directions))
    return points


_Direction = FingerDirection | NoMotion | None
_Palm = PalmOrientation | NoMotion | None


def _written(posture: Posture, hand: str) -> tuple[_Direction, _Palm]:
    """Direction and palm that hold for one hand, `NoMotion` where it rests; None: not written."""
    direction: _Direction = None
    palm: _Palm = None
    if isinstance(posture.hands, Pair):
        own = getattr(posture.hands, hand)
        if isinstance(own, Hand):
            direction, palm = own.direction, own.palm
    if posture.orientation is not None:
        half = getattr(posture.orientation, hand)
        if isinstance(half, NoMotion):
            return half, half
        direction, palm = half.direction, half.palm
    if isinstance(posture.direction, Pair):
        direction = getattr(posture.direction, hand)
    if posture.palm is not None:
        palm = getattr(posture.palm, hand) if isinstance(posture.palm, Pair) else posture.palm
    return direction, palm


def _has_pair(posture: Posture) -> bool:
    """Whether a direction is written for each hand."""
    return isinstance(posture.direction, Pair) or isinstance(posture.hands, Pair)


def _remember(
    posture: Posture,
    written: list[tuple[_Direction, _Palm]],
    directions: Directions,
    told_of: str,
) -> None:
    if isinstance(posture.direction, FingerDirection):
        if told_of != "nondominant":
            directions.dominant = posture.direction
        if told_of != "dominant":
            own = told_of == "nondominant"
            other = None if own else directions.symmetry
            directions.nondominant = mirrored(posture.direction, other)
        return
    (first, _), (second, _) = written
    if isinstance(first, FingerDirection):
        directions.dominant = first
    if isinstance(second, FingerDirection):
        directions.nondominant = second


def _what(posture: Posture, hand: str = "dominant") -> str:
    """What points somewhere: the fingers, or where they are bent the hand."""
    hands = posture.hands
    half = getattr(hands, hand) if isinstance(hands, Pair) else Hand(hands)
    shape = half.shape if isinstance(half, Hand) else None
    closed = shape is not None and (shape.base_form == "hamfist" or shape.bending is not None)
    return "hand" if closed else "fingers"


def _one_hand(
    language: Language,
    fingers: _Direction,
    palm: _Palm,
    hand: str,
    known: tuple[str, Directions],
) -> list[Phrase]:
    """What is written for one hand; ``known``: what of it points, and the directions so far."""
    what, directions = known
    points: Phrase | None = None
    if isinstance(fingers, NoMotion):
        points = _unchanged(language, "direction", hand)
    elif fingers is not None:
        points = points_clause(language, fingers, hand, what)
    if palm is None:
        return [] if points is None else [points]
    if isinstance(palm, NoMotion):
        faces = _unchanged(language, "palm", hand)
    else:
        subject = hand if points is None else "shared"
        faces = palm_clause(language, palm, directions.of(hand), subject)
    if points is None:
        return [faces]
    return [language.say("orientation.one_hand", points=points, palm=faces)]


def _unchanged(language: Language, what: str, hand: str) -> Phrase:
    return language.say(f"{what}_unchanged", hand=language.say(f"hands.{hand}"))


@remembered
def points_clause(language: Language, fingers: FingerDirection, hand: str, what: str) -> Phrase:
    """``the fingers point up``.

    Args:
        language: whose words.
        fingers: the direction.
        hand: a key of the hands; ``shared`` where it need not be named.
        what: ``fingers``, or ``hand`` where they are bent.
    """
    first = _direction(language, fingers.directions)
    if fingers.between:
        second = _direction(language, fingers.between)
        first = language.say("direction.between", first=first, second=second)
    if hand == "shared":
        clause = language.say(f"points.{what}", direction=first)
    else:
        named = language.say(f"hands.{hand}")
        clause = language.say(f"points.{what}_of", direction=first, hand=named)
    return _loosely(language, clause, fingers)


def _direction(language: Language, symbols: tuple[str, ...]) -> Phrase:
    letters = [letters_of(symbol) for symbol in symbols]
    if len(letters) == 1:
        return direction_phrase(language, letters[0])
    named = corner(*letters)
    if named is not None:
        return direction_phrase(language, named)
    first, second = (direction_phrase(language, each) for each in letters)
    return language.say("direction.both", first=first, second=second)


def direction_phrase(language: Language, letters: str) -> Phrase:
    """A direction by its letters, from ``u`` to ``uol``."""
    return language.say(f"directions.{letters}")


@remembered
def palm_clause(
    language: Language, palm: PalmOrientation, fingers: FingerDirection | None, hand: str
) -> Phrase:
    """``the palm faces the signer``, with the written value where that is another one."""
    subject = language.say("palm.subject")
    if hand != "shared":
        subject = language.say("palm.subject_of", hand=language.say(f"hands.{hand}"))
    written = direction_phrase(language, letters_of(palm.palm))
    if palm.between is not None:
        second = direction_phrase(language, letters_of(palm.between))
        written = language.say("direction.between", first=written, second=second)
    if fingers is None or fingers.relative or palm.relative:
        clause = language.say("palm.written_alone", palm=subject, written=written)
        return _loosely(language, clause, palm)
    faced, near = facing(fingers, palm)
    how = "palm.faces" if near else "palm.faces_roughly"
    clause = language.say(how, palm=subject, direction=direction_phrase(language, faced))
    if palm.between is not None or faced != letters_of(palm.palm):
        clause = language.say("palm.also_written", facing=clause, written=written)
    return _loosely(language, clause, palm)


def _loosely(
    language: Language, clause: Phrase, written: FingerDirection | PalmOrientation
) -> Phrase:
    if written.relative:
        clause = language.say("orientation.relative", clause=clause)
    return language.say("orientation.similar", clause=clause) if written.etc else clause
