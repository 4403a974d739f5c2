"""Batches, by a thread and by processes."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from clip_builders import practice_rows, write_clips

from trainer.config.schema import Config
from trainer.data.ahead import ahead
from trainer.data.batch import Batch
from trainer.data.clips import find_clips
from trainer.data.dataset import ClipDataset
from trainer.data.labels import read_labels
from trainer.data.loading import Loader, killed_error
from trainer.data.order import epoch_draws
from trainer.data.sampling import FrameChoice
from trainer.errors import DataError, TrainingError

COUNT = 10


@pytest.fixture
def data(tmp_path: Path) -> ClipDataset:
    path = write_clips(tmp_path, practice_rows(COUNT), frames=5)
    clips = find_clips(read_labels([path], Config()))
    return ClipDataset(clips, choice=FrameChoice(3), training=True, seed=7)


def threads() -> int:
    return sum(thread.name == "loading" for thread in threading.enumerate())


def damage(data: ClipDataset, number: int) -> None:
    for place in range(5):
        Path(data.clips[number].frame(place)).write_bytes(b"no picture")


def same(one: Batch, other: Batch) -> bool:
    assert isinstance(one.frames, torch.Tensor)
    assert isinstance(other.frames, torch.Tensor)
    return torch.equal(one.frames, other.frames) and torch.equal(one.labels, other.labels)


@pytest.mark.parametrize("world", [1, 2, 3])
@pytest.mark.parametrize("batch_size", [1, 4, 5, 99])
def test_processes_share_each_batch(world: int, batch_size: int) -> None:
    options = {"seed": 3, "epoch": 2, "shuffle": True}
    whole = epoch_draws(COUNT, batch_size, **options)
    parts = [epoch_draws(COUNT, batch_size, rank=r, world=world, **options) for r in range(world)]
    for number, batch in enumerate(whole):
        shares = [part[number] for part in parts]
        assert len({len(share) for share in shares}) == 1
        assert [draw for share in shares for draw in share if draw.real] == batch
        assert len(shares[0]) == -(-len(batch) // world)
    assert {len(part) for part in parts} == {len(whole)}
    indices = [draw.index for batch in whole for draw in batch]
    assert sorted(indices) == list(range(COUNT))
    assert [len(batch) for batch in whole[:-1]] == [batch_size] * (len(whole) - 1)


def test_each_epoch_has_its_own_order() -> None:
    def order(seed: int, epoch: int, *, shuffle: bool = True) -> list[int]:
        batches = epoch_draws(50, 8, seed=seed, epoch=epoch, shuffle=shuffle)
        assert all(draw.epoch == epoch for batch in batches for draw in batch)
        return [draw.index for batch in batches for draw in batch]

    assert order(0, 0) == order(0, 0)
    assert len({tuple(order(seed, epoch)) for seed in range(3) for epoch in range(3)}) == 9
    assert order(0, 5, shuffle=False) == list(range(50))


def test_a_thread_loads_the_batches_in_order(data: ClipDataset) -> None:
    draws = epoch_draws(COUNT, 4, seed=0, epoch=0, shuffle=True)
    state = torch.get_rng_state()
    batches = list(Loader(data).batches(draws))
    assert torch.equal(torch.get_rng_state(), state)
    found = [batch.clips.tolist() for batch in batches]
    assert found == [[draw.index for draw in batch] for batch in draws]
    # Going on from the third batch gives what the whole epoch gave.
    (again,) = Loader(data).batches(draws[2:])
    assert same(again, batches[2])
    assert threads() == 0


def test_closing_early_ends_the_thread(data: ClipDataset) -> None:
    batches = Loader(data).batches(epoch_draws(COUNT, 1, seed=0, epoch=0, shuffle=False))
    next(batches)
    assert threads() == 1
    batches.close()
    assert threads() == 0
    assert list(Loader(data).batches([])) == []


def test_errors_of_the_thread_come_in_their_turn(data: ClipDataset) -> None:
    damage(data, 2)
    batches = Loader(data).batches(epoch_draws(COUNT, 1, seed=0, epoch=0, shuffle=False))
    assert [next(batches).clips.item() for _ in range(2)] == [0, 1]
    with pytest.raises(DataError, match=r"test_hamnosys\.txt:3: the frame .*clip_002"):
        next(batches)
    assert threads() == 0


def test_the_thread_is_only_a_little_ahead() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return number

    results = ahead(make, iter(range(1000)))
    assert next(results) == 0
    time.sleep(0.1)
    assert 3 <= len(made) <= 4
    assert list(results) == list(range(1, 1000))


@pytest.fixture
def loader(data: ClipDataset) -> Iterator[Loader]:
    with Loader(data, workers=2) as found:
        yield found


def pids(loader: Loader) -> list[int]:
    assert loader._processes is not None
    return [process.pid for process in loader._processes._iterator._workers]


def test_processes_load_the_same_and_stay(data: ClipDataset, loader: Loader) -> None:
    first, second = (epoch_draws(COUNT, 4, seed=0, epoch=n, shuffle=True) for n in range(2))
    state = torch.get_rng_state()
    batches = list(loader.batches(first))
    workers = pids(loader)
    assert all(map(same, batches, Loader(data).batches(first)))
    # An epoch that is left early does not spoil the next one.
    next(iter(loader.batches(second)))
    again = list(loader.batches(second))
    assert len(again) == len(second)
    assert all(map(same, again, Loader(data).batches(second)))
    assert pids(loader) == workers
    assert torch.equal(torch.get_rng_state(), state)
    # Errors keep file, row and kind.
    damage(data, 3)
    with pytest.raises(DataError) as caught:
        list(loader.batches(second))
    assert caught.value.row == 4
    assert "clip_003" in caught.value.message
    assert str(caught.value).count("\n") == 0
    good = [batch for batch in second if all(draw.index != 3 for draw in batch)]
    assert len(list(loader.batches(good))) == len(good)


def test_a_process_that_is_killed(data: ClipDataset) -> None:
    loader = Loader(data, workers=1)
    draws = epoch_draws(COUNT, 1, seed=0, epoch=0, shuffle=False)
    batches = loader.batches(draws)
    next(batches)
    with pytest.raises(TrainingError, match=r"killed.*workers"):
        _take_all_though_killed(batches, pids(loader)[0])
    loader.close()
    assert len(list(loader.batches(draws[:2]))) == 2
    loader.close()


def _take_all_though_killed(batches: Iterator[Batch], pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
        list(batches)
    except RuntimeError as error:  # torch may raise it here, too, between two batches
        killed = killed_error(error)
        assert killed is not None
        raise killed from error


def test_other_errors_are_not_taken_for_killed_processes() -> None:
    for error in (RuntimeError("size mismatch"), OSError("Caught OSError in DataLoader worker")):
        assert killed_error(error) is None
    assert killed_error(ConnectionResetError(104, "Connection reset by peer")) is not None
