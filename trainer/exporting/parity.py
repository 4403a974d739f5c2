"""Whether the exported graph gives the numbers of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnxruntime
import torch
from torch import Tensor
from torch.nn import functional

from trainer.checkpoint import Description
from trainer.exporting.errors import ExportError
from trainer.model.recognizer import Recognizer, frames_seen
from trainer.preparing.normalizing import normalize
from trainer.scoring.calibration import probabilities

TOLERANCE = 1e-3
"""The largest difference of a probability; of a logit, as a share of the largest one above 1."""

_MOST_FRAMES = 16
"""Frames of a clip that are compared at most."""

_FIELDS = 4
"""Coloured fields of a picture in either direction."""

_ONLY_ERRORS = 3


def sample(description: Description, lengths: Sequence[int], frames: int) -> dict[str, Tensor]:
    """Random inputs of an exported model, by name; noise stands in padding, too.

    Args:
        description: of the checkpoint.
        lengths: frames of each clip.
        frames: to which all are padded.
    """
    draw = torch.Generator().manual_seed(len(lengths))
    mask = torch.arange(frames)[None] < torch.tensor(lengths)[:, None]
    found = {}
    if description.size is not None:
        found["frames"] = _pictures(len(lengths), frames, description.size, draw)
    found["mask"] = mask
    if description.layout is not None:
        shape = (len(lengths), frames, description.layout.points, 4)
        points = torch.rand(shape, generator=draw) - 0.5
        points[..., 3] += 0.5
        found["landmarks"] = points * (torch.rand((*shape[:3], 1), generator=draw) > 0.1)
    return found


def _pictures(clips: int, frames: int, size: tuple[int, int], draw: torch.Generator) -> Tensor:
    """Coloured fields with noise: pictures of noise alone look all the same to a network."""
    shape = (clips * frames, 3, *(min(_FIELDS, side) for side in size))
    fields = torch.rand(shape, generator=draw) * 224
    pictures = functional.interpolate(fields, size=size)
    pictures += torch.rand(pictures.shape, generator=draw) * 32
    return pictures.to(torch.uint8).view(clips, frames, 3, *size)


def expected(
    model: Recognizer, inputs: Mapping[str, Tensor], temperatures: Mapping[str, float] | None
) -> dict[str, Tensor]:
    """What the model itself says, as in ``hamnosys predict``; logits without temperatures."""
    mask, frames, points = inputs["mask"], inputs.get("frames"), inputs.get("landmarks")
    pictures = None
    if frames is not None:
        pictures = normalize(frames, mask, torch.empty(frames.shape))
    if points is not None:
        points = points * mask[..., None, None]
    with torch.inference_mode():
        logits = model(pictures, mask, points)
    if temperatures is None:
        return dict(logits)
    return {
        name: probabilities(values, temperatures.get(name, 1.0)) for name, values in logits.items()
    }


def session_of(content: bytes) -> Any:
    """A session of onnxruntime on one CPU thread, which says nothing.

    Raises:
        ExportError: onnxruntime does not take the graph.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ONLY_ERRORS
    options.intra_op_num_threads = torch.get_num_threads()
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no common class but this
        raise _refused(error) from error


def largest_difference(
    content: bytes,
    model: Recognizer,
    description: Description,
    names: Sequence[str],
    temperatures: Mapping[str, float] | None,
) -> float:
    """The largest difference of any output, on random clips of several lengths.

    Args:
        content: the ONNX file.
        model: on the CPU, in evaluation mode.
        description: of its checkpoint.
        names: of the outputs.
        temperatures: of heads, where outputs are probabilities; None for logits.

    Raises:
        ExportError: it is above `TOLERANCE`, or the graph does not run.
    """
    session = session_of(content)
    most = min(frames_seen(description.config), _MOST_FRAMES)
    largest = 0.0
    for lengths in ([most], [most, max(1, most // 2), 1], [1, 1]):
        inputs = sample(description, lengths, max(lengths))
        wanted = expected(model, inputs, temperatures)
        try:
            given = session.run(list(names), {name: each.numpy() for name, each in inputs.items()})
        except Exception as error:  # as above
            raise _refused(error) from error
        for name, values in zip(names, given, strict=True):
            largest = max(largest, _difference(name, values, wanted[name].numpy()))
    return largest


def _difference(name: str, given: Any, wanted: Any) -> float:
    if not np.isfinite(wanted).all():
        raise ExportError(f"what the model gives is no number: {name}")
    if given.shape != wanted.shape:
        shapes = f"{given.shape} instead of {wanted.shape}"
        raise ExportError(f"the exported graph gives another shape than the model: {name} {shapes}")
    scale = max(1.0, float(np.abs(wanted).max()))
    difference = float(np.abs(given - wanted).max()) / scale
    if not difference <= TOLERANCE:
        raise ExportError(
            f"the exported graph gives other numbers than the model: {name} differs by "
            f"{difference:.2g}"
        )
    return difference


def _refused(error: Exception) -> ExportError:
    lines = str(error).strip().splitlines()
    return ExportError(f"onnxruntime does not run the graph: {(lines or [''])[0][:200]}")
