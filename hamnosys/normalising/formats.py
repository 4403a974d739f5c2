"""Which formats can be rewritten, and how: a function each, from an open file to its new bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from hamnosys.errors import UsageError
from hamnosys.extras import needs
from hamnosys.formats import chosen_format
from hamnosys.formats.delimited import read_csv, read_tsv
from hamnosys.formats.json_records import read_json, read_jsonl
from hamnosys.formats.lines import read_hearai, read_text
from hamnosys.formats.reading import Reading
from hamnosys.normalising.delimited import csv_locator, tsv_locator
from hamnosys.normalising.encoding import encoded, written_as
from hamnosys.normalising.job import RowRewriter
from hamnosys.normalising.json_text import json_line_slots, json_pieces
from hamnosys.normalising.lines import Locate, hearai_slots, line_pieces, text_slots
from hamnosys.normalising.pieces import Piece
from hamnosys.normalising.transcriptions import Write
from hamnosys.records import LEXICON, Layout
from hamnosys.source import Source

Rewriter = Callable[[Source, Reading, RowRewriter], Iterator[bytes]]
"""The bytes of a file, its rows rewritten."""

Pieces = Callable[[Source, Layout], Iterator[Piece]]


def _csv(source: Source, layout: Layout) -> Iterator[Piece]:
    return line_pieces(source, layout, read_csv, partial(csv_locator, layout, source.name))


def _tsv(source: Source, layout: Layout) -> Iterator[Piece]:
    return line_pieces(source, layout, read_tsv, partial(tsv_locator, layout, source.name))


def _json(source: Source, layout: Layout) -> Iterator[Piece]:
    return json_pieces(source, layout, read_json)


def _jsonl(source: Source, layout: Layout) -> Iterator[Piece]:
    return line_pieces(source, layout, read_jsonl, _always(partial(json_line_slots, layout=layout)))


def _hearai(source: Source, layout: Layout) -> Iterator[Piece]:
    return line_pieces(source, layout, lambda s, _: read_hearai(s), _always(hearai_slots))


def _text(source: Source, layout: Layout) -> Iterator[Piece]:
    return line_pieces(source, layout, lambda s, _: read_text(s), _always(text_slots))


def _always(locate: Locate) -> Callable[[str, str], Locate]:
    return lambda _before, _first: locate


def rewrite_text(
    source: Source, reading: Reading, rewrite: RowRewriter, *, pieces: Pieces
) -> Iterator[bytes]:
    """A text file: in its encoding, and with all as it was that is no changed transcription."""
    codec, mark = written_as(source)
    layout = replace(LEXICON, columns=reading.columns)

    def texts() -> Iterator[str]:
        for piece in pieces(source, layout):
            if piece.row is None:
                yield piece.text
            else:
                values = rewrite(piece.row, [slot.value for slot in piece.slots])
                yield piece.with_values(values)

    return encoded(texts(), codec, mark, source.name)


def _sigml(source: Source, reading: Reading, rewrite: RowRewriter) -> Iterator[bytes]:
    from hamnosys.normalising.sigml import rewrite_sigml

    return rewrite_sigml(source, reading, rewrite)


def _eaf(source: Source, reading: Reading, rewrite: RowRewriter) -> Iterator[bytes]:
    with needs("formats", "lxml"):
        from hamnosys.normalising.eaf import rewrite_eaf
    return rewrite_eaf(source, reading, rewrite)


def _elan_tab(source: Source, reading: Reading, rewrite: RowRewriter) -> Iterator[bytes]:
    from hamnosys.normalising.elan_tab import rewrite_elan_tab

    return rewrite_elan_tab(source, reading, rewrite)


REWRITERS: Mapping[str, Rewriter] = {
    "hearai": partial(rewrite_text, pieces=_hearai),
    "csv": partial(rewrite_text, pieces=_csv),
    "tsv": partial(rewrite_text, pieces=_tsv),
    "json": partial(rewrite_text, pieces=_json),
    "jsonl": partial(rewrite_text, pieces=_jsonl),
    "text": partial(rewrite_text, pieces=_text),
    "sigml": _sigml,
    "eaf": _eaf,
    "elan-tab": _elan_tab,
}
"""Name of a format (as ``--from`` takes it) to what rewrites it."""

_BACK = "`hamnosys convert canonical.csv --to {0}` makes {0} of it again"
_REFUSED = {
    "classes": ("a class file holds no transcriptions to normalise", ""),
    "xlsx": (
        "xlsx files are not rewritten",
        f"save the sheet as CSV (UTF-8) and normalise that; {_BACK.format('xlsx')}",
    ),
    "parquet": (
        "parquet files are not rewritten",
        "`hamnosys convert INPUT --to csv -o lexicon.csv` makes a file that is; "
        + _BACK.format("parquet"),
    ),
}
"""Formats that are not rewritten: why, and what to do."""


def rewriter(source: Source, path: str, reading: Reading, write: Write = "keep") -> Rewriter:
    """What rewrites an open file; its format is guessed where ``reading`` does not name it.

    Raises:
        UsageError: the format cannot be told or not be rewritten, or takes no such setting; or
            ``write`` is a form that it has not.
    """
    chosen = chosen_format(source, path, reading)
    if chosen not in REWRITERS:
        message, hint = _REFUSED[chosen]
        raise UsageError(message, file=source.name, hint=hint or f"formats: {', '.join(REWRITERS)}")
    if chosen == "sigml" and write != "keep":
        hint = f"leave --write {write} out; `hamnosys convert --to csv` gives characters and names"
        raise UsageError(f"symbols of SiGML are elements, not {write}", file=source.name, hint=hint)
    return REWRITERS[chosen]
