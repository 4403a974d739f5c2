"""An animation of the first movement of a sign, as a GIF that loops."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
from PIL import Image

from hamnosys.errors import HamNoSysError
from hamnosys.posture.body import other_side
from hamnosys.posture.drawing.view import ABOVE
from hamnosys.posture.geometry import LEFT, OUT, UP, Array, length, vector
from hamnosys.posture.movement import Motion, cycle, first_motion, is_closed, turns
from hamnosys.posture.preview.entry import Entry
from hamnosys.posture.preview.formats import SIZES
from hamnosys.posture.preview.lettering import Lettering, shortened
from hamnosys.posture.preview.painted import painted, painted_window
from hamnosys.posture.preview.panel import GAP, Panel, signer_window
from hamnosys.posture.preview.picture import MARGIN, description, text_size
from hamnosys.posture.preview.scene import FAINT, Scene, Text, Window
from hamnosys.posture.preview.words import Column, write
from hamnosys.posture.skeleton import Posture

FRAME = 60
"""Milliseconds that a frame is shown."""

HOLD = 600
"""Milliseconds that the posture is shown before it moves, and the end of a movement after it."""

STEPS = 28
"""Frames of a movement there and back, or of a turn of a circle."""

_SIDE = np.stack([OUT, UP, -LEFT])
"""As one who stands at the signer's right sees the signer."""

_MOST_LINES = 12
"""Lines of glyphs, names and notes each: every frame holds them, however long the notation is."""

_REACH = 118.0
"""Centimetres across the views from above and from the side."""


def write_animation(
    entry: Entry, stream: BinaryIO, lettering: Lettering, size: int = SIZES["picture"]
) -> None:
    """Write the animation of the first straight or circular movement of an entry.

    Raises:
        HamNoSysError: there is no such movement.
        OSError: it cannot be written.
    """
    motion = first_motion(entry.signs[0])
    if motion is None:
        hint = ".png, .svg and .html show the posture"
        raise HamNoSysError("there is no straight or circular movement to animate", hint=hint)
    postures, short = moving(entry, motion)
    notes = list(entry.notes(motion))
    if short > 1:
        notes.append(f"the movement goes {short:.0f} cm beyond the reach of the arm")
    still = painted(_scene(entry, notes, lettering, size), lettering)
    frames = [_frame(still, entry, posture, size) for posture in postures]
    palette = _palette(frames)
    first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    first.save(
        stream,
        format="GIF",
        save_all=True,
        append_images=others,
        duration=_durations(motion, len(frames)),
        loop=0,
        optimize=False,
    )


def moving(entry: Entry, motion: Motion) -> tuple[list[Posture], float]:
    """The postures of one cycle, and how many centimetres the arms are too short for it."""
    frames = STEPS * max(turns(each) for each in (motion.dominant, motion.other) if each)
    mine, theirs = cycle(entry.signs[0], motion, frames)
    if entry.lead == "left":
        mine, theirs = theirs, mine
    postures = [entry.posture.moved(right, left) for right, left in zip(mine, theirs, strict=True)]
    short = 0.0
    for posture, right, left in zip(postures, mine, theirs, strict=True):
        for hand, start, shift in (
            (posture.right, entry.posture.right, right),
            (posture.left, entry.posture.left, left),
        ):
            short = max(short, length(start.wrist + shift - hand.wrist))
    return postures, short


def _durations(motion: Motion, frames: int) -> list[int]:
    """Milliseconds of each frame."""
    durations = [FRAME] * frames
    durations[0] = HOLD
    if not all(is_closed(each) for each in (motion.dominant, motion.other) if each):
        durations[frames // 2] = HOLD
    return durations


def _scene(entry: Entry, notes: list[str], lettering: Lettering, size: int) -> Scene:
    """All but the windows, which move."""
    letters = text_size(size)
    scene = Scene(entry.title, description(entry, notes))
    captions = ("signer, from the front", "from above", "from the signer's right")
    windows = _windows(entry, entry.posture, size)
    small = _panel(size).caption
    for words, window in zip(captions, windows, strict=True):
        baseline = window.down + window.size[1] + 1.1 * small
        shown = shortened(words, small, window.size[0])
        scene.texts.append(Text(window.across, baseline, shown, small, FAINT))
    width = windows[1].across + windows[1].size[0] - MARGIN
    lines = Column(lettering, width, letters, _MOST_LINES).lines(entry, notes)
    scene.width = width + 2 * MARGIN
    down = MARGIN + _panel(size).height + letters / 2
    scene.height = round(write(scene, MARGIN, down, lines)) + MARGIN
    return scene


def _panel(size: int) -> Panel:
    return Panel(size, round(text_size(size) * 0.85))


def _windows(entry: Entry, posture: Posture, size: int) -> list[Window]:
    """The signer from the front, from above and from the side."""
    panel = _panel(size)
    hands = [posture.hand(entry.lead)]
    other = posture.hand(other_side(entry.lead))
    hands += [other] if other.active else []
    across = MARGIN + panel.signer_size[0] + GAP
    views: list[tuple[Array, Array]] = [(ABOVE, vector([0, 0, 18])), (_SIDE, vector([0, 4, 12]))]
    aside = [
        Window(
            across,
            MARGIN + row * (panel.tile + panel.caption_height + GAP),
            (panel.tile, panel.tile),
            posture,
            tuple(hands),
            axes,
            centre,
            panel.tile / _REACH,
            body=True,
        )
        for row, (axes, centre) in enumerate(views)
    ]
    return [signer_window(posture, MARGIN, MARGIN, panel.signer_size), *aside]


def _frame(still: Image.Image, entry: Entry, posture: Posture, size: int) -> Image.Image:
    frame = still.copy()
    for window in _windows(entry, posture, size):
        frame.paste(painted_window(window), (window.across, window.down))
    return frame


def _palette(frames: list[Image.Image]) -> Image.Image:
    """One palette for all frames, so that nothing flickers: that of some of them side by side."""
    some = frames[:: max(1, len(frames) // 4)]
    wide, high = some[0].size
    strip = Image.new("RGB", (wide * len(some), high))
    for number, frame in enumerate(some):
        strip.paste(frame, (number * wide, 0))
    return strip.quantize(256, dither=Image.Dither.NONE)
