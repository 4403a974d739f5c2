"""XML of unknown origin, read in bounded memory: no entities, nothing fetched, nothing huge.

Names are local: prefixes and declarations of namespaces are dropped. Comments and processing
instructions are not reported. XML names its own encoding, which ``--encoding`` does not change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from hamnosys.errors import InputError
from hamnosys.source import Source

DEEPEST = 200
"""Elements may be nested this deep."""

LARGEST_ELEMENT = 1 << 24
"""Bytes of one element that is read as a whole."""

_LARGEST_TOKEN = 1 << 23
_LARGEST_DOCTYPE = 1 << 20
_CHUNK = 1 << 14
_SHOWN = 100
_KNOWN = "write the character itself; only &amp; &lt; &gt; &quot; &apos; are known"
_ATTRIBUTES = re.compile(r"""<[^"'<>]*(?:(?:"[^"<]*"|'[^'<]*')[^"'<>]*)*""")
_REFERENCE = re.compile(r"&(?!#|(?:amp|lt|gt|quot|apos);)([^;\s]*);?")

WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le"}
WIDE |= {b"\0<": "utf-16-be"}
"""The first two bytes of XML that is UTF-16, to its codec."""


@dataclass(frozen=True, slots=True)
class Found:
    """An element with all it holds; ``line`` is that of its start tag.

    ``inside`` are the elements around it, the root first, with attributes but no content.
    """

    element: Element
    line: int
    inside: tuple[Element, ...]


def read_elements(
    source: Source,
    tags: Collection[str],
    check_root: Callable[[str], None] = lambda _tag: None,
    *,
    largest: int = LARGEST_ELEMENT,
) -> Iterator[Found]:
    """The outermost elements with one of these local names, each when it is complete.

    All else is read over and kept nowhere, so that memory does not grow with the input. An input
    with a fault is refused when the fault comes, after the elements before it. An empty input has
    no elements.

    Args:
        source: an open input of which nothing was read.
        tags: local names.
        check_root: is told the local name of the root element and may raise.
        largest: bytes that one of these elements may have.

    Raises:
        InputError: the input cannot be read, is not well-formed XML, declares entities or uses
            undeclared ones, or is nested deeper or has larger parts than any real file.
    """
    reader = _Reader(source.name, tags, check_root, largest)
    if not source.beginning():
        return
    while chunk := source.read_bytes(_CHUNK):
        reader.feed(chunk)
        yield from reader.taken()
    reader.feed(b"", final=True)
    yield from reader.taken()


def local_name(name: str) -> str:
    """A name without its prefix; those of ``xml:`` itself (``xml:lang``) stay as they are."""
    prefix, _, local = name.rpartition(":")
    if not (local[:1].isalpha() or local[:1] == "_"):  # no name by itself
        return name.replace(":", "_")
    return name if prefix == "xml" else local


class _Reader:
    """Takes the parser's events; what became complete waits in ``found``."""

    def __init__(
        self, file: str, tags: Collection[str], check_root: Callable[[str], None], largest: int
    ) -> None:
        self.file = file
        self.tags = frozenset(tags)
        self.check_root = check_root
        self.largest = largest
        self.found: list[Found] = []
        self.path: list[Element] = []
        self.depth = 0
        self.builder: TreeBuilder | None = None
        self.begin = (0, 0, 0)
        self.fed = 0
        self.codec = ""
        self.doctype: int | None = None
        self.has_doctype = False
        self.parser = self._new_parser()

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.specified_attributes = True
        # References to parameter entities count as skipped, and are refused, only under this.
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._start_doctype
        parser.EndDoctypeDeclHandler = self._end_doctype
        parser.EntityDeclHandler = self._declared
        parser.SkippedEntityHandler = self._skipped
        return parser

    def taken(self) -> list[Found]:
        found, self.found = self.found, []
        return found

    def feed(self, chunk: bytes, *, final: bool = False) -> None:
        if not self.fed:
            self.codec = WIDE.get(chunk[:2], "utf-8")
        self.fed += len(chunk)
        try:
            self.parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise self._not_well_formed(error) from None
        except (LookupError, ValueError) as error:  # of an encoding that Python does not know
            words = f"the XML has an encoding that cannot be read: {str(error)[:_SHOWN]}"
            raise self._refused(words, "save it as UTF-8") from None
        self._check_sizes()

    def _check_sizes(self) -> None:
        now = self.parser.CurrentByteIndex
        if self.fed - now > _LARGEST_TOKEN:
            raise self._refused(f"a tag or text of the XML is larger than {_size(_LARGEST_TOKEN)}")
        if self.builder is not None and now - self.begin[1] > self.largest:
            tag, line = self.path[-1].tag, self.begin[2]
            large = f"the element {tag} of line {line} is larger than {_size(self.largest)}"
            raise self._refused(large)
        if self.doctype is not None and now - self.doctype > _LARGEST_DOCTYPE:
            large = f"the document type is larger than {_size(_LARGEST_DOCTYPE)}"
            raise self._refused(large)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._refused(f"the XML is nested more than {DEEPEST} deep")
        if self.has_doctype and attributes:
            self._check_attributes()
        if ":" in name:
            name = local_name(name)
        if attributes:
            attributes = _own(attributes)
        if self.builder is None:
            if self.depth == 1:
                self.check_root(name)
            self.path.append(Element(name, attributes))
            if name not in self.tags:
                return
            self.builder = TreeBuilder()
            self.begin = (
                self.depth,
                self.parser.CurrentByteIndex,
                self.parser.CurrentLineNumber,
            )
        self.builder.start(name, attributes)

    def _end(self, name: str) -> None:
        if self.builder is None:
            self.path.pop()
        else:
            self.builder.end(local_name(name) if ":" in name else name)
            if self.depth == self.begin[0]:
                self.path.pop()
                found = Found(self.builder.close(), self.begin[2], tuple(self.path))
                self.found.append(found)
                self.builder = None
        self.depth -= 1

    def _text(self, text: str) -> None:
        if self.builder is not None:
            self.builder.data(text)

    def _start_doctype(self, *_: object) -> None:
        self.doctype = self.parser.CurrentByteIndex
        self.has_doctype = True

    def _end_doctype(self) -> None:
        self.doctype = None

    def _declared(self, name: str, *_: object) -> None:
        hint = "write the text itself in the place of its entities, and remove the declarations"
        raise self._refused(f"the XML declares the entity {name[:40]!r}", hint)

    def _skipped(self, name: str, is_parameter: object) -> None:
        raise self._undeclared(f"{'%' if is_parameter else '&'}{name[:40]};")

    def _undeclared(self, reference: str) -> InputError:
        return self._refused(f"the XML uses the undeclared entity {reference}", _KNOWN)

    def _check_attributes(self) -> None:
        """Refuse undeclared entities, which expat drops where another file might declare them."""
        raw = (self.parser.GetInputContext() or b"").decode(self.codec, "replace")
        tag = _ATTRIBUTES.match(raw)
        found = _REFERENCE.search(tag.group()) if tag else None
        if found:
            raise self._undeclared(f"&{found.group(1)[:40]};")

    def _not_well_formed(self, error: expat.ExpatError) -> InputError:
        words = expat.ErrorString(error.code)
        hint = "mend the file, e.g. by writing it again with the program that made it"
        if words == expat.errors.XML_ERROR_UNDEFINED_ENTITY:
            hint = _KNOWN
        elif words == expat.errors.XML_ERROR_NO_ELEMENTS:
            words = "it ends before its elements do"
        elif words == expat.errors.XML_ERROR_INVALID_TOKEN:
            words = "a character that cannot stand here"
        return self._refused(f"not well-formed XML: {words}", hint, error.lineno, error.offset)

    def _refused(
        self, message: str, hint: str = "", line: int | None = None, column: int | None = None
    ) -> InputError:
        line = self.parser.CurrentLineNumber if line is None else line
        column = self.parser.CurrentColumnNumber if column is None else column
        place = f"{message} (line {line}, column {column + 1})"
        return InputError(place, file=self.file, hint=hint)


def _own(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes by their local names; what declares a namespace is left out."""
    if not any(name.startswith("xmlns") or ":" in name for name in attributes):
        return attributes
    kept = {n: text for n, text in attributes.items() if ":" not in n and n != "xmlns"}
    for name, text in attributes.items():
        if ":" in name and not name.startswith("xmlns:"):
            kept.setdefault(local_name(name), text)
    return kept


def _size(size: int) -> str:
    return f"{size >> 20} MiB"
