"""Counting predictions batch by batch, on the device that they are on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
import torch.nn.functional as nn
from torch import Tensor

from trainer.data.batch import ABSENT
from trainer.heads import HeadSpec
from trainer.scoring.confusion import Confusion
from trainer.scoring.reliability import BINS, below_best, binned, expected_error, tempered
from trainer.scoring.scores import Scores, Tally, scores_of

MOST_GUESSES = 5
"""Top-k is counted for k from 1 to this."""


class ScoreKeeper:
    """Counts of all trained heads: those of weight 0 are left out.

    Args:
        heads: all heads, in the order of the columns of labels.
        device: where logits and labels are.
        temperatures: by name of the head; how sure the model is with them is counted, too.
    """

    def __init__(
        self,
        heads: Sequence[HeadSpec],
        device: torch.device | str,
        temperatures: Mapping[str, float] | None = None,
    ) -> None:
        self._columns = [place for place, head in enumerate(heads) if head.loss_weight > 0]
        self.heads = tuple(heads[column] for column in self._columns)
        self._cells = [head.classes**2 for head in self.heads]
        count = len(self.heads)
        # The last cell takes what has no label: choosing on the device needs no wait.
        self._counts = torch.zeros(sum(self._cells) + 1, dtype=torch.int64, device=device)
        self._hits = torch.zeros((count, MOST_GUESSES), dtype=torch.int64, device=device)
        self._clips = torch.zeros(2, dtype=torch.int64, device=device)
        self._losses = torch.zeros(count, dtype=torch.float64, device=device)
        self._temperatures = [(temperatures or {}).get(head.name) for head in self.heads]
        pairs = [(1.0, found or 1.0) for found in self._temperatures]
        both = torch.tensor(pairs, dtype=torch.float32, device=device)
        self._inverse = 1 / both.reshape(count, 2)
        self._bins = torch.zeros((count, 2, 3, BINS), dtype=torch.float64, device=device)

    @torch.no_grad()
    def add(
        self,
        logits: Mapping[str, Tensor] | Sequence[Tensor],
        labels: Tensor,
        *,
        real: Tensor | None = None,
    ) -> None:
        """Count a batch.

        Args:
            logits: (clips, classes) of each head, by name or in the order of all heads.
            labels: int64 (clips, heads), `ABSENT` where a clip has none.
            real: bool (clips,), false for clips that do not count.
        """
        labels = labels if real is None else torch.where(real[:, None], labels, ABSENT)
        cells, right, labelled, sure = [], [], [], []
        start, nowhere = 0, len(self._counts) - 1
        for place, (column, head) in enumerate(zip(self._columns, self.heads, strict=True)):
            given = logits[head.name] if isinstance(logits, Mapping) else logits[column]
            label = labels[:, column]
            there, predicted = label != ABSENT, given.argmax(1)
            cell = start + label * head.classes + predicted
            cells.append(torch.where(there, cell, nowhere))
            right.append(predicted == label)
            labelled.append(there)
            sure.append(tempered(below_best(given), self._inverse[place]).confidence)
            self._count_head(place, given, label)
            start += self._cells[place]
        if cells:
            self._counts += torch.bincount(torch.cat(cells), minlength=len(self._counts))
            there, hit = torch.stack(labelled), torch.stack(right)
            # No prediction is right without a label.
            self._clips += torch.stack([hit.all(0).sum(), there.all(0).sum()])
            self._bins += binned(torch.stack(sure), hit[:, None], there[:, None])

    def _count_head(self, place: int, logits: Tensor, label: Tensor) -> None:
        """Count what concerns one head alone: logits (clips, classes), label (clips,)."""
        scores, there = logits.double(), label != ABSENT
        self._losses[place] += nn.cross_entropy(scores, label, ignore_index=ABSENT, reduction="sum")
        guesses = torch.arange(1, MOST_GUESSES + 1, device=label.device)
        hits = (_rank(scores, label)[:, None] < guesses) & there[:, None]
        self._hits[place] += hits.sum(0)

    def _parts(self) -> tuple[Tensor, ...]:
        """All that is counted."""
        return (self._counts, self._hits, self._clips, self._losses, self._bins)

    def state(self) -> Tensor:
        """All counts and sums, float64 (n,): those of several processes are added up."""
        return torch.cat([part.flatten().double() for part in self._parts()])

    def load(self, state: Tensor) -> None:
        """Take over what `state` gave, or a sum of such, in place of what was counted.

        Raises:
            ValueError: it is of other heads.
        """
        parts = self._parts()
        if state.shape != (sum(part.numel() for part in parts),):
            raise ValueError(f"a state of {tuple(state.shape)} is none of these heads")
        start = 0
        for part in parts:
            part.copy_(state[start : start + part.numel()].view(part.shape))
            start += part.numel()

    def confusions(self) -> tuple[Confusion, ...]:
        """The matrix of each trained head."""
        matrices = torch.split(self._counts[:-1].cpu(), self._cells)
        return tuple(
            Confusion(head, matrix.view(head.classes, head.classes).numpy())
            for head, matrix in zip(self.heads, matrices, strict=True)
        )

    def scores(self) -> Scores:
        """What the counts come to."""
        hits, losses = self._hits.tolist(), self._losses.tolist()
        right, complete = self._clips.tolist()
        bins = self._bins.cpu()
        tallies = [
            Tally(
                confusion,
                losses[place],
                {k: hits[place][k - 1] for k in range(1, MOST_GUESSES + 1) if k < head.classes},
                expected_error(bins[place, 0]),
                self._temperatures[place],
                expected_error(bins[place, 1]),
            )
            for place, (head, confusion) in enumerate(
                zip(self.heads, self.confusions(), strict=True)
            )
        ]
        return scores_of(tallies, right, complete)


def _rank(scores: Tensor, labels: Tensor) -> Tensor:
    """How many classes come before the label, (clips,): of equal ones the first does.

    What is no number comes before everything: it must not count as a hit.
    """
    classes = torch.arange(scores.shape[1], device=scores.device)
    own = labels.clamp(min=0)[:, None]
    value = scores.gather(1, own)
    behind = (scores < value) | ((scores == value) & (classes > own)) | (classes == own)
    return (~behind).sum(1)
