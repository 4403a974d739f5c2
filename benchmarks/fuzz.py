"""Fuzz the parser, every reader and every file that users write: none may crash, hang or swell.

    python benchmarks/fuzz.py [--seconds 60] [--seed 0] [--target NAME ...] [--record]
    python benchmarks/fuzz.py --target NAME --input FILE

Each target has a process of its own, with limits of memory and of time for an input. Where the
package atheris is installed (`pip install "hamnosys-toolkit[fuzz]"`), inputs are guided by the
coverage of hamnosys and trainer; else a loop of our own changes inputs and keeps those that were
taken in a new way. Inputs that crash are saved beside what they raised. The exit code is 1 if any
did.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fuzzing.overseer import Outcome, oversee
from fuzzing.registry import NAMES, NOT_GUIDED, make
from fuzzing.target import tried
from fuzzing.worker import has_atheris
from report import machine, record, table

_HEADER = (
    *("target", "inputs tried", "refused", "seconds", "guided by coverage", "crashes"),
    *("slowest input, ms", "its bytes"),
)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=60, help="for all targets together")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--target", nargs="+", metavar="NAME", default=list(NAMES))
    options.add_argument("--plain", action="store_true", help="do not use atheris")
    options.add_argument("--folder", type=Path, help="where crashes go; a new one by default")
    options.add_argument("--input", type=Path, help="try this one input, and show what it raises")
    options.add_argument("--record", action="store_true", help="write benchmarks/RESULTS.md")
    return options


def line(outcome: Outcome) -> list[str]:
    """An outcome as a row of the table."""
    return [
        outcome.name,
        f"{outcome.tried:,}",
        f"{outcome.refused:,}",
        f"{outcome.seconds:.0f}",
        "yes" if outcome.guided else "no",
        str(len(outcome.crashes)),
        f"{1000 * outcome.slowest:,.0f}",
        f"{outcome.slowest_length:,}",
    ]


def told(outcomes: Sequence[Outcome], command: str) -> str:
    """All outcomes as a section of RESULTS.md."""
    tried_in_all = sum(each.tried for each in outcomes)
    crashes = sum(len(each.crashes) for each in outcomes)
    notes = "\n\n".join(note for each in outcomes for note in each.notes)
    return f"""## Fuzzing ({tried_in_all:,} inputs, {crashes} crashes)

{machine()}; `{command}`.
A process for each target; an input may take 10 s and 2 GiB. "Refused" inputs raised one of our
own errors, of one line; all others kept what they promise (`benchmarks/fuzzing/`). Times are of
one busy machine; seconds include starting.

{table(_HEADER, map(line, outcomes))}

{notes}
"""


def fuzz(
    names: Sequence[str], seconds: float, seed: int, folder: Path, *, plain: bool
) -> list[Outcome]:
    """Fuzz some targets one after the other, each for its share of the time."""
    outcomes = []
    for name in names:
        guided = has_atheris() and not plain and name not in NOT_GUIDED
        outcome = oversee(name, seconds / len(names), seed, folder, guided=guided)
        outcomes.append(outcome)
        cells = zip(_HEADER[1:], line(outcome)[1:], strict=True)
        print(name, *(f"{head}: {cell}" for head, cell in cells), sep="; ", flush=True)
        for path in outcome.crashes:
            last = path.with_suffix(".txt").read_text(encoding="utf-8").strip().splitlines()
            print(f"  {path}: {last[-1][:200] if last else ''}", flush=True)
    return outcomes


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, print the table, record it if asked; 1 if something crashed."""
    parser = _options()
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.target if name not in NAMES and "planted" not in name]
    if unknown:
        parser.error(f"no target {unknown[0]!r}; targets: {', '.join(NAMES)}")
    if chosen.input is not None:
        for name in chosen.target:
            print(name, tried(make(name), chosen.input.read_bytes()))
        return 0
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
    outcomes = fuzz(chosen.target, chosen.seconds, chosen.seed, folder, plain=chosen.plain)
    command = f"python benchmarks/fuzz.py --seconds {chosen.seconds:g} --seed {chosen.seed}"
    text = told(outcomes, command)
    print(text)
    if chosen.record:
        record("fuzzing", text)
    crashes = sum(len(each.crashes) for each in outcomes)
    if crashes:
        print(f"{crashes} crashes, in {folder}")
    return 1 if crashes else 0


if __name__ == "__main__":
    raise SystemExit(main())
