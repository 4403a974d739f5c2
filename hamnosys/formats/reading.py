"""What a user may say about an input: its format, and where in it the fields are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Columns = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read an input; what its format has no use for is an error.

    Attributes:
        format: a name of `INPUT_FORMATS`; None guesses it.
        columns: field to heading (or number of the column, or name of the tier).
        encoding: of text; a byte-order mark is dropped.
        tiers: names or patterns (``*``, ``?``) of the tiers with transcriptions.
        fps: frames a second, by which times become frame numbers; None: they stay 0.
        sheet: name of the sheet, or its number from 1; None: the first one with transcriptions.
    """

    format: str | None = None
    columns: Columns = field(default_factory=dict)
    encoding: str = "utf-8"
    tiers: tuple[str, ...] = ()
    fps: float | None = None
    sheet: str | None = None

    def given(self) -> dict[str, str]:
        """What was said that only some formats take: name of the setting to its option."""
        said = {
            "columns": "--column" if self.columns else "",
            "tiers": "--tier" if self.tiers else "",
            "fps": "--fps" if self.fps is not None else "",
            "sheet": "--sheet" if self.sheet is not None else "",
        }
        return {name: option for name, option in said.items() if option}


AS_IT_COMES = Reading()
"""Nothing was said: the format is guessed, the text UTF-8."""
