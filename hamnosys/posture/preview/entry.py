"""What is shown of one transcription."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hamnosys.errors import Diagnostic
from hamnosys.posture.body import Side, other_side
from hamnosys.posture.movement import Motion
from hamnosys.posture.posing import pose_sign
from hamnosys.posture.row_signs import RowSigns
from hamnosys.posture.skeleton import HandPose, Posture
from hamnosys.posture.unshown import unshown
from hamnosys.sign import Sign


@dataclass(frozen=True, slots=True)
class Entry:
    """A transcription with the posture of its first sign.

    ``names`` are all its symbols; ``name`` and ``gloss`` are of its row, empty where there is none.
    """

    signs: tuple[Sign, ...]
    posture: Posture
    names: tuple[str, ...]
    name: str = ""
    gloss: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def lead(self) -> Side:
        """The side of the dominant hand."""
        return "left" if self.signs[0].posture.nondominant else "right"

    @property
    def hands(self) -> tuple[HandPose, ...]:
        """The hands that do something, the dominant one first."""
        both = (self.posture.hand(self.lead), self.posture.hand(other_side(self.lead)))
        return tuple(hand for hand in both if hand.active)

    @property
    def title(self) -> str:
        """Name and gloss, as far as there are any."""
        return " ".join(filter(None, (self.name, self.gloss)))

    @property
    def symbols(self) -> str:
        """The names as one text."""
        return " ".join(self.names)

    def notes(self, shown: Motion | None = None) -> tuple[str, ...]:
        """What the picture does not show or shows otherwise, and the warnings.

        Args:
            shown: the motion that the picture shows.
        """
        return (*self.posture.notes, *unshown(self.signs, shown), *self.warnings)


def entry_of(
    signs: Sequence[Sign], warnings: Sequence[Diagnostic] = (), *, name: str = "", gloss: str = ""
) -> Entry:
    """Pose the first of the signs of a transcription."""
    names = [symbol for sign in signs for symbol in ("hamplus", *sign.symbols())][1:]
    told = tuple(f"{warning.code} warning: {warning.message}" for warning in warnings)
    return Entry(tuple(signs), pose_sign(signs[0]), tuple(names), name, gloss, told)


def row_entry(row: RowSigns) -> Entry:
    """What is shown of a row of a lexicon or a class file."""
    record = row.record
    name = record.name if record.named else f"row {record.row}"
    warnings = row.notation.warnings if row.notation else ()
    return entry_of(row.signs, warnings, name=name, gloss=record.gloss)
