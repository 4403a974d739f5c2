"""Symmetry, handshape and orientation: how the hands are held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from hamnosys.sign.node import Node, Part, bracketed, present
from hamnosys.symbols import inventory

_NodeT = TypeVar("_NodeT", bound=Node)
_OtherT = TypeVar("_OtherT", bound=Node)


@dataclass(frozen=True, slots=True)
class Symmetry(Node):
    """The symmetry operator and its modifiers, as written.

    ``operator`` is None only for the habit of writing `hamalternatingmotion` alone.
    """

    operator: str | None
    modifiers: tuple[str, ...] = ()

    @property
    def out_in(self) -> bool:
        """Also mirrored outward/inward (`hamfingerstraightmod`)."""
        return "hamfingerstraightmod" in self.modifiers

    @property
    def up_down(self) -> bool:
        """Also mirrored up/down (`hamlargemod`)."""
        return "hamlargemod" in self.modifiers

    @property
    def alternating(self) -> bool:
        """The hands move half a cycle apart."""
        return "hamalternatingmotion" in self.modifiers

    @property
    def nonipsilateral(self) -> bool:
        """`hamnonipsi` is written."""
        return "hamnonipsi" in self.modifiers

    @property
    def axes(self) -> str | None:
        """Operator and axis modifiers joined by ``+``, in one order however they were written."""
        if self.operator is None:
            return None
        named = [self.operator]
        if self.out_in:
            named.append("hamfingerstraightmod")
        if self.up_down:
            named.append("hamlargemod")
        return "+".join(named)

    def parts(self) -> Iterator[Part]:
        return present(self.operator, *self.modifiers)


@dataclass(frozen=True, slots=True)
class FingerSpecification(Node):
    """What one finger does.

    A finger alone is selected; with ``bending`` it is bent so; ``opposed``: by the thumb; with
    ``part`` and ``other`` it crosses or touches the other finger there (``other_part``: habit).
    """

    finger: str
    bending: str | None = None
    opposed: bool = False
    part: str | None = None
    other: str | None = None
    other_part: str | None = None

    def parts(self) -> Iterator[Part]:
        large = "hamlargemod" if self.opposed else None
        return present(self.finger, self.bending, large, self.part, self.other, self.other_part)


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


@dataclass(frozen=True, slots=True)
class NoMotion(Node):
    """`hamnomotion`: this hand does nothing."""

    def parts(self) -> Iterator[Part]:
        yield "hamnomotion"


AnyHandshape: TypeAlias = Handshape | HandshapeAlternatives | HoldOver


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

    def parts(self) -> Iterator[Part]:
        return present(
            *self.directions,
            "hambetween" if self.between else None,
            *self.between,
            "hamorirelative" if self.relative else None,
            "hametc" if self.etc else None,
        )


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


@dataclass(frozen=True, slots=True)
class Hand(Node):
    """One hand: its shape and its orientation, as far as they are written for it."""

    handshape: AnyHandshape | None = None
    direction: FingerDirection | None = None
    palm: PalmOrientation | None = None

    @property
    def shape(self) -> Shape | None:
        """The first shape; None for a hold-over."""
        handshape = self.handshape.first if self.handshape else None
        return handshape.shape if handshape else None

    @property
    def other(self) -> Shape | None:
        """The second shape of `hambetween`."""
        handshape = self.handshape.first if self.handshape else None
        return handshape.other if handshape else None

    def parts(self) -> Iterator[Part]:
        return present(self.handshape, self.direction, self.palm)


@dataclass(frozen=True, slots=True)
class Pair(Node, Generic[_NodeT, _OtherT]):
    """``( dominant + non-dominant )``; ``bracketed`` is False for the habit without bracket."""

    dominant: _NodeT
    nondominant: _OtherT
    bracketed: bool = True

    def parts(self) -> Iterator[Part]:
        inner: Iterator[Part] = iter((self.dominant, "hamplus", self.nondominant))
        return bracketed("hamparbegin", inner, "hamparend") if self.bracketed else inner


@dataclass(frozen=True, slots=True)
class Posture(Node):
    """Handshapes and orientation of one or both hands, each as it is written.

    In the initial position ``hands`` is always there. In a replacement any part may be missing,
    and the second half of a pair may be `NoMotion`: only the dominant hand changes.
    ``nondominant``: `hamnondominant` before the one handshape (the other hand signs).
    """

    hands: AnyHandshape | Pair[Hand, Hand | NoMotion] | None = None
    direction: FingerDirection | Pair[FingerDirection, FingerDirection | NoMotion] | None = None
    palm: PalmOrientation | Pair[PalmOrientation, PalmOrientation | NoMotion] | None = None
    orientation: Pair[Orientation, Orientation | NoMotion] | None = None
    nondominant: bool = False

    @property
    def nondominant_first(self) -> str:
        """``nondominant`` if `hamnondominant` stands before the handshape, else ``dominant``."""
        return "nondominant" if self.nondominant else "dominant"

    @property
    def dominant_hand(self) -> Hand:
        """What holds for the dominant hand: its own half of each pair, and all that is shared."""
        own = self.hands.dominant if isinstance(self.hands, Pair) else Hand(self.hands)
        if isinstance(self.orientation, Pair):
            direction, palm = self.orientation.dominant.direction, self.orientation.dominant.palm
            return Hand(own.handshape, direction, palm)
        direction_half = self.direction
        palm_half = self.palm
        return Hand(
            own.handshape,
            own.direction
            or (direction_half.dominant if isinstance(direction_half, Pair) else direction_half),
            own.palm or (palm_half.dominant if isinstance(palm_half, Pair) else palm_half),
        )

    @property
    def nondominant_hand(self) -> Hand | None:
        """What is written for the non-dominant hand alone; None if nothing is."""
        own = self.hands.nondominant if isinstance(self.hands, Pair) else None
        hand = own if isinstance(own, Hand) else Hand()
        direction, palm = hand.direction, hand.palm
        if isinstance(self.orientation, Pair) and isinstance(
            self.orientation.nondominant, Orientation
        ):
            direction, palm = (
                self.orientation.nondominant.direction,
                self.orientation.nondominant.palm,
            )
        if isinstance(self.direction, Pair) and isinstance(
            self.direction.nondominant, FingerDirection
        ):
            direction = self.direction.nondominant
        if isinstance(self.palm, Pair) and isinstance(self.palm.nondominant, PalmOrientation):
            palm = self.palm.nondominant
        found = Hand(hand.handshape, direction, palm)
        return None if found == Hand() else found

    def parts(self) -> Iterator[Part]:
        # Without a bracket the halves stand apart: shape + shape, then the orientation.
        return present(
            "hamnondominant" if self.nondominant else None,
            self.hands,
            self.direction,
            self.palm,
            self.orientation,
        )
