"""The clips of a data set: each row of the class files with its frames, checked to be there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trainer.data.clip import Clip
from trainer.data.faults import Fault, raise_faults
from trainer.data.glosses import glosses_of
from trainer.data.labels import Labelled, LabelledRow
from trainer.data.sources import SUFFIXES, Source, SourceError, Wanted, find_source, first_gap

__all__ = ["SUFFIXES", "Clip", "Wanted", "find_clips"]

_FRAMES = Wanted()


def find_clips(labelled: Labelled, wanted: Wanted = _FRAMES) -> tuple[Clip, ...]:
    """Find the frames and landmarks of every row; 0 0 becomes the whole clip.

    Raises:
        DataError: frames, landmarks or folders that are missing, landmarks that are shorter than
            the clip, an end before its start, files that cannot be read, or links that lead out
            of the data path; the first fault is named with its file, row and path, the others
            below.
    """
    finder = _Finder(labelled, wanted)
    clips = tuple(finder.clips())
    raise_faults(finder.faults)
    return clips


class _Finder:
    """Goes through the rows; each folder is looked at once."""

    def __init__(self, labelled: Labelled, wanted: Wanted) -> None:
        self.labelled = labelled
        self.wanted = wanted
        self.faults: list[Fault] = []
        self.sources: dict[Path, Source | None] = {}
        self.resolved: dict[Path, Path] = {}

    def clips(self) -> Iterator[Clip]:
        for row, gloss in zip(self.labelled.rows, glosses_of(self.labelled), strict=True):
            if row.data_path not in self.resolved:
                self.resolved[row.data_path] = row.data_path.resolve()
            path = self.resolved[row.data_path] / row.name
            if path not in self.sources:
                self.sources[path] = self.look(path, row, self.resolved[row.data_path])
            elif self.sources[path] is None:
                self.fault(row, f"the clip {row.name} cannot be used: see above")
            source = self.sources[path]
            span = None if source is None else self.span(source, row)
            if source is None or span is None:
                continue
            about = source.properties
            yield Clip(
                name=row.name,
                folder=path,
                suffix=source.suffix,
                start=span[0],
                end=span[1],
                labels=row.labels,
                gloss=gloss,
                fps=source.fps,
                signer=about.signer,
                left_handed=about.left_handed,
                file=row.file,
                row=row.row,
                video=source.video,
                landmarks=source.landmarks,
            )

    def fault(self, row: LabelledRow, message: str, hint: str = "") -> None:
        self.faults.append(Fault(message, row.file, row.row, hint))

    def look(self, path: Path, row: LabelledRow, root: Path) -> Source | None:
        """What there is of a clip; None with a fault where it cannot be used."""
        try:
            return find_source(path, self.wanted, roots=(root,))
        except SourceError as error:
            self.fault(row, str(error), error.hint)
            return None

    def span(self, source: Source, row: LabelledRow) -> tuple[int, int] | None:
        """First and last frame of a row; None with a fault where frames are missing."""
        start, end = row.start, row.end
        if end < start:
            self.fault(row, f"the end of {row.name} is {end}, before its start {start}")
            return None
        numbers = source.numbers
        if start == end == 0:
            start, end = min(numbers), max(numbers)
        # An end far outside must not be counted up to: the first gap comes within the frames.
        missing = first_gap(numbers, start, end)
        if missing is not None:
            frame = source.frame(missing)
            self.fault(row, f"the frame {frame} is missing (frames {start} to {end})")
            return None
        if source.landmarks is not None and end >= source.rows:
            self.fault(
                row,
                f"the landmarks {source.landmarks} are shorter than the clip: they have "
                f"{source.rows} frames, and the clip goes from {start} to {end}",
                "row i of the landmarks is frame i",
            )
            return None
        return start, end
