"""How convert, stats and the trainer's data loader grow: to a million rows, to ten thousand clips.

    python benchmarks/scale.py [--rows 10000 100000 1000000] [--clips 1000 10000] [--record]

Half of the rows repeat data_samples, half are signs put together by chance. Each run is a process
of its own; peak memory is that of the largest one. `--jobs 1` and `--jobs 2` are measured in turn.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from convert import SAMPLES
from report import machine, record, table
from similar import Lexicon

DRAWN = 5_000
"""Different signs that are put together by chance."""
FRAMES = 2
PAIRED = 200_000
"""Rows, at most, at which one and two jobs are compared in turn."""


def lexicon(target: Path, rows: int) -> Path:
    """A lexicon of so many rows, all with names of their own."""
    with SAMPLES.open(encoding="utf-8", newline="") as source:
        texts = [row["hamnosys"] for row in csv.DictReader(source, delimiter="\t")]
    drawn = [notation.to_hamnosys() for notation in Lexicon(seed=8).notations(DRAWN)]
    half = list(islice(cycle(texts), DRAWN))
    mixed = cycle([text for pair in zip(half, drawn, strict=True) for text in pair])
    with target.open("w", encoding="utf-8", newline="") as out:
        out.write("name\tgloss\thamnosys\n")
        out.writelines(f"r{n}\tG{n % 997}\t{text}\n" for n, text in enumerate(islice(mixed, rows)))
    return target


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock and of the processors, with start-up; MiB of the largest process."""

    seconds: float
    processor: float
    memory: float

    def cells(self, rows: int) -> list[str]:
        """As they stand in a table."""
        return [
            *(f"{self.seconds:.1f}", f"{rows / self.seconds:,.0f}", f"{self.processor:.1f}"),
            *(f"{1e6 * self.processor / rows:.1f}", f"{self.memory:.0f}"),
        ]


_OF_CHILDREN = (
    "import resource, subprocess, sys; "
    "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
    "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
    "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
)


def timed(*arguments: str) -> Cost:
    """The cost of a hamnosys command."""
    command = [sys.executable, "-c", _OF_CHILDREN, sys.executable, "-m", "hamnosys", *arguments]
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - begin
    processor, memory = map(float, done.stdout.split())
    return Cost(seconds, processor, memory)


def conversion(source: Path, *options: str) -> Cost:
    """The cost of `hamnosys convert`; all rows must be in one output or the other."""
    out, errors = source.with_suffix(".txt"), source.with_suffix(".errors")
    found = timed(
        *("convert", str(source), "-o", str(out), "--errors", str(errors), "--force", *options)
    )
    if lines(source) - 1 != lines(out) - 1 + lines(errors):
        raise SystemExit(f"rows were lost: {source} {options}")
    return found


def lines(path: Path) -> int:
    """Lines of a file."""
    with path.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))


def growth(sizes: list[int], folder: Path) -> list[list[object]]:
    """A row for each command and number of rows."""
    found: list[list[object]] = []
    for rows in sizes:
        source = lexicon(folder / f"{rows}.tsv", rows)
        for jobs in ("1", "2"):
            name = f"convert --jobs {jobs}"
            found.append([name, f"{rows:,}", *conversion(source, "--jobs", jobs).cells(rows)])
        if rows <= 100_000:
            four = conversion(source, "--scheme", "hamnosys4", "--jobs", "2")
            found.append(["convert --scheme hamnosys4 --jobs 2", f"{rows:,}", *four.cells(rows)])
            conversion(source)
        classes = source.with_suffix(".txt")
        done = timed("stats", str(classes), "-o", str(folder / f"stats{rows}"))
        found.append(["stats", f"{rows:,}", *done.cells(rows)])
        print(*found[-4:], sep="\n", flush=True)
    return sorted(found, key=lambda row: str(row[0]))


def paired(rows: int, rounds: int, folder: Path) -> tuple[list[float], list[float]]:
    """How many times as fast two jobs are, in turn with one, and would be on two idle cores."""
    source = lexicon(folder / "paired.tsv", rows)
    ratios, possible = [], []
    for _ in range(rounds):
        one, two = (conversion(source, "--jobs", jobs) for jobs in ("1", "2"))
        ratios.append(one.seconds / two.seconds)
        possible.append(2 * one.processor / two.processor)
        print("jobs", one, two, f"{ratios[-1]:.2f} {possible[-1]:.2f}", flush=True)
    return ratios, possible


# --- the trainer's data ---


