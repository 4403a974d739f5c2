"""Opening the video stream of a file, and its packets as far as they can be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError, InvalidDataError
from av.packet import Packet
from av.video.stream import VideoStream

from hamnosys.picture_size import MOST_PIXELS
from hamnosys.video.errors import VideoError

_COVER = 0x400
"""The disposition of a picture that goes with a sound file."""

_NO_VIDEOS = ("tty", "image2")
"""Formats under which text and pictures can be opened."""


@contextmanager
def open_video(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The file and its first video stream.

    Raises:
        VideoError: it cannot be opened, or has no video stream.
    """
    with _opened(path) as container:
        name = container.format.name
        if name in _NO_VIDEOS or name.endswith("_pipe"):
            raise VideoError("is no video", file=str(path))
        yield container, _video_stream(container, path)


@contextmanager
def _opened(path: Path) -> Iterator[InputContainer]:
    if not path.is_file():
        reason = "is no file" if path.exists() else "there is no such file"
        raise VideoError(reason, file=str(path))
    try:
        # The prefix says that a colon in the name does not belong to a protocol.
        container = av.open(f"file:{path}")
    except (InvalidDataError, av.error.EOFError) as error:
        hint = "or it was not copied whole"
        raise VideoError("is no video that can be opened", file=str(path), hint=hint) from error
    except FFmpegError as error:
        reason = f"cannot be opened: {error.strerror or error}"
        raise VideoError(reason, file=str(path)) from error
    with container:
        yield container


def _video_stream(container: InputContainer, path: Path) -> VideoStream:
    for stream in container.streams.video:
        if stream.disposition.value & _COVER:
            continue
        if getattr(stream, "codec_context", None) is None:
            raise VideoError("there is no decoder for its video stream", file=str(path))
        context = stream.codec_context
        refuse_large(path, context.width, context.height)
        # It holds for sizes that change on the way, too.
        context.options = {**context.options, "max_pixels": str(MOST_PIXELS)}
        # Callers have threads or processes of their own.
        stream.thread_count = 1
        return stream
    reason = "has sound, but no video stream" if container.streams.audio else "has no video stream"
    raise VideoError(reason, file=str(path))


def refuse_large(path: Path, width: int, height: int) -> None:
    """Refuse a video that claims absurd sizes.

    Raises:
        VideoError: it does.
    """
    if width * height > MOST_PIXELS:
        raise VideoError(
            f"claims {width:,} x {height:,} pixels, more than {MOST_PIXELS:,} in all",
            file=str(path),
        )


class Packets:
    """The packets of a stream that hold data; ``broken`` if the file could not be read on."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._packets = container.demux(stream)
        self.broken = False

    def __iter__(self) -> Iterator[Packet[VideoStream]]:
        while True:
            try:
                packet = next(self._packets, None)
            except FFmpegError:
                self.broken = True
                return
            if packet is None:
                return
            # An empty one means the end to a decoder, yet AVI files have them in between.
            if packet.size:
                yield packet
