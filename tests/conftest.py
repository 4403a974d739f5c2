"""Fixtures for material that stands beside the repository and is not part of it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from font_builder import build_font
from hypothesis import HealthCheck, settings

from hamnosys.fonts import GlyphFont, find_font
from hamnosys.parser import parse
from hamnosys.symbols import inventory

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLDEN = Path(__file__).resolve().parent / "golden"

# The grammars are compiled at first use, which is slow once; that is no sign of a slow test.
settings.register_profile(
    "hamnosys",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("hamnosys")


@pytest.fixture(scope="session")
def golden() -> Path:
    """The directory of golden files."""
    return GOLDEN


@pytest.fixture(scope="session")
def shared() -> Path:
    """The directory of corpus and reference tables, which are not part of the repository."""
    if not SHARED.is_dir():
        pytest.skip(f"corpus and reference tables are not here: {SHARED}")
    return SHARED


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.fixture(scope="session")
def corpus(shared: Path) -> list[dict[str, str]]:
    """Rows with id, language, gloss and hamnosys."""
    return _rows(shared / "corpus" / "transcriptions.tsv")


@pytest.fixture(scope="session")
def corpus_texts(corpus: list[dict[str, str]]) -> list[str]:
    """The transcriptions of the corpus, spaces included."""
    return [row["hamnosys"] for row in corpus]


@pytest.fixture(scope="session")
def predecessor_output(shared: Path) -> list[dict[str, str]]:
    """What the predecessor gave for each corpus row: id, status and 25 columns."""
    return _rows(shared / "corpus" / "predecessor-output.tsv")


@pytest.fixture(scope="session")
def predecessor_cases(shared: Path) -> list[dict[str, str]]:
    """The predecessor's own test cases: case, hamnosys and 25 columns."""
    return _rows(shared / "reference" / "predecessor-cases.tsv")


@pytest.fixture(scope="session")
def font_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font that has every HamNoSys symbol as a square."""
    path = tmp_path_factory.mktemp("font") / "test_hamnosys.ttf"
    build_font(path)
    return path


@pytest.fixture(scope="session")
def font(font_file: Path) -> GlyphFont:
    """The font, opened."""
    found = find_font(str(font_file))
    assert found is not None
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed (Debian package chromium)")
    return found


@pytest.fixture
def no_installed_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """No HamNoSys font is installed, whatever this machine has."""
    monkeypatch.delenv("HAMNOSYS_FONT", raising=False)
    monkeypatch.setattr("hamnosys.fonts.findSystemFonts", list)


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Compile the grammars before the first test, so that no test is slow for all others."""
    fist = inventory().characters["hamfist"]
    parse(fist, policy="strict")
    parse(fist, policy="tolerant")
