"""What a model says of new clips: classes, and the nearest glosses of a lexicon."""

from trainer.predicting.job import answer, predict
from trainer.predicting.prediction import (
    Answers,
    Failure,
    Guess,
    HeadPrediction,
    Nearest,
    NearGloss,
    Prediction,
    Settings,
)

__all__ = [
    "Answers",
    "Failure",
    "Guess",
    "HeadPrediction",
    "NearGloss",
    "Nearest",
    "Prediction",
    "Settings",
    "answer",
    "predict",
]
