"""``hamnosys clips``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from hamnosys.cli.options import force_option
from hamnosys.cli.progress import say, with_count
from hamnosys.errors import HamNoSysError, UsageError
from hamnosys.extras import needs
from hamnosys.posture.practice.limits import CELLS, FEWEST_FRAMES

if TYPE_CHECKING:
    from hamnosys.posture.practice.job import Settings
    from hamnosys.posture.practice.sampling import Classes
    from hamnosys.posture.practice.source import SourceRows

_SHOWN = 20
"""Rows that cannot be shown are told one by one up to so many."""


@click.command()
@click.option("-o", "--output", required=True, metavar="DIR", help="Directory for the clips.")
@click.option(
    "--signs",
    type=click.IntRange(1, 99_999),
    default=144,
    show_default=True,
    metavar="N",
    help="Signs to learn. With fewer than 36 not every class occurs.",
)
@click.option(
    "--takes",
    type=click.IntRange(1, 99),
    default=4,
    show_default=True,
    metavar="K",
    help="Clips of each of them.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="S",
    help="Another number gives other clips, the same number the same bytes.",
)
@click.option(
    "--from",
    "source",
    metavar="CLASSFILE",
    help="Take the signs from the rows of a class file, in balance.",
)
@click.option(
    "--imbalanced",
    is_flag=True,
    help="Draw new signs whose classes are as frequent as in the class file, instead of taking "
    "its rows.",
)
@click.option(
    "--test-signs",
    type=click.IntRange(1, 99_999),
    metavar="N",
    help="Other signs, for tests.  [default: a quarter of --signs]",
)
@click.option(
    "--test-takes",
    type=click.IntRange(1, 99),
    default=1,
    show_default=True,
    metavar="K",
    help="Clips of each sign, for tests.",
)
@click.option(
    "--size",
    type=click.IntRange(48, 960),
    default=96,
    show_default=True,
    metavar="PIXELS",
    help="Width and height of a frame, a multiple of 3.",
)
@click.option(
    "--frames",
    type=click.IntRange(FEWEST_FRAMES, 500),
    default=24,
    show_default=True,
    metavar="N",
    help="Frames of a clip, about.",
)
@click.option("--landmarks-only", is_flag=True, help="Draw no pictures: many times as fast.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes; the bytes do not depend on it.",
)
@force_option
def clips(
    output: str,
    signs: int,
    takes: int,
    seed: int,
    source: str | None,
    imbalanced: bool,
    test_signs: int | None,
    test_takes: int,
    size: int,
    frames: int,
    landmarks_only: bool,
    jobs: int,
    force: bool,
) -> int:
    """Make practice clips: labelled video of a posed signer.

    \b
    DIR gets three directories in the trainer's layout: train, test_takes (the
    same signs, new takes) and test_signs (other combinations of classes). Each
    holds NAME/NAME_<i>.jpg, NAME/NAME.npz (landmarks), NAME_properties.json,
    test_hamnosys.txt and test_gloss.txt. The same command goes on where an
    earlier run was cut off.

    \b
    Examples:
      hamnosys clips -o practice --signs 144 --takes 8 --jobs 4
      hamnosys clips -o practice --from classes.txt --signs 500
      hamnosys clips -o skewed --from classes.txt --imbalanced
      hamnosys clips -o joints --signs 14000 --takes 1 --landmarks-only --jobs 4
    """
    if size % CELLS:
        raise UsageError(f"--size {size} is no multiple of {CELLS}", hint="e.g. 96, 144, 192")
    if imbalanced and not source:
        raise UsageError("--imbalanced needs the class file whose proportions are wanted (--from)")
    with needs("charts", "PIL", "numpy"):
        from hamnosys.posture.practice.job import (
            Settings,
            choose,
            write_clips,
        )
    others = max(1, signs // 4) if test_signs is None else test_signs
    settings = Settings(
        signs, takes, others, test_takes, seed, frames, size, pictures=not landmarks_only
    )
    found = _read(source) if source else None
    unused = _tell_unused(source or "", found, every=not imbalanced) if found else 0
    if found is None or imbalanced:
        train, rest = choose(settings, proportions=found.proportions if found else None)
    else:
        train, rest = choose(settings, rows=found.rows)
    _tell_missing(train)
    total = write_clips(output, settings, train, rest, jobs=jobs, force=force, watch=_watch)
    say(f"{total:,} clips are in {output}: {_sizes(settings)}")
    return 1 if unused else 0


def _watch(done: Iterable[None], total: int) -> Iterator[None]:
    return with_count(done, total, "making clips")


def _read(path: str) -> SourceRows:
    from hamnosys.posture.practice.source import read_source

    found = read_source(path)
    if found.ignored:
        say(f"note: {path}: clips are not labelled by {', '.join(found.ignored)}")
    return found


def _tell_unused(path: str, found: SourceRows, *, every: bool) -> int:
    """Tell of rows that are no class rows, and with ``every`` of those that no clip can show.

    Returns:
        How many there are.

    Raises:
        HamNoSysError: there is no other row.
    """
    unused = sorted([*found.faulty, *(found.refused if every else ())])
    for row, reason in unused[:_SHOWN]:
        say(f"{path}:{row}: {reason}")
    if len(unused) > _SHOWN:
        say(f"{path}: {len(unused) - _SHOWN:,} more rows like these")
    if unused:
        say(f"{path}: {len(found.rows):,} rows can be shown, {len(unused):,} cannot")
    if not found.rows:
        raise HamNoSysError("there is no row that can be shown", file=path)
    return len(unused)


def _tell_missing(signs: list[Classes]) -> None:
    """One line on the heads that lack classes which could occur."""
    from hamnosys.posture.practice.rules import practice_rules

    rules = practice_rules()
    missing = {
        head.name: len(set(rules.allowed(place)) - {sign[place] for sign in signs})
        for place, head in enumerate(rules.scheme.heads)
    }
    if any(missing.values()):
        counts = ", ".join(f"{name} {count}" for name, count in missing.items() if count)
        say(f"note: classes that do not occur in the signs to learn: {counts}")


def _sizes(settings: Settings) -> str:
    takes, tests = settings.signs * settings.takes, settings.signs * settings.test_takes
    return (
        f"train {takes:,}, test_takes {tests:,}, "
        f"test_signs {settings.test_signs * settings.test_takes:,}"
    )
