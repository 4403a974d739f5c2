"""Why a transcription was rejected: from a parser state to a code in the notation's terms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from hamnosys.diagnostics import phrases
from hamnosys.grammar import END, Table
from hamnosys.sign.action import GROUP_BRACKETS
from hamnosys.symbols import inventory
from hamnosys.transcription import shown_character

CHARACTER_FAULTS = frozenset({"HNS001", "HNS002", "HNS004", "HNS006"})
"""Codes of faults that no grammar can take: no symbol, or none that a rule uses."""

MAX_DEPTH = 64
"""Brackets may be nested this deep."""

BRACKETS = {opening: closing for opening, _, closing in GROUP_BRACKETS.values()}
_OPENING_OF = {closing: opening for opening, closing in BRACKETS.items()}

_NO_PART_OF_A_SIGN = frozenset({"punctuation", "coreference", "mime", "version"})
_LOCATION_MARKS = frozenset({"side_mark", "behind"})
_MOVEMENT_MARKS = frozenset(
    {
        "small", "large", "size_change", "manner", "brushing", "repetition", "alternating",
        "arc", "wave", "ellipse", "clock_face", "clock_full",
    }
)  # fmt: skip
_HANDSHAPE_MARKS = frozenset(
    {"thumb_position", "straight_bending", "finger_bending", "double_bending"}
)
_ORIENTATIONS = frozenset({"finger_direction", "palm_orientation"})


@dataclass(frozen=True, slots=True)
class Fault:
    """A code at an index into the characters of a transcription."""

    code: str
    index: int
    expected: tuple[str, ...] = ()
    detail: str = ""


def character_faults(characters: str, most: int) -> list[Fault]:
    """The first characters that the inventory does not have, or that are no part of a sign."""
    if characters and not characters.strip(_LOST):
        return [Fault("HNS006", 0)]
    found = (character_fault(characters, index) for index in range(len(characters)))
    return list(islice((fault for fault in found if fault is not None), most))


def character_fault(characters: str, index: int) -> Fault | None:
    """What is wrong with the character itself, whatever stands around it."""
    symbol = inventory().by_character.get(characters[index])
    if symbol is None:
        return Fault("HNS002", index, detail=shown_character(characters[index]))
    if symbol.category in _NO_PART_OF_A_SIGN:
        return Fault("HNS004", index)
    return None


_LOST = "?"
"""What programs write for characters that an encoding does not have."""


def nesting_fault(characters: str) -> Fault | None:
    """Brackets nested deeper than `MAX_DEPTH`, which the parser would build too deep a tree of."""
    if len(characters) <= MAX_DEPTH:
        return None
    depth = 0
    names = inventory().names
    for index, character in enumerate(characters):
        name = names.get(character)
        if name in BRACKETS:
            depth += 1
            if depth > MAX_DEPTH:
                return Fault("HNS005", index, detail=str(MAX_DEPTH))
        elif name in _OPENING_OF:
            depth -= 1
    return None


def syntax_fault(table: Table, characters: str, index: int) -> Fault:
    """The fault of a transcription whose symbol (or end) at ``index`` the grammar does not allow.

    An unknown character comes first, wherever it stands: it may be the cause of the rest.
    """
    if not characters:
        return Fault("HNS001", 0)
    if unknown := character_faults(characters, 1):
        return unknown[0]
    expected = _expected(table, _states_before(table, characters[:index]))
    if index < len(characters):
        fault = _bracket_fault(characters, index, expected)
    else:
        fault = _unclosed(characters, expected)
    return fault or _symbol_fault(characters, index, expected)


def _states_before(table: Table, accepted: str) -> list[int]:
    """The parser's states after some characters, before the next one has reduced anything."""
    states = [table.start]
    for character in accepted:
        action = table.rows[states[-1]][character]
        while isinstance(action, tuple):
            size, _build, follow = action
            del states[-size:]
            states.append(follow[states[-1]])
            action = table.rows[states[-1]][character]
        states.append(action)
    return states


