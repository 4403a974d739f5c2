"""Symmetry, hands and pairs of them: how the hands are held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from hamnosys.sign.fingers import FingerSpecification
from hamnosys.sign.handshape import AnyHandshape, Handshape, HandshapeAlternatives, HoldOver, Shape
from hamnosys.sign.node import Node, Part, bracketed, present
from hamnosys.sign.orientation import FingerDirection, Orientation, PalmOrientation

__all__ = [
    "AnyHandshape",
    "FingerDirection",
    "FingerSpecification",
    "Hand",
    "Handshape",
    "HandshapeAlternatives",
    "HoldOver",
    "NoMotion",
    "Orientation",
    "Pair",
    "PalmOrientation",
    "Posture",
    "Shape",
    "Symmetry",
]

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
class NoMotion(Node):
    """`hamnomotion`: this hand does nothing."""

    def parts(self) -> Iterator[Part]:
        yield "hamnomotion"


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

    @property
    def varies(self) -> str | None:
        """What has `hametc`: ``handshape``, ``direction``, ``palm``, joined by ``+``."""
        handshape = self.handshape.first if self.handshape else None
        return _joined(
            handshape=handshape is not None and handshape.etc,
            direction=self.direction is not None and self.direction.etc,
            palm=self.palm is not None and self.palm.etc,
        )

    @property
    def relative(self) -> str | None:
        """What has `hamorirelative`: ``direction``, ``palm``, joined by ``+``."""
        return _joined(
            direction=self.direction is not None and self.direction.relative,
            palm=self.palm is not None and self.palm.relative,
        )

    def parts(self) -> Iterator[Part]:
        return present(self.handshape, self.direction, self.palm)


def _joined(**said: bool) -> str | None:
    return "+".join([name for name, yes in said.items() if yes]) or None


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
