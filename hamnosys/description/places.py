"""What is said of places and contacts."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import groupby

from hamnosys.description.language import Language, remembered
from hamnosys.description.template import Phrase
from hamnosys.sign import Contact, HandConstellation, Level, Location, Pair
from hamnosys.symbols import inventory


@remembered
def level_phrase(language: Language, level: Level, owner: str | None) -> Phrase:
    """A place with its side: ``the edge of the chest on the signer's left``.

    Args:
        language: whose words.
        level: the place.
        owner: whose hand or arm a place on one is: ``other``, ``dominant``, ``nondominant``;
            None where it is the hand's own.
    """
    by_name = inventory().by_name
    first, *rest = level.places
    if level.kind == "body":
        place = language.say(f"places.{first}")
        for half in rest:
            place = language.say(f"divided_places.{half}", place=place)
    elif level.kind == "neutral":
        place = language.say(f"places.{first}")
    elif level.kind == "arm":
        place = language.say(f"places.{first}")
        for zone in rest:
            place = _on_zone(language, place, zone)
    else:
        place = _hand_part(language, [(name, by_name[name].category) for name in level.places])
    # A side says already which of two arms it is.
    if owner is not None and (level.kind == "hand" or (level.kind == "arm" and not level.side)):
        place = language.say(f"owners.{level.kind}.{owner}", place=place)
    if level.side is not None:
        written = "left" if level.side_first else "right"
        place = language.say(f"sides.{level.side}.{written}", place=place)
    return place


def _hand_part(language: Language, names: list[tuple[str, str]]) -> Phrase:
    """Fingers, parts of fingers and zones, from left to right."""
    begun: list[Phrase] = []
    steps: list[tuple[str, dict[str, Phrase]]] = []
    runs = deque((kind, deque(name for name, _ in run)) for kind, run in groupby(names, _category))
    while runs:
        kind, run = runs.popleft()
        if kind == "finger" and runs and runs[0][0] == "finger_part":
            part = runs[0][1].popleft()
            if not runs[0][1]:
                runs.popleft()
            found = _part_of(language, part, run)
        elif kind == "finger_part" and len(run) == 1 and runs and runs[0][0] == "finger":
            found = _part_of(language, run[0], runs.popleft()[1])
        elif kind == "finger":
            found = _fingers(language, run)
        else:
            section = "finger_parts" if kind == "finger_part" else "hand_zones"
            found = language.say(f"{section}.{run.popleft()}")
            if run:
                runs.appendleft((kind, run))
            if begun and section == "hand_zones":
                steps.append(("place.on_zone", {"zone": found}))
                continue
        if begun:
            steps.append(("place.at", {"other": found}))
        else:
            begun.append(found)
    return language.chain(begun[0], steps, "place")


def _category(name: tuple[str, str]) -> str:
    return name[1]


def _fingers(language: Language, names: Iterable[str]) -> Phrase:
    return language.join("lists.and", [language.say(f"fingers.{name}") for name in names])


def _part_of(language: Language, part: str, fingers: Iterable[str]) -> Phrase:
    said = language.say(f"finger_parts.{part}")
    return language.say("place.part_of", part=said, fingers=_fingers(language, fingers))


def _on_zone(language: Language, place: Phrase, zone: str) -> Phrase:
    return language.say("place.on_zone", place=place, zone=language.say(f"hand_zones.{zone}"))


@remembered
def place_phrase(language: Language, location: Location, owner: str | None) -> Phrase:
    """The place of a location, without how the hand is there."""
    place = level_phrase(language, location.level, owner)
    if location.between is not None:
        other = level_phrase(language, location.between, owner)
        place = language.say("place.between", first=place, second=other)
    return language.say("place.similar", place=place) if location.etc else place


@remembered
def location_clause(language: Language, location: Location, hand: str) -> Phrase:
    """``the hand touches the chest with the tip of the index finger``; ``hand`` is a key."""
    contact = location.contact
    where = "behind" if location.behind else "at"
    kind = contact.kind if contact is not None else "none"
    if location.level.kind == "neutral" and kind == "none" and where == "at":
        where = "in"
    clause = language.say(
        f"located.{where}.{kind}",
        hand=language.say(f"hands.{hand}"),
        place=place_phrase(language, location, "other"),
    )
    return clause if contact is None else _with_contact(language, clause, contact)


def _with_contact(language: Language, clause: Phrase, contact: Contact) -> Phrase:
    """What a contact says beside its kind: the part that touches, and the habit of a large one."""
    if contact.large:
        clause = language.say("contact.large", contact=clause)
    if contact.part is None:
        return clause
    part = _noted_place(language, contact.part, None)
    return language.say("contact.with_part", contact=clause, part=part)


@remembered
def places_clauses(
    language: Language, location: Location | Pair[Location, Location], hand: str, joined: str
) -> Phrase:
    """Where one hand is, or each of both; ``joined`` is the key of a list."""
    if isinstance(location, Location):
        return location_clause(language, location, hand)
    halves = (("dominant", location.dominant), ("nondominant", location.nondominant))
    clauses = [location_clause(language, half, key) for key, half in halves]
    return language.join(joined, clauses)


@remembered
def constellation_clause(language: Language, meeting: HandConstellation, moment: str) -> Phrase:
    """``the hands touch each other``, at named places or not; ``moment``: ``is`` or ``ends``."""
    contact = meeting.contact
    clause = language.say(f"{_MOMENTS[moment]}.{contact.kind}")
    if meeting.places is not None:
        mine = _noted_place(language, meeting.places.dominant, "dominant")
        theirs = _noted_place(language, meeting.places.nondominant, "nondominant")
        clause = language.say("contact.at_places", contact=clause, first=mine, second=theirs)
    return _with_contact(language, clause, contact)


_MOMENTS = {"is": "hands_meet", "ends": "contact_at_end"}


def _noted_place(language: Language, location: Location, owner: str | None) -> Phrase:
    """A place with `hambehind` and a contact of its own, if they are written there."""
    place = place_phrase(language, location, owner)
    if location.behind:
        place = language.say("place.noted.hambehind", place=place)
    if location.contact is not None:
        place = language.say(f"place.noted.{location.contact.kind}", place=place)
        place = _with_contact(language, place, location.contact)
    return place
