"""Which videos are meant, and what their clips are called."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hamnosys.errors import UsageError, printable
from hamnosys.inside import leaves
from hamnosys.video.info import VIDEO_SUFFIXES


@dataclass(frozen=True, slots=True)
class Inputs:
    """Videos by the names of their clips, and what is wrong with other inputs, in lines."""

    videos: dict[str, Path]
    problems: tuple[str, ...]


def find_videos(paths: Sequence[str]) -> Inputs:
    """Videos and directories of them.

    Raises:
        UsageError: two videos would give clips of the same name, or a name cannot be one.
    """
    videos: dict[str, Path] = {}
    problems = []
    for given in paths:
        path = Path(given)
        if path.is_dir():
            found = _videos_in(path)
            outside = [video for video in found if video.is_symlink() and leaves(video, [path])]
            found = [video for video in found if video not in outside]
            problems += [f"{printable(video)}: leads out of the directory" for video in outside]
            if outside and not found:
                continue
        elif path.exists():
            found = [path]
        else:
            problems.append(f"{printable(given)}: there is no such file")
            continue
        if not found:
            endings = ", ".join(VIDEO_SUFFIXES)
            problems.append(f"{printable(given)}: there are no videos in it ({endings})")
        for video in found:
            _add(videos, video)
    return Inputs(videos, tuple(problems))


def clip_name(video: Path) -> str:
    """The file's name without its ending, each white space as ``_``."""
    return re.sub(r"\s", "_", video.stem)


def _videos_in(directory: Path) -> list[Path]:
    return sorted(
        path
        for path in directory.iterdir()
        if path.suffix.lower() in VIDEO_SUFFIXES and path.is_file()
    )


def _add(videos: dict[str, Path], video: Path) -> None:
    name = clip_name(video)
    if name in (".", ".."):
        raise UsageError(f"{name} cannot be the name of a clip", file=str(video))
    other = videos.setdefault(name, video)
    if os.path.abspath(other) != os.path.abspath(video):  # noqa: PTH100  # links keep their names
        raise UsageError(
            f"the clip would be called {printable(name)}, as that of {printable(other)}",
            file=str(video),
            hint="rename one, or give them different -o",
        )
