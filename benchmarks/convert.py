"""Rows per second and peak memory of each stage of `hamnosys convert`, and how they grow.

    python benchmarks/convert.py [--corpus FILE] [--scales 1 10 100] [--record]

Every measurement runs in a fresh process, so that peak memory is its own. Rows come from the
corpus beside the checkout where it is there, else from data_samples; 10x and 100x repeat them
under new names. Machines are noisy: read the ratios, which are taken in one run, in turn.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from report import machine, record, table

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "transcriptions.tsv"
SAMPLES = ROOT / "data_samples" / "lexicon.tsv"
STAGES = ("read", "lex", "parse", "text to Sign", "classify")
ROUNDS = 7


def repeated(corpus: Path, times: int, target: Path) -> int:
    """Write the corpus ``times`` times with distinct names; return the number of rows."""
    with corpus.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source, delimiter="\t"))
    with target.open("w", encoding="utf-8", newline="") as out:
        out.write("name\tgloss\thamnosys\n")
        for turn in range(times):
            for number, row in enumerate(rows):
                out.write(f"{turn}_{number}\t{row['gloss']}\t{row['hamnosys']}\n")
    return len(rows) * times


def stage(name: str) -> Callable[[list[str]], object]:
    """The work of one stage on a batch of transcriptions; rejected rows count as done."""
    from hamnosys.errors import HamNoSysSyntaxError
    from hamnosys.grammar import table as compiled
    from hamnosys.parser import RejectedError, parse, walk
    from hamnosys.schemes import load_scheme
    from hamnosys.transcription import read_transcription

    tolerant, scheme = compiled("tolerant"), load_scheme("hearai")

    def each(work: Callable[[str], object]) -> Callable[[list[str]], object]:
        def run(texts: list[str]) -> None:
            for text in texts:
                try:
                    work(text)
                except (HamNoSysSyntaxError, RejectedError):
                    continue

        return run

    return {
        "read": lambda texts: None,
        "lex": each(read_transcription),
        "parse": each(lambda text: walk(tolerant, text.replace(" ", ""))),
        "text to Sign": each(parse),
        "classify": each(lambda text: scheme.classes(parse(text).signs[0])),
    }[name]


def measure_stage(name: str, file: str) -> None:
    """Child process: one stage over a whole file, batch by batch; prints JSON."""
    from hamnosys import read_transcriptions

    work = stage(name)
    records = read_transcriptions(file)
    seconds, rows = 0.0, 0
    while True:
        begin = time.perf_counter()
        texts = [record.hamnosys for record in islice(records, 500)]
        if name == "read":
            seconds += time.perf_counter() - begin
        if not texts:
            break
        rows += len(texts)
        begin = time.perf_counter()
        work(texts)
        seconds += time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "peak": peak}))


def child(*arguments: str) -> dict[str, float]:
    """Run this file in a fresh process and read what it measured."""
    command = [sys.executable, __file__, "--measure", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def whole_command(file: Path, *options: str) -> tuple[float, float]:
    """Seconds and peak memory (MiB, largest process) of `hamnosys convert`, start-up included."""
    out = file.with_suffix(".classes")
    errors = file.with_suffix(".errors")
    command = [
        *(sys.executable, "-c", _CHILD_PEAK, sys.executable, "-m", "hamnosys", "convert"),
        *(str(file), "-o", str(out), "--errors", str(errors), "--force", *options),
    ]
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - begin, float(done.stdout)


_CHILD_PEAK = (
    "import resource, subprocess, sys; "
    "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
)


def against_contextual(texts: list[str]) -> tuple[float, float, float]:
    """Rows/s of text to `Sign`, of lark's contextual lexer with plain trees, and their ratio."""
    from lark.exceptions import UnexpectedInput

    from hamnosys import open_grammar
    from hamnosys.errors import HamNoSysSyntaxError
    from hamnosys.parser import parse

    lark = open_grammar("tolerant", lexer="contextual")

    def ours() -> None:
        for text in texts:
            try:
                parse(text)
            except HamNoSysSyntaxError:
                continue

    def plain() -> None:
        for text in texts:
            try:
                lark.parse(text.replace(" ", ""))
            except UnexpectedInput:
                continue

    pairs = [(_seconds(ours), _seconds(plain)) for _ in range(ROUNDS)]
    return (
        len(texts) / statistics.median(mine for mine, _ in pairs),
        len(texts) / statistics.median(theirs for _, theirs in pairs),
        statistics.median(theirs / mine for mine, theirs in pairs),
    )


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def growth(corpus: Path, scales: list[int], folder: Path) -> Iterator[list[object]]:
    """Rows of the table: a stage, and for each scale its rate and its peak memory."""
    files = {scale: folder / f"rows_{scale}.tsv" for scale in scales}
    counts = {scale: repeated(corpus, scale, files[scale]) for scale in scales}
    yield ["rows", *[cell for scale in scales for cell in (f"{counts[scale]:,}", "")]]
    for name in STAGES:
        cells: list[object] = [name]
        for scale in scales:
            found = child(name, str(files[scale]))
            cells += [f"{found['rows'] / found['seconds']:,.0f}", f"{found['peak']:.0f}"]
        yield cells
    for jobs in (1, 2):
        cells = [f"whole command, --jobs {jobs}"]
        for scale in scales:
            seconds, peak = whole_command(files[scale], "--jobs", str(jobs))
            cells += [f"{counts[scale] / seconds:,.0f}", f"{peak:.0f}"]
        yield cells


