"""Charts in the page, each with a text that says what it shows and a table behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from matplotlib.figure import Figure

from hamnosys.html import Element, e
from stats.charts import draw_associations, draw_comparison, draw_head, draw_together
from stats.charts.canvas import shares
from stats.charts.heat import associations
from stats.charts.rows import MOST_ROWS, Row, rows_of
from stats.counts import Corpus, paired_heads
from stats.measuring import DISTANCE, distance, mean_distance
from stats.report.inline_svg import inline_svg, page_ink
from stats.report.report import Report
from stats.report.tables import Cell, glyphs, heading, number, table


def head_sections(report: Report) -> Iterator[Element]:
    """A section for each head: its bars."""
    names = [head.name for head in report.everything.heads]
    for place, name in enumerate(names, 1):
        figure = draw_head(report.corpora, name, page_ink(report.font), sort=report.sort)
        rows = rows_of([corpus.head(name) for corpus in report.corpora], sort=report.sort)
        chart = _chart(figure, f"head-{place}", _what_bars_show(name, rows.shown, report.corpora))
        behind = _class_table(name, rows.shown, report)
        yield e("section", e("h2", name), chart, _behind(behind), id=f"head-{place}")


def _chart(figure: Figure, key: str, alternative: str) -> Element:
    svg = inline_svg(figure, f"{key}-")
    return e("div", svg, class_="chart", role="img", aria_label=alternative)


def _behind(*tables: Element) -> Element:
    return e("details", e("summary", "Table of the values"), tables)


def _what_bars_show(name: str, rows: Sequence[Row], corpora: Sequence[Corpus]) -> str:
    where = ", ".join(corpus.name for corpus in corpora)
    frequent = sorted(rows, key=lambda row: -row.total)[:3]
    most = ", ".join(f"{row.label} ({row.total:,} rows)" for row in frequent if row.total)
    never = sum(1 for row in rows if not row.total)
    return (
        f"Bar chart: how often each class of {name} occurs in {where}. "
        f"Most frequent: {most or 'none'}. Never seen: {never} of {len(rows)} classes. "
        "The table below has all values."
    )


def _class_table(name: str, rows: Sequence[Row], report: Report) -> Element:
    with_glyphs = report.font is not None
    columns = ["Label", "Class", *(["Symbol"] if with_glyphs else [])]
    for corpus in report.corpora:
        columns += [f"Rows of {corpus.name}", "Share"] if report.several else ["Rows", "Share"]
    return table(f"Classes of {name}", columns, [list(_cells(row, report)) for row in rows])


def _cells(row: Row, report: Report) -> Iterator[Cell]:
    yield heading(row.label)
    yield number(row.number)
    if report.font is not None:
        yield glyphs(row.symbols, report.font)
    for count, share in zip(row.counts, row.shares, strict=True):
        yield number(count)
        yield number(share, None if share is None else shares(share))


def comparison_section(report: Report) -> Element | None:
    """How corpora differ; None if there is only one."""
    if not report.several:
        return None
    names = [head.name for head in report.everything.heads]
    figure = draw_comparison(report.corpora, names, page_ink(report.font))
    pairs = list(combinations(report.corpora, 2))
    columns = ["Head", *(f"{one.name} – {other.name}" for one, other in pairs)]
    rows = [[heading(name), *(_far(one, other, name) for one, other in pairs)] for name in names]
    means = [mean_distance(one, other) for one, other in pairs]
    rows.append([heading("mean"), *(number(m, None if m is None else f"{m:.3f}") for m in means)])
    return e(
        "section",
        e("h2", "How the corpora differ"),
        _chart(
            figure,
            "comparison",
            "Dot chart: the share of each class of each head in each corpus. The tables of the "
            "heads have the shares, the table below the distances.",
        ),
        table(DISTANCE, columns, rows),
        id="comparison",
    )


def _far(one: Corpus, other: Corpus, name: str) -> Cell:
    ours, theirs = one.head(name), other.head(name)
    far = distance(ours, theirs) if ours and theirs else None
    return number(far, None if far is None else f"{far:.3f}")


def together_section(report: Report) -> Element | None:
    """Which classes occur together; None where there are no two heads with tables."""
    corpus = report.everything
    names = paired_heads(corpus)
    if len(names) < 2:
        return None
    ink = page_ink(report.font)
    charts = [
        _chart(
            draw_associations(corpus, names, ink),
            "associations",
            "Heat map: how well each head tells each other one. The table below has all values.",
        ),
        _behind(_association_table(corpus, names)),
    ]
    for place, (first, second) in enumerate(report.pairs, 1):
        charts += [
            e("h3", f"{first} × {second}"),
            _chart(
                draw_together(corpus, first, second, ink),
                f"together-{place}",
                f"Heat map: how often the classes of {first} and {second} occur together. "
                "Any two heads can be chosen for the table below.",
            ),
        ]
    return e(
        "section",
        e("h2", "Which classes occur together"),
        charts,
        _chooser(corpus, names, report),
        id="together",
    )


def _association_table(corpus: Corpus, names: Sequence[str]) -> Element:
    values = associations(corpus, names)
    rows = [
        [
            heading(name),
            *(number(None if np.isnan(v) else float(v), f"{v:.2f}") for v in values[place]),
        ]
        for place, name in enumerate(names)
    ]
    return table("Association of each two heads", ["Head", *names], rows)


def _chooser(corpus: Corpus, names: Sequence[str], report: Report) -> Element:
    """Two lists to choose heads from; the script makes the table from the data."""
    first, second = report.pairs[0] if report.pairs else names[:2]

    def choice(id: str, label: str, chosen: str) -> list[Element]:
        options = [
            e("option", name, value=place, selected=name == chosen)
            for place, name in enumerate(names)
        ]
        return [e("label", label, for_=id), e("select", options, id=id)]

    return e(
        "div",
        e("h3", "Any two heads"),
        e("p", choice("down", "Down", first), choice("across", "Across", second)),
        e("div", id="chosen", class_="scroll", tabindex="0", role="region", aria_live="polite"),
        e("script", _tables_as_json(corpus, names, report), type="application/json", id="tables"),
        id="chooser",
        hidden=True,
    )


def _tables_as_json(corpus: Corpus, names: Sequence[str], report: Report) -> str:
    """Labels of the classes that occur, and for each two heads the cells that are not zero."""
    heads = []
    kept = {}
    for name in names:
        head = corpus.head(name)
        rows = rows_of([head], most=MOST_ROWS).shown if head else ()
        place = {number: index for index, number in enumerate(head.numbers)} if head else {}
        kept[name] = [place[row.number] for row in rows]
        font = report.font
        drawn = [font.drawable(row.symbols) if font else "" for row in rows]
        labels = [row.text for row in rows]
        heads.append({"name": name, "labels": labels, "glyphs": drawn})
    tables = {}
    for (one, first), (other, second) in combinations(enumerate(names), 2):
        counts = corpus.table(first, second)
        if counts is not None:
            shown = counts[np.ix_(kept[first], kept[second])]
            cells = [[int(r), int(c), int(shown[r, c])] for r, c in np.argwhere(shown)]
            tables[f"{one},{other}"] = cells
    data = json.dumps({"heads": heads, "tables": tables}, separators=(",", ":"))
    return data.replace("<", "\\u003c")  # a label must not end the script element
