"""Rows of an output as a file of row groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

_ROWS_OF_A_GROUP = 10_000
_CELLS = {str: pa.string(), int: pa.int64()}


class ParquetSink:
    """Takes rows of cells: columns of strings and of 64-bit integers, with nulls."""

    def __init__(self, stream: IO[bytes], columns: Mapping[str, type]) -> None:
        """Begin a file.

        Args:
            stream: takes the bytes, of which all are there when the sink is closed.
            columns: heading to what the cells below it hold, ``str`` or ``int``.
        """
        self._schema = pa.schema([(name, _CELLS[kind]) for name, kind in columns.items()])
        self._out = pa.PythonFile(_Counted(stream), mode="w")
        self._writer = pq.ParquetWriter(self._out, self._schema, store_schema=False)
        self._waiting: list[Sequence[str | int | None]] = []

    def write(self, rows: Sequence[Sequence[str | int | None]]) -> None:
        """Add some rows."""
        self._waiting.extend(rows)
        while len(self._waiting) >= _ROWS_OF_A_GROUP:
            self._write_group()

    def close(self) -> None:
        """Write what waits, and the end."""
        if self._waiting:
            self._write_group()
        self._writer.close()
        self._out.flush()

    def _write_group(self) -> None:
        rows, self._waiting = (
            self._waiting[:_ROWS_OF_A_GROUP],
            self._waiting[_ROWS_OF_A_GROUP:],
        )
        arrays = [
            pa.array([_writable(row[index]) for row in rows], field.type)
            for index, field in enumerate(self._schema)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))


def _writable(cell: str | int | None) -> str | int | None:
    """The cell; half a character, which UTF-8 does not have, becomes U+FFFD."""
    if not isinstance(cell, str) or cell.isascii():
        return cell
    return cell.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Counted:
    """A stream that knows where it is, though it be a pipe, and that nobody closes."""

    closed = False

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.position = 0

    def write(self, data: bytes) -> int:
        if not self.stream.closed:  # after a failure the writer writes its end though
            self.stream.write(data)
        self.position += len(data)
        return len(data)

    def tell(self) -> int:
        return self.position

    def flush(self) -> None:
        if not self.stream.closed:
            self.stream.flush()

    def close(self) -> None:
        """Leave the stream open."""
