"""Pictures, sheets, galleries and animations: what they show and what they say."""

from __future__ import annotations

import io
import re
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from browser import DARK, Browse, browse, contrast, run
from builders import ham
from PIL import Image

from hamnosys.errors import HamNoSysError, UsageError
from hamnosys.fonts import GlyphFont
from hamnosys.parser import parse
from hamnosys.posture.drawing.look import PLAIN
from hamnosys.posture.movement import first_motion
from hamnosys.posture.preview.animation import FRAME, HOLD, STEPS, moving, write_animation
from hamnosys.posture.preview.entry import Entry, entry_of
from hamnosys.posture.preview.gallery import write_gallery
from hamnosys.posture.preview.lettering import Lettering, shortened, width, wrapped
from hamnosys.posture.preview.painted import painted
from hamnosys.posture.preview.panel import SIGNER_CENTRE, SIGNER_HEIGHT
from hamnosys.posture.preview.picture import picture
from hamnosys.posture.preview.scene import INK, PAPER, WARNING, Scene
from hamnosys.posture.preview.sheet import sheet
from hamnosys.posture.preview.svg import svg

PLAIN_TEXT = Lettering()
ONE = "flathand extfingeruo palml chest touch moveo fingerplay repeatfromstart"
BOTH = "symmlr flathand extfingeruo palml mover"
SVG = "{http://www.w3.org/2000/svg}"


def entry(names: str, **row: str) -> Entry:
    notation = parse(ham(names))
    return entry_of(notation.signs, notation.warnings, **row)


def words(scene: Scene) -> list[str]:
    return [text.words for text in scene.texts]


def svg_of(scene: Scene, lettering: Lettering = PLAIN_TEXT) -> ET.Element:
    return ET.fromstring("\n".join(svg(scene, lettering)))


# ------------------------------------------------------------------ one sign
def test_one_hand_is_seen_from_four_sides_and_two_hands_from_eight() -> None:
    captions = ["right hand, from the front", "from above", "palm side", "thumb side"]
    one, both = picture(entry(ONE), PLAIN_TEXT), picture(entry(BOTH), PLAIN_TEXT)
    assert len(one.windows) == 5
    assert [w for w in words(one) if w in captions] == captions
    assert len(both.windows) == 9
    assert "left hand, from the front" in words(both)
    assert words(both).count("palm side") == 2


def test_a_sign_of_the_other_hand_shows_the_left_one() -> None:
    scene = picture(entry("nondominant fist extfingeru palml"), PLAIN_TEXT)
    assert "left hand, from the front" in words(scene)
    assert "right hand, from the front" not in words(scene)


def test_below_stand_title_names_and_what_is_not_shown() -> None:
    scene = picture(entry(ONE, name="s1", gloss="ŁĄKA"), PLAIN_TEXT)
    assert "s1 ŁĄKA" in words(scene)
    below = " ".join(words(scene))
    assert " ".join(f"ham{name}" for name in ONE.split()) in below
    notes = " ".join(text.words for text in scene.texts if text.colour == WARNING)
    assert notes == (
        "not shown: movement (hammoveo); finger play (hamfingerplay); "
        "repeated once from the start (hamrepeatfromstart)"
    )


def test_notes_of_the_posture_warnings_and_later_signs_are_there() -> None:
    notes = entry("alternatingmotion fist extfingeru chest + fist extfingeru palml").notes()
    assert any("no palm orientation" in note for note in notes)
    assert any(note.startswith("HNS103 warning: ") for note in notes)
    assert "not shown: the signs after the first (hamplus hamfist hamextfingeru hampalml)" in notes


@pytest.mark.parametrize("size", [120, 480, 900])
@pytest.mark.parametrize("names", [ONE, BOTH, f"{BOTH} + {BOTH} + {BOTH}"])
def test_everything_is_inside_the_picture(names: str, size: int, font: GlyphFont) -> None:
    scene = picture(entry(names, gloss="x" * 200), Lettering(font), size)
    for text in scene.texts:
        path = font.path if text.glyphs else None
        assert text.across + width(text.words, text.size, path) <= scene.width
        assert text.baseline <= scene.height
    for window in scene.windows:
        assert window.across + window.size[0] <= scene.width
        assert window.down + window.size[1] <= scene.height
    assert scene.windows[0].size[1] == size


