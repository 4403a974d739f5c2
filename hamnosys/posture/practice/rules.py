"""What goes with what in the signs of practice clips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from hamnosys.posture.class_signs import (
    BASE_FORM,
    BENDING,
    OPERATOR,
    PLACE,
    SIDE,
    PostureError,
    heads_by_source,
    sign_of_classes,
)
from hamnosys.posture.places import on_hand_or_arm
from hamnosys.schemes import Scheme, load_scheme
from hamnosys.sign import Location


@cache
def practice_scheme() -> Scheme:
    """The scheme that practice clips are labelled by."""
    return load_scheme("hearai")


@dataclass(frozen=True, slots=True)
class Rules:
    """What goes with what in the signs that are drawn, as places of heads and class numbers.

    A fist hides every bending, so it is drawn without one. A place on the other hand or arm needs
    that hand in one posture, so such a sign has no operator and no side mark.
    """

    scheme: Scheme
    place: int
    operator: int
    side: int
    base_form: int
    bending: int
    fist: int
    on_other: frozenset[int]
    unused: frozenset[int]

    @property
    def bound(self) -> frozenset[int]:
        """The heads that a rule ties to each other; the others are free."""
        return frozenset((self.place, self.operator, self.side, self.base_form, self.bending))

    def allowed(self, head: int) -> list[int]:
        """The classes of a head that are drawn."""
        classes = range(self.scheme.heads[head].classes)
        return [c for c in classes if head != self.place or c not in self.unused]

    def fault(self, classes: Sequence[int | None]) -> str:
        """Why a row of classes cannot be shown; empty if it can."""
        try:
            sign_of_classes(self.scheme, classes)
        except PostureError as error:
            return error.message
        if classes[self.place] in self.on_other:
            for head in (self.operator, self.side):
                if classes[head]:
                    name = self.scheme.heads[head].name
                    label = self.scheme.heads[head].label(classes[head] or 0)
                    return f"a place on the other hand or arm cannot be shown with {name} {label}"
        if classes[self.base_form] == self.fist and classes[self.bending]:
            return "a bending cannot be shown on a fist"
        return ""


@cache
def practice_rules() -> Rules:
    """The rules for `practice_scheme`."""
    scheme = practice_scheme()
    heads = heads_by_source(scheme)
    number = {source: scheme.heads.index(heads[source]) for source in heads}
    places = heads[PLACE]
    example = [0] * len(scheme.heads)
    on_other, unused = set(), set()
    for place in range(places.classes):
        example[number[PLACE]] = place
        try:
            location = sign_of_classes(scheme, example).location
        except PostureError:
            unused.add(place)
            continue
        if isinstance(location, Location) and on_hand_or_arm(location):
            on_other.add(place)
    return Rules(
        scheme,
        place=number[PLACE],
        operator=number[OPERATOR],
        side=number[SIDE],
        base_form=number[BASE_FORM],
        bending=number[BENDING],
        fist=heads[BASE_FORM].numbers["hamfist"],
        on_other=frozenset(on_other),
        unused=frozenset(unused),
    )
