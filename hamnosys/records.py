"""A row of a lexicon as a `Record`, and the rules that every input format shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import Diagnostic, UsageError

FIELDS = ("name", "start", "end", "dict", "gloss", "hamnosys")
"""The fields of a row, in the order of the six-column HearAI files."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column headings (in any case) mean which field; the first that is there counts.

    ``required`` is the field without which a file makes no sense. ``columns`` (field to heading,
    or number of the column from 1) are the user's and come first.
    """

    headings: Mapping[str, tuple[str, ...]]
    required: str
    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.columns:
            if name not in self.headings:
                known = ", ".join(self.headings)
                raise UsageError(f"no field {name!r}", hint=f"fields: {known}")


_GLOSS = ("gloss", "word", "type_name")
LEXICON = Layout(
    {
        "name": ("name", "id"),
        "start": ("start",),
        "end": ("end",),
        "dict": ("dict",),
        "gloss": _GLOSS,
        "hamnosys": ("hamnosys", "hamnosys_text"),
    },
    required="hamnosys",
)
CLIPS = Layout(
    {"name": ("name",), "start": ("start",), "end": ("end",), "id": ("id",), "gloss": _GLOSS},
    required="name",
)


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as a format reads it: values by field, and why it could not be taken apart.

    A row with a ``fault`` has the values that are certain, and the ``text`` of the rest.
    ``span``, ``tier`` and ``nonmanual`` are those of `Record`.
    """

    row: int
    line: int | None
    values: Mapping[str, Any] = field(default_factory=dict)
    fault: Diagnostic | None = None
    text: str = ""
    span: tuple[int, int] | None = None
    tier: str = ""
    nonmanual: str = ""


REMEMBERED_NAMES = 100_000
"""Names compared for duplicates: memory must not grow with the number of rows."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of an input.

    ``row`` counts rows from 1 (no header, no blank lines), ``line`` lines of the file. ``start``
    and ``end`` are frame numbers, both inclusive; 0 and 0 mean the whole clip. ``error`` is why
    the row cannot be used at all; ``classes`` is only there for rows of a class file. ``named``
    is False where the name is the row number for want of another. ``span`` is the time from begin
    to end in milliseconds, and ``tier`` where it stands, if a format has such (ELAN). ``nonmanual``
    are the elements of a SiGML sign that no HamNoSys character stands for, as XML.
    """

    row: int
    name: str
    hamnosys: str
    start: int = 0
    end: int = 0
    gloss: str = ""
    line: int | None = None
    error: Diagnostic | None = None
    warnings: tuple[Diagnostic, ...] = ()
    classes: tuple[int | None, ...] | None = None
    named: bool = True
    span: tuple[int, int] | None = None
    tier: str = ""
    nonmanual: str = ""

    def __reduce__(self) -> tuple[type[Record], tuple[Any, ...]]:
        """For pickle, in half the time of the usual way: --jobs sends every row."""
        return Record, _values(self)


_values = attrgetter(*(each.name for each in fields(Record)))


def make_record(raw: RawRow, encoding: str) -> Record:
    """A record of a lexicon; what is wrong with the row is in its ``error``.

    Args:
        raw: its values are text or JSON values; missing and None alike mean that nothing is there.
        encoding: of the file, for the message about bytes that are not in it.
    """
    texts = {name: _text(value) for name, value in raw.values.items() if value is not None}
    error = raw.fault
    if error is not None:
        texts = {name: readable(text) for name, text in texts.items()}
        texts["hamnosys"] = readable(raw.text or texts.get("hamnosys", ""))
    elif any(_undecodable(text) for text in texts.values()):
        error = diagnostic("HNS042", detail=encoding)
        texts = {name: readable(text) for name, text in texts.items()}
    elif "hamnosys" not in texts:
        error = diagnostic("HNS040", detail="there is no value for it")
    start, end = frame_number(texts.get("start", "")), frame_number(texts.get("end", ""))
    if start is None or end is None:
        named, found = ("start", texts["start"]) if start is None else ("end", texts["end"])
        error = error or diagnostic("HNS043", detail=f"{named} is {found!r}, no frame number")
    warnings: list[Diagnostic] = []
    name = _name(texts.get("name"), raw.row, warnings)
    if error is None and (end or 0) < (start or 0):
        warnings.append(diagnostic("HNS305", detail=f"start is {start}, end is {end or 0}"))
    return Record(
        row=raw.row,
        name=name,
        hamnosys=texts.get("hamnosys", ""),
        start=start or 0,
        end=end or 0,
        gloss=texts.get("gloss", ""),
        line=raw.line,
        error=error,
        warnings=tuple(warnings),
        named=bool(texts.get("name", "").strip()),
        span=raw.span,
        tier=raw.tier,
        nonmanual=raw.nonmanual,
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _undecodable(text: str) -> bool:
    return not text.isascii() and _SURROGATE.search(text) is not None


def readable(text: str) -> str:
    """The text with U+FFFD for what cannot be written: undecodable bytes, lone surrogates."""
    return _SURROGATE.sub("\ufffd", text)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NO_PART_OF_A_NAME = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _name(name: str | None, row: int, warnings: list[Diagnostic]) -> str:
    if name is None:
        return str(row)
    if not name.strip():
        warnings.append(diagnostic("HNS303"))
        return str(row)
    joined = file_name(name)
    if joined != name:
        warnings.append(diagnostic("HNS301", detail=repr(name)))
    return joined


def file_name(name: str) -> str:
    """A name without white space and control characters: each run of them becomes ``_``."""
    if name.isprintable() and " " not in name:
        return name
    return _NO_PART_OF_A_NAME.sub("_", name.strip())


def has_controls(name: str) -> bool:
    """Whether a name holds line ends, tabs or other characters that control."""
    return _CONTROL.search(name) is not None


def frame_number(text: str) -> int | None:
    """A frame number: ``8`` and ``8.0`` are 8, nothing and ``NaN`` are 0, None is no number."""
    words = text.strip()
    if not words or words.lower() == "nan":
        return 0
    found = re.fullmatch(r"\+?([0-9]{1,15})(?:\.0*)?", words, re.ASCII)
    return int(found.group(1)) if found else None


def warn_of_duplicates(records: Iterable[Record]) -> Iterator[Record]:
    """The same records; those whose name was used before carry a warning."""
    seen: set[int] = set()
    for record in records:
        key = hash(record.name)
        if key in seen:
            again = diagnostic("HNS302", detail=repr(record.name))
            record = replace(record, warnings=(*record.warnings, again))
        elif len(seen) < REMEMBERED_NAMES:
            seen.add(key)
        yield record
