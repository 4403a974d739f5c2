"""The page of `hamnosys inspect` in a browser: Chromium, if it is installed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import contrast
from builders import ham
from devtools import Tab, tab
from strategies import sampled

from hamnosys.cli.main import run
from hamnosys.description import describe
from hamnosys.diagnostics import codes
from hamnosys.formats import read_transcriptions
from hamnosys.formats.sigml_writing import sigml_sign
from hamnosys.parser import parse
from hamnosys.records import Record
from hamnosys.resources import shared_directory
from hamnosys.rows import classify
from hamnosys.schemes import load_scheme
from hamnosys.tree import tree_lines

pytestmark = pytest.mark.slow

HOSTILE = '</script><script>document.title="taken"</script><img src=x> & "\'\t…'
COMPOSITE = ham("fist extfingeru palml moveu + flathand extfingero palmd")
TREE = ham("symmlr flathand thumboutmod extfingeruo palml chest touch moveo smallmod")
ROWS = [
    ("a", "HOUSE", ham("fist thumbacrossmod extfingeru palml chest moveu")),
    ("b", HOSTILE, ham("flathand extfingeruo palmd moveo")),
    ("c", "TREE", TREE),
    ("d", "TWO SIGNS", COMPOSITE),
    ("e", "NO HAND", ham("extfingeru palml")),
    ("f", "TYPED", "hamfist hamfoo<b> hamextfingeru hampalml"),
    ("g", "SPACE", ham("fist extfingeru") + " " + ham("palml")),
    ("h", "OPEN", ham("( fist + flathand")),
    ("i", "EMPTY", ""),
    ("j", "INKS", ham("symmlr largemod fist extfingeru palml indexfinger moveo largemod")),
]
FAULTY = [4, 5, 7, 8]
WARNED = [3, 6]
MANY = 10_000


def lexicon(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("name", "gloss", "hamnosys"), *rows])
    return path


@pytest.fixture(scope="module")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with tab(chromium, tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, font_file: Path) -> Path:
    """Pages with the font, without it, and of many rows; in a folder with a space."""
    folder = tmp_path_factory.mktemp("my pages")
    few = str(lexicon(folder / "few.csv", ROWS))
    samples = read_transcriptions(shared_directory("data_samples") / "lexicon.csv")
    texts = [*(record.hamnosys for record in samples), *sampled("tolerant", 10, 7)]
    many = [(f"n{i}", f"GLOSS-{i}", texts[i % len(texts)]) for i in range(MANY)]
    large = str(lexicon(folder / "many.csv", many))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HAMNOSYS_FONT", raising=False)
        patch.setattr("hamnosys.fonts.findSystemFonts", list)
        font = ["--font", str(font_file)]
        assert run(["inspect", few, "-o", str(folder / "glyphs.html"), *font]) == 1
        assert run(["inspect", few, "-o", str(folder / "names.html")]) == 1
        assert run(["inspect", large, "-o", str(folder / "many.html"), *font]) in (0, 1)
        nothing = str(lexicon(folder / "nothing.csv", []))
        assert run(["inspect", nothing, "-o", str(folder / "nothing.html")]) == 0
    return folder


@pytest.fixture
def page(browser: Tab, folder: Path) -> Iterator[Tab]:
    """The page with the font, freshly opened; at the end nothing may have gone wrong in it."""
    browser.open(folder / "glyphs.html")
    yield browser
    assert browser.faults() == []


def shown(page: Tab) -> list[int]:
    """Indices of the rows that are drawn, from above."""
    found: list[int] = page.do(
        "return [...document.querySelectorAll('.row')].map((row) => Number(row.dataset.row));"
    )
    return found


def choose(page: Tab, name: str, value: str) -> None:
    page.do(f"""
      const field = document.getElementById({name!r});
      field.value = {value!r};
      field.dispatchEvent(new Event("input", {{ bubbles: true }}));
    """)
    page.settle()


def open_row(page: Tab, index: int) -> str:
    """Open a row and give the text of its details."""
    page.do(f"document.querySelector('[data-row=\"{index}\"] .opener').click();")
    page.settle()
    text: str = page.do(
        f"return document.querySelector('[data-row=\"{index}\"] .details').innerText;"
    )
    return text


def focused(page: Tab) -> dict[str, object]:
    found: dict[str, object] = page.do("""
      const element = document.activeElement;
      return { row: element.closest(".row")?.dataset.row ?? null, kind: element.className,
               place: element.dataset.place ?? null, id: element.id,
               label: element.getAttribute("aria-label"),
               outline: getComputedStyle(element).outlineStyle,
               boxOutline: getComputedStyle(element, "::before").outlineStyle };
    """)
    return found


def test_all_rows_are_there_and_a_hostile_gloss_is_text(page: Tab) -> None:
    assert shown(page) == list(range(len(ROWS)))
    assert page.do("return document.title;") == "Signs of few.csv"
    assert page.do("return document.querySelectorAll('img').length;") == 0
    glosses = page.do("return [...document.querySelectorAll('.gloss')].map((e) => e.textContent);")
    assert glosses == [gloss for _, gloss, _ in ROWS]


def test_nothing_is_fetched(page: Tab) -> None:
    found = page.do("""
      return performance.getEntriesByType("resource").map((entry) => entry.name);
    """)
    assert [name for name in found if not name.startswith("data:")] == []


def test_a_fault_in_the_page_would_be_noticed(browser: Tab, folder: Path) -> None:
    text = (folder / "glyphs.html").read_text(encoding="utf-8")
    broken = folder / "broken.html"
    broken.write_text(text.replace("</main>", "<img src='http://127.0.0.1:9/x.png'></main>"))
    browser.open(broken)
    assert any("blocked http" in fault for fault in browser.faults())


def test_symbols_are_drawn_in_the_font_and_the_ink_of_their_block(page: Tab) -> None:
    found = page.do("""
      return [...document.querySelectorAll("[data-row='2'] .symbol")].map((symbol) => [
        symbol.textContent, symbol.className.match(/b-(\\w+)/)[1], getComputedStyle(symbol).color,
        getComputedStyle(symbol).fontFamily, symbol.classList.contains("hang")]);
    """)
    assert "".join(symbol[0] for symbol in found) == TREE
    assert [symbol[1] for symbol in found] == [
        *("symmetry", "handshape", "handshape", "orientation", "orientation"),
        *("location", "contact", "movement", "movement"),
    ]
    colors = {symbol[1]: symbol[2] for symbol in found}
    assert len(set(colors.values())) == len(colors)
    assert all("HamNoSys" in symbol[3] for symbol in found)
    assert [symbol[4] for symbol in found] == [False, False, True, *[False] * 6]


def test_without_the_font_symbols_are_names(browser: Tab, folder: Path) -> None:
    browser.open(folder / "names.html")
    names = browser.do("""
      return [...document.querySelectorAll("[data-row='2'] .symbol")].map((s) => s.textContent);
    """)
    assert names == list(parse(TREE).signs[0].symbols())
    assert "without a HamNoSys font" in browser.do("return document.body.innerText;")
    assert browser.faults() == []


def test_the_pointer_and_the_focus_show_what_a_symbol_does(page: Tab) -> None:
    x, y = page.do("""
      const box = document.querySelector("[data-row='0'] [data-place='2']").getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    """)
    page.hover(x, y)
    over = page.do("return document.getElementById('tip').innerText;")
    page.hover(1, 1)
    assert page.do("return document.getElementById('tip').hidden;")
    page.do("document.querySelector(\"[data-row='0'] .opener\").focus();")
    page.press("ArrowRight", "ArrowRight", "ArrowRight")
    by_key = page.do("return document.getElementById('tip').innerText;")
    assert over == by_key
    for words in (
        "hamextfingeru",
        "U+E020",
        "extended finger direction of the dominant hand",
        "orientation",
    ):
        assert words in by_key
    assert "extended finger direction of the dominant hand" in str(focused(page)["label"])
    page.press("Escape")
    assert page.do("return document.getElementById('tip').hidden;")


def test_a_symbol_that_hangs_over_another_can_be_pointed_at(page: Tab) -> None:
    found = page.do("""
      const symbol = document.querySelector("[data-row='0'] [data-place='1']");
      const box = symbol.getBoundingClientRect();
      const size = parseFloat(getComputedStyle(symbol).fontSize);
      const under = (share) => document
        .elementFromPoint(box.right - 0.3 * size, box.top + share * box.height).dataset.place;
      return [under(0.2), under(0.8)];
    """)
    assert found == ["0", "1"]


def test_the_keyboard_reaches_everything(page: Tab) -> None:
    page.press(*["Tab"] * 8)
    reached = page.do("return document.activeElement.outerHTML.slice(0, 60);")
    assert "opener" in reached, reached
    assert focused(page)["row"] == "0"
    assert focused(page)["outline"] != "none"
    page.press("ArrowDown", "ArrowDown", "ArrowUp")
    assert (focused(page)["row"], focused(page)["kind"]) == ("1", "opener")
    page.press("ArrowRight", "ArrowRight")
    assert (focused(page)["row"], focused(page)["place"]) == ("1", "1")
    page.press("ArrowLeft", "ArrowLeft")
    assert focused(page)["kind"] == "opener"
    page.press("End")
    assert focused(page)["row"] == str(len(ROWS) - 1)
    page.press("Home", "PageDown", "PageUp", "Enter")
    assert focused(page)["row"] == "0"
    opener = "document.querySelector(\"[data-row='0'] .opener\")"
    assert page.do(f"return {opener}.getAttribute('aria-expanded');") == "true"
    controlled = page.do(
        f"return document.getElementById({opener}.getAttribute('aria-controls')).className;"
    )
    assert controlled == "details"
    page.press("Tab")
    assert page.do("return document.activeElement.textContent;") == "Copy characters"
    page.press("Escape")
    assert (focused(page)["row"], focused(page)["kind"]) == ("0", "opener")
    assert page.do(f"return {opener}.getAttribute('aria-expanded');") == "false"


def test_focus_on_a_symbol_without_width_can_be_seen(page: Tab) -> None:
    page.do("document.querySelector(\"[data-row='0'] .opener\").focus();")
    page.press("ArrowRight", "ArrowRight")
    assert focused(page)["place"] == "1"
    assert focused(page)["boxOutline"] == "solid"


def test_an_open_row_shows_tree_classes_and_description(page: Tab) -> None:
    text = open_row(page, 2)
    assert describe(parse(TREE)) in text
    sign = parse(TREE).signs[0]
    for line in tree_lines(sign):
        assert line.strip() in text
    scheme = load_scheme("hearai")
    rows = page.do("""
      return [...document.querySelectorAll("[data-row='2'] table:not(.of-symbols) tbody tr")]
        .map((row) => [...row.cells].map((cell) => cell.textContent));
    """)
    classes = scheme.classes(sign)
    assert rows == [
        [head.name, str(number), head.label(number)]
        for head, number in zip(scheme.heads, classes, strict=True)
        if number is not None
    ]
    depth = page.do("""
      const item = [...document.querySelectorAll("[data-row='2'] .tree li")]
        .find((item) => item.firstChild.textContent === "base_form: ");
      let depth = 0;
      for (let e = item; !e.classList.contains("tree"); e = e.parentElement)
        depth += e.tagName === "UL";
      return depth;
    """)
    (line,) = [line for line in tree_lines(sign) if "base_form" in line]
    assert depth == (len(line) - len(line.lstrip())) / 2
    page.do("document.querySelector(\"[data-row='2'] .opener\").click();")
    assert page.do("return document.querySelectorAll('.details').length;") == 0


def test_a_symbol_has_one_ink_wherever_it_stands(page: Tab) -> None:
    open_row(page, 9)
    found = page.do("""
      const row = document.querySelector("[data-row='9']");
      const named = (place) => [...row.querySelectorAll(place)]
        .map((e) => [e.textContent, e.className.match(/b-\\w+/)?.[0]]);
      return [named(".of-symbols .plain"), named(".tree .plain")];
    """)
    symbols, tree = found
    assert ["hamlargemod", "b-symmetry"] in tree
    assert ["hamindexfinger", "b-location"] in tree
    assert ["hamlargemod", "b-movement"] in tree
    assert all(item in symbols for item in tree)


def test_a_composite_shows_both_signs(page: Tab) -> None:
    text = open_row(page, 3)
    assert "sign 2: base form of the dominant hand" in text
    assert describe(parse(COMPOSITE)) in text
    assert "HNS210" in text


def test_faults_are_marked_at_their_symbols_and_told_with_hints(page: Tab) -> None:
    marks = page.do("""
      return [...document.querySelectorAll(".symbol.at-error, .symbol.at-warning")].map((s) => [
        Number(s.closest(".row").dataset.row), Number(s.dataset.place), s.textContent,
        getComputedStyle(s).textDecorationLine, getComputedStyle(s, "::after").content]);
    """)
    places = {(row, place): rest for row, place, *rest in marks}
    assert places[5, 1][0] == "hamfoo<b>"
    assert set(places) >= {(4, 0), (5, 1), (7, 0), (8, 0)}
    assert {row for row, _ in places} == {*FAULTY, *WARNED}
    for row, _, _, line, mark in marks:
        assert line == "underline"
        assert mark == ('"✖"' if row in FAULTY else '"⚠"')
    text = open_row(page, 4)
    fault = next(iter(_findings(ROWS[4][2])))
    assert fault.code in text
    assert fault.message in text
    assert fault.hint in text


def _findings(text: str) -> tuple[object, ...]:
    result = classify(Record(1, "a", text), load_scheme("hearai"), "tolerant", integers_only=False)
    return (*result.warnings, *([result.error] if result.error else []))


def test_rows_are_filtered_by_words(page: Tab) -> None:
    choose(page, "words", "FLAThand  extfingeruo")
    assert shown(page) == [1, 2]
    choose(page, "words", "house")
    assert shown(page) == [0]
    assert page.do("return document.getElementById('count').textContent;") == "1 of 10 rows"
    choose(page, "words", "no such thing")
    assert shown(page) == []
    assert "No row is like this" in page.do("return document.getElementById('rows').innerText;")
    page.do("document.querySelector('#filtering [type=reset]').click();")
    page.settle()
    assert shown(page) == list(range(len(ROWS)))


def test_rows_are_filtered_by_kind_and_finding(page: Tab) -> None:
    choose(page, "state", "faulty")
    assert shown(page) == FAULTY
    choose(page, "state", "warned")
    assert shown(page) == WARNED
    choose(page, "state", "good")
    assert shown(page) == [0, 1, 2, 9]
    choose(page, "state", "all")
    offered = page.do("return [...document.getElementById('code').options].map((o) => o.text);")
    for index, (_, _, text) in enumerate(ROWS):
        for finding in _findings(text):
            code = finding.code  # type: ignore[attr-defined]
            assert any(o.startswith(f"{code} {codes()[code].title}") for o in offered)
            choose(page, "code", code)
            assert index in shown(page)
            assert set(shown(page)) <= {*FAULTY, *WARNED}


def test_rows_are_filtered_by_head_and_class(page: Tab) -> None:
    assert page.do("return document.getElementById('class').disabled;")
    scheme = load_scheme("hearai")
    head = scheme.names.index("hand_shape_base_form")
    choose(page, "head", str(head))
    offered = page.do("return [...document.getElementById('class').options].map((o) => o.text);")
    number = scheme.heads[head].labels.index("hamflathand")
    assert f"{number} hamflathand (2)" in offered
    choose(page, "class", str(number))
    assert shown(page) == [1, 2]


@pytest.mark.parametrize("index", [0, 1, 2, 3])
def test_a_row_is_copied(page: Tab, index: int) -> None:
    page.do("""
      window.copied = [];
      Object.defineProperty(navigator, "clipboard", {
        value: { writeText: async (text) => { copied.push(text); } } });
    """)
    open_row(page, index)
    page.do("""
      for (const button of document.querySelectorAll(".copying button")) {
        button.click();
        await new Promise((done) => setTimeout(done));
      }
    """)
    characters, names, sigml = page.do("return copied;")
    _, gloss, text = ROWS[index]
    assert characters == text
    assert names.split() == [
        name
        for number, sign in enumerate(parse(text).signs)
        for name in ([*(["hamplus"] if number else []), *sign.symbols()])
    ]
    assert sigml == sigml_sign(text, gloss)
    assert page.do("return document.getElementById('said').textContent;") == "Copied SiGML"


def test_without_the_clipboard_a_copy_is_made_or_told(page: Tab) -> None:
    page.do("""
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      window.copied = null;
      document.execCommand = () => { copied = document.activeElement.value; return true; };
    """)
    open_row(page, 0)
    page.do("document.querySelector('.copying button').click(); await 0;")
    page.settle()
    assert page.do("return copied;") == ROWS[0][2]


def test_what_is_no_notation_is_not_copied_as_sigml(page: Tab) -> None:
    open_row(page, 5)
    assert page.do("return document.querySelectorAll('.copying button')[2].disabled;")


@pytest.mark.parametrize("name", ["glyphs.html", "names.html"])
def test_a_narrow_window_does_not_scroll_sideways(browser: Tab, folder: Path, name: str) -> None:
    browser.open(folder / name, 360, 740)
    for index in range(len(ROWS)):
        browser.do(f"goTo({index}); setOpen({index}, true);")
        browser.settle()
    wide = browser.do("""
      return [document.documentElement.scrollWidth,
              ...[...document.querySelectorAll(".row *")]
                .filter((e) => e.getBoundingClientRect().right > 361).map((e) => e.outerHTML)];
    """)
    assert wide == [360]
    browser.open(folder / "many.html", 360, 740)
    assert browser.do("return document.documentElement.scrollWidth;") == 360


@pytest.mark.parametrize("dark", [False, True])
def test_everything_can_be_read_in_light_and_dark(browser: Tab, folder: Path, dark: bool) -> None:
    browser.open(folder / "names.html", height=8000, dark=dark)
    browser.do("document.querySelectorAll('.opener').forEach((opener) => opener.click());")
    browser.do("document.querySelector(\"[data-row='4'] .symbol\").focus();")
    browser.settle()
    found = browser.do("""
      const ground = (element) => {
        for (let e = element; e; e = e.parentElement) {
          const color = getComputedStyle(e).backgroundColor;
          if (!color.endsWith(", 0)")) return color;
        }
      };
      const pairs = new Set();
      for (const element of document.querySelectorAll("body *:not(script)")) {
        const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if (own && element.checkVisibility() && !element.matches(":disabled, :disabled *"))
          pairs.add(`${getComputedStyle(element).color}|${ground(element)}`);
      }
      return [...pairs];
    """)
    assert len(found) > 8
    for pair in found:
        ink, paper = pair.split("|")
        assert contrast(ink, paper) >= 4.5, pair
    body = browser.do("return getComputedStyle(document.body).backgroundColor;")
    assert (contrast(body, "0,0,0") < 3) == dark
    assert browser.faults() == []


def test_colour_is_never_the_only_sign(page: Tab) -> None:
    legend = page.do("return document.getElementById('legend').innerText;")
    for words in ("symmetry", "handshape", "orientation", "location", "contact", "movement"):
        assert words in legend
    labels = page.do("""
      return [...document.querySelectorAll("[data-row='2'] .symbol")]
        .map((symbol) => symbol.getAttribute("aria-label"));
    """)
    assert "block symmetry" in labels[0]


def test_a_list_tells_how_long_it_is(page: Tab) -> None:
    choose(page, "state", "faulty")
    found = page.do("""
      return [...document.querySelectorAll(".row")].map((row) =>
        [row.getAttribute("aria-posinset"), row.getAttribute("aria-setsize")]);
    """)
    assert found == [[str(n), "4"] for n in range(1, 5)]


def test_a_page_without_rows_says_so(browser: Tab, folder: Path) -> None:
    browser.open(folder / "nothing.html")
    assert "The input has no rows." in browser.do("return document.body.innerText;")
    browser.press("Tab", "Tab", "ArrowDown")
    assert browser.faults() == []


def test_it_prints_all_rows_without_controls(page: Tab) -> None:
    page.do(
        "window.printed = null; addEventListener('beforeprint', () => {"
        " printed = [...document.querySelectorAll('.row')].length; });"
    )
    choose(page, "state", "faulty")
    assert page.pdf().startswith(b"%PDF")
    assert page.do("return printed;") == len(FAULTY)
    assert page.do("return list.classList.contains('printed');") is False
    page.call("Emulation.setEmulatedMedia", media="print")
    hidden = page.do("""
      return ["#filtering", "#theme", ".keys"]
        .map((name) => getComputedStyle(document.querySelector(name)).display);
    """)
    page.call("Emulation.setEmulatedMedia", media="")
    assert hidden == ["none"] * 3


# ------------------------------------------------------------------ many rows
@pytest.fixture
def many(browser: Tab, folder: Path) -> Iterator[Tab]:
    browser.open(folder / "many.html")
    yield browser
    assert browser.faults() == []


def drawn(page: Tab) -> int:
    count: int = page.do("return document.querySelectorAll('.row').length;")
    return count


def test_ten_thousand_rows_open_at_once(many: Tab) -> None:
    opened = many.do("""
      const [entry] = performance.getEntriesByType("navigation");
      return entry.loadEventEnd;
    """)
    assert opened < 10_000
    assert 5 < drawn(many) < 60


def test_the_last_of_many_rows_is_reached(many: Tab) -> None:
    many.do("document.querySelector('.opener').focus();")
    many.press("End")
    assert focused(many)["row"] == str(MANY - 1)
    assert many.do("""
      const box = document.activeElement.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight;
    """)
    assert drawn(many) < 60
    many.press("ArrowUp")
    assert focused(many)["row"] == str(MANY - 2)
    many.press("Home")
    assert focused(many)["row"] == "0"


def test_scrolling_to_the_end_shows_the_last_row(many: Tab) -> None:
    for _ in range(4):
        many.do("scrollTo(0, document.documentElement.scrollHeight);")
        many.settle()
    assert max(shown(many)) == MANY - 1
    assert many.do(
        "return document.querySelector('.row:last-child').getBoundingClientRect().top"
        " < innerHeight;"
    )


def test_rows_stand_one_below_the_other_wherever_one_scrolls(many: Tab) -> None:
    for share in (0.1, 0.5, 0.37, 0.9):
        many.do(f"scrollTo(0, {share} * document.documentElement.scrollHeight);")
        many.settle()
        gaps, covered = many.do("""
          const boxes = [...document.querySelectorAll(".row")]
            .map((row) => row.getBoundingClientRect());
          const gaps = boxes.slice(1).map((box, i) => Math.abs(box.top - boxes[i].bottom));
          return [Math.max(...gaps), [boxes[0].top <= 0, boxes.at(-1).bottom >= innerHeight]];
        """)
        assert gaps < 1.5
        assert covered == [True, True]
        rows = shown(many)
        assert rows == list(range(rows[0], rows[0] + len(rows)))
        assert len(rows) < 60


def test_rows_do_not_jump_when_others_above_them_get_their_height(many: Tab) -> None:
    many.do("scrollTo(0, 400000);")
    many.settle()
    before = many.do("""
      window.watched = [...document.querySelectorAll(".row")]
        .find((row) => row.getBoundingClientRect().top > 0);
      return watched.getBoundingClientRect().top;
    """)
    for _ in range(4):
        many.do("scrollBy(0, -250);")
        many.settle()
    assert many.do("return watched.getBoundingClientRect().top;") == pytest.approx(
        before + 1000, abs=2
    )


def test_a_row_stays_where_it_is_when_it_is_opened(many: Tab) -> None:
    many.do("scrollTo(0, 200000);")
    many.settle()
    before, after = many.do("""
      const opener = [...document.querySelectorAll(".opener")]
        .find((opener) => opener.getBoundingClientRect().top > 100);
      const before = opener.getBoundingClientRect().top;
      opener.click();
      await new Promise((done) => setTimeout(done, 50));
      return [before, opener.getBoundingClientRect().top];
    """)
    assert after == pytest.approx(before, abs=2)


def test_focus_is_not_lost_when_its_row_is_scrolled_away(many: Tab) -> None:
    many.do("document.querySelector('.opener').focus(); scrollTo(0, 300000);")
    many.settle()
    assert focused(many)["row"] == "0"
    many.press("ArrowDown")
    assert focused(many)["row"] == "1"
    assert many.do("return scrollY;") < 3000


def test_a_filter_over_many_rows_is_quick(many: Tab) -> None:
    taken = many.do("""
      const field = document.getElementById("words");
      field.value = "gloss-9999";
      const begin = performance.now();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      return performance.now() - begin;
    """)
    assert taken < 2000
    assert shown(many) == [9999]


def test_a_print_of_many_rows_is_cut_and_says_so(many: Tab) -> None:
    said = many.do("""
      startPrinting();
      const count = document.querySelectorAll(".row").length;
      const said = list.dataset.cut;
      endPrinting();
      return [count, said, document.querySelectorAll(".row").length];
    """)
    assert said[0] == 2000
    assert "first 2,000 of 10,000 rows" in said[1]
    assert said[2] < 60
