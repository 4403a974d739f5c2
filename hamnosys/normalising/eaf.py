"""Where in ELAN's annotation documents the transcriptions stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from hamnosys.formats.elan import open_document
from hamnosys.formats.reading import Reading
from hamnosys.formats.tiers.model import Annotation
from hamnosys.formats.tiers.rows import tier_rows
from hamnosys.formats.xml_text import xml_content
from hamnosys.normalising.job import RowRewriter
from hamnosys.normalising.whole import Place, held, rewritten_document
from hamnosys.normalising.xml_parts import Content, codec_of, groups_of
from hamnosys.source import Source

_VALUE = "ANNOTATION_VALUE"
_PATHS = [
    ["TIER", "ANNOTATION", "ALIGNABLE_ANNOTATION"],
    ["TIER", "ANNOTATION", "REF_ANNOTATION"],
]


def rewrite_eaf(source: Source, reading: Reading, rewrite: RowRewriter) -> Iterator[bytes]:
    """The document, byte for byte but for values of the chosen tiers that are others now.

    Raises:
        UsageError, InputError: as `open_document` and `tier_rows`.
    """
    data, source = held(source)
    document = open_document(source)
    codec = codec_of(data)
    groups = groups_of(data, source.name, _is_annotation, _VALUE, namespaces=True)
    annotations = [annotation for tier in document.tiers for annotation in tier.annotations]
    places = {
        id(annotation): list(_places(annotation, contents, data, codec))
        for annotation, contents in zip(annotations, groups, strict=True)
    }
    found = tier_rows(document.tiers, reading, source.name)
    placed = ((row.raw, places[id(row.annotation)]) for row in found)
    yield rewritten_document(data, placed, rewrite, codec)


def _is_annotation(path: Sequence[str]) -> bool:
    return path[1:] in _PATHS


def _places(
    annotation: Annotation, contents: Sequence[Content], data: bytes, codec: str
) -> Iterator[Place]:
    """The place of a value, if it is nothing but text; the first value of an annotation counts."""
    parts = contents[0].parts if contents else []
    value = "".join(part.text or "" for part in parts)
    if parts and value == annotation.value and all(part.text is not None for part in parts):
        start, end = parts[0].start, parts[-1].end
        written = data[start:end].decode(codec)
        yield Place.at((start, end), value, partial(_content, referred="&#" in written))


def _content(value: str, *, referred: bool) -> str:
    """A value as XML, with references for what is not ASCII if it was written so."""
    content = xml_content(value)
    return content.encode("ascii", "xmlcharrefreplace").decode() if referred else content
