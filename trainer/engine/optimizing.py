"""The optimizer step: learning rate, scaling, clipping, averaging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from trainer.config.schema import Training
from trainer.engine.schedule import Schedule


def make_optimizer(
    model: nn.Module, settings: Training, device: torch.device
) -> torch.optim.Optimizer:
    """The optimizer of a configuration; biases, norms and positions do not decay."""
    kept = _kept(model)
    decaying = [p for p in model.parameters() if p.ndim > 1 and p not in kept]
    others = [p for p in model.parameters() if p.ndim <= 1 or p in kept]
    groups = [
        {"params": decaying, "weight_decay": settings.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    if settings.optimizer == "radam":
        return torch.optim.RAdam(groups, lr=settings.lr, decoupled_weight_decay=True)
    return torch.optim.AdamW(groups, lr=settings.lr, fused=True)


def _kept(model: nn.Module) -> set[nn.Parameter]:
    """What modules say of themselves that it must not decay, in the way of timm."""
    found: set[nn.Parameter] = set()
    for module in model.modules():
        names: Any = getattr(module, "no_weight_decay", set)()
        own = dict(module.named_parameters())
        found.update(own[name] for name in names if name in own)
    return found


def averaged_model(model: nn.Module, decay: float) -> AveragedModel | None:
    """A copy whose weights follow those of the model slowly; None without a decay."""
    if not decay:
        return None

    def follow(averaged: Any, current: Any, _count: Any) -> None:
        if not averaged[0].is_floating_point():
            torch._foreach_copy_(averaged, current)
            return
        # Early on, the first weights must not count for long. The count on the CPU does not
        # make a GPU wait.
        count = float(result.n_averaged)
        torch._foreach_lerp_(averaged, current, 1 - min(decay, (1 + count) / (10 + count)))

    result = AveragedModel(model, multi_avg_fn=follow, use_buffers=True)
    return result


@dataclass(slots=True)
class Stepper:
    """Takes optimizer steps; ``step`` counts them.

    Attributes:
        model: whose weights change.
        optimizer: that changes them.
        schedule: the learning rate of each step.
        settings: learning rate and clipping.
        scaler: keeps gradients of fp16 from vanishing.
        averaged: weights that follow, or None.
        step: optimizer steps taken so far.
    """

    model: nn.Module
    optimizer: torch.optim.Optimizer
    schedule: Schedule
    settings: Training
    scaler: torch.amp.GradScaler
    averaged: AveragedModel | None
    step: int = 0

    @property
    def lr(self) -> float:
        """The learning rate of the next step."""
        return self.settings.lr * self.schedule.factor(self.step)

    @property
    def lr_before(self) -> float:
        """The learning rate of the step that was taken last."""
        return self.settings.lr * self.schedule.factor(max(self.step - 1, 0))

    def backward(self, loss: Tensor) -> None:
        """Add to the gradients."""
        self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]

    def take(self) -> None:
        """Change the weights by the gradients, and clear these."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.lr
        if self.settings.clip_norm:
            self.scaler.unscale_(self.optimizer)
            nn.utils.clip_grad_norm_(self.model.parameters(), self.settings.clip_norm)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.optimizer.zero_grad(set_to_none=True)
        if self.averaged is not None:
            self.averaged.update_parameters(self.model)
        self.step += 1

    def state(self) -> dict[str, Any]:
        """All that resuming needs."""
        return {
            "optimizer": self.optimizer.state_dict(),
            "scaler": self.scaler.state_dict(),
            "averaged": None if self.averaged is None else self.averaged.state_dict(),
            "step": self.step,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.optimizer.load_state_dict(state["optimizer"])
        self.scaler.load_state_dict(state["scaler"])
        if self.averaged is not None:
            self.averaged.load_state_dict(state["averaged"])
        self.step = int(state["step"])
