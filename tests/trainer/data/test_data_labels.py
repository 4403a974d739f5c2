"""Heads and labels from class files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from clip_builders import hearai, practice_rows, write_clips

from trainer.config.schema import Config, HeadConfig, Heads, Training
from trainer.data.batch import ABSENT
from trainer.data.labels import Labelled, read_labels
from trainer.errors import DataError
from trainer.heads import HeadSpec

BASE = "hand_shape_base_form"


def configured(
    heads: Mapping[str, HeadConfig] | None = None, *, mode: str = "hamnosys", **training: str
) -> Config:
    chosen = {mode: heads or {}}
    return Config(
        train_parameters=Training(classification_mode=mode, **training), heads=Heads(**chosen)
    )


def read(path: Path, config: Config | None = None) -> Labelled:
    return read_labels([path], config or configured())


def table(path: Path, *lines: str, name: str = "test_hamnosys.txt") -> Path:
    path.mkdir(exist_ok=True)
    (path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("scheme", ["hearai", "hearai9"])
def test_heads_are_those_of_the_built_in_scheme(tmp_path: Path, scheme: str, header: bool) -> None:
    rows = practice_rows(3, scheme=scheme)
    found = read(write_clips(tmp_path, rows, header=header))
    assert found.scheme == scheme
    assert [head.name for head in found.heads][:8] == list(hearai().names)
    assert [head.labels for head in found.heads][:8] == [h.labels for h in hearai().heads]
    assert [row.labels for row in found.rows] == rows
    assert {head.loss_weight for head in found.heads} == {1.0}
    assert [row.row for row in found.rows] == [1, 2, 3]
    assert found.notes == ()


def test_heads_of_the_configuration_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    wanted = {"hand_location_y": HeadConfig(loss_weight=0.0), BASE: HeadConfig(loss_weight=2.0)}
    rows = practice_rows(2)
    found = read(write_clips(tmp_path, rows), configured(wanted))
    assert [(head.name, head.loss_weight) for head in found.heads] == [
        (BASE, 2.0),
        ("hand_location_y", 0.0),
    ]
    assert found.rows[1].labels == (rows[1][1], rows[1][7])
    assert len(found.notes) == 1
    assert "symmetry_operator" in found.notes[0]


def test_absent_classes_and_numbers_with_a_point(tmp_path: Path) -> None:
    path = table(tmp_path, "a 0.0 8.0 NaN 1.0 -1 0 0 0 0 NaN")
    found = read(path)
    assert found.rows[0].labels == (ABSENT, 1, ABSENT, 0, 0, 0, 0, ABSENT)
    assert (found.rows[0].start, found.rows[0].end) == (0, 8)
    assert any("hand_location_y" in note for note in found.notes)


def test_a_smaller_num_class_is_noted(tmp_path: Path) -> None:
    path = write_clips(tmp_path, practice_rows(4, classes=3))
    found = read(path, configured({BASE: HeadConfig(num_class=3)}))
    assert found.heads[0].labels == ("hamfist", "hamflathand", "hamfinger2")
    assert any(BASE in note and "12" in note for note in found.notes)


def test_a_larger_num_class_names_the_rest_by_number(tmp_path: Path) -> None:
    path = table(tmp_path, "a 0 0 0 12 0 0 0 0 0 0")
    found = read(path, configured({BASE: HeadConfig(num_class=14)}))
    assert found.heads[0].labels[-3:] == ("hamceeopen", "12", "13")
    assert found.rows[0].labels == (12,)


def test_labels_that_do_not_fit_are_named_with_their_rows(tmp_path: Path) -> None:
    good = "0 0 0 0 0 0 0 0"
    path = table(tmp_path, f"a 0 0 {good}", "b 0 0 0 12 0 0 0 0 0 0", "c 0 0 0 0 0 0 0 0 9 0")
    with pytest.raises(DataError) as caught:
        read(path)
    assert caught.value.row == 2
    text = str(caught.value)
    assert f"{path / 'test_hamnosys.txt'}:2: {BASE} is 12" in text
    assert "largest class of this head is 11" in text
    assert "1 more row like it" in text
    assert "test_hamnosys.txt:3: hand_location_x is 9" in text


def test_a_column_that_is_not_wanted_may_hold_anything(tmp_path: Path) -> None:
    path = table(tmp_path, "a 0 0 99 3 0 0 0 0 0 0")
    assert read(path, configured({BASE: HeadConfig()})).rows[0].labels == (3,)


def test_a_head_that_the_file_lacks_is_an_error(tmp_path: Path) -> None:
    path = write_clips(tmp_path, practice_rows(1))
    with pytest.raises(DataError, match=r"not in the file: distance .*hand_location_y"):
        read(path, configured({"distance": HeadConfig()}))


def test_columns_of_no_scheme_need_num_class(tmp_path: Path) -> None:
    path = table(tmp_path, "name start end colour", "a 0 0 2")
    with pytest.raises(DataError, match=r"how many classes colour has.*num_class"):
        read(path)
    found = read(path, configured({"colour": HeadConfig(num_class=3)}))
    assert found.scheme is None
    assert found.heads[0].labels == ("0", "1", "2")


def test_a_scheme_of_the_user_names_the_classes(tmp_path: Path) -> None:
    scheme = tmp_path / "mine.yaml"
    scheme.write_text(
        "name: mine\ntitle: t\nheads:\n"
        "  - {name: thumb, source: dominant.shape.thumb_position, none: 0,"
        " classes: {0: none, 1: hamthumboutmod}}\n"
    )
    path = table(tmp_path, "name start end thumb", "a 0 0 1")
    found = read(path, configured(scheme=str(scheme)))
    assert (found.scheme, found.heads[0].labels) == ("mine", ("none", "hamthumboutmod"))


@pytest.mark.parametrize("header", [True, False])
def test_glosses_are_numbered_up_to_the_highest(tmp_path: Path, header: bool) -> None:
    path = write_clips(tmp_path, glosses=[0, 4, 2], header=header)
    found = read(path, configured(mode="gloss"))
    assert [(head.name, head.classes) for head in found.heads] == [("gloss", 5)]
    assert [row.labels for row in found.rows] == [(0,), (4,), (2,)]
    more = configured({"gloss": HeadConfig(num_class=2400)}, mode="gloss")
    assert read(path, more).heads[0].classes == 2400
    with pytest.raises(DataError, match="gloss is 4"):
        read(path, configured({"gloss": HeadConfig(num_class=3)}, mode="gloss"))


@pytest.mark.parametrize(
    "line",
    [
        "a 0 0 3 4",
        "name start end gloss word\na 0 0 1 2",
        "a 0 0 0 0 0 0 0 0 0 0",
        "a 0 0 99999999",
    ],
)
def test_gloss_files_with_other_columns_are_refused(tmp_path: Path, line: str) -> None:
    path = table(tmp_path, line, name="test_gloss.txt")
    with pytest.raises(DataError, match=r"test_gloss\.txt"):
        read(path, configured(mode="gloss"))


def test_several_data_paths_must_have_the_same_heads(tmp_path: Path) -> None:
    one = write_clips(tmp_path / "one", practice_rows(2))
    two = write_clips(tmp_path / "two", practice_rows(3, seed=1))
    found = read_labels([one, two], configured())
    assert [row.file.parent.name for row in found.rows] == ["one"] * 2 + ["two"] * 3
    three = write_clips(tmp_path / "three", practice_rows(1, scheme="hearai9"))
    with pytest.raises(DataError, match=r"three.*distance"):
        read_labels([one, three], configured())
    with pytest.raises(DataError, match="twice"):
        read_labels([one, tmp_path / "two" / ".." / "one"], configured())


@pytest.mark.parametrize(
    ("lines", "row", "words"),
    [
        (["../a 0 0 0 0 0 0 0 0 0 0"], 1, "leaves the data path"),
        (["b/../../a 0 0 0 0 0 0 0 0 0 0"], 1, "leaves the data path"),
        (["a 0 0 0 0 0 0 0 0 0 0", "/etc 0 0 0 0 0 0 0 0 0 0"], 2, "is absolute"),
        (["c:\\a 0 0 0 0 0 0 0 0 0 0"], 1, "is absolute"),
        (['"" 0 0 0 0 0 0 0 0 0 0'], 1, "is empty"),
        ([". 0 0 0 0 0 0 0 0 0 0"], 1, "empty part"),
        (["a//b 0 0 0 0 0 0 0 0 0 0"], 1, "empty part"),
        (["a 0 0 0 0 0 0 0 0 0 0", "b 0 0 0 0 0"], 2, "6 columns, not 11"),
        (["a 0 0 0 0 0 0 0 0 0 0", "b 0 0 x 0 0 0 0 0 0 0"], 2, "'x'"),
        (["a 0 0 0 0 0 0 0 0 0 0", "b 0 y 0 0 0 0 0 0 0 0"], 2, "not frame numbers"),
    ],
)
def test_faulty_rows_are_named(tmp_path: Path, lines: list[str], row: int, words: str) -> None:
    path = table(tmp_path, *lines)
    with pytest.raises(DataError) as caught:
        read(path)
    assert caught.value.row == row
    assert words in str(caught.value)
    assert str(path / "test_hamnosys.txt") in str(caught.value)


def test_files_that_are_missing_or_empty(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such data directory"):
        read(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"test_hamnosys\.txt: there is no class file"):
        read(tmp_path)
    for text in ("", "\n\n", "name start end symmetry_operator\n"):
        (tmp_path / "test_hamnosys.txt").write_text(text)
        with pytest.raises(DataError, match="there are no rows"):
            read(tmp_path)
    (tmp_path / "test_hamnosys.txt").write_text("a 0 0 1 2 3\n")
    with pytest.raises(DataError, match="6 columns without a header"):
        read(tmp_path)


def test_many_faults_are_counted(tmp_path: Path) -> None:
    path = table(tmp_path, *(f"{n} 0 0 50 0 0 0 0 0 0 0" for n in range(60)))
    with pytest.raises(DataError) as caught:
        read(path)
    text = str(caught.value)
    assert "and 59 more rows like it" in text
    assert len(text.splitlines()) == 1 + 19 + 1
    assert "and 40 more" in text.splitlines()[-1]


def test_the_heads_of_a_model_decide(tmp_path: Path) -> None:
    path = write_clips(tmp_path, practice_rows(2))
    model = HeadSpec(BASE, hearai().head(BASE).labels)
    found = read_labels([path], configured(), [model])
    assert found.heads == (model,)
    lacking = HeadSpec("distance", ("a", "b"))
    with pytest.raises(DataError, match="the model has heads that are not in the file: distance"):
        read_labels([path], configured(), [model, lacking])
    other = replace(model, labels=("hamfist", "hamceeall"))
    with pytest.raises(DataError, match="class 1 of hand_shape_base_form is hamceeall"):
        read_labels([path], configured(), [other])
