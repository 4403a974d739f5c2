"""The wheel, installed where nothing of the checkout can be seen."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


def call(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = call(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, ROOT, cwd=folder
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the commands of a fresh environment."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    done = call(
        commands / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        wheel,
        cwd=folder,
    )
    offline = ("No matching distribution found", "ConnectionError", "Could not find a version")
    if done.returncode and any(words in done.stderr for words in offline):
        pytest.skip(f"the dependencies cannot be installed here: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return commands


@pytest.mark.parametrize(
    "part",
    [
        "hamnosys/py.typed",
        "hamnosys/grammars/strict.lark",
        "hamnosys/grammars/tolerant.lark",
        "hamnosys/data_samples/lexicon.csv",
        "hamnosys/data/symbols.csv",
        "hamnosys/data/diagnostics.yaml",
        "hamnosys/data/schemes/hearai.yaml",
        "hamnosys/data/schemes/hamnosys4.yaml",
        "hamnosys/data/languages/en.yaml",
        "hamnosys/data/languages/de.yaml",
        "hamnosys/data/languages/pl.yaml",
        "hamnosys/data/similarity.yaml",
        "hamnosys/data/canonical.yaml",
        "hamnosys/data/roles.yaml",
        "hamnosys/data/blocks.csv",
        "hamnosys/inspection/inspect.css",
        "hamnosys/inspection/rows.js",
        "hamnosys/data_samples/lexicon.eaf",
        "hamnosys/data_samples/lexicon.sigml",
        "hamnosys/data_samples/practice.yaml",
        "hamnosys/data_samples/landmarks.yaml",
        "stats/py.typed",
        "trainer/py.typed",
        "stats/report/report.css",
        "stats/report/report.js",
    ],
)
def test_the_wheel_holds_everything(wheel: Path, part: str) -> None:
    assert part in zipfile.ZipFile(wheel).namelist()


def test_the_wheel_holds_no_tests(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "hamnosys",
        "stats",
        "trainer",
    }


def test_the_grammars_are_found_inside_the_installed_package(installed: Path) -> None:
    code = "from hamnosys.resources import shared_directory as d; print(d('grammars'))"
    done = call(installed / "python", "-c", code, cwd=installed)
    found = Path(done.stdout.strip())
    assert found.is_relative_to(installed.parent), done.stderr
    assert found.parent.name == "hamnosys"


def test_convert_and_demo_run_from_another_directory(installed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "another place"
    folder.mkdir()
    lexicon = folder / "my lexicon.txt"
    lexicon.write_text("hamflathand hamextfingeru hampalml hamchest\n", encoding="utf-8")
    done = call(installed / "hamnosys", "convert", lexicon, "-o", "my classes.txt", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "my classes.txt").read_text().splitlines()[1].startswith("1 0 0 ")
    done = call(installed / "hamnosys", "demo", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "demo_output" / "classes.txt").is_file()
    assert "hamnosys-toolkit[charts]" in done.stderr, "the wheel alone draws no charts"
    done = call(installed / "hamnosys", "stats", "my classes.txt", "-o", "out", cwd=folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "pip install 'hamnosys-toolkit[charts]'" in done.stderr
    (folder / "sheet.xlsx").write_bytes(b"PK\x03\x04")
    done = call(installed / "hamnosys", "check", "sheet.xlsx", cwd=folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "pip install 'hamnosys-toolkit[formats]'" in done.stderr
    config = folder / "my config.yaml"
    config.write_text("general_parameters: {data_path: clips}\n", encoding="utf-8")
    done = call(installed / "hamnosys", "train", config, "--print-config", cwd=folder)
    assert done.returncode == 0, done.stderr
    done = call(installed / "hamnosys", "train", config, cwd=folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "pip install 'hamnosys-toolkit[train]'" in done.stderr
