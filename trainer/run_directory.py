"""The directory of a run, which explains itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hamnosys.errors import OutputError
from hamnosys.output import open_output
from trainer.checkpoint import BEST, LAST
from trainer.config import Config, as_mapping, config_text, read_config
from trainer.engine.resuming import STATE
from trainer.errors import ConfigError

CONFIG, SPLIT, HISTORY, SCORES, LOG, README = (
    *("config.yaml", "split.json", "history.csv", "scores.json", "log.txt", "README.txt"),
)
_FREE = ("general_parameters",)
"""Sections that may change when a run goes on, save for the keys below."""
_FIXED = ("data_path", "data_paths", "validation_data_paths", "test_data_paths", "seed")

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

    def begin(self, *, force: bool) -> None:
        """Make the directory; with ``force`` remove what an earlier run left in it.

        Raises:
            OutputError: it holds something (without ``force``), or cannot be written.
        """
        try:
            if self.path.exists() and not self.path.is_dir():
                raise OutputError("is a file, not a directory", file=str(self.path))
            if self.path.is_dir() and any(self.path.iterdir()):
                if not force:
                    raise OutputError(
                        "is not empty",
                        file=str(self.path),
                        hint="--resume goes on with the run in it, --force begins anew",
                    )
                for file in self._own():
                    file.unlink()
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(f"cannot be written: {reason}", file=str(self.path)) from error

    def _own(self) -> list[Path]:
        """Files of an earlier run; nothing else is ever removed."""
        names = {CONFIG, SPLIT, HISTORY, SCORES, LOG, README, STATE, BEST, LAST}
        names |= {Path(name).with_suffix(".json").name for name in (BEST, LAST)}
        names |= {file.name for file in self.path.glob("confusion_*.*")}
        return [self.path / name for name in sorted(names) if (self.path / name).is_file()]

    def write_start(self, config: Config, unused: Sequence[tuple[str, str]], split: str) -> None:
        """What is known before training.

        Raises:
            OutputError: it cannot be written.
        """
        texts = {CONFIG: config_text(config, unused), SPLIT: split, README: _TEXT}
        for name, text in texts.items():
            with open_output(self.path / name, force=True) as stream:
                stream.write(text)

    def check_config(self, config: Config) -> None:
        """See to it that a run goes on as it began.

        Raises:
            ConfigError: keys that decide what is learned have changed; they are named.
        """
        if not (self.path / CONFIG).is_file():
            return
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
        try:
            with (self.path / LOG).open("a", encoding="utf-8") as stream:
                stream.write(line + "\n")
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(f"cannot be written: {reason}", file=str(self.path / LOG)) from error


def _free(name: str) -> bool:
    section, _, key = name.partition(".")
    return section in _FREE and key.partition(".")[0] not in _FIXED


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
