"""The command as a whole: help, version, what it imports."""

import re
import subprocess
import sys

import click
import pytest

from hamnosys import __version__
from hamnosys.cli.main import COMMANDS, LazyGroup, cli, run

Capture = pytest.CaptureFixture[str]


def command_of(name: str) -> click.Command:
    assert isinstance(cli, LazyGroup)
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


def test_help_lists_every_command_with_its_summary(capsys: Capture) -> None:
    assert run(["-h"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    for name, (_, summary) in COMMANDS.items():
        assert f"{name} {summary}" in words


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_of_itself_what_the_list_says(name: str) -> None:
    help_text = command_of(name).help
    assert help_text is not None
    assert help_text.split("\n\n")[0].replace("\n", " ") == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_has_help_with_an_example(name: str, option: str, capsys: Capture) -> None:
    assert run([name, option]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: hamnosys {name}")
    assert re.search(rf"Examples?:\n +hamnosys {name}", shown)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str) -> None:
    options = [p for p in command_of(name).params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_version_is_shown(capsys: Capture) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip().endswith(__version__)


@pytest.mark.parametrize("arguments", [["nope"], ["--nope"], ["convert"], ["parse", "a", "b"]])
def test_wrong_usage_is_2(arguments: list[str], capsys: Capture) -> None:
    assert run(arguments) == 2
    assert "Usage: hamnosys" in capsys.readouterr().err


def test_no_color_takes_the_colours_of_click_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, expected in (("1", False), ("", None)):
        monkeypatch.setenv("NO_COLOR", value)
        with cli.make_context("hamnosys", ["explain"]) as context:
            cli.callback and context.invoke(cli.callback)
            assert context.color is expected


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "hamnosys", "--help"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0
    imported = {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "click" in imported
    assert not imported & {"pandas", "numpy", "matplotlib", "torch", "lark", "yaml"}


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), click.Abort()])
def test_an_interrupt_is_130_and_one_line(
    fault: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def interrupted(**_: object) -> None:
        raise fault

    monkeypatch.setattr(cli, "main", interrupted)
    assert run(["explain"]) == 130
    assert capsys.readouterr().err.count("\n") == 1
