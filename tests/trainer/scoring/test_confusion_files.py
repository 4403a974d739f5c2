"""Confusion matrices as tables, charts and lists."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hamnosys.errors import MissingExtraError
from hamnosys.schemes import load_scheme
from trainer.heads import HeadSpec
from trainer.scoring import (
    ConfusedPair,
    Confusion,
    confused_pairs,
    draw_confusions,
    write_confusions,
)
from trainer.scoring.charts import ChartFormat
from trainer.scoring.confusion import file_names
from trainer.scoring.heat import MOST_CLASSES, draw_confusion, drawing

SMALL = Confusion(
    HeadSpec("side", ("left", "mid, dle", "$right")),
    np.array([[8, 2, 0], [0, 0, 0], [3, 1, 1234]], dtype=np.int64),
)


def large(classes: int, name: str = "shape") -> Confusion:
    counts = np.random.default_rng(1).integers(0, 40, (classes, classes))
    np.fill_diagonal(counts, 300)
    head = HeadSpec(name, tuple(f"class {number}" for number in range(classes)))
    return Confusion(head, counts.astype(np.int64))


def test_confused_pairs_come_by_their_number() -> None:
    assert confused_pairs(SMALL) == [
        ConfusedPair("$right", "left", 3, 3 / 1238),
        ConfusedPair("left", "mid, dle", 2, 0.2),
        ConfusedPair("$right", "mid, dle", 1, 1 / 1238),
    ]
    assert len(confused_pairs(large(37), n=4)) == 4
    even = Confusion(SMALL.head, np.ones((3, 3), dtype=np.int64))
    assert [(p.label, p.predicted) for p in confused_pairs(even, n=2)] == [
        ("left", "mid, dle"),
        ("left", "$right"),
    ]


def test_nothing_is_confused_where_all_is_right() -> None:
    assert confused_pairs(Confusion(SMALL.head, np.eye(3, dtype=np.int64))) == []


def test_matrices_are_written_with_their_labels(tmp_path: Path) -> None:
    (tmp_path / "confusion_side.csv").write_text("of before")
    names = write_confusions([SMALL, large(4)], tmp_path)
    assert names == ["confusion_side.csv", "confusion_shape.csv"]
    with open(tmp_path / names[0], encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [
        ["label", "left", "mid, dle", "$right"],
        ["left", "8", "2", "0"],
        ["mid, dle", "0", "0", "0"],
        ["$right", "3", "1", "1234"],
    ]


def test_names_of_files_stay_inside_and_apart() -> None:
    heads = ("../x/y", "../x\\y", "Shape", "shape", "n" * 300)
    names = file_names([large(2, head) for head in heads])
    assert len({name.lower() for name in names}) == 5
    assert names[:4] == [
        "confusion__x_y",
        "confusion__x_y_2",
        "confusion_Shape",
        "confusion_shape_2",
    ]
    assert all(len(name) < 100 and "." not in name for name in names)


@pytest.mark.parametrize("format", ["png", "svg"])
def test_charts_have_the_same_bytes_each_time(tmp_path: Path, format: ChartFormat) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        names = draw_confusions([SMALL], tmp_path / folder, format)
    assert names == [f"confusion_side.{format}"]
    one, two = ((tmp_path / folder / names[0]).read_bytes() for folder in ("one", "two"))
    assert one == two
    assert len(one) > 2000


def texts(confusion: Confusion) -> list[str]:
    with drawing():
        figure = draw_confusion(confusion)
    return [text.get_text() for text in figure.axes[0].texts]


def test_counts_stand_in_the_cells_of_small_heads() -> None:
    assert sorted(texts(SMALL)) == ["1", "1,234", "2", "3", "8"]
    assert texts(large(37)) == []


def test_the_built_in_shapes_are_all_labelled() -> None:
    shape = load_scheme("hearai").head("hand_shape_base_form")
    spec = HeadSpec(shape.name, shape.labels)
    confusion = Confusion(spec, np.eye(spec.classes, dtype=np.int64))
    with drawing():
        axes = draw_confusion(confusion).axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == [f"{label}  {number}" for number, label in enumerate(shape.labels)]
    assert labels == [label.get_text() for label in axes.get_xticklabels()]
    top, bottom = (axes.transData.transform((0, place))[1] for place in (0.5, 1.5))
    assert top > bottom  # class 0 is at the top, as in the table


def test_shares_are_of_the_rows() -> None:
    with drawing():
        axes = draw_confusion(SMALL).axes[0]
    shares = np.ma.filled(axes.collections[0].get_array(), 0.0)
    np.testing.assert_allclose(shares[0], [0.8, 0.2, 0.0])
    assert not shares[1].any()


def test_of_too_many_classes_the_frequent_ones_are_drawn() -> None:
    confusion = large(MOST_CLASSES + 15)
    confusion.counts[3, :] = confusion.counts[:, 3] = 0
    with drawing():
        axes = draw_confusion(confusion).axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert len(labels) == MOST_CLASSES
    assert "class 3  3" not in labels
    assert f"the {MOST_CLASSES} most frequent classes" in axes.get_xlabel()


def test_a_head_without_labels_is_drawn_empty(tmp_path: Path) -> None:
    empty = Confusion(SMALL.head, np.zeros((3, 3), dtype=np.int64))
    assert draw_confusions([empty], tmp_path) == ["confusion_side.png"]


def test_charts_say_which_package_they_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "trainer.scoring.heat")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match="matplotlib"):
        draw_confusions([SMALL], tmp_path)


def test_scores_do_not_load_matplotlib() -> None:
    check = "import sys, trainer.scoring; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
