"""What was read and what stands out; and how the figures are defined."""

from __future__ import annotations

from collections.abc import Iterator

from hamnosys.html import Element, e
from stats.charts.canvas import shares
from stats.counts import Corpus, HeadCounts
from stats.measuring import ASSOCIATION, DISTANCE, Measures, measures
from stats.report.report import Report
from stats.report.tables import Cell, heading, number, table, text

_NAMED = 12
"""Classes that are named in a cell; of more only the number is told."""


def overview_section(report: Report) -> Element:
    """The files, and the figures of each head."""
    files = table(
        "Files",
        ("Corpus", "File", "Class scheme", "Rows", "Unreadable rows"),
        map(_file, report.corpora),
    )
    unknown = dict.fromkeys(name for c in report.corpora for name in c.unknown_heads)
    note = (
        e("p", f"No class scheme knows: {', '.join(unknown)}. Shown as they are, by number.")
        if unknown
        else None
    )
    columns = (
        *(("Corpus",) if report.several else ()),
        *("Head", "Rows with a value", "Classes", "Never seen", "Rare"),
        *("Entropy (bits)", "Effective classes", "Imbalance"),
    )
    rows = (
        [*([text(corpus.name)] if report.several else []), *_head(head, report.rare_under)]
        for corpus in report.corpora
        for head in corpus.heads
    )
    return e(
        "section",
        e("h2", "Overview"),
        files,
        note,
        table("What each head holds", columns, rows),
        id="overview",
    )


def _file(corpus: Corpus) -> list[Cell]:
    return [
        heading(corpus.name),
        text(corpus.file),
        text(corpus.scheme or "of no built-in scheme"),
        number(corpus.rows),
        number(corpus.unreadable),
    ]


def _head(head: HeadCounts, rare_under: int) -> Iterator[Cell]:
    found = measures(head, rare_under)
    yield heading(head.name)
    share = head.present / (head.present + head.absent) if head.absent else 1.0
    yield number(head.present, f"{head.present:,} ({shares(share)})" if head.absent else None)
    yield number(len(head.numbers))
    yield _named(head, found.never_seen, counts=False)
    yield _named(head, found.rare, counts=True)
    yield from _figures(found)


def _named(head: HeadCounts, numbers: tuple[int, ...], *, counts: bool) -> Cell:
    """How many classes, and which."""
    if not numbers or len(numbers) > _NAMED:
        return Cell(f"{len(numbers):,}", value=float(len(numbers)))
    names = [
        f"{head.label(n)} ({head.count_of(n):,})" if counts else head.label(n) for n in numbers
    ]
    words = f"{len(numbers)}: {', '.join(names)}"
    return Cell(list(_breakable(words)), "listed", float(len(numbers)))


def _breakable(words: str) -> Iterator[Element]:
    """Words that may be broken after each ``+``."""
    *parts, last = words.split("+")
    for part in parts:
        yield e("span", f"{part}+")
        yield e("wbr")
    yield e("span", last)


def _figures(found: Measures) -> Iterator[Cell]:
    yield number(found.entropy, f"{found.entropy:.2f}")
    yield number(found.effective_classes, f"{found.effective_classes:.1f}")
    imbalance = None if found.imbalance is None else f"{found.imbalance:,.1f}"
    yield number(found.imbalance, imbalance)


def notes_section(report: Report) -> Element:
    """How the figures are defined."""
    definitions = {
        "Share": "of the rows that have a value in the head.",
        "Never seen": "classes of the scheme that no row has.",
        "Rare": f"classes seen in fewer than {report.rare_under} rows, but seen.",
        "Entropy": "of the shares, in bits: 0 where one class is all there is.",
        "Effective classes": "2 to the power of the entropy: so many equally frequent classes "
        "would have it.",
        "Imbalance": "rows of the most frequent class by rows of the least frequent one seen.",
        "Weight": "balanced class weight: rows / (classes seen × rows of the class); 1 for a "
        "class never seen. summary.json has them for the trainer.",
        "Distance": f"{DISTANCE}.",
        "Association": f"{ASSOCIATION}.",
    }
    items = [
        element
        for term, words in definitions.items()
        for element in (e("dt", term), e("dd", words))
    ]
    return e("section", e("h2", "What the figures mean"), e("dl", items), id="notes")
