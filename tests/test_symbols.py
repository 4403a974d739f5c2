from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hamnosys.diagnostics import phrases
from hamnosys.errors import UsageError
from hamnosys.grammar_symbols import symbols_grammar
from hamnosys.resources import shared_directory
from hamnosys.symbols import inventory

UEA_SPELLINGS = {
    "hamcee12open": "hamceeopen",
    "hamsympar": "hamsymmpar",
    "hamsymlr": "hamsymmlr",
    "hamclockplus": "hamclockfull",
    "hamthumbout": "hamthumboutmod",
    "hamperiod": "hamfullstop",
    "hamfingerhookedmod": "hamfingerhookmod",
}


def test_inventory_equals_the_reference_table(shared: Path) -> None:
    with (shared / "reference" / "symbols.csv").open(encoding="utf-8", newline="") as lines:
        reference = [(r["codepoint"], r["name"], r["section"]) for r in csv.DictReader(lines)]
    assert [(s.codepoint, s.name, s.section) for s in inventory()] == reference


def test_no_character_and_no_name_stands_for_two_symbols() -> None:
    names = [name for s in inventory() for name in (s.name, *s.aliases)]
    assert len(names) == len({name.lower() for name in names})
    assert len({s.character for s in inventory()}) == len(inventory().symbols)


@pytest.mark.parametrize(("spelling", "name"), UEA_SPELLINGS.items())
def test_uea_spelling_finds_the_hamburg_symbol(spelling: str, name: str) -> None:
    symbol = inventory().find(spelling)
    assert symbol is not None
    assert symbol.name == name


def test_names_are_found_in_any_case() -> None:
    assert inventory().find("HAMFIST") is inventory().find("hamfist") is not None
    assert inventory().find("hammovex") is inventory().find("hammoveX") is not None


def test_an_unknown_name_finds_nothing() -> None:
    assert inventory().find("hamfoot") is None
    assert inventory().find("") is None


def test_aliases_do_not_replace_the_name_of_a_character() -> None:
    assert not set(UEA_SPELLINGS) & set(inventory().characters)
    assert not set(UEA_SPELLINGS) & set(inventory().names.values())


def test_every_category_has_a_phrase_and_every_phrase_a_category() -> None:
    assert set(phrases()) == {symbol.category for symbol in inventory()}


def test_phrases_are_words_of_the_notation() -> None:
    assert [phrase for phrase in phrases().values() if not phrase or "_" in phrase] == []


@pytest.mark.parametrize("spelling", ["base_form", "BASE_FORM", "Base form", " base-form "])
def test_a_category_may_be_spelt_as_title_or_terminal(spelling: str) -> None:
    found = inventory().of_category(spelling)
    assert [s.name for s in found[:2]] == ["hamfist", "hamflathand"]
    assert {s.category for s in found} == {"base_form"}


def test_an_unknown_category_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no category 'feet'") as error:
        inventory().of_category("feet")
    assert "base_form" in error.value.hint
    assert error.value.exit_code == 2


def test_symbols_grammar_is_up_to_date() -> None:
    written = (shared_directory("grammars") / "symbols.lark").read_text(encoding="utf-8")
    assert written == symbols_grammar()
