"""The rows that were not converted, and those of a class file that could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from hamnosys.diagnostics import codes
from hamnosys.errorfile import RejectedRow
from hamnosys.excerpt import Excerpt, excerpt
from hamnosys.fonts import GlyphFont
from hamnosys.html import Child, Element, e
from stats.rejections import by_code
from stats.report.report import Report
from stats.report.tables import Cell, heading, number, table, text

_AROUND = 30
"""Symbols shown on each side of the one at fault."""


def rejected_section(report: Report) -> Element | None:
    """Rejected rows by code and one by one; None where no error file was given."""
    given = report.rejections
    if not given:
        return None
    total = by_code(given)
    shown = [row for found in given for row in found.rows]
    left_out = sum(total.values()) - len(shown)
    note = f" The first {len(shown):,} are shown, {left_out:,} are not." if left_out else ""
    files = ", ".join(found.file for found in given)
    counts = [
        [heading(code), text(codes()[code].title if code in codes() else ""), number(count)]
        for code, count in sorted(total.items())
    ]
    return e(
        "section",
        e("h2", "Rejected rows"),
        e("p", f"{sum(total.values()):,} rows were not converted, by {files}.{note}"),
        table("Rejected rows by code", ("Code", "Meaning", "Rows"), counts) if counts else None,
        table(
            "Rejected rows, the symbol at fault marked",
            ("File", "Row", "Name", "Gloss", "Code", "Transcription", "What is wrong"),
            [list(_cells(row, report.font)) for row in shown],
        )
        if shown
        else None,
        id="rejected",
    )


def _cells(row: RejectedRow, font: GlyphFont | None) -> Iterator[Cell]:
    yield text(row.file)
    yield number(row.row)
    yield heading(row.name)
    yield text(row.gloss)
    yield text(row.code)
    yield text(_transcription(row, font))
    yield text([e("p", row.message), *([e("p", row.hint, class_="hint")] if row.hint else [])])


def _transcription(row: RejectedRow, font: GlyphFont | None) -> list[Element]:
    """The symbols around the fault as glyphs, where there is a font, and as names."""
    shown = excerpt(row.notation, row.position, _AROUND)
    if shown is None:
        return [e("p", "(empty)")]
    lines = [e("p", _marked(shown, list(shown.words), " "), class_="names")]
    characters = [shown.characters(place) for place in range(len(shown.words))]
    if font is not None and all(font.characters.issuperset(c) for c in characters):
        lines.insert(0, e("p", _marked(shown, characters, ""), class_="glyphs", aria_hidden="true"))
    return lines


def _marked(shown: Excerpt, words: list[str], gap: str) -> list[Element]:
    """Words with the one at fault marked; the end of the text, where it ends too early."""
    fault = words[shown.fault] if shown.fault < len(words) else "(end)" if gap else "\u25a1"
    before = gap.join(words[: shown.fault])
    after = gap.join(words[shown.fault + 1 :])
    return [
        e("span", ("… " if shown.before else "") + before + gap),
        e("mark", fault),
        e("span", gap + after + (" …" if shown.after else "")),
    ]


def faults_section(report: Report) -> Element | None:
    """Rows of the class files that could not be read; None if there are none."""
    faults = [(corpus, fault) for corpus in report.corpora for fault in corpus.faults]
    if not faults:
        return None
    total = sum(corpus.unreadable for corpus in report.corpora)
    rows: list[list[Cell]] = [
        [text(corpus.file), number(row), text(finding.message)] for corpus, (row, finding) in faults
    ]
    words: Child = f"{total:,} rows are not counted because they cannot be read."
    if total > len(faults):
        words = f"{words} The first {len(faults):,} are shown."
    return e(
        "section",
        e("h2", "Unreadable rows"),
        e("p", words),
        table("Unreadable rows", ("File", "Row", "What is wrong"), rows),
        id="unreadable",
    )
