"""What a report is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hamnosys.fonts import GlyphFont
from stats.counts import Corpus
from stats.rejections import Rejections


@dataclass(frozen=True, slots=True)
class Report:
    """The contents of a report.

    ``everything`` is all corpora as one, ``rejections`` has an item an error file, ``pairs`` are
    the heads of the heat maps.
    """

    corpora: Sequence[Corpus]
    everything: Corpus
    rejections: Sequence[Rejections]
    pairs: Sequence[tuple[str, str]]
    rare_under: int = 10
    sort: bool = False
    font: GlyphFont | None = None

    @property
    def title(self) -> str:
        """The heading of the page."""
        return f"Classes of {', '.join(corpus.name for corpus in self.corpora)}"

    @property
    def several(self) -> bool:
        """Whether there is more than one corpus."""
        return len(self.corpora) > 1
