"""Which format an input has, and that the samples hold the same in all of them."""

import csv
import io
import re
from pathlib import Path

import pytest
from builders import ham

from hamnosys import load_scheme, parse, read_transcriptions
from hamnosys.errors import UsageError
from hamnosys.formats import INPUT_FORMATS, guess_format
from hamnosys.parser import diagnose
from hamnosys.resources import shared_directory
from hamnosys.source import open_source

SIGN = ham("fist extfingeru palml")
SAMPLES = shared_directory("data_samples")


def guessed(path: Path, text: str = "") -> str:
    path.write_text(text, encoding="utf-8")
    with open_source(path) as source:
        return guess_format(source, path)


@pytest.mark.parametrize(
    ("suffix", "format"),
    [
        (".csv", "csv"),
        (".CSV", "csv"),
        (".tsv", "tsv"),
        (".tab", "tsv"),
        (".json", "json"),
        (".jsonl", "jsonl"),
        (".ndjson", "jsonl"),
    ],
)
def test_the_suffix_tells_the_format(tmp_path: Path, suffix: str, format: str) -> None:
    assert guessed(tmp_path / f"lexicon{suffix}") == format
    assert format in INPUT_FORMATS


@pytest.mark.parametrize("name", ["lexicon.txt", "lexicon"])
@pytest.mark.parametrize(
    ("text", "format"),
    [
        (f"\n\na 0 5.0 dict word {SIGN}\n", "hearai"),
        (f"\ufeffa 0 5 dict word {SIGN}\n", "hearai"),
        ("name start end dict word hamnosys\n", "hearai"),
        (f"{SIGN}\n", "text"),
        (f"a x 5 dict word {SIGN}\n", "text"),
        (f"a 0 5 {SIGN}\n", "text"),
        ("", "text"),
    ],
)
def test_the_first_line_that_is_not_blank_tells_hearai_from_text(
    tmp_path: Path, name: str, text: str, format: str
) -> None:
    assert guessed(tmp_path / name, text) == format


def test_guessing_takes_nothing_away_from_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text(f"a 0 0 d g {SIGN}\nb 0 0 d g {SIGN}\n", encoding="utf-8")
    assert [record.name for record in read_transcriptions(path)] == ["a", "b"]


def test_a_suffix_that_says_nothing_asks_for_the_format(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot tell the format") as caught:
        guessed(tmp_path / "lexicon.docx")
    assert "--from" in caught.value.hint


def test_the_given_format_counts_more_than_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_text(f"{SIGN}\n", encoding="utf-8")
    assert next(read_transcriptions(path, "text")).hamnosys == SIGN


def test_an_unknown_format_and_columns_without_headings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text(f"{SIGN}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no input format 'xml'"):
        next(read_transcriptions(path, "xml"))
    with pytest.raises(UsageError, match="no named columns"):
        next(read_transcriptions(path, "text", columns={"hamnosys": "1"}))


@pytest.mark.parametrize("file", ["lexicon.tsv", "lexicon.json", "lexicon.jsonl"])
def test_the_samples_are_the_same_rows_in_every_format_with_names(file: str) -> None:
    def rows(name: str) -> list[tuple[object, ...]]:
        records = read_transcriptions(SAMPLES / name)
        return [(r.name, r.start, r.end, r.gloss, r.hamnosys, r.error) for r in records]

    assert len(rows("lexicon.csv")) >= 60
    assert rows(file) == rows("lexicon.csv")


def test_the_hearai_sample_differs_only_in_the_spaces_of_glosses() -> None:
    expected = [
        (r.name, r.start, r.end, re.sub(r"\s+", "_", r.gloss), r.hamnosys)
        for r in read_transcriptions(SAMPLES / "lexicon.csv")
    ]
    found = [
        (r.name, r.start, r.end, r.gloss, r.hamnosys)
        for r in read_transcriptions(SAMPLES / "lexicon_hearai.txt")
    ]
    assert found == expected


@pytest.mark.parametrize("file", ["lexicon_text.txt", "lexicon_names.txt"])
def test_the_plain_samples_are_the_same_transcriptions(file: str) -> None:
    expected = [r.hamnosys for r in read_transcriptions(SAMPLES / "lexicon.csv")]
    found = [parse(r.hamnosys).to_hamnosys() for r in read_transcriptions(SAMPLES / file)]
    assert found == expected


def test_the_sample_glosses_include_those_that_careless_readers_lose() -> None:
    glosses = {r.gloss for r in read_transcriptions(SAMPLES / "lexicon.csv")}
    assert {"NA", "null"} <= glosses
    assert any("," in gloss and '"' in gloss for gloss in glosses)


def test_the_samples_cover_every_class_but_one() -> None:
    scheme = load_scheme("hearai9")
    seen: set[tuple[str, int | None]] = set()
    for record in read_transcriptions(SAMPLES / "lexicon.csv"):
        seen |= set(zip(scheme.names, scheme.classes(parse(record.hamnosys).signs[0]), strict=True))
    every = {(head.name, number) for head in scheme.heads for number in range(head.classes)}
    assert every - seen == {("hand_location_y", 0)}
    assert seen <= every


def test_the_ten_faulty_samples_have_one_code_each_and_no_two_the_same() -> None:
    faults = [
        {finding.code for finding in diagnose(record.hamnosys) if finding.severity == "error"}
        for record in read_transcriptions(SAMPLES / "faulty.csv")
    ]
    assert all(len(codes) == 1 for codes in faults)
    assert len(set().union(*faults)) == len(faults) == 10


def test_the_sample_clips_name_glosses_of_the_lexicon_but_for_two() -> None:
    text = (SAMPLES / "clips.csv").read_text(encoding="utf-8")
    wanted = [row["gloss"] for row in csv.DictReader(io.StringIO(text))]
    known = {record.gloss for record in read_transcriptions(SAMPLES / "lexicon.csv")}
    assert [gloss for gloss in wanted if gloss not in known] == wanted[-2:]
