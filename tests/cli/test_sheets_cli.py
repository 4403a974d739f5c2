"""``hamnosys convert`` with .xlsx and .parquet, in and out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import ham
from hypothesis import given, settings
from hypothesis import strategies as st
from sheet_builders import workbook

from hamnosys.cli.main import run
from hamnosys.resources import shared_directory

SAMPLES = shared_directory("data_samples")
SIGN = ham("fist extfingeru palml chest")
OTHER = ham("flathand extfingerl palmd chest")
BINARY = ("xlsx", "parquet")


def convert(*arguments: object) -> int:
    return run(["convert", *map(str, arguments)])


@pytest.mark.parametrize("kind", BINARY)
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_sample_lexicon_goes_through_and_comes_back(
    tmp_path: Path, kind: str, jobs: int
) -> None:
    straight, sheet, back = (tmp_path / name for name in ("a.csv", f"b.{kind}", "c.csv"))
    assert convert(SAMPLES / "lexicon.csv", "--to", "csv", "-o", straight) == 0
    assert convert(SAMPLES / "lexicon.csv", "--to", kind, "-o", sheet, "--jobs", jobs) == 0
    assert convert(sheet, "--to", "csv", "-o", back, "--jobs", jobs) == 0
    assert back.read_bytes() == straight.read_bytes()


GLOSSES = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("kind", BINARY)
@given(glosses=GLOSSES)
@settings(max_examples=25)
def test_any_gloss_goes_through_and_comes_back(
    tmp_path_factory: pytest.TempPathFactory, kind: str, glosses: list[str]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    lexicon, straight, sheet, back = (
        folder / name for name in ("lexicon.jsonl", "a.csv", f"b.{kind}", "c.csv")
    )
    records = [{"gloss": gloss, "hamnosys": SIGN, "name": "n"} for gloss in glosses]
    lexicon.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert convert(lexicon, "--to", "csv", "-o", straight, "--force") == 0
    assert convert(lexicon, "--to", kind, "-o", sheet, "--force") == 0
    assert convert(sheet, "--to", "csv", "-o", back, "--force") == 0
    assert back.read_bytes() == straight.read_bytes()


@pytest.mark.parametrize("kind", BINARY)
def test_standard_output_gets_the_bytes_of_a_file_and_standard_input_gives_them(
    tmp_path: Path, kind: str
) -> None:
    sheet = tmp_path / f"a.{kind}"
    assert convert(SAMPLES / "lexicon.csv", "--to", kind, "-o", sheet) == 0
    command = [sys.executable, "-m", "hamnosys", "convert"]
    piped = subprocess.run(
        [*command, str(SAMPLES / "lexicon.csv"), "--to", kind], capture_output=True, check=True
    )
    assert piped.stdout == sheet.read_bytes()
    for options in ([], ["--from", kind]):
        back = subprocess.run(
            [*command, "-", "--to", "text", *options],
            input=piped.stdout,
            capture_output=True,
            check=True,
        )
        assert len(back.stdout.decode().splitlines()) == 90


@pytest.mark.parametrize("kind", BINARY)
def test_a_terminal_gets_no_bytes(
    kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert convert(SAMPLES / "lexicon.csv", "--to", kind) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"{kind} is of no use on a terminal (-o lexicon.{kind})" in captured.err
    assert convert(SAMPLES / "lexicon.csv", "--to", "csv") == 0


@pytest.mark.parametrize("suffix", ["csv", "json", "XLSX", "parquet", "eaf", "sigml"])
def test_a_class_file_that_is_called_otherwise_is_told(
    tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"lexicon.{suffix}"
    assert convert(SAMPLES / "lexicon.csv", "-o", out) == 0
    assert f"say --to {suffix.lower()}" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8").startswith("name start end ")


@pytest.mark.parametrize("kind", BINARY)
def test_clips_and_their_lexicon_may_be_sheets(tmp_path: Path, kind: str) -> None:
    lexicon, clips, out = (tmp_path / name for name in (f"l.{kind}", f"c.{kind}", "out.txt"))
    tables = {
        lexicon: {"Word": ["HOUSE", "DRINK"], "HamNoSys": [SIGN, OTHER]},
        clips: {"Name": ["c1", "c2"], "start": [3, 0], "end": [9, 0], "gloss": ["DRINK", "HOUSE"]},
    }
    for path, table in tables.items():
        if kind == "parquet":
            pq.write_table(pa.table(table), path)
        else:
            workbook(path, [["notes"]], [list(table), *zip(*table.values(), strict=True)])
    assert convert(lexicon, "--clips", clips, "-o", out) == 0
    rows = [line.split() for line in out.read_text(encoding="utf-8").splitlines()[1:]]
    assert [row[:3] for row in rows] == [["c1", "3", "9"], ["c2", "0", "0"]]
    assert rows[0][3:] != rows[1][3:]


def test_the_sheet_is_chosen_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(
        tmp_path / "l.xlsx", [["hamnosys"], [SIGN]], [["hamnosys"], [OTHER]], names=["A", "B"]
    )
    for sheet, sign in ((None, SIGN), ("B", OTHER), ("1", SIGN)):
        options = [] if sheet is None else ["--sheet", sheet]
        assert convert(path, "--to", "text", *options) == 0
        assert capsys.readouterr().out == sign + "\n"
    assert convert(path, "--to", "text", "--sheet", "C") == 2
    assert "no sheet 'C' (sheets: 'A', 'B')" in capsys.readouterr().err


def test_rejected_rows_say_where_in_the_sheet_they_are(tmp_path: Path) -> None:
    rows = [["name", "hamnosys"], ["a", SIGN], [], ["b", "=A1"], ["c", "x"]]
    path, errors = workbook(tmp_path / "l.xlsx", rows), tmp_path / "errors.jsonl"
    assert convert(path, "-o", tmp_path / "out.txt", "--errors", errors) == 1
    found = [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()]
    assert [(row["row"], row["line"], row["name"]) for row in found] == [(2, 4, "b"), (3, 5, "c")]
    assert found[0]["message"] == "the cell for hamnosys holds a formula without a value"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("l.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or protected Excel file"),
        ("l.xlsx", b"PK\x03\x04", "is no zip archive"),
        ("l.parquet", b"PAR1", "is no Parquet file"),
    ],
)
def test_a_file_that_is_not_what_it_is_called_is_refused_in_one_line(
    tmp_path: Path, name: str, data: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / name, tmp_path / "out.txt"
    path.write_bytes(data)
    assert convert(path, "-o", out) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert str(path) in line
    assert not out.exists()


@pytest.mark.parametrize(("kind", "status"), [("xlsx", 2), ("parquet", 0)])
def test_a_gloss_that_no_cell_holds_leaves_no_file_and_no_traceback(
    tmp_path: Path, kind: str, status: int
) -> None:
    lexicon, out = tmp_path / "lexicon.csv", tmp_path / f"out.{kind}"
    lexicon.write_text(f"gloss,hamnosys\nA,{SIGN}\n{'x' * 40_000},{SIGN}\n", encoding="utf-8")
    command = [sys.executable, "-W", "error", "-m", "hamnosys", "convert", str(lexicon)]
    ran = subprocess.run([*command, "--to", kind, "-o", str(out)], capture_output=True, text=True)
    assert ran.returncode == status
    assert out.exists() == (status == 0)
    assert len(ran.stderr.splitlines()) == 1
    assert ("gloss of the row 2 has 40000" in ran.stderr) == (status == 2)


@pytest.mark.parametrize("kind", BINARY)
def test_an_input_that_breaks_off_leaves_no_file_and_no_traceback(
    tmp_path: Path, kind: str
) -> None:
    lexicon, out = tmp_path / "lexicon.json", tmp_path / f"out.{kind}"
    records = [{"hamnosys": SIGN}] * 1200
    lexicon.write_text(json.dumps(records)[:-1] + ", oops", encoding="utf-8")
    command = [sys.executable, "-W", "error", "-m", "hamnosys", "convert", str(lexicon)]
    ran = subprocess.run([*command, "--to", kind, "-o", str(out)], capture_output=True, text=True)
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["lexicon.json"]


@pytest.mark.parametrize(("kind", "package"), [("parquet", "pyarrow"), ("xlsx", "openpyxl")])
@pytest.mark.parametrize("reads", [True, False])
def test_a_package_that_is_not_installed_is_named(
    tmp_path: Path, kind: str, package: str, reads: bool
) -> None:
    workbook(tmp_path / "l.xlsx", [["hamnosys"], [SIGN]])
    pq.write_table(pa.table({"hamnosys": [SIGN]}), tmp_path / "l.parquet")
    (tmp_path / "l.csv").write_text(f"hamnosys\n{SIGN}\n", encoding="utf-8")
    arguments = [f"l.{kind}"] if reads else ["l.csv", "--to", kind, "-o", "out"]
    script = (
        f"import sys; sys.modules[{package!r}] = None; from hamnosys.cli.main import run; "
        f"sys.exit(run(['convert', *{arguments!r}]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 2
    assert package in ran.stderr
    assert "pip install 'hamnosys-toolkit[formats]'" in ran.stderr
    assert not (tmp_path / "out").exists()


FULL_DISK = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
"""
CTRL_C = """
import hamnosys.formats.xlsx.sink as sink, hamnosys.formats.parquet.sink as parquet

def interrupted(original, count=[0]):
    def function(*arguments):
        count[0] += 1
        if count[0] == 6000:
            raise KeyboardInterrupt
        return original(*arguments)
    return function

sink._encoded = interrupted(sink._encoded)
parquet._writable = interrupted(parquet._writable)
"""


