"""Work grows as the text does: steps, calls and letters are counted, never seconds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from adversarial import BAD, ENDINGS, GOOD, HABITS, JOINED, SHAPES, SPACED
from builders import ham

from hamnosys import checks
from hamnosys.description import LANGUAGES, describe
from hamnosys.description.template import Text
from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.excerpt import excerpt
from hamnosys.faults import MAX_DEPTH, nesting_fault, syntax_fault
from hamnosys.formats.sigml_writing import sigml_sign
from hamnosys.grammar import POLICIES, Policy, Table, table
from hamnosys.normalising.transcriptions import rewrite
from hamnosys.parser import Notation, RejectedError, diagnose, parse, walk
from hamnosys.schemes import BUILT_IN, load_scheme
from hamnosys.similarity.values import form_of
from hamnosys.transcription import read_transcription
from hamnosys.tree import notation_data, tree_lines

SIZES = (1_000, 10_000, 100_000)
STEPS_A_SYMBOL = 12
"""Reductions before one symbol is shifted, at most on the average; and once more for a fault."""
STEPS_OF_A_FAULT = 2_000
"""Looking for what could stand there takes a stack as deep as the brackets."""


class CountingRow(dict[str, Any]):
    """A row of the table that counts how often it is asked: once for every shift and reduction."""

    steps = count()

    def get(self, key: str, default: Any = None) -> Any:
        next(CountingRow.steps)
        return dict.get(self, key, default)

    def __getitem__(self, key: str) -> Any:
        next(CountingRow.steps)
        return dict.__getitem__(self, key)


def counting(policy: Policy) -> Table:
    original = table(policy)
    CountingRow.steps = count()
    return Table(tuple(map(CountingRow, original.rows)), original.start, original.accept)


def steps_of(text: str, policy: Policy) -> tuple[int, int, bool]:
    """Steps of parsing a text, symbols, and whether it was accepted."""
    table_with_count = counting(policy)
    try:
        characters = read_transcription(text).characters
    except HamNoSysSyntaxError:
        return 0, len(text), False
    accepted = nesting_fault(characters) is None
    if accepted:
        try:
            walk(table_with_count, characters)
        except RejectedError as rejected:
            accepted = False
            syntax_fault(table_with_count, characters, rejected.index)
    return next(CountingRow.steps), len(characters), accepted


def test_a_step_is_a_shift_or_a_reduction() -> None:
    steps, symbols, accepted = steps_of(ham("fist extfingeru palml"), "strict")
    assert accepted
    assert symbols == 3
    rules_for_it = 10  # shape, handshape, direction, finger_direction, palm_orientation, stages
    assert symbols + 4 < steps < symbols + 3 * rules_for_it


@pytest.mark.parametrize("shape", SHAPES)
def test_steps_grow_as_symbols_do(shape: str) -> None:
    policies: dict[int, tuple[Policy, ...]] = {100_000: ("tolerant",)}
    for size in SIZES:
        text = SHAPES[shape](size)
        for policy in policies.get(size, POLICIES):
            steps, symbols, accepted = steps_of(text, policy)
            assert steps <= STEPS_A_SYMBOL * symbols + STEPS_OF_A_FAULT
            if shape in GOOD or (shape in HABITS and policy == "tolerant"):
                assert accepted
                assert steps > symbols
            if shape in BAD:
                assert not accepted


@pytest.mark.parametrize("symbol", ENDINGS)
def test_steps_of_a_fault_at_the_end(symbol: str) -> None:
    steps, symbols, _ = steps_of(ENDINGS[symbol](10_000), "tolerant")
    assert steps <= STEPS_A_SYMBOL * symbols + STEPS_OF_A_FAULT


# ------------------------------------------------------------------ all that is done with a text
def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called, those of C and steps of generators included."""
    counted = 0

    def count_call(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


SMALL, LARGE = 250, 2_000
GROWTH = 1.3 * LARGE / SMALL
ONCE = 3_000
"""Calls that do not depend on the text: what is looked up for the first time, hints, messages."""


def found_and_shown(text: str, policy: Policy) -> None:
    for finding in diagnose(text, policy=policy)[:3]:
        excerpt(text, finding.position)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("shape", SHAPES)
def test_calls_of_a_diagnosis_grow_as_symbols_do(shape: str, policy: Policy) -> None:
    texts = [SHAPES[shape](size) for size in (SMALL, LARGE)]
    found_and_shown(texts[0], policy)  # what is kept for later is made now
    small, large = (calls_of(lambda text=text: found_and_shown(text, policy)) for text in texts)
    assert large <= GROWTH * small + ONCE


WORK: dict[str, Callable[[Notation], object]] = {
    "to_hamnosys": Notation.to_hamnosys,
    "rewrite": lambda notation: rewrite(notation.text),
    "tree": lambda notation: [list(tree_lines(sign)) for sign in notation.signs],
    "data": lambda notation: json.dumps(notation_data(notation)),
    "sigml": lambda notation: sigml_sign(notation.to_hamnosys(), ""),
    "classes": lambda notation: [
        load_scheme(name).classes(sign) for name in BUILT_IN for sign in notation.signs
    ],
    "form": form_of,
    **{f"describe {name}": lambda n, name=name: describe(n, lang=name) for name in LANGUAGES},
}


@pytest.mark.parametrize("shape", [*GOOD, *HABITS, *JOINED])
def test_calls_of_what_is_made_of_a_sign_grow_as_symbols_do(shape: str) -> None:
    # What is remembered of a text does not help with a longer one.
    first, small, large = (parse(SHAPES[shape](size)) for size in (SMALL // 2, SMALL, LARGE))
    for name, work in WORK.items():
        work(first)
        few, many = (calls_of(lambda n=n, work=work: work(n)) for n in (small, large))
        assert many <= GROWTH * few + ONCE, name


# ------------------------------------------------------------------ what happens inside one call
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", [*GOOD, *HABITS, *JOINED])
def test_letters_of_a_description_are_written_a_few_times(
    shape: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    fill = Text.filled

    def counted(self: Text, *arguments: Any) -> str:
        nonlocal written
        text = fill(self, *arguments)
        written += len(text)
        return text

    monkeypatch.setattr(Text, "filled", counted)
    told = describe(parse(SHAPES[shape](4_000)), lang=language)
    forms = 6  # of each phrase, of which one is told
    within = MAX_DEPTH if shape.startswith("deep") else 8  # phrases within phrases
    assert written <= within * forms * (len(told) + 1_000)


@pytest.mark.parametrize("shape", ["zones of a hand as a place", "parts that touch"])
def test_a_part_of_a_hand_is_matched_a_few_times(
    shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pattern = checks._HAND_PART
    matched = 0

    class Counting:
        def fullmatch(self, text: str) -> Any:
            nonlocal matched
            matched += len(text)
            return pattern.fullmatch(text)

    monkeypatch.setattr(checks, "_HAND_PART", Counting())
    text = SHAPES[shape](10_000)
    assert "HNS205" in {warning.code for warning in parse(text).warnings}
    assert len(text) / 2 < matched < 3 * len(text)


def test_no_text_of_any_shape_is_too_much() -> None:
    for shape, make in {**JOINED, **BAD, **SPACED}.items():
        with suppress(HamNoSysSyntaxError):
            assert parse(make(100_000)).signs, shape
