"""What training works with: made once, and the same all along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from trainer.engine.device import autocast
from trainer.engine.freezing import FreezePlan, freeze, set_training
from trainer.engine.optimizing import Stepper
from trainer.engine.processes import Processes
from trainer.preparing import Preparation
from trainer.task import MultiHeadLoss


@dataclass(slots=True)
class Kit:
    """A model with all that it is trained with.

    Attributes:
        model: the model itself.
        loss: what is minimised.
        stepper: optimizer, schedule, averaged weights.
        preparation: from decoded frames to pictures.
        plan: which parts are frozen when.
        processes: this one among all.
        device: where it runs.
        precision: fp32, bf16 or fp16.
        compiled: compile it.
        pattern: what is frozen now.
        network: what is called: the model, compiled and joined with other processes as it may be.
    """

    model: nn.Module
    loss: MultiHeadLoss
    stepper: Stepper
    preparation: Preparation
    plan: FreezePlan
    processes: Processes
    device: torch.device
    precision: str
    compiled: bool
    pattern: Mapping[str, bool] | None = None
    network: Any = field(init=False, default=None)
    _told: Mapping[str, bool] | None = field(init=False, default=None)

    def freeze_for(self, epoch: int, step: int) -> bool:
        """Freeze and train what the plan says; tells whether that changed."""
        pattern = self.plan.pattern(step if self.plan.mode == "step" else epoch)
        if pattern == self.pattern:
            return False
        self.pattern = pattern
        # Processes wait for a gradient of all that is trained, which heads of weight 0 never get.
        idle = {f"heads.{name}": True for name in self.loss.untrained}
        freeze(self.model, {**pattern, **idle})
        set_training(self.model, pattern)
        self.network = self._network()
        return True

    def news(self) -> bool:
        """Whether other parts are frozen than at the call before."""
        told, self._told = self._told, self.pattern
        return told != self.pattern

    def train(self) -> None:
        """Training mode, frozen parts excepted."""
        set_training(self.model, self.pattern or {})

    def _network(self) -> Any:
        """Joined anew whenever other parts are frozen: gradients of these are not exchanged."""
        network: Any = torch.compile(self.model) if self.compiled else self.model
        if self.processes.world == 1:
            return network
        ids = [self.device.index] if self.device.type == "cuda" else None
        return DistributedDataParallel(network, device_ids=ids)

    def logits(
        self, pictures: Tensor | None, mask: Tensor | None, landmarks: Tensor | None = None
    ) -> dict[str, Tensor]:
        """The logits of every head."""
        with autocast(self.precision, self.device):
            found: dict[str, Tensor] = self.network(pictures, mask, landmarks)
        return found
