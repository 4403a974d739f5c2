"""New clips, without class files: directories of frames, videos, landmarks."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from hamnosys.errors import InputError
from hamnosys.landmarks import LANDMARK_SUFFIXES
from hamnosys.video import VIDEO_SUFFIXES
from trainer.data.clip import Clip
from trainer.data.sources import SourceError, Wanted, find_source, first_gap
from trainer.errors import DataError

Fault = Callable[[str, DataError], None]
"""Takes the path of a clip and what is wrong with it."""


def find_inputs(
    inputs: Sequence[str], *, frames: bool, landmarks: bool, on_fault: Fault | None = None
) -> tuple[Clip, ...]:
    """The clips of some inputs, whole, without labels.

    An input is a directory of frames ``NAME/NAME_<i>.jpg``, a video, a file of landmarks, a
    directory that holds one of these by its own name, or a directory of such. Where a model takes
    frames and landmarks, either may be named: the other is found beside it. A file that is named
    is taken, even if the directory of its name has frames or landmarks, too.

    Args:
        inputs: paths.
        frames: whether the model takes frames.
        landmarks: whether it takes landmarks.
        on_fault: takes clips that cannot be used, which are then left out; None raises the first.

    Raises:
        InputError: there is no such path.
        DataError: there is no clip, or what the model takes of one is missing or broken.
    """
    wanted = Wanted(frames, landmarks)
    fault = on_fault or _raise
    clips: list[Clip] = []
    for given in inputs:
        clips += _usable(partial(_clips_at, Path(given), wanted, fault), given, fault)
    return tuple(clips)


def _usable(find: Callable[[], list[Clip]], path: str, fault: Fault) -> list[Clip]:
    try:
        return find()
    except DataError as error:
        fault(path, error)
        return []


def _raise(_path: str, error: DataError) -> None:
    raise error


def _clips_at(given: Path, wanted: Wanted, fault: Fault) -> list[Clip]:
    try:
        # The name of a clip is that of the link, where there is one: so are its frames called.
        path = Path(os.path.abspath(given))  # noqa: PTH100  # resolve() follows links
        if path.is_dir():
            return _clips_in(path, given, wanted, fault)
        if not path.exists():
            raise InputError("there is no such file or directory", file=str(given))
        folder = _folder_of(path, wanted)
        return [_clip(folder, wanted, given, path, roots=(folder, folder.parent))]
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(f"cannot be read: {reason}", file=str(given)) from error


def _clips_in(path: Path, given: Path, wanted: Wanted, fault: Fault) -> list[Clip]:
    found: list[Clip] = []
    for folder in _folders_in(path, wanted):
        shown = given if folder == path else given / folder.name
        # What is beside a clip that is named belongs to it, as what is in it.
        roots = (path, path.parent) if folder == path else (path,)
        found += _usable(partial(_one, folder, wanted, roots), str(shown), fault)
    return found


def _one(folder: Path, wanted: Wanted, roots: Sequence[Path]) -> list[Clip]:
    return [_clip(folder, wanted, folder, roots=roots)]


def _folders_in(path: Path, wanted: Wanted) -> list[Path]:
    """The clip that a directory is, or the clips in it."""
    names = _names(path)
    if _is_clip(path, names):
        return [path]
    folders = {path / entry for entry in names if (path / entry).is_dir()}
    stems = {path / Path(entry).stem for entry in names if _suits(entry, wanted)}
    found = [
        folder
        for folder in sorted(folders | stems)
        if folder in stems or _is_clip(folder, _names(folder))
    ]
    if not found:
        hint = f"frames are called {path.name}_<i>.jpg, those of many clips NAME/NAME_<i>.jpg"
        raise DataError("holds no clips", file=str(path), hint=hint)
    return found


def _names(path: Path) -> set[str]:
    """What is in a directory; some systems put hidden copies beside files."""
    return {entry.name for entry in path.iterdir() if not entry.name.startswith(".")}


def _folder_of(path: Path, wanted: Wanted) -> Path:
    """The folder that a video or a file of landmarks stands for, whether it is there or not."""
    if not _suits(path.name, wanted):
        takes = [
            *(VIDEO_SUFFIXES if wanted.frames else ()),
            *(LANDMARK_SUFFIXES if wanted.landmarks else ()),
        ]
        hint = f"the model takes directories, and files that end in {', '.join(takes)}"
        raise DataError("is nothing that this model takes", file=str(path), hint=hint)
    return path.parent if path.parent.name == path.stem else path.with_suffix("")


def _suits(name: str, wanted: Wanted) -> bool:
    suffix = Path(name).suffix.lower()
    video = wanted.frames and suffix in VIDEO_SUFFIXES
    return video or (wanted.landmarks and suffix in LANDMARK_SUFFIXES)


def _is_clip(path: Path, names: set[str]) -> bool:
    """Whether a directory holds frames, a video or landmarks by its own name."""
    files = (*VIDEO_SUFFIXES, *LANDMARK_SUFFIXES)
    if any(f"{path.name}{ending}" in names for end in files for ending in (end, end.upper())):
        return True
    frame = re.compile(re.escape(path.name) + r"_[0-9]+\.(jpg|jpeg|png)")
    return any(map(frame.fullmatch, names))


def _clip(
    folder: Path,
    wanted: Wanted,
    given: Path,
    named: Path | None = None,
    *,
    roots: Sequence[Path],
) -> Clip:
    try:
        source = find_source(folder, wanted, named, roots=roots)
    except SourceError as error:
        raise DataError(str(error), file=str(given), hint=error.hint) from error
    start, end = min(source.numbers), max(source.numbers)
    missing = first_gap(source.numbers, start, end)
    if missing is not None:
        raise DataError(f"the frame {source.frame(missing)} is missing", file=str(given))
    if source.landmarks is not None and source.rows <= end:
        raise DataError(
            f"its landmarks are shorter than the clip: they have {source.rows} frames, and it goes "
            f"from {start} to {end}",
            file=str(given),
            hint="row i of the landmarks is frame i",
        )
    return Clip(
        name=folder.name,
        folder=folder,
        suffix=source.suffix,
        start=start,
        end=end,
        labels=(),
        gloss=None,
        fps=source.fps,
        signer=source.properties.signer,
        left_handed=source.properties.left_handed,
        file=given,
        row=None,
        video=source.video,
        landmarks=source.landmarks,
    )
