"""Nearest signs: as a plain loop over all pairs finds them."""

from collections.abc import Iterable

import pytest
from builders import ham, sign_of
from strategies import sampled

from hamnosys import Notation, diagnose, parse
from hamnosys.similarity import Neighbour, compare, load_weights, nearest
from hamnosys.similarity.search import BLOCK

WEIGHTS = load_weights()


Table = list[list[float]]


@pytest.fixture(scope="module")
def signs() -> list[Notation]:
    # Some twice, so that there are ties and neighbours at distance 0.
    found = [parse(text) for text in sampled("tolerant", 18, 11)]
    return [*found, *found[:4], *found[:2]]


@pytest.fixture(scope="module")
def table(signs: list[Notation]) -> Table:
    """Distances, pair by pair."""
    return [[compare(a, b, weights=WEIGHTS).distance for b in signs] for a in signs]


def found(rows: Iterable[tuple[Neighbour, ...]]) -> list[list[tuple[float, int]]]:
    return [[(each.difference.distance, each.index) for each in row] for row in rows]


@pytest.mark.parametrize("k", [1, 4, 1000])
def test_they_are_those_of_a_loop(signs: list[Notation], table: Table, k: int) -> None:
    expected = [
        sorted((apart, other) for other, apart in enumerate(row) if other != index)[:k]
        for index, row in enumerate(table)
    ]
    assert found(nearest(signs, k, weights=WEIGHTS)) == expected


def test_among_others_too(signs: list[Notation], table: Table) -> None:
    numbers = [*range(15, 24), *range(3)]
    expected = [
        sorted((row[n], place) for place, n in enumerate(numbers) if row[n] <= 0.7)[:3]
        for row in table[:10]
    ]
    others = [signs[number] for number in numbers]
    rows = nearest(signs[:10], 3, others=others, within=0.7, weights=WEIGHTS)
    assert found(rows) == expected
    assert any(apart > 0 for row in expected for apart, _ in row)


def test_the_split_is_that_of_the_pair(signs: list[Notation]) -> None:
    for sign, row in zip(signs, nearest(signs, 2), strict=True):
        for each in row:
            apart = compare(sign, signs[each.index])
            assert each.difference.split == pytest.approx(apart.split)


def test_blocks_change_nothing() -> None:
    texts = [f"flathand extfingeru palml {move}" for move in ("moveu", "moveur", "mover", "moved")]
    signs = [sign_of(text) for text in texts] * BLOCK
    found = list(nearest(signs, 3))
    assert len(found) == len(signs)
    # Ties go by index: the first of the same sign, but not the sign itself.
    assert [each.index for each in found[0]] == [4, 8, 12]
    assert [each.index for each in found[-1]] == [3, 7, 11]
    assert {each.difference.distance for row in found for each in row} == {0}


def test_a_tie_goes_by_index() -> None:
    one = sign_of("flathand extfingeru palml moveu")
    left, right = (sign_of(f"flathand extfingeru palml {m}") for m in ("moveul", "moveur"))
    for others in ([left, right], [right, left]):
        (row,) = nearest([one], 2, others=others)
        assert [each.index for each in row] == [0, 1]
        assert row[0].difference.distance == row[1].difference.distance


def test_few_or_no_signs() -> None:
    sign = sign_of("flathand extfingeru palml")
    assert list(nearest([])) == []
    assert list(nearest([sign])) == [()]
    assert list(nearest([sign], others=[])) == [()]
    with pytest.raises(ValueError, match="at least one"):
        nearest([sign], 0)


def test_every_sign_of_the_corpus_has_neighbours(corpus_texts: list[str]) -> None:
    notations = [parse(text) for text in corpus_texts[:400] if not _rejected(text)]
    rows = list(nearest(notations, 2))
    assert all(len(row) == 2 for row in rows)


def test_composites_are_found_by_all_their_signs() -> None:
    first, second = "fist extfingeru palml moveo", "flathand extfingero palmd chest"
    composite = parse(ham(f"{first} + {second}"))
    others = [sign_of(second), sign_of(first), parse(ham(f"{first} + {second} moveo"))]
    (row,) = nearest([composite], 3, others=others)
    assert [each.index for each in row] == [2, 1, 0]


def _rejected(text: str) -> bool:
    return any(finding.severity == "error" for finding in diagnose(text))