def two_jobs(corpus: Path, folder: Path, rows: int = 20_000) -> tuple[float, float, float]:
    """Seconds of 20,000 rows with one and with two processes, in turn, and their ratio."""
    file = folder / "jobs.tsv"
    repeated(corpus, 1 + rows // sum(1 for _ in corpus.open(encoding="utf-8")), file)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[: rows + 1]), encoding="utf-8")
    pairs = [
        (whole_command(file, "--jobs", "1")[0], whole_command(file, "--jobs", "2")[0])
        for _ in range(ROUNDS)
    ]
    one, two = (statistics.median(times) for times in zip(*pairs, strict=True))
    return one, two, statistics.median(first / second for first, second in pairs)


def main() -> None:
    """Measure everything, print it as Markdown, and record it if asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--corpus", type=Path, default=CORPUS if CORPUS.is_file() else SAMPLES)
    options.add_argument("--scales", type=int, nargs="+", default=[1, 10, 100])
    options.add_argument("--record", action="store_true", help="write benchmarks/RESULTS.md")
    options.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        measure_stage(*chosen.measure)
        return
    with chosen.corpus.open(encoding="utf-8", newline="") as source:
        texts = [row["hamnosys"] for row in csv.DictReader(source, delimiter="\t")]
    ours, plain, ratio = against_contextual(texts)
    with tempfile.TemporaryDirectory() as folder:
        header = ["stage", *[c for s in chosen.scales for c in (f"{s}x rows/s", f"{s}x MiB")]]
        grown = table(header, growth(chosen.corpus, chosen.scales, Path(folder)))
        one, two, gain = two_jobs(chosen.corpus, Path(folder))
    text = f"""## Converting ({chosen.corpus.name}, {len(texts):,} rows)

{machine()}; `python benchmarks/convert.py`. Peak memory is of the largest process.

{grown}

Text to `Sign`, warnings included: {ours:,.0f} rows/s. Lark's contextual lexer making plain trees,
in turn in the same process: {plain:,.0f} rows/s. Median ratio over {ROUNDS} rounds: {ratio:.2f}.

20,000 rows, start-up included, median of {ROUNDS} in turn: `--jobs 1` {one:.2f} s, `--jobs 2`
{two:.2f} s, {gain:.2f} times as fast.
"""
    print(text)
    if chosen.record:
        record("convert", text)


if __name__ == "__main__":
    main()
