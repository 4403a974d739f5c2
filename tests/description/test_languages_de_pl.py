"""German and Polish: whole, in words only, unmistakable, and in sentences that were read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from random import Random

import pytest
import yaml
from builders import ham, names_of
from strategies import sampled

from hamnosys.description import describe, load_language, sentences
from hamnosys.description.template import Template
from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.parser import Notation, parse
from hamnosys.resources import data_file
from hamnosys.symbols import inventory

LANGUAGES = ("de", "pl")
BOTH = pytest.mark.parametrize("lang", LANGUAGES)

_RAW = re.compile("[{}\ue000-\uf8ff]|\\bham[a-z]|%s|  |None")
_ENGLISH = re.compile(
    r"\b(?:the|and|with|of|or|at|is|are|then|while|from|until|either|hands?|fingers?|thumb|palm|"
    r"faces|moves|touch(?:es)?|signs?|left|right|up|down|outward|inward|behind|signer)\b"
)
_FAULTY = {
    # No form with its preposition: "an dem Kinn", "von dem Kinn". Words said twice.
    "de": re.compile(r"\b(?:an|von|in|zu) dem\b|\bin der Richtung|\b(\w+) \1\b"),
    "pl": re.compile(r"\bz (?:ws|st|śr|zg|zn)|\bprzy (?:palec|bok|czubek)\b|\b(\w+) \1\b"),
}


def faults_in(text: str, lang: str) -> list[str]:
    """What no description may hold."""
    found = [*_RAW.finditer(text), *_ENGLISH.finditer(text), *_FAULTY[lang].finditer(text)]
    return [match[0] for match in found]


def parsed(texts: list[str]) -> Iterator[Notation]:
    for text in texts:
        with suppress(HamNoSysSyntaxError):
            yield parse(text)


# ------------------------------------------------------------------ the files
@BOTH
def test_the_keys_and_slots_are_those_of_english(lang: str) -> None:
    def slots(name: str) -> dict[str, frozenset[str]]:
        return {key: template.slots for key, template in load_language(name).templates.items()}

    assert slots(lang) == slots("en")


@BOTH
def test_every_form_is_used(lang: str) -> None:
    """A form that no slot and no sentence asks for would be a slip of the pen."""
    language = load_language(lang)
    asked = {
        form
        for template in language.templates.values()
        for text in template.texts.values()
        for _, form in text.slots
    }
    assert set(language.forms.fallbacks) - asked <= {language.forms.usual}


def nouns(lang: str) -> Iterator[tuple[str, Template]]:
    sections = ("places.", "hand_zones.", "fingers.", "finger_parts.")
    for key, template in load_language(lang).templates.items():
        if key.startswith(sections):
            yield key, template


def test_every_german_place_has_its_prepositions() -> None:
    starts = {"am": ("am ", "an "), "vom": ("vom ", "von ")}
    for key, template in nouns("de"):
        for form, text in template.texts.items():
            for case, begins in starts.items():
                if form == case or form.endswith(f"_{case}"):
                    assert text.pattern.startswith(begins), (key, form)
        assert {"nom", "dat", "am", "vom"} <= set(template.texts), key
        for other in ("rand", "teil"):
            if other in template.texts:
                assert {f"{other}_dat", f"{other}_am", f"{other}_vom"} <= set(template.texts), key


_ARTICLES = {"nom": "der die das", "akk": "den die das", "dat": "dem der den", "gen": "des der"}


def test_german_articles_are_those_of_the_case() -> None:
    language = load_language("de")
    for key, template in nouns("de"):
        for case, articles in _ARTICLES.items():
            assert language.forms.pick(_texts(template), case).split()[0] in articles.split(), key
            if "rand" in template.texts:
                edge = "rand" if case == "nom" else f"rand_{case}"
                text = language.forms.pick(_texts(template), edge)
                assert text.split()[0] in articles.split(), key


def _texts(template: Template) -> dict[str, str]:
    return {form: text.pattern for form, text in template.texts.items()}


def test_every_polish_place_has_its_cases() -> None:
    for key, template in nouns("pl"):
        assert {"nom", "gen", "inst"} <= set(template.texts), key
        for other in ("bok", "gora", "dol", "cz"):
            if other in template.texts:
                assert {f"{other}_gen", f"{other}_inst"} <= set(template.texts), key


# ------------------------------------------------------------------ words only
@BOTH
def test_grammatical_signs_are_told_in_words(lang: str) -> None:
    for notation in parsed(sampled("tolerant", 250, seed=21)):
        told = describe(notation, lang=lang)
        assert faults_in(told, lang) == [], told
        assert told.endswith(".")


@BOTH
def test_the_corpus_is_told_in_words(lang: str, corpus_texts: list[str]) -> None:
    told = 0
    for notation in parsed(corpus_texts):
        told += 1
        text = describe(notation, lang=lang)
        assert faults_in(text, lang) == []
    assert told > 0.99 * len(corpus_texts)


def test_faults_are_seen() -> None:
    assert faults_in("Die Hand ist dicht an dem Kinn.", "de") == ["an dem"]
    assert faults_in("Ręka jest spleciona z wszystkimi palcami.", "pl") == ["z ws"]
    assert faults_in("Die Hand moves nach oben.", "de") == ["moves"]


# ------------------------------------------------------------------ nothing is left out
def changed_in_one_symbol(text: str, random: Random) -> Iterator[str]:
    known = inventory()
    for index, character in enumerate(text):
        yield text[:index] + text[index + 1 :]
        others = [
            symbol.character
            for symbol in known.of_category(known.by_character[character].category)
            if symbol.character != character
        ]
        if others:
            yield text[:index] + random.choice(others) + text[index + 1 :]


@BOTH
def test_every_symbol_changes_the_words(lang: str) -> None:
    random, compared, same = Random(8), count(), []
    for text in sampled("tolerant", 35, seed=12):
        for other in changed_in_one_symbol("".join(text.split()), random):
            for first, second in zip(parsed([text]), parsed([other]), strict=False):
                next(compared)
                if describe(first, lang=lang) == describe(second, lang=lang):
                    same.append(f"{names_of(text)}\n    {names_of(other)}")
    assert next(compared) > 300
    assert same == []


@BOTH
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("flathand palml chest touch", "flathand palml chest close"),
        ("flathand palml chest touch", "flathand palml chest"),
        ("symmlr flathand palml touch chest", "symmlr flathand palml chest touch"),
        ("flathand palml ear lrat touch", "flathand palml lrat ear touch"),
        ("flathand palml moveu", "nondominant flathand palml moveu"),
        ("flathand palml mover", "flathand palml movel"),
        ("flathand palml circleu", "flathand palml circled"),
    ],
)
def test_opposites_differ(lang: str, first: str, second: str) -> None:
    assert describe(ham(first), lang=lang) != describe(ham(second), lang=lang)


# ------------------------------------------------------------------ sentences that were read
@BOTH
def test_signs_are_told_in_these_sentences(lang: str, golden: Path) -> None:
    entries = yaml.safe_load((golden / "languages_de_pl.yaml").read_text(encoding="utf-8"))
    assert len(entries) > 14
    language = load_language(lang)
    for entry in entries:
        (sign,) = parse(ham(entry["sign"])).signs
        assert list(sentences(sign, language)) == entry[lang], entry["sign"]


@pytest.mark.parametrize(
    ("names", "german", "polish"),
    [
        # The verb comes last after "bis", first after "dann" and "außerdem".
        (
            "moved moveu chin touch",
            "Dann bewegt sich die Hand nach oben, bis die Hand das Kinn berührt.",
            "Potem ręka porusza się w górę, aż ręka dotknie brody.",
        ),
        (
            "moveo movei [ touch indexfinger fingertip ]",
            "hin, am Ende mit der Spitze des Zeigefingers in Berührung.",
            "ciała, z dotknięciem czubkiem palca wskazującego na końcu.",
        ),
        (
            "palm touch chest close moveu",
            "Außerdem ist die Hand dicht an der Brust.",
            "Ponadto ręka jest blisko klatki piersiowej.",
        ),
        (
            "lips doublehooked moveu",
            "Handbreit von der Unterlippe entfernt.",
            "na szerokość dłoni od dolnej wargi.",
        ),
        (
            "ear lrat interlock moveu",
            "ist mit dem Ohr auf der rechten Seite der gebärdenden Person verhakt.",
            "jest zaczepiona o ucho po prawej stronie osoby migającej.",
        ),
        (
            "lrat chest moveu",
            "Handbreit vom Rand der Brust auf der linken Seite der gebärdenden Person entfernt.",
            "na szerokość dłoni od brzegu klatki piersiowej po lewej stronie osoby migającej.",
        ),
    ],
)
def test_cases_and_verbs(names: str, german: str, polish: str) -> None:
    text = ham(f"fist extfingeru palml {names}")
    assert german in describe(text, lang="de")
    assert polish in describe(text, lang="pl")


def test_quotation_marks_and_letters_are_those_of_the_language() -> None:
    for lang in LANGUAGES:
        text = data_file(f"languages/{lang}.yaml").read_text(encoding="utf-8")
        assert "\t" not in text
        assert "“" not in text
