"""What is said of single movements, and of the marks on them."""

from __future__ import annotations

from collections.abc import Sequence

from hamnosys.description.language import Language, remembered
from hamnosys.description.places import (
    constellation_clause,
    place_phrase,
    places_clauses,
)
from hamnosys.description.template import Phrase
from hamnosys.description.ways import direction_phrase_key, letters_of
from hamnosys.sign import (
    Alternation,
    Brushing,
    CircularMovement,
    Contact,
    HandConstellation,
    LocalMovement,
    Location,
    Manner,
    NoMotion,
    Pair,
    RepeatedMovement,
    Repetition,
    SizeChange,
    StraightMovement,
)

Simple = StraightMovement | CircularMovement | LocalMovement | NoMotion
Mark = (
    Manner
    | SizeChange
    | Brushing
    | Repetition
    | Alternation
    | RepeatedMovement
    | Location
    | Pair[Location, Location]
    | Contact
    | HandConstellation
)


@remembered
def movement_clause(language: Language, movement: Simple, hand: str) -> Phrase:
    """``the hand moves outward in a small arc``; ``hand`` is a key of the hands."""
    subject = language.say(f"hands.{hand}")
    if isinstance(movement, StraightMovement):
        return _straight(language, movement, subject)
    if isinstance(movement, CircularMovement):
        return _circular(language, movement, subject)
    if isinstance(movement, LocalMovement):
        clause = language.say(f"local_movements.{movement.movement}", hand=subject)
        if movement.size is None:
            return clause
        return _detailed(language, clause, [language.say(f"local_sizes.{movement.size}")])
    return language.say("no_motion", hand=subject)


def _detailed(language: Language, movement: Phrase, details: Sequence[Phrase]) -> Phrase:
    steps = [("movement.detailed", {"detail": detail}) for detail in details]
    return language.chain(movement, steps, "movement")


def _direction(language: Language, symbol: str) -> Phrase:
    return language.say(direction_phrase_key(symbol))


def _straight(language: Language, movement: StraightMovement, hand: Phrase) -> Phrase:
    direction = _direction(language, movement.direction)
    details: list[Phrase] = []
    if movement.between is None:
        if movement.size is not None:
            details.append(language.say(f"lengths.{movement.size}"))
    else:
        second = _direction(language, movement.between)
        direction = language.say(
            "direction.between",
            first=_far(language, direction, movement.size),
            second=_far(language, second, movement.between_size),
        )
    if movement.arc is not None:
        side = _direction(language, movement.arc)
        details.append(language.say(f"arc.{movement.arc_size or 'plain'}", direction=side))
    if movement.wave is not None:
        details.append(language.say(f"waves.{movement.wave}.{movement.wave_size or 'plain'}"))
    if movement.ellipse is not None:
        details.append(_ellipse(language, movement.ellipse, movement.ellipse_size))
    clause = language.say("movement.straight", hand=hand, direction=direction)
    return _detailed(language, clause, details)


def _far(language: Language, direction: Phrase, size: str | None) -> Phrase:
    return direction if size is None else language.say(f"far.{size}", direction=direction)


def _ellipse(language: Language, ellipse: str, size: str | None) -> Phrase:
    axis = language.say(f"ellipse_axes.{ellipse}")
    return language.say(f"ellipse.{size or 'plain'}", axis=axis)


def _circular(language: Language, movement: CircularMovement, hand: Phrase) -> Phrase:
    size = movement.size or "plain"
    letters = letters_of(movement.axis)
    if movement.between is None and language.knows(f"circle_planes.{letters}"):
        plane = language.say(f"circle_planes.{letters}")
    else:
        axis = _direction(language, movement.axis)
        if movement.between is not None:
            second = _direction(language, movement.between)
            axis = language.say("direction.between", first=axis, second=second)
        plane = language.say("circle_about", axis=axis)
    clause = language.say(f"circle.{size}", hand=hand, plane=plane)
    if movement.ellipse is not None:
        ellipse = _ellipse(language, movement.ellipse, movement.ellipse_size)
        clause = _detailed(language, clause, [ellipse])
    clocked = _clock(language, movement.clock)
    steps = [("movement.clocked", {"detail": detail}) for detail in clocked]
    return language.chain(clause, steps, "movement")


_TURNS_WITH_WORDS = 4


def _clock(language: Language, clock: Sequence[str]) -> list[Phrase]:
    """Where a circle begins and goes on to, and its whole turns, in the order of the notation."""
    found: list[Phrase] = []
    turns = 0
    for index, hand in enumerate(clock):
        if hand == "hamclockfull":
            turns += 1
            if index + 1 == len(clock) or clock[index + 1] != hand:
                known = turns <= _TURNS_WITH_WORDS
                key = f"full_turns.{turns}" if known else "full_turns.more"
                found.append(language.say(key, **({} if known else {"count": str(turns)})))
                turns = 0
            continue
        hour = language.say(f"hours.{letters_of(hand)}")
        found.append(language.say("clock.begin" if index == 0 else "clock.goes_on", hour=hour))
    return found


# ------------------------------------------------------------------ marks on a movement
@remembered
def mark_phrase(language: Language, mark: Mark, hand: str) -> Phrase:
    """What a mark adds to its movement: ``fast``, ``until the hand touches the chest``."""
    if isinstance(mark, Location | Pair):
        return language.say("until", clause=places_clauses(language, mark, hand, "lists.and"))
    if isinstance(mark, HandConstellation):
        return language.say("until", clause=constellation_clause(language, mark, "is"))
    if isinstance(mark, Contact):
        return constellation_clause(language, HandConstellation(None, mark), "ends")
    if isinstance(mark, Manner):
        return language.say(f"manner.{mark.manner}.{'strong' if mark.large else 'plain'}")
    if isinstance(mark, SizeChange):
        return language.say(f"size_change.{mark.change}.{mark.size or 'plain'}")
    if isinstance(mark, Repetition):
        repetition = language.say(f"repetition.{mark.repetition}")
        if mark.ellipse is None:
            return repetition
        ellipse = _ellipse(language, mark.ellipse, None)
        return language.say("repetition_in_ellipse", repetition=repetition, ellipse=ellipse)
    if isinstance(mark, RepeatedMovement):
        return _repeated(language, mark)
    if isinstance(mark, Brushing):
        return _brushing(language, mark, hand)
    return language.say("alternating")


def _repeated(language: Language, mark: RepeatedMovement) -> Phrase:
    clause = language.say(
        "repetition_moved_on",
        repetition=language.say(f"repetition.{mark.repetition}"),
        direction=_far(language, _direction(language, mark.movement), mark.size),
    )
    if mark.change is None:
        return clause
    change = language.say(f"size_change.{mark.change}.plain")
    return _detailed(language, clause, [change])


def _brushing(language: Language, mark: Brushing, hand: str) -> Phrase:
    if mark.place is None:
        clause = language.say("brushing.alone")
    elif isinstance(mark.place, Pair) or mark.place.behind or mark.place.contact is not None:
        clauses = places_clauses(language, mark.place, hand, "lists.and")
        clause = language.say("brushing.where", clauses=clauses)
    else:
        place = place_phrase(language, mark.place, "other")
        clause = language.say("brushing.along", place=place)
    if mark.contact is None:
        return clause
    contact = constellation_clause(language, HandConstellation(None, mark.contact), "ends")
    return _detailed(language, clause, [contact])
