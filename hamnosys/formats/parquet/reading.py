"""Rows of a file, a few at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hamnosys.errors import InputError
from hamnosys.formats.headings import find_columns
from hamnosys.records import Layout, RawRow
from hamnosys.source import Source

_BATCH = 500
_LARGEST_RATIO = 1000
_SMALL = 64 << 20
_SETTINGS: Mapping[str, Any] = {
    "pre_buffer": False,
    "thrift_string_size_limit": 1 << 26,
    "thrift_container_size_limit": 1_000_000,
}
"""How files are opened; the limits are those of their metadata."""


def read_parquet(source: Source, layout: Layout) -> Iterator[RawRow]:
    """The rows of a file; null and not-a-number mean that nothing is there.

    Only the columns that hold fields are read, a few rows at a time.

    Raises:
        InputError: the file is no Parquet, damaged, larger than it can be, or has no such column.
    """
    stream = source.whole()
    size = stream.seek(0, 2)
    stream.seek(0)
    with _failures(source.name):
        file = pq.ParquetFile(stream, **_SETTINGS)
        schema = file.schema_arrow
        _check_size(file.metadata, size, source.name)
        order = _columns(schema, layout, source.name)
        names = list(dict.fromkeys(schema.names[index] for index in order.values()))
        texts = [name for name in names if _is_text(_value_type(schema.field(name).type))]
        # As a dictionary, a long text that is in every row is in memory once.
        file = pq.ParquetFile(stream, read_dictionary=texts, metadata=file.metadata, **_SETTINGS)
    row = 0
    for columns in _batches(file, names, source.name):
        for values in zip(*(columns[schema.names[index]] for index in order.values()), strict=True):
            row += 1
            yield RawRow(row, None, dict(zip(order, values, strict=True)))


def _columns(schema: pa.Schema, layout: Layout, file: str) -> Mapping[str, int]:
    """Field to index of its column; a heading is always one, whatever it looks like."""
    order = find_columns(schema.names, layout, file, may_be_row=False).order
    for name, index in order.items():
        column = schema.field(index)
        if not _is_plain(column.type):
            raise InputError(
                f"the column {column.name!r} holds {str(column.type)[:80]}, no text or numbers",
                file=file,
                hint=f"name another one with --column {name}=COL",
            )
        if schema.names.count(column.name) > 1:
            raise InputError(f"there are several columns {column.name!r}", file=file)
    return order


def _is_plain(kind: pa.DataType) -> bool:
    kind = _value_type(kind)
    return _is_text(kind) or not any(
        is_other(kind) for is_other in (pa.types.is_nested, pa.types.is_fixed_size_binary)
    )


def _value_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_text(kind: pa.DataType) -> bool:
    return kind in (pa.string(), pa.large_string(), pa.binary(), pa.large_binary())


def _check_size(metadata: pq.FileMetaData, size: int, file: str) -> None:
    """Refuse a small file that says it holds enormous columns.

    pyarrow (26) ends the process where the metadata of a column is damaged, so that only those of
    the groups are looked at.
    """
    for number in range(metadata.num_row_groups):
        total = metadata.row_group(number).total_byte_size
        if total > max(_SMALL, _LARGEST_RATIO * size):
            raise InputError(f"a part unpacks to {total} bytes: too much to be true", file=file)


def _batches(
    file: pq.ParquetFile, names: list[str], file_name: str
) -> Iterator[Mapping[str, list[Any]]]:
    """Name of a column to some of its values, in step."""
    batches = file.iter_batches(_BATCH, columns=names, use_threads=False)
    while True:
        with _failures(file_name):
            batch = next(batches, None)
            if batch is None:
                return
            columns = {name: _values(batch.column(name)) for name in names}
        yield columns


def _values(column: pa.Array) -> list[Any]:
    if pa.types.is_dictionary(column.type):
        used = column.indices.unique().drop_null()  # one value may be long and in every row
        values = dict(zip(used.to_pylist(), _values(column.dictionary.take(used)), strict=True))
        return [values.get(index) for index in column.indices.to_pylist()]
    if _is_text(column.type):  # bytes that are no UTF-8 reject their row only
        found = column.cast(pa.large_binary()).to_pylist()
        return [None if text is None else text.decode("utf-8", "surrogateescape") for text in found]
    return [None if _is_nan(value) else value for value in column.to_pylist()]


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


@contextmanager
def _failures(file: str) -> Iterator[None]:
    try:
        yield
    except (
        pa.ArrowException,
        OSError,
        MemoryError,
        ValueError,
        KeyError,
        OverflowError,  # a date or a duration that Python does not have
    ) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"is no Parquet file, or damaged: {reason}", file=file) from error
