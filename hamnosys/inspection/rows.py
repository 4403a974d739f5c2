"""Rows of a lexicon as the compact data of a page, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hamnosys.errors import Diagnostic
from hamnosys.grammar import Policy
from hamnosys.inspection.pieces import Pieces, pieces_of
from hamnosys.inspection.roles import Role, symbol_roles
from hamnosys.inspection.tables import Numbered
from hamnosys.parser import Notation, diagnose
from hamnosys.records import Record
from hamnosys.rows import Result, classify
from hamnosys.schemes import Scheme
from hamnosys.tree import tree_lines

Describe = Callable[[Notation], str]
"""A transcription in plain words."""

WHOLE_ROW = -1
"""Place of a finding that is about the row, not about a symbol of it."""


@dataclass(slots=True)
class Inspection:
    """Makes the data of rows, and keeps what they share.

    A row is a list: number, line of the file (0: the same), name ("" if it is the number), gloss,
    symbols, roles, classes, tree, description, findings, and non-manual elements of SiGML.
    Symbols are a text of characters, or a list of pieces where some are no symbols. A role is a
    number of ``roles``; a line of the tree one of ``lines``, whose indent is two spaces a level.
    A finding is its code, the numbers of message and hint in ``texts``, and its place among the
    symbols: how many there are for the end, -1 for the whole row.
    """

    scheme: Scheme
    policy: Policy
    describe: Describe
    roles: dict[Role, int] = field(default_factory=dict)
    lines: Numbered = field(default_factory=Numbered)
    texts: Numbered = field(default_factory=Numbered)
    read: int = 0
    faulty: int = 0
    warned: int = 0

    def row(self, record: Record) -> list[Any]:
        """The data of a row, which is counted."""
        result = classify(record, self.scheme, self.policy, integers_only=False)
        findings = _findings(result, self.policy)
        self.read += 1
        self.faulty += result.error is not None
        self.warned += result.error is None and bool(findings)
        notation = result.notation
        pieces = pieces_of(record.hamnosys)
        return [
            record.row,
            0 if record.line in (None, record.row) else record.line,
            record.name if record.named else "",
            record.gloss,
            _shown(pieces),
            [] if notation is None else self._roles(notation),
            list(result.classes),
            [] if notation is None else self._tree(notation),
            "" if notation is None else self.describe(notation),
            [self._finding(finding, record, pieces) for finding in findings],
            record.nonmanual,
        ]

    def _roles(self, notation: Notation) -> list[int]:
        roles = self.roles
        return [roles.setdefault(role, len(roles)) for role in symbol_roles(notation.signs)]

    def _tree(self, notation: Notation) -> list[int]:
        return [self.lines.number(line) for line in _tree_lines(notation)]

    def _finding(self, finding: Diagnostic, record: Record, pieces: Pieces) -> list[Any]:
        of_row = finding is record.error or finding in record.warnings
        place = WHOLE_ROW if of_row and not finding.text else pieces.place(finding.position)
        message, hint = self.texts.number(finding.message), self.texts.number(finding.hint)
        return [finding.code, message, hint, place]


def _findings(result: Result, policy: Policy) -> list[Diagnostic]:
    """What is wrong with a row: of a transcription that cannot be read, all that is known."""
    record, error = result.record, result.error
    if error is None:
        return list(result.warnings)
    if record.error is None and result.notation is None:
        return [*record.warnings, *diagnose(record.hamnosys, policy=policy)]
    return [*result.warnings, error]


def _shown(pieces: Pieces) -> str | list[str]:
    if pieces.symbols_only:
        return "".join(pieces.pieces)
    left_out = [f"… and {pieces.more} more"] if pieces.more else []
    return [*pieces.pieces, *left_out]


def _tree_lines(notation: Notation) -> Iterator[str]:
    if len(notation.signs) == 1:
        yield from tree_lines(notation.signs[0])
        return
    for number, sign in enumerate(notation.signs, 1):
        yield from tree_lines(sign, str(number))
