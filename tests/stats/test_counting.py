"""Counting class files."""

from __future__ import annotations

import resource
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stats_builders import HEARAI, Write

from hamnosys import ClassRow, load_scheme, write_class_file
from hamnosys.cli.main import run
from hamnosys.errors import ClassFileError, UsageError
from stats import Corpus, count_class_file, pooled
from stats.counting import BATCH, MOST_IN_TABLES, corpus_names

TABLE = load_scheme("table")


def counts_of(corpus: Corpus, name: str) -> dict[int, int]:
    head = corpus.head(name)
    assert head is not None
    return dict(zip(head.numbers, head.counts, strict=True))


def test_every_class_of_every_head_is_counted_zero_included(write: Write) -> None:
    corpus = count_class_file(write("0 1 2 3 4 5 1 7", "0 1 0 3 4 5 1 9"))
    assert (corpus.name, corpus.rows, corpus.scheme) == ("classes", 2, "hearai")
    assert tuple(head.name for head in corpus.heads) == HEARAI.names
    assert counts_of(corpus, "symmetry_operator") == {0: 2} | dict.fromkeys(range(1, 9), 0)
    assert counts_of(corpus, "hand_shape_thumb_position") == {0: 1, 1: 0, 2: 1, 3: 0}
    assert sum(counts_of(corpus, "hand_location_y").values()) == 2
    assert len(counts_of(corpus, "hand_location_y")) == 37


def test_absent_is_not_class_0(write: Write) -> None:
    corpus = count_class_file(write("0 NaN 2 3 4 5 -1 7", "0 1 0 3 4 5 0 9"))
    base_form, location_x = corpus.head("hand_shape_base_form"), corpus.head("hand_location_x")
    assert base_form is not None
    assert location_x is not None
    assert (base_form.absent, base_form.present, counts_of(corpus, base_form.name)[0]) == (1, 1, 0)
    assert (location_x.absent, counts_of(corpus, location_x.name)[0]) == (1, 1)


def test_a_file_without_a_header_and_one_with_tabs_count_the_same(write: Write) -> None:
    rows = ("0 1 2 3 4 5 1 7", "0 1 0 3 4 5 1 9")
    bare = count_class_file(write(*rows, heads=None))
    tabs = write(*rows, name="tabs.tsv")
    tabs.write_text(tabs.read_text().replace(" ", "\t"))
    for other in (count_class_file(tabs), count_class_file(tabs, separator="tab")):
        assert (bare.heads, bare.rows) == (other.heads, other.rows)


def test_the_table_of_28_columns_has_25_heads(write: Write) -> None:
    row = " ".join(["0"] * 12 + ["NaN"] * 10 + ["0", "14", "0"])
    corpus = count_class_file(write(row, heads=None))
    assert tuple(head.name for head in corpus.heads) == TABLE.names
    second = corpus.head("NONDominant - Handshape - Baseform2")
    assert second is not None
    assert (second.present, second.absent, len(second.numbers)) == (0, 1, 12)


def test_a_column_that_no_scheme_knows_is_counted_as_it_is(write: Write) -> None:
    path = write("7 3", "900000000000 3", "7 4", heads=("gloss", "hand_shape_base_form"))
    corpus = count_class_file(path)
    assert corpus.unknown_heads == ("gloss",)
    assert counts_of(corpus, "gloss") == {7: 2, 900000000000: 1}
    assert corpus.heads[0].label(7) == "7"
    assert corpus.heads[1].label(3) == "hamfinger23"
    table = corpus.table("gloss", "hand_shape_base_form")
    assert table is not None
    assert table[0, 3] == table[0, 4] == table[1, 3] == 1


def test_values_of_an_unknown_column_may_come_in_any_order(write: Write) -> None:
    numbers = [9, 3, 7, 3, 1, 9, 9]
    path = write(*(f"{n} {n % 3}" for n in numbers), heads=("mine", "other"))
    corpus = count_class_file(path)
    assert counts_of(corpus, "mine") == dict(sorted(Counter(numbers).items()))
    table = corpus.table("other", "mine")
    assert table is not None
    assert table.tolist() == [[0, 2, 0, 3], [1, 0, 1, 0]]


