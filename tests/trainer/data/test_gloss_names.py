"""The names of glosses."""

from __future__ import annotations

from pathlib import Path

import pytest
from clip_builders import write_clips

from trainer.config.schema import Config, HeadConfig, Heads, Training
from trainer.data.gloss_names import GlossNames, read_gloss_names
from trainer.data.labels import Labelled, read_labels
from trainer.errors import DataError
from trainer.heads import HeadSpec


def written(folder: Path, *lines: str, name: str = "gloss_names.txt") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def names_of(folder: Path) -> dict[int, str]:
    found = read_gloss_names([folder], None)
    assert found is not None
    return dict(found.names)


def fault(*folders: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        read_gloss_names(folders, None)
    return caught.value


def labelled(
    folder: Path,
    glosses: list[int],
    *,
    num_class: int | None = None,
    heads: list[HeadSpec] | None = None,
    given: Path | None = None,
) -> Labelled:
    write_clips(folder, glosses=glosses)
    config = Config(
        train_parameters=Training(
            classification_mode="gloss", gloss_names=None if given is None else str(given)
        ),
        heads=Heads(gloss={"gloss": HeadConfig(num_class=num_class)} if num_class else {}),
    )
    return read_labels([folder], config, heads)


@pytest.mark.parametrize(
    "lines",
    [
        ("0\tHOUSE", "1\tTO GO", "2\tŻÓŁW"),
        ("0,HOUSE", "1, TO GO", "2 ,ŻÓŁW"),
        ("0;HOUSE", "1;TO GO", "2;ŻÓŁW"),
        ("0 HOUSE", "  1   TO GO  ", "", "2 ŻÓŁW"),
        ("id name", "2 ŻÓŁW", "0 HOUSE", "1 TO GO"),
        ("\ufeffgloss\tname", "0\tHOUSE", "1\tTO GO", "2\tŻÓŁW"),
        ('"id","name"', '"0","HOUSE"', '"1","TO GO"', '2,"ŻÓŁW"'),
        ("0.0 HOUSE", "1.0 TO GO", "2. ŻÓŁW"),
        ("0 HOUSE", "1 TO GO", "0 HOUSE", "2 ŻÓŁW", "3"),
    ],
)
def test_ids_and_names(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert names_of(written(tmp_path, *lines)) == {0: "HOUSE", 1: "TO GO", 2: "ŻÓŁW"}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('7 "A ""B"""', 'A "B"'),
        ("7,COUNTRY, OTHER", "COUNTRY, OTHER"),
        ("7 3", "3"),
        ("7 B; C", "B; C"),
    ],
)
def test_a_name_may_hold_what_separates(tmp_path: Path, line: str, name: str) -> None:
    assert names_of(written(tmp_path, line)) == {7: name}


@pytest.mark.parametrize(
    ("lines", "row", "words"),
    [
        (("0 A", "B 1"), 2, "'B' is no gloss id"),
        (("id name", "0 A", "-1 B"), 2, "'-1' is no gloss id"),
        (("0 A", "1.5 B"), 2, "'1.5' is no gloss id"),
        (("1A",), 1, "'1A' is no gloss id"),
        (("1000000 A",), 1, "'1000000' is no gloss id"),
        (("9" * 5000 + " A",), 1, "no gloss id"),
        (("0 A", "1 B", "0 C"), 3, "the gloss 0 is called C, but A in"),
        (("0 A", "1 B\x07C"), 2, "cannot be printed"),
    ],
)
def test_faulty_lines_are_named(
    tmp_path: Path, lines: tuple[str, ...], row: int, words: str
) -> None:
    found = fault(written(tmp_path, *lines))
    assert (found.file, found.row) == (str(tmp_path / "gloss_names.txt"), row)
    assert words in found.message


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "gloss_names.txt").write_bytes("0 A\n1 ŻÓŁW\n".encode("cp1250"))
    found = fault(tmp_path)
    assert found.row == 2
    assert "not UTF-8" in str(found)


