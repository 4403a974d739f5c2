"""The model at work: batches of clips in, probabilities out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from hamnosys.errors import InputError
from trainer.building import memory_format, preparation_of
from trainer.checkpoint import load_model
from trainer.config.schema import Config
from trainer.data.batch import Batch
from trainer.data.clip import Clip
from trainer.data.dataset import Draw
from trainer.data.loading import Loader
from trainer.data.order import epoch_draws
from trainer.engine.device import enough_memory
from trainer.engine.scoring import logits_of
from trainer.errors import DataError
from trainer.predicting.answering import Probabilities
from trainer.predicting.prediction import Failure, Settings
from trainer.scoring.calibration import probabilities


def config_here(config: Config, settings: Settings) -> Config:
    """The configuration of the checkpoint, on this machine."""
    general = replace(
        config.general_parameters, gpu=settings.gpu, workers=settings.workers, cache=False
    )
    training = replace(
        config.train_parameters,
        batch_size=settings.batch_size or config.train_parameters.batch_size,
        precision=settings.precision,
    )
    augmentations = replace(config.augmentations_parameters, apply_mirror=False)
    return replace(
        config,
        general_parameters=general,
        train_parameters=training,
        augmentations_parameters=augmentations,
    )


class Running:
    """A model of a checkpoint, on a device."""

    def __init__(self, path: Path, config: Config, device: torch.device) -> None:
        """Load it.

        Args:
            path: of the weights.
            config: as `config_here` gives it.
            device: where it shall be.

        Raises:
            CheckpointError: the weights do not fit.
        """
        model, description = load_model(path, device)
        self._model = model.to(memory_format=memory_format(config))
        self._temperatures = description.temperatures
        self._preparation = preparation_of(config)
        self._device = device
        self._precision = config.train_parameters.precision

    def probabilities(self, batch: Batch) -> Probabilities:
        """The calibrated probabilities of every head.

        Raises:
            DeviceError: there is not enough memory.
        """
        with enough_memory(len(batch), batch.mask.shape[1]), torch.inference_mode():
            logits = logits_of(
                self._model,
                batch.to(self._device),
                batch,
                self._preparation,
                device=self._device,
                precision=self._precision,
            )
        return {
            name: probabilities(values, self._temperatures.get(name, 1.0)).cpu().numpy()
            for name, values in logits.items()
        }


class Batches:
    """The batches of clips in their order; a clip that cannot be read costs only itself."""

    def __init__(self, loader: Loader, clips: Sequence[Clip], size: int) -> None:
        """Loads nothing yet; ``size`` clips make a batch. ``failures`` grows on the way."""
        self.loader = loader
        self.clips = clips
        self.draws = epoch_draws(len(clips), size, seed=0, epoch=0, shuffle=False)
        self.failures: list[Failure] = []

    def __len__(self) -> int:
        return len(self.draws)

    def __iter__(self) -> Iterator[Batch]:
        place = 0
        while place < len(self.draws):
            for batch in self._until_fault(self.draws[place:]):
                place += 1
                yield batch
            if place < len(self.draws):
                for draw in self.draws[place]:
                    yield from self._until_fault([[draw]], self.clips[draw.index].name)
                place += 1

    def _until_fault(
        self, draws: Sequence[Sequence[Draw]], name: str | None = None
    ) -> Iterator[Batch]:
        """Batches up to the first that cannot be read, which is a failure of the clip ``name``."""
        try:
            yield from self.loader.batches(draws)
        except (DataError, InputError) as error:
            if name is not None:
                self.failures.append(Failure(name, error))
