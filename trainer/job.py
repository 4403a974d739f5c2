"""A training run: from a configuration to a run directory."""

from __future__ import annotations

import math
import shlex
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn

from hamnosys.errors import HamNoSysError, OutputError
from trainer.building import build_kit, build_model, picture_size
from trainer.checkpoint import BEST, LAST, Description, save_checkpoint
from trainer.config.schema import Config
from trainer.data.dataset import Draw
from trainer.data.loading import Loader
from trainer.data.order import epoch_draws
from trainer.data.split_file import split_text
from trainer.engine.device import choose_device, describe_device
from trainer.engine.freezing import describe
from trainer.engine.kit import Kit
from trainer.engine.processes import Processes, joined, processes_around
from trainer.engine.randomness import deterministic, seed_everything
from trainer.engine.resuming import load_state, save_state
from trainer.engine.scoring import gathered_keeper, score_batches
from trainer.engine.training import EpochProgress, FiniteCheck, train_steps
from trainer.errors import TrainingError
from trainer.gathering import Gathered, check_sides, data_set, gather
from trainer.model.recognizer import parameter_count
from trainer.reporting import write_scores
from trainer.run_directory import CONFIG, HISTORY, SPLIT, RunDirectory
from trainer.scoring.history import EpochRow, History
from trainer.scoring.keeper import ScoreKeeper
from trainer.scoring.scores import Scores
from trainer.stopping import Stop, stoppable
from trainer.tracking import Tracker, check_trackers, trackers_of
from trainer.watching import SILENT, Status, Watch

_DEV_BATCHES = 2
"""Batches of each kind in a fast_dev_run."""


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
    if not processes.first:
        watch = SILENT
    device = choose_device(config.general_parameters.gpu, processes)
    with ExitStack() as stack:
        stack.enter_context(deterministic(on=config.general_parameters.deterministic))
        stack.enter_context(joined(processes, device))
        run = _Run(config, device, processes, watch)
        run.prepare(resume=resume, force=force, unused=unused)
        stack.enter_context(run)
        with stoppable() as run.stop:
            run.go()
        return run.finish()


