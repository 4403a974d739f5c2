"""What is asked, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hamnosys.errors import HamNoSysError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is wanted of a prediction, and where it is made.

    Attributes:
        top: classes of each head, 1 or more.
        threshold: what is less probable is unknown, from 0 to 1.
        lexicon: class file or sheet whose nearest glosses are named; None names none.
        by: how heads are weighted in the distance, one of `trainer.nearest.distances.DISTANCES`.
        neighbours: nearest glosses, 1 or more.
        gloss_names: file of gloss ids and names; None takes the labels of the checkpoint.
        batch_size: clips at once; None takes that of the checkpoint.
        gpu: number of the GPU, -1 for the CPU, None for a GPU if there is one.
        workers: processes that load clips; 0 is a thread.
        precision: fp32, bf16 or fp16.
    """

    top: int = 3
    threshold: float = 0.0
    lexicon: str | Path | None = None
    by: str = "log_probability"
    neighbours: int = 5
    gloss_names: str | Path | None = None
    batch_size: int | None = None
    gpu: int | None = None
    workers: int = 0
    precision: str = "fp32"

    def __post_init__(self) -> None:
        least = {"top": 1, "neighbours": 1, "batch_size": 1, "workers": 0}
        for name, low in least.items():
            number = getattr(self, name)
            if number is not None and number < low:
                raise UsageError(f"{name} is {number}, and must be at least {low}")
        if not 0 <= self.threshold <= 1:
            raise UsageError(f"threshold is {self.threshold}, and must be from 0 to 1")


@dataclass(frozen=True, slots=True)
class Guess:
    """A class with its calibrated probability; ``symbols`` are the characters of its label."""

    number: int
    label: str
    symbols: str
    probability: float


@dataclass(frozen=True, slots=True)
class HeadPrediction:
    """What a head says: its most probable classes, the best first.

    ``unknown``: not even the first reaches the threshold.
    """

    head: str
    guesses: tuple[Guess, ...]
    unknown: bool


@dataclass(frozen=True, slots=True)
class NearGloss:
    """An entry of the lexicon.

    Attributes:
        rank: from 1; entries of the same distance share it.
        gloss: its gloss; the name, in a lexicon without glosses.
        name: of the entry.
        row: of the lexicon, from 1.
        distance: see `trainer.nearest.ranking`; 0 fits best.
        match: the same as a number from 0 to 1, 1 fits best: the geometric mean of the
            probabilities of its classes or, by loss weight, the share of the heads that agree.
    """

    rank: int
    gloss: str
    name: str
    row: int
    distance: float
    match: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest entries; ``more`` are as near as the last one and not shown.

    ``unknown``: not even the match of the first reaches the threshold.
    """

    glosses: tuple[NearGloss, ...]
    more: int
    unknown: bool


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is said of a clip.

    Attributes:
        name: its name, which clips from other places may have, too.
        path: the file or directory that it is.
        heads: what each head says.
        nearest: glosses of the lexicon; None without one.
    """

    name: str
    path: Path
    heads: tuple[HeadPrediction, ...]
    nearest: Nearest | None = None

    def head(self, name: str) -> HeadPrediction:
        """A head by its name.

        Raises:
            KeyError: there is none, or it was not trained.
        """
        for head in self.heads:
            if head.head == name:
                return head
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Failure:
    """A clip of which nothing can be said."""

    name: str
    error: HamNoSysError


@dataclass(frozen=True, slots=True)
class Answers:
    """All predictions of a job, in the order of the inputs.

    Attributes:
        checkpoint: the weights.
        epoch: of the checkpoint.
        scheme: name of the class scheme, or None.
        settings: what was asked.
        clips: the predictions.
        failures: clips that could not be read.
    """

    checkpoint: Path
    epoch: int
    scheme: str | None
    settings: Settings
    clips: tuple[Prediction, ...]
    failures: tuple[Failure, ...]
