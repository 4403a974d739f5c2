"""Parquet files, as pandas, polars, R and DuckDB write them: rows in, rows out."""

from hamnosys.formats.parquet.reading import read_parquet
from hamnosys.formats.parquet.sink import ParquetSink

__all__ = ["ParquetSink", "read_parquet"]
