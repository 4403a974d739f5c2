"""``hamnosys convert`` as a user meets it: status, one line on stderr, nothing half-written."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from builders import ham

from hamnosys.cli.main import run
from hamnosys.resources import shared_directory

HAMNOSYS = [sys.executable, "-m", "hamnosys"]
LEXICON = str(shared_directory("data_samples") / "lexicon.csv")
FAULTY = str(shared_directory("data_samples") / "faulty.csv")
SIGN = ham("flathand extfingeru palml chest")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.txt"


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_all_good_is_0_and_the_summary_adds_up(out: Path, capsys: Capture) -> None:
    assert run(["convert", LEXICON, "-o", str(out)]) == 0
    assert "90 rows: 90 written, 0 rejected" in capsys.readouterr().err


def test_bad_rows_are_1_and_each_is_a_line(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_text(f"name,hamnosys\na,{SIGN}\nb,x\nc,{SIGN}\n", encoding="utf-8")
    assert run(["convert", str(path)]) == 1
    captured = capsys.readouterr()
    assert [line.split()[0] for line in captured.out.splitlines()] == ["name", "a", "c"]
    assert f"{path}:2:1: HNS002 'x' (U+0078)" in captured.err
    assert "3 rows: 2 written, 1 rejected" in captured.err


def test_with_an_error_file_rows_are_not_listed_on_stderr(tmp_path: Path, capsys: Capture) -> None:
    errors = tmp_path / "errors.jsonl"
    assert run(["convert", FAULTY, "--errors", str(errors)]) == 1
    assert "faulty.csv:" not in capsys.readouterr().err
    assert len(errors.read_text(encoding="utf-8").splitlines()) == 10


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["none.csv"], "none.csv: cannot be read: No such file"),
        (["."], "cannot be read: Is a directory"),
        ([LEXICON, "-o", "none/out.txt"], "none/out.txt: its directory does not exist"),
        ([LEXICON, "-o", "."], "is a directory, not a file"),
        ([LEXICON, "-o", "old.txt"], "old.txt: exists already (--force replaces it)"),
        ([LEXICON, "-o", "new.txt", "--errors", "old.txt"], "old.txt: exists already"),
        ([LEXICON, "-o", "a.txt", "--errors", "./a.txt"], "the output and the error file are the"),
        (["old.txt", "-o", "./old.txt", "--force"], "an output would replace an input"),
        ([LEXICON, "--clips", "old.txt", "-o", "old.txt", "--force"], "would replace an input"),
        (["old.txt", "-o", "a.txt", "--errors", "old.txt", "--force"], "would replace an input"),
        ([LEXICON, "--scheme", "none"], "no class scheme 'none'"),
        ([LEXICON, "--encoding", "none"], "no encoding 'none'"),
        ([LEXICON, "--column", "none=x"], "no field 'none'"),
        ([LEXICON, "--column", "hamnosys=none"], "no column 'none'"),
        ([LEXICON, "--from", "text", "--column", "hamnosys=1"], "text has no named columns"),
        ([LEXICON, "--to", "table", "--scheme", "hearai"], "--to table takes no --scheme"),
        ([LEXICON, "--clips", "none.csv", "-o", "a.txt"], "none.csv: cannot be read"),
        ([LEXICON, "--clips", "old.txt", "-o", "a.txt"], "'old.txt' has no named columns"),
        (["utf16.csv"], "the file is UTF-16, not UTF-8 (--encoding utf-16)"),
    ],
)
def test_what_cannot_work_is_one_line_and_2_and_changes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    arguments: list[str],
    reason: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.txt").write_text("old")
    Path("utf16.csv").write_text("name,hamnosys\n", encoding="utf-16")
    assert run(["convert", *arguments]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert reason in lines[-1]
    assert lines[-1].startswith("hamnosys: ")
    assert names(tmp_path) == ["old.txt", "utf16.csv"]
    assert Path("old.txt").read_text() == "old"


@pytest.mark.parametrize(
    "option",
    [["--to", "x"], ["--from", "x"], ["--policy", "x"], ["--jobs", "0"], ["--column", "x"]],
)
def test_an_unknown_choice_is_2_and_shows_the_usage(option: list[str], capsys: Capture) -> None:
    assert run(["convert", LEXICON, *option]) == 2
    assert f"Invalid value for '{option[0]}'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["empty.csv", "empty.txt", "empty.json", "empty.jsonl"])
def test_an_input_without_rows_gives_the_header_a_warning_and_0(
    tmp_path: Path, name: str, capsys: Capture
) -> None:
    (tmp_path / name).touch()
    assert run(["convert", str(tmp_path / name)]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("name start end symmetry_operator")
    assert captured.out.count("\n") == 1
    assert "warning: the input has no rows" in captured.err


def test_force_covers_every_output(tmp_path: Path) -> None:
    out, errors = tmp_path / "out", tmp_path / "errors"
    for path in (out, errors):
        path.write_text("old")
    assert run(["convert", LEXICON, "-o", str(out), "--errors", str(errors), "--force"]) == 0
    assert out.read_text(encoding="utf-8").startswith("name start end")
    assert errors.read_bytes() == b""


def test_paths_may_have_spaces_and_other_letters(tmp_path: Path) -> None:
    folder = tmp_path / "a b ü"
    folder.mkdir()
    path = folder / "my lexicon.csv"
    path.write_text(f"name,hamnosys\na,{SIGN}\n", encoding="utf-8")
    assert run(["convert", str(path), "-o", str(folder / "the classes.txt")]) == 0
    assert names(folder) == ["my lexicon.csv", "the classes.txt"]


def test_rows_with_bytes_of_another_encoding_are_rejected_alone(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "lexicon.csv"
    sign = SIGN.encode()
    path.write_bytes(b"name,gloss,hamnosys\na,\xe4," + sign + b"\nb,x," + sign + b"\n")
    assert run(["convert", str(path)]) == 1
    captured = capsys.readouterr()
    assert captured.out.splitlines()[1].startswith("b ")
    assert "HNS042" in captured.err


def test_standard_input_is_read_and_standard_output_written() -> None:
    done = subprocess.run(
        [*HAMNOSYS, "convert", "-", "--to", "names"],
        input=SIGN.encode() + b"\n",
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout == b"hamflathand hamextfingeru hampalml hamchest\n"
    assert done.stderr.startswith(b"1 row: 1 written")


def test_a_closed_pipe_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_text(f"{SIGN}\n" * 20_000, encoding="utf-8")
    command = [*HAMNOSYS, "convert", str(path), "--to", "csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        message = process.stderr.read()
        assert process.wait(timeout=30) == 2
    assert message == b"hamnosys: <stdout>: cannot be written: was closed\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("to_stdout", [True, False])
def test_a_full_disk_is_one_line_and_2(to_stdout: bool) -> None:
    with open("/dev/full", "wb") as full:
        arguments = [] if to_stdout else ["-o", "/dev/full"]
        done = subprocess.run(
            [*HAMNOSYS, "convert", LEXICON, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"No space left on device" in done.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)]
)
def test_an_interrupted_run_leaves_nothing_behind(
    tmp_path: Path, jobs: str, number: int, status: int
) -> None:
    fifo, out, errors = (tmp_path / name for name in ("fifo", "out.txt", "errors.jsonl"))
    os.mkfifo(fifo)
    command = [*HAMNOSYS, "convert", str(fifo), "--from", "text", "--jobs", jobs]
    with (
        subprocess.Popen(
            [*command, "-o", str(out), "--errors", str(errors)],
            stderr=subprocess.PIPE,
            # The suite itself may have been started with interrupts ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ) as process,
        fifo.open("w", encoding="utf-8") as stream,
    ):
        stream.write(f"{SIGN}\n" * 3000)
        stream.flush()
        deadline = time.monotonic() + 20
        while len(names(tmp_path)) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(names(tmp_path)) == 3, "the run has both of its temporary files open"
        process.send_signal(number)
        _, message = process.communicate(timeout=30)
    assert process.returncode == status
    assert b"Traceback" not in message
    assert names(tmp_path) == ["fifo"]
