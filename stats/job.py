"""The whole job: counts of class files to charts, tables and a report in a directory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hamnosys.errors import UsageError
from hamnosys.fonts import GlyphFont
from hamnosys.output_directory import open_directory
from stats.charts import drawing, save
from stats.charts.canvas import Ink
from stats.charts.plan import Chart, charts
from stats.counts import Corpus, paired_heads, pooled
from stats.formats import FORMATS, Format
from stats.measuring import association
from stats.rejections import Rejections
from stats.report import Report, write_report
from stats.tables import summary, write_statistics_table, write_summary

STATISTICS, SUMMARY, REPORT = "statistics.csv", "summary.json", "report.html"

STRONGEST = 3
"""Heat maps that are drawn where the user names no heads: of those that go together most."""

Watch = Callable[[Sequence[Chart]], Iterable[Chart]]
"""Passes charts on, and tells somebody how many have been drawn."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What to draw, and how.

    ``together`` are pairs of heads for heat maps; none means those that go together most.
    A class seen in fewer than ``rare_under`` rows is rare.
    """

    format: Format = "png"
    sort: bool = False
    rare_under: int = 10
    together: Sequence[tuple[str, str]] = ()
    font: GlyphFont | None = None


def write_statistics(
    corpora: Sequence[Corpus],
    directory: str | Path,
    settings: Settings | None = None,
    *,
    rejections: Sequence[Rejections] = (),
    force: bool = False,
    watch: Watch = lambda charts: charts,
) -> list[str]:
    """Write charts, ``statistics.csv``, ``summary.json`` and ``report.html``; all or nothing.

    Args:
        corpora: one a class file.
        directory: is made if need be.
        settings: what to draw, and how.
        rejections: one an error file of their conversion.
        force: write into a directory that is not empty; charts of an earlier run are removed.
        watch: passes the charts on while they are drawn.

    Returns:
        The names of the files.

    Raises:
        UsageError: a head that is not there, corpora that mean different classes by one head,
            or an output that would replace an input.
        OutputError: the directory is not empty (without ``force``), or cannot be written.
    """
    settings = settings or Settings()
    everything = pooled(corpora)
    pairs = _pairs(everything, settings.together)
    font, sort = settings.font, settings.sort
    report = Report(
        corpora, everything, rejections, pairs, settings.rare_under, sort=sort, font=font
    )
    earlier = _files_of(Path(directory))
    with open_directory(directory, force=force) as folder:
        ink = Ink(font)
        with drawing(ink):
            for chart in watch(charts(corpora, everything, pairs, ink, sort=sort)):
                target = folder / f"{chart.name}.{settings.format}"
                save(chart.draw(), target, settings.format, chart.title)
        with open(folder / STATISTICS, "w", encoding="utf-8", newline="") as stream:
            write_statistics_table(corpora, stream)
        with open(folder / REPORT, "w", encoding="utf-8", newline="\n") as stream:
            write_report(report, stream)
        names = sorted([*(file.name for file in folder.iterdir()), SUMMARY])
        with open(folder / SUMMARY, "w", encoding="utf-8", newline="\n") as stream:
            data = summary(corpora, everything, rejections, settings.rare_under, names)
            write_summary(data, stream)
        _refuse_inputs(corpora, Path(directory), names)
    for name in earlier - set(names):
        (Path(directory) / name).unlink(missing_ok=True)
    return names


def _pairs(corpus: Corpus, wanted: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs of heads to draw: those that are wanted, else those that go together most."""
    known = paired_heads(corpus)
    for name in (name for pair in wanted for name in pair):
        if name not in known:
            raise UsageError(f"no head {name!r} to draw with another", hint=", ".join(known))
    for first, second in wanted:
        if first == second:
            raise UsageError(f"a heat map takes two different heads, not {first!r} twice")
    if wanted:
        return list(dict.fromkeys(wanted))
    by_strength = sorted(
        corpus.together, key=lambda pair: -(association(corpus.together[pair]) or 0)
    )
    return by_strength[:STRONGEST]


def _refuse_inputs(corpora: Iterable[Corpus], directory: Path, names: Iterable[str]) -> None:
    inputs = {Path(corpus.file).resolve() for corpus in corpora}
    for name in names:
        if (directory / name).resolve() in inputs:
            raise UsageError("an output would replace an input", file=str(directory / name))


def _files_of(directory: Path) -> set[str]:
    """Names of the files that an earlier run wrote into a directory."""
    try:
        data = json.loads((directory / SUMMARY).read_text(encoding="utf-8"))
        names = data["files"] if "hamnosys" in data else []
    except (OSError, ValueError, LookupError, TypeError):  # no earlier run, or not ours
        return set()
    suffixes = tuple(f".{suffix}" for suffix in FORMATS)
    return {
        name
        for name in names
        if isinstance(name, str) and Path(name).name == name and name.endswith(suffixes)
    }
