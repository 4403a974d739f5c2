"""The examples of the documentation are run, and what they show is compared."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from hamnosys.cli.main import COMMANDS
from hamnosys.diagnostics import codes
from hamnosys.schemes import load_scheme
from trainer.config import config_from

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)


def steps(block: str) -> Iterator[tuple[str, str]]:
    """Command line and the output shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


CONSOLE = [(page.name, block) for page in PAGES for block in blocks(page, "console")]


@pytest.mark.parametrize(("page", "block"), CONSOLE)
def test_console_examples_print_what_they_show(page: str, block: str, tmp_path: Path) -> None:
    for command, shown in steps(block):
        program, *arguments = command.split()
        if program == "cat" and not (tmp_path / arguments[0]).exists():
            (tmp_path / arguments[0]).write_text(shown, encoding="utf-8")
            continue
        words = [sys.executable, "-m", "hamnosys"] if program == "hamnosys" else [program]
        done = subprocess.run(
            [*words, *arguments],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        assert done.stdout == shown, f"{page}: {command}"


def test_there_are_console_examples() -> None:
    assert CONSOLE


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=str)
def test_python_examples_give_what_they_show(page: Path) -> None:
    for block in blocks(page, "python"):
        test = doctest.DocTestParser().get_doctest(block, {}, page.name, str(page), 0)
        assert test.examples
        assert doctest.DocTestRunner().run(test).failed == 0


def test_the_scheme_example_is_a_scheme(tmp_path: Path) -> None:
    (example,) = blocks(ROOT / "docs" / "schemes.md", "yaml")
    path = tmp_path / "example.yaml"
    path.write_text(example, encoding="utf-8")
    scheme = load_scheme(path)
    assert scheme.names == tuple(head["name"] for head in yaml.safe_load(example)["heads"])


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`hamnosys {name}" not in readme] == []


def test_the_notation_guide_names_every_habit() -> None:
    guide = (ROOT / "docs" / "notation.md").read_text(encoding="utf-8")
    assert [code for code in codes() if code.startswith("HNS1") and code not in guide] == []


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


SETTINGS = [
    textwrap.dedent(block)
    for page in ("training.md", "configuration.md")
    for block in re.findall(
        r"^ *```yaml\n(.*?)^ *```",
        (ROOT / "docs" / page).read_text(encoding="utf-8"),
        re.M | re.S,
    )
]


@pytest.mark.parametrize("block", SETTINGS)
def test_examples_of_configurations_can_be_read(block: str) -> None:
    data = yaml.safe_load(block)
    data.setdefault("general_parameters", {}).setdefault("data_path", "clips")
    config_from(data, "the example")


def test_there_are_examples_of_configurations() -> None:
    assert len(SETTINGS) > 5
