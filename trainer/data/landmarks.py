"""Landmarks of a clip as the model is given them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hamnosys.errors import HamNoSysError
from hamnosys.landmarks import LandmarkFile, read_landmarks
from trainer.config.schema import Landmarks as Settings
from trainer.data.clip import Clip
from trainer.data.flipping import mirrored_points
from trainer.data.layout import SHOULDERS, LandmarkLayout
from trainer.errors import DataError

Points = npt.NDArray[np.float32]


def parts_read(settings: Settings) -> tuple[str, ...]:
    """The parts that are read: the body too where places are told by its shoulders."""
    by_body = settings.normalization != "none" and "pose" not in settings.parts
    return (*settings.parts, "pose") if by_body else settings.parts


def layout_of(clips: Sequence[Clip], settings: Settings) -> LandmarkLayout:
    """The points of a data set, as its first clip has them.

    Raises:
        DataError: the file cannot be read, or lacks a part or the shoulders.
    """
    clip = clips[0]
    file = _read(clip, settings)
    missing = [name for name in parts_read(settings) if name not in file.parts]
    if missing:
        raise DataError(
            f"the landmarks {file.path} have no {' and no '.join(missing)}",
            file=str(clip.file),
            row=clip.row,
            hint=_hint(missing),
        )
    parts = tuple((name, file.parts[name].shape[1]) for name in parts_read(settings))
    if settings.normalization != "none" and dict(parts)["pose"] <= max(SHOULDERS):
        raise DataError(
            f"the pose in {file.path} has {dict(parts)['pose']} points, so that nobody knows which "
            "are the shoulders",
            file=str(clip.file),
            row=clip.row,
            hint="landmarks.normalization: none",
        )
    return LandmarkLayout(parts, mirrored_points(parts, file.parts))


def _hint(missing: Sequence[str]) -> str:
    if "pose" in missing:
        return "landmarks.parts without pose, and landmarks.normalization: none"
    return f"landmarks.parts without {', '.join(missing)}"


class LandmarkReader:
    """Reads the landmarks of clips, those of a layout.

    Args:
        layout: of the model.
        settings: what is made of the points.
        cache: keep files that were read.
    """

    def __init__(self, layout: LandmarkLayout, settings: Settings, *, cache: bool) -> None:
        self.layout = layout
        self.settings = settings
        self._kept: dict[Path, Points] | None = {} if cache else None

    def points(
        self,
        clip: Clip,
        numbers: Sequence[int],
        *,
        mirrored: bool,
        rng: np.random.Generator | None = None,
    ) -> Points:
        """Points (frames, points, 4) of the chosen frames: x, y, z, visibility; 0 where missing.

        x is from the middle of the picture, y downwards from its middle, z smaller if nearer, all
        in heights of the picture.

        Args:
            clip: whose.
            numbers: of the frames, rising.
            mirrored: flip left and right.
            rng: for training: draws noise and what is hidden, as the settings say.

        Raises:
            DataError: the file cannot be read, or has other points than the layout.
        """
        whole = self._whole(clip)
        if self.settings.average:
            points = _averages(whole[clip.start : clip.end + 1], np.array(numbers) - clip.start)
        else:
            points = whole[list(numbers)]
        if rng is not None:
            points = _disturbed(points, self.settings, self.layout, rng)
        if mirrored:
            points = points[:, list(self.layout.mirror)]
            points[..., 0] *= -1
        return points

    def _whole(self, clip: Clip) -> Points:
        assert clip.landmarks is not None  # noqa: S101  # find_clips has seen to it
        if self._kept is not None and clip.landmarks in self._kept:
            return self._kept[clip.landmarks]
        file = _read(clip, self.settings)
        for name, count in self.layout.parts:
            found = file.parts[name].shape[1] if name in file.parts else 0
            if found != count:
                raise DataError(
                    f"the landmarks {file.path} have {found} points of {name}, not {count}",
                    file=str(clip.file),
                    row=clip.row,
                    hint="all clips, and the model, must have the same points",
                )
        points = np.concatenate([file.parts[name] for name, _ in self.layout.parts], axis=1)
        seen: Points = (points[..., 3:] > self.settings.least_visibility).astype(np.float32)
        points[..., :2] -= 0.5
        points[..., 0] *= file.aspect
        points[..., 2] *= file.aspect
        points *= seen
        if self._kept is not None:
            self._kept[clip.landmarks] = points
        return points


def _read(clip: Clip, settings: Settings) -> LandmarkFile:
    assert clip.landmarks is not None  # noqa: S101  # find_clips has seen to it
    try:
        return read_landmarks(clip.landmarks, parts_read(settings))
    except HamNoSysError as error:
        raise DataError(str(error), file=str(clip.file), row=clip.row) from error


def _averages(points: Points, chosen: npt.NDArray[np.int64]) -> Points:
    """The mean around each chosen frame, as far as half-way to the next one, of what is seen.

    Before the first and after the last it goes as far as one is from the next at most: a clip whose
    frames are chosen by time may go on for long.
    """
    if len(chosen) > 1:
        reach = int(np.diff(chosen).max())
        first = max(0, int(chosen[0]) - reach)
        points, chosen = points[first : int(chosen[-1]) + reach + 1], chosen - first
    between = (chosen[:-1] + chosen[1:]) // 2 + 1
    starts = np.concatenate([[0], between])
    seen = (points[..., 3:] > 0).astype(np.float32)
    sums = np.add.reduceat(points[..., :3] * seen, starts, axis=0)
    counts = np.add.reduceat(seen, starts, axis=0)
    visible = np.maximum.reduceat(points[..., 3:], starts, axis=0)
    means: Points = np.concatenate([sums / np.maximum(counts, 1), visible], axis=-1)
    return means


def _disturbed(
    points: Points, settings: Settings, layout: LandmarkLayout, rng: np.random.Generator
) -> Points:
    """Noise on points, in widths of the shoulders, and some of them hidden in all frames."""
    if settings.noise:
        noise = rng.normal(0, settings.noise * _width(points, layout), points[..., :3].shape)
        points = points.copy()
        points[..., :3] += noise.astype(np.float32) * (points[..., 3:] > 0)
    if settings.drop:
        kept = rng.random((points.shape[1],)) >= settings.drop
        points = points * kept[None, :, None]
    return points


def _width(points: Points, layout: LandmarkLayout) -> float:
    """Of the shoulders in the picture; a third of its height where they are not seen."""
    pose = layout.span("pose")
    if pose is None or len(pose) <= max(SHOULDERS):
        return 1 / 3
    left, right = (points[:, pose[place]] for place in SHOULDERS)
    both = np.flatnonzero(np.minimum(left[:, 3], right[:, 3]))
    if not len(both):
        return 1 / 3
    return float(np.linalg.norm((left - right)[both, :2], axis=1).mean())
