"""What there is of a clip: frames as pictures or in a video, landmarks, properties."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hamnosys.errors import HamNoSysError
from hamnosys.inside import leaves
from hamnosys.landmarks import LANDMARK_SUFFIXES, landmark_frames
from hamnosys.video import VIDEO_SUFFIXES, VideoInfo, scan_video
from trainer.data.properties import Properties, PropertiesError, properties_file, read_properties

SUFFIXES = (".jpg", ".jpeg", ".png")
"""Endings of frames, the usual one first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read of clips."""

    frames: bool = True
    landmarks: bool = False


class SourceError(ValueError):
    """What is wrong with a clip, in words, with a remedy if one is known."""

    def __init__(self, words: str, hint: str = "") -> None:
        super().__init__(words)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Source:
    """What there is of a clip, by the name of its folder.

    Attributes:
        path: the folder, which a video or landmarks beside it need not have.
        suffix: ending of the frames; empty where there are none, or they are in a video.
        numbers: of the frames that there are; of landmarks alone those of their rows.
        video: that has the frames.
        landmarks: the file of landmarks.
        rows: how many frames the landmarks have; 0 where none are wanted.
        properties: what is known besides.
    """

    path: Path
    suffix: str
    numbers: Collection[int]
    video: VideoInfo | None
    landmarks: Path | None
    rows: int
    properties: Properties

    @property
    def fps(self) -> float | None:
        """Frames a second."""
        known = self.properties.fps
        return self.video.fps if known is None and self.video is not None else known

    def frame(self, number: int) -> str:
        """What a frame is called, for people."""
        if self.video is not None:
            return f"{number} of {self.video.path}"
        if self.suffix:
            return str(self.path / f"{self.path.name}_{number}{self.suffix}")
        return f"{number} of {self.landmarks}"


def find_source(
    path: Path, wanted: Wanted, named: Path | None = None, *, roots: Sequence[Path]
) -> Source:
    """Look for frames ``NAME/NAME_<i>.jpg`` or a video, and for landmarks.

    A video is ``NAME/NAME.mp4`` or ``NAME.mp4`` beside the folder, landmarks ``NAME/NAME.npz`` or
    ``NAME.npz`` (other endings: `VIDEO_SUFFIXES`, `LANDMARK_SUFFIXES`). Pictures go before videos.

    Args:
        path: the folder of a clip.
        wanted: what must be there.
        named: the video, or the file of landmarks, that is meant; then no other is taken for it.
        roots: the directories that symbolic links must not lead out of; ``named`` may.

    Raises:
        SourceError: something is missing or cannot be read, or a link leads out of the roots.
    """
    _refuse_leaving(path, roots)
    names = _names(path, roots)
    properties = _properties(path, names or ())
    found, padded = _frames(path.name, names or ())
    suffix, numbers, video = "", frozenset[int](), None
    if wanted.frames:
        suffix = max(SUFFIXES, key=lambda each: len(found[each]))
        numbers = found[suffix]
        named_video = _of_kind(named, VIDEO_SUFFIXES)
        if numbers and named_video is not None:  # the folder's rate is that of its pictures
            properties, numbers = replace(properties, fps=None), frozenset()
        if not numbers:
            suffix, video = "", _video(named_video or _beside(path, VIDEO_SUFFIXES, roots))
            if video is None:
                raise _no_frames(path, names, padded=padded)
    rows, file = 0, None
    if wanted.landmarks:
        file = _of_kind(named, LANDMARK_SUFFIXES)
        file = file or _beside(path, LANDMARK_SUFFIXES, roots)
        rows, file = _landmarks(path, file)
    whole: Collection[int] = numbers
    if video is not None:
        whole = range(video.count)
    elif not wanted.frames:
        whole = range(rows)
    return Source(path, suffix, whole, video, file, rows, properties)


def first_gap(numbers: Collection[int], start: int, end: int) -> int | None:
    """The first number from ``start`` to ``end`` that is none of these; None if there is none."""
    if isinstance(numbers, range):  # of a file, which may claim any length
        return next((n for n in (start, len(numbers)) if n <= end and n not in numbers), None)
    return next((n for n in range(start, end + 1) if n not in numbers), None)


def _refuse_leaving(path: Path, roots: Sequence[Path]) -> None:
    if leaves(path, roots):
        raise SourceError(
            f"{path} leads out of the data directory, to {os.path.realpath(path)}",
            "symbolic links are followed only inside it; it may be a link itself",
        )


def _names(path: Path, roots: Sequence[Path]) -> list[str] | None:
    """What is in a folder; None if it is not there. Links that would be read are looked at."""
    names: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                names.append(entry.name)
                if entry.name.startswith(path.name) and entry.is_symlink():
                    _refuse_leaving(path / entry.name, roots)
        return names
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SourceError(f"the folder {path} cannot be read: {error.strerror or error}") from error


def _properties(path: Path, names: Collection[str]) -> Properties:
    file = properties_file(path)
    try:
        return read_properties(file) if file.name in names else Properties()
    except PropertiesError as error:
        raise SourceError(f"{file}: {error}") from error


def _no_frames(path: Path, names: Collection[str] | None, *, padded: bool) -> SourceError:
    if names is None:
        hint = f"nor is there a video {path.name}{VIDEO_SUFFIXES[0]} beside it"
        return SourceError(f"the folder {path} is missing", hint)
    named = f"{path.name}_<i>.jpg"
    hint = f"frames are called {named}, without leading zeros" if padded else ""
    return SourceError(f"the folder {path} has no frames {named}", hint)


def _beside(path: Path, suffixes: Collection[str], roots: Sequence[Path]) -> Path | None:
    """The file of a clip in its folder or beside it, whichever ending it has."""
    for folder in (path, path.parent):
        for suffix in suffixes:
            for ending in (suffix, suffix.upper()):
                file = folder / f"{path.name}{ending}"
                if file.is_file():
                    _refuse_leaving(file, roots)
                    return file
    return None


def _of_kind(file: Path | None, suffixes: Collection[str]) -> Path | None:
    return file if file is not None and file.suffix.lower() in suffixes else None


def _video(file: Path | None) -> VideoInfo | None:
    if file is None:
        return None
    try:
        return scan_video(file)
    except HamNoSysError as error:
        raise SourceError(str(error)) from error


def _landmarks(path: Path, file: Path | None) -> tuple[int, Path]:
    if file is None:
        raise SourceError(
            f"the landmarks {path / path.name}.npz are missing",
            "hamnosys landmarks makes them from frames or videos",
        )
    try:
        return landmark_frames(file), file
    except HamNoSysError as error:
        raise SourceError(str(error)) from error


_NUMBER = re.compile(r"([0-9]{1,15})(\.jpg|\.jpeg|\.png)")
"""What follows NAME_; to compile a pattern with the name took most of the time of a clip."""


def _frames(name: str, files: Collection[str]) -> tuple[Mapping[str, frozenset[int]], bool]:
    """Numbers of the frames by ending, and whether there are any with leading zeros."""
    found: dict[str, set[int]] = {suffix: set() for suffix in SUFFIXES}
    padded, begin = False, f"{name}_"
    for file in files:
        match = _NUMBER.fullmatch(file, len(begin)) if file.startswith(begin) else None
        if match is None:
            continue
        digits, suffix = match.groups()
        if digits == "0" or digits[0] != "0":
            found[suffix].add(int(digits))
        else:
            padded = True
    return {suffix: frozenset(numbers) for suffix, numbers in found.items()}, padded
