"""Times in milliseconds and numbers of frames, in exact arithmetic.

Frame i of a video is on screen from i/fps to (i+1)/fps seconds; `hamnosys frames` takes what is
shown in the middle of that period, (i+½)/fps. A frame belongs to an annotation exactly if this
middle lies in it: at or after its begin and before its end. So annotations that touch share no
frame and leave none out, and times that were rounded to milliseconds still give the frame that
was meant.
"""

from __future__ import annotations

import math
from fractions import Fraction

Span = tuple[int, int]
"""Begin and end in milliseconds."""

_NOMINAL = (24, 30, 48, 60, 120)
"""Rates that television slows down by 1000/1001."""

_MOST_PARTS = 1001
_HALF = Fraction(1, 2)


def exact_rate(fps: float) -> Fraction:
    """The rate that a decimal number means: 29.97 is 30000/1001, 25.0 is 25, 12.5 is 25/2."""
    for nominal in _NOMINAL:
        slowed = Fraction(nominal * 1000, 1001)
        if round(float(slowed), 2) == round(fps, 2):
            return slowed
    return Fraction(fps).limit_denominator(_MOST_PARTS) or Fraction(fps)


def frames_of(span: Span, rate: Fraction) -> tuple[int, int]:
    """First and last frame (both inclusive, from 0) of a time at so many frames a second.

    A time that holds no frame's middle (shorter than a frame) has one: that on screen halfway.
    """
    begin, end = (Fraction(time, 1000) * rate for time in span)
    first = math.ceil(begin - _HALF)
    last = math.ceil(end - _HALF) - 1
    if last < first:
        first = last = math.floor((begin + end) / 2)
    return first, last


def span_of(first: int, last: int, rate: Fraction) -> Span:
    """When a run of frames (both inclusive) begins and ends, to the nearest millisecond."""
    begin, end = (math.floor(frame * 1000 / rate + _HALF) for frame in (first, last + 1))
    return begin, end
