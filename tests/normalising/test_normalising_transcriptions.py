"""One transcription rewritten: its written form, its codes, and what is refused."""

import pytest
from builders import ham, names_of
from hypothesis import given
from strategies import notations, spaced

import hamnosys.normalising.transcriptions as module
from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.normalising.transcriptions import form_of, rewrite, same_symbols, words_of
from hamnosys.transcription import to_characters

THUMB = "fist fingerbendmod thumboutmod extfingeru palml"
FIXED = "fist thumboutmod fingerbendmod extfingeru palml"


@pytest.mark.parametrize(
    ("text", "after", "codes"),
    [
        (ham(THUMB), ham(FIXED), ("thumb-first",)),
        (ham(FIXED), ham(FIXED), ()),
        (f" {ham(FIXED)}\t", ham(FIXED), ("HNS101",)),
        ("hamfist,hamextfingeru", "hamfist,hamextfingeru", ()),
        ("hamfist ,  hamextfingeru\n", "hamfist ,  hamextfingeru\n", ()),
        (
            "hamfist, hamfingerbendmod hamthumboutmod",
            "hamfist, hamthumboutmod, hamfingerbendmod",
            ("thumb-first",),
        ),
        (
            "hamfist,hamfingerbendmod,hamthumboutmod",
            "hamfist,hamthumboutmod,hamfingerbendmod",
            ("thumb-first",),
        ),
        ("hamsymlr  hamfist", "hamsymmlr hamfist", ("spelling",)),
        ("HAMFIST", "hamfist", ("spelling",)),
        ("hamfist hamspace hamextfingeru", "hamfist hamextfingeru", ("HNS101",)),
        ("hamfist U+E020", "hamfist hamextfingeru", ("spelling",)),
        ("U+E000 U+E020", ham("fist extfingeru"), ("spelling",)),
    ],
)
def test_each_keeps_its_written_form(text: str, after: str, codes: tuple[str, ...]) -> None:
    found = rewrite(text)
    assert (found.after, found.codes, found.fault) == (after, codes, "")


def test_the_written_form_can_be_chosen() -> None:
    assert rewrite(ham(FIXED), write="names").after == (
        "hamfist hamthumboutmod hamfingerbendmod hamextfingeru hampalml"
    )
    assert rewrite(ham(FIXED), write="names").codes == ("spelling",)
    found = rewrite("hamfist,hamfingerbendmod,hamthumboutmod", write="characters")
    assert names_of(found.after) == "fist thumboutmod fingerbendmod"
    assert found.codes == ("spelling", "thumb-first")
    assert rewrite("U+E000", write="names").after == "hamfist"


def test_composites_in_names_are_joined_by_hamplus() -> None:
    text = "hamfist,hamchest,hammoveo,hamplus,hamfist,hamfingerbendmod,hamthumboutmod,hamchest"
    assert rewrite(text).after == (
        "hamfist,hamchest,hammoveo,hamplus,hamfist,hamthumboutmod,hamfingerbendmod,hamchest"
    )


def test_habits_that_stay_are_told_at_their_place_in_the_result() -> None:
    found = rewrite(f"{ham('fist fingerbendmod thumboutmod')} {ham('chest touch largemod')}")
    assert found.codes == ("HNS101", "thumb-first")
    assert [(left.code, left.position) for left in found.left] == [("HNS107", 5)]
    unchanged = rewrite(ham("fist chest touch largemod"))
    assert [left.code for left in unchanged.left] == ["HNS107"]


def test_the_policy_is_that_of_the_reader() -> None:
    text = ham("symmlr largemod fingerstraightmod fist")
    assert rewrite(text).codes == ("HNS102",)
    with pytest.raises(HamNoSysSyntaxError):
        rewrite(text, "strict")
    composite = ham("fist + flathand extfingeru palml")
    assert names_of(rewrite(composite).after) == "( fist + flathand ) extfingeru palml"
    assert rewrite(composite, "strict").after == composite


def test_a_broken_promise_leaves_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "broken_promise", lambda *_: "the meaning changed")
    found = rewrite(ham(THUMB))
    assert (found.after, found.codes, found.fault) == (ham(THUMB), (), "the meaning changed")


@given(spaced(notations("tolerant")))
def test_the_result_is_canonical_in_every_form(texts: tuple[str, str]) -> None:
    for text in texts:
        for write in ("keep", "characters", "names"):
            found = rewrite(text, write=write)
            assert found.fault == ""
            assert form_of(found.after) == ("names" if write == "names" else "characters")
            assert rewrite(found.after, write=write).after == found.after
            assert (found.after == text) == (not found.codes)
            assert to_characters(found.after) == to_characters(rewrite(texts[0]).after)


def test_words_and_forms() -> None:
    assert words_of(f"{ham('fist')} \u0041") == ("hamfist", "hamspace", "U+0041")
    assert words_of("hamfist,hamsymlr x") == ("hamfist", "hamsymlr", "x")
    assert form_of("U+E000") == "code points"
    assert same_symbols(ham("fist palml"), "hamfist, hampalml")
    assert same_symbols(f"{ham('fist')} ", "U+E000")
    assert not same_symbols(ham("fist"), "hamflathand")
