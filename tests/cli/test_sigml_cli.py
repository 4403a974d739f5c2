"""SiGML as the commands meet it: any output of it, faults with row and line, standard input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from builders import ham

from hamnosys.cli.main import run
from hamnosys.resources import shared_directory

SAMPLES = shared_directory("data_samples")
LEXICON = str(SAMPLES / "lexicon.sigml")
Capture = pytest.CaptureFixture[str]
FAULTY = """<sigml>
  <hns_sign gloss="GOOD">
    <hamnosys_nonmanual><hnm_head tag="NO"/></hamnosys_nonmanual>
    <hamnosys_manual><hamflathand/><hamextfingeru/><hampalml/></hamnosys_manual>
  </hns_sign>
  <hns_sign gloss="TYPO"><hamnosys_manual><hamflathand/><hampam/></hamnosys_manual></hns_sign>
  <hamgestural_sign gloss="OTHER"/>
</sigml>
"""


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty.sigml"
    path.write_text(FAULTY, encoding="utf-8")
    return path


@pytest.mark.parametrize("to", ["classes", "csv", "jsonl", "names", "text", "sigml"])
def test_the_lexicon_becomes_what_its_table_becomes(capsys: Capture, to: str) -> None:
    outputs = []
    for source in (LEXICON, str(SAMPLES / "lexicon.csv")):
        assert run(["convert", source, "--to", to]) == 0
        outputs.append(capsys.readouterr().out)
    if to in ("names", "text", "sigml"):
        assert outputs[0] == outputs[1]
    assert outputs[0].count("\n") == outputs[1].count("\n") >= 90


def test_jobs_do_not_change_the_output(tmp_path: Path) -> None:
    signs = FAULTY.splitlines()[1:5] * 1200
    source, outputs = tmp_path / "many.sigml", []
    source.write_text("\n".join(["<sigml>", *signs, "</sigml>"]), encoding="utf-8")
    for jobs in ("1", "2"):
        out = tmp_path / f"out{jobs}.sigml"
        command = ["convert", str(source), "--to", "sigml", "-o", str(out), "--jobs", jobs]
        assert run(command) == 0
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1]
    assert outputs[0].count(b'<hnm_head tag="NO"/>') == 1200


def test_check_names_row_line_and_element(faulty: Path, capsys: Capture) -> None:
    assert run(["check", str(faulty)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{faulty}:2:13: HNS003 'hampam' (did you mean hampalm")
    assert lines[1:4] == [
        "    hamflathand hampam",
        "                ^^^^^^",
        "    line 6, name 2 TYPO",
    ]
    assert f"{faulty}:3:1: HNS049 hamgestural_sign is Gestural SiGML, no HamNoSys" in lines


def test_rejected_signs_go_to_the_error_file_and_the_others_are_written(
    faulty: Path, tmp_path: Path, capsys: Capture
) -> None:
    errors = tmp_path / "errors.jsonl"
    assert run(["convert", str(faulty), "--to", "text", "--errors", str(errors)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ham("flathand extfingeru palml") + "\n"
    assert "3 rows: 1 written, 2 rejected" in captured.err
    found = [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()]
    assert [(f["row"], f["line"], f["gloss"], f["code"]) for f in found] == [
        (2, 6, "TYPO", "HNS003"),
        (3, 7, "OTHER", "HNS049"),
    ]


def test_a_fault_of_the_xml_leaves_nothing_and_exits_with_2(
    tmp_path: Path, capsys: Capture
) -> None:
    source, out = tmp_path / "cut.sigml", tmp_path / "out.txt"
    source.write_text(Path(LEXICON).read_text(encoding="utf-8")[:-12], encoding="utf-8")
    assert run(["convert", str(source), "-o", str(out)]) == 2
    err = capsys.readouterr().err
    assert f"{source}: not well-formed XML" in err
    assert "(line 92, column" in err
    assert not out.exists()


def test_the_format_may_be_named_and_has_no_columns(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "lexicon.data"
    path.write_bytes(Path(LEXICON).read_bytes())
    assert run(["check", str(path)]) == 2
    assert run(["check", str(path), "--from", "sigml"]) == 0
    assert run(["convert", LEXICON, "--column", "gloss=x"]) == 2
    assert "the format sigml has no named columns" in capsys.readouterr().err


def test_utf_16_asks_for_the_encoding_and_then_is_read(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "lexicon.xml"
    text = Path(LEXICON).read_text(encoding="utf-8").replace("UTF-8", "UTF-16")
    path.write_bytes(text.encode("utf-16"))
    assert run(["check", str(path)]) == 2
    assert "--encoding utf-16" in capsys.readouterr().err
    assert run(["check", str(path), "--encoding", "utf-16"]) == 0


def test_a_class_file_cannot_become_sigml(capsys: Capture) -> None:
    assert run(["convert", str(SAMPLES / "practice_classes.txt"), "--to", "sigml"]) == 2
    assert "holds no transcriptions" in capsys.readouterr().err


def test_a_pipe_is_read_and_told_by_its_beginning() -> None:
    command = [sys.executable, "-m", "hamnosys", "convert", "-", "--to", "sigml"]
    sample = Path(LEXICON).read_bytes()
    found = subprocess.run(command, input=sample, capture_output=True, check=False, timeout=60)
    assert (found.returncode, found.stdout) == (0, sample)
    assert b"90 rows: 90 written" in found.stderr


def test_a_note_tells_that_nonmanual_elements_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signs = "".join(
        f'<hns_sign gloss="{gloss}">{nonmanual}'
        "<hamnosys_manual><hamfist/></hamnosys_manual></hns_sign>"
        for gloss, nonmanual in (
            ("A", '<hamnosys_nonmanual><hnm_body tag="RL"/></hamnosys_nonmanual>'),
            ("B", "<hamnosys_nonmanual/>"),
        )
    )
    source = tmp_path / "signs.sigml"
    source.write_text(f"<sigml>{signs}</sigml>", encoding="utf-8")
    assert run(["convert", str(source), "--to", "names"]) == 0
    assert "note: 1 row with non-manual elements" in capsys.readouterr().err
    assert run(["convert", str(source), "--to", "sigml"]) == 0
    captured = capsys.readouterr()
    assert "note" not in captured.err
    assert '<hnm_body tag="RL"/>' in captured.out
