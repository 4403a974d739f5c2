"""Decoding a video from some time on, past what is damaged."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from hamnosys.video.info import VideoInfo
from hamnosys.video.opening import Packets, open_video

_FAR = 4.0
"""A beginning later than so many seconds is sought; an earlier one is quickly decoded."""

Timed = tuple[float, VideoFrame]


class Decoder:
    """Good pictures in the order in which they are shown, each with its time in seconds.

    The first one is at or before ``since``, unless there is none.

    Attributes:
        decoded: how many there were.
        failed: whether something could not be decoded.
    """

    def __init__(self, info: VideoInfo, since: float = 0.0) -> None:
        self.info = info
        self.decoded = 0
        self.failed = False
        self._since = since

    def __iter__(self) -> Generator[Timed, None, None]:
        if self._since > _FAR and not self.info.track.by_order:
            sought = self._decode(self._since)
            first = next(sought, None)
            if first is not None and first[0] <= self._since:
                yield first
                yield from sought
                return
            sought.close()
            self.decoded = 0
        yield from self._decode(None)

    def _decode(self, since: float | None) -> Generator[Timed, None, None]:
        with open_video(self.info.path) as (container, stream):
            if since is not None and not self._seek(container, stream, since):
                return
            for time, frame in self._timed(self._frames(container, stream), stream):
                self.decoded += 1
                yield time, frame

    def _seek(self, container: InputContainer, stream: VideoStream, since: float) -> bool:
        ticks = self.info.track.start + int(since / float(stream.time_base or 1))
        try:
            container.seek(ticks, stream=stream)
        except FFmpegError:  # some formats cannot; then everything before is decoded
            return False
        return True

    def _frames(self, container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
        packets = Packets(container, stream)
        for packet in packets:
            yield from self._good(stream, packet)
        self.failed = self.failed or packets.broken
        yield from self._good(stream, None)

    def _good(
        self, stream: VideoStream, packet: Packet[VideoStream] | None
    ) -> Iterator[VideoFrame]:
        try:
            frames = stream.decode(packet)
        except FFmpegError:
            self.failed = True
            return
        for frame in frames:
            if frame.is_corrupt:
                self.failed = True
            else:
                yield frame

    def _timed(self, frames: Iterator[VideoFrame], stream: VideoStream) -> Iterator[Timed]:
        tick, period = float(stream.time_base or 0), 1.0 / self.info.fps
        track, start, time = self.info.track, None, -period
        for frame in frames:
            stamp = frame.dts if track.by_order else frame.pts
            if stamp is None:
                time += period
            else:
                if start is None:
                    start = stamp if track.by_order else track.start
                time = max(time, (stamp - start) * tick)
            yield time, frame
