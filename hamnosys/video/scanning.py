"""Rate, length and size of a video, from its packets and its first picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from hamnosys.video.errors import VideoError
from hamnosys.video.info import Track, VideoInfo, rate_text
from hamnosys.video.opening import Packets, open_video, refuse_large
from hamnosys.video.rate import Rate, rate_of
from hamnosys.video.turning import stretched, turn_of

_MOST_REPEATED = 100
"""More frames than so many for each picture mean that the times are nonsense."""

_ALWAYS = 1000
"""So many frames are believed without that."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """Times of one stored picture, in ticks: shown, decoded, how long."""

    pts: int | None
    dts: int | None
    duration: int


@dataclass(slots=True)
class _Found:
    """What the packets say."""

    stored: list[_Stored] = field(default_factory=list)
    cut_off: int = 0
    tail_is_bad: bool = False
    picture: VideoFrame | None = None


@dataclass(frozen=True, slots=True)
class _Timing:
    rate: Rate
    count: int
    start: int
    last: float


def scan(path: Path) -> VideoInfo:
    """As `hamnosys.video.scan_video`."""
    with open_video(path) as (container, stream):
        found = _read(Packets(container, stream), stream)
        stored = len(found.stored)
        if not stored:
            raise VideoError("has no frames", file=str(path))
        if found.picture is None:
            reason = f"not one of its frames can be decoded ({stored} in all)"
            raise VideoError(reason, file=str(path))
        by_order = container.format.name == "avi" or any(one.pts is None for one in found.stored)
        timing = _timing(found.stored, stream, path, by_order=by_order)
        notes = [*_rate_notes(timing.rate), *_tail_notes(found, stream.frames)]
        turn, picture = turn_of(found.picture), found.picture
        pixel = stream.sample_aspect_ratio
        size = stretched(picture.width, picture.height, pixel)
        refuse_large(path, *size)
        if pixel and size != (picture.width, picture.height):
            shape = f"{pixel.numerator}:{pixel.denominator}"
            notes.append(f"pixels are {shape}: stretched to {size[0]}x{size[1]}")
    width, height = reversed(size) if turn.swapped else size
    return VideoInfo(
        path=path,
        fps=timing.rate.fps,
        count=timing.count,
        width=width,
        height=height,
        variable=timing.rate.variable,
        notes=tuple(notes),
        track=Track(stored, timing.start, timing.last, by_order, turn),
    )


def _read(packets: Packets, stream: VideoStream) -> _Found:
    found = _Found()
    for packet in packets:
        if found.picture is None:
            found.picture = _picture(stream, packet)
        # Parts that an edit list leaves out; the decoder gives no picture of them.
        if packet.is_discard:
            continue
        if packet.is_corrupt:
            found.cut_off += 1
        else:
            found.stored.append(_Stored(packet.pts, packet.dts, packet.duration or 0))
        found.tail_is_bad = packet.is_corrupt
    found.tail_is_bad = found.tail_is_bad or packets.broken
    if found.picture is None:
        found.picture = _picture(stream, None)
    return found


def _picture(stream: VideoStream, packet: Packet[VideoStream] | None) -> VideoFrame | None:
    """The first good picture that a packet gives, if it does."""
    try:
        frames = stream.decode(packet)
    except FFmpegError:  # read_frames tells of it, where it matters
        return None
    return next((frame for frame in frames if not frame.is_corrupt), None)


def _timing(stored: list[_Stored], stream: VideoStream, path: Path, *, by_order: bool) -> _Timing:
    stamps = [(one.dts if by_order else one.pts, one.duration) for one in stored]
    ordered = sorted((time, duration) for time, duration in stamps if time is not None)
    tick = stream.time_base
    if not ordered or not tick:
        raise _no_rate(path, "its frames have no times")
    times, duration = [time for time, _ in ordered], ordered[-1][1]
    claimed = [rate for rate in (stream.guessed_rate, stream.average_rate) if rate]
    # Of several, the durations of an mp4 are those between decoded pictures, not shown ones.
    if len(times) == 1 and duration > 0:
        claimed.append(1 / (duration * tick))
    rate = rate_of(times, tick, claimed)
    if rate is None:
        raise _no_rate(path, "all its frames have the same time" if len(times) > 1 else "one frame")
    last = float((times[-1] - times[0]) * tick)
    if not rate.variable:
        return _Timing(rate, len(times), times[0], last)
    # Until the last one has been on screen.
    count = math.ceil(last * rate.fps - 0.5) + 1
    if count > max(_ALWAYS, _MOST_REPEATED * len(times)):
        raise _no_rate(path, f"{len(times)} frames are spread over {last:,.0f} seconds")
    return _Timing(rate, count, times[0], last)


def _no_rate(path: Path, reason: str) -> VideoError:
    return VideoError(f"has no usable frame rate: {reason}", file=str(path))


def _rate_notes(rate: Rate) -> list[str]:
    return [f"variable rate: resampled to {rate_text(rate.fps)} fps"] if rate.variable else []


def _tail_notes(found: _Found, promised: int) -> list[str]:
    stored = len(found.stored)
    whole = max(promised, stored + found.cut_off)
    if not found.tail_is_bad or whole == stored:
        return []
    return [f"the file is cut off: {stored} of {whole} frames are in it"]
