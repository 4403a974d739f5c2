"""What the charts show: bars, labels and values are read from the axes, texts from the figure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from builders import ham
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from PIL import Image
from stats_builders import HEARAI, SOME, Write, corpus_of

from hamnosys.fonts import GlyphFont
from stats import Corpus, count_class_file
from stats.charts import (
    Ink,
    draw_associations,
    draw_comparison,
    draw_head,
    draw_overview,
    draw_together,
    drawing,
    save,
)
from stats.charts.canvas import shares, shortened
from stats.charts.plan import charts, slug
from stats.charts.rows import MOST_ROWS, rows_of
from stats.formats import FORMATS

PLAIN = Ink()
EVERY_LOCATION = tuple(f"0 1 2 3 4 5 1 {n}" for n in range(37) for _ in range(1 + 40 * n))


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    with drawing(PLAIN):
        yield


@pytest.fixture
def corpus(write: Write) -> Corpus:
    return corpus_of(write, *SOME)


def texts(axes: Axes, label: str) -> list[str]:
    return [text.get_text() for text in axes.texts if text.get_label() == label]


def cells_of(axes: Axes) -> dict[tuple[float, float], str]:
    """Text of the cells of a heat map by column and row."""
    cells = [text for text in axes.texts if text.get_label() == "cell"]
    return {text.get_position(): text.get_text() for text in cells}


def tick_labels(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def written(figure: Figure) -> str:
    return "\n".join(text.get_text() for text in figure.texts)


def test_a_head_has_a_labelled_bar_for_each_class(corpus: Corpus) -> None:
    figure = draw_head([corpus], "hand_shape_base_form", PLAIN)
    (axes,) = figure.axes
    assert tick_labels(axes) == [
        f"{label}  {number}" for number, label in enumerate(HEARAI.heads[1].labels)
    ]
    assert [bar.get_width() for bar in axes.patches] == [1, 2, 1, *[0] * 9]
    values = texts(axes, "value")
    assert values == ["1  ·  25.0 %", "2  ·  50.0 %", "1  ·  25.0 %", *["0"] * 9]
    assert "hand_shape_base_form" in written(figure)
    assert "classes: n = 4" in written(figure)
    assert axes.get_xlim()[0] == 0
    assert axes.yaxis_inverted(), "class 0 is at the top"


def test_bars_stand_beside_their_labels(corpus: Corpus) -> None:
    (axes,) = draw_head([corpus], "hand_location_y", PLAIN).axes
    centres = [bar.get_y() + bar.get_height() / 2 for bar in axes.patches]
    assert centres == pytest.approx(list(axes.get_yticks()))


def test_sorted_bars_fall(corpus: Corpus) -> None:
    (axes,) = draw_head([corpus], "hand_shape_base_form", PLAIN, sort=True).axes
    assert tick_labels(axes)[:4] == [
        "hamflathand  1",
        "hamfist  0",
        "hamfinger2  2",
        "hamfinger23  3",
    ]
    assert [bar.get_width() for bar in axes.patches][:4] == [2, 1, 1, 0]


def test_absent_values_are_told_apart_from_class_0(write: Write) -> None:
    corpus = corpus_of(write, "0 1 NaN 3 4 5 1 7", "0 1 0 3 4 5 1 9")
    figure = draw_head([corpus], "hand_shape_thumb_position", PLAIN)
    assert "classes: n = 1, 1 without a value" in written(figure)
    assert [bar.get_width() for bar in figure.axes[0].patches] == [1, 0, 0, 0]


def test_a_head_without_rows_is_drawn(write: Write) -> None:
    (axes,) = draw_head([corpus_of(write)], "hand_shape_bending", PLAIN).axes
    assert [bar.get_width() for bar in axes.patches] == [0] * 6
    assert texts(axes, "value") == ["0"] * 6


def test_several_corpora_stand_side_by_side_by_their_shares(write: Write, corpus: Corpus) -> None:
    other = corpus_of(write, *SOME[:2], name="other.txt")
    lacking = count_class_file(write("1", heads=("mine",), name="lacking.txt"))
    figure = draw_head([corpus, other, lacking], "hand_shape_base_form", PLAIN)
    (axes,) = figure.axes
    widths = [bar.get_width() for bar in axes.patches]
    assert widths == pytest.approx([0.25, 0.5, 0.25, *[0] * 9, 0, 1, *[0] * 10])
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "classes: n = 4",
        "other: n = 2",
        "lacking: does not have this head",
    ]
    looks = {(patch.get_facecolor(), patch.get_hatch()) for patch in axes.patches}
    assert len({color for color, _ in looks}) == len({hatch for _, hatch in looks}) == 2


def test_glyphs_stand_beside_the_names_where_there_is_a_font(
    corpus: Corpus, font: GlyphFont
) -> None:
    ink = Ink(font)
    with drawing(ink):
        (axes,) = draw_head([corpus], "hand_shape_thumb_position", ink).axes
        glyphs = [text for text in axes.texts if text.get_label() == "glyph"]
    assert [text.get_text() for text in glyphs] == [
        ham(f"flathand {name}") for name in ("thumboutmod", "thumbacrossmod", "thumbopenmod")
    ]
    assert {text.get_fontfamily()[0] for text in glyphs} == {font.family}
    rows = [text.xy[1] for text in glyphs if isinstance(text, Annotation)]
    assert rows == [1, 2, 3]
    assert all(text.get_fontsize() > 2 * 9 for text in glyphs)


def test_without_a_font_there_are_names_only(corpus: Corpus) -> None:
    (axes,) = draw_head([corpus], "hand_shape_base_form", PLAIN).axes
    assert texts(axes, "glyph") == []


def boxes(figure: Figure, found: list[Text]) -> list[tuple[float, float, float, float]]:
    renderer = FigureCanvasAgg(figure).get_renderer()
    extents = [text.get_window_extent(renderer) for text in found if text.get_text()]
    return [(box.x0, box.y0, box.x1, box.y1) for box in extents]


def overlap(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    return (
        min(first[2], second[2]) - max(first[0], second[0]) > 1
        and min(first[3], second[3]) - max(first[1], second[1]) > 1
    )


def all_texts(figure: Figure) -> list[Text]:
    figure.draw_without_rendering()
    found = list(figure.texts)
    for axes in figure.axes:
        found += [text for text in axes.texts if text.get_label() != "glyph"]
        found += [*axes.get_yticklabels(), axes.xaxis.label]
        low, high = axes.get_xlim()
        ticks = zip(axes.get_xticks(), axes.get_xticklabels(), strict=False)
        found += [label for place, label in ticks if low <= place <= high]  # others are not drawn
    for legend in figure.legends:
        found += legend.get_texts()
    return [text for text in found if text.get_visible() and text.get_text()]


def assert_readable(figure: Figure) -> None:
    """No text lies over another one, nor leaves the page."""
    FigureCanvasAgg(figure).draw()
    found = all_texts(figure)
    places = boxes(figure, found)
    width, height = figure.get_size_inches() * figure.dpi
    for text, (left, bottom, right, top) in zip(found, places, strict=True):
        inside = left > -1 and bottom > -1 and right < width + 1 and top < height + 1
        assert inside, f"{text.get_text()!r} leaves the page"
    clashes = [
        (found[i].get_text(), found[j].get_text())
        for i in range(len(found))
        for j in range(i + 1, len(found))
        if overlap(places[i], places[j])
    ]
    assert clashes == []


@pytest.mark.parametrize("with_font", [False, True])
@pytest.mark.parametrize("name", HEARAI.names)
def test_no_text_of_a_head_lies_over_another(
    write: Write, font: GlyphFont, name: str, with_font: bool
) -> None:
    ink = Ink(font) if with_font else PLAIN
    with drawing(ink):
        assert_readable(draw_head([corpus_of(write, *EVERY_LOCATION)], name, ink))


def test_no_text_of_the_other_charts_lies_over_another(write: Write, font: GlyphFont) -> None:
    ink = Ink(font)
    one = corpus_of(write, *EVERY_LOCATION)
    other = corpus_of(write, *SOME, name="a_corpus_with_a_rather_long_name_that_says_a_lot.txt")
    with drawing(ink):
        assert_readable(draw_head([one, other, one, other], "hand_location_y", ink))
        assert_readable(draw_overview(one, ink))
        assert_readable(draw_together(one, "hand_shape_base_form", "hand_location_y", ink))
        assert_readable(draw_associations(one, HEARAI.names, ink))
        assert_readable(draw_comparison([one, other], HEARAI.names, ink))


def test_names_may_hold_anything(write: Write) -> None:
    heads = ("$x_1^{", "<b>&amp;</b>", "漢字", "long" * 60, "مرحبا")
    corpus = count_class_file(write("1 2 3 4 5", "2 2 2 2 2", heads=heads))
    for name in heads:
        figure = draw_head([corpus], name, PLAIN)
        assert shortened(name) in written(figure)
        assert_readable(figure)
    buffer = io.BytesIO()
    save(draw_overview(corpus, PLAIN), buffer, "png", "x")


def test_of_very_many_classes_the_most_frequent_are_shown_and_the_others_counted(
    write: Write,
) -> None:
    rows = [str(number) for number in range(200) for _ in range(1 + number)]
    corpus = count_class_file(write(*rows, heads=("gloss",)))
    figure = draw_head([corpus], "gloss", PLAIN)
    assert tick_labels(figure.axes[0]) == [str(number) for number in range(120, 200)]
    assert len(figure.axes[0].patches) == MOST_ROWS
    left_out = sum(range(1, 121))
    assert f"120 others ({left_out:,} rows) are in statistics.csv" in written(figure)
    assert_readable(figure)
    assert "; 160 rarer classes not shown" in written(draw_overview(corpus, PLAIN))


def test_the_overview_has_every_head(corpus: Corpus) -> None:
    figure = draw_overview(corpus, PLAIN)
    assert [len(axes.patches) for axes in figure.axes] == [h.classes for h in HEARAI.heads]
    assert all(name in written(figure) for name in HEARAI.names)
    assert "classes: 4 rows" in written(figure)


def test_a_heat_map_has_the_number_of_rows_in_each_cell(corpus: Corpus) -> None:
    figure = draw_together(corpus, "hand_shape_base_form", "hand_location_x", PLAIN)
    (axes,) = figure.axes
    cells = cells_of(axes)
    assert cells == {(1, 1): "2", (4, 0): "1", (4, 2): "1"}
    shaded = {(patch.get_x() + 0.5, patch.get_y() + 0.5) for patch in axes.patches}
    assert shaded == set(cells)
    assert len(tick_labels(axes)) == 12
    assert [label.get_text() for label in axes.get_xticklabels()][1] == "before hamlrbeside  1"
    assert "n = 4 rows with both" in written(figure)


def test_the_more_rows_the_darker_the_cell(write: Write) -> None:
    corpus = count_class_file(write(*["0 0"] * 50, *["1 1"] * 5, "2 2", heads=("a", "b")))
    (axes,) = draw_together(corpus, "a", "b", PLAIN).axes
    by_cell = {patch.get_x(): sum(patch.get_facecolor()[:3]) for patch in axes.patches}
    assert by_cell[-0.5] < by_cell[0.5] < by_cell[1.5]


def test_a_heat_map_of_heads_that_are_not_there_is_refused(corpus: Corpus) -> None:
    with pytest.raises(KeyError):
        draw_together(corpus, "hand_shape_base_form", "mine", PLAIN)


def test_associations_of_each_two_heads(corpus: Corpus) -> None:
    (axes,) = draw_associations(corpus, HEARAI.names, PLAIN).axes
    cells = cells_of(axes)
    assert cells[0, 4] == cells[4, 0] == "1.00"  # operator and direction tell each other here
    assert (0, 0) not in cells


def test_the_comparison_has_a_dot_for_each_class_and_corpus(write: Write, corpus: Corpus) -> None:
    other = corpus_of(write, *SOME[:2], name="other.txt")
    figure = draw_comparison([corpus, other], HEARAI.names, PLAIN)
    axes = figure.axes[1]
    series = [line for line in axes.lines if str(line.get_label()).startswith("series")]
    assert [list(line.get_xdata())[:3] for line in series] == [[0.25, 0.5, 0.25], [0, 1, 0]]
    assert [len(line.get_xdata()) for line in series] == [12, 12]
    assert len({line.get_marker() for line in series}) == 2
    assert len({line.get_color() for line in series}) == 2
    assert re.search(r"distance 0\.\d\d\d", written(figure))


def test_a_corpus_without_rows_has_no_dots(write: Write, corpus: Corpus) -> None:
    empty = corpus_of(write, name="empty.txt")
    axes = draw_comparison([corpus, empty], HEARAI.names, PLAIN).axes[1]
    series = [line for line in axes.lines if str(line.get_label()).startswith("series")]
    assert [len(line.get_xdata()) for line in series] == [12, 0]
    assert draw_comparison([empty, empty], HEARAI.names, PLAIN).axes  # nothing at all is drawn, too


def test_rows_of_a_head_that_a_corpus_lacks_have_no_count(corpus: Corpus) -> None:
    rows = rows_of([corpus.head("hand_shape_bending"), None])
    assert all(row.counts[1] is None and row.shares[1] is None for row in rows.shown)
    assert rows.note == ""


@pytest.mark.parametrize("format", FORMATS)
def test_files_have_the_same_bytes_twice(
    corpus: Corpus, font: GlyphFont, format: str, tmp_path: Path
) -> None:
    ink = Ink(font)
    made = []
    for turn in range(2):
        path = tmp_path / f"{turn}.{format}"
        with drawing(ink):
            save(draw_head([corpus], "hand_shape_base_form", ink), path, format, "Base form")
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_a_png_is_a_picture_of_its_size_and_not_blank(corpus: Corpus, tmp_path: Path) -> None:
    figure = draw_head([corpus], "hand_location_y", PLAIN)
    save(figure, tmp_path / "x.png", "png", "x")
    with Image.open(tmp_path / "x.png") as picture:
        assert picture.size == tuple(int(150 * inches) for inches in figure.get_size_inches())
        colors = picture.convert("RGB").getcolors(1 << 20)
    assert colors is not None
    assert (0x00, 0x72, 0xB2) in {color for _, color in colors}


def test_an_svg_needs_no_font(corpus: Corpus, font: GlyphFont, tmp_path: Path) -> None:
    ink = Ink(font)
    with drawing(ink):
        save(draw_head([corpus], "hand_shape_base_form", ink), tmp_path / "x.svg", "svg", "Base")
    root = ET.parse(tmp_path / "x.svg").getroot()
    assert root.findall(".//{*}text") == []
    assert root.findtext(".//{http://purl.org/dc/elements/1.1/}title") == "Base"
    assert root.findtext(".//{http://purl.org/dc/elements/1.1/}date") is None


def test_settings_of_the_user_do_not_change_the_charts(corpus: Corpus, tmp_path: Path) -> None:
    import matplotlib as mpl

    made = []
    for size in (10, 30):
        with mpl.rc_context({"font.size": size, "axes.facecolor": "red", "text.usetex": False}):
            path = tmp_path / f"{size}.svg"
            with drawing(PLAIN):
                save(draw_head([corpus], "hand_location_x", PLAIN), path, "svg", "x")
            assert mpl.rcParams["font.size"] == size
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_the_plan_has_a_file_for_each_chart(write: Write, corpus: Corpus) -> None:
    pairs = [("hand_shape_base_form", "hand_location_y")]
    names = [chart.name for chart in charts([corpus], corpus, pairs, PLAIN)]
    assert names == [
        "overview",
        *(f"head_{name}" for name in HEARAI.names),
        "associations",
        "together_hand_shape_base_form_hand_location_y",
    ]
    both = charts([corpus, corpus_of(write, *SOME, name="b.txt")], corpus, [], PLAIN)
    assert "comparison" in [chart.name for chart in both]


def test_file_names_are_distinct_and_harmless(write: Write) -> None:
    heads = ("a b", "a_b", "A-B", "../../x", "漢字", "字", "overview")
    corpus = count_class_file(write("1 2 3 4 5 6 7", heads=heads))
    names = [chart.name for chart in charts([corpus], corpus, [], PLAIN)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in names)
    assert slug("x" * 300) == "x" * 40


def test_shares_are_never_rounded_to_nothing_or_all() -> None:
    assert [shares(s) for s in (0, 0.00001, 0.125, 0.99999, 1)] == [
        "0.0 %",
        "<0.1 %",
        "12.5 %",
        ">99.9 %",
        "100.0 %",
    ]


def test_a_column_without_any_value_is_drawn_empty(write: Write) -> None:
    corpus = count_class_file(write("NaN", "-1", heads=("mine",)))
    figure = draw_head([corpus], "mine", PLAIN)
    assert list(figure.axes[0].patches) == []
    assert "n = 0, 2 without a value" in written(figure)
    assert_readable(figure)
    draw_overview(corpus, PLAIN)
