"""How fast models are trained: loading alone, the model's step alone, and the whole loop.

    python benchmarks/train.py [--record] [--gpu 0] [--case resnet18 ...]

Clips are random pictures written as JPEG, so that decoding costs what it costs; the model's step
alone gets tensors that are on the device already. Waiting is the share of the loop in which the
model has no batch. The baseline does what a plain trainer does: the network once a clip, losses one
clip after the other on one-hot targets, default memory order, optimizer a tensor at a time.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from report import machine, record, table
from torch.nn import functional

from hamnosys.schemes import load_scheme
from trainer.building import build_kit, build_model
from trainer.config import Config, config_from
from trainer.data.batch import Batch
from trainer.data.loading import Loader
from trainer.data.order import epoch_draws
from trainer.engine.device import choose_device, describe_device
from trainer.engine.kit import Kit
from trainer.engine.processes import Processes
from trainer.engine.training import EpochProgress, FiniteCheck, train_step
from trainer.gathering import data_set, gather

THIN = {
    "features_only": True,
    "out_indices": [2],
    "channels": [48, 96, 128, 128],
    "stem_width": 8,
    "stem_type": "deep",
}


@dataclass(frozen=True)
class Case:
    """A backbone with the clips that it is given."""

    name: str
    model: str
    arguments: dict[str, Any]
    frames: int
    pixels: int
    batches: tuple[int, ...]
    gpu_batches: tuple[int, ...]


CASES = (
    Case("thin resnet10t", "resnet10t", THIN, 2, 96, (32, 64), (64, 512)),
    Case("resnet18", "resnet18", {}, 8, 224, (4, 8), (32, 128)),
    Case("efficientnet_b1", "efficientnet_b1", {}, 20, 256, (1, 2), (8, 16)),
)


@dataclass(frozen=True)
class Row:
    """One measurement."""

    case: Case
    precision: str
    batch: int
    loading: float
    step: float
    loop: float
    waiting: float
    memory: float
    baseline: float | None

    def cells(self) -> tuple[object, ...]:
        return (
            f"{self.case.name}, {self.case.frames} x {self.case.pixels}",
            self.precision,
            self.batch,
            f"{self.loading:,.1f}",
            f"{self.step:,.1f}",
            f"{self.loop:,.1f}",
            f"{100 * self.waiting:.1f} %",
            f"{self.memory:,.0f}",
            "" if self.baseline is None else f"{self.step / self.baseline:.2f}",
        )


def write_data(folder: Path, case: Case, clips: int) -> None:
    """Clips of smooth noise: JPEGs of about the size of real ones."""
    rng = np.random.default_rng(0)
    scheme = load_scheme("hearai")
    lines = [" ".join(["name start end", *scheme.names])]
    for number in range(clips):
        name = f"clip_{number:04d}"
        (folder / name).mkdir(parents=True)
        for frame in range(case.frames):
            coarse = rng.integers(0, 256, (12, 12, 3), dtype=np.uint8)
            picture = Image.fromarray(coarse).resize((case.pixels, case.pixels))
            picture.save(folder / name / f"{name}_{frame}.jpg", quality=90)
        labels = [str(rng.integers(head.classes)) for head in scheme.heads]
        lines.append(" ".join([name, "0 0", *labels]))
    (folder / "test_hamnosys.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def config_of(case: Case, data: Path, precision: str, batch: int, options: Any) -> Config:
    thin = "features_only" in case.arguments
    return config_from(
        {
            "general_parameters": {
                "data_path": str(data),
                "gpu": options.gpu,
                "workers": options.workers,
            },
            "augmentations_parameters": {
                "resize_size": case.pixels,
                "apply_random_rotation": options.augment,
                "apply_color_jitter": options.augment,
            },
            "train_parameters": {
                "batch_size": batch,
                "num_segments": case.frames,
                "precision": precision,
                "compile": options.compile,
            },
            "feature_extractor": {
                "model_path": case.model,
                "model_args": case.arguments,
                "pretrained": False,
                "representation_size": 320 if thin else 512,
                "pooling": "grid" if thin else "average",
            },
            "transformer": {"num_encoder_layers": 1 if thin else 2, "output_size": 320},
        },
        "benchmark",
    )


def settle(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def rate(work: Callable[[], int], device: torch.device, seconds: float) -> float:
    """Clips a second, after two rounds to warm up."""
    for _ in range(2):
        work()
    settle(device)
    begin, clips = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        clips += work()
        settle(device)
    return clips / (time.perf_counter() - begin)


def endless(loader: Loader, clips: int, batch: int) -> Iterator[Batch]:
    """Full batches, epoch after epoch, in one go: nothing is waited for between epochs."""
    draws = (
        group
        for epoch in itertools.count()
        for group in epoch_draws(clips, batch, seed=0, epoch=epoch, shuffle=True)
        if len(group) == batch
    )
    yield from loader.batches(list(itertools.islice(draws, 2000)))


def loading_rate(loader: Loader, clips: int, batch: int, seconds: float) -> float:
    batches = endless(loader, clips, batch)
    found = rate(lambda: len(next(batches)), torch.device("cpu"), seconds)
    batches.close()
    return found


def loop_rate(
    kit: Kit, loader: Loader, clips: int, batch: int, seconds: float
) -> tuple[float, float]:
    """Clips a second of the whole loop, and the share of it that waits for data."""
    progress = EpochProgress.begin(0, len(kit.loss.names), kit.device)
    check = FiniteCheck(loader.dataset.clips)
    batches = endless(loader, clips, batch)
    waited = 0.0

    def work() -> int:
        nonlocal waited
        begin = time.perf_counter()
        found = next(batches)
        waited += time.perf_counter() - begin
        train_step(kit, [found], progress, check)
        return len(found)

    for _ in range(3):
        work()
    settle(kit.device)
    begin, done, waited = time.perf_counter(), 0, 0.0
    while time.perf_counter() - begin < seconds:
        done += work()
    settle(kit.device)
    spent = time.perf_counter() - begin
    batches.close()
    return done / spent, waited / spent


def baseline_rate(kit: Kit, batch: Batch, seconds: float) -> float:
    """A plain trainer's step on the same model and tensors."""
    model = kit.model.to(memory_format=torch.contiguous_format)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, foreach=False)
    pictures = kit.preparation(batch, epoch=None).contiguous()

    def work() -> int:
        total = torch.zeros((), device=kit.device)
        extractor = model.feature_extractor
        features = torch.stack([extractor(clip) for clip in pictures])
        clip = model.transformer(features, None)
        logits = {name: head(clip) for name, head in model.heads.items()}
        for place, values in enumerate(logits.values()):
            for row, label in zip(values, batch.labels[:, place], strict=True):
                target = functional.one_hot(label, values.shape[1]).float()
                total = total + functional.cross_entropy(row, target) / len(batch)
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        return len(batch)

    found = rate(work, kit.device, seconds)
    kit.model.to(memory_format=torch.channels_last)
    return found