@pytest.mark.parametrize("lines", [(), ("id name",), ("0", "1")])
def test_a_file_without_names(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert "no names" in fault(written(tmp_path, *lines)).message


def test_several_data_paths_agree_on_names(tmp_path: Path) -> None:
    one = written(tmp_path / "one", "0 A", "1 B")
    two = written(tmp_path / "two", "1 B", "2 C")
    found = read_gloss_names([one, tmp_path, two], None)
    assert found is not None
    assert found.names == {0: "A", 1: "B", 2: "C"}
    three = written(tmp_path / "three", "1 X")
    text = str(fault(one, three))
    assert f"{three}/gloss_names.txt:1: the gloss 1 is called X, but B in {one}" in text
    assert read_gloss_names([tmp_path], None) is None


def test_names_are_the_labels(tmp_path: Path) -> None:
    written(tmp_path, "0 A", "1 B", "2 C", "3 D")
    found = labelled(tmp_path, [0, 2, 1])
    assert found.heads == (HeadSpec("gloss", ("A", "B", "C", "D")),)
    assert found.notes == ()


def test_a_file_of_the_configuration_comes_first(tmp_path: Path) -> None:
    written(tmp_path, "0 A", "1 B")
    written(tmp_path / "other", "0 C", "1 D", name="mine.csv")
    found = labelled(tmp_path, [0, 1], given=tmp_path / "other" / "mine.csv")
    assert found.heads[0].labels == ("C", "D")
    with pytest.raises(DataError, match=r"nowhere\.txt: cannot be read"):
        labelled(tmp_path, [0, 1], given=tmp_path / "nowhere.txt")


def test_glosses_without_a_name_go_by_their_numbers(tmp_path: Path) -> None:
    written(tmp_path, "0 A", "3 D")
    found = labelled(tmp_path, [0, 1], num_class=5)
    assert found.heads[0].labels == ("A", "1", "2", "D", "4")
    (note,) = found.notes
    assert note == (
        f"{tmp_path}/gloss_names.txt: 3 of 5 glosses have no name and go by their numbers (1, 2, 4)"
    )


def test_names_that_num_class_leaves_out_are_told(tmp_path: Path) -> None:
    written(tmp_path, "0 A", "1 B", "2 C", "3 D")
    found = labelled(tmp_path, [0, 1], num_class=2)
    assert found.heads[0].labels == ("A", "B")
    assert "2 names are of glosses that num_class (2) leaves out" in found.notes[0]


def test_glosses_of_one_name_stay_distinct(tmp_path: Path) -> None:
    written(tmp_path, "0 A", "1 B", "2 A")
    found = labelled(tmp_path, [0, 1, 2])
    assert found.heads[0].labels == ("A (0)", "B", "A (2)")
    assert "several glosses are called A" in found.notes[0]


@pytest.mark.parametrize(
    "names", [{0: "1"}, {0: "A", 1: "A", 2: "A (0)"}, {0: "A", 1: "A", 2: "A (0) (0)", 3: "A (0)"}]
)
def test_labels_are_never_alike(names: dict[int, str]) -> None:
    labels = GlossNames(names, dict.fromkeys(names, Path("names"))).labels(6)
    assert len(set(labels)) == 6
    assert all(labels[gloss].startswith(name) for gloss, name in names.items())


@pytest.mark.parametrize(
    ("num_class", "hint"), [(None, "name all glosses in"), (3, "num_class to one more")]
)
def test_a_gloss_out_of_range_names_file_and_row(
    tmp_path: Path, num_class: int | None, hint: str
) -> None:
    written(tmp_path, "0 A", "1 B", "2 C")
    with pytest.raises(DataError) as caught:
        labelled(tmp_path, [0, 2, 3], num_class=num_class)
    found = caught.value
    assert (found.file, found.row) == (str(tmp_path / "test_gloss.txt"), 3)
    assert found.message == "gloss is 3, but the largest class of this head is 2"
    assert hint in found.hint


def test_a_model_must_call_glosses_alike(tmp_path: Path) -> None:
    written(tmp_path, "0 A", "1 B", "7 C")
    for labels in (("A", "B"), ("A (0)", "1"), ("0", "1"), ("A", "B", "X")):
        model = HeadSpec("gloss", labels)
        assert labelled(tmp_path, [0, 1], heads=[model]).heads == (model,)
    with pytest.raises(DataError, match=r"gloss_names\.txt: the gloss 1 is X in the model, but B"):
        labelled(tmp_path, [0, 1], heads=[HeadSpec("gloss", ("A", "X"))])
    with pytest.raises(DataError, match="gloss is 2, but"):
        labelled(tmp_path, [0, 2], heads=[HeadSpec("gloss", ("A", "B"))])
