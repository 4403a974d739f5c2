"""A local store of MLflow: files in the run directory, no server."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from hamnosys import __version__
from hamnosys.extras import needs
from trainer.config.schema import Config
from trainer.scoring.history import EpochRow
from trainer.scoring.scores import Scores
from trainer.tracking.environment import environment
from trainer.tracking.figures import figures, final_figures, parameters, safe
from trainer.tracking.identity import keep_identity, read_identity
from trainer.tracking.tracker import telling

STORE = "mlflow"
"""The store, a directory in that of the run."""
IDENTITY = "mlflow_run.txt"
"""Beside it: the run's id in the store."""
EXPERIMENT = "hamnosys"
"""The experiment that every run is put in."""

_PARAMETERS_AT_ONCE, _FIGURES_AT_ONCE = 100, 1000
_LONGEST_PARAMETER = 6000


class MLflowTracker:
    """Logs to a store of files: the configuration as parameters, figures with the epoch as step.

    The run is RUNNING, then FINISHED; KILLED where training was interrupted, and goes on later.
    """

    def __init__(self, config: Config, directory: Path, done: int = 0, *, new: bool = True) -> None:
        """Begin a run of MLflow, or go on with that of an interrupted one.

        Args:
            config: its parameters.
            directory: of the run.
            done: epochs that the run had before.
            new: begin anew, even if an earlier run has left its id in the directory.

        Raises:
            MissingExtraError: MLflow is not installed.
            OutputError: the store cannot be written.
            InputError: the file with the run's id cannot be read.
        """
        self._store, self._epoch, self._status = directory / STORE, done, "KILLED"
        client = mlflow_client()
        from mlflow.exceptions import MlflowException

        self._error: type[Exception] = MlflowException
        with telling("MLflow", self._store, self._error), warnings.catch_warnings():
            # Newer versions warn of stores of files, or refuse them unless told otherwise. Their
            # others need a data base, or a server.
            warnings.simplefilter("ignore", FutureWarning)
            with environment(MLFLOW_ALLOW_FILE_STORE="true"):
                uri = self._store.resolve().as_uri()
                self._client = client(tracking_uri=uri, registry_uri=uri)
                kept = None if new else read_identity(directory / IDENTITY)
                self._run = self._going_on(kept) or self._begun(config, directory)

    def _going_on(self, kept: str | None) -> str | None:
        """The run that goes on, unless somebody has removed it from the store."""
        if kept is None:
            return None
        try:
            self._client.update_run(kept, status="RUNNING")
        except self._error:
            return None
        return kept

    def _begun(self, config: Config, directory: Path) -> str:
        found = self._client.get_experiment_by_name(EXPERIMENT)
        experiment = found.experiment_id if found else self._client.create_experiment(EXPERIMENT)
        name, tags = directory.resolve().name, {"hamnosys": __version__}
        run: str = self._client.create_run(experiment, tags=tags, run_name=name).info.run_id
        self._log_parameters(run, config)
        keep_identity(directory / IDENTITY, run)
        return run

    def _log_parameters(self, run: str, config: Config) -> None:
        from mlflow.entities import Param

        found = iter(parameters(config).items())
        while some := list(islice(found, _PARAMETERS_AT_ONCE)):
            values = [Param(safe(name), text[:_LONGEST_PARAMETER]) for name, text in some]
            self._client.log_batch(run, params=values)

    def log(self, row: EpochRow) -> None:
        """Take the figures of an epoch, unless a run that was interrupted has told of it."""
        self._epoch = row.epoch
        self._log(dict(figures(row)))

    def finish(self, scores: Mapping[str, Scores]) -> None:
        """Take the scores of the best weights; they stand at the last epoch."""
        self._log(dict(final_figures(scores)))
        self._status = "FINISHED"

    def close(self) -> None:
        """There are no more."""
        with telling("MLflow", self._store, self._error):
            self._client.set_terminated(self._run, self._status)

    def _log(self, values: Mapping[str, float]) -> None:
        from mlflow.entities import Metric

        now, names = int(time.time() * 1000), [safe(name) for name in values]
        with telling("MLflow", self._store, self._error):
            # The store only adds: what it has of this epoch would stand there twice.
            known = self._client.get_metric_history(self._run, names[-1]) if names else ()
            if any(metric.step == self._epoch for metric in known):
                return
            found = (
                Metric(name, value, now, self._epoch)
                for name, value in zip(names, values.values(), strict=True)
            )
            while some := list(islice(found, _FIGURES_AT_ONCE)):
                self._client.log_batch(self._run, metrics=some)


def mlflow_client() -> Any:
    """The class that talks to stores; nothing is sent to anybody.

    Raises:
        MissingExtraError: MLflow is not installed.
    """
    os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true")
    with needs("mlflow", "mlflow"):
        from mlflow.tracking import MlflowClient
    return MlflowClient
