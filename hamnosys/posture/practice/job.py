"""A whole data set of practice clips: three directories in the trainer's layout.

Clips are made in a directory beside the target, which takes its place when all are there; a run
that was cut off is resumed by the same settings.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hamnosys import __version__
from hamnosys.classfile import ClassRow, write_class_file
from hamnosys.errors import OutputError, UsageError
from hamnosys.output_directory import check_directory
from hamnosys.posture.class_signs import sign_of_classes
from hamnosys.posture.practice.clip import Clip, write_clip
from hamnosys.posture.practice.sampling import (
    Classes,
    Proportions,
    choose_signs,
    draw_signs,
    practice_scheme,
)
from hamnosys.workers import in_order

SETS = ("train", "test_takes", "test_signs")
"""The directories: signs to learn, other takes of the same signs, and other signs."""

PLAN, SIGNS = "clips.json", "signs.csv"
CLASS_FILE, GLOSS_FILE = "test_hamnosys.txt", "test_gloss.txt"


@dataclass(frozen=True, slots=True)
class Settings:
    """What to make. Signs and takes are numbers of them; ``size`` is in pixels."""

    signs: int
    takes: int
    test_signs: int
    test_takes: int
    seed: int
    frames: int
    size: int


Watch = Callable[[Iterable[None], int], Iterable[None]]
"""Passes finished clips on, and tells somebody how many of them there are."""


def choose(
    settings: Settings,
    *,
    rows: Sequence[Classes] | None = None,
    proportions: Proportions | None = None,
) -> tuple[list[Classes], list[Classes]]:
    """The signs to learn, and the other ones for tests.

    Args:
        settings: how many, and the seed.
        rows: take the signs from these; None draws them.
        proportions: of the classes that are drawn; None means in balance.

    Raises:
        UsageError: there are not so many different ones.
    """
    if rows is not None:
        chosen = choose_signs(rows, settings.signs + settings.test_signs)
        return chosen[: settings.signs], chosen[settings.signs :]
    rng = np.random.default_rng((settings.seed, 0))
    train = draw_signs(settings.signs, rng, proportions=proportions)
    others = draw_signs(settings.test_signs, rng, proportions=proportions, without=frozenset(train))
    return train, others


def clips_of(
    settings: Settings, train: Sequence[Classes], others: Sequence[Classes]
) -> dict[str, list[Clip]]:
    """The clips of each directory; a take has the same seed however many there are."""

    def made(prefix: str, signs: Sequence[Classes], takes: range, first: int) -> Iterator[Clip]:
        for number, classes in enumerate(signs):
            for take in takes:
                yield Clip(
                    f"{prefix}{number + 1:04d}_{take + 1:02d}",
                    classes,
                    first + number,
                    (settings.seed, 1, first + number, take),
                    settings.frames,
                    settings.size,
                )

    learned, later = range(settings.takes), settings.takes + settings.test_takes
    return {
        "train": list(made("sign", train, learned, 1)),
        "test_takes": list(made("sign", train, range(settings.takes, later), 1)),
        "test_signs": list(made("other", others, range(settings.test_takes), len(train) + 1)),
    }


def write_clips(
    directory: str | Path,
    settings: Settings,
    train: Sequence[Classes],
    others: Sequence[Classes],
    *,
    jobs: int = 1,
    force: bool = False,
    watch: Watch = lambda done, _total: done,
) -> int:
    """Make all clips; the directory is there when all of them are, or not at all.

    Args:
        directory: the target, which must not hold anything (``force``: clips of an earlier run
            are replaced).
        settings: as for `choose`.
        train: signs to learn.
        others: signs for tests.
        jobs: processes; the bytes do not depend on them.
        force: replace an earlier data set, or the rest of an unfinished one.
        watch: passes the clips on while they are made.

    Returns:
        How many clips there are.

    Raises:
        OutputError: the target holds something else, or cannot be written.
        UsageError: an unfinished run with other settings is there.
    """
    target = check_target_directory(directory, force=force)
    unfinished = unfinished_directory(target)
    plan = _plan(settings, train, others)
    clips = clips_of(settings, train, others)
    total = sum(map(len, clips.values()))
    try:
        _begin(unfinished, plan, force=force)
        for name, members in clips.items():
            (unfinished / name).mkdir(exist_ok=True)
            _write_labels(unfinished / name, members)
        _write_signs(unfinished / SIGNS, clips)
        tasks = [(clip, unfinished / name) for name in SETS for clip in clips[name]]
        for _ in watch(in_order(_make, tasks, jobs), total):
            pass
        if target.exists():
            shutil.rmtree(target)
        unfinished.rename(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot be written: {reason}", file=str(directory)) from error
    return total


def _make(task: tuple[Clip, Path]) -> None:
    write_clip(*task)


def check_target_directory(directory: str | Path, *, force: bool) -> Path:
    """Refuse a target before any work is done for it; gives its real path.

    With ``force`` a directory is taken that is empty or holds clips of an earlier run.

    Raises:
        UsageError: the path is empty or ``-``.
        OutputError: it is a file, or holds something that is not ours to remove.
    """
    target = check_directory(directory, force=force)
    if target.is_dir() and any(target.iterdir()) and not (target / PLAN).is_file():
        hint = "--force replaces only directories that hold practice clips"
        raise OutputError("is not empty", file=str(directory), hint=hint)
    return target


def unfinished_directory(target: Path) -> Path:
    """Where clips are until all of them are there."""
    return target.with_name(f".{target.name}.unfinished")


def _begin(unfinished: Path, plan: dict[str, Any], *, force: bool) -> None:
    """Make the directory, or take up the one of a run with the same plan."""
    text = json.dumps(plan, indent=1) + "\n"
    kept = unfinished / PLAN
    if unfinished.is_dir():
        if kept.is_file() and kept.read_text(encoding="utf-8") == text:
            return
        if not force:
            hint = "--force begins anew"
            raise UsageError(
                "a run with other settings was not finished", file=str(unfinished), hint=hint
            )
        shutil.rmtree(unfinished)
    unfinished.mkdir(parents=True)
    kept.write_text(text, encoding="utf-8")


def _plan(
    settings: Settings, train: Sequence[Classes], others: Sequence[Classes]
) -> dict[str, Any]:
    """What was asked for and what comes of it; a data set with the same plan has the same clips."""
    return {
        "hamnosys": __version__,
        "scheme": practice_scheme().name,
        **asdict(settings),
        "signs_train": [list(row) for row in train],
        "signs_test": [list(row) for row in others],
    }


def _write_labels(folder: Path, clips: Sequence[Clip]) -> None:
    """The class file and the file of glosses."""
    rows = [ClassRow(clip.name, 0, clip.length - 1, clip.classes) for clip in clips]
    write_class_file(folder / CLASS_FILE, rows, practice_scheme(), force=True)
    with open(folder / GLOSS_FILE, "w", encoding="utf-8", newline="\n") as out:
        out.write("name start end gloss\n")
        out.writelines(f"{clip.name} 0 {clip.length - 1} {clip.gloss}\n" for clip in clips)


def _write_signs(path: Path, clips: dict[str, list[Clip]]) -> None:
    """The lexicon of the signs: number of the gloss, its name, and the transcription."""
    signs = {clip.gloss: clip for members in clips.values() for clip in members}
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["name", "gloss", "hamnosys"])
        for gloss, clip in sorted(signs.items()):
            sign = sign_of_classes(practice_scheme(), clip.classes)
            writer.writerow([gloss, clip.name.rpartition("_")[0], sign.to_hamnosys()])
