"""The model files that MediaPipe needs, which its package does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hamnosys.errors import UsageError
from hamnosys.landmarks.errors import ModelError

_PAGES = "https://ai.google.dev/edge/mediapipe/solutions/vision"

NAMES = {
    "holistic": "holistic_landmarker.task",
    "hand": "hand_landmarker.task",
    "pose": "pose_landmarker_full.task",
    "face": "face_landmarker.task",
}
"""Kind of model to what Google calls the file."""

KIND_PARTS = {
    "holistic": ("right_hand", "left_hand", "face", "pose"),
    "hand": ("right_hand", "left_hand"),
    "pose": ("pose",),
    "face": ("face",),
}


@dataclass(frozen=True, slots=True)
class Models:
    """The model files of a run, by kind: one for all parts, or some for a part each."""

    files: dict[str, Path]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that they can find."""
        return tuple(part for kind in self.files for part in KIND_PARTS[kind])

    def __iter__(self) -> Iterator[tuple[str, Path]]:
        return iter(self.files.items())


def choose_models(
    holistic: str | None, hand: str | None, pose: str | None, face: str | None
) -> Models:
    """The models of a run, looked at.

    Raises:
        UsageError: there is none, or a holistic one beside others.
        ModelError: one is no file that can be read.
    """
    given = {"holistic": holistic, "hand": hand, "pose": pose, "face": face}
    files = {kind: Path(path) for kind, path in given.items() if path is not None}
    if not files:
        raise UsageError("no model is given (--model)", hint=where_from("holistic"))
    if "holistic" in files and len(files) > 1:
        raise UsageError("--model finds all parts: it cannot go with the model of one part")
    for kind, path in files.items():
        _check_readable(kind, path)
    return Models(files)


def _check_readable(kind: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        message = f"the model cannot be read: {error.strerror or error}"
        raise ModelError(message, file=str(path), hint=where_from(kind)) from error


def where_from(kind: str) -> str:
    """Where a user gets a model."""
    page = f"{_PAGES}/{kind}_landmarker"
    return f"MediaPipe's package has no models; Google offers {NAMES[kind]}, see {page}"
