"""What is said of an action: its phases one after the other, and groups within them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hamnosys.description.language import Language
from hamnosys.description.movements import Mark, Simple, mark_phrase, movement_clause
from hamnosys.description.places import places_clauses
from hamnosys.description.postures import (
    HANDS,
    Directions,
    orientation_clauses,
    shape_clauses,
)
from hamnosys.description.template import Phrase
from hamnosys.sign import (
    ActionItem,
    CircularMovement,
    Contact,
    Group,
    HandConstellation,
    LocalMovement,
    Location,
    NoMotion,
    Pair,
    Replacement,
    StraightMovement,
)

_SIMPLE = (StraightMovement, CircularMovement, LocalMovement, NoMotion)

Head = Simple | Group | Replacement


@dataclass(slots=True)
class Phase:
    """A movement and the marks that follow it; a group may begin with a place instead."""

    head: Head | None
    marks: list[Mark] = field(default_factory=list)


def phases_of(items: Sequence[ActionItem]) -> list[Phase]:
    """The phases of an action: each begins with a movement, a group or a replacement."""
    phases: list[Phase] = []
    for item in items:
        if isinstance(item, (*_SIMPLE, Group, Replacement)):
            phases.append(Phase(item))
            continue
        if not phases:
            phases.append(Phase(None))
        marks = phases[-1].marks
        if isinstance(item, Contact) and marks and isinstance(marks[-1], Pair):
            marks[-1] = HandConstellation(marks[-1], item)  # the hands meet at two places
        else:
            marks.append(item)
    return phases


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the action of one sign. ``directions`` change as hands are replaced."""

    language: Language
    directions: Directions

    def phase(self, phase: Phase, hand: str, *, within: bool = False) -> Phrase:
        """One phase as a clause.

        Args:
            phase: a movement with its marks.
            hand: key of the hand that moves.
            within: whether it is a part of a group, in which groups need brackets.
        """
        say = self.language.say
        marks = list(phase.marks)
        head = phase.head
        if head is None:
            clause = self._start(marks.pop(0), hand)
        elif isinstance(head, Group):
            clause = self._group(head, hand)
            if within and _is_long(head):
                clause = say("group.inner", group=clause)
        elif isinstance(head, Replacement):
            clause = self._replacement(head, hand, within=within)
        else:
            clause = movement_clause(self.language, head, hand)
        if not marks:
            return clause
        told = [mark_phrase(self.language, mark, hand) for mark in marks]
        joined = self.language.join("lists.comma", told)
        key = "movement" if within and isinstance(head, Replacement) else _marked(head)
        return say(f"{key}.marked", movement=clause, marks=joined)

    def _start(self, mark: Mark, hand: str) -> Phrase:
        if isinstance(mark, Location | Pair):
            return places_clauses(self.language, mark, hand, "lists.and")
        return mark_phrase(self.language, mark, hand)

    def _group(self, group: Group, hand: str) -> Phrase:
        if group.kind == "split":
            first, second = group.members
            return self.language.say(
                "group.split",
                first=self._member(first, "dominant", "lists.sequence"),
                second=self._member(second, "nondominant", "lists.sequence"),
            )
        if group.kind == "alternatives":
            options = [self._member(member, hand, "lists.sequence") for member in group.members]
            return self.language.say(
                "group.alternatives", options=self.language.join("lists.or", options)
            )
        (member,) = group.members
        told = self._member(member, hand, _JOINED[group.kind])
        if group.kind == "fusion" and _is_long(group):
            return self.language.say("group.fusion", movements=told)
        return told

    def _member(self, items: Sequence[ActionItem], hand: str, joined: str) -> Phrase:
        told = [self.phase(phase, hand, within=True) for phase in phases_of(items)]
        return self.language.join(joined, told)

    def _replacement(self, replacement: Replacement, hand: str, *, within: bool) -> Phrase:
        posture = replacement.posture
        told_of = hand if hand in HANDS else "shared"
        clauses = [
            *shape_clauses(self.language, posture, hand),
            *orientation_clauses(self.language, posture, self.directions, told_of),
        ]
        clause = self.language.say("replacement.nothing")
        if clauses:
            told = self.language.join("lists.clauses", clauses)
            clause = self.language.say(
                f"replacement.{'within' if within else 'posture'}", posture=told
            )
        if replacement.change is None:
            return clause
        change = self.language.say(f"size_change.{replacement.change}.plain")
        return self.language.say("replacement.changing", replacement=clause, change=change)


_JOINED = {"parallel": "lists.parallel", "sequence": "lists.sequence", "fusion": "lists.fusion"}


def _marked(head: Head | None) -> str:
    """How marks are added: to several things at once otherwise than to one movement."""
    if isinstance(head, Replacement):
        return "replacement"
    return "group" if isinstance(head, Group) and _is_long(head) else "movement"


def _is_long(group: Group) -> bool:
    """Whether a group has several phases; one alone is told as if without brackets."""
    return group.kind in ("split", "alternatives") or len(phases_of(group.members[0])) > 1
