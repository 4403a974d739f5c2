"""Killed processes, full disks and two writers: outputs are whole or absent, and nothing is left.

`benchmarks/faults.py` does the same to every command, many times.
"""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from hamnosys import temporary
from hamnosys.errors import OutputError
from hamnosys.output import open_output
from hamnosys.output_directory import check_directory, open_directory
from hamnosys.temporary import held, is_temporary, temporary_name

SAMPLES = Path(__file__).parent.parent / "data_samples"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has neither SIGKILL nor flock")


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(".*"))


def write(path: Path, text: str = "new") -> None:
    with open_output(path, force=True) as stream:
        stream.write(text)


def killed(code: str, *arguments: object) -> None:
    """Run code in another process that kills itself at its end."""
    code = f"import os, sys; a = sys.argv\n{code}\nos.kill(os.getpid(), 9)"
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], check=False)
    assert done.returncode == -signal.SIGKILL


HALF_A_FILE = """
from hamnosys.output import open_output
opened = open_output(a[1], force=True)
stream = opened.__enter__()
stream.write("half"), stream.flush()"""
HALF_A_DIRECTORY = """
from hamnosys.output_directory import open_directory
opened = open_directory(a[1], force=True)
open(opened.__enter__() / "x", "w").write("half")"""


@contextmanager
def living_writer(target: Path) -> Iterator[None]:
    """Another process has written half of a file, and ends when the block does."""
    code = "from hamnosys.output import open_output\nimport sys\n"
    code += "with open_output(sys.argv[1], force=True) as out:\n"
    code += " out.write('theirs'); print('half', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        yield
        process.communicate(timeout=20)
    assert process.returncode == 0


# --- files ---


