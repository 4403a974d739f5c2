"""Files appear whole or not at all."""

import errno
import io
import os
import stat
from pathlib import Path

import pytest

from hamnosys import output
from hamnosys.errors import OutputError
from hamnosys.output import check_target, open_binary_output, open_output, same_file


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out.txt"


def listing(path: Path) -> list[str]:
    return sorted(child.name for child in path.parent.iterdir())


def write_and_fail(path: Path, failure: BaseException) -> None:
    with open_output(path, force=True) as stream:
        stream.write("half")
        raise failure


def test_the_content_appears_when_the_block_ends(target: Path) -> None:
    with open_output(target) as stream:
        stream.write("é\n")
        stream.flush()
        assert not target.exists()
    assert target.read_bytes() == b"\xc3\xa9\n"
    assert listing(target) == ["out.txt"]


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt, SystemExit, OSError])
def test_a_failure_leaves_no_file_at_all(target: Path, stop: type[BaseException]) -> None:
    with pytest.raises((stop, OutputError)):
        write_and_fail(target, stop())
    assert listing(target) == []


def test_a_failure_keeps_the_old_file(target: Path) -> None:
    target.write_text("old")
    with pytest.raises(ValueError, match="stop"):
        write_and_fail(target, ValueError("stop"))
    assert target.read_text() == "old"
    assert listing(target) == ["out.txt"]


def test_an_existing_file_is_replaced_only_by_force(target: Path) -> None:
    target.write_text("old")
    with pytest.raises(OutputError, match="exists already") as caught, open_output(target):
        pytest.fail("the block must not run")
    assert "--force" in caught.value.hint
    with open_output(target, force=True) as stream:
        stream.write("new")
    assert target.read_text() == "new"


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_permissions_follow_the_mask_of_the_user(target: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        with open_output(target):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~mask


def test_a_directory_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a directory"):
        check_target(tmp_path, force=True)
    with pytest.raises(OutputError, match="is a directory"), open_output(tmp_path, force=True):
        pytest.fail("the block must not run")


def test_a_missing_directory_is_named_before_any_work(tmp_path: Path) -> None:
    path = tmp_path / "none" / "out.txt"
    with pytest.raises(OutputError, match="directory does not exist") as caught:
        check_target(path)
    assert caught.value.file == str(path)


def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real.name)
    with open_output(link, force=True) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_link_to_a_file_counts_as_existing(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    with pytest.raises(OutputError, match="exists already"):
        check_target(tmp_path / "link.txt")


def test_a_device_is_written_directly_and_stays_a_device() -> None:
    with open_output("/dev/null") as stream:
        stream.write("x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("size", [1, 1_000_000])
def test_a_full_device_is_one_error_of_ours(size: int) -> None:
    with pytest.raises(OutputError, match="No space left"), open_output("/dev/full") as stream:
        stream.write("x" * size)


class FullDisk(io.FileIO):
    """A file that cannot grow."""

    def write(self, _data: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("size", [1, 1_000_000])
def test_a_full_disk_leaves_the_old_file_and_no_temporary(
    target: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    target.write_text("old")

    def opened(path: Path, mode: str) -> io.BufferedWriter:
        return io.BufferedWriter(FullDisk(path, mode))

    monkeypatch.setattr(output, "open", opened, raising=False)
    with (
        pytest.raises(OutputError, match="No space left") as caught,
        open_output(target, force=True) as stream,
    ):
        stream.write("x" * size)
    assert caught.value.file == str(target)
    assert target.read_text() == "old"
    monkeypatch.undo()
    assert listing(target) == ["out.txt"]


def test_a_failure_of_another_file_is_not_blamed_on_this_one(target: Path) -> None:
    with pytest.raises(FileNotFoundError), open_output(target):
        open(target.parent / "nothing")  # noqa: SIM115
    assert listing(target) == []


def write_twice_at_once(target: Path, *, force: bool) -> None:
    with open_output(target, force=force) as first:
        first.write("first")
        with open_output(target, force=force) as second:
            second.write("second")


def test_of_two_outputs_at_once_the_later_one_fails(target: Path) -> None:
    with pytest.raises(OutputError, match="exists already"):
        write_twice_at_once(target, force=False)
    assert target.read_text() == "second"
    assert listing(target) == ["out.txt"]


def test_of_two_outputs_at_once_the_later_one_wins_by_force(target: Path) -> None:
    write_twice_at_once(target, force=True)
    assert target.read_text() == "first"
    assert listing(target) == ["out.txt"]


def test_standard_output_stays_open(capsys: pytest.CaptureFixture[str]) -> None:
    with open_output("-") as stream:
        stream.write("é\n")
    print("after")  # noqa: T201
    assert capsys.readouterr().out == "é\nafter\n"


def test_a_replaced_file_keeps_its_permissions(target: Path) -> None:
    target.write_text("old")
    target.chmod(0o600)
    with open_output(target, force=True) as stream:
        stream.write("new")
    assert target.stat().st_mode & 0o777 == 0o600


def test_bytes_are_written_as_they_are(target: Path) -> None:
    with open_binary_output(target) as stream:
        stream.write(b"\x00\n\r\n\xff")
        assert not target.exists()
    assert target.read_bytes() == b"\x00\n\r\n\xff"


def test_a_failure_leaves_no_bytes(target: Path) -> None:
    def write_and_stop() -> None:
        with open_binary_output(target) as stream:
            stream.write(b"half")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        write_and_stop()
    assert listing(target) == []


def test_bytes_go_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with open_binary_output("-") as stream:
        stream.write(b"\x89PNG\n")
    assert capfdbinary.readouterr().out == b"\x89PNG\n"


def test_a_symlink_that_leads_to_itself_is_an_output_that_cannot_be_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OutputError, match="exists"), open_output(tmp_path / "loop") as stream:
        stream.write("text")
    assert [path.name for path in tmp_path.iterdir()] == ["loop"]


def test_one_file_by_several_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert same_file("a", tmp_path / "a")
    assert same_file("link", "./a")
    assert not same_file("a", "b")
    assert same_file("-", "-")
    assert not same_file("-", "./-")
    assert not same_file(tmp_path / "-", "-")
