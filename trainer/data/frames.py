"""Frames, decoded. All of this may be called from several threads at once."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import torch
import torchvision  # noqa: F401  # registers the operator that decodes
from PIL import Image
from torch import Tensor

from hamnosys.errors import HamNoSysError
from hamnosys.picture_size import LARGEST, too_large
from hamnosys.video import VideoInfo, read_frames
from trainer.data.clip import Clip
from trainer.errors import DataError

_RGB = 3
"""``torchvision.io.ImageReadMode.RGB``."""

# The function around this operator is deprecated since torchvision 0.29 and warns at each frame.
# Pillow, which takes up to twice as long, serves where the operator is gone.
_HAS_OPERATOR = hasattr(torch.ops.image, "decode_jpeg")

_BROKEN = (OSError, RuntimeError, ValueError, SyntaxError, Image.DecompressionBombError)
"""What decoders raise for data that are no whole picture."""


class FrameReader:
    """Reads frames of clips, from pictures or videos.

    Args:
        cache: keep decoded frames.
    """

    def __init__(self, *, cache: bool) -> None:
        self._kept: dict[tuple[str, int], Tensor] | None = {} if cache else None

    def frames(self, clip: Clip, numbers: Sequence[int]) -> tuple[Tensor, ...]:
        """Frames as uint8 (3, height, width) of one size; none if the clip is landmarks alone.

        Raises:
            DataError: one cannot be decoded, or differs in size from those before it.
        """
        if clip.video is not None:
            return self._of_video(clip, clip.video, numbers)
        if not clip.suffix:
            return ()
        found: list[Tensor] = []
        for number in numbers:
            path = clip.frame(number)
            found.append(self._of_picture(clip, path))
            check_size(path, clip, found[-1], found[0])
        return tuple(found)

    def _of_picture(self, clip: Clip, path: str) -> Tensor:
        kept = self._kept
        if kept is None:
            return read_frame(path, clip)
        frame = kept.get((path, 0))
        if frame is None:
            frame = kept[path, 0] = read_frame(path, clip)
        return frame

    def _of_video(self, clip: Clip, video: VideoInfo, numbers: Sequence[int]) -> tuple[Tensor, ...]:
        """All at once: a video is decoded from its beginning, or from a key frame."""
        path, kept = str(video.path), {} if self._kept is None else self._kept
        missing = [number for number in numbers if (path, number) not in kept]
        try:
            pictures = read_frames(video, missing)
        except HamNoSysError as error:
            raise DataError(str(error), file=str(clip.file), row=clip.row) from error
        for number, picture in zip(missing, pictures, strict=True):
            frame = torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))
            kept[path, number] = frame
        return tuple(kept[path, number] for number in numbers)


def read_frame(path: str, clip: Clip) -> Tensor:
    """A frame as uint8 (3, height, width), RGB; what EXIF says of rotation is not looked at.

    Args:
        path: a .jpg, .jpeg or .png file.
        clip: whose frame it is, for the message.

    Raises:
        DataError: the file is not there, is empty, claims an absurd size, or is no whole picture.
    """
    try:
        with open(path, "rb") as file:
            data = bytearray(file.read(LARGEST + 1))
    except OSError as error:
        raise _fault(path, clip, f"cannot be read: {error.strerror or error}") from error
    if not data:
        raise _fault(path, clip, "is empty")
    if words := too_large(data):
        raise _fault(path, clip, words)
    kind = "PNG" if path.endswith(".png") else "JPEG"
    try:
        # torchvision's decoder of PNG ends the process (segmentation fault) on damaged data.
        if kind == "JPEG" and _HAS_OPERATOR:
            return _by_operator(data)
        return by_pillow(data, kind)
    except _BROKEN as error:
        raise _fault(path, clip, f"is no whole {kind} picture") from error


def _by_operator(data: bytearray) -> Tensor:
    exif = False
    encoded = torch.frombuffer(data, dtype=torch.uint8)
    frame: Tensor = torch.ops.image.decode_jpeg(encoded, _RGB, exif)
    return frame


def by_pillow(data: bytearray, kind: str) -> Tensor:
    """A PNG or JPEG picture as uint8 (3, height, width).

    Raises:
        OSError, ValueError, SyntaxError, Image.DecompressionBombError: it is none, or damaged.
    """
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off at 255
            grey = (np.asarray(image, dtype=np.int64) >> 8).astype(np.uint8)
            pixels = np.repeat(grey[..., None], 3, axis=2)
        else:
            pixels = np.array(image.convert("RGB"))
    return torch.from_numpy(pixels).permute(2, 0, 1).contiguous()


def check_size(path: str, clip: Clip, frame: Tensor, first: Tensor) -> None:
    """Refuse a frame that is not as large as the first one of its clip.

    Raises:
        DataError: the sizes differ.
    """
    if frame.shape != first.shape:
        sizes = (f"{each.shape[2]} x {each.shape[1]}" for each in (frame, first))
        raise _fault(path, clip, "is {} pixels, the frames before it {}".format(*sizes))


def _fault(path: str, clip: Clip, words: str) -> DataError:
    return DataError(f"the frame {path} {words}", file=str(clip.file), row=clip.row)
