"""The byte ranges of what stands in some elements of an XML document.

A document is walked that was read before, and found to be safe, by `hamnosys.formats.safe_xml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from hamnosys.errors import InputError
from hamnosys.formats.safe_xml import WIDE

_CHUNK = 1 << 16
_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")


@dataclass(slots=True)
class Part:
    """A part of the content of an element, from byte ``start`` up to ``end``.

    An element, with all in it, has its ``tag`` as it is written; a piece of text has its ``text``
    (empty for the ends of a CDATA section). Comments and processing instructions have neither.
    """

    start: int
    end: int
    tag: str = ""
    text: str | None = None


@dataclass(slots=True)
class Content:
    """What stands in an element: its parts follow each other without gaps."""

    tag: str
    parts: list[Part] = field(default_factory=list)


def codec_of(data: bytes) -> str:
    """The codec of a document, by how it begins or as it declares."""
    if data[:2] in WIDE:
        return WIDE[data[:2]]
    declared = _DECLARED.match(data)
    return declared.group(1).decode("ascii") if declared else "utf-8"


def groups_of(
    data: bytes,
    file: str,
    is_group: Callable[[Sequence[str]], bool],
    child: str,
    name: Callable[[str], str] = str,
    *,
    namespaces: bool = False,
) -> Iterator[list[Content]]:
    """For some elements, in the order of the document, their direct children with one name.

    Args:
        data: a well-formed document.
        file: its name, for messages.
        is_group: told of an element by the names from the root to it, says whether its children
            are looked for; groups in groups are not.
        child: the name of the children.
        name: makes names of tags as they are written.
        namespaces: names have their namespace before them, as the declarations say.

    Raises:
        InputError: a prefix of a namespace is not declared.
    """
    parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
    walker = _Walker(parser, is_group, child, name)
    for start in range(0, len(data), _CHUNK):
        try:
            parser.Parse(data[start : start + _CHUNK], start + _CHUNK >= len(data))
        except expat.ExpatError as error:
            raise InputError(f"not well-formed XML: {error}", file=file) from error
        groups, walker.groups = walker.groups, []
        yield from groups


class _Walker:
    """Takes the parser's events; ``group`` is the depth of the group that is open, or 0."""

    def __init__(
        self,
        parser: expat.XMLParserType,
        is_group: Callable[[Sequence[str]], bool],
        child: str,
        name: Callable[[str], str],
    ) -> None:
        self.parser = parser
        self.is_group = is_group
        self.child = child
        self.name = name
        self.groups: list[list[Content]] = []
        self.contents: list[Content] = []
        self.content: Content | None = None
        self.path: list[str] = []
        self.group = 0
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = lambda text: self._part(text=text)
        parser.StartCdataSectionHandler = lambda: self._part(text="")
        parser.EndCdataSectionHandler = lambda: self._part(text="")
        parser.CommentHandler = lambda _text: self._part()
        parser.ProcessingInstructionHandler = lambda _target, _text: self._part()

    def _start(self, tag: str, _attributes: object) -> None:
        self._part(tag=tag)
        self.path.append(self.name(tag))
        depth = len(self.path)
        if not self.group:
            if self.is_group(self.path):
                self.group = depth
                self.contents = []
        elif depth == self.group + 1 and self.path[-1] == self.child:
            self.content = Content(tag)
            self.contents.append(self.content)

    def _end(self, _tag: str) -> None:
        depth = len(self.path)
        if depth == self.group:
            self.group = 0
            self.groups.append(self.contents)
        elif depth == self.group + 1 and self.content is not None:
            self._close(self.content)
            self.content = None
        self.path.pop()

    def _part(self, tag: str = "", text: str | None = None) -> None:
        """Something begins: it is a part if it stands in the content, not deeper."""
        if self.content is not None and len(self.path) == self.group + 1:
            self._close(self.content)
            index = self.parser.CurrentByteIndex
            self.content.parts.append(Part(index, index, tag, text))

    def _close(self, content: Content) -> None:
        """What came last ends where the next thing begins."""
        if content.parts:
            content.parts[-1].end = self.parser.CurrentByteIndex
