"""Run by several processes: the gradients of one optimizer step, written by the first one.

torchrun --nproc-per-node 2 tests/trainer_step.py CONFIG TARGET
"""

from __future__ import annotations

import sys

import torch
from safetensors.torch import save_file

from trainer.building import build_kit, build_model, picture_size
from trainer.config import read_config
from trainer.data.loading import Loader
from trainer.data.order import epoch_draws
from trainer.engine.processes import joined, processes_around
from trainer.engine.training import EpochProgress, FiniteCheck, grouped, train_step
from trainer.gathering import data_set, gather


def main(config_file: str, target: str) -> None:
    torch.set_num_threads(1)
    config = read_config(config_file).config
    processes, device = processes_around(), torch.device("cpu")
    with joined(processes, device):
        gathered = gather(config)
        clips = gathered.side("train")
        data = data_set(clips, gathered.heads, config, training=True)
        torch.manual_seed(0)
        model, _ = build_model(config, gathered.heads, picture_size(config, data))
        kit = build_kit(
            config, model, gathered.heads, clips, steps=1, device=device, processes=processes
        )
        kit.stepper.optimizer.step = lambda: None  # the gradients are wanted, not the step
        kit.stepper.optimizer.zero_grad = lambda **_: None
        kit.freeze_for(0, 0)
        kit.train()
        draws = epoch_draws(
            len(clips),
            config.train_parameters.batch_size,
            seed=0,
            epoch=0,
            shuffle=True,
            rank=processes.rank,
            world=processes.world,
        )
        progress = EpochProgress.begin(0, len(gathered.heads), device)
        group = next(grouped(Loader(data).batches(draws), config.train_parameters.accumulate))
        train_step(kit, group, progress, FiniteCheck(clips))
        loss = progress.loss(kit)
        if processes.first:
            found = {n: p.grad for n, p in kit.model.named_parameters() if p.grad is not None}
            whole = {name: gradient.contiguous() for name, gradient in found.items()}
            save_file({"loss": torch.tensor([loss]), **whole}, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
