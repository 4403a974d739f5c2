"""Full disks, read-only directories, inputs that change while they are read, two writers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fault_cases import lexicon
from fault_runs import Case, ended, leftovers, run, start

PAIRS = 20
"""Times that two processes write the same output at once."""
FEW = 5
_COMMANDS = ("convert to txt", "stats", "clips", "frames", "train")


def other_faults(
    every: Mapping[str, Case], work: Path, names: tuple[str, ...] = _COMMANDS
) -> list[list[object]]:
    """Rows of a table: the fault, the command, and what happens."""
    rows: list[list[object]] = []
    for name in _COMMANDS:
        case, place = every[name], work / "others" / name.replace(" ", "_")
        place.mkdir(parents=True)
        for what, fault in _FAULTS.items():
            rows.append([what, name, fault(case, place)])
            print(rows[-1], flush=True)
    rows += list(_changing_inputs(every["convert to txt"], work / "others"))
    return rows


@contextmanager
def _mounted(folder: Path, options: str) -> Iterator[bool]:
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _told(log: Path, status: int, place: Path) -> str:
    """The exit status with the last line; a traceback is told as such."""
    text = log.read_text(encoding="utf-8", errors="replace")
    last = text.strip().splitlines()[-1] if text.strip() else ""
    last = re.sub(rf"{re.escape(str(place))}/?", "", last)
    return f"{'TRACEBACK ' if 'Traceback' in text else ''}exit {status}, `{last[:110]}`"


def _left(case: Case, folder: Path) -> str:
    """What is there, apart from what was there before."""
    seen, hidden = case.seen(folder), leftovers(folder)
    half = [name for name, text in seen.items() if "half-written" in text]
    files = f"{len(seen)} outputs" if seen else "no output"
    return f"{files}, {len(half)} half-written, {len(hidden)} temporaries"


def _full_disk(case: Case, place: Path) -> str:
    """A file system of half the size that is needed."""
    reference, log = place / "reference", place / "log"
    reference.mkdir(exist_ok=True)
    run(case.arguments(reference), log)
    size = sum(file.stat().st_size for file in reference.rglob("*") if file.is_file())
    folder = place / "full"
    with _mounted(folder, f"size={max(16, size // 2048)}k") as there:
        if not there:
            return "not tried: nothing can be mounted"
        status = run(case.arguments(folder), log)
        told = f"{_told(log, status, place)}; {_left(case, folder)}"
        kept = [f.name for f in folder.rglob("*") if f.is_file()]
        return told + (f" ({', '.join(sorted(kept)[:8])})" if kept else "")


def _read_only(case: Case, place: Path) -> str:
    """A file system that takes nothing."""
    folder, log = place / "readonly", place / "log"
    with _mounted(folder, "ro") as there:
        if not there:
            return "not tried: nothing can be mounted"
        status = run(case.arguments(folder), log)
        return f"{_told(log, status, place)}; {_left(case, folder)}"


def _two_writers(case: Case, place: Path) -> str:
    """Two processes with the same output, started a moment apart."""
    first, second, target = place / "first", place / "second", place / "both"
    other: Callable[[Path], list[str]] = case.earlier or case.arguments
    force = ("--force",) if case.over else ()
    wholes = []
    for make, folder in ((case.arguments, first), (other, second)):
        folder.mkdir()
        run(make(folder), place / "log")
        wholes.append(case.seen(folder))
    found: Counter[str] = Counter()
    refused = 0
    rounds = PAIRS if case.name not in ("clips", "train") else FEW  # the second one waits there
    for number in range(rounds):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        logs = [place / f"log{place_}" for place_ in (1, 2)]
        children = [start([*case.arguments(target), *force], logs[0])]
        time.sleep(0.02 * (number % 5))
        children.append(start([*other(target), *force], logs[1]))
        statuses = [ended(child) for child in children]
        refused += sum(status != case.status for status in statuses)
        seen = case.seen(target)
        hidden = leftovers(target)
        if any(seen[name] not in (one.get(name) for one in wholes) for name in seen):
            found["HALF-WRITTEN"] += 1
        elif seen in wholes:
            found["whole, of one of them"] += 1
        else:
            found["each file whole, of both"] += 1
        found["temporaries left"] += len(hidden)
    words = ", ".join(f"{count} {what}" for what, count in found.items() if count)
    return f"{rounds} times: {words}; {refused} of {2 * rounds} runs refused"


_FAULTS = {"disk full": _full_disk, "read-only directory": _read_only, "two writers": _two_writers}


def _changing_inputs(case: Case, place: Path) -> Iterator[list[object]]:
    """The input of convert removed, cut, and replaced while it is read."""
    folder = place / "changing"

    def remove(file: Path) -> None:
        file.unlink()

    def cut(file: Path) -> None:
        os.truncate(file, file.stat().st_size * 3 // 4)

    def change(file: Path) -> None:
        fresh = file.with_suffix(".new")
        lexicon(fresh, 10)
        fresh.replace(file)

    for what, change_it in (("removed", remove), ("cut", cut), ("replaced", change)):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        source = folder / "lexicon.csv"
        rows = lexicon(source, 20_000)

        def arguments(out: Path, source: Path = source) -> list[str]:
            made = case.arguments(out)
            return [str(source) if word.endswith("lexicon.csv") else word for word in made]

        changed = replace(case, arguments=arguments)
        child = start(changed.arguments(folder), folder / "log")
        time.sleep(0.3)
        change_it(source)
        status = ended(child)
        kept = len((folder / "out.txt").read_text().splitlines()) - 1 if status != 2 else 0
        errors = folder / "errors.jsonl"
        rejected = len(errors.read_text().splitlines()) if errors.exists() else 0
        yield [
            f"input {what} while it is read",
            case.name,
            f"{_told(folder / 'log', status, folder)}; {kept:,} of {rows:,} rows written, "
            f"{rejected:,} rejected; {len(leftovers(folder))} temporaries",
        ]
