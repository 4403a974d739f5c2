"""A model with all that it is trained with, from a configuration."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from trainer.checkpoint import start_extractor
from trainer.config.schema import Config
from trainer.data.clip import Clip
from trainer.data.dataset import ClipDataset, Draw, collate
from trainer.data.layout import LandmarkLayout
from trainer.engine.device import check_precision
from trainer.engine.freezing import check_parts, freeze_plan
from trainer.engine.kit import Kit
from trainer.engine.optimizing import Stepper, averaged_model, make_optimizer
from trainer.engine.processes import Processes
from trainer.engine.schedule import schedule_of
from trainer.heads import HeadSpec
from trainer.model.recognizer import Recognizer
from trainer.preparing import Preparation
from trainer.task import MultiHeadLoss
from trainer.weights import class_weights


def preparation_of(config: Config) -> Preparation:
    """From decoded frames to pictures, as a configuration says."""
    return Preparation(
        config.augmentations_parameters,
        seed=config.general_parameters.seed,
        channels_last=config.train_parameters.channels_last,
    )


def picture_size(config: Config, dataset: ClipDataset) -> tuple[int, int] | None:
    """Height and width of the pictures that the model takes, found out on the first clip.

    None where the model sees no pictures.

    Raises:
        DataError: its frames cannot be decoded.
    """
    sample = collate([dataset[Draw(0, 0)]], dataset.choice.num_segments)
    pictures = preparation_of(config)(sample, epoch=None)
    if pictures is None:
        return None
    height, width = pictures.shape[-2:]
    return height, width


def memory_format(config: Config) -> torch.memory_format:
    """The order of weights in memory."""
    last = config.train_parameters.channels_last
    return torch.channels_last if last else torch.contiguous_format


def build_model(
    config: Config,
    heads: Sequence[HeadSpec],
    size: tuple[int, int] | None,
    layout: LandmarkLayout | None = None,
) -> tuple[Recognizer, str]:
    """A fresh model, started as the configuration says; and what was loaded, for people.

    Raises:
        ConfigError: the network does not exist or does not fit.
        DataError: published weights cannot be fetched.
        CheckpointError: weights cannot be read, or do not fit.
    """
    model = Recognizer(config, heads, size, layout)
    start = config.feature_extractor.checkpoint_path
    return model, start_extractor(model, start) if start else ""


def build_kit(
    config: Config,
    model: Recognizer,
    heads: Sequence[HeadSpec],
    clips: Sequence[Clip],
    *,
    steps: int,
    device: torch.device,
    processes: Processes,
) -> Kit:
    """All that training works with.

    Args:
        config: says how.
        model: on the CPU.
        heads: what it tells apart.
        clips: those that are trained on, for balanced weights.
        steps: optimizer steps of the whole run.
        device: where it shall run.
        processes: this one among all.

    Raises:
        ConfigError: the freeze plan, or class weights, do not fit.
        DeviceError: the device cannot do the precision.
    """
    training = config.train_parameters
    check_precision(training.precision, device)
    plan = freeze_plan(config.freeze_scheduler)
    check_parts(model, plan)
    model = model.to(device, memory_format=memory_format(config))  # type: ignore[call-overload]
    if processes.world > 1 and device.type == "cuda":
        model = torch.nn.SyncBatchNorm.convert_sync_batchnorm(model)  # type: ignore[no-untyped-call]
    loss = MultiHeadLoss(
        heads,
        class_weights=class_weights(config.loss.class_weights, heads, clips),
        label_smoothing=config.loss.label_smoothing,
        focal_gamma=config.loss.focal_gamma,
    ).to(device)
    stepper = Stepper(
        model,
        make_optimizer(model, training, device),
        schedule_of(training, steps),
        training,
        torch.amp.GradScaler(device.type, enabled=training.precision == "fp16"),
        averaged_model(model, training.ema),
    )
    return Kit(
        model,
        loss,
        stepper,
        preparation_of(config),
        plan,
        processes,
        device,
        training.precision,
        training.compile,
    )
