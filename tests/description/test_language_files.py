"""Language files: what they must hold, and how their forms fill templates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from builders import ham

from hamnosys.description import LANGUAGES, LanguageError, describe, load_language
from hamnosys.description.template import Forms, Phrase, Template, TemplateError, Text, chain
from hamnosys.resources import data_file
from hamnosys.symbols import inventory

ENGLISH = data_file("languages/en.yaml")
Change = Callable[[dict[str, Any]], object]


def written(folder: Path, change: Change) -> Path:
    data = yaml.safe_load(ENGLISH.read_text(encoding="utf-8"))
    change(data)
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", LANGUAGES)
def test_languages_that_come_along_are_whole(name: str) -> None:
    language = load_language(name)
    assert language.name == name
    assert set(language.templates) == set(load_language("en").templates)


def test_each_symbol_of_a_sign_has_words() -> None:
    sections = {
        "base_form": "base_forms", "thumb_position": "shape_modifiers",
        "straight_bending": "shape_modifiers", "finger_bending": "shape_modifiers",
        "double_bending": "shape_modifiers", "body_place": "places",
        "divided_body_place": "places", "neutral_space": "places", "arm_place": "places",
        "hand_zone": "hand_zones", "finger": "fingers", "finger_part": "finger_parts",
        "contact": "hands_meet", "arm_extended": "hands_meet", "wrist_movement": "local_movements",
        "cross_movement": "local_movements", "finger_play": "local_movements",
        "ellipse": "ellipse_axes", "symmetry_operator": "symmetry", "nonipsi": "symmetry_modifiers",
    }  # fmt: skip
    language = load_language("en")
    for category, section in sections.items():
        for symbol in inventory().of_category(category):
            assert language.knows(f"{section}.{symbol.name}"), symbol.name
    for category, section in {
        "manner": "manner",
        "size_change": "size_change",
        "wave": "waves",
    }.items():
        for symbol in inventory().of_category(category):
            assert language.knows(f"{section}.{symbol.name}.plain"), symbol.name


def test_a_language_of_a_file_speaks(tmp_path: Path) -> None:
    def fist(data: dict[str, Any]) -> None:
        data["base_forms"]["hamfist"]["is"] = "balls into a fist"

    text = describe(ham("fist extfingeru palml"), lang=str(written(tmp_path, fist)))
    assert "The hand balls into a fist." in text


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    path = written(tmp_path, lambda data: data["hands"].update(one="the fin"))
    assert "The fin is flat." in describe(ham("flathand palml"), lang=str(path))
    written(tmp_path, lambda data: data["hands"].update(one="the wing that flies"))
    assert "The wing that flies is flat." in describe(ham("flathand palml"), lang=str(path))


def test_forms_follow_templates(tmp_path: Path) -> None:
    def cases(data: dict[str, Any]) -> None:
        data["forms"] |= {"acc": "np", "gen": "acc"}
        data["places"]["hamchest"] = {"np": "pectus", "gen": "pectoris"}
        data["places"]["hamchin"] = {"np": "mentum", "acc": "MENTUM"}
        data["located"]["at"]["hamtouch"] = "{hand} tangit {place.gen}"

    path = str(written(tmp_path, cases))
    assert "tangit pectoris." in describe(ham("fist palml chest touch"), lang=path)
    assert "tangit MENTUM." in describe(ham("fist palml chin touch"), lang=path)
    assert "tangit the nose." in describe(ham("fist palml nose touch"), lang=path)


FAULTS: dict[str, tuple[Change, str]] = {
    "missing": (lambda d: d["hands"].pop("each"), "missing key hands.each"),
    "missing section": (lambda d: d.pop("manner"), "missing key manner.hamfast.plain"),
    "unknown": (lambda d: d["hands"].update(third="x"), "unknown key hands.third"),
    "unknown section": (lambda d: d.update(feet={"left": "x"}), "unknown key feet"),
    "no section": (lambda d: d.update(hands="x"), "hands must be a mapping of keys"),
    "slot": (lambda d: d.update(until="until"), "until lacks the slot {clause}"),
    "unknown slot": (lambda d: d.update(until="{clause} {x}"), "until: unknown slot {x}"),
    "slot form": (
        lambda d: d.update(until="{clause.dat}"),
        "until: {clause.dat} has an unknown form",
    ),
    "brace": (lambda d: d.update(until="{clause"), "until: a brace without a slot"),
    "form": (lambda d: d.update(until={"np": "{clause}", "x": "y"}), "until has an unknown form x"),
    "no usual": (lambda d: d.update(until={"is": "{clause}"}), "until lacks the form np"),
    "number": (lambda d: d.update(no_place=7), "no_place must be a text"),
    "empty": (lambda d: d.update(no_place=" "), "no_place must be a text"),
    "no forms": (lambda d: d.pop("forms"), "forms must map each form"),
    "forms": (lambda d: d.update(forms={"np": None, "is": "later"}), "forms: 'is'"),
}


@pytest.mark.parametrize(("change", "message"), FAULTS.values(), ids=FAULTS)
def test_faults_are_named_with_the_file(change: Change, message: str, tmp_path: Path) -> None:
    path = written(tmp_path, change)
    with pytest.raises(LanguageError) as caught:
        load_language(path)
    assert message in str(caught.value)
    assert caught.value.file == str(path)
    assert "\n" not in str(caught.value)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    def several(data: dict[str, Any]) -> None:
        del data["then"]
        data["hands"]["third"] = "x"
        data["until"] = "until"

    with pytest.raises(LanguageError) as caught:
        load_language(written(tmp_path, several))
    for part in ("missing key then", "unknown key hands.third", "until lacks the slot {clause}"):
        assert part in caught.value.message


@pytest.mark.parametrize("content", ["a: [", "- a", "\xff", ""])
def test_what_is_no_language_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(LanguageError):
        load_language(path)


# ------------------------------------------------------------------ templates
FORMS = Forms({"nom": None, "acc": "nom", "edge": "acc"})


def test_a_slot_takes_the_form_that_is_made() -> None:
    template = Template({"nom": Text.read("100% {place}")}, FORMS)
    assert template.fill({"place": "x"}) == "100% x"
    assert template.fill({"place": {"nom": "a", "acc": "b"}}) == {"nom": "100% a", "acc": "100% b"}


def test_a_form_falls_back_step_by_step() -> None:
    template = Template({"nom": Text.read("{place.edge}")}, FORMS)
    assert template.fill({"place": {"nom": "a", "acc": "b"}}) == "b"
    assert template.fill({"place": {"nom": "a"}}) == "a"


def test_braces_must_be_slots() -> None:
    with pytest.raises(TemplateError):
        Text.read("a } b")


# ------------------------------------------------------------------ what the fuzzer found
@pytest.mark.parametrize("fallback", ["{a: b}", "[nom]", "{}"])
def test_a_fallback_that_is_no_name_is_told(fallback: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"forms: {{nom: null, dat: {fallback}}}\n", encoding="utf-8")
    with pytest.raises(LanguageError, match="the first form falls back to null"):
        load_language(path)


def test_a_name_too_long_for_a_file_is_no_language() -> None:
    with pytest.raises(LanguageError, match="no language"):
        load_language("a" * 300)


_CASES = Forms({"nom": None, "dat": "nom", "gen": "dat"})
_TEXTS = ["{first}, {second}", "{first} und {second.dat}", "{first} {second} {second.gen}"]
_BACKWARDS = ["({first} {second})", "{first.dat}, {second}", "{second} {first}", "{first} {first}"]
_PHRASES = ["a", {"nom": "b"}, {"nom": "c", "gen": "cs"}, {"nom": "d", "dat": "dem"}]


@pytest.mark.parametrize("texts", [_TEXTS, _TEXTS + _BACKWARDS], ids=["linear", "any"])
def test_a_chain_is_each_step_after_the_other(texts: list[str]) -> None:
    source = Random(5)
    several = 0
    for _ in range(2000):
        steps: list[tuple[Template, dict[str, Phrase]]] = []
        for _ in range(source.randrange(5)):
            forms = ["nom", *(form for form in ("dat", "gen") if source.random() < 0.4)]
            of_form = {form: Text.read(source.choice(texts)) for form in forms}
            steps.append((Template(of_form, _CASES), {"second": source.choice(_PHRASES)}))
        first = source.choice(_PHRASES)
        told: Phrase = first
        for template, values in steps:
            told = template.fill({**values, "first": told})
        assert chain(first, steps, "first") == told
        several += isinstance(told, dict)
    assert several > 500
