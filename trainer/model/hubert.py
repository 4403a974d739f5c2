"""The encoder of Hubert over the frames of a clip; transformers is imported when one is built."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from hamnosys.errors import HamNoSysError
from hamnosys.extras import needs
from trainer.config.schema import Transformer as Settings
from trainer.errors import CheckpointError, ConfigError
from trainer.model.temporal import masked_mean

_GROUPS = 16
"""The most groups of the convolution that tells positions, as published models have."""
_REACH = 15
"""So many frames to either side it sees at most."""

_OF_ENCODER = (
    *("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size"),
    *("hidden_act", "feat_extract_activation", "layer_norm_eps", "initializer_range"),
    *("hidden_dropout", "attention_dropout", "activation_dropout"),
    *("num_conv_pos_embeddings", "num_conv_pos_embedding_groups", "conv_pos_batch_norm"),
    *("do_stable_layer_norm", "adapter_attn_dim"),
)
"""What of a Hubert configuration decides how its encoder is built."""


class HubertTransformer(nn.Module):
    """Projection to the encoder's width where they differ, the encoder, the mean over the frames.

    Attributes:
        encoder_settings: what the encoder can be built from again, fit for JSON.
    """

    def __init__(
        self,
        settings: Settings,
        width: int,
        frames: int,
        saved: Mapping[str, Any] | None = None,
    ) -> None:
        """Build the encoder with fresh weights, or start it with those of ``hubert_path``.

        Args:
            settings: the section transformer.
            width: features of a frame.
            frames: the most frames that a clip has.
            saved: ``encoder_settings`` of an earlier model, built again with fresh weights;
                ``hubert_path`` is not looked at.

        Raises:
            MissingExtraError: transformers is not installed.
            CheckpointError: ``hubert_path`` is no directory of a Hubert model, or no encoder can be
                built from what was saved.
            ConfigError: sizes do not fit together.
        """
        super().__init__()
        if saved is not None:
            self.encoder = _again(saved)
        elif settings.hubert_path:
            self.encoder = _loaded(Path(settings.hubert_path))
        else:
            self.encoder = _fresh(settings, width, frames)
        config: Any = self.encoder.config
        self.encoder_settings: dict[str, Any] = {
            name: getattr(config, name) for name in _OF_ENCODER if hasattr(config, name)
        }
        hidden = config.hidden_size
        self.project = nn.Identity() if width == hidden else nn.Linear(width, hidden)
        self.output = nn.Linear(hidden, settings.output_size)

    def no_weight_decay(self) -> set[str]:
        """The lengths of the positions' weights, which are no weights of their own."""
        ends = ("weight.original0", "weight_g")
        return {name for name, _ in self.named_parameters() if name.endswith(ends)}

    def forward(self, features: Tensor, mask: Tensor | None) -> Tensor:
        """Features of the clips (clips, output_size)."""
        features = self.project(features)
        if mask is not None:  # a copy, too: the encoder writes into what it is given
            features = features.masked_fill(~mask.unsqueeze(-1), 0.0)
        states = self.encoder(features, attention_mask=mask).last_hidden_state
        result: Tensor = self.output(masked_mean(states, mask))
        return result


def encoder_settings(model: nn.Module) -> Mapping[str, Any] | None:
    """How the Hubert encoder in a model is built; None if it has none."""
    found = (module for module in model.modules() if isinstance(module, HubertTransformer))
    return next((module.encoder_settings for module in found), None)


def _fresh(settings: Settings, width: int, frames: int) -> nn.Module:
    groups = max(count for count in range(1, _GROUPS + 1) if width % count == 0)
    drop = settings.dropout_rate
    try:
        return _built(
            {
                "hidden_size": width,
                "num_hidden_layers": settings.num_encoder_layers,
                "num_attention_heads": settings.num_attention_heads,
                "intermediate_size": settings.feedforward_size,
                "hidden_dropout": drop,
                "attention_dropout": drop,
                "activation_dropout": drop,
                "num_conv_pos_embeddings": 2 * min(frames - 1, _REACH) + 1,
                "num_conv_pos_embedding_groups": groups,
            }
        )
    except ValueError as error:
        raise ConfigError(f"transformer: no Hubert encoder can be built so: {error}") from error


def _again(saved: Mapping[str, Any]) -> nn.Module:
    with _as_checkpoint_error("no Hubert encoder can be built as it was saved"):
        return _built({name: saved[name] for name in _OF_ENCODER if name in saved})


def _built(values: Mapping[str, Any]) -> nn.Module:
    """An encoder with fresh weights, drawn as those of the library's whole model are."""
    with needs("hubert", "transformers"):
        from transformers import HubertConfig, HubertModel

    # What turns sound into frames is thrown away: it is built as small as can be.
    small: dict[str, Any] = {"conv_dim": [8], "conv_kernel": [1], "conv_stride": [1]}
    encoder: nn.Module = HubertModel(HubertConfig(**small, layerdrop=0.0, **values)).encoder
    return encoder


def _loaded(path: Path) -> nn.Module:
    """The encoder of a published or trained model, from its directory; nothing is fetched.

    Raises:
        CheckpointError: the directory holds none.
    """
    with needs("hubert", "transformers"):
        from transformers import HubertModel

    _check_directory(path)
    with _quiet(), _as_checkpoint_error("cannot be read as a Hubert model", path):
        model, report = HubertModel.from_pretrained(
            str(path), local_files_only=True, output_loading_info=True
        )
    missing = sorted(name for name in report["missing_keys"] if name.startswith("encoder."))
    if missing:
        raise CheckpointError(
            f"holds no weights of {len(missing)} parts of the encoder, the first {missing[0]}",
            file=str(path),
        )
    # Skipped layers would have no gradients in some processes and some in others.
    model.config.layerdrop = 0.0
    encoder: nn.Module = model.encoder.float().train()
    return encoder


def _check_directory(path: Path) -> None:
    hint = "transformer.hubert_path names a directory as save_pretrained writes it"
    if not path.is_dir():
        raise CheckpointError("there is no such directory", file=str(path), hint=hint)
    file = path / "config.json"
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        words = f"cannot be read: {error.strerror or error}"
        raise CheckpointError(words, file=str(file), hint=hint) from error
    except ValueError as error:
        raise CheckpointError(f"is no JSON: {error}", file=str(file), hint=hint) from error
    kind = data.get("model_type") if isinstance(data, dict) else None
    if kind != "hubert":
        words = f"describes a model of the type {kind}, not hubert"
        raise CheckpointError(words, file=str(file), hint=hint)


@contextmanager
def _as_checkpoint_error(words: str, path: Path | None = None) -> Iterator[None]:
    """The library's faults have no common class, and messages of many lines."""
    try:
        yield
    except HamNoSysError:
        raise
    except Exception as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise CheckpointError(
            f"{words}: {reason}", file=None if path is None else str(path)
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """In the block the library neither warns nor shows bars."""
    from transformers.utils import logging as library

    verbosity, bars = library.get_verbosity(), library.is_progress_bar_enabled()
    library.set_verbosity_error()
    library.disable_progress_bar()
    try:
        yield
    finally:
        library.set_verbosity(verbosity)
        if bars:
            library.enable_progress_bar()
