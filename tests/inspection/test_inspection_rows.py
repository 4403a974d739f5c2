"""Rows as data, and the page around them."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from builders import ham
from hypothesis import given
from hypothesis import strategies as st
from strategies import near_notations, notations

from hamnosys.html import POLICY
from hamnosys.inspection.page import Look, embedded, write_inspection
from hamnosys.inspection.pieces import MOST_PIECES, pieces_of
from hamnosys.inspection.rows import WHOLE_ROW, Inspection
from hamnosys.parser import diagnose, parse
from hamnosys.records import RawRow, Record, make_record
from hamnosys.schemes import load_scheme
from hamnosys.symbols import inventory
from hamnosys.tree import tree_lines

FAULTY = ham("fist fist extfingeru")


def inspection() -> Inspection:
    return Inspection(load_scheme("hearai"), "tolerant", lambda _notation: "in words")


def record(text: str, gloss: str = "", number: int = 1) -> Record:
    values = {"hamnosys": text, "gloss": gloss}
    return make_record(RawRow(number, number, values), "utf-8")


def page(*records: Record, look: Look | None = None) -> str:
    stream = io.StringIO()
    write_inspection(iter(records), inspection(), stream, look or Look("Signs"))
    return stream.getvalue()


def data(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)
    assert found is not None
    return json.loads(found.group(1))


@pytest.mark.parametrize(
    "text",
    [
        ham("fist extfingeru palml"),
        "hamfist hamextfingeru,hampalml",
        "U+E000 E020 U+E03E",
        " \ufeff" + ham("fist extfingeru") + "\t" + ham("palml") + "\n",
        "hamfist hamspace hamextfingeru hampalml",
    ],
)
def test_all_written_forms_have_the_same_pieces(text: str) -> None:
    assert "".join(pieces_of(text).pieces) == ham("fist extfingeru palml")
    assert pieces_of(text).symbols_only


@given(notations("tolerant"))
def test_pieces_of_a_good_row_are_its_symbols(text: str) -> None:
    assert "".join(pieces_of(text).pieces) == parse(text).to_hamnosys()


@given(st.one_of(near_notations, st.text(max_size=40)))
def test_a_finding_is_at_the_piece_that_it_names(text: str) -> None:
    pieces = pieces_of(text)
    assert list(pieces.offsets) == sorted(pieces.offsets)
    for finding in diagnose(text):
        place = pieces.place(finding.position)
        assert 0 <= place <= len(pieces.pieces)
        if finding.symbol and finding.symbol != "hamspace" and place < len(pieces.pieces):
            assert inventory().names.get(pieces.pieces[place]) == finding.symbol


@given(st.one_of(notations("strict"), near_notations, st.text(max_size=40)))
def test_any_row_has_a_role_a_symbol_and_places_that_exist(text: str) -> None:
    made = inspection()
    row = made.row(record(text))
    symbols, roles, tree, findings = row[4], row[5], row[7], row[9]
    assert len(roles) in (0, len(symbols))
    assert bool(roles) == bool(tree)
    assert all(WHOLE_ROW <= place <= len(symbols) for *_, place in findings)
    assert findings or roles
    assert json.loads(embedded(row))[0] == 1


def test_what_is_no_symbol_is_a_piece_of_text() -> None:
    pieces = pieces_of("hamfist hamfoo hampalml")
    assert pieces.pieces == (ham("fist"), "hamfoo", ham("palml"))
    assert not pieces.symbols_only
    assert pieces.place(8) == 1
    assert pieces.place(len("hamfist hamfoo hampalml")) == 3


def test_a_cell_that_holds_a_book_is_cut() -> None:
    pieces = pieces_of("x" * (MOST_PIECES + 5))
    assert (len(pieces.pieces), pieces.more) == (MOST_PIECES, 5)
    (row,) = data(page(record("x" * (MOST_PIECES + 5))), "rows-data")
    assert row[4][-1] == "… and 5 more"


def test_a_row_has_all_that_the_page_shows() -> None:
    text = ham("fist extfingeru palml chest touch")
    made = inspection()
    row = made.row(record(text, "HOUSE"))
    number, line, name, gloss, symbols, roles, classes, tree, words, findings, nonmanual = row
    assert (number, line, name, gloss) == (1, 0, "", "HOUSE")
    assert (symbols, words, findings, nonmanual) == (text, "in words", [], "")
    known = [role.phrase for role in made.roles]
    assert known[roles[0]] == "base form of the dominant hand"
    sign = parse(text).signs[0]
    assert classes == list(load_scheme("hearai").classes(sign))
    assert [made.lines.texts[number] for number in tree] == list(tree_lines(sign))
    assert (made.read, made.faulty, made.warned) == (1, 0, 0)


def test_faults_and_warnings_are_at_their_symbols() -> None:
    made = inspection()
    row = made.row(record(FAULTY))
    ((code, message, hint, place),) = row[9]
    (expected,) = diagnose(FAULTY)
    assert (code, place) == (expected.code, expected.position)
    assert made.texts.texts[message] == expected.message
    assert made.texts.texts[hint] == expected.hint
    assert row[5:9] == [[], [], [], ""]
    warned = made.row(record(ham("fist extfingeru palml") + " "))
    assert warned[9][0][3] == 3, "a space at the end is after the last symbol"
    assert (made.read, made.faulty, made.warned) == (2, 1, 1)


def test_a_composite_shows_all_signs_and_warns_of_the_scheme() -> None:
    made = inspection()
    row = made.row(record(ham("fist extfingeru palml moveu + flathand extfingero palmd")))
    assert [finding[0] for finding in row[9]] == ["HNS210"]
    lines = [made.lines.texts[number] for number in row[7]]
    assert [line for line in lines if not line.startswith(" ")] == ["1: Sign", "2: Sign"]


def test_a_row_without_a_class_of_the_scheme_is_faulty() -> None:
    made = inspection()
    row = made.row(record(ham("fist")))
    assert made.faulty == 1
    assert [finding[0] for finding in row[9]] == ["HNS041"]
    assert row[9][0][3] == 1
    assert row[7], "it has a tree all the same"


def test_a_fault_of_the_row_is_at_no_symbol() -> None:
    made = inspection()
    row = made.row(make_record(RawRow(1, 2, {"hamnosys": ham("fist"), "start": "x"}), "utf-8"))
    assert [(f[0], f[3]) for f in row[9]] == [("HNS043", WHOLE_ROW)]
    assert row[1] == 2


def test_all_unknown_characters_are_marked() -> None:
    row = inspection().row(record("ab"))
    assert [finding[3] for finding in row[9]] == [0, 1]
    assert row[4] == ["a", "b"]


HOSTILE = ["<script>alert(1)</script>", "</script>", "<!--", "]]>", '"><img src=x onerror=a()>']


@pytest.mark.parametrize("gloss", HOSTILE)
def test_no_text_gets_out_of_its_place(gloss: str) -> None:
    plain = page(record(FAULTY, "A"), look=Look("T"))
    text = page(record(gloss, gloss), record(FAULTY, gloss, 2), look=Look(gloss))
    for tag in ("<script", "</script", "<img", "<!--"):
        expected = plain.lower().count(tag)
        assert text.lower().count(tag) == expected, tag
    assert data(text, "rows-data")[1][3] == gloss


@given(st.text(), st.text())
def test_data_are_the_texts_that_went_in(gloss: str, text: str) -> None:
    assert json.loads(embedded([gloss, text])) == [gloss, text]
    assert "<" not in embedded([gloss, text])


def test_halves_of_characters_can_be_written() -> None:
    assert embedded("a\ud800b").encode() == '"a\ufffdb"'.encode()


def test_the_page_allows_nothing_to_be_fetched_and_marks_no_place_twice() -> None:
    text = page(record(FAULTY))
    assert POLICY in text.replace("&#39;", "'").replace("&#x27;", "'")
    assert "@@" not in text
    assert not re.search(r'(?:src|href)="(?!data:|#)', text)


def test_without_rows_there_is_a_page() -> None:
    text = page()
    assert data(text, "rows-data") == []
    assert data(text, "shared-data")["roles"] == []


def test_rows_are_written_one_by_one() -> None:
    stream = io.StringIO()
    seen: list[int] = []

    def records() -> Any:
        for number in range(1, 4):
            seen.append(stream.tell())
            yield record(FAULTY, number=number)

    write_inspection(records(), inspection(), stream, Look("Signs"))
    assert seen[0] == 0, "nothing is written before a row is there"
    assert 0 < seen[1] < seen[2] < stream.tell()


def test_the_same_rows_make_the_same_page() -> None:
    rows = [record(text, text, n) for n, text in enumerate((FAULTY, ham("fist"), "x"), 1)]
    assert page(*rows) == page(*rows)
