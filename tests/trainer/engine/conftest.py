"""What the tests of the engine train with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest
import torch
from trainer_builders import heads_of, small

from trainer.building import build_kit
from trainer.data.clips import Clip
from trainer.engine.kit import Kit
from trainer.engine.processes import Processes
from trainer.heads import HeadSpec
from trainer.model.recognizer import Recognizer


class MakeKit(Protocol):
    """Makes a kit of the small model, always with the same first weights."""

    def __call__(
        self,
        *,
        heads: Sequence[HeadSpec] = ...,
        steps: int = 10,
        size: tuple[int, int] = (32, 32),
        device: str = "cpu",
        processes: Processes | None = None,
        **sections: Any,
    ) -> Kit: ...


@pytest.fixture
def clips() -> list[Clip]:
    """Clips with names alone."""
    return [
        Clip(
            name=f"clip_{number}",
            folder=Path("nowhere"),
            suffix=".jpg",
            start=0,
            end=1,
            labels=(number % 4, number % 3),
            gloss=None,
            fps=None,
            signer=None,
            left_handed=False,
            file=Path("test_hamnosys.txt"),
            row=number + 1,
        )
        for number in range(8)
    ]


@pytest.fixture
def make_kit(clips: list[Clip]) -> MakeKit:
    def make(
        *,
        heads: Sequence[HeadSpec] = heads_of(shape=4, place=3),
        steps: int = 10,
        size: tuple[int, int] = (32, 32),
        device: str = "cpu",
        processes: Processes | None = None,
        **sections: Any,
    ) -> Kit:
        config = small(None, **sections)
        torch.manual_seed(5)
        return build_kit(
            config,
            Recognizer(config, heads, size),
            heads,
            clips,
            steps=steps,
            device=torch.device(device),
            processes=processes or Processes(),
        )

    return make
