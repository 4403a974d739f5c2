"""Views of the single movements of an action, which class schemes read.

Groups are taken apart, since most signs have one or two movements however they are bracketed;
how a movement joins the one before it says what the bracket said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hamnosys.sign.action import (
    ActionItem,
    CircularMovement,
    Group,
    LocalMovement,
    RepeatedMovement,
    Repetition,
    Replacement,
    StraightMovement,
)
from hamnosys.sign.node import View
from hamnosys.sign.posture import NoMotion

_MOTIONS = frozenset({StraightMovement, CircularMovement, LocalMovement, NoMotion, Replacement})

_JOINS = {
    "parallel": ("at the same time", "at the same time"),
    "split": ("then", "of the non-dominant hand"),
    "sequence": ("then", "then"),
    "fusion": ("in one flow", "in one flow"),
    "alternatives": ("then", "or instead"),
}
"""Kind of group: how a movement joins the one before it in its member, and in the member before."""


@dataclass(frozen=True, slots=True)
class Step(View):
    """One movement, how it ``joins`` the one before it, and what is written after it.

    ``joins``: ``then``, ``at the same time``, ``of the non-dominant hand``, ``in one flow`` or
    ``or instead``. ``group``: kind of the innermost bracket around it, None if there is none.
    """

    motion: ActionItem
    joins: str
    group: str | None
    marks: tuple[ActionItem, ...] = ()

    @property
    def kind(self) -> str:
        """``straight``, ``circular``, or the symbol of a movement without a path."""
        motion: Any = self.motion
        kind = motion.__class__
        if kind is StraightMovement:
            return "straight"
        if kind is CircularMovement:
            return "circular"
        if kind is LocalMovement:
            return str(motion.movement)
        return "hamreplace" if kind is Replacement else "hamnomotion"

    @property
    def straight(self) -> StraightMovement | None:
        """The movement if it is straight (or along an arc or a wavy line)."""
        return self.motion if isinstance(self.motion, StraightMovement) else None

    @property
    def circular(self) -> CircularMovement | None:
        """The movement if it is a circle."""
        return self.motion if isinstance(self.motion, CircularMovement) else None

    @property
    def local(self) -> LocalMovement | None:
        """The movement if it is of the wrist or the fingers."""
        return self.motion if isinstance(self.motion, LocalMovement) else None

    @property
    def size(self) -> str | None:
        """Its size, if it has a path or is one of the wrist or the fingers."""
        motion = self.motion
        if isinstance(motion, StraightMovement | CircularMovement | LocalMovement):
            return motion.size
        return None

    @property
    def ellipse(self) -> str | None:
        """The ellipse of a circle or a wavy line."""
        motion = self.motion
        return motion.ellipse if isinstance(motion, StraightMovement | CircularMovement) else None

    @property
    def repetition(self) -> str | None:
        """The repetition after it; the one in a bracket with its own movement included."""
        for mark in self.marks:
            if isinstance(mark, Repetition | RepeatedMovement):
                return mark.repetition
        return None


def steps_of(action: tuple[ActionItem, ...]) -> tuple[tuple[Step, ...], tuple[ActionItem, ...]]:
    """The movements of an action, and all marks on them: repetitions, targets, manners, ..."""
    steps: list[tuple[ActionItem, str, str | None, list[ActionItem]]] = []
    marks: list[ActionItem] = []
    for item, joins, group in _taken_apart(action, "then", None):
        if item.__class__ in _MOTIONS:
            steps.append((item, joins, group, []))
        else:
            marks.append(item)
            if steps:
                steps[-1][3].append(item)
    found = (Step(motion, joins, group, tuple(own)) for motion, joins, group, own in steps)
    return tuple(found), tuple(marks)


def _taken_apart(
    items: Iterable[ActionItem], joins: str, group: str | None
) -> Iterator[tuple[ActionItem, str, str | None]]:
    """Movements and marks without their brackets, how each joins, and its innermost bracket."""
    within = _JOINS[group][0] if group else "then"
    for item in items:
        if item.__class__ is Group:
            yield from _members(item, joins)
        else:
            yield item, joins, group
        if item.__class__ in _MOTIONS or item.__class__ is Group:
            joins = within


def _members(group: Any, joins: str) -> Iterator[tuple[ActionItem, str, str | None]]:
    for member in group.members:
        yield from _taken_apart(member, joins, group.kind)
        joins = _JOINS[group.kind][1]