def measure(case: Case, precision: str, batch: int, data: Path, options: Any) -> Row:
    config = config_of(case, data, precision, batch, options)
    device = choose_device(options.gpu, Processes())
    gathered = gather(config)
    clips = gathered.side("train")
    loader = Loader(
        data_set(clips, gathered.heads, config, training=True),
        workers=options.workers,
        pin=device.type == "cuda",
    )
    torch.manual_seed(0)
    model, _ = build_model(config, gathered.heads, (case.pixels, case.pixels))
    kit = build_kit(
        config, model, gathered.heads, clips, steps=10_000, device=device, processes=Processes()
    )
    kit.freeze_for(0, 0)
    kit.train()
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    loading = loading_rate(loader, len(clips), batch, options.seconds)
    ready = next(endless(Loader(loader.dataset), len(clips), batch))
    moved = ready.to(device)
    ready = replace(moved, mask=ready.mask, clips=ready.clips)
    progress, check = EpochProgress.begin(0, len(kit.loss.names), device), FiniteCheck(clips)

    def step() -> int:
        train_step(kit, [ready], progress, check)
        return batch

    stepping = rate(step, device, options.seconds)
    looping, waiting = loop_rate(kit, loader, len(clips), batch, options.seconds)
    baseline = None
    if precision == "fp32" and not options.compile:
        baseline = baseline_rate(kit, moved, options.seconds)
    loader.close()
    return Row(case, precision, batch, loading, stepping, looping, waiting, peak(device), baseline)


def peak(device: torch.device) -> float:
    """MiB: of the GPU, or of the process so far."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


HEADER = (
    *("backbone, frames x pixels", "precision", "batch", "loading", "step", "loop", "waiting"),
    *("MiB", "step / baseline"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write into RESULTS.md")
    parser.add_argument("--gpu", type=int, default=-1)
    parser.add_argument("--case", nargs="*", default=[case.name for case in CASES])
    parser.add_argument("--precision", nargs="*", default=["fp32", "bf16"])
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--clips", type=int, default=0, help="written; 0 is two batches or more")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each measurement")
    parser.add_argument("--augment", action="store_true")
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    device = choose_device(options.gpu, Processes())
    rows = []
    for case in CASES:
        if case.name not in options.case:
            continue
        sizes = case.gpu_batches if device.type == "cuda" else case.batches
        with tempfile.TemporaryDirectory() as folder:
            write_data(Path(folder), case, options.clips or max(24, 3 * max(sizes)))
            for precision, batch in itertools.product(options.precision, sizes):
                rows.append(measure(case, precision, batch, Path(folder), options))
                print(*rows[-1].cells(), sep=" | ", flush=True)
    text = (
        f"## Training on {describe_device(device)}\n\n{machine()}; torch {torch.__version__}; "
        f"`python benchmarks/train.py`, {options.workers} workers"
        f"{', augmentation' if options.augment else ''}{', compiled' if options.compile else ''}. "
        "Loading, step and loop are clips a second; MiB is the peak "
        f"{'of the GPU' if device.type == 'cuda' else 'of the process up to that row'}.\n\n"
        + table(HEADER, [row.cells() for row in rows])
    )
    print(text)
    if options.record:
        record(f"train {device.type}", text)


if __name__ == "__main__":
    main()
