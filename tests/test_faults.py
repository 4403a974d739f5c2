from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from builders import ham
from hypothesis import given
from strategies import notations

from hamnosys.diagnostics import codes, explain, phrases
from hamnosys.errors import HamNoSysSyntaxError, UsageError
from hamnosys.faults import BRACKETS, MAX_DEPTH
from hamnosys.grammar import POLICIES, Policy, table
from hamnosys.parser import RejectedError, diagnose, parse, walk
from hamnosys.symbols import inventory

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "diagnostics.yaml").read_text(encoding="utf-8")
)

OF_ROWS = ("HNS04", "HNS050", "HNS3")
"""Codes of rows and files; the converter's tests show them."""
OF_SCHEMES = "HNS210"

WORDS = {*phrases().values(), "the end of the transcription", "symmetry modifier"}

both_policies = pytest.mark.parametrize("policy", POLICIES)


def text_of(case: dict[str, Any]) -> str:
    return ham(case["names"]) if "names" in case else str(case["text"])


def name_of(case: dict[str, Any]) -> str:
    shown = case["names"] if "names" in case else ascii(case["text"])
    return f"{case['code']} {shown[:40]}"


HABITS = [
    case
    for case in CASES
    if case["code"].startswith("HNS1")
    # Strict drops spaces, too, and reads hamplus between two whole hands as joining two signs.
    and case["code"] not in ("HNS101", "HNS112")
]


# ------------------------------------------------------------------ golden cases
@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_golden_case(case: dict[str, Any]) -> None:
    found = [f for f in diagnose(text_of(case)) if f.code == case["code"]]
    assert [(f.symbol, f.position, f.message) for f in found] == [
        (case["symbol"], case["position"], case["message"])
    ]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_parse_agrees_with_diagnose(case: dict[str, Any]) -> None:
    text = text_of(case)
    if codes()[case["code"]].severity == "warning":
        assert case["code"] in [w.code for w in parse(text).warnings]
    else:
        with pytest.raises(HamNoSysSyntaxError) as error:
            parse(text)
        assert (error.value.code, error.value.position) == (case["code"], case["position"])


@pytest.mark.parametrize(
    "case",
    HABITS,
    ids=name_of,
)
def test_strict_rejects_every_habit(case: dict[str, Any]) -> None:
    text = text_of(case)
    with pytest.raises(HamNoSysSyntaxError):
        parse(text, policy="strict")


def test_strict_reads_hamplus_between_hands_as_a_composite() -> None:
    text = ham("fist extfingeru palml + flathand extfingeru palmd")
    assert len(parse(text, policy="strict").signs) == 2
    assert len(parse(text, policy="tolerant").signs) == 1


@pytest.mark.parametrize("case", [c for c in CASES if c["code"].startswith("HNS2")], ids=name_of)
def test_checks_after_the_parse_do_not_depend_on_the_policy(case: dict[str, Any]) -> None:
    warnings = [parse(text_of(case), policy=policy).warnings for policy in POLICIES]
    assert warnings[0] == warnings[1]


def test_every_code_of_the_notation_has_a_case() -> None:
    wanted = {code for code in codes() if not code.startswith(OF_ROWS)} - {OF_SCHEMES}
    assert {case["code"] for case in CASES} == wanted


# ------------------------------------------------------------------ words
def test_codes_follow_their_severity() -> None:
    severities = {code: entry.severity for code, entry in codes().items()}
    assert {code for code, severity in severities.items() if severity == "error"} == {
        code for code in codes() if code.startswith("HNS0")
    }


@pytest.mark.parametrize("entry", codes().values(), ids=lambda entry: str(entry.code))
def test_every_code_is_explained(entry: Any) -> None:
    assert explain(entry.code.lower()) is entry
    assert entry.title
    assert entry.hint
    assert len(entry.page.split()) >= 5


def test_an_unknown_code_is_an_error_that_says_where_all_are() -> None:
    with pytest.raises(UsageError, match="no code 'HNS999'") as error:
        explain("HNS999")
    assert "`hamnosys explain`" in error.value.hint


@pytest.mark.parametrize("entry", codes().values(), ids=lambda entry: str(entry.code))
def test_every_symbol_named_in_an_explanation_exists(entry: Any) -> None:
    words = f"{entry.title} {entry.message} {entry.hint} {entry.page}".split()
    bare = [word.strip("`.,;:()[]{}|") for word in words]
    named = {word for word in bare if word.startswith("ham") and word not in NO_SYMBOLS}
    assert [name for name in sorted(named) if inventory().find(name) is None] == []


