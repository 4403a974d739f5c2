"""ELAN's annotation documents (``.eaf``), formats 2.7 to 3.0.

Facts of the format: "EAF Annotation Format 3.0 and ELAN", Max Planck Institute for
Psycholinguistics, and its schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from hamnosys.formats.elan.document import open_document
from hamnosys.formats.reading import Reading
from hamnosys.formats.tiers.rows import tier_rows
from hamnosys.records import Layout, RawRow
from hamnosys.source import Source

__all__ = ["open_document", "read_eaf"]


def read_eaf(source: Source, layout: Layout, reading: Reading) -> Iterator[RawRow]:
    """The annotations with transcriptions as rows: see `tier_rows`.

    Raises:
        UsageError, InputError: as `open_document` and `tier_rows`.
    """
    for found in tier_rows(open_document(source).tiers, reading, source.name):
        yield found.raw
