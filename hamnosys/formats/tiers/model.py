"""Tiers and their annotations."""

from __future__ import annotations

from dataclasses import dataclass

from hamnosys.formats.tiers.timing import Span

ADDED_KINDS = ("diagnostics", "classes", "descriptions")
"""What this package can add to a tier: in one that is called as that tier and this word."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation.

    ``span`` is None where no time can be told. ``id`` and ``parent``, the id of the annotation
    that it refers to, are empty where the file has none. ``line`` is that of the file.
    """

    value: str
    span: Span | None
    line: int | None = None
    id: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier, its annotations in the order of the file.

    ``added`` tells that this package wrote it: see `ADDED_KINDS`.
    """

    name: str
    annotations: tuple[Annotation, ...]
    added: bool = False

    def in_time(self) -> list[Annotation]:
        """The annotations by their begin; those without a time come last."""
        return sorted(
            self.annotations, key=lambda found: (found.span is None, found.span or (0, 0))
        )
