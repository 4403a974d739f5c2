"""A training run: from a configuration to a run directory."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import torch

from trainer.building import build_kit, build_model, picture_size
from trainer.config.schema import Config
from trainer.data.split_file import split_text
from trainer.engine.device import choose_device, describe_device
from trainer.engine.processes import Processes, joined, processes_around
from trainer.engine.randomness import deterministic, seed_everything
from trainer.engine.resuming import load_state
from trainer.engine.training import EpochProgress
from trainer.gathering import check_sides, gather
from trainer.model.recognizer import parameter_count
from trainer.run import Run
from trainer.run_directory import HISTORY, SPLIT, RunDirectory
from trainer.scoring.history import History
from trainer.scoring.scores import Scores
from trainer.sides import Sides
from trainer.stopping import stoppable
from trainer.tracking import check_trackers, trackers_of
from trainer.watching import SILENT, Watch


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: epochs that were trained, and ``scores`` of the best weights by side."""

    directory: Path
    epochs: int
    scores: dict[str, Scores]


def train(
    config: Config,
    *,
    resume: bool = False,
    force: bool = False,
    unused: Sequence[tuple[str, str]] = (),
    watch: Watch = SILENT,
) -> Outcome:
    """Train a model; all processes of a ``torchrun`` call it alike.

    Args:
        config: what to train, on what, how and where to.
        resume: go on with the run in the directory, exactly as if it had not been interrupted.
        force: replace the run in the directory.
        unused: keys that have no effect, noted in the saved configuration.
        watch: who is told.

    Returns:
        Where the run is, and its scores.

    Raises:
        HamNoSysError: data, configuration, device or directory are at fault; the subclass and the
            message say which.
        KeyboardInterrupt: Ctrl-C; the state was saved.
    """
    processes = processes_around()
    watch = watch if processes.first else SILENT
    device = choose_device(config.general_parameters.gpu, processes)
    directory = RunDirectory(Path(config.general_parameters.path_to_save))
    with ExitStack() as stack:
        stack.enter_context(deterministic(on=config.general_parameters.deterministic))
        stack.enter_context(joined(processes, device))
        going_on = _check(config, directory, processes, resume=resume, force=force)
        run, notes = _prepared(config, device, processes, watch, directory, resume=resume)
        stack.enter_context(run)
        if processes.first:
            stack.enter_context(directory.held(force=force, resume=resume))
        # All that can be at fault before training has been looked at: now files may change.
        _begin(run, unused, going_on=going_on)
        _introduce(run, notes, resumed=resume, going_on=going_on)
        with stoppable() as run.stop:
            run.go()
        scores = run.finish()
        return Outcome(directory.path, len(run.history.rows), scores)


def _check(
    config: Config, directory: RunDirectory, processes: Processes, *, resume: bool, force: bool
) -> bool:
    """Look at the directory, before any work; tells whether a run goes on in it."""
    same_run = resume and directory.holds_run
    if same_run:
        directory.check_config(config)
    elif processes.first:
        directory.check(force=force)
    check_trackers(config)
    processes.wait()
    return same_run and directory.has_state


def _prepared(
    config: Config,
    device: torch.device,
    processes: Processes,
    watch: Watch,
    directory: RunDirectory,
    *,
    resume: bool,
) -> tuple[Run, Sequence[str]]:
    """The data found and the model built, with lines for people; no file is written."""
    split_file = directory.path / SPLIT if resume and directory.holds_run else None
    gathered = gather(config, split_file=split_file)
    check_sides(gathered)
    sides = Sides.of(config, gathered, device, processes)
    seed = config.general_parameters.seed
    seed_everything(seed, 0)  # all processes begin with the same weights
    size = picture_size(config, sides.loaders["train"].dataset)
    model, started = build_model(config, gathered.heads, size, gathered.layout)
    kit = build_kit(
        config,
        model,
        gathered.heads,
        gathered.side("train"),
        steps=sides.epochs * sides.steps_of_epoch,
        device=device,
        processes=processes,
    )
    seed_everything(seed, processes.rank)  # their dropout differs
    names = [head.name for head in gathered.heads if head.loss_weight > 0]
    history = History(directory.path / HISTORY, names)
    progress = EpochProgress.begin(0, len(gathered.heads), device)
    run = Run(config, device, processes, watch, directory, sides, kit, size, history, progress)
    notes = [*([started] if started else ()), *(f"note: {note}" for note in gathered.notes)]
    if sides.drawing is not None:
        notes.append(sides.drawing.note)
    return run, notes


def _begin(run: Run, unused: Sequence[tuple[str, str]], *, going_on: bool) -> None:
    """Begin the directory, or go on with what is saved in it."""
    first, gathered = run.processes.first, run.sides.gathered
    if going_on:
        if first:
            run.directory.tidy()
        run.progress = load_state(run.directory.path, run.kit)
        if run.progress.epoch:
            names = [head.name for head in gathered.heads if head.loss_weight > 0]
            run.history = History.resumed(
                run.directory.path / HISTORY, names, epoch=run.progress.epoch
            )
    elif first:
        run.directory.begin(run.config, unused, split_text(gathered.split, gathered.clips))
    if first:
        run.trackers = trackers_of(
            run.config, run.directory.path, len(run.history.rows), new=not going_on
        )


def _introduce(run: Run, notes: Sequence[str], *, resumed: bool, going_on: bool) -> None:
    """Say what is trained on what."""
    for note in notes:
        run.say(note)
    gathered, training = run.sides.gathered, run.config.train_parameters
    counts = ", ".join(f"{side} {len(gathered.side(side)):,}" for side in run.sides.loaders)
    run.say(f"clips: {counts} (grouped by {gathered.split.grouped_by})")
    heads = sum(head.loss_weight > 0 for head in gathered.heads)
    world = run.processes.world
    run.say(
        f"model: {parameter_count(run.kit.model):,} parameters, {heads} heads, {_seen(run)}; "
        f"{describe_device(run.device)}, {training.precision}"
        + (f", {world} processes" if world > 1 else "")
    )
    clips = len(gathered.side("train"))
    if clips < training.batch_size:
        run.say(
            f"note: batch_size {training.batch_size} is more than there is: a batch has {clips}"
        )
    if going_on:
        epoch = min(run.progress.epoch + 1, run.sides.epochs)
        run.say(f"going on in epoch {epoch} after {run.kit.stepper.step:,} steps")
    elif resumed:
        run.say("note: no state was saved yet: training begins anew")


def _seen(run: Run) -> str:
    """What the model is given, for people."""
    layout = run.sides.gathered.layout
    pictures = None if run.size is None else f"pictures {run.size[0]} x {run.size[1]}"
    points = None if layout is None else f"{layout.points} landmarks"
    return " and ".join(filter(None, (pictures, points)))
