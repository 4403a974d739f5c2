"""The scores of heads, as they come from counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isfinite
from typing import Any

from trainer.scoring.confusion import Confusion

_DIGITS = 6
"""More than anybody needs, and the same on every machine."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one head.

    Attributes:
        confusion: labels and predictions.
        loss: the sum over clips.
        hits: by k of top-k.
        ece: expected calibration error of the logits as they are.
        temperature: that they are divided by, if one is known.
        ece_calibrated: expected calibration error with it.
    """

    confusion: Confusion
    loss: float
    hits: Mapping[int, int]
    ece: float | None
    temperature: float | None
    ece_calibrated: float | None


@dataclass(frozen=True, slots=True)
class ClassScores:
    """One class; ``support`` is the number of clips with this label.

    ``precision`` is None if it was never predicted, ``recall`` if it was never a label. ``f1`` is
    0 for a class that was neither.
    """

    label: str
    support: int
    precision: float | None
    recall: float | None
    f1: float


@dataclass(frozen=True, slots=True)
class HeadScores:
    """One head; all figures but the count are None if no clip has a label.

    Attributes:
        name: of the head.
        loss_weight: its share in the loss.
        count: clips with a label.
        loss: mean cross-entropy, without weights or smoothing.
        accuracy: share of clips that are right.
        balanced_accuracy: mean recall of the classes that occur in the labels.
        macro_f1_all: mean F1 of all classes; 0 for one that is neither labelled nor predicted.
        macro_f1_present: mean F1 of the classes that occur in the labels.
        top_k: share of clips whose label is among the k best, for k from 1 to 5 under the number
            of classes.
        majority_accuracy: accuracy if the most frequent label of these clips were always said.
        majority_macro_f1_present: macro-F1 over the same classes in that case.
        classes: every class.
        ece: expected calibration error: how far confidence is from accuracy, in 15 bins.
        temperature: what logits are divided by, fitted on validation; None if none is known.
        ece_calibrated: expected calibration error with it; None without one.
    """

    name: str
    loss_weight: float
    count: int
    loss: float | None
    accuracy: float | None
    balanced_accuracy: float | None
    macro_f1_all: float | None
    macro_f1_present: float | None
    top_k: Mapping[int, float | None]
    majority_accuracy: float | None
    majority_macro_f1_present: float | None
    classes: tuple[ClassScores, ...]
    ece: float | None
    temperature: float | None = None
    ece_calibrated: float | None = None

    def to_json(self) -> dict[str, Any]:
        """As data for JSON; what is no number becomes null."""
        return {
            "head": self.name,
            "loss_weight": self.loss_weight,
            "clips": self.count,
            "loss": _round(self.loss),
            "accuracy": _round(self.accuracy),
            "balanced_accuracy": _round(self.balanced_accuracy),
            "macro_f1_all": _round(self.macro_f1_all),
            "macro_f1_present": _round(self.macro_f1_present),
            "top_k": {str(k): _round(share) for k, share in self.top_k.items()},
            "majority_accuracy": _round(self.majority_accuracy),
            "majority_macro_f1_present": _round(self.majority_macro_f1_present),
            "ece": _round(self.ece),
            "temperature": self.temperature,
            "ece_calibrated": _round(self.ece_calibrated),
            "classes": [
                {
                    "class": number,
                    "label": found.label,
                    "support": found.support,
                    "precision": _round(found.precision),
                    "recall": _round(found.recall),
                    "f1": _round(found.f1),
                }
                for number, found in enumerate(self.classes)
            ],
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """All trained heads; figures are None where no clip has a label.

    Attributes:
        heads: those of weight 0 are left out.
        complete: clips with a label in each of these heads.
        all_right: share of the complete clips with all heads right.
        mean_macro_f1: mean of ``macro_f1_present`` over the heads that have one.
        loss: weighted mean of the heads' losses.
    """

    heads: tuple[HeadScores, ...]
    complete: int
    all_right: float | None
    mean_macro_f1: float | None
    loss: float | None

    def head(self, name: str) -> HeadScores:
        """A head by its name.

        Raises:
            KeyError: there is none, or it was not trained.
        """
        for head in self.heads:
            if head.name == name:
                return head
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        """As data for JSON; what is no number becomes null."""
        return {
            "loss": _round(self.loss),
            "mean_macro_f1_present": _round(self.mean_macro_f1),
            "all_heads_right": _round(self.all_right),
            "complete_clips": self.complete,
            "heads": [head.to_json() for head in self.heads],
        }


def scores_of(tallies: Sequence[Tally], right: int, complete: int) -> Scores:
    """The scores of trained heads.

    Args:
        tallies: one a head.
        right: complete clips with all heads right.
        complete: clips with a label in each head.
    """
    heads = tuple(map(_head_scores, tallies))
    scored = [head for head in heads if head.count]
    weights = fsum(head.loss_weight for head in scored)
    return Scores(
        heads=heads,
        complete=complete,
        all_right=right / complete if complete else None,
        mean_macro_f1=_mean([head.macro_f1_present for head in scored]),
        loss=sum(head.loss_weight * (head.loss or 0.0) for head in scored) / weights
        if scored
        else None,
    )


def _head_scores(tally: Tally) -> HeadScores:
    confusion = tally.confusion
    count, classes = confusion.count, _class_scores(confusion)
    most = max((found.support for found in classes), default=0)
    present = [found for found in classes if found.support]
    return HeadScores(
        name=confusion.head.name,
        loss_weight=confusion.head.loss_weight,
        count=count,
        loss=_share(tally.loss, count),
        accuracy=_share(int(confusion.right.sum()), count),
        balanced_accuracy=_mean([found.recall for found in present]),
        macro_f1_all=_mean([found.f1 for found in classes]) if count else None,
        macro_f1_present=_mean([found.f1 for found in present]),
        top_k={k: _share(hits, count) for k, hits in tally.hits.items()},
        majority_accuracy=_share(most, count),
        # Its recall is 1 and its precision the accuracy; all other classes have F1 0.
        majority_macro_f1_present=2 * most / (count + most) / len(present) if count else None,
        classes=classes,
        ece=tally.ece,
        temperature=tally.temperature,
        ece_calibrated=tally.ece_calibrated if tally.temperature is not None else None,
    )


def _class_scores(confusion: Confusion) -> tuple[ClassScores, ...]:
    columns = (confusion.right, confusion.support, confusion.predicted)
    rows = zip(confusion.head.labels, *(column.tolist() for column in columns), strict=True)
    return tuple(
        ClassScores(
            label=label,
            support=support,
            precision=_share(right, predicted),
            recall=_share(right, support),
            f1=2 * right / (support + predicted) if right else 0.0,
        )
        for label, right, support, predicted in rows
    )


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(values: Sequence[float | None]) -> float | None:
    """Mean of what is there; None if nothing is."""
    found = [value for value in values if value is not None]
    return fsum(found) / len(found) if found else None


def _round(value: float | None) -> float | None:
    return round(value, _DIGITS) if value is not None and isfinite(value) else None
