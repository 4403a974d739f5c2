"""Targets: the reader of every input format, and of class files, error files and clips."""

from __future__ import annotations

import atexit
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
from typing import Any

from fuzzing.invariants import source_of
from fuzzing.notation import ROOT
from fuzzing.target import Target, need
from hamnosys.classfile import open_class_file, read_class_file
from hamnosys.clips import join_clips, lexicon_of
from hamnosys.convert import Conversion, convert
from hamnosys.errorfile import read_error_file
from hamnosys.formats import read_rows, read_transcriptions
from hamnosys.records import CLIPS, Record
from hamnosys.schemes import load_scheme
from hamnosys.source import open_source

sys.path.append(str(ROOT / "tests"))

_SAMPLES = ROOT / "data_samples"
_CONVERTED = ("jsonl", "sigml", "classes")
_ROWS_CONVERTED = 20

COMMON = (
    *(word.encode() for word in ("hamnosys", "name", "id", "start", "end", "gloss", "word", "NaN")),
    *(b"\xee\x80\x80", b"\xee\x80\xa0\xee\x80\xb8", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n", b"\x00"),
    *(b"\xed\xa0\x80", b"\xe2\x80\xa8", b"1e999", b"-1", b"99999999999999999999", b"\x80", b"\xff"),
)
XML = (
    *(b"<", b">", b"/>", b"</", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&amp;", b"&#0;", b"&#x"),
    *(b"<?xml version='1.0' encoding='utf-16'?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;"),
    *(b"hns_sign", b"hamnosys_manual", b"<hamfist/>", b" gloss='a'", b"xmlns='u:v'", b"sigml"),
)
JSON = (
    *(b"{", b"}", b"[", b"]", b'"', b":", b",", b"null", b"true", b"NaN", b"Infinity", b"1e400"),
    *(b"\\ud800", b"[" * 2000, b'{"a":' * 2000, b"9" * 5000, b"-0.0", b'"hamnosys":', b'"name":'),
)
TABLE = (b'"', b'""', b",", b";", b"\t", b"\n", b'\n"', b"name,hamnosys\n", b"name start end a\n")
EAF = (
    *(b"ANNOTATION_DOCUMENT", b"TIER", b"TIER_ID", b"TIME_SLOT", b"TIME_VALUE='", b"ANNOTATION"),
    *(b"ALIGNABLE_ANNOTATION", b"REF_ANNOTATION", b"ANNOTATION_VALUE", b"PARENT_REF='", b"ts1"),
)


@cache
def folder() -> Path:
    """Where inputs are files for the moment; the overseer removes it, too."""
    made = tempfile.mkdtemp(prefix="fuzz-inputs-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def check_records(records: list[Record], scheme: str = "hearai") -> Hashable:
    """Records are numbered, can be written, and are all converted or rejected.

    Without a scheme they are not converted.
    """
    need([r.row for r in records] == list(range(1, len(records) + 1)), "rows are misnumbered")
    for record in records:
        need(record.name.strip(), "a record without a name")
        spaced = record.classes is None and record.name.split() != [record.name]
        need(not spaced, f"white space in the name {record.name!r}")
        need(record.start >= 0 and record.end >= 0, "a frame before the first")
        for text in (record.name, record.gloss, record.hamnosys, record.nonmanual):
            need(isinstance(text, str), f"{text!r} is no text")
            text.encode("utf-8")
    some = records[:_ROWS_CONVERTED]
    for name in _CONVERTED if scheme else ():
        converted(some, name, scheme)
    return (len(some), tuple(sorted({r.error.code for r in records if r.error})))


def converted(records: list[Record], to: str, scheme: str) -> str:
    """What records are converted to; none of them gets lost."""
    rejected: list[object] = []
    output = io.StringIO()
    job = Conversion("input", to, load_scheme(scheme))
    summary = convert(records, job, output, rejected.append)
    need(summary.written + len(rejected) == len(records), f"{to}: rows are lost")
    output.getvalue().encode("utf-8")
    return output.getvalue()


def _reader(format: str, suffix: str, **options: Any) -> Callable[[bytes], Hashable]:
    """Reads the bytes as a file of a format."""

    def check(data: bytes) -> Hashable:
        path = folder() / f"input{suffix}"
        path.write_bytes(data)
        return check_records(list(read_transcriptions(path, format or None, **options)))

    return check


def _sample(name: str, end: bytes = b"") -> list[bytes]:
    """Beginnings of a sample, closed with its ``end``."""
    lines = (_SAMPLES / name).read_bytes().splitlines(keepends=True)
    return [b"".join(lines[:count]) + end for count in (3, 8)]


def _json_seeds() -> list[bytes]:
    """An object of records, and a list of them."""
    records = dict(list(json.loads((_SAMPLES / "lexicon.json").read_bytes()).items())[:3])
    listed = [{"name": name, **record} for name, record in records.items()]
    return [json.dumps(data, ensure_ascii=False).encode() for data in (records, listed)]


def _eaf_seeds() -> list[bytes]:
    from elan_builders import aligned, eaf, referring, tier

    fist = "\ue000\ue020\ue038"
    text = eaf(
        {"ts1": 0, "ts2": 400},
        tier("HamNoSys", aligned("a1", "ts1", "ts2", fist)),
        tier("Gloss", referring("a2", "a1", "HOUSE"), parent="HamNoSys"),
    )
    return [text.encode()]


def _tab_seeds() -> list[bytes]:
    fist = "\ue000\ue020\ue038"
    each = (
        f"HamNoSys\t00:00:00.000\t00:00:00.400\t{fist}\nGloss\t00:00:00.010\t00:00:00.390\tHOUSE\n"
    )
    heads = "Begin Time - msec\tEnd Time - msec\tHamNoSys\tGloss\n"
    return [each.encode(), f"{heads}0\t400\t{fist}\tHOUSE\n500\t900\t{fist}\t\n".encode()]


def _workbook_parts() -> dict[str, str]:
    from sheet_builders import inline, parts

    cells = '<row><c t="s"><v>0</v></c><c t="n"><v>1.5</v></c><c t="b"><v>1</v></c></row>'
    rows = inline("name", "hamnosys", "start") + inline("A", "\ue000\ue020\ue038", "8") + cells
    return parts(rows, "<si><t>text</t></si>", "<cellXfs><xf numFmtId='14'/></cellXfs>")


def _workbook_seeds() -> list[bytes]:
    from sheet_builders import packed, workbook

    path = workbook(folder() / "seed.xlsx", [["name", "hamnosys"], ["A", "\ue000\ue020\ue038"]])
    return [packed(_workbook_parts()), path.read_bytes()]


def _check_workbook_part(data: bytes) -> Hashable:
    """The first byte says which file of a workbook the rest is in place of."""
    from sheet_builders import packed

    files: dict[str, str | bytes] = dict(_workbook_parts())
    name = sorted(files)[data[0] % len(files)] if data else ""
    return _reader("xlsx", ".xlsx")(packed({**files, name: data[1:]} if name else files))


def _workbook_part_seeds() -> list[bytes]:
    files = sorted(_workbook_parts().items())
    return [bytes((number,)) + text.encode() for number, (_, text) in enumerate(files)]


def _parquet_seeds() -> list[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {"name": ["A", "B"], "hamnosys": ["\ue000\ue020\ue038", None], "start": [1, 2]}
    seeds = []
    for compression in ("none", "snappy"):
        stream = io.BytesIO()
        pq.write_table(pa.table(columns), stream, compression=compression)
        seeds.append(stream.getvalue())
    return seeds


def _check_classes(data: bytes) -> Hashable:
    path = folder() / "classes.txt"
    path.write_bytes(data)
    records = list(read_transcriptions(path, "classes"))
    with open_source(path) as source:
        scheme = open_class_file(source).scheme
    whole = [record for record in records if record.error is None]
    if scheme is not None:
        text = converted(whole, "jsonl", scheme.name)
        need(text.count("\n") == len(whole), "rows are lost")
        path.write_text(converted(whole, "classes", scheme.name), encoding="utf-8")
        rows = [(r.name, r.start, r.end, r.classes or ()) for r in whole]
        again = [(r.name, r.start, r.end, r.classes) for r in read_class_file(path).rows]
        need(again == [row for row in rows if None not in row[3]], "written, read, changed")
    return check_records(records, "")


def _check_errors(data: bytes) -> Hashable:
    rows = list(read_error_file(source_of(data)))
    for row in rows:
        need(0 <= row.position <= len(row.notation), "a position outside the notation")
    return min(len(rows), 3)


def _error_seeds() -> list[bytes]:
    line = '{"file": "a.csv", "row": 2, "name": "x", "notation": "ab", "position": 1, '
    return [(line + '"code": "HNS029", "message": "m", "hint": "h"}\n').encode()]


def _check_clips(data: bytes) -> Hashable:
    path = folder() / "clips.csv"
    path.write_bytes(data)
    with open_source(_SAMPLES / "lexicon.csv") as source:
        from hamnosys.formats import read_records

        lexicon = lexicon_of(read_records(source, "lexicon.csv"))
    with open_source(path) as source:
        return check_records(list(join_clips(read_rows(source, path, CLIPS), lexicon, "utf-8")))


def _text_targets() -> list[Target]:
    """The formats that are text, from a sample each."""
    targets = [
        Target(name, lambda s=sample, e=end: _sample(s, e), _reader(name, suffix), COMMON + more)
        for name, sample, suffix, more, end in (
            ("hearai", "lexicon_hearai.txt", ".txt", TABLE, b""),
            ("csv", "lexicon.csv", ".csv", TABLE, b""),
            ("tsv", "lexicon.tsv", ".tsv", TABLE, b""),
            ("text", "lexicon_text.txt", ".txt", TABLE, b""),
            ("jsonl", "lexicon.jsonl", ".jsonl", JSON, b""),
            ("sigml", "lexicon.sigml", ".sigml", XML, b"</sigml>\n"),
        )
    ]
    guessed = lambda: [*_sample("lexicon_hearai.txt")[:1], *_eaf_seeds(), *_tab_seeds()]
    words = (*COMMON, *XML, *TABLE, b"PK\x03\x04", b"PAR1")
    return [
        *targets,
        Target("json", _json_seeds, _reader("json", ".json"), COMMON + JSON),
        Target("guessed", guessed, _reader("", ""), words),
    ]


def input_targets() -> dict[str, Target]:
    """All of them, by name."""
    eaf, tab = _reader("eaf", ".eaf", fps=25.0), _reader("elan-tab", ".txt", fps=25.0)
    targets = [
        *_text_targets(),
        Target("eaf", _eaf_seeds, eaf, COMMON + XML + EAF),
        Target("elan-tab", _tab_seeds, tab, COMMON + TABLE),
        Target("xlsx", _workbook_seeds, _reader("xlsx", ".xlsx"), COMMON),
        Target("xlsx-parts", _workbook_part_seeds, _check_workbook_part, COMMON + XML),
        Target("parquet", _parquet_seeds, _reader("parquet", ".parquet"), COMMON),
        Target("classes", lambda: _sample("practice_classes.txt"), _check_classes, COMMON + TABLE),
        Target("error-file", _error_seeds, _check_errors, COMMON + JSON),
        Target("clips", lambda: _sample("clips.csv"), _check_clips, COMMON + TABLE),
    ]
    return {target.name: target for target in targets}
