"""Faults of many rows, said in one error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hamnosys.errors import printable
from trainer.errors import DataError

LISTED = 20
"""Faults that are listed; the others are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row of a file; ``row`` None: in the file as a whole."""

    message: str
    file: Path
    row: int | None = None
    hint: str = ""

    def __str__(self) -> str:
        return str(DataError(self.message, file=str(self.file), row=self.row, hint=self.hint))


def raise_faults(faults: Sequence[Fault]) -> None:
    """Raise the first fault with the others listed below it; nothing if there is none.

    Raises:
        DataError: there is a fault.
    """
    if not faults:
        return
    first, *others = faults
    message, hint = printable(first.message), first.hint
    if others:
        rows = "row" if len(others) == 1 else "rows"
        hinted = f" ({hint})" if hint else ""
        lines = [f"{message}{hinted}, and {len(others):,} more {rows} like it:"]
        lines += [f"  {printable(fault)}" for fault in others[: LISTED - 1]]
        if len(others) >= LISTED:
            lines.append(f"  ... and {len(others) - LISTED + 1:,} more")
        message, hint = "\n".join(lines), ""
    raise DataError(message, file=str(first.file), row=first.row, hint=hint)
