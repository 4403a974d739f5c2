"""Which format an input has: by its suffix, else by how it begins."""

from __future__ import annotations

import re
from pathlib import Path

from hamnosys.classfile import looks_like_classes
from hamnosys.errors import UsageError
from hamnosys.formats.elan_tab.columns import looks_like_elan_tab
from hamnosys.formats.lines import looks_like_hearai
from hamnosys.formats.registry import FORMATS, INPUT_FORMATS
from hamnosys.source import STDIN, Source

_BY_SUFFIX = {suffix: name for name, known in FORMATS.items() for suffix in known.suffixes}
_OPEN_SUFFIXES = ("", ".txt", ".xml")
"""Suffixes that say nothing: how the file begins decides."""

_OTHER_SPREADSHEETS = (".xls", ".ods", ".numbers")
_XML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_START_TAG = re.compile(r"<(?:[\w.-]+:)?(\w[\w.-]*)")
_BY_SIGNATURE = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xlsx", b"PAR1": "parquet"}
"""An old Excel file is for the reader of the new ones, which says what to do."""


def guess_format(source: Source, path: str | Path) -> str:
    """The format of an input: by its suffix; ``.txt``, ``.xml``, none, stdin by its beginning.

    Raises:
        UsageError: the suffix says nothing.
    """
    suffix = Path(path).suffix.lower()
    if suffix in _BY_SUFFIX and str(path) != STDIN:
        return _BY_SUFFIX[suffix]
    if str(path) != STDIN and suffix not in _OPEN_SUFFIXES:
        hint = f"name it with --from: {', '.join(INPUT_FORMATS)}"
        if suffix in _OTHER_SPREADSHEETS:
            hint = "save the sheet as .xlsx or CSV (UTF-8)"
        raise UsageError(f"cannot tell the format of {str(path)!r} from its suffix", hint=hint)
    return _by_beginning(source, is_xml=suffix == ".xml" and str(path) != STDIN)


def _by_beginning(source: Source, *, is_xml: bool) -> str:
    for signature, name in _BY_SIGNATURE.items():
        if source.beginning().startswith(signature):
            return name
    text = source.peek()
    if is_xml or text.lstrip().startswith("<"):
        root = _START_TAG.search(_XML_COMMENT.sub("", text))
        return "eaf" if root and root.group(1) == "ANNOTATION_DOCUMENT" else "sigml"
    first = next((line for line in text.splitlines() if line.strip()), "")
    if looks_like_classes(first):
        return "classes"
    if looks_like_elan_tab(first):
        return "elan-tab"
    return "hearai" if looks_like_hearai(first) else "text"
