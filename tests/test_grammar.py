from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest
from builders import ham, names_of
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark, Token
from lark.exceptions import GrammarError, UnexpectedInput
from lark.grammar import Rule
from lark.lexer import Lexer
from strategies import Generator, near_notations, notations, sampled

from hamnosys.builder import actions, hands, places, rule_function, signs
from hamnosys.grammar import POLICIES, Policy, open_grammar, table
from hamnosys.parser import RejectedError, walk
from hamnosys.resources import shared_directory
from hamnosys.symbols import inventory

GRAMMARS = (*POLICIES, "initial_position")


def accepted_by_lark(grammar: Lark, text: str) -> bool:
    try:
        grammar.parse(text)
    except UnexpectedInput:
        return False
    return True


def accepted_by_walk(policy: Policy, text: str) -> bool:
    try:
        walk(table(policy), text)
    except RejectedError:
        return False
    return True


@pytest.fixture(scope="module", params=POLICIES)
def policy(request: pytest.FixtureRequest) -> Policy:
    chosen: Policy = request.param
    return chosen


@pytest.fixture(scope="module")
def plain_lark(policy: Policy) -> Lark:
    return open_grammar(policy, lexer="contextual")


# ------------------------------------------------------------------ conflicts
@pytest.mark.parametrize("name", GRAMMARS)
def test_grammar_has_no_conflict(name: str) -> None:
    # strict=True makes lark raise on shift/reduce conflicts too, which it resolves silently else.
    assert open_grammar(name, strict=True, lexer=NoLexer).rules


class NoLexer(Lexer):
    """With its own lexers, lark's strict mode asks for another package to compare terminals."""

    def __init__(self, _conf: object) -> None:
        pass

    def lex(self, *_: object) -> Iterator[Token]:
        return iter(())


def test_the_conflict_check_fails_on_a_conflict() -> None:
    dangling = """
        start: thing
        thing: "i" thing | "i" thing "e" thing | "x"
    """
    assert Lark(dangling, parser="lalr").parse("iixex")
    with pytest.raises(GrammarError, match="Shift/Reduce conflict"):
        Lark(dangling, parser="lalr", strict=True, lexer=NoLexer)


def test_no_rule_is_empty(policy: Policy) -> None:
    assert [rule for rule in open_grammar(policy).rules if not rule.expansion] == []


# ------------------------------------------------------------------ symbols and builders
@pytest.mark.parametrize("name", GRAMMARS)
def test_every_terminal_is_a_category_of_the_inventory(name: str) -> None:
    terminals = {t.name.rsplit("__", 1)[-1].lower() for t in open_grammar(name).terminals}
    assert terminals
    assert terminals <= {symbol.category for symbol in inventory()}


def test_every_category_has_a_terminal_and_every_terminal_a_category() -> None:
    source = (shared_directory("grammars") / "symbols.lark").read_text(encoding="utf-8")
    terminals = re.findall(r"^([A-Z_]+):", source, re.MULTILINE)
    assert len(terminals) == len(set(terminals))
    assert {t.lower() for t in terminals} == {symbol.category for symbol in inventory()}


@pytest.mark.parametrize("name", GRAMMARS)
def test_every_rule_has_a_builder(name: str) -> None:
    rules = open_grammar(name).rules
    named = {r.alias or r.origin.name for r in rules if not r.origin.name.startswith("_")}
    own_names = {name.rsplit("__", 1)[-1] for name in named}
    assert own_names
    assert all(callable(rule_function(name)) for name in own_names)


def test_a_rule_without_a_function_is_an_error() -> None:
    with pytest.raises(LookupError, match="'nonsense'"):
        rule_function("nonsense")


def test_every_builder_has_a_rule() -> None:
    names = {
        (rule.alias or rule.origin.name).rsplit("__", 1)[-1]
        for policy in POLICIES
        for rule in open_grammar(policy).rules
    }
    public = {
        name
        for module in (signs, hands, places, actions)
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    }
    assert public
    assert public <= names


# ------------------------------------------------------------------ the walker against lark
def test_walker_and_lark_agree_on_the_corpus(
    policy: Policy, plain_lark: Lark, corpus_texts: list[str]
) -> None:
    texts = [text.replace(" ", "") for text in corpus_texts[::8]]
    verdicts = [accepted_by_walk(policy, text) for text in texts]
    assert verdicts == [accepted_by_lark(plain_lark, text) for text in texts]
    assert any(verdicts)


def test_walker_and_lark_agree_on_what_the_grammars_derive(
    policy: Policy, plain_lark: Lark
) -> None:
    texts = [*sampled("strict", 100, seed=1), *sampled("tolerant", 100, seed=2)]
    disagree = [
        names_of(text)
        for text in texts
        if accepted_by_walk(policy, text) != accepted_by_lark(plain_lark, text)
    ]
    assert disagree == []


@given(text=near_notations.filter(bool))
def test_walker_and_lark_agree_on_any_symbols(policy: Policy, plain_lark: Lark, text: str) -> None:
    assert accepted_by_walk(policy, text) == accepted_by_lark(plain_lark, text)


@given(text=notations("tolerant"), data=st.data())
def test_walker_and_lark_agree_on_every_prefix(
    policy: Policy, plain_lark: Lark, text: str, data: st.DataObject
) -> None:
    prefix = text[: data.draw(st.integers(1, len(text)))]
    assert accepted_by_walk(policy, prefix) == accepted_by_lark(plain_lark, prefix)


# ------------------------------------------------------------------ the initial position alone
def test_initial_position_stands_by_itself_in_plain_lark() -> None:
    path = shared_directory("grammars") / "initial_position.lark"
    grammar = Lark.open(str(path), parser="lalr")
    tree = grammar.parse(ham("symmlr flathand extfingeru palml shoulders lrat close"))
    assert [node.data for node in tree.children if node is not None] == [
        "symmetry",
        "handshape",
        "finger_direction",
        "palm_orientation",
        "location",
        "contact",
    ]


def test_initial_position_has_no_action() -> None:
    grammar = open_grammar("initial_position")
    assert accepted_by_lark(grammar, ham("fist extfingeru palml"))
    assert not accepted_by_lark(grammar, ham("fist extfingeru palml moveu"))


def test_every_initial_position_is_a_strict_sign() -> None:
    texts = sampled("initial_position", 200, seed=3)
    assert [names_of(text) for text in texts if not accepted_by_walk("strict", text)] == []


# ------------------------------------------------------------------ the generator of test texts
@pytest.mark.parametrize("name", GRAMMARS)
def test_generated_texts_take_every_rule(name: str) -> None:
    source = Random(4)
    generator = Generator(name)
    used: set[Rule] = set()
    for _ in range(2000):
        generator.text(source.randrange, used)
    every = {rule for rules in generator.rules.values() for rule in rules}
    assert {(rule.origin, rule.alias) for rule in every - used} <= {
        (rule.origin, rule.alias) for rule in used
    }
    # Not every combination of the many optional parts of movements comes up.
    assert len(used) >= 0.85 * len(every)
