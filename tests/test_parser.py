from __future__ import annotations

import pickle
from random import Random

import pytest
from builders import ham, names_of
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import near_notations, notations, sampled, spaced

from hamnosys.errors import HamNoSysError, HamNoSysSyntaxError, UsageError
from hamnosys.grammar import POLICIES, Policy, open_grammar
from hamnosys.parser import diagnose, parse
from hamnosys.sign import Sign
from hamnosys.symbols import inventory

both_policies = pytest.mark.parametrize("policy", POLICIES)


def fault_of(text: str, policy: Policy = "tolerant") -> HamNoSysSyntaxError | None:
    """How a text is rejected; None if it is not. Any other exception is let through."""
    try:
        parse(text, policy=policy)
    except HamNoSysSyntaxError as error:
        return error
    return None


def hands_alone(sign: Sign) -> bool:
    return not sign.action and sign.location is None and not sign.constellations


# ------------------------------------------------------------------ the round trip
@both_policies
@given(data=st.data())
def test_what_the_grammar_derives_is_parsed_and_written_back_exactly(
    policy: Policy, data: st.DataObject
) -> None:
    text = data.draw(notations(policy))
    assert parse(text, policy=policy).to_hamnosys() == text


@given(text=notations("strict"))
def test_tolerant_accepts_what_strict_accepts_and_reads_it_alike(text: str) -> None:
    signs = parse(text, policy="strict").signs
    notation = parse(text, policy="tolerant")
    assert notation.to_hamnosys() == text
    # A sign of hands alone before another one may be read as half of a pair (tolerant.lark).
    if not any(hands_alone(sign) for sign in signs[:-1]):
        assert notation.signs == signs


@pytest.mark.parametrize(
    "names",
    [
        "fist etc palml orirelative + fist palml + fist palml",
        "symmlr fingerstraightmod largemod fist between flathand extfingeru + symmpar fist chest",
        "fist thumbopenmod indexfinger fingerbendmod palml + nondominant fist palml",
    ],
)
def test_hands_that_cannot_be_joined_are_signs_of_their_own(names: str) -> None:
    tolerant, strict = (parse(ham(names), policy=policy).signs for policy in POLICIES[::-1])
    assert tolerant == strict
    assert len(tolerant) == names.count("+") + 1


@pytest.mark.parametrize(
    "names",
    [
        "( fist + flathand ) extfingeru + extfingerd",
        "nondominant fist extfingeru + extfingerd palml",
    ],
)
def test_directions_joined_without_bracket_stay_in_one_sign(names: str) -> None:
    notation = parse(ham(names))
    assert len(notation.signs) == 1
    assert [w.code for w in notation.warnings if w.code == "HNS112"]


def test_every_sign_has_a_handshape() -> None:
    for text in sampled("tolerant", 500, seed=5):
        for sign in parse(text).signs:
            assert sign.dominant.shape is not None, names_of(text)


def test_what_strict_rejects_passes_tolerant_with_a_warning_of_the_habit() -> None:
    for text in sampled("tolerant", 500, seed=6):
        if fault_of(text, "strict"):
            codes = [w.code for w in parse(text).warnings]
            assert any(code.startswith("HNS1") for code in codes), names_of(text)


@given(text=notations("strict"))
def test_what_strict_accepts_has_no_warning_of_a_habit(text: str) -> None:
    warnings = parse(text, policy="strict").warnings
    assert [w.code for w in warnings if w.code.startswith("HNS1")] == []


@both_policies
@given(data=st.data())
def test_spaces_change_nothing_but_the_warning(policy: Policy, data: st.DataObject) -> None:
    plain, with_spaces = data.draw(spaced(notations(policy)))
    expected, notation = parse(plain, policy=policy), parse(with_spaces, policy=policy)
    assert notation.signs == expected.signs
    assert notation.to_hamnosys() == plain
    codes = [w.code for w in notation.warnings]
    assert codes.count("HNS101") == 1
    assert sorted(codes) == sorted([*(w.code for w in expected.warnings), "HNS101"])
    (space,) = [w for w in notation.warnings if w.code == "HNS101"]
    assert with_spaces[space.position].isspace()
    assert not any(character.isspace() for character in with_spaces[: space.position])


