from __future__ import annotations

import pytest
from builders import ham
from strategies import WHITE_SPACE

from hamnosys import parse
from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.parser import diagnose
from hamnosys.symbols import inventory
from hamnosys.transcription import read_transcription, to_characters, written_in_names

FIST_UP_LEFT = ham("fist extfingeru palml")


@pytest.mark.parametrize(
    "text",
    [
        FIST_UP_LEFT,
        "hamfist hamextfingeru hampalml",
        "hamfist,hamextfingeru,hampalml",
        "hamfist, hamextfingeru,\n hampalml,",
        "HAMFIST HamExtFingerU hampalml",
        "U+E000 U+E020 U+E03E",
        "E000 E020 E03E",
        "e000 u+e020 0xE03E",
        r"\uE000 \uE020 \uE03E",
        "\tE000  E020\nE03E ",
    ],
)
def test_every_written_form_gives_the_same_characters(text: str) -> None:
    assert to_characters(text) == FIST_UP_LEFT


def test_one_text_may_mix_names_with_the_other_forms() -> None:
    mixed = f"hamfist U+E020 {ham('palml')}{ham('chest')}"
    assert to_characters(mixed) == ham("fist extfingeru palml chest")


def test_empty_text_has_no_characters() -> None:
    assert to_characters("") == to_characters("\n\t") == ""


@pytest.mark.parametrize("space", WHITE_SPACE)
def test_every_white_space_is_dropped_and_noted(space: str) -> None:
    text = ham("fist") + space + ham("moveu")
    transcription = read_transcription(text)
    assert transcription.characters == ham("fist moveu")
    assert transcription.space == 1


def test_separators_between_names_are_no_spaces_of_the_notation() -> None:
    assert read_transcription("hamfist hammoveu").space is None
    assert read_transcription("E000 E080").space is None


def test_a_space_written_by_name_is_dropped_and_noted() -> None:
    transcription = read_transcription("hamfist hamspace hammoveu")
    assert transcription.characters == ham("fist moveu")
    assert transcription.space == len("hamfist ")


def test_a_comma_separates_names() -> None:
    assert to_characters("hamfist,hammoveu") == ham("fist moveu")


def test_a_comma_among_characters_is_the_symbol_hamcomma() -> None:
    assert to_characters(f"{ham('fist')},{ham('moveu')}") == ham("fist comma moveu")


def test_the_comma_can_be_named_in_name_form() -> None:
    assert to_characters("hamfist hamcomma") == ham("fist comma")


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        (ham("fist moveu"), [0, 1, 2]),
        (f" {ham('fist')}  {ham('moveu')} ", [1, 4, 6]),
        ("hamfist, hammoveu", [0, 9, 17]),
        (" E000  E080", [1, 7, 11]),
        (f"hamfist {ham('moveu moved')}", [0, 8, 9, 10]),
    ],
)
def test_positions_point_back_into_the_text(text: str, positions: list[int]) -> None:
    transcription = read_transcription(text)
    found = [transcription.position(index) for index in range(len(positions))]
    assert found == positions


def test_an_unknown_name_is_rejected_where_it_stands_with_the_nearest_name() -> None:
    with pytest.raises(HamNoSysSyntaxError) as error:
        to_characters("hamfist hamextfingeruu hampalml")
    assert error.value.code == "HNS003"
    assert error.value.position == len("hamfist ")
    assert "did you mean hamextfingeru?" in error.value.message


def test_a_name_like_no_other_gets_no_suggestion() -> None:
    with pytest.raises(HamNoSysSyntaxError) as error:
        to_characters("hamfist zzzzzzzzzz")
    assert "did you mean" not in error.value.message


def test_a_long_unknown_name_is_shortened_in_the_message() -> None:
    with pytest.raises(HamNoSysSyntaxError) as error:
        to_characters("ham" + "x" * 1000)
    assert len(error.value.message) < 120
    assert len(error.value.text) == 1003


@pytest.mark.parametrize("point", ["U+0041", "E00F", "U+D800", "U+110000", "U+FFFFFF"])
def test_a_code_point_without_symbol_is_rejected(point: str) -> None:
    with pytest.raises(HamNoSysSyntaxError) as error:
        to_characters(f"E000 {point}")
    assert (error.value.code, error.value.position) == ("HNS003", 5)


def test_all_unknown_names_are_listed_not_only_the_first() -> None:
    faults = diagnose("hamfoo hamfist hambar")
    assert [(fault.code, fault.position) for fault in faults] == [("HNS003", 0), ("HNS003", 15)]


def test_unknown_characters_are_left_for_the_parser() -> None:
    assert to_characters("\ue000é") == "\ue000é"
    assert [fault.code for fault in diagnose("\ue000é")] == ["HNS002"]


def test_a_byte_order_mark_means_as_little_as_a_space() -> None:
    notation = parse("\ufeff" + ham("fist extfingeru palml"))
    assert notation.to_hamnosys() == ham("fist extfingeru palml")
    assert [(w.code, w.position) for w in notation.warnings] == [("HNS101", 0)]


def test_every_name_and_code_point_becomes_its_character() -> None:
    for symbol in inventory():
        assert to_characters(symbol.name) == symbol.character
        assert to_characters(symbol.codepoint) == symbol.character
        assert to_characters(symbol.character) == symbol.character
        assert [to_characters(alias) for alias in symbol.aliases] == [symbol.character] * len(
            symbol.aliases
        )


def test_spaces_stay_in_characters_and_are_dropped_by_the_parser() -> None:
    text = ham("fist extfingeru") + " " + ham("palml")
    assert to_characters(text) == text
    assert parse(text).to_hamnosys() == text.replace(" ", "")


def test_text_with_ham_is_names() -> None:
    assert written_in_names("HAMFIST")
    assert not written_in_names("U+E000 E020")
    assert not written_in_names(ham("fist") + ",")
