"""From a configuration to clips: what is trained on, what validates and what is kept for a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from trainer.config.schema import Config, Landmarks
from trainer.data.clip import Clip
from trainer.data.clips import Wanted, find_clips
from trainer.data.dataset import ClipDataset
from trainer.data.directories import split_directories
from trainer.data.labels import read_labels
from trainer.data.landmarks import LandmarkReader, layout_of
from trainer.data.layout import LandmarkLayout
from trainer.data.mirror import MirrorTables, mirror_tables
from trainer.data.sampling import FrameChoice, check_times
from trainer.data.split_file import read_split
from trainer.data.splits import Split
from trainer.errors import DataError
from trainer.heads import HeadSpec
from trainer.model.recognizer import frames_seen


@dataclass(frozen=True, slots=True)
class Gathered:
    """The clips of a configuration.

    Attributes:
        heads: what they are labelled by.
        scheme: name of the class scheme, or None.
        clips: all of them.
        split: numbers of the clips of each side.
        notes: lines for the user.
        layout: the points of landmarks, as the first clip has them; None where none are read.
    """

    heads: tuple[HeadSpec, ...]
    scheme: str | None
    clips: tuple[Clip, ...]
    split: Split
    notes: tuple[str, ...]
    layout: LandmarkLayout | None = None

    def side(self, name: str) -> tuple[Clip, ...]:
        """The clips of ``train``, ``validation`` or ``test``."""
        numbers: Sequence[int] = getattr(self.split, name)
        return tuple(self.clips[number] for number in numbers)


def gather(
    config: Config, *, heads: Sequence[HeadSpec] | None = None, split_file: Path | None = None
) -> Gathered:
    """Find and check all clips, and split them.

    Args:
        config: says where they are.
        heads: of a model that is there already; None decides them by config and data.
        split_file: the split of an earlier run, which is kept if the file is there.

    Raises:
        DataError: labels or frames are at fault, or the data have changed since the split.
        ConfigError: they do not fit the configuration.
    """
    general, mode = config.general_parameters, config.train_parameters.classification_mode
    own = read_labels(config.data_paths, config, heads)
    notes = list(own.notes)
    wanted = wanted_of(config)
    found = {"own": find_clips(own, wanted)}
    for name in ("validation", "test"):
        paths = getattr(general, f"{name}_data_paths")
        found[name] = find_clips(read_labels(paths, config, own.heads), wanted) if paths else ()
    if split_file is not None and split_file.is_file():
        clips = (*found["own"], *found["validation"], *found["test"])
        text = split_file.read_text(encoding="utf-8")
        split = read_split(text, clips, file=str(split_file))
    else:
        clips, split = split_directories(
            found["own"],
            found["validation"],
            found["test"],
            mode=mode,
            train_share=general.ratio_train_test,
            test_share=general.ratio_test,
            seed=general.seed,
        )
        notes += split.notes
    check_times(clips, frame_choice(config))
    layout = layout_of(clips, config.landmarks) if wanted.landmarks else None
    return Gathered(own.heads, own.scheme, clips, split, tuple(notes), layout)


def wanted_of(config: Config) -> Wanted:
    """What is read of clips."""
    training = config.train_parameters
    return Wanted(training.use_frames, training.use_landmarks)


def frame_choice(config: Config) -> FrameChoice:
    """How frames of a clip are chosen."""
    time = None if config.train_parameters.pre_training else config.train_parameters.time
    return FrameChoice(frames_seen(config), time)


def data_set(
    clips: Sequence[Clip],
    heads: Sequence[HeadSpec],
    config: Config,
    *,
    training: bool,
    layout: LandmarkLayout | None = None,
) -> ClipDataset:
    """The data set of one side; ``layout`` is needed where landmarks are read.

    Raises:
        DataError: clips shall be mirrored whose labels or landmarks cannot be.
    """
    flip = config.augmentations_parameters.apply_mirror
    cache = config.general_parameters.cache
    reader = None if layout is None else LandmarkReader(layout, _landmarks(config), cache=cache)
    mirror = _mirror(clips, heads, flip=flip)
    if mirror is not None and layout is not None:
        _check_hands(layout)
    return ClipDataset(
        clips,
        choice=frame_choice(config),
        seed=config.general_parameters.seed,
        training=training,
        mirror=mirror,
        flip=flip,
        cache=cache,
        landmarks=reader,
    )


def _landmarks(config: Config) -> Landmarks:
    """In pre-training one frame is seen: around it would be the whole clip."""
    average = config.landmarks.average and not config.train_parameters.pre_training
    return replace(config.landmarks, average=average)


def _mirror(clips: Sequence[Clip], heads: Sequence[HeadSpec], *, flip: bool) -> MirrorTables | None:
    """Needed only where a clip is to be mirrored: not all labels can be."""
    if flip or any(clip.left_handed for clip in clips):
        return mirror_tables(heads)
    return None


def _check_hands(layout: LandmarkLayout) -> None:
    """In a mirror a hand is the other one, which must have been read."""
    if sum(name in ("right_hand", "left_hand") for name, _ in layout.parts) == 1:
        raise DataError(
            "landmarks of one hand cannot be mirrored",
            hint="landmarks.parts needs both hands with augmentations_parameters.apply_mirror, and "
            'with clips that have "handedness": "left"',
        )


def check_sides(gathered: Gathered) -> None:
    """See to it that there is something to train and to validate on.

    Raises:
        DataError: a side is empty.
    """
    for name in ("train", "validation"):
        if not gathered.side(name):
            raise DataError(
                f"no clip is left for {name}", hint="general_parameters.ratio_train_test"
            )
