"""``hamnosys predict``."""

from __future__ import annotations

from pathlib import Path

import click

from hamnosys.cli.options import force_option
from hamnosys.cli.progress import say
from hamnosys.errors import UsageError
from hamnosys.extras import needs
from hamnosys.output import STDOUT, check_target, open_output
from trainer.config.schema import PRECISIONS
from trainer.nearest.distances import DISTANCES

FORMATS = ("text", "json", "csv", "tsv")


@click.command()
@click.argument("checkpoint", metavar="CHECKPOINT")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "-k",
    "--top",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    metavar="K",
    help="Classes that are named of each head.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    metavar="P",
    help="A head, or a gloss, that is less probable is unknown.",
)
@click.option(
    "--lexicon",
    metavar="CLASSFILE",
    help="Name the nearest glosses of this lexicon: a class file, or csv of hamnosys convert.",
)
@click.option(
    "--by",
    type=click.Choice(DISTANCES),
    default=DISTANCES[0],
    show_default=True,
    help="What makes a gloss near: its classes are probable, or few of its heads differ.",
)
@click.option(
    "--neighbours",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    metavar="N",
    help="Nearest glosses that are named; others as near as the last one are, too.",
)
@click.option(
    "--gloss-names",
    metavar="FILE",
    help="Names of the glosses that the model tells apart: a number and a name a line.",
)
@click.option(
    "-f",
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Format of the output.",
)
@click.option(
    "-o",
    "--output",
    default=STDOUT,
    metavar="FILE",
    help="Output file.  [default: standard output]",
)
@click.option(
    "--batch-size",
    type=click.IntRange(1),
    metavar="N",
    help="Clips at once.  [default: as in the training]",
)
@click.option(
    "--gpu",
    type=click.IntRange(-1),
    metavar="N",
    help="Number of the GPU; -1 is the CPU.  [default: a GPU if there is one]",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 256),
    default=0,
    show_default=True,
    metavar="N",
    help="Processes that load clips; 0 is a thread.",
)
@click.option(
    "--precision",
    type=click.Choice(PRECISIONS),
    default="fp32",
    show_default=True,
    help="In which the model computes.",
)
@force_option
def predict(
    checkpoint: str,
    inputs: tuple[str, ...],
    top: int,
    threshold: float,
    lexicon: str | None,
    by: str,
    neighbours: int,
    gloss_names: str | None,
    output_format: str,
    output: str,
    batch_size: int | None,
    gpu: int | None,
    workers: int,
    precision: str,
    force: bool,
) -> int:
    """Name the classes, and the nearest glosses, of new clips.

    \b
    CHECKPOINT is a run directory (its best weights) or a .safetensors file in
    one. INPUT is a directory of frames (NAME/NAME_<i>.jpg), a video, a file of
    landmarks (.npz, .pose), or a directory of such. The data of the training
    are not needed.

    \b
    Examples:
      hamnosys predict runs/first clip_7 clip_8
      hamnosys predict runs/first video.mp4 --lexicon classes.csv --threshold 0.5
      hamnosys predict runs/first recordings -f json -o answers.json
    """
    check_target(output, force=force)
    if output != STDOUT and lexicon and Path(output).resolve() == Path(lexicon).resolve():
        raise UsageError("the output would replace the lexicon", file=output)
    with needs("train", "numpy", "torch", "torchvision", "timm", "safetensors"):
        from trainer.cli.shown import quiet, watch
        from trainer.predicting import Settings, answer
        from trainer.predicting.documents import write_json
        from trainer.predicting.tables import write_rows, write_text
    quiet()
    settings = Settings(
        top=top,
        threshold=threshold,
        lexicon=lexicon,
        by=by,
        neighbours=neighbours,
        gloss_names=gloss_names,
        batch_size=batch_size,
        gpu=gpu,
        workers=workers,
        precision=precision,
    )
    answers = answer(checkpoint, inputs, settings, watch())
    with open_output(output, force=force) as stream:
        if output_format == "text":
            write_text(answers, stream)
        elif output_format == "json":
            write_json(answers, stream)
        else:
            write_rows(answers, stream, "\t" if output_format == "tsv" else ",")
    for failure in answers.failures:
        say(f"{failure.name} is left out: {failure.error}")
    return 1 if answers.failures else 0
