"""A clip of a data set, and where its frames and landmarks are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hamnosys.video import VideoInfo
from trainer.data.properties import properties_file


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip: frames ``start`` to ``end``, both inclusive, of a folder, a video or landmarks.

    Attributes:
        name: as in the class file.
        folder: where the frames are, with the data path resolved.
        suffix: ending of the frames, with its dot; empty where there are none.
        start: number of the first frame.
        end: number of the last frame.
        labels: one a head, ``ABSENT`` where there is none.
        gloss: its gloss, where test_gloss.txt says it.
        fps: frames a second, where its properties or its video say it.
        signer: who signs, where its properties say it.
        left_handed: whether its properties say that the dominant hand is the left one.
        file: the class file.
        row: in that file, from 1; None of clips without a class file.
        video: the video that the frames are in, where they are no pictures.
        landmarks: the file of its landmarks, where they are wanted.
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
    row: int | None
    video: VideoInfo | None = None
    landmarks: Path | None = None

    def frame(self, number: int) -> str:
        """The path of a frame."""
        return f"{self.folder}/{self.folder.name}_{number}{self.suffix}"

    @property
    def properties(self) -> Path:
        """Where its properties are, or would be."""
        return properties_file(self.folder)
