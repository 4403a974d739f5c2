"""``hamnosys predict``."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from clip_builders import practice_rows, write_clips
from trainer_builders import small

from hamnosys.cli.main import run as hamnosys
from hamnosys.schemes import load_scheme
from trainer.checkpoint import Description, save_checkpoint
from trainer.heads import HeadSpec
from trainer.model.recognizer import Recognizer

HEARAI = load_scheme("hearai")
LEXICON = """name,gloss,hamnosys
10,"HOUSE, big",hamflathand hamextfingeru hampalml hamchest
11,TREE,hamfist hamextfingerl hampalmd hamhead
12,TREE,hamfist hamextfingerl hampalmd hamhead
13,WOOD,hamfist hamextfingerl hampalmd hamhead
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint in ``run``, three clips in ``new``, ``lexicon.csv`` and its classes."""
    folder = tmp_path_factory.mktemp("predict")
    heads = tuple(HeadSpec(head.name, head.labels) for head in HEARAI.heads)
    config = small(None)
    torch.manual_seed(0)
    model = Recognizer(config, heads, (24, 32))
    (folder / "run").mkdir()
    description = Description(config, heads, "hearai", (24, 32), 3, None)
    save_checkpoint(folder / "run" / "best.safetensors", model, description)
    write_clips(folder / "new", practice_rows(3))
    (folder / "lexicon.csv").write_text(LEXICON, encoding="utf-8")
    for name, target in (("classes.txt", "classes"), ("classes.csv", "csv")):
        source = str(folder / "lexicon.csv")
        assert hamnosys(["convert", source, "-o", str(folder / name), "--to", target]) == 0
    return folder


@pytest.fixture
def command(folder: Path) -> list[str]:
    return ["predict", str(folder / "run"), str(folder / "new"), "--gpu", "-1"]


def with_lexicon(folder: Path) -> list[str]:
    return ["--lexicon", str(folder / "classes.csv"), "--neighbours", "1"]


def test_a_table_a_clip(command: list[str], folder: Path, capfd: Capture) -> None:
    assert hamnosys([*command, "-k", "2"]) == 0
    told = capfd.readouterr()
    assert told.err == f"{folder / 'run' / 'best.safetensors'}: epoch 3; clips: 3\n"
    tables = told.out.split("\n\n")
    assert [table.splitlines()[0] for table in tables] == ["clip_000", "clip_001", "clip_002"]
    lines = tables[0].splitlines()
    assert lines[1].split() == ["head", "class", "label", "probability", "symbols"]
    assert len(lines) == 2 + 2 * 8
    heads = [line.split()[0] for line in lines[2:] if not line.startswith("   ")]
    assert heads == list(HEARAI.names)
    assert "\x1b" not in told.out + told.err


def test_nearest_glosses_with_ties(command: list[str], folder: Path, capfd: Capture) -> None:
    assert hamnosys([*command, *with_lexicon(folder), "--threshold", "1", "-k", "1"]) == 0
    out = capfd.readouterr().out
    heads, nearest = out.split("\n\n")[:2]
    assert heads.splitlines()[2].split() == ["symmetry_operator", "unknown"]
    columns, unknown, *found = nearest.splitlines()
    assert columns.split() == ["rank", "nearest", "gloss", "match", "distance", "row"]
    assert unknown.strip() == "unknown"
    # TREE and WOOD have the same classes; TREE stands twice with them, and counts once.
    assert [line.split()[:2] for line in found] == [["1", "TREE"], ["1", "WOOD"]]
    assert [line.split()[-1] for line in found] == ["2", "4"]


def test_ties_that_are_not_shown_are_counted(
    command: list[str], tmp_path: Path, capfd: Capture
) -> None:
    lexicon = tmp_path / "ties.csv"
    rows = "".join(f"g{number},0,0,0,0,0,0,0,0\n" for number in range(1_500))
    lexicon.write_text(",".join(["gloss", *HEARAI.names]) + "\n" + rows, encoding="utf-8")
    assert hamnosys([*command, "--lexicon", str(lexicon), "--neighbours", "2"]) == 0
    nearest = capfd.readouterr().out.split("\n\n")[1].splitlines()
    assert len(nearest) == 1 + 22 + 1
    assert nearest[-1] == "  and 1,478 more as near as the last one"


def test_json(command: list[str], folder: Path, capfd: Capture) -> None:
    assert hamnosys([*command, *with_lexicon(folder), "-f", "json", "-k", "4"]) == 0
    data = json.loads(capfd.readouterr().out)
    assert data["checkpoint"] == str(folder / "run" / "best.safetensors")
    assert (data["scheme"], data["epoch"], data["failures"]) == ("hearai", 3, [])
    assert data["lexicon"] == {"file": str(folder / "classes.csv"), "by": "log_probability"}
    names = ["clip_000", "clip_001", "clip_002"]
    assert [clip["name"] for clip in data["clips"]] == names
    assert [clip["path"] for clip in data["clips"]] == [str(folder / "new" / n) for n in names]
    for clip in data["clips"]:
        assert [head["head"] for head in clip["heads"]] == list(HEARAI.names)
        for head in clip["heads"]:
            spec = HEARAI.head(head["head"])
            assert (len(head["classes"]), head["unknown"]) == (4, False)
            for guess in head["classes"]:
                assert guess["label"] == spec.label(guess["class"])
                assert guess["symbols"] == spec.symbols(guess["class"])
                assert 0 <= guess["probability"] <= 1
        assert clip["nearest"]["more"] == 0
        assert {near["rank"] for near in clip["nearest"]["glosses"]} == {1}


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_sheets_hold_what_json_holds(
    command: list[str], folder: Path, capfd: Capture, name: str, delimiter: str
) -> None:
    options = [*with_lexicon(folder), "--by", "loss_weight", "--threshold", "0.2"]
    assert hamnosys([*command, *options, "-f", "json"]) == 0
    data = json.loads(capfd.readouterr().out)
    assert hamnosys([*command, *options, "-f", name]) == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out), delimiter=delimiter))
    wanted = []
    for clip in data["clips"]:
        for head in clip["heads"]:
            for rank, guess in enumerate(head["classes"], 1):
                figures = (guess["class"], guess["label"], guess["symbols"], guess["probability"])
                cells = (head["head"], rank, *figures, "", head["unknown"])
                wanted.append((clip["name"], *cells, clip["path"]))
        for near in clip["nearest"]["glosses"]:
            figures = (near["row"], near["gloss"], "", near["match"], near["distance"])
            unknown = clip["nearest"]["unknown"]
            cells = ("nearest_gloss", near["rank"], *figures, unknown)
            wanted.append((clip["name"], *cells, clip["path"]))
    assert len(rows) == len(wanted)
    for row, cells in zip(rows, wanted, strict=True):
        shown = [f"{cell:.6f}" if isinstance(cell, float) else str(cell) for cell in cells]
        assert list(row.values()) == [*shown[:-2], shown[-2].lower(), shown[-1]]


def test_a_file_is_replaced_only_with_force(
    command: list[str], folder: Path, tmp_path: Path, capfd: Capture
) -> None:
    out = tmp_path / "answers.json"
    assert hamnosys([*command, "-f", "json", "-o", str(out)]) == 0
    assert capfd.readouterr().out == ""
    before = out.read_bytes()
    assert hamnosys([*command, "-o", str(out)]) == 2
    assert capfd.readouterr().err == f"hamnosys: {out}: exists already (--force replaces it)\n"
    assert out.read_bytes() == before
    assert hamnosys([*command, "-o", str(out), "--force"]) == 0
    assert out.read_text(encoding="utf-8").startswith("clip_000\n")


def test_an_output_never_replaces_the_lexicon(
    command: list[str], folder: Path, capfd: Capture
) -> None:
    path = str(folder / "classes.csv")
    assert hamnosys([*command, "--lexicon", path, "-o", path, "--force"]) == 2
    assert "would replace the lexicon" in capfd.readouterr().err


def test_names_with_line_ends_stay_on_their_line(
    command: list[str], tmp_path: Path, capfd: Capture
) -> None:
    lexicon = tmp_path / "odd.csv"
    header = ",".join(["gloss", *HEARAI.names])
    lexicon.write_text(f'{header}\n"two\nlines\x1b[1m",0,0,0,0,0,0,0,0\n', encoding="utf-8")
    assert hamnosys([*command, "--lexicon", str(lexicon)]) == 0
    assert r"two\nlines\x1b[1m" in capfd.readouterr().out


def test_a_damaged_clip_is_left_out(
    command: list[str], folder: Path, tmp_path: Path, capfd: Capture
) -> None:
    data = write_clips(tmp_path / "clips", practice_rows(3))
    (data / "clip_001" / "clip_001_1.jpg").write_bytes(b"")
    assert hamnosys([*command[:2], str(data), *command[3:], "-f", "json"]) == 1
    told = capfd.readouterr()
    found = json.loads(told.out)
    assert [clip["name"] for clip in found["clips"]] == ["clip_000", "clip_002"]
    assert [failure["name"] for failure in found["failures"]] == ["clip_001"]
    last = told.err.splitlines()[-1]
    assert last == f"clip_001 is left out: {found['failures'][0]['message']}"
    assert "clip_001_1.jpg" in last


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["missing", "new"], 2, "there is no such checkpoint"),
        (["new", "new"], 2, "holds no checkpoint"),
        (["run"], 2, "Missing argument 'INPUT...'"),
        (["run", "new", "-k", "0"], 2, "-k"),
        (["run", "new", "--threshold", "2"], 2, "--threshold"),
        (["run", "new", "--by", "near"], 2, "log_probability"),
        (["run", "new", "--lexicon", "lexicon.csv"], 2, "hamnosys convert lexicon.csv -o"),
        (["run", "new", "--lexicon", "none.txt"], 2, "none.txt: cannot be read"),
        (["run", "new", "--gloss-names", "none.txt"], 2, "tells no glosses apart"),
        (["run", "new", "--gpu", "99"], 2, "there is no GPU 99"),
        (["run", "new", "-o", "none/a.txt"], 2, "its directory does not exist"),
    ],
)
def test_what_is_wrong_is_one_line(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: Capture,
    arguments: list[str],
    status: int,
    words: str,
) -> None:
    monkeypatch.chdir(folder)
    assert hamnosys(["predict", *arguments]) == status
    told = capfd.readouterr()
    assert told.out == ""
    assert words in told.err
    assert told.err.startswith("hamnosys: ") == ("Usage:" not in told.err)


@pytest.mark.slow
def test_through_a_pipe_it_is_utf_8_whatever_the_locale(command: list[str]) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "hamnosys", *command, "-k", "9"],
        capture_output=True,
        check=False,
        env={"PATH": "", "LC_ALL": "C", "PYTHONUTF8": "0", "OMP_NUM_THREADS": "1"},
    )
    assert shown.returncode == 0, shown.stderr
    assert any(ord(each) >= 0xE000 for each in shown.stdout.decode("utf-8"))
