"""What must hold of every text, and of every transcription that is accepted."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from itertools import chain
from zlib import crc32

from fuzzing.target import need
from hamnosys.canonical import canonical, repaired
from hamnosys.canonical.promise import broken_promise
from hamnosys.canonical.rewriting import characters_of
from hamnosys.description import LANGUAGES, describe
from hamnosys.errors import Diagnostic, HamNoSysSyntaxError
from hamnosys.excerpt import excerpt
from hamnosys.formats.sigml import read_sigml
from hamnosys.formats.sigml_writing import SIGML_BEGIN, SIGML_END, sigml_sign
from hamnosys.grammar import Policy
from hamnosys.parser import Notation, diagnose, parse
from hamnosys.schemes import BUILT_IN, load_scheme
from hamnosys.source import Source
from hamnosys.symbols import inventory
from hamnosys.transcription import read_transcription
from hamnosys.tree import notation_data, tree_lines

_RAW = re.compile("[{}\ue000-\uf8ff]|\\bham[a-z]|%s|  |None")
_BEFORE_CHARACTERS = ("HNS005",)
"""Codes that `parse` gives where `diagnose` first lists characters that are no symbols."""


def source_of(data: bytes) -> Source:
    """An open input with these bytes."""
    binary = io.BufferedReader(io.BytesIO(data))  # type: ignore[type-var]
    stream = io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape")
    return Source("input", "utf-8", stream, binary, len(data))  # type: ignore[arg-type]


def check_text(text: str, policy: Policy) -> str:
    """Any text is diagnosed; `diagnose` and `parse` agree. Gives the code of the error, or ''."""
    found = diagnose(text, policy=policy)
    for each in found:
        check_finding(each, text)
    errors = [each for each in found if each.severity == "error"]
    try:
        notation = parse(text, policy=policy)
    except HamNoSysSyntaxError as error:
        need(errors, f"parse finds {error.code}, diagnose nothing")
        same = error.diagnostic == errors[0] or error.code in _BEFORE_CHARACTERS
        need(same, f"parse finds {error.code}, diagnose {errors[0].code}")
        return error.code
    need(not errors, "diagnose finds an error, parse none")
    need(list(notation.warnings) == found, "parse and diagnose differ in their warnings")
    check_notation(notation, policy)
    return ""


def check_finding(finding: Diagnostic, text: str) -> None:
    """A finding stands in its text and can be told."""
    need(finding.text == text, "a finding about another text")
    need(0 <= finding.position <= len(text), f"position {finding.position} of {len(text)}")
    for words in (finding.message, finding.hint):
        need(words, f"{finding.code} without words")
        need("\n" not in words, f"{finding.code}: {words!r} has several lines")
        need(len(words) < 2000, f"{finding.code}: {len(words)} characters")
        words.encode("utf-8")
    around = excerpt(text, finding.position)
    if around is not None:
        names, carets = around.lines()
        need("^" in carets, "an excerpt without a caret")
        need(len(names) < 3000, "an excerpt that is too long")


def check_notation(notation: Notation, policy: Policy) -> None:
    """All that is made of an accepted transcription keeps what it promises."""
    characters = read_transcription(notation.text).characters
    need(notation.to_hamnosys() == characters, "to_hamnosys differs from what was read")
    data = notation_data(notation)
    json.dumps(data)
    names = " ".join(data["names"])
    need(parse(names, policy=policy).signs == notation.signs, "the names are read differently")
    check_canonical(notation, policy)
    check_words(notation)
    check_sigml(characters)
    scheme = load_scheme(one_of(BUILT_IN, notation))
    for sign in notation.signs:
        classes = scheme.classes(sign)
        need(not scheme.unknown(classes), f"{scheme.name} has no such class: {classes}")
    for sign in notation.signs:
        need(any(tree_lines(sign)), "a sign without a tree")


def one_of(names: Sequence[str], notation: Notation) -> str:
    """One for each transcription: another for another one, which spares time."""
    return names[crc32(repr(notation.text).encode()) % len(names)]


def check_canonical(notation: Notation, policy: Policy) -> None:
    """The canonical form keeps its promise, and is its own canonical form."""
    results = [repaired(sign) for sign in notation.signs]
    signs = tuple(sign for sign, _ in results)
    codes = sorted(set(chain.from_iterable(each for _, each in results)))
    fault = broken_promise(notation.signs, signs, characters_of(signs), codes, policy)
    need(not fault, f"canonical form: {fault}")
    need(all(canonical(sign) == sign for sign in signs), "the canonical form has another one")


def check_words(notation: Notation) -> None:
    """A description is whole sentences without names of symbols, in whichever language."""
    language = one_of(LANGUAGES, notation)
    words = describe(notation, lang=language)
    raw = _RAW.search(words)
    need(raw is None, f"{language}: {raw and raw.group()!r} in {words[:200]!r}")
    need(words.endswith("."), f"{language}: no end: {words[-80:]!r}")


def check_sigml(characters: str) -> None:
    """SiGML gives the transcription back."""
    text = f"{SIGML_BEGIN}{sigml_sign(characters, 'a')}\n{SIGML_END}"
    (row,) = read_sigml(source_of(text.encode()))
    need(row.values.get("hamnosys") == characters, "SiGML gives another transcription back")


def named(characters: str) -> list[str]:
    """Names of characters; those without one as they are."""
    names = inventory().names
    return [names.get(character, character) for character in characters]
