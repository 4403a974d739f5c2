"""A run that is going on: epochs, scores, and what is saved when."""

from __future__ import annotations

import math
import shlex
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import nn

from hamnosys.errors import HamNoSysError, OutputError
from trainer.checkpoint import BEST, LAST, Description, load_weights, put_weights, save_checkpoint
from trainer.config.schema import Config
from trainer.engine.freezing import describe
from trainer.engine.kit import Kit
from trainer.engine.processes import Processes
from trainer.engine.resuming import save_state
from trainer.engine.scoring import gathered_keeper, score_batches
from trainer.engine.training import EpochProgress, FiniteCheck, train_steps
from trainer.errors import TrainingError
from trainer.model.hubert import encoder_settings
from trainer.reporting import keep_temperatures, write_scores
from trainer.run_directory import CONFIG, RunDirectory
from trainer.scoring.calibration import FittingKeeper
from trainer.scoring.history import EpochRow, History, best_place
from trainer.scoring.keeper import ScoreKeeper
from trainer.scoring.scores import Scores
from trainer.scoring.table import epoch_line
from trainer.sides import Sides
from trainer.stopping import Stop
from trainer.tracking import Tracker
from trainer.watching import Status, Watch

_ASKED = 10
"""Several processes agree about stopping every so many steps: a GPU would wait each time."""


