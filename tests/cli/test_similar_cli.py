"""``hamnosys similar``: nearest signs, minimal pairs and duplicates of lexicons."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from builders import ham

from hamnosys.cli.main import run
from hamnosys.cli.similar import similar
from hamnosys.resources import shared_directory
from hamnosys.similarity import PARAMETERS

SAMPLES = shared_directory("data_samples")
Capture = pytest.CaptureFixture[str]

ROWS = [
    ("a1", "KNOW", "flathand thumboutmod fingerbendmod extfingeru palml forehead touch"),
    ("a2", "THINK", "finger2 extfingeru palml forehead touch"),
    ("a3", "TASTE", "finger2 extfingeru palml lips touch"),
    ("a4", "FAR", "symmlr fist extfingero palmd moveo largemod"),
    ("a5", "KNOW", "flathand fingerbendmod thumboutmod extfingeru palml forehead touch"),
]


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    return write(tmp_path / "lexicon.csv", ROWS)


def write(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    lines = [f"{name},{gloss},{ham(text)}" for name, gloss, text in rows]
    path.write_text("\n".join(["name,gloss,hamnosys", *lines]) + "\n", encoding="utf-8")
    return path


def test_each_row_has_its_nearest(lexicon: Path, capsys: Capture) -> None:
    assert run(["similar", str(lexicon), "-k", "2", "-f", "json"]) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert [(row["row"], row["name"], row["gloss"]) for row in found] == [
        (number, name, gloss) for number, (name, gloss, _) in enumerate(ROWS, 1)
    ]
    assert [each["name"] for each in found[0]["nearest"]] == ["a5", "a2"]
    assert [each["name"] for each in found[2]["nearest"]] == ["a2", "a1"]
    for row in found:
        for each in row["nearest"]:
            assert list(each["split"]) == [*PARAMETERS, "writing"]
            assert sum(each["split"].values()) == pytest.approx(each["distance"], abs=5e-4)
    assert found[0]["nearest"][0]["distance"] == 0
    assert captured.err == "5 rows: 5 compared, 0 rejected\n"


def test_a_table_for_people(lexicon: Path, capsys: Capture) -> None:
    assert run(["similar", str(lexicon), "-k", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["distance", *PARAMETERS, "sign"]
    assert lines[1] == "1 a1 KNOW"
    assert lines[2].split() == ["0.000", ".", ".", ".", ".", ".", "5", "a5", "KNOW"]
    assert len(lines) == 1 + 2 * len(ROWS)


@pytest.mark.parametrize("named", ["a2", "THINK", "think"])
def test_to_a_row_by_its_name_or_gloss(lexicon: Path, capsys: Capture, named: str) -> None:
    assert run(["similar", str(lexicon), "--to", named, "-k", "9", "-f", "jsonl"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert found["name"] == "a2"
    assert [each["name"] for each in found["nearest"]] == ["a3", "a1", "a5", "a4"]


def test_to_all_rows_of_a_gloss(lexicon: Path, capsys: Capture) -> None:
    assert run(["similar", str(lexicon), "--to", "KNOW", "-k", "1", "-f", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["nearest"][0]["name"]) for row in found] == [
        ("a1", "a5"),
        ("a5", "a1"),
    ]


def test_to_a_transcription(lexicon: Path, capsys: Capture) -> None:
    text = "hamfinger2 hamextfingeru hampalml hamforehead hamtouch"
    assert run(["similar", str(lexicon), "--to", text, "-k", "2", "-f", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["row"], found["gloss"]) == (None, text)
    assert found["nearest"][0]["name"] == "a2"
    assert [each["distance"] == 0 for each in found["nearest"]] == [True, False]


def test_to_what_is_neither(lexicon: Path, capsys: Capture) -> None:
    assert run(["similar", str(lexicon), "--to", "NOSUCH"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "no row has the name or gloss 'NOSUCH', and it is no transcription" in captured.err


def test_within_leaves_out_what_is_farther(lexicon: Path, capsys: Capture) -> None:
    assert run(["similar", str(lexicon), "--within", "0", "-f", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["name"], row["other_name"]) for row in rows] == [("a1", "a5"), ("a5", "a1")]
    assert run(["similar", str(lexicon), "--within", "0"]) == 0
    table = capsys.readouterr().out.splitlines()
    assert [line for line in table[1:] if line[0] != " "] == ["1 a1 KNOW", "5 a5 KNOW"]


def test_minimal_pairs(lexicon: Path, capsys: Capture) -> None:
    assert run(["similar", str(lexicon), "--minimal-pairs", "-f", "json"]) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    told = [(each["name"], each["other"]["name"], each["parameter"]) for each in found]
    assert told == [("a1", "a2", "handshape"), ("a2", "a3", "location")]
    assert found[1]["values"] == ["hamforehead hamtouch", "hamlips hamtouch"]
    assert captured.err.splitlines()[-1] == "2 minimal pairs"
    assert run(["similar", str(lexicon), "--minimal-pairs", "--parameter", "location"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("location 0.")
    assert lines[1:] == ["  2 a2 THINK: hamforehead hamtouch", "  3 a3 TASTE: hamlips hamtouch"]


def test_minimal_pairs_as_a_sheet_and_within(lexicon: Path, capsys: Capture) -> None:
    assert run(["similar", str(lexicon), "--minimal-pairs", "-f", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["other_value"] for row in rows] == ["hamfinger2", "hamlips hamtouch"]
    nearer = min(float(row["distance"]) for row in rows)
    options = ["--minimal-pairs", "--within", str(nearer + 0.001), "-f", "jsonl"]
    assert run(["similar", str(lexicon), *options]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_duplicates_whatever_the_spelling(lexicon: Path, capsys: Capture) -> None:
    assert run(["similar", str(lexicon), "--duplicates", "-f", "json"]) == 0
    captured = capsys.readouterr()
    (group,) = json.loads(captured.out)
    assert [row["row"] for row in group["rows"]] == [1, 5]
    assert sorted(group["names"]) == sorted(f"ham{name}" for name in ROWS[0][2].split())
    assert captured.err.splitlines()[-1] == "1 sign that stands more than once"
    assert run(["similar", str(lexicon), "--duplicates"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["  1 a1 KNOW", "  5 a5 KNOW"]
    assert run(["similar", str(lexicon), "--duplicates", "-f", "csv"]) == 0
    assert [line[:4] for line in capsys.readouterr().out.splitlines()] == ["grou", "1,1,", "1,5,"]


def test_the_neighbours_of_another_lexicon(lexicon: Path, tmp_path: Path, capsys: Capture) -> None:
    other = write(tmp_path / "other.csv", [("b1", "X", ROWS[3][2]), ("b2", "Y", ROWS[1][2])])
    assert run(["similar", str(lexicon), "--with", str(other), "-k", "1", "-f", "json"]) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert [row["nearest"][0]["name"] for row in found] == ["b2", "b2", "b2", "b1", "b2"]
    assert found[3]["nearest"][0]["distance"] == 0
    assert captured.err == "7 rows: 7 compared, 0 rejected\n"
    assert run(["similar", str(lexicon), "--with", str(other), "--to", "FAR", "-k", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[2].endswith("1 b1 X")


def test_weights_change_what_is_near(lexicon: Path, tmp_path: Path, capsys: Capture) -> None:
    near = ["similar", str(lexicon), "--to", "THINK", "-k", "1", "-f", "json"]
    assert run([*near, "--weight", "location=0"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["nearest"][0]["name"] == "a3"
    assert run([*near, "--weight", "handshape=0"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["nearest"][0]["name"] == "a1"
    weights = tmp_path / "w.yaml"
    weights.write_text("weights: {handshape: 0}\n", encoding="utf-8")
    assert run([*near, "--weights", str(weights)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["nearest"][0]["name"] == "a1"


@pytest.mark.parametrize(
    "pair", ["handshape", "handshape=", "handshape=much", "colour=1", "hands=-1"]
)
def test_faulty_weights_are_usage(lexicon: Path, capsys: Capture, pair: str) -> None:
    assert run(["similar", str(lexicon), "--weight", pair]) == 2
    assert capsys.readouterr().out == ""


def test_faulty_rows_are_told_and_the_others_compared(lexicon: Path, capsys: Capture) -> None:
    with lexicon.open("a", encoding="utf-8") as lines:
        lines.write(f"a6,BAD,{ham('extfingeru palml')}\na7,NEAR,{ham(ROWS[1][2])}\n")
    assert run(["similar", str(lexicon), "--duplicates", "-f", "json"]) == 1
    captured = capsys.readouterr()
    assert f"{lexicon}:6:1: HNS020" in captured.err
    assert "7 rows: 6 compared, 1 rejected" in captured.err
    assert [[row["row"] for row in g["rows"]] for g in json.loads(captured.out)] == [[1, 5], [2, 7]]


def test_the_policy_decides_which_rows_are_faulty(tmp_path: Path, capsys: Capture) -> None:
    habit = "symmlr largemod fingerstraightmod flathand extfingeru palml"
    path = write(tmp_path / "habit.csv", [("a", "A", habit)])
    assert run(["similar", str(path)]) == 0
    assert run(["similar", str(path), "--policy", "strict"]) == 1
    assert "1 row: 0 compared, 1 rejected" in capsys.readouterr().err


def test_a_class_file_is_refused(capsys: Capture) -> None:
    assert run(["similar", str(SAMPLES / "practice_classes.txt")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "a class file holds no transcriptions" in captured.err


@pytest.mark.parametrize(
    "options",
    [
        ["--minimal-pairs", "--duplicates"],
        ["--parameter", "location"],
        ["--minimal-pairs", "-k", "3"],
        ["--minimal-pairs", "--to", "KNOW"],
        ["--duplicates", "--with", "other.csv"],
        ["--duplicates", "--within", "0.1"],
        ["-k", "0"],
        ["--within", "2"],
        ["--weights", "nosuch.yaml"],
        ["--minimal-pairs", "--parameter", "colour"],
    ],
)
def test_options_that_make_no_sense(lexicon: Path, options: list[str], capsys: Capture) -> None:
    assert run(["similar", str(lexicon), *options]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


def test_an_input_without_rows(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path / "empty.csv", [])
    for options in ([], ["--minimal-pairs"], ["--duplicates"]):
        assert run(["similar", str(path), "-f", "json", *options]) == 0
        captured = capsys.readouterr()
        assert json.loads(captured.out) == []
        assert "the input has no rows" in captured.err


def test_a_file_is_written_whole_and_replaced_only_with_force(
    lexicon: Path, tmp_path: Path, capsys: Capture
) -> None:
    output = tmp_path / "near.csv"
    assert run(["similar", str(lexicon), "-o", str(output)]) == 0
    first = output.read_bytes()
    assert first.startswith(b"row,name,gloss,other_row,")  # by the suffix
    assert run(["similar", str(lexicon), "-o", str(output)]) == 2
    assert run(["similar", str(lexicon), "-o", str(output), "--force"]) == 0
    assert output.read_bytes() == first
    assert run(["similar", str(lexicon), "-o", str(lexicon), "--force"]) == 2
    assert "would replace an input" in capsys.readouterr().err


def test_standard_input(lexicon: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hamnosys", "similar", "-", "--from", "csv", "--duplicates"],
        input=lexicon.read_bytes(),
        capture_output=True,
        check=True,
    )
    assert b"5 a5 KNOW" in done.stdout


def test_composites_are_compared_whole(tmp_path: Path, capsys: Capture) -> None:
    first, second = ROWS[0][2], ROWS[3][2]
    rows = [
        ("c1", "A", first),
        ("c2", "B", f"{first} + {second}"),
        ("c3", "C", f"{first} + {first}"),
    ]
    path = write(tmp_path / "composites.csv", rows)
    assert run(["similar", str(path), "--duplicates", "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(["similar", str(path), "--minimal-pairs", "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_the_samples_have_all_they_need(capsys: Capture) -> None:
    assert run(["similar", str(SAMPLES / "lexicon.csv"), "-k", "3", "-f", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 3 * 90
    assert all(0 < float(row["distance"]) <= 1 for row in rows)


def test_help_needs_no_numpy() -> None:
    code = (
        "import sys; from hamnosys.cli.main import run; run(['similar', '--help']); "
        "sys.exit('numpy' in sys.modules or 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0
    assert "--minimal-pairs" in done.stdout


def test_the_help_names_every_parameter() -> None:
    assert all(name in (similar.help or "") for name in PARAMETERS)
