"""The heads of a model: what each of them tells apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeadSpec:
    """One head. ``labels`` has a label for each class; ``loss_weight`` 0 is not trained."""

    name: str
    labels: tuple[str, ...]
    loss_weight: float = 1.0

    @property
    def classes(self) -> int:
        """Number of classes; labels in data go from 0 to this less one."""
        return len(self.labels)
