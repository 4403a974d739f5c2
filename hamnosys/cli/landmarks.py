"""``hamnosys landmarks``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

import click

from hamnosys.cli.options import force_option
from hamnosys.cli.progress import say, with_count
from hamnosys.errors import printable
from hamnosys.extras import needs

if TYPE_CHECKING:
    from hamnosys.landmarks.detecting import OpenDetector, Picture
    from hamnosys.landmarks.pictures import Clip

_FPS = 25.0
"""Taken where a directory of frames does not tell: it says how fast hands may move."""


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="VIDEO_OR_FRAMES...")
@click.option(
    "--model", metavar="FILE", help="Model of all parts (Google's holistic_landmarker.task)."
)
@click.option("--hand-model", metavar="FILE", help="Instead of --model: one of the hands.")
@click.option("--pose-model", metavar="FILE", help="Instead of --model: one of the body.")
@click.option("--face-model", metavar="FILE", help="Instead of --model: one of the face.")
@click.option(
    "-o", "--output", metavar="DIR", help="Directory for NAME/NAME.npz.  [default: beside NAME]"
)
@click.option(
    "--skip-existing", is_flag=True, help="Leave out clips whose landmarks are there already."
)
@force_option
def landmarks(
    inputs: tuple[str, ...],
    model: str | None,
    hand_model: str | None,
    pose_model: str | None,
    face_model: str | None,
    output: str | None,
    skip_existing: bool,
    force: bool,
) -> int:
    """Find the landmarks of hands, face and body with MediaPipe.

    \b
    The inputs are directories of frames NAME/NAME_<i>.jpg, directories that
    hold such, and videos. Row i of the arrays in NAME/NAME.npz belongs to
    frame i. MediaPipe's package has no models: get holistic_landmarker.task
    from https://ai.google.dev/edge/mediapipe/solutions/vision

    \b
    Examples:
      hamnosys landmarks data --model holistic_landmarker.task
      hamnosys landmarks sign.mp4 --model holistic_landmarker.task -o data
      hamnosys landmarks data --hand-model hand.task --pose-model pose.task
    """
    with needs("landmarks", "numpy"):
        from hamnosys.landmarks.clips import find_clips, without_landmarks
        from hamnosys.landmarks.mediapipe_tasks import open_detector
        from hamnosys.landmarks.models import choose_models
    models = choose_models(model, hand_model, pose_model, face_model)
    found = find_clips(inputs, output)
    clips = without_landmarks(found, force=force, skip=skip_existing)
    return find_all(clips, partial(open_detector, models), force=force)


def find_all(clips: list[Clip], open_detector: OpenDetector, *, force: bool) -> int:
    """Find and write the landmarks of clips; those that cannot be read are told and left out.

    Returns:
        The exit status: 0, 1 if some clips were left out, 2 if all were.
    """
    single = len(clips) == 1
    find = partial(_find_or_tell, open_detector=open_detector, force=force, bar=single)
    each = clips if single else with_count(clips, len(clips), "finding landmarks")
    found = [find(clip) for clip in each]
    done = sum(one is not None for one in found)
    guessed = sum(one is False for one in found)
    if guessed:
        say(f"note: {guessed} of the directories tell no FPS; {_FPS:g} is taken")
    say(f"the landmarks of {done:,} of {len(clips):,} clips are written")
    if done == len(clips):
        return 0
    return 1 if done else 2


def _find_or_tell(
    clip: Clip, *, open_detector: OpenDetector, force: bool, bar: bool
) -> bool | None:
    """As `find_one`; None after telling what is wrong with a clip that cannot be read."""
    from hamnosys.landmarks.errors import LandmarkError
    from hamnosys.video import VideoError

    try:
        return find_one(clip, open_detector, force=force, bar=bar)
    except (LandmarkError, VideoError) as error:
        say(f"hamnosys: {error if error.file else f'{printable(clip.source)}: {error}'}")
        return None


def find_one(clip: Clip, open_detector: OpenDetector, *, force: bool, bar: bool) -> bool:
    """Find and write the landmarks of a clip.

    Returns:
        Whether its frames a second are known.

    Raises:
        HamNoSysError: it cannot be read, MediaPipe cannot run, or the file cannot be written.
    """
    from hamnosys.landmarks import write_landmarks
    from hamnosys.landmarks.clips import make_folder, target_of
    from hamnosys.landmarks.detecting import detect_clip

    pictures = clip.open()
    fps = pictures.fps or _FPS
    each: Iterable[tuple[int, Picture]] = pictures.each
    if bar:
        each = with_count(pictures.each, pictures.count, "finding landmarks")
    with open_detector() as detector:
        found = detect_clip(each, pictures.frames, fps, detector)
    make_folder(clip, fps)
    write_landmarks(target_of(clip), found.parts, size=found.size, force=force)
    return pictures.fps is not None
