"""What a flip makes of landmarks: which point stands in the place of which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float32]

_OTHER_HAND = {"right_hand": "left_hand", "left_hand": "right_hand"}
_POSE = (0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9)
"""Points of the head of a body in the order of BlazePose; after them left and right alternate."""

_POSE_POINTS = 33


def mirrored_points(
    parts: Sequence[tuple[str, int]], example: Mapping[str, Points]
) -> tuple[int, ...]:
    """For each point, the one that stands in its place in a mirror; twice gives itself.

    Hands change places, as far as both are there; of a body left and right are known; points of a
    face, and of bodies with another number of points, are paired as they lie in an example.

    Args:
        parts: name and number of points of each part, in the order of the points.
        example: points (frames, points, 4) of a clip, by the name of the part.
    """
    starts: dict[str, int] = {}
    first = 0
    for name, count in parts:
        starts[name] = first
        first += count
    counts = dict(parts)
    found: list[int] = []
    for name, count in parts:
        other = _OTHER_HAND.get(name, name)
        if other != name and counts.get(other) == count:
            found += range(starts[other], starts[other] + count)
        elif other != name:  # one hand alone is the other one in a mirror
            found += range(starts[name], starts[name] + count)
        else:
            found += [starts[name] + number for number in _pairs(name, example[name])]
    return tuple(found)


def _pairs(name: str, points: Points) -> Sequence[int]:
    count = points.shape[1]
    if name == "pose" and count == _POSE_POINTS:
        later = range(len(_POSE), count)
        return [*_POSE, *(number + 1 if number % 2 else number - 1 for number in later)]
    return paired(points)


def paired(points: Points) -> list[int]:
    """Pairs of points that lie opposite each other, the nearest first; what is left is alone.

    Args:
        points: (frames, points, 4).
    """
    seen = points[..., 3:] > 0
    counts = seen.sum(0)
    places = (points[..., :2] * seen).sum(0) / np.maximum(counts, 1)
    known = np.flatnonzero(counts[:, 0])
    pairs = list(range(points.shape[1]))
    if not len(known):
        return pairs
    places = places[known] - places[known].mean(0)
    flipped = places * np.array([-1.0, 1.0])
    apart = np.linalg.norm(places[:, None] - flipped[None], axis=-1)
    free = set(range(len(known)))
    for place in np.argsort(apart, axis=None, kind="stable"):
        one, other = divmod(int(place), len(known))
        if one in free and other in free:
            free -= {one, other}
            pairs[known[one]], pairs[known[other]] = int(known[other]), int(known[one])
        if not free:
            break
    return pairs
