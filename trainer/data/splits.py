"""Which clips are trained on, which validate and which are kept for the final scores."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from trainer.data.clip import Clip
from trainer.data.groups import CLIP, GLOSS, NOTHING, SIGNER, Grouping, group_keys, sign_groupings
from trainer.data.subsets import closest_subset
from trainer.errors import ConfigError, DataError
from trainer.side_names import SIDES


@dataclass(frozen=True, slots=True)
class Split:
    """Numbers of clips, rising, for each side.

    ``grouped_by`` is what no two sides share: signer, gloss, classes, clip, or nothing where the
    same clips train and validate. ``notes`` are lines for the user.
    """

    train: tuple[int, ...]
    validation: tuple[int, ...]
    test: tuple[int, ...]
    grouped_by: Grouping
    notes: tuple[str, ...] = ()


def split_clips(
    clips: Sequence[Clip], *, mode: str, train_share: float, test_share: float = 0.0, seed: int = 0
) -> Split:
    """Split clips by shares; the seed decides how, the order of the rows does not.

    In hamnosys mode no signer is on two sides where every clip has one; else no gloss, where every
    clip has one; else no row of classes. In the modes gloss and joint every gloss with two or more
    clips trains and validates, one with a single clip trains: a gloss that is never trained cannot
    be named. Where every clip has a signer, signers are kept apart if that is still so. Where a
    side would be empty, clips are split one by one.

    Args:
        clips: at least one.
        mode: hamnosys, gloss or joint.
        train_share: of all clips; what is left by it and ``test_share`` validates.
        test_share: of all clips; 0 has no test side.
        seed: of what is drawn.

    Raises:
        ConfigError: the shares are more than all.
        DataError: there is no clip.
    """
    if not clips:
        raise DataError("there is no clip to split")
    validation_share = round(1 - train_share - test_share, 9)
    if validation_share < 0:
        raise ConfigError(
            f"{train_share:g} of the data is for training and {test_share:g} for the test: "
            "that is more than all",
            hint="general_parameters.ratio_train_test and ratio_test",
        )
    shares = Shares(validation_share, test_share, seed)
    if len(clips) == 1:
        return _same(clips, "there is only one clip: it trains and validates")
    if validation_share:
        return drawn(clips, mode, shares)
    found = drawn(clips, mode, shares) if test_share else _same(clips, "")
    note = "nothing is left to validate: the clips that train validate, too"
    notes = (*filter(None, found.notes), note)
    return replace(found, validation=found.train, grouped_by=NOTHING, notes=notes)


def _same(clips: Sequence[Clip], note: str) -> Split:
    """Everything trains and validates."""
    everything = tuple(range(len(clips)))
    return Split(everything, everything, (), NOTHING, (note,))


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of validation and test, 0 to 1, and the seed of what is drawn."""

    validation: float
    test: float
    seed: int

    def order(self, keys: Sequence[str]) -> list[str]:
        """The keys in an order that only they and the seed decide."""
        salt = f"{self.seed} ".encode()
        return sorted(
            keys, key=lambda key: hashlib.sha256(salt + key.encode(errors="surrogatepass")).digest()
        )


def drawn(clips: Sequence[Clip], mode: str, shares: Shares) -> Split:
    """A split by the best grouping that leaves no side empty; sides of share 0 stay empty."""
    if mode != "hamnosys":
        return _by_gloss(clips, shares)
    first, *others = sign_groupings(clips)
    found = _grouped(clips, first, shares)
    if found is not None:
        return found
    few = f"there are too few groups to split by {first}"
    for grouping in others:
        found = _grouped(clips, grouping, shares)
        if found is not None:
            return replace(found, notes=(f"{few}: split by {grouping}",))
    return _single(clips, shares, f"{few}: split by clip")


def _single(clips: Sequence[Clip], shares: Shares, note: str) -> Split:
    """A split clip by clip, without a test where there are too few of them."""
    found = _grouped(clips, CLIP, shares)
    if found is None:
        found = _grouped(clips, CLIP, replace(shares, test=0.0))
        note = f"{len(clips)} clips are too few for a test share: split by clip, without one"
    if found is None:
        return _same(clips, "all rows have the same frames: they train and validate")
    return replace(found, notes=(note,))


