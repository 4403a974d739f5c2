"""Where in SiGML the symbols of transcriptions stand: in elements, or in text between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.formats.reading import Reading
from hamnosys.formats.safe_xml import local_name
from hamnosys.formats.sigml import SIGN_ELEMENTS, read_sigml
from hamnosys.normalising.job import RowRewriter
from hamnosys.normalising.whole import Change, Place, held, rewritten_document
from hamnosys.normalising.xml_parts import Content, Part, codec_of, groups_of
from hamnosys.source import Source
from hamnosys.symbols import inventory
from hamnosys.transcription import read_transcription

_MANUAL = "hamnosys_manual"


def rewrite_sigml(source: Source, _reading: Reading, rewrite: RowRewriter) -> Iterator[bytes]:
    """The document, byte for byte but for symbols that are others now.

    Raises:
        InputError: as `read_sigml`.
    """
    data, source = held(source)
    rows = list(read_sigml(source))  # to its end: what is wrong with the XML is told first
    codec = codec_of(data)
    groups = groups_of(data, source.name, _is_sign, _MANUAL, local_name)
    placed = (
        (row, [] if row.fault else list(_places(contents[0], data, codec)))
        for row, contents in zip(rows, groups, strict=True)
    )
    yield rewritten_document(data, placed, rewrite, codec)


def _is_sign(path: Sequence[str]) -> bool:
    return path[-1] in SIGN_ELEMENTS


@dataclass(frozen=True, slots=True)
class _Token:
    """Symbols in one piece, as characters; ``gap`` is where the white space before them begins."""

    gap: int
    start: int
    end: int
    characters: str


def _places(manual: Content, data: bytes, codec: str) -> Iterator[Place]:
    tokens = list(_tokens(manual.parts, codec))
    if tokens:
        tag = next((part.tag for part in manual.parts if part.tag), manual.tag)
        prefix, colon, _ = tag.rpartition(":")
        gap = data[tokens[0].gap : tokens[0].start].decode(codec)
        elements = _Elements(prefix + colon, gap)
        value = "".join(token.characters for token in tokens)
        yield Place(value, partial(_changes, tokens, elements))


@dataclass(frozen=True, slots=True)
class _Elements:
    """How new elements of a sign are written: with which prefix, after which white space."""

    prefix: str
    gap: str

    def of(self, characters: str) -> str:
        """An element for each symbol, white space between them only."""
        names = inventory().names
        return self.gap.join(f"<{self.prefix}{names[character]}/>" for character in characters)


def _changes(tokens: Sequence[_Token], elements: _Elements, value: str) -> Iterator[Change]:
    """Put symbols where the old ones stand, one after the other.

    What is the same there stays. What is too many goes, with the white space before it; what is
    more comes after the last.
    """
    done = 0
    for token in tokens:
        symbols = value[done : done + len(token.characters)]
        done += len(symbols)
        if not symbols:
            yield (token.gap, token.end), ""
        elif symbols != token.characters:
            yield (token.start, token.end), elements.of(symbols)
    if done < len(value):
        end = tokens[-1].end
        yield (end, end), elements.gap + elements.of(value[done:])


def _tokens(parts: Sequence[Part], codec: str) -> Iterator[_Token]:
    """What stands for symbols in a sign, as `read_sigml` reads it; comments are passed over."""
    gap: int | None = None
    for is_text, run in groupby(parts, key=lambda part: part.text is not None):
        if is_text:
            texts = list(run)
            gap = texts[0].start
            if token := _text_token(texts, codec):
                yield token
                gap = token.end
            continue
        for part in run:
            symbol = inventory().find(local_name(part.tag))
            if symbol is not None:
                start = part.start if gap is None else gap
                yield _Token(start, part.start, part.end, symbol.character)
            gap = None


def _text_token(texts: list[Part], codec: str) -> _Token | None:
    """The symbols in some text, without the white space around them; None without symbols."""
    text = "".join(part.text or "" for part in texts)
    try:
        characters = read_transcription(text).characters
    except HamNoSysSyntaxError:
        return None  # the row is rejected for it
    if not characters:
        return None
    written = [part for part in texts if not (part.text or "").isspace()]
    first, last = written[0], written[-1]
    before, after = first.text or "", last.text or ""
    lead = before[: len(before) - len(before.lstrip())]
    trail = after[len(after.rstrip()) :]
    start = first.start + len(lead.encode(codec))
    return _Token(texts[0].start, start, last.end - len(trail.encode(codec)), characters)
