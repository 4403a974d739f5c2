"""Exporting: a checkpoint in, one ONNX file out that has been compared with the model."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from hamnosys.errors import UsageError
from hamnosys.extras import needs
from hamnosys.output import check_target, open_binary_output
from trainer.checkpoint import Description, find_checkpoint, load_model
from trainer.exporting.errors import ExportError
from trainer.exporting.metadata import LOGITS, PROBABILITIES, metadata_of, put_metadata
from trainer.exporting.network import Network
from trainer.heads import HeadSpec
from trainer.model.recognizer import Recognizer, frames_seen

OPSETS = (18, 23)
"""The least and the greatest version of ONNX operators."""

INPUTS = ("frames", "mask", "landmarks")

_FEW = 8
"""Frames that are enough to trace a model with."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        metadata: what `trainer.exporting.read_metadata` gives.
        size: of the file, in bytes.
        difference: the largest between its outputs and those of the model, on random clips.
        untrained: heads that were left out, since they were not trained.
    """

    metadata: dict[str, Any]
    size: int
    difference: float
    untrained: tuple[str, ...]


def export_onnx(
    checkpoint: str | Path,
    path: str | Path,
    *,
    logits: bool = False,
    opset: int = OPSETS[0],
    force: bool = False,
) -> Exported:
    """Write the model of a checkpoint as ONNX, weights and metadata inside.

    The graph takes ``frames``, ``mask`` and ``landmarks``, as far as the model does, and gives
    (clips, classes) by the name of each head. It is compared with the model in onnxruntime before
    anything is written.

    Args:
        checkpoint: a run directory (its best weights), or a checkpoint in one.
        path: of the file; ``-`` is standard output.
        logits: give logits instead of calibrated probabilities.
        opset: version of the ONNX operators, 18 to 23.
        force: replace a file that is there.

    Raises:
        CheckpointError: there is no such checkpoint, or it is damaged.
        ExportError: the model cannot be exported, or the graph gives other numbers.
        MissingExtraError: onnx, onnxruntime or onnxscript is not installed.
        OutputError: the file cannot be written.
        UsageError: no such opset.
    """
    if not OPSETS[0] <= opset <= OPSETS[1]:
        raise UsageError(f"opset {opset} is not {OPSETS[0]} to {OPSETS[1]}")
    check_target(path, force=force)
    _import_libraries()
    file = find_checkpoint(checkpoint)
    model, description = load_model(file, torch.device("cpu"))
    try:
        content, exported = _made(model, description, logits=logits, opset=opset)
    except ExportError as error:
        raise ExportError(error.message, file=str(file), hint=error.hint) from error
    with open_binary_output(path, force=force) as stream:
        stream.write(content)
    return exported


def _import_libraries() -> None:
    with (
        needs("onnx", "onnx", "onnxruntime", "onnxscript"),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # of their own parts that will change
        import onnx  # noqa: F401
        import onnxruntime  # noqa: F401
        import onnxscript  # noqa: F401  # PyTorch's exporter needs it


def _made(
    model: Recognizer, description: Description, *, logits: bool, opset: int
) -> tuple[bytes, Exported]:
    """The content of the file, compared with the model."""
    from trainer.exporting.cleaning import clean
    from trainer.exporting.graph import graph_of
    from trainer.exporting.parity import largest_difference, sample

    heads = _trained(description)
    names = [head.name for head in heads]
    temperatures = None if logits else description.temperatures
    most = frames_seen(description.config)
    few = min(most, _FEW)
    example = sample(description, [few] * 2, few)
    graph = graph_of(
        Network(model, names, temperatures), example, names, most_frames=most, opset=opset
    )
    clean(graph)
    metadata = metadata_of(description, heads, kind=LOGITS if logits else PROBABILITIES)
    put_metadata(graph, metadata)
    content: bytes = graph.SerializeToString(deterministic=True)
    difference = largest_difference(content, model, description, names, temperatures)
    untrained = tuple(head.name for head in description.heads if head not in heads)
    return content, Exported(metadata, len(content), difference, untrained)


def _trained(description: Description) -> tuple[HeadSpec, ...]:
    """Heads that were trained: others know nothing.

    Raises:
        ExportError: none was, or one is called like an input.
    """
    trained = tuple(head for head in description.heads if head.loss_weight > 0)
    if not trained:
        raise ExportError("no head of the model was trained")
    if wrong := [head.name for head in trained if head.name in INPUTS]:
        raise ExportError(f"a head cannot be called like an input of the graph: {wrong[0]}")
    return trained
