"""The numbers as files: ``statistics.csv`` and ``summary.json``."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, TextIO

from hamnosys import __version__
from stats.counts import Corpus, HeadCounts
from stats.measuring import (
    ASSOCIATION,
    DISTANCE,
    association,
    distance,
    mean_distance,
    measures,
)
from stats.rejections import Rejections, by_code

COLUMNS = ("head", "class", "label", "symbol", "count", "share", "corpus")
ABSENT = -1
"""The class of rows without a value in ``statistics.csv``, as in class files."""

_DIGITS = 6


def statistics_rows(corpora: Sequence[Corpus]) -> Iterator[tuple[object, ...]]:
    """A row for each class of each head of each corpus, in that order from the inside out.

    ``share`` is of the rows with a value. Where some have none, a row of class -1 counts them;
    its share is of all rows.
    """
    for corpus in corpora:
        for head in corpus.heads:
            for number, count in zip(head.numbers, head.counts, strict=True):
                share = f"{head.share(count):.{_DIGITS}f}"
                label, symbols = head.label(number), head.symbols(number)
                yield head.name, number, label, symbols, count, share, corpus.name
            if head.absent:
                share = f"{head.absent / corpus.rows:.{_DIGITS}f}"
                yield head.name, ABSENT, "absent", "", head.absent, share, corpus.name


def write_statistics_table(corpora: Sequence[Corpus], stream: TextIO) -> None:
    """Write ``statistics.csv``."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(statistics_rows(corpora))


def summary(
    corpora: Sequence[Corpus],
    everything: Corpus,
    rejections: Sequence[Rejections],
    rare_under: int,
    files: Sequence[str],
) -> dict[str, Any]:
    """The data of ``summary.json``.

    Args:
        corpora: one a class file.
        everything: all of them as one.
        rejections: one an error file.
        rare_under: a class seen in fewer rows is rare.
        files: names of the files that are written beside it.
    """
    return {
        "hamnosys": __version__,
        "rare_under": rare_under,
        "rows": everything.rows,
        "unreadable_rows": everything.unreadable,
        "rejected_rows": sum(found.count for found in rejections) if rejections else None,
        "rejected_by_code": by_code(rejections) if rejections else None,
        "error_files": {found.file: found.count for found in rejections},
        "corpora": [_corpus(corpus, rare_under) for corpus in corpora],
        "class_weights": {
            head.name: _rounded(weights)
            for head in everything.heads
            if (weights := measures(head, rare_under).weights)
        },
        "distances": {
            "measure": DISTANCE,
            "pairs": [_pair(one, other) for one, other in combinations(corpora, 2)],
        },
        "associations": {"measure": ASSOCIATION, "pairs": _associations(everything)},
        "files": sorted(files),
    }


def write_summary(data: dict[str, Any], stream: TextIO) -> None:
    """Write ``summary.json``."""
    json.dump(data, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _corpus(corpus: Corpus, rare_under: int) -> dict[str, Any]:
    return {
        "corpus": corpus.name,
        "file": corpus.file,
        "scheme": corpus.scheme,
        "rows": corpus.rows,
        "unreadable_rows": corpus.unreadable,
        "heads": [_head(head, rare_under) for head in corpus.heads],
    }


def _head(head: HeadCounts, rare_under: int) -> dict[str, Any]:
    found = measures(head, rare_under)
    rare = [{"class": n, "label": head.label(n), "count": head.count_of(n)} for n in found.rare]
    return {
        "head": head.name,
        "known": head.head is not None,
        "classes": len(head.numbers),
        "rows_with_value": head.present,
        "rows_without_value": head.absent,
        "never_seen": [{"class": n, "label": head.label(n)} for n in found.never_seen],
        "rare": rare,
        "entropy_bits": _round(found.entropy),
        "effective_classes": _round(found.effective_classes),
        "imbalance_ratio": _round(found.imbalance),
        "class_weights": _rounded(found.weights),
    }


def _pair(one: Corpus, other: Corpus) -> dict[str, Any]:
    return {
        "corpora": [one.name, other.name],
        "mean": _round(mean_distance(one, other)),
        "heads": {
            head.name: _round(distance(head, theirs))
            for head in one.heads
            if (theirs := other.head(head.name)) is not None
        },
    }


def _associations(corpus: Corpus) -> list[dict[str, Any]]:
    return [
        {"heads": list(pair), "value": _round(association(table))}
        for pair, table in corpus.together.items()
    ]


def _round(value: float | None) -> float | None:
    """Six digits are more than anybody needs, and the same on every machine."""
    return None if value is None else round(value, _DIGITS)


def _rounded(values: Sequence[float]) -> list[float | None]:
    return [_round(value) for value in values]
