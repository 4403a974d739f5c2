"""Milliseconds that the nearest glosses of a clip take, by the size of lexicon and batch.

    python benchmarks/nearest.py [--entries 2400 10000 100000] [--record]

Entries are drawn evenly from the classes of hearai, so that hardly two are alike; queries are the
classes of an entry, blurred. The five nearest are wanted. Beside it, in turn, a plain loop over all
entries and heads, for one query.
"""

from __future__ import annotations

import argparse
import heapq
import resource
import statistics
import time
from collections.abc import Callable
from math import log

import numpy as np
from report import machine, record, table

from hamnosys.schemes import load_scheme
from trainer.nearest.distances import DISTANCES
from trainer.nearest.lexicon import Lexicon
from trainer.nearest.ranking import LEAST, NearestGlosses

ENTRIES = (2_400, 10_000, 100_000)
BATCHES = (1, 64, 1_024)
ROUNDS = 7
COUNT = 5

Tables = list[np.ndarray]


def lexicon(entries: int, rng: np.random.Generator) -> tuple[Lexicon, list[int]]:
    """A lexicon of so many entries, and the number of classes of each head."""
    heads = load_scheme("hearai").heads
    sizes = [head.classes for head in heads]
    classes = np.stack([rng.integers(0, size, entries) for size in sizes], 1).astype(np.int32)
    names = tuple(f"gloss{number}" for number in range(entries))
    rows = tuple(range(1, entries + 1))
    return Lexicon("", tuple(head.name for head in heads), names, names, rows, classes), sizes


def queries(found: Lexicon, sizes: list[int], count: int, rng: np.random.Generator) -> Tables:
    """Probabilities of clips that show entries of the lexicon, not clearly."""
    shown = found.classes[rng.integers(0, len(found), count)]
    tables = []
    for place, size in enumerate(sizes):
        logits = rng.normal(0, 2, (count, size))
        logits[np.arange(count), shown[:, place]] += 5
        shares = np.exp(logits)
        tables.append((shares / shares.sum(1, keepdims=True)).astype(np.float32))
    return tables


def plain_loop(rows: list[list[int]], asked: Tables, by: str) -> list[tuple[float, int]]:
    """The nearest entries of the first query, one entry and one head after the other."""
    costs = []
    for table_ in asked:
        shares = table_[0].tolist()
        best = shares.index(max(shares))
        costs.append(
            [-log(max(share, LEAST)) for share in shares]
            if by == "log_probability"
            else [float(number != best) for number in range(len(shares))]
        )
    distances = []
    for entry, row in enumerate(rows):
        total = 0.0
        for cost, number in zip(costs, row, strict=True):
            total += cost[number]
        distances.append((total / len(row), entry))
    return heapq.nsmallest(COUNT, distances)


def milliseconds(work: Callable[[], object], queries_: int) -> float:
    begin = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - begin) / queries_


def measure(entries: int, by: str) -> tuple[list[float], float, float]:
    """Milliseconds a query for each batch, those of the loop, and those of the preparation."""
    rng = np.random.default_rng(entries)
    found, sizes = lexicon(entries, rng)
    begin = time.perf_counter()
    search = NearestGlosses(found, sizes, by=by)
    prepared = 1e3 * (time.perf_counter() - begin)
    batches = [queries(found, sizes, count, rng) for count in BATCHES]
    rows = found.classes.tolist()
    nearest = search.search(batches[0], COUNT)[0]
    loop = plain_loop(rows, batches[0], by)
    same = zip(nearest.distances, (distance for distance, _ in loop), strict=False)
    assert all(abs(ours - theirs) < 1e-5 for ours, theirs in same), "the loop finds others"
    ours: list[list[float]] = [[] for _ in BATCHES]
    theirs = []
    for _ in range(ROUNDS):
        theirs.append(milliseconds(lambda: plain_loop(rows, batches[0], by), 1))
        for times, asked, count in zip(ours, batches, BATCHES, strict=True):
            # One query alone is too quick for one measurement.
            again = max(1, 20 // count)
            work = lambda asked=asked, again=again: [
                search.search(asked, COUNT) for _ in range(again)
            ]
            times.append(milliseconds(work, count * again))
    return [statistics.median(times) for times in ours], statistics.median(theirs), prepared


def main() -> None:
    """Measure everything, print it as Markdown, and record it if asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--entries", type=int, nargs="+", default=list(ENTRIES))
    options.add_argument("--record", action="store_true", help="write benchmarks/RESULTS.md")
    chosen = options.parse_args()
    lines = []
    for entries in chosen.entries:
        for by in DISTANCES:
            ours, loop, prepared = measure(entries, by)
            line = [f"{entries:,}", by, *(f"{each:.3f}" for each in ours), f"{loop:.1f}"]
            lines.append([*line, f"{loop / ours[-1]:,.0f}", f"{prepared:.0f}"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    header = ["entries", "distance", *(f"batch {count:,}, ms a query" for count in BATCHES)]
    header += ["loop, ms a query", "times as fast", "preparing, ms"]
    text = f"""## Nearest glosses (eight heads, the {COUNT} nearest)

{machine()}; `python benchmarks/nearest.py`. Median of
{ROUNDS} rounds, in turn with a plain loop in Python over entries and heads, which "times as fast"
compares with the largest batch. Peak memory, with lexicon and queries, {peak:.0f} MiB.

{table(header, lines)}
"""
    print(text)
    if chosen.record:
        record("nearest", text)


if __name__ == "__main__":
    main()
