"""The main job: rows add up, bytes do not depend on the processes, nothing is held in memory."""

import io
import json
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from builders import ham
from openpyxl import load_workbook
from pyarrow.parquet import read_table

from hamnosys.cli.main import run
from hamnosys.convert import BATCH, Conversion, convert, convert_batch
from hamnosys.formats.writers import WRITERS
from hamnosys.records import Record
from hamnosys.resources import shared_directory
from hamnosys.schemes import NO_CLASSES, load_scheme

SAMPLES = shared_directory("data_samples")
GOOD = ham("flathand extfingeru palml chest")
NO_PALM = ham("flathand chest")
BAD = ham("palml flathand")


def conversion(to: str) -> Conversion:
    scheme = load_scheme("table" if to == "table" else "hearai")
    return Conversion("lexicon.csv", to, scheme if WRITERS[to].needs_classes else NO_CLASSES)


def records() -> Iterator[Record]:
    for row in count(1):
        yield Record(row, f"r{row}", (GOOD, BAD, NO_PALM)[row % 3])


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    """Rows of every kind, more than three batches of them."""
    path = tmp_path / "lexicon.csv"
    rows = (
        f"r{i % 1200},{i % 7},{i % 7 + 9},HOUSE,{(GOOD, BAD, NO_PALM, '')[i % 4]}\n"
        for i in range(1700)
    )
    path.write_text("name,start,end,gloss,hamnosys\n" + "".join(rows), encoding="utf-8")
    return path


def rows_out(to: str, data: bytes) -> int:
    if to == "xlsx":
        return len(list(load_workbook(io.BytesIO(data), read_only=True)["signs"].rows)) - 1
    if to == "parquet":
        return int(read_table(io.BytesIO(data)).num_rows)
    text = data.decode()
    if to == "json":
        return len(json.loads(text))
    if to == "sigml":
        return text.count("<hns_sign ")
    if to == "elan-tab":
        return text.count("\nHamNoSys\t")
    return len(text.splitlines()) - (to in ("classes", "table", "csv", "tsv"))


def settings(to: str) -> list[str]:
    """What a format of output cannot do without."""
    return ["--to", to, *(["--fps", "25"] if to == "elan-tab" else [])]


@pytest.mark.parametrize("to", list(WRITERS))
def test_every_row_is_in_the_output_or_the_error_file_whatever_the_processes(
    lexicon: Path, to: str
) -> None:
    made = []
    for jobs in ("1", "2"):
        out, errors = lexicon.with_name(f"out{jobs}"), lexicon.with_name(f"errors{jobs}")
        options = ["-o", str(out), "--errors", str(errors), *settings(to), "--jobs", jobs]
        assert run(["convert", str(lexicon), *options]) == 1
        made.append((out.read_bytes(), errors.read_bytes()))
    rejected = [json.loads(line) for line in made[0][1].decode().splitlines()]
    assert rows_out(to, made[0][0]) + len(rejected) == 1700
    assert [finding["row"] for finding in rejected] == sorted({f["row"] for f in rejected})
    assert made[0] == made[1]


def test_an_error_line_says_where_and_what(lexicon: Path, tmp_path: Path) -> None:
    errors = tmp_path / "errors.jsonl"
    run(["convert", str(lexicon), "-o", str(tmp_path / "o"), "--errors", str(errors)])
    finding = json.loads(errors.read_text(encoding="utf-8").splitlines()[0])
    assert finding["file"] == str(lexicon)
    assert (finding["row"], finding["line"], finding["name"]) == (2, 3, "r1")
    assert (finding["notation"], finding["position"], finding["symbol"]) == (BAD, 0, "hampalml")
    assert finding["codepoint"] == f"U+{ord(BAD[0]):04X}"
    assert finding["code"] == "HNS020"
    assert finding["message"]
    assert finding["expected"]
    assert finding["hint"]


def test_the_error_file_is_written_even_if_nothing_was_rejected(tmp_path: Path) -> None:
    out, errors = tmp_path / "o", tmp_path / "e"
    arguments = ["convert", str(SAMPLES / "lexicon.csv"), "-o", str(out), "--errors", str(errors)]
    assert run(arguments) == 0
    assert errors.read_bytes() == b""


def test_a_head_without_a_value_rejects_a_class_row_but_no_table_row() -> None:
    record = Record(1, "a", NO_PALM)
    assert convert_batch([record], conversion("classes")).rejections[0].code == "HNS041"
    assert len(convert_batch([record], conversion("table")).rows) == 1


