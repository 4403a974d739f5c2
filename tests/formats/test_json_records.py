"""json and jsonl: objects, lists, streams, and what is no record."""

import json
from itertools import islice
from pathlib import Path

import pytest
from builders import ham

from hamnosys import read_transcriptions
from hamnosys.errors import InputError
from hamnosys.formats import read_records
from hamnosys.records import Record
from hamnosys.source import open_source

SIGN = ham("fist extfingeru palml")


def read(path: Path, data: object) -> list[Record]:
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return list(read_transcriptions(path))


def errors(records: list[Record]) -> list[str]:
    return [record.error.code if record.error else "" for record in records]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lexicon.json"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return tmp_path / "lexicon.jsonl"


def test_an_object_names_its_records_by_their_keys(file: Path) -> None:
    data = {"10010": {"hamnosys": SIGN, "hamnosys_text": "hamflathand", "type_name": "PILL1^"}}
    (record,) = read(file, data)
    assert (record.name, record.gloss, record.hamnosys) == ("10010", "PILL1^", SIGN)


def test_a_name_in_the_record_counts_more_than_its_key(file: Path) -> None:
    assert read(file, {"k": {"name": "n", "hamnosys": SIGN}})[0].name == "n"


def test_names_of_symbols_serve_where_the_characters_are_empty(file: Path) -> None:
    (record,) = read(file, [{"hamnosys": "", "hamnosys_text": "hamfist"}])
    assert record.hamnosys == "hamfist"


def test_a_list_has_records_or_bare_transcriptions(file: Path) -> None:
    records = read(file, [{"id": 7, "start": 3.0, "end": 9, "hamnosys": SIGN}, SIGN])
    assert [(r.name, r.start, r.end, r.hamnosys) for r in records] == [
        ("7", 3, 9, SIGN),
        ("2", 0, 0, SIGN),
    ]


@pytest.mark.parametrize("text", ["{}", "[]", "", " \n", "\ufeff[ ]"])
def test_files_without_records_have_none(file: Path, text: str) -> None:
    assert read(file, text) == []


def test_what_is_no_record_is_rejected_and_the_others_are_kept(file: Path) -> None:
    data = [5, None, True, [], {}, {"hamnosys": None}, {"hamnosys": [SIGN]}, {"hamnosys": SIGN}]
    assert errors(read(file, data)) == ["HNS047"] * 4 + ["HNS040"] * 2 + ["HNS047", ""]


@pytest.mark.parametrize("start", ["x", 1.5, -1, True, float("inf"), 1e300])
def test_frames_that_are_no_whole_numbers_reject_the_record(file: Path, start: object) -> None:
    assert errors(read(file, [{"start": start, "hamnosys": SIGN}])) == ["HNS043"]


def test_an_id_used_twice_gives_both_records(file: Path) -> None:
    records = read(file, f'{{"a": "{SIGN}", "a": "{SIGN}"}}')
    assert [len(r.warnings) for r in records] == [0, 1]


def test_a_lone_surrogate_rejects_its_record_and_can_be_written_again(file: Path) -> None:
    records = read(file, f'[{{"name": "x\\ud800", "hamnosys": "{SIGN}"}}, "{SIGN}"]')
    assert errors(records) == ["HNS042", ""]
    records[0].name.encode()


@pytest.mark.parametrize(
    "text",
    [
        "5",
        '"x"',
        "[1,",
        "[1",
        "[",
        "{",
        '{"a"',
        '{"a":',
        "{5: 6}",
        "[1 2]",
        "[1] x",
        "[1,]",
        "[nope]",
        "[" * 5_000,
        '{"a": "unfinished',
    ],
)
def test_what_is_no_json_is_refused_with_the_file_named(file: Path, text: str) -> None:
    with pytest.raises(InputError, match="not JSON at character") as caught:
        read(file, text)
    assert caught.value.file == str(file)


