"""The input formats: their names, suffixes and readers, and which settings each one takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hamnosys.extras import needs
from hamnosys.formats.delimited import read_csv, read_tsv
from hamnosys.formats.json_records import read_json, read_jsonl
from hamnosys.formats.lines import read_hearai, read_text
from hamnosys.formats.reading import Reading
from hamnosys.records import Layout, RawRow
from hamnosys.source import Source

Reader = Callable[[Source, Layout, Reading], Iterator[RawRow]]


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A lexicon format; ``takes`` are the settings of a `Reading` that it understands."""

    read: Reader
    suffixes: tuple[str, ...] = ()
    takes: frozenset[str] = frozenset()


def _read_sigml(source: Source, _layout: Layout, _reading: Reading) -> Iterator[RawRow]:
    from hamnosys.formats.sigml import read_sigml

    return read_sigml(source)


def _read_eaf(source: Source, layout: Layout, reading: Reading) -> Iterator[RawRow]:
    with needs("formats", "lxml"):
        from hamnosys.formats.elan import read_eaf
    return read_eaf(source, layout, reading)


def _read_elan_tab(source: Source, layout: Layout, reading: Reading) -> Iterator[RawRow]:
    from hamnosys.formats.elan_tab import read_elan_tab

    return read_elan_tab(source, layout, reading)


def _read_xlsx(source: Source, layout: Layout, reading: Reading) -> Iterator[RawRow]:
    with needs("formats", "openpyxl"):
        from hamnosys.formats.xlsx import read_xlsx
    return read_xlsx(source, layout, reading.sheet)


def _read_parquet(source: Source, layout: Layout, _reading: Reading) -> Iterator[RawRow]:
    with needs("formats", "pyarrow"):
        from hamnosys.formats.parquet import read_parquet
    return read_parquet(source, layout)


_COLUMNS = frozenset({"columns"})
_TIERS = frozenset({"columns", "tiers", "fps"})

FORMATS: Mapping[str, InputFormat] = {
    "hearai": InputFormat(lambda source, _layout, _reading: read_hearai(source)),
    "csv": InputFormat(lambda source, layout, _: read_csv(source, layout), (".csv",), _COLUMNS),
    "tsv": InputFormat(
        lambda source, layout, _: read_tsv(source, layout), (".tsv", ".tab"), _COLUMNS
    ),
    "json": InputFormat(lambda source, layout, _: read_json(source, layout), (".json",), _COLUMNS),
    "jsonl": InputFormat(
        lambda source, layout, _: read_jsonl(source, layout), (".jsonl", ".ndjson"), _COLUMNS
    ),
    "text": InputFormat(lambda source, _layout, _reading: read_text(source)),
    "sigml": InputFormat(_read_sigml, (".sigml",)),
    "eaf": InputFormat(_read_eaf, (".eaf",), _TIERS),
    "elan-tab": InputFormat(_read_elan_tab, (), _TIERS),
    "xlsx": InputFormat(_read_xlsx, (".xlsx", ".xlsm"), _COLUMNS | {"sheet"}),
    "parquet": InputFormat(_read_parquet, (".parquet", ".pq"), _COLUMNS),
}
"""Name of a lexicon format to what it is."""

INPUT_FORMATS = (*FORMATS, "classes")
"""All formats that ``--from`` takes."""
