"""Checkpoints: weights (safetensors) and, beside them, JSON that says what they are."""

from __future__ import annotations

import json
import math
import pickle
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save
from torch import Tensor, nn

from hamnosys import __version__
from hamnosys.output import open_binary_output, open_output
from trainer.config import Config, as_mapping, config_from
from trainer.data.layout import LandmarkLayout
from trainer.errors import CheckpointError
from trainer.heads import HeadSpec
from trainer.model.recognizer import Recognizer

BEST, LAST = "best.safetensors", "last.safetensors"
_FORMAT = 1
_EPOCH = "epoch"
"""The key of the metadata in a file of weights: the epoch whose weights they are."""
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Description:
    """What the JSON of a checkpoint says.

    Attributes:
        config: the configuration of the run, resolved.
        heads: what the model tells apart, in the order of the labels.
        scheme: name of the class scheme, or None.
        size: height and width of the pictures that the model takes; None if it takes none.
        epoch: epochs that were finished.
        scores: as they were in that epoch; of the best weights those at the end of the run.
        temperatures: what the logits of a head are divided by for probabilities, by its name; none
            before the end of the run.
        hubert: how the encoder of a hubert_transformer is built, so that loading needs no
            ``hubert_path``; None for other models.
        layout: the points of landmarks that the model takes; None if it takes none.
    """

    config: Config
    heads: tuple[HeadSpec, ...]
    scheme: str | None
    size: tuple[int, int] | None
    epoch: int
    scores: Mapping[str, Any] | None
    temperatures: Mapping[str, float] = field(default_factory=dict)
    hubert: Mapping[str, Any] | None = None
    layout: LandmarkLayout | None = None

    def to_mapping(self) -> dict[str, Any]:
        """As it stands in the file."""
        return {
            "format": _FORMAT,
            "hamnosys": __version__,
            "epoch": self.epoch,
            "scheme": self.scheme,
            "picture_size": None if self.size is None else list(self.size),
            "heads": [
                {"name": h.name, "loss_weight": h.loss_weight, "labels": list(h.labels)}
                for h in self.heads
            ],
            "scores": self.scores,
            "temperatures": dict(self.temperatures),
            **({} if self.hubert is None else {"hubert": dict(self.hubert)}),
            **({} if self.layout is None else {"landmarks": self.layout.to_mapping()}),
            "config": as_mapping(self.config),
        }


def save_checkpoint(path: Path, model: nn.Module, description: Description) -> None:
    """Write weights and description; each file whole or not at all.

    Raises:
        OutputError: they cannot be written.
    """
    weights = {name: tensor.detach().cpu().contiguous() for name, tensor in _state(model).items()}
    with open_output(path.with_suffix(".json"), force=True) as stream:
        json.dump(description.to_mapping(), stream, ensure_ascii=False, indent=1)
        stream.write("\n")
    with open_binary_output(path, force=True) as binary:
        binary.write(save(weights, {_EPOCH: str(description.epoch)}))


def _state(model: nn.Module) -> dict[str, Tensor]:
    return dict(model.state_dict())


def find_checkpoint(path: str | Path) -> Path:
    """The weights that a path means: a run directory's best ones, or those themselves.

    Raises:
        CheckpointError: there are none, or they are of a kind that is not read.
    """
    path = Path(path)
    try:
        is_run = path.is_dir()
    except OSError as error:  # a name that is too long, or a directory that is barred
        reason = error.strerror or str(error)
        raise CheckpointError(f"cannot be read: {reason}", file=str(path)) from error
    if is_run:
        for name in (BEST, LAST):
            if (path / name).is_file():
                return path / name
        raise CheckpointError(
            "the directory holds no checkpoint", file=str(path), hint=f"it has no {BEST}"
        )
    if not path.exists():
        raise CheckpointError("there is no such checkpoint", file=str(path))
    if path.suffix == ".json" and path.with_suffix(".safetensors").is_file():
        return path.with_suffix(".safetensors")
    if path.suffix != ".safetensors":
        raise CheckpointError(
            "is no checkpoint: only .safetensors files are read, since loading a pickle could run "
            "any code",
            file=str(path),
            hint="name a run directory, or a .safetensors file in one",
        )
    return path


