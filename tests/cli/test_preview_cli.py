"""``hamnosys preview``."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from builders import ham
from PIL import Image

from hamnosys.cli.main import run
from hamnosys.resources import shared_directory

Capture = pytest.CaptureFixture[str]
TEXT = "hamflathand,hamextfingeruo,hampalml,hamchest,hamtouch,hammoveo"
GOOD, BAD = ham("fist extfingeru palml moveu"), ham("fist fist")
SMALL = ["--size", "120"]


@pytest.fixture(autouse=True)
def _no_font_of_the_machine(no_installed_font: None) -> None:
    """Tests must not depend on what is installed."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, with a lexicon of three rows of which the second is bad."""
    monkeypatch.chdir(tmp_path)
    rows = [f"a,ONE,{GOOD}", f"b,TWO,{BAD}", f"c,THREE,{GOOD}"]
    (tmp_path / "three.csv").write_text("\n".join(["name,gloss,hamnosys", *rows]) + "\n")
    (tmp_path / "one.csv").write_text("\n".join(["name,gloss,hamnosys", *rows[:1]]) + "\n")
    (tmp_path / "bad.csv").write_text("\n".join(["name,gloss,hamnosys", *rows[1:2]]) + "\n")
    return tmp_path


def made(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"three.csv", "one.csv", "bad.csv"}


def size_of(path: str) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


MAGIC = {"png": b"\x89PNG", "svg": b"<svg ", "gif": b"GIF89a", "html": b"<!DOCTYPE html>"}


@pytest.mark.parametrize("suffix", MAGIC)
@pytest.mark.parametrize(
    "source", [TEXT, TEXT.replace(",", " "), ham("fist palml moveu"), "one.csv"]
)
def test_the_suffix_says_what_is_made(
    source: str, suffix: str, folder: Path, capsys: Capture
) -> None:
    assert run(["preview", source, "-o", f"sign.{suffix}", *SMALL]) == 0
    assert (folder / f"sign.{suffix}").read_bytes().startswith(MAGIC[suffix])
    assert capsys.readouterr().out == ""


def test_the_format_may_be_named(folder: Path) -> None:
    assert run(["preview", TEXT, "-o", "picture", "--format", "svg"]) == 0
    assert (folder / "picture").read_text().startswith("<svg ")
    assert run(["preview", TEXT, "-o", "picture.png", "--format", "svg"]) == 0
    assert (folder / "picture.png").read_text().startswith("<svg ")


def test_what_is_not_shown_stands_in_the_picture(folder: Path) -> None:
    run(["preview", f"{TEXT},hamfingerplay", "-o", "sign.svg"])
    assert "not shown: movement (hammoveo); finger play" in (folder / "sign.svg").read_text()
    run(["preview", f"{TEXT},hamfingerplay", "-o", "sign.html"])
    assert "not shown: movement (hammoveo); finger play" in (folder / "sign.html").read_text()


def test_without_a_font_one_hint_says_so(folder: Path, capsys: Capture) -> None:
    assert run(["preview", TEXT, "-o", "sign.svg"]) == 0
    assert capsys.readouterr().err.count("no HamNoSys font found") == 1
    assert "<path" not in (folder / "sign.svg").read_text()


