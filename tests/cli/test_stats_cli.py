"""``hamnosys stats``."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hamnosys.cli.main import run
from hamnosys.resources import shared_directory
from hamnosys.schemes import load_scheme

HEARAI = load_scheme("hearai")
HEADER = " ".join(["name", "start", "end", *HEARAI.names])
ROW = "0 0 0 1 2 3 4 5 1 7"
SMALL = "name start end hand_shape_bending\n"
"""Of one head, so that there is little to draw."""


@pytest.fixture(autouse=True)
def _no_font_of_the_machine(no_installed_font: None) -> None:
    """Tests must not depend on what is installed."""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "my classes.txt"
    path.write_text(SMALL + "a 0 0 1\nb 0 0 1\nc 0 0 0\n", encoding="utf-8")
    return path


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "statistics.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_samples_become_charts_tables_and_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    classes, out = tmp_path / "classes.txt", tmp_path / "my statistics"
    lexicon = str(shared_directory("data_samples") / "lexicon.csv")
    assert run(["convert", lexicon, "-o", str(classes)]) == 0
    assert run(["stats", str(classes), "-o", str(out)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{classes}: 90 rows, 8 heads" in told.err
    assert told.err.count("no HamNoSys font found: names only") == 1
    charts = len(list(out.glob("*.png")))
    assert f"{charts} charts, statistics.csv, summary.json and report.html are in {out}" in told.err
    assert charts == 13
    assert sum(int(row["count"]) for row in rows_of(out)) == 90 * 8
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["rows"] == 90


@pytest.mark.parametrize("separator", [",", ";", "\t", "tab", "comma"])
def test_files_of_the_predecessors_time(tmp_path: Path, separator: str) -> None:
    character = {"tab": "\t", "comma": ","}.get(separator, separator)
    path, out = tmp_path / "old.csv", tmp_path / "out"
    path.write_text(f"a {ROW}\nb {ROW}\n"[2:].replace(" ", character))
    path.write_text("".join(f"{name} 0 {ROW[2:]}\n".replace(" ", character) for name in "ab"))
    assert run(["stats", str(path), "-o", str(out), "--separator", separator]) == 0
    assert sum(int(row["count"]) for row in rows_of(out)) == 16
    assert {row["head"] for row in rows_of(out)} == set(HEARAI.names)


def test_the_table_of_28_columns(tmp_path: Path) -> None:
    table, out = tmp_path / "table.txt", tmp_path / "out"
    lexicon = str(shared_directory("data_samples") / "lexicon.csv")
    run(["convert", lexicon, "--to", "table", "-o", str(table)])
    assert run(["stats", str(table), "-o", str(out), "--format", "svg"]) == 0
    heads = dict.fromkeys(row["head"] for row in rows_of(out))
    assert list(heads) == list(load_scheme("table").names)
    assert len(list(out.glob("head_*.svg"))) == 25
    absent = [row for row in rows_of(out) if row["class"] == "-1"]
    assert absent
    assert {row["label"] for row in absent} == {"absent"}


def test_options_reach_the_charts(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    errors = tmp_path / "errors.jsonl"
    errors.write_text('{"code": "HNS002", "notation": "x", "row": 1, "name": "a"}\n')
    arguments = ["--sort", "--rare", "2", "--errors", str(errors), "--format", "pdf"]
    assert run(["stats", str(small), "-o", str(out), *arguments]) == 0
    assert {path.suffix for path in out.iterdir()} == {".pdf", ".csv", ".json", ".html"}
    data = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (data["rejected_rows"], data["rare_under"]) == (1, 2)
    assert [entry["class"] for entry in data["corpora"][0]["heads"][0]["rare"]] == [0]
    report = (out / "report.html").read_text(encoding="utf-8")
    assert report.index('scope="row">hamdoublebent<') < report.index('scope="row">none<')


def test_standard_input_is_a_class_file(tmp_path: Path, small: Path) -> None:
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-m", "hamnosys", "stats", "-", "-o", str(out)],
        input=small.read_bytes(),
        capture_output=True,
        check=True,
    )
    assert b"<stdin>: 3 rows, 1 head" in done.stderr
    assert {row["corpus"] for row in rows_of(out)} == {"stdin"}


def test_rows_with_faults_are_1_and_the_others_are_charted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "classes.txt", tmp_path / "out"
    path.write_text(SMALL + "a 0 0 1\nb 0 0 x\nc 0 0 6\nd 0 0 2.5\n", encoding="utf-8")
    assert run(["stats", str(path), "-o", str(out)]) == 1
    told = capsys.readouterr().err
    assert f"{path}:2: HNS046 hand_shape_bending is 'x', which is no whole number\n" in told
    assert f"{path}:3: HNS046 hand_shape_bending is 6, but its classes go from 0 to 5\n" in told
    assert f"{path}: 1 row, 1 head, 3 unreadable" in told
    assert sum(int(row["count"]) for row in rows_of(out)) == 1


def test_many_faults_are_counted_and_not_all_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "classes.txt"
    path.write_text(SMALL + "a 0 0 x\n" * 50)
    assert run(["stats", str(path), "-o", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert told.count("HNS046") == 20
    assert "30 more rows like these" in told


def test_a_header_alone_is_charted_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "classes.txt"
    path.write_text(HEADER + "\n")
    assert run(["stats", str(path), "-o", str(tmp_path / "out")]) == 0
    assert f"warning: {path} has no rows" in capsys.readouterr().err
    assert {row["count"] for row in rows_of(tmp_path / "out")} == {"0"}


def test_an_unknown_column_is_charted_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "classes.txt"
    path.write_text("name start end gloss\na 0 0 77\nb 0 0 1200\n")
    assert run(["stats", str(path), "-o", str(tmp_path / "out")]) == 0
    assert "no class scheme knows the column 'gloss'" in capsys.readouterr().err
    assert [row["class"] for row in rows_of(tmp_path / "out")] == ["77", "1200"]


@pytest.mark.parametrize(
    ("content", "arguments", "reason"),
    [
        ("", [], "classes.txt: there are no classes in it"),
        ("a b c d\n", [], "the header begins with 'a b c'"),
        ("name start end a a\n", [], "'a' stands twice"),
        (SMALL, ["--separator", "::"], "separator cannot be '::'"),
        (SMALL, ["--encoding", "nonsense"], "no encoding 'nonsense'"),
        (SMALL, ["--scheme", "nonsense"], "no class scheme 'nonsense'"),
        (SMALL, ["--font", "nonsense.ttf"], "nonsense.ttf: the font cannot be read"),
        (SMALL, ["--errors", "nonsense.jsonl"], "nonsense.jsonl: cannot be read"),
        (SMALL, ["--together", "a", "b"], "no head 'a' to draw with another"),
    ],
)
def test_what_cannot_be_used_is_2_and_leaves_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
    arguments: list[str],
    reason: str,
) -> None:
    path = tmp_path / "classes.txt"
    path.write_text(content)
    assert run(["stats", str(path), "-o", str(tmp_path / "out"), *arguments]) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith("hamnosys: ")
    assert reason in error
    assert [file.name for file in tmp_path.iterdir()] == ["classes.txt"]


def test_a_full_directory_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert run(["stats", "missing.txt", "-o", str(tmp_path)]) == 2
    assert "is not empty (--force writes into it)" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["CLASSES", "-o"])
def test_classes_and_directory_are_needed(small: Path, missing: str) -> None:
    assert run(["stats", "-o", "x"] if missing == "CLASSES" else ["stats", str(small)]) == 2


def test_the_font_is_used_and_no_hint_is_given(
    small: Path, tmp_path: Path, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    font = str(shared / "font" / "HamNoSysUnicode.ttf")
    assert run(["stats", str(small), "-o", str(tmp_path / "out"), "--font", font]) == 0
    assert "no HamNoSys font" not in capsys.readouterr().err
    assert "@font-face" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def python(*code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "; ".join(code)],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
    )


def test_without_matplotlib_the_hint_says_what_to_install(small: Path, tmp_path: Path) -> None:
    done = python(
        "import sys",
        "sys.modules['matplotlib'] = None",
        "from hamnosys.cli.main import main",
        f"main(['stats', {str(small)!r}, '-o', {str(tmp_path / 'out')!r}])",
    )
    assert done.returncode == 2
    assert done.stderr == (
        "hamnosys: this needs matplotlib, which is not there "
        "(pip install 'hamnosys-toolkit[charts]')\n"
    )


def test_help_loads_neither_numpy_nor_matplotlib() -> None:
    done = python(
        "import sys",
        "from hamnosys.cli.main import run",
        "run(['stats', '--help'])",
        "print(sorted({'numpy', 'matplotlib', 'pandas', 'PIL'} & set(sys.modules)))",
    )
    assert done.stdout.endswith("[]\n"), done.stderr


def test_settings_of_matplotlib_and_the_machine_do_not_matter(small: Path, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "matplotlibrc").write_text("font.size: 40\naxes.facecolor: red\nsavefig.dpi: 20\n")
    made = []
    for name, environment in {
        "plain": {},
        "odd": {"MPLBACKEND": "nonsense", "MPLCONFIGDIR": str(config), "LC_ALL": "C"},
    }.items():
        done = subprocess.run(
            [sys.executable, "-m", "hamnosys", "stats", str(small), "-o", str(tmp_path / name)],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        made.append((tmp_path / name / "head_hand_shape_bending.png").read_bytes())
    assert made[0] == made[1]


def test_the_corpus_gives_all_of_it_twice_the_same(shared: Path, tmp_path: Path) -> None:
    classes, errors = str(tmp_path / "corpus.txt"), str(tmp_path / "errors.jsonl")
    source = str(shared / "corpus" / "transcriptions.tsv")
    assert run(["convert", source, "-o", classes, "--errors", errors]) == 1
    font = str(shared / "font" / "HamNoSysUnicode.ttf")
    for name in ("one", "two"):
        arguments = ["--errors", errors, "--font", font, "--format", "svg"]
        assert run(["stats", classes, "-o", str(tmp_path / name), *arguments]) == 0
    names = {path.name for path in (tmp_path / "one").iterdir()}
    assert len(names) == 16
    for name in names:
        one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert one == two, name
    data = json.loads((tmp_path / "one" / "summary.json").read_text(encoding="utf-8"))
    rejected = len(Path(errors).read_text(encoding="utf-8").splitlines())
    assert data["rejected_rows"] == rejected > 0
    total = len(Path(source).read_text(encoding="utf-8").splitlines()) - 1
    assert data["rows"] + data["rejected_rows"] == total
