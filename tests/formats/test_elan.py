"""ELAN documents: what becomes a row, with which times, names and glosses."""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from builders import ham
from elan_builders import aligned, eaf, referring, tier
from hypothesis import given, settings
from hypothesis import strategies as st

from hamnosys import read_transcriptions
from hamnosys.errors import HamNoSysError, InputError, UsageError
from hamnosys.formats.reading import Reading
from hamnosys.records import Record
from hamnosys.resources import shared_directory
from hamnosys.source import open_source

etree = pytest.importorskip("lxml.etree")

FIST = ham("fist extfingeru palml")
FLAT = ham("flathand extfingerl palmd chest")
SLOTS: dict[str, int | None] = {"ts1": 0, "ts2": 400, "ts3": 1000, "ts4": 2000}
SIGNS = tier("HamNoSys", aligned("a1", "ts1", "ts2", FIST), aligned("a2", "ts2", "ts3", FLAT))


def read(path: Path, text: str | bytes, **options: Any) -> list[Record]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read_transcriptions(path, **options))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "my session.eaf"


def spans(records: list[Record]) -> list[tuple[int, int] | None]:
    return [record.span for record in records]


@pytest.mark.parametrize("format", ["2.7", "2.8", "3.0"])
def test_annotations_become_rows(file: Path, format: str) -> None:
    records = read(file, eaf(SLOTS, SIGNS, format=format))
    assert [(r.name, r.hamnosys, r.start, r.end, r.span) for r in records] == [
        ("a1", FIST, 0, 0, (0, 400)),
        ("a2", FLAT, 0, 0, (400, 1000)),
    ]
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [f'"{r.name}"' in lines[(r.line or 0) - 1] for r in records] == [True, True]
    assert [r.row for r in records] == [1, 2]
    assert not any(r.error or r.warnings for r in records)


def test_times_become_frames_with_fps(file: Path) -> None:
    records = read(file, eaf(SLOTS, SIGNS), fps=25)
    assert [(r.start, r.end) for r in records] == [(0, 9), (10, 24)]
    records = read(file, eaf(SLOTS, SIGNS), fps=29.97)
    assert [(r.start, r.end) for r in records] == [(0, 11), (12, 29)]


def test_what_pympi_writes_is_read(file: Path) -> None:
    elan = pytest.importorskip("pympi.Elan")
    document = elan.Eaf(author="test")
    document.remove_tier("default")
    document.add_tier("HamNoSys")
    document.add_tier("Gloss")
    document.add_annotation("HamNoSys", 400, 1000, FLAT)
    document.add_annotation("HamNoSys", 0, 400, FIST)
    document.add_annotation("Gloss", 10, 390, "HOUSE")
    document.add_annotation("Gloss", 500, 700, "TREE & leaf")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        document.to_file(str(file))
    records = list(read_transcriptions(file, columns={"gloss": "Gloss"}, fps=25))
    assert [(r.hamnosys, r.gloss, r.start, r.end) for r in records] == [
        (FIST, "HOUSE", 0, 9),
        (FLAT, "TREE & leaf", 10, 24),
    ]


def test_names_and_glosses_come_from_tiers_above_below_and_beside(file: Path) -> None:
    text = eaf(
        SLOTS,
        tier("Sign", aligned("a1", "ts1", "ts3", "BIG HOUSE"), aligned("a2", "ts3", "ts4", "TREE")),
        tier("HamNoSys", referring("a3", "a1", FIST), referring("a4", "a2", FLAT), kind="about",
             parent="Sign"),
        tier("Id", referring("a5", "a3", "s 1"), kind="about", parent="HamNoSys"),
        tier("Place", aligned("a6", "ts2", "ts4", "x")),
    )  # fmt: skip
    first, second = read(file, text, columns={"gloss": "sign", "name": "Id"})
    assert (first.name, first.gloss, first.span) == ("s_1", "BIG HOUSE", (0, 1000))
    assert (second.name, second.gloss, second.span) == ("2", "TREE", (1000, 2000))
    assert [w.code for w in (*first.warnings, *second.warnings)] == ["HNS301", "HNS303"]
    first, second = read(file, text, columns={"gloss": "pla*"})
    assert (first.gloss, second.gloss, first.name) == ("x", "x", "a3")


def test_transcriptions_in_any_written_form_and_empty_ones_are_rows(file: Path) -> None:
    values = ["hamfist,hamextfingeru,hampalml", f"{FIST[0]} {FIST[1:]}", "E000", "", " "]
    cells = [aligned(f"a{n}", "ts1", "ts2", value) for n, value in enumerate(values)]
    empty = '<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a9"/></ANNOTATION>'
    records = read(file, eaf(SLOTS, tier("HamNoSys", *cells, empty)))
    assert [r.hamnosys for r in records] == [*values, ""]
    assert [r.error.code if r.error else "" for r in records] == [""] * 5 + ["HNS050"]
    assert "a9 of the tier 'HamNoSys' has no time" in str(records[-1].error)