def test_records_before_the_end_of_a_cut_file_arrive(file: Path) -> None:
    file.write_text(f'["{SIGN}", {{"hamnosys": "{SIGN}"}}, {{"ham', encoding="utf-8")
    records = read_transcriptions(file)
    assert [r.hamnosys for r in islice(records, 2)] == [SIGN, SIGN]
    with pytest.raises(InputError):
        next(records)


@pytest.mark.parametrize("keyed", [True, False])
def test_records_longer_than_a_chunk_and_on_its_edge_are_whole(file: Path, keyed: bool) -> None:
    glosses = ["é" * size for size in (0, 65_500, 65_536, 200_000, 3)]
    records = [{"gloss": gloss, "hamnosys": SIGN, "start": 123} for gloss in glosses]
    data = dict(zip("abcde", records, strict=True)) if keyed else records
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    found = list(read_transcriptions(file))
    assert [r.gloss for r in found] == glosses
    assert {(r.start, r.error) for r in found} == {(123, None)}


def test_a_huge_file_is_read_record_by_record(file: Path) -> None:
    with file.open("w", encoding="utf-8") as stream:
        stream.write("[" + f'"{SIGN}",' * 200_000 + "nonsense")  # whoever reads on finds it
    records = read_transcriptions(file)
    assert len(list(islice(records, 1000))) == 1000


@pytest.mark.parametrize("line", ["{", "nope", "5", "[1]", "[" * 100_000, '{"hamnosys": "'])
def test_a_bad_line_is_a_rejected_row_and_the_others_are_kept(lines: Path, line: str) -> None:
    good = json.dumps({"name": "a", "hamnosys": SIGN})
    records = read(lines, f"{good}\n{line}\n\n{good}\n")
    assert errors(records) == ["", "HNS047", ""]
    assert [(r.row, r.line) for r in records] == [(1, 1), (2, 2), (3, 4)]


def test_jsonl_takes_a_byte_order_mark_and_crlf(lines: Path) -> None:
    good = json.dumps({"name": "a", "hamnosys": SIGN})
    assert errors(read(lines, f"\ufeff{good}\r\n{good}\r\n")) == ["", ""]


def test_one_record_as_the_whole_text_is_one_row(file: Path) -> None:
    (record,) = read(file, {"name": "a", "hamnosys": SIGN})
    assert (record.name, record.hamnosys) == ("a", SIGN)


def test_a_number_too_long_to_be_one_rejects_its_row_only(file: Path) -> None:
    text = f'{{"a": {{"hamnosys": "{SIGN}", "start": {"9" * 5000}}}, "b": "{SIGN}"}}'
    assert errors(read(file, text)) == ["HNS043", ""]


def test_a_fault_in_the_text_is_named_with_its_place_in_the_file(file: Path) -> None:
    good = json.dumps({str(number): SIGN for number in range(20_000)})
    broken = good[:-1] + ', "x" 1}'
    with pytest.raises(InputError) as caught:
        read(file, broken)
    assert caught.value.message.startswith(f"not JSON at character {len(good) + 5}: expected :")


def test_a_fault_is_found_without_reading_the_rest(file: Path) -> None:
    file.write_text('[{"hamnosys" 1}, ' + "0, " * 1_000_000 + "0]", encoding="utf-8")
    with open_source(file) as source:
        with pytest.raises(InputError, match="at character 13"):
            next(read_records(source, file))
        assert (source.bytes_read() or 0) < 1_000_000


def test_lines_of_records_in_a_json_file_get_the_hint(file: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(file, f'{{"1": "{SIGN}"}}\n{{"2": "{SIGN}"}}\n')
    assert caught.value.hint.startswith("--from jsonl")


def test_half_a_surrogate_pair_rejects_the_row(lines: Path) -> None:
    text = f'{{"name": "\\ud800", "hamnosys": "{SIGN}"}}\n{{"hamnosys": "{SIGN}"}}\n'
    assert errors(read(lines, text)) == ["HNS042", ""]


def test_a_record_that_is_none_keeps_its_key_as_name(file: Path) -> None:
    (record,) = read(file, {"ID7": None})
    assert (record.name, errors([record])) == ("ID7", ["HNS047"])
