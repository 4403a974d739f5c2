"""``hamnosys frames``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hamnosys.cli.options import force_option
from hamnosys.cli.progress import say, with_count
from hamnosys.errors import UsageError, printable
from hamnosys.extras import needs
from hamnosys.output_directory import check_directory
from hamnosys.video.inputs import Inputs, find_videos
from hamnosys.workers import in_order

if TYPE_CHECKING:
    from hamnosys.video.clip import Settings

_STILL = 0.005


@click.command()
@click.argument("videos", nargs=-1, required=True, metavar="VIDEO...")
@click.option("-o", "--output", required=True, metavar="DIR", help="Directory for the clips.")
@click.option(
    "--fps",
    type=click.FloatRange(0.01, 1000),
    metavar="RATE",
    help="Frames a second to write.  [default: those of the video]",
)
@click.option(
    "--size",
    type=click.IntRange(16, 8192),
    metavar="PIXELS",
    help="Make the shorter side so long; pictures are never enlarged.",
)
@click.option(
    "--quality",
    type=click.IntRange(1, 95),
    default=95,
    show_default=True,
    metavar="1-95",
    help="Of the JPEG files.",
)
@click.option("--trim", is_flag=True, help="Leave out the still beginning and end.")
@click.option(
    "--trim-threshold",
    type=click.FloatRange(0, 1),
    metavar="D",
    help="Still is what differs from the first (last) frame by no more, from 0 to 1; with --trim. "
    f" [default: {_STILL}]",
)
@click.option(
    "--key-frames",
    type=click.FloatRange(0, 1),
    metavar="D",
    help="Keep only frames that differ by more from the last one kept, e.g. 0.02.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes; the bytes do not depend on it.",
)
@force_option
def frames(
    videos: tuple[str, ...],
    output: str,
    fps: float | None,
    size: int | None,
    quality: int,
    trim: bool,
    trim_threshold: float | None,
    key_frames: float | None,
    jobs: int,
    force: bool,
) -> int:
    """Turn videos into directories of frames.

    \b
    A VIDEO is a file, or a directory whose videos are taken. DIR gets a folder for each in the
    trainer's layout: NAME/NAME_<i>.jpg, i from 0, and NAME/NAME_properties.json. NAME is that of
    the file, white space as _. Frames come at a constant rate and upright, whatever the file is
    like.

    \b
    Examples:
      hamnosys frames recordings -o data --jobs 4
      hamnosys frames house.mp4 tree.mov -o data --fps 25 --size 256 --trim
      hamnosys frames house.mp4 -o keys --key-frames 0.02
    """
    if trim_threshold is not None and not trim:
        raise UsageError("--trim-threshold is of no use without --trim")
    still = (_STILL if trim_threshold is None else trim_threshold) if trim else None
    with needs("video", "av", "PIL", "numpy"):
        from hamnosys.video.clip import Settings
    found = find_videos(videos)
    settings = Settings(fps, size, quality, still, key_frames)
    if not found.videos:
        _tell(found.problems)
        return 2
    return _write(found, output, settings, jobs=jobs, force=force)


def _write(found: Inputs, output: str, settings: Settings, *, jobs: int, force: bool) -> int:
    from hamnosys.video.clip import Task, write_clip
    from hamnosys.video.directory import check_folder

    check_directory(output, force=True)
    tasks = [
        Task(video, Path(output) / name, settings, force=force)
        for name, video in found.videos.items()
    ]
    for task in tasks:
        check_folder(task.folder, force=force)
    _tell(found.problems)
    outcomes = in_order(write_clip, tasks, min(jobs, len(tasks)))
    good = written = 0
    for task, outcome in zip(
        tasks, with_count(outcomes, len(tasks), "turning videos into frames"), strict=True
    ):
        _tell([outcome.problem] if outcome.problem else [])
        _tell(f"note: {printable(task.video)}: {note}" for note in outcome.notes)
        good += not outcome.problem
        written += outcome.frames
    total = len(tasks) + len(found.problems)
    bad = f"; {total - good} could not be read" if good < total else ""
    say(f"{good} of {total} videos are in {printable(output)}: {written:,} frames{bad}")
    return 1 if bad else 0


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)
