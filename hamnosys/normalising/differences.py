"""What changed in a row, shown to people and to programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from hamnosys.normalising.job import Outcome
from hamnosys.normalising.transcriptions import Rewriting, form_of, words_of

_AROUND = 3
"""Symbols shown on each side of a change; a longer run between changes is cut short."""

_SHORT = 2
"""So few symbols more are shown rather than cut."""

_CUT = "…"


def diff_text(outcome: Outcome, file: str) -> Iterator[str]:
    """Lines of a diff: ``file:row name codes``, then the symbols before and after."""
    record = outcome.record
    yield f"@@ {file}:{record.row} {record.name} {' '.join(outcome.codes)}"
    for rewriting in outcome.changed:
        yield from _rewriting_lines(rewriting)


def diff_data(outcome: Outcome, file: str) -> str:
    """A changed row as one line of JSON."""
    record = outcome.record
    data = {
        "file": file,
        "row": record.row,
        "line": record.line,
        "name": record.name,
        "codes": list(outcome.codes),
        "left": list(dict.fromkeys(found.code for found in outcome.left)),
        "changes": [_change(rewriting) for rewriting in outcome.changed],
    }
    return json.dumps(data, ensure_ascii=False)


def _change(rewriting: Rewriting) -> dict[str, str | list[str]]:
    return {
        "before": rewriting.before,
        "after": rewriting.after,
        "symbols_before": list(words_of(rewriting.before)),
        "symbols_after": list(words_of(rewriting.after)),
    }


def _rewriting_lines(rewriting: Rewriting) -> Iterator[str]:
    before, after = words_of(rewriting.before), words_of(rewriting.after)
    forms = form_of(rewriting.before), form_of(rewriting.after)
    if forms[0] != forms[1]:
        yield f"  written as {forms[1]}, not as {forms[0]}"
        if before == after:
            return
    for sign, line in zip("-+", _sides(before, after), strict=True):
        yield f"{sign} {' '.join(line.words)}"
        if marks := " ".join(line.marks).rstrip():
            yield f"  {marks}"


@dataclass(slots=True)
class _Line:
    """Words of one side, and as long as each what stands below it: carets where it differs."""

    words: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def add(self, words: Sequence[str], mark: str) -> None:
        self.words += words
        self.marks += [mark * len(word) for word in words]


def _sides(before: Sequence[str], after: Sequence[str]) -> tuple[_Line, _Line]:
    """Both sides as lines; what is equal far from a change is cut short."""
    old, new = _Line(), _Line()
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for index, (tag, start, end, new_start, new_end) in enumerate(codes):
        if tag != "equal":
            old.add(before[start:end], "^")
            new.add(after[new_start:new_end], "^")
            continue
        head = () if index == 0 else before[start : start + _AROUND]
        tail = () if index == len(codes) - 1 else before[max(start, end - _AROUND) : end]
        whole = end - start <= len(head) + len(tail) + _SHORT
        shown = before[start:end] if whole else (*head, _CUT, *tail)
        old.add(shown, " ")
        new.add(shown, " ")
    return old, new
