"""Handshapes: base form, thumb, bending and fingers, and what `hambetween` makes of two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from hamnosys.sign.fingers import Fingers, FingerSpecification
from hamnosys.sign.node import Node, Part, present
from hamnosys.symbols import inventory


@dataclass(frozen=True, slots=True)
class Shape(Node):
    """Base form, thumb position and bending (in either order), then the fingers.

    ``thumb_contact`` is a lone finger part: where the thumb touches.
    """

    base_form: str
    modifiers: tuple[str, ...] = ()
    thumb_contact: str | None = None
    fingers: tuple[FingerSpecification, ...] = ()

    @property
    def thumb_position(self) -> str | None:
        """The thumb modifier, if one is written."""
        return self._modifier("thumb_position")

    @property
    def bending(self) -> str | None:
        """The bending of all fingers, if one is written."""
        return self._modifier("straight_bending", "finger_bending", "double_bending")

    @property
    def each_finger(self) -> Fingers | None:
        """What is said of single fingers; None if nothing is."""
        return Fingers(self.fingers) if self.fingers else None

    def _modifier(self, *categories: str) -> str | None:
        by_name = inventory().by_name
        return next((m for m in self.modifiers if by_name[m].category in categories), None)

    def parts(self) -> Iterator[Part]:
        return present(self.base_form, *self.modifiers, self.thumb_contact, *self.fingers)


@dataclass(frozen=True, slots=True)
class Handshape(Node):
    """One shape, or what `hambetween` makes of it.

    ``other``: half way between two shapes. ``thumb_enclosed``: `hambetween` with nothing after
    it. ``thumb_between``: the finger beside which the thumb comes out. ``etc``: `hametc`.
    """

    shape: Shape
    other: Shape | None = None
    thumb_enclosed: bool = False
    thumb_between: str | None = None
    etc: bool = False

    @property
    def thumb(self) -> str | None:
        """What `hambetween` says of the thumb: ``enclosed``, or the finger it comes out beside."""
        return "enclosed" if self.thumb_enclosed else self.thumb_between

    @property
    def first(self) -> Handshape:
        """Itself; the first option where alternatives are written."""
        return self

    def parts(self) -> Iterator[Part]:
        between = self.other or self.thumb_enclosed or self.thumb_between
        return present(
            self.shape,
            "hambetween" if between else None,
            self.other,
            self.thumb_between,
            "hametc" if self.etc else None,
        )


@dataclass(frozen=True, slots=True)
class HandshapeAlternatives(Node):
    """``{ A | B }``: several handshapes are possible (habit)."""

    options: tuple[Handshape | HandshapeAlternatives, ...]

    @property
    def first(self) -> Handshape:
        """The first option, which class schemes read."""
        return self.options[0].first

    def parts(self) -> Iterator[Part]:
        yield "hamaltbegin"
        for index, option in enumerate(self.options):
            if index:
                yield "hammetaalt"
            yield option
        yield "hamaltend"


@dataclass(frozen=True, slots=True)
class HoldOver(Node):
    """`hamnondominant` as a hand of a pair: it stays as the sign before left it."""

    etc: bool = False

    @property
    def first(self) -> None:
        """There is no handshape to read."""
        return None

    def parts(self) -> Iterator[Part]:
        return present("hamnondominant", "hametc" if self.etc else None)


AnyHandshape: TypeAlias = Handshape | HandshapeAlternatives | HoldOver
