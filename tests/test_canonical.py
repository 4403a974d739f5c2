"""Canonical form: what is rewritten, what is left, and that the sign stays the same."""

from collections import Counter
from dataclasses import replace

import pytest
from builders import ham, names_of, sign_of
from hypothesis import given
from strategies import notations, sampled

from hamnosys.canonical import canonical, canonical_notation, promise, repaired
from hamnosys.canonical.meaning import meaning
from hamnosys.canonical.promise import broken_promise, changed_meaning, left_in
from hamnosys.canonical.repairs import reasons, repairs
from hamnosys.canonical.rules import RULES
from hamnosys.diagnostics import codes
from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.parser import parse

REWRITTEN = {
    "HNS102": (
        "symmlr largemod fingerstraightmod alternatingmotion flathand",
        "symmlr fingerstraightmod largemod alternatingmotion flathand",
    ),
    "HNS105": (
        "fist fingerhookmod fingerhookmod thumboutmod extfingeru palml",
        "fist thumboutmod fingerhookmod extfingeru palml",
    ),
    "HNS106": (
        "flathand extfingeru palml chest [ indexfinger fingertip ] touch",
        "flathand extfingeru palml chest [ touch indexfinger fingertip ]",
    ),
    "HNS112": (
        "symmpar fist extfingeru palml + flathand extfingerl palmd touch moveo",
        "symmpar ( fist extfingeru palml + flathand extfingerl palmd ) touch moveo",
    ),
    "HNS203": ("fist extfingerol extfingeruo palml", "fist extfingeruo extfingerol palml"),
    "thumb-first": (
        "fist fingerbendmod thumboutmod indexfinger extfingeru palml",
        "fist thumboutmod fingerbendmod indexfinger extfingeru palml",
    ),
}
LEFT = {
    "HNS103": "alternatingmotion fist extfingeru palml moveo",
    "HNS104": "fist indexfinger fingertip middlefinger fingerpad extfingeru palml",
    "HNS105": "fist fingerhookmod fingerbendmod extfingeru palml",
    "HNS106": "flathand extfingeru palml [ chest ] touch",
    "HNS107": "flathand extfingeru palml chest touch largemod",
    "HNS108": "flathand extfingeru palml chest touch head close",
    "HNS109": "flathand extfingeru palml moveo brushing",
    "HNS110": "flathand extfingeru palml moveo [ chest touch moved ]",
    "HNS111": "{ fist | flathand } extfingeru palml",
}


def rewritten(names: str) -> str:
    return names_of(canonical_notation(parse(ham(names))))


@pytest.mark.parametrize("code", REWRITTEN)
def test_each_rule_rewrites_and_names_itself(code: str) -> None:
    before, after = REWRITTEN[code]
    assert rewritten(before) == after
    assert code in repaired(sign_of(before))[1]
    assert parse(ham(after), policy="strict").signs == (canonical(sign_of(before)),)


@pytest.mark.parametrize("code", LEFT)
def test_what_cannot_be_repaired_without_guessing_is_left(code: str) -> None:
    assert code in {warning.code for warning in parse(ham(LEFT[code])).warnings}
    assert rewritten(LEFT[code]) == LEFT[code]
    assert left_in(parse(ham(LEFT[code]))) == (code,)
    assert repaired(sign_of(LEFT[code]))[1] == ()


def test_every_habit_is_repaired_or_left_for_a_reason() -> None:
    habits = {code for code in codes() if code.startswith("HNS1")}
    assert habits == {c for c in (*repairs(), *reasons()) if c.startswith("HNS1")}
    assert {rule.code for rule in RULES} | {"HNS101", "spelling"} == set(repairs())
    assert set(REWRITTEN) == {rule.code for rule in RULES}
    assert set(LEFT) == set(reasons())


def test_rules_reach_all_of_a_sign_and_all_signs() -> None:
    inner = "fist fingerbendmod thumboutmod"
    assert rewritten(
        f"( {inner} + {inner} ) extfingeru palml chest ( moveo + [ replace {inner} moveu ] )"
        f" + {inner} extfingerol extfingeruo between extfingeril extfingerui palml"
    ) == (
        "( fist thumboutmod fingerbendmod + fist thumboutmod fingerbendmod ) extfingeru palml"
        " chest ( moveo + [ replace fist thumboutmod fingerbendmod moveu ] )"
        " + fist thumboutmod fingerbendmod"
        " extfingeruo extfingerol between extfingerui extfingeril palml"
    )


def test_two_bendings_keep_their_order_behind_the_thumb() -> None:
    before = "fist fingerhookmod thumboutmod fingerbendmod extfingeru palml"
    assert rewritten(before) == "fist thumboutmod fingerhookmod fingerbendmod extfingeru palml"
    assert canonical(sign_of(before)).dominant.shape.bending == "hamfingerhookmod"  # type: ignore[union-attr]


def test_directions_of_no_corner_keep_their_order() -> None:
    for pair in ("extfingeril extfingeruo", "extfingerol extfingeru", "extfingerl extfingeruo"):
        assert rewritten(f"fist {pair} palml") == f"fist {pair} palml"


