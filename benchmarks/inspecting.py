"""Seconds, memory and size of `hamnosys inspect`, and how soon its page is there in Chromium.

    python benchmarks/inspecting.py [--rows 1000 10000] [--font F] [--record]

Lexicons repeat the transcriptions of data_samples under new names. Every page is built in a fresh
process, so that peak memory is its own. The browser is driven by tests/devtools.py; opening is what
the page itself measures, from the start of the navigation to the end of its load event.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from report import machine, record, table

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5

OPENED = """
  const [entry] = performance.getEntriesByType("navigation");
  return [entry.loadEventEnd, document.querySelectorAll(".row").length];
"""
SCROLLED = """
  const times = [];
  for (let step = 0; step < 50; step += 1) {
    const begin = performance.now();
    scrollBy(0, 2000);
    draw();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[25];
"""
FILTERED = """
  const field = document.getElementById("words");
  field.value = "flathand gloss-9";
  const begin = performance.now();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return performance.now() - begin;
"""


@dataclass(frozen=True, slots=True)
class Built:
    """One page: seconds and mebibytes of its making, and its size in megabytes."""

    seconds: float
    peak: float
    size: float


def lexicon(rows: int, target: Path) -> Path:
    """A lexicon of so many rows."""
    with (ROOT / "data_samples" / "lexicon.csv").open(encoding="utf-8", newline="") as lines:
        texts = [row["hamnosys"] for row in csv.DictReader(lines)]
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["name", "gloss", "hamnosys"])
        for number, text in enumerate(islice(cycle(texts), rows)):
            writer.writerow([f"n{number}", f"GLOSS-{number}", text])
    return target


def measure(source: str, target: str, font: str) -> None:
    """Child process: makes one page; prints JSON. Imports are not timed."""
    from hamnosys.cli.inspect import inspect
    from hamnosys.cli.main import run

    assert inspect.name == "inspect"
    begin = time.perf_counter()
    status = run(["inspect", source, "-o", target, *(["--font", font] if font else [])])
    assert status == 0
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, peak]))


def built(source: Path, target: Path, font: str) -> Built:
    """Make the page several times, each in a fresh process; medians."""
    results = []
    for _ in range(ROUNDS):
        target.unlink(missing_ok=True)
        command = [sys.executable, __file__, "--measure", str(source), str(target), font]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        results.append(json.loads(done.stdout))
    seconds, peak = (statistics.median(column) for column in zip(*results, strict=True))
    return Built(seconds, peak, target.stat().st_size / 1e6)


@contextmanager
def browser(folder: Path) -> Iterator[Any]:
    """A tab of Chromium; None where it is not installed."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with ExitStack() as stack:
        if chromium is None:
            yield None
        else:
            sys.path.insert(0, str(ROOT / "tests"))
            from devtools import tab

            yield stack.enter_context(tab(chromium, folder))


def shown(page: Path, tab: Any) -> list[str]:
    """Milliseconds to open, to draw after a jump of 2,000 pixels, to filter; rows in the page."""
    if tab is None:
        return ["–"] * 4
    opened, scrolled, filtered, count = [], [], [], 0
    for _ in range(ROUNDS):
        tab.open(page)
        milliseconds, count = tab.do(OPENED)
        opened.append(milliseconds)
        scrolled.append(tab.do(SCROLLED))
        filtered.append(tab.do(FILTERED))
    medians = [f"{statistics.median(times):.0f}" for times in (opened, scrolled, filtered)]
    return [*medians, str(count)]


HEADER = [
    *("rows", "build, s", "peak memory, MiB", "page, MB"),
    *("open, ms", "draw after a jump, ms", "first filter, ms", "rows in the document"),
]


def main() -> None:
    """Measure everything, print it as Markdown, and record it if asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--font", default="", help="HamNoSys font for the pages")
    options.add_argument("--record", action="store_true", help="write benchmarks/RESULTS.md")
    options.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        measure(*chosen.measure)
        return
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with browser(folder) as tab:
            for rows in chosen.rows:
                source = lexicon(rows, folder / f"{rows}.csv")
                page = folder / f"{rows}.html"
                made = built(source, page, chosen.font)
                figures = [f"{made.seconds:.1f}", f"{made.peak:.0f}", f"{made.size:.1f}"]
                lines.append([f"{rows:,}", *figures, *shown(page, tab)])
    drawn = "with the HamNoSys font in it" if chosen.font else "with names instead of glyphs"
    text = (
        f"## A lexicon as a page\n\n{machine()}. Pages {drawn}; medians of {ROUNDS} rounds.\n\n"
        f"{table(HEADER, lines)}"
    )
    print(text)
    if chosen.record:
        record("inspecting", text)


if __name__ == "__main__":
    main()
