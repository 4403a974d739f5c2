"""Targets: files of landmarks and checkpoints."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Hashable
from functools import cache
from pathlib import Path

from fuzzing.inputs import COMMON, JSON, folder
from fuzzing.notation import ROOT
from fuzzing.target import Target, need

sys.path.append(str(ROOT / "tests"))

_ARRAY = (
    *(b"\x93NUMPY", b"'descr': '<f4'", b"'|O'", b"'<f8'", b"'shape': (2, 84), ", b"'>i2'", b"'S4'"),
    *(b"'fortran_order': True", b"(", b"-1", b"0", b"\xff\xff\xff\xff", b"\x00\x00\xc0\x7f"),
    *(b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"right_hand.npy", b"size.npy"),
)


def _check_landmarks(path: Path) -> Hashable:
    import numpy as np

    from hamnosys.landmarks.reading import landmark_frames, read_landmarks

    found = read_landmarks(path)
    need(found.parts, "landmarks without parts")
    need(found.frames > 0, "landmarks without frames")
    need(found.aspect > 0, "a picture without a width")
    for points in found.parts.values():
        need(points.shape[0] == found.frames and points.shape[2] == 4, f"shape {points.shape}")
        need(points.dtype == np.float32, "no float32")
        need(np.isfinite(points).all(), "numbers that are not finite")
    need(landmark_frames(path) == found.frames, "two numbers of frames")
    return tuple(found.parts)


def _check_npz(data: bytes) -> Hashable:
    path = folder() / "clip.npz"
    path.write_bytes(data)
    return _check_landmarks(path)


def _check_pose(data: bytes) -> Hashable:
    path = folder() / "clip.pose"
    path.write_bytes(data)
    return _check_landmarks(path)


def _check_array(data: bytes) -> Hashable:
    """The bytes are one array of an archive that is whole."""
    from landmark_builders import save_member

    return _check_landmarks(save_member(folder() / "array.npz", "right_hand.npy", data))


def _npz_seeds() -> list[bytes]:
    from landmark_builders import save_npz, some_parts

    hand = {"right_hand": some_parts(2)["right_hand"]}
    small = save_npz(folder() / "seed.npz", **hand, size=[4, 3])
    return [small.read_bytes(), save_npz(folder() / "more.npz", **some_parts(2)).read_bytes()]


def _array_seeds() -> list[bytes]:
    import numpy as np
    from landmark_builders import some_parts

    seeds = []
    points = some_parts(2)["right_hand"][:, :3]
    for array in (points, points.reshape(2, -1).astype(np.float64), (points * 9).astype(np.int16)):
        stream = io.BytesIO()
        np.save(stream, array)
        seeds.append(stream.getvalue())
    return seeds


def _pose_seeds() -> list[bytes]:
    from landmark_builders import save_pose, some_parts

    points = some_parts(2)["right_hand"][:, :3]
    path = save_pose(folder() / "seed.pose", {"RIGHT_HAND_LANDMARKS": ("XYZC", points)})
    return [path.read_bytes()]


@cache
def _checkpoint() -> tuple[bytes, bytes]:
    """Weights and description of a small model."""
    from trainer_builders import heads_of, small

    from trainer.checkpoint import Description, save_checkpoint
    from trainer.model.recognizer import Recognizer

    heads, size = heads_of(shape=2), (8, 8)
    config = small(None, feature_extractor={"model_args": {"channels": [4] * 4, "stem_width": 4}})
    path = folder() / "seed.safetensors"
    description = Description(config, heads, "hearai", size, 7, {"mean": 0.5}, {"shape": 1.5})
    save_checkpoint(path, Recognizer(config, heads, size), description)
    return path.read_bytes(), path.with_suffix(".json").read_bytes()


def _check_checkpoint(weights: bytes, description: bytes) -> Hashable:
    import torch

    from trainer.checkpoint import load_model

    path = folder() / "best.safetensors"
    path.write_bytes(weights)
    path.with_suffix(".json").write_bytes(description)
    model, found = load_model(path, torch.device("cpu"))
    json.dumps(found.to_mapping())
    need(not model.training, "the model is in training")
    return None


def _check_weights(data: bytes) -> Hashable:
    return _check_checkpoint(data, _checkpoint()[1])


def _check_description(data: bytes) -> Hashable:
    return _check_checkpoint(_checkpoint()[0], data)


def _check_torch(data: bytes) -> Hashable:
    """What ``torch.save`` wrote, as weights to begin with."""
    from trainer.checkpoint import load_tensors

    path = folder() / "start.pth"
    path.write_bytes(data)
    load_tensors(path)
    return None


def _torch_seeds() -> list[bytes]:
    import torch

    seeds = []
    for new in (True, False):
        stream = io.BytesIO()
        weights = {"a": torch.zeros(2, 3)}
        torch.save(weights, stream, _use_new_zipfile_serialization=new)
        seeds.append(stream.getvalue())
    return seeds


def array_targets() -> dict[str, Target]:
    """All of them, by name."""
    tensors = (b'"dtype":"F32"', b'"shape":[', b'"data_offsets":[', b"F64", b"BF16", b"I64")
    targets = [
        Target("npz", _npz_seeds, _check_npz, _ARRAY),
        Target("npz-array", _array_seeds, _check_array, _ARRAY),
        Target("pose", _pose_seeds, _check_pose, (b"RIGHT_HAND_LANDMARKS", b"XYZC", b"\xff\xff")),
        Target("checkpoint-weights", lambda: [_checkpoint()[0]], _check_weights, JSON + tensors),
        Target("checkpoint-json", lambda: [_checkpoint()[1]], _check_description, JSON + COMMON),
        Target(
            "torch-weights", _torch_seeds, _check_torch, (b"PK\x03\x04", b"\x80\x02", b"c", b".")
        ),
    ]
    return {target.name: target for target in targets}
