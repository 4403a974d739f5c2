"""``hamnosys demo``."""

from __future__ import annotations

import shlex
from importlib.util import find_spec
from pathlib import Path

import click
import yaml

from hamnosys.errors import InputError
from hamnosys.output import open_output
from hamnosys.resources import shared_directory

_EPOCHS = 12
"""Of the training: about two minutes on two cores."""


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
@click.option("--quick", is_flag=True, help="Train for a moment only: the scores will be poor.")
def demo(output: Path, quick: bool) -> int:
    """Run the main jobs on the samples that come along.

    It takes about three minutes, most of them for training.

    \b
    Example:
      hamnosys demo -o results
    """
    samples = shared_directory("data_samples")
    if not samples.is_dir():
        raise InputError("the samples are not there", file=str(samples))
    output.mkdir(parents=True, exist_ok=True)
    for arguments, expected in _steps(samples, output, quick=quick):
        status = _run(arguments)
        if status != expected:
            raise InputError(f"the step exited {status}, not {expected}", file=arguments[1])
    if not _installed("matplotlib"):
        click.echo("\nno charts: pip install 'hamnosys-toolkit[charts]' adds them", err=True)
    if not _installed("torch"):
        click.echo("\nno training: pip install 'hamnosys-toolkit[train]' adds it", err=True)
    click.echo(f"\nThe results are in {output}", err=True)
    return 0


def _steps(samples: Path, output: Path, *, quick: bool) -> list[tuple[list[str], int]]:
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
        *_reading(samples, output),
    ]
    if not _installed("matplotlib"):
        return steps
    steps += [(statistics, 0), *_pictures(samples, output, quick=quick)]
    return [*steps, *_training(samples, output, quick=quick)] if _installed("torch") else steps


def _reading(samples: Path, output: Path) -> list[tuple[list[str], int]]:
    """What an annotator reads: descriptions, pages, resemblances, canonical spelling."""
    lexicon, faulty = str(samples / "lexicon.csv"), str(samples / "faulty.csv")

    def made(command: str, *arguments: str, to: str) -> list[str]:
        return [command, *arguments, "-o", str(output / to), "--force"]

    changes = ["--diff", str(output / "changes.txt")]
    return [
        (made("convert", lexicon, "--to", "sigml", to="lexicon.sigml"), 0),
        (made("convert", lexicon, "--scheme", "hamnosys4", to="classes_hamnosys4.txt"), 0),
        (made("describe", lexicon, to="descriptions.txt"), 0),
        (made("inspect", lexicon, to="lexicon.html"), 0),
        (made("inspect", faulty, to="faulty.html"), 1),
        (made("similar", lexicon, to="similar.txt"), 0),
        (made("normalise", str(samples / "habits.csv"), *changes, to="normalised.csv"), 0),
    ]


def _pictures(samples: Path, output: Path, *, quick: bool) -> list[tuple[list[str], int]]:
    """Previews of the samples, and practice clips with classes as frequent as in some of them."""
    lexicon, rows = str(samples / "lexicon.csv"), str(samples / "practice_classes.txt")

    def preview(to: str, *arguments: str) -> tuple[list[str], int]:
        return ["preview", lexicon, *arguments, "-o", str(output / to), "--force"], 0

    signs, others = ("40", "10") if quick else ("1500", "200")
    many = ["--signs", signs, "--takes", "2", "--test-signs", others, "--frames", "2"]
    clips = ["clips", "--from", rows, "--imbalanced", *many, "--jobs", "2"]
    clips += ["-o", str(output / "practice"), "--force"]
    return [preview("signs.html"), preview("sign.gif", "--rows", "1"), (clips, 0)]


def _training(samples: Path, output: Path, *, quick: bool) -> list[tuple[list[str], int]]:
    """A model of the practice clips, and its scores on signs that were not learned."""
    config, run = output / "train.yaml", str(output / "model")
    recipe = yaml.safe_load((samples / "practice.yaml").read_text(encoding="utf-8"))
    recipe["general_parameters"] |= {
        "data_path": str(output / "practice" / "train"),
        "test_data_paths": [str(output / "practice" / "test_signs")],
        "path_to_save": run,
    }
    recipe["train_parameters"]["epochs"] = 1 if quick else _EPOCHS
    with open_output(config, force=True) as stream:
        yaml.safe_dump(recipe, stream, sort_keys=False)
    scored = ["evaluate", str(config), run, "--data", str(output / "practice" / "test_takes")]
    return [(["train", str(config), "--force"], 0), (scored, 0)]


def _installed(package: str) -> bool:
    """Whether an extra is there."""
    return find_spec(package) is not None


def _run(arguments: list[str]) -> int:
    from hamnosys.cli.main import run

    click.echo(f"\n$ hamnosys {shlex.join(arguments)}", err=True)
    return run(arguments)
