"""The table of all classes, which can be sorted and filtered."""

from __future__ import annotations

from collections.abc import Iterator

from hamnosys.html import Element, e
from stats.charts.canvas import shares
from stats.charts.rows import rows_of
from stats.measuring import measures
from stats.report.report import Report
from stats.report.tables import Cell, glyphs, number, table, text

MOST_ROWS = 500
"""Classes of a head and corpus in the table; of a head with more, the most frequent ones."""


def class_section(report: Report) -> Element:
    """The table, and a field to filter it by."""
    with_glyphs = report.font is not None
    columns = [
        *(("Corpus",) if report.several else ()),
        *("Head", "Class", "Label"),
        *(("Symbol",) if with_glyphs else ()),
        *("Rows", "Share", "Weight"),
    ]
    left_out = sum(
        max(0, len(head.numbers) - MOST_ROWS) for corpus in report.corpora for head in corpus.heads
    )
    note = f" {left_out:,} rare ones are only in statistics.csv." if left_out else ""
    return e(
        "section",
        e("h2", "All classes"),
        e("p", "A click on a heading sorts by it; another click turns the order round." + note),
        e(
            "p",
            e("label", "Filter", for_="filter"),
            e("input", type="search", id="filter", autocomplete="off"),
            id="filtering",
            hidden=True,
        ),
        table(
            "Classes of all heads", columns, _rows(report), class_="sortable", id="classes-table"
        ),
        id="classes",
    )


def _rows(report: Report) -> Iterator[list[Cell]]:
    for corpus in report.corpora:
        for head in corpus.heads:
            weights = measures(head, report.rare_under).weights
            for row in rows_of([head], most=MOST_ROWS).shown:
                share = row.shares[0] or 0.0
                weight = weights[row.number] if weights else None
                yield [
                    *([text(corpus.name)] if report.several else []),
                    text(head.name),
                    number(row.number),
                    text(row.label),
                    *([glyphs(row.symbols, report.font)] if report.font else []),
                    number(row.counts[0]),
                    number(share, shares(share)),
                    number(weight, None if weight is None else f"{weight:.3f}"),
                ]
