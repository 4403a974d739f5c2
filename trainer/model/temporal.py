"""From the features of each frame to those of the clip.

Every model here takes features (clips, frames, width) and a mask (clips, frames) that is true
where there is a frame, or None if all are there; it gives (clips, output_size). What stands in
padding never changes the result.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from trainer.config.schema import Transformer as Settings


def masked_mean(features: Tensor, mask: Tensor | None) -> Tensor:
    """Mean over the frames that are there: (clips, frames, width) to (clips, width)."""
    if mask is None:
        return features.mean(1)
    kept = mask.unsqueeze(-1).to(features.dtype)
    return (features * kept).sum(1) / kept.sum(1).clamp(min=1)


class Block(nn.Module):
    """A layer of a pre-norm transformer encoder: attention and feed-forward, both residual."""

    def __init__(self, width: int, heads: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.norm_attention = nn.LayerNorm(width)
        self.project_in = nn.Linear(width, 3 * width)
        self.project_out = nn.Linear(width, width)
        self.norm_feedforward = nn.LayerNorm(width)
        self.feedforward = nn.Sequential(
            nn.Linear(width, hidden),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, width),
        )
        self.drop = nn.Dropout(dropout)

    def forward(self, features: Tensor, mask: Tensor | None) -> Tensor:
        """Features (clips, frames, width); mask (clips, frames) or None."""
        features = features + self.drop(self._attend(self.norm_attention(features), mask))
        result: Tensor = features + self.drop(self.feedforward(self.norm_feedforward(features)))
        return result

    def _attend(self, features: Tensor, mask: Tensor | None) -> Tensor:
        clips, frames, width = features.shape
        parts = self.project_in(features).view(clips, frames, 3, self.heads, width // self.heads)
        query, keys, values = parts.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(
            query,
            keys,
            values,
            attn_mask=None if mask is None else mask[:, None, None, :],
            dropout_p=self.dropout if self.training else 0.0,
        )
        result: Tensor = self.project_out(attended.transpose(1, 2).reshape(clips, frames, width))
        return result


class Positions(nn.Module):
    """Adds the place of each frame in its clip to its features."""

    def __init__(self, width: int, frames: int, kind: str) -> None:
        super().__init__()
        table = torch.zeros(frames, width)
        if kind == "learned":
            self.table: Tensor = nn.Parameter(nn.init.trunc_normal_(table, std=0.02))
        else:
            place = torch.arange(frames).unsqueeze(1)
            rate = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
            table[:, 0::2] = torch.sin(place * rate)
            table[:, 1::2] = torch.cos(place * rate)[:, : width // 2]
            self.register_buffer("table", table, persistent=False)

    def no_weight_decay(self) -> set[str]:
        """The parameters that the optimizer must not make smaller."""
        return {"table"}

    def forward(self, features: Tensor) -> Tensor:
        """Features (clips, frames, width), at most so many frames as the model was built for."""
        return features + self.table[: features.shape[1]]


class SignLanguageTransformer(nn.Module):
    """A pre-norm transformer encoder over the frames."""

    def __init__(self, settings: Settings, width: int, frames: int) -> None:
        super().__init__()
        token = settings.pooling == "token"
        self.token: nn.Parameter | None = None
        if token:
            self.token = nn.Parameter(nn.init.trunc_normal_(torch.zeros(width), std=0.02))
        self.positions = Positions(width, frames + token, settings.positions)
        self.blocks = nn.ModuleList(
            Block(
                width,
                settings.num_attention_heads,
                settings.feedforward_size,
                settings.dropout_rate,
            )
            for _ in range(settings.num_encoder_layers)
        )
        self.norm = nn.LayerNorm(width)
        self.output = nn.Linear(width, settings.output_size)

    def forward(self, features: Tensor, mask: Tensor | None) -> Tensor:
        """Features of the clips (clips, output_size)."""
        if self.token is not None:
            token = self.token.to(features.dtype).expand(features.shape[0], 1, -1)
            features = torch.cat([token, features], 1)
            mask = None if mask is None else functional.pad(mask, (1, 0), value=True)
        features = self.positions(features)
        for block in self.blocks:
            features = block(features, mask)
        features = self.norm(features)
        pooled = features[:, 0] if self.token is not None else masked_mean(features, mask)
        result: Tensor = self.output(pooled)
        return result


class SignLanguageCnnTransformer(nn.Module):
    """Convolutions over neighbouring frames, then the transformer."""

    def __init__(self, settings: Settings, width: int, frames: int) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList(nn.Conv1d(width, width, 3, padding=1) for _ in range(2))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.transformer = SignLanguageTransformer(settings, width, frames)

    def forward(self, features: Tensor, mask: Tensor | None) -> Tensor:
        """Features of the clips (clips, output_size)."""
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            there = norm(features)
            if mask is not None:
                there = there * mask.unsqueeze(-1)
            mixed = convolution(there.transpose(1, 2)).transpose(1, 2)
            features = features + functional.gelu(mixed)
        result: Tensor = self.transformer(features, mask)
        return result


class Lstm(nn.Module):
    """A two-way LSTM; the mean of its states over the frames."""

    def __init__(self, settings: Settings, width: int) -> None:
        super().__init__()
        layers = max(1, settings.num_encoder_layers)
        self.lstm = nn.LSTM(
            width,
            settings.feedforward_size,
            layers,
            batch_first=True,
            bidirectional=True,
            dropout=settings.dropout_rate if layers > 1 else 0.0,
        )
        self.output = nn.Sequential(
            nn.Dropout(settings.dropout_rate),
            nn.Linear(2 * settings.feedforward_size, settings.output_size),
        )

    def forward(self, features: Tensor, mask: Tensor | None) -> Tensor:
        """Features of the clips (clips, output_size)."""
        if mask is None:
            states, _ = self.lstm(features)
        else:
            packed = pack_padded_sequence(
                features, mask.sum(1).cpu(), batch_first=True, enforce_sorted=False
            )
            states, _ = pad_packed_sequence(
                self.lstm(packed)[0], batch_first=True, total_length=features.shape[1]
            )
        result: Tensor = self.output(masked_mean(states, mask))
        return result


class FakeTransformer(nn.Module):
    """The mean of the frames: knows no order, and is quick."""

    def __init__(self, settings: Settings, width: int) -> None:
        super().__init__()
        same = width == settings.output_size
        self.output = nn.Identity() if same else nn.Linear(width, settings.output_size)

    def forward(self, features: Tensor, mask: Tensor | None) -> Tensor:
        """Features of the clips (clips, output_size)."""
        result: Tensor = self.output(masked_mean(features, mask))
        return result


def temporal_model(
    settings: Settings, width: int, frames: int, hubert: Mapping[str, Any] | None = None
) -> nn.Module:
    """The model that a configuration names.

    Args:
        settings: its section.
        width: features of a frame.
        frames: the most frames that a clip has.
        hubert: how the encoder of a saved hubert_transformer is built again.

    Raises:
        MissingExtraError: hubert_transformer, and transformers is not installed.
        CheckpointError: hubert_path is no directory of a Hubert model.
        ConfigError: sizes do not fit together.
    """
    if settings.name == "hubert_transformer":
        from trainer.model.hubert import HubertTransformer

        return HubertTransformer(settings, width, frames, hubert)
    if settings.name == "fake_transformer":
        return FakeTransformer(settings, width)
    if settings.name == "lstm":
        return Lstm(settings, width)
    if settings.name == "sign_language_cnn_transformer":
        return SignLanguageCnnTransformer(settings, width, frames)
    return SignLanguageTransformer(settings, width, frames)
