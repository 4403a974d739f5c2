"""The order in which clips are gone through, and which process has which."""

from __future__ import annotations

import numpy as np

from trainer.data.dataset import Draw


def epoch_draws(
    count: int,
    batch_size: int,
    *,
    seed: int,
    epoch: int,
    shuffle: bool,
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
        rank: number of this process, from 0.
        world: how many processes there are.
    """
    order = list(range(count))
    if shuffle:
        order = np.random.default_rng((seed, epoch)).permutation(count).tolist()
    batches = []
    for start in range(0, count, batch_size):
        whole = order[start : start + batch_size]
        share = -(-len(whole) // world)
        own = whole[rank * share : (rank + 1) * share]
        draws = [Draw(epoch, index) for index in own]
        draws += [Draw(epoch, whole[0], real=False)] * (share - len(own))
        batches.append(draws)
    return batches
