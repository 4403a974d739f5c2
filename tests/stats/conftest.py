"""Class files, and no font that happens to be installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from stats_builders import HEARAI, Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a class file: a header unless it is None, and rows of classes."""

    def write(
        *rows: str, name: str = "classes.txt", heads: tuple[str, ...] | None = HEARAI.names
    ) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        lines = [] if heads is None else [" ".join(["name", "start", "end", *heads])]
        lines += [f"clip{number} 0 0 {row}" for number, row in enumerate(rows)]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


@pytest.fixture(autouse=True)
def _no_font_of_the_machine(no_installed_font: None) -> None:
    """Tests must not depend on what is installed."""
