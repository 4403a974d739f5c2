"""Text to `Notation`: the LALR(1) walk over the compiled grammar, and what may go wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hamnosys.checks import warnings_of
from hamnosys.diagnostics import diagnostic
from hamnosys.errors import Diagnostic, HamNoSysSyntaxError, UsageError
from hamnosys.faults import CHARACTER_FAULTS, Fault, character_faults, nesting_fault, syntax_fault
from hamnosys.grammar import END, POLICIES, Policy, Table, table
from hamnosys.sign.sign import Sign
from hamnosys.symbols import inventory
from hamnosys.transcription import Transcription, read_transcription, text_faults

MOST_FAULTS = 20
"""Unknown names or characters that `diagnose` lists for one transcription."""


@dataclass(frozen=True, slots=True)
class Notation:
    """A parsed transcription: its signs (several where `hamplus` joins them) and its warnings."""

    text: str
    signs: tuple[Sign, ...]
    warnings: tuple[Diagnostic, ...] = ()

    def to_hamnosys(self) -> str:
        """The input in HamNoSys characters, exactly; only spaces are left out."""
        plus = inventory().characters["hamplus"]
        return plus.join(sign.to_hamnosys() for sign in self.signs)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from hamnosys.notebook import notation_html

        return notation_html(self)


class RejectedError(Exception):
    """The walk met a symbol (or the end) that no rule allows at this ``index``."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


def walk(table: Table, characters: str) -> tuple[Sign, ...]:
    """Parse characters with a compiled grammar, one step a shift or a reduction.

    Raises:
        RejectedError: a symbol (or the end) that the grammar does not allow there.
    """
    rows = table.rows
    names = inventory().names
    states = [table.start]
    values: list[Any] = []
    row = rows[table.start]
    for index, character in enumerate(characters):
        action = row.get(character)
        while action.__class__ is tuple:
            size, build, follow = action
            if size == 1:
                states.pop()
                if build is not None:
                    values[-1] = build(values[-1])
            else:
                parts = values[-size:]
                del values[-size:], states[-size:]
                values.append(build(*parts))
            state = follow[states[-1]]
            states.append(state)
            row = rows[state]
            action = row.get(character)
        if action is None:
            raise RejectedError(index)
        states.append(action)
        values.append(names[character])
        row = rows[action]
    while states[-1] != table.accept:
        action = row.get(END)
        if action is None:
            raise RejectedError(len(characters))
        size, build, follow = action
        del states[-size:]
        if build is not None:
            parts = values[-size:]
            del values[-size:]
            values.append(build(*parts))
        states.append(follow[states[-1]])
        row = rows[states[-1]]
    signs: tuple[Sign, ...] = values[-1]
    return signs


def parse(text: str, *, policy: Policy = "tolerant") -> Notation:
    """Parse a transcription.

    Args:
        text: HamNoSys characters, symbol names separated by comma or space, or code points.
        policy: ``strict`` takes the formal rules only; ``tolerant`` also the listed habits of
            real lexicons, each with a warning.

    Raises:
        HamNoSysSyntaxError: the first fault, with its position in ``text``.
        UsageError: there is no such policy.
    """
    if policy not in POLICIES:
        raise UsageError(f"no policy {policy!r}", hint=f"policies: {', '.join(POLICIES)}")
    transcription = read_transcription(text)
    signs = _signs(transcription, policy)
    return Notation(text, signs, warnings_of(signs, transcription))


def diagnose(text: str, *, policy: Policy = "tolerant") -> list[Diagnostic]:
    """All errors and warnings of a transcription; never raises on its content.

    Up to `MOST_FAULTS` unknown names or characters are listed; of faults in the notation, the
    first.
    """
    if faults := text_faults(text, MOST_FAULTS):
        return faults
    transcription = read_transcription(text)
    if unknown := character_faults(transcription.characters, MOST_FAULTS):
        return [_diagnostic(fault, transcription) for fault in unknown]
    try:
        return list(parse(text, policy=policy).warnings)
    except HamNoSysSyntaxError as error:
        return [error.diagnostic]


def _signs(transcription: Transcription, policy: Policy) -> tuple[Sign, ...]:
    characters = transcription.characters
    fault = nesting_fault(characters)
    if fault is None:
        try:
            return walk(table(policy), characters)
        except RejectedError as rejected:
            fault = syntax_fault(table(policy), characters, rejected.index)
            if policy == "tolerant" and fault.code not in CHARACTER_FAULTS:
                signs = _strict_composite(characters)
                if signs is not None:
                    return signs
    found = _diagnostic(fault, transcription)
    if policy == "strict" and fault.code != "HNS005" and (habits := _habits(transcription)):
        found = replace(found, hint=f"{found.hint}; the tolerant policy takes it with {habits}")
    raise HamNoSysSyntaxError(found) from None


def _habits(transcription: Transcription) -> str:
    """Codes of the habits with which the tolerant policy accepts a transcription."""
    try:
        signs = walk(table("tolerant"), transcription.characters)
    except RejectedError:
        return ""
    codes = dict.fromkeys(warning.code for warning in warnings_of(signs, transcription))
    return ", ".join(code for code in codes if code.startswith("HNS1"))


def _strict_composite(characters: str) -> tuple[Sign, ...] | None:
    """Signs by the formal rules where a `hamplus` cannot join hands, as tolerant reads it first."""
    if not _plus_after_hands(characters):
        return None
    try:
        return walk(table("strict"), characters)
    except RejectedError:
        return None


_HANDS = frozenset(
    {
        "symmetry_operator", "straight_bending", "large", "alternating", "nonipsi", "nondominant",
        "base_form", "thumb_position", "finger_bending", "double_bending", "finger", "finger_part",
        "finger_direction", "palm_orientation", "between", "relative", "etc",
        "parallel_begin", "plus", "parallel_end",
    }
)  # fmt: skip
"""Categories of the symbols that hands and their orientation are written with."""


def _plus_after_hands(characters: str) -> bool:
    """Whether a `hamplus` outside brackets follows a sign that is nothing but hands."""
    known = inventory().by_character
    depth, hands_alone = 0, True
    for character in characters:
        category = known[character].category
        if category == "plus" and depth == 0:
            if hands_alone:
                return True
            hands_alone = True
            continue
        hands_alone = hands_alone and category in _HANDS
        depth += (category == "parallel_begin") - (category == "parallel_end")
    return False


def _diagnostic(fault: Fault, transcription: Transcription) -> Diagnostic:
    characters = transcription.characters
    return diagnostic(
        fault.code,
        transcription.text,
        transcription.position(fault.index),
        character=characters[fault.index] if fault.index < len(characters) else None,
        expected=fault.expected,
        detail=fault.detail,
    )
