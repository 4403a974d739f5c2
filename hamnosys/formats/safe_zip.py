"""Zip archives of strangers: what they unpack to is bounded before and while they are read."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from hamnosys.errors import InputError

_CHUNK = 1 << 16
_END_RECORD = b"PK\x05\x06"
_LONGEST_END = (1 << 16) + 22
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may be.

    Attributes:
        members: number of files in it.
        directory: bytes of its table of contents, which is read at once.
        total: bytes of all files, unpacked.
        ratio: how many times its packed size a file may be, if it is larger than ``small`` bytes.
    """

    members: int = 10_000
    directory: int = 1 << 22
    total: int = 1 << 30
    ratio: int = 200
    small: int = 10 << 20


LIMITS = Limits()


class SafeZip:
    r"""A zip archive whose names are found in any case, with ``/`` or ``\\`` between folders."""

    def __init__(self, stream: BinaryIO, file: str, limits: Limits = LIMITS) -> None:
        """Read the table of contents.

        Args:
            stream: can go back; it stays open.
            file: name of the archive in messages.
            limits: what it may be.

        Raises:
            InputError: it is no zip archive, damaged, encrypted, or larger than it may be.
        """
        self.file = file
        with self._failures():
            _check_end(stream, file, limits)
            self._archive = zipfile.ZipFile(stream)
        infos = self._archive.infolist()
        self._check(infos, limits)
        self._members = {_plain(info.filename): info for info in infos}
        if len(self._members) < len(infos):
            raise InputError("the archive holds two files of one name", file=file)

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._members

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, piece by piece.

        Raises:
            InputError: it is not there or damaged.
        """
        info = self._members.get(_plain(name))
        if info is None:
            raise InputError(f"the archive has no {name}", file=self.file)
        left = info.file_size
        with self._failures(), self._archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise InputError(f"{name} is larger than the archive says", file=self.file)
                yield chunk

    def _check(self, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
        if len(infos) > limits.members:
            raise self._bomb(f"{len(infos)} files")
        if (total := sum(info.file_size for info in infos)) > limits.total:
            raise self._bomb(f"{total} bytes")
        for info in infos:
            if info.flag_bits & _ENCRYPTED:
                hint = "save it without a password"
                raise InputError("the archive is encrypted", file=self.file, hint=hint)
            if info.compress_type not in _METHODS:
                raise InputError("the archive is packed in an unusual way", file=self.file)
            if info.file_size > max(limits.small, limits.ratio * info.compress_size):
                raise self._bomb(f"{info.file_size} bytes out of {info.compress_size}")
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise InputError("files overlap in the archive", file=self.file)
            end = info.header_offset + _LOCAL_HEADER + info.compress_size
        if end > self._archive.start_dir:
            raise InputError("the archive is damaged: a file goes beyond its end", file=self.file)

    def _bomb(self, size: str) -> InputError:
        return InputError(f"the archive unpacks to {size}: too much to be true", file=self.file)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (
            zipfile.BadZipFile,
            zlib.error,
            struct.error,
            EOFError,
            NotImplementedError,
            OSError,
            OverflowError,
            UnicodeError,
            ValueError,
        ) as error:
            raise InputError(f"the archive is damaged: {error}", file=self.file) from error


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def _check_end(stream: BinaryIO, file: str, limits: Limits) -> None:
    """Refuse a huge table of contents before it is read."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _LONGEST_END))
    end = stream.read(_LONGEST_END)
    at = end.rfind(_END_RECORD)
    if at < 0 or len(end) < at + 16:
        raise InputError("is no zip archive (as .xlsx is), or its end is missing", file=file)
    (directory,) = struct.unpack_from("<L", end, at + 12)
    if directory > limits.directory:
        raise InputError("the archive has too many files", file=file)
