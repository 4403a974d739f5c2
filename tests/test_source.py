"""Opening inputs: marks of other encodings, and how much was read."""

from __future__ import annotations

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest

from hamnosys.errors import InputError
from hamnosys.source import open_source


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_file_of_another_unicode_form_is_named_as_such(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text("text", encoding=encoding)
    with pytest.raises(InputError) as caught, open_source(path):
        pass
    assert caught.value.hint == f"--encoding {encoding}"
    with open_source(path, encoding) as source:
        assert list(source.lines()) == [(1, "text")]


def test_a_wrong_encoding_of_the_whole_file_is_an_error_of_the_input(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_bytes(b"odd")
    with (
        pytest.raises(InputError, match="is not utf-16"),
        open_source(path, "utf-16-le") as source,
    ):
        list(source.lines())


def test_progress_follows_the_bytes_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text("line\n" * 3, encoding="utf-8")
    with open_source(path) as source:
        assert (source.size, source.bytes_read()) == (15, 0)
        assert len(list(source.lines())) == 3
        assert source.bytes_read() == 15


def test_bytes_are_read_in_pieces_and_a_failure_is_of_the_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lexicon.sigml"
    path.write_bytes(b"\xff\xfeabc")
    with open_source(path, "utf-16") as source:
        assert [source.read_bytes(4), source.read_bytes(4), source.read_bytes(4)] == [
            b"\xff\xfeab",
            b"c",
            b"",
        ]

        def fail(_size: int) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

        monkeypatch.setattr(source, "binary", SimpleNamespace(read1=fail))
        with pytest.raises(InputError, match="cannot be read: Input/output error"):
            source.read_bytes(4)


def test_line_ends_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_bytes(b"a\r\nb\rc\n")
    with open_source(path) as source:
        assert source.read(9) == "a\nb\nc\n"
    with open_source(path) as source:
        source.keep_line_ends()
        assert source.read(9) == "a\r\nb\rc\n"
