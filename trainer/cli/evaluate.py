"""``hamnosys evaluate``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hamnosys.cli.options import force_option
from hamnosys.cli.progress import say
from hamnosys.errors import UsageError
from hamnosys.extras import needs
from hamnosys.output_directory import check_directory, open_directory
from trainer.config import read_config
from trainer.side_names import SIDES


@click.command()
@click.argument("config", metavar="CONFIG")
@click.argument("checkpoint", metavar="CHECKPOINT")
@click.option(
    "--data",
    multiple=True,
    metavar="DIR",
    help="Score on all clips of this data directory instead. May be repeated.",
)
@click.option(
    "--side",
    type=click.Choice(SIDES),
    help="Side of the split to score on.  [default: test if there is one, else validation]",
)
@click.option(
    "-f",
    "--format",
    "text_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Of what is written to standard output.",
)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    help="Write scores.json and the confusion matrices into a directory, too.",
)
@force_option
def evaluate(
    config: str,
    checkpoint: str,
    data: tuple[str, ...],
    side: str | None,
    text_format: str,
    output: str | None,
    force: bool,
) -> int:
    """Score a trained model on any data.

    \b
    CHECKPOINT is a run directory (its best weights) or a .safetensors file in one. Without --data
    the clips are a side of the split that was saved with the run.

    \b
    Examples:
      hamnosys evaluate config.yaml runs/first
      hamnosys evaluate config.yaml runs/first --data practice/test_signs -o scores
    """
    if data and side:
        raise UsageError("--data takes all clips of a directory: --side is of no use with it")
    read = read_config(config)
    if output is not None:
        check_directory(output, force=force)
    with needs("train", "torch", "torchvision", "timm", "safetensors"):
        from trainer.cli.shown import quiet, watch
        from trainer.evaluating import evaluate as evaluate_model
        from trainer.reporting import write_scores
        from trainer.scoring.table import score_table
    quiet()
    found = evaluate_model(read.config, checkpoint, data=data, side=side, watch=watch())
    scores = found.keeper.scores()
    if text_format == "json":
        click.echo(json.dumps(scores.to_json(), ensure_ascii=False, indent=1))
    else:
        click.echo(score_table(scores))
    if output is not None:
        with open_directory(output, force=force) as directory:
            write_scores(Path(directory), {found.side: scores}, found.keeper.confusions())
        say(f"scores and confusion matrices are in {output}")
    return 0
