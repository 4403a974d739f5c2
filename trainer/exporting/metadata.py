"""What travels with the graph: all that is needed to feed it and to read its answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hamnosys import __version__
from hamnosys.errors import InputError
from hamnosys.extras import needs
from trainer.checkpoint import Description
from trainer.heads import HeadSpec
from trainer.model.recognizer import frames_seen
from trainer.preparing.normalizing import DEVIATION, MEAN
from trainer.preparing.placing import Placing

KEY = "hamnosys"
"""Under which the metadata stand among the model's properties."""

FORMAT = 1

PROBABILITIES, LOGITS = "probabilities", "logits"


def metadata_of(
    description: Description, heads: tuple[HeadSpec, ...], *, kind: str
) -> dict[str, Any]:
    """The metadata of an exported model, fit for JSON.

    Args:
        description: of the checkpoint.
        heads: those that are exported, in the order of the outputs.
        kind: what the outputs are, `PROBABILITIES` or `LOGITS`.
    """
    config = description.config
    training = config.train_parameters
    return {
        "format": FORMAT,
        "hamnosys": __version__,
        "epoch": description.epoch,
        "scheme": description.scheme,
        "classification_mode": training.classification_mode,
        "outputs": kind,
        "heads": [
            {
                "name": head.name,
                "classes": head.classes,
                "labels": list(head.labels),
                "loss_weight": head.loss_weight,
                "temperature": description.temperatures.get(head.name, 1.0),
            }
            for head in heads
        ],
        "num_segments": frames_seen(config),
        "time": None if training.pre_training else training.time,
        "frames": _frames(description),
        "landmarks": _landmarks(description),
    }


def _frames(description: Description) -> dict[str, Any] | None:
    if description.size is None:
        return None
    placing = Placing.of(description.config.augmentations_parameters)
    return {
        "picture_size": list(description.size),
        "resize_size": placing.resize,
        "center_crop_size": None if placing.crop is None else list(placing.crop),
        "mean": list(MEAN),
        "deviation": list(DEVIATION),
        "normalized_in_graph": True,
    }


def _landmarks(description: Description) -> dict[str, Any] | None:
    layout, settings = description.layout, description.config.landmarks
    if layout is None:
        return None
    said = asdict(settings)
    return {
        **layout.to_mapping(),
        "points": layout.points,
        **{
            name: said[name]
            for name in ("normalization", "hands", "average", "least_visibility", "encoder")
        },
        "normalized_in_graph": True,
    }


def put_metadata(model: Any, metadata: Mapping[str, Any]) -> None:
    """Add metadata to an ``onnx.ModelProto``."""
    text = json.dumps(metadata, ensure_ascii=False, separators=(",", ":"))
    model.metadata_props.add(key=KEY, value=text)


def read_metadata(path: str | Path) -> dict[str, Any]:
    """The metadata of a file that ``hamnosys export`` wrote.

    Without the package `onnx` the same text is in onnxruntime's
    ``session.get_modelmeta().custom_metadata_map["hamnosys"]``.

    Raises:
        InputError: it cannot be read, or is something else.
        MissingExtraError: the package onnx is not installed.
    """
    with needs("onnx", "onnx"):
        import onnx
    place = str(path)
    try:
        model = onnx.load(place, load_external_data=False)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=place) from error
    except Exception as error:  # of protocol buffers, whose class is not the same everywhere
        raise InputError("is no ONNX file", file=place) from error
    texts = [each.value for each in model.metadata_props if each.key == KEY]
    hint = "hamnosys export writes such files"
    if not texts:
        raise InputError("has no metadata of hamnosys", file=place, hint=hint)
    try:
        data = json.loads(texts[0])
        if data["format"] != FORMAT:
            raise ValueError(f"their format is {data['format']}, not {FORMAT}")
    except (ValueError, TypeError, KeyError) as error:
        words = f"its metadata cannot be read: {error}"
        raise InputError(words, file=place, hint=hint) from error
    return dict(data)
