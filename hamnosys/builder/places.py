"""Locations and contacts."""

from __future__ import annotations

from hamnosys.builder.common import Maybe, changed, pair
from hamnosys.sign.location import Contact, Level, Location

_SIDES = ("hamlrat", "hamlrbeside")

location_pair = pair


def location(level: Level, _between: Maybe, between: Level | None, etc: Maybe) -> Location:
    return Location(level, between, etc is not None)


location_after_handshape = location


def level(*names: Maybe) -> Level:
    places = tuple(name for name in names if name is not None)
    if places[0] in _SIDES:
        return Level(places[1:], places[0], side_first=True)
    if places[-1] in _SIDES:
        return Level(places[:-1], places[-1])
    return Level(places)


def placed_location(location: Location, behind: Maybe, contact: Contact | None) -> Location:
    return changed(location, behind=behind is not None, contact=contact)


def contact(kind: str) -> Contact:
    return Contact(kind)


def contact_of_part(_begin: str, kind: str, part: Location, _end: str) -> Contact:
    return Contact(kind, part)


def contact_after_part(_begin: str, part: Location, _end: str, kind: str) -> Contact:
    return Contact(kind, part, part_first=True)


def contact_enlarged(kind: str, _large: str) -> Contact:
    return Contact(kind, large=True)
