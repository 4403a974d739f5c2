"""The scores of heads as a table of plain text."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.scoring.history import EpochRow
from trainer.scoring.scores import HeadScores, Scores

COLUMNS = (
    "head",
    "clips",
    "accuracy",
    "majority",
    "balanced",
    "macro-F1 all",
    "macro-F1 present",
    "top-3",
    "ECE",
)
CALIBRATED = ("calibrated",)
"""Columns that are there besides where a head has a temperature."""
_NONE = "-"


def score_table(scores: Scores) -> str:
    """A line a head, aligned, then all heads right and the mean; shares of 1.

    "majority" is the accuracy of always saying the most frequent label, "ECE" the expected
    calibration error, "calibrated" the same with the temperatures, if any. There is no line feed at
    the end.
    """
    calibrated = any(head.temperature is not None for head in scores.heads)
    header = (*COLUMNS, *(CALIBRATED if calibrated else ()))
    rows = [header, *(_row(head)[: len(header)] for head in scores.heads)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    lines.append(
        f"all heads right: {_figure(scores.all_right)} of {scores.complete:,} clips with all labels"
    )
    lines.append(f"mean macro-F1 over present classes: {_figure(scores.mean_macro_f1)}")
    return "\n".join(lines)


def epoch_line(row: EpochRow, epochs: int, *, better: bool) -> str:
    """One line of an epoch; ``better`` is said of the best so far."""
    return (
        f"epoch {row.epoch}/{epochs}  loss {row.train_loss:.3f}  "
        f"validation {_figure(row.validation_loss)}  "
        f"macro-F1 {_figure(row.mean_macro_f1_present)}  all right {_figure(row.all_right)}  "
        f"{row.clips_per_second:,.0f} clips/s  {row.seconds:,.0f} s" + ("  best" if better else "")
    )


def _row(head: HeadScores) -> tuple[str, ...]:
    figures = (
        head.accuracy,
        head.majority_accuracy,
        head.balanced_accuracy,
        head.macro_f1_all,
        head.macro_f1_present,
        head.top_k.get(3),
        head.ece,
        head.ece_calibrated,
    )
    return (head.name, f"{head.count:,}", *map(_figure, figures))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join((row[0].ljust(widths[0]), *numbers))


def _figure(value: float | None) -> str:
    return _NONE if value is None else f"{value:.3f}"