def _grouped(clips: Sequence[Clip], grouping: Grouping, shares: Shares) -> Split | None:
    """A split that keeps groups whole; None if there are too few for every side that is wanted."""
    keys = group_keys(clips, grouping)
    sizes = Counter(keys)
    wanted = [side for side in ("test", "validation") if getattr(shares, side)]
    if len(sizes) <= len(wanted):
        return None
    order = shares.order(list(sizes))
    side_of = dict.fromkeys(order, "train")
    for place, side in enumerate(wanted):
        left = [key for key in order if side_of[key] == "train"]
        # The sides that are still to come need a group each.
        spare = left[: len(left) - (len(wanted) - place - 1)]
        count = max(1, round(getattr(shares, side) * len(clips)))
        for key in closest_subset(sizes, spare, count):
            side_of[key] = side
    return _split([side_of[key] for key in keys], grouping)


def _by_gloss(clips: Sequence[Clip], shares: Shares) -> Split:
    within = _within_glosses(clips, shares)
    if any(clip.signer is None for clip in clips):
        return within
    found = _grouped(clips, SIGNER, shares)
    if found is not None and not (shares.validation and _one_sided(clips, found)):
        return found
    why = "there are too few" if found is None else "otherwise a gloss would not be"
    return replace(within, notes=(*within.notes, f"signers are on both sides: {why}"))


def _one_sided(clips: Sequence[Clip], split: Split) -> bool:
    """Whether a gloss with two or more clips does not train, or does not validate."""
    counts = Counter(clip.gloss for clip in clips)
    train, validation = (
        {clips[number].gloss for number in side} for side in (split.train, split.validation)
    )
    return any(
        count > 1 and not (gloss in train and gloss in validation)
        for gloss, count in counts.items()
    )


def _within_glosses(clips: Sequence[Clip], shares: Shares) -> Split:
    """Part of the clips of each gloss to each side; rounding evens out from gloss to gloss."""
    keys = group_keys(clips, CLIP)
    by_gloss: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for key, gloss in zip(keys, group_keys(clips, GLOSS), strict=True):
        by_gloss[gloss][key] = None
    side_of: dict[str, str] = {}
    due = {"validation": 0.0, "test": 0.0}
    # Glosses with one clip, which all train, come first: the others then make up for them.
    for gloss in sorted(shares.order(list(by_gloss)), key=lambda gloss: len(by_gloss[gloss]) > 1):
        order = shares.order(list(by_gloss[gloss]))
        count = len(order)
        due["validation"] += shares.validation * count
        due["test"] += shares.test * count
        validating = _part(due["validation"], shares.validation, count, count - 1)
        testing = _part(due["test"], shares.test, count, count - 1 - validating, least=0)
        due["validation"] -= validating
        due["test"] -= testing
        for place, key in enumerate(order):
            kept = place < validating + testing
            side_of[key] = "train" if not kept else "validation" if place < validating else "test"
    found = _split([side_of[key] for key in keys], CLIP)
    if shares.validation and not found.validation:
        return _single(clips, shares, "no gloss has two clips: split by clip")
    if shares.test and not found.test:
        return replace(found, notes=("the glosses have too few clips for a test share",))
    return found


def _part(due: float, share: float, count: int, most: int, least: int = 1) -> int:
    """Clips of a gloss for a side: what is due, but not far more than its share of the gloss.

    Otherwise many glosses with one clip would leave the others hardly any to train on.
    """
    if not share:
        return 0
    fair = max(least, round(2 * share * count))
    return min(max(round(due), least), fair, most)


def _split(sides: Sequence[str], grouping: Grouping) -> Split:
    train, validation, test = (
        tuple(number for number, found in enumerate(sides) if found == side) for side in SIDES
    )
    return Split(train, validation, test, grouping)
