"""Files rewritten: all that is no changed transcription stays byte for byte."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from builders import ham
from hypothesis import given
from hypothesis import strategies as st
from normalising_builders import GOOD, NAMES_NEW, NAMES_OLD, NEW, OLD, normalised

from hamnosys.errors import InputError, OutputError, UsageError
from hamnosys.formats.registry import FORMATS
from hamnosys.normalising.formats import REWRITERS
from hamnosys.normalising.job import Normaliser, Outcome
from hamnosys.records import RawRow
from hamnosys.resources import shared_directory


def rewritten(tmp_path: Path, name: str, text: str, *, encoding: str = "utf-8", **said: Any) -> str:
    """The text of a file after it; line ends and all."""
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return normalised(path, **said)[0].decode(encoding)


CASES = {
    "text.txt": "hamnosys\n\n@\r\n#\n\n#x\nhamfist  hamchest\r@",
    "hearai.txt": "name start end dict word hamnosys\n\na 0 0 1 W @\r\n  b\t1 2 x y #\nc 1\n",
    "plain.csv": 'name,start,HamNoSys,note\r\na,0,@,x\r\n\r\n,,,\r\nb,0,#,"y, z"\r\nc,0,x,\r\n',
    "quoted.csv": '"id";"hamnosys";"note"\n1;"@";"a ""b"""\n2;#;"line\r\nline"\n3;=;"',
    "headless.csv": "a,@\nb,#\n",
    "one.csv": "@\n#\n",
    "wide.csv": "hamnosys,gloss\n=,a,b,c\n@,a\n",
    "twice.csv": "original,hamnosys,hamnosys_text\n=,@,@\n",
    "sheet.tsv": 'name\thamnosys\tnote\na\t@\t"x"\n\nb\t"@"\t""\nc\t#\n\td\n',
    "object.json": '{"1": {"hamnosys": "@", "x" : [1.50, {"hamnosys": "="}]},\r\n"2":"@" }\n',
    "list.json": ' [ {"gloss":"\\u00e9", "HamNoSys" : "@"}, "@", 7,\n {"hamnosys": null}]',
    "one.json": '{"name": "a", "hamnosys": "@", "note": {"a": 1}}',
    "lines.jsonl": '{"hamnosys": "@"}\n\nno JSON\n  {"id": 1, "hamnosys" : "@"  } \r\n["="]\n',
}
"""Files: @ stands for what shall change, = for what looks like it and shall not, # is good."""


def filled(template: str, at: str) -> str:
    return template.replace("@", at).replace("=", OLD).replace("#", GOOD)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", CASES)
