"""The client of neptune, which writes files of its own: its hosted service is no more."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

from hamnosys.errors import MissingExtraError
from trainer.config.schema import Config
from trainer.scoring.history import EpochRow
from trainer.scoring.scores import Scores
from trainer.tracking.environment import environment
from trainer.tracking.figures import figures, final_figures, parameters, safe
from trainer.tracking.identity import keep_identity, read_identity
from trainer.tracking.tracker import telling

DATA = Path("neptune", ".neptune")
"""Its data in the directory of the run, called as its command line wants."""
IDENTITY = "neptune_run.txt"
"""The run's id, which all its parts have."""

_SILENT: Mapping[str, Any] = {
    "source_files": [],
    "git_ref": False,
    "capture_stdout": False,
    "capture_stderr": False,
    "capture_traceback": False,
    "capture_hardware_metrics": False,
}
"""Nothing goes in that the run directory does not hold, too."""


class NeptuneTracker:
    """Logs offline: the configuration as parameters, figures with the epoch as step.

    Offline, the client cannot go on with a run: each part of a resumed one is a directory of its
    own, and ``hamnosys/run`` is the same in all.
    """

    def __init__(self, config: Config, directory: Path, done: int = 0, *, new: bool = True) -> None:
        """Begin, or go on with the run of an interrupted one.

        Args:
            config: its parameters.
            directory: of the run.
            done: epochs that the run had before.
            new: begin anew, even if an earlier run has left its id in the directory.

        Raises:
            MissingExtraError: the client cannot be imported.
            OutputError: the data cannot be written.
            InputError: the file with the run's id cannot be read.
        """
        client = neptune_client()
        self._data, self._epoch = directory / DATA, done
        self._error: type[Exception] = client.exceptions.NeptuneException
        kept = None if new else read_identity(directory / IDENTITY)
        name = kept or uuid4().hex
        with (
            telling("neptune", self._data, self._error),
            environment(NEPTUNE_DATA_DIRECTORY=str(self._data.resolve())),
        ):
            self._run = client.init_run(
                mode="offline", custom_run_id=name, name=directory.resolve().name, **_SILENT
            )
            self._run["hamnosys/run"] = name
            for key, text in parameters(config).items():
                self._run[f"parameters/{safe(key)}"] = text
        if kept is None:
            keep_identity(directory / IDENTITY, name)

    def log(self, row: EpochRow) -> None:
        """Take the figures of an epoch."""
        self._epoch = row.epoch
        with telling("neptune", self._data, self._error):
            for name, value in figures(row):
                self._run[f"epochs/{safe(name)}"].append(value, step=row.epoch)

    def finish(self, scores: Mapping[str, Scores]) -> None:
        """Take the scores of the best weights."""
        with telling("neptune", self._data, self._error):
            for name, value in final_figures(scores):
                self._run[safe(name)] = value

    def close(self) -> None:
        """There are no more."""
        with telling("neptune", self._data, self._error):
            self._run.stop()


def neptune_there() -> bool:
    """Whether the client is installed; it is not imported."""
    return find_spec("neptune") is not None


def neptune_client() -> Any:
    """The client, which says nothing but its errors.

    Raises:
        MissingExtraError: it is not there, or cannot be imported with the packages around it.
    """
    try:
        import neptune
        import neptune.exceptions
    except Exception as error:  # an abandoned package fails in many ways
        raise MissingExtraError(
            f"neptune cannot be imported: {type(error).__name__}: {error}",
            hint="set general_parameters.neptune: false, or mend its installation",
        ) from error
    for name in ("neptune", "neptune_no_prefix"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return neptune
