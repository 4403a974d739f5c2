from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from trainer_builders import heads_of

from hamnosys.schemes import load_scheme
from stats import count_class_file
from stats.tables import summary, write_summary
from trainer.data.batch import ABSENT
from trainer.data.clips import Clip
from trainer.errors import ConfigError
from trainer.heads import HeadSpec
from trainer.weights import class_weights

HEADS = heads_of(shape=4, place=2)


def clips(*rows: tuple[int, ...]) -> list[Clip]:
    return [
        Clip(
            name=f"clip_{number}",
            folder=Path("nowhere"),
            suffix=".jpg",
            start=0,
            end=1,
            labels=row,
            gloss=None,
            fps=None,
            signer=None,
            left_handed=False,
            file=Path("test_hamnosys.txt"),
            row=number + 1,
        )
        for number, row in enumerate(rows)
    ]


def saved(path: Path, weights: Any) -> str:
    path.write_text(json.dumps({"class_weights": weights}), encoding="utf-8")
    return str(path)


def test_none_has_no_weights() -> None:
    assert class_weights("none", HEADS, clips((0, 1))) is None


def test_balanced_weights_are_those_of_sklearn() -> None:
    # n_samples / (n_classes * count) of 0 0 0 1 3 and of 0 1 1 1
    found = class_weights("balanced", HEADS, clips((0, 0), (0, 1), (0, ABSENT), (1, 1), (3, 1)))
    assert found is not None
    assert found["shape"] == pytest.approx([5 / (3 * 3), 5 / (3 * 1), 1.0, 5 / (3 * 1)])
    assert found["place"] == pytest.approx([4 / (2 * 1), 4 / (2 * 3)])


def test_a_head_that_no_clip_has_gets_even_weights() -> None:
    found = class_weights("balanced", HEADS, clips((0, ABSENT), (1, ABSENT)))
    assert found is not None
    assert found["place"] == [1.0, 1.0]


def test_the_summary_of_hamnosys_stats_gives_the_same(tmp_path: Path) -> None:
    scheme = load_scheme("hearai")
    rows = [tuple((place + 1) * row % 3 for place in range(8)) for row in (0, 1, 1, 2, 4)]
    table = tmp_path / "test_hamnosys.txt"
    lines = [f"clip_{n} 0 0 {' '.join(map(str, row))}" for n, row in enumerate(rows)]
    table.write_text("\n".join([f"name start end {' '.join(scheme.names)}", *lines, ""]))
    corpus = count_class_file(table)
    path = tmp_path / "summary.json"
    with path.open("w", encoding="utf-8") as stream:
        write_summary(summary([corpus], corpus, [], 10, []), stream)
    heads = tuple(
        HeadSpec(head.name, tuple(str(number) for number in range(head.classes)))
        for head in scheme.heads
    )
    found = class_weights(str(path), heads, [])
    expected = class_weights("balanced", heads, clips(*rows))
    assert found is not None
    assert expected is not None
    assert len({round(weight, 3) for weight in found["symmetry_operator"]}) == 3
    for name in scheme.names:
        assert list(found[name]) == pytest.approx(list(expected[name]), abs=1e-3)


def test_a_class_that_the_corpus_lacks_has_1_and_what_is_too_much_is_cut(tmp_path: Path) -> None:
    path = saved(tmp_path / "summary.json", {"shape": [2, None, 0.5, 1], "place": [1, 2, 3, None]})
    assert class_weights(path, HEADS, []) == {"shape": [2.0, 1.0, 0.5, 1.0], "place": [1.0, 2.0]}


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ({"shape": [1, 1, 1, 1]}, "no class weights of place"),
        ({"shape": [1, 1, 1], "place": [1, 1]}, "3 class weights do not fit shape.* 4 classes"),
        ({"shape": [1, 1, 1, -1], "place": [1, 1]}, "do not fit shape"),
        ({"shape": [1, 1, 1, float("nan")], "place": [1, 1]}, "do not fit shape"),
        ({"shape": [1, 1, 1, "much"], "place": [1, 1]}, "holds no class weights: .*much"),
        ({"shape": 3, "place": [1, 1]}, "holds no class weights"),
        ([1, 2], "holds no class weights"),
        (None, "holds no class weights"),
    ],
)
def test_files_whose_weights_fit_no_head(weights: Any, reason: str, tmp_path: Path) -> None:
    path = saved(tmp_path / "summary.json", weights)
    with pytest.raises(ConfigError, match=reason) as caught:
        class_weights(path, HEADS, [])
    assert caught.value.file == path


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "holds no class weights"),
        (b"\xff\xfe\x00", "holds no class weights"),
        (b"[]", "holds no class weights"),
        (b"{}", "no class weights of class_weights"),
    ],
)
def test_files_that_are_something_else(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "summary.json"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=reason) as caught:
        class_weights(str(path), HEADS, [])
    assert "summary.json of hamnosys stats" in caught.value.hint


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        class_weights(str(tmp_path / "summary.json"), HEADS, [])
    with pytest.raises(ConfigError, match="cannot be read"):
        class_weights(str(tmp_path), HEADS, [])
