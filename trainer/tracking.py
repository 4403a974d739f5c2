"""Where the figures of each epoch go besides the run directory's own files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from hamnosys.cli.extras import needs
from trainer.config.schema import Config
from trainer.run_directory import EVENTS
from trainer.scoring.history import EpochRow


class Tracker(Protocol):
    """Takes the figures of epochs."""

    def log(self, row: EpochRow) -> None:
        """Take those of an epoch."""

    def close(self) -> None:
        """There are no more."""


class TensorBoardTracker:
    """Writes event files for TensorBoard."""

    def __init__(self, directory: Path, done: int = 0) -> None:
        """Begin, or go on after ``done`` epochs, in a directory.

        Raises:
            MissingExtraError: TensorBoard is not installed.
        """
        writer = _summary_writer()
        # What an interrupted run has told of later epochs is told anew.
        self._writer = writer(str(directory), purge_step=done + 1 if done else None)

    def log(self, row: EpochRow) -> None:
        """Take the figures of an epoch."""
        for name, value in figures(row):
            self._writer.add_scalar(name, value, row.epoch)
        self._writer.flush()

    def close(self) -> None:
        """There are no more."""
        self._writer.close()


def _summary_writer() -> Any:
    with needs("tensorboard", "tensorboard"):
        from torch.utils.tensorboard import SummaryWriter
    return SummaryWriter


def figures(row: EpochRow) -> Iterator[tuple[str, float]]:
    """Name and value of every figure that there is."""
    for name in ("lr", "train_loss", "validation_loss", "mean_macro_f1_present", "all_right"):
        if (value := getattr(row, name)) is not None:
            yield name, value
    yield "clips_per_second", row.clips_per_second
    for head, found in row.heads.items():
        for name in ("accuracy", "macro_f1_present", "loss"):
            if (value := getattr(found, name)) is not None:
                yield f"{head}/{name}", value


def check_trackers(config: Config) -> None:
    """See to it that those that a configuration asks for can be had, before any work.

    Raises:
        MissingExtraError: one is not installed.
    """
    if config.general_parameters.tensorboard:
        _summary_writer()


def trackers_of(config: Config, directory: Path, done: int = 0) -> Sequence[Tracker]:
    """Those that a configuration asks for.

    Args:
        config: says which.
        directory: of the run.
        done: epochs that the run had before.

    Raises:
        MissingExtraError: one is not installed.
    """
    if config.general_parameters.tensorboard:
        return (TensorBoardTracker(directory / EVENTS, done),)
    return ()
