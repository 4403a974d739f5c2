"""``hamnosys train``."""

from __future__ import annotations

from pathlib import Path

import click

from hamnosys.cli.progress import say
from hamnosys.errors import UsageError
from hamnosys.extras import needs
from trainer.config import ReadConfig, config_text, read_config


@click.command()
@click.argument("config", required=False, metavar="CONFIG")
@click.option("--resume", is_flag=True, help="Go on with an interrupted run, exactly.")
@click.option("--force", is_flag=True, help="Replace the run in the run directory.")
@click.option(
    "--print-config",
    is_flag=True,
    help="Write the configuration as it is read, complete, and train nothing.",
)
@click.option(
    "--init",
    metavar="DIR",
    help="Write a commented configuration for a data directory, and train nothing.",
)
def train(
    config: str | None, resume: bool, force: bool, print_config: bool, init: str | None
) -> int:
    """Train a model that recognises the classes of clips.

    \b
    CONFIG is a YAML file; docs/configuration.md explains every key. The run directory
    (general_parameters.path_to_save) gets weights, history, scores and confusion matrices.
    Ctrl-C saves the state first. Several GPUs: torchrun --nproc-per-node 4 -m hamnosys train CONFIG

    \b
    Examples:
      hamnosys train --init data/train > config.yaml
      hamnosys train config.yaml
      hamnosys train config.yaml --resume
    """
    if init is not None:
        if config is not None or resume or force or print_config:
            raise UsageError("--init stands alone", hint="hamnosys train --init DIR > config.yaml")
        from trainer.config.starting import starting_config

        click.echo(starting_config(Path(init)), nl=False)
        return 0
    if config is None:
        raise UsageError(
            "which configuration?", hint="hamnosys train CONFIG, or --init DIR to begin one"
        )
    if resume and force:
        raise UsageError("--resume goes on with a run and --force replaces it: choose one")
    read = read_config(config)
    if print_config:
        click.echo(config_text(read.config, read.unused()), nl=False)
        return 0
    _train(read, resume=resume, force=force)
    return 0


def _train(read: ReadConfig, *, resume: bool, force: bool) -> None:
    with needs("train", "torch", "torchvision", "timm", "safetensors"):
        from trainer.cli.shown import quiet, watch
        from trainer.engine.processes import processes_around
        from trainer.job import train as train_model
        from trainer.scoring.table import score_table
    quiet()
    first = processes_around().first
    if first:
        for note in read.notes():
            say(f"note: {note}")
    outcome = train_model(
        read.config, resume=resume, force=force, unused=read.unused(), watch=watch()
    )
    if first:
        for side, scores in outcome.scores.items():
            say(f"\nbest weights, {side}:\n{score_table(scores)}")
        say(f"\nthe run is in {outcome.directory}")