@dataclass(slots=True)
class _Run:
    """A run that is going on."""

    config: Config
    device: torch.device
    processes: Processes
    watch: Watch
    directory: RunDirectory = field(init=False)
    gathered: Gathered = field(init=False)
    kit: Kit = field(init=False)
    history: History = field(init=False)
    loaders: dict[str, Loader] = field(init=False)
    size: tuple[int, int] = field(init=False)
    trackers: Sequence[Tracker] = field(init=False, default=())
    stop: Stop = field(default_factory=Stop)
    progress: EpochProgress | None = None

    # --- what comes before training ---

    def prepare(self, *, resume: bool, force: bool, unused: Sequence[tuple[str, str]]) -> None:
        """Find the data, build the model, begin or go on with the directory."""
        self.directory = RunDirectory(Path(self.config.general_parameters.path_to_save))
        same_run = resume and self.directory.holds_run
        going_on = same_run and self.directory.has_state
        if same_run:
            self.directory.check_config(self.config)
        elif self.processes.first:
            self.directory.check(force=force)
        check_trackers(self.config)
        self.processes.wait()
        split_file = self.directory.path / SPLIT if same_run else None
        self.gathered = gather(self.config, split_file=split_file)
        check_sides(self.gathered)
        self._make_loaders()
        seed_everything(self.config.general_parameters.seed, self.processes.rank)
        started = self._build()
        # All that can be at fault before training has been looked at: now files may change.
        if self.processes.first and not going_on:
            text = split_text(self.gathered.split, self.gathered.clips)
            self.directory.begin(self.config, unused, text)
        self._go_on() if going_on else self._start_history(epoch=0)
        self._introduce(started, resumed=resume, going_on=going_on)
        if self.processes.first:
            done = len(self.history.rows)
            self.trackers = trackers_of(self.config, self.directory.path, done)

    def _make_loaders(self) -> None:
        general = self.config.general_parameters
        self.loaders = {}
        for side in ("train", "validation", "test"):
            clips = self.gathered.side(side)
            if clips:
                data = data_set(clips, self.gathered.heads, self.config, training=side == "train")
                self.loaders[side] = Loader(
                    data,
                    workers=general.workers,
                    pin=self.device.type == "cuda",
                    seed=general.seed,
                )

    def _build(self) -> str:
        """The model and all that it is trained with; what it was started with, for people."""
        self.size = picture_size(self.config, self.loaders["train"].dataset)
        model, started = build_model(self.config, self.gathered.heads, self.size)
        self.kit = build_kit(
            self.config,
            model,
            self.gathered.heads,
            self.gathered.side("train"),
            steps=self.epochs * self.steps_of_epoch,
            device=self.device,
            processes=self.processes,
        )
        # Dropout differs from process to process from here on; the weights do not.
        seed_everything(self.config.general_parameters.seed, self.processes.rank)
        return started

    def _go_on(self) -> None:
        if self.processes.first:
            self.directory.tidy()
        self.progress = load_state(self.directory.path, self.kit)
        self._start_history(epoch=self.progress.epoch)

    def _start_history(self, *, epoch: int) -> None:
        names = [head.name for head in self.gathered.heads if head.loss_weight > 0]
        path = self.directory.path / HISTORY
        self.history = History.resumed(path, names, epoch=epoch) if epoch else History(path, names)

    def _introduce(self, started: str, *, resumed: bool, going_on: bool) -> None:
        gathered = self.gathered
        if started:
            self.say(started)
        for note in gathered.notes:
            self.say(f"note: {note}")
        sides = ", ".join(f"{side} {len(gathered.side(side)):,}" for side in self.loaders)
        self.say(f"clips: {sides} (grouped by {gathered.split.grouped_by})")
        heads = sum(head.loss_weight > 0 for head in gathered.heads)
        self.say(
            f"model: {parameter_count(self.kit.model):,} parameters, {heads} heads, pictures "
            f"{self.size[0]} x {self.size[1]}; {describe_device(self.device)}, "
            f"{self.config.train_parameters.precision}"
            + (f", {self.processes.world} processes" if self.processes.world > 1 else "")
        )
        clips, batch = len(gathered.side("train")), self.config.train_parameters.batch_size
        if clips < batch:
            self.say(f"note: batch_size {batch} is more than there is: a batch has {clips}")
        if going_on and self.progress is not None:
            self.say(
                f"going on in epoch {min(self.progress.epoch + 1, self.epochs)} after "
                f"{self.kit.stepper.step:,} steps"
            )
        elif resumed:
            self.say("note: no state was saved yet: training begins anew")

    # --- training ---

    @property
    def epochs(self) -> int:
        """How many there are."""
        training = self.config.train_parameters
        return 1 if training.fast_dev_run else training.epochs

    @property
    def steps_of_epoch(self) -> int:
        """Optimizer steps of an epoch."""
        training = self.config.train_parameters
        batches = len(self._draws("train", 0))
        return math.ceil(batches / training.accumulate)

    def _draws(self, side: str, epoch: int) -> list[list[Draw]]:
        draws = epoch_draws(
            len(self.gathered.side(side)),
            self.config.train_parameters.batch_size,
            seed=self.config.general_parameters.seed,
            epoch=epoch,
            shuffle=side == "train",
            rank=self.processes.rank,
            world=self.processes.world,
        )
        return draws[:_DEV_BATCHES] if self.config.train_parameters.fast_dev_run else draws

    def go(self) -> None:
        """All epochs that are left."""
        first = self.progress.epoch if self.progress else 0
        for epoch in range(first, self.epochs):
            if self._enough():
                self.say(f"no better score in {self._patience} epochs: training ends early")
                break
            self._epoch(epoch)
            if asked := self.processes.any_of(self.stop.signal):
                self._end(asked, f"stopped after epoch {epoch + 1}")

    def _end(self, asked: int, words: str) -> None:
        """End as somebody asked, with the state saved."""
        file = shlex.quote(str(self.directory.path / CONFIG))
        self.say(f"{words}; to go on: hamnosys train {file} --resume")
        self.stop.signal = asked
        self.stop.end()

    @property
    def _patience(self) -> int:
        return self.config.train_parameters.early_stopping

    def _enough(self) -> bool:
        rows = self.history.rows
        return bool(self._patience and rows) and len(rows) - 1 - _best(rows) >= self._patience

    def _epoch(self, epoch: int) -> None:
        began = time.perf_counter()
        progress = self.progress
        if progress is None or progress.epoch != epoch:
            progress = EpochProgress.begin(epoch, len(self.gathered.heads), self.device)
        self.progress = progress
        done_before = progress.clips
        self._train(progress)
        seconds = time.perf_counter() - began
        lr = self.kit.stepper.lr_before
        loss = progress.loss(self.kit)
        scores = self._score(self._scored_model, "validation", epoch)
        if scores.loss is not None and not math.isfinite(scores.loss):
            raise TrainingError(
                f"the validation loss is {scores.loss} after epoch {epoch + 1}",
                hint="lower train_parameters.lr, or set clip_norm",
            )
        row = EpochRow.of(
            scores,
            epoch=epoch + 1,
            step=self.kit.stepper.step,
            lr=lr,
            train_loss=loss,
            seconds=seconds,
            clips_per_second=(progress.clips - done_before) / seconds,
        )
        self.progress = EpochProgress.begin(epoch + 1, len(self.gathered.heads), self.device)
        self._end_epoch(row, scores)

    def _train(self, progress: EpochProgress) -> None:
        """The steps of an epoch that are left."""
        training = self.config.train_parameters
        kit = self.kit
        check = FiniteCheck(self.loaders["train"].dataset.clips)
        kit.freeze_for(progress.epoch, kit.stepper.step)
        self._tell_frozen(kit.stepper.step + 1)
        kit.train()
        draws = self._draws("train", progress.epoch)[progress.steps * training.accumulate :]
        batches = self.loaders["train"].batches(draws)
        steps = train_steps(kit, batches, progress, training.accumulate, check)
        began, before = time.perf_counter(), progress.clips

        def status() -> str:
            rate = (progress.clips - before) / max(time.perf_counter() - began, 1e-9)
            shown = "" if self.processes.world > 1 else f"loss {progress.loss(kit):.3f}  "
            return f"{shown}{rate:,.0f} clips/s"

        def watched() -> Iterator[Status]:
            for changed in steps:
                if changed:
                    self._tell_frozen(kit.stepper.step)
                self._save_between(progress, check)
                yield status

        total = math.ceil(len(draws) / training.accumulate)
        for _ in self.watch.follow(watched(), total, f"epoch {progress.epoch + 1}/{self.epochs}"):
            pass
        check.look()

    def _save_between(self, progress: EpochProgress, check: FiniteCheck) -> None:
        """Save the state when it is time, or when somebody asks to stop."""
        asked = self.processes.any_of(self.stop.signal)
        every = self.config.train_parameters.save_steps
        if not asked and not (every and self.kit.stepper.step % every == 0):
            return
        check.look()
        save_state(self.directory.path, self.kit, progress)
        if asked:
            self._save(LAST, progress.epoch, None)
            self._end(asked, f"stopped in epoch {progress.epoch + 1} after step {progress.steps}")

    def _tell_frozen(self, step: int) -> None:
        """Say what is frozen from a step on, counted from 1, if that has changed."""
        scheduler = self.config.freeze_scheduler
        if scheduler is not None and scheduler.verbose and self.kit.news():
            self.say(f"step {step}: {describe(self.kit.pattern or {})}")

    # --- scores ---

    @property
    def _scored_model(self) -> nn.Module:
        averaged = self.kit.stepper.averaged
        return self.kit.model if averaged is None else averaged.module

    def _score(self, model: nn.Module, side: str, epoch: int) -> Scores:
        return self._count(model, side, epoch).scores()

    def _count(self, model: nn.Module, side: str, epoch: int) -> ScoreKeeper:
        keeper = ScoreKeeper(self.gathered.heads, self.device)
        draws = self._draws(side, epoch)
        counted = score_batches(
            model,
            self.loaders[side].batches(draws),
            keeper,
            self.kit.preparation,
            device=self.device,
            precision=self.config.train_parameters.precision,
        )
        statuses: Iterator[Status] = ((lambda: "") for _ in counted)
        for _ in self.watch.follow(statuses, len(draws), f"{side} scores"):
            pass
        return gathered_keeper(keeper, self.processes)

    def _end_epoch(self, row: EpochRow, scores: Scores) -> None:
        """Tell, and save: what resumes comes last, so that it never runs ahead."""
        rows = (*self.history.rows, row)
        better = _best(rows) == len(rows) - 1
        self.say(_line(row, self.epochs, better=better))
        if self.processes.first:
            for tracker in self.trackers:
                tracker.log(row)
            if better:
                self._save(BEST, row.epoch, scores)
            self._save(LAST, row.epoch, scores)
            self.history.append(row)
        else:
            self.history.remember(row)
        if self.progress is not None:
            save_state(self.directory.path, self.kit, self.progress)

    def _save(self, name: str, epoch: int, scores: Scores | None) -> None:
        if not self.processes.first:
            return
        description = Description(
            self.config,
            self.gathered.heads,
            self.gathered.scheme,
            self.size,
            epoch,
            None if scores is None else scores.to_json(),
        )
        save_checkpoint(self.directory.path / name, self._scored_model, description)

    def finish(self) -> Outcome:
        """Scores of the best weights on the sides that were not trained on."""
        from trainer.checkpoint import load_weights, put_weights

        self.processes.wait()
        model = self._scored_model
        best = self.directory.path / BEST
        put_weights(model, load_weights(best), best)
        keepers = {side: self._count(model, side, 0) for side in self.loaders if side != "train"}
        scores = {side: keeper.scores() for side, keeper in keepers.items()}
        if self.processes.first:
            final = "test" if "test" in keepers else "validation"
            write_scores(self.directory.path, scores, keepers[final].confusions())
        return Outcome(self.directory.path, len(self.history.rows), scores)

    def say(self, line: str) -> None:
        """Tell somebody, and the log."""
        if self.processes.first:
            self.watch.say(line)
        self.log(line)

    def log(self, line: str) -> None:
        """Tell the log only."""
        if self.processes.first:
            self.directory.log(line)

    def __enter__(self) -> _Run:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> None:
        if isinstance(error, HamNoSysError) and not isinstance(error, OutputError):
            self.log(f"error: {error}")
        for loader in self.loaders.values():
            loader.close()
        for tracker in self.trackers:
            tracker.close()


def _best(rows: Sequence[EpochRow]) -> int:
    """The place of the best epoch: highest mean macro-F1, without labels the lowest loss."""

    def merit(place: int) -> float:
        row = rows[place]
        if row.mean_macro_f1_present is not None:
            return row.mean_macro_f1_present
        return -row.train_loss

    return max(range(len(rows)), key=lambda place: (merit(place), -place))


def _line(row: EpochRow, epochs: int, *, better: bool) -> str:
    """One line of an epoch."""

    def figure(value: float | None) -> str:
        return "-" if value is None else f"{value:.3f}"

    return (
        f"epoch {row.epoch}/{epochs}  loss {row.train_loss:.3f}  "
        f"validation {figure(row.validation_loss)}  "
        f"macro-F1 {figure(row.mean_macro_f1_present)}  all right {figure(row.all_right)}  "
        f"{row.clips_per_second:,.0f} clips/s  {row.seconds:,.0f} s" + ("  best" if better else "")
    )