def test_a_scheme_of_ones_own_gives_the_labels(write: Write, tmp_path: Path) -> None:
    scheme = tmp_path / "mine.yaml"
    scheme.write_text(
        "name: mine\nheads:\n  - name: hand_shape_base_form\n"
        "    source: dominant.shape.base_form\n    classes: {0: hamfist, 1: hamflathand}\n"
    )
    path = write("0", "1", "1", heads=("hand_shape_base_form",))
    own = count_class_file(path, scheme=load_scheme(scheme))
    assert (own.scheme, counts_of(own, "hand_shape_base_form")) == ("mine", {0: 1, 1: 2})
    assert len(counts_of(count_class_file(path), "hand_shape_base_form")) == 12


def test_rows_with_faults_are_told_and_not_counted(write: Write) -> None:
    corpus = count_class_file(write("0 1 2 3 4 5 1 7", "0 x 2 3 4 5 1 7", "0 12 2 3 4 5 1 7", "0"))
    assert (corpus.rows, corpus.unreadable) == (1, 3)
    told = [(row, fault.code, fault.message) for row, fault in corpus.faults]
    assert told == [
        (2, "HNS046", "hand_shape_base_form is 'x', which is no whole number"),
        (3, "HNS046", "hand_shape_base_form is 12, but its classes go from 0 to 11"),
        (4, "HNS046", "the row has 4 columns, not 11"),
    ]


@pytest.mark.parametrize("content", ["", "\n\n", "name start end\n", "name start end\na 0 0\n"])
def test_a_file_without_classes_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "classes.txt"
    path.write_text(content)
    with pytest.raises(ClassFileError, match="no classes in it"):
        count_class_file(path)


@pytest.mark.parametrize("header", ["name,start,end,gloss,HamNoSys", "name,start,end,hamnosys,h"])
def test_a_lexicon_is_refused(tmp_path: Path, header: str) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_text(f"{header}\na,0,0,1,1\n")
    with pytest.raises(ClassFileError, match=r"(?i)has a column 'hamnosys': a lexicon.*convert"):
        count_class_file(path)


def test_a_header_alone_counts_nothing(write: Write) -> None:
    corpus = count_class_file(write())
    assert (corpus.rows, corpus.unreadable) == (0, 0)
    assert [head.present for head in corpus.heads] == [0] * 8


