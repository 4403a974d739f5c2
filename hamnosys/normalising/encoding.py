"""Text back to the bytes of its file: the same encoding, and a byte-order mark if it had one."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Iterator

from hamnosys.errors import OutputError
from hamnosys.source import Source
from hamnosys.symbols import codepoint

_ORDERS = (("utf-16", "UTF16"), ("utf-32", "UTF32"))


def written_as(source: Source) -> tuple[str, bytes]:
    """The codec without byte-order mark, and the mark that the file begins with (or nothing).

    To be asked before anything is read from the source.
    """
    beginning = source.beginning()
    if source.encoding in ("utf-8", "utf-8-sig"):
        found = beginning.startswith(codecs.BOM_UTF8)
        return "utf-8", codecs.BOM_UTF8 if found else b""
    for codec, constant in _ORDERS:
        if source.encoding == codec:
            for order in ("LE", "BE"):
                mark: bytes = getattr(codecs, f"BOM_{constant}_{order}")
                if beginning.startswith(mark):
                    return f"{codec}-{order.lower()}", mark
            return f"{codec}-{sys.byteorder[0]}e", b""
    return source.encoding, b""


def encoded(texts: Iterable[str], codec: str, mark: bytes, file: str) -> Iterator[bytes]:
    """The bytes of some texts, which belong to one file; bytes that were no text come back.

    Raises:
        OutputError: a text has characters that the codec has not.
    """
    encoder = codecs.getincrementalencoder(codec)("surrogateescape")
    yield mark
    for text in texts:
        yield _encoded(encoder, text, codec, file)


def _encoded(encoder: codecs.IncrementalEncoder, text: str, codec: str, file: str) -> bytes:
    try:
        return encoder.encode(text)
    except UnicodeEncodeError as error:
        found = codepoint(error.object[error.start])
        hint = "--write names, or convert the file to UTF-8"
        raise OutputError(f"{codec} has no character {found}", file=file, hint=hint) from error
