"""Tables for RESULTS.md: each benchmark owns the part between its two markers."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [list(map(str, header)), ["---"] * len(header), *(list(map(str, row)) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """What the figures ran on, in one line."""
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{processor()}, {os.cpu_count()} logical cores"
    )


def processor() -> str:
    """The processor's name, where the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def record(section: str, text: str) -> None:
    """Replace the part of RESULTS.md that belongs to a section; append it if there is none."""
    begin, end = f"<!-- begin {section} -->", f"<!-- end {section} -->"
    part = f"{begin}\n{text.strip()}\n{end}"
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else "# Benchmark results\n"
    if begin in old and end in old:
        new = old[: old.index(begin)] + part + old[old.index(end) + len(end) :]
    else:
        new = f"{old.rstrip()}\n\n{part}\n"
    RESULTS.write_text(new, encoding="utf-8")
