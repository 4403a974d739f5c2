"""A whole data set of practice clips: three directories in the trainer's layout.

Clips are made aside and put in place when all are there; a run that was cut off is resumed by the
same settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from hamnosys import __version__
from hamnosys.errors import OutputError
from hamnosys.posture.practice.clip import Clip, write_clip
from hamnosys.posture.practice.directory import (
    PLAN,
    Contents,
    begun,
    check_target,
    finish,
    staging_of,
)
from hamnosys.posture.practice.labels import (
    CLASS_FILE,
    GLOSS_FILE,
    SIGNS,
    write_labels,
    write_signs,
)
from hamnosys.posture.practice.limits import SETS
from hamnosys.posture.practice.rules import practice_scheme
from hamnosys.posture.practice.sampling import Classes, Proportions, choose_signs, draw_signs
from hamnosys.workers import in_order


@dataclass(frozen=True, slots=True)
class Settings:
    """What to make. Signs and takes are numbers of them; ``size`` is in pixels.

    Without ``pictures`` clips have landmarks only, the same ones.
    """

    signs: int
    takes: int
    test_signs: int
    test_takes: int
    seed: int
    frames: int
    size: int
    pictures: bool = True


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
                    settings.pictures,
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
    """Make all clips; they are in the directory when all of them are there, or not at all.

    Args:
        directory: the target, which must not hold anything (``force``: clips of an earlier run
            are replaced, if nothing else is there).
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
    clips = clips_of(settings, train, others)
    total = sum(map(len, clips.values()))
    try:
        target = check_target(directory, contents_of, force=force)
        staging = staging_of(target)
        with begun(staging, _plan(settings, train, others), contents_of, force=force):
            for _ in watch(in_order(_make, _prepared(staging, clips), jobs), total):
                pass
            finish(staging, target, force=force)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot be written: {reason}", file=str(directory)) from error
    return total


def _prepared(staging: Path, clips: Mapping[str, Sequence[Clip]]) -> list[tuple[Clip, Path]]:
    """Write what is beside the clips; gives the clips with the directories they go to."""
    for name, members in clips.items():
        (staging / name).mkdir(exist_ok=True)
        write_labels(staging / name, members)
    write_signs(staging / SIGNS, clips)
    return [(clip, staging / name) for name in SETS for clip in clips[name]]


def _make(task: tuple[Clip, Path]) -> None:
    write_clip(*task)


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


def contents_of(plan: Any) -> Contents:
    """What the data set of a plan holds.

    Raises:
        KeyError, TypeError, ValueError: it is no plan of ours.
    """
    if "hamnosys" not in plan or "scheme" not in plan:
        raise ValueError("no plan of practice clips")
    numbers = {field.name: int(plan[field.name]) for field in fields(Settings)[:-1]}
    # Data sets that were made before there was a choice have pictures.
    settings = Settings(**numbers, pictures=bool(plan.get("pictures", True)))
    train, others = (
        [tuple(int(number) for number in row) for row in plan[name]]
        for name in ("signs_train", "signs_test")
    )
    beside = {CLASS_FILE, GLOSS_FILE}
    return Contents(
        frozenset((PLAN, SIGNS)),
        {
            name: frozenset({clip.name for clip in members} | beside)
            for name, members in clips_of(settings, train, others).items()
        },
    )