@pytest.mark.parametrize("to", list(WRITERS))
def test_the_same_input_gives_the_same_bytes(tmp_path: Path, to: str) -> None:
    made = []
    for name in ("first", "second"):
        run(["convert", str(SAMPLES / "lexicon.csv"), *settings(to), "-o", str(tmp_path / name)])
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_a_class_file_becomes_readable_and_comes_back(tmp_path: Path) -> None:
    classes, readable, again = (tmp_path / name for name in ("c.txt", "r.csv", "a.txt"))
    assert run(["convert", str(SAMPLES / "lexicon.csv"), "-o", str(classes)]) == 0
    options = ["--from", "classes", "--to"]
    assert run(["convert", str(classes), *options, "csv", "-o", str(readable)]) == 0
    assert "hamflathand" in readable.read_text(encoding="utf-8")
    assert run(["convert", str(classes), *options, "classes", "-o", str(again)]) == 0
    assert again.read_bytes() == classes.read_bytes()


@pytest.mark.parametrize("target", ["names", "text"])
def test_a_class_file_cannot_become_transcriptions(
    tmp_path: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    classes = tmp_path / "classes.txt"
    classes.write_text("a 0 0 0 1 0 0 0 0 0 14\n", encoding="utf-8")
    assert run(["convert", str(classes), "--from", "classes", "--to", target]) == 2
    assert "holds no transcriptions" in capsys.readouterr().err


def test_a_class_file_is_read_by_the_scheme_of_its_heads(tmp_path: Path) -> None:
    lexicon, classes = tmp_path / "lexicon.txt", tmp_path / "classes.txt"
    lexicon.write_text(GOOD + "\n", encoding="utf-8")
    assert run(["convert", str(lexicon), "--scheme", "hearai9", "-o", str(classes)]) == 0
    readable = tmp_path / "readable.csv"
    assert run(["convert", str(classes), "--to", "csv", "-o", str(readable)]) == 0
    assert "distance_label" in readable.read_text(encoding="utf-8")


def test_a_class_file_of_other_heads_than_the_scheme_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    classes = tmp_path / "classes.txt"
    classes.write_text("name start end thumb\na 0 0 1\n", encoding="utf-8")
    for options in ([], ["--scheme", "hearai"]):
        assert run(["convert", str(classes), "--to", "csv", *options]) == 2
        assert "the heads of the class file: thumb" in capsys.readouterr().err


def test_a_short_row_of_a_class_file_is_rejected_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    classes = tmp_path / "classes.txt"
    classes.write_text("x 0 0 1 1 1 1 1 1 1 1\ny 0 0 1 1 1\n", encoding="utf-8")
    assert run(["convert", str(classes), "--from", "classes"]) == 1
    captured = capsys.readouterr()
    assert captured.out.splitlines()[1:] == ["x 0 0 1 1 1 1 1 1 1 1"]
    assert "HNS046 the row has 6 columns, not 11" in captured.err


@pytest.fixture
def joined(tmp_path: Path) -> tuple[list[str], dict[str, str], str]:
    lexicon, clips = tmp_path / "lexicon.csv", tmp_path / "clips.csv"
    other = ham("fist extfingerl palmd")
    lexicon.write_text(
        "name,gloss,hamnosys\n"
        f"1,HOUSE,{GOOD}\n2,CAR,{GOOD}\n3,CAR,{other}\n4,BAD,{BAD}\n5,OLD,{GOOD}\n6,OLD,{GOOD}\n",
        encoding="utf-8",
    )
    clips.write_text(
        "name,start,end,gloss,id\n"
        "c1,3,9,HOUSE,\nc2,0,0,,3\nc3,0,0,CAR,\nc4,0,0,NONE,\nc5,0,0,BAD,\nc6,x,0,HOUSE,\n"
        "c7,0,0,OLD,\nc8,0,0,1,\n",
        encoding="utf-8",
    )
    out, errors = tmp_path / "out.jsonl", tmp_path / "errors.jsonl"
    arguments = ["convert", str(lexicon), "--clips", str(clips), "-o", str(out)]
    assert run([*arguments, "--errors", str(errors), "--to", "jsonl"]) == 1
    found = {
        data["name"]: " ".join(warning["code"] for warning in data["warnings"])
        for data in map(json.loads, out.read_text(encoding="utf-8").splitlines())
    }
    rejected = {
        data["name"]: data["code"]
        for data in map(json.loads, errors.read_text(encoding="utf-8").splitlines())
    }
    return list(found), rejected, found["c3"]


def test_clips_find_their_sign_by_id_by_gloss_or_go_to_the_error_file(
    joined: tuple[list[str], dict[str, str], str],
) -> None:
    written, rejected, _ = joined
    assert written == ["c1", "c2", "c3", "c7"]
    assert rejected == {"c4": "HNS044", "c5": "HNS020", "c6": "HNS043", "c8": "HNS044"}


def test_a_gloss_of_several_transcriptions_warns_the_clip(
    joined: tuple[list[str], dict[str, str], str],
) -> None:
    assert joined[2] == "HNS304"


class Counted:
    """Endless records; how many were taken is known."""

    def __init__(self) -> None:
        self.taken = 0

    def __iter__(self) -> Iterator[Record]:
        for record in records():
            self.taken += 1
            yield record


class Enough(Exception):  # noqa: N818 - no error
    """Stops an endless conversion."""


class Sink:
    """An output that has enough after some rows, and knows how many records were taken then."""

    def __init__(self, source: Counted, rows: int) -> None:
        self.source = source
        self.rows = rows
        self.ahead: list[int] = []
        self.seen = 0

    def write(self, text: str) -> None:
        self.seen += text.count("\n")
        self.ahead.append(self.source.taken - 3 * self.seen)
        if self.seen >= self.rows:
            raise Enough


@pytest.mark.parametrize("jobs", [1, 2])
def test_only_a_bounded_number_of_records_is_under_way(jobs: int) -> None:
    source = Counted()
    sink = Sink(source, rows=BATCH * 5)
    with pytest.raises(Enough):
        convert(source, conversion("classes"), sink, lambda _: None, jobs=jobs)  # type: ignore[arg-type]
    # A third of the records is written; three batches a process may wait, and one is at hand.
    assert max(sink.ahead) <= BATCH * (3 * jobs + 2)


def test_a_table_read_again_becomes_readable_with_its_absent_values(tmp_path: Path) -> None:
    lexicon, table = tmp_path / "lexicon.txt", tmp_path / "table.txt"
    lexicon.write_text(GOOD + "\n", encoding="utf-8")
    assert run(["convert", str(lexicon), "--to", "table", "-o", str(table)]) == 0
    for target in ("csv", "json", "table"):
        assert run(["convert", str(table), "--to", target, "-o", str(tmp_path / target)]) == 0
    assert (tmp_path / "table").read_bytes() == table.read_bytes()
    (row,) = json.loads((tmp_path / "json").read_text(encoding="utf-8"))
    assert row["classes"]["NONDominant - Handshape - Baseform"] is None


def test_an_absent_class_is_for_class_files_no_class(tmp_path: Path) -> None:
    classes = tmp_path / "classes.txt"
    classes.write_text("a 0 0 0 1 0 0 NaN 6 4 9\n", encoding="utf-8")
    assert run(["convert", str(classes), "--to", "csv", "-o", str(tmp_path / "a.csv")]) == 0
    assert run(["convert", str(classes), "--to", "classes", "-o", str(tmp_path / "b.txt")]) == 1


def test_a_sign_that_leaves_a_head_open_is_rejected_in_every_format_of_classes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lexicon = tmp_path / "lexicon.txt"
    lexicon.write_text(ham("fist chest") + "\n", encoding="utf-8")
    for target in ("classes", "csv", "tsv", "json", "jsonl"):
        assert run(["convert", str(lexicon), "--to", target]) == 1
        assert "HNS041" in capsys.readouterr().err
    assert run(["convert", str(lexicon), "--to", "table"]) == 0


def test_an_end_before_the_start_is_warned_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lexicon = tmp_path / "lexicon.csv"
    lexicon.write_text(f"start,end,hamnosys\n9,3,{GOOD}\n", encoding="utf-8")
    assert run(["convert", str(lexicon)]) == 0
    assert "HNS305" in capsys.readouterr().err


def test_a_class_file_named_like_a_sheet_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lexicon = tmp_path / "lexicon.txt"
    lexicon.write_text(GOOD + "\n", encoding="utf-8")
    assert run(["convert", str(lexicon), "-o", str(tmp_path / "out.csv")]) == 0
    assert "will be a class file" in capsys.readouterr().err


def clips_of(tmp_path: Path, lexicon: str, clips: str) -> tuple[list[str], list[dict[str, object]]]:
    """Written rows and rejections of a lexicon joined to clips, both given as csv."""
    paths = [tmp_path / name for name in ("lexicon.csv", "clips.csv", "out.txt", "errors.jsonl")]
    for path, text in zip(paths, (lexicon, clips), strict=False):
        path.write_text(text, encoding="utf-8")
    source, table, out, errors = map(str, paths)
    run(["convert", source, "--clips", table, "-o", out, "--errors", errors, "--force"])
    rejected = [json.loads(line) for line in paths[3].read_text(encoding="utf-8").splitlines()]
    return paths[2].read_text(encoding="utf-8").splitlines()[1:], rejected


def test_a_row_number_is_no_id_that_a_clip_could_name(tmp_path: Path) -> None:
    lexicon = f"word,hamnosys\nA,{GOOD}\nB,{GOOD}\n"
    for clips in ("name,gloss\nc1,2\n", "name,id\nc1,2\n"):
        written, rejected = clips_of(tmp_path, lexicon, clips)
        assert (written, [row["code"] for row in rejected]) == ([], ["HNS044"])


def test_an_unknown_id_is_not_replaced_by_the_gloss(tmp_path: Path) -> None:
    lexicon = f"id,gloss,hamnosys\n10,A,{GOOD}\n"
    written, rejected = clips_of(tmp_path, lexicon, "name,id,gloss\nc1,99,A\n")
    assert (written, [row["code"] for row in rejected]) == ([], ["HNS044"])


def test_an_id_with_white_space_is_found(tmp_path: Path) -> None:
    written, _ = clips_of(tmp_path, f"id,hamnosys\n10 a,{GOOD}\n", "name,id\nc1,10 a\n")
    assert len(written) == 1


def test_the_frames_of_the_lexicon_do_not_matter_to_clips(tmp_path: Path) -> None:
    lexicon = f"gloss,start,hamnosys\nA,x,{GOOD}\n"
    written, _ = clips_of(tmp_path, lexicon, "name,start,end,gloss\nc1,3,9,A\n")
    assert [row.split()[:3] for row in written] == [["c1", "3", "9"]]


def test_an_input_that_is_no_lexicon_leaves_standard_output_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lexicon = tmp_path / "lexicon.csv"
    lexicon.write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(["convert", str(lexicon)]) == 2
    assert capsys.readouterr().out == ""


def test_a_rejected_row_keeps_its_name_in_the_error_file(tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon.csv"
    lexicon.write_text("name,gloss,hamnosys\nn1,G,hamfist,hampalml\n", encoding="utf-8")
    errors = tmp_path / "errors.jsonl"
    assert run(["convert", str(lexicon), "--errors", str(errors)]) == 1
    found = json.loads(errors.read_text(encoding="utf-8"))
    assert (found["name"], found["gloss"], found["code"]) == ("n1", "G", "HNS048")
    assert found["notation"] == "n1 G hamfist hampalml"


def test_a_class_outside_a_scheme_of_ones_own_is_rejected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scheme, classes = tmp_path / "mine.yaml", tmp_path / "classes.txt"
    head = "{name: thumb, source: dominant.shape.thumb_position, classes: {0: none, 1: other}}"
    scheme.write_text(f"heads: [{head}]", encoding="utf-8")
    classes.write_text("name start end thumb\na 0 0 9\nb 0 0 1\n", encoding="utf-8")
    for target in ("csv", "json", "classes"):
        assert run(["convert", str(classes), "--scheme", str(scheme), "--to", target]) == 1
        captured = capsys.readouterr()
        assert "HNS046 thumb is 9, but its classes go from 0 to 1" in captured.err
        assert "b" in captured.out


def test_a_killed_process_is_an_error_and_not_a_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lexicon = tmp_path / "lexicon.txt"
    lexicon.write_text(GOOD + "\n", encoding="utf-8")
    monkeypatch.setattr("hamnosys.convert.classify", lambda *_, **__: os._exit(9))
    assert run(["convert", str(lexicon), "--jobs", "2", "-o", str(tmp_path / "out.txt")]) == 2
    assert "ended before its work was done" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["lexicon.txt"]
