"""Small videos written with PyAV, sound and damaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

WIDTH, HEIGHT = 96, 64
_STEP = 5
"""Grey values between one frame and the next."""

Picture = NDArray[np.uint8]


def numbered(number: int, width: int = WIDTH, height: int = HEIGHT) -> Picture:
    """A picture whose number can be read off again; up to 45, its four corners differ in colour."""
    picture = np.full((height, width, 3), 15 + _STEP * number, np.uint8)
    tall, wide = height // 4, width // 4
    picture[:tall, :wide] = (220, 20, 20)
    picture[:tall, -wide:] = (20, 220, 20)
    picture[-tall:, :wide] = (20, 20, 220)
    return picture


def number_of(picture: Picture) -> int:
    """The number of a picture that was `numbered`, however it is turned."""
    height, width = picture.shape[:2]
    middle = picture[height * 3 // 8 : height * 5 // 8, width * 3 // 8 : width * 5 // 8]
    return round((float(middle.mean()) - 15) / _STEP)


def numbers_of(pictures: Sequence[Picture]) -> list[int]:
    """The numbers of pictures that were `numbered`."""
    return [number_of(picture) for picture in pictures]


def write_video(
    path: Path,
    pictures: Sequence[Picture],
    *,
    fps: Fraction | int = 25,
    milliseconds: Sequence[int] | None = None,
    rotation: int = 0,
    mirrored: bool = False,
    pixel: Fraction | None = None,
    codec: str = "libx264",
    keys: int = 12,
    options: dict[str, str] | None = None,
) -> Path:
    """Write pictures at a constant rate, or each at its time in ``milliseconds``.

    Args:
        path: its ending decides the format.
        pictures: RGB, with even width and height.
        fps: the constant rate.
        milliseconds: when each picture is shown, rising.
        rotation: degrees against the clock that the display matrix asks for.
        mirrored: whether it also asks for a flip from left to right, before that.
        pixel: width of a pixel over its height.
        codec: name of the encoder.
        keys: frames from one key frame to the next.
        options: of the container.
    """
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream(codec, rate=fps)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.gop_size = keys
        if codec == "libx264":
            stream.options = {"crf": "12", "preset": "fast"}
        else:
            stream.bit_rate = 4_000_000
        if pixel is not None:
            stream.codec_context.sample_aspect_ratio = pixel
        if rotation or mirrored:
            if not hasattr(stream, "set_display_rotation"):
                pytest.skip("this PyAV cannot write a display matrix")
            stream.set_display_rotation(rotation, hflip=mirrored)
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            if milliseconds is not None:
                stream.codec_context.time_base = Fraction(1, 1000)
                frame.time_base, frame.pts = Fraction(1, 1000), milliseconds[number]
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def counted_video(path: Path, count: int, **settings: object) -> Path:
    """A video of `numbered` frames; settings as those of `write_video`."""
    return write_video(path, [numbered(number) for number in range(count)], **settings)


def damaged_video(path: Path, count: int, is_bad: Callable[[int], bool], *, fps: int = 25) -> Path:
    """As `counted_video` with key frames only, where some of them (counted from 0) hold noise."""
    whole = path.with_name(f"whole_{path.name}")
    counted_video(whole, count, fps=fps, codec="mpeg4", keys=1)
    noise = np.random.default_rng(0)
    with av.open(str(whole)) as source, av.open(str(path), "w") as target:
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream)
        for number, packet in enumerate(source.demux(stream)):
            if not packet.size:
                continue
            data = bytes(packet)
            if is_bad(number):
                data = noise.integers(0, 256, len(data), np.uint8).tobytes()
            other = av.Packet(data)
            other.pts, other.dts, other.duration = packet.pts, packet.dts, packet.duration
            other.time_base, other.is_keyframe, other.stream = packet.time_base, True, copy
            target.mux(other)
    whole.unlink()
    return path


def cut_video(path: Path, count: int, share: float) -> Path:
    """As `counted_video`, with the index first, of which only a share of the bytes is there."""
    counted_video(path, count, options={"movflags": "faststart"})
    content = path.read_bytes()
    data = content.index(b"mdat")
    path.write_bytes(content[: data + 4 + int(share * (len(content) - data - 4))])
    return path


def frameless_video(path: Path) -> Path:
    """An mp4 that was cut off before its first frame."""
    return cut_video(path, 5, 0.0)


def sound_file(path: Path) -> Path:
    """A second of silence without pictures."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 16000), np.float32), "fltp", "mono")
        frame.sample_rate = 16000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
