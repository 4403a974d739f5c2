"""Reading lexicons of classes, and refusing others."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hamnosys.cli.main import run
from hamnosys.errors import InputError, UsageError
from hamnosys.schemes import load_scheme
from trainer.heads import HeadSpec
from trainer.nearest.lexicon import LexiconError
from trainer.nearest.reading import read_lexicon

HEARAI = tuple(HeadSpec(head.name, head.labels) for head in load_scheme("hearai").heads)
TWO = (
    HeadSpec("shape", ("hamfist", "hamflathand", "hamfinger2")),
    HeadSpec("palm", ("hampalmu", "hampalmd")),
)
LEXICON = """name,gloss,hamnosys
10,HOUSE,hamflathand hamextfingeru hampalml hamchest
11,TREE,hamfist hamextfingerl hampalmd hamhead
12,broken,hamfist hamfist
13,HOUSE,hamflathand hamextfingeru hampalml hamchest
14,HOUSE,hamflathand hamextfingeru hampalmr hamchest
"""

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def converted(write: Write, target: str, *options: str) -> Path:
    source = write("source.csv", LEXICON)
    path = source.with_name(target)
    assert run(["convert", str(source), "-o", str(path), *options]) == 1  # one row is rejected
    return path


def test_a_class_file_of_convert(write: Write) -> None:
    found = read_lexicon(converted(write, "classes.txt"), HEARAI)
    assert found.heads == tuple(head.name for head in HEARAI)
    assert found.names == found.glosses == ("10", "11", "13", "14")
    assert found.rows == (1, 2, 3, 4)
    assert found.classes.tolist()[1] == [0, 0, 0, 0, 6, 4, 0, 2]
    assert found.notes == ()


@pytest.mark.parametrize("target", ["csv", "tsv"])
def test_a_sheet_of_convert_has_glosses(write: Write, target: str) -> None:
    found = read_lexicon(converted(write, f"classes.{target}", "--to", target), HEARAI)
    assert found.glosses == ("HOUSE", "TREE", "HOUSE")  # the same gloss with the same classes: once
    assert found.names == ("10", "11", "14")
    assert found.classes.tolist()[1] == [0, 0, 0, 0, 6, 4, 0, 2]


def test_a_class_file_without_a_header(write: Write) -> None:
    lines = converted(write, "classes.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("name start end symmetry_operator")
    bare = write("bare.txt", "\n".join(lines[1:]))
    other_order = (*HEARAI[4:], *HEARAI[:4])
    found = read_lexicon(bare, other_order)
    assert found.heads[0] == "hand_position_finger_direction"
    assert found.classes.tolist()[1] == [6, 4, 0, 2, 0, 0, 0, 0]


def test_only_the_wanted_heads_in_their_order(write: Write) -> None:
    path = write("lexicon.txt", "name start end palm other shape\na 0 0 1 99 2\n")
    found = read_lexicon(path, TWO)
    assert found.classes.tolist() == [[2, 1]]
    assert found.notes == (f"{path}: heads that the model has not learned: other",)


def test_a_table_separated_by_commas(write: Write) -> None:
    found = read_lexicon(write("lexicon.csv", "name,start,end,shape,palm\na,0,0,1,0\n"), TWO)
    assert (found.glosses, found.classes.tolist()) == (("a",), [[1, 0]])


def test_a_sheet_made_by_hand(write: Write) -> None:
    text = 'Gloss;shape;palm\n"TREE; tall";1;0\n\nHOUSE;2;1\n'
    found = read_lexicon(write("lexicon.csv", text), TWO)
    assert (found.glosses, found.names) == (("TREE; tall", "HOUSE"), ("1", "2"))
    assert found.rows == (1, 2)


def test_absent_classes(write: Write) -> None:
    text = "name start end shape palm\na 0 0 NaN 1\nb 0 0 -1 -1\nc 0 0 2 -1\nd 0 0 -1 NaN\n"
    path = write("lexicon.txt", text)
    found = read_lexicon(path, TWO)
    assert (found.names, found.classes.tolist()) == (("a", "c"), [[-1, 1], [2, -1]])
    assert found.notes == (f"{path}: 2 entries have no class, and are left out",)


def test_labels_that_are_numbers_fit_any_scheme(write: Write) -> None:
    path = converted(write, "classes.csv", "--to", "csv")
    heads = [HeadSpec(head.name, tuple(map(str, range(head.classes)))) for head in HEARAI]
    assert len(read_lexicon(path, heads)) == 3


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.txt", "", "the lexicon has no entries"),
        ("a.txt", "\n \n", "the lexicon has no entries"),
        ("a.txt", "name start end shape palm\n", "the lexicon has no entries"),
        ("a.csv", "name,gloss,shape,palm\n", "the lexicon has no entries"),
        (
            "a.txt",
            "name start end shape palm\na 0 0 -1 NaN\n",
            r"no entry of the lexicon has a class of the model's heads \(heads: shape, palm\)",
        ),
        ("a.csv", LEXICON, r"transcriptions must be converted first \(hamnosys convert .*a\.csv"),
        ("a.json", '{"1": {"hamnosys": "hamfist"}}', "transcriptions must be converted first"),
        ("a.txt", "hamfist hamextfingeru hampalml\n", "transcriptions must be converted first"),
        ("a.txt", "a 0 0 1 HOUSE \ue001\ue020\ue03c\n", "transcriptions must be converted first"),
        (
            "a.txt",
            "name start end shape thumb\na 0 0 1 1\n",
            r"of another scheme: it has no palm \(its heads are shape, thumb\)",
        ),
        (
            "a.csv",
            "name,thumb,thumb_label\na,1,none\n",
            r"of another scheme: it has no shape, palm \(its heads are thumb\)",
        ),
        (
            "a.txt",
            "name start end shape palm\na 0 0 1 1\nb 0 0 3 0\nc 0 0 1 2\n",
            "a.txt:2: shape is 3, but its classes go from 0 to 2, and 1 more rows are wrong in "
            "shape, palm",
        ),
        ("a.csv", "gloss,shape,palm\nA,1,1\nB,3,0\n", "a.csv:2: shape is 3, but its classes go"),
        ("a.csv", "gloss,shape,palm\nA,x,1\n", "a.csv:1: shape is 'x', which is no whole number"),
        ("a.csv", "gloss,shape,palm\nA,1\n", "a.csv:1: palm is missing: 2 cells are there"),
        ("a.txt", "name start end shape palm\na 0 0 1\n", "a.txt:1: .* 4 columns, not 5"),
        ("a.txt", "name start end shape palm\na x 0 1 1\n", "a.txt:1: .* 'x' and '0', not frame"),
        (
            "a.csv",
            "gloss,shape,shape_label,palm\nA,1,hamflathand,1\nB,2,hampinch12,1\n",
            "a.csv:2: .* another scheme: class 2 of shape is hamfinger2 in the model, but "
            "hampinch12 here",
        ),
        ("a.txt", "name start end shape shape palm\n", "'shape' stands twice"),
        ("a.txt", "a 0 0 " + "1 " * 12, "15 columns without a header"),
    ],
)
def test_what_is_no_lexicon_for_the_model(write: Write, name: str, text: str, words: str) -> None:
    with pytest.raises(LexiconError, match=words) as caught:
        read_lexicon(write(name, text), TWO)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_the_scheme_of_the_model_is_named(write: Write) -> None:
    path = write("a.txt", "name start end shape\na 0 0 1\n")
    with pytest.raises(LexiconError, match="the model is of the scheme hearai"):
        read_lexicon(path, HEARAI, scheme="hearai")


def test_heads_of_the_same_names_with_other_labels(write: Write) -> None:
    path = converted(write, "classes.txt")
    other = (*HEARAI[:-1], HeadSpec(HEARAI[-1].name, ("unused", "hamneck", *HEARAI[-1].labels[2:])))
    with pytest.raises(LexiconError, match="class 1 of hand_location_y is hamneck in the model, "):
        read_lexicon(path, other)


def test_what_cannot_be_read(write: Write, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt: cannot be read: No such file"):
        read_lexicon(tmp_path / "none.txt", TWO)
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        read_lexicon(tmp_path, TWO)
    with pytest.raises(UsageError, match="not from standard input"):
        read_lexicon("-", TWO)


def test_a_cell_that_never_ends(write: Write) -> None:
    before = csv.field_size_limit(1_000)
    try:
        with pytest.raises(InputError, match=r"a\.csv: the sheet cannot be read: field larger"):
            read_lexicon(write("a.csv", 'gloss,shape,palm\nA,"' + "x" * 2_000 + '",1\n'), TWO)
    finally:
        csv.field_size_limit(before)


def test_searching_needs_no_torch() -> None:
    code = (
        "import sys, trainer.nearest.reading, trainer.nearest.ranking; "
        "sys.exit(bool({'torch', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
