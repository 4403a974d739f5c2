"""Which parts of the model are frozen when, as ``freeze_scheduler`` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from torch import nn

from trainer.config.schema import FreezeScheduler
from trainer.errors import ConfigError


@dataclass(frozen=True, slots=True)
class FreezePlan:
    """Patterns in turn, each for so many epochs or steps; after the last all is trained.

    Attributes:
        mode: ``epoch`` or ``step``: what is counted.
        patterns: for each, whether each named part is frozen.
        ends: the first epoch or step after each pattern.
    """

    mode: str
    patterns: tuple[Mapping[str, bool], ...]
    ends: tuple[int, ...]

    def pattern(self, count: int) -> Mapping[str, bool]:
        """Which parts are frozen in an epoch or step, counted from 0; none after the last."""
        for pattern, end in zip(self.patterns, self.ends, strict=True):
            if count < end:
                return pattern
        return {}


NOTHING_FROZEN = FreezePlan("epoch", (), ())


def freeze_plan(settings: FreezeScheduler | None) -> FreezePlan:
    """The plan of a configuration."""
    if settings is None:
        return NOTHING_FROZEN
    parts = settings.model_params
    patterns = tuple(
        dict(zip(parts, values, strict=True)) for values in zip(*parts.values(), strict=True)
    )
    return FreezePlan(
        settings.freeze_mode, patterns, tuple(accumulate(settings.freeze_pattern_repeats))
    )


def check_parts(model: nn.Module, plan: FreezePlan) -> None:
    """See to it that a plan fits a model.

    Raises:
        ConfigError: it names a part that the model does not have, or freezes all of it.
    """
    for pattern in plan.patterns:
        for name in pattern:
            part(model, name)
        freeze(model, pattern)
        trained = any(parameter.requires_grad for parameter in model.parameters())
        freeze(model, {})
        if not trained:
            frozen = ", ".join(name for name, state in pattern.items() if state)
            raise ConfigError(
                f"freeze_scheduler.model_params: nothing is left to train where {frozen} are frozen"
            )


def part(model: nn.Module, name: str) -> nn.Module:
    """A part by its name, such as ``transformer`` or ``feature_extractor.backbone.layer1``.

    Raises:
        ConfigError: there is none.
    """
    try:
        return model.get_submodule(name)
    except AttributeError:
        above = name.rpartition(".")[0]
        while above:
            try:
                parent = model.get_submodule(above)
                break
            except AttributeError:
                above = above.rpartition(".")[0]
        else:
            parent = model
        known = ", ".join(f"{above}.{n}" if above else n for n, _ in parent.named_children())
        raise ConfigError(
            f"freeze_scheduler.model_params: the model has no part {name!r}",
            hint=f"it has {known}" if known else f"{above} has no parts",
        ) from None


def freeze(model: nn.Module, pattern: Mapping[str, bool]) -> None:
    """Freeze the parts that a pattern says; all else is trained.

    Of two parts, one inside the other, the inner one is as it says itself.
    """
    model.requires_grad_(requires_grad=True)
    for name, frozen in sorted(pattern.items(), key=lambda item: item[0].count(".")):
        part(model, name).requires_grad_(not frozen)
    for parameter in model.parameters():
        if not parameter.requires_grad:
            parameter.grad = None


def set_training(model: nn.Module, pattern: Mapping[str, bool]) -> None:
    """Training mode; frozen parts stay in evaluation, so that their batch norms do not drift."""
    model.train()
    for name, frozen in sorted(pattern.items(), key=lambda item: item[0].count(".")):
        part(model, name).train(not frozen)


def describe(pattern: Mapping[str, bool]) -> str:
    """One line for people."""
    frozen = [name for name, state in pattern.items() if state]
    return f"frozen: {', '.join(frozen)}" if frozen else "everything is trained"