def test_a_comment_in_a_value_hides_nothing(file: Path) -> None:
    text = eaf(SLOTS, SIGNS).replace(FIST, f"{FIST[0]}<!-- ? -->{FIST[1:]}")
    assert read(file, text)[0].hamnosys == FIST


def test_slots_without_a_time_lie_evenly_between_those_of_the_tier(file: Path) -> None:
    slots: dict[str, int | None] = {"b": 100, "x": None, "y": None, "z": None, "e": 401, "q": 200}
    parts = [("b", "x"), ("x", "y"), ("y", "e")]
    cells = [aligned(f"a{n}", *part, FIST) for n, part in enumerate(parts)]
    records = read(file, eaf(slots, tier("HamNoSys", *cells)))
    assert spans(records) == [(100, 200), (200, 300), (300, 401)]


def test_a_slot_without_a_time_at_an_end_lies_between_those_around_it(file: Path) -> None:
    slots: dict[str, int | None] = {"b": 100, "x": None, "e": 200, "y": None}
    cells = [aligned("a1", "b", "x", FIST), aligned("a2", "e", "y", FIST)]
    first, last = read(file, eaf(slots, tier("HamNoSys", *cells)))
    assert (first.span, last.span) == ((100, 150), None)
    assert last.error is not None


def test_parts_of_parts_without_times_take_them_from_above(file: Path) -> None:
    slots: dict[str, int | None] = {"b": 0, "w": None, "v": None, "x": None, "e": 400}
    text = eaf(
        slots,
        tier("HamNoSys", aligned("a5", "b", "v", FIST), aligned("a6", "v", "x", FLAT),
             kind="time", parent="middle"),
        tier("middle", aligned("a3", "b", "x", "1"), aligned("a4", "x", "e", "2"),
             kind="time", parent="top"),
        tier("top", aligned("a1", "b", "e", "")),
        tier("beside", aligned("a7", "b", "w", "1"), aligned("a8", "w", "e", "2"),
             kind="time", parent="top"),
    )  # fmt: skip
    assert spans(read(file, text)) == [(0, 100), (100, 200)]
    assert spans(read(file, text, tiers=("beside",))) == [(0, 200), (200, 400)]


def test_a_subdivision_is_shared_evenly_in_the_order_of_its_chain(file: Path) -> None:
    text = eaf(
        {"b": 0, "e": 1000},
        tier("HamNoSys",
             referring("a4", "a1", "hamflathand", previous="a3"),
             referring("a2", "a1", "hamfist"),
             referring("a3", "a1", "hampinch12", previous="a2"),
             kind="parts", parent="top"),
        tier("top", aligned("a1", "b", "e", "x")),
    )  # fmt: skip
    records = read(file, text)
    assert [r.name for r in records] == ["a2", "a3", "a4"]
    assert spans(records) == [(0, 333), (333, 666), (666, 1000)]


def test_references_in_a_circle_or_to_nothing_are_rejected_rows(file: Path) -> None:
    text = eaf(
        SLOTS,
        tier("HamNoSys", referring("a1", "a2", FIST), referring("a2", "a1", FIST),
             referring("a3", "a9", FIST), aligned("a4", "ts1", "none", FIST), kind="about"),
    )  # fmt: skip
    records = read(file, text)
    assert [r.error.code for r in records if r.error] == ["HNS050"] * 4
    assert sorted(r.name for r in records) == ["a1", "a2", "a3", "a4"]


