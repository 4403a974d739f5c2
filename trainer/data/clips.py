"""The clips of a data set: each row of the class files with its frames, checked to be there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from trainer.data.faults import Fault, raise_faults
from trainer.data.glosses import glosses_of
from trainer.data.labels import Labelled, LabelledRow
from trainer.data.properties import Properties, PropertiesError, properties_file, read_properties

SUFFIXES = (".jpg", ".jpeg", ".png")
"""Endings of frames, the usual one first."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip: frames ``start`` to ``end``, both inclusive, of a folder.

    Attributes:
        name: as in the class file.
        folder: where the frames are, with the data path resolved.
        suffix: ending of the frames, with its dot.
        start: number of the first frame.
        end: number of the last frame.
        labels: one a head, ``ABSENT`` where there is none.
        gloss: its gloss, where test_gloss.txt says it.
        fps: frames a second, where its properties say it.
        signer: who signs, where its properties say it.
        left_handed: whether its properties say that the dominant hand is the left one.
        file: the class file.
        row: in that file, from 1.
    """

    name: str
    folder: Path
    suffix: str
    start: int
    end: int
    labels: tuple[int, ...]
    gloss: int | None
    fps: float | None
    signer: str | None
    left_handed: bool
    file: Path
    row: int

    def frame(self, number: int) -> str:
        """The path of a frame."""
        return f"{self.folder}/{self.folder.name}_{number}{self.suffix}"

    @property
    def properties(self) -> Path:
        """Where its properties are, or would be."""
        return properties_file(self.folder)


@dataclass(frozen=True, slots=True)
class _Folder:
    """What is in a folder: the numbers of the frames by their ending, and the properties."""

    path: Path
    frames: Mapping[str, frozenset[int]]
    padded: bool
    properties: Properties


def find_clips(labelled: Labelled) -> tuple[Clip, ...]:
    """Find the frames of every row; 0 0 becomes the whole clip.

    Raises:
        DataError: frames or folders that are missing, an end before its start, or properties that
            cannot be read; the first fault is named with its file, row and path, the others below.
    """
    finder = _Finder(labelled)
    clips = tuple(finder.clips())
    raise_faults(finder.faults)
    return clips


class _Finder:
    """Goes through the rows; each folder is looked at once."""

    def __init__(self, labelled: Labelled) -> None:
        self.labelled = labelled
        self.faults: list[Fault] = []
        self.folders: dict[Path, _Folder | None] = {}
        self.resolved: dict[Path, Path] = {}

    def clips(self) -> Iterator[Clip]:
        for row, gloss in zip(self.labelled.rows, glosses_of(self.labelled), strict=True):
            if row.data_path not in self.resolved:
                self.resolved[row.data_path] = row.data_path.resolve()
            path = self.resolved[row.data_path] / row.name
            if path not in self.folders:
                self.folders[path] = self.look(path, row)
            elif self.folders[path] is None:
                self.fault(row, f"the clip {row.name} cannot be used: see above")
            folder = self.folders[path]
            found = None if folder is None else self.span(folder, row)
            if folder is None or found is None:
                continue
            suffix, start, end = found
            about = folder.properties
            yield Clip(
                name=row.name,
                folder=path,
                suffix=suffix,
                start=start,
                end=end,
                labels=row.labels,
                gloss=gloss,
                fps=about.fps,
                signer=about.signer,
                left_handed=about.left_handed,
                file=row.file,
                row=row.row,
            )

    def fault(self, row: LabelledRow, message: str, hint: str = "") -> None:
        self.faults.append(Fault(message, row.file, row.row, hint))

    def look(self, path: Path, row: LabelledRow) -> _Folder | None:
        """The contents of a folder; None with a fault where it cannot be used."""
        try:
            with os.scandir(path) as entries:
                names = [entry.name for entry in entries]
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            words = "is missing" if missing else f"cannot be read: {error.strerror or error}"
            self.fault(row, f"the folder {path} {words}")
            return None
        properties = properties_file(path)
        try:
            about = read_properties(properties) if properties.name in names else Properties()
        except PropertiesError as error:
            self.fault(row, f"{properties}: {error}")
            return None
        return _Folder(path, *_numbers(path.name, names), about)

    def span(self, folder: _Folder, row: LabelledRow) -> tuple[str, int, int] | None:
        """Ending, first and last frame of a row; None with a fault where frames are missing."""
        if not any(folder.frames.values()):
            named = f"{folder.path.name}_<i>.jpg"
            hint = f"frames are called {named}, without leading zeros" if folder.padded else ""
            self.fault(row, f"the folder {folder.path} has no frames {named}", hint)
            return None
        suffix = max(SUFFIXES, key=lambda each: len(folder.frames[each]))
        numbers = folder.frames[suffix]
        start, end = row.start, row.end
        if end < start:
            self.fault(row, f"the end of {row.name} is {end}, before its start {start}")
            return None
        if start == end == 0:
            start, end = min(numbers), max(numbers)
        # An end far outside must not be counted up to: the first gap comes within the frames.
        missing = next((n for n in range(start, end + 1) if n not in numbers), None)
        if missing is not None:
            frame = folder.path / f"{folder.path.name}_{missing}{suffix}"
            self.fault(row, f"the frame {frame} is missing (frames {start} to {end})")
            return None
        return suffix, start, end


def _numbers(name: str, files: list[str]) -> tuple[dict[str, frozenset[int]], bool]:
    """Numbers of the frames by ending, and whether there are any with leading zeros."""
    found: dict[str, set[int]] = {suffix: set() for suffix in SUFFIXES}
    padded = False
    pattern = re.compile(re.escape(name) + r"_([0-9]{1,15})(\.jpg|\.jpeg|\.png)")
    for file in files:
        match = pattern.fullmatch(file)
        if match is None:
            continue
        digits, suffix = match.groups()
        if digits == "0" or digits[0] != "0":
            found[suffix].add(int(digits))
        else:
            padded = True
    return {suffix: frozenset(numbers) for suffix, numbers in found.items()}, padded
