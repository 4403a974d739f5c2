"""The typed sign: frozen dataclasses that keep everything the notation says."""

from hamnosys.sign.action import (
    ActionItem,
    Alternation,
    Brushing,
    CircularMovement,
    Group,
    LocalMovement,
    Manner,
    RepeatedMovement,
    Repetition,
    Replacement,
    SizeChange,
    StraightMovement,
    Target,
)
from hamnosys.sign.fingers import Fingers, FingerSpecification
from hamnosys.sign.location import Contact, HandConstellation, Level, Location
from hamnosys.sign.movement import Movement, movement_of
from hamnosys.sign.node import Node, Part, View
from hamnosys.sign.posture import (
    FingerDirection,
    Hand,
    Handshape,
    HandshapeAlternatives,
    HoldOver,
    NoMotion,
    Orientation,
    Pair,
    PalmOrientation,
    Posture,
    Shape,
    Symmetry,
)
from hamnosys.sign.sign import Sign
from hamnosys.sign.step import Step

__all__ = [
    "ActionItem",
    "Alternation",
    "Brushing",
    "CircularMovement",
    "Contact",
    "FingerDirection",
    "FingerSpecification",
    "Fingers",
    "Group",
    "Hand",
    "HandConstellation",
    "Handshape",
    "HandshapeAlternatives",
    "HoldOver",
    "Level",
    "LocalMovement",
    "Location",
    "Manner",
    "Movement",
    "NoMotion",
    "Node",
    "Orientation",
    "Pair",
    "PalmOrientation",
    "Part",
    "Posture",
    "RepeatedMovement",
    "Repetition",
    "Replacement",
    "Shape",
    "Sign",
    "SizeChange",
    "Step",
    "StraightMovement",
    "Symmetry",
    "Target",
    "View",
    "movement_of",
]
