"""All of it: sizes, augmentation and normalisation of a batch."""

from __future__ import annotations

import torch
from torch import Tensor

from trainer.config.schema import Augmentations
from trainer.data.batch import Batch
from trainer.errors import DataError
from trainer.preparing.blurring import blur, blurs, kernels
from trainer.preparing.colors import color_maps, recolors
from trainer.preparing.draws import Draws
from trainer.preparing.erasing import boxes, erase
from trainer.preparing.motion import motions, moves
from trainer.preparing.normalizing import blank, normalize, recolor
from trainer.preparing.placing import Placing


class Preparation:
    """From the uint8 frames of a batch to what the model is given.

    Args:
        settings: what to do with frames.
        seed: of what is drawn, 0 or more.
        channels_last: give the frames in the memory order that convolutions like: then
            ``prepared.flatten(0, 1)`` is a view that is contiguous as `torch.channels_last`.
    """

    def __init__(self, settings: Augmentations, *, seed: int, channels_last: bool = False) -> None:
        self._settings = settings
        self._seed = seed
        self._channels_last = channels_last
        self._placing = Placing.of(settings)
        self._draws_any = (
            moves(settings)
            or recolors(settings)
            or blurs(settings)
            or settings.apply_random_erasing
        )

    @torch.no_grad()
    def __call__(self, batch: Batch, *, epoch: int | None) -> Tensor | None:
        """Prepare the frames of a batch on the device that they are on.

        Mirrored clips are flipped; frames of padding are 0 throughout.

        Args:
            batch: frames, mask and clip numbers.
            epoch: what is drawn depends on seed, epoch and clip number only, and is the same for
                all frames of a clip; None, for evaluation, draws nothing.

        Returns:
            float32 (clips, frames, 3, height, width), normalised; None for a batch without frames.

        Raises:
            DataError: clips of different sizes that no setting makes equal.
        """
        if batch.frames is None:
            return None
        augmented = epoch is not None and self._draws_any
        draws = Draws.of(self._seed, epoch or 0, batch.clips.tolist()) if augmented else None
        with torch.autocast(batch.mask.device.type, enabled=False):
            placed = self._placed(batch.frames, batch.mirrored, draws)
            if draws is not None and blurs(self._settings):
                placed = blur(placed, kernels(self._settings, draws).to(placed.device))
            prepared = self._normalized(placed, batch.mask, draws)
            if draws is not None and self._settings.apply_random_erasing:
                erase(prepared, boxes(self._settings, draws, *prepared.shape[-2:]))
        return prepared

    def _placed(
        self, frames: Tensor | tuple[Tensor, ...], mirrored: Tensor, draws: Draws | None
    ) -> Tensor:
        if isinstance(frames, Tensor):
            return self._placed_alike(frames, mirrored, draws)
        clips = [
            self._placed_alike(
                each[None], mirrored[place : place + 1], draws and draws.alone(place)
            )
            for place, each in enumerate(frames)
        ]
        sizes = sorted({(clip.shape[-1], clip.shape[-2]) for clip in clips})
        if len(sizes) > 1:
            raise DataError(
                f"frames are of different sizes: {sizes[0][0]} x {sizes[0][1]} and "
                f"{sizes[-1][0]} x {sizes[-1][1]} pixels",
                hint="set augmentations_parameters.apply_center_crop, which makes them equal",
            )
        return torch.cat(clips)

    def _placed_alike(self, frames: Tensor, mirrored: Tensor, draws: Draws | None) -> Tensor:
        """Frames of one size in their place."""
        resized = self._placing.resized(frames)
        if draws is None or not moves(self._settings):
            return self._placing.still(resized, mirrored)
        moving = motions(self._settings, draws, *self._placing.size(resized))
        return self._placing.moved(resized, mirrored, torch.from_numpy(moving).to(frames.device))

    def _normalized(self, placed: Tensor, mask: Tensor, draws: Draws | None) -> Tensor:
        clips, times, channels, height, width = placed.shape
        if self._channels_last:
            out = blank(clips, times, height, width, placed.device)
        else:
            out = torch.empty((clips, times, channels, height, width), device=placed.device)
        if draws is None or not recolors(self._settings):
            return normalize(placed, mask, out)
        return recolor(placed, mask, color_maps(self._settings, draws), out)
