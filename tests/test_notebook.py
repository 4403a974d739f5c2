"""A transcription in a notebook."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser

from builders import ham
from hypothesis import given
from strategies import notations

from hamnosys.description import describe
from hamnosys.notebook import notation_html
from hamnosys.parser import parse


class Texts(HTMLParser):
    """Tags, titles and text of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.titles: list[str] = []
        self.text = ""
        self.depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.titles += [value or "" for name, value in attrs if name == "title"]
        assert all(name in ("style", "title") for name, _ in attrs)
        self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text += data


@given(notations("tolerant"))
def test_it_has_the_names_the_description_and_the_warnings(text: str) -> None:
    notation = parse(text)
    shown = Texts(notation_html(notation))
    assert set(shown.tags) == {"div", "span"}
    assert shown.depth == 0
    names = [name for sign in notation.signs for name in sign.symbols()]
    assert len(shown.titles) == len(notation.to_hamnosys()) == len(names) + len(notation.signs) - 1
    assert describe(notation) in shown.text
    for warning in notation.warnings:
        assert f"{warning.code}: {warning.message}" in shown.text


def test_a_title_tells_what_a_symbol_does() -> None:
    shown = Texts(parse(ham("fist extfingeru palml"))._repr_html_())
    assert shown.titles[1] == (
        "U+E020 fingers point up: extended finger direction of the dominant hand (orientation)"
    )
    assert shown.text.startswith("hamfist hamextfingeru hampalml ")


def test_a_symbol_with_a_warning_is_marked() -> None:
    shown = Texts(parse("hamfist hamextfingeru hampalml hamplus hamfist hampalmd")._repr_html_())
    assert "⚠ ham" in shown.text


def test_nothing_of_it_is_loaded_before_it_is_needed() -> None:
    script = (
        "import sys, hamnosys; print('hamnosys.notebook' in sys.modules, 'yaml' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("False")
