"""The examples of the documentation are run, and what they show is compared."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from hamnosys.cli.main import COMMANDS, cli
from hamnosys.diagnostics import codes
from hamnosys.formats import INPUT_FORMATS
from hamnosys.formats.writers import WRITERS
from hamnosys.resources import shared_directory
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


RECIPES = re.findall(
    r"^## (.*?)\n.*?^```sh\n(.*?)^```",
    (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8"),
    re.M | re.S,
)


@pytest.mark.slow
@pytest.mark.parametrize(("title", "block"), RECIPES, ids=[title for title, _ in RECIPES])
def test_recipes_run_as_they_stand(title: str, block: str, tmp_path: Path) -> None:
    shutil.copytree(shared_directory("data_samples"), tmp_path / "data_samples")
    hamnosys = tmp_path / "bin" / "hamnosys"
    hamnosys.parent.mkdir()
    hamnosys.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hamnosys "$@"\n', encoding="utf-8")
    hamnosys.chmod(0o755)
    path = os.pathsep.join([str(hamnosys.parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    made = re.findall(r"(?<=-o )\S+|(?<=> )\S+|(?<=--diff )\S+|(?<=--errors )\S+", block)
    assert made, title
    assert [name for name in made if not (tmp_path / name).exists()] == []


def test_there_are_recipes() -> None:
    blocks_of_page = blocks(ROOT / "docs" / "recipes.md", "sh")
    assert len(RECIPES) == len(blocks_of_page) > 5


COMMAND_LINES = sorted(
    {
        line.strip()
        for page in PAGES
        for line in re.sub(r"\\\n\s*", "", page.read_text(encoding="utf-8")).splitlines()
        if re.match(r"(    )?hamnosys ", line)
    }
)


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_command_lines_of_examples_are_understood(line: str) -> None:
    """Commands whose files are not here are read, not run."""
    words = shlex.split(line.split(" > ")[0].split(" | ")[0].replace("...", ""), comments=True)
    # With the settings of the whole: click keeps in the command what help is called.
    above = click.Context(cli, **cli.context_settings)
    command = cli.get_command(above, words[1])
    assert command, line
    command.make_context(words[1], words[2:], parent=above)


def test_there_are_command_lines() -> None:
    assert len(COMMAND_LINES) > 20


@pytest.mark.slow
def test_the_guide_to_the_classes_is_up_to_date() -> None:
    script = ROOT / "docs" / "make_classes.py"
    done = subprocess.run([sys.executable, script, "--check"])
    assert done.returncode == 0, f"run python {script.relative_to(ROOT)}"
    page = (ROOT / "docs" / "classes.md").read_text(encoding="utf-8")
    pictures = re.findall(r"\]\((pictures/.*?)\)", page)
    assert len(pictures) == len(load_scheme("hearai").heads)
    assert all((ROOT / "docs" / name).is_file() for name in pictures)


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


def test_the_page_of_formats_names_all_of_them() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    reading, writing = page.split("## Output", 1)
    assert [name for name in INPUT_FORMATS if f"`{name}`" not in reading] == []
    assert [name for name in (*WRITERS, "eaf") if f"`{name}`" not in writing] == []


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
