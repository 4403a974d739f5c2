"""The report as a document; `test_report_browser` opens it."""

from __future__ import annotations

import io
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from builders import ham
from stats_builders import HEARAI, SOME, Write, corpus_of

from hamnosys.errorfile import RejectedRow
from hamnosys.fonts import GlyphFont
from hamnosys.html import e, write_page
from stats import Corpus, count_class_file, pooled
from stats.rejections import Rejections
from stats.report import Report, write_report

VOID = {"meta", "link", "input", "wbr", "br"}


class Page(HTMLParser):
    """Elements with their attributes, and the text by element; fails on what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text_of(self, tag: str) -> list[str]:
        return [data for name, data in self.texts if name == tag]


def page_of(
    *corpora: Corpus,
    rejections: tuple[Rejections, ...] = (),
    font: GlyphFont | None = None,
    pairs: tuple[tuple[str, str], ...] = (),
) -> tuple[str, Page]:
    stream = io.StringIO()
    write_report(Report(corpora, pooled(corpora), rejections, pairs, font=font), stream)
    return stream.getvalue(), Page(stream.getvalue())


PAIR = ("hand_shape_base_form", "hand_location_y")


def test_the_report_has_a_section_for_each_head_and_its_chart(write: Write) -> None:
    _, page = page_of(corpus_of(write, *SOME), pairs=(PAIR,))
    headings = page.text_of("h2")
    assert headings == [
        *("Contents", "Overview", *HEARAI.names, "Which classes occur together"),
        *("All classes", "What the figures mean"),
    ]
    charts = [a for a in page.of("div") if a.get("class") == "chart"]
    assert len(charts) == len(HEARAI.heads) + 2
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    assert len(page.of("svg")) == len(charts)
    labels = " ".join(str(chart["aria-label"]) for chart in charts)
    assert "Most frequent: hamflathand (2 rows), hamfist (1 rows), hamfinger2 (1 rows)." in labels
    assert "Never seen: 9 of 12 classes" in labels


def test_nothing_is_fetched_and_nothing_could_be(write: Write, font: GlyphFont) -> None:
    text, page = page_of(corpus_of(write, *SOME), font=font, pairs=(PAIR,))
    policy = next(a for a in page.of("meta") if a.get("http-equiv"))
    assert str(policy["content"]).startswith("default-src 'none'")
    targets = [
        value
        for _, attributes in page.elements
        for name, value in attributes.items()
        if name in ("src", "href", "action", "data", "srcset", "poster")
    ]
    assert {str(target).partition(":")[0] for target in targets if target[:1] != "#"} == {"data"}
    assert set(re.findall(r"url\(\W*(\w+:|#)", text)) <= {"data:", "#"}
    assert "@import" not in text


def test_links_within_the_page_lead_somewhere_and_ids_are_used_once(
    write: Write, font: GlyphFont
) -> None:
    other = corpus_of(write, *SOME[:2], name="other.txt")
    text, page = page_of(corpus_of(write, *SOME), other, font=font, pairs=(PAIR,))
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert [key for key, times in ids.items() if times > 1] == []
    links = [str(a["href"])[1:] for a in page.of("a") + page.of("use")]
    assert set(links) <= set(ids)
    assert set(re.findall(r"url\(#([^)]*)\)", text)) <= set(ids)
    assert {str(a["for"]) for a in page.of("label")} <= set(ids)


def test_charts_take_the_colours_of_the_page(write: Write) -> None:
    text, _ = page_of(corpus_of(write, *SOME))
    svg = text[text.index("<svg") : text.index("</svg>")]
    assert "var(--text)" in svg
    assert "var(--paper)" in svg
    assert "#01020" not in text


def test_behind_each_chart_is_a_table_with_its_values(write: Write) -> None:
    corpus = corpus_of(write, *SOME)
    other = corpus_of(write, *SOME[:2], name="other.txt")
    text, page = page_of(corpus, other)
    captions = page.text_of("caption")
    assert [f"Classes of {name}" for name in HEARAI.names] == [
        caption
        for caption in captions
        if caption.startswith("Classes of hand") or "symm" in caption
    ]
    assert "Rows of other" in page.text_of("th")
    row = re.search(r"<tr><th scope=\"row\">hamflathand</th>(.*?)</tr>", text)
    assert row is not None
    assert re.findall(r">([^<]+)</td>", row.group(1)) == ["1", "2", "50.0 %", "2", "100.0 %"]


def test_several_corpora_are_compared(write: Write) -> None:
    _, page = page_of(corpus_of(write, *SOME), corpus_of(write, *SOME[:2], name="other.txt"))
    assert "How the corpora differ" in page.text_of("h2")
    assert "classes – other" in page.text_of("th")
    assert "mean" in page.text_of("th")
    _, alone = page_of(corpus_of(write, *SOME))
    assert "How the corpora differ" not in alone.text_of("h2")


def test_glyphs_are_only_there_with_a_font(write: Write, font: GlyphFont) -> None:
    text, page = page_of(corpus_of(write, *SOME), font=font)
    assert "@font-face" in text
    assert ham("flathand") in page.text_of("td")
    assert ham("flathand thumbacrossmod") in page.text_of("td")
    assert {a.get("aria-hidden") for a in page.of("td") if a.get("class") == "glyphs"} == {"true"}
    text, page = page_of(corpus_of(write, *SOME))
    assert "@font-face" not in text
    assert "Symbol" not in page.text_of("th")
    assert not re.search("[\ue000-\uf8ff]", text)


def rejected(notation: str, position: int, **other: str) -> Rejections:
    texts = {"file": "lexicon.csv", "name": "r1", "gloss": "SIGN"} | other
    row = RejectedRow(
        **texts,
        row=7,
        notation=notation,
        position=position,
        code="HNS026",
        message="what is wrong",
        hint="what to do",
    )
    return Rejections("errors.jsonl", {"HNS026": 1}, (row,))


@pytest.mark.parametrize(
    ("notation", "position"),
    [
        (ham("flathand extfingeru chin palml"), 3),
        ("hamflathand hamextfingeru hamchin hampalml", 34),
        ("U+E001 U+E020 U+E049 U+E03E", 21),
    ],
)
def test_the_faulty_symbol_of_a_rejected_row_is_marked(
    write: Write, font: GlyphFont, notation: str, position: int
) -> None:
    corpus = corpus_of(write, *SOME)
    _, page = page_of(corpus, rejections=(rejected(notation, position),), font=font)
    glyph, name = page.text_of("mark")
    assert glyph == ham("palml")
    assert name in ("hampalml", "U+E03E")
    assert {"what is wrong", "what to do", "HNS026"} <= {data for _, data in page.texts}
    assert "1 rows were not converted, by errors.jsonl." in "".join(page.text_of("p"))
    _, page = page_of(corpus, rejections=(rejected(notation, position),))
    assert page.text_of("mark") == [name]


def test_the_end_is_marked_where_a_text_ends_too_early(write: Write, font: GlyphFont) -> None:
    text = ham("flathand")
    _, page = page_of(corpus_of(write, *SOME), rejections=(rejected(text, 1),), font=font)
    assert page.text_of("mark") == ["□", "(end)"]


def test_an_error_file_without_rows_says_so(write: Write) -> None:
    _, page = page_of(corpus_of(write, *SOME), rejections=(Rejections("e.jsonl", {}, ()),))
    assert "0 rows were not converted, by e.jsonl." in page.text_of("p")


def test_rows_that_could_not_be_read_are_listed(write: Write) -> None:
    _, page = page_of(corpus_of(write, *SOME, "0 x 2 3 4 5 1 7"))
    assert "Unreadable rows" in page.text_of("h2")
    assert "hand_shape_base_form is 'x', which is no whole number" in page.text_of("td")


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"'"


def test_names_and_notations_are_text_and_nothing_else(write: Write, font: GlyphFont) -> None:
    clean = HOSTILE.replace(" ", "_")
    path = write("1 2", "2 2", heads=(clean, "b"), name="x.txt")
    corpus = count_class_file(path, name=HOSTILE)
    fault = rejected(HOSTILE, 3, name=HOSTILE, gloss=HOSTILE, file=HOSTILE)
    _, page = page_of(corpus, rejections=(fault,), font=font, pairs=((clean, "b"),))
    assert page.of("img") == []
    assert len(page.of("script")) == 2
    assert clean in page.text_of("h2")
    assert HOSTILE in page.text_of("td")


def test_control_characters_are_replaced() -> None:
    stream = io.StringIO()
    write_page(e("p", "a\x00b\ud800c", title="\x1b"), stream)
    assert stream.getvalue() == '<!DOCTYPE html>\n<p title="\ufffd">a\ufffdb\ufffdc</p>\n'


def test_of_very_many_classes_the_table_has_the_most_frequent(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stats.report.classes.MOST_ROWS", 5)
    corpus = count_class_file(write(*"1122334455667", heads=("gloss",)))
    text, _ = page_of(corpus)
    assert "2 rare ones are only in statistics.csv" in text
