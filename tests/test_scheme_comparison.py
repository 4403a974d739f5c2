"""What one scheme merges and another keeps apart, by their labels and fallbacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import pytest
from builders import ham, sign_of

from hamnosys.parser import parse
from hamnosys.records import Record
from hamnosys.scheme_comparison import (
    HeadComparison,
    Merging,
    SchemeComparison,
    also_holds,
    compare_schemes,
)
from hamnosys.scheme_counts import count_rows
from hamnosys.schemes import BUILT_IN, Scheme, load_scheme

Write = Callable[[str, str], Scheme]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Makes a scheme of its name and heads in YAML."""

    def write_scheme(name: str, heads: str) -> Scheme:
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"heads: [{heads}]", encoding="utf-8")
        return load_scheme(path)

    return write_scheme


def built_in(first: str, second: str) -> SchemeComparison:
    return compare_schemes(load_scheme(first), load_scheme(second))


def head_of(comparison: SchemeComparison, first: str) -> HeadComparison:
    (found,) = [each for each in comparison.heads if each.first.name == first]
    return found


def told(mergings: Iterable[Merging]) -> dict[str, list[str]]:
    return {str(each.merged): [str(name) for name in each.separate] for each in mergings}


# ------------------------------------------------------------------ the built-in ones
def test_no_location_neutral_space_and_chest_are_apart() -> None:
    found = head_of(built_in("hearai", "hamnosys4"), "hand_location_y")
    (merging,) = found.first_merges
    assert str(merging.merged) == "14 hamchest"
    assert merging.also == ("nothing there", "any other")
    separate = {name.label for name in merging.separate}
    assert separate >= {"no location", "hamneutralspace", "hamchest", "hamelbow", "finger alone"}
    assert found.second_merges == ()


def test_hamnosys4_merges_nothing_that_hearai_keeps_apart() -> None:
    found = built_in("hearai", "hamnosys4")
    assert [pair.first.name for pair in found.heads if pair.second_merges] == []
    assert found.only_first == ()
    assert [part.only_first for part in found.parts] == [()] * len(found.parts)


def test_what_a_class_file_of_hearai_rejects_has_a_class() -> None:
    found = head_of(built_in("hearai", "hamnosys4"), "hand_position_palm_orientation")
    assert told(found.first_merges) == {"no class": ["0 not written"]}


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_scheme_is_the_same_as_itself(name: str) -> None:
    found = built_in(name, name)
    paired = [pair for pair in found.heads if pair.first.name == pair.second.name]
    assert [pair.first for pair in paired] == list(load_scheme(name).heads)
    assert all(pair.same and not pair.first_merges + pair.second_merges for pair in paired)
    assert (found.only_first, found.only_second, found.parts) == ((), (), ())


def test_heads_of_only_one() -> None:
    found = built_in("hearai", "hearai9")
    assert len(found.heads) == 8
    assert [head.name for head in found.only_second] == ["distance"]
    assert found.only_first == ()


def test_heads_that_read_another_attribute_of_a_part() -> None:
    found = built_in("hearai", "hamnosys4").parts
    assert {part.first.name for part in found} == {"hand_position_finger_direction"}
    named = found[0].second.name
    assert named == "hand_position_extended_finger_direction"
    assert found[0].only_first == ()
    assert "26 hamextfingerdi+hamextfingerir" in map(str, found[0].only_second)


def test_it_is_the_same_from_the_other_side() -> None:
    one, other = built_in("hearai", "hamnosys4"), built_in("hamnosys4", "hearai")
    assert other.only_first == one.only_second
    assert {
        (pair.first, pair.second, pair.first_merges, pair.second_merges) for pair in one.heads
    } == {(pair.second, pair.first, pair.second_merges, pair.first_merges) for pair in other.heads}


def test_what_is_said_to_be_apart_is_apart_in_signs() -> None:
    """Each place in the list, written in a sign, is the merged class of the one scheme."""
    hearai, four = load_scheme("hearai"), load_scheme("hamnosys4")
    (merging,) = head_of(compare_schemes(hearai, four), "hand_location_y").first_merges
    ways = {"no location": "", "finger alone": "pinky"}
    for name in merging.separate:
        place = ways.get(name.label, name.label.removeprefix("ham"))
        sign = sign_of(f"fist extfingeru palml {place}")
        assert hearai.classes(sign)[hearai.names.index("hand_location_y")] == 14
        assert four.classes(sign)[four.names.index("hand_location_place")] == name.number


# ------------------------------------------------------------------ from labels and fallbacks
FINE = (
    "{name: fine, source: dominant.shape.bending, none: 0, uncoded: 3,"
    " classes: {0: straight, 1: hamdoublebent, 2: hamdoublehooked, 3: bent}}"
)


def test_an_uncoded_class_merges_what_the_other_lists(write: Write) -> None:
    coarse = write(
        "coarse",
        "{name: bent, source: dominant.shape.bending, none: 0, uncoded: 1, classes: {0: no, 1: x}}",
    )
    (found,) = compare_schemes(coarse, write("fine", FINE)).heads
    assert told(found.first_merges) == {"1 x": ["1 hamdoublebent", "2 hamdoublehooked", "3 bent"]}
    assert found.second_merges == ()
    assert not found.same


