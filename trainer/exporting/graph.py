"""From a network to the ONNX graph, through PyTorch's exporter."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from trainer.exporting.errors import ExportError

CLIPS, FRAMES = "clips", "frames"
"""Names of the dimensions that may change."""

OUTPUT = "output."
"""What names of outputs begin with as long as they could clash with those of values inside."""

_MOST_BYTES = 2**31 - 2**24
"""What a file of protocol buffers holds, less the graph itself."""

_TALKERS = ("torch.onnx", "torch.export", "torch._dynamo", "torch.fx", "onnxscript", "onnx_ir")


def graph_of(
    network: nn.Module,
    example: Mapping[str, Tensor],
    outputs: Sequence[str],
    *,
    most_frames: int,
    opset: int,
) -> Any:
    """Export a network.

    Args:
        network: takes the inputs by name, and gives a tuple.
        example: inputs, (clips, frames, ...) each, of two clips or more, and of two frames or more
            where ``most_frames`` allows it. What they hold does not matter.
        outputs: names of the outputs, (clips, ...) each; `OUTPUT` is put before them.
        most_frames: the most that a clip can have; with 1 the number is fixed.
        opset: version of the operators.

    Returns:
        An ``onnx.ModelProto``, as the exporter gives it.

    Raises:
        ExportError: it cannot be exported.
    """
    size = sum(each.nbytes for each in network.state_dict().values())
    if size > _MOST_BYTES:
        raise ExportError(
            f"the weights are {size / 2**30:.1f} GiB: one ONNX file holds less than 2 GiB"
        )
    dynamic = {0: torch.export.Dim(CLIPS, min=1)}
    if most_frames > 1:
        dynamic[1] = torch.export.Dim(FRAMES, min=1, max=most_frames)
    shapes = dict.fromkeys(example, dynamic)
    with _silence(), torch.no_grad():
        try:
            # Given the network itself, the exporter tries again with shapes that are fixed.
            exported = torch.export.export(
                network, (), kwargs=dict(example), dynamic_shapes=shapes, strict=False
            )
            program = torch.onnx.export(
                exported,
                (),
                kwargs=dict(example),
                dynamo=True,
                input_names=list(example),
                output_names=[OUTPUT + name for name in outputs],
                opset_version=opset,
                dynamic_shapes=shapes,
                external_data=False,
                verbose=False,
            )
            if program is None:
                raise RuntimeError("the exporter gave nothing")
            return program.model_proto
        except Exception as error:  # its parts raise just anything
            reason = _reason(error)
            raise ExportError(
                f"PyTorch's exporter cannot write this model: {reason}",
                hint="another feature_extractor.model_path or transformer.name, or another --opset",
            ) from error


def _reason(error: BaseException) -> str:
    """The first line of what began it; what the exporter says itself is long and general."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


@contextmanager
def _silence() -> Iterator[None]:
    """In the block the exporter's parts neither warn nor log."""
    loggers = [logging.getLogger(name) for name in _TALKERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
