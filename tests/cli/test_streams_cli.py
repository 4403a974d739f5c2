"""Closed and full streams, odd encodings and odd file names: one line, the right status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders import ham

HEADER = "name,hamnosys\n"
GOOD = HEADER + f"a,{ham('fist extfingeru palml')}\n"
BAD = HEADER + f"a,{ham('fist fist')}\n"


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A shell line in a folder; ``hamnosys`` is the command under test."""
    script = command.replace("hamnosys ", f'"{sys.executable}" -m hamnosys ')
    return subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.csv").write_text(BAD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    ["hamnosys symbols >&-", "hamnosys convert good.csv >&-", "hamnosys check good.csv >&-"],
)
def test_a_closed_standard_output_is_one_line_and_2(command: str, folder: Path) -> None:
    done = shell(command, folder)
    assert done.returncode == 2
    assert done.stderr == "hamnosys: <stdout>: cannot be written: it is closed\n"


@pytest.mark.parametrize("command", ["hamnosys convert - <&-", "hamnosys parse - <&-"])
def test_a_closed_standard_input_is_one_line_and_2(command: str, folder: Path) -> None:
    done = shell(command, folder)
    assert done.returncode == 2
    assert done.stderr == "hamnosys: <stdin>: cannot be read: it is closed\n"


def test_a_closed_standard_error_loses_no_output(folder: Path) -> None:
    assert shell("hamnosys convert good.csv -o out.txt 2>&-", folder).returncode == 0
    assert len((folder / "out.txt").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_rejections_that_cannot_be_told_stop_the_run(folder: Path) -> None:
    assert shell("hamnosys convert bad.csv -o out.txt 2>/dev/full", folder).returncode == 2
    assert not (folder / "out.txt").exists()


@pytest.mark.parametrize("encoding", ["base64", "rot13", "idna", "nonsense"])
def test_what_is_no_encoding_of_text_is_refused(encoding: str, folder: Path) -> None:
    done = shell(f"hamnosys convert good.csv --encoding {encoding}", folder)
    assert done.returncode == 2
    assert done.stderr.startswith(f"hamnosys: no encoding '{encoding}'")
    assert done.stderr.count("\n") == 1


def test_a_file_name_of_other_bytes_is_escaped(folder: Path) -> None:
    name = os.fsencode(folder) + b"/\xfe\n.csv"
    try:
        with open(name, "w", encoding="utf-8") as stream:
            stream.write(BAD)
    except OSError:
        pytest.skip("the file system takes no such name")
    command = [sys.executable.encode(), b"-m", b"hamnosys", b"convert", name]
    done = subprocess.run(command, capture_output=True)
    assert done.returncode == 1
    first = done.stderr.decode("utf-8").splitlines()[0]
    assert r"\udcfe\n.csv:1:2: HNS021" in first


def test_findings_of_several_inputs_begin_only_when_all_can_be_read(folder: Path) -> None:
    done = shell("hamnosys check good.csv missing.csv -f json", folder)
    assert (done.returncode, done.stdout) == (2, "")


def test_an_empty_path_is_named_as_such(folder: Path) -> None:
    for command in ("hamnosys convert ''", "hamnosys convert good.csv -o ''"):
        done = shell(command, folder)
        assert done.returncode == 2
        assert "empty" in done.stderr
