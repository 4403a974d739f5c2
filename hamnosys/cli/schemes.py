"""``hamnosys schemes``: list class schemes, show one, compare two."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

import click

from hamnosys.cli.comparing import comparison_data, comparison_lines
from hamnosys.cli.listing import in_columns, write_lines
from hamnosys.cli.options import policy_option, reading_options
from hamnosys.cli.progress import rows, say, with_progress
from hamnosys.errors import UsageError
from hamnosys.formats import Reading, read_with_heads
from hamnosys.grammar import Policy
from hamnosys.scheme_comparison import compare_schemes
from hamnosys.scheme_counts import RowCounts, count_rows
from hamnosys.schemes import BUILT_IN, Head, Scheme, load_scheme
from hamnosys.source import open_source


@click.command()
@click.argument("name", required=False)
@click.option(
    "--compare",
    nargs=2,
    metavar="A B",
    help="Show what scheme A merges and scheme B keeps apart, and the other way round.",
)
@click.option(
    "--on",
    "lexicon",
    metavar="INPUT",
    help="With --compare: count the class rows that both make of this lexicon.",
)
@reading_options
@policy_option
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text: for people; json: the same as data.",
)
def schemes(
    name: str | None,
    compare: tuple[str, str] | None,
    lexicon: str | None,
    reading: Reading,
    policy: str,
    output_format: str,
) -> int:
    """List class schemes, or the classes of one.

    NAME, A and B are built-in schemes or YAML files.

    \b
    Two schemes are compared by what their heads read of a sign, not by names: heads of one
    source class by class, the others as what only one of the schemes has. With --on, pairs of
    different transcriptions that have the same class row under one scheme are counted, and how
    many of them the other one separates; rows that do not parse are left out (exit status 1).

    \b
    Examples:
      hamnosys schemes
      hamnosys schemes hearai
      hamnosys schemes --compare hearai hamnosys4
      hamnosys schemes --compare hearai mine.yaml --on lexicon.csv -f json
    """
    as_json = output_format == "json"
    if compare is None:
        if lexicon is not None:
            raise UsageError("--on counts for two schemes", hint="name them with --compare A B")
        _show(name, as_json=as_json)
        return 0
    if name is not None:
        raise UsageError(f"--compare takes two schemes, and {name!r} is a third")
    first, second = map(load_scheme, compare)
    comparison = compare_schemes(first, second)
    counts = None if lexicon is None else _count(lexicon, reading, first, second, policy)
    if as_json:
        write_lines([_json(comparison_data(comparison, counts))])
    else:
        write_lines(comparison_lines(comparison, counts))
    if counts is not None and counts.rejected:
        say(f"{rows(counts.rejected)} of {counts.rows} left out: no notation that can be read")
        return 1
    return 0


def _count(lexicon: str, reading: Reading, first: Scheme, second: Scheme, policy: str) -> RowCounts:
    with open_source(lexicon, reading.encoding) as source:
        heads, records = read_with_heads(source, lexicon, reading)
        if heads is not None:
            hint = "give the lexicon that it was made from"
            raise UsageError(f"{lexicon!r} is a class file, which has no notation", hint=hint)
        shown = with_progress(records, source, source.name)
        counts = count_rows(shown, first, second, cast("Policy", policy))
    if not counts.rows:
        say("warning: the input has no rows")
    return counts


def _show(name: str | None, *, as_json: bool) -> None:
    if name is None:
        known = [load_scheme(each) for each in BUILT_IN]
        if as_json:
            listed = [{"name": s.name, "title": s.title, "heads": len(s.heads)} for s in known]
            write_lines([_json(listed)])
        else:
            write_lines(in_columns((s.name, f"{len(s.heads)} heads", s.title) for s in known))
        return
    scheme = load_scheme(name)
    write_lines([_json(_scheme_data(scheme))] if as_json else _scheme_lines(scheme))


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _scheme_data(scheme: Scheme) -> dict[str, Any]:
    heads = [
        {
            "name": head.name,
            "source": ".".join(head.source),
            "none": head.none,
            "default": head.default,
            "uncoded": head.uncoded,
            "classes": list(head.labels),
        }
        for head in scheme.heads
    ]
    return {"name": scheme.name, "title": scheme.title, "heads": heads}


def _scheme_lines(scheme: Scheme) -> Iterator[str]:
    yield f"{scheme.name}: {scheme.title}"
    for head in scheme.heads:
        yield ""
        yield f"{head.name} ({head.classes} classes, from {'.'.join(head.source)})"
        yield from _fallbacks(head)
        yield from in_columns((f"{number:4}", label) for number, label in enumerate(head.labels))


def _fallbacks(head: Head) -> Iterator[str]:
    for meaning, number in (
        ("if it is not written", head.none),
        ("if there is nothing that could have it", head.default),
        ("if it has no class here", head.uncoded),
    ):
        if number is not None:
            yield f"      {meaning}: {number}"