def test_a_canonical_sign_is_given_back_itself() -> None:
    sign = sign_of("symmlr fingerstraightmod largemod fist thumboutmod fingerbendmod extfingeru")
    assert canonical(sign) is sign


@given(notations("tolerant"))
def test_the_promise_holds_for_all_that_the_grammar_derives(text: str) -> None:
    check(text)


def test_the_promise_holds_for_long_transcriptions() -> None:
    seen: Counter[str] = Counter()
    for text in sampled("tolerant", 400, seed=11):
        seen.update(check(text))
    assert set(seen) == {rule.code for rule in RULES}


def test_the_promise_holds_for_the_corpus(corpus_texts: list[str]) -> None:
    rows = 0
    for text in corpus_texts:
        try:
            parse(text)
        except HamNoSysSyntaxError:
            continue
        check(text)
        rows += 1
    assert rows > 2200


def check(text: str) -> set[str]:
    """One transcription: idempotent, promise kept, and as it was if nothing was repaired."""
    notation = parse(text)
    results = [repaired(sign) for sign in notation.signs]
    signs = tuple(sign for sign, _ in results)
    applied = {code for _, found in results for code in found}
    out = canonical_notation(notation)
    assert broken_promise(notation.signs, signs, out, sorted(applied), "tolerant") == ""
    assert tuple(map(canonical, signs)) == signs
    assert canonical_notation(parse(out)) == out
    assert bool(applied) == (out != notation.to_hamnosys())
    fixed = {warning.code for warning in parse(out).warnings}
    assert fixed.isdisjoint({"HNS102", "HNS112", "HNS203"})
    return applied


def test_strict_transcriptions_stay_as_they_are_by_either_policy() -> None:
    kept = 0
    for text in sampled("strict", 300, seed=4):
        notation = parse(text, policy="strict")
        out = canonical_notation(notation)
        assert parse(out, policy="strict").signs == tuple(map(canonical, notation.signs))
        if not any(repaired(sign)[1] for sign in notation.signs):
            assert out == text
            kept += 1
    assert kept > 50


# ------------------------------------------------------------------ the promise can be broken
FIST = sign_of("fist thumboutmod extfingeru palml chest touch")


@pytest.mark.parametrize(
    "other",
    [
        "fist thumboutmod extfingeru palml chest close",
        "fist thumboutmod extfingeru palml chest",
        "fist thumboutmod extfingerd palml chest touch",
        "flathand thumboutmod extfingeru palml chest touch",
        "fist thumboutmod extfingeru palml chest touch moveo",
        "fist thumboutmod fingerbendmod extfingeru palml chest touch",
    ],
)
def test_another_sign_is_another_meaning(other: str) -> None:
    assert changed_meaning(FIST, sign_of(other), list(repairs())) == "the meaning changed"


def test_the_order_of_directions_matters_where_they_name_no_corner() -> None:
    for pair in (("ol", "u"), ("ol", "or"), ("uo", "ui"), ("uo", "do"), ("ol", "ui"), ("ul", "uo")):
        names = [" ".join(f"extfinger{plane}" for plane in order) for order in (pair, pair[::-1])]
        one, other = (sign_of(f"fist {directions}") for directions in names)
        assert meaning(one) != meaning(other)
    corner = sign_of("fist extfingeruo extfingerol"), sign_of("fist extfingerol extfingeruo")
    assert meaning(corner[0]) == meaning(corner[1])


def test_a_change_that_no_rule_explains_is_told() -> None:
    before, after = (sign_of(names) for names in REWRITTEN["HNS112"])
    assert "hamparbegin" in changed_meaning(before, after, ["HNS102"])
    assert changed_meaning(before, after, ["HNS112"]) == ""
    twice, once = (
        sign_of("fist fingerhookmod fingerhookmod"),
        sign_of("fist fingerhookmod"),
    )
    assert "hamfingerhookmod" in changed_meaning(twice, once, ["HNS112"])
    assert changed_meaning(twice, once, ["HNS105"]) == ""


def test_only_the_order_of_directions_may_change_a_class() -> None:
    before, after = (sign_of(names) for names in REWRITTEN["HNS203"])
    fault = changed_meaning(before, after, ["HNS102"])
    assert fault == "classes of hearai changed: hand_position_finger_direction"
    assert changed_meaning(before, after, ["HNS203"]) == ""


def test_an_output_that_is_read_otherwise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    text = ham("fist extfingeru palml chest touch")
    (sign,) = parse(text).signs
    other = replace(sign, location=None)
    assert broken_promise((sign,), (sign,), text, [], "tolerant") == ""
    assert broken_promise((sign,), (other,), text, [], "tolerant") == (
        "the output is read as another sign"
    )
    assert broken_promise((sign,), (sign,), ham("palml"), [], "tolerant").startswith(
        "the output is rejected"
    )
    monkeypatch.setattr(promise, "left_in", lambda _notation: ())
    joined = ham("fist + flathand extfingeru palml")  # tolerant: two hands; strict: two signs
    signs = parse(joined).signs
    assert broken_promise(signs, signs, joined, [], "tolerant") == (
        "the formal rules read the output as another sign"
    )
    signs = parse(joined, policy="strict").signs
    assert broken_promise(signs, signs, joined, [], "strict") == ""
