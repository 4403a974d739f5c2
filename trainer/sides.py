"""The sides of a run's data, and who loads them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from trainer.config.schema import Config
from trainer.data.batch import Batch
from trainer.data.dataset import Draw
from trainer.data.drawing import Drawing, drawing_of
from trainer.data.loading import Loader
from trainer.data.order import epoch_draws
from trainer.engine.processes import Processes
from trainer.gathering import Gathered, data_set
from trainer.side_names import SIDES

_DEV_BATCHES = 2
"""Batches of each side in a fast_dev_run."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Loaders of the sides that have clips, for one process among all.

    ``drawing`` says how often clips are trained on; None: once an epoch.
    """

    config: Config
    gathered: Gathered
    loaders: dict[str, Loader]
    processes: Processes
    drawing: Drawing | None = None

    @classmethod
    def of(
        cls, config: Config, gathered: Gathered, device: torch.device, processes: Processes
    ) -> Sides:
        """The sides of gathered clips.

        Raises:
            DataError: clips shall be mirrored whose labels cannot be.
        """
        general = config.general_parameters
        loaders = {
            side: Loader(
                data_set(
                    clips,
                    gathered.heads,
                    config,
                    training=side == "train",
                    layout=gathered.layout,
                ),
                workers=general.workers,
                pin=device.type == "cuda",
                seed=general.seed,
            )
            for side in SIDES
            if (clips := gathered.side(side))
        }
        labels = [clip.labels for clip in gathered.side("train")]
        drawing = drawing_of(config.train_parameters.sampling, gathered.heads, labels)
        return cls(config, gathered, loaders, processes, drawing)

    def draws(self, side: str, epoch: int) -> list[list[Draw]]:
        """What this process sees of a side in an epoch, batch by batch."""
        training = self.config.train_parameters
        draws = epoch_draws(
            len(self.gathered.side(side)),
            training.batch_size,
            seed=self.config.general_parameters.seed,
            epoch=epoch,
            shuffle=side == "train",
            weights=self.drawing.weights if self.drawing and side == "train" else None,
            rank=self.processes.rank,
            world=self.processes.world,
        )
        return draws[:_DEV_BATCHES] if training.fast_dev_run else draws

    def batches(self, side: str, draws: list[list[Draw]]) -> Iterator[Batch]:
        """The batches of these draws."""
        return self.loaders[side].batches(draws)

    @property
    def epochs(self) -> int:
        """How many there are."""
        training = self.config.train_parameters
        return 1 if training.fast_dev_run else training.epochs

    @property
    def steps_of_epoch(self) -> int:
        """Optimizer steps of an epoch."""
        batches = len(self.draws("train", 0))
        return math.ceil(batches / self.config.train_parameters.accumulate)

    def close(self) -> None:
        """End the processes that load."""
        for loader in self.loaders.values():
            loader.close()
