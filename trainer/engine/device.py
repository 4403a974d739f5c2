"""Where the model runs, and in which precision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from trainer.engine.processes import Processes
from trainer.errors import DeviceError

_TYPES = {"bf16": torch.bfloat16, "fp16": torch.float16}


def choose_device(gpu: int | None, processes: Processes) -> torch.device:
    """The device of this process.

    Args:
        gpu: number of the GPU, -1 for the CPU, None for a GPU if there is one. With several
            processes on a machine each takes the GPU of its own number.
        processes: this one among the others.

    Raises:
        DeviceError: there is no such GPU.
    """
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if gpu == -1 or (gpu is None and not count):
        return torch.device("cpu")
    number = processes.local if processes.world > 1 else gpu or 0
    if number >= count:
        there = f"there are {count}, from 0" if count else "there is none"
        raise DeviceError(
            f"general_parameters.gpu: there is no GPU {number} ({there})", hint="-1 is the CPU"
        )
    torch.cuda.set_device(number)
    return torch.device("cuda", number)


def check_precision(precision: str, device: torch.device) -> None:
    """Refuse what a device cannot do.

    Raises:
        DeviceError: fp16 without a GPU, or bf16 on one that has none.
    """
    if precision == "fp16" and device.type == "cpu":
        raise DeviceError("train_parameters.precision: fp16 needs a GPU", hint="bf16 or fp32")
    if precision == "bf16" and device.type == "cuda" and not torch.cuda.is_bf16_supported():
        raise DeviceError("train_parameters.precision: this GPU has no bf16", hint="fp16 or fp32")


def autocast(precision: str, device: torch.device) -> torch.autocast:
    """The context in which the model runs."""
    return torch.autocast(
        device.type, _TYPES.get(precision, torch.bfloat16), enabled=precision in _TYPES
    )


@contextmanager
def enough_memory(clips: int, frames: int) -> Iterator[None]:
    """Say what to change when memory is short.

    Raises:
        DeviceError: it was.
    """
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not _short(error):
            raise
        raise DeviceError(
            f"not enough memory for a batch of {clips} clips of {frames} frames",
            hint="halve batch_size and double accumulate, or lower num_segments or "
            "center_crop_size; precision: bf16 needs about half",
        ) from error


def _short(error: Exception) -> bool:
    """Whether memory was short; libraries below say it in words only."""
    if isinstance(error, (MemoryError, torch.cuda.OutOfMemoryError)):
        return True
    words = ("can't allocate memory", "out of memory", "ALLOC_FAILED")
    return any(each in str(error) for each in words)


def describe_device(device: torch.device) -> str:
    """A name for people."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"CPU ({torch.get_num_threads()} threads)"
