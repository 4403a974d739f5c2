"""The model as it is exported: with all shapes known beforehand, and normalisation inside.

In training, padding does not go through the extractor, so that it counts in no batch norm. Which
frames are left is known only when it runs, which no graph likes. In evaluation padding changes
nothing: here it goes through, and what comes out is 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from trainer.model.recognizer import Recognizer
from trainer.model.temporal import Lstm, masked_mean
from trainer.preparing.normalizing import DEVIATION, MEAN
from trainer.scoring.calibration import probabilities


class Network(nn.Module):
    """Frames of 0 to 255 or landmarks in, one tensor a head out.

    Attributes:
        names: the heads, in the order of the outputs.
    """

    def __init__(
        self, model: Recognizer, heads: Sequence[str], temperatures: Mapping[str, float] | None
    ) -> None:
        """Take the parts of a model, which is not changed.

        Args:
            model: on the CPU, in evaluation mode.
            heads: names of those that are given out.
            temperatures: of heads, 1 where there is none, for probabilities; None gives logits.
        """
        super().__init__()
        self.names = tuple(heads)
        self.feature_extractor = model.feature_extractor
        self.landmark_extractor = model.landmark_extractor
        self.fusion = model.fusion
        temporal = model.transformer
        self.transformer: nn.Module = temporal
        if isinstance(temporal, Lstm):
            self.transformer = OnnxLstm(temporal.lstm, temporal.output)
        self.heads = nn.ModuleList(model.heads[name] for name in self.names)
        self._temperatures = temperatures
        mean, deviation = torch.tensor([MEAN, DEVIATION])[..., None, None]
        self.register_buffer("factor", 1 / (255 * deviation))
        self.register_buffer("black", -mean / deviation)
        self.eval()

    factor: Tensor
    black: Tensor

    def forward(
        self, mask: Tensor, frames: Tensor | None = None, landmarks: Tensor | None = None
    ) -> tuple[Tensor, ...]:
        """Probabilities or logits (clips, classes) of each head.

        Args:
            mask: bool (clips, frames), true where there is a frame: the first ones of a clip.
            frames: uint8 (clips, frames, 3, height, width), in their final size.
            landmarks: float32 (clips, frames, points, 4), 0 where a point is missing.
        """
        there = mask[..., None]
        if landmarks is not None:
            landmarks = torch.where(there[..., None], landmarks, 0.0)
        features = self._features(frames, landmarks).view(*mask.shape, -1)
        clip = self.transformer(torch.where(there, features, 0.0), mask)
        return tuple(
            self._answer(name, head(clip))
            for name, head in zip(self.names, self.heads, strict=True)
        )

    def _features(self, frames: Tensor | None, landmarks: Tensor | None) -> Tensor:
        """Features (clips x frames, width) of all frames, padding too."""
        if frames is None:
            points: Tensor = self.feature_extractor(landmarks, None)
            return points
        pictures = frames.flatten(0, 1).float() * self.factor + self.black
        seen: Tensor = self.feature_extractor(pictures)
        if self.landmark_extractor is None or self.fusion is None:
            return seen
        fused: Tensor = self.fusion(torch.cat([seen, self.landmark_extractor(landmarks, None)], 1))
        return fused

    def _answer(self, name: str, logits: Tensor) -> Tensor:
        if self._temperatures is None:
            return logits
        return probabilities(logits, self._temperatures.get(name, 1.0))


class OnnxLstm(nn.Module):
    """As `Lstm`, with ONNX's own operator, which takes the lengths of the clips.

    PyTorch's exporter knows neither packed sequences nor layers for any number of frames. This
    runs in the exported graph only.
    """

    def __init__(self, lstm: nn.LSTM, output: nn.Module) -> None:
        """With the same weights, of a two-way LSTM, and what comes after it."""
        super().__init__()
        self.hidden = lstm.hidden_size
        self.layers = lstm.num_layers
        self.output = output
        given = {name: each.detach() for name, each in lstm.named_parameters()}
        for layer in range(self.layers):
            ways = (f"l{layer}", f"l{layer}_reverse")
            for name in ("weight_ih", "weight_hh"):
                both = torch.stack([_gates(given[f"{name}_{way}"]) for way in ways])
                self.register_buffer(f"{name}_{layer}", both)
            biases = [
                torch.cat([_gates(given[f"{name}_{way}"]) for name in ("bias_ih", "bias_hh")])
                for way in ways
            ]
            self.register_buffer(f"bias_{layer}", torch.stack(biases))

    def forward(self, features: Tensor, mask: Tensor) -> Tensor:
        """Features of the clips (clips, output_size)."""
        lengths = mask.sum(1).to(torch.int32)
        for layer in range(self.layers):
            features = self._layer(layer, features, lengths)
        result: Tensor = self.output(masked_mean(features, mask))
        return result

    def _layer(self, layer: int, features: Tensor, lengths: Tensor) -> Tensor:
        """States (clips, frames, 2 x hidden), both ways."""
        clips, frames, _ = features.shape
        names = (f"weight_ih_{layer}", f"weight_hh_{layer}", f"bias_{layer}")
        states = torch.onnx.ops.symbolic(
            "LSTM",
            (features.transpose(0, 1), *(getattr(self, name) for name in names), lengths),
            {"hidden_size": self.hidden, "direction": "bidirectional"},
            dtype=features.dtype,
            shape=(frames, 2, clips, self.hidden),
        )
        return states.permute(2, 0, 1, 3).flatten(2)


def _gates(weights: Tensor) -> Tensor:
    """Gates (input, forget, cell, output) of PyTorch as (input, output, forget, cell) of ONNX."""
    entry, forget, cell, leave = weights.chunk(4)
    return torch.cat([entry, leave, forget, cell])
