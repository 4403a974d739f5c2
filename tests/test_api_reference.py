"""The API reference: everything public is in it, with its docstring."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

import hamnosys
import stats
import trainer

PACKAGES = (hamnosys, stats, trainer)
ROOT = Path(__file__).resolve().parent.parent


def _documented(value: object) -> bool:
    return inspect.isclass(value) or inspect.isroutine(value)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_everything_public_has_a_docstring(package: object) -> None:
    names = [name for name in package.__all__ if not name.startswith("__")]  # type: ignore[attr-defined]
    assert names
    bare = [
        name
        for name in names
        if _documented(getattr(package, name)) and not inspect.getdoc(getattr(package, name))
    ]
    assert bare == []


def test_the_list_of_public_names_is_complete() -> None:
    """The page names all that the package exports."""
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    assert [name for name in hamnosys.__all__ if not re.search(rf"\b{name}\b", page)] == []


@pytest.mark.slow
def test_the_reference_has_an_entry_for_every_public_name(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pdoc", "-d", "google", "-o", str(tmp_path)]
    done = subprocess.run(
        [*command, "hamnosys", "stats", "trainer", "!hamnosys.cli", "!trainer.cli"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for package in PACKAGES:
        html = (tmp_path / f"{package.__name__}.html").read_text(encoding="utf-8")
        sections = set(re.findall(r'id="(\w+)"', html))
        assert {name for name in package.__all__ if not name.startswith("__")} <= sections
    parse = unescape((tmp_path / "hamnosys.html").read_text(encoding="utf-8"))
    assert "Parse a transcription." in parse