def data_directory(folder: Path, clips: int) -> Path:
    """So many clips with classes; their frames are hard links to those of a few."""
    import numpy as np
    from PIL import Image

    from hamnosys.schemes import load_scheme

    folder.mkdir()
    random = np.random.default_rng(0)
    scheme = load_scheme("hearai")
    pictures = []
    for number in range(16):
        coarse = random.integers(0, 256, (12, 12, 3), dtype=np.uint8)
        pictures.append(folder.parent / f"{folder.name}_{number}.jpg")
        Image.fromarray(coarse).resize((96, 96)).save(pictures[-1], quality=90)
    rows = [" ".join(["name start end", *scheme.names])]
    for number in range(clips):
        name = f"clip_{number:05d}"
        (folder / name).mkdir()
        for frame in range(FRAMES):
            os.link(pictures[(number * FRAMES + frame) % 16], folder / name / f"{name}_{frame}.jpg")
        labels = " ".join(str(random.integers(head.classes)) for head in scheme.heads)
        rows.append(f"{name} 0 {FRAMES - 1} {labels}")
    (folder / "test_hamnosys.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def measure_loading(data: str) -> dict[str, float]:
    """Seconds to find, check and split all clips, and to load an epoch; MiB before and after."""
    import torch

    from trainer.config import config_from
    from trainer.engine.processes import Processes
    from trainer.gathering import gather
    from trainer.sides import Sides

    config = config_from(
        {
            "general_parameters": {"data_path": data, "gpu": -1},
            "augmentations_parameters": {"apply_resize": False, "apply_center_crop": False},
            "train_parameters": {"batch_size": 64, "num_segments": FRAMES},
            "feature_extractor": {"model_path": "resnet10t", "pretrained": False},
        },
        "benchmark",
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.perf_counter()
    gathered = gather(config)
    found = {"gather": time.perf_counter() - begin, "before": before}
    found["gathered"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sides = Sides.of(config, gathered, torch.device("cpu"), Processes())
    begin, clips = time.perf_counter(), 0
    for side in sides.loaders:
        clips += sum(len(batch) for batch in sides.batches(side, sides.draws(side, 0)))
    sides.close()
    found |= {"epoch": time.perf_counter() - begin, "clips": clips}
    return found | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def loading(sizes: list[int], folder: Path) -> list[list[object]]:
    """A row for each number of clips."""
    rows: list[list[object]] = []
    for clips in sizes:
        data = data_directory(folder / f"clips{clips}", clips)
        command = [sys.executable, __file__, "--measure", str(data)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found: dict[str, Any] = json.loads(done.stdout)
        if found["clips"] != clips:
            raise SystemExit(f"clips were lost: {found['clips']} of {clips}")
        rows.append(
            [
                *(f"{clips:,}", f"{found['gather']:.2f}", f"{1e6 * found['gather'] / clips:.0f}"),
                *(f"{found['epoch']:.2f}", f"{clips / found['epoch']:,.0f}"),
                *(f"{found['before']:.0f}", f"{found['gathered']:.0f}", f"{found['peak']:.0f}"),
            ]
        )
        print(rows[-1], flush=True)
    return rows


_HEADER = ("command", "rows", "s", "rows/s", "processor s", "processor µs a row", "MiB")


def main() -> None:
    """Measure everything, print it as Markdown, and record it if asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--clips", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--rounds", type=int, default=3, help="of one job and two in turn")
    options.add_argument("--record", action="store_true", help="write benchmarks/RESULTS.md")
    options.add_argument("--measure", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        print(json.dumps(measure_loading(chosen.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        load = os.getloadavg()[1]
        grown = growth(chosen.rows, Path(folder))
        many = min(PAIRED, max(chosen.rows))
        ratios, possible = paired(many, chosen.rounds, Path(folder))
        loaded = loading(chosen.clips, Path(folder))
    spread = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    header = (
        *("clips", "finding, checking and splitting, s", "µs a clip", "loading all once, s"),
        *("clips/s", "MiB before", "MiB then", "MiB in the end"),
    )
    text = f"""## Scale

{machine()}; `python benchmarks/scale.py`. Start-up is included; MiB is the peak of the largest
process. The load of the machine was {load:.1f} in the five minutes before, {os.getloadavg()[1]:.1f}
at the end.

{table(_HEADER, grown)}

{many:,} rows with one job and two, in turn: {statistics.median(ratios):.2f} times as fast with two
(median; the rounds: {spread}). Twice the processor seconds of one job are
{statistics.median(possible):.2f} times those of two: the ratio to expect of two idle cores.

The trainer's data, {FRAMES} frames of 96 pixels a clip, in a thread (`workers: 0`):

{table(header, loaded)}
"""
    print(text)
    if chosen.record:
        record("scale", text)


if __name__ == "__main__":
    main()