@pytest.mark.parametrize("kind", BINARY)
@pytest.mark.parametrize(
    ("before", "status"), [(FULL_DISK, 2), (CTRL_C, 130)], ids=["full-disk", "ctrl-c"]
)
def test_a_run_that_breaks_off_leaves_nothing_and_no_traceback(
    tmp_path: Path, kind: str, before: str, status: int
) -> None:
    lexicon, temporary = tmp_path / "lexicon.csv", tmp_path / "temporary"
    temporary.mkdir()
    rows = (f"{number * 7919:x}{'x' * 200},{SIGN}\n" for number in range(3000))
    lexicon.write_text("gloss,hamnosys\n" + "".join(rows), encoding="utf-8")
    script = f"{before}\nimport sys; from hamnosys.cli.main import main\nmain()"
    arguments = ["convert", str(lexicon), "--to", kind, "-o", str(tmp_path / "out")]
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    assert ran.returncode == status, ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["lexicon.csv", "temporary"]


def test_check_reads_sheets_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "l.xlsx", [["hamnosys"], [SIGN], ["nonsense"]])
    assert run(["check", str(path)]) == 1
    assert f"{path}:2:1:" in capsys.readouterr().out


def test_what_looks_like_a_formula_stays_what_it_is_in_every_table(tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon.csv"
    lexicon.write_text(f'gloss,hamnosys\n"=HYPERLINK(""x"")",{SIGN}\n', encoding="utf-8")
    tables = {kind: tmp_path / f"out.{kind}" for kind in ("csv", *BINARY)}
    for kind, out in tables.items():
        assert convert(lexicon, "--to", kind, "-o", out) == 0
    assert '"=HYPERLINK(""x"")"' in tables["csv"].read_text(encoding="utf-8")
    table = pq.read_table(io.BytesIO(tables["parquet"].read_bytes()))
    assert table["gloss"].to_pylist() == ['=HYPERLINK("x")']
