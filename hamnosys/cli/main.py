"""The command ``hamnosys``: finds its subcommands by name and imports only the one that runs."""

from __future__ import annotations

import difflib
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import Any

import click

from hamnosys import __version__
from hamnosys.errors import HamNoSysError, printable
from hamnosys.output import discard_standard_output

COMMANDS = {
    "convert": ("hamnosys.cli.convert:convert", "Convert a lexicon to classes, tables or text."),
    "check": ("hamnosys.cli.check:check", "Find the faults in lexicons, with place and remedy."),
    "parse": ("hamnosys.cli.parse:parse", "Show a transcription as a tree of names."),
    "describe": ("hamnosys.cli.describe:describe", "Tell in plain words what a sign looks like."),
    "inspect": (
        "hamnosys.cli.inspect:inspect",
        "Write a page of a lexicon's signs, with classes and faults.",
    ),
    "similar": (
        "hamnosys.cli.similar:similar",
        "Find nearest signs, minimal pairs and duplicates.",
    ),
    "normalise": (
        "hamnosys.cli.normalise:normalise",
        "Rewrite a lexicon in canonical order and spelling.",
    ),
    "symbols": ("hamnosys.cli.lookup:symbols", "List the HamNoSys symbols."),
    "schemes": ("hamnosys.cli.schemes:schemes", "List class schemes, or the classes of one."),
    "explain": ("hamnosys.cli.lookup:explain", "Explain a diagnostic code."),
    "stats": ("stats.cli:stats", "Chart what class files contain, with a report."),
    "clips": ("hamnosys.cli.clips:clips", "Make practice clips: labelled video of a posed signer."),
    "preview": (
        "hamnosys.cli.preview:preview",
        "Draw the posture that a transcription describes.",
    ),
    "frames": ("hamnosys.cli.frames:frames", "Turn videos into directories of frames."),
    "landmarks": (
        "hamnosys.cli.landmarks:landmarks",
        "Find the landmarks of hands, face and body with MediaPipe.",
    ),
    "train": ("trainer.cli.train:train", "Train a model that recognises the classes of clips."),
    "evaluate": ("trainer.cli.evaluate:evaluate", "Score a trained model on any data."),
    "predict": (
        "trainer.cli.predict:predict",
        "Name the classes, and the nearest glosses, of new clips.",
    ),
    "export": ("trainer.cli.export:export", "Write a trained model as ONNX."),
    "demo": ("hamnosys.cli.demo:demo", "Run the main jobs on the samples that come along."),
}
"""Name to where the command is and its short help, which ``--help`` shows without importing it."""


class LazyGroup(click.Group):
    """A group that imports a subcommand when it is called."""

    # Overrides of click's methods, documented there.
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        near = difflib.get_close_matches(args[0], COMMANDS, n=1)
        if near and near[0] != args[0]:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Shell completion: eval "$(_HAMNOSYS_COMPLETE=bash_source hamnosys)" '
    "(or zsh_source, fish_source). Exit status: 0 all good, 1 some rows are bad, "
    "2 wrong usage, unreadable input or an output that cannot be written.",
)
@click.version_option(__version__, prog_name="hamnosys")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Check, convert and inspect HamNoSys transcriptions of signs.

    Start with: hamnosys convert lexicon.csv -o classes.txt --errors errors.jsonl
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def _terminate(number: int, _frame: FrameType | None) -> None:
    """End by an exception, so that temporary files are removed."""
    raise SystemExit(128 + number)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; errors of ours are one line on standard error."""
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _terminate)
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    try:
        status: Any = cli.main(args=arguments, prog_name="hamnosys", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _failed("interrupted", 130)
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return error.exit_code
    except HamNoSysError as error:
        return _failed(str(error), error.exit_code)
    except BrokenPipeError:
        discard_standard_output()
        return _failed("standard output was closed", 2)
    except OSError as error:
        place = f"{printable(error.filename)}: " if error.filename else ""
        return _failed(f"{place}{error.strerror or error}", 2)
    return status if isinstance(status, int) else 0


def _failed(message: str, status: int) -> int:
    # Where even standard error cannot be written, the exit status has to say it all.
    with suppress(OSError):
        click.echo(f"hamnosys: {message}", err=True)
    return status
