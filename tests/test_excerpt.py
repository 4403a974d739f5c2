"""The part of a transcription that is shown around a fault."""

import pytest
from builders import ham

from hamnosys.excerpt import excerpt

TEXT = ham("flathand extfingeru palml chest lrat touch moveo")


def test_the_fault_is_among_the_names() -> None:
    shown = excerpt(TEXT, 3, around=2)
    assert shown is not None
    assert shown.words == ("hamextfingeru", "hampalml", "hamchest", "hamlrat", "hamtouch")
    assert (shown.fault, shown.before, shown.after) == (2, True, True)
    assert shown.characters(shown.fault) == ham("chest")
    line, carets = shown.lines()
    assert line == "… hamextfingeru hampalml hamchest hamlrat hamtouch …"
    assert carets.strip() == "^" * len("hamchest")
    assert line[carets.index("^") :].startswith("hamchest")


def test_the_end_is_past_the_last_name() -> None:
    shown = excerpt(TEXT, len(TEXT))
    assert shown is not None
    assert shown.fault == len(shown.words) == 7
    assert shown.lines()[1].strip() == "^"


@pytest.mark.parametrize(
    ("text", "position", "word", "character"),
    [
        ("hamflathand hamchin", 12, "hamchin", ham("chin")),
        ("U+E001 E063", 7, "E063", "\ue063"),
        ("hamflathand hamnothing", 12, "hamnothing", ""),
        ("\ue001x", 1, "U+0078", ""),
    ],
)
def test_words_are_shown_as_they_are_written(
    text: str, position: int, word: str, character: str
) -> None:
    shown = excerpt(text, position)
    assert shown is not None
    assert shown.words[shown.fault] == word
    assert shown.characters(shown.fault) == character


def test_nothing_is_shown_of_nothing() -> None:
    assert excerpt("", 0) is None
