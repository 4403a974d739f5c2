"""What is said of a transcription in the tiers that are added: one line of text each."""

from __future__ import annotations

import re

from hamnosys.errors import Diagnostic
from hamnosys.grammar import Policy
from hamnosys.parser import Notation, diagnose
from hamnosys.rows import Result
from hamnosys.schemes import Scheme
from hamnosys.transcription import written_in_tokens

_TOKEN = re.compile(r"[^\s,]+")


def note(kind: str, result: Result, scheme: Scheme, policy: Policy) -> str:
    """The text of an annotation of one of `ADDED_KINDS`, empty where there is nothing to say."""
    if kind == "diagnostics":
        return "\n".join(_finding(found) for found in _findings(result, policy))
    if result.error is not None or result.notation is None:
        return ""
    if kind == "classes":
        pairs = zip(scheme.heads, result.classes, strict=True)
        return "; ".join(f"{h.name}={h.label(n)}" for h, n in pairs if n is not None)
    return _described(result.notation)


def _findings(result: Result, policy: Policy) -> list[Diagnostic]:
    """All that is wrong with a transcription; findings about names of rows are left out."""
    record = result.record
    if record.error is not None:
        return [record.error]
    found = diagnose(record.hamnosys, policy=policy)
    others = (*result.warnings[len(record.warnings) :], *([result.error] if result.error else ()))
    return [*found, *(other for other in others if other not in found)]


def _finding(found: Diagnostic) -> str:
    mark = "" if found.severity == "error" else "warning: "
    return f"{found.code} {mark}{found.message}{_place(found)}"


def _place(found: Diagnostic) -> str:
    """Which symbol it is, counted from 1."""
    if not found.text.strip():
        return ""
    if found.position >= len(found.text):
        return " (at the end)"
    before = found.text[: found.position]
    if written_in_tokens(found.text):
        number = len(_TOKEN.findall(before)) + 1
    else:
        number = len("".join(before.split())) + 1
    named = f": {found.symbol}" if found.symbol else ""
    return f" (symbol {number}{named})"


def _described(notation: Notation) -> str:
    from hamnosys.description import describe

    return " ".join(str(describe(notation, lang="en")).split())
