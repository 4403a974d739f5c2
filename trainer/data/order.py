"""The order in which clips are gone through, and which process has which."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.data.dataset import Draw


def epoch_draws(
    count: int,
    batch_size: int,
    *,
    seed: int,
    epoch: int,
    shuffle: bool,
    weights: npt.NDArray[np.float64] | None = None,
    rank: int = 0,
    world: int = 1,
) -> list[list[Draw]]:
    """The batches of one process in one epoch; to go on from batch n, take ``[n:]``.

    All processes have as many batches, and as many draws in each: what is missing is filled up
    with draws that are not real. The last batch may be short.

    Args:
        count: of the clips, at least 1.
        batch_size: clips of a batch over all processes together, at least 1.
        seed: of the order.
        epoch: from 0; each has an order of its own.
        shuffle: else clips come in their order.
        weights: of the clips, some above 0: each comes as often as its weight says, in a shuffled
            order, and all together as often as without weights; None has each once.
        rank: number of this process, from 0.
        world: how many processes there are.
    """
    order = list(range(count))
    rng = np.random.default_rng((seed, epoch))
    if weights is not None:
        order = _drawn(weights, rng)
    elif shuffle:
        order = rng.permutation(count).tolist()
    batches = []
    for start in range(0, count, batch_size):
        whole = order[start : start + batch_size]
        share = -(-len(whole) // world)
        own = whole[rank * share : (rank + 1) * share]
        draws = [Draw(epoch, index) for index in own]
        draws += [Draw(epoch, whole[0], real=False)] * (share - len(own))
        batches.append(draws)
    return batches


def _drawn(weights: npt.NDArray[np.float64], rng: np.random.Generator) -> list[int]:
    """As many numbers as there are weights, each as often as its weight says.

    There is one draw from each of so many equal parts of the whole weight. That is as just as
    draws by themselves are, and nearer to the weights: what is due is rounded up or down.
    """
    edges = np.cumsum(weights)
    places = (rng.random() + np.arange(len(weights))) * (edges[-1] / len(weights))
    found = np.searchsorted(edges, places, side="right")
    # By rounding the last place may come to lie on the last edge.
    last = np.flatnonzero(weights)[-1]
    chosen: list[int] = rng.permutation(np.minimum(found, last)).tolist()
    return chosen