def test_a_column_of_too_many_values_holds_no_classes(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stats.counting.MOST_VALUES", 20)
    assert count_class_file(write(*map(str, range(20)), heads=("id",))).rows == 20
    with pytest.raises(ClassFileError, match="'id' has more than 20 different values"):
        count_class_file(write(*map(str, range(21)), heads=("id",)))


def test_a_column_of_many_values_has_no_tables(write: Write) -> None:
    rows = [f"{n} 1 2" for n in range(MOST_IN_TABLES + 1)]
    heads = ("id", "hand_shape_base_form", "hand_shape_bending")
    corpus = count_class_file(write(*rows, heads=heads))
    assert list(corpus.together) == [("hand_shape_base_form", "hand_shape_bending")]
    assert len(counts_of(corpus, "id")) == MOST_IN_TABLES + 1


classes_of_hearai = st.tuples(*(st.integers(0, head.classes - 1) for head in HEARAI.heads))


@given(st.lists(classes_of_hearai, max_size=30))
def test_counts_and_tables_are_those_of_a_counter(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, ...]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "counted.txt"
    write_class_file(path, [ClassRow("a", 0, 0, row) for row in rows], force=True)
    corpus = count_class_file(path)
    for place, head in enumerate(HEARAI.heads):
        expected = Counter(row[place] for row in rows)
        assert {n: c for n, c in counts_of(corpus, head.name).items() if c} == expected
    for (i, one), (j, other) in combinations(enumerate(HEARAI.names), 2):
        table = corpus.table(one, other)
        assert table is not None
        expected_pairs = Counter((row[i], row[j]) for row in rows)
        assert {(a, b): table[a, b] for a, b in np.argwhere(table).tolist()} == expected_pairs
        turned = corpus.table(other, one)
        assert turned is not None
        assert (turned == table.T).all()


def test_the_corpus_is_counted_as_by_hand(shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "corpus.txt"
    source = str(shared / "corpus" / "transcriptions.tsv")
    run(["convert", source, "-o", str(path), "--errors", str(tmp_path / "errors.jsonl")])
    header, *lines = [line.split(" ") for line in path.read_text(encoding="utf-8").splitlines()]
    corpus = count_class_file(path)
    assert corpus.rows == len(lines) > 2000
    for place, name in enumerate(header[3:], 3):
        expected = Counter(int(line[place]) for line in lines)
        assert {n: c for n, c in counts_of(corpus, name).items() if c} == expected
    table = corpus.table("hand_shape_base_form", "hand_location_y")
    assert table is not None
    column = header.index
    pairs = Counter(
        (int(line[column("hand_shape_base_form")]), int(line[column("hand_location_y")]))
        for line in lines
    )
    assert {(a, b): table[a, b] for a, b in np.argwhere(table).tolist()} == pairs


def test_memory_does_not_grow_with_the_rows(write: Write) -> None:
    lines = [f"{n % 9} 1 2 3 4 5 1 7" for n in range(2 * BATCH)]
    count_class_file(write(*lines))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = write(*lines * 6, name="longer.txt")
    written = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert count_class_file(path).rows == 12 * BATCH
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - max(before, written) < 8 * 1024  # KiB


def test_corpora_are_pooled_head_by_head(write: Write) -> None:
    one = count_class_file(write("0 1 2 3 4 5 1 7"))
    other = count_class_file(write("1 1 9", heads=("mine", "hand_shape_base_form", "extra")))
    both = pooled([one, other])
    assert both.rows == 2
    assert counts_of(both, "hand_shape_base_form")[1] == 2
    assert counts_of(both, "mine") == {1: 1}
    assert counts_of(both, "symmetry_operator")[0] == 1
    assert both.table("mine", "extra") is not None
    assert both.table("mine", "symmetry_operator") is None
    assert pooled([one]) is one


def test_tables_are_pooled_by_class_number(write: Write) -> None:
    one = count_class_file(write("3 0", "5 1", heads=("a", "b")))
    other = count_class_file(write("0 4", "0 3", heads=("b", "a"), name="other.txt"))
    table = pooled([one, other]).table("a", "b")
    assert table is not None
    assert table.tolist() == [[2, 0], [1, 0], [0, 1]]  # a is 3, 4, 5; b is 0, 1


def test_corpora_that_mean_different_classes_by_one_head_are_refused(
    write: Write, tmp_path: Path
) -> None:
    scheme = tmp_path / "mine.yaml"
    scheme.write_text(
        "name: mine\nheads:\n  - name: hand_shape_base_form\n"
        "    source: dominant.shape.base_form\n    classes: {0: hamfist, 1: hamflathand}\n"
    )
    path = write("0", heads=("hand_shape_base_form",))
    own = count_class_file(path, scheme=load_scheme(scheme))
    with pytest.raises(UsageError, match="different classes by 'hand_shape_base_form'"):
        pooled([own, count_class_file(path)])
    with pytest.raises(UsageError, match="no class file"):
        pooled([])


def test_corpora_are_named_after_what_tells_their_files_apart(tmp_path: Path) -> None:
    def names(*paths: str) -> list[str]:
        return corpus_names([path if path == "-" else str(tmp_path / path) for path in paths])

    assert names("dgs.txt", "pjm.txt") == ["dgs", "pjm"]
    assert names("a/test_hamnosys.txt", "b/test_hamnosys.txt", "c.txt") == [
        "a/test_hamnosys",
        "b/test_hamnosys",
        "c",
    ]
    assert names("x/a/t.txt", "y/a/t.txt") == ["x/a/t", "y/a/t"]
    assert names("t.txt", "t.txt", "-") == ["t (1)", "t (2)", "stdin"]