NO_SYMBOLS = {"ham", "hamnosys", "hamnosys=COL"}


@both_policies
@given(text=notations("tolerant"))
def test_expectations_are_words_of_the_notation(policy: Policy, text: str) -> None:
    source = Random(text)
    at = source.randrange(len(text))
    replaced = text[:at] + source.choice(inventory().symbols).character + text[at + 1 :]
    for found in diagnose(replaced, policy=policy):
        assert set(found.expected) <= WORDS
        assert "_" not in found.message
        assert "{" not in found.message
        assert "{" not in found.hint


@pytest.mark.parametrize(
    "names",
    [
        "moveu",
        "fist thumboutmod symmlr",
        "fist extfingeru [ touch palml",
        "fist chest chest",
        "( nomotion",
        "( fist palml chest",
        "fist moveu moved }",
        "( nondominant + flathand lips",
    ],
)
def test_exactly_what_is_expected_would_be_taken(names: str) -> None:
    text = ham(names)
    (found,) = diagnose(text)
    before = text[: found.position]
    one_each = {symbol.category: symbol for symbol in inventory()}
    taken = {
        phrases()[category]
        for category, symbol in one_each.items()
        if category != "space" and takes(before, symbol.character)
    }
    assert set(found.expected) - {"the end of the transcription"} == taken
    complete = not any(f.severity == "error" for f in diagnose(before))
    assert ("the end of the transcription" in found.expected) == complete


def takes(before: str, character: str) -> bool:
    """Whether the grammar takes a symbol here, whatever may be missing after it."""
    try:
        walk(table("tolerant"), before + character)
    except RejectedError as rejected:
        return rejected.index > len(before)
    return True


# ------------------------------------------------------------------ deep and long transcriptions
@both_policies
@pytest.mark.parametrize("bracket", [b for b in BRACKETS if b != "hamaltbegin"])
def test_brackets_nest_as_deep_as_the_limit(policy: Policy, bracket: str) -> None:
    text = nested(bracket, MAX_DEPTH)
    assert parse(text, policy=policy).to_hamnosys() == text


@pytest.mark.parametrize("bracket", BRACKETS)
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 10_000])
def test_deeper_brackets_are_an_error_of_their_own(bracket: str, depth: int) -> None:
    (found,) = diagnose(nested(bracket, depth))
    assert (found.code, found.position) == ("HNS005", 1 + MAX_DEPTH)


def test_alternatives_of_handshapes_nest_as_deep_as_the_limit() -> None:
    text = ham("{ " * MAX_DEPTH + "fist" + " | flathand }" * MAX_DEPTH)
    assert parse(text).to_hamnosys() == text


def test_unclosed_brackets_beyond_number_are_an_error_of_their_own() -> None:
    (found,) = diagnose(ham("fist moveu") + 50_000 * ham("("))
    assert found.code == "HNS005"


def test_many_brackets_beside_each_other_are_not_deep() -> None:
    text = ham("fist" + " ( moveu )" * (2 * MAX_DEPTH))
    assert parse(text, policy="strict").to_hamnosys() == text


def nested(bracket: str, depth: int) -> str:
    characters = inventory().characters
    opening, closing = characters[bracket], characters[BRACKETS[bracket]]
    return ham("fist") + depth * opening + ham("moveu") + depth * closing


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("fist extfingeru palml", "moveu"),
        ("fist extfingeru palml chest", "moveu [ brushing chest ]"),
        ("fist chest", "+ fist extfingeru palml chest"),
        ("flathand", "indexfinger"),
        ("fist", "replace flathand extfingeru palml chest touch"),
    ],
)
def test_a_transcription_of_100000_symbols_is_written_back_exactly(first: str, again: str) -> None:
    text = ham(first) + ham(again) * (100_000 // len(again.split()))
    assert parse(text).to_hamnosys() == text


@pytest.mark.parametrize("names", ["( fist + flathand", "( fist + flathand lips", "fist [ moveu"])
def test_an_open_bracket_expects_its_closing_symbol(names: str) -> None:
    (found,) = diagnose(ham(names))
    assert found.code == "HNS010"
    assert BRACKETS[found.symbol or ""] in found.expected
