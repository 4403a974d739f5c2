"""Which trackers a configuration asks for."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from trainer.config.schema import Config
from trainer.run_directory import EVENTS
from trainer.tracking.mlflow import MLflowTracker, mlflow_client
from trainer.tracking.neptune import NeptuneTracker, neptune_client, neptune_there
from trainer.tracking.tensorboard import TensorBoardTracker, summary_writer
from trainer.tracking.tracker import Tracker


def check_trackers(config: Config) -> None:
    """See to it that those that a configuration asks for can be had, before any work.

    Neptune may be absent: the configuration's notes say so.

    Raises:
        MissingExtraError: one is not installed.
    """
    general = config.general_parameters
    with _nothing_drawn():
        if general.tensorboard:
            summary_writer()
        if general.mlflow:
            mlflow_client()
        if general.neptune and neptune_there():
            neptune_client()


def trackers_of(
    config: Config, directory: Path, done: int = 0, *, new: bool = True
) -> Sequence[Tracker]:
    """Those that a configuration asks for.

    Args:
        config: says which.
        directory: of the run.
        done: epochs that the run had before.
        new: the run begins; else it goes on, and so does what trackers have of it.

    Raises:
        MissingExtraError: one is not installed.
        OutputError: one cannot write.
        InputError: what one kept of the run cannot be read.
    """
    general = config.general_parameters
    found: list[Tracker] = []
    with _nothing_drawn():
        if general.tensorboard:
            found.append(TensorBoardTracker(directory / EVENTS, done))
        if general.mlflow:
            found.append(MLflowTracker(config, directory, done, new=new))
        if general.neptune and neptune_there():
            found.append(NeptuneTracker(config, directory, done, new=new))
    return found


@contextmanager
def _nothing_drawn() -> Iterator[None]:
    """Packages that draw names change nothing in training."""
    state = random.getstate()
    try:
        yield
    finally:
        random.setstate(state)
