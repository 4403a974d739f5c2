"""Texts that many rows share, each written once: rows have their numbers."""

from __future__ import annotations


class Numbered:
    """Texts and their numbers, in the order in which they were first met."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text."""
        return self.numbers.setdefault(text, len(self.numbers))

    @property
    def texts(self) -> list[str]:
        """All texts, by their numbers."""
        return list(self.numbers)