@pytest.mark.parametrize("by", ["option", "environment"])
def test_with_a_font_there_are_glyphs_and_no_hint(
    by: str, folder: Path, font_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    arguments = ["--font", str(font_file)] if by == "option" else []
    if by == "environment":
        monkeypatch.setenv("HAMNOSYS_FONT", str(font_file))
    assert run(["preview", TEXT, "-o", "sign.svg", *arguments]) == 0
    assert "<path" in (folder / "sign.svg").read_text()
    assert capsys.readouterr().err == ""


# ------------------------------------------------------------------ lexicons
@pytest.mark.parametrize("suffix", ["png", "svg", "html"])
def test_bad_rows_are_told_and_the_others_are_drawn(
    suffix: str, folder: Path, capsys: Capture
) -> None:
    assert run(["preview", "three.csv", "-o", f"out.{suffix}", *SMALL]) == 1
    told = capsys.readouterr().err
    assert "three.csv:2:2: HNS021 " in told
    assert "3 rows: 2 drawn, 1 rejected" in told
    if suffix != "png":
        text = (folder / f"out.{suffix}").read_text()
        assert "ONE" in text
        assert "THREE" in text
        assert "TWO" not in text


@pytest.mark.parametrize("suffix", MAGIC)
def test_where_all_rows_are_bad_nothing_is_written(
    suffix: str, folder: Path, capsys: Capture
) -> None:
    assert run(["preview", "bad.csv", "-o", f"out.{suffix}"]) == 1
    told = capsys.readouterr().err
    assert "bad.csv:1:2: HNS021 " in told
    assert "1 row: 0 drawn, 1 rejected" in told
    assert "font" not in told
    assert made(folder) == set()


def test_some_rows_are_chosen(folder: Path, capsys: Capture) -> None:
    assert run(["preview", "three.csv", "--rows", "3-9", "-o", "out.svg"]) == 0
    text = (folder / "out.svg").read_text()
    assert "THREE" in text
    assert "ONE" not in text
    assert "1 row: 1 drawn" in capsys.readouterr().err
    assert run(["preview", "three.csv", "--rows", "1", "-o", "out.gif", *SMALL]) == 0


def test_the_columns_of_a_sheet_are_chosen(folder: Path) -> None:
    for columns in ("1", "2"):
        run(["preview", "three.csv", "-o", f"{columns}.png", "--columns", columns])
    one, two = (size_of(f"{columns}.png") for columns in "12")
    assert two[0] > 1.8 * one[0]
    assert two[1] < one[1]


def test_the_size_is_that_of_the_signer(folder: Path) -> None:
    for size in ("240", "480", "960"):
        run(["preview", TEXT, "-o", f"{size}.png", "--size", size])
    run(["preview", TEXT, "-o", "plain.png"])
    widths = [size_of(f"{size}.png")[0] for size in (240, 480, 960)]
    assert size_of("plain.png")[0] == widths[1]
    assert widths[1] / widths[0] == pytest.approx(2, rel=0.1)
    assert widths[2] / widths[1] == pytest.approx(2, rel=0.1)


def test_other_formats_headings_and_encodings_are_read(folder: Path) -> None:
    (folder / "odd").write_bytes(f"Zeichen;Notation\nWÖRTER;{GOOD}\n".encode("utf-16"))
    (folder / "list.json").write_text(json.dumps([{"hamnosys": GOOD, "gloss": "JSON"}]))
    assert run(["preview", "list.json", "-o", "a.svg"]) == 0
    assert "row 1 JSON" in (folder / "a.svg").read_text()
    arguments = ["--from", "csv", "--column", "hamnosys=Notation", "--column", "gloss=Zeichen"]
    assert run(["preview", "odd", "-o", "b.svg", *arguments, "--encoding", "utf-16"]) == 0
    assert "WÖRTER" in (folder / "b.svg").read_text(encoding="utf-8")


def test_class_files_are_drawn_as_far_as_they_go(folder: Path, capsys: Capture) -> None:
    lexicon = str(shared_directory("data_samples") / "lexicon.csv")
    assert run(["convert", lexicon, "-o", "classes.txt"]) == 0
    assert run(["preview", "classes.txt", "--rows", "1-3", "-o", "out.svg"]) == 0
    text = (folder / "out.svg").read_text()
    assert "hamflathand" in text
    assert "hammove" not in text
    (folder / "odd.txt").write_text("name start end\na 0 0\n")
    (folder / "few.txt").write_text("name start end hand_shape_bending\na 0 0 1\n")
    for name in ("few.txt", "odd.txt"):
        assert run(["preview", name, "--from", "classes", "-o", "no.png"]) == 2
    assert made(folder) == {"classes.txt", "out.svg", "odd.txt", "few.txt"}


def test_the_samples_become_a_gallery(folder: Path, capsys: Capture) -> None:
    lexicon = str(shared_directory("data_samples") / "lexicon.csv")
    assert run(["preview", lexicon, "-o", "out.html", *SMALL]) == 0
    assert "90 rows: 90 drawn, 0 rejected" in capsys.readouterr().err
    assert (folder / "out.html").read_text().count("<article") == 90


@pytest.mark.parametrize("suffix", MAGIC)
def test_the_same_input_gives_the_same_bytes(suffix: str, folder: Path) -> None:
    source = "one.csv" if suffix == "gif" else "three.csv"
    for name in ("x", "y"):
        run(["preview", source, "-o", f"{name}.{suffix}", *SMALL])
    assert Path(f"x.{suffix}").read_bytes() == Path(f"y.{suffix}").read_bytes()


# ------------------------------------------------------------------ what is refused
@pytest.mark.parametrize("suffix", MAGIC)
@pytest.mark.parametrize(
    ("text", "code"), [("", "HNS001"), ("hamnope", "HNS003"), ("hamfist hamfist", "HNS021")]
)
def test_a_text_that_does_not_parse_is_1_with_place_and_hint(
    text: str, code: str, suffix: str, folder: Path, capsys: Capture
) -> None:
    assert run(["preview", text, "-o", f"out.{suffix}"]) == 1
    told = capsys.readouterr().err
    assert code in told
    assert "hint: " in told
    assert "font" not in told
    assert made(folder) == set()


def test_strict_rejects_a_habit(folder: Path, capsys: Capture) -> None:
    text = "hamalternatingmotion hamfist hamextfingeru hampalml"
    assert run(["preview", text, "-o", "out.png", "--policy", "strict"]) == 1
    assert run(["preview", text, "-o", "out.svg"]) == 0
    assert "HNS103 warning: " in (folder / "out.svg").read_text()


def test_a_file_that_is_not_there_is_named_as_such(folder: Path, capsys: Capture) -> None:
    assert run(["preview", "lexicon.csv", "-o", "out.png"]) == 1
    assert "there is no file 'lexicon.csv'" in capsys.readouterr().err
    assert run(["preview", "lexicon.csv", "--from", "csv", "-o", "out.png"]) == 2
    assert "lexicon.csv: cannot be read: No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([TEXT, "-o", "x.pdf"], "x.pdf: cannot tell the format of the picture from its suffix"),
        ([TEXT, "-o", "x"], ".png, .svg, .gif, .html"),
        ([TEXT, "-o", "none/x.png"], "its directory does not exist"),
        ([TEXT, "-o", "x.png", "--font", "none.ttf"], "none.ttf: the font cannot be read"),
        ([TEXT, "-o", "x.png", "--rows", "1-2"], "--rows are those of a file"),
        (["three.csv", "-o", "x.png", "--rows", "2-1"], "'2-1' is not A-B"),
        (["three.csv", "-o", "x.png", "--rows", "0"], "'0' is not A-B"),
        (["three.csv", "-o", "x.png", "--rows", "4-5"], "there are no rows to draw (--rows 4-5)"),
        (["three.csv", "-o", "x.html", "--rows", "4-5"], "there are no rows to draw"),
        (["three.csv", "-o", "x.gif"], "an animation shows one row (name it with --rows 1-1)"),
        (["three.csv", "-o", "x.html", "--columns", "2"], "--columns are those of a sheet"),
        (["three.csv", "-o", "three.csv", "--format", "png"], "exists already"),
        (["three.csv", "-o", "three.csv", "--format", "png", "--force"], "replace the input"),
        ([TEXT, "-o", "x.png", "--size", "12"], "12 is not in the range"),
        ([".", "-o", "x.png"], "cannot be read"),
    ],
)
def test_what_cannot_be_is_2_and_leaves_nothing(
    arguments: list[str], reason: str, folder: Path, capsys: Capture
) -> None:
    before = (folder / "three.csv").read_bytes()
    assert run(["preview", *arguments]) == 2
    assert reason in capsys.readouterr().err
    assert made(folder) == set()
    assert (folder / "three.csv").read_bytes() == before