def test_what_a_killed_process_left_goes_at_the_next_write(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")
    killed(HALF_A_FILE, target)
    assert target.read_text() == "old"
    (left,) = hidden(tmp_path)
    assert is_temporary(left, "out.txt")
    write(tmp_path / "other.txt")
    assert hidden(tmp_path) == [left]  # of another output
    write(target)
    assert (hidden(tmp_path), target.read_text()) == ([], "new")


def test_a_living_writer_keeps_its_file_and_the_last_one_wins(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    with living_writer(target):
        before = hidden(tmp_path)
        assert len(before) == 1
        write(target, "ours")
        assert hidden(tmp_path) == before
        assert target.read_text() == "ours"
    assert target.read_text() == "theirs"
    assert hidden(tmp_path) == []


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    names = (".out.txt.tmp", ".out.txt.backup.tmp", ".out.txt.0123456789abcdeg.tmp", ".out.txt.swp")
    for name in names:
        (tmp_path / name).write_text("mine")
    (tmp_path / temporary_name("out.txt")).mkdir()
    (tmp_path / temporary_name("out.txt")).symlink_to(".out.txt.tmp")
    before = hidden(tmp_path)
    write(target)
    assert hidden(tmp_path) == before


def test_what_another_machine_left_stays_for_a_day(tmp_path: Path) -> None:
    theirs = tmp_path / ".out.txt.0000000000000000.tmp"
    theirs.write_text("half")
    write(tmp_path / "out.txt")
    assert theirs.exists()
    old = time.time() - 25 * 60 * 60
    os.utime(theirs, (old, old))
    write(tmp_path / "out.txt")
    assert not theirs.exists()


def test_where_nothing_can_be_locked_files_are_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    killed(HALF_A_FILE, tmp_path / "out.txt")
    monkeypatch.setattr(temporary, "_flock", refuse)
    write(tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text() == "new"
    assert len(hidden(tmp_path)) == 1  # its writer might be alive
    with open_directory(tmp_path / "out") as folder:
        (folder / "x").write_text("new")
    assert (tmp_path / "out" / "x").exists()


def test_a_file_taken_for_abandoned_before_it_is_locked_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, names = temporary.lock, []

    def late(descriptor: int, *, patience: float = 0) -> bool | None:
        if not names:
            names.extend(tmp_path.glob(".*.tmp"))
            names[0].unlink()
        return lock(descriptor, patience=patience)

    monkeypatch.setattr(temporary, "lock", late)
    write(tmp_path / "out.txt")
    assert names
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


@pytest.mark.parametrize("letter", ["x", "ż", "手", "\U0001f91f"])
def test_names_as_long_as_file_systems_take_are_written(tmp_path: Path, letter: str) -> None:
    target = tmp_path / (letter * (255 // len(letter.encode())))
    killed(HALF_A_FILE, target)
    write(target)
    assert list(tmp_path.iterdir()) == [target]


# --- directories ---


@pytest.mark.parametrize("there", [False, True])
def test_what_a_killed_process_left_of_a_directory_goes(tmp_path: Path, there: bool) -> None:
    target = tmp_path / "out"
    if there:
        target.mkdir()
    killed(HALF_A_DIRECTORY, target)
    assert len(hidden(tmp_path)) == 2  # what is half written, and its lock
    check_directory(target)  # not taken for something of the user's
    assert hidden(tmp_path) == []
    killed(HALF_A_DIRECTORY, target)
    with open_directory(target) as folder:
        (folder / "x").write_text("new")
    assert [path.name for path in target.iterdir()] == ["x"]
    assert hidden(tmp_path) == []


def test_a_directory_that_was_being_replaced_is_there_again(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "x").write_text("old")
    code = """
import hamnosys.output_directory as module
from pathlib import Path
rename = Path.rename
def stop(self, target):
    rename(self, target)
    if self == Path(a[1]): os.kill(os.getpid(), 9)
Path.rename = stop
with module.open_directory(a[1], force=True, whole=True) as folder:
    (folder / "y").write_text("new")"""
    killed(code, target)
    assert not target.exists()
    check_directory(target, force=True)
    assert [path.name for path in target.iterdir()] == ["x"]
    with open_directory(target, force=True, whole=True) as folder:
        (folder / "y").write_text("new")
    assert [path.name for path in target.iterdir()] == ["y"]
    assert hidden(tmp_path) == []


def fill_while_another_does(target: Path, name: str, *, force: bool) -> None:
    with open_directory(target, force=force) as first:
        (first / name).write_text("first")
        with open_directory(target, force=force) as second:
            (second / "x").write_text("second")


def test_of_two_new_directories_the_later_one_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with pytest.raises(OutputError, match="is not empty"):
        fill_while_another_does(target, "y", force=False)
    assert [path.name for path in target.iterdir()] == ["x"]
    assert hidden(tmp_path) == []


def test_of_two_new_directories_the_later_one_wins_by_force(tmp_path: Path) -> None:
    target = tmp_path / "out"
    fill_while_another_does(target, "x", force=True)
    assert (target / "x").read_text() == "first"
    assert hidden(tmp_path) == []


# --- what one process at a time may have ---


def test_a_second_holder_is_refused_and_a_killed_one_is_none(tmp_path: Path) -> None:
    file, refusal = tmp_path / "lock", OutputError("another one")
    with held(file, refusal):
        with pytest.raises(OutputError, match="another one"), held(file, refusal, patience=0.05):
            pytest.fail("the block must not run")
        assert file.exists()
    assert not file.exists()
    code = "from hamnosys.temporary import held\nfrom pathlib import Path\n"
    killed(f"{code}keeper = held(Path(a[1]), None)\nkeeper.__enter__()", file)
    assert file.exists()
    with held(file, refusal, patience=0):
        pass
    assert not file.exists()


def test_two_runs_of_the_trainer_do_not_share_a_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = pytest.importorskip("trainer.run_directory")
    monkeypatch.setattr(module, "held", partial(held, patience=0.05))
    directory = module.RunDirectory(tmp_path / "run")
    with directory.held(force=False, resume=False):
        for resume in (False, True):
            with (
                pytest.raises(OutputError, match="another process is training there"),
                directory.held(force=True, resume=resume),
            ):
                pytest.fail("the block must not run")
    (tmp_path / "run" / ".running").touch()  # of a run that was killed at once
    directory.check(force=False)
    (tmp_path / "run" / "notes.txt").touch()
    with (
        pytest.raises(OutputError, match="is not empty"),
        directory.held(force=False, resume=False),
    ):
        pytest.fail("the block must not run")


# --- the whole command ---

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
from hamnosys.cli.main import main
main(sys.argv[1:])"""


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    header, *rows = (SAMPLES / "lexicon.tsv").read_text(encoding="utf-8").splitlines()
    path = tmp_path_factory.mktemp("lexicon") / "lexicon.tsv"
    path.write_text("\n".join([header, *rows * 20]) + "\n", encoding="utf-8")
    return path


def convert(source: Path, out: Path, *options: str) -> list[str]:
    command = [sys.executable, "-m", "hamnosys", "convert", str(source), "-o", str(out)]
    return [*command, "--errors", str(out.with_suffix(".jsonl")), *options]


def test_convert_is_killed_and_run_again(lexicon: Path, tmp_path: Path) -> None:
    whole, target = tmp_path / "whole.txt", tmp_path / "out" / "out.txt"
    begin = time.perf_counter()
    subprocess.run(convert(lexicon, whole), check=True, capture_output=True)
    seconds = time.perf_counter() - begin
    target.parent.mkdir()
    moments = random.Random(8)
    for jobs in ("1", "2", "1", "2"):
        process = subprocess.Popen(
            convert(lexicon, target, "--jobs", jobs, "--force"), stderr=subprocess.DEVNULL
        )
        time.sleep(moments.uniform(0.3, 1) * seconds)
        process.kill()
        process.wait()
        assert not target.exists() or target.read_bytes() == whole.read_bytes()
    time.sleep(0.1)  # processes of --jobs end with their parent
    subprocess.run(convert(lexicon, target, "--force"), check=True, capture_output=True)
    assert target.read_bytes() == whole.read_bytes()
    assert hidden(target.parent) == []


def test_a_disk_that_becomes_full_leaves_nothing(lexicon: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    command = [sys.executable, "-c", LIMITED, *convert(lexicon, target)[3:]]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_two_processes_that_write_the_same_file_do_not_mix(lexicon: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.tsv"
    rows = lexicon.read_text(encoding="utf-8").splitlines(keepends=True)
    short.write_text("".join(rows[: len(rows) // 2]), encoding="utf-8")
    wholes = []
    for number, source in enumerate((lexicon, short)):
        out = tmp_path / f"whole{number}.txt"
        subprocess.run(convert(source, out), check=True, capture_output=True)
        wholes.append(out.read_bytes())
    target = tmp_path / "out" / "out.txt"
    target.parent.mkdir()
    for _ in range(2):
        running = [
            subprocess.Popen(convert(source, target, "--force"), stderr=subprocess.DEVNULL)
            for source in (lexicon, short)
        ]
        assert [process.wait() for process in running] == [0, 0]
        assert target.read_bytes() in wholes
        assert hidden(target.parent) == []