@given(text=notations("tolerant"))
def test_names_give_the_same_signs_and_warnings_as_characters(text: str) -> None:
    names = [inventory().names[character] for character in text]
    by_names, by_characters = parse(",".join(names)), parse(text)
    assert by_names.signs == by_characters.signs
    starts = [sum(len(name) + 1 for name in names[:index]) for index in range(len(names))]
    assert [(w.code, w.position) for w in by_names.warnings] == [
        (w.code, starts[w.position]) for w in by_characters.warnings
    ]


@given(text=notations("tolerant"))
def test_a_warning_points_at_the_symbol_that_it_names(text: str) -> None:
    for warning in parse(text).warnings:
        assert warning.symbol == inventory().names[text[warning.position]]
        assert warning.severity == "warning"


@given(text=notations("tolerant"))
def test_parsing_is_repeatable(text: str) -> None:
    # The walker extends lists in place; nothing of an earlier parse may come back.
    assert parse(text) == parse(text)


# ------------------------------------------------------------------ any other text
@both_policies
@given(text=st.one_of(near_notations, st.text(max_size=60)))
@example(text="")
@example(text="ham")
@example(text="\ud800")
@example(text="\0")
@example(text="\ufeff\ue000")
@example(text="HAM,,,")
@example(text="\ue000 \ue0e7 ")
@example(text="ſham İham")
def test_any_text_is_parsed_or_rejected_in_place(policy: Policy, text: str) -> None:
    error = fault_of(text, policy)
    found = diagnose(text, policy=policy)
    if error is None:
        assert [f.severity for f in found] == ["warning"] * len(found)
        return
    assert 0 <= error.position <= len(text)
    assert error.code.startswith("HNS0")
    assert error.text == text
    # Before faults of the notation, diagnose lists all characters that are no part of a sign.
    assert error.diagnostic in found or {f.code for f in found} <= {"HNS002", "HNS004"}


@given(text=st.text(alphabet="hamfistlevpu+UuEe0123 ,\\x", max_size=40))
def test_text_like_names_or_code_points_is_parsed_or_rejected_in_place(text: str) -> None:
    error = fault_of(text)
    assert error is None or 0 <= error.position <= len(text)


@given(text=notations("tolerant"), data=st.data())
def test_a_text_cut_short_is_rejected_inside_or_at_its_end(text: str, data: st.DataObject) -> None:
    prefix = text[: data.draw(st.integers(0, len(text)))]
    error = fault_of(prefix)
    if error is None:
        assert parse(prefix).to_hamnosys() == prefix
    elif error.position < len(prefix):  # only a bracket that is still open is named earlier
        assert error.code == "HNS010"
    else:
        assert error.symbol is None


def test_an_error_carries_the_whole_diagnostic() -> None:
    text = f" {ham('fist')} {ham('behind')}"
    with pytest.raises(HamNoSysError) as caught:
        parse(text)
    error = caught.value
    assert isinstance(error, HamNoSysSyntaxError)
    assert (error.text, error.position, error.symbol) == (text, 3, "hambehind")
    assert (error.code, error.codepoint) == ("HNS022", "U+E0D5")
    assert error.diagnostic == diagnose(text)[0]
    assert "extended finger direction" in error.expected
    assert list(error.expected) == sorted(error.expected)
    assert error.hint


