"""What tests of statistics share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hamnosys import load_scheme
from stats import Corpus, count_class_file

HEARAI = load_scheme("hearai")

Write = Callable[..., Path]
"""The fixture that writes class files."""


def corpus_of(write: Write, *rows: str, name: str = "classes.txt") -> Corpus:
    """Rows of the eight heads, counted."""
    return count_class_file(write(*rows, name=name))


SOME = ("0 1 2 3 4 5 1 7", "0 1 0 3 4 5 1 9", "7 0 0 0 14 6 4 14", "7 2 0 0 14 6 4 14")
"""Four rows of the eight heads."""
