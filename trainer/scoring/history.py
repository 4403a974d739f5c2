"""``history.csv``: how training went, a row an epoch."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any

from hamnosys.errors import InputError
from hamnosys.output import open_output
from trainer.scoring.scores import Scores


@dataclass(frozen=True, slots=True)
class HeadFigures:
    """One head in one epoch; None where it has no label."""

    accuracy: float | None
    macro_f1_present: float | None
    loss: float | None
    ece: float | None


@dataclass(frozen=True, slots=True)
class EpochRow:
    """One epoch.

    Attributes:
        epoch: number of the epoch.
        step: optimizer steps since the beginning of training.
        lr: learning rate at the end of the epoch.
        train_loss: mean loss of its batches.
        validation_loss: `Scores.loss` after it; this and the next two are None without labels.
        mean_macro_f1_present: `Scores.mean_macro_f1`.
        all_right: `Scores.all_right`.
        seconds: that the epoch took.
        clips_per_second: that were trained on.
        heads: figures by the name of the head.
    """

    epoch: int
    step: int
    lr: float
    train_loss: float
    validation_loss: float | None
    mean_macro_f1_present: float | None
    all_right: float | None
    seconds: float
    clips_per_second: float
    heads: Mapping[str, HeadFigures]

    @classmethod
    def of(
        cls,
        scores: Scores,
        *,
        epoch: int,
        step: int,
        lr: float,
        train_loss: float,
        seconds: float,
        clips_per_second: float,
    ) -> EpochRow:
        """An epoch with its scores; times are rounded to milliseconds."""
        return cls(
            epoch=epoch,
            step=step,
            lr=lr,
            train_loss=train_loss,
            validation_loss=scores.loss,
            mean_macro_f1_present=scores.mean_macro_f1,
            all_right=scores.all_right,
            seconds=round(seconds, 3),
            clips_per_second=round(clips_per_second, 3),
            heads={
                head.name: HeadFigures(head.accuracy, head.macro_f1_present, head.loss, head.ece)
                for head in scores.heads
            },
        )


_EPOCH = tuple(field.name for field in fields(EpochRow) if field.name != "heads")
_HEAD = tuple(field.name for field in fields(HeadFigures))
_WHOLE = ("epoch", "step")
_OPTIONAL = ("validation_loss", "mean_macro_f1_present", "all_right", *_HEAD)


class History:
    """The rows of a run and their file, which is whole after every row.

    Args:
        path: of ``history.csv``; its directory is there.
        heads: names of the trained heads.
        rows: those that are known already.
    """

    def __init__(
        self, path: str | Path, heads: Sequence[str], rows: Sequence[EpochRow] = ()
    ) -> None:
        self._path = Path(path)
        self._heads = tuple(heads)
        self._rows = list(rows)

    @classmethod
    def resumed(cls, path: str | Path, heads: Sequence[str], *, epoch: int) -> History:
        """That of an earlier run up to an epoch, which is kept; the file changes with `append`.

        A file that is not there has no rows.

        Raises:
            InputError: it cannot be read, or is of other heads.
        """
        rows = read_history(path, heads) if Path(path).exists() else ()
        return cls(path, heads, [row for row in rows if row.epoch <= epoch])

    @property
    def rows(self) -> tuple[EpochRow, ...]:
        """All rows."""
        return tuple(self._rows)

    def append(self, row: EpochRow) -> None:
        """Add a row and write the file anew.

        Raises:
            OutputError: it cannot be written; it is as it was before.
        """
        self.remember(row)
        self.write()

    def remember(self, row: EpochRow) -> None:
        """Add a row, but leave the file to another process."""
        self._rows.append(row)

    def write(self) -> None:
        """Write the file as the rows are.

        Raises:
            OutputError: it cannot be written; it is as it was before.
        """
        with open_output(self._path, force=True) as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(_columns(self._heads))
            writer.writerows(_cells(row, self._heads) for row in self._rows)


def read_history(path: str | Path, heads: Sequence[str]) -> tuple[EpochRow, ...]:
    """The rows of a ``history.csv``.

    Raises:
        InputError: it cannot be read, is none, or is of other heads.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}", file=str(path)) from error
    lines = list(csv.reader(io.StringIO(text, newline="")))
    if not lines or lines[0] != _columns(heads):
        raise InputError(
            "is no history of a run with these heads",
            file=str(path),
            hint="move it away, and it is begun anew",
        )
    return tuple(_row(str(path), at, cells, heads) for at, cells in enumerate(lines[1:], start=2))


def best_place(rows: Sequence[EpochRow]) -> int:
    """The place of the best epoch, the first of equals.

    That is the one with the highest mean macro-F1; where nothing is labelled, the lowest loss.
    """

    def merit(place: int) -> float:
        row = rows[place]
        if row.mean_macro_f1_present is not None:
            return row.mean_macro_f1_present
        return -row.train_loss

    return max(range(len(rows)), key=lambda place: (merit(place), -place))


def _columns(heads: Sequence[str]) -> list[str]:
    return [*_EPOCH, *(f"{head}_{figure}" for head in heads for figure in _HEAD)]


def _cells(row: EpochRow, heads: Sequence[str]) -> list[object]:
    """Numbers are written in full: reading gives the same ones."""
    figures = [getattr(row.heads[head], figure) for head in heads for figure in _HEAD]
    return [*(getattr(row, column) for column in _EPOCH), *figures]


def _row(path: str, number: int, cells: Sequence[str], heads: Sequence[str]) -> EpochRow:
    columns = (*_EPOCH, *(figure for _ in heads for figure in _HEAD))
    try:
        numbers = [_number(*pair) for pair in zip(columns, cells, strict=True)]
    except ValueError as error:
        raise InputError(f"cannot be read: {error}", file=path, row=number) from error
    epoch, figures = numbers[: len(_EPOCH)], iter(numbers[len(_EPOCH) :])
    by_head = {head: HeadFigures(*islice(figures, len(_HEAD))) for head in heads}
    return EpochRow(**dict(zip(_EPOCH, epoch, strict=True)), heads=by_head)


def _number(column: str, cell: str) -> Any:
    if not cell and column in _OPTIONAL:
        return None
    return int(cell) if column in _WHOLE else float(cell)