def test_a_sheet_of_very_many_rows_is_refused(folder: Path, capsys: Capture) -> None:
    (folder / "many.txt").write_text(f"{GOOD}\n" * 401)
    assert run(["preview", "many.txt", "-o", "out.png"]) == 2
    told = capsys.readouterr().err
    assert "up to 400 rows" in told
    assert "--rows 1-400" in told
    assert ".html" in told


def test_a_sign_without_movement_has_no_animation(folder: Path, capsys: Capture) -> None:
    assert run(["preview", "hamfist hamfingerplay", "-o", "out.gif"]) == 1
    assert "no straight or circular movement" in capsys.readouterr().err
    assert made(folder) == set()


def test_an_existing_picture_is_replaced_only_by_force(folder: Path, capsys: Capture) -> None:
    (folder / "sign.png").write_text("mine")
    assert run(["preview", TEXT, "-o", "sign.png"]) == 2
    assert "exists already (--force replaces it)" in capsys.readouterr().err
    assert (folder / "sign.png").read_text() == "mine"
    assert run(["preview", TEXT, "-o", "sign.png", "--force"]) == 0
    assert (folder / "sign.png").read_bytes().startswith(MAGIC["png"])


# ------------------------------------------------------------------ streams
def hamnosys(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "hamnosys", *arguments]
    return subprocess.run(command, capture_output=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def test_a_lexicon_on_standard_input_becomes_png_on_standard_output() -> None:
    lines = f"{TEXT}\n{TEXT}\n".encode()
    done = hamnosys("preview", "-", "--size", "120", input=lines)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(MAGIC["png"])
    assert b"2 rows: 2 drawn" in done.stderr


@pytest.mark.parametrize("kind", MAGIC)
def test_any_format_can_go_to_standard_output(kind: str) -> None:
    done = hamnosys("preview", TEXT, "--format", kind, "--size", "120")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(MAGIC[kind])


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["--format", "svg"], 0)])
def test_pixels_are_not_written_on_a_terminal(arguments: list[str], status: int) -> None:
    main, terminal = pty.openpty()
    try:
        command = [sys.executable, "-m", "hamnosys", "preview", "hamfist", *arguments]
        with subprocess.Popen(command, stdout=terminal, stderr=subprocess.PIPE) as process:
            os.close(terminal)
            written = b""
            try:
                while chunk := os.read(main, 1 << 16):
                    written += chunk
            except OSError:  # the other end was closed
                pass
            error = process.stderr.read() if process.stderr else b""
        assert process.returncode == status
        assert (b"is of no use on a terminal" in error) == (status == 2)
        assert written.startswith(b"<svg ") == (status == 0)
    finally:
        os.close(main)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_one_error(capsys: Capture) -> None:
    assert run(["preview", TEXT, "-o", "/dev/full", "--format", "png"]) == 2
    assert "/dev/full: cannot be written: No space left" in capsys.readouterr().err


def test_help_and_bad_usage_load_nothing_heavy() -> None:
    code = (
        "import sys; from hamnosys.cli.main import run; run(['preview', '--help']); "
        "run(['preview', 'hamfist', '-o', 'x.pdf']); "
        "print(sorted({'numpy', 'matplotlib', 'pandas', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


def test_without_pillow_the_hint_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['PIL'] = None; from hamnosys.cli.main import main; "
        f"main(['preview', 'hamfist', '-o', {str(tmp_path / 'x.png')!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "hamnosys: this needs PIL, which is not there (pip install 'hamnosys-toolkit[charts]')\n"
    )