@dataclass(slots=True)
class Run:
    """A run of one process among all.

    Attributes:
        config: what is trained and how.
        device: where.
        processes: this one among all.
        watch: who is told.
        directory: where it is saved.
        sides: its data.
        kit: the model, and what it is trained with.
        size: height and width of the pictures; None without.
        history: the epochs so far.
        trackers: who gets the figures of epochs besides.
        stop: whether somebody asked to stop.
        progress: of the epoch that comes next, or was begun.
    """

    config: Config
    device: torch.device
    processes: Processes
    watch: Watch
    directory: RunDirectory
    sides: Sides
    kit: Kit
    size: tuple[int, int] | None
    history: History
    progress: EpochProgress
    trackers: Sequence[Tracker] = ()
    stop: Stop = field(default_factory=Stop)

    # --- epochs ---

    def go(self) -> None:
        """All epochs that are left.

        Raises:
            TrainingError: a loss is no number.
            KeyboardInterrupt: Ctrl-C; the state was saved.
        """
        for epoch in range(self.progress.epoch, self.sides.epochs):
            if self._enough():
                patience = self.config.train_parameters.early_stopping
                self.say(f"no better score in {patience} epochs: training ends early")
                break
            self._epoch(epoch)
            if asked := self.processes.any_of(self.stop.signal):
                self._end(asked, f"stopped after epoch {epoch + 1}")

    def _enough(self) -> bool:
        patience, rows = self.config.train_parameters.early_stopping, self.history.rows
        return bool(patience and rows) and len(rows) - 1 - best_place(rows) >= patience

    def _epoch(self, epoch: int) -> None:
        began, before = time.perf_counter(), self.progress.clips
        progress = self.progress
        self._train(progress)
        seconds = time.perf_counter() - began
        loss = progress.loss(self.kit)
        scores = self._count(self._scored_model, "validation", epoch).scores()
        if scores.loss is not None and not math.isfinite(scores.loss):
            raise TrainingError(
                f"the validation loss is {scores.loss} after epoch {epoch + 1}",
                hint="lower train_parameters.lr, or set clip_norm",
            )
        row = EpochRow.of(
            scores,
            epoch=epoch + 1,
            step=self.kit.stepper.step,
            lr=self.kit.stepper.lr_before,
            train_loss=loss,
            seconds=seconds,
            clips_per_second=(progress.clips - before) / seconds,
        )
        self.progress = EpochProgress.begin(epoch + 1, len(self.kit.loss.names), self.device)
        self._end_epoch(row, scores)

    def _train(self, progress: EpochProgress) -> None:
        """The steps of an epoch that are left."""
        kit, accumulate = self.kit, self.config.train_parameters.accumulate
        check = FiniteCheck(self.sides.loaders["train"].dataset.clips)
        kit.freeze_for(progress.epoch, kit.stepper.step)
        self._tell_frozen(kit.stepper.step + 1)
        kit.train()
        draws = self.sides.draws("train", progress.epoch)[progress.steps * accumulate :]
        steps = train_steps(kit, self.sides.batches("train", draws), progress, accumulate, check)
        status = self._status(progress)

        def watched() -> Iterator[Status]:
            for changed in steps:
                if changed:
                    self._tell_frozen(kit.stepper.step)
                self._save_between(progress, check)
                yield status

        label = f"epoch {progress.epoch + 1}/{self.sides.epochs}"
        for _ in self.watch.follow(watched(), math.ceil(len(draws) / accumulate), label):
            pass
        check.look()

    def _status(self, progress: EpochProgress) -> Status:
        """What stands behind the bar; processes are not asked for their losses."""
        began, before = time.perf_counter(), progress.clips

        def status() -> str:
            rate = (progress.clips - before) / max(time.perf_counter() - began, 1e-9)
            shown = "" if self.processes.world > 1 else f"loss {progress.loss(self.kit):.3f}  "
            return f"{shown}{rate:,.0f} clips/s"

        return status

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

    def _count(
        self, model: nn.Module, side: str, epoch: int, keeper: ScoreKeeper | None = None
    ) -> ScoreKeeper:
        keeper = keeper or ScoreKeeper(self.sides.gathered.heads, self.device)
        draws = self.sides.draws(side, epoch)
        counted = score_batches(
            model,
            self.sides.batches(side, draws),
            keeper,
            self.kit.preparation,
            device=self.device,
            precision=self.config.train_parameters.precision,
        )
        statuses: Iterator[Status] = ((lambda: "") for _ in counted)
        for _ in self.watch.follow(statuses, len(draws), f"{side} scores"):
            pass
        return gathered_keeper(keeper, self.processes)

    def finish(self) -> dict[str, Scores]:
        """Scores of the best weights on the sides that were not trained on, also as files.

        The temperatures of the heads are fitted on validation, and kept with the best weights.
        """
        self.processes.wait()
        model, best = self._scored_model, self.directory.path / BEST
        put_weights(model, load_weights(best), best)
        heads = self.sides.gathered.heads
        fitting = FittingKeeper(heads, self.device)
        keepers = {"validation": self._count(model, "validation", 0, fitting)}
        temperatures = fitting.temperatures()
        if "test" in self.sides.loaders:
            keeper = ScoreKeeper(heads, self.device, temperatures)
            keepers["test"] = self._count(model, "test", 0, keeper)
        scores = {side: keeper.scores() for side, keeper in keepers.items()}
        if self.processes.first:
            keep_temperatures(best, temperatures, scores["validation"])
            final = "test" if "test" in keepers else "validation"
            write_scores(self.directory.path, scores, keepers[final].confusions())
            for tracker in self.trackers:
                tracker.finish(scores)
        return scores

    # --- what is saved ---

    def _save_between(self, progress: EpochProgress, check: FiniteCheck) -> None:
        """Save the state when it is time, or when somebody asks to stop."""
        step, every = self.kit.stepper.step, self.config.train_parameters.save_steps
        agreeing = self.processes.world == 1 or step % _ASKED == 0
        asked = self.processes.any_of(self.stop.signal) if agreeing else 0
        if not asked and not (every and step % every == 0):
            return
        check.look()
        save_state(self.directory.path, self.kit, progress)
        if asked:
            self._save(LAST, progress.epoch, None)
            self._end(asked, f"stopped in epoch {progress.epoch + 1} after step {progress.steps}")

    def _end_epoch(self, row: EpochRow, scores: Scores) -> None:
        """Tell, and save: what resumes comes last, so that it never runs ahead."""
        rows = (*self.history.rows, row)
        better = best_place(rows) == len(rows) - 1
        self.say(epoch_line(row, self.sides.epochs, better=better))
        if self.processes.first:
            for tracker in self.trackers:
                tracker.log(row)
            if better:
                self._save(BEST, row.epoch, scores)
            self._save(LAST, row.epoch, scores)
            self.history.append(row)
        else:
            self.history.remember(row)
        save_state(self.directory.path, self.kit, self.progress)

    def _save(self, name: str, epoch: int, scores: Scores | None) -> None:
        if not self.processes.first:
            return
        gathered = self.sides.gathered
        found = None if scores is None else scores.to_json()
        description = Description(
            self.config,
            gathered.heads,
            gathered.scheme,
            self.size,
            epoch,
            found,
            hubert=encoder_settings(self.kit.model),
            layout=gathered.layout,
        )
        save_checkpoint(self.directory.path / name, self._scored_model, description)

    def _end(self, asked: int, words: str) -> None:
        """End as somebody asked, with the state saved."""
        file = shlex.quote(str(self.directory.path / CONFIG))
        self.say(f"{words}; to go on: hamnosys train {file} --resume")
        self.stop.signal = asked
        self.stop.end()

    # --- what is said ---

    def say(self, line: str) -> None:
        """Tell somebody, and the log."""
        if self.processes.first:
            self.watch.say(line)
        self.log(line)

    def log(self, line: str) -> None:
        """Tell the log only."""
        if self.processes.first:
            self.directory.log(line)

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> None:
        if isinstance(error, HamNoSysError) and not isinstance(error, OutputError):
            self.log(f"error: {error}")
        self.sides.close()
        for tracker in self.trackers:
            tracker.close()
