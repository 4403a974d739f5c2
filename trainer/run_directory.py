"""The directory of a run, which explains itself."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hamnosys.errors import OutputError
from hamnosys.output import open_output
from hamnosys.temporary import held, is_temporary
from trainer.checkpoint import BEST, LAST
from trainer.config import Config, as_mapping, config_text, read_config
from trainer.engine.resuming import STATE
from trainer.errors import ConfigError

CONFIG, SPLIT, HISTORY, SCORES, LOG, README = (
    *("config.yaml", "split.json", "history.csv", "scores.json", "log.txt", "README.txt"),
)
EVENTS = "tensorboard"
"""The directory of TensorBoard's files."""
_NAMES = {CONFIG, SPLIT, HISTORY, SCORES, LOG, README, STATE, BEST, LAST}
_NAMES |= {Path(name).with_suffix(".json").name for name in (BEST, LAST)}
_HELD = ".running"
"""The file that a process locks while it trains here."""
_FIXED = ("data_path", "data_paths", "validation_data_paths", "test_data_paths", "seed")
"""Keys of general_parameters that may not change when a run goes on; its others may."""

_TEXT = """\
A run of hamnosys train.

config.yaml         the configuration, complete: hamnosys train config.yaml
split.json          which clips were trained on, which validated, which were kept for a test
history.csv         a row an epoch: losses, scores of every head
best.safetensors    weights of the best epoch (highest mean macro-F1), best.json says what they are
last.safetensors    weights of the last epoch, last.json likewise
resume.pt           all that is needed to go on: hamnosys train config.yaml --resume
scores.json         scores of the best weights on the validation side (and the test side)
confusion_HEAD.csv  rows are labels, columns predictions; confusion_HEAD.png draws it
log.txt             what was said

hamnosys evaluate config.yaml . repeats the scores, with --data DIR on other data.
"""


@dataclass(frozen=True, slots=True)
class RunDirectory:
    """Where a run writes."""

    path: Path

    @property
    def has_state(self) -> bool:
        """Whether a run can go on here."""
        return (self.path / STATE).is_file()

    @property
    def holds_run(self) -> bool:
        """Whether a run has begun here."""
        return (self.path / CONFIG).is_file()

    def check(self, *, force: bool) -> None:
        """See to it that a run can begin here; nothing is changed.

        Raises:
            OutputError: it holds something (without ``force``), or cannot be written.
        """
        with _writing(self.path):
            if self.path.is_dir():
                if not force and any(entry.name != _HELD for entry in self.path.iterdir()):
                    raise OutputError("is not empty", file=str(self.path), hint=self._remedy())
            elif self.path.exists() or self.path.is_symlink():
                raise OutputError("is a file, not a directory", file=str(self.path))
        there = next(each for each in (self.path, *self.path.parents) if each.exists())
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            words = "is no directory that can be written"
            raise OutputError(f"cannot be made: {there} {words}", file=str(self.path))

    def _remedy(self) -> str:
        if self.holds_run:
            return "--resume goes on with the run in it, --force begins anew"
        return "--force writes into it"

    @contextmanager
    def held(self, *, force: bool, resume: bool) -> Iterator[None]:
        """Keep other processes from training here; the directory is made if need be.

        Raises:
            OutputError: another one trains here, or has since the directory was looked at.
        """
        with ExitStack() as stack:
            with _writing(self.path):
                self.path.mkdir(parents=True, exist_ok=True)
                refusal = OutputError("another process is training there", file=str(self.path))
                stack.enter_context(held(self.path / _HELD, refusal))
            if not resume:
                self.check(force=force)
            yield

    def begin(self, config: Config, unused: Sequence[tuple[str, str]], split: str) -> None:
        """Make the directory, remove what an earlier run left there, write what is known already.

        Raises:
            OutputError: it cannot be written.
        """
        with _writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            for file in self._own():
                file.unlink()
        self.tidy()
        texts = {CONFIG: config_text(config, unused), SPLIT: split, README: _TEXT}
        for name, text in texts.items():
            with open_output(self.path / name, force=True) as stream:
                stream.write(text)

    def tidy(self) -> None:
        """Remove halves of files that a killed run left.

        Raises:
            OutputError: they cannot be removed.
        """
        with _writing(self.path):
            for file in self.path.glob(".*.????????????????.tmp"):
                name = file.name[1:].rsplit(".", 2)[0]
                if is_temporary(file.name, name) and self._is_own(name):
                    file.unlink()

    @staticmethod
    def _is_own(name: str) -> bool:
        table = name.startswith("confusion_") and name.endswith((".csv", ".png"))
        return name in _NAMES or table

    def _own(self) -> list[Path]:
        """Files of an earlier run; nothing else is ever removed."""
        found = [self.path / name for name in sorted(_NAMES)]
        found += self.path.glob("confusion_*.csv")
        found += self.path.glob("confusion_*.png")
        found += (self.path / EVENTS).glob("events.out.tfevents.*")
        return [file for file in found if file.is_file()]

    def check_config(self, config: Config) -> None:
        """See to it that a run goes on as it began.

        Raises:
            ConfigError: keys that decide what is learned have changed; they are named.
        """
        before = _flat(as_mapping(read_config(self.path / CONFIG).config))
        now = _flat(as_mapping(config))
        changed = [
            f"{name}: {before.get(name)!r}, now {now.get(name)!r}"
            for name in sorted(before.keys() | now.keys())
            if before.get(name) != now.get(name) and not _free(name)
        ]
        if changed:
            raise ConfigError(
                f"the configuration has changed since the run began: {'; '.join(changed)}",
                file=str(self.path),
                hint="--force begins anew",
            )

    def log(self, line: str) -> None:
        """Add a line to the log.

        Raises:
            OutputError: it cannot be written.
        """
        file = self.path / LOG
        with _writing(file), file.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot be written: {reason}", file=str(path)) from error


def _free(name: str) -> bool:
    section, _, key = name.partition(".")
    if section == "general_parameters":
        return key not in _FIXED
    return name == "train_parameters.save_steps"


def _flat(data: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Values by their path."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, Mapping) and value:
            found.update(_flat(value, f"{above}{key}."))
        else:
            found[f"{above}{key}"] = value
    return found


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write a file of JSON whole.

    Raises:
        OutputError: it cannot be written.
    """
    with open_output(path, force=True) as stream:
        json.dump(data, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
