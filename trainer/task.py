"""What is minimised: cross-entropy of every head, weighted, without the labels that are absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.data.batch import ABSENT
from trainer.heads import HeadSpec


@dataclass(frozen=True, slots=True)
class HeadLosses:
    """The loss of some clips.

    Attributes:
        total: what is minimised, a scalar.
        sums: (heads,), detached: the weighted sum of each head over its labelled clips.
    """

    total: Tensor
    sums: Tensor


class MultiHeadLoss(nn.Module):
    """Cross-entropy of each head on integer targets; heads of weight 0 are left out.

    The losses are summed with the heads' weights and divided by the sum of the weights. Each is
    the mean over the labelled clips of a whole optimizer step, in which a clip counts as much as
    the weight of its class; so the gradient does not depend on how a step is cut into batches
    and processes.
    """

    def __init__(
        self,
        heads: Sequence[HeadSpec],
        *,
        class_weights: Mapping[str, Sequence[float]] | None = None,
        label_smoothing: float = 0.0,
        focal_gamma: float = 0.0,
    ) -> None:
        """Prepare the loss.

        Args:
            heads: in the order of the labels' columns.
            class_weights: a weight for each class of a head, by the head's name; 1 where absent.
            label_smoothing: share of the target that is spread over all classes.
            focal_gamma: how much less a clip counts whose class is already likely.
        """
        super().__init__()
        self.names = tuple(head.name for head in heads)
        self.label_smoothing = label_smoothing
        self.focal_gamma = focal_gamma
        weights = torch.tensor([head.loss_weight for head in heads])
        self.register_buffer("head_weights", weights / weights.sum().clamp(min=1e-12))
        self.trained = tuple(place for place, head in enumerate(heads) if head.loss_weight > 0)
        for place, head in enumerate(heads):
            given = (class_weights or {}).get(head.name, [1.0] * head.classes)
            self.register_buffer(f"classes_{place}", torch.tensor(given, dtype=torch.float32))

    head_weights: Tensor

    @property
    def untrained(self) -> tuple[str, ...]:
        """The heads of weight 0."""
        return tuple(name for place, name in enumerate(self.names) if place not in self.trained)

    def class_weights(self, place: int) -> Tensor:
        """The weights of the classes of a head, by its place."""
        weights: Tensor = getattr(self, f"classes_{place}")
        return weights

    def totals(self, labels: Tensor) -> Tensor:
        """What each head's sum is divided by: (heads,), of labels (clips, heads)."""
        there = labels != ABSENT
        known = labels.clamp(min=0)
        columns = [
            (self.class_weights(place)[known[:, place]] * there[:, place]).sum()
            for place in range(labels.shape[1])
        ]
        return torch.stack(columns)

    def forward(self, logits: Mapping[str, Tensor], labels: Tensor, totals: Tensor) -> HeadLosses:
        """The loss of a batch.

        Args:
            logits: (clips, classes) of each head.
            labels: (clips, heads).
            totals: (heads,), of the optimizer step that the batch is a part of.
        """
        sums = [self._sum(place, logits[name], labels) for place, name in enumerate(self.names)]
        stacked = torch.stack(sums)
        shares = torch.where(totals > 0, self.head_weights / totals.clamp(min=1e-12), 0.0)
        return HeadLosses((stacked * shares).sum(), stacked.detach())

    def _sum(self, place: int, logits: Tensor, labels: Tensor) -> Tensor:
        if place not in self.trained:
            return logits.new_zeros((), dtype=torch.float32)
        targets = labels[:, place]
        weights = self.class_weights(place)
        losses = functional.cross_entropy(
            logits.float(),
            targets,
            weights,
            ignore_index=ABSENT,
            reduction="none",
            label_smoothing=self.label_smoothing,
        )
        if self.focal_gamma:
            known = targets.clamp(min=0).unsqueeze(1)
            likely = logits.float().softmax(1).gather(1, known).squeeze(1)
            # At 0 a power under 1 has no finite gradient.
            losses = losses * (1 - likely).clamp(min=1e-6) ** self.focal_gamma
        return losses.sum()
