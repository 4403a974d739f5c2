"""Writing one clip: its frames, landmarks and properties, all of them or none."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hamnosys.posture.class_signs import sign_of_classes
from hamnosys.posture.practice.landmarks import landmarks
from hamnosys.posture.practice.layout import draw_frame, stage_of, with_noise
from hamnosys.posture.practice.performance import performed
from hamnosys.posture.practice.rules import practice_scheme
from hamnosys.posture.practice.sampling import Classes
from hamnosys.posture.practice.take import draw_take

FPS = 25
"""Frames a second that the clips claim."""

_QUALITY = 90
"""Of the JPEG files; colour is kept whole, since it tells the inside of a hand from its back."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip to make.

    ``seed`` decides everything that the sign does not; ``frames`` is about how many it has,
    ``size`` their width and height in pixels; without ``pictures`` only landmarks are made.
    """

    name: str
    classes: Classes
    gloss: int
    seed: tuple[int, ...]
    frames: int
    size: int
    pictures: bool = True

    @property
    def sign_name(self) -> str:
        """The name of the sign, which its takes share."""
        return self.name.rpartition("_")[0]

    @property
    def length(self) -> int:
        """How many frames it has: an eighth more or less than usual."""
        spread = self.frames // 8
        rng = np.random.default_rng((*self.seed, 0))
        return int(rng.integers(self.frames - spread, self.frames + spread + 1))


def write_clip(clip: Clip, folder: Path) -> None:
    """Write ``NAME/NAME_<i>.jpg`` (i from 0), ``NAME/NAME.npz`` and ``NAME_properties.json``.

    A clip that is there is left as it is.

    Raises:
        OSError: it cannot be written.
    """
    target = folder / clip.name
    if target.is_dir():
        return
    unfinished = folder / f".{clip.name}.tmp"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    _write_files(clip, unfinished)
    unfinished.rename(target)


def _write_files(clip: Clip, folder: Path) -> None:
    rng = np.random.default_rng((*clip.seed, 1))
    take = draw_take(rng, clip.length)
    held, frames = performed(sign_of_classes(practice_scheme(), clip.classes), take)
    stage = stage_of(held, take, clip.size)
    for number, posture in enumerate(frames if clip.pictures else ()):
        picture = with_noise(draw_frame(posture, stage), take, rng)
        picture.save(folder / f"{clip.name}_{number}.jpg", "JPEG", quality=_QUALITY, subsampling=0)
    # Drawn apart from the pictures' noise, so that they are the same without pictures.
    rng = np.random.default_rng((*clip.seed, 2))
    found = landmarks(frames, stage.signer_view(1), take.lost, rng)
    np.savez_compressed(folder / f"{clip.name}.npz", allow_pickle=False, **found)
    properties = {"FPS": FPS, "frames": len(frames)}
    with open(folder / f"{clip.name}_properties.json", "w", encoding="utf-8", newline="\n") as out:
        json.dump(properties, out)
        out.write("\n")
