"""How fast postures are posed and drawn, and how large practice clips are.

    python benchmarks/posing.py [--record]

Times are the median of several rounds in one process, after a warm-up.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from report import machine, record, table

from hamnosys import Sign, parse
from hamnosys.posture.class_signs import sign_of_classes
from hamnosys.posture.posing import pose_sign
from hamnosys.posture.practice.clip import Clip, write_clip
from hamnosys.posture.practice.layout import draw_frame, stage_of, with_noise
from hamnosys.posture.practice.performance import performed
from hamnosys.posture.practice.rules import practice_scheme
from hamnosys.posture.practice.sampling import draw_signs
from hamnosys.posture.practice.take import draw_take

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
SIGNS = 24
SIZES = (96, 129, 192, 288)


def milliseconds(work: Callable[[], object], count: int) -> float:
    """Median time of ``work`` over the rounds, for one of the ``count`` things that it does."""
    work()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times) / count


def samples() -> list[Sign]:
    """The signs of data_samples."""
    with (ROOT / "data_samples" / "lexicon.csv").open(encoding="utf-8", newline="") as lines:
        return [parse(row["hamnosys"]).signs[0] for row in csv.DictReader(lines)]


def drawing(signs: Sequence[Sign], size: int) -> tuple[float, float, int]:
    """Milliseconds a frame for posing a take, and for drawing it with noise; frames."""
    takes = [draw_take(np.random.default_rng(n), 24) for n in range(len(signs))]
    done = [performed(sign, take) for sign, take in zip(signs, takes, strict=True)]
    frames = sum(len(postures) for _, postures in done)
    rng = np.random.default_rng(0)

    def pose() -> None:
        for sign, take in zip(signs, takes, strict=True):
            performed(sign, take)

    def draw() -> None:
        for take, (held, postures) in zip(takes, done, strict=True):
            stage = stage_of(held, take, size)
            for posture in postures:
                with_noise(draw_frame(posture, stage), take, rng)

    return milliseconds(pose, frames), milliseconds(draw, frames), frames


def clips(size: int, classes: Sequence[tuple[int, ...]]) -> tuple[float, float, float, float]:
    """Frames a second, and bytes a clip: of frames, of landmarks, in all."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        frames = 0
        for number, row in enumerate(classes):
            clip = Clip(f"s{number:03d}", row, number, (1, number), 24, size)
            frames += clip.length
            write_clip(clip, Path(folder))
        seconds = time.perf_counter() - begin
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        pictures = sum(path.stat().st_size for path in files if path.suffix == ".jpg")
        arrays = sum(path.stat().st_size for path in files if path.suffix == ".npz")
        total = sum(path.stat().st_size for path in files)
    count = len(classes)
    return frames / seconds, pictures / count, arrays / count, total / count


def main() -> None:
    """Measure everything, print it as Markdown, and record it if asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--record", action="store_true", help="write benchmarks/RESULTS.md")
    chosen = options.parse_args()
    lexicon = samples()
    posing = milliseconds(lambda: [pose_sign(sign) for sign in lexicon], len(lexicon))
    rows = draw_signs(SIGNS, np.random.default_rng(0))
    signs = [sign_of_classes(practice_scheme(), row) for row in rows]
    lines = []
    for size in SIZES:
        pose, draw, _ = drawing(signs, size)
        speed, pictures, arrays, total = clips(size, rows)
        lines.append(
            [
                size,
                f"{pose:.2f}",
                f"{draw:.2f}",
                f"{speed:.0f}",
                f"{pictures / 1024:.0f}",
                f"{arrays / 1024:.0f}",
                f"{total / 1024:.0f}",
            ]
        )
    header = ["pixels", "posing, ms a frame", "drawing, ms a frame", "frames/s with files"]
    header += ["KiB of frames a clip", "of landmarks", "in all"]
    text = f"""## Postures and practice clips ({SIGNS} signs, clips of about 24 frames)

{machine()}; `python benchmarks/posing.py`. One process.

{table(header, lines)}

A sign of data_samples is posed in {posing:.2f} ms. Drawing is of a whole frame: the signer, both
hands from the front and from above, and two views from the wrist, with noise.
"""
    print(text)
    if chosen.record:
        record("posing", text)


if __name__ == "__main__":
    main()
