"""Classes and gloss of a clip together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clip_builders import hearai, practice_rows, write_clips

from trainer.config.schema import Config, HeadConfig, Heads, Training
from trainer.data.batch import ABSENT
from trainer.data.clips import find_clips
from trainer.data.glosses import glosses_of
from trainer.data.labels import Labelled, read_labels
from trainer.errors import DataError
from trainer.heads import HeadSpec

BASE = "hand_shape_base_form"
NONE = (ABSENT,) * 8


def joint(**heads: Any) -> Config:
    return Config(train_parameters=Training(classification_mode="joint"), heads=Heads(**heads))


def read(path: Path, config: Config | None = None) -> Labelled:
    return read_labels([path], config or joint())


def test_the_gloss_is_the_last_head(tmp_path: Path) -> None:
    rows = practice_rows(3)
    found = read(write_clips(tmp_path, rows, glosses=[4, 0, 4]))
    assert [head.name for head in found.heads] == [*hearai().names, "gloss"]
    assert found.heads[-1] == HeadSpec("gloss", ("0", "1", "2", "3", "4"))
    assert found.heads[1].labels == hearai().head(BASE).labels
    assert [row.labels for row in found.rows] == [
        (*row, gloss) for row, gloss in zip(rows, [4, 0, 4], strict=True)
    ]
    assert {row.file.name for row in found.rows} == {"test_hamnosys.txt"}
    assert (found.scheme, found.notes) == ("hearai", ())
    assert [clip.gloss for clip in find_clips(found)] == [4, 0, 4]


@pytest.mark.parametrize(
    ("heads", "names"),
    [
        ({"gloss": {"gloss": HeadConfig(num_class=9)}}, [*hearai().names, "gloss"]),
        ({"hamnosys": {BASE: HeadConfig()}}, [BASE, "gloss"]),
    ],
)
def test_a_kind_without_heads_has_all_of_them(
    tmp_path: Path, heads: dict[str, Any], names: list[str]
) -> None:
    found = read(write_clips(tmp_path, practice_rows(2), glosses=[0, 1]), joint(**heads))
    assert [head.name for head in found.heads] == names
    assert found.heads[-1].classes == (9 if "gloss" in heads else 2)


def test_rows_of_one_file_only_are_kept(tmp_path: Path) -> None:
    rows = practice_rows(3)
    write_clips(tmp_path, rows)
    write_clips(
        tmp_path, glosses=[5, 6, 7], names=["clip_002", "more", "clip_000"], spans=[(0, 0)] * 3
    )
    found = read(tmp_path)
    assert [(row.name, row.labels) for row in found.rows] == [
        ("clip_000", (*rows[0], 7)),
        ("clip_001", (*rows[1], ABSENT)),
        ("clip_002", (*rows[2], 5)),
        ("more", (*NONE, 6)),
    ]
    assert (found.rows[3].file.name, found.rows[3].row) == ("test_gloss.txt", 2)
    assert found.notes == (
        "clips without a gloss, which train the other heads: 1",
        "clips that only test_gloss.txt has, which train the gloss: 1",
    )
    assert glosses_of(found) == [7, None, 5, 6]
    assert [clip.gloss for clip in find_clips(found)] == [7, None, 5, 6]


SPANS = [
    # spans of one clip in each file; the glosses of the rows, and those that are left over
    ([(0, 10), (11, 20)], [(11, 20), (0, 10)], [1, 0], []),
    ([(0, 10), (11, 20)], [(0, 10), (11, 20)], [0, 1], []),
    ([(0, 10), (11, 20)], [(0, 0)], [0, 0], []),
    ([(0, 0)], [(3, 20)], [0], []),
    ([(0, 10), (11, 20)], [(2, 9), (12, 21)], [0, 1], []),
    ([(0, 10)], [(11, 20)], [ABSENT], [0]),
    ([(0, 10), (11, 20)], [(11, 20)], [ABSENT, 0], []),
    ([(0, 0)], [(0, 10), (11, 20)], [0], [1]),
    ([(5, 15), (40, 50)], [(90, 99), (0, 10), (11, 20)], [ABSENT, ABSENT], [0, 1, 2]),
]


@pytest.mark.parametrize(("spans", "others", "glosses", "left"), SPANS)
def test_rows_of_one_clip_are_matched_by_their_frames(
    tmp_path: Path,
    spans: list[tuple[int, int]],
    others: list[tuple[int, int]],
    glosses: list[int],
    left: list[int],
) -> None:
    names = ["take"] * 3
    write_clips(tmp_path, practice_rows(len(spans)), names=names[: len(spans)], spans=spans)
    numbers = list(range(len(others)))
    write_clips(tmp_path, glosses=numbers, names=names[: len(others)], spans=others)
    found = [row.labels[-1] for row in read(tmp_path).rows]
    assert found[: len(spans)] == glosses
    assert found[len(spans) :] == left


def test_each_data_path_has_both_files(tmp_path: Path) -> None:
    one = write_clips(tmp_path / "one", practice_rows(2), glosses=[0, 1])
    two = write_clips(tmp_path / "two", practice_rows(2), glosses=[3, 1])
    found = read_labels([one, two], joint())
    assert [row.labels[-1] for row in found.rows] == [0, 1, 3, 1]
    for name in ("test_gloss.txt", "test_hamnosys.txt"):
        text = (two / name).read_text()
        (two / name).unlink()
        with pytest.raises(DataError, match=rf"two/{name}: there is no class file.*joint"):
            read_labels([one, two], joint())
        (two / name).write_text(text)


def test_labels_that_do_not_fit_are_named_in_their_own_file(tmp_path: Path) -> None:
    write_clips(tmp_path, practice_rows(2, classes=2), glosses=[0, 7])
    with pytest.raises(DataError) as caught:
        read(tmp_path, joint(gloss={"gloss": HeadConfig(num_class=3)}))
    assert (caught.value.file, caught.value.row) == (str(tmp_path / "test_gloss.txt"), 2)
    write_clips(tmp_path, [(0, 12, 0, 0, 0, 0, 0, 0)], glosses=[0])
    with pytest.raises(DataError, match=r"test_hamnosys\.txt:1: hand_shape_base_form is 12"):
        read(tmp_path)


def test_a_column_called_gloss_is_refused(tmp_path: Path) -> None:
    write_clips(tmp_path, [(0, 1)], heads=("one", "gloss"), glosses=[0])
    heads = {"one": HeadConfig(num_class=2)}
    with pytest.raises(DataError, match=r"test_hamnosys\.txt: it has a column gloss"):
        read(tmp_path, joint(hamnosys=heads))


def test_the_heads_of_a_joint_model_decide(tmp_path: Path) -> None:
    write_clips(tmp_path, practice_rows(2), glosses=[0, 1])
    model = (HeadSpec(BASE, hearai().head(BASE).labels), HeadSpec("gloss", ("A", "B", "C")))
    assert read_labels([tmp_path], joint(), model).heads == model
    lacking = (HeadSpec("distance", ("a", "b")), model[1])
    with pytest.raises(DataError, match="the model has heads that are not in the file: distance"):
        read_labels([tmp_path], joint(), lacking)


def test_names_of_glosses_count_here_too(tmp_path: Path) -> None:
    write_clips(tmp_path, practice_rows(2), glosses=[0, 1])
    (tmp_path / "gloss_names.txt").write_text("0 HOUSE\n1 TREE\n2 DOG\n")
    assert read(tmp_path).heads[-1].labels == ("HOUSE", "TREE", "DOG")


def test_no_gloss_at_all(tmp_path: Path) -> None:
    write_clips(tmp_path, practice_rows(2))
    write_clips(tmp_path, glosses=[ABSENT, ABSENT])
    with pytest.raises(DataError, match=r"test_gloss\.txt: no row has a class"):
        read(tmp_path)
    found = read(tmp_path, joint(gloss={"gloss": HeadConfig(num_class=3)}))
    assert "no row has a class for gloss" in found.notes
    assert len(found.rows) == 2
