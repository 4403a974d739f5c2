"""From what is asked of lexicons to what is found, one result at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from hamnosys.errors import HamNoSysSyntaxError, UsageError
from hamnosys.grammar import Policy
from hamnosys.parser import parse
from hamnosys.safe_yaml import shown
from hamnosys.similarity.groups import duplicates_of_forms, minimal_pairs_of_forms
from hamnosys.similarity.names import DEFAULT_COUNT, PARAMETERS
from hamnosys.similarity.results import Neighbours, PairFound, Result, Row, SameSign
from hamnosys.similarity.search import Neighbour, nearest_forms
from hamnosys.similarity.values import Form, form_of
from hamnosys.similarity.weights import Weights

Compared: TypeAlias = tuple[Row, Form]
Watch: TypeAlias = Callable[
    [Iterable[tuple[Compared, tuple[Neighbour, ...]]], int],
    Iterable[tuple[Compared, tuple[Neighbour, ...]]],
]
"""Passes so many items on, and shows how far they are."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is wanted: minimal pairs, duplicates, or else nearest signs."""

    to: tuple[str, ...] = ()
    minimal_pairs: bool = False
    parameters: tuple[str, ...] = ()
    duplicates: bool = False
    count: int | None = None
    within: float | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The good rows of a lexicon, what is compared of each, and how many were rejected."""

    rows: list[Row]
    forms: list[Form]
    rejected: int = 0


def results(
    task: Task,
    lexicon: Lexicon,
    among: Lexicon | None,
    weights: Weights,
    policy: Policy,
    watch: Watch,
) -> tuple[type[Result], Iterator[Result]]:
    """What is found, and of which kind it is.

    Args:
        task: what is wanted.
        lexicon: whose rows are compared.
        among: where neighbours are looked for; None: in the lexicon itself.
        weights: of the distance.
        policy: by which a transcription to look for is parsed.
        watch: shows progress.

    Raises:
        UsageError: a row is asked for that is not there.
    """
    if task.minimal_pairs:
        return PairFound, _pairs(task, lexicon, weights)
    if task.duplicates:
        return SameSign, _duplicates(lexicon)
    if not task.to:
        return Neighbours, _nearest(task, lexicon, among, weights, watch)
    asked = [each for text in task.to for each in _asked(text, lexicon, policy)]
    return Neighbours, _nearest_of(asked, task, among or lexicon, weights, watch)


def _pairs(task: Task, lexicon: Lexicon, weights: Weights) -> Iterator[PairFound]:
    for pair in minimal_pairs_of_forms(lexicon.forms, task.parameters or PARAMETERS, weights):
        if task.within is None or pair.difference.distance <= task.within:
            one, other = lexicon.rows[pair.index], lexicon.rows[pair.other]
            yield PairFound(one, other, pair.parameter, pair.values, pair.difference)


def _duplicates(lexicon: Lexicon) -> Iterator[SameSign]:
    for number, group in enumerate(duplicates_of_forms(lexicon.forms), 1):
        found = tuple(lexicon.rows[index] for index in group)
        yield SameSign(number, found, lexicon.forms[group[0]].key)


def _nearest(
    task: Task, lexicon: Lexicon, among: Lexicon | None, weights: Weights, watch: Watch
) -> Iterator[Neighbours]:
    others = among.forms if among else None
    count = task.count or DEFAULT_COUNT
    found = nearest_forms(lexicon.forms, others, weights, count, task.within)
    asked = zip(lexicon.rows, lexicon.forms, strict=True)
    there = (among or lexicon).rows
    for (row, _), neighbours in watch(zip(asked, found, strict=True), len(lexicon.rows)):
        yield Neighbours(row, tuple((there[each.index], each.difference) for each in neighbours))


def _nearest_of(
    asked: list[Compared], task: Task, among: Lexicon, weights: Weights, watch: Watch
) -> Iterator[Neighbours]:
    """Neighbours of some rows or transcriptions; a row of the lexicon itself is not its own."""
    count = task.count or DEFAULT_COUNT
    forms = [form for _, form in asked]
    found = nearest_forms(forms, among.forms, weights, count + 1, task.within)
    for (row, _), neighbours in watch(zip(asked, found, strict=True), len(asked)):
        there = [(among.rows[each.index], each.difference) for each in neighbours]
        others = [pair for pair in there if pair[0] is not row]
        yield Neighbours(row, tuple(others[:count]))


def _asked(text: str, lexicon: Lexicon, policy: Policy) -> list[Compared]:
    """The rows of this name, else of this gloss, in any case; else the transcription."""
    every = list(zip(lexicon.rows, lexicon.forms, strict=True))
    wanted = text.casefold()
    for found in (
        [each for each in every if each[0].name == text],
        [each for each in every if each[0].gloss == text],
        [each for each in every if wanted in (each[0].name.casefold(), each[0].gloss.casefold())],
    ):
        if found:
            return found
    try:
        return [(Row(None, "", text), form_of(parse(text, policy=policy)))]
    except HamNoSysSyntaxError as error:
        raise UsageError(
            f"no row has the name or gloss {shown(text)}, and it is no transcription: "
            f"{error.message}"
        ) from error
