"""What is said of a whole sign, a sentence a phase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from hamnosys.description.actions import Teller, phases_of
from hamnosys.description.language import Language
from hamnosys.description.places import constellation_clause, location_clause, places_clauses
from hamnosys.description.postures import (
    Directions,
    orientation_clauses,
    shape_clauses,
    symmetry_phrase,
)
from hamnosys.description.template import Phrase
from hamnosys.sign import Contact, Location, Pair, Sign

Sentences: TypeAlias = tuple[str, ...]
"""The sentences of one sign."""


def numbered(signs: Sequence[Sentences], language: Language) -> list[Sentences]:
    """The sentences of each sign; of several the first one says which sign it is."""
    if len(signs) == 1:
        return list(signs)
    return [
        (
            language.text(
                language.say("composite.next" if later else "composite.first", text=sign[0])
            ),
            *sign[1:],
        )
        for later, sign in enumerate(signs)
    ]


def sentences(sign: Sign, language: Language) -> Sentences:
    """A sign in words: who signs, shapes, orientation, place and contact, each movement."""
    directions = Directions(sign.symmetry)
    initial = list(_initial(sign, language, directions))
    clauses = [*initial, *_action(sign, language, directions)]
    return tuple(language.sentence(clause) for clause in clauses)


def posture_sentences(sign: Sign, language: Language) -> Sentences:
    """As `sentences`, of a class row: nothing is known of a movement.

    Where there is no contact, it is not known either: the place is told without a distance.
    """
    place = sign.location
    if isinstance(place, Location) and place.contact is None and not place.behind:
        sign = replace(sign, location=replace(place, contact=Contact(_UNSAID)))
    clauses = _initial(sign, language, Directions(sign.symmetry))
    return tuple(language.sentence(clause) for clause in clauses)


_UNSAID = "unsaid"
"""Kind of a contact of which it is not known whether there is one."""


def _subject(sign: Sign) -> str:
    """Key of the hand that is told of where a thing is written once."""
    if sign.symmetry is None and isinstance(sign.posture.hands, Pair):
        return "dominant"
    return "one"


def _takes_both(sign: Sign) -> bool:
    """Whether both hands are used: by an operator, or because a pair of anything is written."""
    posture = sign.posture
    halves = (posture.direction, posture.palm, posture.orientation, sign.location)
    met = (meeting.places for meeting in sign.constellations)
    return sign.two_handed or any(isinstance(part, Pair) for part in (*halves, *met))


def _initial(sign: Sign, language: Language, directions: Directions) -> Iterator[Phrase]:
    subject = _subject(sign)
    yield from _hands(sign, language)
    shaped = "each" if sign.symmetry is None and _takes_both(sign) else subject
    yield from shape_clauses(language, sign.posture, shaped)
    oriented = orientation_clauses(language, sign.posture, directions, "shared")
    if oriented:
        yield language.join("lists.clauses", oriented)
    yield from (constellation_clause(language, each, "is") for each in sign.constellations)
    if sign.location is not None:
        yield places_clauses(language, sign.location, subject, "lists.clauses")
    elif not sign.constellations:
        yield language.say("no_place")
    if sign.second_location is not None:
        second = location_clause(language, sign.second_location, subject)
        yield language.say("second_place", clause=second)


def _hands(sign: Sign, language: Language) -> Iterator[Phrase]:
    paired = isinstance(sign.posture.hands, Pair)
    if sign.symmetry is not None:
        symmetry = symmetry_phrase(language, sign.symmetry)
        if sign.posture.nondominant:
            yield language.say("who.symmetric_nondominant", symmetry=symmetry)
        else:
            yield language.say(
                "who.symmetric_pair" if paired else "who.symmetric", symmetry=symmetry
            )
    elif sign.posture.nondominant:
        yield language.say("who.nondominant")
    elif _takes_both(sign):
        yield language.say("who.pair" if paired else "who.same_shape")
    else:
        yield language.say("who.dominant")


def _action(sign: Sign, language: Language, directions: Directions) -> Iterator[Phrase]:
    if not sign.action:
        yield language.say("held.two" if _takes_both(sign) else "held.one")
        return
    teller = Teller(language, directions)
    for number, phase in enumerate(phases_of(sign.action)):
        clause = teller.phase(phase, _subject(sign))
        yield language.say("then", clause=clause) if number else clause
