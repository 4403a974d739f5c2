"""What a tracker is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from hamnosys.errors import OutputError, printable
from trainer.scoring.history import EpochRow
from trainer.scoring.scores import Scores


class Tracker(Protocol):
    """Takes the figures of a run.

    All methods raise OutputError where a tracker cannot write.
    """

    def log(self, row: EpochRow) -> None:
        """Take those of an epoch."""

    def finish(self, scores: Mapping[str, Scores]) -> None:
        """Take the scores of the best weights by side: the run has come to its end."""

    def close(self) -> None:
        """There are no more, whether or not the run has come to its end."""


@contextmanager
def telling(name: str, directory: Path, *errors: type[Exception]) -> Iterator[None]:
    """What goes wrong in a tracker's package, as one line.

    Raises:
        OutputError: an OSError, or one of ``errors``, was raised in the block.
    """
    caught: tuple[type[Exception], ...] = (OSError, *errors)
    try:
        yield
    except caught as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        first = next(iter(printable(line) for line in reason.splitlines() if line.strip()), "")
        raise OutputError(
            f"{name} cannot write: {first or type(error).__name__}", file=str(directory)
        ) from error