def test_rows_come_tier_by_tier_and_by_time(file: Path) -> None:
    left = tier(
        "HamNoSys left", aligned("a3", "ts3", "ts4", FLAT), aligned("a4", "ts1", "ts2", FIST)
    )
    records = read(file, eaf(SLOTS, left, SIGNS))
    assert [r.name for r in records] == ["a4", "a3", "a1", "a2"]
    assert [r.name for r in read(file, eaf(SLOTS, left, SIGNS), tiers=("*LEFT",))] == ["a4", "a3"]
    chosen = read(file, eaf(SLOTS, left, SIGNS), columns={"hamnosys": "hamnosys"})
    assert [r.name for r in chosen] == ["a1", "a2"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"tiers": ("Notation",)}, r"no tier 'Notation' \(tiers: 'HamNoSys', 'Gloss'\)"),
        ({"columns": {"gloss": "Word"}}, r"no tier 'Word' \(tiers: 'HamNoSys', 'Gloss'\)"),
        ({"columns": {"start": "Gloss"}}, "no tier holds the field 'start'"),
        ({"columns": {"hamnosys": "a"}, "tiers": ("b",)}, "--tier and --column hamnosys say"),
        ({"sheet": "1"}, "the format eaf takes no --sheet"),
    ],
)
def test_what_cannot_be_read_so_is_said(file: Path, options: dict[str, Any], reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        read(file, eaf(SLOTS, SIGNS, tier("Gloss")), **options)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (eaf(SLOTS, SIGNS).replace("<ANNOTATION_D", f"{BOMB}<ANNOTATION_D", 1), "entity 'a'"),
        (eaf(SLOTS, SIGNS).replace("<ANNOTATION_D", f"{OUTSIDE}<ANNOTATION_D", 1), "entity 'a'"),
        (eaf(SLOTS, SIGNS).replace(FIST, "&a;"), "undeclared entity &a;|undefined entity"),
        (eaf(SLOTS, SIGNS)[:-40], "not well-formed XML"),
        ("<sigml/>", "no ELAN document: its root element is sigml"),
        ("", "not well-formed XML"),
        (eaf(SLOTS, SIGNS, units="PAL-frames"), "times are in 'PAL-frames', not in milliseconds"),
    ],
)
def test_what_is_no_safe_elan_document_is_refused(file: Path, text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read(file, text)
    assert "my session.eaf" in str(caught.value)


def test_other_encodings_of_xml_are_read(file: Path) -> None:
    text = eaf(SLOTS, SIGNS).replace('encoding="UTF-8"', 'encoding="UTF-16"')
    records = read(file, text.encode("utf-16"), encoding="utf-16")
    assert [r.hamnosys for r in records] == [FIST, FLAT]
    records = read(file, b"\xef\xbb\xbf" + eaf(SLOTS, SIGNS).encode())
    assert [r.hamnosys for r in records] == [FIST, FLAT]


def test_a_document_is_known_by_its_root_whatever_it_is_called(tmp_path: Path) -> None:
    for name in ("session.xml", "session"):
        assert len(read(tmp_path / name, eaf(SLOTS, SIGNS))) == 2


def test_a_document_without_annotations_has_no_rows(file: Path) -> None:
    assert read(file, eaf({})) == []
    assert read(file, eaf({}, tier("default"))) == []


def test_the_sample_holds_the_sample_lexicon() -> None:
    folder = shared_directory("data_samples")
    wanted = list(read_transcriptions(folder / "lexicon.csv"))
    columns = {"name": "Id", "gloss": "Gloss"}
    found = list(read_transcriptions(folder / "lexicon.eaf", columns=columns, fps=25))
    assert [(r.name, r.gloss, r.hamnosys) for r in found] == [
        (r.name, r.gloss, r.hamnosys) for r in wanted
    ]
    assert [r.end - r.start for r in found] == [r.end - r.start for r in wanted]
    assert all(a.end + 1 == b.start for a, b in pairwise(found))


WHOLE = eaf(
    SLOTS | {"ts5": None},
    SIGNS,
    tier("Gloss", referring("a4", "a1", "HOUSE"), kind="about", parent="HamNoSys"),
    tier("P", referring("a6", "a4", ""), referring("a7", "a4", "", "a6"), kind="parts",
         parent="Gloss"),
    tier("T", aligned("a8", "ts1", "ts5", FLAT), aligned("a9", "ts5", "ts2", ""), kind="time"),
)  # fmt: skip
QUOTED = [(found.start(), found.end()) for found in re.finditer('"[^"]*"', WHOLE)]
places = st.integers(0, len(QUOTED) - 1)


@settings(max_examples=60)
@given(st.lists(st.tuples(places, places), min_size=1, max_size=4), st.booleans())
def test_whatever_refers_to_whatever_the_copy_is_sound_or_refused(
    tmp_path_factory: pytest.TempPathFactory, swaps: list[tuple[int, int]], every: bool
) -> None:
    from hamnosys.formats.elan.copying import Additions, annotated_copy

    text = WHOLE
    for place, other in sorted(swaps, reverse=True):  # from the end, so that places stay
        (begin, end), (first, last) = QUOTED[place], QUOTED[other]
        text = text[:begin] + WHOLE[first:last] + text[end:]
    path = tmp_path_factory.getbasetemp() / "swapped.eaf"
    path.write_text(text, encoding="utf-8")
    reading = Reading("eaf", tiers=("*",) if every else (), fps=25)
    with suppress(InputError, UsageError), open_source(path) as source:
        wanted = Additions(("diagnostics",))
        written, summary = annotated_copy(source, reading, wanted, lambda _: None)
        root = etree.fromstring(written)
        ids = [found.get("ANNOTATION_ID") for found in root.iterfind("TIER/ANNOTATION/*")]
        assert len(set(ids)) == len(ids)
        assert summary.read == len(read(path, text, tiers=reading.tiers))


@pytest.mark.parametrize("cut", range(0, 2400, 97))
def test_a_document_cut_anywhere_never_ends_in_a_traceback(file: Path, cut: int) -> None:
    text = eaf(SLOTS, SIGNS).encode()
    with pytest.raises(HamNoSysError):
        read(file, text[: min(cut, len(text) - 5)])