def test_only_the_transcription_changes(name: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(filled(CASES[name], OLD).encode(encoding))
    said = "utf-8" if encoding == "utf-8-sig" else encoding
    data, _ = normalised(path, encoding=said)
    assert data == filled(CASES[name], NEW).encode(encoding)
    path.write_bytes(data)
    again, outcomes = normalised(path, encoding=said)
    assert again == data
    assert not any(outcome.changed for outcome in outcomes)


def test_a_big_endian_file_stays_big_endian(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xfe\xff" + f"hamnosys\n{OLD}\n".encode("utf-16-be"))
    data, _ = normalised(path, encoding="utf-16")
    assert data == b"\xfe\xff" + f"hamnosys\n{NEW}\n".encode("utf-16-be")


def test_bytes_that_are_no_text_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,hamnosys\n\xff," + f"{OLD}\nb,{OLD}\n".encode())
    data, told = normalised(path)
    assert data == b"name,hamnosys\n\xff," + f"{OLD}\nb,{NEW}\n".encode()
    assert [outcome.error and outcome.error.code for outcome in told] == ["HNS042", None]


@pytest.mark.parametrize("name", ["lexicon.csv", "faulty.csv"])
def test_the_samples_stay_as_they_are_but_for_what_is_told(name: str) -> None:
    path = shared_directory("data_samples") / name
    data, told = normalised(path)
    before, after = path.read_bytes().splitlines(), data.splitlines()
    changed = [o.record.line for o in told if o.changed]
    assert changed == [n for n, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b]


def test_columns_can_be_named(tmp_path: Path) -> None:
    text = f"hamnosys,mine\n{OLD},{OLD}\n"
    expected = f"hamnosys,mine\n{OLD},{NEW}\n"
    for column in ("Mine", "2"):
        assert rewritten(tmp_path, "a.csv", text, columns={"hamnosys": column}) == expected
    record = json.dumps({"hamnosys": NAMES_OLD, "mine": NAMES_OLD})
    found = rewritten(tmp_path, "a.json", f"[{record}]", columns={"hamnosys": "mine"})
    assert json.loads(found) == [{"hamnosys": NAMES_OLD, "mine": NAMES_NEW}]


def test_what_repeats_the_transcription_follows_it(tmp_path: Path) -> None:
    header = "hamnosys_text,hamnosys"
    assert rewritten(tmp_path, "a.csv", f'{header}\n"{NAMES_OLD}",{ham("fist")}\n') == (
        f'{header}\n"{NAMES_OLD}",{ham("fist")}\n'
    )
    short = ham("fist fingerbendmod thumboutmod")
    text = json.dumps({"1": {"hamnosys_text": NAMES_OLD, "hamnosys": short}}, ensure_ascii=False)
    (record,) = json.loads(rewritten(tmp_path, "a.json", text)).values()
    assert record == {
        "hamnosys_text": NAMES_NEW,
        "hamnosys": ham("fist thumboutmod fingerbendmod"),
    }
    names = json.loads(rewritten(tmp_path, "a.json", text, write="names"))["1"]
    assert names["hamnosys"] == NAMES_NEW.replace(",", " ")


def test_a_cell_keeps_its_quotes_or_none(tmp_path: Path) -> None:
    for quote in ("", '"'):
        text = f"hamnosys;x\n{quote}hamfist, hamfingerbendmod, hamthumboutmod{quote};1\n"
        assert rewritten(tmp_path, "a.csv", text) == (
            f"hamnosys;x\n{quote}hamfist, hamthumboutmod, hamfingerbendmod{quote};1\n"
        )
    assert rewritten(tmp_path, "a.csv", f"hamnosys,x\n{OLD},1\n", write="names") == (
        "hamnosys,x\nhamfist hamthumboutmod hamfingerbendmod hamextfingeru hampalml,1\n"
    )


def test_a_transcription_whose_place_is_not_found_is_told() -> None:
    told: list[Outcome] = []
    rows = Normaliser("utf-8", told.append)
    assert rows.row(RawRow(1, 2, {"hamnosys": OLD}), [GOOD]) == [GOOD]
    assert rows.row(RawRow(2, 3, {"hamnosys": GOOD}), []) == []
    assert [outcome.fault for outcome in told] == ["its place in the file was not found", ""]
    assert (rows.summary.faults, rows.summary.changed) == (1, 0)


def test_escapes_of_json_stay_escapes(tmp_path: Path) -> None:
    text = json.dumps([{"hamnosys": OLD}])
    assert rewritten(tmp_path, "a.json", text) == json.dumps([{"hamnosys": NEW}])


def test_an_encoding_without_the_symbols_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"U+E000 U+E020\n")
    with pytest.raises(OutputError, match=r"cp1252 has no character U\+E000.*--write names"):
        normalised(path, encoding="cp1252")
    assert normalised(path, encoding="cp1252", write="names")[0] == b"hamfist hamextfingeru\n"


@pytest.mark.parametrize("format", sorted({*FORMATS, "classes"} - set(REWRITERS)))
def test_other_formats_are_refused(format: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("x")
    with pytest.raises(UsageError, match=r"normalise|convert"):
        normalised(path, format)


def test_settings_of_other_formats_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(UsageError, match="the format text has no named columns"):
        normalised(path, "text", columns={"hamnosys": "1"})


def test_input_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not JSON"):
        rewritten(tmp_path, "a.json", '[{"hamnosys": "x"}, ')
    with pytest.raises(InputError, match="no column"):
        rewritten(tmp_path, "a.csv", "name,notes\na,b\n")


@pytest.mark.parametrize("text", ["", "\r\n", "name,hamnosys\r\n", "\n\n,,\n"])
def test_files_without_rows_stay(text: str, tmp_path: Path) -> None:
    assert rewritten(tmp_path, "a.csv", text) == text
    assert rewritten(tmp_path, "a.txt", text.replace("name,", "")) == text.replace("name,", "")


cells = st.text(st.sampled_from("ab,;\t\"' \n") | st.characters(codec="utf-8"), max_size=8)
rows = st.lists(
    st.tuples(cells, st.sampled_from([OLD, GOOD, NAMES_OLD, "", "x"]), cells), max_size=6
)


@given(rows, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(["\n", "\r\n"]))
def test_tables_that_the_csv_module_wrote(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[tuple[str, str, str]],
    quoting: int,
    end: str,
) -> None:
    def written(rows: list[tuple[str, str, str]]) -> bytes:
        text = io.StringIO()
        kind = "unix" if quoting == csv.QUOTE_ALL else "excel"
        writer = csv.writer(text, kind, lineterminator=end)
        writer.writerows([("name", "hamnosys", "note"), *rows])
        return text.getvalue().encode("utf-8")

    table = [tuple(cell.replace("\r", "").replace("\0", "") for cell in row) for row in table]  # type: ignore[misc]
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(written(table))
    canonical = {OLD: NEW, NAMES_OLD: NAMES_NEW}
    data, told = normalised(path)
    assert not any(outcome.fault for outcome in told)
    assert data == written([(a, canonical.get(b, b), c) for a, b, c in table])