def _expected(table: Table, states: list[int]) -> tuple[str, ...]:
    """Phrases of all symbols that the parser would take here."""
    names = phrases()
    first_of_category: dict[str, str] = {}
    for symbol in inventory():
        first_of_category.setdefault(symbol.category, symbol.character)
    found = {
        names[category]
        for category, character in first_of_category.items()
        if _acceptable(table, states, character)
    }
    if _acceptable(table, states, END):
        found.add("the end of the transcription")
    if "hamnonipsi" in found:  # here the same symbols modify the symmetry operator
        found = found - {"bending", "size", "hamalternatingmotion"} | {"symmetry modifier"}
    return tuple(sorted(found))


def _acceptable(table: Table, states: list[int], character: str) -> bool:
    """Whether a character would be shifted: rows also hold reductions that lead nowhere."""
    stack = list(states)
    while True:
        action = table.rows[stack[-1]].get(character)
        if not isinstance(action, tuple):
            return action is not None
        size, _build, follow = action
        del stack[-size:]
        stack.append(follow[stack[-1]])
        if stack[-1] == table.accept:
            return True


def _open_brackets(characters: str) -> list[int]:
    """Indices of the brackets still open at the end, wrongly closed ones included."""
    names = inventory().names
    still_open: list[int] = []
    for index, character in enumerate(characters):
        name = names.get(character)
        if name in BRACKETS:
            still_open.append(index)
        elif name in _OPENING_OF and still_open:
            still_open.pop()
    return still_open


def _bracket_fault(characters: str, index: int, expected: tuple[str, ...]) -> Fault | None:
    names = inventory().names
    closing = names[characters[index]]
    still_open = _open_brackets(characters[:index])
    if closing not in _OPENING_OF:
        unclosed = set(still_open) & set(_open_brackets(characters))
        if unclosed and BRACKETS[names[characters[still_open[-1]]]] in expected:
            return _unclosed_at(characters, still_open[-1], expected)
        return None
    if not still_open:
        return Fault("HNS011", index, expected, _OPENING_OF[closing])
    opened = names[characters[still_open[-1]]]
    if opened != _OPENING_OF[closing]:
        return Fault("HNS012", index, expected, opened)
    return Fault("HNS013", index, expected)


def _unclosed(characters: str, expected: tuple[str, ...]) -> Fault | None:
    still_open = _open_brackets(characters)
    return _unclosed_at(characters, still_open[-1], expected) if still_open else None


def _unclosed_at(characters: str, opening: int, expected: tuple[str, ...]) -> Fault:
    closing = BRACKETS[inventory().names[characters[opening]]]
    return Fault("HNS010", opening, expected, closing)


def _symbol_fault(characters: str, index: int, expected: tuple[str, ...]) -> Fault:
    known = inventory().by_character
    previous = known[characters[index - 1]].category if index else ""
    wanted = set(expected)
    if previous == "between":
        return Fault("HNS025", index, expected)
    if previous == "side_mark" and wanted <= _PLACES:
        return Fault("HNS022", index - 1, expected)
    if index == len(characters):
        return Fault("HNS028", index, expected)
    category = known[characters[index]].category
    if "handshape" in wanted and "extended finger direction" not in wanted:
        return Fault("HNS020", index, expected)
    if category == "base_form" and "hamreplace" in wanted:
        return Fault("HNS021", index, expected)
    for categories, code in _CODE_BY_CATEGORY:
        if category in categories:
            return Fault(code, index, expected)
    return Fault("HNS029", index, expected)


_PLACES = frozenset({"location", "finger", "part of a finger"})
_CODE_BY_CATEGORY = (
    (_LOCATION_MARKS, "HNS022"),
    (_HANDSHAPE_MARKS, "HNS024"),
    (_MOVEMENT_MARKS, "HNS023"),
    (_ORIENTATIONS, "HNS026"),
)
