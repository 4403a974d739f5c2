"""Seconds and peak memory of `hamnosys stats`, and how they grow with the rows.

    python benchmarks/charting.py [--rows 10000 100000 1000000 10000000] [--record]

Class files repeat the classes of data_samples under new names. Every measurement runs in a fresh
process, so that peak memory is its own; counting is also compared, in turn, with pandas, which
reads a file whole.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from report import machine, record, table

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
COMPARED = 100_000
"""Rows of the comparison with pandas."""


def class_file(samples: Path, rows: int, target: Path) -> Path:
    """A class file of so many rows."""
    header, *lines = samples.read_text(encoding="utf-8").splitlines(keepends=True)
    cells = [line.split(" ", 1)[1] for line in lines]
    with target.open("w", encoding="utf-8") as stream:
        stream.write(header)
        stream.writelines(f"c{n} {rest}" for n, rest in enumerate(islice(cycle(cells), rows)))
    return target


def measure(work: str, file: str) -> None:
    """Child process: one piece of work on a file; prints JSON. Imports are not timed."""
    if work == "pandas":
        import pandas

        begin = time.perf_counter()
        frame = pandas.read_csv(file, sep=" ")
        rows = len(frame)
        for name in frame.columns[3:]:
            frame[name].value_counts()
    else:
        from stats import count_class_file
        from stats.job import write_statistics

        begin = time.perf_counter()
        corpus = count_class_file(file)
        rows = corpus.rows
        if work == "all":
            with tempfile.TemporaryDirectory() as folder:
                write_statistics([corpus], Path(folder) / "out")
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "peak": peak}))


def child(work: str, file: Path) -> dict[str, float]:
    """Run this file in a fresh process and read what it measured."""
    command = [sys.executable, __file__, "--measure", work, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    """Measure everything, print it as Markdown, and record it if asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--record", action="store_true", help="write benchmarks/RESULTS.md")
    options.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        measure(*chosen.measure)
        return
    with tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "samples.txt"
        lexicon = str(ROOT / "data_samples" / "lexicon.csv")
        command = [sys.executable, "-m", "hamnosys", "convert", lexicon, "-o", str(samples)]
        subprocess.run(command, check=True, capture_output=True)
        lines = []
        for rows in chosen.rows:
            file = class_file(samples, rows, Path(folder) / "classes.txt")
            count, everything = child("count", file), child("all", file)
            lines.append(
                [
                    f"{rows:,}",
                    f"{count['seconds']:.2f}",
                    f"{1e6 * count['seconds'] / rows:.2f}",
                    f"{count['peak']:.0f}",
                    f"{everything['seconds']:.2f}",
                    f"{everything['peak']:.0f}",
                ]
            )
        file = class_file(samples, COMPARED, Path(folder) / "classes.txt")
        pairs = [(child("count", file), child("pandas", file)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(pair[i]["seconds"] for pair in pairs) for i in (0, 1))
    ratio = statistics.median(one["seconds"] / other["seconds"] for one, other in pairs)
    header = ["rows", "counting, s", "µs a row", "MiB", "counting and drawing, s", "MiB"]
    text = f"""## Statistics (eight heads, 28 tables of two heads)

{machine()}; `python benchmarks/charting.py --rows
{" ".join(map(str, chosen.rows))}`. Start-up is not timed.

{table(header, lines)}

{COMPARED:,} rows, median of {ROUNDS} in turn: counting {ours:.2f} s with all tables of two heads;
pandas reading the file whole and counting each head, without tables, {theirs:.2f} s. Ratio
{ratio:.2f}; peak memory {pairs[0][0]["peak"]:.0f} and {pairs[0][1]["peak"]:.0f} MiB.
"""
    print(text)
    if chosen.record:
        record("stats", text)


if __name__ == "__main__":
    main()