def test_not_written_may_be_a_class_of_something_written(write: Write) -> None:
    merged = write(
        "merged",
        "{name: b, source: dominant.shape.bending, none: 0, uncoded: 1,"
        " classes: {0: hamdoublebent, 1: other}}",
    )
    (found,) = compare_schemes(merged, write("fine", FINE)).heads
    assert told(found.first_merges) == {
        "0 hamdoublebent": ["0 straight", "1 hamdoublebent"],
        "1 other": ["2 hamdoublehooked", "3 bent"],
    }
    assert found.first_merges[0].also == ("not written",)


def test_a_value_without_class_is_one_that_the_row_is_rejected_for(write: Write) -> None:
    strict = write(
        "strict",
        "{name: b, source: dominant.shape.bending,"
        " classes: {0: hamdoublebent, 1: hamdoublehooked}}",
    )
    (found,) = compare_schemes(strict, write("fine", FINE)).heads
    assert told(found.first_merges) == {"no class": ["0 straight"]}
    assert told(found.second_merges) == {}


def test_other_numbers_for_the_same_labels_merge_nothing(write: Write) -> None:
    order = "{name: a, source: symmetry.operator, none: 0, default: 0, classes: "
    one = write("one", order + "{0: none, 1: hamsymmlr, 2: hamsymmpar}}")
    other = write("other", order + "{0: none, 1: hamsymmpar, 2: hamsymmlr}}")
    (found,) = compare_schemes(one, other).heads
    assert (found.first_merges, found.second_merges, found.same) == ((), (), False)


def test_a_fallback_that_no_sign_comes_to_merges_nothing(write: Write) -> None:
    """A base form is always written, whatever a head says of one that is not."""
    source = "source: dominant.shape.base_form"
    one = write("one", f"{{name: b, {source}, none: 0, classes: {{0: hamfist, 1: hamflathand}}}}")
    other = write(
        "other", f"{{name: b, {source}, none: 1, classes: {{0: hamfist, 1: hamflathand}}}}"
    )
    (found,) = compare_schemes(one, other).heads
    assert (found.first_merges, found.second_merges) == ((), ())
    assert also_holds(found.first, 0) == ()


def test_a_label_that_is_kept_free_is_no_value(write: Write) -> None:
    source = "source: place.level.places, uncoded: 1"
    one = write("one", f"{{name: b, {source}, classes: {{0: unused, 1: hamchest}}}}")
    other = write("other", f"{{name: b, {source}, classes: {{0: hamchest, 1: other}}}}")
    (found,) = compare_schemes(one, other).heads
    assert told(found.first_merges) == {"1 hamchest": ["0 hamchest", "1 other"]}
    assert found.second_merges == ()


# ------------------------------------------------------------------ counts
def records(*names: str) -> list[Record]:
    return [
        Record(row=n, line=None, name=str(n), start=0, end=0, gloss="", hamnosys=ham(each))
        for n, each in enumerate(names, 1)
    ]


def test_counts_of_a_lexicon() -> None:
    held = "fist extfingeru palml"
    rows = records(held, f"{held} chest", f"{held} moveu", held, "palml fist", "flathand")
    counts = count_rows(rows, load_scheme("hearai"), load_scheme("hamnosys4"))
    assert (counts.rows, counts.rejected) == (6, 1)
    assert (counts.transcriptions, counts.without_class) == (3, 1)
    assert (counts.first_rows, counts.first_pairs, counts.second_separates) == (1, 3, 3)
    assert (counts.second_rows, counts.second_pairs, counts.first_separates) == (3, 0, 0)


def test_counts_of_what_the_first_separates() -> None:
    held = "fist extfingeru palml"
    rows = records(f"{held} touch", f"{held} close", f"{held} chest close", f"{held} chest")
    nine, eight = load_scheme("hearai9"), load_scheme("hearai")
    counts = count_rows(rows, nine, eight)
    assert (counts.first_rows, counts.first_pairs, counts.second_separates) == (2, 3, 0)
    assert (counts.second_rows, counts.second_pairs, counts.first_separates) == (1, 6, 3)


def test_counts_are_those_of_all_pairs(corpus_texts: list[str]) -> None:
    texts = corpus_texts[::6]
    rows = [
        Record(row=n, line=None, name=str(n), start=0, end=0, gloss="", hamnosys=text)
        for n, text in enumerate(texts, 1)
    ]
    hearai, nine = load_scheme("hearai"), load_scheme("hearai9")
    counts = count_rows(rows, hearai, nine)
    signs = {}
    for text in texts:
        try:
            notation = parse(text)
        except ValueError:
            continue
        signs[notation.to_hamnosys()] = notation.signs[0]
    accepted = [s for s in signs.values() if None not in nine.classes(s)]
    shared = [
        nine.classes(a) != nine.classes(b)
        for a, b in combinations(accepted, 2)
        if hearai.classes(a) == hearai.classes(b)
    ]
    assert (counts.first_pairs, counts.second_separates) == (len(shared), sum(shared))
    assert 0 < sum(shared) < len(shared)
