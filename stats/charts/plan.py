"""Which charts a report has, and what their files are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from stats.charts.bars import draw_head
from stats.charts.canvas import Ink
from stats.charts.comparison import draw_comparison
from stats.charts.heat import draw_associations, draw_together
from stats.charts.overview import draw_overview
from stats.counts import Corpus, paired_heads

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that can be drawn; ``name`` is its file's, without suffix."""

    name: str
    title: str
    draw: Callable[[], Figure]


def charts(
    corpora: Sequence[Corpus],
    everything: Corpus,
    pairs: Iterable[tuple[str, str]],
    ink: Ink,
    *,
    sort: bool = False,
) -> list[Chart]:
    """All charts of some corpora, in the order in which they are looked at.

    Args:
        corpora: one a class file.
        everything: all of them as one.
        pairs: of heads, for the heat maps.
        ink: colours and font.
        sort: bars with the most frequent class first.
    """
    names = [head.name for head in everything.heads]
    paired = paired_heads(everything)
    found = [Chart("overview", "All heads", lambda: draw_overview(everything, ink, sort=sort))]
    found += [_head(corpora, name, ink, sort=sort) for name in names]
    if len(corpora) > 1:
        draw = lambda: draw_comparison(corpora, names, ink)
        found.append(Chart("comparison", "How the corpora differ", draw))
    if len(paired) > 1:
        draw = lambda: draw_associations(everything, paired, ink)
        found.append(Chart("associations", "Which heads go together", draw))
    found += [_together(everything, first, second, ink) for first, second in pairs]
    return list(_distinct(found))


def _head(corpora: Sequence[Corpus], name: str, ink: Ink, *, sort: bool) -> Chart:
    return Chart(f"head_{slug(name)}", name, lambda: draw_head(corpora, name, ink, sort=sort))


def _together(corpus: Corpus, first: str, second: str, ink: Ink) -> Chart:
    name = f"together_{slug(first)}_{slug(second)}"
    return Chart(name, f"{first} × {second}", lambda: draw_together(corpus, first, second, ink))


def slug(name: str) -> str:
    """A head's name as a part of a file name: letters, digits and ``_``."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:_LONGEST] or "column"


def _distinct(found: Iterable[Chart]) -> Iterator[Chart]:
    """The charts, those of a name that was used before with a number behind it."""
    used: set[str] = set()
    for chart in found:
        name, number = chart.name, 1
        while name in used:
            number += 1
            name = f"{chart.name}_{number}"
        used.add(name)
        yield Chart(name, chart.title, chart.draw)
