"""``statistics.csv`` and ``summary.json``."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pandas as pd
import pytest
from builders import ham
from stats_builders import HEARAI, SOME, Write, corpus_of

from hamnosys.errorfile import RejectedRow
from stats import Corpus, count_class_file, measures, pooled
from stats.rejections import Rejections
from stats.tables import COLUMNS, summary, write_statistics_table, write_summary


def table_of(*corpora: Corpus) -> list[dict[str, str]]:
    stream = io.StringIO()
    write_statistics_table(corpora, stream)
    stream.seek(0)
    return list(csv.DictReader(stream))


def summary_of(
    *corpora: Corpus, rejections: tuple[Rejections, ...] = (), rare: int = 2
) -> dict[str, Any]:
    stream = io.StringIO()
    data = summary(corpora, pooled(corpora), rejections, rare, ["report.html"])
    write_summary(data, stream)
    found: dict[str, Any] = json.loads(stream.getvalue())
    assert found == data, "what is written is what was computed"
    return found


def test_there_is_a_row_for_each_class_of_each_head(write: Write) -> None:
    rows = table_of(corpus_of(write, *SOME))
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == sum(head.classes for head in HEARAI.heads)
    palms = [row for row in rows if row["head"] == "hand_position_palm_orientation"]
    assert palms[6] == {
        "head": "hand_position_palm_orientation",
        "class": "6",
        "label": "hampalml",
        "symbol": ham("palml"),
        "count": "2",
        "share": "0.500000",
        "corpus": "classes",
    }
    assert palms[0]["count"] == "0"


def test_absent_values_have_a_row_of_class_minus_1(write: Write) -> None:
    rows = table_of(corpus_of(write, "0 NaN 2 3 4 5 1 7", "0 1 0 3 4 5 1 9"))
    shapes = {row["class"]: row for row in rows if row["head"] == "hand_shape_base_form"}
    assert len(shapes) == 13
    assert (shapes["1"]["count"], shapes["1"]["share"]) == ("1", "1.000000")
    assert (shapes["-1"]["label"], shapes["-1"]["count"]) == ("absent", "1")
    assert shapes["-1"]["share"] == "0.500000"
    assert [row for row in rows if row["head"] == "hand_location_y" and row["class"] == "-1"] == []


def test_pandas_reads_the_table_and_finds_the_shares(write: Write) -> None:
    stream = io.StringIO()
    write_statistics_table([corpus_of(write, *SOME)], stream)
    frame = pd.read_csv(io.StringIO(stream.getvalue()))
    sums = frame.groupby("head")[["count", "share"]].sum()
    assert (sums["count"] == 4).all()
    assert sums["share"].tolist() == pytest.approx([1] * 8)


def test_symbols_of_labels_of_several_words() -> None:
    head = HEARAI.head("symmetry_operator")
    assert head.symbols(0) == ""
    assert head.symbols(1) == ham("symmlr fingerstraightmod largemod")
    assert HEARAI.head("hand_location_x").symbols(2) == ham("lrat")


def test_the_summary_has_the_figures_of_each_head(write: Write) -> None:
    corpus = corpus_of(write, *SOME)
    data = summary_of(corpus)
    assert (data["rows"], data["rejected_rows"], data["rejected_by_code"]) == (4, None, None)
    (found,) = data["corpora"]
    assert (found["corpus"], found["scheme"], found["rows"]) == ("classes", "hearai", 4)
    shape = found["heads"][1]
    assert shape["head"] == "hand_shape_base_form"
    assert shape["rare"] == [
        {"class": 0, "label": "hamfist", "count": 1},
        {"class": 2, "label": "hamfinger2", "count": 1},
    ]
    assert [entry["class"] for entry in shape["never_seen"]] == list(range(3, 12))
    assert (shape["entropy_bits"], shape["imbalance_ratio"]) == (1.5, 2.0)
    assert shape["effective_classes"] == pytest.approx(2**1.5, abs=1e-6)


def test_rejected_rows_are_counted_where_there_are_error_files(write: Write) -> None:
    row = RejectedRow("lexicon.csv", 3, "a", "", "x", 0, "HNS002", "unknown", "")
    files = (
        Rejections("a.jsonl", {"HNS026": 2, "HNS002": 1}, (row,)),
        Rejections("b.jsonl", {}, ()),
    )
    data = summary_of(corpus_of(write, *SOME), rejections=files)
    assert data["rejected_rows"] == 3
    assert list(data["rejected_by_code"].items()) == [("HNS002", 1), ("HNS026", 2)]
    assert data["error_files"] == {"a.jsonl": 3, "b.jsonl": 0}


def test_class_weights_are_those_of_all_corpora_together(write: Write) -> None:
    one, other = corpus_of(write, *SOME), corpus_of(write, *SOME[2:], name="other.txt")
    data = summary_of(one, other)
    assert set(data["class_weights"]) == set(HEARAI.names)
    for name, weights in data["class_weights"].items():
        head = pooled([one, other]).head(name)
        assert head is not None
        assert weights == pytest.approx(measures(head).weights, abs=1e-6)
        assert len(weights) == HEARAI.head(name).classes


def test_distances_name_their_measure_and_the_pairs(write: Write) -> None:
    corpora = [corpus_of(write, row, name=f"{n}.txt") for n, row in enumerate(SOME[:3])]
    data = summary_of(*corpora)["distances"]
    assert "Jensen-Shannon" in data["measure"]
    assert [pair["corpora"] for pair in data["pairs"]] == [["0", "1"], ["0", "2"], ["1", "2"]]
    heads = data["pairs"][0]["heads"]
    assert (heads["symmetry_operator"], heads["hand_location_y"]) == (0.0, 1.0)
    assert data["pairs"][0]["mean"] == pytest.approx(sum(heads.values()) / 8, abs=1e-6)


def test_a_corpus_without_rows_has_no_distance(write: Write) -> None:
    data = summary_of(corpus_of(write, *SOME), corpus_of(write, name="empty.txt"))
    assert data["distances"]["pairs"][0]["mean"] is None


def test_an_unknown_column_has_weights_by_its_numbers(write: Write) -> None:
    corpus = count_class_file(write("3", "1", "1", heads=("gloss",)))
    data = summary_of(corpus)
    assert data["class_weights"] == {"gloss": [1.0, 0.75, 1.0, 1.5]}
    assert data["corpora"][0]["heads"][0]["known"] is False