def read_description(weights: Path) -> Description:
    """What a checkpoint is.

    Raises:
        CheckpointError: its JSON is missing or faulty.
    """
    path = weights.with_suffix(".json")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != _FORMAT:
            raise ValueError(f"its format is {data['format']}, not {_FORMAT}")
        heads = tuple(
            HeadSpec(str(h["name"]), tuple(map(str, h["labels"])), float(h["loss_weight"]))
            for h in data["heads"]
        )
        size = data["picture_size"]
        if size is not None:
            height, width = (int(side) for side in size)
            size = (height, width)
        layout = LandmarkLayout.of(data["landmarks"]) if "landmarks" in data else None
        if size is None and layout is None:
            raise ValueError("it has neither pictures nor landmarks")
        return Description(
            config_from(data["config"], str(path)),
            heads,
            data["scheme"],
            size,
            int(data["epoch"]),
            data["scores"],
            _temperatures(data.get("temperatures", {})),
            hubert=dict(data["hubert"]) if "hubert" in data else None,
            layout=layout,
        )
    except OSError as error:
        raise CheckpointError(
            f"cannot be read: {error.strerror or error}",
            file=str(path),
            hint="a checkpoint is a .safetensors file and the .json beside it",
        ) from error
    except KeyError as error:
        raise CheckpointError(
            f"is no description of a checkpoint: it has no {error.args[0]}", file=str(path)
        ) from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise CheckpointError(
            f"is no description of a checkpoint: {error}", file=str(path)
        ) from error


def _temperatures(data: Any) -> dict[str, float]:
    found = {str(name): float(value) for name, value in dict(data).items()}
    for name, value in found.items():
        if not (math.isfinite(value) and value > 0):
            raise ValueError(f"the temperature of {name} is {value}, not a number above 0")
    return found


def load_weights(path: Path) -> dict[str, Tensor]:
    """The weights in a file of safetensors.

    Raises:
        CheckpointError: it cannot be read, or is something else.
    """
    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"is no file of weights: {error}", file=str(path)) from error


def load_model(path: str | Path, device: torch.device) -> tuple[Recognizer, Description]:
    """The model of a checkpoint, on a device, in evaluation mode.

    Args:
        path: a run directory (its best weights), or a checkpoint in one.
        device: where it shall be.

    Raises:
        CheckpointError: no such checkpoint, or one that does not fit its own description.
    """
    weights = find_checkpoint(path)
    description = read_description(weights)
    model = Recognizer(
        _without_start(description.config),
        description.heads,
        description.size,
        description.layout,
        hubert=description.hubert,
    )
    _check_pair(weights, description.epoch)
    put_weights(model, load_weights(weights), weights)
    return model.to(device).eval(), description


def _check_pair(weights: Path, epoch: int) -> None:
    """Weights and description are two files: a process killed between them leaves two epochs."""
    try:
        with safe_open(weights, "pt") as file:
            found = (file.metadata() or {}).get(_EPOCH, str(epoch))
    except (SafetensorError, OSError):
        return  # told where the weights are loaded
    if found != str(epoch):
        raise CheckpointError(
            f"has weights of epoch {found}, but its description is of epoch {epoch}",
            file=str(weights),
            hint="the run was killed while it saved them; --resume puts that right",
        )


def _without_start(config: Config) -> Config:
    """The same model, without fetching weights that are replaced anyway."""
    from dataclasses import replace

    extractor = replace(config.feature_extractor, pretrained=False, checkpoint_path=None)
    return replace(config, feature_extractor=extractor)


def put_weights(model: nn.Module, weights: Mapping[str, Tensor], path: Path) -> None:
    """Load weights into a model that must fit them exactly.

    Raises:
        CheckpointError: names or shapes differ (the first ones are told).
    """
    own = model.state_dict()
    if faults := _differences(own, weights):
        raise CheckpointError(f"the weights do not fit the model: {faults}", file=str(path))
    model.load_state_dict(dict(weights))


