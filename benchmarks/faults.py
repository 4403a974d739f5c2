"""Processes killed at random moments, full disks, inputs that change, two writers.

    python benchmarks/faults.py [--kills 50] [--only NAME ...] [--record]

Each command runs undisturbed once, then is killed (SIGKILL; some rounds of SIGTERM and SIGINT)
at moments spread evenly over 1.05 times that duration; what is there is compared with the
undisturbed outputs; then it is run again as a user would (--force, --resume) and compared once
more. Full disks and read-only directories are mounted, which takes the superuser.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import tempfile
from pathlib import Path

from fault_cases import cases
from fault_others import other_faults
from fault_runs import Tally, torment
from report import machine, record, table

FEWER = ("xlsx", "parquet", "sigml", "jsonl", "eaf", "two processes")
SIGNALS = {"SIGKILL": 1.0, "SIGTERM": 0.1, "SIGINT": 0.1}
"""How many rounds of each, as a share of --kills."""


def _row(name: str, kind: str, tally: Tally) -> list[object]:
    return [
        *(name, kind, tally.kills, f"{tally.seconds:.1f}", tally.whole, tally.absent),
        *(tally.half, tally.mixed, tally.lost, f"{tally.equal}/{tally.kills}", tally.left),
    ]


_HEADER = (
    *("command", "signal", "kills", "s a run", "whole", "absent or as before", "half-written"),
    *("of two runs", "lost rows", "equal when run again", "temporaries left after that"),
)


_WORDS = """\
Processes are killed at moments drawn over the length of a run (a round in which it had ended
already does not count), every other time over an earlier output. "Absent or as before" is no output
yet, or only the earlier one; "of two runs" has files (of `frames`: folders of clips) of the
earlier run beside new ones, each of them whole. Rows of txt and jsonl are counted, and everything
is compared byte by byte with an undisturbed run (of `train`: weights, scores, and history but for
its times), after the command was run again with --force or --resume.
Temporaries are what is hidden in the output's directory then."""
_NOTHING = "Nothing was half-written, lost, different or left over after that."


def main() -> None:
    """Kill, compare, print Markdown, and record it if asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--only", nargs="+", help="commands by name; 'others' for the rest")
    options.add_argument("--keep", type=Path, help="results of runs with --only, put together")
    options.add_argument("--record", action="store_true", help="write benchmarks/RESULTS.md")
    chosen = options.parse_args()
    kept = json.loads(chosen.keep.read_text()) if chosen.keep and chosen.keep.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        every = cases(work)
        for name, case in every.items():
            if chosen.only and name not in chosen.only:
                continue
            for kind, share in SIGNALS.items():
                few = any(word in name for word in FEWER)
                kills = max(1, round(chosen.kills * share * (0.2 if few else 1)))
                if kind != "SIGKILL" and few:
                    continue
                place = work / "rounds" / f"{name} {kind}".replace(" ", "_")
                tally = torment(
                    case, place, kills, random.Random(name + kind), signal.Signals[kind]
                )
                kept[f"{name}, {kind}"] = [_row(name, kind, tally), tally.faults]
                print(*kept[f"{name}, {kind}"], flush=True)
        if not chosen.only or "others" in chosen.only:
            kept["others"] = [other_faults(every, work), []]
    if chosen.keep:
        chosen.keep.write_text(json.dumps(kept))
    others = kept.pop("others", [[]])[0]
    order = [f"{name}, {kind}" for name in every for kind in SIGNALS]
    rows = [kept[key][0] for key in order if key in kept]
    faults = [f"{key}: {fault}" for key, found in kept.items() for fault in found[1]]
    text = f"""## Faults

{machine()}; `python benchmarks/faults.py --kills {chosen.kills}`.
{_WORDS}

{table(_HEADER, rows)}

{table(("fault", "command", "what happens"), others)}

{chr(10).join(f"* {fault}" for fault in faults) or _NOTHING}
"""
    print(text)
    if chosen.record:
        record("faults", text)


if __name__ == "__main__":
    main()
