"""Confusion matrices: which class was labelled and which predicted, how often."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
import numpy.typing as npt

from hamnosys.output import open_output
from trainer.heads import HeadSpec

Counts = npt.NDArray[np.int64]

_LONGEST = 60
"""Characters of a head's name in the name of a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """One head's matrix: ``counts[label, predicted]``, shape (classes, classes)."""

    head: HeadSpec
    counts: Counts

    @property
    def support(self) -> Counts:
        """Clips labelled with each class, shape (classes,)."""
        total: Counts = self.counts.sum(axis=1)
        return total

    @property
    def predicted(self) -> Counts:
        """Clips predicted to be of each class, shape (classes,)."""
        total: Counts = self.counts.sum(axis=0)
        return total

    @property
    def right(self) -> Counts:
        """Clips of each class that were predicted to be of it, shape (classes,)."""
        return self.counts.diagonal()

    @property
    def count(self) -> int:
        """Clips with a label."""
        return int(self.counts.sum())


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """A class that was taken for another, so often; ``share`` is of the clips with its label."""

    label: str
    predicted: str
    count: int
    share: float


def confused_pairs(confusion: Confusion, n: int = 10) -> list[ConfusedPair]:
    """The ``n`` most frequent confusions, the most frequent first, then by class number."""
    wrong = confusion.counts.copy()
    np.fill_diagonal(wrong, 0)
    places = np.argwhere(wrong)
    counts = wrong[wrong > 0]
    labels, support = confusion.head.labels, confusion.support
    return [
        ConfusedPair(labels[label], labels[predicted], int(count), int(count) / int(support[label]))
        for (label, predicted), count in (
            (places[at], counts[at]) for at in np.argsort(-counts, kind="stable")[:n]
        )
    ]


def write_confusions(confusions: Sequence[Confusion], directory: str | Path) -> list[str]:
    """Write ``confusion_HEAD.csv`` of each head; those that are there are replaced.

    Returns:
        The names of the files.

    Raises:
        OutputError: one cannot be written.
    """
    names = [f"{name}.csv" for name in file_names(confusions)]
    for name, confusion in zip(names, confusions, strict=True):
        with open_output(Path(directory) / name, force=True) as stream:
            write_confusion(confusion, stream)
    return names


def write_confusion(confusion: Confusion, stream: TextIO) -> None:
    """Write a matrix as CSV: a row a label, a column a prediction, with the labels as header."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["label", *confusion.head.labels])
    for label, row in zip(confusion.head.labels, confusion.counts.tolist(), strict=True):
        writer.writerow([label, *row])


def file_names(confusions: Sequence[Confusion]) -> list[str]:
    """``confusion_HEAD`` of each head: letters, digits, ``_`` and ``-``, each name once."""
    names: list[str] = []
    for confusion in confusions:
        head = re.sub(r"[^A-Za-z0-9_-]+", "_", confusion.head.name)[:_LONGEST]
        name, number = f"confusion_{head}", 1
        while name.lower() in (used.lower() for used in names):
            number += 1
            name = f"confusion_{head}_{number}"
        names.append(name)
    return names