def _differences(own: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> str:
    # Old files of PyTorch lack these counters, and nothing here reads them.
    needed = [name for name in own if not name.endswith("num_batches_tracked")]
    faults = [f"{name} is missing" for name in needed if name not in given]
    faults += [f"{name} is not in the model" for name in given if name not in own]
    faults += [
        f"{name} is {tuple(given[name].shape)}, not {tuple(tensor.shape)}"
        for name, tensor in own.items()
        if name in given and given[name].shape != tensor.shape
    ]
    more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return "; ".join(faults[:_SHOWN]) + more


def start_extractor(model: Recognizer, path: str) -> str:
    """Load a feature extractor's start: from a run, or weights of its backbone alone.

    Args:
        model: whose feature extractor is to start so.
        path: a run directory or checkpoint of this trainer, or a file of the backbone's weights
            (safetensors, or a state dictionary of PyTorch, which is read without running code).

    Returns:
        What was loaded, for people.

    Raises:
        CheckpointError: it cannot be read, or fits neither.
    """
    file = Path(path)
    if file.is_file() and file.suffix in (".pth", ".pt", ".bin", ".tar", ".ckpt"):
        weights = _state_dictionary(file)
    else:
        file = find_checkpoint(file)
        weights = load_weights(file)
    if any(name.startswith("feature_extractor.") for name in weights):
        return _start_parts(model, weights, file)
    backbone = getattr(model.feature_extractor, "backbone", None)
    if backbone is None:
        raise CheckpointError("has no weights of a feature extractor", file=str(file))
    return _start_backbone(backbone, weights, file)


def _start_parts(model: Recognizer, weights: Mapping[str, Tensor], file: Path) -> str:
    """Load all that comes before the temporal model."""
    theirs, ours = _inputs_of(weights), _inputs_of(model.state_dict())
    if theirs != ours and (theirs, ours) != ("frames and landmarks", "frames"):
        raise CheckpointError(
            f"its feature extractor takes {theirs}, that of the model {ours}",
            file=str(file),
            hint="train_parameters.use_frames and use_landmarks",
        )
    for name in ("feature_extractor", "landmark_extractor", "fusion"):
        part = getattr(model, name)
        if part is not None:
            own = {
                each.removeprefix(f"{name}."): tensor
                for each, tensor in weights.items()
                if each.startswith(f"{name}.")
            }
            put_weights(part, own, file)
    return f"feature extractor from {file}"


def _inputs_of(weights: Mapping[str, Tensor]) -> str:
    """What a model takes, by the names of its weights."""
    if any(name.startswith("landmark_extractor.") for name in weights):
        return "frames and landmarks"
    pictures = any(name.startswith("feature_extractor.backbone.") for name in weights)
    return "frames" if pictures else "landmarks"


def _start_backbone(backbone: nn.Module, weights: Mapping[str, Tensor], file: Path) -> str:
    """Load what the backbone has; weights of a classifier that it lacks are left out."""
    own = backbone.state_dict()
    fitting = {name: tensor for name, tensor in weights.items() if name in own}
    if faults := _differences(own, fitting):
        raise CheckpointError(f"the weights do not fit the backbone: {faults}", file=str(file))
    backbone.load_state_dict(fitting)
    left = len(weights) - len(fitting)
    return f"backbone from {file}" + (f" ({left} weights of other parts left out)" if left else "")


def _state_dictionary(file: Path) -> dict[str, Tensor]:
    loaded = load_tensors(file)
    for name in ("state_dict", "model", "model_state_dict"):
        if isinstance(loaded, dict) and isinstance(loaded.get(name), dict):
            loaded = loaded[name]
    if not isinstance(loaded, dict) or not all(
        isinstance(tensor, Tensor) for tensor in loaded.values()
    ):
        raise CheckpointError("is no dictionary of weights", file=str(file))
    return {str(name).removeprefix("module."): tensor for name, tensor in loaded.items()}


def load_tensors(file: Path) -> Any:
    """What ``torch.save`` wrote, tensors and plain values only.

    Raises:
        CheckpointError: it cannot be read, or would run code.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pickles that are refused anyway
            return torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CheckpointError(
            "is a pickle that could run code when it is read, or damaged", file=str(file)
        ) from error
    except Exception as error:  # a damaged pickle raises just anything
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CheckpointError(f"cannot be read: {reason}", file=str(file)) from error
