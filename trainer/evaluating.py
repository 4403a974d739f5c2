"""Scores of a checkpoint on any data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from trainer.building import memory_format, preparation_of
from trainer.checkpoint import Description, find_checkpoint, load_model
from trainer.config.schema import Config
from trainer.data.clip import Clip
from trainer.data.loading import Loader
from trainer.data.order import epoch_draws
from trainer.engine.device import check_precision, choose_device
from trainer.engine.processes import Processes
from trainer.engine.scoring import score_batches
from trainer.errors import CheckpointError, DataError
from trainer.gathering import data_set, gather
from trainer.run_directory import SPLIT
from trainer.scoring.keeper import ScoreKeeper
from trainer.watching import SILENT, Status, Watch


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was counted: ``side`` is train, validation, test or ``data``."""

    side: str
    checkpoint: Path
    keeper: ScoreKeeper


def evaluate(
    config: Config,
    checkpoint: str | Path,
    *,
    data: Sequence[str] = (),
    side: str | None = None,
    watch: Watch = SILENT,
) -> Evaluation:
    """Score a checkpoint.

    The model, its pictures and the choice of frames are those of the checkpoint; the configuration
    says where the data are, on what device, in which batches and in which precision.

    Args:
        config: where the data are.
        checkpoint: a run directory (its best weights), or a checkpoint in one.
        data: directories to score on, all their clips; none takes a side of the split that was
            saved beside the checkpoint.
        side: which; None takes test if there is one, else validation.
        watch: who is told.

    Raises:
        CheckpointError: there is no such checkpoint, or it is of another mode.
        DataError: labels or frames are at fault or of another scheme, or the side is empty.
        DeviceError: the device does not exist, or has too little memory.
    """
    device = choose_device(config.general_parameters.gpu, Processes())
    check_precision(config.train_parameters.precision, device)
    model, description = load_model(checkpoint, device)
    path = find_checkpoint(checkpoint)
    _check_mode(config, description, path)
    settings = _settings(config, description)
    name, clips = _clips(settings, description, path, data, side)
    if not clips:
        raise DataError(f"there is no clip for {name}", hint="--data names directories")
    watch.say(f"{path}: epoch {description.epoch}, {name}: {len(clips):,} clips")
    keeper = ScoreKeeper(description.heads, device, description.temperatures)
    loader = Loader(
        data_set(clips, description.heads, settings, training=False, layout=description.layout),
        workers=settings.general_parameters.workers,
        pin=device.type == "cuda",
    )
    with loader:
        draws = epoch_draws(
            len(clips), settings.train_parameters.batch_size, seed=0, epoch=0, shuffle=False
        )
        counted = score_batches(
            model.to(memory_format=memory_format(settings)),
            loader.batches(draws),
            keeper,
            preparation_of(settings),
            device=device,
            precision=settings.train_parameters.precision,
        )
        statuses: Iterator[Status] = ((lambda: "") for _ in counted)
        for _ in watch.follow(statuses, len(draws), name):
            pass
    return Evaluation(name, path, keeper)


def _check_mode(config: Config, description: Description, path: Path) -> None:
    modes = (each.train_parameters.classification_mode for each in (description.config, config))
    theirs, wanted = modes
    if theirs != wanted:
        raise CheckpointError(
            f"the checkpoint is of another mode: {theirs}, and the configuration is of {wanted}",
            file=str(path),
        )


def _settings(config: Config, description: Description) -> Config:
    """The data of one configuration, the model and pictures of the other."""
    theirs = description.config
    training = replace(
        theirs.train_parameters,
        batch_size=config.train_parameters.batch_size,
        precision=config.train_parameters.precision,
        scheme=config.train_parameters.scheme,
        gloss_names=config.train_parameters.gloss_names,
    )
    augmentations = replace(theirs.augmentations_parameters, apply_mirror=False)
    return replace(
        theirs,
        general_parameters=config.general_parameters,
        train_parameters=training,
        augmentations_parameters=augmentations,
    )


def _clips(
    config: Config,
    description: Description,
    checkpoint: Path,
    data: Sequence[str],
    side: str | None,
) -> tuple[str, Sequence[Clip]]:
    """The name of the side and its clips, labelled by the heads of the model."""
    general = config.general_parameters
    if data:
        paths = replace(
            general,
            data_path=None,
            data_paths=tuple(data),
            validation_data_paths=(),
            test_data_paths=(),
        )
        config = replace(config, general_parameters=paths)
    split_file = None if data else checkpoint.parent / SPLIT
    if split_file is not None and not split_file.is_file():
        raise CheckpointError(
            "no split was saved beside the checkpoint: which clips it was not trained on is not "
            "known",
            file=str(checkpoint),
            hint="--data names directories to score on",
        )
    gathered = gather(config, heads=description.heads, split_file=split_file)
    if data:
        return "data", gathered.clips
    name = side or ("test" if gathered.split.test else "validation")
    return name, gathered.side(name)
