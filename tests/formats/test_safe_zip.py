"""Archives that are no archives, damaged ones, and ones that unpack to more than they should."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamnosys.errors import InputError
from hamnosys.formats.safe_zip import Limits, SafeZip

SMALL = Limits(members=3, total=5000, ratio=10, small=100)


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def opened(data: bytes, limits: Limits = SMALL) -> SafeZip:
    return SafeZip(io.BytesIO(data), "a.xlsx", limits)


def read(data: bytes, name: str, limits: Limits = SMALL) -> bytes:
    return b"".join(opened(data, limits).chunks(name))


def patched(data: bytes, at: int, layout: str, value: int) -> bytes:
    """Change a number of the first entry of the table of contents."""
    changed = bytearray(data)
    struct.pack_into(layout, changed, data.index(b"PK\x01\x02") + at, value)
    return bytes(changed)


def test_a_file_comes_out_as_it_went_in() -> None:
    data = bytes(range(256)) * 3
    assert read(packed(("xl/a.xml", data), ("b", b"")), "xl/a.xml") == data


@pytest.mark.parametrize("name", ["xl/Workbook.XML", "xl\\workbook.xml"])
def test_names_are_found_in_any_case_and_with_either_slash(name: str) -> None:
    archive = opened(packed(("XL\\workbook.xml", b"x")))
    assert name in archive
    assert b"".join(archive.chunks(name)) == b"x"


def test_a_file_that_is_not_there_is_named() -> None:
    archive = opened(packed(("a", b"x")))
    assert "b" not in archive
    with pytest.raises(InputError, match="has no b"):
        list(archive.chunks("b"))


def test_what_is_left_out_of_the_limits_is_taken() -> None:
    assert len(read(packed(("a", bytes(100))), "a")) == 100


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([(str(number), b"") for number in range(4)], "4 files"),
        ([("a", bytes(range(250)) * 10), ("b", bytes(range(251)) * 10)], "5010 bytes"),
        ([("a", bytes(4000))], "4000 bytes out of"),
    ],
)
def test_archives_that_unpack_to_too_much_are_refused(
    members: list[tuple[str, bytes]], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        opened(packed(*members))


def test_a_small_declared_size_hides_nothing() -> None:
    data = patched(packed(("a", bytes(4000))), 24, "<L", 90)
    with pytest.raises(InputError, match="damaged"):
        read(data, "a")


def test_a_large_table_of_contents_is_refused_before_it_is_read() -> None:
    data = bytearray(packed(("a", b"x")))
    struct.pack_into("<L", data, data.rindex(b"PK\x05\x06") + 12, 1 << 23)
    with pytest.raises(InputError, match="too many files"):
        opened(bytes(data))


def test_files_that_share_their_bytes_are_refused() -> None:
    data = packed(("a", b"x" * 50), ("b", b"y" * 50), method=zipfile.ZIP_STORED)
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    changed = bytearray(data)
    struct.pack_into("<L", changed, second + 42, 10)
    with pytest.raises(InputError, match="overlap"):
        opened(bytes(changed))


def test_a_file_that_goes_beyond_the_end_is_refused() -> None:
    with pytest.raises(InputError, match="beyond its end"):
        opened(patched(packed(("a", b"x" * 50)), 20, "<L", 4000))


def test_encrypted_files_and_unusual_methods_are_refused() -> None:
    with pytest.raises(InputError, match="encrypted"):
        opened(patched(packed(("a", b"x")), 8, "<H", 1))
    with pytest.raises(InputError, match="unusual"):
        opened(packed(("a", b"x"), method=zipfile.ZIP_BZIP2))


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="two files of one name"):
        opened(packed(("a", b"x"), ("A", b"y")))


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06", b"name,hamnosys\n", bytes(100_000)])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="no zip archive"):
        opened(data)


GOOD = packed(("xl/a.xml", b"<a>" + b"text " * 40 + b"</a>"), ("b.xml", b"<b/>"))


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=4))
def test_damage_is_an_error_of_ours_or_does_no_harm(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for at, byte in changes:
        data[at] = byte
    with suppress(InputError):
        archive = opened(bytes(data))
        for name in ("xl/a.xml", "b.xml"):
            assert len(b"".join(archive.chunks(name))) <= SMALL.total
