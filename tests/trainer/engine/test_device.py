from __future__ import annotations

import pytest
import torch

from trainer.engine.device import (
    autocast,
    check_precision,
    choose_device,
    describe_device,
    enough_memory,
)
from trainer.engine.processes import Processes
from trainer.errors import DeviceError

CPU, GPU = torch.device("cpu"), torch.device("cuda", 0)
ALONE = Processes()


def pretend(monkeypatch: pytest.MonkeyPatch, gpus: int) -> list[int]:
    """A machine with so many GPUs; gives the numbers of those that are chosen."""
    chosen: list[int] = []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: gpus > 0)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: gpus)
    monkeypatch.setattr(torch.cuda, "set_device", chosen.append)
    return chosen


@pytest.mark.parametrize(("gpus", "there"), [(0, "there is none"), (2, "there are 2, from 0")])
def test_a_gpu_that_does_not_exist(monkeypatch: pytest.MonkeyPatch, gpus: int, there: str) -> None:
    chosen = pretend(monkeypatch, gpus)
    with pytest.raises(DeviceError, match=f"there is no GPU 7 .{there}.") as caught:
        choose_device(7, ALONE)
    assert "general_parameters.gpu" in caught.value.message
    assert caught.value.hint == "-1 is the CPU"
    assert caught.value.exit_code == 2
    assert chosen == []


@pytest.mark.skipif(torch.cuda.is_available(), reason="a GPU is there")
def test_a_machine_without_any() -> None:
    with pytest.raises(DeviceError, match="there is no GPU 0"):
        choose_device(0, ALONE)
    assert choose_device(None, ALONE) == CPU


@pytest.mark.parametrize(
    ("gpu", "gpus", "device"), [(-1, 2, CPU), (None, 0, CPU), (None, 2, GPU), (0, 1, GPU)]
)
def test_the_device_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, gpu: int | None, gpus: int, device: torch.device
) -> None:
    pretend(monkeypatch, gpus)
    assert choose_device(gpu, ALONE) == device


def test_the_last_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = pretend(monkeypatch, 2)
    assert choose_device(1, ALONE) == torch.device("cuda", 1)
    assert chosen == [1]


@pytest.mark.parametrize("gpu", [None, 0])
def test_each_process_takes_the_gpu_of_its_number(
    monkeypatch: pytest.MonkeyPatch, gpu: int | None
) -> None:
    pretend(monkeypatch, 2)
    assert choose_device(gpu, Processes(5, 8, 1)) == torch.device("cuda", 1)
    assert choose_device(-1, Processes(5, 8, 1)) == CPU
    with pytest.raises(DeviceError, match="no GPU 2"):
        choose_device(gpu, Processes(2, 8, 2))


def test_fp16_needs_a_gpu() -> None:
    with pytest.raises(DeviceError, match="fp16 needs a GPU") as caught:
        check_precision("fp16", CPU)
    assert caught.value.hint == "bf16 or fp32"
    for precision in ("fp32", "bf16"):
        check_precision(precision, CPU)


def test_bf16_on_a_gpu_that_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: False)
    with pytest.raises(DeviceError, match="this GPU has no bf16"):
        check_precision("bf16", GPU)
    check_precision("fp16", GPU)


@pytest.mark.parametrize(("precision", "kind"), [("fp32", torch.float32), ("bf16", torch.bfloat16)])
def test_the_arithmetic_is_in_the_precision(precision: str, kind: torch.dtype) -> None:
    with autocast(precision, CPU):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == kind


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB."),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"),
        RuntimeError("CUDA error: out of memory"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
        MemoryError(),
    ],
)
def test_memory_that_is_short(error: Exception) -> None:
    words = "a batch of 16 clips of 8 frames"
    with pytest.raises(DeviceError, match=words) as caught, enough_memory(16, 8):
        raise error
    for key in ("batch_size", "accumulate", "num_segments", "center_crop_size", "bf16"):
        assert key in caught.value.hint
    assert caught.value.__cause__ is error


def test_memory_of_this_machine() -> None:
    with pytest.raises(DeviceError, match="not enough memory"), enough_memory(1, 1):
        torch.empty(2**55, dtype=torch.uint8)


@pytest.mark.parametrize(
    "error", [RuntimeError("size mismatch"), ValueError("x"), DeviceError("y")]
)
def test_other_errors_pass(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, enough_memory(1, 1):
        raise error
    assert caught.value is error


def test_devices_have_a_name() -> None:
    assert describe_device(CPU) == f"CPU ({torch.get_num_threads()} threads)"