def pixels(scene: Scene) -> np.ndarray:
    return np.asarray(painted(scene, PLAIN_TEXT))


def test_the_signer_is_drawn_in_the_window_and_words_below() -> None:
    scene = picture(entry(ONE), PLAIN_TEXT)
    found = pixels(scene)
    assert found.shape == (scene.height, scene.width, 3)
    signer = scene.windows[0]
    wide, high = signer.size
    seen = found[signer.down : signer.down + high, signer.across : signer.across + wide]
    assert tuple(seen[3, 3]) == PLAIN.background

    def row_of(height: float) -> int:
        return high // 2 - round((height - SIGNER_CENTRE[1]) * high / SIGNER_HEIGHT)

    row = row_of(38)  # between the eyes and the brows, in the middle
    assert np.allclose(seen[row, wide // 2], PLAIN.face, atol=40)
    row = row_of(-42)  # at the waist, below the hands
    assert np.allclose(seen[row, wide // 2], PLAIN.clothes, atol=10)
    below = found[signer.down + high + 30 :]
    assert (below == WARNING).all(axis=-1).any()
    assert tuple(found[-1, -1]) == PAPER


def test_the_palm_is_seen_on_the_palm_side_only() -> None:
    # Palm to the left: the front view shows its edge, the palm view all of the lighter inside.
    scene = picture(entry("flathand extfingeru palml"), PLAIN_TEXT)

    def inside(number: int) -> int:
        window = scene.windows[number]
        left, top, side = window.across, window.down, window.size[0]
        part = pixels(scene)[top : top + side, left : left + side].astype(int)
        return int((np.abs(part - PLAIN.inside).max(axis=-1) < 12).sum())

    assert inside(3) > 3000
    assert inside(3) > 5 * inside(1)


def test_the_same_sign_gives_the_same_picture() -> None:
    first, second = (picture(entry(BOTH, gloss="a"), PLAIN_TEXT) for _ in range(2))
    assert np.array_equal(pixels(first), pixels(second))
    assert list(svg(first, PLAIN_TEXT)) == list(svg(second, PLAIN_TEXT))


def test_another_palm_gives_another_picture() -> None:
    one, other = (picture(entry(f"fist extfingeru palm{p}"), PLAIN_TEXT) for p in "lr")
    assert not np.array_equal(pixels(one)[:480], pixels(other)[:480])


# ------------------------------------------------------------------ text
def test_lines_are_no_wider_than_they_may_be() -> None:
    text = "a few words and " + "w" * 90
    lines = wrapped(text, 14, 120)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(width(line, 14) for line in lines) <= 120
    assert wrapped("", 14, 120) == []


def test_a_long_text_is_shortened_and_a_short_one_is_not() -> None:
    assert shortened("short", 14, 120) == "short"
    cut = shortened("rather long words here", 14, 80)
    assert cut.endswith("…")
    assert width(cut, 14) <= 80


def test_glyphs_are_drawn_with_the_font_and_break_between_symbols(font: GlyphFont) -> None:
    names = ["hamfist", "hamthumboutmod"] * 10
    lines = Lettering(font).glyph_lines(names, 20, 60)
    assert "".join(lines) == ham("fist thumboutmod" + " fist thumboutmod" * 9)
    assert len(lines) > 2
    assert all(line[0] not in font.modifiers for line in lines)
    assert Lettering().glyph_lines(names, 20, 60) == []


def test_glyphs_stand_in_the_picture_only_with_a_font(font: GlyphFont) -> None:
    with_font = picture(entry(ONE), Lettering(font))
    without = picture(entry(ONE), PLAIN_TEXT)
    assert [text.words for text in with_font.texts if text.glyphs] == [ham(ONE)]
    assert not [text for text in without.texts if text.glyphs]
    assert with_font.height > without.height
    line = next(text for text in with_font.texts if text.glyphs)
    image = np.asarray(painted(with_font, Lettering(font)))
    # The test font draws each symbol as a box half as high as the letters are large.
    row = image[round(line.baseline - line.size / 4)]
    assert (row == INK).all(axis=-1).sum() > 3.5 * line.size


# ------------------------------------------------------------------ SVG
def test_svg_holds_the_texts_and_a_clipped_window_for_each_view() -> None:
    scene = picture(entry(ONE, gloss="<A & B>"), PLAIN_TEXT)
    root = svg_of(scene)
    assert root.findtext(f"{SVG}title") == "<A & B>"
    assert "not shown: movement (hammoveo)" in (root.findtext(f"{SVG}desc") or "")
    assert [text.text for text in root.findall(f"{SVG}text")] == words(scene)
    windows = root.findall(f"{SVG}svg")
    assert len(windows) == len(scene.windows)
    assert {window.get("overflow") for window in windows} == {"hidden"}
    assert all(len(window.findall(f"{SVG}polygon")) > 40 for window in windows)


def test_glyphs_in_svg_are_outlines_at_their_place(font: GlyphFont) -> None:
    scene = picture(entry(ONE), Lettering(font))
    (outline,) = svg_of(scene, Lettering(font)).findall(f"{SVG}path")
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", outline.get("d") or "")]
    line = next(text for text in scene.texts if text.glyphs)
    # Boxes from 100 to 600 of 1000 units across, from the baseline 500 up; 700 to the next.
    assert min(numbers[::2]) == pytest.approx(line.across + 0.1 * line.size, abs=0.5)
    assert max(numbers[1::2]) == pytest.approx(line.baseline, abs=0.5)
    assert min(numbers[1::2]) == pytest.approx(line.baseline - 0.5 * line.size, abs=0.5)


def test_what_a_row_says_cannot_break_the_svg() -> None:
    root = svg_of(picture(entry(ONE, name="\x00]]>", gloss="</svg><script>"), PLAIN_TEXT))
    assert not list(root.iter(f"{SVG}script"))


# ------------------------------------------------------------------ sheet
LONG = " + ".join([ONE] * 4)


def test_a_sheet_has_a_cell_for_each_entry_in_rows() -> None:
    entries = [entry(ONE, name=f"n{i}") for i in range(5)]
    scene = sheet(entries, PLAIN_TEXT, columns=2)
    signers = [window for window in scene.windows if window.body]
    assert len(signers) == 5
    assert len({window.across for window in signers}) == 2
    assert len({window.down for window in signers}) == 3
    titles = [text for text in scene.texts if re.fullmatch(r"n\d", text.words)]
    assert [text.words for text in titles] == ["n0", "n1", "n2", "n3", "n4"]
    for title, signer in zip(titles, signers, strict=True):
        assert title.across == signer.across
        assert title.baseline > signer.down + signer.size[1]


def test_cells_do_not_overlap() -> None:
    scene = sheet([entry(LONG), entry(ONE), entry(BOTH), entry(LONG)], PLAIN_TEXT, columns=2)
    lower = [window for window in scene.windows if window.body][2]
    upper = [text for text in scene.texts if text.baseline < lower.down]
    assert max(text.baseline for text in upper) < lower.down
    assert len(upper) > 8


def test_notes_and_names_of_a_cell_are_shortened_and_the_rest_is_counted() -> None:
    scene = sheet([entry(LONG), entry(ONE)], PLAIN_TEXT)
    cell = [text for text in scene.texts if text.across < scene.width / 2]
    assert any(re.search(r"… \d+ more$", text.words) for text in cell)
    notes = [text.words for text in cell if text.colour == WARNING]
    assert len(notes) <= 4
    assert re.fullmatch(r"… \d notes? cut", notes[-1])
    shown = sum(int(n) for t in cell for n in re.findall(r"… (\d+) more", t.words))
    named = [t.words for t in cell if "hamflathand" in t.words and t.colour != WARNING]
    assert shown > 0
    assert named


def test_a_sheet_that_no_computer_can_draw_is_refused() -> None:
    with pytest.raises(UsageError, match="too large") as caught:
        sheet([entry(ONE)] * 60, PLAIN_TEXT, 2000)
    assert "--size" in caught.value.hint


# ------------------------------------------------------------------ gallery
HOSTILE = "<script>alert(1)</script>"


def gallery(*entries: Entry, font: GlyphFont | None = None) -> str:
    stream = io.StringIO()
    assert write_gallery(iter(entries), stream, "Signs of a & b", font) == len(entries)
    return stream.getvalue()


def test_a_gallery_has_picture_names_and_notes_of_each_entry() -> None:
    page = gallery(entry(ONE, name="n1", gloss="HOUSE"), entry(BOTH))
    names = " ".join(f"ham{name}" for name in ONE.split())
    assert page.count("<article") == page.count("<img ") == 2
    assert f'alt="Posture of {names}"' in page
    assert ">n1 HOUSE<" in page
    assert "<li>not shown: movement (hammover)</li>" in page
    assert page.count("data:image/png;base64,") == 2
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")


def test_a_gallery_fetches_nothing_and_runs_nothing_of_its_rows() -> None:
    page = gallery(entry(ONE, name=HOSTILE, gloss='"><img src=x>'))
    assert "Content-Security-Policy" in page
    assert HOSTILE not in page
    assert "<img src=x" not in page
    assert not re.findall(r"(?:src|href)=\"(?!data:|#)", page)


def test_glyphs_of_a_gallery_need_the_font(font: GlyphFont) -> None:
    with_font, without = gallery(entry(ONE), font=font), gallery(entry(ONE))
    assert ham(ONE) in with_font
    assert "@font-face" in with_font
    assert ham(ONE) not in without
    assert "@font-face" not in without


def test_a_gallery_is_written_as_the_entries_come() -> None:
    stream = io.StringIO()
    lengths = []

    def entries() -> object:
        for _ in range(3):
            lengths.append(len(stream.getvalue()))
            yield entry(ONE)

    write_gallery(entries(), stream, "", None)  # type: ignore[arg-type]
    assert 0 < lengths[0] < lengths[1] < lengths[2]


# ------------------------------------------------------------------ animation
def animation(names: str, **row: str) -> tuple[bytes, Image.Image]:
    stream = io.BytesIO()
    write_animation(entry(names, **row), stream, PLAIN_TEXT, 150)
    return stream.getvalue(), Image.open(io.BytesIO(stream.getvalue()))


def frames_of(image: Image.Image) -> list[np.ndarray]:
    found = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        found.append(np.asarray(image.convert("RGB")).astype(int))
    return found


def test_an_animation_loops_and_holds_both_ends_of_a_movement() -> None:
    _, image = animation("fist extfingeru palml moveu")
    assert image.info["loop"] == 0
    assert getattr(image, "n_frames", 1) == STEPS
    durations = []
    for number in range(STEPS):
        image.seek(number)
        durations.append(image.info["duration"])
    assert durations[0] == durations[STEPS // 2] == HOLD
    assert set(durations) == {HOLD, FRAME}
    assert 12 <= 1000 / FRAME <= 20


def test_the_hand_moves_and_nothing_else_flickers() -> None:
    _, image = animation("fist extfingeru palml moveu smallmod", gloss="A")
    frames = frames_of(image)
    start, middle = frames[0], frames[STEPS // 2]
    assert (start != middle).any(axis=-1).sum() > 200
    words_below = slice(185, None)
    left_half = slice(75, 125)  # of the signer, where the other hand and side are
    for frame in frames:
        assert np.array_equal(frame[words_below], start[words_below])
        assert np.array_equal(frame[20:60, left_half], start[20:60, left_half])
    there, back = frames[5], frames[STEPS - 5]
    assert np.array_equal(there, back)


def test_a_circle_comes_round_and_holds_once() -> None:
    posture = entry("fist extfingeru palml circleo")
    motion = first_motion(posture.signs[0])
    assert motion is not None
    postures, short = moving(posture, motion)
    assert short < 1
    heights = [each.right.wrist[1] for each in postures]
    assert heights[STEPS // 2] == pytest.approx(heights[0] - 17)
    _, image = animation("fist extfingeru palml circleo")
    image.seek(STEPS // 2)
    assert image.info["duration"] == FRAME


def test_the_left_hand_moves_where_it_is_the_one_that_signs() -> None:
    posture = entry("nondominant fist extfingeru palml moveu")
    motion = first_motion(posture.signs[0])
    assert motion is not None
    middle = moving(posture, motion)[0][STEPS // 2]
    assert middle.left.wrist[1] == pytest.approx(posture.posture.left.wrist[1] + 17, abs=1)
    assert np.array_equal(middle.right.wrist, posture.posture.right.wrist)


def test_a_movement_out_of_reach_is_told() -> None:
    posture = entry("flathand extfingero palmd headtop moveu largemod")
    motion = first_motion(posture.signs[0])
    assert motion is not None
    assert moving(posture, motion)[1] > 5


def test_an_animation_has_the_same_bytes_each_time() -> None:
    assert animation(BOTH)[0] == animation(BOTH)[0]


def test_without_a_movement_there_is_no_animation() -> None:
    with pytest.raises(HamNoSysError, match="no straight or circular movement") as caught:
        animation("fist extfingeru palml fingerplay")
    assert caught.value.exit_code == 1


# ------------------------------------------------------------------ in a browser
@pytest.fixture
def page(tmp_path: Path, font: GlyphFont) -> Path:
    entries = [entry(ONE, name="n1", gloss="HOUSE"), entry(BOTH, name="n2", gloss="TREE")]
    path = tmp_path / "a gallery.html"
    path.write_text(gallery(*entries, font=font), encoding="utf-8")
    return path


@pytest.fixture
def look(chromium: str, page: Path, tmp_path: Path) -> Browse:
    return partial(browse, chromium, page, tmp_path)


@pytest.mark.slow
def test_the_filter_of_the_gallery_leaves_entries_with_all_words(look: Browse) -> None:
    found = look("""
      const field = document.getElementById("filter");
      field.value = "tree HAMFLATHAND";
      field.dispatchEvent(new Event("input"));
      const shown = [...document.querySelectorAll("article")]
        .filter((article) => article.offsetParent !== null);
      return [shown.map((article) => article.querySelector("h2").textContent),
              document.getElementById("count").textContent];
    """)
    assert found == [["n2 TREE"], "1 of 2"]


@pytest.mark.slow
@pytest.mark.parametrize(("flags", "dark"), [((), False), ((DARK,), True)])
def test_the_gallery_can_be_read_dark_and_light(
    look: Browse, flags: tuple[str, ...], dark: bool
) -> None:
    paper, *inks = look(
        """
        const style = (selector) => getComputedStyle(document.querySelector(selector));
        return [style("article").backgroundColor,
                ...["h2", ".names", ".notes li"].map((selector) => style(selector).color)];
        """,
        *flags,
    )
    assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 382) == dark
    assert min(contrast(paper, ink) for ink in inks) > 4.5


@pytest.mark.slow
def test_pictures_and_glyphs_of_the_gallery_are_there(look: Browse, font: GlyphFont) -> None:
    found = look("""
      return [[...document.images].map((image) => image.decode && image.naturalWidth > 300),
              getComputedStyle(document.querySelector(".glyphs")).fontFamily,
              [...document.fonts].map((face) => face.status),
              [...document.querySelectorAll("a, button, input")].every((e) => e.tabIndex >= 0)];
    """)
    assert found[0] == [True, True]
    assert font.family in found[1]
    assert found[2:] == [["loaded"], True]


@pytest.mark.slow
def test_the_gallery_prints(chromium: str, page: Path, tmp_path: Path) -> None:
    target = tmp_path / "printed.pdf"
    run(chromium, tmp_path, f"--print-to-pdf={target}", page.as_uri())
    assert b"/Type /Page\n" in target.read_bytes()
