"""What takes the rows of an output, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any, Protocol


class Sink(Protocol):
    """Takes the rows of a run in their order; `close` ends a run that succeeded."""

    def write(self, rows: Sequence[Any]) -> None:
        """Add some rows."""

    def close(self) -> None:
        """Write what follows the last row. The stream stays open."""


class TextSink:
    """Rows that are text, joined by ``separator``; ``end`` follows the last of them."""

    def __init__(
        self, stream: IO[str], header: str, separator: str, end: str, closing: str
    ) -> None:
        self.stream = stream
        self.separator = separator
        self.end = end
        self.closing = closing
        self.begun = False
        stream.write(header)

    def write(self, rows: Sequence[str]) -> None:
        """Add some rows."""
        if rows:
            self.stream.write(self.separator if self.begun else "")
            self.stream.write(self.separator.join(rows))
            self.begun = True

    def close(self) -> None:
        """Write the end."""
        self.stream.write((self.end if self.begun else "") + self.closing)
