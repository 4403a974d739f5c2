"""Event files for TensorBoard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hamnosys.extras import needs
from trainer.scoring.history import EpochRow
from trainer.scoring.scores import Scores
from trainer.tracking.figures import figures, final_figures
from trainer.tracking.tracker import telling


class TensorBoardTracker:
    """Writes event files for TensorBoard."""

    def __init__(self, directory: Path, done: int = 0) -> None:
        """Begin, or go on after ``done`` epochs, in a directory.

        Raises:
            MissingExtraError: TensorBoard is not installed.
            OutputError: the directory cannot be written.
        """
        writer = summary_writer()
        self._directory, self._epoch = directory, done
        # What an interrupted run has told of later epochs is told anew.
        with telling("TensorBoard", directory):
            self._writer = writer(str(directory), purge_step=done + 1 if done else None)

    def log(self, row: EpochRow) -> None:
        """Take the figures of an epoch."""
        self._epoch = row.epoch
        self._write(dict(figures(row)))

    def finish(self, scores: Mapping[str, Scores]) -> None:
        """Take the scores of the best weights; they stand at the last epoch."""
        self._write(dict(final_figures(scores)))

    def close(self) -> None:
        """There are no more."""
        with telling("TensorBoard", self._directory):
            self._writer.close()

    def _write(self, values: Mapping[str, float]) -> None:
        with telling("TensorBoard", self._directory):
            for name, value in values.items():
                self._writer.add_scalar(name, value, self._epoch)
            self._writer.flush()


def summary_writer() -> Any:
    """The class that writes.

    Raises:
        MissingExtraError: TensorBoard is not installed.
    """
    with needs("tensorboard", "tensorboard"):
        from torch.utils.tensorboard import SummaryWriter
    return SummaryWriter
