"""The report in a browser: Chromium, if it is installed."""

from __future__ import annotations

import io
import re
from functools import partial
from pathlib import Path

import pytest
from browser import DARK, Browse, contrast, run
from browser import browse as browse_page
from builders import ham
from PIL import Image
from stats_builders import SOME, Write, corpus_of

from hamnosys.errorfile import RejectedRow
from hamnosys.fonts import GlyphFont
from stats import count_class_file, pooled
from stats.rejections import Rejections
from stats.report import Report, write_report

pytestmark = pytest.mark.slow


@pytest.fixture
def report(write: Write, tmp_path: Path, font: GlyphFont) -> Path:
    """A report of two corpora with a rejected row, in a folder with a space."""
    corpora = [corpus_of(write, *SOME), corpus_of(write, *SOME[:2], name="other.txt")]
    notation = ham("flathand extfingeru chin palml")
    row = RejectedRow("l.csv", 1, "a", "A", notation, 3, "HNS026", "wrong", "hint")
    rejections = [Rejections("errors.jsonl", {"HNS026": 1}, (row,))]
    pairs = [("hand_shape_base_form", "hand_location_y")]
    stream = io.StringIO()
    write_report(Report(corpora, pooled(corpora), rejections, pairs, font=font), stream)
    path = tmp_path / "my report" / "report.html"
    path.parent.mkdir()
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


@pytest.fixture
def browse(chromium: str, report: Path, tmp_path: Path) -> Browse:
    """Opens the report, runs a function's body in it and gives what it returns."""
    return partial(browse_page, chromium, report, tmp_path)


def test_nothing_is_fetched(browse: Browse) -> None:
    found = browse("""
      return performance.getEntriesByType("resource").map((entry) => entry.name);
    """)
    assert [name for name in found if not name.startswith("data:")] == []


def test_a_fault_in_the_page_would_be_noticed(report: Path, browse: Browse) -> None:
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace("</main>", "<img src='http://127.0.0.1:9/x.png'></main>"))
    # Noted in the page, or, where the event came after the page was read, in Chromium's log.
    with pytest.raises(
        AssertionError, match=r"blocked http|http://127\.0\.0\.1:9/x\.png' violates"
    ):
        browse("return 0;")


def test_long_names_of_heads_stay_in_their_column_of_the_contents(
    write: Write, report: Path, browse: Browse
) -> None:
    heads = tuple(f"nondominant_position_extended_finger_direction_{i}" for i in range(12))
    corpus = count_class_file(write(" ".join("0" * 12), heads=heads, name="long.txt"))
    stream = io.StringIO()
    write_report(Report([corpus], pooled([corpus]), [], []), stream)
    report.write_text(stream.getvalue(), encoding="utf-8")
    found = browse("""
      return [...document.querySelectorAll("nav li")].map((item) => {
        const link = item.querySelector("a").getBoundingClientRect();
        return [link.width, link.right - item.getBoundingClientRect().right];
      });
    """)
    assert len(found) > 12
    assert all(width > 0 and over < 1 for width, over in found), found


def test_the_table_sorts_by_number_and_by_text_both_ways(browse: Browse) -> None:
    found = browse("""
      const headings = [...document.querySelectorAll("#classes-table thead th")];
      const names = headings.map((heading) => heading.textContent);
      const column = (name) => names.indexOf(name);
      const state = (name) => ({
        cells: [...document.querySelectorAll("#classes-table tbody tr")]
          .map((row) => row.cells[column(name)].textContent),
        sort: headings[column(name)].getAttribute("aria-sort"),
      });
      const click = (name) => headings[column(name)].querySelector("button").click();
      const result = { before: state("Rows") };
      click("Rows"); result.up = state("Rows");
      click("Rows"); result.down = state("Rows");
      click("Label"); result.label = state("Label");
      result.rest = state("Rows").sort;
      return result;
    """)
    numbers = {name: list(map(int, found[name]["cells"])) for name in ("before", "up", "down")}
    assert numbers["before"] != sorted(numbers["before"])
    assert numbers["up"] == sorted(numbers["before"])
    assert numbers["down"] == numbers["up"][::-1]
    assert (found["up"]["sort"], found["down"]["sort"]) == ("ascending", "descending")
    assert found["label"]["cells"] == sorted(found["label"]["cells"])
    assert found["rest"] is None


