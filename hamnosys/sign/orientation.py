"""Where the fingers point and where the palm faces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hamnosys.sign.node import Node, Part, present


@dataclass(frozen=True, slots=True)
class FingerDirection(Node):
    """Extended finger direction.

    ``directions`` is one symbol, or two adjacent ones that name a corner; ``between`` the second
    direction of `hambetween`, likewise; ``relative``: `hamorirelative`; ``etc``: `hametc`.
    """

    directions: tuple[str, ...]
    between: tuple[str, ...] = ()
    relative: bool = False
    etc: bool = False

    @property
    def direction(self) -> str:
        """The first symbol."""
        return self.directions[0]

    @property
    def second(self) -> str | None:
        """The adjacent direction, else the first one after `hambetween`."""
        following = self.directions[1:] + self.between
        return following[0] if following else None

    @property
    def named(self) -> tuple[str, ...]:
        """The direction; of two in a row both joined by ``+``, then the first alone.

        Two that name a corner (up, out and left) may be written in either order; the one that
        points up or down comes first here. Two that name none have a class by the first alone.
        """
        return _named(self.directions)

    @property
    def named_between(self) -> tuple[str, ...] | None:
        """The second direction of `hambetween`, likewise."""
        return _named(self.between) if self.between else None

    def parts(self) -> Iterator[Part]:
        return present(
            *self.directions,
            "hambetween" if self.between else None,
            *self.between,
            "hamorirelative" if self.relative else None,
            "hametc" if self.etc else None,
        )


def _named(directions: tuple[str, ...]) -> tuple[str, ...]:
    # The letters at the end of a name say where it points: hamextfingeruo is up and out.
    if len(directions) == 1:
        return directions
    return "+".join(sorted(directions, key=lambda name: name[-2] not in "ud")), directions[0]


@dataclass(frozen=True, slots=True)
class PalmOrientation(Node):
    """Palm orientation, relative to the extended finger direction."""

    palm: str
    between: str | None = None
    relative: bool = False
    etc: bool = False

    def parts(self) -> Iterator[Part]:
        return present(
            self.palm,
            "hambetween" if self.between else None,
            self.between,
            "hamorirelative" if self.relative else None,
            "hametc" if self.etc else None,
        )


@dataclass(frozen=True, slots=True)
class Orientation(Node):
    """A direction and a palm orientation written as one half of a joint pair."""

    direction: FingerDirection
    palm: PalmOrientation

    def parts(self) -> Iterator[Part]:
        return present(self.direction, self.palm)
