"""What several of the functions need."""

from __future__ import annotations

from typing import Any

from hamnosys.sign.location import Contact, Location
from hamnosys.sign.posture import FingerDirection, Orientation, Pair, PalmOrientation

Maybe = str | None


def pair(_begin: str, dominant: Any, _plus: str, nondominant: Any, _end: str) -> Pair[Any, Any]:
    """Both halves of a bracket with `hamplus`."""
    return Pair(dominant, nondominant)


def changed(
    location: Location, *, behind: bool = False, contact: Contact | None = None
) -> Location:
    """A location, also behind the place or with a contact."""
    return Location(
        location.level,
        location.between,
        location.etc,
        behind or location.behind,
        contact or location.contact,
    )


def add_posture(posture: dict[str, Any], part: Any) -> None:
    """Put a handshape, pair or orientation into the field of `Posture` where it belongs."""
    kind = part.dominant.__class__ if part.__class__ is Pair else part.__class__
    posture[_POSTURE_FIELD.get(kind, "hands")] = True if part == "hamnondominant" else part


_POSTURE_FIELD: dict[type, str] = {
    FingerDirection: "direction",
    PalmOrientation: "palm",
    Orientation: "orientation",
    str: "nondominant",
}