def test_the_filter_leaves_the_rows_with_all_words(browse: Browse) -> None:
    found = browse("""
      const field = document.getElementById("filter");
      field.value = "flathand OTHER";
      field.dispatchEvent(new Event("input"));
      return [...document.querySelectorAll("#classes-table tbody tr")]
        .filter((row) => row.offsetParent !== null)
        .map((row) => row.textContent);
    """)
    assert len(found) == 1
    assert "hamflathand" in found[0]


def test_any_two_heads_can_be_put_together(browse: Browse) -> None:
    found = browse("""
      const choose = (id, name) => {
        const list = document.getElementById(id);
        list.value = [...list.options].find((option) => option.text === name).value;
        list.dispatchEvent(new Event("change"));
      };
      const cell = (row, column) =>
        document.querySelector("#chosen tbody").rows[row].cells[column + 1].textContent;
      choose("down", "hand_location_y");
      choose("across", "symmetry_operator");
      const result = [cell(14, 7), cell(7, 0), cell(0, 0)];
      choose("across", "hand_location_y");
      return [...result, document.getElementById("chosen").textContent];
    """)
    assert found[:3] == ["2", "2", ""]
    assert "two different heads" in found[3]


def test_the_font_that_is_embedded_draws_the_glyphs(browse: Browse, font: GlyphFont) -> None:
    found = browse("""
      const width = (element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return range.getBoundingClientRect().width;
      };
      const cells = [...document.querySelectorAll("#classes-table td.glyphs")];
      const cell = cells.find((cell) => cell.textContent.length === 1);
      const used = width(cell);
      const size = parseFloat(getComputedStyle(cell).fontSize);
      const family = getComputedStyle(cell).fontFamily;
      const drawn = document.querySelector("svg text[style*=HamNoSys]");
      cell.style.fontFamily = "monospace";
      return { used, size, family, other: width(cell),
               loaded: [...document.fonts].map((face) => [face.family, face.status]),
               chart: getComputedStyle(drawn).fontFamily };
    """)
    assert [(name.strip('"'), status) for name, status in found["loaded"]] == [
        (font.family, "loaded")
    ]
    assert font.family in found["family"]
    assert font.family in found["chart"]
    assert found["used"] == pytest.approx(0.7 * found["size"], abs=0.6)  # the font's advance
    assert found["used"] != pytest.approx(found["other"], abs=0.6)


def test_buttons_and_fields_can_be_reached_by_keyboard(browse: Browse) -> None:
    found = browse("""
      const reachable = [...document.querySelectorAll("a, button, input, select, summary, .scroll")]
        .filter((element) => element.tabIndex < 0);
      return reachable.map((element) => element.outerHTML.slice(0, 80));
    """)
    assert found == []


@pytest.mark.parametrize(("flags", "dark"), [((), False), ((DARK,), True)])
def test_the_page_is_dark_or_light_as_the_system_is_and_can_be_turned(
    browse: Browse, flags: tuple[str, ...], dark: bool
) -> None:
    found = browse(
        """
        const colors = () => [getComputedStyle(document.body).backgroundColor,
                              getComputedStyle(document.querySelector("svg text")).fill];
        const before = colors();
        document.getElementById("theme").click();
        return [before, colors()];
        """,
        *flags,
    )
    light_now, turned = (sum(map(int, re.findall(r"\d+", c[0])[:3])) > 382 for c in found)
    assert (light_now, turned) == (not dark, dark)
    for paper, ink in found:
        assert contrast(paper, ink) > 7


def test_it_prints_on_several_pages_without_controls(
    chromium: str, report: Path, tmp_path: Path
) -> None:
    target = tmp_path / "printed.pdf"
    run(chromium, tmp_path, f"--print-to-pdf={target}", report.as_uri())
    assert target.read_bytes().count(b"/Type /Page\n") > 3


@pytest.mark.parametrize("flags", [(), (DARK,)])
def test_the_page_is_drawn(
    chromium: str, report: Path, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    target = tmp_path / "page.png"
    size = "--window-size=1200,3000"
    run(chromium, tmp_path, f"--screenshot={target}", size, *flags, report.as_uri())
    with Image.open(target) as picture:
        colors = picture.convert("RGB").getcolors(1 << 22)
    assert colors is not None
    drawn = {color for _, color in colors}
    assert {(0x00, 0x72, 0xB2), (0xE6, 0x9F, 0x00)} <= drawn, "bars of both corpora"
