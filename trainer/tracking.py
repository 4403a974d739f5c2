"""Where the figures of each epoch go besides the run directory's own files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from hamnosys.cli.extras import needs
from trainer.config.schema import Config
from trainer.scoring.history import EpochRow


class Tracker(Protocol):
    """Takes the figures of epochs."""

    def log(self, row: EpochRow) -> None:
        """Take those of an epoch."""

    def close(self) -> None:
        """There are no more."""


class TensorBoardTracker:
    """Writes event files for TensorBoard."""

    def __init__(self, directory: Path) -> None:
        """Begin, or go on, in a directory.

        Raises:
            MissingExtraError: TensorBoard is not installed.
        """
        with needs("tensorboard", "tensorboard"):
            from torch.utils.tensorboard import SummaryWriter
        self._writer = SummaryWriter(str(directory))

    def log(self, row: EpochRow) -> None:
        """Take the figures of an epoch."""
        for name, value in figures(row):
            self._writer.add_scalar(name, value, row.epoch)
        self._writer.flush()

    def close(self) -> None:
        """There are no more."""
        self._writer.close()


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


def trackers_of(config: Config, directory: Path) -> Sequence[Tracker]:
    """Those that a configuration asks for.

    Raises:
        MissingExtraError: one is not installed.
    """
    if config.general_parameters.tensorboard:
        return (TensorBoardTracker(directory / "tensorboard"),)
    return ()
