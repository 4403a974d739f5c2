"""MediaPipe's landmarkers (its tasks API) as a detector."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from hamnosys.errors import MissingExtraError
from hamnosys.landmarks.data import Points
from hamnosys.landmarks.detecting import Detector, Picture
from hamnosys.landmarks.errors import ModelError, TrackerError
from hamnosys.landmarks.models import Models, where_from

_Marks: TypeAlias = Sequence[Any]
"""Objects with x, y, z and visibility."""

_SHOWN = 200
"""Letters of a message of MediaPipe's, which can be pages."""

# What the codes of MediaPipe's library become in Python, beside OSError and its kinds.
_FAILURES = (RuntimeError, ValueError, IndexError)


@dataclass(frozen=True, slots=True)
class _Task:
    """A landmarker: its class in MediaPipe, its own options, and what its result holds."""

    name: str
    options: Mapping[str, Any]
    read: Callable[[Any], Mapping[str, Points]]


def _holistic(result: Any) -> dict[str, Points]:
    found = {
        "right_hand": _points(result.right_hand_landmarks),
        "left_hand": _points(result.left_hand_landmarks),
        "face": _points(result.face_landmarks),
        "pose": _points(result.pose_landmarks, graded=True),
    }
    return {part: points for part, points in found.items() if len(points)}


def _hands(result: Any) -> dict[str, Points]:
    """Of two hands that are taken for the same one, the surer one counts."""
    found: dict[str, Points] = {}
    surest: dict[str, float] = {}
    for marks, names in zip(result.hand_landmarks, result.handedness, strict=True):
        part = f"{names[0].category_name.lower()}_hand"
        if names[0].score > surest.get(part, -1.0):
            surest[part] = names[0].score
            found[part] = _points(marks)
    return found


def _pose(result: Any) -> dict[str, Points]:
    bodies = result.pose_landmarks
    return {"pose": _points(bodies[0], graded=True)} if bodies else {}


def _face(result: Any) -> dict[str, Points]:
    faces = result.face_landmarks
    return {"face": _points(faces[0])} if faces else {}


TASKS = {
    "holistic": _Task("HolisticLandmarker", {}, _holistic),
    "hand": _Task("HandLandmarker", {"num_hands": 2}, _hands),
    "pose": _Task("PoseLandmarker", {}, _pose),
    "face": _Task("FaceLandmarker", {}, _face),
}
"""Kind of model to what runs it."""


def _points(marks: _Marks, *, graded: bool = False) -> Points:
    """Points (points, 4). Only those of a body have a visibility in MediaPipe; others have 1."""
    rows = [(m.x, m.y, m.z, m.visibility if graded else 1) for m in marks]
    return np.array([[1 if v is None else v for v in row] for row in rows], dtype=np.float32)


class _Landmarkers:
    """A detector of one or more landmarkers that are open."""

    def __init__(self, mediapipe: Any, open_tasks: Sequence[tuple[str, Path, Any]]) -> None:
        self._mediapipe = mediapipe
        self._open = open_tasks

    @property
    def parts(self) -> tuple[str, ...]:
        return Models({kind: path for kind, path, _ in self._open}).parts

    def detect(self, picture: Picture, milliseconds: int) -> dict[str, Points]:
        image = self._mediapipe.Image(
            image_format=self._mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(picture)
        )
        found: dict[str, Points] = {}
        for kind, path, landmarker in self._open:
            with _failures(kind, path):
                found.update(TASKS[kind].read(landmarker.detect_for_video(image, milliseconds)))
        return found


@contextmanager
def open_detector(models: Models) -> Iterator[Detector]:
    """MediaPipe with these models, for the pictures of one clip.

    Raises:
        MissingExtraError: MediaPipe is not installed, or too old.
        TrackerError: a library that it needs is missing.
        ModelError: it cannot use a model.
    """
    mediapipe, vision = _load()
    with ExitStack() as stack:
        tasks = []
        for kind, path in models:
            with _failures(kind, path):
                landmarker = _create(mediapipe, vision, TASKS[kind], path)
            stack.push(_closing(landmarker))
            tasks.append((kind, path, landmarker))
        yield _Landmarkers(mediapipe, tasks)


def _load() -> tuple[Any, Any]:
    """The modules ``mediapipe`` and its ``tasks.python.vision``."""
    try:
        import mediapipe
        from mediapipe.tasks.python import vision
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mediapipe":
            raise _cannot_load(error) from error
        raise MissingExtraError(
            "this needs mediapipe, which is not there", hint=_INSTALL
        ) from error
    except (ImportError, OSError) as error:
        raise _cannot_load(error) from error
    return mediapipe, vision


_INSTALL = "pip install 'hamnosys-toolkit[landmarks]'"


def _create(mediapipe: Any, vision: Any, task: _Task, path: Path) -> Any:
    landmarker = getattr(vision, task.name, None)
    options = getattr(vision, f"{task.name}Options", None)
    if landmarker is None or options is None:
        version = getattr(mediapipe, "__version__", "this version")
        raise MissingExtraError(f"mediapipe {version} has no {task.name}", hint=_INSTALL + " -U")
    base = mediapipe.tasks.BaseOptions(model_asset_path=str(path))
    mode = vision.RunningMode.VIDEO
    return landmarker.create_from_options(
        options(base_options=base, running_mode=mode, **task.options)
    )


def _closing(landmarker: Any) -> Callable[..., bool]:
    """Close it; after a failure of its own, which is told already, closing fails again."""

    def close(kind: type[BaseException] | None, *_: object) -> bool:
        try:
            landmarker.close()
        except _FAILURES:
            if kind is None:
                raise
            # It would try once more when it is deleted, and print a traceback then.
            landmarker._handle = None
        return False

    return close


@contextmanager
def _failures(kind: str, path: Path) -> Iterator[None]:
    """What MediaPipe raises becomes an error of ours.

    A library that cannot be loaded is a bare OSError; a model that lacks something is one of its
    kinds, such as FileNotFoundError.
    """
    try:
        yield
    except OSError as error:
        if type(error) is OSError:
            raise _cannot_load(error) from error
        raise _cannot_use(kind, path, error) from error
    except _FAILURES as error:
        raise _cannot_use(kind, path, error) from error


def _cannot_load(error: Exception) -> TrackerError:
    hint = "a system library may be missing; Debian has libGL and libEGL in libgl1 and libegl1"
    return TrackerError(f"MediaPipe cannot be loaded: {_line(error)}", hint=hint)


def _cannot_use(kind: str, path: Path, error: Exception) -> ModelError:
    message = f"MediaPipe cannot use it as {TASKS[kind].name}: {_line(error)}"
    return ModelError(message, file=str(path), hint=where_from(kind))


def _line(error: Exception) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "..."