def test_an_error_survives_pickling() -> None:
    with pytest.raises(HamNoSysSyntaxError) as caught:
        parse(ham("fist behind"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.diagnostic == caught.value.diagnostic
    assert str(again) == str(caught.value)


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(Exception, match="lax"):
        parse(ham("fist"), policy="lax")  # type: ignore[arg-type]


def test_diagnose_lists_every_unknown_character() -> None:
    found = diagnose(f"{ham('fist')}é{ham('mime')}\0{ham('moveu')}")
    assert [(f.code, f.position) for f in found] == [("HNS002", 1), ("HNS004", 2), ("HNS002", 3)]


def test_diagnose_of_a_good_transcription_is_empty() -> None:
    assert diagnose(ham("flathand extfingeru palml chest touch moveo repeatfromstart")) == []


def test_signs_of_a_composite_stand_apart() -> None:
    notation = parse(ham("fist extfingeru palml chest + flathand extfingero palmd moved"))
    assert [names_of(sign.to_hamnosys()) for sign in notation.signs] == [
        "fist extfingeru palml chest",
        "flathand extfingero palmd moved",
    ]


# ------------------------------------------------------------------ the corpus
@pytest.mark.parametrize(("policy", "share"), [("strict", 0.987), ("tolerant", 0.996)])
def test_share_of_the_corpus_that_is_accepted(
    policy: Policy, share: float, corpus_texts: list[str]
) -> None:
    faults = [(text, fault_of(text, policy)) for text in corpus_texts]
    rejected = [names_of(text) for text, fault in faults if fault]
    assert 1 - len(rejected) / len(corpus_texts) >= share, "\n".join(rejected)


def test_every_accepted_corpus_row_is_written_back_exactly(corpus_texts: list[str]) -> None:
    accepted = [text for text in corpus_texts if fault_of(text) is None]
    assert len(accepted) > 2000
    for text in accepted:
        assert parse(text).to_hamnosys() == text.replace(" ", "")


def test_corpus_rows_that_only_tolerant_accepts_name_their_habit(corpus_texts: list[str]) -> None:
    only_tolerant = [t for t in corpus_texts if fault_of(t, "strict") and not fault_of(t)]
    assert only_tolerant
    without = [
        names_of(text)
        for text in only_tolerant
        if not any(w.code.startswith("HNS1") for w in parse(text).warnings)
    ]
    assert without == []


def test_corpus_rows_that_strict_accepts_read_the_same_under_tolerant(
    corpus_texts: list[str],
) -> None:
    for text in corpus_texts:
        if fault_of(text, "strict") is None:
            assert parse(text, policy="strict").signs == parse(text).signs


def mutations(text: str, source: Random) -> dict[str, str]:
    """The text with one symbol deleted, swapped with the next, replaced, or one put in."""
    every = [symbol.character for symbol in inventory()]
    at, other = source.randrange(len(text)), source.choice(every)
    while other == text[at]:
        other = source.choice(every)
    return {
        "deleted": text[:at] + text[at + 1 :],
        "swapped": text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
        "replaced": text[:at] + other + text[at + 1 :],
        "inserted": text[:at] + other + text[at:],
    }


def test_mutated_corpus_rows_are_rejected_in_place_and_mostly_by_strict(
    corpus_texts: list[str],
) -> None:
    source = Random(11)
    rejected = dict.fromkeys(["deleted", "swapped", "replaced", "inserted"], 0)
    texts = [text for text in corpus_texts if fault_of(text, "strict") is None][::2]
    for text in texts:
        for kind, mutated in mutations(text, source).items():
            tolerant, strict = fault_of(mutated), fault_of(mutated, "strict")
            for fault in (tolerant, strict):
                assert fault is None or 0 <= fault.position <= len(mutated)
            if tolerant is None:
                assert parse(mutated).to_hamnosys() == mutated.replace(" ", "")
            rejected[kind] += strict is not None
    assert rejected["replaced"] >= 0.75 * len(texts), rejected
    assert all(rejected.values()), rejected


def test_strict_names_the_habits_with_which_tolerant_takes_a_text() -> None:
    with pytest.raises(HamNoSysSyntaxError) as caught:
        parse(ham("symmlr largemod fingerstraightmod fist extfingeru palml"), policy="strict")
    assert caught.value.hint.endswith("the tolerant policy takes it with HNS102")


def test_an_unknown_policy_is_an_error_of_ours() -> None:
    with pytest.raises(UsageError, match="no policy 'lenient'"):
        parse(ham("fist"), policy="lenient")  # type: ignore[arg-type]


def test_an_unknown_grammar_is_an_error_of_ours() -> None:
    with pytest.raises(UsageError, match="no grammar 'symbols'"):
        open_grammar("symbols")
