"""Predicting: a checkpoint and inputs in, answers out. The data of the training are not needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from trainer.checkpoint import find_checkpoint, read_description
from trainer.config.schema import Config
from trainer.data.batch import ABSENT
from trainer.data.clip import Clip
from trainer.data.inputs import find_inputs
from trainer.data.loading import Loader
from trainer.data.sampling import check_times
from trainer.engine.device import check_precision, choose_device
from trainer.engine.processes import Processes
from trainer.errors import CheckpointError
from trainer.gathering import data_set, frame_choice, wanted_of
from trainer.predicting.answering import Answerer
from trainer.predicting.prediction import Answers, Failure, Prediction, Settings
from trainer.predicting.preparing import answerer_of
from trainer.predicting.running import Batches, Running, config_here
from trainer.watching import SILENT, Status, Watch


def predict(
    checkpoint: str | Path,
    inputs: Sequence[str | Path],
    *,
    on_fault: Callable[[Failure], None] | None = None,
    watch: Watch = SILENT,
    top: int = 3,
    threshold: float = 0.0,
    lexicon: str | Path | None = None,
    by: str = "log_probability",
    neighbours: int = 5,
    gloss_names: str | Path | None = None,
    batch_size: int | None = None,
    gpu: int | None = None,
    workers: int = 0,
    precision: str = "fp32",
) -> list[Prediction]:
    """Name the classes of new clips and, with a lexicon, the nearest glosses.

    Args:
        checkpoint: a run directory (its best weights), or a checkpoint in one.
        inputs: directories of frames, videos, files of landmarks, or directories of such.
        on_fault: takes clips that cannot be read, which are then left out; None raises the first.
        watch: who is told.
        top: and all others: see `Settings`.
        threshold: see there.
        lexicon: see there.
        by: see there.
        neighbours: see there.
        gloss_names: see there.
        batch_size: see there.
        gpu: see there.
        workers: see there.
        precision: see there.

    Returns:
        One prediction a clip, in the order of the inputs.

    Raises:
        CheckpointError: there is no such checkpoint.
        LexiconError: the lexicon is of another scheme, or no lexicon of classes.
        DataError: an input cannot be read, or has no FPS where the model needs it.
        InputError: there is no such input.
        DeviceError: the device does not exist, or has too little memory.
        UsageError: a setting is out of its range.
    """
    settings = Settings(
        top=top,
        threshold=threshold,
        lexicon=lexicon,
        by=by,
        neighbours=neighbours,
        gloss_names=gloss_names,
        batch_size=batch_size,
        gpu=gpu,
        workers=workers,
        precision=precision,
    )
    answers = answer(checkpoint, inputs, settings, watch)
    for failure in answers.failures:
        if on_fault is None:
            raise failure.error
        on_fault(failure)
    return list(answers.clips)


def answer(
    checkpoint: str | Path,
    inputs: Sequence[str | Path],
    settings: Settings,
    watch: Watch = SILENT,
) -> Answers:
    """As `predict`, with what belongs to all clips; those that cannot be read are told of there."""
    path = find_checkpoint(checkpoint)
    description = read_description(path)
    config = config_here(description.config, settings)
    device = choose_device(settings.gpu, Processes())
    check_precision(settings.precision, device)
    answerer = answerer_of(description, settings, path, watch)
    clips, failures = _clips(inputs, config, len(description.heads))
    check_times(tuple(clips), frame_choice(config))
    running = Running(path, config, device)
    watch.say(f"{path}: epoch {description.epoch}; clips: {len(clips):,}")
    loader = Loader(
        data_set(clips, description.heads, config, training=False, layout=description.layout),
        workers=settings.workers,
        pin=device.type == "cuda",
    )
    batches = Batches(loader, clips, config.train_parameters.batch_size)
    said: list[Prediction] = []
    with loader:
        work = _work(batches, running, answerer, path, said)
        for _ in watch.follow(work, len(batches), "predicting"):
            pass
    failures += batches.failures
    scheme, epoch = description.scheme, description.epoch
    return Answers(path, epoch, scheme, settings, tuple(said), tuple(failures))


def _clips(
    inputs: Sequence[str | Path], config: Config, heads: int
) -> tuple[list[Clip], list[Failure]]:
    """The clips of all inputs, without labels, and what cannot be used.

    Raises:
        DataError: no input has a clip.
        InputError: there is no such input.
    """
    wanted = wanted_of(config)
    failures: list[Failure] = []
    found = find_inputs(
        list(map(str, inputs)),
        frames=wanted.frames,
        landmarks=wanted.landmarks,
        on_fault=lambda path, error: failures.append(Failure(path, error)),
    )
    if failures and not found:
        raise failures[0].error
    return [replace(clip, labels=(ABSENT,) * heads) for clip in found], failures


def _work(
    batches: Batches, running: Running, answerer: Answerer, path: Path, said: list[Prediction]
) -> Iterator[Status]:
    """Go through the batches; what is said of them is added to ``said``."""
    for batch in batches:
        clips = [batches.clips[number] for number in batch.clips.tolist()]
        probabilities = running.probabilities(batch)
        if wrong := [name for name, table in probabilities.items() if not np.isfinite(table).all()]:
            words = f"what the model says of clips is no number: {', '.join(wrong)}"
            raise CheckpointError(words, file=str(path), hint=f"such as {clips[0].name}")
        said += answerer.answer([(clip.name, clip.file) for clip in clips], probabilities)
        yield lambda: ""
