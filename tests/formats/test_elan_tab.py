"""ELAN's tab-delimited text: every shape of export gives the same rows, and ours can be read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from builders import ham
from hypothesis import given
from hypothesis import strategies as st

from hamnosys import read_transcriptions
from hamnosys.errors import InputError, UsageError
from hamnosys.formats.elan_tab.clock import CLOCK, MILLISECONDS, SECONDS, milliseconds
from hamnosys.formats.elan_tab.columns import looks_like_elan_tab
from hamnosys.records import Record

FIST = ham("fist extfingeru palml")
FLAT = ham("flathand extfingerl palmd chest")
ANNOTATIONS = [
    ("HamNoSys", 0, 400, FIST),
    ("HamNoSys", 60_400, 61_000, FLAT),
    ("Gloss", 10, 390, "HOUSE"),
    ("Gloss", 60_500, 60_700, "TREE 2"),
]
ROWS = [(FIST, "HOUSE", (0, 400)), (FLAT, "TREE 2", (60_400, 61_000))]


def clock(time: int) -> str:
    return (
        f"{time // 3_600_000:02}:{time // 60_000 % 60:02}:{time // 1000 % 60:02}.{time % 1000:03}"
    )


def seconds(time: int) -> str:
    return f"{time / 1000:.3f}"


FORMATS = {"hh:mm:ss.ms": clock, "ss.msec": seconds, "msec": str}


def times(begin: int, end: int, formats: list[str], kinds: str) -> list[str]:
    values = {"b": begin, "e": end, "d": end - begin}
    return [FORMATS[name](values[kind]) for kind in kinds for name in formats]


def headings(formats: list[str], kinds: str, words: tuple[str, str, str]) -> list[str]:
    named = dict(zip("bed", words, strict=True))
    return [f"{named[kind]} - {name}" for kind in kinds for name in formats]


ENGLISH = ("Begin Time", "End Time", "Duration")
FRENCH = ("Temps de départ", "temps de fin", "Durée")
GERMAN = ("Anfangszeit", "Endzeit", "Dauer")


def read(path: Path, lines: list[list[str]], begin: str = "", **options: Any) -> list[Record]:
    text = begin + "".join("\t".join(cells) + "\n" for cells in lines)
    path.write_text(text, encoding="utf-8")
    options = {"columns": {"gloss": "Gloss"}, "format": "elan-tab"} | options
    return list(read_transcriptions(path, **options))


def values(records: list[Record]) -> list[tuple[str, str, tuple[int, int] | None]]:
    return [(r.hamnosys, r.gloss, r.span) for r in records]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "export.txt"


ALL = ["hh:mm:ss.ms", "ss.msec", "msec"]


@pytest.mark.parametrize("kinds", ["bed", "be", "bd"])
@pytest.mark.parametrize("formats", [ALL, ALL[:2], ALL[:1], ALL[1:2], ALL[2:]])
@pytest.mark.parametrize("words", [None, ENGLISH, FRENCH, GERMAN])
@pytest.mark.parametrize("participant", [False, True])
def test_a_line_for_each_annotation(
    file: Path,
    kinds: str,
    formats: list[str],
    words: tuple[str, str, str] | None,
    participant: bool,
) -> None:
    who = ["Ann"] if participant else []
    lines = [[t, *who, *times(b, e, formats, kinds), v] for t, b, e, v in ANNOTATIONS]
    if words:
        who_heading = ["Participant"] if participant else []
        head = ["Tier", *who_heading, *headings(formats, kinds, words), "Annotation"]
        lines.insert(0, head)
    assert values(read(file, lines)) == ROWS


@pytest.mark.parametrize("words", [ENGLISH, FRENCH])
@pytest.mark.parametrize("kinds", ["bed", "be", "bd"])
def test_a_column_for_each_tier(file: Path, words: tuple[str, str, str], kinds: str) -> None:
    lines = [[*headings(ALL, kinds, words), "HamNoSys", "Gloss", "Number"]]
    for name, begin, end, value in ANNOTATIONS:
        cells = [value, "", ""] if name == "HamNoSys" else ["", value, "7"]
        lines.append([*times(begin, end, ALL, kinds), *cells])
    records = read(file, lines)
    assert values(records) == ROWS
    assert [r.line for r in records] == [2, 3]
    assert [r.gloss for r in read(file, lines, columns={"gloss": "number"})] == ["7", "7"]


def test_lines_about_media_and_columns_of_frames_are_left_out(file: Path) -> None:
    begin = '"#file:///C:/my session.eaf"\n#file:///a.mp4 -- offset: 0\n\n'
    lines = [[t, clock(b), "00:00:00:10", clock(e), "00:00:01:20", v] for t, b, e, v in ANNOTATIONS]
    records = read(file, lines, begin, format=None)
    assert values(records) == ROWS
    assert [r.line for r in records] == [4, 5]


def test_without_names_of_tiers_there_is_one(file: Path) -> None:
    lines = [[clock(b), clock(e), v] for t, b, e, v in ANNOTATIONS[:2]]
    assert [r.hamnosys for r in read(file, lines, columns={})] == [FIST, FLAT]
    assert [r.hamnosys for r in read(file, lines, columns={}, tiers=("column 3",))] == [FIST, FLAT]


def test_times_become_frames_and_rows_are_named_by_number_or_by_a_tier(file: Path) -> None:
    lines = [[t, str(b), str(e), v] for t, b, e, v in ANNOTATIONS]
    records = read(file, lines, fps=25.0)
    assert [(r.name, r.named, r.start, r.end) for r in records] == [
        ("1", False, 0, 9),
        ("2", False, 1510, 1524),
    ]
    assert [r.name for r in read(file, lines, columns={"name": "gloss"})] == ["HOUSE", "TREE_2"]


def test_empty_annotations_and_lines_without_times_are_rejected_rows(file: Path) -> None:
    lines = [
        ["HamNoSys", "00:00:00.000", "00:00:01.000", FIST],
        ["HamNoSys", "00:00:01.000", "00:00:02.000"],
        ["HamNoSys", "", "00:00:02.000", FLAT],
    ]
    records = read(file, lines, columns={})
    assert [(r.hamnosys, r.error.code if r.error else "") for r in records] == [
        (FIST, ""),
        ("", ""),
        (FLAT, "HNS050"),
    ]


def test_tiers_that_this_package_added_are_not_read(file: Path) -> None:
    lines = [[t, str(b), str(e), v] for t, b, e, v in ANNOTATIONS]
    lines.append(["HamNoSys diagnostics", "0", "400", "HNS101"])
    lines.append(["HamNoSys classes", "0", "400", "x=1"])
    assert values(read(file, lines)) == ROWS


@pytest.mark.parametrize(
    ("line", "certain"),
    [
        ("Begin Time - hh:mm:ss.ms\tEnd Time - hh:mm:ss.ms\tHamNoSys", True),
        ("Temps de départ - msec\tx", True),
        ("HamNoSys\t\t00:00:00.100\t0.1\t00:00:01.000\t1.0\t" + FIST, True),
        ("#file:///a.eaf", True),
        ('"#file:///a.eaf"', True),
        ("00:00:00.100\t00:00:01.000", False),
        (f"a1 0 10 dgs HOUSE {FIST}", False),
        ("a1\t0\t10\tdgs\tHOUSE\tx", False),
        ("name\tstart\tend\thamnosys", False),
        ("# hamfist", False),
        (FIST, False),
    ],
)
def test_a_text_file_is_an_export_only_if_its_first_line_is_certain(
    file: Path, line: str, certain: bool
) -> None:
    assert looks_like_elan_tab(line) is certain


def test_a_file_without_times_or_tier_is_refused(file: Path) -> None:
    with pytest.raises(InputError, match=r"export.txt: no columns with begin and end"):
        read(file, [["HamNoSys", FIST]])
    lines = [[t, str(b), str(e), v] for t, b, e, v in ANNOTATIONS]
    with pytest.raises(UsageError, match=r"no tier 'x' \(tiers: 'HamNoSys', 'Gloss'\)"):
        read(file, lines, tiers=("x",))
    assert read(file, []) == []


def test_a_heading_alone_is_no_row(file: Path) -> None:
    assert read(file, [["Tier", *headings(ALL, "be", ENGLISH), "Annotation"]], columns={}) == []


@given(st.integers(0, 100 * 3_600_000))
def test_every_way_of_writing_a_time_is_the_same(time: int) -> None:
    assert milliseconds(clock(time), CLOCK) == time
    assert milliseconds(seconds(time), SECONDS) == time
    assert milliseconds(str(time), MILLISECONDS) == time


@given(st.lists(st.lists(st.text("0:.19 ab\u2028#\ue000\tTier-msec", max_size=9), max_size=6)))
def test_any_text_is_rows_or_an_error(tmp_path_factory: Any, lines: list[list[str]]) -> None:
    with suppress(InputError, UsageError):
        for record in read(tmp_path_factory.getbasetemp() / "any.txt", lines, columns={}):
            assert record.span is None or record.span[0] <= record.span[1]
