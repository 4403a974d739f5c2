"""From the probabilities of a batch to predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hamnosys.schemes import Head
from trainer.heads import HeadSpec
from trainer.nearest.ranking import Match, NearestGlosses
from trainer.predicting.prediction import (
    Guess,
    HeadPrediction,
    Nearest,
    NearGloss,
    Prediction,
    Settings,
)

Probabilities = Mapping[str, NDArray[np.float32]]
"""(clips, classes) by the name of the head."""

Named = tuple[str, Path]
"""The name of a clip, and where it is."""


class Answerer:
    """Words what a model says of clips."""

    def __init__(
        self,
        heads: Sequence[HeadSpec],
        settings: Settings,
        *,
        gloss: str | None = None,
        search: NearestGlosses | None = None,
    ) -> None:
        """Looks the symbols of all labels up, once.

        Args:
            heads: those that are told of.
            settings: what is wanted.
            gloss: name of the head whose labels are glosses, not symbols.
            search: the lexicon, if there is one; its heads are among these.
        """
        self.heads = tuple(heads)
        self.settings = settings
        self.search = search
        self._symbols = {
            head.name: _symbols(head) if head.name != gloss else ("",) * head.classes
            for head in heads
        }

    def answer(self, clips: Sequence[Named], probabilities: Probabilities) -> list[Prediction]:
        """The predictions of clips; all probabilities are numbers."""
        said = [self._head(head, probabilities[head.name]) for head in self.heads]
        found: list[Nearest | None] = [None] * len(clips)
        if self.search is not None:
            tables = [probabilities[name] for name in self.search.lexicon.heads]
            matches = self.search.search(tables, self.settings.neighbours)
            found = [self._nearest(self.search, match) for match in matches]
        return [
            Prediction(name, path, tuple(head[place] for head in said), nearest)
            for place, ((name, path), nearest) in enumerate(zip(clips, found, strict=True))
        ]

    def _head(self, head: HeadSpec, table: NDArray[np.float32]) -> list[HeadPrediction]:
        """What a head says of each clip; the lower number first where classes are as probable."""
        best = np.argsort(-table, axis=1, kind="stable")[:, : self.settings.top]
        shares = np.take_along_axis(table, best, axis=1)
        symbols = self._symbols[head.name]
        found = []
        for numbers, row in zip(best.tolist(), shares.tolist(), strict=True):
            guesses = tuple(
                Guess(number, head.labels[number], symbols[number], share)
                for number, share in zip(numbers, row, strict=True)
            )
            unknown = guesses[0].probability < self.settings.threshold
            found.append(HeadPrediction(head.name, guesses, unknown))
        return found

    def _nearest(self, search: NearestGlosses, match: Match) -> Nearest:
        lexicon = search.lexicon
        shown = zip(
            match.entries.tolist(), match.distances.tolist(), match.ranks.tolist(), strict=True
        )
        glosses = tuple(
            NearGloss(
                rank,
                lexicon.glosses[entry],
                lexicon.names[entry],
                lexicon.rows[entry],
                distance,
                exp(-distance) if search.by == "log_probability" else 1 - distance,
            )
            for entry, distance, rank in shown
        )
        return Nearest(glosses, match.more, glosses[0].match < self.settings.threshold)


def _symbols(head: HeadSpec) -> tuple[str, ...]:
    """The HamNoSys characters of each label."""
    looked_up = Head(head.name, (head.name,), head.labels)
    return tuple(map(looked_up.symbols, range(head.classes)))
