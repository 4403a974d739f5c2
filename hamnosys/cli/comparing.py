"""Two class schemes side by side, as text and as data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from hamnosys.cli.listing import in_columns
from hamnosys.scheme_comparison import (
    ClassName,
    HeadComparison,
    Merging,
    PartComparison,
    SchemeComparison,
    overfull,
)
from hamnosys.scheme_counts import RowCounts
from hamnosys.schemes import Head, Scheme

_WIDTH = 100


def comparison_lines(comparison: SchemeComparison, counts: RowCounts | None) -> Iterator[str]:
    """The comparison for people."""
    first, second = comparison.first, comparison.second
    for scheme in (first, second):
        count = len(scheme.heads)
        title = f"{scheme.title} ({count} head{'' if count == 1 else 's'})"
        yield f"{scheme.name}: {title.strip()}"
    merged = [(h.first, h.second, h.first_merges) for h in comparison.heads]
    yield from _merging_lines(first, second, merged)
    merged = [(h.second, h.first, h.second_merges) for h in comparison.heads]
    yield from _merging_lines(second, first, merged)
    if comparison.parts:
        yield from ("", "Other readings of the same part of a sign:")
    for part in comparison.parts:
        yield f"  {part.first.name}, {part.second.name}"
        yield from _listed(f"    only in {first.name}: ", part.only_first)
        yield from _listed(f"    only in {second.name}: ", part.only_second)
    yield from _overfull_lines(first, comparison.only_first)
    yield from _overfull_lines(second, comparison.only_second)
    if counts is not None:
        yield from ("", *_count_lines(comparison, counts))
    yield from ("", "Heads side by side, each with its number of classes:")
    yield from (f"  {line}" for line in in_columns(_side_by_side(comparison)))


def _side_by_side(comparison: SchemeComparison) -> Iterator[tuple[str, str, str]]:
    """A row a source: the head of the first scheme, that of the second, what they read."""
    yield comparison.first.name, comparison.second.name, "reads"
    pairs = [(each.first, each.second) for each in comparison.heads]
    pairs += [(each.first, each.second) for each in comparison.parts]
    for first, second in pairs:
        source = ".".join(first.source)
        if second.source != first.source:
            source += f" / {second.source[-1]}"
        yield _sized(first), _sized(second), source
    for head in comparison.only_first:
        yield _sized(head), "-", ".".join(head.source)
    for head in comparison.only_second:
        yield "-", _sized(head), ".".join(head.source)


def _sized(head: Head) -> str:
    return f"{head.name} {head.classes}"


def _merging_lines(
    merging: Scheme,
    separating: Scheme,
    heads: Iterable[tuple[Head, Head, Sequence[Merging]]],
) -> Iterator[str]:
    yield ""
    yield f"What {merging.name} merges and {separating.name} keeps apart, class by class:"
    nothing = True
    for head, _other, mergings in heads:
        for found in mergings:
            nothing = False
            count = sum(each.number is not None for each in found.separate)
            classes = f"{count} class{'es' if count > 1 else ''}"
            merged = f"{head.name} {', '.join([str(found.merged), *found.also])}"
            yield f"  {merged} = {classes} of {separating.name}:"
            yield from _listed("    ", found.separate)
    if nothing:
        yield "  nothing"


def _overfull_lines(scheme: Scheme, heads: Sequence[Head]) -> Iterator[str]:
    found = [(head, *each) for head in heads for each in overfull(head)]
    if found:
        yield ""
        yield f"Classes of {scheme.name} that hold more than their label, of heads all its own:"
    for head, name, also in found:
        yield f"  {head.name} {', '.join([str(name), *also])}"


def _listed(start: str, names: Sequence[ClassName]) -> Iterator[str]:
    if names:
        # A number and its label stay on one line.
        text = start + ", ".join(str(name).replace(" ", "\u00a0") for name in names)
        for line in textwrap.wrap(text, _WIDTH, subsequent_indent="      "):
            yield line.replace("\u00a0", " ")


def _count_lines(comparison: SchemeComparison, counts: RowCounts) -> Iterator[str]:
    first, second = comparison.first.name, comparison.second.name
    yield f"Different transcriptions: {counts.transcriptions}"
    if counts.without_class:
        yield f"  and {counts.without_class} with a head without a class, left out"
    yield from _shared(
        first, counts.first_rows, counts.first_pairs, second, counts.second_separates
    )
    yield from _shared(
        second, counts.second_rows, counts.second_pairs, first, counts.first_separates
    )


def _shared(name: str, found: int, pairs: int, other: str, separated: int) -> Iterator[str]:
    yield f"  {name}: {found} different class rows; pairs of transcriptions that share one: {pairs}"
    if pairs:
        yield f"    of these {other} separates {separated} ({100 * separated / pairs:.1f} %)"


def comparison_data(comparison: SchemeComparison, counts: RowCounts | None) -> dict[str, Any]:
    """The comparison as data for JSON."""
    data: dict[str, Any] = {
        "first": _scheme(comparison.first),
        "second": _scheme(comparison.second),
        "same_source": [_heads(each) for each in comparison.heads],
        "same_part": [_part(each) for each in comparison.parts],
        "only_first": [_head(head) for head in comparison.only_first],
        "only_second": [_head(head) for head in comparison.only_second],
    }
    if counts is not None:
        data["counts"] = asdict(counts)
    return data


def _scheme(scheme: Scheme) -> dict[str, Any]:
    return {"name": scheme.name, "title": scheme.title, "heads": len(scheme.heads)}


def _head(head: Head) -> dict[str, Any]:
    return {
        "name": head.name,
        "source": ".".join(head.source),
        "classes": head.classes,
        "overfull": [{"class": asdict(name), "also": list(also)} for name, also in overfull(head)],
    }


def _heads(heads: HeadComparison) -> dict[str, Any]:
    return {
        "first": _head(heads.first),
        "second": _head(heads.second),
        "same": heads.same,
        "first_merges": [_merging(each) for each in heads.first_merges],
        "second_merges": [_merging(each) for each in heads.second_merges],
    }


def _merging(merging: Merging) -> dict[str, Any]:
    return {
        "class": asdict(merging.merged),
        "also": list(merging.also),
        "separate": [asdict(each) for each in merging.separate],
    }


def _part(part: PartComparison) -> dict[str, Any]:
    return {
        "first": _head(part.first),
        "second": _head(part.second),
        "only_first": [asdict(each) for each in part.only_first],
        "only_second": [asdict(each) for each in part.only_second],
    }
