"""The clips in which landmarks are to be found, and where those of each go."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

from hamnosys.errors import InputError, OutputError, UsageError
from hamnosys.inside import leaves
from hamnosys.landmarks.pictures import Clip, FrameClip, VideoClip
from hamnosys.output import check_target, open_output
from hamnosys.video import VIDEO_SUFFIXES

SUFFIXES = (".jpg", ".jpeg", ".png")
"""Endings of frames."""


def find_clips(inputs: Sequence[str], output: str | None) -> list[Clip]:
    """The clips of directories of frames, of data directories that hold such, and of videos.

    Args:
        inputs: paths of them.
        output: the directory that gets NAME/NAME.npz; else it is beside the frames, or beside the
            video.

    Raises:
        InputError: a path that does not exist, holds nothing of the kind, or has a link in it that
            leads out of it.
        UsageError: two clips of the same name in the same place.
    """
    clips: list[Clip] = []
    for given in inputs:
        clips += _clips_at(Path(given), None if output is None else Path(output))
    folders: dict[Path, Clip] = {}
    for clip in clips:
        other = folders.setdefault(Path(os.path.realpath(clip.folder)), clip)
        if other is not clip:
            raise UsageError(f"{other.source} and {clip.source} would both be {target_of(clip)}")
    return clips


def target_of(clip: Clip) -> Path:
    """The file of its landmarks."""
    return clip.folder / f"{clip.name}.npz"


def _clips_at(path: Path, output: Path | None) -> list[Clip]:
    if path.is_file():
        if path.suffix.lower() not in VIDEO_SUFFIXES:
            hint = f"a directory of frames or a video ({', '.join(VIDEO_SUFFIXES)})"
            raise InputError("is no video", file=str(path), hint=hint)
        return [_video(path, output)]
    frames = _frame_clip(path, output)
    if frames is not None:
        return [frames]
    clips: list[Clip] = []
    for entry in sorted(path.iterdir()):
        if entry.is_symlink() and (entry.is_dir() or entry.suffix.lower() in VIDEO_SUFFIXES):
            _refuse_leaving(entry, path)
        if entry.is_dir():
            found = _frame_clip(entry, output)
            clips += [] if found is None else [found]
        elif entry.suffix.lower() in VIDEO_SUFFIXES:
            clips.append(_video(entry, output))
    if not clips:
        name = path.resolve().name
        hint = f"frames are called {name}_<i>.jpg, those of many clips NAME/NAME_<i>.jpg"
        raise InputError("has neither frames nor videos", file=str(path), hint=hint)
    return clips


def _refuse_leaving(path: Path, *roots: Path) -> None:
    if leaves(path, roots):
        hint = "symbolic links in a directory are followed only inside it"
        raise InputError("leads out of the data directory", file=str(path), hint=hint)


def _video(path: Path, output: Path | None) -> VideoClip:
    return VideoClip(path.stem, path, (output or path.parent) / path.stem)


def _frame_clip(path: Path, output: Path | None) -> FrameClip | None:
    """The clip in a directory, None if it has no frames of its name."""
    name = path.resolve().name
    pattern = re.compile(re.escape(name) + r"_(0|[1-9][0-9]{0,14})(\.jpg|\.jpeg|\.png)")
    found: dict[str, dict[int, str]] = {suffix: {} for suffix in SUFFIXES}
    try:
        names = [entry.name for entry in path.iterdir()]
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot be read: {reason}", file=str(path)) from error
    for file in names:
        match = pattern.fullmatch(file)
        if match:
            if (path / file).is_symlink():
                _refuse_leaving(path / file, path.parent, Path(os.path.realpath(path)).parent)
            found[match[2]][int(match[1])] = file
    frames = max(found.values(), key=len)
    folder = path if output is None else output / name
    return FrameClip(name, path, folder, frames) if frames else None


def without_landmarks(clips: Sequence[Clip], *, force: bool, skip: bool) -> list[Clip]:
    """The clips whose landmarks are to be found.

    Args:
        clips: all of them.
        force: those that have landmarks, too.
        skip: leave those out that have some.

    Raises:
        OutputError: a clip has landmarks, and neither is chosen.
    """
    if skip:
        return [clip for clip in clips if not target_of(clip).exists()]
    for clip in clips:
        if target_of(clip).exists():
            check_target(target_of(clip), force=force)
    return list(clips)


def make_folder(clip: Clip, fps: float) -> None:
    """Make the directory of a clip; that of a video tells its rate, for `hamnosys train`.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        clip.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot be made: {reason}", file=str(clip.folder)) from error
    properties = clip.folder / f"{clip.name}_properties.json"
    if isinstance(clip, VideoClip) and not properties.exists():
        with open_output(properties) as stream:
            stream.write(json.dumps({"FPS": fps}) + "\n")
