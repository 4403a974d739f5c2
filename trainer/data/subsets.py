"""Choosing groups of different sizes so that together they come close to a wanted size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_MANY = 256
"""With more groups than this the first ones are taken as they come, which is quick."""

_REST = 512
"""What is then still wanted is chosen with care."""


def closest_subset(sizes: Mapping[str, int], order: Sequence[str], wanted: int) -> set[str]:
    """Groups whose sizes add up to ``wanted``, or as near to it as a choice gets.

    At least one group is chosen and at least one is left.

    Args:
        sizes: of the groups, at least two, each 1 or more.
        order: all their keys; of equally good choices it decides which.
        wanted: size of the choice.
    """
    chosen: set[str] = set()
    rest = wanted
    if len(order) > _MANY:
        for key in order:
            if rest <= _REST:
                break
            if sizes[key] <= rest - _REST // 2:
                chosen.add(key)
                rest -= sizes[key]
    left = [key for key in order if key not in chosen]
    most = sum(sizes[key] for key in left) - 1  # one group at least must be left
    if not left or (chosen and rest <= 0):
        return chosen
    return chosen | _exact(sizes, left, max(rest, 0), most, empty_allowed=bool(chosen))


def _exact(
    sizes: Mapping[str, int], order: Sequence[str], wanted: int, most: int, *, empty_allowed: bool
) -> set[str]:
    """The best choice of all, by the sums that can be reached: for each the group added last."""
    reached: dict[int, tuple[int, str]] = {0: (0, "")}
    limit = min(most, max(2 * wanted, min(sizes[key] for key in order)))
    for key in order:
        for total in list(reached):
            new = total + sizes[key]
            if new <= limit and new not in reached:
                reached[new] = (total, key)
        if wanted in reached and wanted:
            break
    sums = [total for total in reached if total or empty_allowed]
    total = min(sums, key=lambda each: (abs(each - wanted), each))
    chosen = set()
    while total:
        total, key = reached[total]
        chosen.add(key)
    return chosen
