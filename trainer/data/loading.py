"""Batches, loaded by a thread or by processes while the model is at work."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing.context import BaseContext
from types import TracebackType

import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from hamnosys.errors import HamNoSysError
from trainer.data.ahead import ahead
from trainer.data.batch import Batch
from trainer.data.dataset import ClipDataset, Draw, Sample, collate
from trainer.errors import TrainingError

_PREFETCHED = 2
"""Batches that each process loads ahead."""


def killed_error(error: BaseException) -> TrainingError | None:
    """What to say of an error by which torch tells that a loading process was killed; else None.

    torch raises it wherever the main thread is at that moment, so in the midst of a step, too.
    """
    words = str(error)
    if words.startswith("Caught "):  # an error of the process itself, which lives
        return None
    killed = isinstance(error, RuntimeError) and words.startswith("DataLoader worker (pid")
    # The connection breaks where a process ends while it hands something over.
    if not killed and not isinstance(error, ConnectionError | FileNotFoundError | EOFError):
        return None
    return TrainingError(
        "a process that loads data was killed",
        hint="memory, or shared memory (/dev/shm), may have run out: try fewer "
        "general_parameters.workers, or 0, or a smaller batch_size",
    )


class Loader:
    """Loads batches of a data set. Processes are kept from epoch to epoch, until `close`."""

    def __init__(
        self, dataset: ClipDataset, *, workers: int = 0, pin: bool = False, seed: int = 0
    ) -> None:
        """Starts nothing yet.

        Args:
            dataset: of the clips.
            workers: processes; 0 is a thread of this one.
            pin: put batches into page-locked memory, for a GPU.
            seed: of the processes' own random states, which decide nothing.
        """
        self.dataset = dataset
        self.workers = workers
        self.pin = pin
        self._draws = _Draws()
        self._seed = seed
        self._processes: DataLoader[Sample | HamNoSysError] | None = None

    def batches(self, draws: Sequence[Sequence[Draw]]) -> Iterator[Batch]:
        """The batches of these draws, in their order.

        Only one such iterator may be in use at a time. Random states of this process are left
        alone.

        Raises:
            DataError: a frame cannot be decoded; with processes as well.
            TrainingError: a process was killed.
        """
        if self.workers == 0:
            return ahead(self._batch, draws)
        return self._from_processes(draws)

    def close(self) -> None:
        """End the processes; they start again when batches are asked for."""
        # torch has no call for it: they end when the last reference goes.
        self._processes = None

    def __enter__(self) -> Loader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _batch(self, draws: Sequence[Draw]) -> Batch:
        batch = collate([self.dataset[draw] for draw in draws], self.dataset.choice.num_segments)
        return batch.pin_memory() if self.pin else batch

    def _from_processes(self, draws: Sequence[Sequence[Draw]]) -> Iterator[Batch]:
        if not draws:
            return
        if self._processes is None:
            self._processes = self._start()
        self._draws.batches = draws
        try:
            for found in self._processes:
                if isinstance(found, HamNoSysError):
                    raise found
                yield found
        except (RuntimeError, OSError, EOFError) as error:
            killed = killed_error(error)
            if killed is None:
                raise
            self.close()
            raise killed from error

    def _start(self) -> DataLoader[Sample | HamNoSysError]:
        return DataLoader(
            _Guarded(self.dataset),
            batch_sampler=self._draws,
            num_workers=self.workers,
            collate_fn=partial(_collate, segments=self.dataset.choice.num_segments),
            pin_memory=self.pin,
            persistent_workers=True,
            prefetch_factor=_PREFETCHED,
            multiprocessing_context=_context(),
            worker_init_fn=_prepare,
            # Without a generator of its own it draws from the random state of this process.
            generator=torch.Generator().manual_seed(self._seed),
        )


class _Draws(Sampler[list[Draw]]):
    """The draws of the epoch that comes: torch asks anew each time."""

    def __init__(self) -> None:
        self.batches: Sequence[Sequence[Draw]] = ()

    def __iter__(self) -> Iterator[list[Draw]]:
        return iter([list(batch) for batch in self.batches])

    def __len__(self) -> int:
        return len(self.batches)


class _Guarded(Dataset["Sample | HamNoSysError"]):
    """The data set, but errors are values: torch would make text of them and lose file and row."""

    def __init__(self, dataset: ClipDataset) -> None:
        self.dataset = dataset

    def __getitem__(self, draw: Draw) -> Sample | HamNoSysError:
        try:
            return self.dataset[draw]
        except HamNoSysError as error:
            return error.with_traceback(None)


def _collate(found: Sequence[Sample | HamNoSysError], segments: int) -> Batch | HamNoSysError:
    samples = []
    for each in found:
        if isinstance(each, HamNoSysError):
            return each
        samples.append(each)
    return collate(samples, segments)


def _context() -> BaseContext:
    """How processes start: never by fork, which CUDA and threads do not survive."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # torch is then imported once, and not by each process.
    context.set_forkserver_preload([__name__])
    return context


def _prepare(number: int) -> None:
    """Ctrl-C is for the main process; decoding needs no threads of torch."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(1)
