"""Parquet in and out: kinds of columns, headings, damaged files, and what is written."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import ham
from hypothesis import given
from hypothesis import strategies as st

from hamnosys import read_transcriptions
from hamnosys.errors import InputError
from hamnosys.formats.parquet import ParquetSink
from hamnosys.records import Record
from hamnosys.resources import shared_directory

SAMPLES = shared_directory("data_samples")
SIGN = ham("fist extfingeru palml")
OTHER = ham("flathand extfingerl palmd")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lexicon.parquet"


def read(path: Path, **options: object) -> list[Record]:
    return list(read_transcriptions(path, **options))  # type: ignore[arg-type]


def read_table(path: Path, columns: dict[str, Any], **options: Any) -> list[Record]:
    pq.write_table(pa.table(columns), path, **options)
    return read(path)


def test_headings_are_found_in_any_case_and_order(file: Path) -> None:
    columns = {"End": [9], "HamNoSys": [SIGN], "Word": ["HOUSE"], "x": [[1]], "ID": ["a"]}
    (record,) = read_table(file, columns)
    assert (record.name, record.start, record.end) == ("a", 0, 9)
    assert (record.gloss, record.hamnosys, record.line) == ("HOUSE", SIGN, None)
    (record,) = read(file, columns={"gloss": "id"})
    assert record.gloss == "a"


def test_the_sample_lexicon_reads_the_same_as_from_csv(file: Path) -> None:
    expected = read(SAMPLES / "lexicon.csv")
    names = ["name", "start", "end", "gloss", "hamnosys"]
    columns = {name: [getattr(record, name) for record in expected] for name in names}
    found = read_table(file, columns)
    assert [(r.row, *(getattr(r, n) for n in names)) for r in found] == [
        (r.row, *(getattr(r, n) for n in names)) for r in expected
    ]
    assert {record.error for record in found} == {None}


TEXT = ["HOUSE", None, "Häuser"]


@pytest.mark.parametrize(
    "glosses",
    [
        pa.array(TEXT),
        pa.array(TEXT, pa.large_string()),
        pa.array(TEXT).dictionary_encode(),
        pa.array([None if text is None else text.encode() for text in TEXT], pa.binary()),
    ],
)
def test_every_kind_of_text_is_read(file: Path, glosses: Any) -> None:
    records = read_table(file, {"gloss": glosses, "hamnosys": [SIGN] * 3})
    assert [record.gloss for record in records] == ["HOUSE", "", "Häuser"]


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint64(), pa.float32(), pa.float64()])
def test_numbers_are_frames_and_null_is_none(file: Path, kind: Any) -> None:
    frames = pa.array([8, None], kind)
    records = read_table(file, {"id": frames, "end": frames, "hamnosys": [SIGN] * 2})
    assert [(r.name, r.end, r.warnings) for r in records] == [("8", 8, ()), ("2", 0, ())]


def test_numbers_that_are_none_are_absent(file: Path) -> None:
    (record,) = read_table(file, {"name": [float("nan")], "hamnosys": [SIGN]})
    assert (record.name, record.named) == ("1", False)


def test_a_row_without_a_transcription_is_rejected_alone(file: Path) -> None:
    records = read_table(file, {"name": ["a", "b", "c"], "hamnosys": [SIGN, None, OTHER]})
    assert [r.error.code if r.error else "" for r in records] == ["", "HNS040", ""]


def test_bytes_that_are_no_text_reject_their_row(file: Path) -> None:
    glosses = pa.array([b"\xff", b"ok"], pa.binary()).view(pa.string())
    records = read_table(file, {"gloss": glosses, "hamnosys": [SIGN] * 2})
    assert [r.error.code if r.error else "" for r in records] == ["HNS042", ""]


@pytest.mark.parametrize(
    ("values", "kind"), [([[SIGN]], "list"), ([{"a": SIGN}], "struct"), ([[SIGN, SIGN]], "list")]
)
def test_nested_columns_are_refused_by_name(file: Path, values: list[Any], kind: str) -> None:
    with pytest.raises(InputError, match=f"the column 'HamNoSys' holds {kind}") as caught:
        read_table(file, {"name": ["a"], "HamNoSys": values})
    assert caught.value.file == str(file)
    assert "--column hamnosys=COL" in caught.value.hint


def test_two_columns_of_one_name_are_refused_if_they_matter(file: Path) -> None:
    arrays = [pa.array([SIGN]), pa.array(["a"]), pa.array(["b"])]
    for names, fails in ((["hamnosys", "x", "x"], False), (["hamnosys", "gloss", "gloss"], True)):
        pq.write_table(pa.Table.from_arrays(arrays, names), file)
        if not fails:
            assert len(read(file)) == 1
            continue
        with pytest.raises(InputError, match="several columns 'gloss'"):
            read(file)


def test_a_file_without_the_transcription_is_refused_with_what_it_has(file: Path) -> None:
    for heading in ("notation", "hamfist"):
        with pytest.raises(InputError, match=f"no column 'hamnosys'; found 'name', '{heading}'"):
            read_table(file, {"name": ["a"], heading: [SIGN]})


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd", "brotli", "lz4"])
def test_many_rows_in_many_groups_keep_their_order(file: Path, compression: str) -> None:
    names = [f"n{number}" for number in range(2345)]
    columns = {"name": names, "hamnosys": [SIGN] * len(names)}
    records = read_table(file, columns, compression=compression, row_group_size=700)
    assert [record.name for record in records] == names
    assert [record.row for record in records] == list(range(1, len(names) + 1))


def test_a_file_without_rows_has_no_rows(file: Path) -> None:
    assert read_table(file, {"hamnosys": pa.array([], pa.string())}) == []


@pytest.mark.parametrize("data", [b"", b"PAR1", b"name,hamnosys\n", b"PAR1" + bytes(99) + b"PAR1"])
def test_what_is_no_parquet_is_refused(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with pytest.raises(InputError, match="no Parquet file, or damaged") as caught:
        read(file)
    assert caught.value.file == str(file)
    assert "\n" not in str(caught.value)


def test_columns_that_unpack_to_too_much_are_refused(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hamnosys.formats.parquet.reading._SMALL", 1 << 20)
    text = "x" * (4 << 20)
    pq.write_table(pa.table({"hamnosys": [text]}), file, compression="zstd", use_dictionary=False)
    with pytest.raises(InputError, match="too much to be true"):
        read(file)


def test_a_long_text_in_every_row_is_in_memory_once(file: Path) -> None:
    glosses = ["x" * 500_000] * 400  # 200 MB, were each row to have its own
    for kind in (pa.string(), pa.large_string(), pa.binary()):
        columns = {"gloss": pa.array(glosses, kind), "hamnosys": [SIGN] * 400}
        first, second, *_ = read_table(file, columns, store_schema=False)
        assert first.gloss is second.gloss
        assert len(first.gloss) == 500_000


def good() -> bytes:
    stream = io.BytesIO()
    columns = {"name": ["a", "b"], "start": [1, 2], "hamnosys": [SIGN, OTHER]}
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


GOOD = good()


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=4))
def test_damage_is_an_error_of_ours_or_does_no_harm(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(GOOD)
    for at, byte in changes:
        data[at] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.parquet"
    path.write_bytes(data)
    with suppress(InputError):
        read(path)


COLUMNS = {"name": str, "start": int, "label": str}


def written(*batches: list[tuple[Any, ...]]) -> bytes:
    stream = io.BytesIO()
    sink = ParquetSink(stream, COLUMNS)
    for rows in batches:
        sink.write(rows)
    sink.close()
    return stream.getvalue()


def test_columns_have_plain_types_and_no_hidden_notes() -> None:
    table = pq.read_table(io.BytesIO(written([("a", 1, None), ("=1+1", None, "")])))
    assert table.to_pydict() == {"name": ["a", "=1+1"], "start": [1, None], "label": [None, ""]}
    assert table.schema.types == [pa.string(), pa.int64(), pa.string()]
    assert table.schema.metadata is None


def test_the_bytes_do_not_depend_on_how_rows_arrive() -> None:
    rows = [(f"n{number}", number, "ä" * (number % 5)) for number in range(25_000)]
    once = written(rows)
    assert once == written(*(rows[at : at + 499] for at in range(0, len(rows), 499)), [])
    file = pq.ParquetFile(io.BytesIO(once))
    groups = [file.metadata.row_group(number).num_rows for number in range(3)]
    assert groups == [10_000, 10_000, 5_000]
    assert [tuple(row.values()) for row in file.read().to_pylist()] == rows


def test_half_a_character_becomes_one_that_says_so() -> None:
    table = pq.read_table(io.BytesIO(written([("a\ud83d", 1, "\ud83d\ude00")])))
    assert table.to_pylist() == [{"name": "a\ufffd", "start": 1, "label": "😀"}]


def test_a_file_of_no_rows_has_its_columns() -> None:
    assert pq.read_table(io.BytesIO(written())).column_names == list(COLUMNS)


def test_the_stream_stays_open_and_may_be_a_pipe() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

        def seek(self, *_: object) -> int:
            raise OSError

    stream = Pipe()
    sink = ParquetSink(stream, COLUMNS)
    sink.write([("a", 1, "x")])
    sink.close()
    assert stream.getvalue() == written([("a", 1, "x")])


def test_what_a_damaged_file_makes_pyarrow_say_is_one_line_to_print(tmp_path: Path) -> None:
    """pyarrow quotes bytes of the file; the fuzzer found a control character in its words."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"hamnosys": ["x"]}), path, compression="none")
    content = path.read_bytes()
    length = int.from_bytes(content[-8:-4], "little")
    told = set()
    for byte in range(256):
        path.write_bytes(content[: -8 - length] + bytes((byte,)) * length + content[-8:])
        with pytest.raises(InputError) as caught:
            list(read_transcriptions(path))
        told.add(str(caught.value))
    assert all(line.isprintable() for line in told)
