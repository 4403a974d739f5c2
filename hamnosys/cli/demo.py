"""``hamnosys demo``."""

from __future__ import annotations

import shlex
from importlib.util import find_spec
from pathlib import Path

import click

from hamnosys.errors import InputError
from hamnosys.resources import shared_directory


@click.command()
@click.option(
    "-o",
    "--output",
    default="demo_output",
    show_default=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory for the results; files of an earlier demo are replaced.",
)
def demo(output: Path) -> int:
    """Run the main jobs on the samples that come along.

    \b
    Example:
      hamnosys demo -o results
    """
    samples = shared_directory("data_samples")
    if not samples.is_dir():
        raise InputError("the samples are not there", file=str(samples))
    output.mkdir(parents=True, exist_ok=True)
    for arguments, expected in _steps(samples, output):
        status = _run(arguments)
        if status != expected:
            raise InputError(f"the step exited {status}, not {expected}", file=arguments[1])
    if not _charts():
        click.echo("\nno charts: pip install 'hamnosys-toolkit[charts]' adds them", err=True)
    click.echo(f"\nThe results are in {output}", err=True)
    return 0


def _steps(samples: Path, output: Path) -> list[tuple[list[str], int]]:
    """Command lines with the exit status that each must have."""
    lexicon, faulty = str(samples / "lexicon.csv"), str(samples / "faulty.csv")

    def convert(*arguments: str, to: str) -> list[str]:
        return ["convert", *arguments, "-o", str(output / to), "--force"]

    errors = ["--errors", str(output / "errors.jsonl")]
    clip_errors = ["--errors", str(output / "clip_errors.jsonl")]
    classes, clips = str(output / "classes.txt"), str(output / "clips.txt")
    statistics = ["stats", classes, clips, *errors, *clip_errors]
    statistics += ["-o", str(output / "statistics"), "--force"]
    steps = [
        (convert(lexicon, to="classes.txt"), 0),
        (convert(lexicon, "--to", "table", to="table.txt"), 0),
        (convert(classes, "--from", "classes", "--to", "csv", to="readable.csv"), 0),
        (convert(lexicon, "--clips", str(samples / "clips.csv"), *clip_errors, to="clips.txt"), 1),
        (convert(faulty, *errors, to="faulty_classes.txt"), 1),
        (["check", faulty], 1),
    ]
    return [*steps, (statistics, 0), *_pictures(samples, output)] if _charts() else steps


def _pictures(samples: Path, output: Path) -> list[tuple[list[str], int]]:
    """Previews of the samples, and practice clips of some of their classes."""
    lexicon, rows = str(samples / "lexicon.csv"), str(samples / "practice_classes.txt")

    def preview(to: str, *arguments: str) -> tuple[list[str], int]:
        return ["preview", lexicon, *arguments, "-o", str(output / to), "--force"], 0

    few = ["--signs", "12", "--takes", "2", "--test-signs", "4", "--frames", "16"]
    clips = ["clips", "--from", rows, *few, "-o", str(output / "practice"), "--force"]
    return [preview("signs.html"), preview("sign.gif", "--rows", "1"), (clips, 0)]


def _charts() -> bool:
    """Whether the extra that draws charts is installed."""
    return find_spec("matplotlib") is not None


def _run(arguments: list[str]) -> int:
    from hamnosys.cli.main import run

    click.echo(f"\n$ hamnosys {shlex.join(arguments)}", err=True)
    return run(arguments)
