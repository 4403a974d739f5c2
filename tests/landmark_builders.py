"""Files of landmarks as users have them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

POINTS = {"right_hand": 21, "left_hand": 21, "face": 60, "pose": 33}


def some_parts(frames: int = 5, names: tuple[str, ...] = tuple(POINTS)) -> dict[str, np.ndarray]:
    """Points between 0.1 and 0.9, all visible."""
    rng = np.random.default_rng(7)
    parts = {}
    for name in names:
        points = rng.uniform(0.1, 0.9, (frames, POINTS[name], 4)).astype(np.float32)
        points[..., 3] = 1
        parts[name] = points
    return parts


def save_npz(path: Path, **arrays: object) -> Path:
    """As a user's own script writes it."""
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=True, **arrays)
    return path


def save_member(path: Path, name: str, content: bytes) -> Path:
    """A zip archive with one member, whatever it holds."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def npy_header(shape: tuple[int, ...], kind: str = "<f4") -> bytes:
    """The start of an array, without its numbers."""
    stream = io.BytesIO()
    header = {"descr": kind, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue()


def save_pose(
    path: Path,
    components: dict[str, tuple[str, np.ndarray]],
    *,
    size: tuple[int, int] = (640, 480),
    fps: float = 25,
    people: int = 1,
) -> Path:
    """A ``.pose`` file: component to (letters, points (frames, points, 4) in pixels)."""
    from pose_format import Pose
    from pose_format.numpy import NumPyPoseBody
    from pose_format.pose_header import PoseHeader, PoseHeaderComponent, PoseHeaderDimensions

    parts = [
        PoseHeaderComponent(name, [str(i) for i in range(points.shape[1])], [], [], letters)
        for name, (letters, points) in components.items()
    ]
    all_points = np.concatenate([points for _, points in components.values()], axis=1)
    dims = max(len(letters) for letters, _ in components.values()) - 1
    data = np.repeat(all_points[:, None, :, :dims], people, axis=1)
    seen = np.repeat(all_points[:, None, :, 3], people, axis=1)
    header = PoseHeader(0.2, PoseHeaderDimensions(*size), parts)
    with path.open("wb") as file:
        Pose(header, NumPyPoseBody(fps, np.ma.masked_invalid(data), seen)).write(file)
    return path


def save_frames(folder: Path, numbers: Iterable[int], size: tuple[int, int] = (8, 6)) -> Path:
    """Frames ``NAME_<i>.png``, of one grey each: 10 times their number."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        picture = Image.new("RGB", size, (number * 10 % 256,) * 3)
        picture.save(folder / f"{folder.name}_{number}.png")
    return folder


class StandIn:
    """A detector for tests: the right hand's x is the picture's grey, the left one is lost."""

    parts = ("pose", "left_hand", "right_hand")

    def __init__(self) -> None:
        self.times: list[int] = []

    def detect(self, picture: np.ndarray, milliseconds: int) -> dict[str, np.ndarray]:
        assert picture.dtype == np.uint8
        assert picture.shape[2] == 3
        self.times.append(milliseconds)
        points = np.ones((21, 4), dtype=np.float32)
        points[:, 0] = picture.mean() / 255
        return {"right_hand": points, "pose": np.ones((33, 4), dtype=np.float32)}


def signing(
    frames: int, right: Sequence[float], left: Sequence[float], face: int = 10
) -> dict[str, np.ndarray]:
    """A signer whose hands go up: parts (frames, points, 4), all visible.

    Args:
        frames: how many.
        right: lengths of the five fingers, in palms.
        left: the same of the left hand.
        face: how many points it has, on a circle that is the same in a mirror.
    """
    rise = np.linspace(0.0, 0.1, frames)[:, None, None] * np.array([0, -1, 0])
    body = np.random.default_rng(5).uniform(0.1, 0.9, (33, 3))
    body[[11, 12]] = (0.65, 0.4, 0.0), (0.35, 0.4, 0.0)
    turn = (np.arange(face) + 0.5) * 2 * np.pi / face
    circle = np.stack([0.5 + 0.1 * np.sin(turn), 0.25 + 0.1 * np.cos(turn), 0 * turn], -1)
    still = np.zeros((frames, 1, 3))
    parts = {
        "right_hand": hand(right) + np.array([0.3, 0.7, 0]) + rise,
        "left_hand": hand(left) * (-1, 1, 1) + (0.7, 0.7, 0) + rise,
        "face": circle + still,
        "pose": body + still,
    }
    return {
        name: np.concatenate([points, np.ones((*points.shape[:2], 1))], -1).astype(np.float32)
        for name, points in parts.items()
    }


def hand(lengths: Sequence[float], palm: float = 0.08) -> np.ndarray:
    """A right hand (21, 3), wrist at 0, fingers up, the thumb to the left of its own palm."""
    points = np.zeros((21, 3))
    for finger, length in enumerate(lengths):
        angle = np.deg2rad((50, 15, 0, -12, -25)[finger])
        way = np.array([np.sin(angle), -np.cos(angle), 0.1 * finger])
        start = 0.4 if finger == 0 else 1.0
        for joint in range(4):
            points[1 + 4 * finger + joint] = palm * (start + length * joint / 3) * way
    return points
