"""Predictions as text for people, and as rows for a sheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from hamnosys.errors import printable
from trainer.predicting.prediction import Answers, HeadPrediction, Nearest

NEAREST = "nearest_gloss"
"""In the column ``head`` of rows with a nearest gloss."""

COLUMNS = (
    "name",
    "head",
    "rank",
    "class",
    "label",
    "symbols",
    "probability",
    "distance",
    "unknown",
    "path",
)
DIGITS = 6
_HEADS = ("head", "class", "label", "probability", "symbols")
_NEAREST = ("rank", "nearest gloss", "match", "distance", "row")


def write_rows(answers: Answers, stream: TextIO, delimiter: str) -> None:
    """One row a clip, head and rank: a class of the head or, of `NEAREST`, a gloss.

    Such a row has the row of the lexicon as its class, the gloss as its label, and the match as its
    probability.
    """
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    for clip in answers.clips:
        rows = [(head.head, *cells) for head in clip.heads for cells in _class_cells(head)]
        if clip.nearest is not None:
            rows += [(NEAREST, *cells) for cells in _gloss_cells(clip.nearest)]
        path = printable(clip.path)
        writer.writerows((clip.name, *cells, path) for cells in rows)


def _class_cells(head: HeadPrediction) -> Iterator[tuple[str | int, ...]]:
    unknown = str(head.unknown).lower()
    for rank, guess in enumerate(head.guesses, 1):
        share = _figure(guess.probability)
        yield (rank, guess.number, guess.label, guess.symbols, share, "", unknown)


def _gloss_cells(nearest: Nearest) -> Iterator[tuple[str | int, ...]]:
    unknown = str(nearest.unknown).lower()
    for near in nearest.glosses:
        figures = (_figure(near.match), _figure(near.distance))
        yield (near.rank, near.row, near.gloss, "", *figures, unknown)


def _figure(number: float) -> str:
    return f"{number:.{DIGITS}f}"


def write_text(answers: Answers, stream: TextIO) -> None:
    """A table a clip, with a blank line between."""
    heads = [[row for head in clip.heads for row in _head_rows(head)] for clip in answers.clips]
    widths = _widths([_HEADS, *(row for rows in heads for row in rows)])
    between = ""
    for clip, rows in zip(answers.clips, heads, strict=True):
        stream.write(f"{between}{printable(clip.name)}\n")
        stream.writelines(_line(row, widths, right=(1, 3)) for row in (_HEADS, *rows))
        if clip.nearest is not None:
            found = [_NEAREST, *_nearest_rows(clip.nearest)]
            stream.write("\n")
            stream.writelines(_line(row, _widths(found), right=(0, 2, 3, 4)) for row in found)
            if clip.nearest.more:
                stream.write(f"  and {clip.nearest.more:,} more as near as the last one\n")
        between = "\n"


def _head_rows(head: HeadPrediction) -> Iterator[tuple[str, ...]]:
    name = head.head
    if head.unknown:
        yield (name, "", "unknown", "", "")
        name = ""
    for guess in head.guesses:
        share = f"{guess.probability:.3f}"
        yield (name, str(guess.number), printable(guess.label), share, guess.symbols)
        name = ""


def _nearest_rows(nearest: Nearest) -> Iterator[tuple[str, ...]]:
    if nearest.unknown:
        yield ("", "unknown", "", "", "")
    for near in nearest.glosses:
        figures = (f"{near.match:.3f}", f"{near.distance:.3f}", str(near.row))
        yield (str(near.rank), printable(near.gloss), *figures)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    aligned = [
        cell.rjust(width) if place in right else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"  {'  '.join(aligned).rstrip()}\n"
